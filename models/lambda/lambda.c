/* lambda.c - the life of an invocation, in the order it is lived:
 *
 *   accept -> (request rate, concurrency, scaling: door.c) -> a provisioned environment,
 *   an idle one or a new one -> placed and initialised -> handler_begins -> (its steps)
 * -> handler_ended or handler_timed_out -> billed, answered, environment at rest
 *
 * An event (invocation_type = "Event") is queued first: async.c.
 */
#include "lambda/lambda.h"

#include <string.h>

#include "base/text.h"
#include "flow/usage.h"
#include "lambda/bill.h"
#include "lambda/function.h"
#include "lambda/tables.h"

static void handler_begins(struct sim *, void *ctx);
static void restore_timed_out(struct sim *, struct function *, struct env *);
static void steps_begin(struct sim *, void *ctx);
static void handler_ended(struct sim *, struct walk *, const struct walked *);
static void handler_timed_out(struct sim *, void *ctx);
static void extensions_ended(struct sim *, void *ctx);

static const struct walker handlers = {.cpu = lambda_work_time, .ended = handler_ended};

/* ---- start ---- */

/* What is there at t = 0.  In a pool that has been in use for long the rest of a life is
 * any part of it: else all of them would reach their maximum age at one instant. */
static void start_warm(struct sim *sim, struct function *fn)
{
    struct stream ages = service_stream(sim, fn->self, "initial_age");
    uint64_t name = name_text(fn->self->address);

    for (int64_t i = 0; i < fn->config->warm; i++) {
        struct env *env = pool_create(sim, &fn->pool, NULL);
        env->served = true;
        if (fn->config->warm_aged)
            env->ages_at -= (sim_time)(unit_of(draw_bits(&ages, name, (unsigned)i)) *
                                       (double)(env->ages_at - sim_now(sim)));
        pool_rest(sim, &fn->pool, env, name_nth(name, (uint64_t)i, 1));
    }
}

static void *lambda_start(struct sim *sim, struct service *self)
{
    const struct lambda_config *c = self->config;
    struct function *fn = sim_get(sim, sizeof *fn);

    fn->self = self;
    fn->config = c;
    fn->account = self->account->config;
    fn->body = body_new(sim, self, &handlers, &c->steps);
    cold_start(sim, &fn->cold, self, c, fn->account);
    bill_snapshot(sim, self);
    fn->response_size = source_of(sim, self, "response_size", &c->response_size);
    fn->extensions = source_of(sim, self, "post_runtime_extensions", &c->extensions);
    fn->errors = service_stream(sim, self, "error_rate");
    fn->quota = service_stream(sim, self, "quota_phase");
    admission_start(sim, &fn->admission, self, c);
    async_start(sim, &fn->async, self, c, fn->account);
    self->state = fn; /* the pool's environments look it up */
    pool_start(sim, &fn->pool, self, c);
    provisioned_start(sim, &fn->provisioned, &fn->pool, &fn->admission);
    start_warm(sim, fn);
    return fn;
}

/* ---- an invocation ---- */

static void busy(struct sim *sim, struct function *fn, int64_t change)
{
    sim_time now = sim_now(sim);

    fn->busy_area += fn->running * (uint64_t)(now - fn->busy_since);
    fn->busy_since = now;
    fn->running += (uint64_t)change;
    meter_set(&fn->self->meter[METRIC_CONCURRENT], now, (int64_t)fn->running);
}

/* Draws what the start takes that this environment needs; the time until its handler
 * begins. */
static sim_time prepare(struct sim *sim, struct function *fn, struct env *env)
{
    const struct work *work = &env->walk.call->work;
    struct start start;

    if (env->reset) {
        start = cold_again(sim, &fn->cold, work);
        env->inside = start.inside;
        meter_add(&fn->self->meter[METRIC_SUPPRESSED_INITS], 1);
        return 0;
    }
    start = cold_new(sim, &fn->cold, work);
    env->inside = start.inside;
    env->also_billed = start.billed;
    env->unrestored = start.restore_fails;
    if (start.inits_again)
        meter_add(&fn->self->meter[METRIC_SUPPRESSED_INITS], 1);
    if (lambda_restores(fn->config))
        bill_restore(fn->self);
    meter_observe(&fn->self->meter[lambda_restores(fn->config) ? METRIC_RESTORE_DURATION
                                                               : METRIC_INIT_DURATION],
                  start.readied);
    return start.placed + start.readied;
}

