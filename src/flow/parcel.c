/* parcel.c - records together, and apart. */
#include "flow/parcel.h"

/* ---- together ---- */

struct parcel *parcel_new(struct sim *sim, size_t room)
{
    struct parcel *p = sim_get(sim, sizeof *p);

    p->holders = 1;
    p->room = room;
    p->item = sim_get(sim, room * sizeof *p->item);
    return p;
}

static void grow(struct sim *sim, struct parcel *p, size_t wanted)
{
    size_t room = p->room;
    struct item *more;

    while (room < wanted)
        room *= 2;
    if (room == p->room)
        return;
    more = sim_get(sim, room * sizeof *more);
    memcpy(more, p->item, p->count * sizeof *more);
    sim_put(sim, p->item, p->room * sizeof *p->item);
    p->item = more;
    p->room = room;
}

void parcel_add(struct sim *sim, struct parcel *p, const struct item *item)
{
    grow(sim, p, p->count + 1);
    root_hold(item->root);
    p->item[p->count++] = *item;
    p->bytes += item->bytes;
}

static void parcel_free(struct sim *sim, struct parcel *p)
{
    sim_put(sim, p->item, p->room * sizeof *p->item);
    sim_put(sim, p, sizeof *p);
}

void parcel_join(struct sim *sim, struct parcel *to, struct parcel *from)
{
    assert(from->holders == 1);
    grow(sim, to, to->count + from->count);
    memcpy(to->item + to->count, from->item, from->count * sizeof *to->item);
    to->count += from->count;
    to->bytes += from->bytes;
    parcel_free(sim, from);
}

void parcel_drop(struct sim *sim, struct parcel *p)
{
    assert(p->holders > 0);
    if (--p->holders > 0)
        return;
    for (size_t i = 0; i < p->count; i++)
        root_drop(sim, p->item[i].root);
    parcel_free(sim, p);
}

void item_drop(struct sim *sim, const struct item *item)
{
    struct parcel *parcel = item->parcel;

    root_drop(sim, item->root);
    if (parcel)
        parcel_drop(sim, parcel);
}

/* ---- apart ---- */

struct item item_record(const struct item *item, size_t i)
{
    struct item record = item->parcel ? item->parcel->item[i] : *item;

    record.came = item->came;
    record.receipt = record.try;
    record.failed = false;
    record.kept = NULL;
    return record;
}

void batch_make_room(struct sim *sim, struct batch *batch)
{
    size_t room = batch->room ? 2 * batch->room : 16;
    struct item *more;

    if (batch->count < batch->room)
        return;
    more = sim_get(sim, room * sizeof *more);
    for (size_t i = 0; i < batch->count; i++)
        more[i] = batch->item[i];
    batch_free(sim, batch);
    batch->item = more;
    batch->room = room;
}

void batch_free(struct sim *sim, struct batch *batch)
{
    if (batch->room > 0)
        sim_put(sim, batch->item, batch->room * sizeof *batch->item);
    batch->room = 0;
}

void batch_take_apart(struct sim *sim, struct batch *apart, const struct item *item,
                      size_t count)
{
    apart->count = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < item_records(&item[i]); k++) {
            batch_make_room(sim, apart);
            apart->item[apart->count++] = item_record(&item[i], k);
        }
}

void batch_put_together(const struct batch *apart, struct item *item, size_t count)
{
    const struct item *record = apart->item;

    for (size_t i = 0; i < count; i++) {
        item[i].failed = false;
        for (size_t k = 0; k < item_records(&item[i]); k++)
            item[i].failed |= (record++)->failed;
    }
}
