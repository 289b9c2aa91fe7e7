/* ask.c - the life of an ask: attempts, one after another, until one is good enough.
 *
 *   site_ask_begin -> attempt_begins -> copy_sent (-> hedge_due) -> copy_returned
 *   -> attempt_over -> (back-off) attempt_begins .. -> finish
 *
 * An ask with neither retry, deadline, hedge nor breaker is a call and no more:
 * plain_sent
 * -> plain_returned.
 */
#include <string.h>

#include "flow/site.h"

struct attempt { /* in names: a, executions of the edge so far; h, the hedge's copy */
    uint64_t a, h;
};

struct copy; /* of an attempt: the original, or a hedge's */

/* What a back-off's end looks at stands in the first cache lines: of requests that wait
 * for a retry there may be many. */
struct tries {
    struct event pause; /* back-off, or until the hedge, or a refusal to be told */
    struct site *site;
    sim_time deadline; /* on the clock; 0: none */
    sim_time begun;    /* the attempt */

    struct work parent;  /* asking.parent */
    sim_time delay;      /* of the wait, or riding before the attempt */
    int64_t attempts;    /* begun */
    struct copy *flying; /* of this attempt */

    struct asking asking;
    struct sdk *sdk;          /* of asking.process; NULL: nothing is remembered */
    uint64_t left[CALL_LEFT]; /* items of a batch that the next attempt is about */
    uint64_t last_try;        /* name of the attempt before this one */
    enum call_status last;    /* how it ended */
    bool forgotten;           /* whoever asked is gone */
    struct sleeper sleeper;   /* waits for a token of its SDK */
};

struct copy {
    struct site *site;
    struct tries *of; /* NULL: not waited for any more */
    struct copy *next;
    struct spent *account; /* it adds to; NULL: nobody waits */
    sim_time back;
    bool probe;
    bool branch; /* its account is its own */
};

/* ---- one call of it: in line, since all that is asked goes this way ---- */

#define IN_LINE static inline __attribute__((always_inline))

/* Copy `h` of the attempt after `a` others, below `above`.  Sizes and key are the work's
 * own: every attempt and copy has the same. */
IN_LINE struct call *make_call(struct sim *sim, struct site *site,
                               const struct asking *asking, const struct work *above,
                               struct attempt of)
{
    struct call *call = call_new(sim, above);
    const struct work *work = &call->work;

    work_name(&call->work, above, site->name, asking->iteration);
    if (of.a > 0 || of.h > 0)
        call->work.try = name_try(above->try, site->name, asking->iteration, of.a, of.h);
    if (source_given(&site->item_size))
        call->bytes = source_draw(sim, &site->item_size, work);
    else if (asking->item_size > 0)
        call->bytes = asking->item_size;
    if (source_given(&site->items))
        call->items = (uint32_t)source_draw(sim, &site->items, work);
    else if (asking->items > 0)
        call->items = (uint32_t)asking->items;
    if (source_given(&site->key))
        call->key = source_key(sim, &site->key, work);
    else
        call->key = asking->key;
    call_take_batch(call, asking->batch);
    call->site = site;
    return call;
}

/* Sends it over the link; call->back is the link's way back, to be accounted on return.
 */
IN_LINE void send_call(struct sim *sim, struct site *site, const struct asking *asking,
                       struct call *call, struct sending how)
{
    sim_time out = 0, back = 0;

    if (asking->out)
        out = asking->out(sim, call, asking->ctx, &back);
    how.delay += out;
    how.back = back;
    call_send(sim, call, &site->ask->to, &how);
    work_spent(&call->work, TIME_NETWORK, out);
}

/* A timeline may change that. */
static bool is_plain(const struct site *site)
{
    const struct ask *ask = site->ask;

    return site->retry.max_attempts <= 1 && ask->deadline <= 0 && ask->hedge_after <= 0 &&
           !breaker_on(&ask->breaker);
}

