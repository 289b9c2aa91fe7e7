/* cache.h - answers by what was asked: kinds of them, each with a time to live.
 *
 * Life of an entry: kept when whoever is behind the cache has answered or was written to,
 * found until its time to live is over, which reading does not prolong; gone then, or
 * earlier when memory is short and nothing was found less recently.
 */
#ifndef CACHE_H
#define CACHE_H

#include "sim/law.h"
#include "sim/sim.h"

struct cacheable {
    size_t kind;
    uint64_t key;
    int64_t bytes;
};

struct cached;

struct cache_order {
    struct cached *first, *last;
};

struct cache {
    size_t kinds;
    sim_time *ttl;       /* of each kind; 0: for ever */
    int64_t room, held;  /* bytes */
    int64_t evicted;     /* bytes that made room for others, since the run began */
    size_t count, slots; /* slots: a power of two */
    struct cached **slot;
    struct cache_order use, *age; /* last: least recent; of each kind, oldest */
};

void cache_start(struct sim *, struct cache *, int64_t room, size_t kinds,
                 const sim_time *ttl);
/* What was kept, and is now the most recently used; NULL: it is not there. */
const struct cacheable *cache_finds(struct sim *, struct cache *,
                                    const struct cacheable *);
/* It will be there at `from`, now or later: of several that are on their way the first
 * counts, and the last for its age. */
void cache_keeps(struct sim *, struct cache *, const struct cacheable *, sim_time from);
/* Whether what is held is the sum of the entries. */
bool cache_audit(const struct cache *);

/* The calculator's: who asks for answers of one kind, at random instants. */
struct cache_asker {
    size_t kind;
    const struct law *keys;
    double rate;  /* questions a second */
    double ttl;   /* of the kind, s; 0: for ever */
    double bytes; /* of an answer of the kind; 0: it takes no room */
};
/* The share of one asker's questions that is found in a cache that all of these share; he
 * is one of them. */
double cache_found(const struct cache_asker *one, const struct cache_asker *all,
                   size_t askers, double room);

#endif
