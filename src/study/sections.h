/* sections.h - quantiles of replications, or of groups of them (methods.md 4).
 *
 * A replication is a section where it has 300 values beyond the quantile.  Where it has
 * fewer and there are many replications, several make one section: ten at least, as small
 * as will do.
 */
#ifndef SECTIONS_H
#define SECTIONS_H

#include "study/estimate.h"
#include "study/harvest.h"

enum { SECTIONS_LEAST = 10 };

/* Of a replication's histogram, what is needed to merge it again; NULL: it has values
 * enough to be a section by itself. */
struct sparse *sparse_of(const struct histogram_run *);

/* The p-quantile of a histogram (harvest_of_metric, harvest_of_window) in its own units.
 * x and base have room for a number a replication: its own quantiles and how many values
 * it had, both of which are overwritten. */
struct quantile_asked {
    size_t histogram;
    double p, alpha;
    double *x, *base;
};
struct estimate sections_estimate(const struct harvest *, const struct quantile_asked *);

#endif
