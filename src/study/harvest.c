#include "study/harvest.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "run/strides.h"
#include "study/sections.h"

const double window_quantile[WINDOW_QUANTILES] = {0.5, 0.9, 0.95, 0.99, 0.999};

static bool is_along(const struct variable *v, const char *axis)
{
    for (size_t i = 0; i < v->rank; i++)
        if (strcmp(v->axis[i]->name, axis) == 0)
            return true;
    return false;
}

/* ---- what goes where ---- */

static void place_variables(struct harvest *h)
{
    const struct layout *l = h->layout;
    size_t series = 0;

    h->place = xcalloc(l->variables + 1, sizeof *h->place);
    h->series_place = xcalloc(l->variables + 1, sizeof *h->series_place);
    for (size_t i = 0; i < l->variables; i++) {
        const struct variable *v = &l->variable[i];
        h->place[i] = h->series_place[i] = -1;
        if (is_along(v, "time")) {
            h->series_place[i] = (long)series;
            series += v->count;
        } else if (!is_along(v, "bin")) {
            h->place[i] = (long)h->width;
            h->width += v->count;
        }
    }
    h->series = xcalloc(series + 1, sizeof *h->series);
}

static void place_windows(struct harvest *h)
{
    const struct layout *l = h->layout;
    const struct scenario *s = l->scenario;

    h->window_place = xcalloc(l->windows + 1, sizeof *h->window_place);
    h->window_pooled = xcalloc(l->windows + 1, sizeof *h->window_pooled);
    for (size_t w = 0; w < l->windows; w++) {
        h->window_place[w] = h->width;
        h->width += WINDOW_VALUES + WINDOW_QUANTILES;
        if (l->window[w].bins)
            h->window_pooled[w] = xcalloc(1, sizeof **h->window_pooled);
    }
    h->objective_place =
        xcalloc(s->objectives + s->wishes + 1, sizeof *h->objective_place);
    for (size_t i = 0; i < s->objectives + s->wishes; i++) {
        h->objective_place[i] = h->width;
        h->width += SAMPLED * s->objective[i].windows;
    }
    h->drains = drains_find(l, &h->drain);
    h->drain_place = h->width;
    h->width += h->drains;
    h->stride_place = h->width;
    h->width += stride_rows(l) * l->strides * STRIDE_VALUES;
}

static void place_pools(struct harvest *h)
{
    const struct layout *l = h->layout;

    h->first_pooled = xcalloc(l->metrics + 1, sizeof *h->first_pooled);
    for (size_t m = 0; m < l->metrics; m++) {
        h->first_pooled[m] = h->pools;
        h->pools += l->metric[m].histogram >= 0 ? l->metric[m].members : 0;
    }
    h->pooled = xcalloc(h->pools + 1, sizeof *h->pooled);
    for (size_t i = 0; i < h->pools; i++)
        h->pooled[i] = xcalloc(1, sizeof **h->pooled);
}

struct harvest *harvest_new(const struct layout *layout)
{
    struct harvest *h = xcalloc(1, sizeof *h);

    h->layout = layout;
    h->sparing = layout->scenario->run.replications >= 2 * SECTIONS_LEAST ||
                 isfinite(layout->scenario->run.precision);
    place_variables(h);
    place_windows(h);
    place_pools(h);
    return h;
}

size_t harvest_histograms(const struct harvest *h)
{
    return h->pools + h->layout->windows;
}

void harvest_free(struct harvest *h)
{
    if (!h)
        return;
    for (size_t r = 0; r < h->replications; r++)
        free(h->kept[r]);
    for (size_t i = 0; h->sparse && i < h->replications * harvest_histograms(h); i++)
        free(h->sparse[i]);
    free(h->sparse);
    for (size_t i = 0; i < h->pools; i++)
        free(h->pooled[i]);
    for (size_t w = 0; w < h->layout->windows; w++)
        free(h->window_pooled[w]);
    free(h->kept);
    free(h->place);
    free(h->series_place);
    free(h->series);
    free(h->window_place);
    free(h->window_pooled);
    free(h->objective_place);
    free(h->drain);
    free(h->first_pooled);
    free(h->pooled);
    free(h);
}

/* ---- one replication comes in ---- */

