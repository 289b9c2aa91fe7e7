/* forecast.h - the architect's calculator: flow balance and Little's law (language.md
 * D39).
 *
 * Nothing is simulated: for each phase, clients offer their rates, every resource passes
 * on what it causes and says what of its limits, use and money that takes.  No throttling
 * is assumed: a utilisation above 1 is the finding.
 */
#ifndef FORECAST_H
#define FORECAST_H

#include "flow/steps.h"

struct offered {         /* to a resource, by one caller */
    double rate;         /* calls per second; a client's own: open journeys begun */
    double users;        /* a client's own: of its closed loop, else 0 */
    double items, bytes; /* mean items a call, mean bytes an item */
    const struct target *target; /* action and options; NULL: the obvious ones */
};

const struct graph *forecast_graph(const struct forecast *);
/* Passes a call on: mean time to its answer, s (retries: none assumed). */
double forecast_ask(struct forecast *, const struct ask *, double rate);
/* Walks steps at `rate` bodies per second; mean time of one body, s.  `speed`: seconds a
 * step's work takes here (a room's CPU curve), NULL: as drawn. */
double forecast_steps(struct forecast *, const struct list *steps, double rate,
                      double (*speed)(const void *ctx, const struct dist *work,
                                      double mean, double threads),
                      const void *ctx);
/* Mean of a setting, attributes looked through at the clients; base units (s). */
double forecast_mean(const struct forecast *, const struct dist *);
/* This much of a limit is in use: `use` at once for a level, per second for a bucket of
 * `size`. */
void forecast_limit(struct forecast *, size_t limit, double use, double size);
/* The same of the account's limit that `declare_account_limit` gave this place. */
void forecast_account_limit(struct forecast *, const struct resource *, size_t place,
                            double use, double size);
/* Per second, in the item's units. */
void forecast_usage(struct forecast *, const struct resource *, size_t item,
                    double per_s);
/* Shown for the resource: its rate and how many are in it at once. */
void forecast_resource(struct forecast *, const struct resource *, double rate,
                       double seconds);
/* A value in force that rests on nothing measured ("defaults.lambda.placement", [A]). */

#endif
