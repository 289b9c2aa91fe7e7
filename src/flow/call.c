/* call.c - the life of a call, in the order it is lived:
 *
 *   call_new -> call_send -> call_arrived -> [the callee works] -> call_reply ->
 * came_back
 *
 * with one event, which is the arrival, then the deadline, then the return.  At the
 * deadline (deadline_passed) the caller is told and the call lives on until its callee
 * replies (ended_late).  A deadline that falls on the way down fires first and the same
 * event is then armed again as the arrival.  A deadline and a return at one instant: too
 * late.
 */
#include "flow/call.h"

#include "flow/limit.h"

/* ---- roots ---- */

struct root *root_new(struct sim *sim, struct service *client, uint64_t who,
                      uint64_t ordinal, sim_time born)
{
    struct root *root = sim_get(sim, sizeof *root);
    struct world *world = world_of(sim);

    root->client = client;
    root->who = who;
    root->ordinal = ordinal;
    root->born = born;
    root->holders = 1;
    world->open++;
    world->ledger->begun++;
    return root;
}

struct root *root_of_service(struct sim *sim, struct service *self)
{
    struct root *root = sim_get(sim, sizeof *root);

    root->client = self;
    root->who = name_text(self->address);
    root->born = sim_now(sim);
    root->holders = 1; /* the service, for ever */
    return root;
}

void root_complete(struct sim *sim, struct root *root)
{
    struct world *world = world_of(sim);
    struct branch *branch = root->branches;

    if (root->client->model->completed)
        root->client->model->completed(sim, root->client, root);
    while (branch) {
        struct branch *next = branch->next;
        sim_put(sim, branch, sizeof *branch);
        branch = next;
    }
    sim_put(sim, root, sizeof *root);
    world->open--;
    world->ledger->completed++;
}

/* ---- calls ---- */

struct batch *batch_new(struct sim *sim, size_t items)
{
    struct batch *batch = sim_get(sim, sizeof *batch);

    batch->holders = 1;
    batch->count = batch->room = items;
    batch->item = sim_get(sim, items * sizeof *batch->item);
    return batch;
}

void batch_drop(struct sim *sim, struct batch *batch)
{
    assert(batch->holders > 0);
    if (--batch->holders > 0)
        return;
    sim_put(sim, batch->item, batch->room * sizeof *batch->item);
    sim_put(sim, batch, sizeof *batch);
}

static void give_back(struct sim *sim, struct call *call)
{
    struct root *root = call->work.root;

    if (call->holds_batch)
        batch_drop(sim, call->batch);
    sim_put(sim, call, sizeof *call);
    world_of(sim)->ledger->calls--;
    root_drop(sim, root);
}

/* The done of a call that nobody waits for. */
void call_unheard(struct sim *sim, struct call *call, void *ctx)
{
    (void)sim;
    (void)call;
    (void)ctx;
}

static bool is_traced(const struct sim *sim)
{
    return world_of(sim)->trace != NULL;
}

/* One line an arrival or reply, for golden traces: time, service, what, root. */
static void trace(const struct sim *sim, const struct call *call, const char *what)
{
    const struct world *world = world_of(sim);

    fprintf(world->trace, "%lld %s %s %llu\n", (long long)(sim_now(sim) - world->origin),
            call->to->address, what, (unsigned long long)call->work.root->ordinal);
}

static const char *action_name(const struct call *call)
{
    const char *const *actions = call->to->model->actions;

    return actions ? actions[call->action] : "call";
}

static const char *status_name(enum call_status status)
{
    static const char *const name[CALL_STATUSES] = {
        [CALL_OK] = "ok",
        [CALL_THROTTLED] = "throttled",
        [CALL_TIMED_OUT] = "timed_out",
        [CALL_FAILED] = "failed",
        [CALL_REFUSED] = "refused",
    };

    return name[status];
}

/* Takes `done` out, so that it cannot come twice. */
static void tell(struct sim *sim, struct call *call)
{
    call_fn *done = call->done;

    call->done = NULL;
    done(sim, call, call->ctx);
}

static void ended_late(struct sim *sim, void *ctx)
{
    struct call *call = ctx;

    call->to->traffic.late++;
    give_back(sim, call);
}

