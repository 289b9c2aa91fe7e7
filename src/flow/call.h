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

struct answer;
struct site;
struct parcel;

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
    TIME_NETWORK,
    TIME_GATEWAY,
    TIME_THROTTLE_WAIT,
    TIME_COLD_START,
    TIME_WORK,
    TIME_WAIT,
    TIME_CALL,
    TIME_QUEUE,
    TIME_RETRY_DELAY,
    TIME_PARTS,
};

/* One account of time: a request's own, or a parallel branch's until the join takes the
 * one it waited for.  One chain of waiters at a time adds to it, each caller above what
 * it called; when a call is given up, all that hangs below it is cut off, so that work
 * that nobody waits for adds nothing.  The rule for who adds: a stage when it has ended;
 * what rides in a delay at once. */
enum { SPENT_DEPTH = 12 }; /* waiters in a chain; deeper, a call's time is TIME_CALL */

struct spent {
    int64_t total;
    uint32_t epoch;            /* how often something was cut off */
    uint32_t cut[SPENT_DEPTH]; /* the epoch of the last cut at this depth or above */
    int64_t ns[TIME_PARTS];
};

struct branch {                       /* an account beside the request's own */
    struct spent spent;               /* must stay first */
    struct branch *next, *next_spare; /* of the root's: all, free ones */
};

/* A request of a client, and all that it causes.  Its last holder ends it: completion.
 * Whoever holds it or adds time, but for queues and retries, looks at the first two of
 * its three cache lines. */
struct root {
    uint32_t holders;
    uint32_t step; /* which request of the journey */
    struct spent spent;
    struct service *client;
    uint64_t who;                    /* of the journey: attributes are drawn under it */
    uint64_t ordinal;                /* of the journey: row of a trace */
    sim_time born;                   /* intended start of the request */
    struct branch *branches, *spare; /* of parallel work: all, free ones */
};

enum { ROOT_IN_USE = 2 * CACHE_LINE };

/* What piece of work this is, for whom, and who waits for it. */
struct work {
    struct root *root;
    uint64_t who, try;     /* methods.md 1 */
    struct spent *spent;   /* NULL: nobody waits */
    uint32_t epoch, depth; /* of the account when this work began; waiters above it */
};

struct item { /* of a batch: a message, a record */
    struct root *root;
    uint64_t who, try, key;
    int64_t bytes;
    struct parcel *parcel; /* records put together into this one; NULL: it is none */
    bool failed;
    void *kept;       /* the source's own .. */
    uint64_t receipt; /* .. by which it knows whether it has come back since */
    sim_time came;    /* to its source; of a stream */
};

/* Whoever receives brings the room; the source fills it and may say more of it. */
struct batch {
    uint32_t holders; /* batch_new's: its maker, and calls whose callee has not ended; 0:
                         whoever sends it has it until it is answered */
    size_t count, room;
    int64_t bytes, bytes_most;
    struct item *item;
    bool by_item;   /* an item that fails is failed alone; else the whole batch is */
    sim_time waits; /* to receive: so long at most for the first item */
    sim_time until; /* received: the source gives the items to others from then on */
    bool full;      /* received none: the next one is too large for what is left */
    int64_t left;   /* items that stayed behind, and nobody waits for them */
    bool puts;      /* its items are what is put, none what the caller works on: those
                       that were turned away come back as `failed` */
    /* Of a stream, whose items come held: who receives them drops their roots. */
    bool is_stream;
    bool ended;    /* received: nothing more will ever come from there */
    sim_time came; /* to the function: when the last one came to its source */
};

enum { CALL_LEFT = 2 }; /* words: up to 128 items */

enum call_stage { STAGE_NEW, STAGE_OUT, STAGE_THERE, STAGE_BACK };

/* In four cache lines, by who looks when; marked (c): private to call.c, (a): to ask.c.
 */
struct call {
    struct event step;  /* (c) arrival, then deadline, then return */
    struct service *to; /* the callee */
    call_fn *done;      /* (c) */
    void *ctx;          /* (c) */

