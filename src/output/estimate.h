/* estimate.h - a number that is uncertain: study/estimate.c makes it, reports print it.
 */
#ifndef OUTPUT_ESTIMATE_H
#define OUTPUT_ESTIMATE_H

#include <stdbool.h>
#include <stddef.h>

struct estimate {
    double point, low, high; /* NaN point: there was no sample */
    bool exact;              /* all replications say the same: no interval, "exact" */
    bool refused;            /* too few tail values for a point: "-" */
    bool short_;             /* too few tail values to trust the interval: "short" */
    bool none;               /* a share of which no event (or nothing else) was seen */
    size_t n;                /* replications that had a sample */
    double reduction;        /* by antithetic pairs: variance of as many runs apart, over
                                that of the pairs; 0: there are none */
    double tail;             /* quantiles: tail values in the poorest replication */
};

#endif