/* A new environment stands for one that is gone, or is one more than ever before. */
static void count_cold_start(struct function *fn, const struct env *env)
{
    static const size_t metric[ENV_ENDS] = {
        [ENV_NEVER] = METRIC_COLD_GROWTH,
        [ENV_EXPIRED] = METRIC_COLD_EXPIRED,
        [ENV_AGED] = METRIC_COLD_AGED,
        [ENV_LOST] = METRIC_COLD_LOST,
    };

    fn->cold_starts++;
    meter_add(&fn->self->meter[METRIC_COLD_STARTS], 1);
    meter_add(&fn->self->meter[metric[env->replaces]], 1);
}

struct provisioned *lambda_provisions(const struct env *env)
{
    struct function *fn = env->pool->self->state;

    return &fn->provisioned;
}

sim_time lambda_prepare(struct sim *sim, struct env *env, const struct work *work)
{
    struct function *fn = env->pool->self->state;
    struct start start = cold_ahead(sim, &fn->cold, work);

    env->served = true; /* what comes first is not a cold start */
    env->reset = false;
    env->inside = start.inside;
    env->also_billed = start.billed;
    meter_observe(&fn->self->meter[METRIC_INIT_DURATION], start.readied);
    return start.placed + start.readied;
}

void lambda_take_in(struct sim *sim, struct function *fn, struct env *env,
                    struct call *call)
{
    bool cold = !env->served;
    sim_time before = 0;

    env->walk.call = call;
    env->since = sim_now(sim);
    fn->begun++;
    busy(sim, fn, 1);
    meter_add(&fn->self->meter[METRIC_INVOCATIONS], 1);
    usage_add(fn->self, ITEM_REQUEST, 1);
    if (call->batch && call->batch->is_stream)
        meter_observe(&fn->self->meter[METRIC_ITERATOR_AGE],
                      sim_now(sim) - call->batch->came);
    if (env->slot)
        meter_add(&fn->self->meter[METRIC_PROVISIONED_INVOCATIONS], 1);
    if (cold)
        count_cold_start(fn, env);
    if (cold || env->reset)
        before = prepare(sim, fn, env);
    if (before > 0)
        sim_after(sim, &env->next, before, handler_begins, env);
    else
        handler_begins(sim, env);
}

/* The handler's own clock starts here: an init before it is not in its Duration. */
static void handler_begins(struct sim *sim, void *ctx)
{
    struct env *env = ctx;
    struct function *fn = env->pool->self->state;
    sim_time inside = env->inside;

    env->began = sim_now(sim);
    env->served = true;
    env->reset = false;
    if (env->unrestored) {
        restore_timed_out(sim, fn, env);
        return;
    }
    env->inside = 0;
    sim_after(sim, &env->next, fn->config->timeout, handler_timed_out, env);
    if (inside > 0)
        sim_after(sim, &env->extra, inside, steps_begin, env);
    else
        steps_begin(sim, env);
}

/* error_rate: the short form of a first `fail` step (language.md D12). */
static bool errs(const struct function *fn, const struct env *env)
{
    if (!(fn->config->error_rate > 0))
        return false;
    return unit_of(draw_bits(&fn->errors, env->walk.call->work.try, 0)) <
           fn->config->error_rate;
}

static void steps_begin(struct sim *sim, void *ctx)
{
    struct env *env = ctx;
    struct function *fn = env->pool->self->state;

    work_spent(&env->walk.call->work, TIME_COLD_START, sim_now(sim) - env->since);
    env->walk.body = fn->body;
    env->walk.work = env->walk.call->work;
    env->walk.batch = env->walk.call->batch;
    env->walk.process = &env->process;
    env->walk.ctx = env;
    if (errs(fn, env))
        handler_ended(sim, &env->walk,
                      &(struct walked){.error = fn->config->error,
                                       .status = CALL_FAILED,
                                       .raised = true});
    else
        walk_begin(sim, &env->walk);
}

