/* thread.c - the life of a thread, state after state:
 *
 *   enter (a transition) -> entered -> act, by type -> leave -> enter the next .. -> over
 *                                      failed -> Retry: a transition, act again
 *                                             -> Catch: enter what catches it
 *                                             -> over, with the error
 */
#include <string.h>

#include "flow/ask.h"
#include "flow/usage.h"
#include "stepfunctions/machine.h"

/* ---- names and pauses ---- */

struct work thread_work(const struct thread *t)
{
    const struct state *s = thread_state(t);
    uint64_t visit = s->asl->repeats ? t->count[s->asl->nth] - 1 : 0;
    struct work work = work_child(&t->work, s->site, visit);

    if (t->executions > 0)
        work.try = name_try(t->work.try, s->site, visit, t->executions, 0);
    return work;
}

static void paused(struct sim *sim, void *ctx)
{
    struct thread *t = ctx;

    work_spent(&t->work, t->part, sim_now(sim) - t->began);
    thread_go_on(sim, t);
}

bool thread_pauses(struct sim *sim, struct thread *t, enum part_of_time part,
                   sim_time delay, enum stage then)
{
    t->stage = then;
    if (delay == 0)
        return false;
    t->part = part;
    t->began = sim_now(sim);
    sim_after(sim, &t->pause, delay, paused, t);
    return true;
}

void thread_waits(struct sim *sim, struct thread *t)
{
    t->began = sim_now(sim);
    t->spent_before = work_is_awaited(&t->work) ? t->work.spent->total : 0;
}

bool thread_fails(struct thread *t, struct failure failure)
{
    t->failure = failure;
    t->stage = STAGE_FAILED;
    return false;
}

/* ---- entering ---- */

static bool enter(struct sim *sim, struct thread *t)
{
    t->stage = STAGE_ENTERED;
    return !t->of->express && !transition_taken(sim, t);
}

static void count_visit(struct sim *sim, struct thread *t, const struct state *s)
{
    const struct asl_scope *scope = &t->machine->asl->scope[s->asl->scope];

    if (s->asl->repeats)
        t->count[s->asl->nth]++;
    memset(t->count + scope->repeating, 0, s->asl->retriers * sizeof *t->count);
    t->executions = t->waits = 0;
    t->entered = sim_now(sim);
    execution_events(sim, t->of, 1);
}

/* A circle that takes no time goes by the event set, which sees that nothing moves. */
static bool comes_round(struct sim *sim, struct thread *t)
{
    t->part = TIME_CALL;
    t->began = sim_now(sim);
    t->stage = STAGE_ACT;
    sim_after(sim, &t->pause, 0, paused, t);
    return true;
}

static bool entered(struct sim *sim, struct thread *t)
{
    const struct state *s = thread_state(t);
    struct machine *m = t->machine;
    struct work work;
    sim_time takes;

    meter_add(&m->self->meter[METRIC_TRANSITIONS], 1);
    meter_add(&s->meter[METRIC_STATE_TRANSITIONS], 1);
    if (!t->of->express) {
        m->moved++;
        usage_add(m->self, ITEM_TRANSITION, 1);
    }
    if (t->again) {
        meter_add(&s->meter[METRIC_RETRIES], 1);
    } else {
        count_visit(sim, t, s);
    }
    t->again = false;
    work = thread_work(t);
    takes = source_draw(sim, &m->transition_latency, &work);
    if (takes == 0 && s->asl->repeats && t->count[s->asl->nth] > 1)
        return comes_round(sim, t);
    return thread_pauses(sim, t, TIME_CALL, takes, STAGE_ACT);
}

/* ---- acting ---- */

/* One uniform for all ways; choice.count: none of them. */
static size_t chosen(struct sim *sim, const struct state *s, const struct work *work)
{
    double u = unit_of(draw_bits(&s->choice, work->who, 0)), sum = 0;
    size_t count = s->asl->choice.count, open = 0;

    for (size_t i = 0; i < count; i++) {
        if (!source_given(&s->share[i])) {
            open++;
            continue;
        }
        sum += source_value(sim, &s->share[i], work);
        if (u < sum)
            return i;
    }
    for (size_t i = 0, nth = 1; i < count; i++)
        if (!source_given(&s->share[i]) &&
            u < sum + (1 - sum) * (double)nth++ / (double)open)
            return i;
    return sum > 1 - 1e-9 ? count - 1 : count; /* rounding of the sum */
}

static bool wait_for(struct sim *sim, struct thread *t, const struct state *s)
{
    const struct work work = thread_work(t);
    sim_time wait = source_given(&s->duration) ? source_draw(sim, &s->duration, &work)
                                               : (sim_time)(s->asl->wait.value * 1e9);

    return thread_pauses(sim, t, TIME_WAIT, wait, STAGE_LEAVE);
}

/* True: it has to wait. */
static bool act(struct sim *sim, struct thread *t)
{
    const struct state *s = thread_state(t);

    t->stage = STAGE_LEAVE;
    switch (s->asl->type) {
    case ASL_TASK:
        return task_begin(sim, t);
    case ASL_CHOICE:
        break; /* it leaves by the way it chooses */
    case ASL_WAIT:
        return wait_for(sim, t, s);
    case ASL_FAIL:
        return thread_fails(
            t, (struct failure){"", s->asl->error ? s->asl->error : "States.TaskFailed"});
    case ASL_PARALLEL:
    case ASL_MAP:
        return fan_begin(sim, t);
    case ASL_PASS:
    case ASL_SUCCEED:
        break;
    }
    return false;
}

/* ---- leaving ---- */

