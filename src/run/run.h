/* run.h - one replication, from the scenario and two numbers to a vector. */
#ifndef RUN_H
#define RUN_H

#include "flow/request_log.h"
#include "run/layout.h"

struct running {
    uint64_t seed;
    unsigned replication;
    bool antithetic;
    FILE *trace;                  /* golden traces; NULL: none */
    struct request_log *requests; /* filled; its rows are the caller's; NULL: not kept */
    volatile const int *interrupted; /* stops soon when not 0; NULL: never */
    void (*progress)(void *ctx, sim_time now, sim_time end, uint64_t events);
    void *ctx;
};

struct ran {
    uint64_t events;
    bool interrupted;
    uint64_t open;     /* requests that had not ended when the run did */
    sim_time end;      /* after t = 0, drain included */
    const char *stuck; /* nothing moved any more: whose doing; NULL */
};

/* No globals: any number at once in threads.  False after a message: the ledger did not
 * add up, or nothing moved any more (exit 1).  `result->value` has layout->values places.
 */
bool run_once(const struct layout *, const struct running *, struct result *,
              struct ran *, struct diag *);

/* The same run told in batches (methods.md 5): `count` stretches of the duration of the
 * layout `batch`, one behind the other from where the run is measured.  Its scenario is a
 * copy of the run's, but for when it begins and how long it is: each batch is told as a
 * run of its own, of which all before it is the pre-roll. */
struct batches {
    const struct layout *run;
    const struct layout *batch;
    struct scenario *scenario; /* of `batch`; its origin is moved from one to the next */
    size_t count;
    void (*take)(void *ctx, const struct result *); /* one batch, in order */
    void *ctx;
};
bool run_in_batches(const struct batches *, const struct running *, struct ran *,
                    struct diag *);

#endif
