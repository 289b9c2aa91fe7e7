/* objective.h - "p99(client.x.latency[book]) < 800 ms every 5 min" (language.md D27).
 *
 * An objective is parsed and resolved at load.  What its windows need beyond the whole-run
 * values is recorded in hidden variables of the layout.
 */
#ifndef OBJECTIVE_H
#define OBJECTIVE_H

#include "run/layout.h"
#include "sim/histogram.h"

enum aggregate { AGG_QUANTILE, AGG_MEAN, AGG_MIN, AGG_MAX, AGG_SUM, AGG_LAST, AGG_RATE,
                 AGG_SHARE, AGG_COST };

enum comparison { LESS, LESS_EQUAL, GREATER, GREATER_EQUAL };

struct objective {
    const char *text;
    struct where at;
    enum aggregate aggregate;
    double q;                 /* of AGG_QUANTILE, 0..1 */
    enum { COST_RUN, COST_MONTH, COST_PER_MILLION } cost;
    const char *address;      /* "client.x.latency[book]" */
    size_t metric;            /* index of layout->metric (not cost) */
    size_t member;            /* along its axis */
    bool has_inner;           /* share(m > v) */
    enum comparison inner_op;
    double inner;             /* base units (ns, bytes, 1) */
    enum comparison op;
    double value;             /* the threshold in base units; USD for cost */
    enum unit unit;           /* to print it */
    sim_time every;           /* 0: the whole */
    sim_time from, to;        /* after t = 0; the measured whole by default */
    const char *during;       /* its name, NULL */
    size_t windows;
    int window_variable;      /* hidden variable, -1 */
};

/* What one replication says of one window. */
struct sample {
    double value;             /* mean, min, max, sum, last, rate, cost */
    double numerator, denominator; /* share and mean: ratio (methods.md 3) */
    const struct histogram_run *histogram; /* quantile; owned by the caller's scratch */
};

bool objective_read(const char *text, struct where, const struct scenario *, struct arena *,
                    struct objective *, struct diag *);
/* Resolved against the layout, after layout_make knows the metrics. */
bool objective_sample(const struct objective *, const struct result *, size_t window,
                      struct histogram_run *scratch, struct sample *);
sim_time objective_window_start(const struct objective *, size_t window);

#endif
