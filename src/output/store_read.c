/* store_read.c - a result of `headroom run`, as it was before it was written: the
 * scenario out of /source, each vector out of the variables and /report; what stands in
 * groups is in the tail (h5.h). */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "output/store.h"
#include "output/store_parts.h"

#define WRONG(k, ...)                                                                    \
    (diag_error((k)->diag, (struct where){(k)->path, 0}, __VA_ARGS__), false)

static bool damaged(const struct result_file *k, const char *name)
{
    diag_failure(k->diag, (struct where){k->path, 0},
                 "%s cannot be read: the file is damaged", name);
    return false;
}

/* ---- what file it is ---- */

bool store_is_ours(struct h5_file *file, const char *path, struct diag *diag)
{
    const struct where at = {path, 0};
    double format = NAN;

    h5_attribute_number(file, NULL, "headroom_format", &format);
    if (isnan(format))
        diag_error(diag, at, "is no result of headroom");
    else if (format != STORE_FORMAT)
        diag_error(diag, at, "is a result of %s headroom: its format is %g, not %d",
                   format > STORE_FORMAT ? "a later" : "an earlier", format,
                   STORE_FORMAT);
    return format == STORE_FORMAT;
}

static const char *kept_note(const struct result_file *k, const char *group,
                             const char *name)
{
    char *text = h5_attribute(group ? k->tail : k->file, group, name);
    const char *kept = arena_text(k->arena, "%s", text ? text : "");

    free(text);
    return kept;
}

static bool is_of_run(const struct result_file *k)
{
    const char *command = kept_note(k, NULL, "command");
    struct h5_shape shape;

    if (*command || h5_find(k->file, "point", &shape))
        return WRONG(k,
                     "was made by headroom %s: a report again is told of results of "
                     "headroom run only",
                     *command ? command : "sweep");
    if (!k->tail)
        return WRONG(k, "does not hold what a report needs: it is older than headroom "
                        "report, or another program has written it; run it again");
    return true;
}

/* ---- the scenario ---- */

/* Texts along an axis; none: there is no such axis. */
static bool read_texts(const struct result_file *k, const char *name,
                       const char *const **text, size_t *count)
{
    struct h5_shape shape;
    const char **kept;
    char **read;
    bool fine;

    *count = 0;
    if (!h5_find(k->tail, name, &shape))
        return true;
    kept = arena_get(k->arena, (shape.count + 1) * sizeof *kept);
    read = xcalloc(shape.count + 1, sizeof *read);
    fine = h5_read_text(k->tail, name, read);
    for (size_t i = 0; fine && i < shape.count; i++) {
        kept[i] = arena_text(k->arena, "%s", read[i] ? read[i] : "");
        free(read[i]);
    }
    free(read);
    *text = kept;
    *count = shape.count;
    return fine || damaged(k, name);
}

static double *read_numbers(const struct result_file *k, struct h5_file *from,
                            const char *name, size_t *count)
{
    double *value = h5_read_new(from, name, count);

    if (!value)
        damaged(k, name);
    return value;
}

/* As many bytes as the files say they have. */
static bool cut_files(struct result_file *k, const double *length, const double *content,
                      size_t bytes)
{
    char *at = arena_get(k->arena, bytes + 1);

    for (size_t i = 0; i < bytes; i++)
        at[i] = (char)content[i];
    for (size_t i = 0; i < k->shelf.files; i++) {
        if (!(length[i] >= 0) || length[i] > (double)bytes)
            return damaged(k, "source/length");
        k->shelf.file[i].bytes = at;
        k->shelf.file[i].length = (size_t)length[i];
        at += (size_t)length[i];
        bytes -= (size_t)length[i];
    }
    return true;
}

