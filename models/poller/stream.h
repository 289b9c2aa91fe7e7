/* stream.h - event source mappings of streams: a reader a shard, lanes of batches.
 *
 * Life of a record here: read with others of its shard -> waits in the lane of its key ->
 * in a batch in the function -> done, or again, or discarded.  A lane has one batch at a
 * time, so records of one key keep their order; a batch that fails blocks its lane.
 */
#ifndef POLLER_STREAM_H
#define POLLER_STREAM_H

#include "flow/parcel.h"
#include "flow/source.h"
#include "poller/tables.h"

enum { PIECES = 24 }; /* of a batch that is split in two again and again: 10 000 are 14 */

struct portion { /* of a batch: what goes to the function together */
    size_t count;
    int64_t retries; /* that count against maximum_retry_attempts */
    unsigned runs;   /* in the function: a of methods.md 1 */
    unsigned waits;  /* before it, in a row */
};

struct queue_of_items { /* a ring */
    size_t first, count, room;
    struct item *item;
};

struct lane {
    struct reader *reader;
    struct queue_of_items waiting;
    struct item *flight; /* the batch: what is not done yet begins at `done` */
    size_t room, taken, done;
    struct portion piece[PIECES]; /* the last one is next */
    size_t pieces;
    struct batch batch; /* what is in the function */
    struct batch apart; /* its records, where some of them are parcels */
    bool busy;          /* in it, or waiting to be tried again */
    bool turned_away;   /* throttled: the function did not get it */
    sim_time closes;    /* the window */
    struct event next;
};

struct reader { /* of a shard */
    struct stream_poller *poller;
    struct reader *other; /* of the same mapping */
    uint64_t shard;       /* as the stream numbers it */
    sim_time phase;
    struct batch batch;
    bool reading, behind, ended;
    bool stopped;      /* fan-out: its lanes have enough */
    size_t held;       /* records in its lanes */
    struct event poll; /* or, when all is done, its end */
    struct lane *lane; /* parallelization_factor of them */
};

struct stream_poller {
    struct service *self;
    const struct mapping *config;
    const struct poller_account *account;
    struct target list, read, invoke, failed;
    struct root *root;         /* of reads, which nobody asked for */
    uint64_t site, on_failure; /* of invocations, of messages to on_failure */
    struct limit *places;
    struct stream phases;
    const sim_time *retention; /* of the stream, as it is now */
    struct reader *readers;
    int64_t lanes, working;
    uint64_t polled, done, dropped, held; /* records */
    struct event begins;
};

/* stream_load.c: what a mapping of a stream, or of a queue, may not say. */
void stream_check(const struct graph *, const struct resource *self, struct diag *);
void stream_refuse(const struct resource *self, struct diag *);

/* stream_lane.c */
void lane_add(struct sim *, struct lane *, const struct item *);
/* Begins a batch if the lane is free and there is one. */
void lane_go(struct sim *, struct lane *);
/* Two batches wait for the one that is in the function, which has not failed yet. */
bool lane_is_behind(const struct lane *);

/* stream.c: records have left the lanes. */
void reader_goes_on(struct sim *, struct reader *);
void *stream_start(struct sim *, struct service *self);
void stream_changed(struct sim *, struct service *self);
void stream_audit(const struct service *self, struct diag *);

/* stream_forecast.c */
struct forecast_time stream_forecast(struct forecast *, const struct resource *self,
                                     const struct offered *);

#endif
