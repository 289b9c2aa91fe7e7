/* mapping.h - an event source mapping as a function's scenario words it.
 *
 * Functions list them, the room of pollers makes a service of each: what both must know.
 * What means something of queues only, or of streams only, is absent where it is not
 * given, so that it can be refused of the other.
 */
#ifndef MAPPING_H
#define MAPPING_H

#include "config/field.h"
#include "sim/sim.h"

enum { REPORTS_BATCH_ITEM_FAILURES };      /* mapping.response_types, else -1 */
enum { START_TRIM_HORIZON, START_LATEST }; /* mapping.starting_position, else -1 */

struct mapping { /* AWS::Lambda::EventSourceMapping */
    struct target source;
    int64_t batch_size;          /* ABSENT until the pollers' room declares it */
    sim_time window;             /* maximum_batching_window */
    int64_t maximum_concurrency; /* ABSENT: none */
    int response_types;
    bool enabled;
    /* Of a stream. */
    int starting_position;
    const char *consumer;   /* NULL: its pollers share what a shard can be read */
    int64_t factor;         /* parallelization_factor */
    int64_t retry_attempts; /* ABSENT: no end */
    sim_time record_age;    /* ABSENT: as long as the stream keeps it */
    bool bisects;
    struct target on_failure; /* address NULL: none */
};

extern const struct field mapping_fields[];

/* By the address of its source: a stream's records are read shard by shard, a queue's
 * messages received by whoever comes first. */
bool mapping_reads_stream(const struct mapping *);

#endif
