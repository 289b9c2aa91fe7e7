/* forecast.c - rates flow down the graph, times come back up; nothing is simulated. */
#include "flow/forecast.h"

#include <math.h>

#include "flow/usage.h"

struct queued { /* at a resource, for who consumes it */
    bool there, again, to_each;
    double rate; /* calls per second, of all callers so far, and the items in them */
    double items;
    double most;                     /* of the caller that brought most .. */
    const struct dist *keys, *sizes; /* .. what its items are like .. */
    struct forecast_parcel parcel;
    const struct resource *client; /* .. and who sends them */
};

struct own_use { /* of a limit, by one caller */
    size_t limit;
    const struct resource *caller;
    double use;
};

struct askers { /* of a resource that keeps answers */
    struct cache_asker *all;
    size_t count;
};

struct forecast {
    const struct graph *graph;
    struct arena *arena;
    struct queued *queued;  /* by resource */
    bool probing;           /* nothing is added up */
    struct forecast_at *at; /* by resource */
    struct forecast_use *use;
    struct own_use *own;
    size_t owns;
    sim_time from, to; /* the stretch */
    double **used;     /* by resource and item */
    bool *inside;      /* the resources between the client and here */
    bool *reached;     /* those that anybody calls */
    const struct resource *client, *caller; /* whose `forecast` is at it */
    const struct resource *replied;         /* the last that said */
    const struct dist *reply;               /* how large its answers are */
    struct askers *askers, *known;          /* by resource: of this round, of the first */
    bool again;                             /* there are some */
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
    f->arena = arena;
    f->askers = arena_get(arena, n * sizeof *f->askers);
    f->known = arena_get(arena, n * sizeof *f->known);
    f->at = arena_get(arena, n * sizeof *f->at);
    f->queued = arena_get(arena, n * sizeof *f->queued);
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

    if (!r->model->offers && !r->model->consumes && r->model->forecast &&
        !f->reached[r->index])
        r->model->forecast(f, r, &nothing);
}

/* Those who consume it share it alike, or have it all. */
static void pass_to_consumers(struct forecast *f, const struct resource *self,
                              const struct offered *all)
{
    size_t consumers = 0;

    for (int counting = 1; counting >= 0; counting--)
        for (size_t i = 0; i < f->graph->resources; i++) {
            const struct resource *r = &f->graph->resource[i];
            struct offered share = *all;
            if (!r->model->consumes || r->model->consumes(r)->resource != self->index)
                continue;
            if (counting)
                consumers++;
            if (!all->to_each)
                share.rate /= (double)consumers;
            if (!counting)
                forecast_call(f, r, &share);
        }
}

static void consume(struct forecast *f, size_t resource)
{
    struct queued *q = &f->queued[resource];
    const struct offered all = {.rate = q->rate,
                                .items = q->rate > 0 ? q->items / q->rate : 1,
                                .keys = q->keys,
                                .sizes = q->sizes,
                                .parcel = q->parcel,
                                .again = q->again,
                                .to_each = q->to_each};

    f->client = q->client;
    *q = (struct queued){.again = true};
    pass_to_consumers(f, &f->graph->resource[resource], &all);
}

/* What is consumed may send to other queues: each in its turn, as often as the longest
 * chain of them, so that a circle ends. */
static void consume_all(struct forecast *f)
{
    for (size_t round = 0; round < f->graph->resources; round++)
        for (size_t i = 0; i < f->graph->resources; i++)
            if (f->queued[i].there)
                consume(f, i);
}

void forecast_consumed(struct forecast *f, const struct resource *self,
                       const struct offered *offered)
{
    struct queued *q = &f->queued[self->index];
    double rate = offered->rate * offered->items;

    if (f->probing)
        return;
    if (!q->there || rate > q->most) {
        q->most = rate;
        q->keys = offered->keys;
        q->sizes = offered->sizes;
        q->parcel = offered->parcel;
        q->client = f->client;
    }
    q->there = true;
    q->to_each = offered->to_each;
    q->rate += offered->rate;
    q->items += rate;
}

static void go_round(struct forecast *f, sim_time from, sim_time to)
{
    for (size_t i = 0; i < f->graph->resources; i++) {
        const struct resource *r = &f->graph->resource[i];
        struct offered offered = {.items = 1};
        if (!r->model->offers || !r->model->forecast)
            continue;
        f->client = f->caller = r;
        r->model->offers(r, from, to, &offered);
        r->model->forecast(f, r, &offered);
    }
    f->client = f->caller = NULL;
    for (size_t i = 0; i < f->graph->resources; i++)
        forecast_idle(f, &f->graph->resource[i]);
    consume_all(f);
    f->client = NULL;
}

/* All but who asked for kept answers. */
static void forget(struct forecast *f)
{
    size_t n = f->graph->resources;

    for (size_t i = 0; i < n; i++) {
        f->known[i] = f->askers[i];
        f->askers[i] = (struct askers){0};
        f->at[i] = (struct forecast_at){0};
        f->queued[i] = (struct queued){0};
        f->reached[i] = false;
        for (size_t k = 0; k < items_of(f->graph->resource[i].model); k++)
            f->used[i][k] = 0;
    }
    for (size_t i = 0; i < f->graph->limits; i++)
        f->use[i] = (struct forecast_use){0};
    f->owns = 0;
}

void forecast_offer(struct forecast *f, sim_time from, sim_time to)
{
    f->from = from;
    f->to = to;
    go_round(f, from, to);
    if (!f->again)
        return;
    forget(f);
    go_round(f, from, to);
}

