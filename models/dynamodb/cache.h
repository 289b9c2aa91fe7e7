/* cache.h - what a DAX node holds: items by their keys, answers by their questions.
 *
 * Life of an entry: kept when the table has answered or was written to, found until its
 * time to live is over, which reading does not prolong; gone then, or earlier when memory
 * is short and nothing was found less recently.  All nodes hold the same.
 */
#ifndef DYNAMODB_CACHE_H
#define DYNAMODB_CACHE_H

#include "sim/sim.h"

enum cache_kind { CACHE_ITEMS, CACHE_QUERIES, CACHE_KINDS }; /* a time to live each */

struct cacheable {
    enum cache_kind kind;
    uint64_t key;
    int64_t bytes;
};

struct cached;

struct cache_order {
    struct cached *first, *last;
};

struct cache {
    sim_time ttl[CACHE_KINDS]; /* 0: for ever */
    int64_t room, held;        /* bytes */
    int64_t evicted;           /* bytes that made room for others, since the run began */
    size_t count, slots;       /* slots: a power of two */
    struct cached **slot;
    struct cache_order use, age[CACHE_KINDS]; /* last: least recent, oldest */
};

void cache_start(struct sim *, struct cache *, int64_t room,
                 const sim_time ttl[CACHE_KINDS]);
/* Whether it is there: then it is the most recently used one. */
bool cache_finds(struct sim *, struct cache *, const struct cacheable *);
/* It will be there at `from`, now or later: of several that are on their way the first
 * counts, and the last for its age. */
void cache_keeps(struct sim *, struct cache *, const struct cacheable *, sim_time from);
/* Whether what is held is the sum of the entries. */
bool cache_audit(const struct cache *);

#endif
