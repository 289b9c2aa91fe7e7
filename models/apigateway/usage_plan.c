/* usage_plan.c - usage plans of a REST API and the keys of them, one for each caller.
 *
 *   usage_key_of -> usage_key_refuses -> usage_key_takes;  quota_renewed at the end of a
 *   period
 *
 * Throttle and quota are a key's own (API Gateway developer guide, usage plans, 2021-08
 * and 2026): two callers with one plan do not share them.
 */
#include <math.h>
#include <string.h>

#include "apigateway/api.h"
#include "config/clock.h"
#include "flow/limit.h"

/* ---- periods of a quota ---- */

/* In UTC; a week begins on Sunday [A]: AWS's guide says only that a monthly quota is
 * reset at the beginning of the month (create-usage-plan, 2026). */
static int64_t first_day(enum apigateway_period period, int64_t day)
{
    int year, month, of_month;

    switch (period) {
    case PERIOD_DAY:
        return day;
    case PERIOD_WEEK:
        return day - (clock_weekday(day) - 1);
    case PERIOD_MONTH:
        clock_date(day, &year, &month, &of_month);
        return day - (of_month - 1);
    }
    return day;
}

int64_t usage_period_begin(enum apigateway_period period, int64_t second)
{
    return first_day(period, second / DAY_SECONDS) * DAY_SECONDS;
}

int64_t usage_period_end(enum apigateway_period period, int64_t second)
{
    static const int64_t longest[] = {1, 7, 31};
    int64_t day = first_day(period, second / DAY_SECONDS) + longest[period];

    return first_day(period, day) * DAY_SECONDS;
}

/* ---- quotas ---- */

static int64_t quota_of(const struct usage_plan *plan)
{
    int64_t less = plan->in_first ? plan->config->offset : 0;

    return plan->config->quota > less ? plan->config->quota - less : 0;
}

static void quota_renewed(struct sim *, void *ctx);

static void await_end(struct sim *sim, struct usage_plan *plan)
{
    const struct world *w = world_of(sim);
    enum apigateway_period period = (enum apigateway_period)plan->config->period;
    int64_t end = usage_period_end(period, world_clock(sim) / SIM_SECOND);

    sim_at(sim, &plan->renewed, w->origin + (end - w->start_s) * SIM_SECOND,
           quota_renewed, plan);
}

static void quota_renewed(struct sim *sim, void *ctx)
{
    struct usage_plan *plan = ctx;

    for (size_t i = 0; i <= plan->callers; i++)
        if (plan->key[i])
            plan->key[i]->used = 0;
    plan->in_first = sim_now(sim) <= world_of(sim)->origin; /* still before t = 0 */
    limit_leave(sim, plan->quota, plan->quota->level);
    limit_resize_level(sim, plan->quota, quota_of(plan));
    await_end(sim, plan);
}

/* ---- start ---- */

static const struct apigateway_plan_route *routes_of(const struct usage_plan *plan)
{
    return plan->config->routes.element;
}

static double rate_of(const struct usage_plan *plan, size_t throttle)
{
    return throttle ? routes_of(plan)[throttle - 1].rate : plan->config->rate;
}

static double depth_of(const struct usage_plan *plan, size_t throttle)
{
    return apigateway_depth(rate_of(plan, throttle),
                            throttle ? routes_of(plan)[throttle - 1].burst
                                     : plan->config->burst);
}

/* Its first limit is self->limit[next]; returns what comes behind its last. */
static size_t name_limits(struct sim *sim, struct api *api, struct usage_plan *plan,
                          size_t next)
{
    plan->throttles = 1 + plan->config->routes.count;
    plan->shown = sim_get(sim, plan->throttles * sizeof(struct limit *));
    for (size_t t = 0; t < plan->throttles; t++) {
        if (isnan(rate_of(plan, t)))
            continue;
        plan->shown[t] = api->self->limit[next++];
        limit_set_bucket(sim, plan->shown[t], rate_of(plan, t), depth_of(plan, t), 1);
    }
    if (plan->config->quota != ABSENT)
        plan->quota = api->self->limit[next++];
    return next;
}

static void start_plan(struct sim *sim, struct api *api, struct usage_plan *plan)
{
    const struct apigateway_route *route = api->config->routes.element;

    plan->throttle_of = sim_get(sim, api->config->routes.count * sizeof(size_t));
    for (size_t t = 1; t < plan->throttles; t++)
        for (size_t i = 0; i < api->config->routes.count; i++)
            if (strcmp(route[i].route, routes_of(plan)[t - 1].route) == 0)
                plan->throttle_of[i] = t;
    plan->callers = world_of(sim)->graph->resources;
    plan->key = sim_get(sim, (plan->callers + 1) * sizeof(struct api_key *));
    if (!plan->quota)
        return;
    plan->in_first = true;
    limit_set_level(sim, plan->quota, quota_of(plan));
    await_end(sim, plan);
}

