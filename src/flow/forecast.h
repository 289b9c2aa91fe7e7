/* forecast.h - the architect's calculator: flow balance and Little's law (language.md
 * D39).
 *
 * Nothing is simulated: for each phase, clients offer their rates, every resource passes
 * on what it causes and says what of its limits, use and money that takes.  No throttling
 * is assumed: a utilisation above 1 is the finding.
 */
#ifndef FORECAST_H
#define FORECAST_H

#include "flow/cache.h"
#include "flow/steps.h"

/* Records that are put together into one: on average, and how its bytes vary.  records
 * 0: none are. */
struct forecast_parcel {
    double records, bytes, variance;
    double most;  /* bytes that none is beyond */
    double alone; /* share of those that have one record, and its own key */
};

struct offered {   /* to a resource, by one caller */
    double rate;   /* calls per second; a client's own: open journeys begun */
    double users;  /* a client's own: of its closed loop, else 0 */
    double items;  /* mean, a call */
    bool is_batch; /* of these items: steps with count = "items" run so often */
    double held;   /* s, for which each item was in the caller's hands */
    double turn;   /* s an item, where one full batch comes after another */
    bool again;    /* consumed: more of what was offered before */
    bool to_each;  /* consumed: all who do get all of it, not their share */
    const struct target *target;   /* action and options; NULL: the obvious ones */
    const struct resource *caller; /* forecast_call's; NULL: the forecast itself */
    const struct dist *keys;       /* of the calls, as they say; NULL: a client's own */
    const struct dist *sizes;      /* the same, of an item; of a record in a parcel */
    struct forecast_parcel parcel; /* that each item is */
};

struct forecast; /* of one stretch of time */

struct forecast_time { /* s, and s^2: the longest of several depends on how they vary */
    double mean, variance;
};

/* ---- for who asks: `headroom check` ---- */

struct forecast_at {        /* a resource */
    double rate;            /* calls per second (journeys, for a client) */
    double at_once;         /* in it, by Little's law */
    bool cyclic;            /* it calls itself by way of others: one round was counted */
    const char *unforeseen; /* what a run may do quite differently; NULL: nothing */
};
struct forecast_use { /* a limit: use / size is its utilisation; above 1 it binds */
    double use, size; /* size 0: nobody spoke of it */
};

struct forecast *forecast_new(const struct graph *, struct arena *);
/* What clients offer in [from, to) after t = 0, on average. */
void forecast_offer(struct forecast *, sim_time from, sim_time to);
const struct forecast_at *forecast_of(const struct forecast *, size_t resource);
const struct forecast_use *forecast_use(const struct forecast *, size_t limit);
/* NaN: nobody spoke of it; INFINITY: some is asked for, and there is none. */
double forecast_utilization(const struct forecast *, size_t limit);
/* Per second, in the item's units. */
double forecast_used(const struct forecast *, size_t resource, size_t item);

/* ---- for models ---- */

const struct graph *forecast_graph(const struct forecast *);
/* Passes a call on: time to its answer (no retry, time-out or hedge assumed). */
struct forecast_time forecast_ask(struct forecast *, const struct ask *, double rate);

/* The same where there is no ask. */
struct forecast_time forecast_call(struct forecast *, const struct resource *to,
                                   const struct offered *);
/* The same without a trace: to look for what the rates will be. */
struct forecast_time forecast_probe(struct forecast *, const struct resource *to,
                                    const struct offered *);
/* What came to this resource goes on to those who consume it, once all that comes is
 * known: their `forecast` is offered so many calls of so many items as came. */
void forecast_consumed(struct forecast *, const struct resource *self,
                       const struct offered *);

struct forecast_body { /* who walks steps; NULL: as drawn, and no way at all */
    double items;      /* of the batch; 0: there is none, and "items" is one */
    double (*work)(const void *ctx, const struct step *, double mean); /* s it takes */
    /* There and back, when this has just been asked so often a second. */
    struct forecast_time (*way)(const void *ctx, const struct ask *, double rate);
    const void *ctx;
};
/* Walks steps at `rate` bodies per second; time of one body.  Of parallel blocks the
 * longest counts, as if each block's time had a gamma law. */
