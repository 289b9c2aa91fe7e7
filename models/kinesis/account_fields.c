/* account_fields.c - quotas of Kinesis, and what all streams share. */
#include "kinesis/tables.h"

#define LIMITS "Kinesis developer guide, service-sizes-and-limits, 2021-08 and 2026"
#define UPDATE "Kinesis API reference, UpdateShardCount, 2021-08 and 2026"
#define SIZING "Kinesis developer guide, how-do-i-size-a-stream, 2023 and 2026"
#define ACCOUNT(member) FIELD_PLACE(kinesis_account, member)

#define BYTES_ROW(title, member, text)                                                   \
    {                                                                                    \
        .name = title, .kind = KIND_BYTES, .at = ACCOUNT(member), .min = "1 KB",         \
        .max = "100 MB", .help = text, .source = LIMITS                                  \
    }
#define COUNT_ROW(title, member, most, text, from)                                       \
    {                                                                                    \
        .name = title, .kind = KIND_COUNT, .at = ACCOUNT(member), .min = "1",            \
        .max = most, .help = text, .source = from                                        \
    }
#define RATE_ROW(title, member, text)                                                    \
    {                                                                                    \
        .name = title, .kind = KIND_RATE, .at = ACCOUNT(member), .min = "1/s",           \
        .max = "1000 MB/s", .help = text, .source = LIMITS                               \
    }

const struct field kinesis_account_fields[] = {
    BYTES_ROW("record_size", record_most, "a record that is larger is refused"),
    COUNT_ROW("put_records", put_records_most, "500", "records in one PutRecords",
              LIMITS),
    BYTES_ROW("put_size", put_bytes_most, "a PutRecords that is larger is refused"),
    COUNT_ROW("get_records", get_records_most, "10000", "records in one GetRecords",
              LIMITS),
    BYTES_ROW("get_size", get_bytes_most, "a GetRecords answers with no more"),
    RATE_ROW("shard_write_records", write_records, "records a second that a shard takes"),
    RATE_ROW("shard_write_bytes", write_bytes, "bytes a second that a shard takes"),
    RATE_ROW("shard_read_calls", read_calls,
             "GetRecords a second of a shard, of all who share it"),
    RATE_ROW("shard_read_bytes", read_bytes,
             "bytes a second that are read of a shard, by all who share it"),
    RATE_ROW("consumer_read_bytes", consumer_bytes,
             "bytes a second of a shard for a consumer with enhanced fan-out"),
    COUNT_ROW("shards", shards_most, "1M", "shards of all provisioned streams", LIMITS),
    COUNT_ROW("consumers", consumers_most, "1000",
              "registered consumers (enhanced fan-out) of a stream", LIMITS),
    COUNT_ROW("shard_updates", updates_most, "16",
              "changes of a stream's shard_count in any 24 hours", UPDATE),
    {.name = "reshard_time",
     .kind = KIND_LAW,
     .at = ACCOUNT(reshard_time),
     .unit = UNIT_TIME,
     .scope = SCOPE_ATTEMPT,
     .help = "a change of shard_count takes so long for each shard more or less",
     .source = UPDATE},
    COUNT_ROW("new_shards", new_shards, "10000",
              "shards of a new stream on demand: each takes what a shard takes", SIZING),
    COUNT_ROW("on_demand_shards", grown_most, "100k",
              "shards to which a stream on demand grows", SIZING),
    {.name = "split_share",
     .kind = KIND_SHARE,
     .at = ACCOUNT(split_share),
     .min = "1 %",
     .max = "100 %",
     .help = "on demand: a shard that takes more of its rate in a minute will be split",
     .source = SIZING},
    {.name = "split_after",
     .kind = KIND_TIME,
     .at = ACCOUNT(split_after),
     .min = "1 min",
     .max = "24 h",
     .help = "on demand: so long after such a minute it is split",
     .source = SIZING},
    FIELD_END,
};
