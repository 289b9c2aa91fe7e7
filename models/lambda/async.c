/* async.c - the life of an event in a function's own queue:
 *
 *   async_accept -> (delay) -> dispatch -> the function, as a call -> answered
 *     -> succeeded | failed: again after 1 and 2 minutes | throttled: again after 1 s,
 *        2 s .. 5 minutes | too_old, or no attempt left: dropped
 *
 * Lambda developer guide, invocation-async and invocation-async-error-handling,
 * 2021-08-27 and 2026.
 */
#include "lambda/async.h"

#include "base/text.h"
#include "flow/limit.h"
#include "flow/usage.h"
#include "lambda/tables.h"

struct queued_event {
    struct async *async;
    struct work work; /* the first attempt's names; its root is held */
    uint64_t key;
    int64_t bytes, answer_bytes;
    uint32_t items;
    sim_time queued_at, dies_at;
    int64_t attempts;              /* executions that have ended in an error */
    unsigned throttles;            /* tries that were turned away: no executions */
    unsigned copies;               /* deliveries after a success */
    unsigned waits;                /* for the names of their jitter */
    struct target function;        /* with `options`: whom the queue calls .. */
    struct lambda_request options; /* .. and for what */
    struct event next;             /* the next try, or the end of its age */
};

/* After the first and the second function error. */
static const sim_time after_error[] = {60 * SIM_SECOND, 120 * SIM_SECOND};

enum {
    BACKOFF_DOUBLINGS = 9, /* 1 s x 2^9 is above .. */
    BACKOFF_MOST = 300,    /* .. the longest, s */
    COPIES_MOST = 255,     /* that names tell apart */
};

/* A request is charged for the first 256 KB of an event, and another one for each 64 KB
 * beyond (Lambda pricing, 2026; in 2021 no event may be larger). */
#define CHARGED_ONCE (INT64_C(256) << 10)
#define CHARGED_AGAIN (INT64_C(64) << 10)

static void dispatch(struct sim *, void *ctx);
static void too_old(struct sim *, void *ctx);
static void answered(struct sim *, struct call *, void *ctx);

/* ---- start ---- */

static struct destination destination(struct sim *sim, struct service *self,
                                      const char *what, const struct target *to,
                                      size_t failures)
{
    struct destination d = {.to = *to, .failures = &self->meter[failures]};

    if (!to->address)
        return d;
    d.site = name_text(what);
    if (target_service(sim, to)->model == &lambda_model)
        d.to.options = (void *)(uintptr_t)&lambda_as_event;
    return d;
}

void async_start(struct sim *sim, struct async *a, struct service *self,
                 const struct lambda_config *config, const struct lambda_account *account)
{
    const struct event_invoke *said = &config->events;

    a->self = self;
    a->config = config;
    a->account = account;
    a->delay = source_of(sim, self, "event_delay", &account->event_delay);
    a->backoff = service_stream(sim, self, "backoff");
    a->duplicate = service_stream(sim, self, "duplicate");
    a->site = name_text("async");
    a->on_success = destination(sim, self, "on_success", &said->on_success,
                                METRIC_DESTINATION_FAILURES);
    a->on_failure = destination(sim, self, "on_failure", &said->on_failure,
                                METRIC_DESTINATION_FAILURES);
    a->dead_letter = destination(sim, self, "dead_letter_config", &config->dead_letter,
                                 METRIC_DEAD_LETTER_ERRORS);
}

/* ---- waiting ---- */

static void waiting(struct sim *sim, struct async *a, int64_t change)
{
    a->waiting += (uint64_t)change;
    meter_set(&a->self->meter[METRIC_ASYNC_WAITING], sim_now(sim), (int64_t)a->waiting);
}

/* Waits, but not beyond its age: that is a timer, and a try due just then still comes. */
static void wait_for(struct sim *sim, struct queued_event *e, sim_time wait)
{
    waiting(sim, e->async, 1);
    if (sim_now(sim) + wait > e->dies_at)
        sim_at(sim, &e->next, e->dies_at, too_old, e);
    else
        sim_after(sim, &e->next, wait, dispatch, e);
}

