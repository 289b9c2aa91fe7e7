/* store_parts.h - what the parts of a store share; private to store*.c. */
#ifndef STORE_PARTS_H
#define STORE_PARTS_H

#include "output/h5.h"
#include "run/layout.h"

struct store {
    struct h5 *h5;
    const struct layout *layout;
    int64_t *whole; /* of the variable being written */
    size_t first;   /* replication */
};

/* The notes of the root: the scenario, the runs. */
struct stored_runs;
void store_notes(struct h5 *, const struct scenario *, const struct stored_runs *);

#endif
