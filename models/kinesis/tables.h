/* tables.h - settings, metrics, limits and line items of a stream. */
#ifndef KINESIS_TABLES_H
#define KINESIS_TABLES_H

#include "flow/forecast.h"
#include "kinesis/kinesis.h"

enum { /* rows of kinesis_metrics */
       METRIC_RECORDS,
       METRIC_BYTES,
       METRIC_WRITE_EXCEEDED,
       METRIC_EXCEEDED_RECORDS, /* .. by what the shard was short of */
       METRIC_EXCEEDED_BYTES,
       METRIC_PUT_LATENCY,
       METRIC_PUT_RECORDS_LATENCY,
       METRIC_PUT_RECORDS_TOTAL,
       METRIC_PUT_RECORDS_THROTTLED,
       METRIC_GETS,
       METRIC_GET_RECORDS,
       METRIC_GET_BYTES,
       METRIC_ITERATOR_AGE,
       METRIC_READ_EXCEEDED,
       METRIC_PUSHED_RECORDS,
       METRIC_PUSHED_BYTES,
       METRIC_SHARDS,
       METRIC_WAITING,
       METRIC_EXPIRED,
       METRIC_UPDATES_REFUSED,
       METRIC_AGE,
};

enum { /* rows of kinesis_partition_metrics */
       PARTITION_RECORDS,
       PARTITION_BYTES,
       PARTITION_EXCEEDED,
};

enum { /* rows of kinesis_items */
       ITEM_SHARD_HOUR,
       ITEM_PUT_UNIT,
       ITEM_EXTENDED_SHARD_HOUR,
       ITEM_LONG_TERM,
       ITEM_CONSUMER_SHARD_HOUR,
       ITEM_CONSUMER_GB,
       ITEM_STREAM_HOUR,
       ITEM_ON_DEMAND_IN,
       ITEM_ON_DEMAND_OUT,
       ITEM_ON_DEMAND_CONSUMER_GB,
       ITEM_ON_DEMAND_EXTENDED,
};

enum { /* kinesis_model.actions */
       ACTION_PUT_RECORD,
       ACTION_PUT_RECORDS,
       ACTION_GET_RECORDS,
       ACTION_SUBSCRIBE,
       ACTION_LIST_SHARDS,
};

enum stream_limit { /* places in self->limit[]; those of readers only where there are such
                     */
                    LIMIT_SHARDS,
                    LIMIT_WRITE_RECORDS,
                    LIMIT_WRITE_BYTES,
                    LIMIT_READ_CALLS,
                    LIMIT_READ_BYTES,
                    LIMIT_CONSUMER_BYTES,
                    STREAM_LIMITS,
};

/* What a put and the storage are charged by: Kinesis pricing, 2021 and 2026. */
#define SHOWN_BYTES 1024.0 /* limits of bytes are told in KB */
#define PUT_PIECE (INT64_C(25) << 10)
#define ON_DEMAND_PIECE (INT64_C(1) << 10)
#define INCLUDED_RETENTION (24 * SIM_HOUR)
#define EXTENDED_RETENTION (7 * 24 * SIM_HOUR)

extern const struct field kinesis_fields[], kinesis_account_fields[];
extern const struct metric kinesis_metrics[], kinesis_partition_metrics[];
extern const struct line_item kinesis_items[];
extern const struct report_column kinesis_columns[];
extern const struct report_capacity kinesis_capacities[];
extern const struct own_limit kinesis_own_limits[];
extern const struct needed kinesis_needed[];

/* load.c: before it runs. */
void kinesis_declare(struct catalogue *, const struct resource *self);
void kinesis_check(const struct graph *, const struct resource *self, struct diag *);
void kinesis_plan(struct plan *, const struct resource *self);
sim_time kinesis_memory(const struct graph *, const struct resource *self,
                        const char **what);
bool kinesis_resolve(const struct graph *, const struct resource *self, struct target *,
                     struct diag *);
/* Who reads it: the i-th consumer, in the graph's order; NULL: there are no more. */
const struct resource *kinesis_reader(const struct graph *, const struct resource *self,
                                      size_t i);
/* The name of its registered consumer; NULL: it shares what a shard can be read. */
const char *kinesis_fan_out(const struct resource *reader);
/* Shards it begins with. */
int64_t kinesis_shards(const struct kinesis_config *, const struct kinesis_account *);
/* A limit's place in self->limit[]; false: the stream has no such readers. */
bool kinesis_limit(const struct graph *, const struct resource *self, enum stream_limit,
                   size_t *place);
/* forecast.c */
struct forecast_time kinesis_forecast(struct forecast *, const struct resource *self,
                                      const struct offered *);

#endif
