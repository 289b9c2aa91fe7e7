#include "study/grow.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "study/grow_points.h"

/* ---- the ladder ---- */

struct climbing {
    struct grows *g;
    struct grown *to;
    struct bracket *any;  /* of the least multiple at which anything binds, by run */
    struct bracket *last; /* of the rung that was found last */
    size_t *limit;        /* of each rung */
    size_t *high;         /* where each rung binds in every run that it binds in */
};

/* The limit that binds first in most replications; -1: in fewer than half anything does.
 */
static long first_to_bind(const struct climbing *c, size_t set)
{
    struct grows *g = c->g;
    size_t *times = xcalloc(g->limits + 1, sizeof *times), bound = 0, best = 0;

    for (size_t r = 0; r < grow_runs(g); r++) {
        if (c->any[r].high == (long)g->multiples)
            continue;
        const struct grow_point *p = grow_run(g, (size_t)c->any[r].high, set, 0);
        bound++;
        for (size_t i = 0; p && i < g->limits; i++)
            times[i] += grow_counts(g, set, i) && grow_binds(g, p, r, (long)i);
    }
    for (size_t i = 0; i < g->limits; i++)
        best = times[i] > times[best] ? i : best;
    bool none = 2 * bound < grow_runs(g) || times[best] == 0;
    free(times);
    return none ? -1 : (long)best;
}

/* The largest multiple at which any replication begins to bind. */
static size_t highest(const struct grows *g, const struct bracket *bracket)
{
    long high = 0;

    for (size_t r = 0; r < grow_runs(g); r++)
        if (bracket[r].high < (long)g->multiples && bracket[r].high > high)
            high = bracket[r].high;
    return (size_t)high;
}

/* Its own thresholds: elsewhere another binds before it, which hides it little above. */
static bool bracket_rung(struct climbing *c, size_t set, size_t limit)
{
    enum { BEYOND = 8 };
    struct grows *g = c->g;
    size_t ceiling = highest(g, c->any) + BEYOND;

    for (size_t r = 0; r < grow_runs(g); r++)
        c->last[r] = (struct bracket){c->any[r].low, (long)g->multiples};
    ceiling = ceiling < g->multiples ? ceiling : g->multiples - 1;
    return grow_search(g, set, (long)limit, ceiling, c->last);
}

/* When it gave way there. */
static double first_of(struct grows *g, size_t at, size_t set, const char *address)
{
    const struct grow_point *p = grow_run(g, at, set, 0);
    const struct summary *s = p ? &g->sweeping->sweep.point[p->point].summary : NULL;

    for (size_t i = 0; s && i < s->limits; i++)
        if (strcmp(s->limit[i].address, address) == 0)
            return s->limit[i].first;
    return NAN;
}

static void add_rung(struct climbing *c, size_t set, size_t limit)
{
    struct grown *to = c->to;
    struct grows *g = c->g;
    const struct limit_name *name = &g->graph->limit[limit];
    size_t high = highest(g, c->last);

    to->rung[to->rungs] =
        (struct grown_rung){.limit = name->address,
                            .binds = grow_threshold(g, c->last),
                            .first = first_of(g, high, set, name->address),
                            .unlifted = name->structural && !g->raise[limit]};
    c->limit[to->rungs] = limit;
    c->high[to->rungs++] = high;
}

static bool climb(struct climbing *c)
{
    struct grows *g = c->g;
    size_t runs = grow_runs(g);

    for (size_t r = 0; r < runs; r++)
        c->any[r].low = -1;
    while (c->to->rungs < g->limits) {
        size_t set = grow_set(g, c->limit, c->to->rungs, -1);
        for (size_t r = 0; r < runs; r++)
            c->any[r].high = (long)g->multiples;
        if (!grow_search(g, set, ANY_LIMIT, g->multiples - 1, c->any))
            return false;
        long limit = first_to_bind(c, set);
        if (limit < 0)
            return true;
        if (!bracket_rung(c, set, (size_t)limit))
            return false;
        add_rung(c, set, (size_t)limit);
    }
    return true;
}

/* ---- what hides it today ---- */

