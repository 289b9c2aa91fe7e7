/* drains.h - how long a backlog takes to go after a burst (methods.md 4).
 *
 * From the burst's end to the first period in which no more waits on average than did
 * before the burst (one at least, 1 % more at most): told to within a period.  Not an
 * instant, since a queue in use is above its mean now and then.  Not drained by the end:
 * infinite, never left out.
 */
#ifndef DRAINS_H
#define DRAINS_H

#include "run/layout.h"

struct drain {
    size_t metric, member; /* of the layout; a level that is a backlog */
    const struct mark *burst;
};

/* Every backlog after every burst (the first of its name); the caller frees them. */
size_t drains_find(const struct layout *, struct drain **);

/* s; 0: there was never more than before. */
double drain_time(const struct result *, const struct drain *);

#endif
