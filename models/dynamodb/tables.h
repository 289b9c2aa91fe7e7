/* tables.h - what a table can be told, what it measures and what it costs. */
#ifndef DYNAMODB_TABLES_H
#define DYNAMODB_TABLES_H

#include "dynamodb/dynamodb.h"
#include "flow/forecast.h"

enum { /* rows of dynamodb_metrics: of the table, then of an index */
       METRIC_READ_UNITS,
       METRIC_WRITE_UNITS,
       METRIC_REQUESTS,
       METRIC_THROTTLED,
       METRIC_READ_THROTTLES,
       METRIC_WRITE_THROTTLES,
       METRIC_LATENCY,
       METRIC_ITEMS,
       METRIC_INDEX_READ_UNITS,
       METRIC_INDEX_WRITE_UNITS,
};

enum { ITEM_READ_REQUEST_UNIT, ITEM_WRITE_REQUEST_UNIT, ITEM_STORAGE };

enum { LIMIT_READ, LIMIT_WRITE }; /* places in self->limit[] */

extern const struct field dynamodb_fields[], dynamodb_account_fields[],
    dynamodb_request_fields[];
extern const struct metric dynamodb_metrics[];
extern const struct line_item dynamodb_items[];
extern const struct report_column dynamodb_columns[];
extern const char *const dynamodb_actions[], *const dynamodb_later_actions[];

double dynamodb_forecast(struct forecast *, const struct resource *self,
                         const struct offered *);

#endif
