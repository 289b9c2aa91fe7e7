/* column.h - what each replication of a point says of one thing, so that points can be
 * compared run by run (methods.md 6).
 */
#ifndef COLUMN_H
#define COLUMN_H

#include "output/difference.h"
#include "output/summary.h"
#include "study/harvest.h"

enum column_kind { COLUMN_MEAN, COLUMN_RATIO, COLUMN_QUANTILE };

struct column {
    const char *name; /* "p99(client.shop.latency)" */
    enum unit unit;
    enum column_kind kind;
    double point; /* in the unit's base; NaN: no sample */
    double *off;  /* of each replication: how far from the point, in its own weight */
    size_t n;
    double tail;   /* quantiles: tail values in the poorest replication */
    double unseen; /* a share of none, or of all: so far from that it may be; else 0 */
};

struct columns {
    size_t count;
    struct column *column;
};

/* Of all that may be compared: objectives, wishes, clients, limits, money.  A function's
 * mean duration and cost come first, if one is named. */
enum { COLUMN_DURATION, COLUMN_COST };
void columns_of(const struct harvest *, const char *function, struct arena *,
                struct columns *);
const struct column *columns_find(const struct columns *, const char *name);

struct difference column_difference(const struct column *a, const struct column *b,
                                    double alpha);
/* The same of runs that are no pairs (Welch). */
struct difference column_difference_apart(const struct column *a, const struct column *b,
                                          double alpha);
/* Holm (1979): marks those that differ from 0 with all errors together at most alpha. */
void differences_judge(struct difference *, size_t count, double alpha);

#endif
