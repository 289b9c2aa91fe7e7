/* lane.c - from records to bundles: parcels of a host, one for each shard.
 *
 *   open -> a record that does not fit closes it, its first record's time closes it
 *   -> waits for tokens of the host's rate for the shard -> collected
 *
 * aggregator.h, reducer.h, limiter.h of the KPL, 2021 to 2026.  Without aggregation, or
 * as long as the shards are not known, a record goes by itself and no rate holds.
 */
#include "kpl/producer.h"

#define BYTE_TOKEN (TOKEN / 1000) /* micro-tokens of a byte, so that a year's fit */

enum { FIRST_ROOM = 16 };

static void lane_due(struct sim *, void *ctx);
static void drain(struct sim *, struct lane *);

/* ---- sizes ---- */

/* As the stream takes it: a record alone is no parcel. */
static int64_t size_of(const struct producer *p, size_t count, int64_t bytes)
{
    if (count < 2)
        return bytes;
    return bytes + p->account->aggregate_overhead +
           (int64_t)count * p->account->record_overhead;
}

static bool fits(const struct producer *p, const struct parcel *in, size_t count,
                 int64_t bytes)
{
    return size_of(p, in->count + count, in->bytes + bytes) <=
           p->config->aggregation_size;
}

/* ---- compression ---- */

/* Of the second that has begun: what its CPU was asked for. */
static void note_work(struct sim *sim, struct host *host, sim_time takes)
{
    int64_t second = sim_now(sim) / SIM_SECOND;
    double share;

    if (second != host->second)
        host->worked = 0;
    host->second = second;
    host->worked += takes;
    share = (double)host->worked / (double)SIM_SECOND;
    limit_passed(host->producer->cpu);
    limit_reached(sim, host->producer->cpu, share < 1 ? share : 1);
}

/* One record after the other, on one CPU of the host [A]: when this one is ready. */
static sim_time compress(struct sim *sim, struct host *host, const struct item *item)
{
    const struct producer *p = host->producer;
    sim_time takes;

    if (!source_given(&p->work))
        return sim_now(sim);
    takes = source_draw(
        sim, &p->work,
        &(struct work){.root = item->root, .who = item->who, .try = item->try});
    if (host->compressed < sim_now(sim))
        host->compressed = sim_now(sim);
    host->compressed += takes;
    note_work(sim, host, takes);
    return host->compressed;
}

/* ---- lanes ---- */

static void set_rate(struct sim *sim, struct limit *bucket, const struct limit *name,
                     double rate, double depth)
{
    bucket->name = name->name;
    limit_set_bucket(sim, bucket, rate, depth, 1);
}

/* A bucket of a second's rate of a shard; rate_limit says how fast it fills. */
static struct lane *new_lane(struct sim *sim, struct host *host, uint64_t shard)
{
    struct producer *p = host->producer;
    struct lane *lane = sim_get(sim, sizeof *lane);
    double records = p->account->shard_records;
    double bytes = p->account->shard_bytes * BYTE_TOKEN / TOKEN;

    lane->host = host;
    lane->shard = shard;
    lane->map = p->map.ordinal;
    lane->other = p->lanes;
    p->lanes = lane;
    set_rate(sim, &lane->rate[RATE_RECORDS], p->rate, records * p->config->rate_limit,
             records);
    set_rate(sim, &lane->rate[RATE_BYTES], p->rate, bytes * p->config->rate_limit, bytes);
    return lane;
}

/* NULL: the record goes by itself. */
static struct lane *lane_of(struct sim *sim, struct host *host, const struct item *item)
{
    const struct map *map = &host->producer->map;
    uint64_t hash = record_hash(item->key, item->who);
    size_t low = 0, high = map->count;

    if (!host->producer->config->aggregates || map->count == 0)
        return NULL;
    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        if (hash < map->low[middle])
            high = middle;
        else
            low = middle;
    }
    if (!host->lane)
        host->lane = sim_get(sim, map->count * sizeof(struct lane *));
    if (!host->lane[low])
        host->lane[low] = new_lane(sim, host, map->shard[low]);
    return host->lane[low];
}

/* ---- parcels ---- */

static struct bundle *new_bundle(struct sim *sim, struct lane *lane, size_t room)
{
    struct bundle *b = sim_get(sim, sizeof *b);

    b->lane = lane;
    b->parcel = parcel_new(sim, room);
    b->oldest = SIM_FOREVER;
    return b;
}

