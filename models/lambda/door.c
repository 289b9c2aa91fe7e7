/* door.c - how calls come in: what they may carry, by which way, and which limits they
 * pass. */
#include "lambda/function.h"
#include "lambda/tables.h"

/* ---- ways ---- */

static bool streams(const struct function *fn, const struct call *call)
{
    return lambda_by_url(call) && fn->config->url.mode == URL_RESPONSE_STREAM;
}

int64_t lambda_response_most(const struct function *fn, const struct call *call)
{
    return streams(fn, call) ? fn->account->stream_most : fn->account->payload_most;
}

/* What is beyond a buffered answer's size is sent at its own pace (Lambda developer
 * guide, quotas, 2026: 2 MB a second after the first 6 MB). */
sim_time lambda_streaming(const struct function *fn, const struct call *call,
                          int64_t bytes)
{
    int64_t beyond = bytes - fn->account->payload_most;

    if (!streams(fn, call) || beyond <= 0)
        return 0;
    return (sim_time)((double)beyond / 1048576 * (double)fn->account->stream_per_mb +
                      0.5);
}

bool lambda_resolve(const struct graph *graph, const struct resource *self,
                    struct target *target, struct diag *diag)
{
    const struct lambda_config *c = self->config;
    const struct lambda_request *said = target->options;

    (void)graph;
    if (target->action != ACTION_URL)
        return true;
    if (c->url.auth < 0)
        diag_error(diag, target->at,
                   "%s has no function_url: InvokeFunctionUrl needs one, for instance "
                   "function_url = { auth_type = \"NONE\"; }",
                   self->address);
    else if (said && said->invocation_type == INVOCATION_EVENT)
        diag_error(diag, target->at, "%s: a function URL waits for the answer",
                   self->address);
    else
        return true;
    return false;
}

/* ---- limits ---- */

static struct limit *admit_on_demand(struct sim *sim, struct function *fn,
                                     struct env **env)
{
    struct admission *a = &fn->admission;
    struct limit *full = admission_room(sim, a);

    if (full)
        return full;
    *env = pool_take(sim, &fn->pool);
    if (!*env && (full = admission_birth(sim, a)))
        return full;
    admission_enter(sim, a, !*env);
    if (fn->provisioned.allocated > 0)
        meter_add(&fn->self->meter[METRIC_PROVISIONED_SPILLOVER], 1);
    return NULL;
}

/* The limit that turns the call away, in AWS's order; NULL: it may run, in *env (NULL: a
 * new one).  Nothing is taken from any limit unless all let it pass. */
static struct limit *admit(struct sim *sim, struct function *fn, enum comes how,
                           struct env **env)
{
    struct admission *a = &fn->admission;
    struct limit *full = admission_rate(sim, a, how);

    *env = NULL;
    if (full)
        return full;
    *env = provisioned_take(sim, &fn->provisioned);
    if (!*env)
        full = admit_on_demand(sim, fn, env);
    if (!full)
        admission_take_rate(sim, a, how);
    return full;
}

static void turn_away(struct sim *sim, struct service *self, struct call *call,
                      struct limit *full)
{
    if (lambda_by_url(call))
        meter_add(&self->meter[METRIC_URL_4XX], 1);
    meter_add(&self->meter[METRIC_THROTTLES], 1);
    call_refuse(sim, call, full, 0);
}

static void invoke(struct sim *sim, struct service *self, struct call *call,
                   const struct queued_event *event)
{
    struct function *fn = self->state;
    struct env *env;
    enum comes how = event                 ? COMES_FROM_QUEUE
                     : lambda_by_url(call) ? COMES_BY_URL
                                           : COMES_BY_CALL;
    struct limit *full = admit(sim, fn, how, &env);

    if (full) {
        turn_away(sim, self, call, full);
        return;
    }
    if (event)
        async_begun(sim, event);
    if (!env)
        env = pool_create(sim, &fn->pool, &call->work);
    lambda_take_in(sim, fn, env, call);
}

/* Queued, whatever the function is doing; only its rate is limited, and that in some
 * eras. */
static void invoke_later(struct sim *sim, struct service *self, struct call *call)
{
    struct function *fn = self->state;

    if (fn->account->events_rated) {
        struct limit *full = admission_rate(sim, &fn->admission, COMES_BY_CALL);
        if (full) {
            turn_away(sim, self, call, full);
            return;
        }
        admission_take_rate(sim, &fn->admission, COMES_BY_CALL);
    }
    async_accept(sim, &fn->async, call);
}

static void refuse_payload(struct sim *sim, struct service *self, struct call *call)
{
    if (lambda_by_url(call))
        meter_add(&self->meter[METRIC_URL_4XX], 1);
    call->error = "413";
    call_reply(sim, call, CALL_REFUSED, 0);
}

void lambda_accept(struct sim *sim, struct service *self, struct call *call)
{
    const struct function *fn = self->state;
    const struct lambda_request *said = call->target->options;
    bool later = said && said->invocation_type == INVOCATION_EVENT;
    int64_t most = later ? fn->account->event_payload_most : fn->account->payload_most;

    if (lambda_by_url(call))
        meter_add(&self->meter[METRIC_URL_REQUESTS], 1);
    if (call->bytes > most)
        refuse_payload(sim, self, call);
    else if (later)
        invoke_later(sim, self, call);
    else
        invoke(sim, self, call, said ? said->event : NULL);
}
