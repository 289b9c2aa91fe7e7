/* summarise.c - where the time went, money, series; metrics and limits in files beside
 * it. */
#include "study/summarise.h"

#include <stdlib.h>
#include <string.h>

#include "flow/call.h"
#include "study/settling.h"
#include "study/summing.h"

static const struct estimate nothing = {.point = NAN, .low = NAN, .high = NAN};

/* ---- where the time went ---- */

static void sum_breakdown(struct summing *s, const struct variable *v,
                          const struct resource *r, long part)
{
    struct breakdown *b = &s->summary->breakdown[s->summary->breakdowns++];
    const struct axis *of = v->axis[0];
    const char *label =
        part < 0 ? r->name : arena_text(s->arena, "%s[%s]", r->name, r->part[part]);
    long place = axis_find(of, label);

    b->address =
        part < 0 ? r->address : arena_text(s->arena, "%s[%s]", r->address, r->part[part]);
    for (size_t p = 0; place >= 0 && p < TIME_PARTS; p++)
        for (size_t k = 0; k < PART_STATISTICS; k++) {
            size_t at = ((size_t)place * TIME_PARTS + p) * PART_STATISTICS + k;
            harvest_values(s->harvest, v, at, s->x);
            b->part[k][p] = harvest_mean(s->harvest, s->x, s->alpha);
        }
}

static void sum_breakdowns(struct summing *s)
{
    const struct graph *g = &s->layout->scenario->graph;
    size_t most = 0;

    for (size_t i = 0; i < g->resources; i++)
        most += layout_breaks_down(g->resource[i].model) ? 1 + g->resource[i].parts : 0;
    s->summary->breakdown =
        arena_get(s->arena, (most + 1) * sizeof *s->summary->breakdown);
    for (size_t i = 0; i < g->resources; i++) {
        const struct resource *r = &g->resource[i];
        const struct variable *v, *parts;
        if (!layout_breaks_down(r->model))
            continue;
        v = layout_find(s->layout,
                        arena_text(s->arena, "%s_latency_part", r->model->name));
        parts = !r->model->part_dimension
                    ? NULL
                    : layout_find(s->layout,
                                  arena_text(s->arena, "%s_%s_latency_part",
                                             r->model->name, r->model->part_dimension));
        if (v)
            sum_breakdown(s, v, r, -1);
        for (size_t p = 0; parts && r->parts > 1 && p < r->parts; p++)
            sum_breakdown(s, parts, r, (long)p);
    }
}

/* ---- money ---- */

static struct estimate sum_of(struct summing *s, const struct variable *v)
{
    if (!v)
        return nothing;
    for (size_t r = 0; r < s->n; r++)
        s->base[r] = 0;
    for (size_t i = 0; i < v->count; i++) {
        harvest_values(s->harvest, v, i, s->x);
        for (size_t r = 0; r < s->n; r++)
            s->base[r] += s->x[r];
    }
    return harvest_mean(s->harvest, s->base, s->alpha);
}

static void sum_costs(struct summing *s)
{
    const struct layout *l = s->layout;
    const struct variable *run = layout_find(l, "cost_run"),
                          *month = layout_find(l, "cost_month"),
                          *use = layout_find(l, "usage_run");
    const struct line_place *line = l->line;

    s->summary->lines = run ? l->lines : 0;
    s->summary->line =
        arena_get(s->arena, (s->summary->lines + 1) * sizeof *s->summary->line);
    for (size_t i = 0; i < s->summary->lines; i++) {
        struct cost_line *c = &s->summary->line[i];
        c->item = line_name(&line[i], s->arena);
        c->units = line[i].model->items[line[i].item].units;
        c->words = line[i].model->items[line[i].item].words;
        c->month = nothing;
        harvest_values(s->harvest, use, i, s->x);
        c->use = harvest_mean(s->harvest, s->x, s->alpha);
        harvest_values(s->harvest, run, i, s->x);
        c->run = harvest_mean(s->harvest, s->x, s->alpha);
        if (!month)
            continue;
        harvest_values(s->harvest, month, i, s->x);
        c->month = harvest_mean(s->harvest, s->x, s->alpha);
    }
    s->summary->cost_run = sum_of(s, run);
    s->summary->cost_month = sum_of(s, month);
}

/* ---- time to drain ---- */

