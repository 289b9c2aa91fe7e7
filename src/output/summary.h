/* summary.h - what a report says of a study's runs, before it is text or JSON.
 *
 * study/ fills it in, output/report*.c print it.  Times are in seconds
 * unless an objective's own unit says otherwise, shares 0 .. 1, money in USD.  What a
 * printed number is: language.md D32.
 */
#ifndef SUMMARY_H
#define SUMMARY_H

#include "flow/activity.h"
#include "output/estimate.h"
#include "run/objective.h"

enum verdict { VERDICT_MET, VERDICT_MISSED, VERDICT_UNDECIDED };

struct judged { /* an objective */
    const struct objective *objective;
    enum verdict verdict;
    struct estimate observed; /* of the worst window, in the objective's base units */
    sim_time worst;           /* its start */
    size_t windows_missed;
    bool by_run; /* max and min: judged run by run */
    size_t runs, runs_met;
    struct estimate share_met; /* of runs, Clopper-Pearson */
    double events, base;       /* shares: over all replications of the worst window */
    double any_run;            /* none was seen: a run has any with at most this chance */
    bool unsettled;            /* what it is about has found no steady state */
    const char *why;           /* undecided: what is missing; NULL */
};

enum measure { /* what can be asked of a metric; NaN where it makes no sense */
               MEASURE_COUNT,
               MEASURE_RATE,  /* per second */
               MEASURE_SHARE, /* of its base */
               MEASURE_MEAN,
               MEASURE_MINIMUM,
               MEASURE_MAXIMUM,
               MEASURE_P50,
               MEASURE_P90,
               MEASURE_P95,
               MEASURE_P99,
               MEASURE_P999,
               MEASURES,
};

struct measured { /* one metric of one member, over the whole or over a phase */
    const struct metric_place *place;
    size_t member;
    const char *address;      /* "client.shop[book]" */
    const struct mark *phase; /* NULL: the whole measured run */
    struct estimate is[MEASURES];
};

struct limit_use {
    const char *address;
    enum limit_kind kind;
    const char *unit;             /* struct limit_name's */
    double value;                 /* at the end; rates: per second */
    double first_low, first_high; /* what it was worth at `first`, in all runs; NaN */
    double peak_value;            /* .. at `peak_at`; NaN */
    const char *raises; /* a value for its setting that would have been enough; NULL */
    double first;       /* s after t = 0, mean over the runs that met it; NaN: never */
    double last;        /* rejection or delay, the same mean */
    size_t runs_hit;
    double peak_at; /* s after t = 0, in the run with the largest use */
    struct estimate peak, rejected, delayed;
    /* The key behind most rejections, the same in all runs that met the limit; NaN: none,
     * or they differ.  Share of the rejections and rate asked for: means of those runs.
     */
    double key, key_share, key_rate;
};

struct breakdown { /* where the time of answered requests went */
    const char *address;
    struct estimate part[PART_STATISTICS][TIME_PARTS];
};

struct cost_line {
    const char *item; /* "lambda.gb_second" */
    const char *units;
    const char *words; /* of the bill; NULL: its money says it */
    struct estimate use, run, month;
};

struct drained { /* a backlog after a burst (methods.md 4); s */
    const char *address, *metric;
    const struct mark *burst;
    struct estimate median, p90; /* infinite: not by the end */
    size_t runs, open;           /* how many there were, and had not drained */
};

struct capacity_use { /* one side of a resource or part (flow/service.h) */
    const struct report_capacity *row;
    const struct resource *resource;
    const char *part; /* NULL: the resource itself */
    /* NULL: not kept */
    const struct measured *served, *given, *turned_away[REPORT_REASONS];
    double *served_per_s, *given_per_s; /* by period, mean over replications; NULL */
};

struct changed_capacity { /* flow/activity.h, in a summary's words */
    const char *address;  /* of the setting */
    enum activity_cause cause;
    enum activity_moved moved;
    enum activity_outcome outcome;
    size_t points, times;
    double at, settled; /* s after t = 0; NaN: not settled */
    double from, to;
};

struct warm_up { /* MSER (methods.md 2); steady runs */
    bool asked;
    size_t unsettled;   /* how many metrics and limits have found no steady state .. */
    const char *what;   /* .. and the first of them: "client.shop.latency" */
    sim_time seen;      /* what the others show after what was cut; 0: nothing more */
    sim_time suggested; /* both, or the longest memory of what began empty; 0: no more */
    bool by_memory;     /* the latter: only where nothing was cut */
};

struct batch_means { /* one long run (methods.md 5); count 0: it is none */
    size_t count;
    sim_time length;
    size_t metrics, told;           /* how many have intervals */
    double relaxation;              /* the longest, s .. */
    const struct measured *slowest; /* .. of this one */
};

struct summary {
    const struct layout *layout;
    const char *file;       /* the scenario's, as given */
    const char *stored;     /* the HDF5 file, NULL: none */
    const char *const *set; /* overrides, to say the next command */
    size_t sets;
    size_t replications, looks;
    double confidence; /* of the printed intervals */
    bool precise;      /* --precision was asked for .. */
    bool reached;      /* .. and reached */
    long alone;        /* --replication K; -1: all */

    size_t objectives, met, missed, undecided;
    struct judged *judged;
    size_t wishes;
    struct judged *wished; /* what was asked for beside them: `observed` is its answer */
    size_t measures;
    struct measured *measured; /* whole run first, then by phase */
    size_t limits;
    struct limit_use *limit;       /* those that matter most first */
    const struct limit_use *first; /* to give way; NULL: none did */
    const struct mark *during;     /* when it did; NULL */
    size_t breakdowns;
    struct breakdown *breakdown;
    size_t lines;
    struct cost_line *line;
    size_t capacities; /* those that served something or turned it away */
    struct capacity_use *capacity;
    struct estimate cost_run, cost_month; /* NaN: no such thing */
    double *requests;                     /* per second, by period; NULL: no clients */
    size_t drains;                        /* of those that any run has seen */
    struct drained *drained;
    /* Of the first replication alone: others change at other times to other values. */
    size_t activities;
    struct changed_capacity *activity;
    double changes_first;              /* how many it had, those not listed too */
    struct estimate changes, refusals; /* a replication: all, and those refused */
    struct warm_up warm_up;
    struct batch_means batches;
};

#endif
