/* tune_select.c - the best with a stated error: whoever may be the best is run on
 * (selection.h). */
#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "study/selection.h"
#include "study/tune_parts.h"

enum { STEP = 5, MOST = 640 }; /* replications: a look, at most */

/* Of the difference of two points, from their runs so far. */
static double variance_of(const struct column *a, const struct column *b)
{
    double sum = 0;

    for (size_t r = 0; r < a->n; r++) {
        double d = b->off[r] - a->off[r];
        sum += isnan(d) ? 0 : d * d;
    }
    return sum / (double)(a->n - 1);
}

static const double *variances(const struct tuning *t, const struct tuned *to)
{
    size_t n = to->sweep->points;
    double *all = arena_get(t->sweeping->arena, (n * n + 1) * sizeof *all);

    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n; k++) {
            const struct column *a = tune_column(t, i), *b = tune_column(t, k);
            all[i * n + k] = a && b ? variance_of(a, b) : 0;
        }
    return all;
}

static double least_score(const struct tuned *to, const struct selection *s)
{
    double least = INFINITY;

    for (size_t i = 0; i < s->points; i++)
        if (s->in[i])
            least = fmin(least, to->point[i].score);
    return least;
}

static struct selection begin(const struct tuning *t, struct tuned *to)
{
    const struct run_settings *run = &to->sweep->point[0].scenario->run;
    struct selection s = {.points = to->sweep->points,
                          .first = (size_t)run->replications,
                          .alpha = 1 - run->confidence,
                          .variance = variances(t, to)};

    s.in = arena_get(t->sweeping->arena, (s.points + 1) * sizeof *s.in);
    for (size_t i = 0; i < s.points; i++)
        s.in[i] = to->point[i].feasible && !isnan(to->point[i].score);
    selection_begin(&s);
    s.zone = t->indifference * fabs(least_score(to, &s));
    return s;
}

static size_t look(const struct selected *selected, struct selection *s,
                   const struct tuned *to)
{
    double *mean = xcalloc(s->points + 1, sizeof *mean);
    size_t left;

    for (size_t i = 0; i < s->points; i++) {
        s->in[i] = s->in[i] && to->point[i].feasible; /* of more runs it may not be */
        mean[i] = to->point[i].score;
    }
    left = selection_look(s, mean, selected->replications);
    free(mean);
    return left;
}

static bool run_on(const struct tuning *t, const struct selection *s, size_t replications)
{
    for (size_t i = 0; i < s->points; i++) {
        if (!s->in[i])
            continue;
        t->sweeping->sweep.point[i].scenario->run.replications = (int64_t)replications;
        if (!sweeping_run(t->sweeping, i))
            return false;
    }
    return true;
}

bool tune_select(const struct tuning *t, struct tuned *to)
{
    struct selection s = begin(t, to);
    struct selected *is = &to->selected;

    *is = (struct selected){.asked = true,
                            .indifference = t->indifference,
                            .confidence = 1 - s.alpha,
                            .zone = s.zone,
                            .rivals = s.rivals,
                            .replications = s.first};
    if (s.rivals < 2 || !(s.zone > 0)) {
        is->left = s.rivals;
        return true;
    }
    for (;;) {
        is->looks++;
        is->left = look(is, &s, to);
        if (is->left < 2 || is->replications + STEP > MOST)
            break;
        is->replications += STEP;
        if (!run_on(t, &s, is->replications))
            return false;
        tune_score(t, to);
    }
    for (size_t i = 0; i < s.points; i++)
        to->point[i].dropped = !s.in[i];
    return true;
}
