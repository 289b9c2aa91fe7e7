/* kpl.c - the life of a user record:
 *
 *   PutRecord -> a host -> compressed -> into the parcel of its shard (lane.c)
 *   -> the parcel is closed: full, or its first record has waited long enough
 *   -> within the host's rate for the shard -> collected with others -> PutRecords
 *      (collect.c)
 *   -> taken: answered | turned away: back to its shard's parcel, until record_ttl
 *
 * As the library does it: github awslabs/amazon-kinesis-producer, aws/kinesis/core, 2021
 * to 2026.
 */
#include "kpl/kpl.h"

#include "base/text.h"
#include "kpl/producer.h"

/* ---- its end ---- */

static void pending(struct sim *sim, struct producer *p, int64_t change)
{
    p->pending += change;
    meter_set(&p->self->meter[METRIC_PENDING], sim_now(sim), p->pending);
}

static void count_end(struct sim *sim, struct producer *p, const struct item *item,
                      bool is_put)
{
    struct meter *meter = p->self->meter;

    if (is_put) {
        p->put_records++;
        meter_add(&meter[METRIC_PUT], 1);
        meter_add(&meter[METRIC_DATA_PUT], item->bytes);
        meter_observe(&meter[METRIC_AGE], sim_now(sim) - item->root->born);
    } else {
        p->expired++;
        meter_add(&meter[METRIC_EXPIRED], 1);
    }
    meter_observe(&meter[METRIC_RETRIES], item->receipt > 0 ? item->receipt - 1 : 0);
}

void record_ends(struct sim *sim, struct producer *p, const struct item *item,
                 bool is_put)
{
    struct call *call = item->kept;
    sim_time whole = sim_now(sim) - call->kept[0];

    pending(sim, p, -1);
    count_end(sim, p, item, is_put);
    work_spent(&call->work, TIME_QUEUE, call->kept[1]);
    work_spent(&call->work, TIME_CALL, whole - call->kept[1]);
    if (!is_put)
        call->error = "Expired";
    call_reply(sim, call, is_put ? CALL_OK : CALL_FAILED, 0);
}

static void record_expires(struct sim *sim, struct producer *p, const struct item *item)
{
    struct call *call = item->kept;

    call->kept[1] += sim_now(sim) - item->came;
    record_ends(sim, p, item, false);
    root_drop(sim, item->root);
}

static sim_time came_first(const struct item *item)
{
    return ((const struct call *)item->kept)->kept[0];
}

bool bundle_expires(struct sim *sim, struct producer *p, struct bundle *b)
{
    struct parcel *parcel = b->parcel;
    sim_time ttl = p->config->record_ttl;
    size_t left = 0;

    if (b->oldest + ttl > sim_now(sim))
        return true;
    b->oldest = SIM_FOREVER;
    for (size_t i = 0; i < parcel->count; i++) {
        const struct item *item = &parcel->item[i];
        if (came_first(item) + ttl <= sim_now(sim)) {
            parcel->bytes -= item->bytes;
            record_expires(sim, p, item);
            continue;
        }
        if (came_first(item) < b->oldest)
            b->oldest = came_first(item);
        parcel->item[left++] = *item;
    }
    parcel->count = left;
    return left > 0;
}

/* ---- its beginning ---- */

/* Who sends it again may meet another process: by the attempt's name. */
static struct host *host_of(struct producer *p, const struct call *call)
{
    double u = unit_of(draw_bits(&p->spread, call->work.try, 0));

    return &p->host[(size_t)(u * (double)p->config->hosts)];
}

static int64_t compressed(const struct producer *p, int64_t bytes)
{
    return (int64_t)((double)bytes * p->config->compression_ratio + 0.5);
}

static void kpl_accept(struct sim *sim, struct service *self, struct call *call)
{
    struct producer *p = self->state;
    struct item item = {.root = call->work.root,
                        .who = call->work.who,
                        .try = call->work.try,
                        .key = call->key,
                        .bytes = compressed(p, call->bytes),
                        .kept = call,
                        .came = sim_now(sim)};

    p->received++;
    meter_add(&self->meter[METRIC_RECEIVED], 1);
    if (call->items != 1 || item.bytes > p->account->record_most) {
        p->refused++;
        meter_add(&self->meter[METRIC_REFUSED], 1);
        call->error = "ValidationException";
        call_reply(sim, call, CALL_REFUSED, 0);
        return;
    }
    call->kept[0] = item.came;
    call->kept[1] = 0;
    pending(sim, p, 1);
    lanes_take(sim, host_of(p, call), &item);
}

