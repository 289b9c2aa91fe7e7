/* kcl.c - a fleet that reads a stream: before it runs, its start, changes and the ledger.
 *
 * The life of a lease: lease.c; who holds it: worker.c.
 */
#include "kcl/kcl.h"

#include "base/text.h"
#include "flow/graph.h"
#include "kcl/fleet.h"

/* ---- before it runs ---- */

static void kcl_declare(struct catalogue *all, const struct resource *self)
{
    (void)self;
    declare_structural(all, declare_limit(all, LIMIT_LEVEL, "leases"));
}

/* KCL 2 and 3 are Java; its processors mostly are. */
static const char *kcl_default_retry(const struct graph *graph,
                                     const struct resource *self)
{
    (void)graph;
    (void)self;
    return "java.v2";
}

static const struct target *kcl_consumes(const struct resource *self)
{
    return &((const struct kcl_config *)self->config)->stream;
}

static void kcl_check(const struct graph *graph, const struct resource *self,
                      struct diag *diag)
{
    const struct kcl_config *c = self->config;
    const struct resource *stream = &graph->resource[c->stream.resource];
    const int64_t *shards = resource_setting(stream, "shard_count");

    if (!text_is_one_of("GetRecords", stream->model->actions))
        diag_error(diag, c->stream.at, "%s: %s is no stream", self->address,
                   c->stream.address);
    else if (shards && *shards != ABSENT && c->workers > *shards)
        diag_warn(diag, self->at,
                  "%s: %lld workers share %lld shards: a shard is one worker's, so some "
                  "have nothing to do",
                  self->address, (long long)c->workers, (long long)*shards);
}

/* ---- start, changes and the ledger ---- */

static void begin(struct sim *sim, void *ctx)
{
    leases_list(sim, ctx, 0);
}

static void *kcl_start(struct sim *sim, struct service *self)
{
    struct fleet *fleet = sim_get(sim, sizeof *fleet);
    const struct kcl_config *c = self->config;
    const struct resource *stream = &world_of(sim)->graph->resource[c->stream.resource];

    fleet->self = self;
    fleet->config = c;
    fleet->account = self->account->config;
    fleet->list = link_to(stream, "ListShards");
    fleet->read = link_to(stream, c->consumer ? "SubscribeToShard" : "GetRecords");
    fleet->root = root_of_service(sim, self);
    fleet->site = name_text(self->address);
    fleet->checkpoint =
        source_of(sim, self, "checkpoint_latency", &c->checkpoint_latency);
    fleet->phases = service_stream(sim, self, "phase");
    fleet->places = self->limit[0];
    fleet->body = body_new(sim, self, &kcl_walker, &c->steps);
    limit_set_level(sim, fleet->places, 0);
    workers_start(sim, fleet);
    sim_after(sim, &fleet->begins, 0, begin, fleet);
    return fleet;
}

static void kcl_changed(struct sim *sim, struct service *self, const struct field *row)
{
    (void)row;
    workers_changed(sim, self->state);
}

static void kcl_audit(struct sim *sim, struct service *self, struct diag *diag)
{
    const struct fleet *fleet = self->state;
    uint64_t found = 0;

    (void)sim;
    for (const struct lease *lease = fleet->lease; lease; lease = lease->other)
        found += lease->reading ? 0 : lease->read.count;
    if (found != fleet->waiting ||
        fleet->polled != fleet->done + fleet->skipped + fleet->waiting)
        diag_failure(diag, self->resource->at,
                     "%s: %llu records read, %llu done, %llu skipped, %llu held, %llu in "
                     "leases",
                     self->address, (unsigned long long)fleet->polled,
                     (unsigned long long)fleet->done, (unsigned long long)fleet->skipped,
                     (unsigned long long)fleet->waiting, (unsigned long long)found);
}

const struct model kcl_model = {
    .name = "kcl",
    .dimension = "application",
    .also = "worker kinesis_client_library consumers",
    .help = "Kinesis Client Library: workers that read a stream by leases",
    .fields = kcl_fields,
    .account_fields = kcl_account_fields,
    .config_size = sizeof(struct kcl_config),
    .account_size = sizeof(struct kcl_account),
    .metrics = kcl_metrics,
    .own_limits = kcl_own_limits,
    .items = kcl_items,
    .needed = kcl_needed,
    .columns = kcl_columns,
    .default_retry = kcl_default_retry,
    .declare = kcl_declare,
    .check = kcl_check,
    .consumes = kcl_consumes,
    .forecast = kcl_forecast,
    .start = kcl_start,
    .changed = kcl_changed,
    .audit = kcl_audit,
};
