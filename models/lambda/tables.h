/* tables.h - what a function can be told, what it measures and what it costs. */
#ifndef LAMBDA_TABLES_H
#define LAMBDA_TABLES_H

#include "flow/forecast.h"
#include "lambda/lambda.h"

/* Sources of bounds and meanings. */
#define QUOTAS "Lambda developer guide, quotas, 2021-08-27"
#define SCALING "Lambda developer guide, invocation scaling, 2021-08-27 and 2026"
#define EVENTS "Lambda developer guide, invocation-async, 2021-08-27 and 2026"
#define PROVISIONED                                                                      \
    "Lambda developer guide, configuration-concurrency, 2021-08-27; provisioned "        \
    "concurrency, 2026"
#define URLS "Lambda developer guide, function URLs, 2026"

enum { /* rows of lambda_metrics */
       METRIC_INVOCATIONS,
       METRIC_ERRORS,
       METRIC_THROTTLES,
       METRIC_DURATION,
       METRIC_CONCURRENT,
       METRIC_COLD_STARTS,
       METRIC_INIT_DURATION,
       METRIC_EXTENSIONS,
       METRIC_RESTORE_DURATION,
       METRIC_COLD_GROWTH, /* by what became of the environment that is missing: */
       METRIC_COLD_EXPIRED,
       METRIC_COLD_AGED,
       METRIC_COLD_LOST,
       METRIC_SUPPRESSED_INITS,
       METRIC_TIMEOUTS,
       METRIC_BILLED_DURATION,
       METRIC_AGE,
       METRIC_ENVIRONMENTS,
       METRIC_ASYNC_RECEIVED,
       METRIC_ASYNC_AGE,
       METRIC_ASYNC_DROPPED,
       METRIC_ASYNC_WAITING,
       METRIC_DESTINATION_FAILURES,
       METRIC_DEAD_LETTER_ERRORS,
       METRIC_UNRESERVED, /* the account's */
       METRIC_CLAIMED,
       METRIC_PROVISIONED,
       METRIC_PROVISIONED_UTILIZATION,
       METRIC_PROVISIONED_INVOCATIONS,
       METRIC_PROVISIONED_SPILLOVER,
       METRIC_ASYNC_AGAIN,
       METRIC_DROPPED_ATTEMPTS,
       METRIC_DROPPED_AGE,
       METRIC_DROPPED_RESERVED_0,
       METRIC_URL_REQUESTS,
       METRIC_URL_4XX,
       METRIC_URL_5XX,
       METRIC_URL_LATENCY,
       METRIC_UPDATES_REFUSED,
       METRIC_ITERATOR_AGE,
};

#define UTILIZATION_ONE INT64_C(1000000) /* of a utilisation's meter */

enum { ACTION_INVOKE, ACTION_URL }; /* of lambda_actions */

enum { /* rows of lambda_items */
       ITEM_REQUEST,
       ITEM_GB_SECOND,
       ITEM_GB_SECOND_ARM,
       ITEM_STORAGE,
       ITEM_SNAPSHOT,
       ITEM_RESTORE,
       ITEM_PROVISIONED,
       ITEM_PROVISIONED_ARM,
       ITEM_PROVISIONED_DURATION,
       ITEM_PROVISIONED_DURATION_ARM,
};

enum { LIMIT_CONCURRENCY, LIMIT_REQUESTS, LIMIT_BURST }; /* places in account->limit[] */

extern const struct field lambda_fields[], lambda_account_fields[],
    lambda_request_fields[];
extern const struct metric lambda_metrics[];
extern const struct own_limit lambda_own_limits[]; /* load.c */
extern const struct line_item lambda_items[];
extern const struct report_column lambda_columns[];
extern const struct report_causes lambda_causes[];
extern const struct needed lambda_needed[]; /* load.c */
extern const char *const lambda_actions[];
extern const struct lambda_request lambda_as_event; /* what a destination is told */

/* Before a run: load.c. */
const char *lambda_default_retry(const struct graph *, const struct resource *self);
void lambda_plan(struct plan *, const struct resource *self); /* tracking.c */
void lambda_declare(struct catalogue *, const struct resource *self);
void lambda_check(const struct graph *, const struct resource *self, struct diag *);
int64_t lambda_reserved_by_all(const struct graph *);
int64_t lambda_provisioned_by_all(const struct graph *);

/* calculator.c */
struct forecast_time lambda_forecast(struct forecast *, const struct resource *self,
                                     const struct offered *);

/* warm.c */
const char *lambda_warm(const struct forecast *, const struct resource *self,
                        struct arena *);
sim_time lambda_memory(const struct graph *, const struct resource *self,
                       const char **what);
/* Environments of a pool that has been in use for long: invocations a second, how many
 * are in work at once, seconds that an idle environment is kept. */
int64_t lambda_pool_size(double rate, double at_once, double kept);

#endif