const struct forecast_at *forecast_of(const struct forecast *f, size_t resource)
{
    return &f->at[resource];
}

const struct forecast_use *forecast_use(const struct forecast *f, size_t limit)
{
    return &f->use[limit];
}

double forecast_utilization(const struct forecast *f, size_t limit)
{
    const struct forecast_use *u = forecast_use(f, limit);

    if (u->size > 0)
        return u->use / u->size;
    return u->size == 0 && u->use > 0 ? INFINITY : NAN;
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

/* ---- answers that are kept ---- */

void forecast_asker(struct forecast *f, const struct resource *self,
                    const struct cache_asker *one)
{
    struct askers *a = &f->askers[self->index];

    if (f->probing || !(one->rate > 0))
        return;
    a->all = arena_room(f->arena, a->all, a->count, sizeof *a->all);
    a->all[a->count++] = *one;
    f->again = true;
}

size_t forecast_askers(const struct forecast *f, const struct resource *self,
                       const struct cache_asker **all)
{
    *all = f->known[self->index].all;
    return f->known[self->index].count;
}

/* ---- answers have sizes ---- */

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

    return forecast_call(f, to, &offered);
}

struct forecast_time forecast_call(struct forecast *f, const struct resource *to,
                                   const struct offered *offered)
{
    struct forecast_time time = {0};
    struct offered there = *offered;

    if (!to->model->forecast)
        return time;
    if (f->inside[to->index]) {
        f->at[to->index].cyclic = true;
        forecast_unforeseen(
            f, to,
            "it calls itself, be it by way of others: one round is counted, "
            "and a circle that nothing ends goes on until time-outs or "
            "limits end it");
        return time;
    }
    f->inside[to->index] = f->reached[to->index] = true;
    there.caller = f->caller;
    f->caller = to;
    time = to->model->forecast(f, to, &there);
    f->caller = there.caller;
    f->inside[to->index] = false;
    return time;
}

struct forecast_time forecast_probe(struct forecast *f, const struct resource *to,
                                    const struct offered *offered)
{
    bool before = f->probing;
    struct forecast_time time;

    f->probing = true;
    time = forecast_call(f, to, offered);
    f->probing = before;
    return time;
}

struct forecast_time forecast_probe_steps(struct forecast *f, const struct list *steps,
                                          const struct forecast_body *body)
{
    bool before = f->probing;
    struct forecast_time time;

    f->probing = true;
    time = forecast_steps(f, steps, 0, body);
    f->probing = before;
    return time;
}

void forecast_limit(struct forecast *f, size_t limit, double use, double size)
{
    if (f->probing)
        return;
    f->use[limit].use += use;
    f->use[limit].size = size;
}

static struct own_use *own_of(struct forecast *f, size_t limit,
                              const struct resource *caller)
{
    for (size_t i = 0; i < f->owns; i++)
        if (f->own[i].limit == limit && f->own[i].caller == caller)
            return &f->own[i];
    f->own = arena_room(f->arena, f->own, f->owns, sizeof *f->own);
    f->own[f->owns] = (struct own_use){limit, caller, 0};
    return &f->own[f->owns++];
}

void forecast_own_limit(struct forecast *f, size_t limit, const struct resource *caller,
                        double use, double size)
{
    struct own_use *own = own_of(f, limit, caller);

    if (f->probing)
        return;
    own->use += use;
    f->use[limit].use = fmax(f->use[limit].use, own->use);
    f->use[limit].size = size;
}

/* Journeys a second, or users, which come as often. */
static double load_of(const struct resource *client, sim_time from, sim_time to)
{
    struct offered offered = {.items = 1};

    client->model->offers(client, from, to, &offered);
    return offered.users > 0 ? offered.users : offered.rate;
}

void forecast_stretch(const struct forecast *f, sim_time *from, sim_time *to)
{
    *from = f->from;
    *to = f->to;
}

double forecast_count(const struct forecast *f, double rate, sim_time from, sim_time to)
{
    double all = rate * (double)(to - from) / (double)SIM_SECOND, now;

    if (!f->client || to <= from)
        return all;
    now = load_of(f->client, f->from, f->to);
    return now > 0 ? all * load_of(f->client, from, to) / now : all;
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
    if (!f->probing)
        f->used[self->index][item] += per_s;
}

void forecast_holds(struct forecast *f, const struct resource *self, size_t item,
                    double amount)
{
    f->used[self->index][item] = amount * line_item_per_second(&self->model->items[item]);
}

double forecast_at_once(const struct forecast *f, double rate, double seconds)
{
    sim_time before = f->to - (sim_time)fmin(seconds * (double)SIM_SECOND, (double)f->to);

    return before >= f->from ? rate * seconds : forecast_count(f, rate, before, f->to);
}

void forecast_resource(struct forecast *f, const struct resource *self, double rate,
                       double seconds)
{
    if (f->probing)
        return;
    f->at[self->index].rate += rate;
    f->at[self->index].at_once += forecast_at_once(f, rate, seconds);
}

void forecast_within(struct forecast *f, const struct resource *self, double at_once)
{
    if (!f->probing)
        f->at[self->index].at_once += at_once;
}

void forecast_unforeseen(struct forecast *f, const struct resource *self,
                         const char *what)
{
    if (!f->probing)
        f->at[self->index].unforeseen = what;
}
