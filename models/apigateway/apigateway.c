/* apigateway.c - the life of a request to an API, in the order it is lived:
 *
 *   accept -> (its key's plan; route, stage and account buckets) -> (the stage's cache:
 *   found, and replied) -> overhead rides on the hop to the integration ->
 *   integration_answered -> (kept) -> reply
 *
 * A time-out belongs to the integration's call: at 29 s the caller gets a 504 while the
 * work goes on behind it.
 */
#include "apigateway/apigateway.h"

#include <math.h>

#include "apigateway/api.h"
#include "apigateway/tables.h"
#include "base/text.h"
#include "flow/limit.h"
#include "flow/usage.h"
#include "flow/ways.h"

enum { ARRIVED, OVERHEAD }; /* kept of a call on its way through: an instant, a time */

static void integration_answered(struct sim *, const struct answer *, void *ctx);

/* ---- in a run ---- */

/* A bucket without a burst limit holds one second's tokens. */
double apigateway_depth(double rate, int64_t burst)
{
    return burst == ABSENT ? fmax(1, rate) : (double)burst;
}

static void *apigateway_start_account(struct sim *sim, struct account *account)
{
    const struct apigateway_account *c = account->config;

    limit_set_bucket(sim, account->limit[0], c->rate, apigateway_depth(c->rate, c->burst),
                     1);
    return NULL;
}

static void start_route(struct sim *sim, struct service *self, struct route *route,
                        struct apigateway_route *c, size_t i)
{
    const struct apigateway_config *api = self->config;
    const struct apigateway_account *account = self->account->config;
    struct text name = {0};

    if (c->integration.timeout == 0)
        c->integration.timeout = account->integration_timeout[api->type];
    text_add(&name, "routes[%s]", c->route);
    route->config = c;
    route->integration = site_new(sim, self, &c->integration, text_of(&name));
    text_add(&name, "/response_size");
    route->response_size = source_of(sim, self, text_of(&name), &c->response_size);
    route->meter = self->part[i].meter;
    route->index = i;
    text_free(&name);
}

/* Returns how many of its limits these are. */
static size_t set_buckets(struct sim *sim, struct service *self, struct api *api)
{
    const struct apigateway_config *c = api->config;
    size_t next = 0;

    if (!isnan(c->rate)) {
        api->stage = self->limit[next++];
        limit_set_bucket(sim, api->stage, c->rate, apigateway_depth(c->rate, c->burst),
                         1);
    }
    for (size_t i = 0; i < c->routes.count; i++) {
        const struct apigateway_route *r = api->route[i].config;
        if (isnan(r->rate))
            continue;
        api->route[i].limit = self->limit[next++];
        limit_set_bucket(sim, api->route[i].limit, r->rate,
                         apigateway_depth(r->rate, r->burst), 1);
    }
    return next;
}

static void *apigateway_start(struct sim *sim, struct service *self)
{
    struct apigateway_config *c = self->config;
    struct api *api = sim_get(sim, sizeof *api);
    struct apigateway_route *route = c->routes.element;
    bool own = c->overhead.law.kind != LAW_NONE;

    api->self = self;
    api->config = c;
    api->account = self->account->config;
    api->overhead = source_of(sim, self, "overhead",
                              own ? &c->overhead : &api->account->overhead[c->type]);
    api->route = sim_get(sim, c->routes.count * sizeof *api->route);
    for (size_t i = 0; i < c->routes.count; i++)
        start_route(sim, self, &api->route[i], &route[i], i);
    usage_plans_start(sim, api, set_buckets(sim, self, api));
    stage_cache_start(sim, api);
    if (c->vpc.address)
        api->vpc = target_service(sim, &c->vpc);
    return api;
}

/* Takes one token of each bucket that the request must pass, or of none: the first
 * that is empty, in AWS's order, turns it away. */
static struct limit *first_empty(struct sim *sim, struct api *api, struct route *route,
                                 struct api_key *key)
{
    struct limit *account = api->self->account->limit[0];
    struct limit *of_key = key ? usage_key_refuses(sim, key, route->index) : NULL;

    if (of_key)
        return of_key;
    if (route->limit && !limit_has_tokens(sim, route->limit, TOKEN))
        return route->limit;
    if (api->stage && !limit_has_tokens(sim, api->stage, TOKEN))
        return api->stage;
    if (!limit_has_tokens(sim, account, TOKEN))
        return account;
    if (key)
        usage_key_takes(sim, key, route->index);
    if (route->limit)
        limit_take(sim, route->limit, TOKEN);
    if (api->stage)
        limit_take(sim, api->stage, TOKEN);
    limit_take(sim, account, TOKEN);
    return NULL;
}