static struct answer answer_of(const struct call *call, int64_t attempts)
{
    return (struct answer){
        .status = (enum call_status)call->status,
        .limit = call->limit,
        .error = call->error,
        .reply_bytes = call->reply_bytes,
        .attempts = attempts,
        .batch = call->batch,
    };
}

static void count_end(struct site *site, enum call_status status)
{
    if (status == CALL_OK)
        site->counts.answered++;
    else
        site->counts.given_up++;
}

/* ---- plain: the call is all there is ---- */

static void plain_returned(struct sim *sim, struct call *call, void *ctx)
{
    answer_fn *answered = call->answered;
    struct answer answer = answer_of(call, 1);

    if (call->status != CALL_TIMED_OUT)
        work_spent(&call->work, TIME_NETWORK, call->back);
    count_end(call->site, answer.status);
    if (answered)
        answered(sim, &answer, ctx);
}

static struct under_way plain_sent(struct sim *sim, struct site *site,
                                   const struct asking *asking)
{
    struct call *call = make_call(sim, site, asking, asking->parent,
                                  (struct attempt){asking->executions, 0});
    struct sending how = {.delay = asking->delay};

    site->counts.first++;
    if (site->ask->timeout > 0)
        how.timeout = asking->delay + site->ask->timeout;
    if (asking->answered) {
        call->answered = asking->answered;
        how.done = plain_returned;
        how.ctx = asking->ctx;
    }
    send_call(sim, site, asking, call, how);
    return (struct under_way){.call = call};
}

/* ---- with attempts ---- */

static void attempt_is_due(struct sim *sim, void *ctx);

static void finish(struct sim *sim, struct tries *tries, const struct answer *answer)
{
    answer_fn *answered = tries->asking.answered;
    struct root *root = tries->parent.root;
    void *ctx = tries->asking.ctx;

    assert(!tries->flying && !event_pending(&tries->pause));
    count_end(tries->site, answer->status);
    sim_put(sim, tries, sizeof *tries);
    if (answered)
        answered(sim, answer, ctx);
    root_drop(sim, root);
}

/* An SDK's call to a function succeeds when the function fails: its error is an answer.
 */
static bool is_retryable(const struct sim *sim, const struct site *site,
                         const struct answer *answer)
{
    const struct model *to = target_service(sim, &site->ask->to)->model;

    return !(site->retry.policy && answer->status == CALL_FAILED &&
             to->errors_are_answers);
}

static bool is_adaptive(const struct tries *tries)
{
    return tries->sdk && tries->site->retry.adaptive;
}

static bool may_spend(struct tries *tries, enum call_status status)
{
    struct site *site = tries->site;
    struct retry share = site->retry, quota = site->retry;

    share.quota = 0;
    quota.budget = -1;
    return (!tries->sdk || retry_budget_allows(&tries->sdk->budget, &quota, status)) &&
           retry_budget_allows(&site->budget, &share, status);
}

static void backed_off(struct sim *sim, void *ctx)
{
    struct tries *tries = ctx;

    fetch_ahead(tries->asking.ctx,
                CACHE_LINE); /* whoever asked will be asked for the way */
    work_spent(&tries->parent, TIME_RETRY_DELAY, tries->delay);
    tries->delay = 0;
    tries->site->counts.retries++;
    attempt_is_due(sim, tries);
}

/* The attempt has ended: again, or that is the answer. */
static void attempt_over(struct sim *sim, struct tries *tries,
                         const struct answer *answer)
{
    struct site *site = tries->site;
    uint64_t bits = draw_bits(&site->backoff, tries->last_try, 0);
    sim_time delay = 0;

    if (answer->status == CALL_OK && tries->sdk)
        retry_budget_success(&tries->sdk->budget, &site->retry, tries->attempts,
                             tries->last);
    if (tries->forgotten || !is_retryable(sim, site, answer) ||
        !retry_next(&site->retry, answer->status, tries->attempts, bits, &delay) ||
        (tries->deadline && sim_now(sim) + delay >= tries->deadline) ||
        !may_spend(tries, answer->status)) {
        finish(sim, tries, answer);
        return;
    }
    tries->last = answer->status;
    tries->delay = delay;
    sim_after(sim, &tries->pause, delay, backed_off, tries);
}

