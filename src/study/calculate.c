#include "study/calculate.h"

#include <math.h>
#include <string.h>

#include "base/sort.h"
#include "run/price.h"

#define MONTH_HOURS 730.0

/* ---- stretches of time ---- */

static bool is_there(const struct calculation *c, const struct mark *mark)
{
    for (size_t i = 0; i < c->stretches; i++)
        if (c->stretch[i].from == mark->from && c->stretch[i].to == mark->to)
            return true;
    return false;
}

static double traffic(const struct scenario *s, const struct stretch_of_time *t)
{
    double rate = 0;

    for (size_t i = 0; i < s->graph.resources; i++)
        if (s->graph.resource[i].model->offers)
            rate += forecast_of(t->forecast, i)->rate;
    return rate;
}

static struct forecast *forecast_over(const struct scenario *s, struct arena *arena,
                                      sim_time from, sim_time to)
{
    struct forecast *f = forecast_new(&s->graph, arena);

    forecast_offer(f, from, to);
    return f;
}

static void drop_stretch(struct calculation *c, size_t at)
{
    c->stretches--;
    memmove(c->stretch + at, c->stretch + at + 1,
            (c->stretches - at) * sizeof *c->stretch);
}

/* Only so many fit on the page: those with least traffic go. */
static void drop_quiet_ones(struct calculation *c, const struct scenario *s, size_t most)
{
    while (c->stretches > most) {
        size_t least = 0;
        for (size_t i = 1; i < c->stretches; i++)
            if (traffic(s, &c->stretch[i]) < traffic(s, &c->stretch[least]))
                least = i;
        drop_stretch(c, least);
    }
}

static int compare_stretches(const void *a, const void *b)
{
    const struct stretch_of_time *s = a, *t = b;

    return s->from != t->from ? (s->from > t->from) - (s->from < t->from)
                              : (s->to > t->to) - (s->to < t->to);
}

/* A phase that repeats, with the load of its first time: told once. */
static bool is_again(struct calculation *c, const struct scenario *s,
                     const struct stretch_of_time *t)
{
    for (size_t i = 0; i < c->stretches; i++) {
        struct stretch_of_time *first = &c->stretch[i];
        double load = traffic(s, first);
        if (first->owner && strcmp(first->name, t->name) == 0 &&
            strcmp(first->owner, t->owner) == 0 &&
            fabs(traffic(s, t) - load) <= 1e-9 * load) {
            first->times++;
            return true;
        }
    }
    return false;
}

/* What is there without a phase: bursts are no more than moments of it. */
static struct stretch_of_time whole_run(const struct scenario *s, struct arena *arena)
{
    return (struct stretch_of_time){.name = "the run",
                                    .to = s->run.duration,
                                    .forecast =
                                        forecast_over(s, arena, 0, s->run.duration),
                                    .times = 1};
}

static bool has_phase(const struct scenario *s)
{
    for (size_t i = 0; i < s->marks; i++)
        if (s->mark[i].kind == MARK_PHASE && s->mark[i].from < s->run.duration)
            return true;
    return false;
}

/* Phases and bursts of all clients, and the run, where there are no phases. */
static void find_stretches(struct calculation *c, const struct scenario *s,
                           struct arena *arena)
{
    c->stretch = arena_get(arena, (s->marks + 1) * sizeof *c->stretch);
    for (size_t i = 0; i < s->marks; i++) {
        const struct mark *m = &s->mark[i];
        sim_time to = m->to < s->run.duration ? m->to : s->run.duration;
        if (m->kind == MARK_TIMELINE || m->from >= to || is_there(c, m))
            continue;
        struct stretch_of_time t = {.name = m->name ? m->name : "-",
                                    .owner = m->owner,
                                    .from = m->from,
                                    .to = to,
                                    .forecast = forecast_over(s, arena, m->from, to),
                                    .times = 1};
        if (!is_again(c, s, &t))
            c->stretch[c->stretches++] = t;
    }
    drop_quiet_ones(c, s, has_phase(s) ? STRETCHES : STRETCHES - 1);
    if (!has_phase(s))
        c->stretch[c->stretches++] = whole_run(s, arena);
    sort_stable(c->stretch, c->stretches, sizeof *c->stretch, compare_stretches);
}

double calculate_use(const struct calculation *c, size_t limit)
{
    double most = NAN;

    for (size_t i = 0; i < c->stretches; i++)
        most = fmax(most, forecast_utilization(c->stretch[i].forecast, limit));
    return most;
}

/* ---- money ---- */

static double used_per_s(const struct scenario *s, const struct forecast *f,
                         const struct line_place *line)
{
    double sum = 0;

    for (size_t i = 0; i < s->graph.resources; i++)
        if (s->graph.resource[i].model == line->model)
            sum += forecast_used(f, i, line->item);
    return sum;
}

