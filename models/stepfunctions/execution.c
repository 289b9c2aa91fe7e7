/* execution.c - the life of an execution, and of a child of a distributed Map:
 *
 *   begun -> its thread .. -> ended, or out of time, or its history full -> charged
 *   -> whoever waits is answered
 */
#include "flow/limit.h"
#include "flow/usage.h"
#include "stepfunctions/machine.h"

static void finish(struct sim *, struct execution *, enum outcome);

/* ---- out of time, out of history ---- */

static void out_of_time(struct sim *sim, void *ctx)
{
    struct execution *x = ctx;

    thread_stop(sim, x->thread);
    finish(sim, x, x->doomed ? OUTCOME_FAILED : OUTCOME_TIMED_OUT);
}

void execution_events(struct sim *sim, struct execution *x, int64_t more)
{
    x->events += more;
    if (x->express || x->doomed || x->events < x->machine->history->size)
        return;
    x->doomed = true;
    limit_rejected(sim, x->machine->history, 1);
    sim_after(sim, &x->ends, 0, out_of_time, x);
}

/* ---- beginning ---- */

static sim_time longest(const struct execution *x)
{
    const struct stepfunctions_account *a = x->machine->account;
    const struct asl_number *said = &x->machine->asl->timeout;
    sim_time most = x->express ? a->express_most : a->standard_most;
    double own = said->value * 1e9;

    return !x->parent && said->given && own < (double)most ? (sim_time)own : most;
}

static struct execution *begun(struct sim *sim, struct machine *m,
                               const struct work *work)
{
    struct execution *x = sim_get(sim, sizeof *x);

    x->machine = m;
    x->work = *work;
    x->began = sim_now(sim);
    root_hold(work->root);
    return x;
}

static void charge_start(const struct execution *x)
{
    if (x->express)
        usage_add(x->machine->self, ITEM_REQUEST, 1);
}

static void runs(struct sim *sim, struct execution *x, uint32_t scope, sim_time delay)
{
    charge_start(x);
    if (!x->express)
        limit_passed(x->machine->history);
    x->events = 1;
    sim_after(sim, &x->ends, longest(x), out_of_time, x);
    x->thread = thread_new(sim, x, NULL, scope);
    x->thread->batch = x->batch;
    thread_begin(sim, x->thread, &x->work, scope, delay);
}

void execution_begin(struct sim *sim, struct machine *m, const struct work *work,
                     struct call *call)
{
    struct execution *x = begun(sim, m, work);
    sim_time delay = source_draw(sim, &m->start_latency, work);
    struct meter *meter = m->self->meter;

    x->call = call;
    x->express = m->config->type == TYPE_EXPRESS;
    x->memory = m->config->memory_used;
    m->begun++;
    meter_add(&meter[METRIC_STARTED], 1);
    meter_set(&meter[METRIC_OPEN], sim_now(sim), ++m->open);
    if (!x->express)
        limit_enter(sim, m->shared->open, 1);
    runs(sim, x, 0, delay);
}

/* ---- children ---- */

/* Of the states inside, the most that is said. */
static int64_t memory_of(const struct machine *m, const struct state *map)
{
    int64_t most = map->said->memory_used;

    for (size_t i = 0; i < m->asl->states; i++)
        if (m->asl->state[i].scope == map->asl->inner &&
            m->state[i].said->memory_used > most)
            most = m->state[i].said->memory_used;
    return most == ABSENT ? m->config->memory_used : most;
}

/* Its items have their own names, so their work is the same however they are batched. */
static void fill_batch(struct sim *sim, struct execution *x, const struct state *map,
                       size_t items)
{
    struct batch *b = batch_new(sim, items);

    x->batch = b;
    for (size_t i = 0; i < items; i++) {
        struct work own = work_child(&x->work, name_text("item"), i);
        struct item *item = &b->item[i];
        item->root = own.root;
        item->who = own.who;
        item->try = own.try;
        if (source_given(&map->item_size))
            item->bytes = source_draw(sim, &map->item_size, &own);
        if (source_given(&map->key))
            item->key = source_key(sim, &map->key, &own);
        b->bytes += item->bytes;
    }
}

