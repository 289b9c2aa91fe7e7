/* harvest.h - what is kept of each replication once its vector has been written.
 *
 * Whole-run values and the objectives' windows, one a replication; histograms merged over
 * all of them; of the time series only sums.  So memory does not grow with periods times
 * replications.  Results come in order (study/jobs.h).
 */
#ifndef HARVEST_H
#define HARVEST_H

#include "run/objective.h"
#include "study/drains.h"
#include "study/estimate.h"

enum { WINDOW_QUANTILES = 5 }; /* p50 p90 p95 p99 p99.9, as STAT_P50 .. STAT_P999 */
extern const double window_quantile[WINDOW_QUANTILES];

struct sparse; /* a replication's histogram, where it is small */

struct harvest {
    const struct layout *layout;
    size_t replications, room;
    double **kept; /* of each replication: `width` values */
    size_t width;
    long *place;                /* of each variable in `kept`, -1: not kept */
    size_t *window_place;       /* of each window: WINDOW_VALUES, then its quantiles */
    size_t *objective_place;    /* of each objective's first window: value, numerator,
                                   denominator, samples each */
    size_t drains, drain_place; /* one value each: drains.h */
    size_t stride_place;        /* as the vector has them: run/strides.h */
    struct drain *drain;
    struct histogram_run **pooled; /* by first_pooled[metric] + member */
    size_t *first_pooled, pools;
    struct histogram_run **window_pooled; /* of each window, NULL: without bins */
    double *series; /* sums over replications of all variables along time */
    long *series_place;
    bool in_sequence; /* they are neighbours in time: batches of one run */
    bool sparing; /* there will be enough replications to put several into a section */
    struct sparse **sparse; /* replications x histograms; NULL: not kept (sections.h) */
    struct histogram_run scratch;
};

struct harvest *harvest_new(const struct layout *);
void harvest_free(struct harvest *);
void harvest_add(struct harvest *, const struct result *);

/* One number a replication, into x. */
void harvest_values(const struct harvest *, const struct variable *, size_t index,
                    double *x);
/* Whether runs 2i and 2i + 1 are antithetic. */
bool harvest_in_pairs(const struct harvest *);
/* An estimate that pairs give no interval of: of a quantile, of what had to drain. */
struct estimate harvest_untold(const struct harvest *, struct estimate);
/* Estimates of such numbers (estimate.h), of neighbours wider, of pairs as one. */
struct estimate harvest_mean(const struct harvest *, const double *x, double alpha);
struct estimate harvest_ratio(const struct harvest *, const double *x, const double *base,
                              double alpha);
struct estimate harvest_share(const struct harvest *, const double *x, const double *base,
                              double alpha);

enum sampled {
    SAMPLED_VALUE,
    SAMPLED_NUMERATOR,
    SAMPLED_DENOMINATOR,
    SAMPLED_N,
    SAMPLED
};
void harvest_objective(const struct harvest *, size_t objective, size_t window,
                       enum sampled, double *x);
void harvest_window(const struct harvest *, size_t window, enum window_value, double *x);
void harvest_window_quantile(const struct harvest *, size_t window, size_t which,
                             double *x);

/* A replication's numbers of stride k, by enum stride_value. */
const double *harvest_stride(const struct harvest *, size_t replication, size_t row,
                             size_t k);

/* How long the backlog took to drain, s (drains.h). */
void harvest_drain(const struct harvest *, size_t drain, double *x);

const struct histogram_run *harvest_pooled(const struct harvest *, size_t metric,
                                           size_t member); /* NULL: it has none */
/* All histograms by one number: of metrics and of windows. */
size_t harvest_of_metric(const struct harvest *, size_t metric, size_t member);
size_t harvest_of_window(const struct harvest *, size_t window);
size_t harvest_histograms(const struct harvest *);
const struct histogram_run *harvest_histogram(const struct harvest *, size_t histogram);

/* The mean over replications along time: element `index` of the variable's other axes
 * (its statistic last). */
double harvest_series(const struct harvest *, const struct variable *, size_t period,
                      size_t index, size_t statistic);

#endif