    struct work work;        /* the callee's: what it does for this call */
    sim_time deadline, back; /* (c) */
    uint32_t items;
    uint8_t action;
    bool holds_batch; /* (c) until it is given back */
    uint8_t status;
    uint8_t stage; /* (c) enum call_stage */

    const struct target *target; /* options of the caller: target->options */
    int64_t bytes, reply_bytes;  /* of one item; of the answer */
    const struct limit *limit;   /* that turned it away, when THROTTLED */
    const char *error;           /* name of a raised error, when FAILED; else NULL */
    struct batch *batch;         /* or NULL */
    struct site *site;           /* (a) whose call it is */
    /* (a) who hears the answer of an ask that is one call and no more */
    void (*answered)(struct sim *, const struct answer *, void *ctx);

    uint64_t key;  /* 0: none given; see source_key */
    int64_t ahead; /* (c) of the clock, the account's total when it was sent */
    /* Items of a batch that this attempt is about, a bit each; all zero: all.  A callee
     * that could do a part answers THROTTLED and leaves the rest here: the next attempt
     * is about those. */
    uint64_t left[CALL_LEFT];
    int64_t kept[2]; /* the callee's own, while it works on the call */
};

struct sending {
    sim_time delay;   /* before it arrives: stages that ride on the hop, link out; the
                         sender accounts them (work_spent), after the sending */
    sim_time back;    /* the link's way back, as above */
    sim_time timeout; /* 0: none; counted from the sending */
    call_fn *done;    /* NULL: nobody waits */
    void *ctx;
};

/* For the callee.  `delay`: a last stage that reads no shared state rides on the reply;
 * the callee accounts it.  Afterwards the call is not the callee's. */
void call_reply(struct sim *, struct call *, enum call_status, sim_time delay);
/* Turns a call away: counts it once at the limit, replies THROTTLED and names the limit.
 * A relay that passes on a THROTTLED answer copies call->limit and replies. */
void call_refuse(struct sim *, struct call *, struct limit *, sim_time delay);
/* The same of one item of a batch, without the reply: that comes, THROTTLED, when the
 * callee has been through them all, and names the limit that was the first. */
void call_turn_away(struct sim *, struct call *, struct limit *);

/* Whether somebody still waits for this call's answer. */
bool call_is_awaited(const struct call *);

/* Of a foresee_fn: fetches what a call's event will look at; false: it is no call's. */
bool call_foresee(const struct event *);

/* A request begins: held once, by its client, which drops it when it has its answer. */
struct root *root_new(struct sim *, struct service *client, uint64_t who,
                      uint64_t ordinal, sim_time born);
/* For what a service does on nobody's behalf (it asks whether there is work): as long as
 * the run, and no request that is open. */
struct root *root_of_service(struct sim *, struct service *);
static inline void root_hold(struct root *root)
{
    assert(root->holders > 0 && root->holders < UINT32_MAX);
    root->holders++;
}
void root_complete(struct sim *, struct root *); /* root_drop's: nobody holds it */
static inline void root_drop(struct sim *sim, struct root *root)
{
    assert(root->holders > 0);
    if (--root->holders == 0) /* the last one completes it */
        root_complete(sim, root);
}

/* Names what a step of `w` causes, done for the first time (methods.md 1): `site` is
 * name_text of its address, i its iteration.  As long as nothing above it has been tried
 * again, both names are one. */
static inline void work_name(struct work *child, const struct work *w, uint64_t site,
                             uint64_t i)
{
    child->who = name_child(w->who, site, i);
    child->try = w->try == w->who ? child->who : name_try(w->try, site, i, 0, 0);
}

/* The same piece of work under these names. */
static inline struct work work_child(const struct work *w, uint64_t site, uint64_t i)
{
    struct work child = *w;

    work_name(&child, w, site, i);
    return child;
}

/* Whether time this work takes is time that somebody waits. */
static inline bool work_is_awaited(const struct work *w)
{
    return w->spent && w->depth < SPENT_DEPTH && w->spent->cut[w->depth] <= w->epoch;
}

