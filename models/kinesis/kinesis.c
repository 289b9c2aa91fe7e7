/* kinesis.c - the life of a call to a stream:
 *
 *   PutRecord, PutRecords -> too large? -> record by record: its shard takes it, or turns
 *   it away -> answered; of a PutRecords that was done in part with what is left
 *   GetRecords, SubscribeToShard, ListShards -> read.c
 *
 * The shards: shards.c; their number: growth.c; the records' own lives: log.c.
 */
#include "kinesis/kinesis.h"

#include "flow/ask.h"
#include "flow/mapping.h"
#include "flow/usage.h"
#include "kinesis/stream.h"

/* Records of a PutRecords that an attempt is about: up to 128 fit into the call. */
enum { LEFT_WORDS = 8, IN_CALL = 64 * CALL_LEFT };

struct left {
    uint64_t word[LEFT_WORDS];
};

/* ---- what is left of a PutRecords ---- */

static bool is_about_all(const struct call *call)
{
    return call->left[0] == 0 && call->left[1] == 0;
}

static struct left left_of(const struct call *call)
{
    struct left left = {{call->left[0], call->left[1]}};

    if (is_about_all(call))
        for (size_t i = 0; i < LEFT_WORDS; i++)
            left.word[i] = UINT64_MAX;
    else if (call->items > IN_CALL)
        left = *(const struct left *)(uintptr_t)call->left[0];
    return left;
}

/* Of more records than the call has room for the list stands in the run's memory; the
 * attempt that comes back with it takes it away, unless a hedge's copy has it too. */
static void leave(struct sim *sim, struct call *call, const struct left *left, bool any)
{
    struct left *kept = (struct left *)(uintptr_t)call->left[0];

    if (call->items <= IN_CALL) {
        call->left[0] = left->word[0];
        call->left[1] = left->word[1];
        return;
    }
    if (kept && call->site && site_ask(call->site)->hedge_after <= 0)
        sim_put(sim, kept, sizeof *kept);
    call->left[0] = 0;
    if (!any)
        return;
    kept = sim_get(sim, sizeof *kept);
    *kept = *left;
    call->left[0] = (uint64_t)(uintptr_t)kept;
}

/* ---- putting ---- */

/* Whose records have names, sizes and keys of their own. */
static bool is_of_items(const struct call *call)
{
    return call->batch && call->batch->puts;
}

static struct record record_of_item(const struct item *item)
{
    return (struct record){.root = item->root,
                           .parcel = item->parcel,
                           .who = item->who,
                           .try = item->try,
                           .key = item->key,
                           .bytes = item->bytes};
}

/* Of record i: the call's own names, or those of one of its items. */
static struct record record_of(const struct sim *sim, const struct call *call, uint32_t i)
{
    struct record r = {.root = call->work.root,
                       .who = call->work.who,
                       .try = call->work.try,
                       .key = call_item_key(sim, call, i),
                       .bytes = call_item_bytes(sim, call, i)};

    if (i > 0) {
        r.who = call_item_who(call, i);
        r.try = call->work.try == call->work.who
                    ? r.who
                    : name_try(call->work.try, name_text("item"), i, 0, 0);
    }
    return r;
}

static bool is_valid(const struct sim *sim, const struct kinesis *s,
                     const struct call *call)
{
    bool several = call->action == ACTION_PUT_RECORDS;
    int64_t sum = 0;

    if (call->items > (several ? s->account->put_records_most : 1))
        return false;
    for (uint32_t i = 0; i < call->items; i++) {
        int64_t bytes = is_of_items(call) ? call->batch->item[i].bytes
                                          : call_item_bytes(sim, call, i);
        if (bytes > s->account->record_most)
            return false;
        sum += bytes;
    }
    return !several || sum <= s->account->put_bytes_most;
}

static int64_t pieces(int64_t bytes, int64_t piece)
{
    return bytes > piece ? (bytes + piece - 1) / piece : 1;
}

/* Storage beyond what is included is paid for when a record comes, for all its stay: a
 * month like this one stores what it puts. */
