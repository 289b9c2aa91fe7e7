/* h5_read.c - what a file holds, by name, or all of it in order. */
#include "output/h5.h"

#include <assert.h>
#include <hdf5.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "output/h5_parts.h"

struct h5_file {
    hid_t file, text;
};

static struct h5_file *opened(hid_t file)
{
    struct h5_file *f = xcalloc(1, sizeof *f);

    f->file = file;
    f->text = H5Tcopy(H5T_C_S1);
    H5Tset_size(f->text, H5T_VARIABLE);
    H5Tset_cset(f->text, H5T_CSET_UTF8);
    return f;
}

struct h5_file *h5_open(const char *path, struct diag *diag)
{
    FILE *probe = fopen(path, "rb");
    hid_t file;

    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
    if (!probe) {
        diag_failure(diag, (struct where){path, 0}, "cannot be read");
        return NULL;
    }
    fclose(probe);
    file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);
    if (file >= 0)
        return opened(file);
    diag_error(diag, (struct where){path, 0},
               H5Fis_hdf5(path) > 0 ? "is an HDF5 file that was cut off or damaged"
                                    : "is not an HDF5 file");
    return NULL;
}

/* The tail's bytes; NULL: there is none. */
static char *read_tail(FILE *in, size_t *length)
{
    struct h5_mark mark;
    char *bytes;
    long size;

    if (fseek(in, 0, SEEK_END) != 0 || (size = ftell(in)) < (long)sizeof mark ||
        fseek(in, size - (long)sizeof mark, SEEK_SET) != 0 ||
        fread(&mark, sizeof mark, 1, in) != 1 ||
        memcmp(mark.magic, H5_MAGIC, sizeof mark.magic) != 0 ||
        mark.length > (uint64_t)size - sizeof mark ||
        fseek(in, size - (long)sizeof mark - (long)mark.length, SEEK_SET) != 0)
        return NULL;
    bytes = xcalloc(mark.length + 1, 1);
    *length = mark.length;
    if (fread(bytes, 1, mark.length, in) == mark.length)
        return bytes;
    free(bytes);
    return NULL;
}

/* HDF5 makes a copy of the bytes. */
static hid_t open_image(void *bytes, size_t length)
{
    hid_t access = H5Pcreate(H5P_FILE_ACCESS), file = H5I_INVALID_HID;

    if (H5Pset_fapl_core(access, 1 << 20, 0) >= 0 &&
        H5Pset_file_image(access, bytes, length) >= 0)
        file = H5Fopen("tail", H5F_ACC_RDONLY, access);
    H5Pclose(access);
    return file;
}

struct h5_file *h5_open_tail(const char *path)
{
    FILE *in = fopen(path, "rb");
    size_t length = 0;
    char *bytes = in ? read_tail(in, &length) : NULL;
    hid_t file = H5I_INVALID_HID;

    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
    if (in)
        fclose(in);
    if (bytes && length > 0)
        file = open_image(bytes, length);
    free(bytes);
    return file >= 0 ? opened(file) : NULL;
}

void h5_shut(struct h5_file *f)
{
    H5Tclose(f->text);
    H5Fclose(f->file);
    free(f);
}

/* ---- by name ---- */

static bool kind_of(hid_t type, enum h5_type *kind)
{
    size_t size = H5Tget_size(type);

    switch (H5Tget_class(type)) {
    case H5T_FLOAT:
        *kind = H5_F64;
        return true;
    case H5T_INTEGER:
        *kind = size == 1 ? H5_I8 : size == 4 ? H5_I32 : H5_I64;
        return true;
    case H5T_STRING:
        *kind = H5_TEXT;
        return H5Tis_variable_str(type) > 0;
    default:
        return false;
    }
}

static bool shape_of(hid_t space, hid_t type, struct h5_shape *shape)
{
    hsize_t size[H5S_MAX_RANK];
    int rank = H5Sget_simple_extent_dims(space, size, NULL);

    *shape = (struct h5_shape){.count = 1};
    if (rank < 0 || rank > H5_RANK || !kind_of(type, &shape->type))
        return false;
    shape->rank = (size_t)rank;
    for (int i = 0; i < rank; i++) {
        shape->size[i] = size[i];
        shape->count *= size[i];
    }
    return true;
}

static bool shape_of_set(hid_t set, struct h5_shape *shape)
{
    hid_t space = H5Dget_space(set), type = H5Dget_type(set);
    bool fine = shape_of(space, type, shape);

    H5Tclose(type);
    H5Sclose(space);
    return fine;
}

bool h5_find(struct h5_file *f, const char *name, struct h5_shape *shape)
{
    hid_t set = H5Dopen2(f->file, name, H5P_DEFAULT);
    bool fine = set >= 0 && shape_of_set(set, shape);

    if (set >= 0)
        H5Dclose(set);
    return fine;
}

