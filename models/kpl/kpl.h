/* kpl.h - Kinesis Producer Library: processes that put records together for a stream.
 *
 * What is modelled and what is left out: README.md beside this file.
 */
#ifndef KPL_H
#define KPL_H

#include "flow/service.h"

struct kpl_config {
    struct target stream;
    int64_t hosts; /* processes */
    bool aggregates;
    int64_t aggregation_size;
    sim_time buffered_time;
    int64_t collection_count;
    double rate_limit; /* share of what a shard takes */
    sim_time record_ttl;
    double compression_ratio;
    struct dist compression_work;
};

struct kpl_account {            /* account.kpl: constants of the library */
    int64_t record_most;        /* bytes of a user record */
    int64_t collection_size;    /* bytes in a PutRecords */
    int64_t shard_collection;   /* of one shard in it */
    int64_t aggregate_overhead; /* bytes of an aggregated record beside its records .. */
    int64_t record_overhead;    /* .. and for each of them */
    double shard_records, shard_bytes; /* a second: what rate_limit is a share of */
};

extern const struct model kpl_model;

#endif
