/* tables.c - what can be said of a stream, what is measured of it and what it costs. */
#include "kinesis/tables.h"

#define STREAM "AWS::Kinesis::Stream."
#define GUIDE "Kinesis developer guide, 2021-08 and 2026"
#define AT(member) FIELD_PLACE(kinesis_config, member)

static const char *const modes[] = {"PROVISIONED", "ON_DEMAND", NULL};

#define LATENCY(title, member, text)                                                     \
    {                                                                                    \
        .name = title, .kind = KIND_LAW, .at = AT(member), .unit = UNIT_TIME,            \
        .scope = SCOPE_ATTEMPT, .flags = FIELD_MAY_CHANGE, .help = text                  \
    }

const struct field kinesis_fields[] = {
    {.name = "stream_mode",
     .also = "mode stream_mode_details capacity_mode",
     .kind = KIND_CHOICE,
     .at = AT(mode),
     .fallback = "PROVISIONED",
     .choices = modes,
     .help = "PROVISIONED: shard_count shards; ON_DEMAND: as many as the load needs",
     .source = "Kinesis developer guide, how-do-i-size-a-stream, 2023 and 2026",
     .cloudformation = STREAM "StreamModeDetails.StreamMode"},
    {.name = "shard_count",
     .also = "shards",
     .kind = KIND_COUNT,
     .at = AT(shards),
     .fallback = "-",
     .min = "1",
     .max = "100k",
     .help = "shards; while running at most doubled or halved at once",
     .source = GUIDE,
     .flags = FIELD_MAY_CHANGE | FIELD_MONOTONE,
     .cloudformation = STREAM "ShardCount"},
    {.name = "retention_period",
     .also = "retention retention_period_hours",
     .kind = KIND_TIME,
     .at = AT(retention),
     .min = "24 h",
     .max = "8760 h",
     .help = "a record can be read for so long",
     .source = GUIDE,
     .flags = FIELD_MAY_CHANGE,
     .cloudformation = STREAM "RetentionPeriodHours"},
    {.name = "previous_peak",
     .kind = KIND_RATE,
     .at = AT(previous_peak),
     .fallback = "-",
     .min = "1/s",
     .max = "10000 MB/s",
     .help = "on demand: the highest minute of the last 30 days; twice as much is taken "
             "at once; not given: a new stream"},
    LATENCY("latency", latency, "time to answer PutRecord and PutRecords"),
    LATENCY("read_latency", read_latency,
            "of a GetRecords that brings records: to their being in the hands of who "
            "polls"),
    LATENCY("fan_out_latency", fan_out_latency,
            "enhanced fan-out: from a record's coming to its being in the consumer's "
            "hands"),
    {.name = "backlog",
     .kind = KIND_COUNT,
     .at = AT(backlog),
     .fallback = "0",
     .min = "0",
     .max = "100M",
     .help = "records that are there at t = 0, spread evenly"},
    {.name = "backlog_item_size",
     .kind = KIND_LAW,
     .at = AT(backlog_size),
     .fallback = "1 KB",
     .unit = UNIT_BYTES,
     .scope = SCOPE_REQUEST,
     .help = "size of one of these"},
    FIELD_END,
};

const struct own_limit kinesis_own_limits[] = {
    {.name = "shard_write_records",
     .help = "records a second of one shard that gets more than its share of the keys: "
             "account.kinesis.shard_write_records",
     .raised_by = "a key that spreads, or records put together; where all shards are "
                  "alike shard_count is told instead",
     .source = GUIDE},
    {.name = "shard_write_bytes",
     .help = "KB a second of one shard that gets more than its share of the keys: "
             "account.kinesis.shard_write_bytes",
     .raised_by = "a key that spreads, or smaller records; where all shards are alike "
                  "shard_count is told instead",
     .source = GUIDE},
    {.name = "shard_read_calls",
     .help = "GetRecords a second of one shard, of all consumers that share it: "
             "account.kinesis.shard_read_calls",
     .raised_by = "consumer, of a mapping: enhanced fan-out",
     .source = GUIDE},
    {.name = "shard_read_bytes",
     .help = "KB a second that are read of one shard by all consumers that share it: "
             "account.kinesis.shard_read_bytes",
     .raised_by = "consumer, of a mapping: enhanced fan-out; or shard_count",
     .source = GUIDE},
    {.name = "consumer_read_bytes",
     .help = "KB a second of one shard for a consumer with enhanced fan-out: "
             "account.kinesis.consumer_read_bytes",
     .raised_by = "shard_count",
     .source = GUIDE},
    OWN_LIMIT_END,
};

#define COUNT(title, watch, text)                                                        \
    {                                                                                    \
        .name = title, .cloudwatch = watch, .kind = METRIC_COUNT, .units = "1",          \
        .help = text                                                                     \
    }