static bool read_set(hid_t set, hid_t type, void *value)
{
    bool fine = set >= 0 && H5Dread(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, value) >= 0;

    if (set >= 0)
        H5Dclose(set);
    return fine;
}

bool h5_read(struct h5_file *f, const char *name, double *value)
{
    return read_set(H5Dopen2(f->file, name, H5P_DEFAULT), H5T_NATIVE_DOUBLE, value);
}

bool h5_read_text(struct h5_file *f, const char *name, char **text)
{
    struct h5_shape shape;

    return h5_find(f, name, &shape) && shape.type == H5_TEXT &&
           read_set(H5Dopen2(f->file, name, H5P_DEFAULT), f->text, text);
}

double *h5_read_new(struct h5_file *f, const char *name, size_t *count)
{
    struct h5_shape shape;
    double *value;

    if (!h5_find(f, name, &shape) || shape.type == H5_TEXT)
        return NULL;
    value = xcalloc(shape.count + 1, sizeof *value);
    *count = shape.count;
    if (h5_read(f, name, value))
        return value;
    free(value);
    return NULL;
}

struct slab { /* a part of a dataset; rank 0: all of its one value */
    hid_t set, type;
    int rank;
    hsize_t start[H5S_MAX_RANK], size[H5S_MAX_RANK];
};

static bool read_slab(const struct slab *slab, void *value)
{
    hid_t space, memory;
    bool fine;

    if (slab->rank == 0)
        return H5Dread(slab->set, slab->type, H5S_ALL, H5S_ALL, H5P_DEFAULT, value) >= 0;
    space = H5Dget_space(slab->set);
    memory = H5Screate_simple(slab->rank, slab->size, NULL);
    H5Sselect_hyperslab(space, H5S_SELECT_SET, slab->start, NULL, slab->size, NULL);
    fine = H5Dread(slab->set, slab->type, memory, space, H5P_DEFAULT, value) >= 0;
    H5Sclose(memory);
    H5Sclose(space);
    return fine;
}

bool h5_read_row(struct h5_file *f, const char *name, size_t row, double *value)
{
    struct slab slab = {.set = H5Dopen2(f->file, name, H5P_DEFAULT),
                        .type = H5T_NATIVE_DOUBLE,
                        .start = {row}};
    struct h5_shape shape;
    bool fine = slab.set >= 0 && shape_of_set(slab.set, &shape) && shape.rank > 0 &&
                row < shape.size[0];

    slab.rank = fine ? (int)shape.rank : 0;
    for (int i = 0; i < slab.rank; i++)
        slab.size[i] = i > 0 ? shape.size[i] : 1;
    fine = fine && read_slab(&slab, value);
    if (slab.set >= 0)
        H5Dclose(slab.set);
    return fine;
}

static hid_t open_attribute(struct h5_file *f, const char *dataset, const char *name)
{
    return H5Aopen_by_name(f->file, dataset ? dataset : ".", name, H5P_DEFAULT,
                           H5P_DEFAULT);
}

char *h5_attribute(struct h5_file *f, const char *dataset, const char *name)
{
    hid_t a = open_attribute(f, dataset, name), type;
    char *text = NULL;

    if (a < 0)
        return NULL;
    type = H5Aget_type(a);
    if (H5Tis_variable_str(type) <= 0 || H5Aread(a, f->text, &text) < 0)
        text = NULL;
    H5Tclose(type);
    H5Aclose(a);
    return text;
}

bool h5_attribute_number(struct h5_file *f, const char *dataset, const char *name,
                         double *value)
{
    hid_t a = open_attribute(f, dataset, name);
    bool fine = a >= 0 && H5Aread(a, H5T_NATIVE_DOUBLE, value) >= 0;

    if (a >= 0)
        H5Aclose(a);
    return fine;
}

/* ---- all of it ---- */

struct walk {
    struct h5_file *f;
    h5_bytes_fn *tell;
    void *ctx;
    bool fine;
};

/* Length first, so that no two walks tell the same bytes. */
static void tell_text(struct walk *w, const char *text)
{
    uint64_t length = text ? strlen(text) : 0;

    w->tell(w->ctx, &length, sizeof length);
    w->tell(w->ctx, text ? text : "", length);
}

static void tell_shape(struct walk *w, const struct h5_shape *shape)
{
    uint64_t word[2 + H5_RANK] = {(uint64_t)shape->type, shape->rank};

    for (size_t i = 0; i < shape->rank; i++)
        word[2 + i] = shape->size[i];
    w->tell(w->ctx, word, (2 + shape->rank) * sizeof *word);
}

/* Whole numbers as they are, all others as doubles: both 8 bytes each. */
static hid_t told_as(enum h5_type type)
{
    return type == H5_F64 ? H5T_NATIVE_DOUBLE : H5T_NATIVE_INT64;
}

