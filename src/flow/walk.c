/* walk.c - one walk through a body, in the order it is lived:
 *
 *   walk_begin -> go_on -> turn (a step, once) -> [pause, answer, block or branches end]
 *   -> go_on .. -> leave -> ended
 *
 * Blocks and branches are walks of their own.  What ends at once, inside the turn that
 * began it, tells so by `resumed`; so nothing here recurses but into blocks.
 */
#include "flow/body.h"
#include "flow/turn.h"

struct join { /* of a parallel step */
    struct walk *of;
    struct walk *branches;
    size_t running;
    sim_time began;
    struct walked first; /* failure */
};

enum pace { ONWARD, WAITING };

static void go_on(struct sim *, struct walk *);

/* ---- what takes place ---- */

/* Whether turn i takes place: an item that has failed is left alone. */
static bool takes_place(struct sim *sim, const struct walk *walk,
                        const struct stage *stage, uint64_t i)
{
    struct work work;

    if (!per_item(walk, stage))
        return true;
    if (walk->batch->item[i].failed)
        return false;
    if (!source_given(&stage->probability))
        return true;
    work = work_of(walk, stage, i);
    return source_coin(sim, &stage->probability, &work);
}

/* How often the stage is done. */
static uint64_t times_of(struct sim *sim, const struct walk *walk,
                         const struct stage *stage)
{
    struct work work;

    if (per_item(walk, stage))
        return walk->batch->count;
    if (!source_given(&stage->probability) && !source_given(&stage->count))
        return 1;
    work = work_child(&walk->work, stage->site, 0);
    if (source_given(&stage->probability) &&
        !source_coin(sim, &stage->probability, &work))
        return 0;
    return source_given(&stage->count) ? (uint64_t)source_draw(sim, &stage->count, &work)
                                       : 1;
}

/* ---- turns ---- */

static void failed(struct walk *walk, const struct stage *stage,
                   const struct walked *result)
{
    if (result->status != CALL_OK && stage->step->on_error == ON_ERROR_FAIL)
        walk->result = *result;
}

static const struct stage *stage_of(const struct walk *walk)
{
    return &walk->body->stage[walk->next];
}

static void paused(struct sim *sim, void *ctx)
{
    struct walk *walk = ctx;

    work_spent(&walk->work, walk->part, sim_now(sim) - walk->began);
    go_on(sim, walk);
}

static enum pace pause(struct sim *sim, struct walk *walk, enum part_of_time part,
                       sim_time delay)
{
    if (delay == 0)
        return ONWARD;
    walk->part = part;
    walk->began = sim_now(sim);
    sim_after(sim, &walk->pause, delay, paused, walk);
    return WAITING;
}

/* A time of turn i. */
static int64_t drawn(struct sim *sim, const struct walk *walk, const struct stage *stage,
                     const struct source *time, uint64_t i)
{
    struct work work;

    if (!per_item(walk, stage))
        return source_draw_child(sim, time, &walk->work, stage->site, i);
    work = work_of(walk, stage, i);
    return source_draw(sim, time, &work);
}

static int64_t drawn_work(struct sim *sim, const struct walk *walk,
                          const struct stage *stage, uint64_t i)
{
    int64_t work = drawn(sim, walk, stage, &stage->work, i);

    return walk->body->walker->cpu ? walk->body->walker->cpu(sim, walk, stage->step, work)
                                   : work;
}

/* All times at once: one event, whose time is the sum. */
static enum pace do_work(struct sim *sim, struct walk *walk, const struct stage *stage,
                         uint64_t first)
{
    int64_t sum = drawn_work(sim, walk, stage, first);

    for (; walk->iteration < walk->times; walk->iteration++)
        if (takes_place(sim, walk, stage, walk->iteration))
            sum += drawn_work(sim, walk, stage, walk->iteration);
    return pause(sim, walk, TIME_WORK, sum);
}

static enum pace do_wait(struct sim *sim, struct walk *walk, const struct stage *stage,
                         uint64_t i)
{
    return pause(sim, walk, TIME_WAIT, drawn(sim, walk, stage, &stage->wait, i));
}

static void call_answered(struct sim *sim, const struct answer *answer, void *ctx)
{
    struct walk *walk = ctx;
    struct walked result = {
        .error = answer->error, .limit = answer->limit, .status = answer->status};

    walk->asked = (struct under_way){0};
    failed(walk, stage_of(walk), &result);
    go_on(sim, walk);
}

static void began(struct sim *sim, struct walk *walk)
{
    walk->began = sim_now(sim);
    walk->spent_before = work_is_awaited(&walk->work) ? walk->work.spent->total : 0;
}

