/* tables.c - what can be said of a producer, and what is measured of it. */
#include "kpl/tables.h"

#define KPL "github awslabs/amazon-kinesis-producer, "
#define CONFIG KPL "configuration.h and default_config.properties, 2021-08 and 2026-03"
#define AT(member) FIELD_PLACE(kpl_config, member)
#define ACCOUNT(member) FIELD_PLACE(kpl_account, member)

const struct field kpl_fields[] = {
    {.name = "stream",
     .also = "stream_name target",
     .kind = KIND_LINK,
     .at = AT(stream),
     .help = "where the records go: \"kinesis.clicks\""},
    {.name = "hosts",
     .also = "processes producers instances",
     .kind = KIND_COUNT,
     .at = AT(hosts),
     .fallback = "1",
     .min = "1",
     .max = "10000",
     .help = "processes that records are spread over; each aggregates and is limited for "
             "itself"},
    {.name = "aggregation_enabled",
     .also = "aggregation aggregate",
     .kind = KIND_FLAG,
     .at = AT(aggregates),
     .help = "records for one shard are put together into one",
     .source = CONFIG},
    {.name = "aggregation_max_size",
     .kind = KIND_BYTES,
     .at = AT(aggregation_size),
     .min = "64 B",
     .max = "10 MB",
     .flags = FIELD_MAY_CHANGE,
     .help = "an aggregated record is not larger",
     .source = CONFIG},
    {.name = "record_max_buffered_time",
     .also = "buffered_time linger",
     .kind = KIND_TIME,
     .at = AT(buffered_time),
     .min = "1 ms",
     .max = "1 h",
     .flags = FIELD_MAY_CHANGE,
     .help = "a record waits so long for others at most, before it is sent",
     .source = CONFIG},
    {.name = "collection_max_count",
     .kind = KIND_COUNT,
     .at = AT(collection_count),
     .min = "1",
     .max = "500",
     .flags = FIELD_MAY_CHANGE,
     .help = "records, aggregated or not, in one PutRecords at most",
     .source = CONFIG},
    {.name = "rate_limit",
     .kind = KIND_SHARE,
     .at = AT(rate_limit),
     .min = "1 %",
     .max = "10000 %",
     .flags = FIELD_MAY_CHANGE | FIELD_MONOTONE,
     .help = "what a host may send to a shard, by what a shard takes; each host by "
             "itself; without "
             "aggregation it does not hold",
     .source = CONFIG},
    {.name = "record_ttl",
     .also = "ttl",
     .kind = KIND_TIME,
     .at = AT(record_ttl),
     .min = "100 ms",
     .max = "7 d",
     .flags = FIELD_MAY_CHANGE,
     .help = "a record that has not been put after so long fails: \"Expired\"",
     .source = CONFIG},
    {.name = "compression_ratio",
     .also = "compression",
     .kind = KIND_FACTOR,
     .at = AT(compression_ratio),
     .fallback = "1",
     .min = "0.001",
     .max = "1",
     .flags = FIELD_MAY_CHANGE,
     .help = "bytes of a record that the producer has compressed, by its own; the KPL "
             "itself does not compress"},
    {.name = "compression_work",
     .kind = KIND_LAW,
     .at = AT(compression_work),
     .fallback = "-",
     .unit = UNIT_TIME,
     .scope = SCOPE_REQUEST,
     .flags = FIELD_MAY_CHANGE,
     .help = "CPU time of compressing a record, on the host's one vCPU"},
    FIELD_END,
};

const struct field kpl_account_fields[] = {
    {.name = "record_size",
     .kind = KIND_BYTES,
     .at = ACCOUNT(record_most),
     .min = "1 KB",
     .max = "100 MB",
     .help = "a user record that is larger is refused",
     .source = CONFIG},
    {.name = "collection_max_size",
     .kind = KIND_BYTES,
     .at = ACCOUNT(collection_size),
     .min = "1 KB",
     .max = "100 MB",
     .help = "a PutRecords is not larger",
     .source = CONFIG},
    {.name = "shard_collection_size",
     .kind = KIND_BYTES,
     .at = ACCOUNT(shard_collection),
     .min = "1 KB",
     .max = "100 MB",
     .help = "so much for one shard is sent at once",
     .source = KPL "collector.h, 2021 to 2026"},
    {.name = "aggregate_overhead",
     .kind = KIND_BYTES,
     .at = ACCOUNT(aggregate_overhead),
     .min = "0 B",
     .max = "1 KB",
     .help = "of an aggregated record, beside its records",
     .source = KPL "aggregation-format.md, 2021-08 and 2026-03"},
    {.name = "record_overhead",
     .kind = KIND_BYTES,
     .at = ACCOUNT(record_overhead),
     .min = "0 B",
     .max = "1 KB",
     .help = "for each record in it: its lengths and the number of its key",
     .source = KPL "aggregation-format.md, 2021-08 and 2026-03"},
    {.name = "shard_write_records",
     .kind = KIND_RATE,
     .at = ACCOUNT(shard_records),
     .min = "1/s",
     .max = "1M/s",
     .help = "what the KPL takes a shard's rate of records to be: rate_limit's 100 %",
     .source = KPL "limiter.h, 2021 to 2026"},
    {.name = "shard_write_bytes",
     .kind = KIND_RATE,
     .at = ACCOUNT(shard_bytes),
     .min = "1/s",
     .max = "1000 MB/s",
     .help = "the same of bytes",
     .source = KPL "limiter.h, 2021 to 2026"},
    FIELD_END,
};