static void rest(struct sim *sim, struct function *fn, struct env *env)
{
    if (env->slot) {
        provisioned_rest(sim, &fn->provisioned, env);
    } else {
        admission_leave(sim, &fn->admission);
        pool_rest(sim, &fn->pool, env, env->spell);
    }
}

/* The execution is over, as it is billed and as it counts against concurrency. */
static void stop_paying(struct sim *sim, struct function *fn, struct env *env)
{
    sim_time now = sim_now(sim);

    bill_execution(fn->self, fn->account, now - env->began, env->also_billed,
                   env->slot > 0);
    env->also_billed = 0;
    fn->residence += (uint64_t)(now - env->since);
    busy(sim, fn, -1);
}

/* How long extensions go on once the answer is out (Lambda developer guide,
 * runtimes-extensions-api, 2021-08): not where the process was ended. */
static sim_time extensions(struct sim *sim, struct function *fn, const struct env *env)
{
    sim_time after;

    if (!source_given(&fn->extensions) || env->reset || env->lost)
        return 0;
    after = source_draw(sim, &fn->extensions, &env->walk.call->work);
    meter_observe(&fn->self->meter[METRIC_EXTENSIONS], after);
    return after;
}

static void extensions_ended(struct sim *sim, void *ctx)
{
    struct env *env = ctx;
    struct function *fn = env->pool->self->state;

    fn->extending--;
    stop_paying(sim, fn, env);
    rest(sim, fn, env);
}

static void answer_url(struct sim *sim, struct function *fn, const struct env *env,
                       enum call_status status)
{
    struct meter *meter = fn->self->meter;

    meter_observe(&meter[METRIC_URL_LATENCY], sim_now(sim) - env->since);
    if (status != CALL_OK)
        meter_add(&meter[METRIC_URL_5XX], 1);
}

static void answer(struct sim *sim, struct function *fn, struct env *env,
                   enum call_status status, const char *error)
{
    struct call *call = env->walk.call;
    uint64_t name = call->work.try;
    sim_time now = sim_now(sim), after = extensions(sim, fn, env);

    if (after == 0)
        stop_paying(sim, fn, env);
    meter_observe(&fn->self->meter[METRIC_DURATION], now - env->began);
    call_observe_age(call, &fn->self->meter[METRIC_AGE], now);
    if (status == CALL_OK)
        fn->ok++;
    else
        meter_add(&fn->self->meter[METRIC_ERRORS], 1);
    call->error = error;
    call->reply_bytes = env->response;
    env->response = 0;
    if (lambda_by_url(call))
        answer_url(sim, fn, env, status);
    call_reply(sim, call, status, 0);
    env->spell = name;
    if (after == 0) {
        rest(sim, fn, env);
        return;
    }
    env->walk.call = NULL;
    fn->extending++;
    sim_after(sim, &env->next, after, extensions_ended, env);
}

static void streamed(struct sim *sim, void *ctx)
{
    struct env *env = ctx;

    sim_cancel(sim, &env->next);
    answer(sim, env->pool->self->state, env, CALL_OK, NULL);
}

static void succeeded(struct sim *sim, struct function *fn, struct env *env)
{
    sim_time streams = lambda_streaming(fn, env->walk.call, env->response);

    if (streams > 0) /* still in its Duration, and under its time-out */
        sim_after(sim, &env->extra, streams, streamed, env);
    else
        streamed(sim, env);
}

static void erred(struct sim *sim, struct function *fn, struct env *env,
                  const char *error)
{
    sim_cancel(sim, &env->next);
    fn->failed++;
    answer(sim, fn, env, CALL_FAILED, error);
}

