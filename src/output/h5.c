/* h5.c - files are made; h5_read.c reads them.
 *
 * What every reader in tests/readers/ accepts, and why: groups, links and attributes in
 * order of creation (netCDF-4 asks for it), no times (same bytes), format bounds V18,
 * strings of variable length (fixed ones crash libnetcdf 4.9.0), a scale on every axis.
 */
#include "output/h5.h"

#include <assert.h>
#include <hdf5.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "output/draft.h"
#include "output/h5_parts.h"
#include "output/h5_scale.h"

enum { MEMORY_STEP = 1 << 20, CHUNK_MOST = 1 << 20, CHUNK_LEAST = 1024 };

/* Of what is converted on its way; HDF5's own takes 1 MB for each text, and clears it. */
enum { CONVERSION_BUFFER = 1 << 16 };

#define NO_VALUES "This is a netCDF dimension but not a netCDF variable.%10zu"

struct h5 {
    hid_t file, group, text, transfer;
    struct draft draft;     /* where it goes */
    struct h5 *tail;        /* NULL: none */
    struct h5_scale *scale; /* of the group */
    size_t scales;
};

static void track_order(hid_t how)
{
    good(H5Pset_link_creation_order(how, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED));
    good(H5Pset_attr_creation_order(how, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED));
    good(H5Pset_obj_track_times(how, 0));
}

/* ---- the file ---- */

static hid_t file_in_memory(const char *name)
{
    hid_t how = good(H5Pcreate(H5P_FILE_CREATE)),
          access = good(H5Pcreate(H5P_FILE_ACCESS));
    hid_t file;

    track_order(how);
    good(H5Pset_libver_bounds(access, H5F_LIBVER_V18, H5F_LIBVER_V18));
    good(H5Pset_fapl_core(access, MEMORY_STEP, 0));
    file = good(H5Fcreate(name, H5F_ACC_TRUNC, how, access));
    H5Pclose(how);
    H5Pclose(access);
    return file;
}

static struct h5 *begin(const char *name)
{
    struct h5 *h5 = xcalloc(1, sizeof *h5);

    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
    h5->file = h5->group = file_in_memory(name);
    h5->text = good(H5Tcopy(H5T_C_S1));
    good(H5Tset_size(h5->text, H5T_VARIABLE));
    good(H5Tset_cset(h5->text, H5T_CSET_UTF8));
    h5->transfer = good(H5Pcreate(H5P_DATASET_XFER));
    good(H5Pset_buffer(h5->transfer, CONVERSION_BUFFER, NULL, NULL));
    return h5;
}

struct h5 *h5_create(const char *path, struct diag *diag)
{
    struct draft draft;
    struct h5 *h5;

    if (!draft_begin(&draft, path, diag))
        return NULL;
    h5 = begin(draft.name);
    h5->draft = draft;
    return h5;
}

struct h5 *h5_tail(struct h5 *h5)
{
    if (!h5->tail)
        h5->tail = begin("tail");
    return h5->tail;
}

/* All of it, in memory as long as it is open. */
static const void *image_of(struct h5 *h5, size_t *length)
{
    void **memory;
    ssize_t size;

    h5_group(h5, NULL);
    good(H5Fflush(h5->file, H5F_SCOPE_GLOBAL));
    size = H5Fget_file_image(h5->file, NULL, 0);
    good(H5Fget_vfd_handle(h5->file, H5P_DEFAULT, (void **)&memory));
    assert(size > 0 && H5Fget_obj_count(h5->file, H5F_OBJ_ALL) == 1);
    *length = (size_t)size;
    return *memory;
}

static void end(struct h5 *h5)
{
    h5_group(h5, NULL);
    free(h5->scale);
    H5Tclose(h5->text);
    H5Pclose(h5->transfer);
    H5Fclose(h5->file);
    free(h5);
}

