/* rejudge.h - objectives that a run did not know, judged on what it stored.
 *
 * A run records what its objectives and its clients' phases ask for in windows.  Another
 * objective has a window of the same metric and stretch of time, or is about all of the
 * measured run, of which counts and the histograms of times are kept anyway.
 */
#ifndef REJUDGE_H
#define REJUDGE_H

#include "run/objective.h"

/* False after messages: the windows of `asked` are not to be had out of a result of
 * `ran`, the same scenario with fewer objectives. */
bool rejudge_can(const struct layout *asked, const struct layout *ran, struct diag *);
/* The vector of `asked->layout` out of that of `ran->layout`. */
void rejudge(const struct result *ran, const struct result *asked);

#endif
