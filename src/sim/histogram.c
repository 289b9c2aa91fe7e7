#include "sim/histogram.h"

#include <assert.h>
#include <math.h>
#include <string.h>

double wide_value(struct wide sum)
{
    return (double)sum.high * 0x1p64 + (double)sum.low;
}

/* What a value adds to `over`: its distance from its bin's lower edge; nothing beyond the
 * last bin's end. */
static uint64_t over_of(int64_t value)
{
    uint64_t x = (uint64_t)value;

    return x >> HISTOGRAM_TOP ? 0 : x & ((UINT64_C(1) << histogram_octave(x)) - 1);
}

static void widen(struct histogram_run *h, uint64_t n, int64_t min, int64_t max)
{
    if (n == 0)
        return;
    if (h->n == 0 || min < h->min)
        h->min = min;
    if (h->n == 0 || max > h->max)
        h->max = max;
    h->n += n;
}

void histogram_add(struct histogram_run *run, int64_t value)
{
    unsigned bin = histogram_bin(value);

    assert(value >= 0);
    widen(run, 1, value, value);
    wide_add(&run->sum, value);
    run->count[bin]++;
    run->over[bin] += over_of(value);
}

static void widen_period(struct histogram_period *open, int64_t min, int64_t max)
{
    unsigned lo = histogram_bin(min), hi = histogram_bin(max) + 1;

    if (open->n == 0 || min < open->min)
        open->min = min;
    if (open->n == 0 || max > open->max)
        open->max = max;
    if (open->n == 0 || lo < open->lo)
        open->lo = lo;
    if (open->n == 0 || hi > open->hi)
        open->hi = hi;
}

/* A value below the last bin's end, whose octave serves for both counts. */
static void count_one(struct histogram_period *open, struct histogram_run *run,
                      uint64_t x)
{
    unsigned octave = histogram_octave(x);
    uint64_t steps = x >> octave;
    size_t bin = (octave << HISTOGRAM_BITS) + (size_t)steps;

    open->count[bin]++;
    run->over[bin] += x - (steps << octave);
}

void histogram_observe(struct histogram_period *open, struct histogram_run *run,
                       const int64_t *value, uint32_t n)
{
    int64_t min = INT64_MAX, max = 0, sum = 0; /* of what lies within the bins */

    assert(n <= 1 << 19); /* of 2^44: their sum */
    if (n == 0)
        return;
    for (uint32_t i = 0; i < n; i++) {
        min = value[i] < min ? value[i] : min;
        max = value[i] > max ? value[i] : max;
        if (value[i] >> HISTOGRAM_TOP) {
            open->count[HISTOGRAM_BINS - 1]++;
            wide_add(&open->sum, value[i]);
        } else {
            count_one(open, run, (uint64_t)value[i]);
            sum += value[i];
        }
    }
    assert(min >= 0);
    wide_add(&open->sum, sum);
    widen_period(open, min, max);
    open->n += n;
}

void histogram_close(struct histogram_period *open, struct histogram_run *run)
{
    widen(run, open->n, open->min, open->max);
    wide_merge(&run->sum, open->sum);
    for (unsigned bin = open->lo; bin < open->hi; bin++)
        run->count[bin] += open->count[bin];
    memset(open->count + open->lo, 0, (open->hi - open->lo) * sizeof *open->count);
    open->n = 0;
    open->lo = open->hi = 0;
    open->min = open->max = 0;
    open->sum = (struct wide){0};
}

void histogram_clear(struct histogram_run *h)
{
    struct histogram_span used = histogram_used(h);

    memset(h->count + used.lo, 0, (used.hi - used.lo) * sizeof *h->count);
    memset(h->over + used.lo, 0, (used.hi - used.lo) * sizeof *h->over);
    h->n = 0;
    h->min = h->max = 0;
    h->sum = (struct wide){0};
}

void histogram_merge(struct histogram_run *to, const struct histogram_run *from)
{
    struct histogram_span used = histogram_used(from);

    widen(to, from->n, from->min, from->max);
    wide_merge(&to->sum, from->sum);
    for (unsigned bin = used.lo; bin < used.hi; bin++) {
        to->count[bin] += from->count[bin];
        to->over[bin] += from->over[bin];
    }
}

