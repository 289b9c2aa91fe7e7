/* tables.h - settings, metrics and limits of a producer. */
#ifndef KPL_TABLES_H
#define KPL_TABLES_H

#include "flow/forecast.h"
#include "kpl/kpl.h"

enum { /* rows of kpl_metrics */
       METRIC_RECEIVED,
       METRIC_PUT,
       METRIC_DATA_PUT,
       METRIC_EXPIRED,
       METRIC_REFUSED,
       METRIC_PENDING,
       METRIC_KINESIS_RECORDS,
       METRIC_KINESIS_DATA,
       METRIC_ERRORS,
       METRIC_RETRIES,
       METRIC_BUFFERING,
       METRIC_REQUEST_TIME,
       METRIC_USER_RECORDS,
       METRIC_RECORDS_PER_CALL,
       METRIC_USER_RECORDS_PER_CALL,
       METRIC_AGE,
};

enum { LIMIT_RATE, LIMIT_CPU }; /* places in self->limit[] */

extern const struct field kpl_fields[], kpl_account_fields[];
extern const struct metric kpl_metrics[];
extern const struct needed kpl_needed[];
extern const struct report_column kpl_columns[];

/* forecast.c */
struct forecast_time kpl_forecast(struct forecast *, const struct resource *self,
                                  const struct offered *);

#endif
