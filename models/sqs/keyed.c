/* keyed.c - a table of chains, twice as long when it is full. */
#include "sqs/keyed.h"

#include "sim/draw.h"

enum { LEAST = 64 };

static struct keyed **slot_of(const struct keys *k, uint64_t key)
{
    return &k->slot[mix64(key) & (k->slots - 1)];
}

struct keyed *keys_find(const struct keys *k, uint64_t key)
{
    struct keyed *at = k->slots > 0 ? *slot_of(k, key) : NULL;

    while (at && at->key != key)
        at = at->chain;
    return at;
}

static void put(struct keys *k, struct keyed *one)
{
    struct keyed **slot = slot_of(k, one->key);

    one->chain = *slot;
    *slot = one;
}

static void grow(struct sim *sim, struct keys *k)
{
    struct keys more = {.count = k->count, .slots = k->slots ? 2 * k->slots : LEAST};

    more.slot = sim_get(sim, more.slots * sizeof *more.slot);
    for (size_t i = 0; i < k->slots; i++)
        for (struct keyed *next, *at = k->slot[i]; at; at = next) {
            next = at->chain;
            put(&more, at);
        }
    if (k->slots > 0)
        sim_put(sim, k->slot, k->slots * sizeof *k->slot);
    *k = more;
}

void keys_add(struct sim *sim, struct keys *k, struct keyed *one)
{
    if (k->count == k->slots)
        grow(sim, k);
    put(k, one);
    k->count++;
}

void keys_remove(struct keys *k, struct keyed *one)
{
    struct keyed **at = slot_of(k, one->key);

    while (*at != one)
        at = &(*at)->chain;
    *at = one->chain;
    k->count--;
}
