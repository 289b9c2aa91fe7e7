/* steps.h - what a body does: steps out of the scenario, walked by one interpreter.
 *
 * The word is `steps` wherever it stands (language.md D10): a function, a client's
 * journey, a block.  Kinds: work wait call send fail, and three that hold steps: steps,
 * parallel, choose.  Every step takes name, probability, count.  Anything more is a state
 * machine's business.
 */
#ifndef STEPS_H
#define STEPS_H

#include "flow/ask.h"

enum step_kind {
    STEP_WORK,
    STEP_WAIT,
    STEP_CALL,
    STEP_SEND,
    STEP_FAIL,
    STEP_BLOCK,
    STEP_PARALLEL,
    STEP_CHOOSE,
};

enum on_error { ON_ERROR_FAIL, ON_ERROR_IGNORE };

struct step { /* config, read by step_fields */
    const char *name;
    enum step_kind kind;     /* set by steps_check from what is given */
    struct dist probability; /* LAW_NONE: 1 */
    struct dist count;       /* LAW_NONE: 1; items: once an item of the batch */
    struct dist work, wait;
    double threads;               /* vCPUs the work can use .. */
    double serial;                /* .. but for this share, which one thread does */
    struct ask call;              /* call and send */
    struct target send;           /* of `send`: moved into call.to by steps_check */
    const char *fail;             /* the error's name */
    int of_item;                  /* scope = "item": fails the record, not the batch */
    int on_error;                 /* enum on_error: fail of a record is never ignored */
    int redraw;                   /* 0 as the scope says, 1 "attempt" */
    struct list steps;            /* of struct step */
    struct list parallel, choose; /* of struct step: each a block */
    const char *address; /* "call dynamodb.bookings PutItem/0": its site (D3); one in a
                            block has the block's before it: "search/work/0" */
};

extern const struct field step_fields[];

/* After reading: one kind a step, addresses by name or by kind, target and action and
 * count among equals, sugar moved.  `owner`: "lambda.reserve.steps", for messages.
 * `default_retry`: for calls of AWS's own APIs that say none (D14), NULL: none. */
bool steps_check(struct arena *, struct list *steps, const char *owner,
                 const char *default_retry, struct diag *);

struct walk;
struct walked {
    const char *error;
    const struct limit *limit; /* that the call met, when THROTTLED */
    enum call_status status;   /* OK, FAILED; THROTTLED, TIMED_OUT .. of a call */
    bool raised;               /* by a `fail` step of the body, and not by a call */
};

struct walker { /* whose walks they are */
    /* CPU: ns a step's work takes here; the room knows its memory.  NULL: as it stands.
     */
    int64_t (*cpu)(struct sim *, const struct walk *, const struct step *, int64_t drawn);
    /* A client's: requests go out its own way (network, metrics); NULL: site_ask_begin.
     * asking->answered is NULL for `send`.  Such a walk cannot be stopped in a call. */
    void (*request)(struct sim *, struct walk *, struct site *, const struct step *,
                    const struct asking *);
    /* May be called from inside walk_begin, when nothing had to be waited for.  The
     * result stands in the walk. */
    void (*ended)(struct sim *, struct walk *, const struct walked *);
};

struct stage; /* body.h */
struct body { /* a list of steps in a run, with its streams and sites */
    struct service *owner;
    const struct walker *walker;
    size_t count;
    struct stage *stage;
};

/* The list belongs to the run's own copy of the service's config. */
struct body *body_new(struct sim *, struct service *owner, const struct walker *,
                      const struct list *steps);

/* One walk through a body; embedded in whoever runs it, who fills in the members that are
 * said to be his before walk_begin, and keeps the root.  In four cache lines: what is
 * looked at when a pause ends stands in the first two. */
struct walk {
    struct event pause;
    struct body *body;  /* the owner's */
    sim_time began;     /* of the turn that is waited for */
    uint32_t next, end; /* stages of the body */

    struct work work;       /* the owner's */
    struct call *call;      /* the owner's: that the walk is to answer; NULL: none */
    void *ctx;              /* the owner's */
    enum part_of_time part; /* that the pause counts for */
    bool entered;           /* the stage: its times are known */
    bool busy, resumed;     /* inside a turn; what it began has ended already */

    uint64_t iteration, times;
    struct walked result;
    struct item *item;       /* that a block is run for */
    struct batch *batch;     /* the owner's */
    struct process *process; /* the owner's: whose SDKs call; NULL: each call is a
                                process' own */

    struct under_way asked;
    int64_t spent_before;
    struct walk *up, *down;  /* of a block: who runs it; the block that is run */
    struct join *join, *fan; /* of a branch: where it ends; of a parallel step */
    struct walk *beside;     /* branches of a join */
};
_Static_assert(sizeof(struct walk) <= 4 * CACHE_LINE, "four lines");

void walk_begin(struct sim *, struct walk *);
/* Stops a walk at once (a function's time-out): its pause is cancelled, answers that are
 * still to come are dropped; `ended` is not called.  Its account is brought up to now. */
void walk_stop(struct sim *, struct walk *);

/* Of a foresee_fn: fetches what the end of a pause will look at; false: it is none. */
bool walk_foresee(const struct event *);

#endif
