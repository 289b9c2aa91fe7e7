/* histogram.h - whole numbers (ns, bytes), counted in bins that are exact to
 * 1/128 and add up.
 *
 * Bins: one for each number below 128, then 128 to the octave up to 2^44 (4.9
 * hours of ns); what is larger falls into the last one, but largest, smallest
 * and sum stay exact.  A life: observations go into the open period
 * (histogram_observe), the period is read (period_summary) and closed into the run's
 * histogram (histogram_close); runs are merged over replications.  Everything
 * kept is a whole number, so merging is exact in any order.
 */
#ifndef HISTOGRAM_H
#define HISTOGRAM_H

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>

enum {
    HISTOGRAM_BITS = 7,
    HISTOGRAM_TOP = 44,
    HISTOGRAM_BINS = (HISTOGRAM_TOP - HISTOGRAM_BITS + 1) << HISTOGRAM_BITS,
};

/* A sum of 64-bit numbers that cannot overflow: high * 2^64 + low. */
struct wide {
    uint64_t low;
    int64_t high;
};

/* A whole run, or several. */
struct histogram_run {
    uint64_t n;
    int64_t min, max; /* of nothing: 0 */
    struct wide sum;
    uint64_t count[HISTOGRAM_BINS];
    uint64_t over[HISTOGRAM_BINS]; /* sum of (value - low edge) in this bin */
};

/* The period that is open. */
struct histogram_period {
    uint32_t n;
    unsigned lo, hi; /* bins in use: lo <= bin < hi */
    int64_t min, max;
    struct wide sum;
    uint32_t count[HISTOGRAM_BINS];
};

/* A bin of octave o is 2^o wide; those of 0 are the numbers below 256. */
static inline unsigned histogram_octave(uint64_t x)
{
    unsigned highest = 63u ^ (unsigned)__builtin_clzll(x | UINT64_C(1) << HISTOGRAM_BITS);

    return highest - HISTOGRAM_BITS;
}

static inline unsigned histogram_bin(int64_t value)
{
    uint64_t x = value < 0 ? 0 : (uint64_t)value;
    unsigned octave = histogram_octave(x);

    if (x >> HISTOGRAM_TOP)
        return HISTOGRAM_BINS - 1;
    return (octave << HISTOGRAM_BITS) + (unsigned)(x >> octave);
}

/* The least value of a bin; of HISTOGRAM_BINS: where the last one ends. */
static inline int64_t histogram_low(unsigned bin)
{
    unsigned octave = bin >> HISTOGRAM_BITS;

    if (octave <= 1)
        return bin;
    return (int64_t)(bin - ((octave - 1) << HISTOGRAM_BITS)) << (octave - 1);
}

/* The bins that may hold something: lo <= bin < hi. */
struct histogram_span {
    unsigned lo, hi;
};

static inline struct histogram_span histogram_span(int64_t min, int64_t max, uint64_t n)
{
    return n == 0 ? (struct histogram_span){0, 0}
                  : (struct histogram_span){histogram_bin(min), histogram_bin(max) + 1};
}

static inline struct histogram_span histogram_used(const struct histogram_run *h)
{
    return histogram_span(h->min, h->max, h->n);
}

static inline void wide_add(struct wide *sum, int64_t value)
{
    uint64_t low = sum->low + (uint64_t)value;

    sum->high += (value < 0 ? -1 : 0) + (low < sum->low ? 1 : 0);
    sum->low = low;
}

static inline void wide_merge(struct wide *to, struct wide from)
{
    uint64_t low = to->low + from.low;

    to->high += from.high + (low < to->low ? 1 : 0);
    to->low = low;
}

__extension__ typedef __int128 i128;

static inline void wide_add_product(struct wide *sum, int64_t a, int64_t b)
{
    i128 product = (i128)a * b;

    wide_merge(sum, (struct wide){(uint64_t)product, (int64_t)(product >> 64)});
}

double wide_value(struct wide sum);

/* Observations, none of them negative, of the open period.  `run` gets their place within
 * the bins at once and their count when the period closes. */
void histogram_observe(struct histogram_period *open, struct histogram_run *run,
                       const int64_t *value, uint32_t n);

/* One observation without periods. */
void histogram_add(struct histogram_run *run, int64_t value);

/* Adds the open period to the run's and empties it. */
void histogram_close(struct histogram_period *open, struct histogram_run *run);

/* Nothing in it again; costs what was in it. */
void histogram_clear(struct histogram_run *h);

/* to += from.  Exact, and the same in any order. */
void histogram_merge(struct histogram_run *to, const struct histogram_run *from);

/* What `later` has that `earlier`, an earlier state of the same histogram,
 * had not: a window.  Its min and max are edges of bins where they are not
 * those of `later`. */
void histogram_since(struct histogram_run *window, const struct histogram_run *later,
                     const struct histogram_run *earlier);

/* The q-quantile, 0 <= q <= 1: by rank, interpolated within its bin, never
 * beyond min and max.  A bin that holds one repeated value gives exactly
 * that.  Of nothing: NaN. */
double histogram_quantile(const struct histogram_run *h, double q);
double
histogram_mean(const struct histogram_run *h); /* exact but for one rounding; or NaN */

/* How many values exceed `value`: exact at edges of bins, else interpolated. */
double histogram_above(const struct histogram_run *h, int64_t value);

/* The same of the open period, which has no sums: of its quantiles only one
 * repeated value in the whole period is exact. */
double histogram_period_quantile(const struct histogram_period *open, double q);
double histogram_period_mean(const struct histogram_period *open);

#endif
