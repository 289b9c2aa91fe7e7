/* summarise_limits.c - what turned work away, how near the others were, and when. */
#include <string.h>

#include "base/sort.h"
#include "study/limit_setting.h"
#include "study/summing.h"

static void limit_values(struct summing *s, const char *variable, size_t limit, double *x)
{
    harvest_values(s->harvest, layout_find(s->layout, variable), limit, x);
}

/* ---- the setting that raises it ---- */

/* Twice as much, as the scenario would write it. */
static const char *raised(struct summing *s, const struct limit_name *limit, double value)
{
    const struct field *row = limit_setting(&s->layout->scenario->graph, limit, s->arena);
    char written[60];

    if (!row || !(value > 0) || !isfinite(value) ||
        (row->kind != KIND_COUNT && row->kind != KIND_RATE))
        return NULL;
    unit_write(field_unit(row), 2 * value, written, sizeof written);
    return arena_text(s->arena, "%s", written);
}

static double mean_of_given(const double *x, size_t n)
{
    double sum = 0;
    size_t given = 0;

    for (size_t r = 0; r < n; r++)
        if (!isnan(x[r])) {
            sum += x[r];
            given++;
        }
    return given ? sum / (double)given : NAN;
}

static void sum_culprit(struct summing *s, size_t i, struct limit_use *u)
{
    limit_values(s, "limit_key_share", i, s->x);
    u->key_share = mean_of_given(s->x, s->n);
    limit_values(s, "limit_key_rate", i, s->x);
    u->key_rate = mean_of_given(s->x, s->n);
    limit_values(s, "limit_key", i, s->x);
    u->key = NAN;
    for (size_t r = 0; r < s->n; r++) {
        if (!isnan(u->key) && !isnan(s->x[r]) && s->x[r] != u->key) {
            u->key = NAN;
            return;
        }
        if (!isnan(s->x[r]))
            u->key = s->x[r];
    }
}

/* When it gave way, over the runs in which it did, and what it was worth then. */
static void sum_first(struct summing *s, size_t i, struct limit_use *u)
{
    limit_values(s, "limit_first", i, s->x);
    u->first = mean_of_given(s->x, s->n);
    for (size_t r = 0; r < s->n; r++)
        u->runs_hit += !isnan(s->x[r]);
    limit_values(s, "limit_last", i, s->x);
    u->last = mean_of_given(s->x, s->n);
    limit_values(s, "limit_first_value", i, s->x);
    u->first_low = u->first_high = NAN;
    for (size_t r = 0; r < s->n; r++) { /* fmin and fmax pass over NaN */
        u->first_low = fmin(u->first_low, s->x[r]);
        u->first_high = fmax(u->first_high, s->x[r]);
    }
}

/* Of the first run with the largest use. */
static void sum_peak(struct summing *s, size_t i, struct limit_use *u)
{
    size_t most = 0;

    limit_values(s, "limit_utilization_summary", i, s->x);
    u->peak = estimate_maximum(s->x, s->n);
    while (most + 1 < s->n && s->x[most] != u->peak.point)
        most++;
    limit_values(s, "limit_peak_at", i, s->x);
    u->peak_at = s->x[most];
    limit_values(s, "limit_peak_value", i, s->x);
    u->peak_value = s->x[most];
}

static void sum_limit(struct summing *s, size_t i, struct limit_use *u)
{
    const struct layout *l = s->layout;

    u->address = l->scenario->graph.limit[i].address;
    u->kind = l->scenario->graph.limit[i].kind;
    u->unit = l->scenario->graph.limit[i].unit;
    u->value =
        harvest_series(s->harvest, layout_find(l, "limit_value"), l->periods - 1, i, 0);
    limit_values(s, "limit_rejections_summary", i, s->x);
    u->rejected = harvest_mean(s->harvest, s->x, s->alpha);
    limit_values(s, "limit_delayed_summary", i, s->x);
    u->delayed = harvest_mean(s->harvest, s->x, s->alpha);
    sum_first(s, i, u);
    sum_peak(s, i, u);
    u->raises =
        raised(s, &l->scenario->graph.limit[i], u->runs_hit ? u->first_high : u->value);
    sum_culprit(s, i, u);
}

/* Turned away most runs first, then by use, then by name. */
static int compare_uses(const void *a, const void *b)
{
    const struct limit_use *u = a, *v = b;
    bool hit_u = u->runs_hit > 0, hit_v = v->runs_hit > 0;

    if (hit_u != hit_v)
        return hit_v - hit_u;
    if (u->peak.point != v->peak.point)
        return u->peak.point > v->peak.point ? -1 : 1;
    return strcmp(u->address, v->address);
}

/* The shortest named stretch of time around t: a burst before the phase it falls into. */
static const struct mark *mark_at(const struct scenario *s, double t)
{
    const struct mark *best = NULL;

    for (size_t i = 0; i < s->marks; i++) {
        const struct mark *m = &s->mark[i];
        if (!m->name || t * 1e9 < (double)m->from || t * 1e9 > (double)m->to)
            continue;
        if (!best || m->to - m->from < best->to - best->from)
            best = m;
    }
    return best;
}

void sum_limits(struct summing *s)
{
    struct summary *y = s->summary;
    const struct graph *g = &s->layout->scenario->graph;

    y->limits = g->limits;
    y->limit = arena_get(s->arena, (g->limits + 1) * sizeof *y->limit);
    for (size_t i = 0; i < g->limits; i++)
        sum_limit(s, i, &y->limit[i]);
    sort_stable(y->limit, g->limits, sizeof *y->limit, compare_uses);
    /* the earliest, among those that more than half of the runs met */
    for (size_t i = 0; i < g->limits; i++)
        if (2 * y->limit[i].runs_hit > s->n &&
            (!y->first || y->limit[i].first < y->first->first))
            y->first = &y->limit[i];
    for (size_t i = 0; !y->first && i < g->limits; i++)
        if (y->limit[i].runs_hit > 0)
            y->first = &y->limit[i];
    if (y->first)
        y->during = mark_at(s->layout->scenario, y->first->first);
}
