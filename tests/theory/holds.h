/* holds.h - does a formula hold?  Its value must lie within the 99.9 % interval of many
 * replications, and the interval must be narrow: else a wide one would pass everything.
 */
#ifndef HOLDS_H
#define HOLDS_H

#include "trial.h"

struct wanted {
    const char *variable, *label; /* as of trial_value */
    enum statistic statistic;
    double value;
    double (*of)(const struct trial *); /* instead of a variable */
    double narrow; /* half width at most this share of the value; 0: 1 % (always so in the
                      longer validation: eight times as many replications) */
    double known;  /* the value itself is known to within so much (a simulated one); 0:
                      exact */
};

/* The scenario is run `replications` times with seed 1, all as one loading of it;
 * `wanted` ends with a value of 0. */
void holds(const char *scenario, size_t replications, const struct wanted *wanted);

/* Share of the samples of an observed metric that are above `ns`. */
double share_above(const struct trial *, const char *variable, size_t member, int64_t ns);

#endif
