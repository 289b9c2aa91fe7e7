/* tables.c - what a table measures and what it costs. */
#include "dynamodb/tables.h"

#include "dynamodb/capacity.h"

/* dynamodb's [of][reason][side] throttle events: AWS's sixteen reasons (developer guide,
 * throttling, 2026-04-13). */
#define REASON(row, word, cw, said, of_what, by)                                         \
    [row] = {.name = "read_" word "_throttle_events",                                    \
             .cloudwatch = "AWS/DynamoDB Read" cw "ThrottleEvents",                      \
             .kind = METRIC_COUNT,                                                       \
             .units = "1",                                                               \
             .help = "reads turned away: " said,                                         \
             .fed = by,                                                                  \
             .of = of_what},                                                             \
    [(row) + 1] = {.name = "write_" word "_throttle_events",                             \
                   .cloudwatch = "AWS/DynamoDB Write" cw "ThrottleEvents",               \
                   .kind = METRIC_COUNT,                                                 \
                   .units = "1",                                                         \
                   .help = "writes turned away: " said,                                  \
                   .fed = by,                                                            \
                   .of = of_what}
#define REASONS_OF(row, of_what)                                                         \
    REASON((row) + 2 * REASON_PROVISIONED, "provisioned_throughput",                     \
           "ProvisionedThroughput", "beyond provisioned capacity", of_what,              \
           is_provisioned),                                                              \
        REASON((row) + 2 * REASON_KEY_RANGE, "key_range_throughput",                     \
               "KeyRangeThroughput",                                                     \
               "beyond a key range, or what the table has grown to", of_what, NULL),     \
        REASON((row) + 2 * REASON_ACCOUNT, "account_limit", "AccountLimit",              \
               "beyond the account's quota", of_what, is_on_demand),                     \
        REASON((row) + 2 * REASON_MAXIMUM, "max_on_demand_throughput",                   \
               "MaxOnDemandThroughput", "beyond on_demand_throughput", of_what,          \
               is_on_demand)

static bool has_stream(const void *config)
{
    const struct dynamodb_config *c = config;

    return c->stream >= 0;
}

static bool has_dax(const void *config)
{
    return dax_given(config);
}

static bool is_provisioned(const void *config)
{
    return ((const struct dynamodb_config *)config)->billing_mode == BILLING_PROVISIONED;
}

static bool is_on_demand(const void *config)
{
    return !is_provisioned(config);
}

#define DAX_COUNT(said, cw, by, words)                                                   \
    {                                                                                    \
        .name = said, .cloudwatch = "AWS/DAX " cw, .kind = METRIC_COUNT, .units = "1",   \
        .base = by, .fed = has_dax, .help = words                                        \
    }
#define LOOKUPS(row, word, cw, what)                                                     \
    [row] = DAX_COUNT(word "_cache_hits", cw "CacheHits",                                \
                      word "_cache_hits+" word "_cache_misses", what " found in DAX"),   \
    [(row) + 1] = DAX_COUNT(word "_cache_misses", cw "CacheMisses",                      \
                            word "_cache_hits+" word "_cache_misses",                    \
                            what " that went on to the table")

