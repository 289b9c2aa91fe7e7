/* machine.h - a state machine in a run: what its files share.
 *
 * An execution walks through its definition; so does each branch of a Parallel and each
 * iteration of a Map: a thread.  A fan holds the threads, or the child executions, that a
 * Parallel or a Map has begun.
 */
#ifndef STEPFUNCTIONS_MACHINE_H
#define STEPFUNCTIONS_MACHINE_H

#include "flow/ask.h"
#include "stepfunctions/asl.h"
#include "stepfunctions/tables.h"

struct fan;
struct thread;
struct execution;

struct waiting { /* a ring of threads that want a transition; stands in its account */
    struct waiting *next, *prev;
};

struct shared { /* account->state */
    struct account *account;
    struct limit *start, *express_start, *transition, *open;
    struct waiting line;
    int64_t in_line;
    struct event refill;
};

struct state { /* of a definition, in a run */
    const struct asl_state *asl;
    const struct state_config *said;
    uint64_t site;     /* methods.md 1: "state Collect" */
    struct site *asks; /* NULL: it calls nobody */
    struct source duration, items, item_size, key, error_rate;
    struct source *share; /* of a Choice, by way; not given: what the others leave */
    struct stream choice, backoff;
    struct meter *meter;
};

struct machine {
    struct service *self;
    const struct stepfunctions_config *config;
    const struct stepfunctions_account *account;
    struct shared *shared;
    const struct asl *asl;
    struct state *state;
    struct source start_latency, transition_latency, dispatch_latency, completion_latency,
        service_duration;
    struct limit *history; /* NULL: Express */
    int64_t open;
    /* The ledger's (methods.md 9.8). */
    uint64_t begun, ended, children_begun, children_ended;
    uint64_t moved, granted; /* Standard: states entered and retries; transitions */
};

/* An error by its name: AWS's services have theirs in front of it. */
struct failure {
    const char *service; /* "Lambda."; "" */
    const char *name;    /* NULL: nothing went wrong */
};

enum stage {                 /* what a thread does next */
             STAGE_ENTER,    /* wants a transition */
             STAGE_ENTERED,  /* has it */
             STAGE_ACT,      /* does what its state's type says */
             STAGE_ANSWERED, /* its task's call was answered; a token may be outstanding
                              */
             STAGE_LEAVE,    /* done: on to the next state */
             STAGE_FAILED,   /* not: Retry, Catch or the end */
             STAGE_OVER,
};

struct thread {
    struct event pause;
    struct execution *of;
    struct machine *machine;
    struct fan *lane_of; /* NULL: the execution's own */
    enum stage stage;    /* after the pause, or the answer */
    enum part_of_time part;
    sim_time began; /* the pause, the call or the fan */
    struct work work;
    uint32_t at;         /* state */
    uint32_t executions; /* of the state's task so far: `a` of methods.md 1 */
    uint32_t waits;      /* before retries, of this visit */
    bool again;          /* the state is tried again */
    sim_time entered;    /* the state */
    sim_time task_began; /* its clock runs from here on */
    struct failure failure;
    struct under_way asked;
    int64_t spent_before;
    struct fan *fan;              /* that is waited for; NULL: none */
    struct waiting line;          /* next NULL: not in line */
    struct batch *batch;          /* items of a child; NULL: none */
    struct thread *beside, *idle; /* of a fan: all, those that have ended */
    size_t size;
    /* Visits of each state that repeats; then uses of each retrier of the state. */
    uint32_t count[];
};

enum outcome { OUTCOME_SUCCEEDED, OUTCOME_FAILED, OUTCOME_TIMED_OUT, OUTCOME_ABORTED };

struct execution {
    struct machine *machine;
    struct call *call; /* to be answered at the end; NULL: none */
    struct work work;
    struct thread *thread;
    bool express;
    bool doomed; /* its history is full: nothing of it goes on */
    int64_t memory;
    int64_t events; /* of its history */
    sim_time began;
    struct event ends; /* its time is over, or its history full */
    enum outcome outcome;
    struct fan *parent;               /* of a child; NULL */
    struct execution *before, *after; /* children of one fan */
    struct batch *batch;              /* a child's items; NULL */
};

/* ---- execution.c ---- */

/* What a call has started, which is answered at the end (NULL: it was already); a child
 * of this fan. */
void execution_begin(struct sim *, struct machine *, const struct work *, struct call *);
void child_begin(struct sim *, struct fan *, const struct work *, size_t items);
/* Its thread has come to its end. */
void execution_ended(struct sim *, struct execution *);
void execution_abort(struct sim *, struct execution *); /* a child whose Map has failed */
/* So many events more: at the most it fails, soon. */
void execution_events(struct sim *, struct execution *, int64_t more);

/* ---- thread.c ---- */

struct thread *thread_new(struct sim *, struct execution *, struct fan *, uint32_t scope);
/* From the first state of a scope on; it may end at once. */
void thread_begin(struct sim *, struct thread *, const struct work *, uint32_t scope,
                  sim_time delay);
void thread_go_on(struct sim *, struct thread *);
void thread_stop(struct sim *, struct thread *);
void thread_free(struct sim *, struct thread *);
/* Names of this visit of its state, of this execution of it. */
struct work thread_work(const struct thread *);
/* Goes on at `stage` after this time, which is counted as `part`; false: at once. */
bool thread_pauses(struct sim *, struct thread *, enum part_of_time part, sim_time,
                   enum stage);
void thread_waits(struct sim *, struct thread *); /* for an answer: from now on */
bool thread_fails(struct thread *, struct failure);

static inline const struct state *thread_state(const struct thread *t)
{
    return &t->machine->state[t->at];
}

/* ---- task.c: true: it has to wait ---- */

bool task_begin(struct sim *, struct thread *);
bool task_answered(struct sim *, struct thread *);
/* Whether an error is among these. */
bool errors_match(const struct asl_errors *, const struct failure *);

/* ---- fan.c ---- */

bool fan_begin(struct sim *, struct thread *); /* true: it has to wait */
void fan_lane_ended(struct sim *, struct thread *lane);
void fan_child_ended(struct sim *, struct fan *, const struct execution *);
void fan_stop(struct sim *, struct fan *);
void fan_adds_child(struct fan *, struct execution *);
struct machine *fan_machine(const struct fan *);
const struct state *fan_state(const struct fan *);

/* ---- transitions.c ---- */

void *transitions_start(struct sim *, struct account *);
/* Takes a transition, or stands in line for it: false. */
bool transition_taken(struct sim *, struct thread *);
void transition_given_up(struct sim *, struct thread *);

#endif
