/* finished.c - numbers as this machine has them, one after the other. */
#include "study/finished.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* ---- as bytes ---- */

static void put(struct text *to, const void *bytes, size_t count)
{
    if (count > 0)
        text_add_bytes(to, bytes, count);
}

static void put_number(struct text *to, uint64_t number)
{
    put(to, &number, sizeof number);
}

static void put_sparse(struct text *to, const struct sparse *s)
{
    put_number(to, s->length);
    put_number(to, s->rows);
    put_number(to, s->count);
    put(to, s->entries, s->rows * sizeof *s->entries);
    put(to, s->place, s->count * sizeof *s->place);
    put(to, s->value, s->count * sizeof *s->value);
}

void finished_pack(const struct finished *f, const struct layout *l, struct text *bytes)
{
    struct sparse whole = {.length = l->values};

    sparse_add(&whole, f->value);
    put_sparse(bytes, &whole);
    put_number(bytes, f->events);
    put_number(bytes, f->interrupted);
    put_number(bytes, (uint64_t)f->errors);
    put_number(bytes, (uint64_t)f->failures);
    put_number(bytes, (uint64_t)f->warnings);
    put_number(bytes, f->said_size);
    put(bytes, f->said, f->said_size);
    put_number(bytes, f->log.every);
    put_number(bytes, f->log.count);
    put(bytes, f->log.row, f->log.count * sizeof *f->log.row);
    put_sparse(bytes, &f->batches);
    sparse_free(&whole);
}

/* ---- and back ---- */

struct cursor {
    const char *at;
    size_t left;
    bool fine;
};

static void get(struct cursor *from, void *bytes, size_t count)
{
    from->fine = from->fine && count <= from->left;
    if (!from->fine || count == 0)
        return;
    memcpy(bytes, from->at, count);
    from->at += count;
    from->left -= count;
}

static uint64_t get_number(struct cursor *from)
{
    uint64_t number = 0;

    get(from, &number, sizeof number);
    return number;
}

/* So many things of a size, in memory of their own, one zero thing more behind them. */
static void *get_things(struct cursor *from, uint64_t count, size_t size)
{
    void *things;

    from->fine = from->fine && count <= from->left / size;
    things = xcalloc(from->fine ? (size_t)count + 1 : 1, size);
    get(from, things, from->fine ? (size_t)count * size : 0);
    return things;
}

static void get_sparse(struct cursor *from, struct sparse *s)
{
    s->length = get_number(from);
    s->rows = get_number(from);
    s->count = get_number(from);
    s->entries = get_things(from, s->rows, sizeof *s->entries);
    s->place = get_things(from, s->count, sizeof *s->place);
    s->value = get_things(from, s->count, sizeof *s->value);
    from->fine = from->fine && sparse_is_sound(s);
}

bool finished_unpack(struct finished *f, const struct layout *l, const struct text *bytes)
{
    struct cursor from = {bytes->bytes, bytes->length, true};
    struct sparse whole = {0};

    *f = (struct finished){.value = f->value};
    get_sparse(&from, &whole);
    from.fine = from.fine && whole.length == l->values && sparse_row(&whole, 0, f->value);
    sparse_free(&whole);
    f->events = get_number(&from);
    f->interrupted = get_number(&from) != 0;
    f->errors = (int)get_number(&from);
    f->failures = (int)get_number(&from);
    f->warnings = (int)get_number(&from);
    f->said_size = get_number(&from);
    f->said = get_things(&from, f->said_size, 1);
    f->log.every = get_number(&from);
    f->log.count = f->log.room = get_number(&from);
    f->log.row = get_things(&from, f->log.count, sizeof *f->log.row);
    get_sparse(&from, &f->batches);
    return from.fine && from.left == 0;
}

void finished_free(struct finished *f)
{
    free(f->said);
    free(f->log.row);
    sparse_free(&f->batches);
    *f = (struct finished){.value = f->value};
}
