#include "study/rejudge.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "run/strides.h"

static bool same_base(const char *a, const char *b)
{
    return (!a && !b) || (a && b && strcmp(a, b) == 0);
}

/* A recorded window that says all that this one asks; NULL: none. */
static const struct window *recorded(const struct layout *ran, const struct window *w)
{
    for (size_t i = 0; i < ran->windows; i++) {
        const struct window *r = &ran->window[i];
        if (r->metric == w->metric && r->member == w->member && r->from == w->from &&
            r->to == w->to && (r->bins || !w->bins) && same_base(r->base, w->base))
            return r;
    }
    return NULL;
}

/* All that was measured, of a metric whose whole is kept as windows would have it: of a
 * level all but its last value, of values observed those that have a histogram. */
static bool is_of_whole_run(const struct layout *l, const struct window *w,
                            enum aggregate aggregate)
{
    const struct metric_place *p = &l->metric[w->metric];

    if (w->from != l->scenario->measured_from)
        return false;
    if (place_row(p)->kind == METRIC_LEVEL)
        return w->to == l->scenario->run.duration && aggregate != AGG_LAST;
    return w->to == SIM_FOREVER &&
           (place_row(p)->kind == METRIC_COUNT || p->histogram >= 0);
}

bool rejudge_can(const struct layout *asked, const struct layout *ran, struct diag *diag)
{
    const struct scenario *s = asked->scenario;
    int before = diag->errors;

    for (size_t i = 0; i < s->objectives; i++) {
        const struct objective *o = &s->objective[i];
        for (size_t w = 0; objective_is_recorded(o) && w < o->windows; w++) {
            const struct window *window = &asked->window[asked->objective_window[i] + w];
            if (recorded(ran, window) || is_of_whole_run(asked, window, o->aggregate))
                continue;
            diag_error(diag, o->at,
                       "objective \"%s\": the run kept no record of it for this time; "
                       "run it again with this objective",
                       o->text);
            break;
        }
    }
    return diag->errors == before;
}

/* ---- a vector ---- */

static void take_whole_observed(const struct result *ran, const struct window *w,
                                double *out)
{
    const struct metric_place *p = &ran->layout->metric[w->metric];
    struct histogram_run *h = xcalloc(1, sizeof *h);

    result_histogram(ran, p, w->member, h);
    out[WINDOW_COUNT] = (double)h->n;
    out[WINDOW_SUM] = wide_value(h->sum);
    out[WINDOW_MINIMUM] = h->n > 0 ? (double)h->min : NAN;
    out[WINDOW_MAXIMUM] = h->n > 0 ? (double)h->max : NAN;
    for (size_t bin = 0; w->bins && bin < HISTOGRAM_BINS; bin++) {
        out[WINDOW_VALUES + bin] = (double)h->count[bin];
        out[WINDOW_VALUES + HISTOGRAM_BINS + bin] = (double)h->over[bin];
    }
    free(h);
}

/* In base units: what is told in s was kept in ns. */
static void take_whole_level(const struct result *ran, const struct window *w,
                             double *out)
{
    const struct metric_place *p = &ran->layout->metric[w->metric];
    const double *summary =
        result_at(ran, &ran->layout->variable[p->summary]) + w->member * STATISTICS;
    double unit = strcmp(place_row(p)->units, "s") == 0 ? 1e9 : 1;

    out[WINDOW_COUNT] = 0;
    out[WINDOW_SECONDS] = (double)(w->to - w->from) / 1e9;
    out[WINDOW_SUM] = summary[STAT_AVERAGE] * unit * out[WINDOW_SECONDS];
    out[WINDOW_MINIMUM] = summary[STAT_MINIMUM] * unit;
    out[WINDOW_MAXIMUM] = summary[STAT_MAXIMUM] * unit;
}

static double whole_count(const struct result *ran, size_t metric, size_t member)
{
    const struct layout *l = ran->layout;

    return result_at(ran, &l->variable[l->metric[metric].summary])[member];
}

static void take_whole(const struct result *ran, const struct window *w, double *out)
{
    size_t count[PLACE_COUNTS], n = window_counts(ran->layout, w, count);

    for (size_t k = 0; k < WINDOW_VALUES; k++)
        out[k] = NAN;
    switch (place_row(&ran->layout->metric[w->metric])->kind) {
    case METRIC_COUNT:
        out[WINDOW_COUNT] = whole_count(ran, w->metric, w->member);
        break;
    case METRIC_LEVEL:
        take_whole_level(ran, w, out);
        break;
    case METRIC_OBSERVED:
        take_whole_observed(ran, w, out);
        break;
    }
    out[WINDOW_BASE] = 0;
    for (size_t k = 0; k < n; k++)
        out[WINDOW_BASE] += whole_count(ran, count[k], w->member);
}

void rejudge(const struct result *ran, const struct result *asked)
{
    const struct layout *from = ran->layout, *to = asked->layout;
    size_t windows_at = from->windows ? from->window[0].at : from->stride_values;

    memcpy(asked->value, ran->value, windows_at * sizeof *ran->value);
    for (size_t i = 0; i < to->windows; i++) {
        const struct window *w = &to->window[i], *r = recorded(from, w);
        double *out = asked->value + w->at;
        if (r)
            memcpy(out, ran->value + r->at,
                   (WINDOW_VALUES + (w->bins ? 2 * (size_t)HISTOGRAM_BINS : 0)) *
                       sizeof *out);
        else
            take_whole(ran, w, out);
    }
    memcpy(asked->value + to->stride_values, ran->value + from->stride_values,
           stride_rows(to) * to->strides * STRIDE_VALUES * sizeof *ran->value);
}
