/* sqs.h - Amazon SQS: standard queues, whose messages stay until they are deleted.
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

struct sqs_config {
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
    int64_t in_flight_most;           /* messages of a queue that are received */
};

extern const struct model sqs_model;

#endif
