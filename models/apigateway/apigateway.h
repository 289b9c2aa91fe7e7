/* apigateway.h - Amazon API Gateway: REST and HTTP APIs in front of other services.
 *
 * What it models and what it leaves out: models/apigateway/README.md.
 */
#ifndef APIGATEWAY_H
#define APIGATEWAY_H

#include "flow/ask.h"

enum apigateway_type { API_REST, API_HTTP };
enum apigateway_endpoint { ENDPOINT_EDGE, ENDPOINT_REGIONAL, ENDPOINT_PRIVATE };

struct apigateway_route {
    const char *route; /* "POST /orders" */
    struct ask integration;
    double rate;   /* tokens a second, NaN: no throttle of its own */
    int64_t burst; /* ABSENT: as many as a second's */
    struct dist response_size;
};

struct apigateway_config {
    int type, endpoint; /* endpoint -1: the type's default */
    double rate;
    int64_t burst;
    struct dist overhead; /* LAW_NONE: account.apigateway.overhead_rest or _http */
    struct list routes;   /* of struct apigateway_route */
};

struct apigateway_account { /* account.apigateway: quotas of the account and Region */
    double rate;
    int64_t burst;
    struct dist overhead[2];             /* by type */
    sim_time integration_timeout[2];     /* by type */
    int64_t payload_most, bytes_metered; /* HTTP APIs: a request for each so many */
};

struct apigateway_request { /* what a caller says */
    const char *route;      /* NULL: the only one */
    size_t index;           /* of it in routes, once resolved */
};

extern const struct model apigateway_model;

#endif
