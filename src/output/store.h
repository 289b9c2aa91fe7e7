/* store.h - results into a file and out of it again; the layout says what is where. */
#ifndef STORE_H
#define STORE_H

#include "run/layout.h"

struct store;

/* Begins `path` (written under a temporary name beside it): coordinates, variables, notes.
 * NULL after a message. */
struct store *store_create(const char *path, const struct layout *, size_t replications,
                           uint64_t seed, struct diag *);
void store_unit(struct store *, size_t replication, const struct result *);
/* Syncs and renames; false after a message, and nothing stands under the final name. */
bool store_close(struct store *, struct diag *);
void store_abandon(struct store *);

/* A hash over names, attributes and values of a file, independent of compression and
 * library versions: `headroom digest`.  64 hex digits of SHA-256. */
bool store_digest(const char *path, char digest[65], struct diag *);

#endif
