/* tables.c - what can be said of a fleet, what is measured of it and what it costs. */
#include "kcl/tables.h"
#include "flow/steps.h"

#define KCL "github awslabs/amazon-kinesis-client, "
#define AT(member) FIELD_PLACE(kcl_config, member)
#define ACCOUNT(member) FIELD_PLACE(kcl_account, member)

const struct field kcl_fields[] = {
    {.name = "stream",
     .also = "stream_name",
     .kind = KIND_LINK,
     .at = AT(stream),
     .help = "what it reads: \"kinesis.clicks\""},
    {.name = "workers",
     .also = "hosts instances",
     .kind = KIND_COUNT,
     .at = AT(workers),
     .fallback = "1",
     .min = "1",
     .max = "10000",
     .flags = FIELD_MAY_CHANGE,
     .help = "processes that share the leases; fewer while running: the last ones are "
             "lost"},
    {.name = "max_records",
     .kind = KIND_COUNT,
     .at = AT(max_records),
     .min = "1",
     .max = "10000",
     .flags = FIELD_MAY_CHANGE,
     .help = "the stream's records in one read at most, aggregated ones as one",
     .source = KCL "PollingConfig, 2019 to 2024"},
    {.name = "idle_time_between_reads",
     .also = "idle_time idle_time_between_reads_in_millis poll_interval",
     .kind = KIND_TIME,
     .at = AT(idle_time),
     .min = "1 ms",
     .max = "10 min",
     .flags = FIELD_MAY_CHANGE,
     .help = "a shard is read again no sooner than so long after its last read",
     .source = KCL "PollingConfig, 2019 to 2024"},
    {.name = "lease_duration",
     .also = "failover_time failover_time_millis",
     .kind = KIND_TIME,
     .at = AT(lease_duration),
     .min = "1 s",
     .max = "1 h",
     .flags = FIELD_MAY_CHANGE,
     .help = "a lease that is not renewed for so long is anybody's",
     .source = KCL "LeaseManagementConfig, 2019 to 2024"},
    {.name = "consumer",
     .also = "enhanced_fan_out",
     .kind = KIND_TEXT,
     .at = AT(consumer),
     .fallback = "-",
     .help = "name of a registered stream consumer: enhanced fan-out; not given: it "
             "shares what a shard can be read",
     .source = "Kinesis developer guide, building-consumers, 2021-08 and 2026",
     .cloudformation = "AWS::Kinesis::StreamConsumer.ConsumerName"},
    {.name = "steps",
     .also = "record_processor process_records",
     .kind = KIND_LIST,
     .at = AT(steps),
     .fallback = "-",
     .of = step_fields,
     .size = sizeof(struct step),
     .help = "what is done with the records of a read: work, wait, call, send, fail, "
             "blocks"},
    {.name = "checkpoint_latency",
     .kind = KIND_LAW,
     .at = AT(checkpoint_latency),
     .unit = UNIT_TIME,
     .scope = SCOPE_ATTEMPT,
     .flags = FIELD_MAY_CHANGE,
     .help = "time of a checkpoint, which follows each batch: a write to the lease "
             "table"},
    FIELD_END,
};

const struct field kcl_account_fields[] = {
    {.name = "lease_epsilon",
     .kind = KIND_TIME,
     .at = ACCOUNT(lease_epsilon),
     .min = "1 ms",
     .max = "300 ms",
     .help = "leases are renewed so long before a third of lease_duration is over, and "
             "looked for twice lease_duration and this",
     .source = KCL "DynamoDBLeaseCoordinator, 2018 to 2024"},
    {.name = "leases_stolen",
     .kind = KIND_COUNT,
     .at = ACCOUNT(leases_stolen),
     .min = "1",
     .max = "10000",
     .help = "leases that a worker with fewer than its part takes of another, each time "
             "it looks",
     .source = KCL "LeaseManagementConfig, 2019 to 2024"},
    {.name = "lease_size",
     .kind = KIND_BYTES,
     .at = ACCOUNT(lease_size),
     .min = "1 B",
     .max = "1 KB",
     .help = "a lease in the lease table"},
    FIELD_END,
};

