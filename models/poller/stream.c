/* stream.c - reading a stream, shard by shard:
 *
 *   list_shards -> a reader each -> read -> records go to the lanes of their keys
 *     shared: once an interval, at once where records stayed behind
 *     with enhanced fan-out: a read waits until records come
 *   -> the shard has ended and all of it is done -> list_shards: those that took its keys
 *
 * Lambda developer guide, with-kinesis, 2021-08-27 and 2026.
 */
#include "poller/stream.h"

#include <string.h>

#include "flow/limit.h"

static void list_shards(struct sim *, struct stream_poller *, uint64_t done);
static void read_shard(struct sim *, struct reader *);
static void poll(struct sim *, void *ctx);

static bool fans_out(const struct reader *r)
{
    return r->poller->config->consumer != NULL;
}

/* ---- readers ---- */

/* At its own instant of each interval, whenever it began. */
static void arm_poll(struct sim *sim, struct reader *r)
{
    sim_time interval = r->poller->account->poll_interval;
    sim_time at = sim_now(sim) - sim_now(sim) % interval + r->phase;

    sim_at(sim, &r->poll, at > sim_now(sim) ? at : at + interval, poll, r);
}

static void make_lanes(struct sim *sim, struct reader *r)
{
    struct stream_poller *p = r->poller;
    size_t count = (size_t)p->config->factor;

    r->lane = sim_get(sim, count * sizeof *r->lane);
    for (size_t i = 0; i < count; i++) {
        r->lane[i].reader = r;
        r->lane[i].batch.is_stream = true;
        r->lane[i].batch.by_item =
            p->config->response_types == REPORTS_BATCH_ITEM_FAILURES;
    }
}

static void lanes(struct sim *sim, struct stream_poller *p, int64_t change)
{
    p->lanes += change;
    limit_resize_level(sim, p->places, p->lanes);
    meter_set(&p->self->meter[METRIC_POLLERS], sim_now(sim), p->lanes);
}

/* Its phase is named by the mapping and the shard (methods.md 1). */
static void new_reader(struct sim *sim, struct stream_poller *p, const struct item *shard)
{
    struct reader *r = sim_get(sim, sizeof *r);
    double u = unit_of(draw_bits(&p->phases, shard->who, 0));

    r->poller = p;
    r->shard = shard->key;
    r->phase = (sim_time)(u * (double)p->account->poll_interval);
    r->other = p->readers;
    p->readers = r;
    make_lanes(sim, r);
    lanes(sim, p, p->config->factor);
    if (fans_out(r))
        read_shard(sim, r);
    else
        arm_poll(sim, r);
}

static void listed(struct sim *sim, struct call *call, void *ctx)
{
    struct stream_poller *p = ctx;
    struct batch *batch = call->batch;

    for (size_t i = 0; i < batch->count; i++)
        new_reader(sim, p, &batch->item[i]);
    batch_free(sim, batch);
    sim_put(sim, batch, sizeof *batch);
}

static struct call *call_of(struct sim *sim, const struct stream_poller *p, uint64_t key)
{
    const struct work work = {.root = p->root, .who = p->site, .try = p->site};
    struct call *call = call_new(sim, &work);

    call->key = key;
    return call;
}

static void list_shards(struct sim *sim, struct stream_poller *p, uint64_t done)
{
    struct call *call = call_of(sim, p, done);

    call->batch = sim_get(sim, sizeof *call->batch);
    call_send(sim, call, &p->list, &(struct sending){.done = listed, .ctx = p});
}

/* Nothing will come of this shard any more: its readers' lanes are gone. */
static void reader_ends(struct sim *sim, void *ctx)
{
    struct reader *r = ctx;
    struct stream_poller *p = r->poller;
    struct reader **at = &p->readers;
    uint64_t shard = r->shard;

    while (*at != r)
        at = &(*at)->other;
    *at = r->other;
    lanes(sim, p, -p->config->factor);
    for (int64_t i = 0; i < p->config->factor; i++) {
        struct lane *lane = &r->lane[i];
        if (lane->waiting.room > 0)
            sim_put(sim, lane->waiting.item,
                    lane->waiting.room * sizeof *lane->waiting.item);
        if (lane->room > 0)
            sim_put(sim, lane->flight, lane->room * sizeof *lane->flight);
        batch_free(sim, &lane->apart);
    }
    batch_free(sim, &r->batch);
    sim_put(sim, r->lane, (size_t)p->config->factor * sizeof *r->lane);
    sim_put(sim, r, sizeof *r);
    list_shards(sim, p, shard);
}

/* ---- reading ---- */

/* It reads ahead as long as one of its lanes has less than a batch: one that stands still
 * does not hold up the others. */
static bool has_room(const struct reader *r)
{
    const struct mapping *m = r->poller->config;
    bool some = false;

    for (int64_t i = 0; i < m->factor; i++)
        some |= (int64_t)r->lane[i].waiting.count < m->batch_size;
    return some;
}

/* Records wait because there are too few lanes: seen whenever the shard is read again. */
static void see_lanes(struct sim *sim, const struct reader *r)
{
    int64_t behind = 0;

    for (int64_t i = 0; i < r->poller->config->factor; i++)
        behind += lane_is_behind(&r->lane[i]);
    if (behind > 0)
        limit_delayed(sim, r->poller->places, behind);
}

/* The same of a subscription, which leaves them in the stream. */
static void see_stream(struct sim *sim, struct reader *r)
{
    const struct mapping *m = r->poller->config;

    r->stopped = false;
    if ((int64_t)r->batch.count + r->batch.left >= 2 * m->batch_size * m->factor)
        limit_delayed(sim, r->poller->places, 1);
}