static void handler_ended(struct sim *sim, struct walk *walk, const struct walked *walked)
{
    struct env *env = walk->ctx;
    struct function *fn = env->pool->self->state;
    struct call *call = env->walk.call;

    if (source_given(&fn->response_size))
        env->response = source_draw(sim, &fn->response_size, &call->work);
    if (walked->status != CALL_OK) {
        env->reset = walked->raised && lambda_crashes(walked->error);
        erred(sim, fn, env, walked->error);
    } else if (env->response > lambda_response_most(fn, call)) {
        env->response = 0;
        erred(sim, fn, env, "Function.ResponseSizeTooLarge");
    } else {
        succeeded(sim, fn, env);
    }
}

/* The snapshot could not be restored in time: the handler is not begun, and the
 * environment not kept. */
static void restore_timed_out(struct sim *sim, struct function *fn, struct env *env)
{
    env->lost = true;
    fn->failed++;
    answer(sim, fn, env, CALL_FAILED, "SnapStartTimeoutException");
}

/* The environment is reset: the next invocation in it initialises again. */
static void handler_timed_out(struct sim *sim, void *ctx)
{
    struct env *env = ctx;
    struct function *fn = env->pool->self->state;

    if (event_pending(&env->extra)) {
        sim_cancel(sim, &env->extra);
        work_spent(&env->walk.call->work, TIME_COLD_START, sim_now(sim) - env->since);
    } else {
        walk_stop(sim, &env->walk);
    }
    fn->timed_out++;
    meter_add(&fn->self->meter[METRIC_TIMEOUTS], 1);
    env->reset = true;
    answer(sim, fn, env, CALL_FAILED, "Sandbox.Timedout");
}

/* ---- changes and the ledger ---- */

static void lambda_changed(struct sim *sim, struct service *self, const struct field *row)
{
    struct function *fn = self->state;

    admission_changed(sim, &fn->admission);
    if (strcmp(row->name, "provisioned_concurrent_executions") == 0)
        provisioned_changed(sim, &fn->provisioned);
}

static void lambda_audit(struct sim *sim, struct service *self, struct diag *diag)
{
    struct function *fn = self->state;
    const struct where where = {self->address, 0};

    busy(sim, fn, 0);
    admission_audit(&fn->admission, self, (int64_t)fn->running - fn->provisioned.busy,
                    diag);
    provisioned_audit(sim, &fn->provisioned, diag);
    pool_audit(sim, &fn->pool, fn->running - (uint64_t)fn->provisioned.busy,
               fn->busy_area - fn->provisioned.busy_area, diag);
    async_audit(&fn->async, diag);
    if (fn->begun + fn->extending != fn->ok + fn->failed + fn->timed_out + fn->running)
        diag_failure(diag, where, "invocations do not add up: %llu begun, %llu running",
                     (unsigned long long)fn->begun, (unsigned long long)fn->running);
    if (fn->cold_starts > fn->pool.created)
        diag_failure(diag, where, "more cold starts than environments");
    if (fn->running == 0 && fn->busy_area != fn->residence)
        diag_failure(diag, where,
                     "Little's law: concurrency x time is not the sum of stays");
}

const struct model lambda_model = {
    .name = "lambda",
    .dimension = "function",
    .also = "function functions lambdas",
    .help = "AWS Lambda function",
    .fields = lambda_fields,
    .account_fields = lambda_account_fields,
    .request_fields = lambda_request_fields,
    .config_size = sizeof(struct lambda_config),
    .account_size = sizeof(struct lambda_account),
    .request_size = sizeof(struct lambda_request),
    .metrics = lambda_metrics,
    .own_limits = lambda_own_limits,
    .items = lambda_items,
    .needed = lambda_needed,
    .columns = lambda_columns,
    .caused = lambda_causes,
    .actions = lambda_actions,
    .errors_are_answers = true,
    .default_retry = lambda_default_retry,
    .plan = lambda_plan,
    .declare = lambda_declare,
    .check = lambda_check,
    .forecast = lambda_forecast,
    .warm = lambda_warm,
    .memory = lambda_memory,
    .start_account = admission_start_account,
    .start = lambda_start,
    .resolve = lambda_resolve,
    .accept = lambda_accept,
    .changed = lambda_changed,
    .audit = lambda_audit,
};
