/* calculate.h - the architect's calculator (language.md D39): what follows from a
 * scenario by flow balance and Little's law, without simulating.  `headroom run` agrees
 * with it where nothing is turned away (tests/cli).
 */
#ifndef CALCULATE_H
#define CALCULATE_H

#include "flow/forecast.h"
#include "run/layout.h"

struct stretch_of_time {
    const char *name; /* of the phase or burst; "the run" */
    const char *owner;
    sim_time from, to;         /* the first time */
    struct forecast *forecast; /* means over it */
    size_t times;              /* that it comes with the same load: phases that repeat */
};

struct cost_expected {
    const char *model;
    double run, month; /* USD; month NaN: not known (language.md D21) */
};

struct calculation {
    size_t stretches;
    struct stretch_of_time *stretch; /* in order of time; those with most traffic if there
                                        are more than STRETCHES */
    size_t costs;
    struct cost_expected *cost; /* by model, dearest first */
    double run, month;
};
enum { STRETCHES = 4 };

struct calculation *calculate(const struct scenario *, struct arena *);

/* The largest utilisation of a limit in any stretch; NaN: nobody uses it. */
double calculate_use(const struct calculation *, size_t limit);

/* Whom a resource calls: addresses, sorted, each once.  Returns how many. */
size_t calculate_links(const struct graph *, const struct resource *, struct arena *,
                       const char ***address);

#endif
