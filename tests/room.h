/* room.h - one room on a bench: a scenario without clients, whose resources a test calls
 * itself.  The scenario is text in the language, so that settings go the users' way. */
#ifndef ROOM_H
#define ROOM_H

#include "flow/call.h"
#include "run/layout.h"

struct room {
    struct diag diag;
    struct scenario *scenario;
    struct arena arena;
    struct layout *layout;
    struct sim *sim;
    struct world world;
    struct service caller; /* the root of every call */
    uint64_t calls;
    int answers[CALL_STATUSES];
    sim_time answered_at; /* the last one */
    const char *error;
    const struct limit *limit; /* that turned the last throttled one away */
};

/* What is sent; all zero but `to`: one call at t = 0. */
struct shot {
    const char *to; /* "lambda.f" */
    int action;
    const void *options; /* the callee's request struct */
    sim_time at, spread; /* `count` calls, evenly over `spread` from `at` on */
    size_t count;        /* 0: 1 */
    int64_t bytes;
    uint32_t items;
    uint64_t key;
    sim_time timeout;
};

/* Ends the test program with the messages where the text is not a scenario. */
void room_up(struct room *, const char *text);
/* Whether the text is no scenario, and is told so in words that hold these. */
bool room_refuses(const char *text, const char *words);
void room_shoot(struct room *, const struct shot *);
void room_run(struct room *, sim_time until);
void room_down(struct room *); /* the ledger of every service must add up */

struct service *room_service(struct room *, const char *address);
/* By the metric's name, as counted since the start. */
int64_t room_count(struct room *, const char *address, const char *metric);
int64_t room_level(struct room *, const char *address, const char *metric);
/* Exact mean and number of what was observed, in the metric's base unit (ns). */
int64_t room_samples(struct room *, const char *address, const char *metric);
double room_mean(struct room *, const char *address, const char *metric);
int64_t room_usage(struct room *, const char *address, const char *item);

#endif
