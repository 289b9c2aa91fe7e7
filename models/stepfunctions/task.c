/* task.c - what a Task does: it calls a resource and hears of it, or takes its time.
 *
 *   dispatched -> call -> answered -> (.waitForTaskToken: until the token is back) ->
 * done
 *              -> a job, a worker, a service that is not simulated: its duration -> done
 *
 * TimeoutSeconds runs from the start of the call, dispatch_latency is before it (the
 * guide, 2021-08: it starts when the task is started).
 */
#include <string.h>

#include "stepfunctions/machine.h"

/* ---- errors by their names ---- */

struct naming { /* how errors of a room are called by Step Functions */
    const char *room, *service;
    const char *throttled, *failed; /* where the callee gives no name */
};

/* The guide's error-handling and integration pages, 2021-08 and 2026; Lambda.Unknown for
 * what has no name; http: HTTP Tasks, 2023-11.  The throttles of EventBridge, SNS and
 * SQS are [A]. */
static const struct naming namings[] = {
    {"dynamodb", "DynamoDB.", "ProvisionedThroughputExceededException",
     "InternalServerErrorException"},
    {"events", "EventBridge.", "ThrottlingException", "FailedEntry"},
    {"http", "States.Http.", "StatusCode.429", "StatusCode.500"},
    {"lambda", "Lambda.", "TooManyRequestsException", "Unknown"},
    {"sns", "SNS.", "ThrottledException", "AmazonSNSException"},
    {"sqs", "SQS.", "RequestThrottledException", "AmazonSQSException"},
    {"stepfunctions", "StepFunctions.", "ExecutionLimitExceeded", NULL},
    {NULL, "", "States.TaskFailed", "States.TaskFailed"},
};

static const struct naming *naming_of(const struct model *to)
{
    const struct naming *n = namings;

    while (n->room && strcmp(n->room, to->name) != 0)
        n++;
    return n;
}

/* What a function raises, and what an outside service is said to answer, has the name
 * that it gives itself; other names are the service's. */
static struct failure named_failure(const struct model *to, const struct naming *n,
                                    const struct answer *answer)
{
    bool own = answer->error && (to->errors_are_answers || strcmp(to->name, "http") == 0);
    const char *name = answer->error ? answer->error : n->failed;

    if (strcmp(to->name, "stepfunctions") == 0) /* a child execution that failed */
        return (struct failure){"", "States.TaskFailed"};
    return (struct failure){own ? "" : n->service, name};
}

static struct failure failure_of(const struct model *to, const struct answer *answer)
{
    const struct naming *n = naming_of(to);

    switch (answer->status) {
    case CALL_OK:
        break;
    case CALL_TIMED_OUT:
        return (struct failure){"", "States.Timeout"};
    case CALL_THROTTLED:
        return (struct failure){n->service, answer->error ? answer->error : n->throttled};
    case CALL_FAILED:
    case CALL_REFUSED:
    case CALL_STATUSES:
        return named_failure(to, n, answer);
    }
    return (struct failure){0};
}

static bool is_called(const struct failure *failure, const char *name)
{
    size_t length = strlen(failure->service);

    return strncmp(name, failure->service, length) == 0 &&
           strcmp(name + length, failure->name) == 0;
}

/* States.TaskFailed is any error but a time-out, States.ALL is any (States Language,
 * 2024-11). */
bool errors_match(const struct asl_errors *on, const struct failure *failure)
{
    bool timeout = is_called(failure, "States.Timeout");

    for (size_t i = 0; i < on->count; i++)
        if (strcmp(on->name[i], "States.ALL") == 0 || is_called(failure, on->name[i]) ||
            (!timeout && strcmp(on->name[i], "States.TaskFailed") == 0))
            return true;
    return false;
}

/* ---- that calls nobody ---- */

/* The duration of a job, a token or a service, cut by what is left of the time-out. */
static bool lasts(struct sim *sim, struct thread *t, sim_time dispatch,
                  const struct source *duration)
{
    const struct state *s = thread_state(t);
    const struct work work = thread_work(t);
    enum part_of_time part = s->asl->task.pattern == ASL_RESPONSE ? TIME_CALL : TIME_WAIT;
    sim_time takes = source_draw(sim, duration, &work);
    sim_time left = t->task_began + s->said->ask.timeout - sim_now(sim) - dispatch;

    if (s->asl->task.pattern == ASL_SYNC)
        takes += source_draw(sim, &t->machine->completion_latency, &work);
    if (s->said->ask.timeout <= 0 || takes < left) {
        if (source_given(&s->error_rate) && source_coin(sim, &s->error_rate, &work))
            t->failure = (struct failure){"", s->said->error};
    } else {
        takes = left > 0 ? left : 0;
        t->failure = (struct failure){"", "States.Timeout"};
    }
    t->executions++;
    return thread_pauses(sim, t, part, dispatch + takes,
                         t->failure.name ? STAGE_FAILED : STAGE_LEAVE);
}

/* ---- that calls ---- */

static void answered(struct sim *sim, const struct answer *answer, void *ctx)
{
    struct thread *t = ctx;
    const struct state *s = thread_state(t);

    t->asked = (struct under_way){0};
    t->failure = failure_of(target_service(sim, &s->said->ask.to)->model, answer);
    /* A throttled try is no execution (methods.md 1). */
    t->executions += answer->status != CALL_THROTTLED;
    t->stage = STAGE_ANSWERED;
    thread_go_on(sim, t);
}

static bool calls(struct sim *sim, struct thread *t, sim_time dispatch)
{
    const struct state *s = thread_state(t);
    const struct asking asking = {
        .parent = &t->work,
        .iteration = s->asl->repeats ? t->count[s->asl->nth] - 1 : 0,
        .executions = t->executions,
        .delay = dispatch,
        .batch = t->batch,
        .answered = answered,
        .ctx = t,
    };

    thread_waits(sim, t);
    t->asked = site_ask_begin(sim, s->asks, &asking);
    work_spent(&t->work, TIME_CALL, dispatch); /* it rides */
    return true;
}

bool task_begin(struct sim *sim, struct thread *t)
{
    const struct state *s = thread_state(t);
    const struct work work = thread_work(t);
    sim_time dispatch = source_draw(sim, &t->machine->dispatch_latency, &work);
    bool own = source_given(&s->duration);

    t->failure.name = NULL;
    t->task_began = sim_now(sim) + dispatch;
    /* scheduled, started, and for all that is not a plain answer: submitted */
    execution_events(
        sim, t->of, s->asl->task.service && s->asl->task.pattern != ASL_RESPONSE ? 3 : 2);
    if (s->asks)
        return calls(sim, t, dispatch);
    execution_events(sim, t->of, 1); /* how it will have ended */
    return lasts(sim, t, dispatch, own ? &s->duration : &t->machine->service_duration);
}

bool task_answered(struct sim *sim, struct thread *t)
{
    const struct state *s = thread_state(t);

    execution_events(sim, t->of, 1);
    if (t->failure.name)
        return thread_fails(t, t->failure);
    t->stage = STAGE_LEAVE;
    if (s->asl->task.pattern == ASL_TOKEN) {
        t->executions--; /* it is one execution, with the wait for its token */
        return lasts(sim, t, 0, &s->duration);
    }
    return false;
}
