/* queue.h - a queue in a run: what its files share.
 *
 * A message stands in one place at a time (delayed, visible, or with those that were
 * received together), and besides in two orders of its own: of those whose age counts,
 * and of those that are kept.
 */
#ifndef SQS_QUEUE_H
#define SQS_QUEUE_H

#include "flow/source.h"
#include "sqs/fifo.h"
#include "sqs/sqs.h"

enum place { PLACE_DELAYED, PLACE_VISIBLE, PLACE_RECEIVED };

struct message {
    struct link stands; /* first: among those of its place, in their order */
    struct link aged;   /* the oldest first; those received often enough apart */
    struct link kept;   /* by the end of retention */
    struct root *root;  /* held; NULL: nobody will ever receive it */
    uint64_t who, try, key;
    int64_t bytes;
    sim_time sent, came; /* to the first queue; to this one */
    sim_time due;        /* delayed: visible from then on */
    struct group *group; /* of a FIFO queue, and its place in it; else NULL */
    uint64_t order;
    uint64_t receipt; /* new each time it is received, or gone */
    uint32_t receives;
    uint8_t place;
    struct receipt *of; /* what it was received with; NULL: it is not received */
};

struct receipt { /* what was received together */
    struct queue *queue;
    struct link messages;
    struct event back;
};

struct poll {          /* a ReceiveMessage that waits */
    struct link waits; /* first */
    struct queue *queue;
    struct call *call;
    struct event ends;
};

struct queue {
    struct service *self;
    const struct sqs_config *config;
    const struct sqs_account *account;
    struct source latency, receive_latency, backlog_size;
    struct limit *in_flight;
    struct queue *dead_letter; /* NULL: none */
    bool consumed;             /* somebody receives from it */
    struct link delayed, visible, polls;
    struct fifo *fifo;       /* NULL: a standard queue */
    struct link fresh, worn; /* by age: received less than 3 times, and the others */
    struct link kept;
    struct event begins, delay, retention, ageing;
    int64_t count[3]; /* messages, by place */
    uint64_t began, sent, moved_in, moved_out, deleted, expired;
};

struct sqs_state {          /* of all queues of a run */
    uint64_t receipts;      /* given out so far */
    struct message *unused; /* for the next one that is sent: kept apart, so that who
                               asks after a message that is gone sees that it is */
};

/* ---- queue.c: messages ---- */

void queue_start(struct sim *, struct queue *);
/* A new one, of this work: visible at once, or after the queue's delay. */
void queue_put(struct sim *, struct queue *, const struct work *, uint64_t key,
               int64_t bytes);
/* What was there before the run began. */
void queue_fill(struct sim *, struct queue *);
/* Takes it from the visible ones into what was received together. */
void queue_receive(struct sim *, struct queue *, struct message *, struct receipt *);
/* From the visible ones to the queue of dead letters. */
void queue_move(struct sim *, struct queue *, struct message *);
/* The one that would be received next; NULL: none. */
struct message *queue_first(const struct queue *);
void queue_delete(struct sim *, struct queue *, struct message *);
/* Received, and not deleted in time: others may receive it. */
void queue_return(struct sim *, struct queue *, struct message *);
/* The settings have changed. */
void queue_changed(struct sim *, struct queue *);

/* ---- receive.c: who waits for them ---- */

void receive_message(struct sim *, struct queue *, struct call *);
void delete_messages(struct sim *, struct queue *, struct call *);
/* Messages have become visible, or there is room for them in flight. */
void serve_polls(struct sim *, struct queue *);

/* Paid for by pieces of 64 KB, one at least. */
void queue_charge(struct queue *, int64_t bytes);

#endif
