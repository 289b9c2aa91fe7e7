/* run.h - one replication, from the scenario and two numbers to a vector. */
#ifndef RUN_H
#define RUN_H

#include "run/layout.h"

struct running {
    uint64_t seed;
    unsigned replication;
    bool antithetic;
    FILE *trace;                     /* golden traces; NULL: none */
    volatile const int *interrupted; /* stops at the next period when not 0; NULL: never */
    void (*progress)(void *ctx, sim_time now, sim_time end, uint64_t events);
    void *ctx;
};

struct ran {
    uint64_t events;
    bool interrupted;
};

/* No globals: any number at once in threads.  False after a message: the ledger did not add
 * up, or nothing moved any more (exit 1).  `result->value` has layout->values places. */
bool run_once(const struct layout *, const struct running *, struct result *, struct ran *,
              struct diag *);

#endif
