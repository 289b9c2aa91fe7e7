/* bundle.h - many events in the order they came, for wheel.c's far slots.
 *
 * A ring is a walk through memory that waits for each step: every event is the way to the
 * next.  A bundle names its events in blocks, so that those ahead can be fetched, and one
 * that is added or taken out touches no neighbour.  What has been taken out leaves a gap;
 * a block of gaps goes back at once, so that long timers which hardly ever fire cost no
 * more than there are of them.
 */
#ifndef BUNDLE_H
#define BUNDLE_H

#include <stdlib.h>

#include "sim/sim.h"

enum {
    BLOCK_BYTES = 512, /* and so aligned: an entry's address tells its block */
    BLOCK_EVENTS = (BLOCK_BYTES - 3 * 8) / 8,
    BLOCKS_AT_ONCE = 64,
    FETCH_AHEAD = 8, /* events */
};

struct block {
    struct block *next, *prev; /* of the bundle; next: of the spare ones as well */
    uint16_t used, there;      /* entries; those that are no gap */
    uint32_t slot;             /* whose bundle it is */
    struct event *event[BLOCK_EVENTS];
};
_Static_assert(sizeof(struct block) == BLOCK_BYTES, "an entry's address tells its block");

struct bundle { /* all zero: empty */
    struct block *first, *last;
};

struct blocks { /* all zero: none yet */
    struct block *spare;
    void **batch; /* what they were cut from */
    size_t batches;
};

static inline void blocks_release(struct blocks *all)
{
    for (size_t i = 0; i < all->batches; i++)
        free(all->batch[i]);
    free(all->batch);
}

__attribute__((noinline)) static void more_blocks(struct blocks *all)
{
    struct block *batch = xaligned(BLOCK_BYTES, BLOCKS_AT_ONCE * BLOCK_BYTES);

    all->batch = xrealloc(all->batch, all->batches + 1, sizeof *all->batch);
    all->batch[all->batches++] = batch;
    for (int i = 0; i < BLOCKS_AT_ONCE; i++) {
        batch[i].next = all->spare;
        all->spare = &batch[i];
    }
}

__attribute__((noinline)) static void bundle_lengthen(struct bundle *b,
                                                      struct blocks *all, uint32_t slot)
{
    struct block *block;

    if (!all->spare)
        more_blocks(all);
    block = all->spare;
    all->spare = block->next;
    block->next = NULL;
    block->prev = b->last;
    block->used = block->there = 0;
    block->slot = slot;
    if (b->last)
        b->last->next = block;
    else
        b->first = block;
    b->last = block;
}

static inline void block_put(struct blocks *all, struct block *block)
{
    block->next = all->spare;
    all->spare = block;
}

/* An event in a bundle keeps the place of its entry instead of neighbours. */
static inline bool is_in_bundle(const struct event *ev)
{
    return ev->ring.prev == NULL;
}

static inline void bundle_add(struct bundle *b, struct blocks *all, uint32_t slot,
                              struct event *ev)
{
    struct block *block;

    if (!b->last || b->last->used == BLOCK_EVENTS)
        bundle_lengthen(b, all, slot);
    block = b->last;
    ev->ring.next = (struct ring *)&block->event[block->used];
    ev->ring.prev = NULL;
    block->event[block->used++] = ev;
    block->there++;
}

static inline struct block *block_of(const struct event *ev)
{
    return (struct block *)((uintptr_t)ev->ring.next & ~(uintptr_t)(BLOCK_BYTES - 1));
}

/* Takes it out of its block; true: nothing is left in that. */
static inline bool block_lose(struct event *ev)
{
    struct block *block = block_of(ev);

    *(struct event **)ev->ring.next = NULL;
    ev->ring.next = NULL;
    return --block->there == 0;
}

static inline void bundle_drop(struct bundle *b, struct blocks *all, struct block *block)
{
    if (block->prev)
        block->prev->next = block->next;
    else
        b->first = block->next;
    if (block->next)
        block->next->prev = block->prev;
    else
        b->last = block->prev;
    block_put(all, block);
}

static inline uint64_t bundle_count(const struct bundle *b)
{
    uint64_t n = 0;

    for (const struct block *block = b->first; block; block = block->next)
        for (unsigned k = 0; k < block->used; k++)
            n += block->event[k] != NULL;
    return n;
}

#endif
