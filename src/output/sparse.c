/* sparse.c - the entries of all rows, one after the other. */
#include "output/sparse.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static uint64_t bits(double value)
{
    uint64_t as_number;

    memcpy(&as_number, &value, sizeof as_number);
    return as_number;
}

/* What a value is unless there is an entry for it: much of a row is pairs that go on as
 * they are, and all else is mostly 0.  (Of two places before alone, a bin that stands by
 * itself would be two entries more.) */
static double foretold(const double *row, size_t i)
{
    if (i < 2 || bits(row[i - 2]) != (i < 4 ? 0 : bits(row[i - 4])))
        return 0;
    return row[i - 2];
}

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
    size_t before = s->count, since = 0; /* the last entry */

    assert(s->length <= INT32_MAX);
    make_room(s);
    for (size_t i = 0; i < s->length; i++) {
        double told = since < 2 ? foretold(row, i) : row[i - 2];
        since++;
        if (bits(row[i]) == bits(told))
            continue;
        s->place[s->count] = (int32_t)i;
        s->value[s->count++] = row[i];
        since = 0;
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

bool sparse_is_sound(const struct sparse *s)
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
    return true;
}

/* Two places behind an entry it goes on as it is, or is 0 already. */
static void go_on(double *row, size_t from, size_t to)
{
    size_t k = from;

    for (; k < to && k < from + 2; k++)
        row[k] = foretold(row, k);
    for (; k < to; k++)
        row[k] = row[k - 2];
}

bool sparse_row(const struct sparse *s, size_t i, double *row)
{
    size_t at = 0, end, k = 0;

    if (i >= s->rows)
        return false;
    for (size_t before = 0; before < i; before++)
        at += (size_t)s->entries[before];
    end = at + (size_t)s->entries[i];
    for (; at < end; at++) {
        size_t place = (size_t)s->place[at];
        if (place < k || place >= s->length)
            return false;
        go_on(row, k, place);
        row[place] = s->value[at];
        k = place + 1;
    }
    go_on(row, k, s->length);
    return true;
}
