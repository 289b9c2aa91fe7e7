/* sqs.h - Amazon SQS: queues, whose messages stay until they are deleted.
 *
 * What is modelled and what is left out: README.md beside this file.
 */
#ifndef SQS_H
#define SQS_H

#include "flow/service.h"

struct redrive_policy {
    struct target dead_letter; /* address NULL: none */
    int64_t max_receive_count;
};

enum { THROUGHPUT_PER_QUEUE, THROUGHPUT_PER_GROUP }; /* fifo_throughput_limit */
enum { SCOPE_QUEUE, SCOPE_GROUP };                   /* deduplication_scope */

struct sqs_config {
    bool is_fifo, by_content; /* by_content: shows in no number */
    int scope, throughput;
    sim_time visibility_timeout, retention, delay;
    int64_t message_most; /* bytes; ABSENT: the account's */
    struct redrive_policy redrive;
    struct dist latency;         /* of an API call */
    struct dist receive_latency; /* from a message that is there to who receives it */
    int64_t backlog;             /* messages at t = 0 */
    struct dist backlog_size;    /* of one of them */
};

struct sqs_account {                  /* account.sqs */
    int64_t message_most, batch_most; /* bytes: of a message, of all in one call */
    int64_t in_flight_most;           /* messages of a queue that are received .. */
    int64_t fifo_in_flight_most;      /* .. of a FIFO queue */
    double fifo_rate, high_rate;      /* calls of each kind a second; high throughput */
};

extern const struct model sqs_model;

#endif