const struct metric dynamodb_metrics[] = {
    [METRIC_READ_UNITS] = {.name = "consumed_read_capacity_units",
                           .cloudwatch = "AWS/DynamoDB ConsumedReadCapacityUnits",
                           .kind = METRIC_COUNT,
                           .units = "1",
                           .scale = 0.5,
                           .help = "read units served by the table"},
    [METRIC_WRITE_UNITS] = {.name = "consumed_write_capacity_units",
                            .cloudwatch = "AWS/DynamoDB ConsumedWriteCapacityUnits",
                            .kind = METRIC_COUNT,
                            .units = "1",
                            .scale = 0.5,
                            .help = "write units served by the table"},
    [METRIC_REQUESTS] = {.name = "requests",
                         .kind = METRIC_COUNT,
                         .units = "1",
                         .help = "requests, throttled ones included"},
    [METRIC_THROTTLED] = {.name = "throttled_requests",
                          .cloudwatch = "AWS/DynamoDB ThrottledRequests",
                          .kind = METRIC_COUNT,
                          .units = "1",
                          .base = "requests",
                          .help = "requests turned away at a limit"},
    [METRIC_READ_THROTTLES] = {.name = "read_throttle_events",
                               .cloudwatch = "AWS/DynamoDB ReadThrottleEvents",
                               .kind = METRIC_COUNT,
                               .units = "1",
                               .base = "requests",
                               .help = "reads of the table turned away"},
    [METRIC_WRITE_THROTTLES] =
        {.name = "write_throttle_events",
         .cloudwatch = "AWS/DynamoDB WriteThrottleEvents",
         .kind = METRIC_COUNT,
         .units = "1",
         .base = "requests",
         .help = "writes turned away for lack of the table's capacity"},
    [METRIC_LATENCY] = {.name = "successful_request_latency",
                        .cloudwatch = "AWS/DynamoDB SuccessfulRequestLatency",
                        .kind = METRIC_OBSERVED,
                        .units = "s",
                        .help = "of requests that were served"},
    [METRIC_AGE] = {.name = "age",
                    .kind = METRIC_OBSERVED,
                    .units = "s",
                    .help = "of requests that were served: from the birth of the root "
                            "request to the answer"},
    [METRIC_ITEMS] = {.name = "items",
                      .kind = METRIC_COUNT,
                      .units = "1",
                      .help = "items read or written"},
    [METRIC_RETURNED] = {.name = "returned_item_count",
                         .cloudwatch = "AWS/DynamoDB ReturnedItemCount",
                         .kind = METRIC_COUNT,
                         .units = "1",
                         .help = "items of Query and Scan"},
    [METRIC_CONDITION_FAILED] = {.name = "conditional_check_failed_requests",
                                 .cloudwatch =
                                     "AWS/DynamoDB ConditionalCheckFailedRequests",
                                 .kind = METRIC_COUNT,
                                 .units = "1",
                                 .base = "requests",
                                 .help = "writes whose condition did not hold"},
    [METRIC_USER_ERRORS] = {.name = "user_errors",
                            .cloudwatch = "AWS/DynamoDB UserErrors",
                            .kind = METRIC_COUNT,
                            .units = "1",
                            .base = "requests",
                            .help = "requests beyond a limit of size: "
                                    "ValidationException"},
    [METRIC_UNPROCESSED] = {.name = "unprocessed_items",
                            .kind = METRIC_COUNT,
                            .units = "1",
                            .help = "items of batches handed back"},
    [METRIC_UNFINISHED_PAGES] = {.name = "unfinished_pages",
                                 .kind = METRIC_COUNT,
                                 .units = "1",
                                 .base = "requests",
                                 .help = "answers of Query and Scan with a "
                                         "LastEvaluatedKey"},
    [METRIC_STREAM_RECORDS] = {.name = "stream_records",
                               .kind = METRIC_COUNT,
                               .units = "1",
                               .fed = has_stream,
                               .help = "changes of items in the table's stream"},
    [METRIC_PROVISIONED_READ] = {.name = "provisioned_read_capacity_units",
                                 .cloudwatch =
                                     "AWS/DynamoDB ProvisionedReadCapacityUnits",
                                 .kind = METRIC_LEVEL,
                                 .units = "1",
                                 .fed = is_provisioned,
                                 .help = "read units a second provisioned for the table"},
    [METRIC_PROVISIONED_WRITE] = {.name = "provisioned_write_capacity_units",
                                  .cloudwatch =
                                      "AWS/DynamoDB ProvisionedWriteCapacityUnits",
                                  .kind = METRIC_LEVEL,
                                  .units = "1",
                                  .fed = is_provisioned,
                                  .help =
                                      "write units a second provisioned for the table"},
    [METRIC_UPDATES_REFUSED] = {.name = "refused_updates",
                                .kind = METRIC_COUNT,
                                .units = "1",
                                .fed = is_provisioned,
                                .refuses = "capacity beyond its quotas, or one "
                                           "decrease too many",
                                .help = "changes of capacity beyond decreases a day or "
                                        "quotas: LimitExceededException"},
    LOOKUPS(METRIC_ITEM_CACHE_HITS, "item", "Item",
            "items read eventually consistent by GetItem and BatchGetItem"),
    LOOKUPS(METRIC_QUERY_CACHE_HITS, "query", "Query", "answers of Query"),
    LOOKUPS(METRIC_SCAN_CACHE_HITS, "scan", "Scan", "answers of Scan"),
    [METRIC_DAX_REQUESTS] = DAX_COUNT("dax_total_request_count", "TotalRequestCount",
                                      NULL, "requests to DAX, throttled ones included"),
    [METRIC_DAX_THROTTLED] = DAX_COUNT("dax_throttled_request_count",
                                       "ThrottledRequestCount", "dax_total_request_count",
                                       "requests turned away by DAX: its nodes are busy"),
    [METRIC_DAX_EVICTED] = {.name = "evicted_size",
                            .cloudwatch = "AWS/DAX EvictedSize",
                            .kind = METRIC_COUNT,
                            .units = "By",
                            .fed = has_dax,
                            .help = "what was evicted from a node for lack of memory"},
    [METRIC_DAX_SIZE] = {.name = "estimated_db_size",
                         .cloudwatch = "AWS/DAX EstimatedDbSize",
                         .kind = METRIC_LEVEL,
                         .units = "By",
                         .fed = has_dax,
                         .help = "what a node holds in its caches"},
    REASONS_OF(METRIC_REASONS, OF_SERVICE),
    [METRIC_INDEX_READ_UNITS] = {.name = "consumed_read_capacity_units",
                                 .cloudwatch = "AWS/DynamoDB ConsumedReadCapacityUnits",
                                 .kind = METRIC_COUNT,
                                 .units = "1",
                                 .scale = 0.5,
                                 .of = OF_PART,
                                 .help = "read units served by the index"},
    [METRIC_INDEX_WRITE_UNITS] = {.name = "consumed_write_capacity_units",
                                  .cloudwatch = "AWS/DynamoDB ConsumedWriteCapacityUnits",
                                  .kind = METRIC_COUNT,
                                  .units = "1",
                                  .scale = 0.5,
                                  .of = OF_PART,
                                  .help = "write units consumed by the index"},
    [METRIC_INDEX_READ_THROTTLES] = {.name = "read_throttle_events",
                                     .cloudwatch = "AWS/DynamoDB ReadThrottleEvents",
                                     .kind = METRIC_COUNT,
                                     .units = "1",
                                     .of = OF_PART,
                                     .help = "reads of the index turned away"},
    [METRIC_INDEX_WRITE_THROTTLES] = {.name = "write_throttle_events",
                                      .cloudwatch = "AWS/DynamoDB WriteThrottleEvents",
                                      .kind = METRIC_COUNT,
                                      .units = "1",
                                      .of = OF_PART,
                                      .help = "writes to the table turned away for lack "
                                              "of the index's capacity"},
    [METRIC_INDEX_PROVISIONED_READ] = {.name = "provisioned_read_capacity_units",
                                       .cloudwatch =
                                           "AWS/DynamoDB ProvisionedReadCapacityUnits",
                                       .kind = METRIC_LEVEL,
                                       .units = "1",
                                       .of = OF_PART,
                                       .fed = is_provisioned,
                                       .help = "read units a second of the index"},
    [METRIC_INDEX_PROVISIONED_WRITE] = {.name = "provisioned_write_capacity_units",
                                        .cloudwatch =
                                            "AWS/DynamoDB ProvisionedWriteCapacityUnits",
                                        .kind = METRIC_LEVEL,
                                        .units = "1",
                                        .of = OF_PART,
                                        .fed = is_provisioned,
                                        .help = "write units a second of the index"},
    REASONS_OF(METRIC_INDEX_REASONS, OF_PART),
    METRIC_END,
};