static sim_time jittered(struct queued_event *e, sim_time wait)
{
    const struct async *a = e->async;
    double u = unit_of(draw_bits(&a->backoff, e->work.try, e->waits++));

    return wait + (sim_time)((double)wait * a->account->event_jitter * (2 * u - 1));
}

void async_accept(struct sim *sim, struct async *a, struct call *call)
{
    struct queued_event *e = sim_get(sim, sizeof *e);

    e->async = a;
    e->work = call->work;
    e->work.spent = NULL; /* nobody waits for it */
    e->key = call->key;
    e->bytes = call->bytes;
    e->items = call->items;
    e->queued_at = sim_now(sim);
    e->dies_at = e->queued_at + a->config->events.maximum_age;
    e->function = (struct target){.address = a->self->address,
                                  .resource = a->self->resource->index,
                                  .options = &e->options};
    e->options.event = e;
    root_hold(e->work.root);
    a->accepted++;
    meter_add(&a->self->meter[METRIC_ASYNC_RECEIVED], 1);
    if (e->bytes > CHARGED_ONCE)
        usage_add(a->self, ITEM_REQUEST,
                  (e->bytes - CHARGED_ONCE + CHARGED_AGAIN - 1) / CHARGED_AGAIN);
    wait_for(sim, e, source_given(&a->delay) ? source_draw(sim, &a->delay, &e->work) : 0);
    call_reply(sim, call, CALL_OK, 0);
}

/* ---- its end ---- */

static void delivered(struct sim *sim, struct call *call, void *ctx)
{
    const struct destination *to = ctx;

    (void)sim;
    if (call->status != CALL_OK)
        meter_add(to->failures, 1);
}

/* Each delivery has records of its own. */
static void deliver(struct sim *sim, const struct queued_event *e, struct destination *to,
                    int64_t bytes)
{
    struct work work;
    struct call *call;

    if (!to->to.address)
        return;
    work = work_child(&e->work, to->site, 0);
    work.try = name_try(e->work.try, to->site, 0, e->copies, 0);
    call = call_new(sim, &work);
    call->bytes = bytes;
    call_send(sim, call, &to->to, &(struct sending){.done = delivered, .ctx = to});
}

static void forget(struct sim *sim, struct queued_event *e)
{
    struct root *root = e->work.root;

    sim_put(sim, e, sizeof *e);
    root_drop(sim, root);
}

/* A destination gets the record of the invocation, with the event and the answer in it; a
 * dead-letter queue gets the event. */
static void drop(struct sim *sim, struct queued_event *e, enum drop reason)
{
    static const size_t metric[DROPS] = {
        [DROP_ATTEMPTS] = METRIC_DROPPED_ATTEMPTS,
        [DROP_AGE] = METRIC_DROPPED_AGE,
        [DROP_RESERVED_0] = METRIC_DROPPED_RESERVED_0,
    };
    struct async *a = e->async;

    a->dropped[reason]++;
    meter_add(&a->self->meter[METRIC_ASYNC_DROPPED], 1);
    meter_add(&a->self->meter[metric[reason]], 1);
    deliver(sim, e, &a->on_failure, e->bytes + e->answer_bytes);
    deliver(sim, e, &a->dead_letter, e->bytes);
    forget(sim, e);
}

static void too_old(struct sim *sim, void *ctx)
{
    struct queued_event *e = ctx;

    waiting(sim, e->async, -1);
    drop(sim, e, DROP_AGE);
}

/* ---- a try ---- */

static uint64_t try_of(const struct queued_event *e)
{
    if (e->attempts == 0 && e->copies == 0)
        return e->work.try;
    return name_try(e->work.try, e->async->site, 0, (uint64_t)e->attempts, e->copies);
}

/* The first execution has the names that a synchronous one would have; a throttled try is
 * none, so it does not change them. */
