/* poller.c - the life of a poller, round after round:
 *
 *   receive -> nothing: receive again, or retire
 *           -> messages: gather until the batch is full or the window over -> invoke
 *   -> throttled: again after a while, until the messages are other pollers'
 *   -> failed: the messages come back by themselves
 *   -> done: what has not failed is deleted, ten at a time -> receive
 */
#include "poller/poller.h"

#include <string.h>

#include "flow/limit.h"
#include "poller/stream.h"
#include "poller/tables.h"

enum {
    RECEIVE_MOST = 10,     /* messages in one ReceiveMessage or DeleteMessageBatch */
    BACKOFF_DOUBLINGS = 9, /* of 1 s, after throttles: far beyond any visibility */
};

struct worker {
    struct poller *poller;
    struct batch batch, part; /* part: what is deleted in one call */
    size_t held;              /* items of the batch that were taken over */
    size_t deleted;           /* items of the batch that were looked at */
    sim_time closes, until;   /* the window; the messages are other pollers' */
    unsigned throttles;
    struct event again;
};

static void receive(struct sim *, struct worker *);
static void received(struct sim *, struct call *, void *ctx);
static void invoke(struct sim *, void *ctx);
static void answered(struct sim *, struct call *, void *ctx);
static void delete_some(struct sim *, struct worker *);

/* ---- rounds ---- */

static void pollers(struct sim *sim, struct poller *p, int64_t change)
{
    p->workers += change;
    meter_set(&p->self->meter[METRIC_POLLERS], sim_now(sim), p->workers);
}

static void retire(struct sim *sim, struct worker *w)
{
    pollers(sim, w->poller, -1);
    if (w->batch.room > 0)
        sim_put(sim, w->batch.item, w->batch.room * sizeof *w->batch.item);
    sim_put(sim, w, sizeof *w);
}

static void next_round(struct sim *sim, struct worker *w, bool idle)
{
    struct poller *p = w->poller;

    w->batch.count = w->held = w->deleted = 0;
    w->batch.bytes = 0;
    w->throttles = 0;
    if (!poller_has_too_many(p, idle)) {
        receive(sim, w);
        return;
    }
    retire(sim, w);
    if (idle && p->allowed > (double)p->workers)
        p->allowed = (double)p->workers;
}

void poller_adds_worker(struct sim *sim, struct poller *p)
{
    struct worker *w = sim_get(sim, sizeof *w);

    w->poller = p;
    w->batch.bytes_most = p->account->payload_most;
    w->batch.by_item = p->config->response_types == REPORTS_BATCH_ITEM_FAILURES;
    pollers(sim, p, 1);
    receive(sim, w);
}

/* ---- receiving ---- */

static void make_room(struct sim *sim, struct batch *batch, size_t items)
{
    size_t room = batch->room > 0 ? batch->room : RECEIVE_MOST;
    struct item *more;

    if (items <= batch->room)
        return;
    while (room < items)
        room *= 2;
    more = sim_get(sim, room * sizeof *more);
    if (batch->room > 0) {
        memcpy(more, batch->item, batch->count * sizeof *more);
        sim_put(sim, batch->item, batch->room * sizeof *batch->item);
    }
    batch->item = more;
    batch->room = room;
}

static void receive(struct sim *sim, struct worker *w)
{
    struct poller *p = w->poller;
    const struct work work = {.root = p->root, .who = p->site, .try = p->site};
    struct call *call = call_new(sim, &work);
    size_t most = (size_t)p->config->batch_size - w->batch.count;

    w->batch.waits = p->account->wait;
    if (w->batch.count > 0 && w->closes - sim_now(sim) < w->batch.waits)
        w->batch.waits = w->closes - sim_now(sim);
    call->items = most < RECEIVE_MOST ? (uint32_t)most : RECEIVE_MOST;
    make_room(sim, &w->batch, w->batch.count + call->items);
    call->batch = &w->batch;
    call_send(sim, call, &p->receive, &(struct sending){.done = received, .ctx = w});
}

static void take_over(struct worker *w, size_t from)
{
    struct poller *p = w->poller;
    size_t count = w->batch.count - from;

    for (size_t i = from; i < w->batch.count; i++)
        root_hold(w->batch.item[i].root);
    p->polled += count;
    p->held += count;
    meter_add(&p->self->meter[METRIC_POLLED], (int64_t)count);
}

