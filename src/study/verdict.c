#include "study/verdict.h"

#include <math.h>
#include <stdlib.h>

#include "study/estimate.h"
#include "study/sections.h"

struct looking { /* at one objective */
    const struct harvest *harvest;
    const struct objective *objective;
    size_t index;
    double alpha;
    double *x, *base; /* one a replication */
};

static bool satisfies(const struct objective *o, double x)
{
    switch (o->op) {
    case LESS:
        return x < o->value;
    case LESS_EQUAL:
        return x <= o->value;
    case GREATER:
        return x > o->value;
    case GREATER_EQUAL:
        return x >= o->value;
    }
    return false;
}

static bool wants_less(const struct objective *o)
{
    return o->op == LESS || o->op == LESS_EQUAL;
}

/* ---- one window's estimate ---- */

static struct estimate quantile_of(const struct looking *k, size_t window)
{
    size_t at = k->harvest->layout->objective_window[k->index] + window;

    harvest_objective(k->harvest, k->index, window, SAMPLED_VALUE, k->x);
    harvest_objective(k->harvest, k->index, window, SAMPLED_N, k->base);
    return sections_estimate(
        k->harvest,
        &(struct quantile_asked){.histogram = harvest_of_window(k->harvest, at),
                                 .p = k->objective->q,
                                 .alpha = k->alpha,
                                 .x = k->x,
                                 .base = k->base});
}

static struct estimate window_of(const struct looking *k, size_t window)
{
    switch (k->objective->aggregate) {
    case AGG_QUANTILE:
        return quantile_of(k, window);
    case AGG_SHARE:
    case AGG_MEAN:
        harvest_objective(k->harvest, k->index, window, SAMPLED_NUMERATOR, k->x);
        harvest_objective(k->harvest, k->index, window, SAMPLED_DENOMINATOR, k->base);
        return k->objective->aggregate == AGG_SHARE
                   ? harvest_share(k->harvest, k->x, k->base, k->alpha)
                   : harvest_ratio(k->harvest, k->x, k->base, k->alpha);
    default:
        harvest_objective(k->harvest, k->index, window, SAMPLED_VALUE, k->x);
        return harvest_mean(k->harvest, k->x, k->alpha);
    }
}

static double total(const double *x, size_t n)
{
    double sum = 0;

    for (size_t i = 0; i < n; i++)
        sum += isnan(x[i]) ? 0 : x[i];
    return sum;
}

/* A share of which nothing was seen is met only where 30 events would have been expected
 * at the threshold (methods.md 3). */
static enum verdict none_seen(const struct looking *k, struct judged *j,
                              struct arena *arena)
{
    const struct objective *o = k->objective;
    double rare = j->observed.point == 0 ? o->value : 1 - o->value;

    if (rare > 0 && j->base >= 30 / rare)
        return satisfies(o, j->observed.point) ? VERDICT_MET : VERDICT_MISSED;
    if (!satisfies(o, j->observed.point) && rare <= 0)
        return VERDICT_MISSED;
    j->why =
        arena_text(arena, "%s of %.0f seen; %.0f are needed",
                   j->observed.point == 0 ? "none" : "all", j->base, ceil(30 / rare));
    return VERDICT_UNDECIDED;
}

static const char *longer(const struct looking *k, const struct estimate *e,
                          struct arena *arena)
{
    double factor = e->tail > 0 ? TAIL_ENOUGH / e->tail : INFINITY;
    double duration = (double)k->harvest->layout->scenario->run.duration * factor;
    char time[40];

    if (!(duration < 1e18))
        return "no tail values at all";
    unit_write(UNIT_TIME, ceil(duration / 60e9) * 60e9, time, sizeof time);
    return arena_text(arena, "%.0f tail values a run; --duration '%s' gives 300", e->tail,
                      time);
}

/* Where the interval lies: wholly on one side, or not. */
static enum verdict side_of(const struct objective *o, const struct estimate *e)
{
    bool low = satisfies(o, e->low), high = satisfies(o, e->high);

    return low && high ? VERDICT_MET : !low && !high ? VERDICT_MISSED : VERDICT_UNDECIDED;
}

static enum verdict judge(const struct looking *k, struct judged *j, struct arena *arena)
{
    const struct estimate *e = &j->observed;

    if (isnan(e->point)) {
        j->why = "there was no sample";
        return VERDICT_UNDECIDED;
    }
    if (e->none)
        return none_seen(k, j, arena);
    if (e->refused) {
        j->why = longer(k, e, arena);
        return VERDICT_UNDECIDED;
    }
    if (e->n < 2) {
        j->why = "one replication has no interval";
        return VERDICT_UNDECIDED;
    }
    return side_of(k->objective, e);
}

