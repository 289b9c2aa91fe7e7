/* api.h - an API in a run; private to this room. */
#ifndef API_H
#define API_H

#include "apigateway/apigateway.h"
#include "flow/cache.h"

struct route {
    const struct apigateway_route *config;
    struct site *integration;
    struct limit *limit; /* NULL: no throttle of its own */
    struct meter *meter;
    struct source response_size;
    bool is_cached;
    size_t index;
};

struct api {
    struct service *self;
    const struct apigateway_config *config;
    const struct apigateway_account *account;
    struct limit *stage; /* NULL: none */
    struct source overhead;
    struct route *route;
    struct service *vpc; /* by whose endpoint its requests come; NULL: none's */
    struct source cache_latency;
    struct cache cache; /* of the stage; not started without one */
    int64_t large;      /* requests refused for their size */
    int64_t hits;
};

/* Whether a route's answers are kept: the stage has a cache, and the route is one of
 * those that use it. */
bool apigateway_caches(const struct apigateway_config *, const struct apigateway_route *);
/* Bytes that entries may take. */
double apigateway_cache_room(const struct apigateway_config *,
                             const struct apigateway_account *);

void stage_cache_start(struct sim *, struct api *);
/* The answer to this request, looked for; NULL: none is kept, or the route keeps none. */
const struct cacheable *stage_cache_finds(struct sim *, struct api *, struct route *,
                                          const struct call *);
/* The integration has answered a request with so many bytes. */
void stage_cache_keeps(struct sim *, struct api *, const struct route *,
                       const struct call *, int64_t bytes);

#endif
