/* ask.h - one logical call as the scenario words it, with its attempts.
 *
 * A client's request, a `call` or `send` step and a route's integration are the same
 * thing (language.md D14, D15): target, action, sizes, key; time-out of an attempt,
 * deadline of all, retry, circuit breaker, hedge.
 */
#ifndef ASK_H
#define ASK_H

#include "flow/breaker.h"
#include "flow/process.h"
#include "flow/source.h"

struct ask { /* config */
    struct target to;
    struct dist item_size, items, key;
    sim_time timeout, deadline, hedge_after; /* 0 or less: none */
    struct retry retry;
    struct breaker breaker;
};

/* Rows for FIELD_INLINE: action item_size items key timeout deadline retry
 * circuit_breaker hedge_after.  The row that names the target (call, send, target,
 * integration) is the holder's own, of kind LINK with FIELD_REQUEST. */
extern const struct field ask_fields[];

struct site; /* an ask of a service in a run: its streams, budget, breaker */

/* `address`: "call dynamodb.bookings PutItem/0", unique within the service.  The retry
 * policy is suited to the target. */
struct site *site_new(struct sim *, struct service *owner, const struct ask *,
                      const char *address);
const struct ask *site_ask(const struct site *);
const struct service *site_owner(const struct site *);
/* Sizes and key are drawn anew for each attempt (a step's redraw). */
void site_redraw(struct site *);

/* Of a call that stands for several items: size, key and name of item i, drawn anew for
 * each by the ask's own laws (item 0 has the call's); a call that nobody asked for by
 * such laws has the same for all. */
int64_t call_item_bytes_drawn(const struct sim *, const struct call *, uint64_t i);
uint64_t call_item_key_drawn(const struct sim *, const struct call *, uint64_t i);
uint64_t call_item_who_named(const struct call *, uint64_t i);
static inline int64_t call_item_bytes(const struct sim *sim, const struct call *call,
                                      uint64_t i)
{
    return i > 0 ? call_item_bytes_drawn(sim, call, i) : call->bytes;
}
static inline uint64_t call_item_key(const struct sim *sim, const struct call *call,
                                     uint64_t i)
{
    return i > 0 ? call_item_key_drawn(sim, call, i) : call->key;
}
static inline uint64_t call_item_who(const struct call *call, uint64_t i)
{
    return i > 0 ? call_item_who_named(call, i) : call->work.who;
}

struct answer {
    enum call_status status;
    const struct limit *limit; /* of the last attempt */
    const char *error;
    int64_t reply_bytes;
    int64_t attempts; /* made; 0: the breaker was open */
    struct batch *batch;
};
typedef void answer_fn(struct sim *, const struct answer *, void *ctx);

struct asking {
    const struct work *parent; /* copied; its account is added to while it waits */
    uint64_t iteration;        /* i of methods.md 1 */
    uint64_t executions;       /* of this edge before, by who asks: a of methods.md 1 */
    sim_time delay; /* rides before the first attempt; the holder accounts it, after
                       site_ask_begin.  Time-outs and the deadline count from its end */
    /* Link time of an attempt, out and back; NULL: none.  Accounted as TIME_NETWORK. */
    sim_time (*out)(struct sim *, const struct call *, void *ctx, sim_time *back);
    struct batch *batch;      /* passed on with the call, or NULL */
    int64_t item_size, items; /* used when the ask has no such law; 0 or less: none */
    uint64_t key;             /* the same; 0: none */
    struct process *process;  /* whose SDK asks; NULL: its quota is not counted */
    answer_fn *answered;      /* NULL: nobody waits (send) */
    void *ctx;
};

struct under_way { /* what is under way; private to ask.c, but for being none */
    struct call *call;
    struct tries *tries;
};

/* Begins the attempts; `answered` comes once, from the event loop. */
struct under_way site_ask_begin(struct sim *, struct site *, const struct asking *);

/* Before it has answered: whoever asked is gone.  `answered` will not come, nothing more
 * is tried; what is on its way goes on. */
void ask_forget(struct sim *, struct under_way);

/* Counters for the ledger and metrics; attempts sent = first + retries + hedges. */
struct site_counts {
    int64_t first, retries, hedges;
    int64_t answered, given_up; /* asks that ended in OK, in anything else; not sends
                                   without retry, of which nobody hears again */
    int64_t short_circuited;    /* attempts not sent: the breaker was open, or the SDK's
                                rate limiter had no token before the deadline */
};
const struct site_counts *site_counts(const struct site *);

#endif
