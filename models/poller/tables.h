/* tables.h - metrics, limits and quotas of event source mappings. */
#ifndef POLLER_TABLES_H
#define POLLER_TABLES_H

#include "poller/poller.h"

enum { /* rows of poller_metrics */
       METRIC_POLLED,
       METRIC_INVOKED,
       METRIC_FAILED,
       METRIC_DELETED,
       METRIC_BATCHES,
       METRIC_ERRORS,
       METRIC_THROTTLES,
       METRIC_BATCH_SIZE,
       METRIC_POLLERS,
       METRIC_BATCHES_NOW,
       METRIC_AGE,
       METRIC_ITERATOR_AGE, /* from here on of streams only */
       METRIC_RETRIES,
       METRIC_DROPPED,
       METRIC_DELIVERED,
       METRIC_DELIVERY_FAILURES,
};

extern const struct field poller_account_fields[];
extern const struct metric poller_metrics[];
extern const struct own_limit poller_own_limits[];
extern const struct report_column poller_columns[];
extern const struct needed poller_needed[]; /* stream_load.c */

/* tables.c, load.c: before it runs. */
void poller_declare(struct catalogue *, const struct resource *self);
void poller_check(const struct graph *, const struct resource *self, struct diag *);
const struct target *poller_consumes(const struct resource *self);
/* An action that is there, by its name. */
/* forecast.c */
struct forecast_time poller_forecast(struct forecast *, const struct resource *self,
                                     const struct offered *);

#endif
