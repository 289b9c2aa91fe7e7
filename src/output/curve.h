/* curve.h - what pictures along time show: study/curves.c makes it, output/page*.c draw.
 */
#ifndef CURVE_H
#define CURVE_H

#include "run/layout.h"

enum curve_kind {
    CURVE_REQUESTS, /* a second */
    CURVE_ERRORS,   /* a second */
    CURVE_P50,      /* of latency, s */
    CURVE_P99,
    CURVE_BUSY, /* at once, the most of a period */
    CURVE_WAITING,
    CURVE_USED,     /* of a limit, as a share */
    CURVE_REJECTED, /* by a limit, or delayed, a second */
};

struct curve {
    enum curve_kind kind;
    const struct metric_place *place; /* NULL: of a limit */
    const char *address;              /* "client.shop"; of a limit its own */
    /* A value each point, and its interval over replications: NaN, none. */
    double *point, *low, *high;
    double least, most; /* of all that is finite, intervals too; NaN: nothing is */
};

struct curves {
    size_t count;
    struct curve *curve;
    size_t points,
        each;       /* a point is so many periods; of the most, the largest of them */
    double seconds; /* of a point */
    size_t runs;
    double confidence;
};

/* From the i-th on, the next of this kind (and address, if not NULL); NULL: none. */
const struct curve *curves_next(const struct curves *, size_t *i, enum curve_kind,
                                const char *address);

#endif
