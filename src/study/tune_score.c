/* tune_score.c - what each point scores, and which is best of those that meet the
 * objectives. */
#include <math.h>

#include "study/tune_parts.h"

/* ---- scores ---- */

static bool by_strategy(const struct tuning *t)
{
    return t->strategy != STRATEGY_NONE;
}

static const struct column *column_of(const struct tuning *t, size_t point,
                                      const char *name)
{
    return columns_find(&t->sweeping->columns[point], name);
}

const struct column *tune_column(const struct tuning *t, size_t point)
{
    const char *name = t->strategy == STRATEGY_COST    ? "USD per 1M invocations"
                       : t->strategy == STRATEGY_SPEED ? "mean duration"
                                                       : t->score;

    return column_of(t, point, name);
}

static double share_of(double value, double most)
{
    return most > 0 ? value / most : 0;
}

void tune_read_function(const struct tuning *t, size_t point, struct tuned_point *to)
{
    const struct column *duration = column_of(t, point, "mean duration"),
                        *cost = column_of(t, point, "USD per 1M invocations");

    to->duration = duration ? duration->point : NAN;
    to->cost = cost ? cost->point : NAN;
}

/* D37: w x cost / largest cost + (1 - w) x duration / largest duration. */
static void score_strategy(const struct tuning *t, struct tuned *to)
{
    double cost = 0, duration = 0;

    for (size_t i = 0; i < to->sweep->points; i++) {
        cost = fmax(cost, to->point[i].cost);
        duration = fmax(duration, to->point[i].duration);
    }
    for (size_t i = 0; i < to->sweep->points; i++) {
        struct tuned_point *p = &to->point[i];
        p->score = t->strategy == STRATEGY_COST ? p->cost
                   : t->strategy == STRATEGY_SPEED
                       ? p->duration
                       : t->weight * share_of(p->cost, cost) +
                             (1 - t->weight) * share_of(p->duration, duration);
    }
}

void tune_score(const struct tuning *t, struct tuned *to)
{
    const struct sweep *sweep = &t->sweeping->sweep;

    to->sweep = sweep;
    to->point = arena_get(t->sweeping->arena, (sweep->points + 1) * sizeof *to->point);
    for (size_t i = 0; i < sweep->points; i++) {
        const struct summary *s = &sweep->point[i].summary;
        const struct column *score = by_strategy(t) ? NULL : column_of(t, i, t->score);
        to->point[i].score = score ? score->point : NAN;
        to->point[i].feasible = s->missed + s->undecided == 0;
        tune_read_function(t, i, &to->point[i]);
        if (score)
            to->score_unit = score->unit;
    }
    if (by_strategy(t))
        score_strategy(t, to);
}

/* ---- which is best ---- */

enum least_of { LEAST_SCORE, LEAST_COST, LEAST_DURATION };

/* The feasible point with least of `of`, but for `but`; -1: none.  What a selection has
 * dropped is not the best, though it may be the next. */
static long least(const struct tuned *t, enum least_of of, long but)
{
    long best = -1;
    double value = INFINITY;

    for (size_t i = 0; i < t->sweep->points; i++) {
        const struct tuned_point *p = &t->point[i];
        double x = of == LEAST_SCORE  ? p->score
                   : of == LEAST_COST ? p->cost
                                      : p->duration;
        bool dropped = p->dropped && of == LEAST_SCORE && but < 0;
        if (!p->feasible || dropped || (long)i == but || !(x < value))
            continue;
        best = (long)i;
        value = x;
    }
    return best;
}

void tune_choose(const struct tuning *t, struct tuned *to)
{
    const struct column *a, *b;

    to->best = least(to, LEAST_SCORE, -1);
    to->cheapest = least(to, LEAST_COST, -1);
    to->fastest = least(to, LEAST_DURATION, -1);
    to->runner_up = least(to, LEAST_SCORE, to->best);
    for (size_t i = 0; i < to->sweep->points; i++) {
        const struct summary *s = &to->sweep->point[i].summary;
        bool open = s->missed == 0 && s->undecided > 0;
        to->undecided |= open;
        to->improvable |=
            open && to->best >= 0 && to->point[i].score < to->point[to->best].score;
    }
    to->to_next.point = NAN;
    if (to->runner_up < 0 || t->strategy == STRATEGY_BALANCED)
        return;
    a = tune_column(t, (size_t)to->best);
    b = tune_column(t, (size_t)to->runner_up);
    if (a && b && a->n == b->n)
        to->to_next =
            column_difference(a, b, 1 - to->sweep->point[0].scenario->run.confidence);
}
