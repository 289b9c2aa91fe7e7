/* objective_sample.c - what one replication's windows say of an objective. */
#include "run/objective.h"

#include <math.h>

bool objective_is_recorded(const struct objective *o)
{
    return o->aggregate != AGG_COST || o->cost == COST_PER_MILLION;
}

struct window objective_window(const struct objective *o, size_t window)
{
    return (struct window){.metric = o->metric,
                           .member = o->member,
                           .from = o->span[window].from,
                           .to = o->span[window].to,
                           .base = o->open_is_infinite ? "incomplete" : NULL,
                           .bins = o->aggregate == AGG_QUANTILE || o->has_inner};
}

sim_time objective_window_start(const struct objective *o, size_t window)
{
    return o->span[window].from;
}

/* How many of the window's values satisfy `m OP v`. */
static double beyond(const struct objective *o, const struct histogram_run *h)
{
    int64_t v = (int64_t)o->inner;

    switch (o->inner_op) {
    case GREATER:
        return histogram_above(h, v);
    case GREATER_EQUAL:
        return histogram_above(h, v - 1);
    case LESS:
        return (double)h->n - histogram_above(h, v - 1);
    case LESS_EQUAL:
        return (double)h->n - histogram_above(h, v);
    }
    return NAN;
}

static void take_share(const struct objective *o, const double *seen,
                       const struct histogram_run *h, struct sample *sample)
{
    double failures = o->failures_are_over ? seen[WINDOW_BASE] : 0;
    bool over = o->inner_op == GREATER || o->inner_op == GREATER_EQUAL;

    if (o->has_inner) {
        sample->numerator = beyond(o, h) + (over ? failures : 0);
        sample->denominator = seen[WINDOW_COUNT] + failures;
    } else {
        sample->numerator = seen[WINDOW_COUNT];
        sample->denominator = seen[WINDOW_BASE];
    }
    sample->value = sample->numerator / sample->denominator;
}

static void take_mean(const double *seen, bool level, struct sample *sample)
{
    sample->numerator = seen[WINDOW_SUM];
    sample->denominator = level ? seen[WINDOW_SECONDS] : seen[WINDOW_COUNT];
    sample->value = sample->numerator / sample->denominator;
}

/* A count that goes on through the drain is still a rate of the time it arose in. */
static double seconds_of(const struct result *result, const struct window *w)
{
    sim_time end = result->layout->scenario->run.duration;

    return (double)((w->to < end ? w->to : end) - w->from) / 1e9;
}

static double plain(const struct objective *o, const struct result *result,
                    const struct window *w, const double *seen)
{
    bool counted = place_row(&result->layout->metric[w->metric])->kind == METRIC_COUNT;

    switch (o->aggregate) {
    case AGG_MIN:
        return seen[WINDOW_MINIMUM];
    case AGG_MAX:
        return seen[WINDOW_MAXIMUM];
    case AGG_LAST:
        return seen[WINDOW_LAST];
    case AGG_RATE:
        return seen[WINDOW_COUNT] / seconds_of(result, w);
    case AGG_SUM:
        return counted ? seen[WINDOW_COUNT] : seen[WINDOW_SUM];
    case AGG_QUANTILE:
    case AGG_MEAN:
    case AGG_SHARE:
    case AGG_COST:
        break;
    }
    return NAN;
}

double result_cost(const struct result *result, const char *variable)
{
    const struct variable *v = layout_find(result->layout, variable);
    double sum = 0;

    for (size_t i = 0; v && i < v->count; i++)
        sum += result_at(result, v)[i];
    return v ? sum : NAN;
}

static void take_cost(const struct objective *o, const struct result *result,
                      const double *seen, struct sample *sample)
{
    sample->value =
        result_cost(result, o->cost == COST_MONTH ? "cost_month" : "cost_run");
    if (o->cost != COST_PER_MILLION)
        return;
    sample->numerator = sample->value * 1e6;
    sample->denominator = seen[WINDOW_COUNT];
    sample->value = sample->numerator / sample->denominator;
}

/* What was still open when the run ended is longer than anything: in the last bin. */
static void add_open(struct histogram_run *h, uint64_t open)
{
    if (open == 0)
        return;
    h->min = h->n > 0 ? h->min : INT64_MAX;
    h->max = INT64_MAX;
    h->n += open;
    h->count[HISTOGRAM_BINS - 1] += open;
}

bool objective_sample(const struct result *result, size_t index, size_t window,
                      struct histogram_run *scratch, struct sample *sample)
{
    const struct layout *l = result->layout;
    const struct objective *o = &l->scenario->objective[index];
    const struct window *w = &l->window[l->objective_window[index] + window];
    const double *seen = objective_is_recorded(o) ? result->value + w->at : NULL;

    *sample = (struct sample){.value = NAN, .numerator = NAN, .denominator = NAN};
    if (seen && w->bins)
        window_histogram(result, w, scratch);
    if (o->aggregate == AGG_QUANTILE) {
        if (o->open_is_infinite)
            add_open(scratch, (uint64_t)seen[WINDOW_BASE]);
        sample->histogram = scratch;
        sample->value = histogram_quantile(scratch, o->q);
    } else if (o->aggregate == AGG_SHARE) {
        take_share(o, seen, scratch, sample);
    } else if (o->aggregate == AGG_MEAN) {
        take_mean(seen, place_row(&l->metric[w->metric])->kind == METRIC_LEVEL, sample);
    } else if (o->aggregate == AGG_COST) {
        take_cost(o, result, seen, sample);
    } else {
        sample->value = plain(o, result, w, seen);
    }
    return !isnan(sample->value);
}
