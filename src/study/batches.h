/* batches.h - one long run by batch means (methods.md 5).
 *
 * A steady run of one replication is cut into 30 batches of equal time, which stand for
 * replications: means, ratios and quantiles by sections.  An interval is given only where
 * a batch is 30 relaxation times of its metric, estimated from its strides
 * (run/strides.h), and the batch means do not hang together; else replications are
 * advised.  What they still lean on each other makes it wider (estimate_widen).  The run
 * is simulated a second time for its batches, and only if some are long enough.
 */
#ifndef BATCHES_H
#define BATCHES_H

#include "output/summary.h"
#include "run/run.h"
#include "study/harvest.h"

enum { BATCHES = 30, BATCH_RELAXATIONS = 30 };

struct long_run {
    const struct harvest *whole; /* the one replication */
    const struct running *how;   /* the same again */
    double alpha;
    struct arena *arena;
};

/* Fills in the intervals and verdicts of a summary of one replication.  False after
 * messages; *ran is of the second run (all zero: there was none). */
bool batches_estimate(const struct long_run *, struct summary *, struct ran *,
                      struct diag *);

#endif