/* By its key: those of one key in one lane. */
static struct lane *lane_of(const struct reader *r, const struct item *item)
{
    uint64_t name = item->key ? item->key : item->who;
    uint64_t hash = mix64(mix64(name) + name_text("lane"));

    return &r->lane[hash % (uint64_t)r->poller->config->factor];
}

static void to_lane(struct sim *sim, struct reader *r, const struct item *item)
{
    struct stream_poller *p = r->poller;

    p->polled++;
    p->held++;
    r->held++;
    meter_add(&p->self->meter[METRIC_POLLED], 1);
    lane_add(sim, lane_of(r, item), item);
}

/* Lambda itself takes a parcel apart: its records go on as records, each by its key. */
static void records_to_lanes(struct sim *sim, struct reader *r, const struct item *item)
{
    for (size_t i = 0; i < item_records(item); i++) {
        struct item record = item_record(item, i);
        item_hold(&record);
        to_lane(sim, r, &record);
    }
    item_drop(sim, item);
}

static void take_over(struct sim *sim, struct reader *r)
{
    struct stream_poller *p = r->poller;
    bool apart = fans_out(r) && p->account->takes_apart;
    size_t count = r->batch.count;

    for (size_t i = 0; i < count; i++)
        if (apart && r->batch.item[i].parcel)
            records_to_lanes(sim, r, &r->batch.item[i]);
        else
            to_lane(sim, r, &r->batch.item[i]);
    for (int64_t i = 0; i < p->config->factor && count > 0; i++)
        lane_go(sim, &r->lane[i]);
}

/* Turned away, it tries again at its next instant. */
static void was_read(struct sim *sim, struct call *call, void *ctx)
{
    struct reader *r = ctx;

    r->reading = false;
    r->behind = call->status == CALL_OK && r->batch.left > 0;
    if (call->status != CALL_OK)
        return;
    r->ended = r->batch.ended;
    if (r->ended)
        sim_cancel(sim, &r->poll);
    if (r->stopped)
        see_stream(sim, r);
    take_over(sim, r);
    reader_goes_on(sim, r);
}

static void read_shard(struct sim *sim, struct reader *r)
{
    enum { READ_MOST = 10000 }; /* the stream has limits of its own */
    struct call *call = call_of(sim, r->poller, r->shard);

    r->reading = true;
    r->batch.count = 0;
    r->batch.bytes = 0;
    call->items = READ_MOST;
    call->batch = &r->batch;
    call_send(sim, call, &r->poller->read, &(struct sending){.done = was_read, .ctx = r});
}

void reader_goes_on(struct sim *sim, struct reader *r)
{
    bool wants = r->poller->config->enabled && (fans_out(r) || r->behind);

    if (r->reading)
        return;
    if (r->ended) {
        if (r->held == 0)
            sim_after(sim, &r->poll, 0, reader_ends, r);
    } else if (wants && has_room(r)) {
        read_shard(sim, r);
    } else if (wants) {
        r->stopped = fans_out(r);
    }
}

static void poll(struct sim *sim, void *ctx)
{
    struct reader *r = ctx;

    arm_poll(sim, r);
    if (r->reading || !r->poller->config->enabled)
        return;
    see_lanes(sim, r);
    if (has_room(r))
        read_shard(sim, r);
}

/* ---- start, changes and the ledger ---- */

/* A setting of the stream, where the run has it. */
static const void *live(const struct sim *sim, const struct target *to, const char *name)
{
    const struct service *s = target_service(sim, to);
    size_t at = 0;

    field_seek(s->model->fields, name, &at);
    return (const char *)s->config + at;
}

static void begin(struct sim *sim, void *ctx)
{
    list_shards(sim, ctx, 0);
}

void *stream_start(struct sim *sim, struct service *self)
{
    const struct graph *graph = world_of(sim)->graph;
    struct stream_poller *p = sim_get(sim, sizeof *p);
    const struct resource *stream;

    p->self = self;
    p->config = self->config;
    p->account = self->account->config;
    stream = &graph->resource[p->config->source.resource];
    p->list = link_to(stream, "ListShards");
    p->read = link_to(stream, p->config->consumer ? "SubscribeToShard" : "GetRecords");
    p->invoke = link_to(self->resource->owner, "Invoke");
    p->failed = p->config->on_failure;
    p->retention = live(sim, &p->config->source, "retention_period");
    p->root = root_of_service(sim, self);
    p->site = name_text(self->address);
    p->on_failure = name_text("on_failure");
    p->phases = service_stream(sim, self, "phase");
    p->places = self->limit[0];
    limit_set_level(sim, p->places, 0);
    sim_after(sim, &p->begins, 0, begin, p);
    return p;
}

/* What it has read, and not begun with, goes on from where it was. */
void stream_changed(struct sim *sim, struct service *self)
{
    struct stream_poller *p = self->state;

    if (!p->config->enabled)
        return;
    for (struct reader *r = p->readers, *other; r; r = other) {
        other = r->other;
        for (int64_t i = 0; i < p->config->factor; i++)
            lane_go(sim, &r->lane[i]);
        reader_goes_on(sim, r);
    }
}

void stream_audit(const struct service *self, struct diag *diag)
{
    const struct stream_poller *p = self->state;

    if (p->polled != p->done + p->dropped + p->held)
        diag_failure(diag, self->resource->at,
                     "%s: %llu records polled, %llu done, %llu dropped, %llu held",
                     self->address, (unsigned long long)p->polled,
                     (unsigned long long)p->done, (unsigned long long)p->dropped,
                     (unsigned long long)p->held);
}
