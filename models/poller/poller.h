/* poller.h - event source mappings: Lambda's pollers of queues.
 *
 * A mapping stands in its function's scenario (flow/mapping.h) and is a service of its
 * own here.  What is modelled and what is left out: README.md beside this file.
 */
#ifndef POLLER_H
#define POLLER_H

#include "flow/call.h"
#include "flow/mapping.h"

struct poller_account {           /* account.poller */
    int64_t initial, least, most; /* pollers of a mapping */
    double growth;                /* more, per second, while messages are left behind */
    sim_time wait;                /* of a receive, for the first message */
    int64_t payload_most;         /* of a batch */
    bool retries_throttles;       /* until the messages come back, else not at all */
    double error_backoff;         /* of pollers that stay after a failed batch; 1: all */
    int64_t batch_size, stream_batch_size; /* of mappings that say none */
    sim_time poll_interval;                /* of a shard */
    sim_time retry_interval, retry_most;   /* of a batch of a stream; doubled each time */
    bool takes_apart; /* aggregated records, with enhanced fan-out; else the function does
                       */
};

struct poller { /* of one mapping, in a run */
    struct service *self;
    const struct mapping *config;
    const struct poller_account *account;
    struct target receive, delete, invoke;
    struct root *root; /* of receives, which nobody asked for */
    uint64_t site;     /* of invocations: methods.md 1 */
    struct limit *places;
    double allowed;           /* pollers, growing by fractions */
    int64_t workers, working; /* pollers there are; batches in the function */
    bool more;                /* messages were left behind since it last grew .. */
    sim_time grown;           /* .. which was then */
    struct event grow;
    uint64_t polled, deleted, failed, held; /* messages */
};

/* scale.c: how many pollers there are. */
int64_t poller_most(const struct mapping *, const struct poller_account *);
int64_t poller_least(const struct mapping *, const struct poller_account *);
void poller_begin(struct sim *, struct poller *);
/* Messages were left behind. */
void poller_finds_more(struct sim *, struct poller *);
/* A batch failed or was turned away. */
void poller_backs_off(struct poller *);
/* Whether one that has nothing to do, or (`idle`) has found nothing, is one too many. */
bool poller_has_too_many(const struct poller *, bool idle);
void poller_rescale(struct sim *, struct poller *);

/* poller.c: one more. */
void poller_adds_worker(struct sim *, struct poller *);

extern const struct model poller_model;

#endif
