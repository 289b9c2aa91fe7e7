/* grow.h - how far traffic can grow: at which multiple each limit binds (language.md
 * D36).
 *
 * Multiples stand on a grid, (1 + precision) apart.  A limit binds in a replication when
 * it turns away or delays more than `tolerance` of its requests in any period.  In each
 * replication the least multiple at which it does is bracketed; all replications go
 * through the same points, with the same random numbers (D40), so their thresholds are
 * one number each, and the interval is a t interval over their logarithms.
 *
 * The ladder: the first limit to bind is lifted, and the search goes on from there. Below
 * that multiple it held nothing back, so nothing else can bind there either.
 */
#ifndef GROW_H
#define GROW_H

#include "output/grown.h"
#include "study/sweeping.h"

struct growing {
    struct sweeping *sweeping; /* its two axes are made here: traffic, lifted */
    double up_to, precision, tolerance;
    int64_t runs_most; /* replications of a point, if the scenario has more */
    size_t only;       /* clients by address; 0: all */
    const char *const *client;
};

/* False after a message, or when interrupted. */
bool grow(const struct growing *, struct grown *);

#endif
