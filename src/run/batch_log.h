/* batch_log.h - what each batch of one long run brought (methods.md 5).
 *
 * The run is recorded once.  At each batch's end the recorder lays by what has come since
 * the last one, small: a tally a metric, the bins that hold something, units used.  Only
 * afterwards is it known whether the batches are long enough to be asked; then each is
 * told as a run of its own, of which all before it is the pre-roll.
 */
#ifndef BATCH_LOG_H
#define BATCH_LOG_H

#include "base/memory.h"
#include "run/layout.h"

struct batched {
    struct track_batch *track; /* of each metric, then member */
    struct breakdown_batch *breakdown;
    struct bill_batch *bill;
};

struct batch_log {
    size_t count;    /* so many are asked for, one behind the other from where the */
    sim_time length; /* run is measured, each so long */
    struct batched *batch; /* room for `count` */
    size_t kept;           /* that are over */
    struct arena arena;
};

/* Asks for `count` of a length of 1 ns or more.  Fills one run; freed by its owner. */
void batch_log_init(struct batch_log *, size_t count, sim_time length);
void batch_log_release(struct batch_log *);

/* When batch i ends, after t = 0. */
sim_time batch_end(const struct batch_log *, const struct layout *, size_t i);

/* Batch i of those kept as a whole run: its layout is of the same graph, lasts a batch
 * and has one period.  Written are summaries, histograms, windows over the whole, where
 * the time went, use and cost; all else stays as it is: begin with result_blank. */
void batch_log_tell(const struct batch_log *, size_t i, struct result *);

#endif