static void add(struct sim *sim, struct bundle *b, const struct item *item,
                sim_time ready)
{
    parcel_add(sim, b->parcel, item);
    if (ready > b->ready)
        b->ready = ready;
    if (item->came < b->oldest)
        b->oldest = item->came;
}

/* A CPU that is behind by a whole record_max_buffered_time is what holds records up. */
static void held_up(struct sim *sim, const struct producer *p, sim_time ready)
{
    if (ready <= sim_now(sim))
        limit_delayed(sim, p->rate, 1);
    else if (ready - sim_now(sim) > p->config->buffered_time)
        limit_delayed(sim, p->cpu, 1);
}

static void to_limiter(struct sim *sim, struct lane *lane, struct bundle *b)
{
    const struct producer *p = lane->host->producer;
    sim_time ready = b->ready;

    b->lane = lane;
    b->bytes = size_of(p, b->parcel->count, b->parcel->bytes);
    bundles_add(&lane->waiting, b);
    drain(sim, lane);
    if (lane->waiting.last == b)
        held_up(sim, p, ready);
}

static void close_parcel(struct sim *sim, struct lane *lane)
{
    struct bundle *b = lane->open;

    lane->open = NULL;
    sim_cancel(sim, &lane->due);
    to_limiter(sim, lane, b);
}

static void lane_due(struct sim *sim, void *ctx)
{
    close_parcel(sim, ctx);
}

static void open_parcel(struct sim *sim, struct lane *lane, struct bundle *b)
{
    lane->open = b;
    sim_at(sim, &lane->due, b->deadline, lane_due, lane);
}

static void take_alone(struct sim *sim, struct host *host, const struct item *item,
                       sim_time ready)
{
    struct bundle *b = new_bundle(sim, NULL, 1);

    add(sim, b, item, ready);
    b->bytes = item->bytes;
    b->deadline = sim_now(sim) + host->producer->config->buffered_time;
    collect(sim, host, b);
}

void lanes_take(struct sim *sim, struct host *host, const struct item *item)
{
    const struct producer *p = host->producer;
    struct lane *lane = lane_of(sim, host, item);
    sim_time ready = compress(sim, host, item);

    if (!lane) {
        take_alone(sim, host, item, ready);
        return;
    }
    if (lane->open && !fits(p, lane->open->parcel, 1, item->bytes))
        close_parcel(sim, lane);
    if (!lane->open) {
        struct bundle *b = new_bundle(sim, lane, FIRST_ROOM);
        b->deadline = sim_now(sim) + p->config->buffered_time;
        open_parcel(sim, lane, b);
    }
    add(sim, lane->open, item, ready);
    if (lane->open->parcel->bytes >= p->config->aggregation_size)
        close_parcel(sim, lane);
}

/* ---- what comes back ---- */

/* Half the time that a new record has (retrier.cc). */
static sim_time deadline_again(struct sim *sim, const struct producer *p,
                               const struct bundle *b)
{
    sim_time soon = sim_now(sim) + p->config->buffered_time / 2;
    sim_time ends = b->oldest + p->config->record_ttl;

    return soon < ends ? soon : ends;
}

static void join(struct sim *sim, struct lane *lane, struct bundle *b)
{
    struct bundle *open = lane->open;

    parcel_join(sim, open->parcel, b->parcel);
    if (b->oldest < open->oldest)
        open->oldest = b->oldest;
    if (b->deadline < open->deadline) {
        open->deadline = b->deadline;
        open_parcel(sim, lane, open);
    }
    sim_put(sim, b, sizeof *b);
}

/* The KPL adds its records to the shard's parcel one by one; here all of them, or none
 * where they would not fit: then the parcel is full, and goes again at once. */
void lanes_take_back(struct sim *sim, struct host *host, struct bundle *b)
{
    const struct producer *p = host->producer;
    struct lane *lane = lane_of(sim, host, b->parcel->item);

    b->deadline = deadline_again(sim, p, b);
    b->next = NULL;
    if (!lane) {
        b->lane = NULL;
        b->bytes = size_of(p, b->parcel->count, b->parcel->bytes);
        collect(sim, host, b);
    } else if (!lane->open && fits(p, b->parcel, 1, 0)) {
        open_parcel(sim, lane, b);
    } else if (lane->open &&
               fits(p, lane->open->parcel, b->parcel->count, b->parcel->bytes)) {
        join(sim, lane, b);
    } else {
        to_limiter(sim, lane, b);
    }
}

/* ---- the rate for a shard ---- */