/* A NaN is a NaN, and 0 is 0, whatever their bits. */
static void tell_numbers(struct walk *w, enum h5_type type, double *value, size_t count)
{
    for (size_t i = 0; type == H5_F64 && i < count; i++)
        if (isnan(value[i]))
            value[i] = NAN;
        else if (value[i] == 0)
            value[i] = 0;
    w->tell(w->ctx, value, count * sizeof *value);
}

static void tell_texts(struct walk *w, char **text, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        tell_text(w, text[i]);
        H5free_memory(text[i]);
    }
}

static herr_t attribute_met(hid_t at, const char *name, const H5A_info_t *info, void *ctx)
{
    struct walk *w = ctx;
    hid_t a = H5Aopen(at, name, H5P_DEFAULT), type = H5Aget_type(a);
    hid_t space = H5Aget_space(a);
    struct h5_shape shape;

    (void)info;
    if (shape_of(space, type, &shape)) { /* references of scales have no shape of ours */
        void *value = xcalloc(shape.count + 1, sizeof(double));
        tell_text(w, name);
        tell_shape(w, &shape);
        if (shape.type == H5_TEXT && H5Aread(a, w->f->text, value) >= 0)
            tell_texts(w, value, shape.count);
        else if (shape.type != H5_TEXT && H5Aread(a, told_as(shape.type), value) >= 0)
            tell_numbers(w, shape.type, value, shape.count);
        else
            w->fine = false;
        free(value);
    }
    H5Sclose(space);
    H5Tclose(type);
    H5Aclose(a);
    return 0;
}

static void attributes_met(struct walk *w, hid_t of)
{
    if (H5Aiterate2(of, H5_INDEX_CRT_ORDER, H5_ITER_INC, NULL, attribute_met, w) < 0 &&
        H5Aiterate2(of, H5_INDEX_NAME, H5_ITER_INC, NULL, attribute_met, w) < 0)
        w->fine = false;
}

/* In slabs along the slowest axis, so that a large file needs little memory. */
static void numbers_met(struct walk *w, hid_t set, const struct h5_shape *shape)
{
    enum { SLAB = 1 << 16 }; /* numbers at a time, or a row, if it has more */
    size_t rows = shape->rank > 0 ? shape->size[0] : 1;
    size_t each = rows > 0 ? shape->count / rows : 0;
    size_t many = each > 0 && each < SLAB ? SLAB / each : 1;
    double *value = xcalloc(each * (many < rows ? many : rows) + 1, sizeof *value);
    struct slab slab = {
        .set = set, .rank = (int)shape->rank, .type = told_as(shape->type)};

    for (size_t i = 0; i < shape->rank; i++)
        slab.size[i] = shape->size[i];
    for (size_t row = 0; row < rows && each > 0; row += many) {
        slab.start[0] = row;
        slab.size[0] = rows - row < many ? rows - row : many;
        if (read_slab(&slab, value))
            tell_numbers(w, shape->type, value, each * slab.size[0]);
        else
            w->fine = false;
    }
    free(value);
}

static void set_met(struct walk *w, hid_t set)
{
    struct h5_shape shape;
    char **text;

    if (!shape_of_set(set, &shape)) {
        w->fine = false;
        return;
    }
    tell_shape(w, &shape);
    attributes_met(w, set);
    if (shape.type != H5_TEXT) {
        numbers_met(w, set, &shape);
        return;
    }
    text = xcalloc(shape.count + 1, sizeof *text);
    if (H5Dread(set, w->f->text, H5S_ALL, H5S_ALL, H5P_DEFAULT, text) >= 0)
        tell_texts(w, text, shape.count);
    else
        w->fine = false;
    free(text);
}

static herr_t object_met(hid_t at, const char *name, const H5L_info_t *info, void *ctx);

static bool group_met(struct walk *w, hid_t group)
{
    attributes_met(w, group);
    return H5Literate(group, H5_INDEX_CRT_ORDER, H5_ITER_INC, NULL, object_met, w) >= 0 ||
           H5Literate(group, H5_INDEX_NAME, H5_ITER_INC, NULL, object_met, w) >= 0;
}

static herr_t object_met(hid_t at, const char *name, const H5L_info_t *info, void *ctx)
{
    struct walk *w = ctx;
    hid_t object = H5Oopen(at, name, H5P_DEFAULT);

    (void)info;
    tell_text(w, name);
    if (object >= 0 && H5Iget_type(object) == H5I_DATASET)
        set_met(w, object);
    else if (object >= 0 && H5Iget_type(object) == H5I_GROUP)
        w->fine &= group_met(w, object);
    else
        w->fine = false;
    if (object >= 0)
        H5Oclose(object);
    return 0;
}

bool h5_walk(struct h5_file *f, h5_bytes_fn *tell, void *ctx)
{
    struct walk w = {f, tell, ctx, true};

    w.fine &= group_met(&w, f->file);
    return w.fine;
}
