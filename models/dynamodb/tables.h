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
       METRIC_AGE,
       METRIC_ITEMS,
       METRIC_RETURNED,
       METRIC_CONDITION_FAILED,
       METRIC_USER_ERRORS,
       METRIC_UNPROCESSED,
       METRIC_UNFINISHED_PAGES,
       METRIC_STREAM_RECORDS,
       METRIC_PROVISIONED_READ,
       METRIC_PROVISIONED_WRITE,
       METRIC_UPDATES_REFUSED,
       METRIC_ITEM_CACHE_HITS, /* hits and misses, side by side */
       METRIC_ITEM_CACHE_MISSES,
       METRIC_QUERY_CACHE_HITS,
       METRIC_QUERY_CACHE_MISSES,
       METRIC_SCAN_CACHE_HITS,
       METRIC_SCAN_CACHE_MISSES,
       METRIC_DAX_REQUESTS,
       METRIC_DAX_THROTTLED,
       METRIC_DAX_EVICTED,
       METRIC_DAX_SIZE,
       METRIC_REASONS, /* [REASONS][SIDES] */
       METRIC_REASONS_END = METRIC_REASONS + 7,
       METRIC_INDEX_READ_UNITS,
       METRIC_INDEX_WRITE_UNITS,
       METRIC_INDEX_READ_THROTTLES,
       METRIC_INDEX_WRITE_THROTTLES,
       METRIC_INDEX_PROVISIONED_READ,
       METRIC_INDEX_PROVISIONED_WRITE,
       METRIC_INDEX_REASONS,
};

enum { /* rows of dynamodb_partition_metrics, by side */
       PARTITION_UNITS,
       PARTITION_REFUSED = PARTITION_UNITS + SIDES,
};

enum {
    ITEM_READ_REQUEST_UNIT,
    ITEM_WRITE_REQUEST_UNIT,
    ITEM_READ_CAPACITY_UNIT_HOUR,
    ITEM_WRITE_CAPACITY_UNIT_HOUR,
    ITEM_STORAGE,
    ITEM_DAX, /* and by node type: enum dax_node */
};

extern const struct field dynamodb_fields[], dynamodb_account_fields[],
    dynamodb_request_fields[], dynamodb_throughput_fields[], dynamodb_local_fields[],
    dynamodb_operation_fields[], dynamodb_dax_fields[], dynamodb_dax_account_fields[];
extern const struct metric dynamodb_metrics[], dynamodb_partition_metrics[];
extern const struct own_limit dynamodb_own_limits[]; /* entrance.c */
extern const struct line_item dynamodb_items[];
extern const struct report_column dynamodb_columns[];
extern const struct report_capacity dynamodb_capacities[];
extern const struct needed dynamodb_needed[]; /* capacity_load.c */
extern const char *const dynamodb_actions[], *const dynamodb_later_actions[];

/* Pieces of `unit` bytes that a call begins, of each item or of its page, on average. */
double dynamodb_pieces(const struct forecast *, const struct dynamodb_account *,
                       const struct offered *, double unit);
struct forecast_time dynamodb_forecast(struct forecast *, const struct resource *self,
                                       const struct offered *);

#endif
