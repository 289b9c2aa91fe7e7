/* settling.c - paths out of the harvest's strides. */
#include "study/settling.h"

#include <stdlib.h>

#include "base/memory.h"
#include "run/strides.h"

struct shown { /* what is watched, of rows of strides */
    const struct harvest *harvest;
    size_t row;
    size_t over[PLACE_COUNTS]; /* rows whose sums are the base, */
    size_t overs;              /* if there are any */
    size_t from, count;        /* of the 60 strides */
    double little;
};

/* One of the 60, which may be many of a long run's. */
static double sum_of(const struct shown *s, size_t run, size_t row, size_t k,
                     enum stride_value what)
{
    size_t many = s->harvest->layout->strides / STRIDES;
    double sum = 0;

    for (size_t i = 0; i < many; i++)
        sum += harvest_stride(s->harvest, run, row, k * many + i)[what];
    return sum;
}

static double base_of(const struct shown *s, size_t run, size_t k)
{
    double sum = 0;

    if (s->overs == 0)
        return sum_of(s, run, s->row, k, STRIDE_BASE);
    for (size_t i = 0; i < s->overs; i++)
        sum += sum_of(s, run, s->over[i], k, STRIDE_SUM);
    return sum;
}

static struct settled settle_shown(const struct shown *s)
{
    size_t runs = s->harvest->replications, n = runs * s->count;
    double *sum = xcalloc(2 * n + 1, sizeof *sum), *base = sum + n;
    struct paths paths = {runs, s->count, sum, base, s->little};

    for (size_t i = 0; i < runs; i++)
        for (size_t k = 0; k < s->count; k++) {
            sum[i * s->count + k] = sum_of(s, i, s->row, s->from + k, STRIDE_SUM);
            base[i * s->count + k] = base_of(s, i, s->from + k);
        }
    struct settled settled = settle(&paths);
    free(sum);
    return settled;
}

static struct settled settle_row(const struct harvest *h, size_t row, double little)
{
    struct shown s = {.harvest = h, .row = row, .count = STRIDES, .little = little};

    return h->layout->strides == 0 ? (struct settled){.steady = true} : settle_shown(&s);
}

struct settled settling_of_metric(const struct harvest *h, size_t metric, size_t member)
{
    return settle_row(h, stride_row_of_metric(h->layout, metric, member), 0);
}

struct settled settling_of_limit(const struct harvest *h, size_t limit)
{
    return settle_row(h, stride_row_of_limit(h->layout, limit), 0.1);
}

sim_time settling_stride(const struct layout *l)
{
    return stride_from(l, l->strides / STRIDES) - l->scenario->measured_from;
}

/* ---- objectives ---- */

/* The strides that lie in the objective's windows, from the first to the last. */
static void find_stretch(struct shown *s, const struct objective *o)
{
    const struct layout *l = s->harvest->layout;
    size_t many = l->strides / STRIDES, to = STRIDES;
    sim_time end = 0;

    for (size_t i = 0; i < o->windows; i++)
        end = o->span[i].to > end ? o->span[i].to : end;
    while (s->from < STRIDES && stride_from(l, s->from * many) < o->span[0].from)
        s->from++;
    while (to > s->from && stride_from(l, to * many) > end)
        to--;
    s->count = to - s->from;
}

static void show_over(struct shown *s, const struct metric_place *place, size_t member,
                      const char *names)
{
    const struct layout *l = s->harvest->layout;

    s->overs = place_counts(l, place, names, s->over);
    for (size_t i = 0; i < s->overs; i++)
        s->over[i] = stride_row_of_metric(l, s->over[i], member);
}

/* Of a share of values the mean stands for it. */
static void show_metric(struct shown *s, const struct objective *o)
{
    const struct layout *l = s->harvest->layout;
    const struct metric_place *place = &l->metric[o->metric];

    s->row = stride_row_of_metric(l, o->metric, o->member);
    if (o->aggregate == AGG_SHARE && !o->has_inner)
        show_over(s, place, o->member, place_base(place));
}

static void show_cost(struct shown *s, const struct objective *o)
{
    const struct layout *l = s->harvest->layout;

    s->row = stride_row_of_cost(l);
    if (o->cost != COST_PER_MILLION)
        return;
    s->over[0] = stride_row_of_metric(l, o->metric, o->member);
    s->overs = 1;
}

struct settled settling_of_objective(const struct harvest *h, const struct objective *o)
{
    struct shown s = {.harvest = h, .count = STRIDES};

    if (h->layout->strides == 0)
        return (struct settled){.steady = true};
    if (objective_is_recorded(o))
        find_stretch(&s, o);
    if (o->aggregate == AGG_COST)
        show_cost(&s, o);
    else
        show_metric(&s, o);
    return settle_shown(&s);
}
