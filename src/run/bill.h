/* bill.h - use over a run, and what it costs.
 *
 * Rooms count use (flow/usage.h).  At each period's end the bill reads it; when the run
 * is over it knows the month (language.md D21): the run times runs_per_month, or the
 * measured window of a steady run scaled to 730 h (with a drain and no warm-up: what its
 * arrivals used until the last had ended), or, where there is no month, just this run.
 * The tiers of that month give each item one effective price, at which periods and run
 * are charged, so that the parts add up to the month.
 */
#ifndef BILL_H
#define BILL_H

#include "run/layout.h"

struct bill;

struct bill_batch {  /* units of a line item used since the run began, .. */
    double from, to; /* .. when a batch began, and when it ended */
};

struct bill *bill_new(struct sim *, const struct layout *, struct result *);
void bill_begin(struct bill *);                /* t = 0: money on */
void bill_measure(struct bill *, sim_time t);  /* a steady run's window begins .. */
void bill_duration(struct bill *, sim_time t); /* .. and ends */
void bill_period(struct bill *, size_t k, sim_time t);
void bill_stride(struct bill *, size_t k, sim_time t);
/* A batch ends: one for each line item, in the arena. */
struct bill_batch *bill_batch(struct bill *, struct arena *, sim_time t);
void bill_end(struct bill *, sim_time t);

/* Each line item again, from the final meters and by another road (methods.md 9.9). */
bool bill_audit(const struct bill *, struct diag *);

/* A batch's use and cost into a result of its own, as if it were the whole run. */
void bill_batch_tell(const struct bill_batch *, struct result *);

#endif
