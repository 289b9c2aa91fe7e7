/* trial.h - a scenario out of a text, run once and asked: for tests from the outside.
 *
 * Everything goes the way that `headroom run` takes: loader, layout, run_once, ledger.
 */
#ifndef TRIAL_H
#define TRIAL_H

#include "run/run.h"

struct trial {
    struct diag diag;
    char *said; /* messages of loading and running */
    size_t said_size;
    struct scenario *scenario; /* NULL: it was refused */
    struct layout *layout;
    struct result result;
    struct ran ran;
    bool ran_well; /* loaded, run, and the ledger added up */
    bool wants_trace, wants_log;
    struct request_log log; /* of the last run: every request's answer */
    char *trace;            /* of the last run: "ns address what ordinal" lines */
    size_t trace_size;
};

/* Loads; `set` (NULL-terminated, or NULL) is as --set.  Zeroes the rest. */
void trial_load(struct trial *, const char *text, const char *const *set);
/* The same of a file. */
void trial_load_file(struct trial *, const char *path, const char *const *set);
/* Runs a replication; may be said again. */
void trial_run(struct trial *, uint64_t seed, unsigned replication);
/* Both, seed 1 replication 0, and nothing must have gone wrong. */
void trial_make(struct trial *, const char *text);
void trial_free(struct trial *);

/* A whole-run value of "client.shop" or "client.shop[book]": trial_value(t,
 * "client_latency", "shop", STAT_AVERAGE); counts take any statistic. */
double trial_value(const struct trial *, const char *variable, const char *label,
                   enum statistic);
/* The same of a variable without `_summary`, as it is named in the file. */
const double *trial_array(const struct trial *, const char *variable);
/* The place of a limit's row in limit_rejections_summary and the like, or -1. */
double trial_limit(const struct trial *, const char *variable, const char *address);

/* Instants (ns after t = 0) of the trace's lines of this address and word, into `at`;
 * returns how many there are. */
size_t trial_instants(const struct trial *, const char *address, const char *word,
                      int64_t *at, size_t room);

#endif
