/* sweeping.h - the points of a study: made, loaded, run.
 *
 * Each point is a scenario of its own, with the same seed: replication r of every point
 * draws the same numbers for the same work, so that points are paired (methods.md 1, 6).
 * Points run one after the other, the replications of one by all hands.
 */
#ifndef SWEEPING_H
#define SWEEPING_H

#include "output/sweep.h"
#include "study/column.h"
#include "study/replicate.h"

struct sweeping {
    struct sweep sweep;
    const struct loading *base; /* what all points share */
    const char **origin;        /* of each axis, for messages: "--vary", "s.cfg:3" */
    struct arena *arena;
    struct diag *diag;
    unsigned jobs;
    bool stores;                       /* a file will be wanted */
    const struct elsewhere *elsewhere; /* who else runs units; NULL: nobody */
    struct journal *journal;           /* of what has been run; NULL: none */
    volatile const int *interrupted;
    void (*moved)(void *ctx, double done, uint64_t events);
    void *ctx;

    /* what tune asks of the next runs */
    size_t first;       /* replication; 0 */
    double parts;       /* alpha is divided by it; 0: whole */
    bool until_decided; /* rounds, though no precision was asked for */
    /* Told of what was kept of a point's runs, before it goes; NULL. */
    void (*harvested)(void *asker, size_t point, const struct harvest *);
    void *asker;
    const char *function; /* whose duration and cost are columns too; NULL */

    struct columns *columns; /* of each point */
    size_t expected;         /* points, for the progress */
    uint64_t events;
    bool was_interrupted;
};

/* All combinations of the axes' values, the last axis fastest, loaded and checked; false
 * after messages. */
bool sweeping_grid(struct sweeping *);
/* Those in which at most one axis is beyond its first value, all of them: each value is
 * loaded once, of a range its ends. */
bool sweeping_try(struct sweeping *);
/* One more point; its index in *point. */
bool sweeping_add(struct sweeping *, const size_t *at, size_t *point);
/* A point of its own settings (compare); labels by axis 0's value `at`. */
bool sweeping_run(struct sweeping *, size_t point);
bool sweeping_run_all(struct sweeping *);
/* How a point is asked: an alpha of its own, rounds. */
void sweeping_set_terms(const struct sweeping *, struct run_settings *);
void sweeping_free(struct sweeping *);

#endif
