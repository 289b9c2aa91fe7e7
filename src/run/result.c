/* result.c - a vector of doubles: nothing in it; histograms again, exactly, from it. */
#include <math.h>
#include <string.h>

#include "run/layout.h"

void result_blank(struct result *result)
{
    const struct layout *l = result->layout;
    double *value = result->value;

    memset(value, 0, l->values * sizeof *value);
    for (size_t i = 0; i < l->variables; i++)
        for (size_t k = 0; l->variable[i].store == STORE_F64 && k < l->variable[i].count;
             k++)
            value[l->variable[i].at + k] = NAN;
    for (size_t i = 0; i < l->windows; i++)
        for (size_t k = WINDOW_SUM; k < WINDOW_VALUES; k++)
            value[l->window[i].at + k] = NAN;
}

/* Whole ns (bytes ..) again; what never ended is as long as a number can be. */
static int64_t whole(double value)
{
    if (isnan(value))
        return 0;
    return value >= 0x1p63 ? INT64_MAX : (int64_t)floor(value + 0.5);
}

/* What was in `h` goes.  `unit`: how much of the excess's unit is one of the histogram's.
 */
static void rebuild(struct histogram_run *h, const double *count, const double *excess,
                    double unit, const double range[2])
{
    struct histogram_span used =
        histogram_span(whole(range[0]), whole(range[1]), !isnan(range[0]));

    histogram_clear(h);
    h->min = whole(range[0]);
    h->max = whole(range[1]);
    for (unsigned bin = used.lo; bin < used.hi; bin++) {
        if (count[bin] == 0)
            continue;
        h->count[bin] = (uint64_t)count[bin];
        h->over[bin] = (uint64_t)whole(excess[bin] * unit);
        h->n += h->count[bin];
        wide_add(&h->sum, (int64_t)h->over[bin]);
        for (double low = (double)histogram_low(bin) * count[bin]; low > 0; low -= 0x1p62)
            wide_add(&h->sum, low > 0x1p62 ? INT64_C(1) << 62 : (int64_t)low);
    }
}

void result_histogram(const struct result *result, const struct metric_place *place,
                      size_t member, struct histogram_run *h)
{
    const struct variable *v = result->layout->variable;
    const double *summary = result_at(result, &v[place->summary]) + member * STATISTICS;
    double range[2] = {summary[STAT_MINIMUM] * 1e9, summary[STAT_MAXIMUM] * 1e9};

    rebuild(h, result_at(result, &v[place->histogram]) + member * HISTOGRAM_BINS,
            result_at(result, &v[place->excess]) + member * HISTOGRAM_BINS, 1e9, range);
}

void window_histogram(const struct result *result, const struct window *w,
                      struct histogram_run *h)
{
    const double *seen = result->value + w->at;
    double range[2] = {seen[WINDOW_MINIMUM], seen[WINDOW_MAXIMUM]};

    rebuild(h, seen + WINDOW_VALUES, seen + WINDOW_VALUES + HISTOGRAM_BINS, 1, range);
}