static void charge(const struct kinesis *s, int64_t bytes)
{
    sim_time keeps = s->config->retention;
    sim_time extended = keeps < EXTENDED_RETENTION ? keeps : EXTENDED_RETENTION;
    bool on_demand = s->config->mode == MODE_ON_DEMAND;

    if (on_demand)
        usage_add(s->self, ITEM_ON_DEMAND_IN, pieces(bytes, ON_DEMAND_PIECE));
    else
        usage_add(s->self, ITEM_PUT_UNIT, pieces(bytes, PUT_PIECE));
    if (on_demand && keeps > INCLUDED_RETENTION)
        usage_add(s->self, ITEM_ON_DEMAND_EXTENDED,
                  bytes * ((extended - INCLUDED_RETENTION) / SIM_HOUR));
    if (keeps > EXTENDED_RETENTION)
        usage_add(s->self, ITEM_LONG_TERM,
                  bytes * ((keeps - EXTENDED_RETENTION) / SIM_HOUR));
}

/* A parcel is where its first record would be: it says so itself (ExplicitHashKey). */
static struct shard *shard_of(const struct kinesis *s, const struct record *r)
{
    const struct item *first = r->parcel ? r->parcel->item : NULL;

    return shard_of_key(s, first ? record_hash(first->key, first->who)
                                 : record_hash(r->key, r->who));
}

/* NULL: it was turned away. */
static struct shard *put_one(struct sim *sim, struct kinesis *s, struct call *call,
                             const struct record *r)
{
    struct shard *shard = shard_of(s, r);
    struct limit *limit = shard_refuses(sim, shard, r->parcel ? 0 : r->key, r->bytes);

    if (limit) {
        call_turn_away(sim, call, limit);
        return NULL;
    }
    shard_take(sim, shard, r->bytes);
    charge(s, r->bytes);
    s->put++;
    meter_add(&s->self->meter[METRIC_RECORDS], 1);
    meter_add(&s->self->meter[METRIC_BYTES], r->bytes);
    log_put(sim, shard, r, false);
    shard_pushes(sim, shard);
    return shard;
}

static void answer(struct sim *sim, struct kinesis *s, struct call *call,
                   enum call_status status)
{
    sim_time takes = source_draw(sim, &s->latency, &call->work);
    size_t row = call->action == ACTION_PUT_RECORDS ? METRIC_PUT_RECORDS_LATENCY
                                                    : METRIC_PUT_LATENCY;

    if (status != CALL_REFUSED)
        meter_observe(&s->self->meter[row], takes);
    work_spent(&call->work, TIME_CALL, takes);
    call_reply(sim, call, status, takes);
}

struct judged { /* records of a call */
    int64_t total, refused;
};

/* A PutRecords that was done in part is answered as throttled, with what is left: whoever
 * tries again tries those (API reference, PutRecords, 2021 and 2026). */
static struct judged put_all(struct sim *sim, struct kinesis *s, struct call *call)
{
    struct left asked = left_of(call), left = {{0}};
    struct judged all = {0};

    for (uint32_t i = 0; i < call->items; i++) {
        struct record r;
        if (!(asked.word[i / 64] >> (i % 64) & 1))
            continue;
        r = record_of(sim, call, i);
        all.total++;
        if (!put_one(sim, s, call, &r)) {
            left.word[i / 64] |= UINT64_C(1) << (i % 64);
            all.refused++;
        }
    }
    leave(sim, call, &left, all.refused > 0);
    return all;
}

/* Each item of the caller's hears of itself: in which shard it is (`receipt`, 1 + its
 * number), or that it is in none. */
static struct judged put_items(struct sim *sim, struct kinesis *s, struct call *call)
{
    struct judged all = {.total = (int64_t)call->batch->count};

    for (size_t i = 0; i < call->batch->count; i++) {
        struct item *item = &call->batch->item[i];
        struct record r = record_of_item(item);
        const struct shard *shard = put_one(sim, s, call, &r);
        item->failed = !shard;
        item->receipt = shard ? shard->ordinal + 1 : 0;
        all.refused += !shard;
    }
    return all;
}

static void put_records(struct sim *sim, struct kinesis *s, struct call *call)
{
    struct judged all;

    if (!is_valid(sim, s, call)) {
        call->error = "ValidationException";
        answer(sim, s, call, CALL_REFUSED);
        return;
    }
    all = is_of_items(call) ? put_items(sim, s, call) : put_all(sim, s, call);
    if (call->action == ACTION_PUT_RECORDS) {
        meter_add(&s->self->meter[METRIC_PUT_RECORDS_TOTAL], all.total);
        meter_add(&s->self->meter[METRIC_PUT_RECORDS_THROTTLED], all.refused);
    }
    answer(sim, s, call, all.refused > 0 ? CALL_THROTTLED : CALL_OK);
}

