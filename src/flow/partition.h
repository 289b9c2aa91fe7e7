/* partition.h - what each partition of a service did, where the file is to tell
 * (run.partitions).
 *
 * A partition is one range of hashes for as long as it lasts: one that is cut ends, and
 * what is left of it is another.  The first ones of a run have a place each in the
 * result, all others share the last place.
 */
#ifndef PARTITION_H
#define PARTITION_H

#include "flow/service.h"

enum { PARTITION_ROWS = 4 }; /* most that a model->partition_metrics has */

struct partition {
    uint64_t low, high;            /* hashes, both included */
    sim_time from, to;             /* sim clock; SIM_FOREVER: it is there */
    int64_t count[PARTITION_ROWS]; /* since they were read last */
};

struct partitions { /* of a service, or of one of its parts */
    size_t places, count, room;
    struct partition **of; /* by their beginning, those that have ended too */
};

struct partitions *partitions_new(struct sim *, size_t places);
/* Forgets what was before: the run is told from `origin` on, and those that are there
 * begin then, in the order of their hashes. */
void partitions_begin(struct partitions *, sim_time origin);
/* The place of of[i]. */
size_t partition_place(const struct partitions *, size_t i);

/* NULL where none are kept; so do the others take it. */
struct partition *partition_begins(struct sim *, struct partitions *, uint64_t low,
                                   uint64_t high);
/* It ends altogether. */
static inline void partition_ends(struct sim *sim, struct partition *p)
{
    if (p)
        p->to = sim_now(sim);
}
/* It ends, and what is left of it ends at `high`: returns that. */
struct partition *partition_is_cut(struct sim *, struct partitions *, struct partition *,
                                   uint64_t high);

static inline void partition_add(struct partition *p, size_t row, int64_t n)
{
    if (p)
        p->count[row] += n;
}

#endif
