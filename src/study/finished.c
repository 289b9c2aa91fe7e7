#include "study/finished.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/pack.h"

/* ---- as bytes ---- */

static void put_sparse(struct text *to, const struct sparse *s)
{
    pack_number(to, s->length);
    pack_number(to, s->rows);
    pack_number(to, s->count);
    pack_bytes(to, s->entries, s->rows * sizeof *s->entries);
    pack_bytes(to, s->place, s->count * sizeof *s->place);
    pack_bytes(to, s->value, s->count * sizeof *s->value);
}

void finished_pack(const struct finished *f, const struct layout *l, struct text *bytes)
{
    struct sparse whole = {.length = l->values};

    sparse_add(&whole, f->value);
    put_sparse(bytes, &whole);
    pack_number(bytes, f->events);
    pack_number(bytes, f->interrupted);
    pack_number(bytes, (uint64_t)f->errors);
    pack_number(bytes, (uint64_t)f->failures);
    pack_number(bytes, (uint64_t)f->warnings);
    pack_number(bytes, f->said_size);
    pack_bytes(bytes, f->said, f->said_size);
    pack_number(bytes, f->log.every);
    pack_number(bytes, f->log.count);
    pack_bytes(bytes, f->log.row, f->log.count * sizeof *f->log.row);
    put_sparse(bytes, &f->batches);
    sparse_free(&whole);
}

/* ---- and back ---- */

static void get_sparse(struct unpacking *from, struct sparse *s)
{
    s->length = unpack_number(from);
    s->rows = unpack_number(from);
    s->count = unpack_number(from);
    s->entries = unpack_things(from, s->rows, sizeof *s->entries);
    s->place = unpack_things(from, s->count, sizeof *s->place);
    s->value = unpack_things(from, s->count, sizeof *s->value);
    from->fine = from->fine && sparse_is_sound(s);
}

bool finished_unpack(struct finished *f, const struct layout *l, const struct text *bytes)
{
    struct unpacking from = unpack_of(bytes);
    struct sparse whole = {0};

    *f = (struct finished){.value = f->value};
    get_sparse(&from, &whole);
    from.fine = from.fine && whole.length == l->values && sparse_row(&whole, 0, f->value);
    sparse_free(&whole);
    f->events = unpack_number(&from);
    f->interrupted = unpack_number(&from) != 0;
    f->errors = (int)unpack_number(&from);
    f->failures = (int)unpack_number(&from);
    f->warnings = (int)unpack_number(&from);
    f->said_size = unpack_number(&from);
    f->said = unpack_things(&from, f->said_size, 1);
    f->log.every = unpack_number(&from);
    f->log.count = f->log.room = unpack_number(&from);
    f->log.row = unpack_things(&from, f->log.count, sizeof *f->log.row);
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
