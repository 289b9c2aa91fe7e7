/* events.h - Amazon EventBridge: buses, whose rules pass events on to their targets, and
 * rules that make events of their own on a schedule.
 *
 * What is modelled and what is left out: README.md beside this file.
 */
#ifndef EVENTS_H
#define EVENTS_H

#include "config/schedule.h"
#include "flow/service.h"

struct rule {
    const char *name;
    struct target target;
    struct dist filter_share;
    struct schedule schedule; /* kind NONE: of events that come */
    struct dist item_size;    /* of what a scheduled rule sends */
    struct {
        int64_t attempts; /* ABSENT: the account's */
        sim_time age;     /* the same */
    } retry;
    struct target dead_letter; /* address NULL: none */
};

struct events_config {
    struct dist latency;          /* of PutEvents */
    struct dist delivery_latency; /* from the event to the first try */
    struct list rules;            /* of struct rule */
};

struct events_account {               /* account.events */
    double put_rate, invocation_rate; /* calls, invocations of targets a second */
    int64_t entries_most;             /* bytes of all in one PutEvents */
    int64_t retries;
    sim_time age_most, http_timeout;
    sim_time retry_shortest, retry_longest; /* the wait doubles from one to the other */
    double retry_jitter;
};

extern const struct model events_model;

#endif
