/* unit_run.h - a unit of work, run: (point, replication) -> what it brings.
 */
#ifndef UNIT_RUN_H
#define UNIT_RUN_H

#include "study/finished.h"
#include "study/unit_name.h"

struct unit_order;

/* Other processes that run units too; waits until one of them has.  Any thread. */
struct elsewhere {
    bool (*run)(void *ctx, const struct unit_order *, struct finished *);
    void *ctx;
};

struct unit_order {
    const struct unit_asked *asked;
    size_t replication;
    volatile const int *interrupted; /* the signal that came; NULL: none can */
    void (*progress)(void *ctx, sim_time now, sim_time end, uint64_t events);
    void *ctx;
    const struct elsewhere *elsewhere; /* who else may run it; NULL: nobody */
};

/* What is asked of a layout's units: one long run alone (`replications` of 1, none of
 * them by itself) tells of its batches too. */
struct unit_asked unit_asked(const struct layout *, uint64_t requests, bool by_itself);

/* For `progress`: how far a unit is, 0 .. 1. */
double unit_share(sim_time now, sim_time end);

/* `value` has room.  False: it failed, which is said in `said`, or was interrupted. */
bool unit_run(const struct unit_order *, struct finished *);
bool unit_run_here(const struct unit_order *, struct finished *); /* by this process */

#endif
