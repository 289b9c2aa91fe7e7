/* strides.h - a steady run's measured time in equal strides, whatever its periods are.
 *
 * What a verdict hangs on may not depend on how finely somebody wants to see the series.
 * So whether a metric has settled (methods.md 2), and how long it remembers (5), is read
 * from strides: hidden rows of the vector, a pair of numbers for each stride.  A row for
 * each member of each metric, for each limit, and one for the money.
 */
#ifndef STRIDES_H
#define STRIDES_H

#include "run/layout.h"

/* A stride's level, rate or mean is SUM / BASE. */
enum stride_value {
    STRIDE_SUM,  /* things counted, values observed added up, level x s; of a limit its
                    largest use; USD */
    STRIDE_BASE, /* s, values observed; of a limit 1 */
    STRIDE_VALUES,
};

enum {
    STRIDES = 60,           /* of a run among others */
    STRIDES_OF_ONE = 3000,  /* of one long run: 100 for each of its 30 batches */
    ARRIVALS_OF_ONE = 2000, /* below them batches tell too little (methods.md 5: their
                               intervals cover 78 %): a run as any other */
};

/* How many a scenario's run has; 0: it is no steady one. */
size_t strides_of(const struct scenario *);
size_t stride_rows(const struct layout *);
size_t stride_row_of_metric(const struct layout *, size_t metric, size_t member);
size_t stride_row_of_limit(const struct layout *, size_t limit);
size_t stride_row_of_cost(const struct layout *);

/* When stride k begins, after t = 0; that of the last + 1: when it ends. */
sim_time stride_from(const struct layout *, size_t k);
double stride_seconds(const struct layout *, size_t k);
/* Its numbers in a result, by enum stride_value. */
double *stride_at(const struct result *, size_t row, size_t k);

#endif
