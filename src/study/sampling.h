/* sampling.h - from one number a replication to a column (column.h). */
#ifndef SAMPLING_H
#define SAMPLING_H

#include "run/layout.h"
#include "study/column.h"

/* What is compared of a distribution. */
enum { SAMPLED_QUANTILES = 3 };
struct sampled_quantile {
    enum statistic stat;
    const char *word; /* "p50" */
    double p;
};
extern const struct sampled_quantile sampled_quantiles[SAMPLED_QUANTILES];

struct sampling {
    struct arena *arena;
    struct columns *to;
    size_t n;
    double *x, *base; /* one a replication: put there before the calls below */
};

void sampling_begin(struct sampling *, struct arena *, struct columns *to, size_t n);
struct column *sampling_add(struct sampling *, const char *name, enum unit);

/* x; sum x / sum base; a part of a whole; x: the runs' quantiles, base: how many values
 * each had. */
void sampling_mean(struct sampling *, struct column *);
void sampling_ratio(struct sampling *, struct column *);
void sampling_share(struct sampling *, struct column *);
void sampling_quantile(struct sampling *, struct column *, double p, double pooled);

#endif
