/* kinesis.h - Kinesis Data Streams: shards that records are put into and read from.
 *
 * What is modelled and what is left out: README.md beside this file.
 */
#ifndef KINESIS_H
#define KINESIS_H

#include "flow/service.h"

enum stream_mode { MODE_PROVISIONED, MODE_ON_DEMAND };

struct kinesis_config {
    int mode;
    int64_t shards; /* ABSENT: on demand */
    sim_time retention;
    double previous_peak; /* bytes a second; NaN: a new stream */
    struct dist latency;  /* of a put */
    struct dist read_latency, fan_out_latency;
    int64_t backlog;          /* records at t = 0 */
    struct dist backlog_size; /* of one of them */
};

struct kinesis_account {                      /* account.kinesis */
    int64_t record_most;                      /* bytes */
    int64_t put_records_most, put_bytes_most; /* of a PutRecords */
    int64_t get_records_most, get_bytes_most; /* of a GetRecords */
    double write_records, write_bytes;        /* of a shard, per second */
    double read_calls, read_bytes, consumer_bytes;
    int64_t shards_most, consumers_most, updates_most;
    struct dist reshard_time; /* of one split or merge */
    int64_t new_shards;       /* of a new stream on demand */
    int64_t grown_most;       /* shards of a stream on demand */
    double split_share;       /* a minute above this share of a shard's writes .. */
    sim_time split_after;     /* .. splits it so long afterwards */
};

extern const struct model kinesis_model;

#endif
