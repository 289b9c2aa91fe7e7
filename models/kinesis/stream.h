/* stream.h - a stream in a run: what its files share.
 *
 * A record stands in its shard until each consumer has read it or its retention is over;
 * the shard ends when its keys are other shards', and is read to its end before those
 * are.
 */
#ifndef KINESIS_STREAM_H
#define KINESIS_STREAM_H

#include "flow/limit.h"
#include "flow/parcel.h"
#include "flow/partition.h"
#include "flow/source.h"
#include "kinesis/tables.h"

enum write { WRITE_RECORDS, WRITE_BYTES, WRITES };
enum { SUSPECTS = 8 };
#define BYTE_TOKEN (TOKEN / 1000) /* micro-tokens of a byte */

struct record {
    struct record *next;
    struct root *root;     /* held */
    struct parcel *parcel; /* held; NULL: it is none */
    uint64_t who, try, key;
    int64_t bytes;
    sim_time came;
    uint32_t readers; /* consumers that have not read it */
};

struct consumer {
    struct service *who;
    bool fans_out, from_latest;
};

struct cursor { /* of a consumer in a shard */
    struct shard *shard;
    const struct consumer *of;
    struct record *next; /* NULL: all that is there was read */
    int64_t waiting;     /* records from `next` on */
    bool listed, done;   /* given to the consumer; it has read, and done, all of it */
    struct limit bytes;  /* fan-out: what it may be sent */
    struct call *call;   /* fan-out: who waits */
    struct event push;
};

struct lately { /* asked for in this second and in the one before */
    int64_t second, now[WRITES], before[WRITES];
};

struct shard {
    struct kinesis *stream;
    uint64_t low, high;         /* hashes of keys, both included */
    struct limit write[WRITES]; /* own buckets */
    struct limit read_calls, read_bytes;
    sim_time read_again; /* after a large read */
    struct record *first, *last;
    struct cursor *cursor; /* by consumer */
    struct event retention;
    bool open;
    size_t ordinal;
    struct lately asked;
    int64_t minute, in_minute[WRITES]; /* on demand: put in this minute */
    struct event split;
    struct partition *followed;
};

struct suspect { /* of being behind the refusals (dynamodb/ranges.h has the same) */
    uint64_t key;
    int64_t refused, at_most_before;
};

struct kinesis {
    struct service *self;
    const struct kinesis_config *config;
    const struct kinesis_account *account;
    struct source latency, read_latency, fan_out_latency, backlog_size, reshard_time;
    struct limit *limit[STREAM_LIMITS]; /* as the scenario knows them; never debited */
    size_t consumers, fan_outs;
    struct consumer *consumer;
    size_t shards, all, room, all_room; /* open ones; all that there have been */
    struct shard **open, **ever;        /* open: by low */
    struct lately asked;
    struct suspect suspect[SUSPECTS];
    int64_t waiting; /* records that somebody is still to read */
    struct event begins, resharded;
    int64_t wanted, from; /* shards: of the change under way; asked for */
    sim_time updated[16]; /* when the last changes were accepted */
    size_t updates;
    uint64_t activity;
    uint64_t began, put, read, expired, unread; /* records; unread: nobody reads */
};

/* ---- shards.c: ranges of keys, and what may be put into them ---- */

void shards_start(struct sim *, struct kinesis *);
struct shard *shard_of_key(const struct kinesis *, uint64_t hash);
/* The limit that turns such a record away, NULL: none; either way it was asked for. */
struct limit *shard_refuses(struct sim *, struct shard *, uint64_t key, int64_t bytes);
void shard_take(struct sim *, struct shard *, int64_t bytes);
/* All shards end, so many of equal size are there. */
void shards_replace(struct sim *, struct kinesis *, int64_t count);
void shard_split(struct sim *, struct shard *);
/* Names the key behind most of the refusals of hot shards. */
void shards_ending(struct kinesis *);
void shards_audit(const struct kinesis *, struct diag *);

/* ---- growth.c: how many shards there are ---- */

/* shard_count was set to another value. */
void reshard_asked(struct sim *, struct kinesis *);
/* On demand, for each record that was put. */
void growth_put(struct sim *, struct shard *, int64_t bytes);
void growth_charge(struct sim *, struct kinesis *);

/* ---- log.c: the records of a shard ---- */

/* `backlog`: who begins at LATEST passes over it. */
void log_put(struct sim *, struct shard *, const struct record *, bool backlog);
void log_fill(struct sim *, struct kinesis *);
/* Hands the cursor's next record over; it comes held. */
void log_hand_over(struct sim *, struct cursor *, struct batch *);
void log_retention_changed(struct sim *, struct kinesis *);

/* ---- read.c: those who read ---- */

void get_records(struct sim *, struct kinesis *, struct call *);
void subscribe_to_shard(struct sim *, struct kinesis *, struct call *);
void list_shards(struct sim *, struct kinesis *, struct call *);
/* A record has come, or the shard has ended: those who wait for it. */
void shard_pushes(struct sim *, struct shard *);

#endif