static void told_it_is_open(struct sim *sim, void *ctx)
{
    struct tries *tries = ctx;
    struct answer answer = {
        .status = CALL_FAILED, .error = "CircuitOpen", .attempts = tries->attempts - 1};

    finish(sim, tries, &answer);
}

static void let_go(struct tries *tries, const struct copy *copy)
{
    struct copy **at = &tries->flying;

    while (*at != copy)
        at = &(*at)->next;
    *at = copy->next;
}

/* The attempt's answer is there; what else is on its way is not waited for. */
static void settle(struct sim *sim, struct tries *tries, const struct copy *copy)
{
    sim_cancel(sim, &tries->pause);
    for (; tries->flying; tries->flying = tries->flying->next)
        tries->flying->of = NULL;
    if (copy->branch) { /* the holder accounts the riding delay */
        sim_time elapsed = sim_now(sim) - tries->begun - tries->delay;
        struct work own = {.root = tries->parent.root, .spent = copy->account};
        spent_take(&tries->parent, &own, elapsed);
        spent_put(&own);
    }
}

static void copy_returned(struct sim *sim, struct call *call, void *ctx)
{
    struct copy *copy = ctx, was = *copy;
    struct site *site = was.site;
    struct tries *tries = was.of;
    bool failed = call->status != CALL_OK && call->status != CALL_REFUSED;
    struct answer answer;

    if (tries && is_adaptive(tries))
        sdk_answered(sim, tries->sdk, call->status == CALL_THROTTLED);

    if (breaker_on(&site->ask->breaker))
        breaker_note(&site->breaker, &site->ask->breaker, sim_now(sim), failed,
                     was.probe);
    if (call->status != CALL_TIMED_OUT)
        work_spent(&call->work, TIME_NETWORK, was.back);
    if (tries)
        let_go(tries, copy);
    sim_put(sim, copy, sizeof *copy);
    if (!tries || (call->status != CALL_OK && tries->flying))
        return; /* nobody waits, or there is hope yet */
    answer = answer_of(call, tries->attempts);
    tries->last_try = call->work.try;
    memcpy(tries->left, call->left, sizeof tries->left);
    settle(sim, tries, &was);
    attempt_over(sim, tries, &answer);
}

static void copy_sent(struct sim *sim, struct tries *tries, uint64_t h, bool probe)
{
    struct site *site = tries->site;
    sim_time now = sim_now(sim), left = tries->deadline - now;
    struct copy *copy = sim_get(sim, sizeof *copy);
    struct sending how = {
        .delay = h ? 0 : tries->delay, .done = copy_returned, .ctx = copy};
    struct attempt of = {tries->asking.executions + (uint64_t)tries->attempts - 1, h};
    struct work above;
    struct call *call;

    copy->site = site;
    copy->of = tries;
    copy->probe = probe;
    copy->next = tries->flying;
    tries->flying = copy;
    copy->branch = site->ask->hedge_after > 0;
    above = copy->branch ? work_branch(sim, &tries->parent) : tries->parent;
    copy->account = above.spent;
    call = make_call(sim, site, &tries->asking, &above, of);
    memcpy(call->left, tries->left, sizeof call->left);
    if (site->ask->timeout > 0) /* of the attempt, its hedge included */
        how.timeout = tries->begun + tries->delay + site->ask->timeout - now;
    if (tries->deadline && (how.timeout == 0 || left < how.timeout))
        how.timeout = left;
    send_call(sim, site, &tries->asking, call, how);
    copy->back = call->back;
}

static void hedge_due(struct sim *sim, void *ctx)
{
    struct tries *tries = ctx;

    tries->site->counts.hedges++;
    copy_sent(sim, tries, 1, false);
}

