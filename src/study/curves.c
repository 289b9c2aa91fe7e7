#include "study/curves.h"

#include <math.h>
#include <string.h>

#include "study/estimate.h"
#include "study/summing.h"

enum { POINTS_MOST = 600 }; /* more than a picture is wide says nothing more */

struct drawn_from {
    const struct variable *variable, *also; /* `also` is added to it; NULL */
    size_t index, statistic, statistics;
    bool a_second; /* a count: by the period's length */
};

/* ---- which there are ---- */

static bool is_called(const struct metric_place *p, const char *name)
{
    return strcmp(place_row(p)->name, name) == 0;
}

static void add(struct curving *c, const struct curve *curve,
                const struct drawn_from *from)
{
    struct curves *all = &c->curves;

    c->from = arena_room(c->arena, c->from, all->count, sizeof *c->from);
    c->from[all->count] = *from;
    all->curve = arena_room(c->arena, all->curve, all->count, sizeof *all->curve);
    all->curve[all->count++] = *curve;
}

static void add_metric(struct curving *c, enum curve_kind kind,
                       const struct metric_place *p, enum statistic statistic)
{
    const struct layout *l = c->layout;
    bool counts = place_row(p)->kind == METRIC_COUNT;

    for (size_t m = 0; m < p->members; m++)
        add(c,
            &(struct curve){.kind = kind,
                            .place = p,
                            .address = place_member(&l->scenario->graph, p, m, c->arena)},
            &(struct drawn_from){.variable = &l->variable[p->series],
                                 .index = m,
                                 .statistic = counts ? 0 : statistic,
                                 .statistics = counts ? 1 : STATISTICS,
                                 .a_second = counts});
}

static void add_client(struct curving *c, const struct metric_place *p)
{
    if (is_called(p, "requests"))
        add_metric(c, CURVE_REQUESTS, p, STAT_COUNT);
    if (is_called(p, "errors"))
        add_metric(c, CURVE_ERRORS, p, STAT_COUNT);
    if (!is_called(p, "latency"))
        return;
    add_metric(c, CURVE_P50, p, STAT_P50);
    add_metric(c, CURVE_P99, p, STAT_P99);
}

static void add_place(struct curving *c, const struct metric_place *p)
{
    const struct metric *row = place_row(p);

    if (p->series < 0 || row->of != OF_SERVICE)
        return;
    if (layout_breaks_down(p->model))
        add_client(c, p);
    else if (row->kind == METRIC_LEVEL && row->backlog)
        add_metric(c, CURVE_WAITING, p, STAT_AVERAGE);
    else if (row->kind == METRIC_LEVEL && strncmp(row->name, "concurrent_", 11) == 0)
        add_metric(c, CURVE_BUSY, p, STAT_MAXIMUM);
}

static void add_limits(struct curving *c)
{
    const struct layout *l = c->layout;
    const struct variable *used = layout_find(l, "limit_utilization"),
                          *rejected = layout_find(l, "limit_rejections"),
                          *delayed = layout_find(l, "limit_delayed");

    for (size_t i = 0; used && rejected && i < l->scenario->graph.limits; i++) {
        const char *address = l->scenario->graph.limit[i].address;
        add(c, &(struct curve){.kind = CURVE_USED, .address = address},
            &(struct drawn_from){.variable = used, .index = i, .statistics = 1});
        add(c, &(struct curve){.kind = CURVE_REJECTED, .address = address},
            &(struct drawn_from){.variable = rejected,
                                 .also = delayed,
                                 .index = i,
                                 .statistics = 1,
                                 .a_second = true});
    }
}

static void begin(struct curving *c, const struct layout *l)
{
    struct curves *all = &c->curves;

    c->layout = l;
    all->each = (l->periods + POINTS_MOST - 1) / POINTS_MOST;
    all->points = (l->periods + all->each - 1) / all->each;
    all->seconds = (double)l->period / 1e9 * (double)all->each;
    for (size_t i = 0; i < l->metrics; i++)
        add_place(c, &l->metric[i]);
    add_limits(c);
    c->x = arena_get(c->arena, (all->count + 1) * sizeof *c->x);
}

/* ---- a replication ---- */

static double value_at(const struct drawn_from *from, const struct result *result,
                       size_t period)
{
    size_t at = (from->index * result->layout->periods + period) * from->statistics +
                from->statistic;
    double value = result_at(result, from->variable)[at];

    if (from->also)
        value += result_at(result, from->also)[at];
    return from->a_second ? value / sum_period_seconds(result->layout, period) : value;
}

/* Counts by their mean, all else by its largest, so that no peak is lost. */
static double point_at(const struct drawn_from *from, const struct result *result,
                       size_t point, size_t each)
{
    size_t first = point * each, end = first + each;
    double sum = 0, most = NAN;

    end = end < result->layout->periods ? end : result->layout->periods;
    for (size_t k = first; k < end; k++) {
        double value = value_at(from, result, k);
        sum += value;
        most = fmax(most, value);
    }
    return from->a_second ? sum / (double)(end - first) : most;
}

void curves_told(void *ctx, const struct result *result)
{
    struct curving *c = ctx;
    struct curves *all = &c->curves;

    if (!c->layout)
        begin(c, result->layout);
    for (size_t i = 0; i < all->count; i++) {
        double *x = arena_get(c->arena, (all->points + 1) * sizeof *x);
        for (size_t k = 0; k < all->points; k++)
            x[k] = point_at(&c->from[i], result, k, all->each);
        c->x[i] = arena_room(c->arena, c->x[i], all->runs, sizeof *c->x[i]);
        c->x[i][all->runs] = x;
    }
    all->runs++;
}

/* ---- all of them ---- */

static void widen(struct curve *curve, double value)
{
    if (!isfinite(value))
        return;
    curve->least = fmin(curve->least, value);
    curve->most = fmax(curve->most, value);
}

static void estimate_curve(struct curving *c, size_t i, double alpha, double *x)
{
    struct curves *all = &c->curves;
    struct curve *curve = &all->curve[i];
    size_t bytes = (all->points + 1) * sizeof(double);
    bool pairs = c->layout->scenario->run.antithetic && all->runs % 2 == 0;

    curve->point = arena_get(c->arena, bytes);
    curve->low = arena_get(c->arena, bytes);
    curve->high = arena_get(c->arena, bytes);
    curve->least = curve->most = NAN;
    for (size_t k = 0; k < all->points; k++) {
        for (size_t r = 0; r < all->runs; r++)
            x[r] = c->x[i][r][k];
        size_t n = pairs ? estimate_pairs(x, all->runs, x) : all->runs;
        struct estimate e = estimate_mean(x, n, alpha);
        curve->point[k] = e.point;
        curve->low[k] = isfinite(e.low) ? fmax(e.low, 0) : NAN;
        curve->high[k] = isfinite(e.high) ? e.high : NAN;
        widen(curve, e.point);
        widen(curve, curve->low[k]);
        widen(curve, curve->high[k]);
    }
}

void curves_end(struct curving *c, double alpha)
{
    double *x = arena_get(c->arena, (c->curves.runs + 1) * sizeof *x);

    c->curves.confidence = 1 - alpha;
    for (size_t i = 0; i < c->curves.count; i++)
        estimate_curve(c, i, alpha, x);
}