static bool read_files(struct result_file *k)
{
    const char *const *name = NULL;
    size_t files = 0, lengths = 0, bytes = 0;
    double *length = NULL, *content = NULL;
    bool fine = read_texts(k, "source/file", &name, &files);

    k->shelf = (struct shelf){
        .arena = k->arena, .profiles = "profiles", .stored = true, .files = files};
    k->shelf.file = arena_get(k->arena, (files + 1) * sizeof *k->shelf.file);
    for (size_t i = 0; i < files; i++)
        k->shelf.file[i].name = name[i];
    fine = fine && (length = read_numbers(k, k->tail, "source/length", &lengths)) &&
           (content = read_numbers(k, k->tail, "source/content", &bytes)) &&
           (lengths == files || damaged(k, "source/length")) &&
           cut_files(k, length, content, bytes);
    free(length);
    free(content);
    return fine;
}

static bool read_source(struct result_file *k)
{
    struct loading *l = &k->loading;
    double flag = 0;

    l->path = kept_note(k, "source", "path");
    l->profile_directory = "profiles";
    l->shelf = &k->shelf;
    h5_attribute_number(k->tail, "source", "no_objectives", &flag);
    l->no_objectives = flag != 0;
    return read_texts(k, "source/set", &l->set, &l->sets) &&
           read_texts(k, "source/objective", &l->objective, &l->objectives) &&
           read_files(k);
}

static bool read_runs(struct result_file *k)
{
    double alone = 0, *replication;
    bool fine;

    h5_attribute_number(k->tail, "source", "alone", &alone);
    replication = read_numbers(k, k->file, "replication", &k->runs.count);
    fine = replication && (k->runs.count > 0 || damaged(k, "replication"));
    if (fine)
        k->runs.first = (size_t)replication[0];
    if (fine && !sparse_read(k->tail, "report", &k->hidden))
        fine = damaged(k, "report");
    sparse_read(k->tail, "batches", &k->batches);
    k->runs.alone = alone != 0;
    free(replication);
    return fine;
}

bool store_open(const char *path, struct arena *arena, struct result_file *k,
                struct diag *diag)
{
    *k = (struct result_file){
        .file = h5_open(path, diag), .path = path, .arena = arena, .diag = diag};
    if (!k->file)
        return false;
    k->tail = h5_open_tail(path);
    k->version = kept_note(k, NULL, "headroom_version");
    k->inputs = kept_note(k, NULL, "inputs");
    if (store_is_ours(k->file, path, diag) && is_of_run(k) && read_source(k) &&
        read_runs(k))
        return true;
    store_shut(k);
    return false;
}

void store_shut(struct result_file *k)
{
    sparse_free(&k->hidden);
    sparse_free(&k->batches);
    if (k->tail)
        h5_shut(k->tail);
    h5_shut(k->file);
}

/* ---- vectors ---- */

static bool holds(const struct result_file *k, const char *name, size_t rows, size_t each)
{
    struct h5_shape shape;

    return h5_find(k->file, name, &shape) && shape.type != H5_TEXT && shape.rank > 0 &&
           shape.size[0] == rows && shape.count == rows * each;
}

static bool misses(const struct result_file *k, const char *name)
{
    return WRONG(k, "does not hold %s as headroom %s stores it: it is of headroom %s",
                 name, PACKAGE_VERSION, k->version);
}

bool store_fits(const struct result_file *k, const struct layout *l)
{
    for (size_t i = 0; i < l->variables; i++) {
        const struct variable *v = &l->variable[i];
        if (!v->hidden && !holds(k, v->name, k->runs.count, v->count))
            return misses(k, v->name);
    }
    return (k->hidden.rows == k->runs.count &&
            k->hidden.length == l->values - store_hidden_from(l)) ||
           misses(k, "report");
}

bool store_read(const struct result_file *k, size_t place, const struct result *result)
{
    const struct layout *l = result->layout;

    for (size_t i = 0; i < l->variables; i++) {
        const struct variable *v = &l->variable[i];
        if (!v->hidden && !h5_read_row(k->file, v->name, place, result_at(result, v)))
            return damaged(k, v->name);
    }
    return sparse_row(&k->hidden, place, result->value + store_hidden_from(l)) ||
           damaged(k, "report");
}

bool store_read_batch(const struct result_file *k, size_t i, const struct result *result)
{
    return (k->batches.length == result->layout->values &&
            sparse_row(&k->batches, i, result->value)) ||
           misses(k, "batches");
}