static void put_tail(struct h5 *h5)
{
    struct h5_mark mark = {.magic = H5_MAGIC};
    size_t length;
    const void *image = image_of(h5->tail, &length);

    mark.length = length;
    draft_put(&h5->draft, image, length);
    draft_put(&h5->draft, &mark, sizeof mark);
    end(h5->tail);
}

bool h5_close(struct h5 *h5, struct diag *diag)
{
    size_t length;
    const void *image = image_of(h5, &length);
    bool fine;

    draft_put(&h5->draft, image, length);
    if (h5->tail)
        put_tail(h5);
    fine = draft_end(&h5->draft, diag);
    end(h5);
    return fine;
}

void h5_abandon(struct h5 *h5)
{
    draft_drop(&h5->draft);
    if (h5->tail)
        end(h5->tail);
    end(h5);
}

void h5_group(struct h5 *h5, const char *name)
{
    hid_t how;

    for (size_t i = 0; i < h5->scales; i++)
        h5_scale_end(&h5->scale[i]);
    h5->scales = 0;
    if (h5->group != h5->file)
        H5Gclose(h5->group);
    h5->group = h5->file;
    if (!name)
        return;
    how = good(H5Pcreate(H5P_GROUP_CREATE));
    track_order(how);
    h5->group = good(H5Gcreate2(h5->file, name, H5P_DEFAULT, how, H5P_DEFAULT));
    H5Pclose(how);
}

/* ---- attributes ---- */

static void attribute(hid_t at, const char *name, hid_t type, hid_t memory,
                      const void *value)
{
    hid_t space = good(H5Screate(H5S_SCALAR));
    hid_t a = good(H5Acreate2(at, name, type, space, H5P_DEFAULT, H5P_DEFAULT));

    good(H5Awrite(a, memory, value));
    H5Aclose(a);
    H5Sclose(space);
}

void h5_row(int64_t at, const char *name, struct h5_types type, const void *row,
            size_t count)
{
    hsize_t size = count;
    hid_t space = good(H5Screate_simple(1, &size, NULL));
    hid_t a = good(H5Acreate2(at, name, type.stored, space, H5P_DEFAULT, H5P_DEFAULT));

    good(H5Awrite(a, type.memory, row));
    H5Aclose(a);
    H5Sclose(space);
}

static void label(const struct h5 *h5, hid_t at, const char *name, const char *text)
{
    if (text)
        attribute(at, name, h5->text, h5->text, &text);
}

void h5_note(struct h5 *h5, const char *name, const char *text)
{
    label(h5, h5->group, name, text);
}

void h5_note_int(struct h5 *h5, const char *name, int64_t value)
{
    attribute(h5->group, name, H5T_STD_I64LE, H5T_NATIVE_INT64, &value);
}

void h5_note_real(struct h5 *h5, const char *name, double value)
{
    attribute(h5->group, name, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, &value);
}

static void labels(const struct h5 *h5, hid_t set, const struct h5_label *l)
{
    label(h5, set, "units", l->units);
    label(h5, set, "long_name", l->long_name);
    label(h5, set, "cloudwatch", l->cloudwatch);
    label(h5, set, "cell_methods", l->cell_methods);
    label(h5, set, "coordinates", l->coordinates);
}

/* "calm peak": 0 is calm, 1 is peak. */
static void flags(const struct h5 *h5, hid_t set, const char *meanings)
{
    int8_t value[32];
    hsize_t n = 1;

    for (const char *c = meanings; *c; c++)
        n += *c == ' ';
    assert(n <= sizeof value);
    for (hsize_t i = 0; i < n; i++)
        value[i] = (int8_t)i;
    h5_row(set, "flag_values", (struct h5_types){H5T_STD_I8LE, H5T_NATIVE_INT8}, value,
           n);
    label(h5, set, "flag_meanings", meanings);
}

/* ---- datasets ---- */

