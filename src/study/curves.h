/* curves.h - the time series that a page shows, with intervals over replications. */
#ifndef STUDY_CURVES_H
#define STUDY_CURVES_H

#include "output/curve.h"

struct curving {
    struct arena *arena;
    const struct layout *layout; /* NULL: nothing came yet */
    struct curves curves;
    struct drawn_from *from; /* of each curve */
    double ***x;             /* of each curve and run: a value each point */
};

/* One replication more, in order: a `told` of recall.h, `ctx` the struct curving. */
void curves_told(void *ctx, const struct result *);
/* All have come. */
void curves_end(struct curving *, double alpha);

#endif
