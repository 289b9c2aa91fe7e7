/* summarise_capacities.c - of capacities that are given so much of: what was served of
 * them and what was turned away, over the whole and along time. */
#include <string.h>

#include "study/summing.h"

struct owner {
    const struct resource *resource;
    const char *part, *address; /* NULL: the resource itself; "dynamodb.t[i]" */
};

static const struct measured *find(const struct summing *s, const struct owner *owner,
                                   const char *metric)
{
    for (size_t i = 0; metric && i < s->summary->measures; i++) {
        const struct measured *m = &s->summary->measured[i];
        if (!m->phase && m->place->model == owner->resource->model &&
            strcmp(place_row(m->place)->name, metric) == 0 &&
            strcmp(m->address, owner->address) == 0)
            return m;
    }
    return NULL;
}

/* Of a count per second, of a level its average. */
static double *series(struct summing *s, const struct measured *m)
{
    const struct layout *l = s->layout;
    const struct variable *v;
    double *to;

    if (!m)
        return NULL;
    v = &l->variable[m->place->series];
    to = arena_get(s->arena, (l->periods + 1) * sizeof *to);
    for (size_t k = 0; k < l->periods; k++)
        to[k] = place_row(m->place)->kind == METRIC_COUNT
                    ? harvest_series(s->harvest, v, k, m->member, 0) /
                          sum_period_seconds(l, k)
                    : harvest_series(s->harvest, v, k, m->member, STAT_AVERAGE);
    return to;
}

static double count_of(const struct measured *m)
{
    return m ? m->is[MEASURE_COUNT].point : 0;
}

static void sum_capacity(struct summing *s, const struct owner *owner,
                         const struct report_capacity *row)
{
    struct capacity_use *u = &s->summary->capacity[s->summary->capacities];
    double turned_away = 0;

    *u = (struct capacity_use){row, owner->resource, owner->part};
    u->served = find(s, owner, row->served);
    u->given = find(s, owner, row->given);
    for (size_t i = 0; i < REPORT_REASONS; i++) {
        u->turned_away[i] = find(s, owner, row->turned_away[i].of);
        turned_away += count_of(u->turned_away[i]);
    }
    if (!(turned_away > 0) && !(u->given && count_of(u->served) > 0))
        return;
    u->served_per_s = series(s, u->served);
    u->given_per_s = series(s, u->given);
    s->summary->capacities++;
}

static void sum_owner(struct summing *s, const struct resource *r, const char *part)
{
    struct owner owner = {r, part, r->address};

    if (part)
        owner.address = arena_text(s->arena, "%s[%s]", r->address, part);
    for (const struct report_capacity *c = r->model->capacities; c->title; c++)
        sum_capacity(s, &owner, c);
}

void sum_capacities(struct summing *s)
{
    const struct graph *g = &s->layout->scenario->graph;
    size_t most = 0;

    for (size_t i = 0; i < g->resources; i++)
        for (const struct report_capacity *c = g->resource[i].model->capacities;
             c && c->title; c++)
            most += 1 + g->resource[i].parts;
    s->summary->capacity = arena_get(s->arena, (most + 1) * sizeof *s->summary->capacity);
    for (size_t i = 0; i < g->resources; i++) {
        const struct resource *r = &g->resource[i];
        if (!r->model->capacities)
            continue;
        sum_owner(s, r, NULL);
        for (size_t p = 0; p < r->parts; p++)
            sum_owner(s, r, r->part[p]);
    }
}