const struct own_limit kcl_own_limits[] = {
    {.name = "leases",
     .help = "batches at once: one for each shard",
     .raised_by = "shard_count of its stream, or steps that take less"},
    OWN_LIMIT_END,
};

#define WATCH "KinesisClientLibrary "
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
#define LEVEL(title, watch, text)                                                        \
    {                                                                                    \
        .name = title, .cloudwatch = watch, .kind = METRIC_LEVEL, .units = "1",          \
        .help = text                                                                     \
    }

const struct metric kcl_metrics[] = {
    [METRIC_PROCESSED] =
        COUNT("records_processed", WATCH "RecordsProcessed", "1", NULL,
              "records given to the steps, those that were put together one by one"),
    [METRIC_BYTES] = COUNT("data_bytes_processed", WATCH "DataBytesProcessed", "By", NULL,
                           "their bytes"),
    [METRIC_BEHIND] =
        OBSERVED("millis_behind_latest", WATCH "MillisBehindLatest", "s",
                 "of each read: age of its last record, 0 where none stayed behind"),
    [METRIC_TIME] = OBSERVED("record_processor_process_records_time",
                             WATCH "RecordProcessor.processRecords.Time", "s",
                             "of a batch: the steps"),
    [METRIC_BATCHES] = COUNT("batches", NULL, "1", NULL, "times that the steps began"),
    [METRIC_BATCH_SIZE] = OBSERVED("batch_size", NULL, "1", "records in one"),
    [METRIC_ERRORS] = COUNT("errors", NULL, "1", "batches",
                            "batches whose steps failed: their records are skipped"),
    [METRIC_SKIPPED] = COUNT("records_skipped", NULL, "1", "records_processed",
                             "records of batches that failed: lost to this fleet"),
    [METRIC_CHECKPOINTS] =
        COUNT("checkpoints", NULL, "1", NULL, "writes of where a shard has been read to"),
    [METRIC_READ_THROTTLES] =
        COUNT("read_throttles", NULL, "1", NULL, "reads that the shard turned away"),
    [METRIC_WORKING] = LEVEL("concurrent_batches", NULL, "batches in the steps"),
    [METRIC_HELD] =
        LEVEL("current_leases", WATCH "CurrentLeases", "leases that a worker holds"),
    [METRIC_LEASES] = LEVEL("total_leases", WATCH "TotalLeases", "leases that there are"),
    [METRIC_LOST] = COUNT("lost_leases", WATCH "LostLeases", "1", NULL,
                          "leases of workers that were lost"),
    [METRIC_AGE] =
        OBSERVED("age", NULL, "s", "of a record's root request when its batch has ended"),
    METRIC_END,
};

const struct line_item kcl_items[] = {
    [ITEM_LEASE_WRITE] = {.name = "lease_write_unit",
                          .units = "write unit",
                          .words = "write units of the lease table",
                          .scale = 1,
                          .help = "checkpoints, renewals and takings of leases"},
    [ITEM_LEASE_READ] = {.name = "lease_read_unit",
                         .units = "read unit",
                         .words = "read units of the lease table",
                         .scale = 0.5,
                         .help = "the lease table, read by each worker that looks for "
                                 "leases, eventually consistent"},
    LINE_ITEM_END,
};

const struct report_column kcl_columns[] = {
    {.title = "records", .shows = SHOW_COUNT, .of = "records_processed"},
    {.title = "rate/s", .shows = SHOW_RATE, .of = "records_processed"},
    {.title = "skipped %", .shows = SHOW_SHARE, .of = "records_skipped"},
    {.title = "behind max s", .shows = SHOW_MAXIMUM, .of = "millis_behind_latest"},
    {.title = "batch mean", .shows = SHOW_MEAN, .of = "batch_size"},
    {.title = "busy mean", .shows = SHOW_MEAN, .of = "concurrent_batches"},
    {.title = "leases", .shows = SHOW_MAXIMUM, .of = "total_leases"},
    REPORT_END,
};

static bool always(const struct occasion *o)
{
    (void)o;
    return true;
}

const struct needed kcl_needed[] = {
    {"account.kcl.lease_size", always},
    NEEDED_END,
};
