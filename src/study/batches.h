/* batches.h - one long run by batch means (methods.md 5).
 *
 * A steady run of one replication is cut into 30 batches of equal time, which stand for
 * replications: means, ratios and quantiles by sections.  An interval is given only where
 * a batch is 30 relaxation times of its metric, estimated from its strides
 * (run/strides.h), and the batch means do not hang together; else replications are
 * advised.  What they still lean on each other makes it wider (estimate_widen).  What
 * each batch brought is always kept (run/batch_log.h), and looked at only if some are
 * long enough.
 */
#ifndef BATCHES_H
#define BATCHES_H

#include "output/sparse.h"
#include "output/summary.h"
#include "run/batch_log.h"
#include "study/harvest.h"

enum { BATCHES = 30, BATCH_RELAXATIONS = 30 };

struct long_run {
    const struct harvest *whole; /* the one replication */
    sim_time length;             /* of each of its batches */
    /* Batch i as a run of its own: batch_log_tell. */
    void (*tell)(void *ctx, size_t i, struct result *);
    void *ctx;
    double alpha;
    struct arena *arena;
};

/* How long a batch of such a run is; 0: it is none that can be cut. */
sim_time batches_length(const struct layout *);
/* What a run of this layout is to keep for it; false: it is none that can be cut. */
bool batches_begin(const struct layout *, struct batch_log *);
/* Each of those that were kept, as a run of its own: what `tell` tells, to be kept. */
void batches_tell(const struct layout *, const struct batch_log *, struct sparse *);
/* Fills in the intervals and verdicts of a summary of one replication. */
void batches_estimate(const struct long_run *, struct summary *);

#endif