static void meter_both(struct api *api, struct route *route, size_t row)
{
    meter_add(&api->self->meter[row], 1);
    meter_add(&route->meter[apigateway_route_row(row)], 1);
}

/* A REST request is billed once, an HTTP one for each started 512 KB of its payload. */
static void bill(struct api *api, const struct call *call, int64_t reply_bytes)
{
    int64_t bytes = call->bytes > reply_bytes ? call->bytes : reply_bytes;
    int64_t parts =
        (bytes + api->account->bytes_metered - 1) / api->account->bytes_metered;

    if (api->config->type == API_REST)
        usage_add(api->self, ITEM_REST_REQUEST, 1);
    else
        usage_add(api->self, ITEM_HTTP_REQUEST, parts > 0 ? parts : 1);
}

/* By the interface endpoint, whoever calls. */
static void carried(const struct api *api, int64_t out, int64_t back)
{
    if (api->vpc)
        api->vpc->model->ways->carried(api->vpc, WAY_ENDPOINT, out, back);
}

static struct route *route_of(const struct call *call)
{
    const struct api *api = call->to->state;
    const struct apigateway_request *said = call->target->options;

    return &api->route[said ? said->index : 0];
}

static void send_on(struct sim *sim, struct route *route, struct call *call)
{
    const struct ask *ask = &route->config->integration;
    const struct asking asking = {
        .parent = &call->work,
        .delay = call->kept[OVERHEAD],
        .batch = call->batch,
        .item_size = ask->item_size.law.kind == LAW_NONE ? call->bytes : -1,
        .items = ask->items.law.kind == LAW_NONE ? (int64_t)call->items : -1,
        .key = call->key,
        .answered = integration_answered,
        .ctx = call,
    };

    site_ask_begin(sim, route->integration, &asking);
    work_spent(&call->work, TIME_GATEWAY, call->kept[OVERHEAD]); /* it rides */
}

/* Found: no integration, and no overhead but the gateway's own. */
static void answer_found(struct sim *sim, struct route *route, struct call *call,
                         int64_t bytes)
{
    struct api *api = call->to->state;
    sim_time latency = source_draw(sim, &api->cache_latency, &call->work);

    meter_observe(&api->self->meter[METRIC_LATENCY], latency);
    call_observe_age(call, &api->self->meter[METRIC_AGE], sim_now(sim) + latency);
    meter_observe(&route->meter[METRIC_ROUTE_LATENCY], latency);
    call->reply_bytes = bytes;
    bill(api, call, bytes);
    carried(api, 0, bytes);
    work_spent(&call->work, TIME_GATEWAY, latency);
    call_reply(sim, call, CALL_OK, latency);
}

/* Neither is billed: developer guide, api-gateway-pricing, 2021-08-23 (a request without
 * its key); that of one too large is [A]. */
static const char *refused_as(const struct api *api, const struct route *route,
                              const struct call *call, const struct api_key *key)
{
    if (route->config->needs_key && !key)
        return "403";
    return call->bytes > api->account->payload_most ? "413" : NULL;
}

/* The gateway's responses THROTTLED and QUOTA_EXCEEDED, both 429 (developer guide,
 * supported-gateway-response-types, 2021-08-23). */
static void turn_away(struct sim *sim, struct route *route, struct call *call,
                      struct limit *limit)
{
    struct api *api = call->to->state;

    meter_both(api, route, METRIC_4XX);
    meter_both(api, route, METRIC_THROTTLES);
    if (limit->name->kind == LIMIT_QUOTA)
        call->error = "LimitExceededException";
    call_refuse(sim, call, limit, 0);
}

static void apigateway_accept(struct sim *sim, struct service *self, struct call *call)
{
    struct api *api = self->state;
    struct route *route = route_of(call);
    const struct cacheable *found;
    struct api_key *key = usage_key_of(sim, api, route, call);
    struct limit *empty;

    meter_both(api, route, METRIC_REQUESTS);
    carried(api, call->bytes, 0);
    call->error = refused_as(api, route, call, key);
    if (call->error) {
        api->refused++;
        meter_both(api, route, METRIC_4XX);
        call_reply(sim, call, CALL_REFUSED, 0);
        return;
    }
    empty = first_empty(sim, api, route, key);
    if (empty) {
        turn_away(sim, route, call, empty);
        return;
    }
    found = stage_cache_finds(sim, api, route, call);
    if (found) {
        answer_found(sim, route, call, found->bytes);
        return;
    }
    call->kept[ARRIVED] = sim_now(sim);
    call->kept[OVERHEAD] = source_draw(sim, &api->overhead, &call->work);
    send_on(sim, route, call);
}

