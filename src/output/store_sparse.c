/* store_sparse.c - the entries of all rows, one after the other. */
#include "output/store_sparse.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* What a value is unless there is an entry for it: as the one two places before, since
 * much of a row is pairs, or nothing. */
static double foretold(const double *row, size_t i)
{
    return i < 2 ? 0 : row[i - 2];
}

/* ---- gathered ---- */

/* Room for a row more, full at most. */
static void make_room(struct sparse *s)
{
    if (s->rows == s->rows_room) {
        s->rows_room = s->rows_room ? 2 * s->rows_room : 16;
        s->entries = xrealloc(s->entries, s->rows_room, sizeof *s->entries);
    }
    if (s->count + s->length > s->room) {
        s->room = s->count + s->length + s->room / 2;
        s->place = xrealloc(s->place, s->room, sizeof *s->place);
        s->value = xrealloc(s->value, s->room, sizeof *s->value);
    }
}

void sparse_add(struct sparse *s, const double *row)
{
    size_t before = s->count;

    assert(s->length <= INT32_MAX);
    make_room(s);
    for (size_t i = 0; i < s->length; i++) {
        double told = foretold(row, i);
        if (memcmp(&row[i], &told, sizeof told) == 0)
            continue;
        s->place[s->count] = (int32_t)i;
        s->value[s->count++] = row[i];
    }
    s->entries[s->rows++] = (int64_t)(s->count - before);
}

void sparse_free(struct sparse *s)
{
    free(s->entries);
    free(s->place);
    free(s->value);
    *s = (struct sparse){0};
}

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
            .long_name = "in its row; what has none is as two places before, or 0"});
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

/* Every entry belongs to a row, and lies within it. */
static bool is_sound(const struct sparse *s, size_t places)
{
    size_t left = s->count;

    for (size_t i = 0; i < s->rows; i++) {
        if (s->entries[i] < 0 || (uint64_t)s->entries[i] > left)
            return false;
        left -= (size_t)s->entries[i];
    }
    for (size_t i = 0; i + left < s->count; i++)
        if (s->place[i] < 0 || (size_t)s->place[i] >= s->length)
            return false;
    return places == s->count;
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
    bool fine = entries && place && s->value && is_sound(s, places);
    free(entries);
    free(place);
    return fine;
}

bool sparse_row(const struct sparse *s, size_t i, double *row)
{
    size_t at = 0, end;

    if (i >= s->rows)
        return false;
    for (size_t k = 0; k < i; k++)
        at += (size_t)s->entries[k];
    end = at + (size_t)s->entries[i];
    for (size_t k = 0; k < s->length; k++) {
        bool entered = at < end && (size_t)s->place[at] == k;
        row[k] = entered ? s->value[at++] : foretold(row, k);
    }
    return at == end;
}
