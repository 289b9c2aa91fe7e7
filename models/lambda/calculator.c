/* calculator.c - a function as the calculator sees it (language.md D39): warm, and its
 * requests come evenly. */
#include <math.h>

#include "lambda/cold.h"
#include "lambda/cpu.h"
#include "lambda/provisioned.h"
#include "lambda/tables.h"

#define GB 1073741824.0

static double work_seconds(const void *ctx, const struct step *step, double mean)
{
    const struct cpu_use use = {step->threads, step->serial};

    return cpu_time(ctx, use, mean, step->work.at_bytes);
}

/* What a destination is sent. */
static void forecast_record(struct forecast *f, const struct target *to, double rate)
{
    struct ask ask = {.to = *to};

    if (!to->address || rate <= 0)
        return;
    if (forecast_graph(f)->resource[to->resource].model == &lambda_model)
        ask.to.options = (void *)(uintptr_t)&lambda_as_event;
    forecast_ask(f, &ask, rate);
}

/* Executions an event takes on average when each one fails by error_rate alone; its
 * destinations get their share. */
static double forecast_events(struct forecast *f, const struct lambda_config *c,
                              double rate)
{
    double executions = 0, failing = 1;

    for (int64_t i = 0; i <= c->events.retries; i++) {
        executions += failing;
        failing *= c->error_rate;
    }
    forecast_record(f, &c->events.on_success, rate * (1 - failing));
    forecast_record(f, &c->events.on_failure, rate * failing);
    forecast_record(f, &c->dead_letter, rate * failing);
    return executions;
}

/* Billed for executions of such a time: each one's last quantum is begun, of times that
 * vary half of it on average. */
static double billed_seconds(const struct lambda_account *account,
                             struct forecast_time time)
{
    double quantum = (double)account->billing_quantum * 1e-9;

    return time.variance > 0 ? time.mean + quantum / 2
                             : ceil(time.mean / quantum - 1e-9) * quantum;
}

static void forecast_storage(struct forecast *f, const struct resource *self,
                             double billed)
{
    const struct lambda_config *c = self->config;
    const struct lambda_account *account = graph_account(forecast_graph(f), "lambda");
    int64_t beyond = c->storage_bytes - account->storage_included;

    if (beyond > 0)
        forecast_usage(f, self, ITEM_STORAGE, billed * (double)beyond / GB);
    if (lambda_restores(c) && !lambda_runs(c, "java"))
        forecast_holds(f, self, ITEM_SNAPSHOT, (double)c->memory_bytes / GB);
}

/* What flows through a function: `rate` executions a second, of `seconds` each; `spill` a
 * second find no provisioned environment, even if they came evenly.  Of each caller by
 * itself: what only several together need shows in the limit, not in the spill. */
struct flow {
    double rate, seconds, billed, gb; /* billed: seconds */
    double provisioned, spill;
    bool arm;
};

static struct flow flow_of(const struct lambda_config *c,
                           const struct lambda_account *account, double rate,
                           struct forecast_time busy)
{
    double seconds = busy.mean;
    int64_t given = lambda_provisioned(c) == ABSENT ? 0 : lambda_provisioned(c);
    double ready = (double)scaling_settles_at(&c->tracking, given, rate * seconds);
    double most = ready * account->requests_per_concurrency;

    if (seconds > 0 && ready / seconds < most)
        most = ready / seconds;
    return (struct flow){.rate = rate,
                         .seconds = seconds,
                         .billed = billed_seconds(account, busy),
                         .gb = (double)c->memory_bytes / GB,
                         .provisioned = ready,
                         .spill = rate > most ? rate - most : 0,
                         .arm = c->architecture == ARCHITECTURE_ARM64};
}

static void forecast_limits(struct forecast *f, const struct resource *self,
                            const struct flow *flow)
{
    const struct graph *graph = forecast_graph(f);
    const struct lambda_config *c = self->config;
    const struct lambda_account *account = graph_account(graph, "lambda");
    double demand = forecast_at_once(f, flow->spill, flow->seconds);
    size_t next = 0;

    if (c->reserved != ABSENT)
        forecast_limit(f, self->limit[next++], demand,
                       (double)c->reserved - flow->provisioned);
    else
        forecast_account_limit(f, self, LIMIT_CONCURRENCY, demand,
                               (double)(account->concurrency -
                                        lambda_reserved_by_all(graph) -
                                        lambda_provisioned_by_all(graph)));
    if (c->scaling == SCALING_FUNCTION)
        next += 2; /* how fast it grows: not the calculator's */
    if (flow->provisioned > 0) {
        forecast_limit(f, self->limit[next++],
                       forecast_at_once(f, flow->rate, flow->seconds), flow->provisioned);
        forecast_limit(f, self->limit[next++], flow->rate,
                       flow->provisioned * account->requests_per_concurrency);
    }
}

static void forecast_money(struct forecast *f, const struct resource *self,
                           const struct flow *flow)
{
    double billed = flow->billed * flow->gb;

    forecast_usage(f, self, ITEM_REQUEST, flow->rate);
    forecast_usage(f, self, flow->arm ? ITEM_GB_SECOND_ARM : ITEM_GB_SECOND,
                   flow->spill * billed);
    forecast_usage(f, self,
                   flow->arm ? ITEM_PROVISIONED_DURATION_ARM : ITEM_PROVISIONED_DURATION,
                   (flow->rate - flow->spill) * billed);
    forecast_holds(f, self, flow->arm ? ITEM_PROVISIONED_ARM : ITEM_PROVISIONED,
                   flow->provisioned * flow->gb);
}

/* Warm invocations: the share of cold starts is what simulating is for.  Who sends an
 * event does not wait for it. */
struct forecast_time lambda_forecast(struct forecast *f, const struct resource *self,
                                     const struct offered *offered)
{
    const struct lambda_config *c = self->config;
    const struct lambda_account *account = graph_account(forecast_graph(f), "lambda");
    const struct cpu cpu = {c->memory_bytes, account->knee_bytes[c->architecture]};
    const struct lambda_request *said = offered->target ? offered->target->options : NULL;
    bool later = said && said->invocation_type == INVOCATION_EVENT;
    double rate = offered->rate * (later ? forecast_events(f, c, offered->rate) : 1);
    double works = 1 - c->error_rate; /* who fails at first does nothing */
    struct forecast_body body = {.items = offered->is_batch ? offered->items : 0,
                                 .work = work_seconds,
                                 .ctx = &cpu};
    struct forecast_time time =
        forecast_maybe(forecast_steps(f, &c->steps, works * rate, &body), works);
    struct forecast_time busy = forecast_both(time, forecast_law(f, &c->extensions));
    struct flow flow = flow_of(c, account, rate, busy);

    if (!later || account->events_rated)
        forecast_account_limit(f, self, LIMIT_REQUESTS, offered->rate,
                               lambda_request_rate(account));
    forecast_limits(f, self, &flow);
    if (lambda_url_is_rated(c) && offered->target &&
        offered->target->action == ACTION_URL)
        forecast_limit(f, self->limit[self->limits - 1], offered->rate,
                       lambda_url_rate(account, c));
    forecast_money(f, self, &flow);
    forecast_storage(f, self, rate * flow.billed);
    forecast_resource(f, self, rate, busy.mean);
    scaling_unforeseen(f, self, &c->tracking);
    if (time.mean > (double)c->timeout / 1e9)
        forecast_unforeseen(f, self,
                            "its steps take longer on average than its timeout, which "
                            "ends them: errors");
    forecast_reply(f, self, &c->response_size);
    return later ? (struct forecast_time){0} : time;
}
