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

struct usage_plan { /* and the keys of it */
    const struct apigateway_plan *config;
    /* Of all routes together, then of those that have their own: what the keys' buckets
     * are called.  shown[0] NULL: all together have none. */
    struct limit **shown;
    size_t throttles;
    size_t *throttle_of; /* by route of the API; 0: it has none of its own */
    struct limit *quota; /* NULL: none; its level is the fullest key's */
    bool in_first;       /* period of the quota, from which the offset is taken */
    struct event renewed;
    struct api_key **key; /* by index of the service whose key it is; NULL: none yet */
    size_t callers;
};

struct api_key { /* of one caller */
    struct usage_plan *plan;
    struct limit *bucket; /* as many as throttles; [0] is idle where there is none */
    int64_t used;         /* of the quota, in this period */
};

struct api {
    struct service *self;
    const struct apigateway_config *config;
    const struct apigateway_account *account;
    struct limit *stage; /* NULL: none */
    struct source overhead;
    struct route *route;
    struct usage_plan *plan;
    struct service *vpc; /* by whose endpoint its requests come; NULL: none's */
    struct source cache_latency;
    struct cache cache; /* of the stage; not started without one */
    int64_t refused;    /* requests: too large, without a key */
    int64_t hits;
};

/* The quota's period that holds this second of the wall clock: its first second, and the
 * first one of the next. */
int64_t usage_period_begin(enum apigateway_period, int64_t second);
int64_t usage_period_end(enum apigateway_period, int64_t second);

/* Its limits are self->limit[first] and those behind. */
void usage_plans_start(struct sim *, struct api *, size_t first);
/* The key by which a request is counted; NULL: its route asks for none. */
struct api_key *usage_key_of(struct sim *, struct api *, const struct route *,
                             const struct call *);
/* Who turns a request for this route away, in AWS's order; NULL: nobody. */
struct limit *usage_key_refuses(struct sim *, struct api_key *, size_t route);
void usage_key_takes(struct sim *, struct api_key *, size_t route);
/* The timeline has moved a plan's limits. */
void usage_plans_changed(struct sim *, struct api *);
void usage_plans_audit(const struct api *, struct diag *);

/* Depth of a bucket without a burst limit: one second's tokens. */
double apigateway_depth(double rate, int64_t burst);

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
