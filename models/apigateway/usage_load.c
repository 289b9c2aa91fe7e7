/* usage_load.c - usage plans before a run: settings, limits, what is wrong with them, and
 * what the calculator says of them. */
#include <math.h>
#include <string.h>

#include "apigateway/api.h"
#include "apigateway/tables.h"
#include "base/text.h"

#define PLANS "API Gateway developer guide, usage plans, 2021-08-23 and 2026-08"
#define QUOTAS "API Gateway reference, QuotaSettings, 2026-08"
#define PLAN(member) FIELD_PLACE(apigateway_plan, member)
#define OF_ROUTE(member) FIELD_PLACE(apigateway_plan_route, member)

static const char *const periods[] = {"DAY", "WEEK", "MONTH", NULL};

static const struct field plan_route_fields[] = {
    {.name = "route",
     .also = "path resource",
     .kind = KIND_TEXT,
     .at = OF_ROUTE(route),
     .flags = FIELD_KEY,
     .help = "a route of the API that asks for a key",
     .cloudformation = "AWS::ApiGateway::UsagePlan.ApiStages.Throttle"},
    {.name = "throttling_rate_limit",
     .also = "rate_limit rate",
     .kind = KIND_RATE,
     .at = OF_ROUTE(rate),
     .min = "0/s",
     .max = "1M/s",
     .flags = FIELD_MAY_CHANGE | FIELD_MONOTONE,
     .help = "requests a second of this route, of each key, as a token bucket",
     .source = PLANS,
     .cloudformation = "AWS::ApiGateway::UsagePlan.ApiStages.Throttle.RateLimit"},
    {.name = "throttling_burst_limit",
     .also = "burst_limit burst",
     .kind = KIND_COUNT,
     .at = OF_ROUTE(burst),
     .fallback = "-",
     .min = "0",
     .max = "1M",
     .flags = FIELD_MAY_CHANGE | FIELD_MONOTONE,
     .help = "depth of that bucket; not given: one second's tokens",
     .source = PLANS,
     .cloudformation = "AWS::ApiGateway::UsagePlan.ApiStages.Throttle.BurstLimit"},
    FIELD_END,
};

const struct field apigateway_plan_fields[] = {
    {.name = "name",
     .also = "plan usage_plan_name",
     .kind = KIND_TEXT,
     .at = PLAN(name),
     .flags = FIELD_KEY,
     .help = "by which callers say that they have a key of it: usage_plan",
     .cloudformation = "AWS::ApiGateway::UsagePlan.UsagePlanName"},
    {.name = "throttling_rate_limit",
     .also = "rate_limit rate throttle",
     .kind = KIND_RATE,
     .at = PLAN(rate),
     .fallback = "-",
     .min = "0/s",
     .max = "1M/s",
     .flags = FIELD_MAY_CHANGE | FIELD_MONOTONE,
     .help = "requests a second of each key, as a token bucket",
     .source = PLANS,
     .cloudformation = "AWS::ApiGateway::UsagePlan.Throttle.RateLimit"},
    {.name = "throttling_burst_limit",
     .also = "burst_limit burst",
     .kind = KIND_COUNT,
     .at = PLAN(burst),
     .fallback = "-",
     .min = "0",
     .max = "1M",
     .flags = FIELD_MAY_CHANGE | FIELD_MONOTONE,
     .help = "depth of that bucket; not given: one second's tokens",
     .source = PLANS,
     .cloudformation = "AWS::ApiGateway::UsagePlan.Throttle.BurstLimit"},
    {.name = "quota_limit",
     .also = "quota limit",
     .kind = KIND_COUNT,
     .at = PLAN(quota),
     .fallback = "-",
     .min = "0",
     .max = "2147483647",
     .flags = FIELD_MAY_CHANGE | FIELD_MONOTONE,
     .help = "requests of each key in a period; more are turned away (429)",
     .source = QUOTAS,
     .cloudformation = "AWS::ApiGateway::UsagePlan.Quota.Limit"},
    {.name = "quota_period",
     .also = "period",
     .kind = KIND_CHOICE,
     .at = PLAN(period),
     .fallback = "-",
     .choices = periods,
     .help = "then the quota is given anew: at midnight UTC by run.start, a month's on "
             "its first day, a week's on Sunday [A]",
     .source = QUOTAS,
     .cloudformation = "AWS::ApiGateway::UsagePlan.Quota.Period"},
    {.name = "quota_offset",
     .also = "offset",
     .kind = KIND_COUNT,
     .at = PLAN(offset),
     .fallback = "0",
     .min = "0",
     .max = "2147483647",
     .help = "requests less in the first period, in which t = 0 lies",
     .source = QUOTAS,
     .cloudformation = "AWS::ApiGateway::UsagePlan.Quota.Offset"},
    {.name = "routes",
     .also = "methods",
     .kind = KIND_LIST,
     .at = PLAN(routes),
     .fallback = "-",
     .of = plan_route_fields,
     .size = sizeof(struct apigateway_plan_route),
     .help = "throttles of single routes, beside that of all",
     .source = PLANS,
     .cloudformation = "AWS::ApiGateway::UsagePlan.ApiStages.Throttle"},
    FIELD_END,
};