static void kinesis_accept(struct sim *sim, struct service *self, struct call *call)
{
    struct kinesis *s = self->state;

    switch (call->action) {
    case ACTION_GET_RECORDS:
        get_records(sim, s, call);
        break;
    case ACTION_SUBSCRIBE:
        subscribe_to_shard(sim, s, call);
        break;
    case ACTION_LIST_SHARDS:
        list_shards(sim, s, call);
        break;
    default:
        put_records(sim, s, call);
    }
}

/* ---- start, changes and the ledger ---- */

static void find_consumers(struct sim *sim, struct kinesis *s)
{
    const struct world *w = world_of(sim);
    const struct resource *r;

    while (kinesis_reader(w->graph, s->self->resource, s->consumers))
        s->consumers++;
    s->consumer = sim_get(sim, (s->consumers + 1) * sizeof *s->consumer);
    for (size_t i = 0; i < s->consumers; i++) {
        const int *position;
        r = kinesis_reader(w->graph, s->self->resource, i);
        position = resource_setting(r, "starting_position");
        s->consumer[i] =
            (struct consumer){.who = &w->service[r->index],
                              .fans_out = kinesis_fan_out(r) != NULL,
                              .from_latest = position && *position == START_LATEST};
        s->fan_outs += s->consumer[i].fans_out;
    }
}

static void begin(struct sim *sim, void *ctx)
{
    log_fill(sim, ctx);
}

static void *kinesis_start(struct sim *sim, struct service *self)
{
    const struct graph *graph = world_of(sim)->graph;
    struct kinesis *s = sim_get(sim, sizeof *s);
    size_t place;

    s->self = self;
    s->config = self->config;
    s->account = self->account->config;
    s->latency = source_of(sim, self, "latency", &s->config->latency);
    s->read_latency = source_of(sim, self, "read_latency", &s->config->read_latency);
    s->fan_out_latency =
        source_of(sim, self, "fan_out_latency", &s->config->fan_out_latency);
    s->backlog_size = source_of(sim, self, "backlog_item_size", &s->config->backlog_size);
    s->reshard_time = source_of(sim, self, "reshard_time", &s->account->reshard_time);
    for (size_t i = 0; i < STREAM_LIMITS; i++)
        if (kinesis_limit(graph, self->resource, (enum stream_limit)i, &place))
            s->limit[i] = self->limit[place];
    find_consumers(sim, s);
    shards_start(sim, s);
    sim_after(sim, &s->begins, 0, begin, s);
    return s;
}

static void kinesis_changed(struct sim *sim, struct service *self,
                            const struct field *row)
{
    (void)row;
    reshard_asked(sim, self->state);
    log_retention_changed(sim, self->state);
    growth_charge(sim, self->state);
}

static void kinesis_ending(struct sim *sim, struct service *self)
{
    (void)sim;
    shards_ending(self->state);
}

static void kinesis_audit(struct sim *sim, struct service *self, struct diag *diag)
{
    const struct kinesis *s = self->state;

    (void)sim;
    shards_audit(s, diag);
    if (s->began + s->put != s->read + s->unread + s->expired + (uint64_t)s->waiting)
        diag_failure(diag, self->resource->at,
                     "%s: %llu records came, %llu were read by all, %llu by nobody, %llu "
                     "expired, %lld are there",
                     self->address, (unsigned long long)(s->began + s->put),
                     (unsigned long long)s->read, (unsigned long long)s->unread,
                     (unsigned long long)s->expired, (long long)s->waiting);
}

const struct model kinesis_model = {
    .name = "kinesis",
    .dimension = "stream",
    .also = "stream streams kinesis_stream data_stream",
    .help = "Kinesis Data Streams: shards, provisioned or on demand",
    .fields = kinesis_fields,
    .account_fields = kinesis_account_fields,
    .config_size = sizeof(struct kinesis_config),
    .account_size = sizeof(struct kinesis_account),
    .metrics = kinesis_metrics,
    .partition_metrics = kinesis_partition_metrics,
    .own_limits = kinesis_own_limits,
    .items = kinesis_items,
    .needed = kinesis_needed,
    .columns = kinesis_columns,
    .capacities = kinesis_capacities,
    .actions = (const char *const[]){"PutRecord", "PutRecords", "GetRecords",
                                     "SubscribeToShard", "ListShards", NULL},
    .declare = kinesis_declare,
    .check = kinesis_check,
    .plan = kinesis_plan,
    .resolve = kinesis_resolve,
    .memory = kinesis_memory,
    .forecast = kinesis_forecast,
    .start = kinesis_start,
    .accept = kinesis_accept,
    .changed = kinesis_changed,
    .ending = kinesis_ending,
    .audit = kinesis_audit,
};
