/* run.h - one replication, from the scenario and two numbers to a vector. */
#ifndef RUN_H
#define RUN_H

#include "flow/request_log.h"
#include "run/batch_log.h"
#include "run/layout.h"

struct running {
    uint64_t seed;
    unsigned replication;
    bool antithetic;
    FILE *trace;                  /* golden traces; NULL: none */
    struct request_log *requests; /* filled; its rows are the caller's; NULL: not kept */
    struct batch_log *batches;    /* filled, the caller's; NULL: not kept */
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

#endif
