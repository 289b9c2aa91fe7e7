/* verdict.h - met, missed or undecided (methods.md 3, 4, 7). */
#ifndef VERDICT_H
#define VERDICT_H

#include "output/summary.h"
#include "study/harvest.h"

enum { VERDICT_LEAST = 10 }; /* replications; fewer are a preview */

/* `alpha` of this look, two-sided. */
void verdict_of(const struct harvest *, size_t objective, double alpha, struct judged *,
                struct arena *);

/* Whether the interval is as narrow as `precision` of its point, or of `least` if that is
 * more; relative precision gamma is judged by gamma / (1 + gamma). */
bool verdict_is_precise(const struct estimate *, double least, double precision);
/* Whether more replications are of no use: it is decided, or its interval holds the
 * threshold and is as narrow as that share of it, or there is no steady state. */
bool verdict_is_final(const struct judged *, double precision);

#endif
