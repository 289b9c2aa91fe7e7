#include "run/strides.h"

#include <math.h>

#include "flow/forecast.h"

static sim_time measured(const struct scenario *s)
{
    return s->run.duration - s->measured_from;
}

/* Of a closed loop, and of what nobody asks for (schedules, a backlog), nobody knows. */
static bool has_few_arrivals(const struct scenario *s)
{
    double rate = 0, length = (double)measured(s) / 1e9;
    bool known = true;

    for (size_t i = 0; i < s->graph.resources; i++) {
        const struct resource *r = &s->graph.resource[i];
        struct offered offered = {.items = 1};
        if (!r->model->offers)
            continue;
        r->model->offers(r, s->measured_from, s->run.duration, &offered);
        known = known && offered.users == 0;
        rate += offered.rate;
    }
    return known && rate > 0 && rate * length < ARRIVALS_OF_ONE;
}

size_t strides_of(const struct scenario *s)
{
    bool one = s->run.replications == 1 && !isfinite(s->run.precision) && s->steady &&
               !has_few_arrivals(s);
    size_t count = one ? STRIDES_OF_ONE : STRIDES;

    return s->steady && measured(s) >= (sim_time)count ? count : 0;
}

static size_t first_limit(const struct layout *l)
{
    return stride_row_of_metric(l, l->metrics, 0);
}

size_t stride_row_of_metric(const struct layout *l, size_t metric, size_t member)
{
    size_t row = member;

    for (size_t i = 0; i < metric; i++)
        row += l->metric[i].members;
    return row;
}

size_t stride_row_of_limit(const struct layout *l, size_t limit)
{
    return first_limit(l) + limit;
}

size_t stride_row_of_cost(const struct layout *l)
{
    return first_limit(l) + l->scenario->graph.limits;
}

size_t stride_rows(const struct layout *l)
{
    return stride_row_of_cost(l) + 1;
}

/* The whole of `length * k / strides` without the product, which may not fit. */
sim_time stride_from(const struct layout *l, size_t k)
{
    sim_time length = measured(l->scenario), n = (sim_time)l->strides, i = (sim_time)k;

    return l->scenario->measured_from + length / n * i + length % n * i / n;
}

double stride_seconds(const struct layout *l, size_t k)
{
    return (double)(stride_from(l, k + 1) - stride_from(l, k)) / 1e9;
}

double *stride_at(const struct result *result, size_t row, size_t k)
{
    const struct layout *l = result->layout;

    return result->value + l->stride_values +
           (row * l->strides + k) * (size_t)STRIDE_VALUES;
}