/* Whether the batch goes as it is. */
static bool is_ready(const struct worker *w, sim_time now)
{
    const struct mapping *m = w->poller->config;

    return m->window == 0 || (int64_t)w->batch.count >= m->batch_size ||
           now >= w->closes || w->batch.full;
}

static void received(struct sim *sim, struct call *call, void *ctx)
{
    struct worker *w = ctx;
    size_t before = w->held;

    (void)call;
    if (w->batch.left > 0)
        poller_finds_more(sim, w->poller);
    if (before == 0) {
        w->closes = sim_now(sim) + w->poller->config->window;
        w->until = w->batch.until;
    }
    take_over(w, before);
    w->held = w->batch.count;
    if (w->batch.count == 0)
        next_round(sim, w, true);
    else if (is_ready(w, sim_now(sim)))
        invoke(sim, w);
    else
        receive(sim, w);
}

/* ---- the function ---- */

static void in_function(struct sim *sim, struct poller *p, int64_t change)
{
    p->working += change;
    meter_set(&p->self->meter[METRIC_BATCHES_NOW], sim_now(sim), p->working);
    if (change > 0)
        limit_enter(sim, p->places, change);
    else
        limit_leave(sim, p->places, -change);
}

/* It has the name of its oldest message: what they take has theirs. */
static struct work work_of_batch(const struct worker *w)
{
    const struct item *first = &w->batch.item[0];
    struct work work = {.root = first->root, .who = first->who, .try = first->try};

    return work_child(&work, w->poller->site, 0);
}

static void invoke(struct sim *sim, void *ctx)
{
    struct worker *w = ctx;
    struct poller *p = w->poller;
    struct work work = work_of_batch(w);
    struct call *call = call_new(sim, &work);

    if (w->throttles == 0) {
        in_function(sim, p, 1);
        meter_add(&p->self->meter[METRIC_BATCHES], 1);
        meter_add(&p->self->meter[METRIC_INVOKED], (int64_t)w->batch.count);
        meter_observe(&p->self->meter[METRIC_BATCH_SIZE], (int64_t)w->batch.count);
    }
    call->key = w->batch.item[0].key;
    call->bytes = w->batch.bytes;
    call->batch = &w->batch;
    call_send(sim, call, &p->invoke, &(struct sending){.done = answered, .ctx = w});
}

/* The batch is in nobody's hands any more; `failed`: those that come back. */
static void let_go(struct sim *sim, struct worker *w, bool all_failed)
{
    struct poller *p = w->poller;
    uint64_t failed = 0;

    for (size_t i = 0; i < w->batch.count; i++) {
        const struct item *item = &w->batch.item[i];
        if (all_failed || item->failed)
            failed++;
        else
            meter_observe(&p->self->meter[METRIC_AGE], sim_now(sim) - item->root->born);
        root_drop(sim, item->root);
    }
    p->held -= w->batch.count;
    p->failed += failed;
    p->deleted += w->batch.count - failed;
    meter_add(&p->self->meter[METRIC_FAILED], (int64_t)failed);
    meter_add(&p->self->meter[METRIC_DELETED], (int64_t)(w->batch.count - failed));
    in_function(sim, p, -1);
    next_round(sim, w, false);
}

/* Tries again as long as the messages are its own. */
static void throttled(struct sim *sim, struct worker *w)
{
    struct poller *p = w->poller;
    unsigned n = w->throttles < BACKOFF_DOUBLINGS ? w->throttles : BACKOFF_DOUBLINGS;
    sim_time wait = SIM_SECOND << n;

    w->throttles++;
    meter_add(&p->self->meter[METRIC_THROTTLES], 1);
    poller_backs_off(p);
    if (p->account->retries_throttles && sim_now(sim) + wait < w->until)
        sim_after(sim, &w->again, wait, invoke, w);
    else
        let_go(sim, w, true);
}

/* Pollers do not back off where the function tells which items failed (Lambda developer
 * guide, services-sqs-errorhandling, 2026). */