#define SIZE(title, watch, text)                                                         \
    {                                                                                    \
        .name = title, .cloudwatch = watch, .kind = METRIC_COUNT, .units = "By",         \
        .help = text                                                                     \
    }
#define SHARE(title, watch, of, text)                                                    \
    {                                                                                    \
        .name = title, .cloudwatch = watch, .kind = METRIC_COUNT, .units = "1",          \
        .base = of, .help = text                                                         \
    }
#define TIME(title, watch, text)                                                         \
    {                                                                                    \
        .name = title, .cloudwatch = watch, .kind = METRIC_OBSERVED, .units = "s",       \
        .help = text                                                                     \
    }
#define ASKED "incoming_records+write_provisioned_throughput_exceeded"

const struct metric kinesis_metrics[] = {
    [METRIC_RECORDS] =
        COUNT("incoming_records", "AWS/Kinesis IncomingRecords", "records that were put"),
    [METRIC_BYTES] = SIZE("incoming_bytes", "AWS/Kinesis IncomingBytes",
                          "bytes of records that were put"),
    [METRIC_WRITE_EXCEEDED] = SHARE("write_provisioned_throughput_exceeded",
                                    "AWS/Kinesis WriteProvisionedThroughputExceeded",
                                    ASKED, "records that their shard turned away"),
    [METRIC_EXCEEDED_RECORDS] =
        SHARE("write_exceeded_records", NULL, ASKED,
              "of these, because it had taken 1 000 records a second"),
    [METRIC_EXCEEDED_BYTES] = SHARE("write_exceeded_bytes", NULL, ASKED,
                                    "of these, because it had taken 1 MB a second"),
    [METRIC_PUT_LATENCY] = TIME("put_record_latency", "AWS/Kinesis PutRecord.Latency",
                                "of a PutRecord, turned away or not"),
    [METRIC_PUT_RECORDS_LATENCY] =
        TIME("put_records_latency", "AWS/Kinesis PutRecords.Latency", "of a PutRecords"),
    [METRIC_PUT_RECORDS_TOTAL] =
        COUNT("put_records_total_records", "AWS/Kinesis PutRecords.TotalRecords",
              "records of PutRecords calls, those tried again included"),
    [METRIC_PUT_RECORDS_THROTTLED] =
        SHARE("put_records_throttled_records", "AWS/Kinesis PutRecords.ThrottledRecords",
              "put_records_total_records", "of these, turned away"),
    [METRIC_GETS] = COUNT("get_records_success", "AWS/Kinesis GetRecords.Success",
                          "GetRecords calls that were answered, empty ones included"),
    [METRIC_GET_RECORDS] = COUNT("get_records_records", "AWS/Kinesis GetRecords.Records",
                                 "records that they brought, to all consumers"),
    [METRIC_GET_BYTES] = SIZE("get_records_bytes", "AWS/Kinesis GetRecords.Bytes",
                              "bytes that they brought, to all consumers"),
    [METRIC_ITERATOR_AGE] = TIME(
        "get_records_iterator_age_milliseconds",
        "AWS/Kinesis GetRecords.IteratorAgeMilliseconds",
        "how long the last record of a GetRecords had been there; 0 of an empty one"),
    [METRIC_READ_EXCEEDED] =
        SHARE("read_provisioned_throughput_exceeded",
              "AWS/Kinesis ReadProvisionedThroughputExceeded",
              "get_records_success+read_provisioned_throughput_exceeded",
              "GetRecords calls that were turned away"),
    [METRIC_PUSHED_RECORDS] = COUNT("subscribe_to_shard_event_records",
                                    "AWS/Kinesis SubscribeToShardEvent.Records",
                                    "records sent to consumers with enhanced fan-out"),
    [METRIC_PUSHED_BYTES] =
        SIZE("subscribe_to_shard_event_bytes", "AWS/Kinesis SubscribeToShardEvent.Bytes",
             "bytes sent to consumers with enhanced fan-out"),
    [METRIC_SHARDS] = {.name = "open_shards",
                       .kind = METRIC_LEVEL,
                       .units = "1",
                       .help = "shards that records are put into"},
    [METRIC_WAITING] = {.name = "records_waiting",
                        .kind = METRIC_LEVEL,
                        .units = "1",
                        .help = "records that not all consumers have read yet",
                        .backlog = true},
    [METRIC_EXPIRED] =
        SHARE("records_expired", NULL, "incoming_records",
              "records that a consumer had not read when retention_period was over"),
    [METRIC_UPDATES_REFUSED] =
        {.name = "refused_updates",
         .kind = METRIC_COUNT,
         .units = "1",
         .refuses = "a shard_count of more than double or less than half, or more often "
                    "than a stream's may be changed in 24 hours",
         .help = "changes of shard_count that AWS refuses: nothing changes"},
    [METRIC_AGE] =
        TIME("age", NULL, "of a record's root request when all consumers have read it"),
    METRIC_END,
};

