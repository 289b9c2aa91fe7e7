/* forecast.c - what the calculator says of a distribution. */
#include <math.h>

#include "cloudfront/distribution.h"
#include "cloudfront/tables.h"

struct asked { /* of one behaviour, by one caller */
    struct forecast *f;
    const struct resource *self;
    const struct cloudfront_behavior *behavior;
    const struct offered *offered;
    size_t index;
};

static const struct dist *reply_of(const struct asked *a)
{
    return a->behavior->response_size.law.kind != LAW_NONE
               ? &a->behavior->response_size
               : forecast_replied(a->f, &a->behavior->origin);
}

/* The share of its requests that does not go to the origin within so long after the last
 * one went there: of each edge location's cache, which has all the room it needs. */
static double spared(const struct asked *a, double seconds)
{
    const struct cloudfront_config *c = a->self->config;
    const struct cache_asker *all;
    struct cache_asker one = {.kind = a->index, .ttl = seconds};
    size_t askers;

    if (!a->offered->keys || !(seconds > 0))
        return 0;
    one.keys = forecast_keys(a->f, a->offered->keys);
    one.rate = a->offered->rate / (double)c->edges;
    if (!one.keys)
        return 0;
    forecast_asker(a->f, a->self, &one);
    askers = forecast_askers(a->f, a->self, &all);
    if (askers == 0)
        return cache_found(&one, &one, 1, INFINITY);
    return cache_found(&one, all, askers, INFINITY);
}

/* From the edge to the Region and back, of the client who asks. */
static double far_of(const struct asked *a)
{
    const struct resource *caller = a->offered->caller;

    if (!caller || !caller->model->point_to_region_mean)
        return 0;
    return caller->model->point_to_region_mean(a->f, caller);
}

/* Of the origin, if nothing were kept. */
static struct forecast_time origin_time(const struct asked *a)
{
    const struct ask *ask = &a->behavior->origin;
    const struct offered one = {
        .items = 1, .target = &ask->to, .keys = &ask->key, .sizes = &ask->item_size};

    return forecast_probe(a->f, &forecast_graph(a->f)->resource[ask->to.resource], &one);
}

static void forecast_gb(const struct asked *a, size_t item, double bytes)
{
    const struct cloudfront_config *c = a->self->config;

    item += (size_t)c->region;
    forecast_usage(a->f, a->self, item,
                   a->offered->rate * bytes * cloudfront_items[item].scale);
}

static void forecast_bill(const struct asked *a, bool is_up)
{
    const struct cloudfront_config *c = a->self->config;

    forecast_usage(a->f, a->self, ITEM_REQUEST + (size_t)c->region, a->offered->rate);
    if (reply_of(a))
        forecast_gb(a, ITEM_OUT, forecast_mean(a->f, reply_of(a)));
    if (is_up && a->offered->sizes)
        forecast_gb(a, ITEM_ORIGIN, forecast_mean(a->f, a->offered->sizes));
}

/* Found at once, or behind one who has asked already, half of its time on average, or
 * there and back and what the origin takes. */
static struct forecast_time forecast_answer(const struct asked *a, bool kept)
{
    struct forecast_time there = {0}, wait = {0};
    double ttl = kept ? (double)cloudfront_ttl(a->behavior) * 1e-9 : 0;
    double far = far_of(a), hits = 0, without = 0;

    if (ttl > 0) {
        wait.mean = (origin_time(a).mean + far) / 2;
        without = spared(a, ttl + 2 * wait.mean);
        hits = without * ttl / (ttl + 2 * wait.mean);
    }
    there = forecast_ask(a->f, &a->behavior->origin, a->offered->rate * (1 - without));
    there.mean += far;
    there.mean = there.mean * (1 - without) + wait.mean * (without - hits);
    there.variance *= 1 - without;
    return there;
}

struct forecast_time cloudfront_forecast(struct forecast *f, const struct resource *self,
                                         const struct offered *offered)
{
    const struct cloudfront_config *c = self->config;
    const struct cloudfront_behavior *behavior = c->behaviors.element;
    const struct cloudfront_request *said =
        offered->target ? offered->target->options : NULL;
    size_t index = said ? said->index : 0;
    const struct asked a = {f, self, &behavior[index], offered, index};
    bool kept = offered->target && cloudfront_keeps(offered->target->action);
    struct forecast_time time = forecast_answer(&a, kept);

    forecast_limit(f, self->limit[0], offered->rate, c->rate);
    forecast_bill(&a, !kept);
    forecast_resource(f, self, offered->rate, time.mean);
    if (reply_of(&a))
        forecast_reply(f, self, reply_of(&a));
    return time;
}
