/* layout.h - the place of every number of a run's result.
 *
 * Made from the scenario alone, before anything runs.  A unit's result is one vector of
 * doubles (integers below 2^53 are exact) and nothing else: threads hand it over, the
 * store writes it, JSON, objectives and reports look names up here.  Times are in
 * seconds.
 */
#ifndef LAYOUT_H
#define LAYOUT_H

#include "flow/partition.h"
#include "run/scenario.h"
#include "sim/histogram.h"

enum stored { STORE_F64, STORE_I64 };

struct axis {
    const char *name; /* "function", "time", "statistic", "bin", "limit", "part", .. */
    size_t count;
    const char **label;  /* text coordinate, or */
    const double *value; /* numeric coordinate */
    const char *units, *long_name;
};

enum { VARIABLE_RANK = 4 };

struct variable {
    const char *name; /* "lambda_duration_summary" */
    const char *units, *long_name, *cloudwatch, *cell_methods;
    enum stored store;
    size_t rank; /* without replication (and point) */
    const struct axis *axis[VARIABLE_RANK];
    size_t at, count;          /* in the vector */
    const char *flag_meanings; /* of a code from 0 on; NULL: it is none */
    bool hidden;               /* for objectives and reports only: not in the file */
};

/* Where one metric of one model is kept; -1: not there. */
struct metric_place {
    const struct model *model;
    size_t row;            /* of model->metrics */
    const struct axis *of; /* resources or parts; NULL: the account's, one member */
    size_t members;        /* along it */
    int series, summary;   /* indices of variables */
    int histogram, excess; /* counts per bin; sums above the bins' lower edges */
};

/* Where the partitions of a model's resources, or of their parts, are kept: variables, by
 * row of model->partition_metrics, then one of each partition and one of all. */
enum { PARTITION_VARIABLES = PARTITION_ROWS + 5 };
struct partition_place {
    const struct model *model;
    enum metric_of of;
    int row[PARTITION_ROWS];
    int low, high, from, to, number;
};

/* A stretch of time over which one metric of one member is recorded by itself: for an
 * objective, and for the clients' phases. */
struct window {
    size_t metric, member;    /* layout->metric, and along its axis */
    sim_time from, to;        /* after t = 0; SIM_FOREVER: to the end, drain included */
    bool bins;                /* its histogram too */
    const char *base;         /* counts that go into WINDOW_BASE; NULL: place_base */
    const struct mark *phase; /* shown by the report; NULL: an objective's */
    size_t at;                /* of its hidden values in the vector */
};

/* The hidden values of a window, in base units (ns, bytes, 1); then, with bins, a count
 * for each and the sum above its lower edge for each. */
enum window_value {
    WINDOW_COUNT,   /* things counted, or values observed */
    WINDOW_BASE,    /* what share() divides a count by */
    WINDOW_SUM,     /* of the values observed; of a level: level x s */
    WINDOW_MINIMUM, /* NaN: none */
    WINDOW_MAXIMUM,
    WINDOW_LAST,    /* a level's, when the window ended */
    WINDOW_SECONDS, /* its length */
    WINDOW_VALUES,
};

struct line_place;

struct layout {
    const struct scenario *scenario;
    size_t axes, variables, values, metrics, windows;
    struct axis *axis;
    struct variable *variable;
    const struct variable **by_name; /* them, in the order of their names */
    struct metric_place *metric;
    size_t partitioned;
    struct partition_place *partition;
    struct window *window;
    size_t lines;
    struct line_place *line;  /* along the line_item axis */
    size_t *objective_window; /* the first window of each objective */
    size_t phase_window;      /* the first of the phases' (they come last) */
    size_t periods;           /* the last one may be shorter */
    sim_time period;
    sim_time covered; /* by the periods: duration, and a drain of fixed length */
    size_t strides,
        stride_values; /* how many; where they begin in the vector: strides.h */
};

struct result {
    const struct layout *layout;
    double *value;
};

/* The statistics of the `statistic` axis, in this order. */
enum statistic {
    STAT_COUNT,
    STAT_AVERAGE,
    STAT_MINIMUM,
    STAT_MAXIMUM,
    STAT_P50,
    STAT_P90,
    STAT_P95,
    STAT_P99,
    STAT_P999,
    STATISTICS,
};

/* Of the `part_statistic` axis: means over all answered requests, and over the slowest.
 */
enum part_statistic { PART_MEAN, PART_MEAN_OF_SLOWEST, PART_STATISTICS };

struct layout *layout_make(const struct scenario *, struct arena *);
/* Whether a model's requests say where their time went: the clients'. */
bool layout_breaks_down(const struct model *);
size_t layout_bytes(const struct layout *); /* of one unit, in memory */
const struct variable *layout_find(const struct layout *, const char *name);
const struct axis *layout_axis(const struct layout *, const char *name);
/* The place of a label along an axis, or -1. */
long axis_find(const struct axis *, const char *label);
double *result_at(const struct result *, const struct variable *);

/* All metrics that the resources of a graph can feed, in the order of layout->metric; the
 * variables are not there yet (-1).  Returns how many. */
size_t metric_places(const struct graph *, struct arena *, struct metric_place **);
const struct metric *place_row(const struct metric_place *);
/* Names of the counts that share() of this metric divides by ("a+b"), or NULL.  Of a
 * value observed: the counts of what has no value and is over whatever share() asks for.
 */
const char *place_base(const struct metric_place *);
/* Those counts: indices of layout->metric, of the same member; how many. */
enum { PLACE_COUNTS = 4 };
size_t place_counts(const struct layout *, const struct metric_place *, const char *names,
                    size_t count[PLACE_COUNTS]);
/* Those that go into a window's WINDOW_BASE. */
size_t window_counts(const struct layout *, const struct window *,
                     size_t count[PLACE_COUNTS]);
/* Whether what had not ended by then counts as infinite: a client's completion (D26). */
bool place_is_censored(const struct metric_place *);
/* "client.shop", "client.shop[book]", "account.lambda": whose numbers a member's are. */
const char *place_member(const struct graph *, const struct metric_place *, size_t member,
                         struct arena *);

/* All zero, or NaN where what is never written is not there. */
void result_blank(struct result *);

/* The exact histogram of the measured run, rebuilt from the vector: of a metric in
 * seconds, in ns; of a window with bins, in the metric's base unit. */
void result_histogram(const struct result *, const struct metric_place *, size_t member,
                      struct histogram_run *);
void window_histogram(const struct result *, const struct window *,
                      struct histogram_run *);

/* Cost and use: one line item for each item of each model in use, in the order of the
 * line_item axis: "lambda.gb_second". */
struct line_place {
    const struct model *model;
    size_t item;                   /* of model->items */
    const struct price_row *price; /* NULL: its units are USD */
};
size_t line_places(const struct scenario *, struct arena *, struct line_place **);
const char *line_name(const struct line_place *, struct arena *); /* its label */

#endif
