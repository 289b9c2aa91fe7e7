/* estimate.h - points and intervals from replications (methods.md 3, 4, 7).
 *
 * x[i] is what replication i says; NaN: it had no sample and is left out.  `alpha` is
 * two-sided: 0.05 for 95 %.  With one replication there is a point and no interval
 * (low and high infinite).
 */
#ifndef ESTIMATE_H
#define ESTIMATE_H

#include "output/estimate.h"

enum {
    TAIL_ENOUGH =
        300, /* tail values a replication for a quantile's interval: 94-95 % covered */
    TAIL_LEAST = 100, /* below: no point */
};

/* t interval over one number a replication. */
struct estimate estimate_mean(const double *x, size_t n, double alpha);

/* sum x / sum base, by residuals x - R base; jackknife where the bases spread over more
 * than 20 % of their mean. */
struct estimate estimate_ratio(const double *x, const double *base, size_t n,
                               double alpha);

/* The same for a part of a whole: within 0 .. 1, and where nothing (or nothing else) was
 * seen the bound 3 / sum base. */
struct estimate estimate_share(const double *x, const double *base, size_t n,
                               double alpha);
/* Within 0 .. 1; but what there may be more of than of its base (retries of requests) is
 * no part of it. */
void estimate_bound(struct estimate *);

/* The p-quantile by sectioning: `pooled` of all values; q[i] of replication i, which had
 * samples[i] of them. */
struct sections {
    const double *q, *samples;
    size_t n;
};
struct estimate estimate_quantile(double pooled, const struct sections *, double p,
                                  double alpha);

/* The largest of n runs; the interval is the range of the runs' maxima. */
struct estimate estimate_maximum(const double *x, size_t n);
/* The quantile of a run's maximum that the largest of n bounds with 1 - alpha. */
double estimate_maximum_supports(size_t n, double alpha);

/* The p-quantile of n independent values, one a replication, some of them infinite: an
 * order statistic, between two others (binomial; infinite: n is too small for that end).
 */
struct estimate estimate_order(const double *x, size_t n, double p, double alpha);

/* No event in `base` tries over n runs: 95 % bounds of the rate if events come singly,
 * and of the chance that a run has any. */
void estimate_none_seen(double base, size_t n, double *singly, double *any);

/* k of n runs, Clopper-Pearson. */
struct estimate estimate_proportion(size_t k, size_t n, double alpha);

/* Correlation of neighbours in a series; 0: it does not vary. */
double estimate_lag1(const double *x, size_t n);
/* Where x are neighbours in time (batches of one run), those that lean on each other say
 * less than as many apart: the interval is wider by sqrt((1 + r) / (1 - r)), r the lag-1
 * correlation of the residuals x - R base (base NULL: x - point), if positive.
 * Tafazzoli, Steiger and Wilson, "N-Skart", IEEE Trans. Autom. Control 56 (2011), and
 * with it batches of 30 relaxation times cover 95 % (tests/study/test_coverage.c). */
void estimate_widen(struct estimate *, const double *x, const double *base, size_t n);

/* Runs 2i and 2i + 1 draw mirrored numbers: y[i] is their mean.  Returns n / 2. */
size_t estimate_pairs(const double *x, size_t n, double *y);
/* How much less the mean of such pairs varies than that of n runs apart would: ratio of
 * the variances of x - point (base NULL) or x - point base; 0: neither varies. */
double estimate_reduction(const double *x, const double *base, size_t n, double point);

/* Relaxation time of a stationary process, in steps of its series of means: twice the
 * integrated autocorrelation time, which for a queue in heavy traffic is its slowest
 * decay (M/M/1: 1 / (mu (1 - sqrt rho)^2)).  At least 1: a series does not show what is
 * shorter. */
double estimate_relaxation(const double *x, size_t n);

#endif