/* The least and largest value a window's bins allow. */
static void bound(struct histogram_run *window, const struct histogram_run *later)
{
    unsigned lo = 0, hi = HISTOGRAM_BINS - 1;

    while (window->count[lo] == 0)
        lo++;
    while (window->count[hi] == 0)
        hi--;
    window->min = histogram_low(lo) > later->min ? histogram_low(lo) : later->min;
    window->max = histogram_low(hi + 1) - 1;
    if (hi == HISTOGRAM_BINS - 1 || window->max > later->max)
        window->max = later->max;
}

void histogram_since(struct histogram_run *window, const struct histogram_run *later,
                     const struct histogram_run *earlier)
{
    uint64_t borrow = later->sum.low < earlier->sum.low;

    memset(window, 0, sizeof *window);
    window->n = later->n - earlier->n;
    window->sum.low = later->sum.low - earlier->sum.low;
    window->sum.high = later->sum.high - earlier->sum.high - (int64_t)borrow;
    for (unsigned bin = 0; bin < HISTOGRAM_BINS; bin++) {
        window->count[bin] = later->count[bin] - earlier->count[bin];
        window->over[bin] = later->over[bin] - earlier->over[bin];
    }
    if (window->n > 0)
        bound(window, later);
}

/* The r-th of `count` values (r from 1/2 to count - 1/2 at their middles)
 * spread evenly over a bin. */
static double within(unsigned bin, double r, double count)
{
    double low = (double)histogram_low(bin), width = (double)histogram_low(bin + 1) - low;

    return width <= 1 ? low : low + width * fmin(fmax(r / count, 0), 1);
}

static double clamp(double value, int64_t min, int64_t max)
{
    return fmin(fmax(value, (double)min), (double)max);
}

/* A bin whose mean is whole is taken for one repeated value: so it is when
 * the law has an atom there; else it is off by less than the bin. */
static double in_bin(const struct histogram_run *h, unsigned bin, double r)
{
    uint64_t n = h->count[bin];

    if (bin < HISTOGRAM_BINS - 1 && h->over[bin] % n == 0)
        return (double)(histogram_low(bin) + (int64_t)(h->over[bin] / n));
    return within(bin, r, (double)n);
}

double histogram_quantile(const struct histogram_run *h, double q)
{
    double rank = q * (double)h->n, below = 0;
    unsigned bin = histogram_used(h).lo;

    if (h->n == 0)
        return NAN;
    while (bin < HISTOGRAM_BINS - 1 &&
           (h->count[bin] == 0 || below + (double)h->count[bin] < rank)) {
        below += (double)h->count[bin];
        bin++;
    }
    if (h->count[bin] == 0)
        return (double)h->max;
    return clamp(in_bin(h, bin, rank - below), h->min, h->max);
}

double histogram_mean(const struct histogram_run *h)
{
    return h->n ? wide_value(h->sum) / (double)h->n : NAN;
}

double histogram_above(const struct histogram_run *h, int64_t value)
{
    unsigned bin = histogram_bin(value);
    double above = 0, low = (double)histogram_low(bin);
    double width = (double)histogram_low(bin + 1) - low;
    double n = (double)h->count[bin];

    if (h->n == 0 || value >= h->max)
        return 0;
    if (value < h->min)
        return (double)h->n;
    for (unsigned b = bin + 1; b < HISTOGRAM_BINS; b++)
        above += (double)h->count[b];
    if (n > 0 && h->over[bin] % h->count[bin] == 0)
        return above + (low + (double)h->over[bin] / n > (double)value ? n : 0);
    return above + n * fmin(fmax(1 - ((double)value + 1 - low) / width, 0), 1);
}

double histogram_period_quantile(const struct histogram_period *open, double q)
{
    double rank = q * (double)open->n, below = 0;
    unsigned bin = open->lo;

    if (open->n == 0)
        return NAN;
    while (bin < open->hi - 1 && below + (double)open->count[bin] < rank)
        below += (double)open->count[bin++];
    if (open->count[bin] == 0)
        return (double)open->max;
    return clamp(within(bin, rank - below, (double)open->count[bin]), open->min,
                 open->max);
}

double histogram_period_mean(const struct histogram_period *open)
{
    return open->n ? wide_value(open->sum) / (double)open->n : NAN;
}
