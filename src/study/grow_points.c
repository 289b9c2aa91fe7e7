#include "study/grow_points.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct grow_point *find(const struct grows *g, size_t at, size_t set,
                                     size_t runs)
{
    for (size_t i = 0; i < g->points; i++)
        if (g->point[i].at == at && g->point[i].set == set && g->point[i].runs >= runs)
            return &g->point[i];
    return NULL;
}

/* What each replication says of each limit. */
static void harvested(void *asker, size_t point, const struct harvest *harvest)
{
    struct grows *g = asker;
    struct grow_point *p = g->current;
    const struct layout *l = harvest->layout;
    const struct variable *worst = layout_find(l, "limit_worst_share"),
                          *peak = layout_find(l, "limit_utilization_summary");
    size_t runs = harvest->replications;
    double *x = xcalloc(runs + 1, sizeof *x);

    assert(point == p->point);
    p->runs = runs;
    p->binds = arena_get(g->arena, (runs * g->limits + 1) * sizeof *p->binds);
    p->peak = arena_get(g->arena, (g->limits + 1) * sizeof *p->peak);
    for (size_t i = 0; i < g->limits; i++) {
        harvest_values(harvest, worst, i, x);
        for (size_t r = 0; r < runs; r++)
            p->binds[r * g->limits + i] = x[r] > g->asked->tolerance;
        harvest_values(harvest, peak, i, x);
        for (size_t r = 0; r < runs; r++)
            p->peak[i] += x[r] / (double)runs;
    }
    free(x);
}

static void lift(const struct grows *g, size_t set, struct graph *graph)
{
    assert(graph->limits == g->limits);
    for (size_t i = 0; i < g->limits; i++)
        graph->limit[i].lifted = g->lifted[set][i] && !graph->limit[i].structural;
}

const struct grow_point *grow_run(struct grows *g, size_t at, size_t set, size_t runs)
{
    struct sweeping *s = g->sweeping;
    const struct grow_point *known;
    size_t place[2] = {at, set}, point = 0;
    struct run_settings *settings;

    runs = runs ? runs : grow_runs(g);
    known = find(g, at, set, runs);
    if (known)
        return known;
    if (g->points > 0 || at != g->one) /* the first one is loaded already */
        if (!sweeping_add(s, place, &point))
            return NULL;
    lift(g, set, &s->sweep.point[point].scenario->graph);
    settings = &s->sweep.point[point].scenario->run;
    settings->precision = NAN; /* the same replications at every point */
    settings->replications = (int64_t)runs;
    g->point = arena_room(g->arena, g->point, g->points, sizeof *g->point);
    g->current = &g->point[g->points];
    *g->current = (struct grow_point){.at = at, .set = set, .point = point};
    s->harvested = harvested;
    s->asker = g;
    if (s->expected <= point + 1)
        s->expected = point + 10; /* nobody knows how many there will be */
    if (!sweeping_run(s, point))
        return NULL;
    return &g->point[g->points++];
}

bool grow_counts(const struct grows *g, size_t set, size_t limit)
{
    return !g->passed_over[limit] && !g->lifted[set][limit];
}

bool grow_binds(const struct grows *g, const struct grow_point *p, size_t run, long limit)
{
    const bool *binds = p->binds + run * g->limits;

    if (limit >= 0)
        return binds[limit];
    for (size_t i = 0; i < g->limits; i++)
        if (binds[i] && grow_counts(g, p->set, i))
            return true;
    return false;
}

size_t grow_runs(const struct grows *g)
{
    int64_t said = g->sweeping->sweep.point[0].scenario->run.replications;

    return (size_t)(said < g->asked->runs_most ? said : g->asked->runs_most);
}