/* The histogram in the scratch, of the replication that comes in. */
static void keep_sparse(struct harvest *h, size_t histogram)
{
    if (h->sparing)
        h->sparse[h->replications * harvest_histograms(h) + histogram] =
            sparse_of(&h->scratch);
}

static void make_room(struct harvest *h)
{
    size_t each = harvest_histograms(h), old = h->room;

    h->room = old ? 2 * old : 16;
    h->kept = xrealloc(h->kept, h->room, sizeof *h->kept);
    if (!h->sparing)
        return;
    h->sparse = xrealloc(h->sparse, h->room * each + 1, sizeof *h->sparse);
    for (size_t i = old * each; i < h->room * each; i++)
        h->sparse[i] = NULL;
}

static void keep_variables(struct harvest *h, const struct result *result, double *kept)
{
    const struct layout *l = h->layout;

    for (size_t i = 0; i < l->variables; i++) {
        const struct variable *v = &l->variable[i];
        const double *value = result->value + v->at;
        if (h->place[i] >= 0)
            memcpy(kept + h->place[i], value, v->count * sizeof *value);
        for (size_t k = 0; h->series_place[i] >= 0 && k < v->count; k++)
            h->series[h->series_place[i] + (long)k] += value[k];
    }
}

static void keep_windows(struct harvest *h, const struct result *result, double *kept)
{
    const struct layout *l = h->layout;

    for (size_t w = 0; w < l->windows; w++) {
        double *to = kept + h->window_place[w];
        memcpy(to, result->value + l->window[w].at, WINDOW_VALUES * sizeof *to);
        if (!l->window[w].bins)
            continue;
        window_histogram(result, &l->window[w], &h->scratch);
        histogram_merge(h->window_pooled[w], &h->scratch);
        keep_sparse(h, harvest_of_window(h, w));
        for (size_t q = 0; q < WINDOW_QUANTILES; q++)
            to[WINDOW_VALUES + q] = histogram_quantile(&h->scratch, window_quantile[q]);
    }
}

static void keep_objectives(struct harvest *h, const struct result *result, double *kept)
{
    const struct scenario *s = h->layout->scenario;

    for (size_t i = 0; i < s->objectives + s->wishes; i++)
        for (size_t w = 0; w < s->objective[i].windows; w++) {
            double *to = kept + h->objective_place[i] + SAMPLED * w;
            struct sample sample;
            objective_sample(result, i, w, &h->scratch, &sample);
            to[SAMPLED_VALUE] = sample.value;
            to[SAMPLED_NUMERATOR] = sample.numerator;
            to[SAMPLED_DENOMINATOR] = sample.denominator;
            to[SAMPLED_N] = sample.histogram ? (double)sample.histogram->n : NAN;
        }
}

static void keep_pools(struct harvest *h, const struct result *result)
{
    const struct layout *l = h->layout;

    for (size_t m = 0; m < l->metrics; m++)
        for (size_t k = 0; l->metric[m].histogram >= 0 && k < l->metric[m].members; k++) {
            result_histogram(result, &l->metric[m], k, &h->scratch);
            histogram_merge(h->pooled[h->first_pooled[m] + k], &h->scratch);
            keep_sparse(h, harvest_of_metric(h, m, k));
        }
}

void harvest_add(struct harvest *h, const struct result *result)
{
    double *kept = xcalloc(h->width + 1, sizeof *kept);

    if (h->replications == h->room)
        make_room(h);
    keep_variables(h, result, kept);
    keep_windows(h, result, kept);
    keep_objectives(h, result, kept);
    for (size_t i = 0; i < h->drains; i++)
        kept[h->drain_place + i] = drain_time(result, &h->drain[i]);
    memcpy(kept + h->stride_place, result->value + h->layout->stride_values,
           stride_rows(h->layout) * h->layout->strides * STRIDE_VALUES * sizeof *kept);
    keep_pools(h, result);
    h->kept[h->replications++] = kept;
}

/* ---- looking up ---- */

static void column(const struct harvest *h, size_t at, double *x)
{
    for (size_t r = 0; r < h->replications; r++)
        x[r] = h->kept[r][at];
}

