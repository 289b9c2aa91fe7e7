/* warm.c - how long a pool of environments remembers its load, and how large it is once
 * it has forgotten that it ever was empty (run.initial = "warm").
 *
 * Environment k is used when k invocations are in work at once.  Their number is taken
 * as Poisson with mean a (M/G/infinity: insensitive to the law of the durations), so the
 * k-th is reached lambda P(a, k - 1) times a second.  A pool keeps those that are reached
 * at least once while an idle environment is kept: the largest k with lambda P(a, k - 1)
 * X >= 1. */
#include <math.h>
#include <string.h>

#include "lambda/provisioned.h"
#include "lambda/tables.h"
#include "sim/real.h"

/* ns that an idle environment is kept; 0: for ever. */
static double kept_idle(const struct lambda_config *c)
{
    if (c->idle_expiry.law.kind == LAW_NONE || c->idle_expiry.law.kind == LAW_ATTRIBUTE)
        return 0;
    /* a coin every interval: two of them on average */
    if (c->idle_expiry.law.kind == LAW_HALVING)
        return 2 * c->idle_expiry.law.at;
    return law_mean(&c->idle_expiry.law);
}

int64_t lambda_pool_size(double rate, double at_once, double kept)
{
    double k = floor(at_once); /* the mode: what is below it is always reached */
    double p;

    if (!(rate > 0) || !(at_once > 0) || !(kept > 0))
        return 0;
    p = real_exp(k * real_log(at_once) - at_once - real_log_gamma(k + 1));
    for (; rate * p * kept >= 1; k++)
        p *= at_once / (k + 1);
    return (int64_t)k;
}

static int64_t most_at_once(const struct graph *graph, const struct lambda_config *c)
{
    const struct lambda_account *account = graph_account(graph, "lambda");

    return c->reserved != ABSENT ? c->reserved : account->concurrency;
}

/* Without an expiry: as many as are reached once an hour. */
const char *lambda_warm(const struct forecast *f, const struct resource *self,
                        struct arena *arena)
{
    enum { HOUR_S = 3600 };
    const struct forecast_at *at = forecast_of(f, self->index);
    struct lambda_config *c = self->config;
    double kept = kept_idle(c) / 1e9;
    int64_t most = most_at_once(forecast_graph(f), c), wanted;

    if (c->warm != ABSENT)
        return arena_text(arena, "%lld idle environments, as warm_environments says",
                          (long long)c->warm);
    wanted = lambda_pool_size(at->rate, at->at_once, kept > 0 ? kept : HOUR_S);
    if (lambda_provisioned(c) != ABSENT) /* they come first */
        wanted -= wanted < lambda_provisioned(c) ? wanted : lambda_provisioned(c);
    c->warm = wanted < most ? wanted : most;
    c->warm_aged = true;
    return arena_text(arena, "%lld idle environment%s, for %.3g in work at once",
                      (long long)c->warm, c->warm == 1 ? "" : "s", at->at_once);
}

static double longest(const struct law *law)
{
    bool known = law->kind != LAW_NONE && law->kind != LAW_ATTRIBUTE;
    double most = known ? law_largest(law) : 0;

    return isfinite(most) ? most : law_quantile(law, 0.99);
}

/* methods.md 2: the longest memory of a function is idle expiry and maximum age. */
sim_time lambda_memory(const struct graph *graph, const struct resource *self,
                       const char **what)
{
    const struct lambda_config *c = self->config;
    bool halves = c->idle_expiry.law.kind == LAW_HALVING;
    double idle = halves ? kept_idle(c) : longest(&c->idle_expiry.law);
    double age = longest(&c->maximum_age.law);

    (void)graph;
    *what = age > 0 && idle > 0 ? "idle_expiry + maximum_age"
            : age > 0           ? "maximum_age"
                                : "idle_expiry";
    return (sim_time)(idle + age);
}