const struct metric kinesis_partition_metrics[] = {
    [PARTITION_RECORDS] = {.name = "incoming_records",
                           .units = "1",
                           .base = "incoming_records",
                           .help = "records put into the shard"},
    [PARTITION_BYTES] = {.name = "incoming_bytes",
                         .units = "By",
                         .base = "incoming_bytes",
                         .help = "bytes put into the shard"},
    [PARTITION_EXCEEDED] = {.name = "write_provisioned_throughput_exceeded",
                            .units = "1",
                            .base = "write_provisioned_throughput_exceeded",
                            .help = "records that the shard turned away"},
    METRIC_END,
};

#define GB 1073741824.0
#define MONTH_HOURS 730
#define LEVEL_ITEM(title, unit, said, text)                                              \
    {                                                                                    \
        .name = title, .units = unit, .words = said, .scale = 1, .level = true,          \
        .help = text                                                                     \
    }
#define COUNT_ITEM(title, unit, said, factor, text)                                      \
    {                                                                                    \
        .name = title, .units = unit, .words = said, .scale = factor, .help = text       \
    }

const struct line_item kinesis_items[] = {
    [ITEM_SHARD_HOUR] = LEVEL_ITEM("shard_hour", "shard-hour", "shard-hours",
                                   "provisioned: shards that are open"),
    [ITEM_PUT_UNIT] =
        COUNT_ITEM("put_payload_unit", "PUT payload unit", "PUT payload units", 1,
                   "provisioned: records put, by pieces of 25 KB"),
    [ITEM_EXTENDED_SHARD_HOUR] =
        LEVEL_ITEM("extended_retention_shard_hour", "shard-hour",
                   "shard-hours of extended retention",
                   "provisioned: shards of a stream that keeps more than 24 hours"),
    [ITEM_LONG_TERM] = COUNT_ITEM(
        "long_term_retention", "GB-month", "GB-months of long-term retention",
        1 / (GB * MONTH_HOURS), "bytes put, by the hours they stay beyond 7 days"),
    [ITEM_CONSUMER_SHARD_HOUR] =
        LEVEL_ITEM("consumer_shard_hour", "consumer-shard-hour", "consumer-shard-hours",
                   "provisioned: shards by consumers with enhanced fan-out"),
    [ITEM_CONSUMER_GB] =
        COUNT_ITEM("consumer_gb", "GB", "GB to consumers", 1 / GB,
                   "provisioned: sent to consumers with enhanced fan-out"),
    [ITEM_STREAM_HOUR] = LEVEL_ITEM("on_demand_stream_hour", "stream-hour",
                                    "on-demand stream-hours", "on demand: streams"),
    [ITEM_ON_DEMAND_IN] =
        COUNT_ITEM("on_demand_gb_in", "GB", "GB put on demand", ON_DEMAND_PIECE / GB,
                   "on demand: records put, by pieces of 1 KB"),
    [ITEM_ON_DEMAND_OUT] = COUNT_ITEM("on_demand_gb_out", "GB", "GB read on demand",
                                      1 / GB, "on demand: read by GetRecords"),
    [ITEM_ON_DEMAND_CONSUMER_GB] =
        COUNT_ITEM("on_demand_consumer_gb", "GB", "GB to consumers, on demand", 1 / GB,
                   "on demand: sent to consumers with enhanced fan-out"),
    [ITEM_ON_DEMAND_EXTENDED] = COUNT_ITEM(
        "on_demand_extended_retention", "GB-month", "GB-months of extended retention",
        1 / (GB * MONTH_HOURS),
        "on demand: bytes put, by the hours they stay beyond 24, up to 7 days"),
    LINE_ITEM_END,
};

const struct report_column kinesis_columns[] = {
    {.title = "records", .shows = SHOW_COUNT, .of = "incoming_records"},
    {.title = "rate/s", .shows = SHOW_RATE, .of = "incoming_records"},
    {.title = "throttled %",
     .shows = SHOW_SHARE,
     .of = "write_provisioned_throughput_exceeded"},
    {.title = "shards max", .shows = SHOW_MAXIMUM, .of = "open_shards"},
    {.title = "waiting max", .shows = SHOW_MAXIMUM, .of = "records_waiting"},
    {.title = "expired", .shows = SHOW_COUNT, .of = "records_expired"},
    REPORT_END,
};

const struct report_capacity kinesis_capacities[] = {
    {.title = "put",
     .served = "incoming_records",
     .turned_away = {{"records", "write_exceeded_records"},
                     {"bytes", "write_exceeded_bytes"}}},
    REPORT_END,
};
