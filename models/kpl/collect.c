/* collect.c - from bundles to calls:
 *
 *   collected -> collection_max_count or the size of a call, or enough for one shard, or
 *   the first deadline -> PutRecords -> taken | turned away: back to the lanes
 *
 * collector.h, retrier.cc of the KPL, 2021 to 2026.
 */
#include "kpl/producer.h"

#define KEY_OF_PARCELS "a" /* the partition key of all of them: kinesis_record.cc */

struct request { /* a PutRecords */
    struct host *host;
    struct bundles bundles;
    struct batch batch;
    sim_time sent;
};

static void send(struct sim *, struct host *);
static void answered(struct sim *, struct call *, void *ctx);

/* ---- lines ---- */

void bundles_add(struct bundles *line, struct bundle *b)
{
    b->next = NULL;
    if (line->last)
        line->last->next = b;
    else
        line->first = b;
    line->last = b;
    line->count++;
    line->bytes += b->bytes;
}

struct bundle *bundles_pop(struct bundles *line)
{
    struct bundle *b = line->first;

    line->first = b->next;
    if (!b->next)
        line->last = NULL;
    line->count--;
    line->bytes -= b->bytes;
    return b;
}

/* ---- collecting ---- */

static bool is_full(const struct host *host, const struct bundle *newest)
{
    const struct producer *p = host->producer;

    return (int64_t)host->collected.count >= p->config->collection_count ||
           host->collected.bytes >= p->account->collection_size ||
           (newest->lane && newest->lane->collected >= p->account->shard_collection);
}

static void host_due(struct sim *sim, void *ctx)
{
    send(sim, ctx);
}

static sim_time time_to_send(struct sim *sim, const struct bundle *b)
{
    sim_time at = b->deadline > b->ready ? b->deadline : b->ready;

    return at > sim_now(sim) ? at : sim_now(sim);
}

/* What is due at one instant goes together. */
static void arm(struct sim *sim, struct host *host, sim_time at)
{
    if (!event_pending(&host->due) || at < host->due.when)
        sim_at(sim, &host->due, at, host_due, host);
}

void collect(struct sim *sim, struct host *host, struct bundle *b)
{
    if (host->collected.count > 0 &&
        host->collected.bytes + b->bytes > host->producer->account->collection_size)
        send(sim, host);
    bundles_add(&host->collected, b);
    if (b->lane)
        b->lane->collected += b->bytes;
    if (is_full(host, b))
        send(sim, host);
    else
        arm(sim, host, time_to_send(sim, b));
}

/* ---- sending ---- */

/* Of one record it is that record; of more a parcel, with the names of its first. */
static struct item item_of(const struct bundle *b)
{
    struct item item = b->parcel->item[0];

    item.bytes = b->bytes;
    item.kept = NULL;
    if (b->parcel->count > 1) {
        item.parcel = b->parcel;
        item.key = name_text(KEY_OF_PARCELS);
    }
    return item;
}

static void leaves(struct sim *sim, struct producer *p, struct bundle *b)
{
    struct meter *meter = p->self->meter;

    for (size_t i = 0; i < b->parcel->count; i++) {
        struct item *item = &b->parcel->item[i];
        struct call *call = item->kept;
        sim_time waited = sim_now(sim) - item->came;
        item->receipt++;
        call->kept[1] += waited;
        meter_observe(&meter[METRIC_BUFFERING], waited);
    }
    meter_observe(&meter[METRIC_USER_RECORDS], (int64_t)b->parcel->count);
    p->sent += (int64_t)b->parcel->count;
    if (b->lane)
        b->lane->collected -= b->bytes;
}

static struct request *request_of(struct sim *sim, struct host *host)
{
    struct request *r = sim_get(sim, sizeof *r);
    struct batch *batch = &r->batch;
    int64_t before = host->producer->sent;
    size_t i = 0;

    r->host = host;
    r->bundles = host->collected;
    r->sent = sim_now(sim);
    batch->puts = true;
    batch->count = batch->room = r->bundles.count;
    batch->item = sim_get(sim, batch->count * sizeof *batch->item);
    for (struct bundle *b = r->bundles.first; b; b = b->next) {
        leaves(sim, host->producer, b);
        batch->item[i++] = item_of(b);
    }
    batch->bytes = r->bundles.bytes;
    meter_observe(&host->producer->self->meter[METRIC_USER_RECORDS_PER_CALL],
                  host->producer->sent - before);
    meter_observe(&host->producer->self->meter[METRIC_RECORDS_PER_CALL],
                  (int64_t)batch->count);
    return r;
}

