/* call.h - one request from one service to another, and its answer.
 *
 * The caller makes a call, fills it in and sends it away; from then on it belongs to
 * the flow until `done` has been called, exactly once and always from the event loop, so
 * no service is ever entered twice at once.  A time-out belongs to the call: at the
 * deadline `done` says so, the callee is not told, works on and is paid for.  One event
 * a call (engineering.md 2.5): on its way it is the arrival, while the callee works the
 * deadline, on the way back the return.
 */
#ifndef CALL_H
#define CALL_H

#include "flow/service.h"

typedef void call_fn(struct sim *sim, struct call *call, void *ctx);

enum call_status {
    CALL_OK,
    CALL_THROTTLED, /* turned away at a limit: 429 */
    CALL_TIMED_OUT, /* the caller gave up; the work may go on */
    CALL_FAILED,    /* the work went wrong: 5xx */
    CALL_REFUSED,   /* malformed, too large, blocked: not worth a retry */
    CALL_STATUSES,
};

/* Where the time of a request went (language.md D30). */
enum part_of_time {
    TIME_NETWORK, TIME_GATEWAY, TIME_THROTTLE_WAIT, TIME_COLD_START, TIME_WORK,
    TIME_WAIT, TIME_CALL, TIME_QUEUE, TIME_RETRY_DELAY, TIME_PARTS,
};

/* One account of time: a request's own, or a parallel branch's until the join takes the
 * one it waited for.  After an attempt has been given up, `epoch` moves on, so that work that
 * nobody waits for adds nothing. */
struct spent {
    int64_t ns[TIME_PARTS];
    int64_t total;
    uint32_t epoch;
};

/* A request of a client, and all that it causes.  Its last holder ends it: completion. */
struct root {
    struct service *client;
    uint64_t who;      /* of the journey: attributes are drawn under it */
    uint64_t ordinal;  /* of the journey: row of a trace */
    sim_time born;     /* intended start of the request */
    uint32_t holders;
    uint32_t step;     /* which request of the journey */
    struct spent spent;
};

/* What piece of work this is, for whom, and who waits for it. */
struct work {
    struct root *root;
    uint64_t who, try; /* methods.md 1 */
    struct spent *spent; /* NULL: nobody waits */
    uint32_t epoch;
};

struct item { /* of a batch: a message, a record */
    struct root *root;
    uint64_t who, try, key;
    sim_time born;
    uint32_t bytes;
    uint16_t tries;
    bool failed;
};

struct batch {
    size_t count;
    int64_t bytes;
    struct item *item;
};

struct call {
    struct work work;
    uint64_t key;
    int64_t bytes, reply_bytes; /* of one item; of the answer */
    uint32_t items;
    uint16_t action;
    uint8_t status;
    uint8_t answered;            /* private: the callee has replied */
    const struct target *target; /* options of the caller: target->options */
    const struct limit *limit;   /* that turned it away, when THROTTLED */
    const char *error;           /* name of a raised error, when FAILED; else NULL */
    struct batch *batch;         /* or NULL */

    /* private to call.c */
    struct service *to;
    call_fn *done;
    void *ctx;
    sim_time sent, deadline, back;
    int64_t spent_before; /* work.spent->total when it was sent */
    struct event step;
};

struct sending {
    sim_time delay;   /* before it arrives: stages that ride on the hop, link out */
    sim_time back;    /* the link's way back */
    sim_time timeout; /* 0: none; counted from the sending */
    call_fn *done;
    void *ctx;
};

/* A call for this piece of work; it holds the root until it is given back. */
struct call *call_new(struct sim *, const struct work *);
void call_send(struct sim *, struct call *, const struct target *, const struct sending *);

/* For the callee.  `delay`: a last stage that reads no shared state rides on the reply.
 * Afterwards the call is not the callee's. */
void call_reply(struct sim *, struct call *, enum call_status, sim_time delay);
/* Turns a call away: counts it once at the limit, replies THROTTLED and names the limit. */
void call_refuse(struct sim *, struct call *, struct limit *, sim_time delay);

struct root *root_new(struct sim *, struct service *client, uint64_t who, uint64_t ordinal,
                      sim_time born);
void root_hold(struct root *);
void root_drop(struct sim *, struct root *); /* the last one completes it */

/* `amount` ns of the time somebody waits for went into `part`. */
static inline void work_spent(const struct work *w, enum part_of_time part, int64_t amount)
{
    if (w->spent && w->spent->epoch == w->epoch) {
        w->spent->ns[part] += amount;
        w->spent->total += amount;
    }
}

/* Moves the account on after work was given up: what was spent since `before` plus
 * what is missing to `elapsed` goes to TIME_CALL; later additions count nowhere. */
void work_abandon(struct work *, int64_t before, int64_t elapsed);

/* Whether somebody still waits for this call's answer. */
bool call_is_awaited(const struct call *);

#endif
