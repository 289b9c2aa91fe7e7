/* toy.h - a scenario made by hand: lamps that flash by the clock, so that every number of
 * a run is known beforehand.
 *
 * A lamp flashes every 250 ms from t = 0 of its clock on, the k-th flash after k * 250
 * ms. It glows (k mod 10 + 1) ms, is lit for that long, counts every fifth as a miss too,
 * and its bulbs "a" and "b" take turns in getting hot, 2 ms each.
 */
#ifndef TOY_H
#define TOY_H

#include "run/layout.h"

enum {
    LAMP_FLASHES,
    LAMP_MISSES,
    LAMP_GLOW,
    LAMP_LIT,
    LAMP_HEAT,
    LAMP_WATTS,
    LAMP_UNFED
};

struct toy {
    struct scenario scenario;
    struct resource resource[2];
    struct model_account account[1];
    struct limit_name limit[1];
    struct mark mark[2];
    struct price_row price[2];
    struct price_tier tier[3];
    struct arena arena;
};

/* Lamps "lamp.hall" and "lamp.yard": duration 10 s, period 1 s, terminating. */
void toy_make(struct toy *);
void toy_free(struct toy *);

/* One run of it: the vector (the caller frees it), NULL after a complaint. */
double *toy_run(const struct layout *, struct diag *);

extern const struct model lamp_model;

#endif
