/* http.c - the life of a request to an outside service, in the order it is lived:
 *
 *   accept -> (rate limit) -> a free place, or the queue -> work_begins -> work_ended
 *   -> answered; the place goes to who has waited longest
 *
 * With concurrency_limit c and queue_limit k it is a queue with c servers and k places to
 * wait, so the formulas of Erlang, Pollaczek and Khinchine hold it to account.
 */
#include "http/http.h"

#include <math.h>

#include "flow/forecast.h"
#include "flow/limit.h"
#include "flow/source.h"
#include "flow/usage.h"
#include "http/tables.h"

struct visit { /* of one request, while it is here */
    struct http *http;
    struct call *call;
    struct visit *behind; /* in the queue */
    struct event ends;
    sim_time came, began;
};

struct http {
    struct service *self;
    const struct http_config *config;
    struct source latency, error_rate, response_size;
    struct limit *rate, *places, *queue; /* NULL: not limited */
    struct visit *first, *last;          /* who waits */
    int64_t waiting, working;
    int64_t price; /* of a request, in HTTP_PRICE_SCALE */
    int64_t came, refused, failed, ok;
};

static void work_ended(struct sim *, void *ctx);

/* ---- at load ---- */

static void http_declare(struct catalogue *all, const struct resource *self)
{
    const struct http_config *c = self->config;

    if (!isnan(c->rate_limit))
        declare_limit(all, LIMIT_BUCKET, "rate_limit");
    if (c->concurrency_limit != ABSENT)
        declare_limit(all, LIMIT_LEVEL, "concurrency_limit");
    if (c->queue_limit != ABSENT)
        declare_limit(all, LIMIT_LEVEL, "queue_limit");
}

static void http_check(const struct graph *graph, const struct resource *self,
                       struct diag *diag)
{
    const struct http_config *c = self->config;

    (void)graph;
    if (c->queue_limit != ABSENT && c->concurrency_limit == ABSENT)
        diag_error(diag, self->at, "%s: queue_limit needs concurrency_limit",
                   self->address);
    if (c->rate_limit_burst != ABSENT && isnan(c->rate_limit))
        diag_error(diag, self->at, "%s: rate_limit_burst needs rate_limit",
                   self->address);
}

static double depth(const struct http_config *c)
{
    return c->rate_limit_burst == ABSENT ? fmax(1, c->rate_limit)
                                         : (double)c->rate_limit_burst;
}

static struct forecast_time http_forecast(struct forecast *f, const struct resource *self,
                                          const struct offered *offered)
{
    const struct http_config *c = self->config;
    struct forecast_time time = forecast_law(f, &c->latency);
    size_t next = 0;

    if (!isnan(c->rate_limit))
        forecast_limit(f, self->limit[next++], offered->rate, c->rate_limit);
    if (c->concurrency_limit != ABSENT)
        forecast_limit(f, self->limit[next++],
                       forecast_at_once(f, offered->rate, time.mean),
                       (double)c->concurrency_limit);
    forecast_usage(f, self, ITEM_REQUEST, offered->rate * c->price);
    forecast_resource(f, self, offered->rate, time.mean);
    forecast_reply(f, self, &c->response_size);
    return time;
}

/* ---- in a run ---- */

static void *http_start(struct sim *sim, struct service *self)
{
    const struct http_config *c = self->config;
    struct http *http = sim_get(sim, sizeof *http);
    size_t next = 0;

    http->self = self;
    http->config = c;
    http->price = (int64_t)(c->price / HTTP_PRICE_SCALE + 0.5);
    http->latency = source_of(sim, self, "latency", &c->latency);
    http->error_rate = source_of(sim, self, "error_rate", &c->error_rate);
    http->response_size = source_of(sim, self, "response_size", &c->response_size);
    if (!isnan(c->rate_limit)) {
        http->rate = self->limit[next++];
        limit_set_bucket(sim, http->rate, c->rate_limit, depth(c), 1);
    }
    if (c->concurrency_limit != ABSENT) {
        http->places = self->limit[next++];
        limit_set_level(sim, http->places, c->concurrency_limit);
    }
    if (c->queue_limit != ABSENT) {
        http->queue = self->limit[next++];
        limit_set_level(sim, http->queue, c->queue_limit);
    }
    return http;
}

static void refuse(struct sim *sim, struct http *http, struct call *call,
                   struct limit *limit)
{
    http->refused++;
    meter_add(&http->self->meter[METRIC_THROTTLES], 1);
    call_refuse(sim, call, limit, 0);
}

static void work_begins(struct sim *sim, struct visit *visit)
{
    struct http *http = visit->http;
    const struct work *work = &visit->call->work;
    sim_time now = sim_now(sim);

    if (http->places)
        limit_enter(sim, http->places, 1);
    visit->began = now;
    work_spent(work, TIME_QUEUE, now - visit->came);
    meter_observe(&http->self->meter[METRIC_QUEUE_WAIT], now - visit->came);
    meter_set(&http->self->meter[METRIC_CONCURRENT], now, ++http->working);
    sim_after(sim, &visit->ends, source_draw(sim, &http->latency, work), work_ended,
              visit);
}

