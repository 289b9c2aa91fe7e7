/* fan.c - the branches of a Parallel, the iterations of a Map, the children of a
 * distributed one: so many at once as there may be, one after another in each lane.
 *
 *   begin -> run (lanes begin, or children at their rate) .. -> one ended -> run
 *   -> all have ended, or too many failed: over
 *
 * An iteration that begins when another has ended goes on in that one's account of time:
 * the lane that ends last has been waited for from the beginning.
 */
#include <math.h>

#include "flow/source.h"
#include "stepfunctions/machine.h"

struct fan {
    struct thread *of;
    const struct state *state;
    struct work work; /* the state's visit: its children's names are below it */
    uint64_t next, count, running, window;
    int64_t items, left, per_child; /* of a distributed Map; left: not given out yet */
    int64_t failed_items;
    bool busy, failing;
    struct failure failure;
    struct thread *lanes, *idle, *last;
    struct execution *children;
    struct event dispatch;
    sim_time every, free_at; /* a child may begin */
};

static bool step(struct sim *, struct fan *);

static bool is_distributed(const struct fan *f)
{
    return f->state->asl->map.distributed;
}

/* ---- beginning ---- */

static struct thread *lane_for(struct sim *sim, struct fan *f, uint32_t scope)
{
    struct thread *lane = f->idle;

    if (lane) {
        f->idle = lane->idle;
        return lane;
    }
    lane = thread_new(sim, f->of->of, f, scope);
    lane->work = work_branch(sim, &f->of->work);
    lane->batch = f->of->batch;
    lane->beside = f->lanes;
    f->lanes = lane;
    return lane;
}

static void lane_begins(struct sim *sim, struct fan *f)
{
    bool parallel = f->state->asl->type == ASL_PARALLEL;
    uint32_t scope = f->state->asl->inner + (parallel ? (uint32_t)f->next : 0);
    struct thread *lane = lane_for(sim, f, scope);
    struct work work = lane->work;

    work_name(&work, &f->work, name_text(parallel ? "branch" : "item"), f->next);
    f->next++;
    f->running++;
    if (!parallel)
        execution_events(sim, f->of->of, 1);
    thread_begin(sim, lane, &work, scope, 0);
}

static void child_begins(struct sim *sim, struct fan *f)
{
    struct work work = f->work;
    int64_t items = f->left < f->per_child ? f->left : f->per_child;

    work_name(&work, &f->work, name_text("child"), f->next);
    work.spent = NULL;
    f->next++;
    f->running++;
    f->left -= items;
    f->free_at = sim_now(sim) + f->every;
    child_begin(sim, f, &work, (size_t)items);
}

static void may_dispatch(struct sim *sim, void *ctx)
{
    struct fan *f = ctx;
    struct thread *of = f->of;

    if (step(sim, f))
        thread_go_on(sim, of);
}

/* As many as may; false: the next has to wait for its turn. */
static void run(struct sim *sim, struct fan *f)
{
    f->busy = true;
    while (!f->failing && f->next < f->count && f->running < f->window) {
        if (!is_distributed(f)) {
            lane_begins(sim, f);
        } else if (f->free_at <= sim_now(sim)) {
            child_begins(sim, f);
        } else {
            sim_at(sim, &f->dispatch, f->free_at, may_dispatch, f);
            break;
        }
    }
    f->busy = false;
}

/* ---- ending ---- */

static void free_fan(struct sim *sim, struct fan *f)
{
    for (struct thread *next, *lane = f->lanes; lane; lane = next) {
        next = lane->beside;
        spent_put(&lane->work);
        thread_free(sim, lane);
    }
    sim_put(sim, f, sizeof *f);
}

static void stop_all(struct sim *sim, struct fan *f)
{
    sim_cancel(sim, &f->dispatch);
    for (struct thread *lane = f->lanes; lane; lane = lane->beside)
        if (lane->stage != STAGE_OVER)
            thread_stop(sim, lane);
    while (f->children)
        execution_abort(sim, f->children);
}

void fan_stop(struct sim *sim, struct fan *f)
{
    stop_all(sim, f);
    free_fan(sim, f);
}

/* The account of who ended last is the one that was waited for. */
static void settle(struct sim *sim, const struct fan *f)
{
    struct thread *t = f->of;
    sim_time elapsed = sim_now(sim) - t->began;
    struct work below = work_below(&t->work);

    if (f->last)
        spent_take(&t->work, &f->last->work, elapsed);
    else
        work_settle(&below, t->spent_before, elapsed);
}

static void over(struct sim *sim, struct fan *f)
{
    struct thread *t = f->of;

    stop_all(sim, f);
    settle(sim, f);
    t->fan = NULL;
    t->stage = STAGE_LEAVE;
    /* Its run's end, and its own; that it failed is told when it is not tried again. */
    execution_events(sim, t->of, is_distributed(f) + !f->failing);
    if (f->failing)
        thread_fails(t, f->failure);
    t->executions++;
    free_fan(sim, f);
}

