/* tables.h - settings, metrics and line items of a topic. */
#ifndef SNS_TABLES_H
#define SNS_TABLES_H

#include "sns/sns.h"

enum { /* rows of sns_metrics */
       METRIC_PUBLISHED,
       METRIC_DELIVERED,
       METRIC_FAILED,
       METRIC_FILTERED,
       METRIC_SIZE,
       METRIC_REDRIVEN,
       METRIC_REDRIVE_FAILED,
       METRIC_THROTTLES,
       METRIC_RETRIES,
       METRIC_TIME,
       METRIC_AGE,
       METRIC_OPEN,
       METRIC_PART_DELIVERED,
       METRIC_PART_FAILED,
       METRIC_PART_FILTERED,
       METRIC_PART_REDRIVEN,
       METRIC_PART_TIME,
};

enum { ITEM_REQUEST, ITEM_HTTP }; /* rows of sns_items */

enum { ACTION_PUBLISH, ACTION_PUBLISH_BATCH }; /* sns_model.actions */

enum { LIMIT_PUBLISH }; /* the account's */

enum { BATCH_MOST = 10 }; /* messages of a PublishBatch: SNS API reference, 2021-11 */

/* What one request is charged for: SNS pricing, 2021 and 2026. */
#define REQUEST_PIECE (INT64_C(64) << 10)

extern const struct field sns_fields[], sns_account_fields[];
extern const struct metric sns_metrics[];
extern const struct line_item sns_items[];
extern const struct report_column sns_columns[];
extern const struct needed sns_needed[];

/* load.c: before it runs. */
void sns_expand(struct reading *, struct node *group, const char *address);
void sns_declare(struct catalogue *, const struct resource *self);
void sns_check(const struct graph *, const struct resource *self, struct diag *);
bool sns_resolve(const struct graph *, const struct resource *self, struct target *,
                 struct diag *);
bool subscription_is_http(const struct subscription *);

/* policy.c: what a subscription says, and the account's where it says nothing. */
struct delivery_policy policy_of(const struct sns_account *, const struct subscription *);
/* Before retry n = 1, 2 ..; SIM_FOREVER: there is none. */
sim_time policy_wait(const struct delivery_policy *, int64_t n);
/* NULL, or what is wrong with it. */
const char *policy_wrong(const struct delivery_policy *);

/* forecast.c */
struct forecast_time sns_forecast(struct forecast *, const struct resource *self,
                                  const struct offered *);

#endif