static void attempt_begins(struct sim *sim, void *ctx)
{
    struct tries *tries = ctx;
    struct site *site = tries->site;
    const struct ask *ask = site->ask;
    sim_time hedge = tries->delay + ask->hedge_after;
    bool probe = false;

    tries->attempts++;
    tries->begun = sim_now(sim);
    if (breaker_on(&ask->breaker) &&
        !breaker_admits(&site->breaker, sim_now(sim), &probe)) {
        site->counts.short_circuited++;
        sim_after(sim, &tries->pause, tries->delay, told_it_is_open, tries);
        return;
    }
    copy_sent(sim, tries, 0, probe);
    if (ask->hedge_after > 0 && (ask->timeout <= 0 || ask->hedge_after < ask->timeout) &&
        (!tries->deadline || tries->begun + hedge < tries->deadline))
        sim_after(sim, &tries->pause, hedge, hedge_due, tries);
}

static void patience_is_over(struct sim *sim, void *ctx)
{
    struct tries *tries = ctx;
    struct answer answer = {.status = CALL_TIMED_OUT, .attempts = tries->attempts};

    sdk_leave(sim, tries->sdk, &tries->sleeper);
    work_spent(&tries->parent, TIME_THROTTLE_WAIT, sim_now(sim) - tries->begun);
    tries->site->counts.short_circuited++;
    finish(sim, tries, &answer);
}

static void slept(struct sim *sim, void *ctx)
{
    struct tries *tries = ctx;

    sim_cancel(sim, &tries->pause);
    work_spent(&tries->parent, TIME_THROTTLE_WAIT, sim_now(sim) - tries->begun);
    attempt_begins(sim, tries);
}

/* In adaptive mode an attempt waits for a token of its process first. */
static void attempt_is_due(struct sim *sim, void *ctx)
{
    struct tries *tries = ctx;

    if (!is_adaptive(tries) || sdk_may_send(sim, tries->sdk)) {
        attempt_begins(sim, tries);
        return;
    }
    tries->begun = sim_now(sim);
    tries->sleeper.fn = slept;
    tries->sleeper.ctx = tries;
    sdk_sleep(sim, tries->sdk, &tries->sleeper);
    if (tries->deadline)
        sim_at(sim, &tries->pause, tries->deadline, patience_is_over, tries);
}

struct under_way site_ask_begin(struct sim *sim, struct site *site,
                                const struct asking *asking)
{
    struct tries *tries;

    if (is_plain(site))
        return plain_sent(sim, site, asking);
    tries = sim_get(sim, sizeof *tries);
    tries->site = site;
    tries->asking = *asking;
    tries->parent = *asking->parent;
    tries->delay = asking->delay;
    if (!asking->answered)
        tries->parent.spent = NULL;
    if (site->ask->deadline > 0)
        tries->deadline = sim_now(sim) + asking->delay + site->ask->deadline;
    root_hold(tries->parent.root);
    retry_budget_first(&site->budget, &site->retry);
    site->counts.first++;
    if (asking->process && (site->retry.quota > 0 || site->retry.adaptive))
        tries->sdk =
            process_sdk(sim, asking->process, target_service(sim, &site->ask->to)->model,
                        &site->retry);
    attempt_is_due(sim, tries);
    return (struct under_way){.tries = tries};
}

void ask_forget(struct sim *sim, struct under_way asked)
{
    struct tries *tries = asked.tries;

    if (asked.call) {
        asked.call->answered = NULL;
        return;
    }
    sim_cancel(sim, &tries->pause);
    tries->asking.answered = NULL;
    if (tries->sdk)
        sdk_leave(sim, tries->sdk, &tries->sleeper);
    tries->sdk = NULL; /* its process may have ended */
    tries->forgotten = true;
    tries->parent.spent = NULL;
    if (!tries->flying) {
        struct answer answer = {.status = CALL_TIMED_OUT, .attempts = tries->attempts};
        finish(sim, tries, &answer);
    }
}
