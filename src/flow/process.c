/* process.c - SDK clients of a process, and adaptive mode's rate limiter.
 *
 * Constants: botocore retries/adaptive.py, throttling.py, bucket.py, 2021-08 and 2026-08.
 */
#include "flow/process.h"

#include <math.h>

#include "sim/real.h"

static const double scale = 0.4, beta = 0.7, smoothing = 0.8;
static const double least_rate = 0.5, halves_per_s = 2, most_of_measured = 2;

static double seconds(sim_time t)
{
    return (double)t * 1e-9;
}

static double depth(const struct limiter *l)
{
    return fmax(l->rate, 1);
}

static void refill(struct limiter *l, double now)
{
    l->tokens = fmin(depth(l), l->tokens + (now - l->since) * l->rate);
    l->since = now;
}

void limiter_start(struct limiter *l, sim_time now)
{
    *l = (struct limiter){.rate = 1, .since = seconds(now), .throttle_at = seconds(now)};
    l->half = floor(seconds(now));
}

/* Until a token is there: whole ns, and one more, so that it is there then. */
static sim_time limiter_due(struct limiter *l, sim_time now)
{
    refill(l, seconds(now));
    return l->tokens >= 1 ? 0 : (sim_time)((1 - l->tokens) / l->rate * 1e9) + 1;
}

sim_time limiter_wait(struct limiter *l, sim_time now)
{
    sim_time wait = l->enabled ? limiter_due(l, now) : 0;

    if (l->enabled && wait == 0)
        l->tokens -= 1;
    return wait;
}

/* The rate of answers by half seconds; a new one is smoothed in when its half is over. */
static double measure(struct limiter *l, double now)
{
    double half = floor(now * halves_per_s) / halves_per_s;

    l->answers++;
    if (half > l->half) {
        double rate = (double)l->answers / (half - l->half);
        l->measured = rate * smoothing + l->measured * (1 - smoothing);
        l->answers = 0;
        l->half = half;
    }
    return l->measured;
}

static double rate_after_throttle(struct limiter *l, double now)
{
    double rate = l->enabled ? fmin(l->measured, l->rate) : l->measured;
    double x = rate * (1 - beta) / scale;

    l->highest = rate;
    l->plateau = x > 0 ? real_pow(x, 1 / 3.0) : 0;
    l->throttle_at = now;
    return rate * beta;
}

static double rate_after_success(const struct limiter *l, double now)
{
    double t = now - l->throttle_at - l->plateau;

    return scale * t * t * t + l->highest;
}

void limiter_answered(struct limiter *l, sim_time when, bool throttled)
{
    double now = seconds(when), measured = measure(l, now);
    double rate = throttled ? rate_after_throttle(l, now) : rate_after_success(l, now);

    l->enabled |= throttled;
    refill(l, now);
    l->rate = fmax(fmin(rate, most_of_measured * measured), least_rate);
    l->tokens = fmin(l->tokens, depth(l));
}

/* ---- who waits for a token ---- */

static void take_out(struct sdk *sdk, struct sleeper *s)
{
    *(s->prev ? &s->prev->next : &sdk->first) = s->next;
    *(s->next ? &s->next->prev : &sdk->last) = s->prev;
    s->next = s->prev = NULL;
    s->fn = NULL;
}

static void tokens_come(struct sim *sim, void *ctx)
{
    struct sdk *sdk = ctx;
    sim_time wait = 0;

    while (sdk->first && (wait = limiter_wait(&sdk->limiter, sim_now(sim))) == 0) {
        struct sleeper *s = sdk->first;
        event_fn *fn = s->fn;
        take_out(sdk, s);
        fn(sim, s->ctx);
    }
    if (sdk->first)
        sim_after(sim, &sdk->wake, wait, tokens_come, sdk);
}

bool sdk_may_send(struct sim *sim, struct sdk *sdk)
{
    return !sdk->first && limiter_wait(&sdk->limiter, sim_now(sim)) == 0;
}

void sdk_sleep(struct sim *sim, struct sdk *sdk, struct sleeper *s)
{
    s->prev = sdk->last;
    *(sdk->last ? &sdk->last->next : &sdk->first) = s;
    sdk->last = s;
    if (!event_pending(&sdk->wake))
        sim_after(sim, &sdk->wake, limiter_due(&sdk->limiter, sim_now(sim)), tokens_come,
                  sdk);
}

void sdk_leave(struct sim *sim, struct sdk *sdk, struct sleeper *s)
{
    if (!s->fn)
        return;
    take_out(sdk, s);
    if (!sdk->first)
        sim_cancel(sim, &sdk->wake);
}

/* A new rate moves the next token. */
void sdk_answered(struct sim *sim, struct sdk *sdk, bool throttled)
{
    limiter_answered(&sdk->limiter, sim_now(sim), throttled);
    if (sdk->first)
        sim_after(sim, &sdk->wake, limiter_due(&sdk->limiter, sim_now(sim)), tokens_come,
                  sdk);
}

/* ---- clients ---- */

struct sdk *process_sdk(struct sim *sim, struct process *process, const struct model *to,
                        const struct retry *retry)
{
    struct sdk *sdk;

    for (sdk = process->sdks; sdk; sdk = sdk->next)
        if (sdk->to == to)
            return sdk;
    sdk = sim_get(sim, sizeof *sdk);
    sdk->to = to;
    retry_budget_start(&sdk->budget, retry);
    limiter_start(&sdk->limiter, sim_now(sim));
    sdk->next = process->sdks;
    process->sdks = sdk;
    return sdk;
}

void process_ended(struct sim *sim, struct process *process)
{
    while (process->sdks) {
        struct sdk *sdk = process->sdks;
        process->sdks = sdk->next;
        assert(!sdk->first); /* whoever asked has been told to forget it */
        sim_put(sim, sdk, sizeof *sdk);
    }
}