/* One replication tells. */
static bool is_bound(struct climbing *c, size_t rung, size_t set, bool *binds)
{
    const struct grow_point *p = grow_run(c->g, c->high[rung], set, 1);

    *binds = p && grow_binds(c->g, p, 0, (long)c->limit[rung]);
    return p != NULL;
}

static bool find_hiders(struct climbing *c, size_t k)
{
    struct grown_rung *rung = &c->to->rung[k];
    size_t whole = grow_set(c->g, c->limit, k, -1);
    bool binds;

    if (k == 0) /* nothing stands before the first */
        return true;
    if (!is_bound(c, k, whole, &binds))
        return false;
    if (!binds) /* that replication is above the others: nothing to be told from it */
        return true;
    if (!is_bound(c, k, grow_set(c->g, NULL, 0, -1), &binds))
        return false;
    rung->hidden = !binds;
    rung->hider = arena_get(c->g->arena, (k + 1) * sizeof *rung->hider);
    for (size_t but = 0; rung->hidden && but < k; but++) {
        size_t set = grow_set(c->g, c->limit, k, (long)but);
        if (!is_bound(c, k, set, &binds))
            return false;
        if (!binds)
            rung->hider[rung->hiders++] = but;
    }
    return true;
}

/* ---- objectives ---- */

static bool is_beyond(const struct objective *o, double value)
{
    return o->op == LESS         ? value >= o->value
           : o->op == LESS_EQUAL ? value > o->value
           : o->op == GREATER    ? value <= o->value
                                 : value < o->value;
}

/* Whether enough was seen of what could fail. */
static bool is_seen(const struct judged *j)
{
    return j->verdict != VERDICT_UNDECIDED ||
           (!isnan(j->observed.point) && !j->observed.refused);
}

/* By its point; an interval decides its edges. */
static bool fails(const struct judged *j)
{
    if (j->verdict != VERDICT_UNDECIDED)
        return j->verdict == VERDICT_MISSED;
    return is_seen(j) && is_beyond(j->objective, j->observed.point);
}

static const struct judged *judged_at(struct grows *g, size_t at, size_t set, size_t k)
{
    const struct grow_point *p = grow_run(g, at, set, 0);

    return p ? &g->sweeping->sweep.point[p->point].summary.judged[k] : NULL;
}

/* From where on it is surely missed, or down to where it is surely met: the nearest that
 * was run, else looked for. */
static bool find_edge(struct grows *g, size_t set, size_t k, long from, long *edge)
{
    enum { FAR = 8 };
    long way = *edge;
    enum verdict sought = way > 0 ? VERDICT_MISSED : VERDICT_MET;

    for (long step = 0, at = from; step <= FAR; step = step ? 2 * step : 2) {
        at = from + way * step;
        if (at < 0 || at >= (long)g->multiples)
            break;
        const struct judged *j = judged_at(g, (size_t)at, set, k);
        if (!j)
            return false;
        if (j->verdict == sought) {
            *edge = at;
            return true;
        }
    }
    *edge = -1;
    return true;
}

static void take_side(struct bracket *b, long at, const struct judged *j)
{
    if (at <= b->low || at >= b->high)
        return;
    if (fails(j))
        b->high = at;
    else
        b->low = at;
}

/* What was run for the ladder tells first. */
static bool cross(struct grows *g, size_t set, size_t k, struct bracket *b)
{
    *b = (struct bracket){-1, (long)g->multiples};
    for (size_t i = 0; i < g->points; i++)
        if (g->point[i].set == set && g->point[i].runs >= grow_runs(g))
            take_side(b, (long)g->point[i].at, judged_at(g, g->point[i].at, set, k));
    while (b->high - b->low > 1) {
        long at = grow_next(g, b, grow_doubling(g));
        const struct judged *j = judged_at(g, (size_t)at, set, k);
        if (!j)
            return false;
        take_side(b, at, j);
    }
    return true;
}

