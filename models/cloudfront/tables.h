/* tables.h - what a distribution can be told, what it measures and what it costs. */
#ifndef CLOUDFRONT_TABLES_H
#define CLOUDFRONT_TABLES_H

#include "cloudfront/cloudfront.h"
#include "flow/forecast.h"

enum { /* rows of cloudfront_metrics: of the distribution, then the same of a behaviour */
       METRIC_REQUESTS,
       METRIC_4XX,
       METRIC_5XX,
       METRIC_ERRORS,
       METRIC_DOWN,
       METRIC_UP,
       METRIC_HITS,
       METRIC_COLLAPSED,
       METRIC_MISSES,
       METRIC_ORIGIN_LATENCY,
       METRIC_SUMS,
       METRIC_FETCHES = METRIC_SUMS, /* of the distribution alone */
       METRIC_CACHE_SIZE,
       METRIC_AGE,
       METRIC_OF_BEHAVIOR,
};

enum { ACTION_GET, ACTION_HEAD }; /* of cloudfront_actions; the others are never kept */

/* From each of these on: one a region. */
enum {
    ITEM_REQUEST,
    ITEM_OUT = ITEM_REQUEST + REGIONS,
    ITEM_ORIGIN = ITEM_OUT + REGIONS
};

extern const struct field cloudfront_fields[], cloudfront_account_fields[],
    cloudfront_request_fields[];
extern const struct metric cloudfront_metrics[];
extern const struct line_item cloudfront_items[];
extern const struct needed cloudfront_needed[];
extern const struct report_column cloudfront_columns[];
extern const char *const cloudfront_actions[];

void cloudfront_declare(struct catalogue *, const struct resource *self);
void cloudfront_check(const struct graph *, const struct resource *self, struct diag *);
bool cloudfront_resolve(const struct graph *, const struct resource *self,
                        struct target *, struct diag *);
enum door cloudfront_door(const struct resource *self);
sim_time cloudfront_memory(const struct graph *, const struct resource *self,
                           const char **what);
const char *cloudfront_warm(const struct forecast *, const struct resource *self,
                            struct arena *);
struct forecast_time cloudfront_forecast(struct forecast *, const struct resource *self,
                                         const struct offered *);

#endif