/* ---- max and min: run by run ---- */

/* Met while the interval of the share of runs that meet it reaches all of them: one run
 * that does not is a counter-example, one that does shows nothing of others. */
static void judge_runs(struct looking *k, size_t window, struct judged *j)
{
    size_t n = k->harvest->replications;
    bool largest = wants_less(k->objective);

    harvest_objective(k->harvest, k->index, window, SAMPLED_VALUE, k->x);
    j->by_run = true;
    for (size_t i = 0; i < n; i++) {
        if (isnan(k->x[i]))
            continue;
        j->runs++;
        j->runs_met += satisfies(k->objective, k->x[i]);
    }
    j->observed = estimate_maximum(k->x, n);
    if (!largest)
        j->observed.point = j->observed.low;
    j->share_met = estimate_proportion(j->runs_met, j->runs, k->alpha);
    j->verdict = j->runs_met < j->runs ? VERDICT_MISSED
                 : j->runs < 2         ? VERDICT_UNDECIDED
                                       : VERDICT_MET;
    if (j->verdict == VERDICT_UNDECIDED)
        j->why = j->runs == 0 ? "there was no sample"
                              : "one run that meets it shows nothing of others";
}

/* ---- all windows ---- */

static bool is_worse(const struct objective *o, const struct judged *a,
                     const struct judged *b)
{
    static const int rank[] = {
        [VERDICT_MET] = 0, [VERDICT_UNDECIDED] = 1, [VERDICT_MISSED] = 2};

    if (rank[a->verdict] != rank[b->verdict])
        return rank[a->verdict] > rank[b->verdict];
    if (isnan(a->observed.point) || isnan(b->observed.point))
        return !isnan(a->observed.point) && isnan(b->observed.point);
    return wants_less(o) ? a->observed.point > b->observed.point
                         : a->observed.point < b->observed.point;
}

static struct judged look(struct looking *k, size_t window, struct arena *arena)
{
    const struct objective *o = k->objective;
    struct judged j = {.objective = o, .worst = objective_window_start(o, window)};
    size_t n = k->harvest->replications;

    if (o->aggregate == AGG_MAX || o->aggregate == AGG_MIN) {
        judge_runs(k, window, &j);
        return j;
    }
    j.observed = window_of(k, window);
    if (o->aggregate == AGG_SHARE) {
        j.events = total(k->x, n);
        j.base = total(k->base, n);
        double singly;
        estimate_none_seen(j.base, n, &singly, &j.any_run);
    }
    j.verdict = judge(k, &j, arena);
    return j;
}

/* Met is said of every window, so needs no correction; missed is said as soon as one of
 * them is, so is judged at alpha / windows. */
void verdict_of(const struct harvest *harvest, size_t objective, double alpha,
                struct judged *judged, struct arena *arena)
{
    const struct objective *o = &harvest->layout->scenario->objective[objective];
    struct looking k = {harvest, o, objective, alpha, NULL, NULL};
    size_t missed = 0;

    k.x = xcalloc(harvest->replications + 1, sizeof *k.x);
    k.base = xcalloc(harvest->replications + 1, sizeof *k.base);
    for (size_t w = 0; w < o->windows; w++) {
        struct judged j = look(&k, w, arena);
        /* a window in which nothing happened breaks no promise, unless all are so */
        if (isnan(j.observed.point) && w > 0)
            continue;
        if (j.verdict == VERDICT_MISSED && o->windows > 1 && !j.by_run) {
            struct looking strict = k;
            strict.alpha = alpha / (double)o->windows;
            j.verdict = look(&strict, w, arena).verdict;
        }
        missed += j.verdict == VERDICT_MISSED;
        if (w == 0 || isnan(judged->observed.point) || is_worse(o, &j, judged))
            *judged = j;
    }
    judged->windows_missed = missed;
    free(k.x);
    free(k.base);
}

bool verdict_is_precise(const struct estimate *e, double least, double precision)
{
    double half = fmax(e->high - e->point, e->point - e->low);

    return e->exact || isnan(e->point) ||
           half <= precision / (1 + precision) * fmax(fabs(e->point), least);
}

bool verdict_is_final(const struct judged *j, double precision)
{
    const struct estimate *e = &j->observed;

    if (j->verdict != VERDICT_UNDECIDED || j->unsettled)
        return true;
    return !e->refused && !isnan(e->point) &&
           verdict_is_precise(e, fabs(j->objective->value), precision);
}