struct shape {
    int rank;
    hsize_t size[H5_RANK], chunk[H5_RANK];
    bool chunked;
};

static hid_t make(const struct h5 *h5, const char *name, hid_t type,
                  const struct shape *s, const double *fill)
{
    hid_t how = good(H5Pcreate(H5P_DATASET_CREATE));
    hid_t space = good(H5Screate_simple(s->rank, s->size, NULL)), set;

    good(H5Pset_attr_creation_order(how, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED));
    good(H5Pset_obj_track_times(how, 0));
    if (fill)
        good(H5Pset_fill_value(how, H5T_NATIVE_DOUBLE, fill));
    if (s->chunked) {
        good(H5Pset_chunk(how, s->rank, s->chunk));
        if (!fill) /* shuffled bytes of rounded doubles pack worse */
            good(H5Pset_shuffle(how));
        good(H5Pset_deflate(how, 1));
    }
    set = good(H5Dcreate2(h5->group, name, type, space, H5P_DEFAULT, how, H5P_DEFAULT));
    H5Sclose(space);
    H5Pclose(how);
    return set;
}

/* `label`: the scale's own name, where that says more than `name` (NULL). */
static hid_t make_axis(struct h5 *h5, const char *name, hid_t type, size_t count,
                       const char *label)
{
    hid_t set = make(h5, name, type, &(struct shape){.rank = 1, .size = {count}}, NULL);
    struct h5_scale s = {.size = count};

    snprintf(s.name, sizeof s.name, "%s", name);
    h5_scale_begin(&s, set, label ? label : name);
    h5->scale = xrealloc(h5->scale, h5->scales + 1, sizeof *h5->scale);
    h5->scale[h5->scales++] = s;
    return set;
}

void h5_axis_text(struct h5 *h5, const char *name, const char *long_name,
                  const char *const *text, size_t count)
{
    hid_t set = make_axis(h5, name, h5->text, count, NULL);

    good(H5Dwrite(set, h5->text, H5S_ALL, H5S_ALL, h5->transfer, text));
    label(h5, set, "long_name", long_name);
}

void h5_axis(struct h5 *h5, const char *name, const struct h5_label *l,
             const double *value, size_t count)
{
    hid_t set = make_axis(h5, name, H5T_IEEE_F64LE, count, NULL);

    good(H5Dwrite(set, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, h5->transfer, value));
    labels(h5, set, l);
    if (strcmp(name, "time") == 0)
        label(h5, set, "axis", "T");
}

void h5_axis_int(struct h5 *h5, const char *name, const char *long_name, size_t first,
                 size_t count)
{
    hid_t set = make_axis(h5, name, H5T_STD_I64LE, count, NULL);
    int64_t *value = xcalloc(count, sizeof *value);

    for (size_t i = 0; i < count; i++)
        value[i] = (int64_t)(first + i);
    good(H5Dwrite(set, H5T_NATIVE_INT64, H5S_ALL, H5S_ALL, h5->transfer, value));
    label(h5, set, "long_name", long_name);
    free(value);
}

void h5_axis_bare(struct h5 *h5, const char *name, size_t count)
{
    char said_so[80];

    snprintf(said_so, sizeof said_so, NO_VALUES, count);
    make_axis(h5, name, H5T_IEEE_F32BE, count, said_so);
}

static struct h5_scale *scale_named(const struct h5 *h5, const char *name, size_t length)
{
    for (size_t i = 0; i < h5->scales; i++)
        if (strlen(h5->scale[i].name) == length &&
            strncmp(h5->scale[i].name, name, length) == 0)
            return &h5->scale[i];
    assert(0 && "no such axis");
    return NULL;
}

