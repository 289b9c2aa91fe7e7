/* estimate.h - points and intervals from replications (methods.md 3, 4, 7). */
#ifndef ESTIMATE_H
#define ESTIMATE_H

#include <stdbool.h>
#include <stddef.h>

#include "sim/histogram.h"

struct estimate {
    double point, low, high;
    bool exact;   /* all replications equal: no interval, "exact" */
    bool refused; /* too few data for a point: print "-" */
    bool short_;  /* interval printed with "short" */
    size_t n;     /* replications */
    double tail;  /* quantiles: tail samples in the poorest replication */
};

/* t interval over one number a replication; `alpha` two-sided. */
struct estimate estimate_mean(const double *x, size_t n, double alpha);
/* Ratio of sums with residual variance, jackknife where denominators vary > 20 %. */
struct estimate estimate_ratio(const double *x, const double *base, size_t n, double alpha);
/* Pooled quantile with the interval by sectioning; values in the histogram's units. */
struct estimate estimate_quantile(const struct histogram_run *const *h, size_t n, double q,
                                  double alpha);
/* Largest of r runs: point is the maximum, the interval that of a single run's maximum. */
struct estimate estimate_maximum(const double *x, size_t n, double alpha);
/* Zero events in N: the two bounds of methods.md 3. */
void estimate_none_seen(double base, size_t n, double *singly, double *any);
/* Clopper-Pearson for k of n. */
struct estimate estimate_proportion(size_t k, size_t n, double alpha);
/* MSER-5 on a series: how many values to cut; n: no steady state found. */
size_t estimate_mser5(const double *series, size_t n);

#endif
