/* forecast.c - rates flow down the graph, times come back up; nothing is simulated. */
#include "flow/forecast.h"

#include <math.h>

#include "flow/usage.h"

struct forecast {
    const struct graph *graph;
    struct forecast_at *at; /* by resource */
    struct forecast_use *use;
    double **used; /* by resource and item */
    bool *inside;  /* the resources between the client and here */
    bool *reached; /* those that anybody calls */
    const struct resource *client;
    const struct resource *replied; /* the last that said */
    const struct dist *reply;       /* how large its answers are */
};

/* ---- for who asks ---- */

static size_t items_of(const struct model *model)
{
    size_t n = 0;

    while (model->items && model->items[n].name)
        n++;
    return n;
}

struct forecast *forecast_new(const struct graph *graph, struct arena *arena)
{
    struct forecast *f = arena_get(arena, sizeof *f);
    size_t n = graph->resources + 1;

    f->graph = graph;
    f->at = arena_get(arena, n * sizeof *f->at);
    f->used = arena_get(arena, n * sizeof *f->used);
    f->inside = arena_get(arena, n * sizeof *f->inside);
    f->reached = arena_get(arena, n * sizeof *f->reached);
    f->use = arena_get(arena, (graph->limits + 1) * sizeof *f->use);
    for (size_t i = 0; i < graph->resources; i++) {
        size_t items = items_of(graph->resource[i].model);
        f->used[i] = arena_get(arena, (items + 1) * sizeof **f->used);
    }
    return f;
}

/* What nobody calls is held all the same: capacity, storage. */
static void forecast_idle(struct forecast *f, const struct resource *r)
{
    const struct offered nothing = {.items = 1};

    if (!r->model->offers && r->model->forecast && !f->reached[r->index])
        r->model->forecast(f, r, &nothing);
}

void forecast_offer(struct forecast *f, sim_time from, sim_time to)
{
    for (size_t i = 0; i < f->graph->resources; i++) {
        const struct resource *r = &f->graph->resource[i];
        struct offered offered = {.items = 1};
        if (!r->model->offers || !r->model->forecast)
            continue;
        f->client = r;
        r->model->offers(r, from, to, &offered);
        r->model->forecast(f, r, &offered);
    }
    f->client = NULL;
    for (size_t i = 0; i < f->graph->resources; i++)
        forecast_idle(f, &f->graph->resource[i]);
}

const struct forecast_at *forecast_of(const struct forecast *f, size_t resource)
{
    return &f->at[resource];
}

const struct forecast_use *forecast_use(const struct forecast *f, size_t limit)
{
    return &f->use[limit];
}

double forecast_used(const struct forecast *f, size_t resource, size_t item)
{
    return f->used[resource][item];
}

/* ---- for models ---- */

const struct graph *forecast_graph(const struct forecast *f)
{
    return f->graph;
}

static double attribute_mean(const struct forecast *f, const struct dist *dist)
{
    const struct resource *c = f->client;
    double mean = NAN;

    if (c && c->model->attribute_mean)
        mean = c->model->attribute_mean(f->graph, c, dist->law.index);
    return isnan(mean) ? 0
                       : dist->law.at * (dist->unit == UNIT_TIME ? 1e-9 : 1) +
                             dist->law.scale * mean;
}

/* Things are drawn as whole numbers, the nearest: exponential(mean=0.3) has fewer. */
static double mean_of_whole(const struct law *law)
{
    enum { TERMS = 10000 }; /* of more things the halves do not matter */
    double sum = 0, beyond = 1;

    for (int k = 0; k < TERMS && beyond > 1e-12; k++) {
        beyond = 1 - law_cdf(law, k + 0.5);
        sum += beyond;
    }
    return beyond > 1e-12 ? law_mean(law) : sum;
}

double forecast_mean(const struct forecast *f, const struct dist *dist)
{
    if (dist->law.kind == LAW_NONE)
        return 0;
    if (dist->law.kind == LAW_ATTRIBUTE)
        return attribute_mean(f, dist);
    if (dist->unit == UNIT_COUNT)
        return mean_of_whole(&dist->law);
    return law_mean(&dist->law) * (dist->unit == UNIT_TIME ? 1e-9 : 1);
}