/* `amount` ns of the time somebody waits for went into `part`. */
static inline void work_spent(const struct work *w, enum part_of_time part,
                              int64_t amount)
{
    if (amount != 0 && work_is_awaited(w)) {
        w->spent->ns[part] += amount;
        w->spent->total += amount;
    }
}

/* Work that takes its orders from `w` and that `w` waits for. */
static inline struct work work_below(const struct work *w)
{
    struct work below = *w;

    if (!work_is_awaited(w)) {
        below.spent = NULL;
    } else {
        below.epoch = w->spent->epoch;
        below.depth++;
    }
    return below;
}

/* What goes with calls that may be given up: their callee works on with it.  Held once,
 * by whoever makes it; with so many items, all zero. */
struct batch *batch_new(struct sim *, size_t items);
void batch_drop(struct sim *, struct batch *);

/* Before it is sent. */
static inline void call_take_batch(struct call *call, struct batch *batch)
{
    call->batch = batch;
    if (batch && batch->holders > 0) {
        batch->holders++;
        call->holds_batch = true;
    }
}

/* `age` (language.md D26): how long ago each request whose work this was had been born,
 * at `at`, which is the end of the work here. */
void call_observe_age(const struct call *, struct meter *age, sim_time at);

/* call_send's: handlers, and what is rare. */
void call_arrived(struct sim *, void *ctx);
void call_unheard(struct sim *, struct call *, void *ctx);
void call_send_slowly(struct sim *, struct call *, sim_time there);

/* The caller fills in key, bytes, items, batch; action and target come from `target`.
 * The call is the caller's again inside `done`, and gone after it.  In line, since all
 * that happens goes this way. */
static inline void call_send(struct sim *sim, struct call *call,
                             const struct target *target, const struct sending *how)
{
    sim_time now = sim_now(sim), there = now + how->delay;

    assert(call->stage == STAGE_NEW && how->delay >= 0 && how->back >= 0);
    call->stage = STAGE_OUT;
    call->to = target_service(sim, target);
    call->target = target;
    call->action = (uint8_t)target->action;
    call->done = how->done ? how->done : call_unheard;
    call->ctx = how->ctx;
    call->back = how->back;
    if (!how->done)
        call->work.spent = NULL;
    if (call->work.spent)
        call->ahead = call->work.spent->total - now;
    call->to->traffic.sent++;
    if (how->done && how->timeout > 0)
        call->deadline = now + how->timeout;
    if (call->deadline && call->deadline < there)
        call_send_slowly(sim, call, there);
    else
        sim_at(sim, &call->step, there, call_arrived, call);
}

/* A call below this piece of work, under its names; it holds the root until it is given
 * back.  Names of its own: work_child. */
static inline struct call *call_new(struct sim *sim, const struct work *above)
{
    struct call *call = sim_get(sim, sizeof *call);

    call->work = work_below(above);
    call->items = 1;
    root_hold(above->root);
    world_of(sim)->ledger->calls++;
    return call;
}

/* `below` (of work_below, or a call's) is given up `elapsed` ns after its account stood
 * at `before`: what nobody has accounted for goes to TIME_CALL (what rode ahead of the
 * clock is taken back), and later additions from there count nowhere. */
void work_abandon(const struct work *below, int64_t before, int64_t elapsed);

/* The same for what has come to its end: the account is made to say `elapsed`. */
void work_settle(const struct work *below, int64_t before, int64_t elapsed);

/* Work in an account of its own, beside others (a parallel branch, a hedge's copy); the
 * account lasts as long as the root.  The one that was waited for is taken over with
 * spent_take, whatever is missing to `elapsed` as TIME_CALL. */
struct work work_branch(struct sim *, const struct work *);
void spent_take(const struct work *to, const struct work *branch, int64_t elapsed);
/* All work in it has ended: unless some of it was given up, it may be used again. */
void spent_put(const struct work *branch);

#endif
