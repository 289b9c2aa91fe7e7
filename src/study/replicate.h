/* replicate.h - the replications of one scenario, until the answer is good enough.
 *
 * Without a precision: as many as the scenario says, one look.  With one: looks at 10,
 * 20, 40, 80 and 160 replications, each at a fifth of alpha, until every objective is
 * decided, or its interval so narrow that it is not for want of runs; where nothing is
 * judged, until latency and cost are as narrow (methods.md 7).  Bytes do not depend on
 * the hands.
 */
#ifndef REPLICATE_H
#define REPLICATE_H

#include "output/summary.h"
#include "study/harvest.h"

struct elsewhere;
struct journal;

struct replicating {
    const struct layout *layout;
    long alone;                        /* this replication only; -1: all */
    size_t first;                      /* else the first one's number */
    unsigned jobs;                     /* hands */
    const char *output;                /* the file's name; NULL: none */
    const struct elsewhere *elsewhere; /* who else runs units; NULL: nobody */
    struct journal *journal;           /* of the study; NULL: none */
    uint64_t requests;                 /* one journey in so many is logged; 0: none */
    volatile const int *interrupted;   /* the signal that came */
    /* How far it is (0 .. 1 of the round) and events so far; one thread at a time. */
    void (*moved)(void *ctx, double done, uint64_t events);
    void *ctx;
    /* Told of each result, in order, and of all that was kept of them before it goes
     * (`alpha`: of the last look); either may be NULL. */
    bool (*taken)(void *study, size_t replication, const struct result *);
    void (*kept)(void *study, const struct harvest *, double alpha);
    void *study;
};

struct replicated {
    uint64_t events;
    bool interrupted;
};

/* Fills `summary` (judged, looks, metrics ..; memory in the arena).  False after
 * messages, or when interrupted: then no file stands under the final name. */
bool replicate(const struct replicating *, struct arena *, struct summary *,
               struct replicated *, struct diag *);

/* Bytes that one replication needs in memory; above REPLICATE_MOST it is refused with the
 * period that would fit. */
#define REPLICATE_MOST (UINT64_C(4) << 30)
bool replicate_fits(const struct scenario *, struct arena *, struct diag *);
/* Results of so many values that may be in memory at once, for so many hands: 1 at least,
 * together no more than that. */
size_t replicate_at_once(size_t values, unsigned jobs);

#endif
