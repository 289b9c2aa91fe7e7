/* forecast.c - rates flow down the graph, times come back up; nothing is simulated. */
#include "flow/forecast.h"

#include <math.h>

#include "flow/usage.h"

struct speed { /* how fast work is done where steps are walked */
    double (*of)(const void *ctx, const struct step *, double mean);
    const void *ctx;
};

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
    size_t *chances;                /* forecast_chances */
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
    f->chances = arena_get(arena, sizeof *f->chances);
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
    *f->chances += dist->law.kind != LAW_CONSTANT;
    if (dist->law.kind == LAW_ATTRIBUTE)
        return attribute_mean(f, dist);
    if (dist->unit == UNIT_COUNT)
        return mean_of_whole(&dist->law);
    return law_mean(&dist->law) * (dist->unit == UNIT_TIME ? 1e-9 : 1);
}

size_t forecast_chances(const struct forecast *f)
{
    return *f->chances;
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

double forecast_ask(struct forecast *f, const struct ask *ask, double rate)
{
    const struct resource *to = &f->graph->resource[ask->to.resource];
    bool counted = ask->items.law.kind != LAW_NONE;
    struct offered offered = {
        .rate = rate,
        .items = counted ? forecast_mean(f, &ask->items) : 1,
        .bytes = forecast_mean(f, &ask->item_size),
        .target = &ask->to,
        .keys = &ask->key,
        .sizes = &ask->item_size,
    };
    double seconds;

    if (!to->model->forecast)
        return 0;
    if (f->inside[to->index]) {
        f->at[to->index].cyclic = true;
        return 0;
    }
    f->inside[to->index] = f->reached[to->index] = true;
    seconds = to->model->forecast(f, to, &offered);
    f->inside[to->index] = false;
    return seconds;
}

/* One body of steps. */
struct passage {
    double seconds; /* mean time of those that begin it */
    double whole;   /* the share that comes to its end, not failing */
};

static struct passage pass(struct forecast *, const struct list *, double rate,
                           const struct speed *);

/* Side by side: rates of all, the longest mean, and all must come through. */
static struct passage pass_parallel(struct forecast *f, const struct step *s, double rate,
                                    const struct speed *speed)
{
    const struct step *block = s->parallel.element;
    struct passage all = {0, 1};

    for (size_t i = 0; i < s->parallel.count; i++) {
        struct list one = {.count = 1, .element = (void *)(uintptr_t)&block[i]};
        struct passage p = pass(f, &one, rate, speed);
        all.seconds = fmax(all.seconds, p.seconds);
        all.whole *= p.whole;
    }
    return all;
}

static double share_of(const struct forecast *f, const struct list *blocks, size_t i)
{
    const struct step *block = blocks->element;
    double rest = 1;

    if (block[i].probability.law.kind != LAW_NONE)
        return forecast_mean(f, &block[i].probability);
    for (size_t k = 0; k < blocks->count; k++)
        rest -= forecast_mean(f, &block[k].probability);
    return fmax(0, rest);
}

static struct passage pass_choose(struct forecast *f, const struct step *s, double rate,
                                  const struct speed *speed)
{
    const struct step *block = s->choose.element;
    struct passage all = {0, 1};

    for (size_t i = 0; i < s->choose.count; i++) {
        struct step chosen = block[i];
        struct list one = {.count = 1, .element = &chosen};
        double share = share_of(f, &s->choose, i);
        struct passage p;
        *f->chances += share > 0 && share < 1;
        chosen.probability.law.kind = LAW_NONE;
        p = pass(f, &one, rate * share, speed);
        all.seconds += share * p.seconds;
        all.whole -= share * (1 - p.whole);
    }
    return all;
}

/* Once through a step, whatever its probability and count. */
static struct passage pass_step(struct forecast *f, const struct step *s, double rate,
                                const struct speed *speed)
{
    double mean;

    switch (s->kind) {
    case STEP_WORK:
        mean = forecast_mean(f, &s->work);
        return (struct passage){speed->of ? speed->of(speed->ctx, s, mean) : mean, 1};
    case STEP_WAIT:
        return (struct passage){forecast_mean(f, &s->wait), 1};
    case STEP_CALL:
        return (struct passage){forecast_ask(f, &s->call, rate), 1};
    case STEP_SEND:
        forecast_ask(f, &s->call, rate);
        return (struct passage){0, 1};
    case STEP_FAIL:
        return (struct passage){0, s->of_item ? 1 : 0};
    case STEP_BLOCK:
        return pass(f, &s->steps, rate, speed);
    case STEP_PARALLEL:
        return pass_parallel(f, s, rate, speed);
    case STEP_CHOOSE:
        return pass_choose(f, s, rate, speed);
    }
    return (struct passage){0, 1};
}

static struct passage pass(struct forecast *f, const struct list *steps, double rate,
                           const struct speed *speed)
{
    const struct step *step = steps->element;
    struct passage all = {0, 1};

    for (size_t i = 0; i < steps->count; i++) {
        const struct step *s = &step[i];
        bool tossed = s->probability.law.kind != LAW_NONE;
        double p = tossed ? forecast_mean(f, &s->probability) : 1;
        *f->chances += p > 0 && p < 1;
        double count = s->count.law.kind != LAW_NONE ? forecast_mean(f, &s->count) : 1;
        struct passage one = pass_step(f, s, rate * all.whole * p * count, speed);
        all.seconds += all.whole * p * count * one.seconds;
        if (s->on_error == ON_ERROR_FAIL)
            all.whole *= 1 - p + p * pow(one.whole, count);
    }
    return all;
}

double forecast_steps(struct forecast *f, const struct list *steps, double rate,
                      double (*speed)(const void *ctx, const struct step *, double mean),
                      const void *ctx)
{
    struct speed here = {speed, ctx};

    return pass(f, steps, rate, &here).seconds;
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
