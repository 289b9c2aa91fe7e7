/* sns.h - Amazon SNS: standard topics, which pass each message on to all that subscribe.
 *
 * What is modelled and what is left out: README.md beside this file.
 */
#ifndef SNS_H
#define SNS_H

#include "flow/service.h"

enum backoff {
    BACKOFF_LINEAR,
    BACKOFF_ARITHMETIC,
    BACKOFF_GEOMETRIC,
    BACKOFF_EXPONENTIAL
};

/* Retries at once, then at the shortest delay, then at growing ones, then at the longest.
 */
struct delivery_policy {
    int64_t retries; /* in all; a member ABSENT, backoff -1: the account's */
    int64_t at_once, at_shortest, at_longest;
    sim_time shortest, longest;
    int backoff; /* enum backoff */
};

struct subscription {
    struct target endpoint;
    struct dist filter_share;
    bool raw;                      /* without SNS's envelope */
    struct target dead_letter;     /* address NULL: none */
    struct delivery_policy policy; /* of an http endpoint */
};

struct sns_config {
    struct dist latency;          /* of Publish */
    struct dist delivery_latency; /* from the message to the first try */
    struct list subscriptions;    /* of struct subscription */
};

struct sns_account {                      /* account.sns */
    double publish_rate;                  /* messages a second */
    int64_t message_most;                 /* bytes, and of all in one PublishBatch */
    int64_t envelope;                     /* bytes around a message that is not raw */
    sim_time http_timeout;                /* of a try */
    double retry_jitter;                  /* share by which a wait is longer or shorter */
    struct delivery_policy managed, http; /* functions and queues; http endpoints */
};

extern const struct model sns_model;

#endif