/* One that is larger than a second's bytes needs a full bucket. */
static int64_t needs(const struct lane *lane, const struct bundle *b, enum rate rate)
{
    int64_t bytes = b->bytes * BYTE_TOKEN;

    if (rate == RATE_RECORDS)
        return TOKEN;
    return bytes < lane->rate[RATE_BYTES].depth ? bytes : lane->rate[RATE_BYTES].depth;
}

static sim_time wait_of(struct sim *sim, struct lane *lane, const struct bundle *b)
{
    sim_time wait = b->ready > sim_now(sim) ? b->ready - sim_now(sim) : 0;

    for (enum rate i = 0; i < RATES; i++) {
        sim_time tokens = limit_wait(sim, &lane->rate[i], needs(lane, b, i));
        if (tokens > wait)
            wait = tokens;
    }
    return wait;
}

static void take_tokens(struct sim *sim, struct lane *lane, const struct bundle *b)
{
    limit_take(sim, &lane->rate[RATE_RECORDS], TOKEN);
    limit_take(sim, &lane->rate[RATE_BYTES], b->bytes * BYTE_TOKEN);
    limit_passed(lane->host->producer->rate);
    for (enum rate i = 0; i < RATES; i++) {
        double left = (double)lane->rate[i].tokens / (double)lane->rate[i].depth;
        limit_reached(sim, lane->host->producer->rate, left < 0 ? 1 : 1 - left);
    }
}

static void tokens_came(struct sim *sim, void *ctx)
{
    drain(sim, ctx);
}

/* Some of its records may have expired. */
static void weigh(struct lane *lane, struct bundle *b)
{
    int64_t bytes = size_of(lane->host->producer, b->parcel->count, b->parcel->bytes);

    lane->waiting.bytes += bytes - b->bytes;
    b->bytes = bytes;
}

/* The KPL looks every 25 ms whether there are tokens; here they are seen at once. */
static void drain(struct sim *sim, struct lane *lane)
{
    struct producer *p = lane->host->producer;

    while (lane->waiting.first) {
        struct bundle *b = lane->waiting.first;
        sim_time wait;
        if (!bundle_expires(sim, p, b)) {
            bundles_pop(&lane->waiting);
            parcel_drop(sim, b->parcel);
            sim_put(sim, b, sizeof *b);
            continue;
        }
        weigh(lane, b);
        wait = wait_of(sim, lane, b);
        if (wait > 0) {
            sim_after(sim, &lane->tokens, wait, tokens_came, lane);
            return;
        }
        bundles_pop(&lane->waiting);
        take_tokens(sim, lane, b);
        collect(sim, lane->host, b);
    }
}

/* ---- changes, and the ledger ---- */

void lanes_resize(struct sim *sim, struct producer *p)
{
    double records = p->account->shard_records;
    double bytes = p->account->shard_bytes * BYTE_TOKEN / TOKEN;
    double share = p->config->rate_limit;

    for (struct lane *lane = p->lanes; lane; lane = lane->other) {
        limit_resize_bucket(sim, &lane->rate[RATE_RECORDS], records * share, records);
        limit_resize_bucket(sim, &lane->rate[RATE_BYTES], bytes * share, bytes);
        if (event_pending(&lane->tokens))
            sim_after(sim, &lane->tokens, 0, tokens_came, lane);
    }
}

/* What waits in lanes to shards that are no more goes on to whoever has their keys. */
void lanes_renew(struct sim *sim, struct producer *p)
{
    for (struct lane *lane = p->lanes; lane; lane = lane->other)
        if (lane->open)
            close_parcel(sim, lane);
    for (int64_t i = 0; i < p->config->hosts; i++)
        p->host[i].lane = NULL;
}

static int64_t records_in(const struct bundles *line)
{
    int64_t sum = 0;

    for (const struct bundle *b = line->first; b; b = b->next)
        sum += (int64_t)b->parcel->count;
    return sum;
}

void lanes_audit(const struct producer *p, struct diag *diag)
{
    int64_t found = p->sent;

    for (const struct lane *lane = p->lanes; lane; lane = lane->other) {
        limit_audit(&lane->rate[RATE_RECORDS], diag);
        limit_audit(&lane->rate[RATE_BYTES], diag);
        found += records_in(&lane->waiting);
        found += lane->open ? (int64_t)lane->open->parcel->count : 0;
    }
    for (int64_t i = 0; i < p->config->hosts; i++)
        found += records_in(&p->host[i].collected);
    if (found != p->pending)
        diag_failure(diag, p->self->resource->at,
                     "%s: %lld user records are pending, %lld are in its buffers",
                     p->self->address, (long long)p->pending, (long long)found);
}
