/* ask.h - one logical call as the scenario words it, with its attempts.
 *
 * A client's request, a `call` or `send` step and a route's integration are the same
 * thing (language.md D14, D15): target, action, sizes, key; time-out of an attempt,
 * deadline of all, retry, circuit breaker, hedge.
 */
#ifndef ASK_H
#define ASK_H

#include "flow/retry.h"
#include "flow/source.h"

struct breaker {
    bool given, enabled;
    double failure_share;
    sim_time window, open_for;
};

struct ask { /* config */
    struct target to;
    struct dist item_size, items, key;
    sim_time timeout, deadline, hedge_after; /* 0: none */
    struct retry retry;
    struct breaker breaker;
};

/* Rows for FIELD_INLINE: action item_size items key timeout deadline retry
 * circuit_breaker hedge_after.  The row that names the target (call, send, target,
 * integration) is the holder's own, of kind LINK with FIELD_REQUEST. */
extern const struct field ask_fields[];

struct site; /* an ask of a service in a run: its streams, budget, breaker */

/* `address`: "call dynamodb.bookings PutItem/0", unique within the service. */
struct site *site_new(struct sim *, struct service *owner, const struct ask *,
                      const char *address);
const struct ask *site_ask(const struct site *);

struct answer {
    enum call_status status;
    const struct limit *limit; /* of the last attempt */
    const char *error;
    int64_t reply_bytes;
    int64_t attempts;
    struct batch *batch;
};
typedef void answer_fn(struct sim *, const struct answer *, void *ctx);

struct asking {
    const struct work *parent; /* copied */
    uint64_t iteration;        /* i of methods.md 1 */
    sim_time delay;            /* rides before the first attempt */
    sim_time (*out)(struct sim *, const struct work *, void *ctx, sim_time *back);
    /* link time of an attempt, out and back; NULL: none */
    struct batch *batch;      /* passed on with the call, or NULL */
    int64_t item_size, items; /* given by the holder; -1: as the ask's laws say */
    uint64_t key;             /* used when the ask has no key law */
    answer_fn *answered;      /* NULL: nobody waits (send) */
    void *ctx;
};
/* Begins the attempts; `answered` comes once, from the event loop. */
void site_ask_begin(struct sim *, struct site *, const struct asking *);

/* Counters for the ledger and metrics: first tries, retries, hedges. */
struct site_counts {
    int64_t first, retries, hedges, answered, given_up;
};
const struct site_counts *site_counts(const struct site *);

#endif
