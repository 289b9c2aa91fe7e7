/* apigateway.h - Amazon API Gateway: REST and HTTP APIs in front of other services.
 *
 * What it models and what it leaves out: models/apigateway/README.md.
 */
#ifndef APIGATEWAY_H
#define APIGATEWAY_H

#include "flow/ask.h"

enum apigateway_type { API_REST, API_HTTP };
enum apigateway_endpoint { ENDPOINT_EDGE, ENDPOINT_REGIONAL, ENDPOINT_PRIVATE };

/* Of the stage's cache, in the order of their names: tables.c. */
enum apigateway_cache {
    CACHE_NONE,
    CACHE_0_5,
    CACHE_1_6,
    CACHE_6_1,
    CACHE_13_5,
    CACHE_28_4,
    CACHE_58_2,
    CACHE_118,
    CACHE_237,
    CACHE_SIZES,
};

struct apigateway_route {
    const char *route; /* "POST /orders" */
    struct ask integration;
    double rate;   /* tokens a second, NaN: no throttle of its own */
    int64_t burst; /* ABSENT: as many as a second's */
    struct dist response_size;
    int caching; /* 0: no, 1: yes, -1: if it is a GET */
    sim_time cache_ttl;
    bool needs_key;
};

enum apigateway_period { PERIOD_DAY, PERIOD_WEEK, PERIOD_MONTH };

struct apigateway_plan_route { /* throttle of each key for one route */
    const char *route;
    double rate;
    int64_t burst;
};

struct apigateway_plan { /* of usage: what each key of it may ask for */
    const char *name;
    double rate; /* NaN: no throttle of all routes together */
    int64_t burst;
    int64_t quota, offset; /* quota ABSENT: none */
    int period;            /* enum apigateway_period; -1: not given */
    struct list routes;    /* of struct apigateway_plan_route */
};

struct apigateway_config {
    int type, endpoint; /* endpoint -1: the type's default */
    int cache;          /* enum apigateway_cache */
    struct target vpc;  /* that has the endpoint of a PRIVATE one */
    double rate;
    int64_t burst;
    struct dist overhead; /* LAW_NONE: account.apigateway.overhead_rest or _http */
    struct list routes;   /* of struct apigateway_route */
    struct list plans;    /* of struct apigateway_plan */
    int64_t start_s;      /* the wall clock of t = 0, s since 1970: its quotas' */
};

struct apigateway_account { /* account.apigateway: quotas of the account and Region */
    double rate;
    int64_t burst;
    struct dist overhead[2];             /* by type */
    sim_time integration_timeout[2];     /* by type */
    int64_t payload_most, bytes_metered; /* HTTP APIs: a request for each so many */
    struct dist cache_latency;
    double cache_memory_share;
    int64_t cache_response_most;
};

struct apigateway_request { /* what a caller says */
    const char *route;      /* NULL: the only one */
    size_t index;           /* of it in routes, once resolved */
    const char *plan;       /* of its key; NULL: it has no key */
    size_t plan_index;
};

extern const struct model apigateway_model;

#endif