void harvest_values(const struct harvest *h, const struct variable *v, size_t index,
                    double *x)
{
    column(h, (size_t)h->place[v - h->layout->variable] + index, x);
}

void harvest_objective(const struct harvest *h, size_t objective, size_t window,
                       enum sampled what, double *x)
{
    column(h, h->objective_place[objective] + SAMPLED * window + what, x);
}

void harvest_drain(const struct harvest *h, size_t drain, double *x)
{
    column(h, h->drain_place + drain, x);
}

bool harvest_in_pairs(const struct harvest *h)
{
    return h->layout->scenario->run.antithetic && h->replications % 2 == 0;
}

struct way { /* from numbers to an estimate */
    struct estimate (*make)(const double *x, const double *base, size_t n, double alpha);
};

static struct estimate mean_of(const double *x, const double *base, size_t n,
                               double alpha)
{
    (void)base;
    return estimate_mean(x, n, alpha);
}

static struct estimate of_pairs(const struct harvest *h, const double *x,
                                const double *base, struct way way, double alpha)
{
    size_t runs = h->replications, pairs;
    double *y = xcalloc(runs + 1, sizeof *y), *yb = y + runs / 2;
    struct estimate e;

    pairs = estimate_pairs(x, runs, y);
    if (base)
        estimate_pairs(base, runs, yb);
    e = way.make(y, yb, pairs, alpha);
    e.reduction = estimate_reduction(x, base, runs, e.point);
    free(y);
    return e;
}

static struct estimate estimated(const struct harvest *h, const double *x,
                                 const double *base, struct way way, double alpha)
{
    struct estimate e = harvest_in_pairs(h) ? of_pairs(h, x, base, way, alpha)
                                            : way.make(x, base, h->replications, alpha);

    if (h->in_sequence)
        estimate_widen(&e, x, base, h->replications);
    return e;
}

struct estimate harvest_mean(const struct harvest *h, const double *x, double alpha)
{
    return estimated(h, x, NULL, (struct way){mean_of}, alpha);
}

struct estimate harvest_ratio(const struct harvest *h, const double *x,
                              const double *base, double alpha)
{
    return estimated(h, x, base, (struct way){estimate_ratio}, alpha);
}

struct estimate harvest_share(const struct harvest *h, const double *x,
                              const double *base, double alpha)
{
    struct estimate e = estimated(h, x, base, (struct way){estimate_share}, alpha);

    estimate_bound(&e);
    return e;
}

struct estimate harvest_untold(const struct harvest *h, struct estimate e)
{
    if (harvest_in_pairs(h)) {
        e.low = -INFINITY;
        e.high = INFINITY;
    }
    return e;
}

const double *harvest_stride(const struct harvest *h, size_t replication, size_t row,
                             size_t k)
{
    return h->kept[replication] + h->stride_place +
           (row * h->layout->strides + k) * (size_t)STRIDE_VALUES;
}

void harvest_window(const struct harvest *h, size_t window, enum window_value what,
                    double *x)
{
    column(h, h->window_place[window] + what, x);
}

void harvest_window_quantile(const struct harvest *h, size_t window, size_t which,
                             double *x)
{
    column(h, h->window_place[window] + WINDOW_VALUES + which, x);
}

size_t harvest_of_metric(const struct harvest *h, size_t metric, size_t member)
{
    return h->first_pooled[metric] + member;
}

const struct histogram_run *harvest_histogram(const struct harvest *h, size_t histogram)
{
    return histogram < h->pools ? h->pooled[histogram]
                                : h->window_pooled[histogram - h->pools];
}

size_t harvest_of_window(const struct harvest *h, size_t window)
{
    return h->pools + window;
}

const struct histogram_run *harvest_pooled(const struct harvest *h, size_t metric,
                                           size_t member)
{
    return h->layout->metric[metric].histogram < 0
               ? NULL
               : h->pooled[h->first_pooled[metric] + member];
}

double harvest_series(const struct harvest *h, const struct variable *v, size_t period,
                      size_t index, size_t statistic)
{
    size_t statistics = is_along(v, "statistic") ? STATISTICS : 1;
    size_t at = (index * h->layout->periods + period) * statistics + statistic;

    return h->series[h->series_place[v - h->layout->variable] + (long)at] /
           (double)h->replications;
}
