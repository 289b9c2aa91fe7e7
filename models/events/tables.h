/* tables.h - settings, metrics and line items of a bus. */
#ifndef EVENTS_TABLES_H
#define EVENTS_TABLES_H

#include "events/events.h"

enum { /* rows of events_metrics */
       METRIC_CALLS,
       METRIC_THROTTLED_CALLS,
       METRIC_EVENTS,
       METRIC_SIZE,
       METRIC_MATCHED,
       METRIC_TRIGGERED,
       METRIC_INVOCATIONS,
       METRIC_FAILED,
       METRIC_THROTTLED_RULES,
       METRIC_RETRIES,
       METRIC_BURIED,
       METRIC_LOST,
       METRIC_TIME,
       METRIC_AGE,
       METRIC_OPEN,
       METRIC_WAITING,
       METRIC_RULE_TRIGGERED,
       METRIC_RULE_INVOCATIONS,
       METRIC_RULE_FAILED,
       METRIC_RULE_THROTTLED,
       METRIC_RULE_BURIED,
       METRIC_RULE_TIME,
};

enum { ITEM_EVENT, ITEM_HTTP }; /* rows of events_items */

enum { LIMIT_PUT, LIMIT_INVOCATIONS }; /* the account's, in order of declaration */

enum { ENTRIES_MOST = 10 }; /* of one PutEvents: EventBridge API reference, 2021, 2026 */

/* What one event is charged for: EventBridge pricing, 2021 and 2026. */
#define EVENT_PIECE (INT64_C(64) << 10)

extern const struct field events_fields[], events_account_fields[];
extern const struct metric events_metrics[];
extern const struct line_item events_items[];
extern const struct report_column events_columns[];
extern const struct needed events_needed[];

/* load.c: before it runs. */
void events_expand(struct reading *, struct node *group, const char *address);
void events_plan(struct plan *, const struct resource *self);
void events_declare(struct catalogue *, const struct resource *self);
void events_check(const struct graph *, const struct resource *self, struct diag *);
bool rule_is_to_http(const struct rule *);

/* forecast.c */
struct forecast_time events_forecast(struct forecast *, const struct resource *self,
                                     const struct offered *);

#endif
