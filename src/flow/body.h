/* body.h - steps made ready for a run: shared by body.c, which makes them, and walk.c. */
#ifndef BODY_H
#define BODY_H

#include "flow/steps.h"

struct stage { /* a step in a run */
    const struct step *step;
    uint64_t site;
    struct source probability, count, work, wait;
    struct source share;  /* of a block that is chosen: its probability there */
    struct stream choice; /* which block */
    struct site *asks;
    struct body *inside; /* the steps of a block; the blocks of parallel and choose */
};

#endif
