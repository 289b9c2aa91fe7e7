/* tune.h - the best of a study's points (methods.md 6, 7; language.md D37).
 *
 * Points: all run, the one with least score of those that meet every objective wins.
 * LO..HI: bisected; the answer is the value next to the boundary that meets them.  Either
 * way the winner is run again on replications that chose nothing.
 */
#ifndef TUNE_H
#define TUNE_H

#include "output/tuned.h"
#include "study/sweeping.h"

struct tuning {
    struct sweeping *sweeping;
    const char *score; /* of a column: what the best has least of; or by strategy */
    enum strategy strategy;
    double weight;       /* of cost, balanced */
    double indifference; /* a share of the best score: selection.h; 0: all run alike */
};

/* False after a message, or when interrupted. */
bool tune_points(const struct tuning *, struct tuned *);
bool tune_range(const struct tuning *, struct tuned *);

#endif