static enum pace do_ask(struct sim *sim, struct walk *walk, const struct stage *stage,
                        uint64_t i)
{
    bool waits = stage->step->kind == STEP_CALL, items = per_item(walk, stage);
    struct work other;
    struct asking asking = {
        .parent = &walk->work,
        .iteration = items ? 0 : i,
        .process = walk->process,
        .answered = waits ? call_answered : NULL,
        .ctx = walk,
    };
    struct under_way asked = {0};

    if (items || !waits) {
        other = items ? work_of(walk, stage, i) : walk->work;
        if (!waits)
            other.spent = NULL;
        asking.parent = &other;
    }
    if (waits)
        began(sim, walk);
    if (walk->body->walker->request)
        walk->body->walker->request(sim, walk, stage->asks, stage->step, &asking);
    else
        asked = site_ask_begin(sim, stage->asks, &asking);
    if (waits)
        walk->asked = asked;
    return waits ? WAITING : ONWARD;
}

static enum pace do_fail(struct walk *walk, const struct stage *stage, uint64_t i)
{
    struct item *item = stage->step->of_item ? item_of(walk, stage, i) : NULL;
    struct walked result = {
        .error = stage->step->fail, .status = CALL_FAILED, .raised = true};

    if (!item || !walk->batch->by_item) {
        failed(walk, stage, &result);
        return ONWARD;
    }
    item->failed = true;
    return ONWARD;
}

/* ---- blocks ---- */

static struct walk *child_of(struct sim *sim, const struct walk *walk,
                             const struct stage *stage, const struct work *work)
{
    struct walk *child = sim_get(sim, sizeof *child);

    child->body = stage->inside;
    child->end = (uint32_t)stage->inside->count;
    child->work = *work;
    child->batch = walk->batch;
    child->process = walk->process;
    child->call = walk->call;
    child->ctx = walk->ctx;
    return child;
}

/* What a turn waits for has ended. */
static void turn_over(struct sim *sim, struct walk *walk, const struct walked *result)
{
    failed(walk, stage_of(walk), result);
    if (walk->busy)
        walk->resumed = true;
    else
        go_on(sim, walk);
}

static enum pace run_child(struct sim *sim, struct walk *walk, struct walk *child)
{
    child->up = walk;
    walk->down = child;
    walk->busy = true;
    walk->resumed = false;
    go_on(sim, child);
    walk->busy = false;
    return walk->resumed ? ONWARD : WAITING;
}

static enum pace do_block(struct sim *sim, struct walk *walk, const struct stage *stage,
                          uint64_t i)
{
    struct work work = work_of(walk, stage, i);
    struct walk *child = child_of(sim, walk, stage, &work);

    child->item = item_of(walk, stage, i);
    return run_child(sim, walk, child);
}

/* One uniform for all blocks: number `count` is none of them. */
static size_t chosen(struct sim *sim, const struct stage *stage, const struct work *work)
{
    const struct body *blocks = stage->inside;
    uint64_t name = stage->step->redraw ? (work->try) : work->who;
    double u = unit_of(draw_bits(&stage->choice, name, 0)), sum = 0;
    size_t rest = blocks->count;

    for (size_t i = 0; i < blocks->count; i++) {
        const struct source *share = &blocks->stage[i].share;
        if (!source_given(share)) {
            rest = i;
            continue;
        }
        sum += source_value(sim, share, work);
        if (u < sum)
            return i;
    }
    if (rest == blocks->count && sum > 1 - 1e-9) /* rounding of the sum */
        return blocks->count - 1;
    return rest;
}

static enum pace do_choose(struct sim *sim, struct walk *walk, const struct stage *stage,
                           uint64_t i)
{
    struct work work = work_of(walk, stage, i);
    size_t which = chosen(sim, stage, &work);
    struct walk *child;

    if (which == stage->inside->count)
        return ONWARD;
    child = child_of(sim, walk, stage, &work);
    child->item = item_of(walk, stage, i);
    child->next = (uint32_t)which;
    child->end = child->next + 1;
    return run_child(sim, walk, child);
}

/* ---- branches ---- */

static void free_branches(struct sim *sim, struct join *join)
{
    for (struct walk *next, *w = join->branches; w; w = next) {
        next = w->beside;
        sim_put(sim, w, sizeof *w);
    }
    sim_put(sim, join, sizeof *join);
}

/* The last of them has ended, at this instant: its account is the one waited for. */
static void joined(struct sim *sim, struct join *join, const struct walk *last)
{
    struct walk *walk = join->of;
    struct walked result = join->first;

    if (last)
        spent_take(&walk->work, &last->work, sim_now(sim) - join->began);
    for (const struct walk *w = join->branches; w; w = w->beside)
        spent_put(&w->work);
    walk->fan = NULL;
    free_branches(sim, join);
    turn_over(sim, walk, &result);
}

static void branch_over(struct sim *sim, struct walk *branch)
{
    struct join *join = branch->join;

    branch->join = NULL; /* over */
    if (join->first.status == CALL_OK)
        join->first = branch->result;
    if (--join->running == 0)
        joined(sim, join, branch);
}