static void answered(struct sim *sim, struct call *call, void *ctx)
{
    struct worker *w = ctx;

    if (call->status == CALL_THROTTLED) {
        throttled(sim, w);
    } else if (call->status == CALL_OK) {
        delete_some(sim, w);
    } else {
        meter_add(&w->poller->self->meter[METRIC_ERRORS], 1);
        if (!w->batch.by_item)
            poller_backs_off(w->poller);
        let_go(sim, w, true);
    }
}

/* ---- what is done ---- */

static void deleted_some(struct sim *sim, struct call *call, void *ctx)
{
    (void)call;
    delete_some(sim, ctx);
}

/* The next ten at most that have not failed: they may stand apart, and go as they
 * stand, for the queue passes over those that have. */
static bool next_part(struct worker *w)
{
    struct batch *all = &w->batch;
    size_t taken = 0, i;

    while (w->deleted < all->count && all->item[w->deleted].failed)
        w->deleted++;
    w->part = (struct batch){.item = all->item + w->deleted};
    for (i = w->deleted; i < all->count && taken < RECEIVE_MOST; i++)
        taken += !all->item[i].failed;
    w->part.count = i - w->deleted;
    w->deleted = i;
    return taken > 0;
}

static void delete_some(struct sim *sim, struct worker *w)
{
    struct poller *p = w->poller;
    struct work work;
    struct call *call;

    if (!next_part(w)) {
        let_go(sim, w, false);
        return;
    }
    work = (struct work){
        .root = p->root, .who = w->part.item[0].who, .try = w->part.item[0].try};
    call = call_new(sim, &work);
    call->batch = &w->part;
    call_send(sim, call, &p->delete, &(struct sending){.done = deleted_some, .ctx = w});
}

/* ---- start, changes and the ledger ---- */

static void begin(struct sim *sim, void *ctx)
{
    poller_begin(sim, ctx);
}

static void *poller_start(struct sim *sim, struct service *self)
{
    const struct graph *graph = world_of(sim)->graph;
    struct poller *p;
    const struct resource *queue;

    if (mapping_reads_stream(self->config))
        return stream_start(sim, self);
    p = sim_get(sim, sizeof *p);
    p->self = self;
    p->config = self->config;
    p->account = self->account->config;
    queue = &graph->resource[p->config->source.resource];
    p->receive = link_to(queue, "ReceiveMessage");
    p->delete = link_to(queue, "DeleteMessageBatch");
    p->invoke = link_to(self->resource->owner, "Invoke");
    p->root = root_of_service(sim, self);
    p->site = name_text(self->address);
    p->places = self->limit[0];
    limit_set_level(sim, p->places, poller_most(p->config, p->account));
    sim_after(sim, &p->grow, 0, begin, p);
    return p;
}

static void poller_changed(struct sim *sim, struct service *self, const struct field *row)
{
    (void)row;
    if (mapping_reads_stream(self->config))
        stream_changed(sim, self);
    else
        poller_rescale(sim, self->state);
}

static void poller_audit(struct sim *sim, struct service *self, struct diag *diag)
{
    const struct poller *p = self->state;

    (void)sim;
    if (mapping_reads_stream(self->config)) {
        stream_audit(self, diag);
        return;
    }
    if (p->polled != p->deleted + p->failed + p->held)
        diag_failure(diag, self->resource->at,
                     "%s: %llu messages polled, %llu deleted, %llu failed, %llu held",
                     self->address, (unsigned long long)p->polled,
                     (unsigned long long)p->deleted, (unsigned long long)p->failed,
                     (unsigned long long)p->held);
}

const struct model poller_model = {
    .name = "poller",
    .dimension = "mapping",
    .within = "lambda.NAME.event_source_mappings",
    .help = "event source mappings: Lambda's pollers of queues and streams",
    .fields = mapping_fields,
    .account_fields = poller_account_fields,
    .config_size = sizeof(struct mapping),
    .account_size = sizeof(struct poller_account),
    .metrics = poller_metrics,
    .own_limits = poller_own_limits,
    .columns = poller_columns,
    .needed = poller_needed,
    .declare = poller_declare,
    .check = poller_check,
    .consumes = poller_consumes,
    .forecast = poller_forecast,
    .start = poller_start,
    .changed = poller_changed,
    .audit = poller_audit,
};
