/* forecast.c - what the calculator says of an API. */
#include <math.h>

#include "apigateway/api.h"
#include "apigateway/tables.h"
#include "flow/ways.h"

struct asked { /* of one route, by one caller */
    struct forecast *f;
    const struct resource *self;
    const struct apigateway_account *account;
    const struct apigateway_route *route;
    const struct offered *offered;
};

/* How large its answers are; NULL: nobody says. */
static const struct dist *reply_of(const struct asked *a)
{
    return a->route->response_size.law.kind != LAW_NONE
               ? &a->route->response_size
               : forecast_replied(a->f, &a->route->integration);
}

/* As an API bills: bill() of apigateway.c. */
static void forecast_bill(const struct asked *a)
{
    const struct apigateway_config *c = a->self->config;
    const struct forecast_size sizes[] = {{a->offered->sizes, 1}, {reply_of(a), 1}};
    double pieces;

    if (c->type == API_REST) {
        forecast_usage(a->f, a->self, ITEM_REST_REQUEST, a->offered->rate);
        return;
    }
    pieces = forecast_pieces(a->f, sizes, 2, (double)a->account->bytes_metered,
                             (double)a->account->payload_most);
    forecast_usage(a->f, a->self, ITEM_HTTP_REQUEST, a->offered->rate * pieces);
}

/* A PRIVATE one's requests and answers go by the endpoint of its network. */
static void forecast_endpoint(const struct asked *a)
{
    const struct apigateway_config *c = a->self->config;
    const struct dist *sizes = a->offered->sizes, *reply = reply_of(a);
    const struct resource *vpc;
    double bytes = 0;

    if (!c->vpc.address)
        return;
    if (sizes)
        bytes += forecast_mean(a->f, sizes);
    if (reply)
        bytes += forecast_mean(a->f, reply);
    vpc = &forecast_graph(a->f)->resource[c->vpc.resource];
    vpc->model->ways->foreseen(a->f, vpc, WAY_ENDPOINT, a->offered->rate * bytes);
}

/* Of what all callers ask of the stage's cache this one finds so much; where a route does
 * not say how large its answers are, they have room. */
static double hit_ratio(const struct asked *a, size_t index)
{
    const struct apigateway_config *c = a->self->config;
    const struct cache_asker *all;
    struct cache_asker one = {
        .kind = index,
        .rate = a->offered->rate,
        .ttl = (double)a->route->cache_ttl * 1e-9,
        .bytes = forecast_mean(a->f, &a->route->response_size),
    };
    size_t askers;

    if (!apigateway_caches(c, a->route) || !a->offered->keys)
        return 0;
    one.keys = forecast_keys(a->f, a->offered->keys);
    if (!one.keys)
        return 0;
    forecast_asker(a->f, a->self, &one);
    askers = forecast_askers(a->f, a->self, &all);
    if (askers == 0)
        return cache_found(&one, &one, 1, apigateway_cache_room(c, a->account));
    return cache_found(&one, all, askers, apigateway_cache_room(c, a->account));
}

/* Rates of what is offered against the buckets. */
static void forecast_buckets(const struct asked *a, size_t index)
{
    const struct apigateway_config *c = a->self->config;
    const struct apigateway_route *route = c->routes.element;
    size_t next = isnan(c->rate) ? 0 : 1;
    double rate = a->offered->rate;

    forecast_account_limit(a->f, a->self, 0, rate, a->account->rate);
    if (!isnan(c->rate))
        forecast_limit(a->f, a->self->limit[0], rate, c->rate);
    for (size_t i = 0; i <= index; i++) {
        if (isnan(route[i].rate))
            continue;
        if (i == index)
            forecast_limit(a->f, a->self->limit[next], rate, route[i].rate);
        next++;
    }
}

static struct forecast_time forecast_integration(const struct asked *a, double rate)
{
    const struct apigateway_config *c = a->self->config;
    const struct ask *ask = &a->route->integration;
    sim_time most =
        ask->timeout ? ask->timeout : a->account->integration_timeout[c->type];
    struct forecast_time time = forecast_ask(a->f, ask, rate);

    if (time.mean > (double)most / 1e9)
        forecast_unforeseen(
            a->f, a->self,
            "an integration takes longer on average than its time-out: 504");
    return time;
}

/* Time = overhead + integration, or the cache's. */
static struct forecast_time forecast_answer(const struct asked *a, size_t index)
{
    const struct apigateway_config *c = a->self->config;
    double hits = hit_ratio(a, index);
    bool own = c->overhead.law.kind != LAW_NONE;
    struct forecast_time there =
        forecast_law(a->f, own ? &c->overhead : &a->account->overhead[c->type]);

    there = forecast_both(there, forecast_integration(a, a->offered->rate * (1 - hits)));
    if (hits == 0)
        return there;
    return forecast_either(forecast_law(a->f, &a->account->cache_latency), there, hits);
}

struct forecast_time apigateway_forecast(struct forecast *f, const struct resource *self,
                                         const struct offered *offered)
{
    const struct apigateway_config *c = self->config;
    const struct apigateway_route *routes = c->routes.element;
    const struct apigateway_request *said =
        offered->target ? offered->target->options : NULL;
    size_t index = said ? said->index : 0;
    const struct asked a = {f, self, graph_account(forecast_graph(f), "apigateway"),
                            &routes[index], offered};
    struct forecast_time time = {0};

    if (c->cache != CACHE_NONE)
        forecast_holds(f, self, ITEM_CACHE + (size_t)c->cache, 1);
    if (usage_key_missing(self, offered)) { /* refused at once */
        forecast_resource(f, self, offered->rate, 0);
        return time;
    }
    usage_plans_forecast(f, self, offered);
    forecast_buckets(&a, index);
    time = forecast_answer(&a, index);
    forecast_bill(&a);
    forecast_endpoint(&a);
    forecast_resource(f, self, offered->rate, time.mean);
    if (reply_of(&a))
        forecast_reply(f, self, reply_of(&a));
    return time;
}
