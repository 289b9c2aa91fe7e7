/* look.h - what is to be said of the runs that there are: verdicts, then all else.
 *
 * A study for a precision looks several times, and each look has its part of alpha
 * (methods.md 7).
 */
#ifndef LOOK_H
#define LOOK_H

#include "output/summary.h"
#include "study/harvest.h"

enum { FIRST_LOOK = 10, LAST_LOOK = 160, LOOKS = 5 }; /* replications; how many looks */

/* One more look: fills in the summary, but for its `alone`, which is the caller's. */
void look(const struct harvest *, double alpha, struct arena *, struct summary *);

/* All that is judged is told; where nothing is, the clients' latency and the cost are
 * narrow enough. */
bool look_is_enough(const struct summary *, double precision);

#endif
