/* lease.c - the life of a lease:
 *
 *   list_shards -> a lease each -> read -> nothing: idle
 *     -> records: the steps, once for all of them -> checkpoint -> idle -> read ..
 *     -> the steps fail: the records are skipped -> idle -> read ..
 *   -> the shard has ended and all of it is done -> list_shards: those that took its keys
 *
 * github awslabs/amazon-kinesis-client, ProcessTask and PrefetchRecordsPublisher, 2019 to
 * 2024.
 */
#include "flow/usage.h"
#include "kcl/fleet.h"

static void read_shard(struct sim *, struct lease *);
static void go_on(struct sim *, struct lease *);

static bool fans_out(const struct lease *lease)
{
    return lease->fleet->config->consumer != NULL;
}

bool lease_is_busy(const struct lease *lease)
{
    return lease->read.count > 0;
}

/* ---- leases ---- */

static void counted(struct sim *sim, struct fleet *fleet, int64_t change)
{
    fleet->leases += (size_t)change;
    limit_resize_level(sim, fleet->places, (int64_t)fleet->leases);
    meter_set(&fleet->self->meter[METRIC_LEASES], sim_now(sim), (int64_t)fleet->leases);
}

/* Behind those that are there already: workers take them in that order. */
static void new_lease(struct sim *sim, struct fleet *fleet, const struct item *shard)
{
    struct lease *lease = sim_get(sim, sizeof *lease), **at = &fleet->lease;

    while (*at)
        at = &(*at)->other;
    *at = lease;
    lease->fleet = fleet;
    lease->shard = shard->key;
    lease->name = shard->who;
    lease->free = sim_now(sim);
    counted(sim, fleet, 1);
}

static void listed(struct sim *sim, struct call *call, void *ctx)
{
    struct fleet *fleet = ctx;
    struct batch *batch = call->batch;

    for (size_t i = 0; i < batch->count; i++)
        new_lease(sim, fleet, &batch->item[i]);
    batch_free(sim, batch);
    sim_put(sim, batch, sizeof *batch);
    if (!fleet->began)
        workers_share(sim, fleet);
    fleet->began = true;
}

static struct call *call_of(struct sim *sim, const struct fleet *fleet, uint64_t key)
{
    const struct work work = {
        .root = fleet->root, .who = fleet->site, .try = fleet->site};
    struct call *call = call_new(sim, &work);

    call->key = key;
    return call;
}

void leases_list(struct sim *sim, struct fleet *fleet, uint64_t done)
{
    struct call *call = call_of(sim, fleet, done);

    call->batch = sim_get(sim, sizeof *call->batch);
    call_send(sim, call, &fleet->list, &(struct sending){.done = listed, .ctx = fleet});
}

/* Its last checkpoint says so in the lease table. */
static void lease_ends(struct sim *sim, void *ctx)
{
    struct lease *lease = ctx, **at = &lease->fleet->lease;
    struct fleet *fleet = lease->fleet;
    uint64_t shard = lease->shard;

    while (*at != lease)
        at = &(*at)->other;
    *at = lease->other;
    lease_free(sim, lease, 0);
    usage_add(fleet->self, ITEM_LEASE_WRITE, 1);
    counted(sim, fleet, -1);
    batch_free(sim, &lease->read);
    batch_free(sim, &lease->apart);
    sim_put(sim, lease, sizeof *lease);
    leases_list(sim, fleet, shard);
}

/* ---- reading ---- */

static void read_due(struct sim *sim, void *ctx)
{
    read_shard(sim, ctx);
}

/* idle_time_between_reads after the last read began, or at once where that is over. */
static void idle(struct sim *sim, struct lease *lease)
{
    sim_time at = lease->read_at + lease->fleet->config->idle_time;

    if (fans_out(lease) || at < sim_now(sim))
        at = sim_now(sim);
    sim_at(sim, &lease->next, at, read_due, lease);
}

/* The first time at an instant of the lease's own, named by its shard (methods.md 1). */
static void first_read(struct sim *sim, struct lease *lease)
{
    const struct fleet *fleet = lease->fleet;
    double u = unit_of(draw_bits(&fleet->phases, lease->name, 0));
    sim_time wait = (sim_time)(u * (double)fleet->config->idle_time);

    sim_after(sim, &lease->next, fans_out(lease) ? 0 : wait, read_due, lease);
}

static void see_records(struct sim *sim, struct lease *lease)
{
    struct fleet *fleet = lease->fleet;
    struct batch *read = &lease->read;
    sim_time behind = read->left > 0 && read->count > 0
                          ? sim_now(sim) - read->item[read->count - 1].came
                          : 0;

    lease->ended = read->ended;
    fleet->polled += read->count;
    fleet->waiting += read->count;
    meter_observe(&fleet->self->meter[METRIC_BEHIND], behind);
    if (read->left >= fleet->config->max_records) /* another batch waits already */
        limit_delayed(sim, fleet->places, 1);
}

/* What comes when the lease has been lost waits for whoever takes it. */
static void was_read(struct sim *sim, struct call *call, void *ctx)
{
    struct lease *lease = ctx;

    lease->reading = false;
    if (call->status == CALL_OK)
        see_records(sim, lease);
    else
        meter_add(&lease->fleet->self->meter[METRIC_READ_THROTTLES], 1);
    if (lease->owner)
        go_on(sim, lease);
}