void child_begin(struct sim *sim, struct fan *fan, const struct work *work, size_t items)
{
    struct machine *m = fan_machine(fan);
    const struct state *map = fan_state(fan);
    struct execution *x = begun(sim, m, work);
    sim_time delay = source_draw(sim, &m->start_latency, work);

    x->express = map->asl->map.express;
    x->memory = memory_of(m, map);
    m->children_begun++;
    meter_add(&m->self->meter[METRIC_CHILDREN], 1);
    fan_adds_child(fan, x);
    fill_batch(sim, x, map, items);
    runs(sim, x, map->asl->inner, delay);
}

/* ---- ending ---- */

/* Express: pieces of 64 MB for pieces of 100 ms, one of each at least. */
static void charge_time(struct sim *sim, const struct execution *x)
{
    sim_time took = sim_now(sim) - x->began;
    int64_t times = (took + BILLED_PIECE - 1) / BILLED_PIECE;
    int64_t pieces = (x->memory + MEMORY_PIECE - 1) / MEMORY_PIECE;

    times = times > 1 ? times : 1;
    usage_add(x->machine->self, ITEM_GB_SECOND, times * pieces);
    if (!x->parent)
        meter_observe(&x->machine->self->meter[METRIC_BILLED], times * BILLED_PIECE);
}

static void answer(struct sim *sim, const struct execution *x)
{
    struct call *call = x->call;
    sim_time seen = 0;

    if (call->action == ACTION_START_AND_WAIT)
        seen = source_draw(sim, &x->machine->completion_latency, &x->work);
    work_spent(&call->work, TIME_CALL, seen);
    if (x->outcome != OUTCOME_SUCCEEDED)
        call->error = x->outcome == OUTCOME_TIMED_OUT ? "States.Timeout"
                      : x->thread->failure.name       ? x->thread->failure.name
                                                      : "States.Runtime";
    call_reply(sim, call, x->outcome == OUTCOME_SUCCEEDED ? CALL_OK : CALL_FAILED, seen);
}

static void count_end(struct sim *sim, const struct execution *x)
{
    static const int by_outcome[] = {[OUTCOME_SUCCEEDED] = METRIC_SUCCEEDED,
                                     [OUTCOME_FAILED] = METRIC_FAILED,
                                     [OUTCOME_TIMED_OUT] = METRIC_TIMED_OUT,
                                     [OUTCOME_ABORTED] = METRIC_FAILED};
    struct machine *m = x->machine;
    struct meter *meter = m->self->meter;

    m->ended++;
    meter_add(&meter[by_outcome[x->outcome]], 1);
    meter_observe(&meter[METRIC_TIME], sim_now(sim) - x->began);
    meter_observe(&meter[METRIC_AGE], sim_now(sim) - x->work.root->born);
    meter_set(&meter[METRIC_OPEN], sim_now(sim), --m->open);
    if (x->express)
        return;
    meter_observe(&meter[METRIC_HISTORY], x->events);
    limit_reached(sim, m->history, (double)x->events / (double)m->history->size);
    limit_leave(sim, m->shared->open, 1);
}

static void count_child_end(const struct execution *x)
{
    x->machine->children_ended++;
    if (x->outcome == OUTCOME_FAILED || x->outcome == OUTCOME_TIMED_OUT)
        meter_add(&x->machine->self->meter[METRIC_CHILDREN_FAILED], 1);
}

static void release(struct sim *sim, struct execution *x)
{
    struct root *root = x->work.root;

    thread_free(sim, x->thread);
    if (x->batch)
        batch_drop(sim, x->batch);
    sim_put(sim, x, sizeof *x);
    root_drop(sim, root);
}

static void finish(struct sim *sim, struct execution *x, enum outcome outcome)
{
    struct fan *parent = x->parent;

    x->outcome = outcome;
    x->events++;
    sim_cancel(sim, &x->ends);
    if (x->express)
        charge_time(sim, x);
    if (parent)
        count_child_end(x);
    else
        count_end(sim, x);
    if (x->call)
        answer(sim, x);
    if (parent) /* which may go on, and end others */
        fan_child_ended(sim, parent, x);
    release(sim, x);
}

void execution_ended(struct sim *sim, struct execution *x)
{
    finish(sim, x, x->thread->failure.name ? OUTCOME_FAILED : OUTCOME_SUCCEEDED);
}

void execution_abort(struct sim *sim, struct execution *x)
{
    thread_stop(sim, x->thread);
    finish(sim, x, OUTCOME_ABORTED);
}
