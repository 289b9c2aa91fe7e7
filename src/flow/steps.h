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

struct step { /* config, read by step_fields */
    const char *name;
    enum step_kind kind;     /* set by steps_check from what is given */
    struct dist probability; /* LAW_NONE: 1 */
    struct dist count;       /* LAW_NONE: 1; items: once an item of the batch */
    struct dist work, wait;
    double threads;               /* vCPUs the work can use */
    struct ask call;              /* call and send */
    struct target send;           /* of `send`: moved into call.to by steps_check */
    const char *fail;             /* the error's name */
    bool of_item;                 /* scope = "item": fails the record, not the batch */
    int on_error;                 /* 0 fail, 1 ignore */
    int redraw;                   /* 0 as the scope says, 1 "attempt" */
    struct list steps;            /* of struct step */
    struct list parallel, choose; /* of struct step: each a block */
    const char *address;          /* "call dynamodb.bookings PutItem/0": its site (D3) */
};

extern const struct field step_fields[];

/* After reading: one kind a step, addresses by name or by kind, target and count among
 * equals, sugar moved.  `default_retry`: for calls that say none (D14), NULL: none. */
bool steps_check(struct arena *, struct list *steps, const char *owner,
                 const char *default_retry, struct diag *);

struct body; /* a list of steps in a run, with its streams and sites */
struct body *body_new(struct sim *, struct service *owner, const struct list *steps);

struct walk;
struct walked {
    enum call_status
        status; /* OK, FAILED; THROTTLED, TIMED_OUT of a call that failed it */
    const char *error;
};

/* One walk through a body; embedded in whoever runs it, filled in before walk_begin. */
struct walk {
    struct body *body;
    struct work work;
    struct batch *batch;
    /* CPU: ns a step's work takes here; the room knows its memory.  NULL: as it stands.
     */
    int64_t (*cpu)(struct sim *, const struct walk *, const struct dist *work,
                   int64_t drawn, double threads);
    /* A client's: requests go out its own way (network, metrics); NULL: site_ask_begin.
     */
    void (*request)(struct sim *, struct walk *, struct site *, const struct step *,
                    const struct asking *);
    void (*ended)(struct sim *, struct walk *, const struct walked *);
    void *ctx;
    /* private to steps.c */
    const struct list *at;
    size_t next;
    uint64_t iteration, times;
    struct walk *up;   /* of a block or branch */
    struct join *join; /* of a parallel step */
    struct event pause;
    struct walked result;
};
void walk_begin(struct sim *, struct walk *);
/* Stops a walk at once (a function's time-out): its pause is cancelled, answers that are
 * still to come are dropped; `ended` is not called. */
void walk_stop(struct sim *, struct walk *);

#endif