static void leave_for(struct sim *sim, struct thread *t, const struct state *s,
                      uint32_t next)
{
    meter_observe(&s->meter[METRIC_STATE_TIME], sim_now(sim) - t->entered);
    execution_events(sim, t->of, 1);
    t->failure.name = NULL;
    t->at = next;
    t->stage = next == ASL_END ? STAGE_OVER : STAGE_ENTER;
}

static bool leave(struct sim *sim, struct thread *t)
{
    const struct state *s = thread_state(t);
    const struct work work = thread_work(t);
    size_t which;

    if (s->asl->type != ASL_CHOICE) {
        leave_for(sim, t, s, s->asl->next);
        return false;
    }
    which = chosen(sim, s, &work);
    if (which == s->asl->choice.count)
        return thread_fails(t, (struct failure){"", "States.NoChoiceMatched"});
    leave_for(sim, t, s, s->asl->choice.next[which]);
    return false;
}

/* ---- failing ---- */

static sim_time backoff(struct thread *t, const struct state *s,
                        const struct asl_retrier *r, uint32_t used)
{
    const struct work work = thread_work(t);
    double wait = (double)r->interval;
    double most = r->max_delay == ABSENT ? (double)LAW_LONGEST : (double)r->max_delay;

    for (uint32_t i = 0; i < used && wait < most; i++)
        wait *= r->backoff_rate;
    wait = wait < most ? wait : most;
    if (r->full_jitter)
        wait *= unit_of(draw_bits(&s->backoff, work.try, t->waits));
    t->waits++;
    return (sim_time)wait;
}

/* The first retrier that is for this error has the last word: if it is used up, or there
 * is none, the error is caught or not. */
static bool retries(struct sim *sim, struct thread *t, const struct state *s)
{
    uint32_t *used = t->count + t->machine->asl->scope[s->asl->scope].repeating;

    for (size_t i = 0; i < s->asl->retriers; i++) {
        const struct asl_retrier *r = &s->asl->retrier[i];
        sim_time wait;
        if (!errors_match(&r->on, &t->failure))
            continue;
        if (used[i] >= r->max_attempts)
            return false;
        wait = backoff(t, s, r, used[i]++);
        t->again = true;
        if (!thread_pauses(sim, t, TIME_RETRY_DELAY, wait, STAGE_ENTER))
            thread_pauses(sim, t, TIME_RETRY_DELAY, 1, STAGE_ENTER);
        return true;
    }
    return false;
}

static bool failed(struct sim *sim, struct thread *t)
{
    const struct state *s = thread_state(t);

    if (retries(sim, t, s))
        return true;
    meter_add(&s->meter[METRIC_STATE_FAILED], 1);
    if (s->asl->type == ASL_PARALLEL || s->asl->type == ASL_MAP)
        execution_events(sim, t->of, 1);
    for (size_t i = 0; i < s->asl->catchers; i++)
        if (errors_match(&s->asl->catcher[i].on, &t->failure)) {
            leave_for(sim, t, s, s->asl->catcher[i].next);
            return false;
        }
    meter_observe(&s->meter[METRIC_STATE_TIME], sim_now(sim) - t->entered);
    t->stage = STAGE_OVER;
    return false;
}

/* ---- the thread ---- */

/* True: it has to wait. */
static bool advance(struct sim *sim, struct thread *t)
{
    switch (t->stage) {
    case STAGE_ENTER:
        return enter(sim, t);
    case STAGE_ENTERED:
        return entered(sim, t);
    case STAGE_ACT:
        return act(sim, t);
    case STAGE_ANSWERED:
        return task_answered(sim, t);
    case STAGE_LEAVE:
        return leave(sim, t);
    case STAGE_FAILED:
        return failed(sim, t);
    case STAGE_OVER:
        break;
    }
    return false;
}

void thread_go_on(struct sim *sim, struct thread *t)
{
    while (!t->of->doomed && t->stage != STAGE_OVER)
        if (advance(sim, t))
            return;
    if (t->of->doomed)
        return;
    if (t->lane_of) /* t is gone after either */
        fan_lane_ended(sim, t);
    else
        execution_ended(sim, t->of);
}

struct thread *thread_new(struct sim *sim, struct execution *of, struct fan *lane_of,
                          uint32_t scope)
{
    const struct asl *asl = of->machine->asl;
    size_t counts = asl->scope[scope].repeating + asl->most_retriers;
    size_t size = sizeof(struct thread) + counts * sizeof(uint32_t);
    struct thread *t = sim_get(sim, size);

    t->size = size;
    t->of = of;
    t->machine = of->machine;
    t->lane_of = lane_of;
    return t;
}

void thread_begin(struct sim *sim, struct thread *t, const struct work *work,
                  uint32_t scope, sim_time delay)
{
    const struct asl_scope *s = &t->machine->asl->scope[scope];

    memset(t->count, 0, s->repeating * sizeof *t->count);
    t->work = *work;
    t->at = s->start;
    t->failure.name = NULL;
    if (!thread_pauses(sim, t, TIME_CALL, delay, STAGE_ENTER))
        thread_go_on(sim, t);
}

void thread_free(struct sim *sim, struct thread *t)
{
    sim_put(sim, t, t->size);
}

void thread_stop(struct sim *sim, struct thread *t)
{
    struct work below = work_below(&t->work);
    bool waits = t->asked.call || t->asked.tries || t->fan;

    if (event_pending(&t->pause)) {
        sim_cancel(sim, &t->pause);
        work_spent(&t->work, t->part, sim_now(sim) - t->began);
    }
    transition_given_up(sim, t);
    if (t->asked.call || t->asked.tries)
        ask_forget(sim, t->asked);
    if (t->fan)
        fan_stop(sim, t->fan);
    t->asked = (struct under_way){0};
    t->fan = NULL;
    if (waits)
        work_abandon(&below, t->spent_before, sim_now(sim) - t->began);
    t->stage = STAGE_OVER;
}
