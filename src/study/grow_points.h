/* grow_points.h - the points of a growing: (multiple, what is lifted), each run once.
 *
 * grow_axes.c    the grid of multiples, sets of lifted limits
 * grow_points.c  runs, and what each says of each limit
 * grow_search.c  thresholds of all replications, bracketed
 * grow.c         the ladder, what hides what, objectives
 */
#ifndef GROW_POINTS_H
#define GROW_POINTS_H

#include "study/grow.h"

struct grow_point { /* one that was run */
    size_t at, set; /* along the axes */
    size_t point;   /* of the sweep */
    size_t runs;
    bool *binds;  /* runs x limits */
    double *peak; /* of each limit: mean use */
};

struct grows {
    const struct growing *asked;
    struct sweeping *sweeping;
    const struct graph *graph; /* of the scenario as written */
    size_t limits, multiples, one;
    double *multiple;
    bool *passed_over; /* limits that turn nobody away: work beyond them goes elsewhere */
    const char **raise; /* what lifts a structural one: settings; NULL: nothing */
    size_t sets;
    bool **lifted; /* of each set, by limit */
    size_t points;
    struct grow_point *point;
    struct grow_point *current; /* that is run just now */
    struct arena *arena;
};

/* Axes, settings, clients; the scenario as written is loaded for it (`base`). */
bool grow_begin(struct grows *, const struct scenario *base, struct grown *);
/* The set of the first so many rungs, but for one of them (-1: none). */
size_t grow_set(struct grows *, const size_t *limit, size_t count, long but);

/* Runs it, unless it was, with `runs` replications at least (0: all).  NULL: it did not
 * come to its end. */
const struct grow_point *grow_run(struct grows *, size_t at, size_t set, size_t runs);

enum { ANY_LIMIT = -1 };
/* Whether the limit (ANY_LIMIT: any that is not lifted) binds in this replication. */
bool grow_binds(const struct grows *, const struct grow_point *, size_t run, long limit);

struct bracket { /* of a threshold: it holds at `low`, binds at `high` */
    long low;    /* -1: none known */
    long high;   /* the number of multiples: none known */
};

/* Whether it is one that may bind: not lifted, and not passed over. */
bool grow_counts(const struct grows *, size_t set, size_t limit);

/* Cells from a multiple to its double. */
long grow_doubling(const struct grows *);
/* The next multiple to be tried for an open bracket of which an end is unknown, or its
 * middle; `cells`: how far above what holds, where nothing is known to bind. */
long grow_next(const struct grows *, const struct bracket *, long cells);
/* Closes the brackets of all replications; `ceiling`: above it nothing is tried. */
bool grow_search(struct grows *, size_t set, long limit, size_t ceiling,
                 struct bracket *);
/* The mean threshold and its interval. */
struct estimate grow_threshold(const struct grows *, const struct bracket *);
size_t grow_runs(const struct grows *); /* replications of a point */

#endif