const struct metric dynamodb_partition_metrics[] = {
    [PARTITION_UNITS + SIDE_READ] = {.name = "consumed_read_capacity_units",
                                     .units = "1",
                                     .scale = 0.5,
                                     .base = "consumed_read_capacity_units",
                                     .help = "read units served by the partition"},
    [PARTITION_UNITS + SIDE_WRITE] = {.name = "consumed_write_capacity_units",
                                      .units = "1",
                                      .scale = 0.5,
                                      .base = "consumed_write_capacity_units",
                                      .help = "write units served by the partition"},
    [PARTITION_REFUSED + SIDE_READ] = {.name = "read_throttle_events",
                                       .units = "1",
                                       .help = "reads that the partition turned away"},
    [PARTITION_REFUSED + SIDE_WRITE] = {.name = "write_throttle_events",
                                        .units = "1",
                                        .help = "writes that the partition turned away"},
    METRIC_END,
};

#define NODE_HOUR(type, word, size)                                                      \
    [ITEM_DAX + (type)] = {.name = "dax_" word "_node_hour",                             \
                           .units = "node-hour",                                         \
                           .words = "node-hours of dax." size,                           \
                           .scale = 1,                                                   \
                           .level = true,                                                \
                           .help = "nodes of dax." size}

const struct line_item dynamodb_items[] = {
    [ITEM_READ_REQUEST_UNIT] = {.name = "read_request_unit",
                                .units = "unit",
                                .words = "read request units",
                                .scale = 0.5,
                                .help = "read request units of on-demand tables"},
    [ITEM_WRITE_REQUEST_UNIT] = {.name = "write_request_unit",
                                 .units = "unit",
                                 .words = "write request units",
                                 .scale = 0.5,
                                 .help = "write request units of on-demand tables"},
    [ITEM_READ_CAPACITY_UNIT_HOUR] = {.name = "read_capacity_unit_hour",
                                      .units = "unit-hour",
                                      .words = "read capacity unit-hours",
                                      .scale = 1,
                                      .level = true,
                                      .help = "provisioned read units, the most of each "
                                              "hour"},
    [ITEM_WRITE_CAPACITY_UNIT_HOUR] = {.name = "write_capacity_unit_hour",
                                       .units = "unit-hour",
                                       .words = "write capacity unit-hours",
                                       .scale = 1,
                                       .level = true,
                                       .help = "provisioned write units, the most of "
                                               "each hour"},
    [ITEM_STORAGE] = {.name = "storage",
                      .units = "GB-month",
                      .words = "GB-months of storage",
                      .scale = 1.0 / 1073741824.0,
                      .level = true,
                      .help = "table_size, by the hour of a 730-hour month"},
    NODE_HOUR(DAX_R5_LARGE, "r5_large", "r5.large"),
    NODE_HOUR(DAX_R5_XLARGE, "r5_xlarge", "r5.xlarge"),
    NODE_HOUR(DAX_R5_2XLARGE, "r5_2xlarge", "r5.2xlarge"),
    NODE_HOUR(DAX_R5_4XLARGE, "r5_4xlarge", "r5.4xlarge"),
    NODE_HOUR(DAX_R5_8XLARGE, "r5_8xlarge", "r5.8xlarge"),
    NODE_HOUR(DAX_R5_12XLARGE, "r5_12xlarge", "r5.12xlarge"),
    NODE_HOUR(DAX_R5_16XLARGE, "r5_16xlarge", "r5.16xlarge"),
    NODE_HOUR(DAX_R5_24XLARGE, "r5_24xlarge", "r5.24xlarge"),
    LINE_ITEM_END,
};