/* True: it is over, and gone. */
static bool step(struct sim *sim, struct fan *f)
{
    run(sim, f);
    if (!f->failing && (f->running > 0 || f->next < f->count))
        return false;
    over(sim, f);
    return true;
}

static void one_ended(struct sim *sim, struct fan *f)
{
    struct thread *of = f->of;

    f->running--;
    if (!f->busy && step(sim, f))
        thread_go_on(sim, of);
}

void fan_lane_ended(struct sim *sim, struct thread *lane)
{
    struct fan *f = lane->lane_of;

    if (f->state->asl->type == ASL_MAP)
        execution_events(sim, f->of->of, 1);
    if (lane->failure.name && !f->failing) {
        f->failing = true;
        f->failure = lane->failure;
    }
    f->last = lane;
    if (f->state->asl->type == ASL_MAP) { /* branches have scopes of their own */
        lane->idle = f->idle;
        f->idle = lane;
    }
    one_ended(sim, f);
}

/* Beyond either threshold; with none, any failure is too much (States Language). */
static bool too_many_failed(const struct fan *f)
{
    const struct asl_map *map = &f->state->asl->map;
    double share = 100. * (double)f->failed_items / (double)f->items;

    if (!map->tolerated_count.given && !map->tolerated_share.given)
        return f->failed_items > 0;
    return (map->tolerated_count.given &&
            (double)f->failed_items > map->tolerated_count.value) ||
           (map->tolerated_share.given && share > map->tolerated_share.value);
}

static void take_out(struct fan *f, const struct execution *child)
{
    if (child->before)
        child->before->after = child->after;
    else
        f->children = child->after;
    if (child->after)
        child->after->before = child->before;
}

void fan_child_ended(struct sim *sim, struct fan *f, const struct execution *child)
{
    take_out(f, child);
    if (child->outcome == OUTCOME_ABORTED) {
        f->running--;
        return;
    }
    if (child->outcome != OUTCOME_SUCCEEDED)
        f->failed_items += (int64_t)child->batch->count;
    if (!f->failing && too_many_failed(f)) {
        f->failing = true;
        f->failure = (struct failure){"", "States.ExceedToleratedFailureThreshold"};
    }
    one_ended(sim, f);
}

void fan_adds_child(struct fan *f, struct execution *child)
{
    child->parent = f;
    child->after = f->children;
    if (child->after)
        child->after->before = child;
    f->children = child;
}

struct machine *fan_machine(const struct fan *f)
{
    return f->of->machine;
}

const struct state *fan_state(const struct fan *f)
{
    return f->state;
}

/* ---- how many ---- */

static int64_t items_of(struct sim *sim, const struct state *s, const struct work *work)
{
    return source_given(&s->items) ? source_draw(sim, &s->items, work)
                                   : s->asl->map.items;
}

/* AWS runs no more at once, whatever is said; 0 is as many as it does. */
static uint64_t window_of(const struct machine *m, const struct state *s)
{
    int64_t most =
        s->asl->map.distributed ? m->account->distributed_most : m->account->inline_most;
    int64_t said = s->said->max_concurrency != ABSENT
                       ? s->said->max_concurrency
                       : (int64_t)s->asl->map.max_concurrency.value;

    return (uint64_t)(said > 0 && said < most ? said : most);
}

static void count_children(struct sim *sim, struct fan *f)
{
    const struct machine *m = f->of->machine;
    const struct asl_map *map = &f->state->asl->map;

    f->count = f->state->asl->inners;
    f->window = f->count;
    if (f->state->asl->type == ASL_PARALLEL)
        return;
    f->items = f->left = items_of(sim, f->state, &f->work);
    f->window = window_of(m, f->state);
    f->per_child = map->items_per_batch.given ? (int64_t)map->items_per_batch.value : 1;
    f->count = (uint64_t)f->items;
    if (!map->distributed)
        return;
    f->count = (uint64_t)((f->items + f->per_child - 1) / f->per_child);
    f->every = (sim_time)(1e9 / (map->express ? m->account->express_dispatch
                                              : m->account->standard_dispatch) +
                          0.5);
}

bool fan_begin(struct sim *sim, struct thread *t)
{
    struct fan *f = sim_get(sim, sizeof *f);

    f->of = t;
    f->state = thread_state(t);
    f->work = thread_work(t);
    t->fan = f;
    thread_waits(sim, t);
    count_children(sim, f);
    execution_events(sim, t->of, is_distributed(f) ? 2 : 1);
    f->free_at = sim_now(sim);
    if (is_distributed(f) && source_given(&f->state->duration)) /* reads its list */
        f->free_at += source_draw(sim, &f->state->duration, &f->work);
    return !step(sim, f);
}
