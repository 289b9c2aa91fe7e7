#include <math.h>

#include "study/tune_parts.h"

/* ---- the winner again ---- */

/* On replications that had no part in choosing it: the least of several looks smaller
 * than it is. */
static bool run_again(const struct tuning *t, struct tuned *to)
{
    struct sweeping *s = t->sweeping;
    struct sweep_point *p = &s->sweep.point[to->best], before = *p;
    struct columns columns = s->columns[to->best];
    bool stores = s->stores;

    s->first = before.summary.replications;
    s->stores = false;
    s->parts = 0;
    p->kept = NULL;
    p->replications = p->room = 0;
    bool fine = sweeping_run(s, (size_t)to->best);
    to->again = p->summary;
    tune_read_function(t, (size_t)to->best, &to->again_point);
    const struct column *score = t->score ? tune_column(t, (size_t)to->best) : NULL;
    to->again_point.score = score ? score->point : NAN;
    to->confirmed = fine && to->again.missed + to->again.undecided == 0;
    *p = before;
    s->columns[to->best] = columns;
    s->stores = stores;
    s->first = 0;
    return fine;
}

static bool conclude(const struct tuning *t, struct tuned *to)
{
    return to->best < 0 || run_again(t, to);
}

bool tune_points(const struct tuning *t, struct tuned *to)
{
    t->sweeping->expected = t->sweeping->sweep.points + 1;
    if (!sweeping_run_all(t->sweeping))
        return false;
    tune_score(t, to);
    if (t->indifference > 0 && !tune_select(t, to))
        return false;
    tune_choose(t, to);
    return conclude(t, to);
}

/* ---- LO..HI ---- */

struct bisecting {
    const struct tuning *tuning;
    struct tuned *to;
    long *point; /* of each value, -1: not run yet */
};

static enum verdict verdict_at(const struct bisecting *b, size_t value)
{
    const struct summary *s = &b->tuning->sweeping->sweep.point[b->point[value]].summary;

    return s->missed ? VERDICT_MISSED : s->undecided ? VERDICT_UNDECIDED : VERDICT_MET;
}

/* Runs the value, once; false: it did not come to its end. */
static bool try(struct bisecting *b, size_t value)
{
    struct sweeping *s = b->tuning->sweeping;
    struct tuned *to = b->to;
    size_t point = 0;

    if (b->point[value] >= 0)
        return true;
    /* the first value is loaded already */
    if ((to->steps > 0 || value > 0) && !sweeping_add(s, &value, &point))
        return false;
    if (!sweeping_run(s, point))
        return false;
    b->point[value] = (long)point;
    to->step = arena_room(s->arena, to->step, to->steps, sizeof *to->step);
    to->step[to->steps++] = (struct tuned_step){point, verdict_at(b, value)};
    return true;
}

static bool is_met(const struct bisecting *b, size_t value)
{
    return verdict_at(b, value) == VERDICT_MET;
}

/* Between `met` and `not`, which differ in that: moves them together. */
static bool close_in(struct bisecting *b, size_t *met, size_t *not_met)
{
    while (*met + 1 != *not_met && *not_met + 1 != *met) {
        size_t middle = (*met + *not_met) / 2;
        if (!try(b, middle))
            return false;
        if (is_met(b, middle))
            *met = middle;
        else
            *not_met = middle;
    }
    return true;
}

/* The value on the other side of the answer must meet them too. */
static bool check_neighbour(struct bisecting *b, size_t met, size_t not_met)
{
    size_t values = b->tuning->sweeping->sweep.axis[0].values;
    size_t other = not_met < met ? met + 1 : met - 1;

    b->to->monotone = true;
    if (not_met < met ? other >= values : met == 0)
        return true;
    if (!try(b, other))
        return false;
    b->to->monotone = is_met(b, other);
    return true;
}

/* Only what was run has a score; the answer is known. */
static bool answer(struct bisecting *b, long best, long beyond)
{
    struct tuned *to = b->to;

    tune_score(b->tuning, to);
    tune_choose(b->tuning, to);
    to->runner_up = -1;
    to->to_next.point = NAN;
    to->improvable = false;
    to->best = best;
    to->beyond = beyond;
    return conclude(b->tuning, to);
}

static bool bisect(struct bisecting *b)
{
    size_t low = 0, high = b->tuning->sweeping->sweep.axis[0].values - 1;
    size_t met, not_met;

    b->to->beyond = -1;
    b->to->monotone = true;
    if (!try(b, low) || !try(b, high))
        return false;
    if (!is_met(b, low) && !is_met(b, high))
        return answer(b, -1, -1);
    if (is_met(b, low) && is_met(b, high)) {
        tune_score(b->tuning, b->to);
        bool first =
            b->to->point[b->point[low]].score <= b->to->point[b->point[high]].score;
        return answer(b, b->point[first ? low : high], -1);
    }
    met = is_met(b, low) ? low : high;
    not_met = is_met(b, low) ? high : low;
    return close_in(b, &met, &not_met) && check_neighbour(b, met, not_met) &&
           answer(b, b->point[met], b->point[not_met]);
}

bool tune_range(const struct tuning *t, struct tuned *to)
{
    struct sweeping *s = t->sweeping;
    size_t values = s->sweep.axis[0].values;
    struct bisecting b = {t, to, arena_get(s->arena, (values + 1) * sizeof *b.point)};

    for (size_t i = 0; i < values; i++)
        b.point[i] = -1;
    /* each decision at its part of alpha, so that the chain errs with at most alpha */
    s->parts = fmax(1, ceil(log2((double)values)));
    s->until_decided = true;
    s->expected = (size_t)s->parts + 3;
    to->bisected = true;
    return bisect(&b);
}
