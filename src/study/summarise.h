/* summarise.h - from what was kept of the runs to what a report says. */
#ifndef SUMMARISE_H
#define SUMMARISE_H

#include "output/summary.h"
#include "study/harvest.h"

/* Fills in what follows from the harvest; `judged` is the caller's (verdict.h).  All of
 * it lives in the arena. */
void summarise(const struct harvest *, double alpha, struct arena *, struct summary *);

#endif
