/* ahead.h - all units of all points of a study, run in one row by all hands, into its
 * journal: whoever then asks for a point finds its runs there.  Point by point as many
 * hands as a point has replications would work, and wait for the last of them.
 */
#ifndef AHEAD_H
#define AHEAD_H

#include "study/sweeping.h"

/* Where a run fails, or the study is interrupted, it stops: messages come, in order, when
 * the points are run.  Nothing happens without a journal, or with one hand. */
void ahead_run(struct sweeping *);

#endif
