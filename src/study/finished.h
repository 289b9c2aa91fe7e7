/* finished.h - all that one run brought, and as bytes: for whoever did not run it.
 */
#ifndef FINISHED_H
#define FINISHED_H

#include "base/text.h"
#include "flow/request_log.h"
#include "output/sparse.h"
#include "run/layout.h"

struct finished {
    double *value;   /* the vector; the layout says how long */
    uint64_t events; /* that it took */
    bool interrupted;
    char *said; /* its messages .. */
    size_t said_size;
    int errors, failures, warnings; /* .. counted */
    struct request_log log;
    struct sparse batches; /* of one long run: each as a run, by its own layout */
};

/* Adds it to the bytes. */
void finished_pack(const struct finished *, const struct layout *, struct text *bytes);
/* False: these are no such bytes; what is there already is finished_free's.  `value` has
 * room, and keeps it. */
bool finished_unpack(struct finished *, const struct layout *, const struct text *bytes);
/* All but `value`. */
void finished_free(struct finished *);

#endif