/* What the caller is told: a function's error is a 502, a throttle behind the API a 500,
 * a time-out a 504 (lambda developer guide, services-apigateway, 2021-08). */
static const char *gateway_error(const struct answer *answer)
{
    switch (answer->status) {
    case CALL_OK:
        return NULL;
    case CALL_THROTTLED:
    case CALL_REFUSED:
    case CALL_STATUSES:
        return "500";
    case CALL_TIMED_OUT:
        return "504";
    case CALL_FAILED:
        return "502";
    }
    return NULL;
}

static void observe(struct sim *sim, struct route *route, const struct call *call)
{
    struct meter *meter = call->to->meter;
    sim_time latency = sim_now(sim) - call->kept[ARRIVED];

    meter_observe(&meter[METRIC_LATENCY], latency);
    call_observe_age(call, &meter[METRIC_AGE], sim_now(sim));
    meter_observe(&meter[METRIC_INTEGRATION_LATENCY], latency - call->kept[OVERHEAD]);
    meter_observe(&route->meter[METRIC_ROUTE_LATENCY], latency);
}

static void integration_answered(struct sim *sim, const struct answer *answer, void *ctx)
{
    struct call *call = ctx;
    struct api *api = call->to->state;
    struct route *route = route_of(call);

    observe(sim, route, call);
    call->reply_bytes = source_given(&route->response_size)
                            ? source_draw(sim, &route->response_size, &call->work)
                            : answer->reply_bytes;
    bill(api, call, call->reply_bytes);
    carried(api, 0, call->reply_bytes);
    if (answer->status == CALL_OK) {
        stage_cache_keeps(sim, api, route, call, call->reply_bytes);
    } else {
        meter_both(api, route, METRIC_5XX);
        call->limit = answer->limit;
        call->error = gateway_error(answer);
    }
    call_reply(sim, call, answer->status == CALL_OK ? CALL_OK : CALL_FAILED, 0);
}

/* The throttles of a running API may be moved. */
static void apigateway_changed(struct sim *sim, struct service *self,
                               const struct field *row)
{
    struct api *api = self->state;

    (void)row;
    if (api->stage)
        limit_resize_bucket(sim, api->stage, api->config->rate,
                            apigateway_depth(api->config->rate, api->config->burst));
    for (size_t i = 0; i < api->config->routes.count; i++) {
        const struct apigateway_route *r = api->route[i].config;
        if (api->route[i].limit)
            limit_resize_bucket(sim, api->route[i].limit, r->rate,
                                apigateway_depth(r->rate, r->burst));
    }
    usage_plans_changed(sim, api);
}

/* Each request was turned away, found in the cache, or went on. */
static void apigateway_audit(struct sim *sim, struct service *self, struct diag *diag)
{
    const struct api *api = self->state;
    const struct meter *meter = self->meter;
    int64_t ended = meter[METRIC_THROTTLES].count + api->refused + api->hits;

    (void)sim;
    for (size_t i = 0; i < api->config->routes.count; i++)
        ended += site_counts(api->route[i].integration)->first;
    if (meter[METRIC_REQUESTS].count != ended)
        diag_failure(
            diag, self->resource->at,
            "%s: %lld requests came, and %lld were turned away, found or sent on",
            self->address, (long long)meter[METRIC_REQUESTS].count, (long long)ended);
    usage_plans_audit(api, diag);
    if (api->config->cache != CACHE_NONE && !cache_audit(&api->cache))
        diag_failure(diag, self->resource->at,
                     "%s: what its cache holds is not the sum of the entries",
                     self->address);
}

const struct model apigateway_model = {
    .name = "apigateway",
    .dimension = "api",
    .part_dimension = "route",
    .also = "api apis apigw api_gateway gateway rest_api",
    .help = "Amazon API Gateway: a REST or HTTP API",
    .fields = apigateway_fields,
    .account_fields = apigateway_account_fields,
    .request_fields = apigateway_request_fields,
    .config_size = sizeof(struct apigateway_config),
    .account_size = sizeof(struct apigateway_account),
    .request_size = sizeof(struct apigateway_request),
    .metrics = apigateway_metrics,
    .items = apigateway_items,
    .columns = apigateway_columns,
    .needed = apigateway_needed,
    .actions = apigateway_actions,
    .plan = apigateway_plan,
    .declare = apigateway_declare,
    .check = apigateway_check,
    .resolve = apigateway_resolve,
    .door = apigateway_door,
    .memory = apigateway_memory,
    .warm = apigateway_warm,
    .forecast = apigateway_forecast,
    .start_account = apigateway_start_account,
    .start = apigateway_start,
    .accept = apigateway_accept,
    .changed = apigateway_changed,
    .audit = apigateway_audit,
};