/* ---- limits, in the order of usage_plan.c ---- */

void usage_plans_declare(struct catalogue *all, const struct apigateway_config *c)
{
    const struct apigateway_plan *plan = c->plans.element;

    for (size_t p = 0; p < c->plans.count; p++) {
        const struct apigateway_plan_route *route = plan[p].routes.element;
        struct text name = {0};
        text_add(&name, "usage_plans[%s].throttling_rate_limit", plan[p].name);
        if (!isnan(plan[p].rate))
            declare_limit(all, LIMIT_BUCKET, text_of(&name));
        for (size_t i = 0; i < plan[p].routes.count; i++) {
            text_free(&name);
            text_add(&name, "usage_plans[%s].routes[%s].throttling_rate_limit",
                     plan[p].name, route[i].route);
            declare_limit(all, LIMIT_BUCKET, text_of(&name));
        }
        text_free(&name);
        text_add(&name, "usage_plans[%s].quota_limit", plan[p].name);
        if (plan[p].quota != ABSENT)
            declare_limit(all, LIMIT_QUOTA, text_of(&name));
        text_free(&name);
    }
}

static size_t limits_of(const struct apigateway_plan *plan)
{
    return !isnan(plan->rate) + plan->routes.count + (plan->quota != ABSENT);
}

/* ---- what is wrong ---- */

static const struct apigateway_route *route_named(const struct apigateway_config *c,
                                                  const char *name)
{
    const struct apigateway_route *route = c->routes.element;

    for (size_t i = 0; i < c->routes.count; i++)
        if (strcmp(route[i].route, name) == 0)
            return &route[i];
    return NULL;
}

static void check_plan_routes(const struct resource *self,
                              const struct apigateway_plan *plan, struct diag *diag)
{
    const struct apigateway_plan_route *of = plan->routes.element;

    for (size_t i = 0; i < plan->routes.count; i++) {
        const struct apigateway_route *route = route_named(self->config, of[i].route);
        if (!route)
            diag_error(diag, plan->routes.at[i],
                       "%s.usage_plans[%s]: the API has no route \"%s\"", self->address,
                       plan->name, of[i].route);
        else if (!route->needs_key)
            diag_error(
                diag, plan->routes.at[i],
                "%s.usage_plans[%s]: \"%s\" asks for no key, so that nothing of it "
                "is counted: api_key_required = true",
                self->address, plan->name, of[i].route);
    }
}

static const char *plan_wrong(const struct apigateway_plan *plan)
{
    if (isnan(plan->rate) && plan->burst != ABSENT)
        return "throttling_burst_limit needs throttling_rate_limit";
    if (plan->quota != ABSENT && plan->period < 0)
        return "quota_limit needs quota_period: DAY, WEEK or MONTH";
    if (plan->quota == ABSENT && (plan->period >= 0 || plan->offset > 0))
        return "quota_period and quota_offset need quota_limit";
    if (plan->quota != ABSENT && plan->offset > plan->quota)
        return "quota_offset is more than quota_limit";
    return NULL;
}

void usage_plans_check(const struct resource *self, struct diag *diag)
{
    const struct apigateway_config *c = self->config;
    const struct apigateway_plan *plan = c->plans.element;
    const struct apigateway_route *route = c->routes.element;
    bool asked = false;

    for (size_t i = 0; i < c->routes.count; i++)
        asked |= route[i].needs_key;
    if (c->type == API_HTTP && (asked || c->plans.count > 0))
        diag_error(diag, self->at,
                   "%s: an HTTP API has no usage plans and asks for no key",
                   self->address);
    else if (c->plans.count > 0 && !asked)
        diag_warn(
            diag, self->at,
            "%s: no route asks for a key (api_key_required), so that its usage plans "
            "hold nobody back",
            self->address);
    for (size_t p = 0; p < c->plans.count; p++) {
        const char *wrong = plan_wrong(&plan[p]);
        if (wrong)
            diag_error(diag, c->plans.at[p], "%s.usage_plans[%s]: %s", self->address,
                       plan[p].name, wrong);
        check_plan_routes(self, &plan[p], diag);
    }
}