void usage_plans_start(struct sim *sim, struct api *api, size_t first)
{
    const struct list *plans = &api->config->plans;
    const struct apigateway_plan *config = plans->element;

    api->plan = sim_get(sim, (plans->count + 1) * sizeof *api->plan);
    for (size_t i = 0; i < plans->count; i++) {
        api->plan[i].config = &config[i];
        first = name_limits(sim, api, &api->plan[i], first);
        start_plan(sim, api, &api->plan[i]);
    }
}

/* ---- a request ---- */

static struct api_key *key_new(struct sim *sim, struct usage_plan *plan)
{
    struct api_key *key = sim_get(sim, sizeof *key);

    key->plan = plan;
    key->bucket = sim_get(sim, plan->throttles * sizeof *key->bucket);
    for (size_t t = 0; t < plan->throttles; t++) {
        if (!plan->shown[t])
            continue;
        key->bucket[t].name = plan->shown[t]->name;
        limit_set_bucket(sim, &key->bucket[t], rate_of(plan, t), depth_of(plan, t), 1);
    }
    return key;
}

struct api_key *usage_key_of(struct sim *sim, struct api *api, const struct route *route,
                             const struct call *call)
{
    const struct apigateway_request *said = call->target->options;
    struct usage_plan *plan;
    struct api_key **key;

    if (!route->config->needs_key || !said || !said->plan)
        return NULL;
    plan = &api->plan[said->plan_index];
    key =
        &plan->key[call->site ? site_owner(call->site)->resource->index : plan->callers];
    if (!*key)
        *key = key_new(sim, plan);
    return *key;
}

static bool is_empty(struct sim *sim, struct api_key *key, size_t throttle)
{
    return key->plan->shown[throttle] &&
           !limit_has_tokens(sim, &key->bucket[throttle], TOKEN);
}

struct limit *usage_key_refuses(struct sim *sim, struct api_key *key, size_t route)
{
    const struct usage_plan *plan = key->plan;
    size_t own = plan->throttle_of[route];

    if (own && is_empty(sim, key, own))
        return plan->shown[own];
    if (is_empty(sim, key, 0))
        return plan->shown[0];
    if (plan->quota && key->used >= plan->quota->size)
        return plan->quota;
    return NULL;
}

/* How empty its bucket is, or its pace, as of any rate (limit.h). */
static void take(struct sim *sim, struct api_key *key, size_t throttle)
{
    struct limit *bucket = &key->bucket[throttle], *shown = key->plan->shown[throttle];

    if (!shown)
        return;
    limit_take(sim, bucket, TOKEN);
    limit_passed(shown);
    limit_reached(
        sim, shown,
        fmax((double)(bucket->fullest - bucket->tokens) / (double)bucket->fullest,
             bucket->pace));
}

void usage_key_takes(struct sim *sim, struct api_key *key, size_t route)
{
    struct limit *quota = key->plan->quota;
    size_t own = key->plan->throttle_of[route];

    take(sim, key, 0);
    if (own)
        take(sim, key, own);
    if (!quota)
        return;
    if (++key->used > quota->level)
        limit_enter(sim, quota, 1);
    else
        limit_passed(quota);
}

/* ---- changes, the end ---- */

static void plan_changed(struct sim *sim, struct usage_plan *plan)
{
    for (size_t t = 0; t < plan->throttles; t++) {
        if (!plan->shown[t])
            continue;
        limit_resize_bucket(sim, plan->shown[t], rate_of(plan, t), depth_of(plan, t));
        for (size_t i = 0; i <= plan->callers; i++)
            if (plan->key[i])
                limit_resize_bucket(sim, &plan->key[i]->bucket[t], rate_of(plan, t),
                                    depth_of(plan, t));
    }
    if (plan->quota)
        limit_resize_level(sim, plan->quota, quota_of(plan));
}

void usage_plans_changed(struct sim *sim, struct api *api)
{
    for (size_t i = 0; i < api->config->plans.count; i++)
        plan_changed(sim, &api->plan[i]);
}

static void audit_key(const struct usage_plan *plan, const struct api_key *key,
                      struct diag *diag)
{
    for (size_t t = 0; t < plan->throttles; t++)
        if (plan->shown[t])
            limit_audit(&key->bucket[t], diag);
}

/* No key has used more of the quota than the fullest; tokens add up. */
void usage_plans_audit(const struct api *api, struct diag *diag)
{
    for (size_t p = 0; p < api->config->plans.count; p++) {
        const struct usage_plan *plan = &api->plan[p];
        int64_t most = 0;
        for (size_t i = 0; i <= plan->callers; i++) {
            if (!plan->key[i])
                continue;
            audit_key(plan, plan->key[i], diag);
            most = plan->key[i]->used > most ? plan->key[i]->used : most;
        }
        if (plan->quota && most != plan->quota->level)
            diag_failure(diag, api->self->resource->at,
                         "%s: a key of %s has used %lld of its quota, %lld were counted",
                         api->self->address, plan->config->name, (long long)most,
                         (long long)plan->quota->level);
    }
}
