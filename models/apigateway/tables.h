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
       METRIC_AGE,
       METRIC_CACHE_HITS,
       METRIC_CACHE_MISSES,
       METRIC_INTEGRATION_LATENCY,
       METRIC_CACHE_SIZE,
       METRIC_CACHE_EVICTED,
       METRIC_ROUTE_REQUESTS,
       METRIC_ROUTE_4XX,
       METRIC_ROUTE_5XX,
       METRIC_ROUTE_THROTTLES,
       METRIC_ROUTE_LATENCY,
       METRIC_ROUTE_CACHE_HITS,
       METRIC_ROUTE_CACHE_MISSES,
};

static inline size_t apigateway_route_row(size_t row)
{
    return row + METRIC_ROUTE_REQUESTS;
}

/* From ITEM_CACHE + CACHE_0_5 on: hours of a cache of each size. */
enum { ITEM_REST_REQUEST, ITEM_HTTP_REQUEST, ITEM_CACHE = ITEM_HTTP_REQUEST };

extern const struct field apigateway_fields[], apigateway_account_fields[],
    apigateway_request_fields[];
extern const struct metric apigateway_metrics[];
extern const struct line_item apigateway_items[];
extern const struct report_column apigateway_columns[];
extern const struct needed apigateway_needed[];
extern const char *const apigateway_actions[];

bool apigateway_has_cache(const void *config);

/* usage_load.c: usage plans before a run. */
extern const struct field apigateway_plan_fields[];
void usage_plans_declare(struct catalogue *, const struct apigateway_config *);
void usage_plans_check(const struct resource *self, struct diag *);
/* What a caller says of its key; false after a message. */
bool usage_key_resolve(const struct resource *self, struct target *, struct diag *);
void usage_plans_forecast(struct forecast *, const struct resource *self,
                          const struct offered *);
/* Whether an offered request comes without the key that its route asks for. */
bool usage_key_missing(const struct resource *self, const struct offered *);

void apigateway_declare(struct catalogue *, const struct resource *self);
void apigateway_plan(struct plan *, const struct resource *self);
void apigateway_check(const struct graph *, const struct resource *self, struct diag *);
bool apigateway_resolve(const struct graph *, const struct resource *self,
                        struct target *, struct diag *);
enum door apigateway_door(const struct resource *self);
sim_time apigateway_memory(const struct graph *, const struct resource *self,
                           const char **what);
const char *apigateway_warm(const struct forecast *, const struct resource *self,
                            struct arena *);

struct forecast_time apigateway_forecast(struct forecast *, const struct resource *self,
                                         const struct offered *);

#endif