/* As the bill does it: tiers bite on the month's use, which gives one price. */
static void add_line(struct calculation *c, const struct scenario *s,
                     const struct line_place *line, double per_s)
{
    double run = per_s * (double)s->run.duration / 1e9, month = run;
    struct cost_expected *cost = c->costs > 0 ? &c->cost[c->costs - 1] : NULL;

    if (!cost || strcmp(cost->model, line->model->name) != 0) {
        cost = &c->cost[c->costs++];
        *cost = (struct cost_expected){.model = line->model->name};
    }
    if (isfinite(s->run.runs_per_month))
        month = run * s->run.runs_per_month;
    else if (s->steady)
        month = per_s * MONTH_HOURS * 3600;
    double usd = price_of_month(line->price, month, s->free_tier, s->discount);
    cost->run += month > 0 ? usd / month * run : 0;
    cost->month += s->steady || isfinite(s->run.runs_per_month) ? usd : NAN;
}

static int compare_costs(const void *a, const void *b)
{
    const struct cost_expected *x = a, *y = b;

    return (x->run < y->run) - (x->run > y->run);
}

static void expect_costs(struct calculation *c, const struct scenario *s,
                         struct arena *arena)
{
    const struct forecast *f = forecast_over(s, arena, 0, s->run.duration);
    struct line_place *line;
    size_t lines = line_places(s, arena, &line);

    c->cost = arena_get(arena, (lines + 1) * sizeof *c->cost);
    for (size_t i = 0; i < lines; i++)
        add_line(c, s, &line[i], used_per_s(s, f, &line[i]));
    sort_stable(c->cost, c->costs, sizeof *c->cost, compare_costs);
    for (size_t i = 0; i < c->costs; i++) {
        c->run += c->cost[i].run;
        c->month += c->cost[i].month;
    }
}

struct calculation *calculate(const struct scenario *s, struct arena *arena)
{
    struct calculation *c = arena_get(arena, sizeof *c);

    find_stretches(c, s, arena);
    expect_costs(c, s, arena);
    return c;
}

/* ---- who calls whom ---- */

struct found_links {
    struct arena *arena;
    size_t count, room;
    const char **address;
};

static void add_link(struct found_links *l, const char *address)
{
    for (size_t i = 0; i < l->count; i++)
        if (strcmp(l->address[i], address) == 0)
            return;
    if (l->count == l->room) {
        const char **more = arena_get(l->arena, (2 * l->room + 8) * sizeof *more);
        for (size_t i = 0; i < l->count; i++)
            more[i] = l->address[i];
        l->room = 2 * l->room + 8;
        l->address = more;
    }
    l->address[l->count++] = address;
}

/* What it takes its work from is no place that its work goes to. */
static void drop_link(struct found_links *l, const char *address)
{
    for (size_t i = 0; i < l->count; i++)
        if (strcmp(l->address[i], address) == 0) {
            l->address[i] = l->address[--l->count];
            return;
        }
}

/* Every LINK of a config that was read by this table, whatever holds it. */
static void find_links(struct found_links *l, const struct field *table,
                       const void *config)
{
    for (const struct field *row = table; row && row->name; row++) {
        const char *place = (const char *)config + row->at;
        const struct list *list = (const struct list *)(const void *)place;

        if (row->kind == KIND_LINK) {
            const struct target *target = (const struct target *)(const void *)place;
            if (target->address)
                add_link(l, target->address);
        } else if (row->kind == KIND_GROUP || row->kind == KIND_INLINE) {
            find_links(l, row->of, place);
        } else if ((row->kind == KIND_LIST && !row->services) ||
                   row->kind == KIND_BLOCKS) { /* resources say theirs themselves */
            for (size_t i = 0; i < list->count; i++)
                find_links(l, row->of, (const char *)list->element + i * row->size);
        }
    }
}

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* What is consumed goes on to its consumer, and by way of that to the owner. */
static void find_consumers(struct found_links *l, const struct graph *graph,
                           const struct resource *r)
{
    for (size_t i = 0; i < graph->resources; i++) {
        const struct resource *other = &graph->resource[i];
        if (other->model->consumes && other->model->consumes(other)->resource == r->index)
            add_link(l, other->address);
    }
}

size_t calculate_links(const struct graph *graph, const struct resource *r,
                       struct arena *arena, const char ***address)
{
    struct found_links l = {.arena = arena};

    if (r->owner && r->model->consumes)
        add_link(&l, r->owner->address);
    else
        find_links(&l, r->model->fields, r->config);
    if (!r->owner && r->model->consumes)
        drop_link(&l, r->model->consumes(r)->address);
    find_consumers(&l, graph, r);
    sort_stable(l.address, l.count, sizeof *l.address, compare_texts);
    *address = l.address;
    return l.count;
}