static void dispatch(struct sim *sim, void *ctx)
{
    struct queued_event *e = ctx;
    struct async *a = e->async;
    struct work work = e->work;
    struct call *call;

    waiting(sim, a, -1);
    if (a->config->reserved == 0) { /* switched off: no try at all */
        drop(sim, e, DROP_RESERVED_0);
        return;
    }
    work.try = try_of(e);
    a->running++;
    call = call_new(sim, &work);
    call->key = e->key;
    call->bytes = e->bytes;
    call->items = e->items;
    call_send(sim, call, &e->function, &(struct sending){.done = answered, .ctx = e});
}

void async_begun(struct sim *sim, const struct queued_event *e)
{
    meter_observe(&e->async->self->meter[METRIC_ASYNC_AGE], sim_now(sim) - e->queued_at);
}

static void throttled(struct sim *sim, struct queued_event *e)
{
    unsigned n = e->throttles < BACKOFF_DOUBLINGS ? e->throttles : BACKOFF_DOUBLINGS;
    int64_t seconds = INT64_C(1) << n;

    e->throttles++;
    if (seconds > BACKOFF_MOST)
        seconds = BACKOFF_MOST;
    wait_for(sim, e, jittered(e, seconds * SIM_SECOND));
}

/* An error whose next attempt would come too late is the last one. */
static void failed(struct sim *sim, struct queued_event *e)
{
    sim_time wait;

    if (e->attempts++ >= e->async->config->events.retries) {
        drop(sim, e, DROP_ATTEMPTS);
        return;
    }
    wait = jittered(e, after_error[e->attempts - 1]);
    if (sim_now(sim) + wait > e->dies_at)
        drop(sim, e, DROP_AGE);
    else
        wait_for(sim, e, wait);
}

/* At least once: the queue may deliver an event that has succeeded. */
static bool comes_again(struct sim *sim, struct queued_event *e)
{
    struct async *a = e->async;
    struct work work = {.who = e->work.who, .try = try_of(e)};
    uint64_t bits = draw_bits(&a->duplicate, work.try, 0);
    sim_time wait = 0;

    if (e->copies == COPIES_MOST || !(unit_of(bits) < a->account->event_duplicate_share))
        return false;
    if (source_given(&a->delay))
        wait = source_draw(sim, &a->delay, &work);
    if (sim_now(sim) + wait > e->dies_at)
        return false;
    a->again++;
    e->copies++;
    e->attempts = 0;
    e->throttles = 0;
    meter_add(&a->self->meter[METRIC_ASYNC_AGAIN], 1);
    wait_for(sim, e, wait);
    return true;
}

static void answered(struct sim *sim, struct call *call, void *ctx)
{
    struct queued_event *e = ctx;
    struct async *a = e->async;

    a->running--;
    e->answer_bytes = call->reply_bytes;
    if (call->status == CALL_THROTTLED) {
        throttled(sim, e);
    } else if (call->status != CALL_OK) {
        failed(sim, e);
    } else {
        a->succeeded++;
        deliver(sim, e, &a->on_success, e->bytes + e->answer_bytes);
        if (!comes_again(sim, e))
            forget(sim, e);
    }
}

/* ---- the ledger ---- */

bool async_audit(const struct async *a, struct diag *diag)
{
    uint64_t dropped = 0;

    for (int i = 0; i < DROPS; i++)
        dropped += a->dropped[i];
    if (a->accepted + a->again == a->succeeded + dropped + a->waiting + a->running)
        return true;
    diag_failure(diag, (struct where){a->self->address, 0},
                 "events: accepted %llu, delivered again %llu, succeeded %llu, dropped "
                 "%llu, waiting %llu, "
                 "running %llu",
                 (unsigned long long)a->accepted, (unsigned long long)a->again,
                 (unsigned long long)a->succeeded, (unsigned long long)dropped,
                 (unsigned long long)a->waiting, (unsigned long long)a->running);
    return false;
}
