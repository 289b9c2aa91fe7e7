/* load.c - an API before it runs: its limits, what is wrong with it, and where it is
 * reached. */
#include <math.h>
#include <string.h>

#include "apigateway/api.h"
#include "apigateway/tables.h"
#include "base/text.h"
#include "config/node.h"
#include "flow/plan.h"

void apigateway_declare(struct catalogue *all, const struct resource *self)
{
    const struct apigateway_config *c = self->config;
    const struct apigateway_route *route = c->routes.element;

    declare_account_limit(all, LIMIT_BUCKET, "throttling_rate_limit");
    if (!isnan(c->rate))
        declare_limit(all, LIMIT_BUCKET, "throttling_rate_limit");
    for (size_t i = 0; i < c->routes.count; i++) {
        struct text name = {0};
        declare_part(all, route[i].route);
        if (isnan(route[i].rate))
            continue;
        text_add(&name, "routes[%s].throttling_rate_limit", route[i].route);
        declare_limit(all, LIMIT_BUCKET, text_of(&name));
        text_free(&name);
    }
    usage_plans_declare(all, c);
}

void apigateway_plan(struct plan *plan, const struct resource *self)
{
    ((struct apigateway_config *)self->config)->start_s = plan_start(plan);
}

static void check_endpoint(const struct resource *self, struct diag *diag)
{
    const struct apigateway_config *c = self->config;
    bool other = c->endpoint == ENDPOINT_EDGE || c->endpoint == ENDPOINT_PRIVATE;

    if (c->type == API_HTTP && other)
        diag_error(diag, self->at, "%s: an HTTP API has a REGIONAL endpoint only",
                   self->address);
    else if (c->endpoint == ENDPOINT_PRIVATE && !c->vpc.address)
        diag_error(diag, self->at,
                   "%s: a PRIVATE endpoint takes vpc_endpoint, the network from which it "
                   "is reached: \"vpc.NAME\"",
                   self->address);
    if (c->vpc.address && c->endpoint != ENDPOINT_PRIVATE)
        diag_error(diag, c->vpc.at,
                   "%s: vpc_endpoint takes endpoint_configuration = \"PRIVATE\"",
                   self->address);
}

static void check_cache(const struct resource *self, struct diag *diag)
{
    const struct apigateway_config *c = self->config;
    const struct apigateway_route *route = c->routes.element;
    bool wanted = c->cache != CACHE_NONE, used = false;

    for (size_t i = 0; i < c->routes.count; i++) {
        wanted |= route[i].caching > 0;
        used |= apigateway_caches(c, &route[i]);
    }
    if (c->type == API_HTTP && wanted)
        diag_error(diag, self->at, "%s: an HTTP API has no cache", self->address);
    else if (c->cache != CACHE_NONE && !used)
        diag_warn(diag, self->at,
                  "%s: nothing is cached, and the cache is paid for: no route is GET or "
                  "has caching_enabled, or their cache_ttl is 0 s",
                  self->address);
}

void apigateway_check(const struct graph *graph, const struct resource *self,
                      struct diag *diag)
{
    const struct apigateway_config *c = self->config;

    (void)graph;
    check_endpoint(self, diag);
    check_cache(self, diag);
    usage_plans_check(self, diag);
    if (c->routes.count == 0)
        diag_error(diag, self->at, "%s: has no routes", self->address);
    if (isnan(c->rate) && c->burst != ABSENT)
        diag_error(diag, self->at,
                   "%s: throttling_burst_limit needs throttling_rate_limit",
                   self->address);
}

/* Without a key each request would be the same one, and nearly all would be found. */
static bool cache_knows_key(const struct resource *self, const struct target *target,
                            size_t route, struct diag *diag)
{
    const struct apigateway_config *c = self->config;
    const struct apigateway_route *all = c->routes.element;

    if (!apigateway_caches(c, &all[route]) || node_member(target->group, "key"))
        return true;
    diag_error(diag, target->at,
               "%s: keys decide what the cache of \"%s\" finds: say key of this call "
               "(\"constant(0)\": all ask for the same)",
               self->address, all[route].route);
    return false;
}

bool apigateway_resolve(const struct graph *graph, const struct resource *self,
                        struct target *target, struct diag *diag)
{
    const struct apigateway_config *c = self->config;
    const struct apigateway_route *route = c->routes.element;
    struct apigateway_request *said = target->options;

