/* objective.h - "p99(client.x.latency[book]) < 800 ms every 5 min" (language.md D27).
 *
 * An objective is parsed and resolved at load.  What it needs is recorded in windows of
 * its own: one for the whole run, or one for each `every`.
 */
#ifndef OBJECTIVE_H
#define OBJECTIVE_H

#include "run/layout.h"
#include "sim/histogram.h"

enum aggregate {
    AGG_QUANTILE,
    AGG_MEAN,
    AGG_MIN,
    AGG_MAX,
    AGG_SUM,
    AGG_LAST,
    AGG_RATE,
    AGG_SHARE,
    AGG_COST,
};

enum comparison { LESS, LESS_EQUAL, GREATER, GREATER_EQUAL };

struct span {
    sim_time from, to; /* after t = 0; SIM_FOREVER: to the end, drain included */
};

struct objective {
    const char *text;
    struct where at;
    enum aggregate aggregate;
    double q; /* of AGG_QUANTILE, 0..1 */
    enum { COST_RUN, COST_MONTH, COST_PER_MILLION } cost;
    const char *address;    /* "client.x.latency[book]"; of a cost: as written */
    size_t metric;          /* index of layout->metric; of cost.per_million: the client's
                               requests */
    size_t member;          /* along its axis */
    bool failures_are_over; /* share(client.x.latency > v): failures count as over */
    bool open_is_infinite;  /* pNN(client.x.completion): what had not ended */
    bool has_inner;         /* share(m > v) */
    enum comparison inner_op;
    double inner; /* base units (ns, bytes, 1) */
    enum comparison op;
    double value;       /* the threshold in base units; USD for cost */
    enum unit unit;     /* to print it */
    sim_time every;     /* 0: one window, or one for each time of that name */
    const char *during; /* its name, NULL */
    size_t windows;     /* 1 at least */
    struct span *span;  /* of each */
};

/* What one replication says of one window. */
struct sample {
    double value;                  /* mean, min, max, sum, last, rate, cost; of a ratio:
                                      the ratio; NaN: no sample */
    double numerator, denominator; /* share and mean: ratio (methods.md 3) */
    const struct histogram_run *histogram; /* quantile: it is `scratch`; else NULL */
};

/* False after a message that names what was meant.  A wish is an objective without its
 * threshold: "p99(client.x.latency) during peak". */
bool objective_read(const char *text, struct where, const struct scenario *,
                    struct objective *, struct diag *);
bool objective_read_wish(const char *text, struct where, const struct scenario *,
                         struct objective *, struct diag *);
/* Whether layout_make has to record windows: not for cost.run and cost.month. */
bool objective_is_recorded(const struct objective *);
struct window objective_window(const struct objective *, size_t window);
sim_time objective_window_start(const struct objective *, size_t window);

/* `index`: which of the scenario's objectives.  False: nothing was seen in this window.
 */
bool objective_sample(const struct result *, size_t index, size_t window,
                      struct histogram_run *scratch, struct sample *);

/* The sum of `cost_run` or `cost_month` over its line items; NaN: no such variable. */
double result_cost(const struct result *, const char *variable);

#endif
