/* bus.h - a bus and its rules in a run. */
#ifndef EVENTS_BUS_H
#define EVENTS_BUS_H

#include "events/events.h"
#include "flow/delivery.h"

struct line { /* the account's: who waits for the quota of invocations */
    struct account *account;
    struct limit *quota;
    struct delivery *first, *last;
    struct event refill;
    int64_t waiting;
};

struct ruling {           /* a rule */
    struct outlet outlet; /* must stay first */
    const struct rule *said;
    struct source filter, item_size;
    int64_t retries;
    sim_time age_most;
    struct event next; /* of its schedule */
    uint64_t ordinal, schedule_name;
};

struct bus {
    struct service *self;
    const struct events_config *config;
    const struct events_account *account;
    struct line *line;
    struct source latency;
    struct limit *put;
    struct ruling *ruling; /* in order of the rules */
    int64_t open;
};

/* rules.c */
void *line_start(struct sim *, struct account *);
void ruling_start(struct sim *, struct bus *, size_t i);
void bus_event(struct sim *, struct bus *, const struct work *, uint64_t key,
               int64_t bytes);

#endif