static void join_queue(struct sim *sim, struct http *http, struct visit *visit)
{
    limit_enter(sim, http->queue, 1);
    limit_delayed(sim, http->places, 1);
    if (http->last)
        http->last->behind = visit;
    else
        http->first = visit;
    http->last = visit;
    meter_set(&http->self->meter[METRIC_QUEUED], sim_now(sim), ++http->waiting);
}

static void http_accept(struct sim *sim, struct service *self, struct call *call)
{
    struct http *http = self->state;
    bool has_place = !http->places || limit_has_room(http->places, 1);
    struct visit *visit;

    http->came++;
    meter_add(&self->meter[METRIC_REQUESTS], 1);
    if (http->rate && !limit_has_tokens(sim, http->rate, TOKEN)) {
        refuse(sim, http, call, http->rate);
        return;
    }
    if (!has_place && !(http->queue && limit_has_room(http->queue, 1))) {
        refuse(sim, http, call, http->queue ? http->queue : http->places);
        return;
    }
    if (http->rate)
        limit_take(sim, http->rate, TOKEN);
    usage_add(self, ITEM_REQUEST, http->price);
    visit = sim_get(sim, sizeof *visit);
    visit->http = http;
    visit->call = call;
    visit->came = sim_now(sim);
    if (has_place)
        work_begins(sim, visit);
    else
        join_queue(sim, http, visit);
}

/* Free places go to those who have waited longest. */
static void fill_places(struct sim *sim, struct http *http)
{
    while (http->first && limit_has_room(http->places, 1)) {
        struct visit *visit = http->first;
        http->first = visit->behind;
        if (!http->first)
            http->last = NULL;
        limit_leave(sim, http->queue, 1);
        meter_set(&http->self->meter[METRIC_QUEUED], sim_now(sim), --http->waiting);
        work_begins(sim, visit);
    }
}

static void work_ended(struct sim *sim, void *ctx)
{
    struct visit *visit = ctx;
    struct http *http = visit->http;
    struct call *call = visit->call;
    struct meter *meter = http->self->meter;
    sim_time now = sim_now(sim);
    bool failed = source_coin(sim, &http->error_rate, &call->work);

    work_spent(&call->work, TIME_CALL, now - visit->began);
    meter_observe(&meter[METRIC_LATENCY], now - visit->came);
    call_observe_age(call, &meter[METRIC_AGE], now);
    meter_set(&meter[METRIC_CONCURRENT], now, --http->working);
    if (http->places)
        limit_leave(sim, http->places, 1);
    if (failed) {
        http->failed++;
        meter_add(&meter[METRIC_ERRORS], 1);
        call->error = http->config->error;
        call_reply(sim, call, CALL_FAILED, 0);
    } else {
        http->ok++;
        call->reply_bytes = source_draw(sim, &http->response_size, &call->work);
        call_reply(sim, call, CALL_OK, 0);
    }
    sim_put(sim, visit, sizeof *visit);
    if (http->places)
        fill_places(sim, http);
}

static void http_changed(struct sim *sim, struct service *self, const struct field *row)
{
    struct http *http = self->state;
    const struct http_config *c = http->config;

    (void)row;
    if (http->rate)
        limit_resize_bucket(sim, http->rate, c->rate_limit, depth(c));
    if (http->queue)
        limit_resize_level(sim, http->queue, c->queue_limit);
    if (http->places) {
        limit_resize_level(sim, http->places, c->concurrency_limit);
        fill_places(sim, http);
    }
}

static void http_audit(struct sim *sim, struct service *self, struct diag *diag)
{
    const struct http *http = self->state;
    int64_t ended = http->refused + http->failed + http->ok;

    (void)sim;
    if (http->came != ended + http->waiting + http->working)
        diag_failure(diag, self->resource->at,
                     "%s: %lld requests came, %lld ended, %lld wait, %lld are in work",
                     self->address, (long long)http->came, (long long)ended,
                     (long long)http->waiting, (long long)http->working);
}

const struct model http_model = {
    .name = "http",
    .dimension = "http",
    .also = "external partner service services server",
    .help = "any service outside, by its latency, errors and limits",
    .fields = http_fields,
    .config_size = sizeof(struct http_config),
    .metrics = http_metrics,
    .items = http_items,
    .columns = http_columns,
    .actions = (const char *const[]){"Call", NULL},
    .declare = http_declare,
    .check = http_check,
    .forecast = http_forecast,
    .start = http_start,
    .accept = http_accept,
    .changed = http_changed,
    .audit = http_audit,
};