static const char *plan_next(const void *config, size_t i)
{
    const struct apigateway_config *c = config;
    const struct apigateway_plan *plan = c->plans.element;

    return i < c->plans.count ? plan[i].name : NULL;
}

static bool find_plan(const struct resource *self, struct target *target,
                      struct diag *diag)
{
    struct apigateway_request *said = target->options;
    const char *near, *name;

    for (said->plan_index = 0; (name = plan_next(self->config, said->plan_index));
         said->plan_index++)
        if (strcmp(name, said->plan) == 0)
            return true;
    near = text_nearest_of(said->plan, plan_next, self->config);
    diag_error(diag, target->at, "%s has no usage plan \"%s\"%s%s%s", self->address,
               said->plan, near ? "; did you mean \"" : "", near ? near : "",
               near ? "\"?" : "");
    return false;
}

bool usage_key_resolve(const struct resource *self, struct target *target,
                       struct diag *diag)
{
    const struct apigateway_config *c = self->config;
    const struct apigateway_request *said = target->options;
    const struct apigateway_route *routes = c->routes.element;
    const struct apigateway_route *route = &routes[said->index];

    if (said->plan && !find_plan(self, target, diag))
        return false;
    if (!said->plan && route->needs_key)
        diag_warn(diag, target->at,
                  "%s: \"%s\" asks for a key and this call has none: each ends in a 403; "
                  "usage_plan says whose key it has",
                  self->address, route->route);
    if (said->plan && !route->needs_key)
        diag_warn(diag, target->at,
                  "%s: \"%s\" asks for no key (api_key_required), so that usage plan %s "
                  "does not count this call",
                  self->address, route->route, said->plan);
    return true;
}

/* ---- the calculator's view ---- */

bool usage_key_missing(const struct resource *self, const struct offered *offered)
{
    const struct apigateway_config *c = self->config;
    const struct apigateway_route *route = c->routes.element;
    const struct apigateway_request *said =
        offered->target ? offered->target->options : NULL;

    return route[said ? said->index : 0].needs_key && !(said && said->plan);
}

/* The most that a key asks for in one period, as far as the stretch lies in it or before
 * its end; in the first period the offset is gone already. */
static void forecast_quota(struct forecast *f, const struct resource *self,
                           const struct apigateway_plan *plan, size_t limit,
                           const struct offered *offered)
{
    const struct apigateway_config *c = self->config;
    enum apigateway_period period = (enum apigateway_period)plan->period;
    sim_time from, to, first;
    double most = 0, size = (double)plan->quota;

    forecast_stretch(f, &from, &to);
    first = (usage_period_end(period, c->start_s) - c->start_s) * SIM_SECOND;
    if (to <= first)
        size -= (double)plan->offset;
    for (sim_time at = from, end; at < to; at = end) {
        int64_t second = c->start_s + at / SIM_SECOND;
        sim_time begin = (usage_period_begin(period, second) - c->start_s) * SIM_SECOND;
        end = (usage_period_end(period, second) - c->start_s) * SIM_SECOND;
        most = fmax(most, forecast_count(f, offered->rate, begin > 0 ? begin : 0,
                                         end < to ? end : to));
    }
    forecast_own_limit(f, self->limit[limit], offered->caller, most, size);
    if (from == 0 && to < first && most <= size &&
        offered->rate * (double)first * 1e-9 > size)
        forecast_unforeseen(
            f, self,
            "a key that goes on at this rate uses up its quota before the "
            "period ends");
}

void usage_plans_forecast(struct forecast *f, const struct resource *self,
                          const struct offered *offered)
{
    const struct apigateway_config *c = self->config;
    const struct apigateway_plan *plan = c->plans.element;
    const struct apigateway_request *said =
        offered->target ? offered->target->options : NULL;
    const struct apigateway_route *route = c->routes.element;
    const struct apigateway_plan_route *own;
    size_t next = !isnan(c->rate);

    if (!said || !said->plan || !route[said->index].needs_key)
        return;
    for (size_t i = 0; i < c->routes.count; i++)
        next += !isnan(route[i].rate);
    for (size_t p = 0; p < said->plan_index; p++)
        next += limits_of(&plan[p]);
    plan += said->plan_index;
    own = plan->routes.element;
    if (!isnan(plan->rate))
        forecast_own_limit(f, self->limit[next++], offered->caller, offered->rate,
                           plan->rate);
    for (size_t i = 0; i < plan->routes.count; i++, next++)
        if (strcmp(own[i].route, route[said->index].route) == 0)
            forecast_own_limit(f, self->limit[next], offered->caller, offered->rate,
                               own[i].rate);
    if (plan->quota != ABSENT)
        forecast_quota(f, self, plan, next, offered);
}
