/* asl.h - a state machine of the Amazon States Language, as far as capacity goes.
 *
 * Which state comes after which, what a task calls, how long it may take, what is tried
 * again or caught, how many work side by side: that is read and checked.  Paths,
 * parameters, results, conditions and JSONata are data, which the simulation has not.
 */
#ifndef STEPFUNCTIONS_ASL_H
#define STEPFUNCTIONS_ASL_H

#include "config/field.h"
#include "sim/sim.h"

enum asl_type {
    ASL_PASS,
    ASL_TASK,
    ASL_CHOICE,
    ASL_WAIT,
    ASL_SUCCEED,
    ASL_FAIL,
    ASL_PARALLEL,
    ASL_MAP,
};

enum asl_pattern {               /* when a task's call is done */
                   ASL_RESPONSE, /* with its answer */
                   ASL_SYNC,     /* .sync: when the job it began has ended */
                   ASL_TOKEN, /* .waitForTaskToken: when somebody has sent the token back
                               */
                   ASL_ACTIVITY, /* when a worker that polls for it has done it */
};

#define ASL_END UINT32_MAX /* as the next state: there is none */

struct asl_errors { /* ErrorEquals */
    size_t count;
    const char **name;
};

struct asl_retrier {
    struct asl_errors on;
    sim_time interval, max_delay; /* max_delay ABSENT: no cap */
    int64_t max_attempts;         /* retries */
    double backoff_rate;
    bool full_jitter;
};

struct asl_catcher {
    struct asl_errors on;
    const char *next_name;
    uint32_t next;
};

/* A number that may stand elsewhere: in the input (a path) or in JSONata. */
struct asl_number {
    bool given, dynamic;
    double value;
};

struct asl_task {
    const char *resource;       /* as written */
    const char *service, *call; /* "dynamodb", "putItem"; NULL: an ARN or "${..}" */
    const char *refers;         /* "ReserveArn" of the ${ReserveArn} that names what is
                                   called; NULL: nothing does */
    bool is_event;              /* Lambda: "InvocationType": "Event" */
    enum asl_pattern pattern;
    struct asl_number timeout, heartbeat; /* s */
};

struct asl_choice {
    size_t count; /* different states to go to, Default the last of them if given */
    const char **next_name;
    uint32_t *next;
    bool has_default;
};

struct asl_map {
    bool distributed, express; /* the children of a distributed one are Express */
    struct asl_number max_concurrency, items_per_batch, tolerated_count, tolerated_share;
    int64_t items; /* of a literal list; ABSENT */
};

struct asl_state {
    const char *name;
    struct where at;
    enum asl_type type;
    uint32_t scope;
    const char *next_name; /* NULL: none */
    uint32_t next;
    struct asl_number wait; /* s */
    const char *error;      /* Fail: its name; NULL: none that is known */
    struct asl_task task;
    struct asl_choice choice;
    struct asl_map map;
    uint32_t inner, inners; /* scopes of the branches; of a Map one */
    size_t retriers, catchers;
    struct asl_retrier *retrier;
    struct asl_catcher *catcher;
    bool repeats; /* may be entered again in one pass through its scope .. */
    uint32_t nth; /* .. and is the nth such one of its scope */
};

struct asl_scope { /* states among which transitions stay */
    const char *start_name;
    struct where at;
    uint32_t start;
    uint32_t owner; /* the state whose branch it is; ASL_END: the machine itself */
    uint32_t repeating;
    size_t count;
    uint32_t *state;
};

struct asl {
    size_t states, scopes;
    struct asl_state *state;
    struct asl_scope *scope;   /* [0]: the machine's own */
    struct asl_number timeout; /* s */
    size_t most_retriers;      /* of one state */
    uint32_t *sorted;          /* states by name */
};

/* NULL after messages.  `owner`: "stepfunctions.process", for messages. */
const struct asl *asl_read(const struct node *root, const char *owner, struct arena *,
                           struct diag *);
/* The state's number; ASL_END: there is none of that name. */
uint32_t asl_find(const struct asl *, const char *name);
/* The one most like it, or NULL. */
const char *asl_nearest(const struct asl *, const char *name);

/* ---- shared by asl*.c ---- */

struct asl_reading {
    struct asl *asl;
    const char *owner;
    struct arena *arena;
    struct diag *diag;
    bool wrong; /* something was complained of: there is no machine */
};

/* Of a Task's Resource and what its parameters name. */
bool asl_read_task(struct asl_reading *, struct asl_state *, const struct node *);
/* Names to numbers, and what has to be reached.  False after messages. */
bool asl_connect(struct asl_reading *);

__attribute__((format(printf, 3, 4))) bool asl_wrong(struct asl_reading *, struct where,
                                                     const char *fmt, ...);
/* A member that is a text; NULL: there is none, or after a message. */
const char *asl_text(struct asl_reading *, const struct node *, const char *name);
/* `name`, or `name`Path, or JSONata. */
bool asl_number(struct asl_reading *, const struct node *, const char *name,
                struct asl_number *);

#endif
