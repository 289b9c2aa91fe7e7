/* load.h - when journeys begin: open loop, bursts, trace, closed loop. */
#ifndef LOAD_H
#define LOAD_H

#include "client/pace.h"

struct client;
struct burst_run;
struct user;

/* The open loop: one arrival after the other along the pace. */
struct arrivals {
    struct client *client;
    const struct pattern *pattern;
    struct pace pace;
    struct stream gaps;
    uint64_t kind; /* of names: ("arrival", k) */
    uint64_t k;    /* the next one's ordinal */
    uint64_t who;  /* its name */
    double unit;   /* S_k: when it comes on the unit scale */
    struct event next;
};

struct replay { /* of a trace */
    struct client *client;
    const struct trace *trace;
    struct stream copies;
    uint64_t kind;
    size_t at; /* in trace->order */
    struct event next;
};

struct crowd { /* users of the closed loop */
    struct client *client;
    uint64_t kind;
    int64_t wanted, active;
    size_t room; /* users ever made */
    struct user **user;
    struct event next; /* the number changes */
};

struct load {
    struct timetable table, before; /* the second: of the pre-roll */
    struct segment *segment, first;
    struct arrivals arrivals, preroll;
    struct replay replay;
    struct burst_run *bursts;
    struct crowd crowd;
};

void load_start(struct sim *, struct client *);
void load_changed(struct sim *, struct client *);
/* A user's journey has ended. */
void load_user_is_back(struct sim *, struct user *);

#endif