static enum pace do_parallel(struct sim *sim, struct walk *walk,
                             const struct stage *stage, uint64_t i)
{
    struct work work = work_of(walk, stage, i);
    struct join *join = sim_get(sim, sizeof *join);
    size_t count = stage->inside->count;
    struct walk **at = &join->branches;

    join->of = walk;
    join->running = count + 1; /* none ends the join while others begin */
    walk->fan = join;
    began(sim, walk);
    join->began = walk->began;
    for (size_t b = 0; b < count; b++) {
        struct work own = work_branch(sim, &work);
        *at = child_of(sim, walk, stage, &own);
        (*at)->item = item_of(walk, stage, i);
        (*at)->next = (uint32_t)b;
        (*at)->end = (*at)->next + 1;
        (*at)->join = join;
        at = &(*at)->beside;
    }
    walk->busy = true;
    walk->resumed = false;
    for (struct walk *w = join->branches; w; w = w->beside)
        go_on(sim, w);
    if (--join->running == 0)
        joined(sim, join, NULL);
    walk->busy = false;
    return walk->resumed ? ONWARD : WAITING;
}

/* ---- the walk ---- */

static void leave(struct sim *sim, struct walk *walk)
{
    struct walk *up = walk->up;

    if (walk->join) {
        branch_over(sim, walk);
    } else if (up) {
        struct walked result = walk->result;
        up->down = NULL;
        sim_put(sim, walk, sizeof *walk);
        turn_over(sim, up, &result);
    } else {
        walk->body->walker->ended(sim, walk, &walk->result);
    }
}

/* The stage whose turn is next: NULL at the end, or when the item it is for has failed.
 */
static const struct stage *next_stage(struct sim *sim, struct walk *walk)
{
    if (walk->item && walk->item->failed)
        return NULL;
    while (walk->next < walk->end) {
        const struct stage *stage = stage_of(walk);
        if (!walk->entered) {
            walk->entered = true;
            walk->iteration = 0;
            walk->times = times_of(sim, walk, stage);
        }
        for (; walk->iteration < walk->times; walk->iteration++)
            if (takes_place(sim, walk, stage, walk->iteration))
                return stage;
        walk->entered = false;
        walk->next++;
    }
    return NULL;
}

static enum pace turn(struct sim *sim, struct walk *walk, const struct stage *stage)
{
    uint64_t i = walk->iteration++;

    switch (stage->step->kind) {
    case STEP_WORK:
        return do_work(sim, walk, stage, i);
    case STEP_WAIT:
        return do_wait(sim, walk, stage, i);
    case STEP_CALL:
    case STEP_SEND:
        return do_ask(sim, walk, stage, i);
    case STEP_FAIL:
        return do_fail(walk, stage, i);
    case STEP_BLOCK:
        return do_block(sim, walk, stage, i);
    case STEP_PARALLEL:
        return do_parallel(sim, walk, stage, i);
    case STEP_CHOOSE:
        return do_choose(sim, walk, stage, i);
    }
    return ONWARD;
}

static void go_on(struct sim *sim, struct walk *walk)
{
    const struct stage *stage;

    while (walk->result.status == CALL_OK && (stage = next_stage(sim, walk)))
        if (turn(sim, walk, stage) == WAITING)
            return;
    leave(sim, walk);
}

void walk_begin(struct sim *sim, struct walk *walk)
{
    walk->next = 0;
    walk->end = (uint32_t)walk->body->count;
    walk->entered = walk->busy = walk->resumed = false;
    walk->result = (struct walked){0};
    walk->item = NULL;
    walk->asked = (struct under_way){0};
    walk->up = walk->down = walk->beside = NULL;
    walk->join = walk->fan = NULL;
    go_on(sim, walk);
}

/* ---- stopping ---- */

static void stop(struct sim *, struct walk *);

static void stop_branches(struct sim *sim, struct join *join)
{
    for (struct walk *w = join->branches; w; w = w->beside)
        if (w->join)
            stop(sim, w);
    free_branches(sim, join);
}

static void stop(struct sim *sim, struct walk *walk)
{
    struct work below = work_below(&walk->work);

    if (event_pending(&walk->pause)) {
        sim_cancel(sim, &walk->pause);
        work_spent(&walk->work, walk->part, sim_now(sim) - walk->began);
        return;
    }
    if (walk->down) { /* its account is ours */
        stop(sim, walk->down);
        sim_put(sim, walk->down, sizeof *walk->down);
        walk->down = NULL;
        return;
    }
    if (walk->fan)
        stop_branches(sim, walk->fan);
    else
        ask_forget(sim, walk->asked);
    walk->fan = NULL;
    walk->asked = (struct under_way){0};
    work_abandon(&below, walk->spent_before, sim_now(sim) - walk->began);
}

void walk_stop(struct sim *sim, struct walk *walk)
{
    stop(sim, walk);
}

/* ---- what is ahead ---- */

bool walk_foresee(const struct event *ev)
{
    const struct walk *walk = ev->ctx;

    if (ev->fn != paused)
        return false;
    fetch_ahead(walk->work.root, sizeof *walk->work.root);
    fetch_ahead(walk, sizeof *walk);
    fetch_ahead(walk->ctx, 3 * CACHE_LINE); /* the beginning of who runs it */
    fetch_ahead(walk->call, 3 * CACHE_LINE);
    return true;
}
