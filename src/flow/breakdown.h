/* breakdown.h - where the time of a client's requests went (language.md D30).
 *
 * Each answered request brings its account of time, kept in sums by how long the request
 * took: so the mean over all is exact, and the mean over the slowest 1 % is exact to one
 * bin of latency (1/8 of an octave), without keeping any request.
 */
#ifndef BREAKDOWN_H
#define BREAKDOWN_H

#include "flow/call.h"

enum {
    BREAKDOWN_FINE = (1 << HISTOGRAM_BITS) / 8, /* bins of a histogram in one of these */
    BREAKDOWN_BINS = HISTOGRAM_BINS / BREAKDOWN_FINE,
};

struct breakdown { /* all zero: empty */
    uint64_t n[BREAKDOWN_BINS];
    int64_t ns[BREAKDOWN_BINS][TIME_PARTS];
};

/* An answered request: what it waited for, and how long in all.  The client says this
 * where it observes the latency: to self->breakdown, and to that of the request's part.
 */
void breakdown_add(struct breakdown *, const struct spent *, int64_t latency);

/* Mean ns of a part over the slowest share (1: all).  Of nothing: NaN. */
double breakdown_mean(const struct breakdown *, enum part_of_time part, double share);

#endif
