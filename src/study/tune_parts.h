/* tune_parts.h - what tune.c, tune_score.c and tune_select.c have of one another. */
#ifndef TUNE_PARTS_H
#define TUNE_PARTS_H

#include "study/tune.h"

/* Of all points, as their runs are now. */
void tune_score(const struct tuning *, struct tuned *);
void tune_read_function(const struct tuning *, size_t point, struct tuned_point *);
/* The best, the next, the cheapest, the fastest. */
void tune_choose(const struct tuning *, struct tuned *);
/* What the score is the point of; NULL: it is of several, or not known. */
const struct column *tune_column(const struct tuning *, size_t point);

/* Runs those that may be the best on, until one is left; false: interrupted, or a
 * message. */
bool tune_select(const struct tuning *, struct tuned *);

#endif
