/* stage_cache.c - the cache of a REST API's stage: one for all its routes, whose answers
 * are kept apart, each for its route's time to live.
 *
 *   stage_cache_finds -> (not there: the integration answers) -> stage_cache_keeps
 *
 * Two questions for one key that cross are both asked behind it: nobody says that AWS
 * holds back the second [A].
 */
#include <string.h>

#include "apigateway/api.h"
#include "apigateway/tables.h"
#include "flow/usage.h"

/* Developer guide, API caching, 2021 and 2026: GET alone where nothing is said. */
bool apigateway_caches(const struct apigateway_config *c,
                       const struct apigateway_route *route)
{
    bool wanted =
        route->caching < 0 ? strncmp(route->route, "GET ", 4) == 0 : route->caching > 0;

    return c->cache != CACHE_NONE && wanted && route->cache_ttl > 0;
}

double apigateway_cache_room(const struct apigateway_config *c,
                             const struct apigateway_account *account)
{
    static const double gb[CACHE_SIZES] = {0, 0.5, 1.6, 6.1, 13.5, 28.4, 58.2, 118, 237};

    return account->cache_memory_share * gb[c->cache] * 1024 * 1024 * 1024;
}

void stage_cache_start(struct sim *sim, struct api *api)
{
    const struct apigateway_config *c = api->config;
    size_t routes = c->routes.count;
    sim_time *ttl;

    if (c->cache == CACHE_NONE)
        return;
    api->cache_latency =
        source_of(sim, api->self, "cache_latency", &api->account->cache_latency);
    ttl = sim_get(sim, routes * sizeof *ttl);
    for (size_t i = 0; i < routes; i++) {
        api->route[i].is_cached = apigateway_caches(c, api->route[i].config);
        ttl[i] = api->route[i].config->cache_ttl;
    }
    cache_start(sim, &api->cache, (int64_t)apigateway_cache_room(c, api->account), routes,
                ttl);
    sim_put(sim, ttl, routes * sizeof *ttl);
    usage_level(sim, api->self, ITEM_CACHE + (size_t)c->cache, 1);
}

static void set_size(struct sim *sim, const struct api *api)
{
    meter_set(&api->self->meter[METRIC_CACHE_SIZE], sim_now(sim), api->cache.held);
}

const struct cacheable *stage_cache_finds(struct sim *sim, struct api *api,
                                          struct route *route, const struct call *call)
{
    const struct cacheable wanted = {route->index, call->key, 0};
    const struct cacheable *found;
    size_t row;

    if (!route->is_cached)
        return NULL;
    found = cache_finds(sim, &api->cache, &wanted);
    row = found ? METRIC_CACHE_HITS : METRIC_CACHE_MISSES;
    api->hits += found != NULL;
    meter_add(&api->self->meter[row], 1);
    meter_add(&route->meter[apigateway_route_row(row)], 1);
    set_size(sim, api);
    return found;
}

void stage_cache_keeps(struct sim *sim, struct api *api, const struct route *route,
                       const struct call *call, int64_t bytes)
{
    const struct cacheable answer = {route->index, call->key, bytes};
    int64_t evicted = api->cache.evicted;

    if (!route->is_cached || bytes > api->account->cache_response_most)
        return;
    cache_keeps(sim, &api->cache, &answer, sim_now(sim));
    meter_add(&api->self->meter[METRIC_CACHE_EVICTED], api->cache.evicted - evicted);
    set_size(sim, api);
}
