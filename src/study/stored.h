/* stored.h - what a result file says of each of its replications, so that files of
 * earlier runs can be compared (methods.md 6).
 */
#ifndef STORED_H
#define STORED_H

#include "output/compared.h"
#include "study/column.h"

struct stored_run {
    const char *path;
    const char *about; /* "aws-2026 us-east-1 · 10 replications × 1 h · seed 1" */
    double seed, confidence;
    size_t replications;
    double *replication; /* their numbers */
    struct columns columns;
};

/* False after a message. */
bool stored_read(const char *path, struct arena *, struct stored_run *, struct diag *);

/* Everything that all of them say something of, against the first; `to` tells which were
 * paired, and how much only some had. */
void compare_stored(const struct stored_run *, size_t files, double alpha, struct arena *,
                    struct comparison_of_points *to);

#endif