/* Only what had to drain in some run is told. */
static void sum_drain(struct summing *s, size_t i)
{
    const struct drain *d = &s->harvest->drain[i];
    const struct metric_place *place = &s->layout->metric[d->metric];
    struct drained *to = &s->summary->drained[s->summary->drains];
    bool any = false;

    *to = (struct drained){.metric = place_row(place)->name, .burst = d->burst};
    harvest_drain(s->harvest, i, s->x);
    for (size_t r = 0; r < s->n; r++) {
        any |= s->x[r] > 0;
        to->open += isinf(s->x[r]) != 0;
    }
    if (!any)
        return;
    to->runs = s->n;
    to->address = place_member(&s->layout->scenario->graph, place, d->member, s->arena);
    to->median = harvest_untold(s->harvest, estimate_order(s->x, s->n, 0.5, s->alpha));
    to->p90 = harvest_untold(s->harvest, estimate_order(s->x, s->n, 0.9, s->alpha));
    s->summary->drains++;
}

static void sum_drains(struct summing *s)
{
    s->summary->drained =
        arena_get(s->arena, (s->harvest->drains + 1) * sizeof *s->summary->drained);
    for (size_t i = 0; i < s->harvest->drains; i++)
        sum_drain(s, i);
}

/* ---- time series ---- */

double sum_period_seconds(const struct layout *l, size_t k)
{
    sim_time left = l->covered - (sim_time)k * l->period;

    return (double)(left < l->period ? left : l->period) / 1e9;
}

static void sum_requests(struct summing *s)
{
    const struct layout *l = s->layout;

    for (size_t i = 0; i < l->metrics; i++) {
        const struct metric_place *p = &l->metric[i];
        if (!layout_breaks_down(p->model) || place_row(p)->of != OF_SERVICE ||
            strcmp(place_row(p)->name, "requests") != 0)
            continue;
        s->summary->requests = arena_get(s->arena, (l->periods + 1) * sizeof(double));
        for (size_t m = 0; m < p->members; m++)
            for (size_t k = 0; k < l->periods; k++)
                s->summary->requests[k] +=
                    harvest_series(s->harvest, &l->variable[p->series], k, m, 0) /
                    sum_period_seconds(l, k);
    }
}

/* Levels, and times that requests took: what may still be settling (methods.md 2). */
static bool settles(const struct metric_place *p)
{
    const struct metric *row = place_row(p);

    return row->kind == METRIC_LEVEL ||
           (row->kind == METRIC_OBSERVED && layout_breaks_down(p->model));
}

/* Its name: "client.shop" and ".latency". */
static void sum_settling(struct summing *s, struct settled settled, const char *of,
                         const char *name)
{
    struct warm_up *w = &s->summary->warm_up;
    sim_time seen = (sim_time)settled.cut * settling_stride(s->layout);

    if (!settled.steady && w->unsettled++ == 0)
        w->what = arena_text(s->arena, "%s%s", of, name);
    if (settled.steady && seen > w->seen)
        w->seen = seen;
}

static void sum_warm_up(struct summing *s)
{
    const struct layout *l = s->layout;
    const struct graph *g = &l->scenario->graph;
    struct warm_up *w = &s->summary->warm_up;
    sim_time cut = l->scenario->run.warm_up;

    w->asked = l->strides > 0;
    for (size_t i = 0; w->asked && i < l->metrics; i++) {
        const struct metric_place *p = &l->metric[i];
        for (size_t m = 0; settles(p) && m < p->members; m++)
            sum_settling(s, settling_of_metric(s->harvest, i, m),
                         place_member(g, p, m, s->arena),
                         arena_text(s->arena, ".%s", place_row(p)->name));
    }
    for (size_t i = 0; w->asked && i < g->limits; i++)
        if (g->limit[i].kind == LIMIT_BUCKET) /* how full it is */
            sum_settling(s, settling_of_limit(s->harvest, i), g->limit[i].address, "");
    w->suggested = w->seen > 0 ? cut + w->seen : 0;
    w->by_memory = cut == 0 && l->scenario->run.initial == INITIAL_EMPTY &&
                   l->scenario->memory.length > w->suggested;
    if (w->by_memory)
        w->suggested = l->scenario->memory.length;
}

void summarise(const struct harvest *harvest, double alpha, struct arena *arena,
               struct summary *summary)
{
    struct summing s = {.harvest = harvest,
                        .layout = harvest->layout,
                        .alpha = alpha,
                        .arena = arena,
                        .summary = summary,
                        .n = harvest->replications};

    s.x = arena_get(arena, (s.n + 1) * sizeof *s.x);
    s.base = arena_get(arena, (s.n + 1) * sizeof *s.base);
    summary->layout = harvest->layout;
    summary->replications = s.n;
    summary->confidence = 1 - alpha;
    sum_metrics(&s);
    if (harvest->layout->scenario->graph.limits)
        sum_limits(&s);
    sum_capacities(&s);
    sum_breakdowns(&s);
    sum_costs(&s);
    sum_requests(&s);
    sum_drains(&s);
    sum_activities(&s);
    sum_warm_up(&s);
}