#define WATCH "KinesisProducerLibrary "
#define ENDED "user_records_put+user_records_expired"
#define COUNT(title, watch, unit, of_what, text)                                         \
    {                                                                                    \
        .name = title, .cloudwatch = watch, .kind = METRIC_COUNT, .units = unit,         \
        .base = of_what, .help = text                                                    \
    }
#define OBSERVED(title, watch, unit, text)                                               \
    {                                                                                    \
        .name = title, .cloudwatch = watch, .kind = METRIC_OBSERVED, .units = unit,      \
        .help = text                                                                     \
    }

const struct metric kpl_metrics[] = {
    [METRIC_RECEIVED] = COUNT("user_records_received", WATCH "UserRecordsReceived", "1",
                              NULL, "records that came"),
    [METRIC_PUT] = COUNT("user_records_put", WATCH "UserRecordsPut", "1", ENDED,
                         "records that the stream has"),
    [METRIC_DATA_PUT] = COUNT("user_records_data_put", WATCH "UserRecordsDataPut", "By",
                              NULL, "their bytes, as they were compressed"),
    [METRIC_EXPIRED] = COUNT("user_records_expired", WATCH "UserRecordExpired", "1",
                             ENDED, "records that were not put within record_ttl"),
    [METRIC_REFUSED] = COUNT("user_records_refused", NULL, "1", "user_records_received",
                             "records that are too large"),
    [METRIC_PENDING] = {.name = "user_records_pending",
                        .cloudwatch = WATCH "UserRecordsPending",
                        .kind = METRIC_LEVEL,
                        .units = "1",
                        .help = "records that have come and are not put yet",
                        .backlog = true},
    [METRIC_KINESIS_RECORDS] =
        COUNT("kinesis_records_put", WATCH "KinesisRecordsPut", "1",
              "kinesis_records_put+all_errors",
              "records of the stream that were put, aggregated ones as one"),
    [METRIC_KINESIS_DATA] =
        COUNT("kinesis_records_data_put", WATCH "KinesisRecordsDataPut", "By", NULL,
              "their bytes"),
    [METRIC_ERRORS] =
        COUNT("all_errors", WATCH "AllErrors", "1", "kinesis_records_put+all_errors",
              "records of the stream that were turned away, each time"),
    [METRIC_RETRIES] = OBSERVED(
        "retries_per_record", WATCH "RetriesPerRecord", "1",
        "of each user record, put or expired: times it was sent beyond the first"),
    [METRIC_BUFFERING] = OBSERVED(
        "buffering_time", WATCH "BufferingTime", "s",
        "of each user record, each time it is sent: since it came, or came back"),
    [METRIC_REQUEST_TIME] =
        OBSERVED("request_time", WATCH "RequestTime", "s", "of a PutRecords"),
    [METRIC_USER_RECORDS] =
        OBSERVED("user_records_per_kinesis_record", WATCH "UserRecordsPerKinesisRecord",
                 "1", "user records in one of the stream"),
    [METRIC_RECORDS_PER_CALL] = OBSERVED("kinesis_records_per_put_records_request",
                                         WATCH "KinesisRecordsPerPutRecordsRequest", "1",
                                         "records of the stream in a PutRecords"),
    [METRIC_USER_RECORDS_PER_CALL] = OBSERVED("user_records_per_put_records_request",
                                              WATCH "UserRecordsPerPutRecordsRequest",
                                              "1", "user records in a PutRecords"),
    [METRIC_AGE] =
        OBSERVED("age", NULL, "s", "of a record's root request when the stream has it"),
    METRIC_END,
};

const struct report_column kpl_columns[] = {
    {.title = "user records", .shows = SHOW_COUNT, .of = "user_records_received"},
    {.title = "expired %", .shows = SHOW_SHARE, .of = "user_records_expired"},
    {.title = "in a record", .shows = SHOW_MEAN, .of = "user_records_per_kinesis_record"},
    {.title = "records", .shows = SHOW_COUNT, .of = "kinesis_records_put"},
    {.title = "throttled %", .shows = SHOW_SHARE, .of = "all_errors"},
    {.title = "buffered p50 ms",
     .shows = SHOW_QUANTILE,
     .of = "buffering_time",
     .q = .5,
     .unit = .001},
    {.title = "pending max", .shows = SHOW_MAXIMUM, .of = "user_records_pending"},
    REPORT_END,
};

static bool aggregates(const struct occasion *o)
{
    return ((const struct kpl_config *)o->self->config)->aggregates;
}

const struct needed kpl_needed[] = {
    {"account.kpl.record_overhead", aggregates},
    NEEDED_END,
};