/* ---- load ---- */

static void kpl_declare(struct catalogue *all, const struct resource *self)
{
    (void)self;
    declare_limit(all, LIMIT_BUCKET, "rate_limit");
    declare_structural(all, declare_limit(all, LIMIT_LEVEL, "hosts"));
}

static void kpl_check(const struct graph *graph, const struct resource *self,
                      struct diag *diag)
{
    const struct kpl_config *c = self->config;
    const struct kpl_account *account = graph_account(graph, "kpl");

    if (!text_is_one_of("PutRecords", graph->resource[c->stream.resource].model->actions))
        diag_error(diag, c->stream.at, "%s: %s is no stream", self->address,
                   c->stream.address);
    if (c->aggregation_size > account->record_most)
        diag_error(diag, self->at,
                   "%s: aggregation_max_size is more than a record may have, %lld B "
                   "(account.kpl.record_size)",
                   self->address, (long long)account->record_most);
    if (c->record_ttl <= c->buffered_time)
        diag_warn(
            diag, self->at,
            "%s: record_ttl is not longer than record_max_buffered_time: what waits "
            "that long has expired",
            self->address);
}

/* ---- start and the ledger ---- */

static void begin(struct sim *sim, void *ctx)
{
    shards_learn(sim, ctx);
}

/* Shown, never debited: each host has buckets of its own for each shard. */
static void show_limits(struct sim *sim, struct producer *p)
{
    double rate = p->config->rate_limit * p->account->shard_records;

    limit_set_bucket(sim, p->rate, rate, rate, 1);
    limit_set_level(sim, p->cpu, p->config->hosts);
}

static void kpl_changed(struct sim *sim, struct service *self, const struct field *row)
{
    struct producer *p = self->state;
    double rate = p->config->rate_limit * p->account->shard_records;

    (void)row;
    limit_resize_bucket(sim, p->rate, rate, rate);
    lanes_resize(sim, p);
}

static void *kpl_start(struct sim *sim, struct service *self)
{
    struct producer *p = sim_get(sim, sizeof *p);
    const struct resource *stream;

    p->self = self;
    p->config = self->config;
    stream = &world_of(sim)->graph->resource[p->config->stream.resource];
    p->account = self->account->config;
    p->list = link_to(stream, "ListShards");
    p->put = link_to(stream, "PutRecords");
    p->root = root_of_service(sim, self);
    p->site = name_text(self->address);
    p->spread = service_stream(sim, self, "host");
    p->work = source_of(sim, self, "compression_work", &p->config->compression_work);
    p->rate = self->limit[LIMIT_RATE];
    p->cpu = self->limit[LIMIT_CPU];
    show_limits(sim, p);
    p->host = sim_get(sim, (size_t)p->config->hosts * sizeof *p->host);
    for (int64_t i = 0; i < p->config->hosts; i++)
        p->host[i].producer = p;
    sim_after(sim, &p->begins, 0, begin, p);
    return p;
}

static void kpl_audit(struct sim *sim, struct service *self, struct diag *diag)
{
    const struct producer *p = self->state;
    uint64_t ended = p->put_records + p->expired + p->refused;

    (void)sim;
    lanes_audit(p, diag);
    if (p->received != ended + (uint64_t)p->pending)
        diag_failure(diag, self->resource->at,
                     "%s: %llu user records came, %llu were put, %llu expired, %llu were "
                     "refused, %lld are pending",
                     self->address, (unsigned long long)p->received,
                     (unsigned long long)p->put_records, (unsigned long long)p->expired,
                     (unsigned long long)p->refused, (long long)p->pending);
}

const struct model kpl_model = {
    .name = "kpl",
    .dimension = "producer",
    .also = "producer producers kinesis_producer_library",
    .help = "Kinesis Producer Library: processes that aggregate and put records",
    .fields = kpl_fields,
    .account_fields = kpl_account_fields,
    .config_size = sizeof(struct kpl_config),
    .account_size = sizeof(struct kpl_account),
    .metrics = kpl_metrics,
    .needed = kpl_needed,
    .columns = kpl_columns,
    .actions = (const char *const[]){"PutRecord", NULL},
    .declare = kpl_declare,
    .check = kpl_check,
    .forecast = kpl_forecast,
    .start = kpl_start,
    .accept = kpl_accept,
    .changed = kpl_changed,
    .audit = kpl_audit,
};