const struct report_column dynamodb_columns[] = {
    {.title = "requests", .shows = SHOW_COUNT, .of = "requests"},
    {.title = "read units/s", .shows = SHOW_RATE, .of = "consumed_read_capacity_units"},
    {.title = "write units/s", .shows = SHOW_RATE, .of = "consumed_write_capacity_units"},
    {.title = "cached %", .shows = SHOW_SHARE, .of = "item_cache_hits"},
    {.title = "throttled %", .shows = SHOW_SHARE, .of = "throttled_requests"},
    {.title = "p50 ms",
     .shows = SHOW_QUANTILE,
     .of = "successful_request_latency",
     .q = 0.5,
     .unit = 0.001},
    {.title = "p99 ms",
     .shows = SHOW_QUANTILE,
     .of = "successful_request_latency",
     .q = 0.99,
     .unit = 0.001},
    REPORT_END,
};

#define TURNED_AWAY(side)                                                                \
    {                                                                                    \
        {"units", side "_provisioned_throughput_throttle_events"},                       \
            {"range/growth", side "_key_range_throughput_throttle_events"},              \
            {"quota", side "_account_limit_throttle_events"},                            \
        {                                                                                \
            "own maximum", side "_max_on_demand_throughput_throttle_events"              \
        }                                                                                \
    }

const struct report_capacity dynamodb_capacities[] = {
    {.title = "read",
     .served = "consumed_read_capacity_units",
     .given = "provisioned_read_capacity_units",
     .turned_away = TURNED_AWAY("read")},
    {.title = "write",
     .served = "consumed_write_capacity_units",
     .given = "provisioned_write_capacity_units",
     .turned_away = TURNED_AWAY("write")},
    REPORT_END,
};
