/* tables.h - what an API can be told, what it measures and what it costs. */
#ifndef APIGATEWAY_TABLES_H
#define APIGATEWAY_TABLES_H

#include "apigateway/apigateway.h"
#include "flow/forecast.h"

enum { /* rows of apigateway_metrics: of the API, then the same of a route */
       METRIC_REQUESTS,
       METRIC_4XX,
       METRIC_5XX,
       METRIC_THROTTLES,
       METRIC_LATENCY,
       METRIC_INTEGRATION_LATENCY,
       METRIC_ROUTE_REQUESTS,
       METRIC_ROUTE_4XX,
       METRIC_ROUTE_5XX,
       METRIC_ROUTE_THROTTLES,
       METRIC_ROUTE_LATENCY,
};

static inline size_t apigateway_route_row(size_t row)
{
    return row + METRIC_ROUTE_REQUESTS;
}

enum { ITEM_REST_REQUEST, ITEM_HTTP_REQUEST };

extern const struct field apigateway_fields[], apigateway_account_fields[],
    apigateway_request_fields[];
extern const struct metric apigateway_metrics[];
extern const struct line_item apigateway_items[];
extern const char *const apigateway_actions[];

struct forecast_time apigateway_forecast(struct forecast *, const struct resource *self,
                                         const struct offered *);

#endif
