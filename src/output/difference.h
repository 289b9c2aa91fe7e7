/* difference.h - how much one point differs from another: study/column.c makes it,
 * reports print it. */
#ifndef DIFFERENCE_H
#define DIFFERENCE_H

#include <stdbool.h>
#include <stddef.h>

struct difference { /* b - a */
    double point, low, high, p;
    double reduction;            /* variance: unpaired / paired; NaN: both are 0 */
    bool unpaired;               /* pairing did not help: the interval is without it */
    bool refused, short_, below; /* too few tail values; below a histogram's bucket */
    bool exact;
    bool none;    /* shares of none, or of all, in both */
    bool differs; /* from 0, with the errors of all differences of its row together */
    size_t n;
};

#endif