struct forecast_time forecast_law(const struct forecast *f, const struct dist *dist)
{
    enum {
        WILD = 100
    }; /* of a variance that is infinite: this much of the mean's square */
    struct forecast_time time = {.mean = forecast_mean(f, dist)};
    const struct law *law = forecast_keys(f, dist);
    double scale = dist->unit == UNIT_TIME ? 1e-9 : 1, mean, square;

    if (!law)
        return time;
    if (law != &dist->law) /* a client's attribute */
        scale *= dist->law.scale;
    mean = law_mean(law) * scale;
    square = law_second_moment(law) * scale * scale;
    time.variance = isfinite(square) ? fmax(square - mean * mean, 0) : WILD * mean * mean;
    return time;
}

const struct law *forecast_keys(const struct forecast *f, const struct dist *dist)
{
    const struct resource *c = f->client;

    if (dist->law.kind == LAW_NONE)
        return NULL;
    if (dist->law.kind != LAW_ATTRIBUTE)
        return &dist->law;
    return c && c->model->attribute_law ? c->model->attribute_law(c, dist->law.index)
                                        : NULL;
}

/* ---- sizes ---- */

/* P(times x size <= bytes); a size that is drawn is whole bytes. */
static double within(const struct forecast *f, const struct forecast_size *s,
                     double bytes)
{
    double x = floor(bytes / s->times) + 0.5;
    const struct law *law = s->dist ? forecast_keys(f, s->dist) : NULL;

    if (!law)
        return !s->dist || forecast_mean(f, s->dist) < x;
    if (s->dist->law.kind == LAW_ATTRIBUTE)
        x = (x - s->dist->law.at) / s->dist->law.scale;
    return law_cdf(law, x);
}

double forecast_pieces(const struct forecast *f, const struct forecast_size *of,
                       size_t sizes, double unit, double most)
{
    double sum = 1;

    for (double bytes = unit; bytes < most; bytes += unit) {
        double all = 1;
        for (size_t i = 0; i < sizes; i++)
            all *= within(f, &of[i], bytes);
        if (1 - all < 1e-12)
            break;
        sum += 1 - all;
    }
    return sum;
}

void forecast_reply(struct forecast *f, const struct resource *self,
                    const struct dist *size)
{
    f->replied = self;
    f->reply = size;
}

const struct dist *forecast_replied(const struct forecast *f, const struct ask *ask)
{
    return f->replied == &f->graph->resource[ask->to.resource] ? f->reply : NULL;
}

/* ---- down the graph ---- */

struct forecast_time forecast_ask(struct forecast *f, const struct ask *ask, double rate)
{
    const struct resource *to = &f->graph->resource[ask->to.resource];
    bool counted = ask->items.law.kind != LAW_NONE;
    struct offered offered = {
        .rate = rate,
        .items = counted ? forecast_mean(f, &ask->items) : 1,
        .target = &ask->to,
        .keys = &ask->key,
        .sizes = &ask->item_size,
    };
    struct forecast_time time = {0};

    if (!to->model->forecast)
        return time;
    if (f->inside[to->index]) {
        f->at[to->index].cyclic = true;
        return time;
    }
    f->inside[to->index] = f->reached[to->index] = true;
    time = to->model->forecast(f, to, &offered);
    f->inside[to->index] = false;
    return time;
}

void forecast_limit(struct forecast *f, size_t limit, double use, double size)
{
    f->use[limit].use += use;
    f->use[limit].size = size;
}

void forecast_account_limit(struct forecast *f, const struct resource *self, size_t place,
                            double use, double size)
{
    for (size_t i = 0; i < f->graph->accounts; i++)
        if (f->graph->account[i].model == self->model)
            forecast_limit(f, f->graph->account[i].limit[place], use, size);
}

void forecast_usage(struct forecast *f, const struct resource *self, size_t item,
                    double per_s)
{
    f->used[self->index][item] += per_s;
}

void forecast_holds(struct forecast *f, const struct resource *self, size_t item,
                    double amount)
{
    f->used[self->index][item] = amount * line_item_per_second(&self->model->items[item]);
}

void forecast_resource(struct forecast *f, const struct resource *self, double rate,
                       double seconds)
{
    f->at[self->index].rate += rate;
    f->at[self->index].at_once += rate * seconds;
}
