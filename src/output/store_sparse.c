/* store_sparse.c - written and read as columns. */
#include "output/store_sparse.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"

/* ---- written ---- */

/* An axis has a place at least: without entries one of no row. */
void sparse_write(struct h5 *h5, const char *group, const char *long_name,
                  const struct sparse *s)
{
    const int32_t nowhere = 0;
    const double nothing = 0;

    h5_group(h5, group);
    h5_note_int(h5, "values", (int64_t)s->length);
    h5_axis_bare(h5, "row", s->rows);
    h5_axis_bare(h5, "entry", s->count ? s->count : 1);
    h5_variable(h5, "entries", "row", H5_I64,
                &(struct h5_label){.units = "1", .long_name = "how many each row has"});
    h5_variable(
        h5, "place", "entry", H5_I32,
        &(struct h5_label){
            .long_name =
                "in its row; what has none is as two and four places before, else 0"});
    h5_variable(h5, "value", "entry", H5_F64, &(struct h5_label){.long_name = long_name});
    h5_write(h5, "entries", NULL, 0, s->entries);
    h5_write(h5, "place", NULL, 0, s->count ? s->place : &nowhere);
    h5_write(h5, "value", NULL, 0, s->count ? s->value : &nothing);
    h5_group(h5, NULL);
}

/* ---- read ---- */

static double *column(struct h5_file *file, const char *group, const char *name,
                      size_t *count)
{
    char path[64];

    snprintf(path, sizeof path, "%s/%s", group, name);
    return h5_read_new(file, path, count);
}

bool sparse_read(struct h5_file *file, const char *group, struct sparse *s)
{
    double length = 0, *entries, *place;
    size_t places = 0;

    *s = (struct sparse){0};
    h5_attribute_number(file, group, "values", &length);
    entries = column(file, group, "entries", &s->rows);
    place = column(file, group, "place", &places);
    s->value = column(file, group, "value", &s->count);
    s->length = length >= 0 && length <= INT32_MAX ? (size_t)length : 0;
    s->entries = xcalloc(s->rows + 1, sizeof *s->entries);
    s->place = xcalloc(places + 1, sizeof *s->place);
    for (size_t i = 0; entries && i < s->rows; i++)
        s->entries[i] = (int64_t)entries[i];
    for (size_t i = 0; place && i < places; i++)
        s->place[i] = (int32_t)place[i];
    bool fine = entries && place && s->value && places == s->count && sparse_is_sound(s);
    free(entries);
    free(place);
    return fine;
}
