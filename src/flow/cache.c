/* cache.c - a hash table whose entries are in order of use and, by kind, of age.
 *
 * What has expired goes before anything is looked for, so the table holds no more than
 * was kept within a time to live.
 */
#include "flow/cache.h"

enum { BY_USE, BY_AGE, ORDERS, FIRST_SLOTS = 1024 };

struct cached {
    struct cacheable is;
    struct cached *chain;
    struct cached *next[ORDERS], *prev[ORDERS];
    sim_time from, to; /* it is found in [from, to) */
};

/* ---- the two orders ---- */

static void take_out(struct cache_order *order, struct cached *e, int by)
{
    if (e->prev[by])
        e->prev[by]->next[by] = e->next[by];
    else
        order->first = e->next[by];
    if (e->next[by])
        e->next[by]->prev[by] = e->prev[by];
    else
        order->last = e->prev[by];
}

static void put_first(struct cache_order *order, struct cached *e, int by)
{
    e->prev[by] = NULL;
    e->next[by] = order->first;
    if (order->first)
        order->first->prev[by] = e;
    else
        order->last = e;
    order->first = e;
}

static void move_first(struct cache_order *order, struct cached *e, int by)
{
    take_out(order, e, by);
    put_first(order, e, by);
}

/* ---- the table ---- */

static struct cached **slot_of(const struct cache *c, const struct cacheable *what)
{
    struct cached **at = &c->slot[what->key & (c->slots - 1)];

    while (*at && ((*at)->is.key != what->key || (*at)->is.kind != what->kind))
        at = &(*at)->chain;
    return at;
}

static void grow(struct sim *sim, struct cache *c)
{
    struct cached **old = c->slot;
    size_t slots = c->slots;

    c->slots *= 2;
    c->slot = sim_get(sim, c->slots * sizeof(struct cached *));
    for (size_t i = 0; i < slots; i++)
        for (struct cached *e = old[i], *next; e; e = next) {
            struct cached **at = &c->slot[e->is.key & (c->slots - 1)];
            next = e->chain;
            e->chain = *at;
            *at = e;
        }
    sim_put(sim, old, slots * sizeof(struct cached *));
}

void cache_start(struct sim *sim, struct cache *c, int64_t room, size_t kinds,
                 const sim_time *ttl)
{
    c->room = room;
    c->kinds = kinds;
    c->ttl = sim_get(sim, kinds * sizeof *c->ttl);
    c->age = sim_get(sim, kinds * sizeof *c->age);
    for (size_t kind = 0; kind < kinds; kind++)
        c->ttl[kind] = ttl[kind];
    c->slots = FIRST_SLOTS;
    c->slot = sim_get(sim, c->slots * sizeof(struct cached *));
}

/* ---- out ---- */

static void drop(struct sim *sim, struct cache *c, struct cached *e)
{
    *slot_of(c, &e->is) = e->chain;
    take_out(&c->use, e, BY_USE);
    take_out(&c->age[e->is.kind], e, BY_AGE);
    c->held -= e->is.bytes;
    c->count--;
    sim_put(sim, e, sizeof *e);
}

static void drop_expired(struct sim *sim, struct cache *c)
{
    for (size_t kind = 0; kind < c->kinds; kind++)
        while (c->age[kind].last && c->age[kind].last->to <= sim_now(sim))
            drop(sim, c, c->age[kind].last);
}

static void make_room(struct sim *sim, struct cache *c)
{
    while (c->held > c->room) {
        c->evicted += c->use.last->is.bytes;
        drop(sim, c, c->use.last);
    }
}

/* ---- found and kept ---- */

const struct cacheable *cache_finds(struct sim *sim, struct cache *c,
                                    const struct cacheable *what)
{
    struct cached *e;

    drop_expired(sim, c);
    e = *slot_of(c, what);
    if (!e || sim_now(sim) < e->from || sim_now(sim) >= e->to)
        return NULL;
    move_first(&c->use, e, BY_USE);
    return &e->is;
}

static struct cached *add(struct sim *sim, struct cache *c, const struct cacheable *what,
                          sim_time from)
{
    struct cached *e = sim_get(sim, sizeof *e);

    if (c->count++ == c->slots)
        grow(sim, c);
    *slot_of(c, what) = e;
    e->is = (struct cacheable){what->kind, what->key, 0};
    e->from = from;
    put_first(&c->use, e, BY_USE);
    put_first(&c->age[e->is.kind], e, BY_AGE);
    return e;
}

void cache_keeps(struct sim *sim, struct cache *c, const struct cacheable *what,
                 sim_time from)
{
    sim_time ttl = c->ttl[what->kind];
    sim_time to = ttl > 0 ? from + ttl : SIM_FOREVER;
    struct cached *e;

    drop_expired(sim, c);
    e = *slot_of(c, what);
    if (!e || e->to <= sim_now(sim)) {
        if (e)
            drop(sim, c, e);
        e = add(sim, c, what, from);
    } else {
        move_first(&c->use, e, BY_USE);
        move_first(&c->age[e->is.kind], e, BY_AGE);
    }
    c->held += what->bytes - e->is.bytes;
    e->is.bytes = what->bytes;
    e->from = from < e->from ? from : e->from;
    e->to = to > e->to ? to : e->to;
    make_room(sim, c);
}

bool cache_audit(const struct cache *c)
{
    size_t count = 0, aged = 0;
    int64_t held = 0;

    for (const struct cached *e = c->use.first; e; e = e->next[BY_USE]) {
        held += e->is.bytes;
        count++;
    }
    for (size_t kind = 0; kind < c->kinds; kind++)
        for (const struct cached *e = c->age[kind].first; e; e = e->next[BY_AGE])
            aged++;
    return count == c->count && aged == c->count && held == c->held && held <= c->room;
}