static void read_shard(struct sim *sim, struct lease *lease)
{
    struct fleet *fleet = lease->fleet;
    struct call *call = call_of(sim, fleet, lease->shard);

    lease->reading = true;
    lease->read_at = sim_now(sim);
    lease->read.count = 0;
    lease->read.bytes = lease->read.left = 0;
    call->items = (uint32_t)fleet->config->max_records;
    call->batch = &lease->read;
    call_send(sim, call, &fleet->read, &(struct sending){.done = was_read, .ctx = lease});
}

/* ---- the steps ---- */

static void at_work(struct sim *sim, struct lease *lease, int64_t change)
{
    struct fleet *fleet = lease->fleet;

    lease->working = change > 0;
    fleet->working += change;
    meter_set(&fleet->self->meter[METRIC_WORKING], sim_now(sim), fleet->working);
    if (change > 0)
        limit_enter(sim, fleet->places, change);
    else
        limit_leave(sim, fleet->places, -change);
}

/* Each run has names of its own (methods.md 1): to be read again is another execution. */
static void name_records(struct lease *lease)
{
    for (size_t i = 0; lease->runs > 0 && i < lease->apart.count; i++) {
        struct item *item = &lease->apart.item[i];
        item->try = name_try(item->receipt, lease->fleet->site, 0, lease->runs, 0);
    }
}

static void count_batch(const struct lease *lease)
{
    struct meter *meter = lease->fleet->self->meter;
    int64_t bytes = 0;

    for (size_t i = 0; i < lease->apart.count; i++)
        bytes += lease->apart.item[i].bytes;
    meter_add(&meter[METRIC_BATCHES], 1);
    meter_add(&meter[METRIC_PROCESSED], (int64_t)lease->apart.count);
    meter_add(&meter[METRIC_BYTES], bytes);
    meter_observe(&meter[METRIC_BATCH_SIZE], (int64_t)lease->apart.count);
}

/* A batch has the names of its oldest record. */
static void process(struct sim *sim, struct lease *lease)
{
    struct fleet *fleet = lease->fleet;
    const struct item *first;
    struct work work;

    batch_take_apart(sim, &lease->apart, lease->read.item, lease->read.count);
    name_records(lease);
    count_batch(lease);
    first = &lease->apart.item[0];
    work = (struct work){.root = first->root, .who = first->who, .try = first->try};
    lease->began = sim_now(sim);
    lease->walk = (struct walk){.body = fleet->body,
                                .work = work_child(&work, fleet->site, 0),
                                .batch = &lease->apart,
                                .ctx = lease};
    at_work(sim, lease, 1);
    walk_begin(sim, &lease->walk);
}

static void let_go(struct sim *sim, struct lease *lease, uint64_t *counter)
{
    for (size_t i = 0; i < lease->read.count; i++)
        item_drop(sim, &lease->read.item[i]);
    *counter += lease->read.count;
    lease->fleet->waiting -= lease->read.count;
    lease->read.count = 0;
    lease->runs = 0;
}

static void checkpointed(struct sim *sim, void *ctx)
{
    struct lease *lease = ctx;

    let_go(sim, lease, &lease->fleet->done);
    go_on(sim, lease);
}

/* Once for each batch [A]: the application says when. */
static void checkpoint(struct sim *sim, struct lease *lease)
{
    struct fleet *fleet = lease->fleet;

    meter_add(&fleet->self->meter[METRIC_CHECKPOINTS], 1);
    usage_add(fleet->self, ITEM_LEASE_WRITE, 1);
    sim_after(sim, &lease->next, source_draw(sim, &fleet->checkpoint, &lease->walk.work),
              checkpointed, lease);
}

static void skip(struct sim *sim, struct lease *lease)
{
    struct fleet *fleet = lease->fleet;

    meter_add(&fleet->self->meter[METRIC_ERRORS], 1);
    meter_add(&fleet->self->meter[METRIC_SKIPPED], (int64_t)lease->apart.count);
    let_go(sim, lease, &fleet->skipped);
    go_on(sim, lease);
}

/* Whatever processRecords throws, the KCL logs it and goes on behind its records. */
static void steps_ended(struct sim *sim, struct walk *walk, const struct walked *walked)
{
    struct lease *lease = walk->ctx;
    struct meter *meter = lease->fleet->self->meter;

    meter_observe(&meter[METRIC_TIME], sim_now(sim) - lease->began);
    for (size_t i = 0; i < lease->apart.count; i++)
        meter_observe(&meter[METRIC_AGE], sim_now(sim) - lease->apart.item[i].root->born);
    at_work(sim, lease, -1);
    if (walked->status == CALL_OK)
        checkpoint(sim, lease);
    else
        skip(sim, lease);
}

const struct walker kcl_walker = {.ended = steps_ended};

/* ---- what comes next ---- */

static void go_on(struct sim *sim, struct lease *lease)
{
    struct worker *heir = lease->heir;

    if (lease_is_busy(lease)) {
        process(sim, lease);
    } else if (lease->ended) {
        sim_after(sim, &lease->next, 0, lease_ends, lease);
    } else if (heir) {
        lease_pass(sim, lease, heir);
    } else {
        idle(sim, lease);
    }
}

void lease_begins(struct sim *sim, struct lease *lease)
{
    if (lease->reading)
        return; /* its answer is on the way */
    if (lease->read_at == 0 && !lease_is_busy(lease) && !lease->ended)
        first_read(sim, lease);
    else
        go_on(sim, lease);
}

void lease_stops(struct sim *sim, struct lease *lease)
{
    sim_cancel(sim, &lease->next);
    if (lease_is_busy(lease) && !lease->reading)
        lease->runs++;
    if (lease->working) {
        walk_stop(sim, &lease->walk);
        at_work(sim, lease, -1);
    }
}
