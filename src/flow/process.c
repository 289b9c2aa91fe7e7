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

sim_time limiter_wait(struct limiter *l, sim_time now)
{
    double missing;

    if (!l->enabled)
        return 0;
    refill(l, seconds(now));
    missing = 1 - l->tokens;
    if (missing > 0) /* whole ns, and one more, so that the token is there then */
        return (sim_time)(missing / l->rate * 1e9) + 1;
    l->tokens -= 1;
    return 0;
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
        sim_put(sim, sdk, sizeof *sdk);
    }
}
