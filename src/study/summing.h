/* summing.h - what the parts of summarise.c share. */
#ifndef SUMMING_H
#define SUMMING_H

#include <math.h>

#include "study/estimate.h"
#include "study/summarise.h"

struct summing {
    const struct harvest *harvest;
    const struct layout *layout;
    double alpha;
    struct arena *arena;
    struct summary *summary;
    size_t n;
    double *x, *base; /* one a replication */
};

void sum_metrics(struct summing *);
void sum_limits(struct summing *);
void sum_capacities(struct summing *); /* after the metrics */
void sum_activities(struct summing *);
/* The last period may be a shorter one. */
double sum_period_seconds(const struct layout *, size_t period);

#endif