    (void)graph;
    for (size_t i = 0; i < c->routes.count; i++) {
        bool only = !said->route && c->routes.count == 1;
        if (only || (said->route && strcmp(said->route, route[i].route) == 0)) {
            said->index = i;
            target->door = route[i].route;
            return cache_knows_key(self, target, i, diag) &&
                   usage_key_resolve(self, target, diag);
        }
    }
    if (said->route)
        diag_error(diag, target->at, "%s has no route \"%s\"", self->address,
                   said->route);
    else if (c->routes.count > 0) /* else its own rule says so */
        diag_error(diag, target->at, "%s has %zu routes: say which, route = \"%s\"",
                   self->address, c->routes.count,
                   c->routes.count ? route[0].route : "GET /");
    return false;
}

static enum apigateway_endpoint endpoint_of(const struct apigateway_config *c)
{
    if (c->endpoint >= 0)
        return (enum apigateway_endpoint)c->endpoint;
    return c->type == API_REST ? ENDPOINT_EDGE : ENDPOINT_REGIONAL;
}

enum door apigateway_door(const struct resource *self)
{
    switch (endpoint_of(self->config)) {
    case ENDPOINT_EDGE:
        return DOOR_EDGE;
    case ENDPOINT_PRIVATE:
        return DOOR_PRIVATE;
    case ENDPOINT_REGIONAL:
        break;
    }
    return DOOR_REGION;
}

static bool adds(const struct occasion *o, enum apigateway_type type)
{
    const struct apigateway_config *c = o->self->config;

    return c->type == (int)type && c->overhead.law.kind == LAW_NONE;
}

static bool adds_as_rest(const struct occasion *o)
{
    return adds(o, API_REST);
}

static bool adds_as_http(const struct occasion *o)
{
    return adds(o, API_HTTP);
}

static bool has_cache(const struct occasion *o)
{
    return apigateway_has_cache(o->self->config);
}

#define HAS_SIZE(size)                                                                   \
    static bool has_##size(const struct occasion *o)                                     \
    {                                                                                    \
        return ((const struct apigateway_config *)o->self->config)->cache == size;       \
    }
#define HOURS_NEEDED(size, word)                                                         \
    {                                                                                    \
        "prices.apigateway.cache_" word "_gb_hour", has_##size                           \
    }

HAS_SIZE(CACHE_0_5)
HAS_SIZE(CACHE_1_6)
HAS_SIZE(CACHE_6_1)
HAS_SIZE(CACHE_13_5)
HAS_SIZE(CACHE_28_4)
HAS_SIZE(CACHE_58_2)
HAS_SIZE(CACHE_118)
HAS_SIZE(CACHE_237)

const struct needed apigateway_needed[] = {
    HOURS_NEEDED(CACHE_0_5, "0_5"),
    HOURS_NEEDED(CACHE_1_6, "1_6"),
    HOURS_NEEDED(CACHE_6_1, "6_1"),
    HOURS_NEEDED(CACHE_13_5, "13_5"),
    HOURS_NEEDED(CACHE_28_4, "28_4"),
    HOURS_NEEDED(CACHE_58_2, "58_2"),
    HOURS_NEEDED(CACHE_118, "118"),
    HOURS_NEEDED(CACHE_237, "237"),
    {"account.apigateway.cache_latency", has_cache},
    {"account.apigateway.cache_memory_share", has_cache},
    {"account.apigateway.overhead_rest", adds_as_rest},
    {"account.apigateway.overhead_http", adds_as_http},
    NEEDED_END,
};

/* ---- what a run begins with ---- */

/* As long as an answer is kept. */
sim_time apigateway_memory(const struct graph *graph, const struct resource *self,
                           const char **what)
{
    const struct apigateway_config *c = self->config;
    const struct apigateway_route *route = c->routes.element;
    sim_time longest = 0;

    (void)graph;
    for (size_t i = 0; i < c->routes.count; i++)
        if (apigateway_caches(c, &route[i]) && route[i].cache_ttl > longest)
            longest = route[i].cache_ttl;
    *what = "cache_ttl";
    return longest;
}

/* What a cache would hold is not known before a run. */
const char *apigateway_warm(const struct forecast *f, const struct resource *self,
                            struct arena *arena)
{
    (void)f;
    (void)arena;
    return apigateway_has_cache(self->config) ? "a cache that begins empty all the same"
                                              : NULL;
}