struct forecast_time forecast_steps(struct forecast *, const struct list *steps,
                                    double rate, const struct forecast_body *);
/* The same of one body, adding nothing up. */
struct forecast_time forecast_probe_steps(struct forecast *, const struct list *steps,
                                          const struct forecast_body *);
/* A setting's time; of an attribute without a law its mean. */
struct forecast_time forecast_law(const struct forecast *, const struct dist *);
/* Both, one after the other; the first, with this probability; the longest of several,
 * each by itself. */
struct forecast_time forecast_both(struct forecast_time, struct forecast_time);
struct forecast_time forecast_maybe(struct forecast_time, double probability);
/* The first with this probability, else the second. */
struct forecast_time forecast_either(struct forecast_time, struct forecast_time,
                                     double probability);
struct forecast_time forecast_longest(const struct forecast_time *, size_t count);
/* Mean of a setting, base units (s); a request's attribute has the mean that the client
 * says whose requests these are.  Not given: 0. */
double forecast_mean(const struct forecast *, const struct dist *);
/* Pieces of `unit` bytes that are begun, on average: at least one, and none beyond
 * `most`.  Of several sizes, each drawn for itself, the largest counts.  An attribute
 * that has no law counts as its mean. */
struct forecast_size {
    const struct dist *dist; /* NULL: nothing */
    double times;            /* so many of one size */
};
double forecast_pieces(const struct forecast *, const struct forecast_size *,
                       size_t sizes, double unit, double most);
/* The same of a parcel, as if its bytes had a gamma law. */
double forecast_parcel_pieces(const struct forecast_parcel *, double unit);
/* Bytes of an item that is offered; records in it, 1 of one that is no parcel. */
double forecast_bytes(const struct forecast *, const struct offered *);
double forecast_records(const struct offered *);
/* A resource's answers have this size; what a callee's have, after it was asked (NULL: it
 * did not say). */
void forecast_reply(struct forecast *, const struct resource *, const struct dist *);
const struct dist *forecast_replied(const struct forecast *, const struct ask *);
/* The law of a setting's keys; a request's attribute has that of the client whose
 * requests these are.  NULL: there is none, or it is not known. */
const struct law *forecast_keys(const struct forecast *, const struct dist *);
/* Who asks a resource for answers that it keeps.  What is found depends on all of them:
 * when there are any, forecast_offer goes round again; they are known the second time,
 * and the first time each is alone. */
void forecast_asker(struct forecast *, const struct resource *,
                    const struct cache_asker *);
size_t forecast_askers(const struct forecast *, const struct resource *,
                       const struct cache_asker **);
/* This much of a limit is in use: `use` at once for a level, per second for a bucket of
 * `size`. */
void forecast_limit(struct forecast *, size_t limit, double use, double size);
/* The same where each caller has the limit for itself: the one that needs most of it. */
void forecast_own_limit(struct forecast *, size_t limit, const struct resource *caller,
                        double use, double size);
/* The same of the account's limit that `declare_account_limit` gave this place. */
void forecast_account_limit(struct forecast *, const struct resource *, size_t place,
                            double use, double size);
/* The stretch of time that is looked at; how many come from `from` to `to`, which may lie
 * before it, where `rate` a second do in it: as its client's load rises and falls. */
void forecast_stretch(const struct forecast *, sim_time *from, sim_time *to);
double forecast_count(const struct forecast *, double rate, sim_time from, sim_time to);
/* How many are there at once that stay so long, at the end of the stretch: Little's law;
 * who stays longer than the stretch is long may have come before it. */
double forecast_at_once(const struct forecast *, double rate, double seconds);
/* Per second, in the item's units. */
void forecast_usage(struct forecast *, const struct resource *, size_t item,
                    double per_s);
/* So much of it is held all the time: GB of a "GB-month". */
void forecast_holds(struct forecast *, const struct resource *, size_t item,
                    double amount);
/* Shown for the resource: its rate and how many are in it at once. */
void forecast_resource(struct forecast *, const struct resource *, double rate,
                       double seconds);
/* In words, for who reads `check`. */
void forecast_unforeseen(struct forecast *, const struct resource *self, const char *);
void forecast_within(struct forecast *, const struct resource *, double at_once);
#endif