static void deadline_passed(struct sim *sim, void *ctx)
{
    struct call *call = ctx;
    sim_time now = sim_now(sim);

    call->status = CALL_TIMED_OUT;
    call->limit = NULL;
    call->error = NULL;
    call->to->traffic.timed_out++;
    work_abandon(&call->work, call->ahead, now);
    if (call->stage == STAGE_OUT)
        sim_at(sim, &call->step, call->deadline, call_arrived, call);
    if (call->stage == STAGE_BACK)
        sim_at(sim, &call->step, call->back > now ? call->back : now, ended_late, call);
    tell(sim, call);
}

void call_arrived(struct sim *sim, void *ctx)
{
    struct call *call = ctx;

    call->stage = STAGE_THERE;
    call->to->traffic.arrived++;
    if (is_traced(sim))
        trace(sim, call, action_name(call));
    call->to->model->accept(sim, call->to, call);
    if (call->stage == STAGE_THERE && call->done && call->deadline)
        sim_at(sim, &call->step, call->deadline, deadline_passed, call);
}

/* To be given up on the way down; afterwards `deadline` is when it arrives. */
void call_send_slowly(struct sim *sim, struct call *call, sim_time there)
{
    sim_at(sim, &call->step, call->deadline, deadline_passed, call);
    call->deadline = there;
}

static void came_back(struct sim *sim, void *ctx)
{
    struct call *call = ctx;

    call->to->traffic.answered++;
    if (call->work.depth == SPENT_DEPTH) /* too deep for accounts of its own */
        work_settle(&call->work, call->ahead, sim_now(sim));
    tell(sim, call);
    give_back(sim, call);
}

static inline void reply(struct sim *sim, struct call *call, enum call_status status,
                         sim_time delay)
{
    sim_time end = sim_now(sim) + delay, home = end + call->back;

    assert(call->stage == STAGE_THERE && delay >= 0);
    call->stage = STAGE_BACK;
    call->to->traffic.replied++;
    if (!call->done) { /* given up */
        sim_at(sim, &call->step, end, ended_late, call);
    } else if (call->deadline && home >= call->deadline) {
        call->back = end; /* until then the work goes on */
        if (!event_pending(&call->step))
            sim_at(sim, &call->step, call->deadline, deadline_passed, call);
    } else {
        call->status = (uint8_t)status;
        if (home == sim_now(sim))
            fetch_ahead(call->ctx, sizeof *call); /* nobody foresees it */
        sim_at(sim, &call->step, home, came_back, call);
    }
}

/* Out of line, as all that is rare: it would cost every reply the saving of registers. */
__attribute__((noinline)) static void
reply_traced(struct sim *sim, struct call *call, enum call_status status, sim_time delay)
{
    trace(sim, call, status_name(status));
    reply(sim, call, status, delay);
}

void call_reply(struct sim *sim, struct call *call, enum call_status status,
                sim_time delay)
{
    if (is_traced(sim))
        reply_traced(sim, call, status, delay);
    else
        reply(sim, call, status, delay);
}

void call_turn_away(struct sim *sim, struct call *call, struct limit *limit)
{
    limit_rejected(sim, limit, 1);
    limit->refusals++;
    call->to->traffic.refused++;
    if (!call->limit)
        call->limit = limit;
}

void call_refuse(struct sim *sim, struct call *call, struct limit *limit, sim_time delay)
{
    call_turn_away(sim, call, limit);
    call_reply(sim, call, CALL_THROTTLED, delay);
}

bool call_is_awaited(const struct call *call)
{
    return call->done && call->done != call_unheard;
}

void call_observe_age(const struct call *call, struct meter *age, sim_time at)
{
    const struct batch *batch = call->batch;

    if (!batch)
        meter_observe(age, at - call->work.root->born);
    for (size_t i = 0; batch && i < batch->count; i++)
        meter_observe(age, at - batch->item[i].root->born);
}

/* ---- what is ahead ---- */

bool call_foresee(const struct event *ev)
{
    const struct call *call = ev->ctx;
    bool back = ev->fn == came_back || ev->fn == deadline_passed;

    if (!back && ev->fn != call_arrived && ev->fn != ended_late)
        return false;
    fetch_ahead(call->work.root, ROOT_IN_USE);
    /* on the way back, of whoever waits: a walk, a call */
    fetch_ahead(back ? call->ctx : call, sizeof *call);
    return true;
}
