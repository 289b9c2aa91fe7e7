/* store.h - results into a file and out of it again; the layout says what is where.
 * What the file holds and means: analysis/FORMAT.md. */
#ifndef STORE_H
#define STORE_H

#include "config/shelf.h"
#include "flow/request_log.h"
#include "output/store_sparse.h"
#include "run/layout.h"

enum {
    STORE_FORMAT = 1
}; /* attribute headroom_format: grows when names change meaning */

struct store;

struct stored_runs { /* replications first .. first + count - 1 of this seed */
    size_t first, count;
    uint64_t seed;
    bool alone; /* the first one was asked for by its number */
};

/* Begins `path` (written under a temporary name beside it): coordinates, variables,
 * notes. NULL after a message. */
struct store *store_create(const char *path, const struct layout *,
                           const struct stored_runs *, struct diag *);
/* The `place`-th of them, from 0, in order. */
void store_unit(struct store *, size_t place, const struct result *);
/* Of one long run (study/batches.h), a row each; the caller's until the store is closed.
 */
void store_batches(struct store *, const struct sparse *);
/* The group /requests, once, after the units: a log for each replication. */
void store_requests(struct store *, const struct request_log *, size_t replications);
/* Syncs and renames; false after a message, and nothing stands under the final name. */
bool store_close(struct store *, struct diag *);
void store_abandon(struct store *);

/* ---- out of it again ---- */

struct h5_file;
/* An open result of `headroom run`: how its scenario is loaded out of itself, and its
 * vectors. */
struct result_file {
    struct h5_file *file, *tail;
    const char *path;    /* of the result */
    const char *version; /* that wrote it */
    const char *inputs;  /* of the scenario, with their CRCs */
    struct loading loading;
    struct shelf shelf;
    struct stored_runs runs;
    struct sparse hidden, batches; /* the latter: of one long run */
    struct arena *arena;
    struct diag *diag;
};

/* False after a message, as all of them: it is none, or of another version, or what it
 * should hold is not there. */
bool store_open(const char *path, struct arena *, struct result_file *, struct diag *);
/* It has what the layout of its scenario has. */
bool store_fits(const struct result_file *, const struct layout *);
/* The `place`-th vector; batch i of a long run. */
bool store_read(const struct result_file *, size_t place, const struct result *);
bool store_read_batch(const struct result_file *, size_t i, const struct result *);
void store_shut(struct result_file *);

/* Whether an open file is a result, and of this format. */
bool store_is_ours(struct h5_file *, const char *path, struct diag *);

/* A hash over names, shapes, attributes and values of any of our files, in order of
 * creation, independent of compression and library versions: `headroom digest`.  64 hex
 * digits of SHA-256. */
bool store_digest(const char *path, char digest[65], struct diag *);

#endif
