/* recorder.h - what the meters say, into the vector of a run's result.
 *
 * The recorder has no events.  The run stops between two events wherever a period or a
 * window ends, and the recorder reads the meters there: `sim_run(end - 1)`, then
 * recorder_reached(end).  All times are after t = 0 of the scenario, whatever the
 * pre-roll before it, which is the origin of the layout's scenario.
 */
#ifndef RECORDER_H
#define RECORDER_H

#include "run/batch_log.h"
#include "run/layout.h"

struct recorder;

/* `result->value` is zeroed and filled with what is not there (NaN).  A batch log is
 * filled; NULL: none. */
struct recorder *recorder_new(struct sim *, const struct layout *, struct result *,
                              struct batch_log *);

/* The next time to stop at, up to what the periods cover; SIM_FOREVER: no more. */
sim_time recorder_next(const struct recorder *);
/* Lays by the batch that ends at this stop, if one does.  No batch has what is counted
 * only because the run ends (model->ending): so this comes first. */
void recorder_end_batch(struct recorder *, sim_time t);
/* Everything before `t` has happened, and nothing at `t` yet. */
void recorder_reached(struct recorder *, sim_time t);
/* The run is over: summaries, limits, use and cost. */
void recorder_end(struct recorder *, sim_time t);

/* Period sums and the drain's rest against whole-run sums, histogram counts against
 * sample counts (methods.md 9.10).  False after a message for each that differs. */
bool recorder_audit(const struct recorder *, struct diag *);

/* What changed capacities since the log began (activities.c); times after `origin`. */
void result_activities(struct result *, const struct world *, sim_time origin);

#endif
