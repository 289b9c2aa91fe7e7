/* layout.h - the place of every number of a run's result.
 *
 * Made from the scenario alone, before anything runs.  A unit's result is one vector of
 * doubles (integers below 2^53 are exact) and nothing else: threads hand it over, the store
 * writes it, JSON, objectives and reports look names up here.  Times are in seconds.
 */
#ifndef LAYOUT_H
#define LAYOUT_H

#include "run/scenario.h"

enum store { STORE_F64, STORE_I64 };

struct axis {
    const char *name; /* "function", "time", "statistic", "bin", "limit", "part", .. */
    size_t count;
    const char **label;  /* text coordinate, or */
    const double *value; /* numeric coordinate */
    const char *units, *long_name;
};

enum { VARIABLE_RANK = 4 };

struct variable {
    const char *name;      /* "lambda_duration_summary" */
    const char *units, *long_name, *cloudwatch, *cell_methods;
    enum store store;
    size_t rank;                       /* without replication (and point) */
    const struct axis *axis[VARIABLE_RANK];
    size_t at, count;      /* in the vector */
    bool hidden;           /* for objectives and reports only: not in the file */
};

/* Where one metric of one model is kept; -1: not there. */
struct metric_place {
    const struct model *model;
    size_t row;            /* of model->metrics */
    const struct axis *of; /* resources or parts */
    int series, summary, histogram, histogram_sum; /* indices of variables */
};

struct layout {
    const struct scenario *scenario;
    size_t axes, variables, values, metrics;
    struct axis *axis;
    struct variable *variable;
    struct metric_place *metric;
    size_t periods;
    sim_time period;
};

struct result {
    const struct layout *layout;
    double *value;
};

/* The statistics of the `statistic` axis, in this order. */
enum statistic {
    STAT_COUNT, STAT_AVERAGE, STAT_MINIMUM, STAT_MAXIMUM, STAT_P50, STAT_P90, STAT_P95,
    STAT_P99, STAT_P999, STATISTICS,
};

struct layout *layout_make(const struct scenario *, struct arena *);
size_t layout_bytes(const struct layout *); /* of one unit, in memory */
const struct variable *layout_find(const struct layout *, const char *name);
const struct axis *layout_axis(const struct layout *, const char *name);
/* The place of a label along an axis, or -1. */
long axis_find(const struct axis *, const char *label);
double *result_at(const struct result *, const struct variable *);

#endif
