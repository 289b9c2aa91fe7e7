/* desks.h - a small office to try the flow in: clients, and desks that answer.
 *
 * Written as a scenario is, but of one model, `desk`, whose `kind` says what it does:
 *   leaf    answers after `latency`: it rides on the reply, or (hold) is an event; beyond
 *           `room` at once it refuses; `error_rate` of its answers are failures
 *   worker  walks `steps` as a function does, and is stopped after `handler_timeout`
 *   relay   passes on to `target` after `overhead`, which rides
 *   client  begins `requests` journeys, one `every`, each a walk of `steps`; or, `users`,
 *           that many journeys at once, each begun when the last has ended
 * So tests say what happens in the scenario's own words.
 */
#ifndef DESKS_H
#define DESKS_H

#include "flow/limit.h"
#include "flow/steps.h"

struct visit { /* a journey of a client, when it has ended */
    uint64_t ordinal;
    sim_time born, latency;
    struct walked result;
    struct spent spent;
};

struct arrival { /* of a call at a leaf */
    const struct service *at;
    sim_time when;
    uint64_t who, try, key;
    int64_t bytes;
    uint32_t items;
};

struct desks {
    struct arena arena;
    struct diag diag;
    struct graph graph;
    struct world world;
    struct ledger ledger;
    struct sim *sim;
    size_t visits, visits_room, arrivals, arrivals_room, completed;
    struct visit *visit;
    struct arrival *arrival;
    sim_time last_completion;
    struct batch *batch; /* given to every walk of a worker */
};

/* "desk = { .. };"; errors are in d->diag, and then d->sim is NULL. */
void desks_open(struct desks *, const char *text, uint64_t seed);
void desks_close(struct desks *);

struct service *desk_named(struct desks *, const char *address);
/* Whether calls, roots and tokens add up; `over`: and nothing is under way. */
bool desks_add_up(struct desks *, bool over);
int64_t spent_sum(const struct spent *);

#endif
