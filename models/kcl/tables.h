/* tables.h - settings, metrics, limits and line items of a fleet. */
#ifndef KCL_TABLES_H
#define KCL_TABLES_H

#include "flow/forecast.h"
#include "kcl/kcl.h"

enum { /* rows of kcl_metrics */
       METRIC_PROCESSED,
       METRIC_BYTES,
       METRIC_BEHIND,
       METRIC_TIME,
       METRIC_BATCHES,
       METRIC_BATCH_SIZE,
       METRIC_ERRORS,
       METRIC_SKIPPED,
       METRIC_CHECKPOINTS,
       METRIC_READ_THROTTLES,
       METRIC_WORKING,
       METRIC_HELD,
       METRIC_LEASES,
       METRIC_LOST,
       METRIC_AGE,
};

enum { ITEM_LEASE_WRITE, ITEM_LEASE_READ }; /* rows of kcl_items */

extern const struct field kcl_fields[], kcl_account_fields[];
extern const struct metric kcl_metrics[];
extern const struct own_limit kcl_own_limits[];
extern const struct line_item kcl_items[];
extern const struct report_column kcl_columns[];
extern const struct needed kcl_needed[];

/* forecast.c */
struct forecast_time kcl_forecast(struct forecast *, const struct resource *self,
                                  const struct offered *);

#endif
