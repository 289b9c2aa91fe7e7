/* errand.h - a unit of work for another process: the order as bytes, done there, and what
 * it brings as bytes.  The other process reads the scenario's files itself, and says so
 * if they are not the same there.
 */
#ifndef ERRAND_H
#define ERRAND_H

#include "study/unit_run.h"

void errand_pack(const struct unit_order *, struct text *order);

/* What whoever does errands keeps from one to the next; all zero at first. */
struct errands {
    const char *profiles;            /* their directory here */
    volatile const int *interrupted; /* the signal that came */
    struct text same;                /* of the last order: all but the replication */
    struct arena arena;
    struct scenario *scenario; /* of it, NULL: it could not be read */
    struct unit_asked asked;
    struct unit_names names;
};

void errand_do(struct errands *, const struct text *order, struct text *answer);
void errands_end(struct errands *);

/* What came back.  False: it failed, as unit_run says. */
bool errand_unpack(const struct unit_order *, const struct text *answer,
                   struct finished *);

#endif
