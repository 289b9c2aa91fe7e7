/* fifo.h - what a FIFO queue has besides: groups in order, senders' repetitions, rates.
 */
#ifndef SQS_FIFO_H
#define SQS_FIFO_H

#include "sqs/keyed.h"
#include "sqs/link.h"
#include "sqs/sqs.h"

struct queue;
struct message;

struct group {          /* messages of one key that have not gone: in order */
    struct keyed keyed; /* first */
    struct link ready;  /* among those that may be received from */
    struct link visible;
    int64_t here, visibles, received;
};

struct fifo {
    struct keys groups, sent; /* sent: by name, within five minutes */
    struct link ready, recent;
    struct group *serving; /* of this receive: more of it may be taken */
    struct event forget;
    struct limit *send, *receive, *delete, *group;
    struct event refill;
    uint64_t order; /* of what was sent last */
    int64_t locked; /* groups with received messages */
    int64_t most;   /* messages of a receive: the last that was asked for */
};

void fifo_start(struct sim *, struct queue *);
/* Whether it was sent within five minutes already; else it is remembered. */
bool fifo_knows(struct sim *, struct queue *, uint64_t who);
void fifo_came(struct sim *, struct queue *, struct message *);
void fifo_gone(struct sim *, struct queue *, struct message *);
/* Among the visible ones of its group, where it belongs by its order. */
void fifo_stands(struct sim *, struct queue *, struct message *);
/* Leaves its place, which it still names. */
void fifo_left(struct sim *, struct queue *, struct message *);
void fifo_received(struct sim *, struct queue *, struct message *);
/* The one to be received next; NULL: none. */
struct message *fifo_first(const struct queue *);

#endif