/* It has the names of its first record, each time it is sent others to draw by. */
static struct work work_of(const struct producer *p, const struct item *first)
{
    return (struct work){.root = first->root,
                         .who = name_child(first->who, p->site, 0),
                         .try = name_try(first->try, p->site, 0, first->receipt - 1, 0)};
}

static void send(struct sim *sim, struct host *host)
{
    struct producer *p = host->producer;
    struct request *r;
    struct work work;
    struct call *call;

    sim_cancel(sim, &host->due);
    r = request_of(sim, host);
    host->collected = (struct bundles){0};
    work = work_of(p, &r->batch.item[0]);
    call = call_new(sim, &work);
    call->items = (uint32_t)r->batch.count;
    call->bytes = r->batch.bytes;
    call->batch = &r->batch;
    call_send(sim, call, &p->put, &(struct sending){.done = answered, .ctx = r});
}

/* ---- answers ---- */

static void was_put(struct sim *sim, struct producer *p, struct bundle *b)
{
    struct meter *meter = p->self->meter;

    meter_add(&meter[METRIC_KINESIS_RECORDS], 1);
    meter_add(&meter[METRIC_KINESIS_DATA], b->bytes);
    for (size_t i = 0; i < b->parcel->count; i++)
        record_ends(sim, p, &b->parcel->item[i], true);
    parcel_drop(sim, b->parcel);
    sim_put(sim, b, sizeof *b);
}

static void was_turned_away(struct sim *sim, struct host *host, struct bundle *b)
{
    struct producer *p = host->producer;

    meter_add(&p->self->meter[METRIC_ERRORS], 1);
    for (size_t i = 0; i < b->parcel->count; i++)
        b->parcel->item[i].came = sim_now(sim);
    b->ready = sim_now(sim);
    if (bundle_expires(sim, p, b)) {
        lanes_take_back(sim, host, b);
        return;
    }
    parcel_drop(sim, b->parcel);
    sim_put(sim, b, sizeof *b);
}

/* Its shard is not the one it was meant for: the stream has other shards than the map. */
static bool is_elsewhere(const struct producer *p, const struct bundle *b,
                         const struct item *item)
{
    return b->lane && b->lane->map == p->map.ordinal && !item->failed &&
           item->receipt != b->lane->shard;
}

static void answered(struct sim *sim, struct call *call, void *ctx)
{
    struct request *r = ctx;
    struct producer *p = r->host->producer;
    bool is_judged = call->status == CALL_OK || call->status == CALL_THROTTLED;
    bool elsewhere = false;

    meter_observe(&p->self->meter[METRIC_REQUEST_TIME], sim_now(sim) - r->sent);
    for (size_t i = 0; i < r->batch.count; i++) {
        struct bundle *b = bundles_pop(&r->bundles);
        const struct item *item = &r->batch.item[i];
        p->sent -= (int64_t)b->parcel->count;
        elsewhere |= is_judged && is_elsewhere(p, b, item);
        if (is_judged && !item->failed)
            was_put(sim, p, b);
        else
            was_turned_away(sim, r->host, b);
    }
    batch_free(sim, &r->batch);
    sim_put(sim, r, sizeof *r);
    if (elsewhere)
        shards_learn(sim, p);
}

/* ---- the stream's shards ---- */

static void learned(struct sim *sim, struct call *call, void *ctx)
{
    struct producer *p = ctx;
    struct batch *batch = call->batch;
    struct map map = {.count = batch->count, .ordinal = p->map.ordinal + 1};

    map.shard = sim_get(sim, (map.count + 1) * sizeof *map.shard);
    map.low = sim_get(sim, (map.count + 1) * sizeof *map.low);
    for (size_t i = 0; i < map.count; i++) {
        map.shard[i] = batch->item[i].key;
        map.low[i] = batch->item[i].receipt;
    }
    lanes_renew(sim, p);
    p->map = map;
    batch_free(sim, batch);
    sim_put(sim, batch, sizeof *batch);
}

void shards_learn(struct sim *sim, struct producer *p)
{
    const struct work work = {.root = p->root, .who = p->site, .try = p->site};
    struct call *call;

    if (p->map.asked)
        return;
    p->map.asked = true;
    call = call_new(sim, &work);
    call->batch = sim_get(sim, sizeof *call->batch);
    call_send(sim, call, &p->list, &(struct sending){.done = learned, .ctx = p});
}
