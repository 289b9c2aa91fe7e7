/* transitions.c - the account's bucket of state transitions, which Standard executions of
 * all its state machines share: who finds it empty waits in line [A: the guide names the
 * metric, ExecutionThrottled, and not what happens].
 */
#include <stddef.h>

#include "flow/limit.h"
#include "stepfunctions/machine.h"

static struct thread *thread_in(struct waiting *w)
{
    return (struct thread *)((char *)w - offsetof(struct thread, line));
}

static void in_line(struct sim *sim, struct shared *s, int64_t change)
{
    s->in_line += change;
    meter_set(&s->account->meter[METRIC_WAITING], sim_now(sim), s->in_line);
}

static void leave_line(struct sim *sim, struct shared *s, struct thread *t)
{
    t->line.next->prev = t->line.prev;
    t->line.prev->next = t->line.next;
    t->line.next = NULL;
    in_line(sim, s, -1);
    work_spent(&t->work, TIME_THROTTLE_WAIT, sim_now(sim) - t->began);
}

static void take(struct sim *sim, struct thread *t)
{
    limit_take(sim, t->machine->shared->transition, TOKEN);
    t->machine->granted++;
}

static void refilled(struct sim *, void *ctx);

static void wait_for_refill(struct sim *sim, struct shared *s)
{
    sim_time wait = limit_wait(sim, s->transition, TOKEN);

    if (wait != SIM_FOREVER && !event_pending(&s->refill))
        sim_after(sim, &s->refill, wait, refilled, s);
}

static void refilled(struct sim *sim, void *ctx)
{
    struct shared *s = ctx;

    while (s->line.next != &s->line && limit_has_tokens(sim, s->transition, TOKEN)) {
        struct thread *t = thread_in(s->line.next);
        leave_line(sim, s, t);
        if (t->of->doomed) /* it ends at this instant */
            continue;
        meter_observe(&t->machine->self->meter[METRIC_WAIT], sim_now(sim) - t->began);
        take(sim, t);
        t->stage = STAGE_ENTERED;
        thread_go_on(sim, t);
    }
    if (s->line.next != &s->line)
        wait_for_refill(sim, s);
}

bool transition_taken(struct sim *sim, struct thread *t)
{
    struct shared *s = t->machine->shared;

    if (s->line.next == &s->line && limit_has_tokens(sim, s->transition, TOKEN)) {
        take(sim, t);
        return true;
    }
    limit_delayed(sim, s->transition, 1);
    meter_add(&t->machine->self->meter[METRIC_THROTTLED], 1);
    t->began = sim_now(sim);
    t->line.next = &s->line;
    t->line.prev = s->line.prev;
    s->line.prev->next = &t->line;
    s->line.prev = &t->line;
    in_line(sim, s, 1);
    wait_for_refill(sim, s);
    return false;
}

void transition_given_up(struct sim *sim, struct thread *t)
{
    if (t->line.next)
        leave_line(sim, t->machine->shared, t);
}

void *transitions_start(struct sim *sim, struct account *account)
{
    const struct stepfunctions_account *c = account->config;
    struct shared *s = sim_get(sim, sizeof *s);

    s->account = account;
    s->line.next = s->line.prev = &s->line;
    s->start = account->limit[LIMIT_START];
    s->express_start = account->limit[LIMIT_EXPRESS_START];
    s->transition = account->limit[LIMIT_TRANSITION];
    s->open = account->limit[LIMIT_OPEN];
    limit_set_bucket(sim, s->start, c->start_rate, (double)c->start_bucket, 1);
    limit_set_bucket(sim, s->express_start, c->express_start_rate,
                     (double)c->express_start_bucket, 1);
    limit_set_bucket(sim, s->transition, c->transition_rate, (double)c->transition_bucket,
                     1);
    limit_set_level(sim, s->open, c->open_most);
    return s;
}
