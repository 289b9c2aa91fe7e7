/* store.h - results into a file and out of it again; the layout says what is where.
 * What the file holds and means: analysis/FORMAT.md. */
#ifndef STORE_H
#define STORE_H

#include "flow/request_log.h"
#include "run/layout.h"

enum {
    STORE_FORMAT = 1
}; /* attribute headroom_format: grows when names change meaning */

struct store;

struct stored_runs { /* replications first .. first + count - 1 of this seed */
    size_t first, count;
    uint64_t seed;
};

/* Begins `path` (written under a temporary name beside it): coordinates, variables,
 * notes. NULL after a message. */
struct store *store_create(const char *path, const struct layout *,
                           const struct stored_runs *, struct diag *);
/* The `place`-th of them, from 0. */
void store_unit(struct store *, size_t place, const struct result *);
/* The group /requests, once, after the units: a log for each replication. */
void store_requests(struct store *, const struct request_log *, size_t replications);
/* Syncs and renames; false after a message, and nothing stands under the final name. */
bool store_close(struct store *, struct diag *);
void store_abandon(struct store *);

/* A hash over names, shapes, attributes and values of any of our files, in order of
 * creation, independent of compression and library versions: `headroom digest`.  64 hex
 * digits of SHA-256. */
bool store_digest(const char *path, char digest[65], struct diag *);

#endif