/* The scales of "replication function time" and the variable's shape. */
static void along(const struct h5 *h5, const char *axes, struct h5_scale **scale,
                  struct shape *s)
{
    for (const char *word = axes; *word; word += strspn(word, " ")) {
        size_t length = strcspn(word, " ");
        struct h5_scale *of = scale_named(h5, word, length);
        scale[s->rank] = of;
        s->size[s->rank] = of->size;
        s->chunk[s->rank] = strcmp(of->name, "replication") ? of->size : 1;
        s->rank++;
        word += length;
    }
}

/* One chunk is what one h5_write brings, cut to 1 MiB at the slowest axes first. */
static void cut_chunks(struct shape *s)
{
    hsize_t bytes = sizeof(double);

    for (int i = 0; i < s->rank; i++)
        bytes *= s->chunk[i];
    s->chunked = bytes >= CHUNK_LEAST;
    for (int i = 0; i < s->rank; i++)
        while (s->chunk[i] > 1 && bytes > CHUNK_MOST) {
            bytes = bytes / s->chunk[i] * ((s->chunk[i] + 1) / 2);
            s->chunk[i] = (s->chunk[i] + 1) / 2;
        }
}

static hid_t stored_as(enum h5_type type)
{
    switch (type) {
    case H5_F64:
        return H5T_IEEE_F64LE;
    case H5_I64:
        return H5T_STD_I64LE;
    case H5_I32:
        return H5T_STD_I32LE;
    case H5_I8:
        return H5T_STD_I8LE;
    case H5_TEXT:
        break;
    }
    return H5I_INVALID_HID;
}

void h5_variable(struct h5 *h5, const char *name, const char *axes, enum h5_type type,
                 const struct h5_label *l)
{
    const double nothing = NAN, *fill = type == H5_F64 ? &nothing : NULL;
    struct shape s = {0};
    struct h5_scale *scale[H5_RANK];
    hid_t set;

    along(h5, axes, scale, &s);
    if (s.rank > 1 && strncmp(axes, "point ", 6) == 0)
        s.chunk[0] = 1;
    cut_chunks(&s);
    set = make(h5, name, stored_as(type), &s, fill);
    h5_scale_attach(set, scale, (unsigned)s.rank);
    labels(h5, set, l);
    if (l->flag_meanings)
        flags(h5, set, l->flag_meanings);
    if (fill)
        attribute(set, "_FillValue", H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, fill);
    H5Dclose(set);
}

void h5_variable_text(struct h5 *h5, const char *name, const char *axis,
                      const char *long_name, const char *const *value)
{
    struct shape s = {0};
    struct h5_scale *scale;
    hid_t set;

    along(h5, axis, &scale, &s);
    set = make(h5, name, h5->text, &s, NULL);
    good(H5Dwrite(set, h5->text, H5S_ALL, H5S_ALL, h5->transfer, value));
    h5_scale_attach(set, &scale, 1);
    label(h5, set, "long_name", long_name);
    H5Dclose(set);
}

void h5_write(struct h5 *h5, const char *name, const size_t *first, size_t fixed,
              const void *value)
{
    hid_t set = good(H5Dopen2(h5->group, name, H5P_DEFAULT));
    hid_t space = good(H5Dget_space(set)), stored = good(H5Dget_type(set));
    hid_t type = good(H5Tget_native_type(stored, H5T_DIR_ASCEND)), memory;
    hsize_t size[H5_RANK], start[H5_RANK] = {0}, count[H5_RANK];
    int rank = H5Sget_simple_extent_dims(space, size, NULL);

    for (int i = 0; i < rank; i++) {
        start[i] = (size_t)i < fixed ? first[i] : 0;
        count[i] = (size_t)i < fixed ? 1 : size[i];
    }
    memory = good(H5Screate_simple(rank, count, NULL));
    good(H5Sselect_hyperslab(space, H5S_SELECT_SET, start, NULL, count, NULL));
    good(H5Dwrite(set, type, memory, space, h5->transfer, value));
    H5Sclose(memory);
    H5Tclose(type);
    H5Tclose(stored);
    H5Sclose(space);
    H5Dclose(set);
}
