/* grown.h - what grow found: at which multiple of traffic what gives way.
 *
 * Multiples are of the traffic as written.  Infinite: not up to the largest tried; 0: at
 * the least tried already; NaN: too little was seen below it to judge.
 */
#ifndef GROWN_H
#define GROWN_H

#include "output/sweep.h"

struct grown_rung { /* of the ladder, in the order found */
    const char *limit;
    struct estimate binds; /* with those before it lifted; low, high NaN: one run only */
    double first;          /* when it gave way first, at that multiple; s; NaN */
    bool hidden;           /* as it is written it does not bind there .. */
    size_t hiders;         /* .. because of each of these alone; 0: of several together */
    size_t *hider;
    bool unlifted; /* its setting could not be raised so far: it is passed over */
};

struct grown_objective {
    const char *text;
    struct estimate written, lifted; /* limits as written; those of the ladder lifted */
};

struct grown {
    const struct sweep *sweep;
    double least, most, precision, tolerance;
    size_t clients; /* whose traffic grew */
    const char **client;
    bool all_clients;
    size_t rungs, objectives;
    struct grown_rung *rung;
    struct grown_objective *objective;
    size_t limits; /* how many the scenario has */
    double holds;  /* the largest multiple tried at which nothing gives way; 0: none */
    size_t runs;
};

void grown_report(struct paper *, const struct grown *);
void grown_json(FILE *, enum form, const struct grown *);

#endif