static bool find_failing(struct grows *g, size_t set, size_t k, struct estimate *e)
{
    struct bracket b;
    long low = -1, high = 1;

    if (!cross(g, set, k, &b))
        return false;
    *e = (struct estimate){.point = b.low < 0 ? 0 : (double)INFINITY, .n = grow_runs(g)};
    if (b.low >= 0 && !is_seen(judged_at(g, (size_t)b.low, set, k)))
        e->point = NAN; /* nobody can say that it holds there */
    e->low = e->high = e->point;
    if (isnan(e->point) || b.low < 0 || b.high == (long)g->multiples)
        return true;
    if (!find_edge(g, set, k, b.low, &low) || !find_edge(g, set, k, b.high, &high))
        return false;
    e->point = sqrt(g->multiple[b.low] * g->multiple[b.high]);
    e->low = low < 0 ? (double)NAN : g->multiple[low];
    e->high = high < 0 ? (double)NAN : g->multiple[high];
    return true;
}

static bool find_objectives(struct climbing *c)
{
    const struct scenario *s = c->g->sweeping->sweep.point[0].scenario;
    size_t lifted = grow_set(c->g, c->limit, c->to->rungs, -1);
    struct grown *to = c->to;

    to->objective = arena_get(c->g->arena, (s->objectives + 1) * sizeof *to->objective);
    for (size_t k = 0; k < s->objectives; k++, to->objectives++) {
        struct grown_objective *o = &to->objective[k];
        o->text = s->objective[k].text;
        if (!find_failing(c->g, 0, k, &o->written) ||
            !find_failing(c->g, lifted, k, &o->lifted))
            return false;
    }
    return true;
}

/* ---- all of it ---- */

/* The largest multiple at which no limit binds and no objective is missed. */
static double holds_up_to(const struct grows *g, const struct grown *to)
{
    double most = to->most, holds = 0;

    if (to->rungs && to->rung[0].binds.point < most)
        most = to->rung[0].binds.point;
    for (size_t i = 0; i < to->objectives; i++)
        most = fmin(most, to->objective[i].written.point);
    for (size_t i = 0; i < g->multiples; i++)
        if (g->multiple[i] <= most)
            holds = g->multiple[i];
    return most <= to->least ? 0 : holds;
}

static bool climb_all(struct climbing *c)
{
    if (!climb(c))
        return false;
    for (size_t k = 0; k < c->to->rungs; k++)
        if (!find_hiders(c, k))
            return false;
    return find_objectives(c);
}

static bool search_all(struct grows *g, struct grown *to)
{
    const size_t first[2] = {g->one, 0};
    struct climbing c = {.g = g, .to = to};
    size_t point, runs;

    if (!sweeping_add(g->sweeping, first, &point))
        return false;
    runs = grow_runs(g);
    c.any = arena_get(g->arena, runs * sizeof *c.any);
    c.last = arena_get(g->arena, runs * sizeof *c.last);
    c.limit = arena_get(g->arena, (g->limits + 1) * sizeof *c.limit);
    c.high = arena_get(g->arena, (g->limits + 1) * sizeof *c.high);
    to->rung = arena_get(g->arena, (g->limits + 1) * sizeof *to->rung);
    g->sweeping->expected = 40;
    if (!climb_all(&c))
        return false;
    for (size_t i = 0; i < g->points; i++)
        to->runs += g->point[i].runs;
    to->holds = holds_up_to(g, to);
    return true;
}

bool grow(const struct growing *asked, struct grown *to)
{
    struct grows g = {
        .asked = asked, .sweeping = asked->sweeping, .arena = asked->sweeping->arena};
    struct scenario *base = scenario_load(asked->sweeping->base, asked->sweeping->diag);
    bool fine = base && grow_begin(&g, base, to);

    to->precision = asked->precision;
    to->tolerance = asked->tolerance;
    to->sweep = &asked->sweeping->sweep;
    to->limits = g.limits;
    fine = fine && search_all(&g, to);
    for (size_t i = 0; i < to->rungs; i++) /* the names outlive the scenario */
        to->rung[i].limit = arena_text(g.arena, "%s", to->rung[i].limit);
    for (size_t i = 0; i < to->clients; i++)
        to->client[i] = arena_text(g.arena, "%s", to->client[i]);
    scenario_free(base);
    return fine;
}
