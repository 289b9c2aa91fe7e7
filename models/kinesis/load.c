/* load.c - a stream before it runs: its limits, its readers, rules between settings. */
#include <math.h>
#include <string.h>

#include "flow/graph.h"
#include "flow/plan.h"
#include "kinesis/tables.h"

/* ---- readers ---- */

const struct resource *kinesis_reader(const struct graph *graph,
                                      const struct resource *self, size_t i)
{
    for (size_t at = 0; at < graph->resources; at++) {
        const struct resource *r = &graph->resource[at];
        if (!r->model->consumes || !r->config ||
            r->model->consumes(r)->resource != self->index)
            continue;
        if (i-- == 0)
            return r;
    }
    return NULL;
}

const char *kinesis_fan_out(const struct resource *reader)
{
    const char *const *name = resource_setting(reader, "consumer");

    return name ? *name : NULL;
}

static size_t count_readers(const struct graph *graph, const struct resource *self,
                            bool fan_out)
{
    const struct resource *r;
    size_t count = 0;

    for (size_t i = 0; (r = kinesis_reader(graph, self, i)) != NULL; i++)
        count += (kinesis_fan_out(r) != NULL) == fan_out;
    return count;
}

/* ---- shards and limits ---- */

/* On demand as many as twice the highest minute needs. */
int64_t kinesis_shards(const struct kinesis_config *c,
                       const struct kinesis_account *account)
{
    double grown;

    if (c->mode == MODE_PROVISIONED)
        return c->shards;
    if (isnan(c->previous_peak))
        return account->new_shards;
    grown = ceil(2 * c->previous_peak / account->write_bytes);
    return (int64_t)fmin(fmax(grown, (double)account->new_shards),
                         (double)account->grown_most);
}

static const char *const words[STREAM_LIMITS] = {
    [LIMIT_SHARDS] = NULL, /* by the mode */
    [LIMIT_WRITE_RECORDS] = "shard_write_records",
    [LIMIT_WRITE_BYTES] = "shard_write_bytes",
    [LIMIT_READ_CALLS] = "shard_read_calls",
    [LIMIT_READ_BYTES] = "shard_read_bytes",
    [LIMIT_CONSUMER_BYTES] = "consumer_read_bytes",
};

static const char *const unit[STREAM_LIMITS] = {
    [LIMIT_WRITE_BYTES] = "KB", [LIMIT_READ_BYTES] = "KB", [LIMIT_CONSUMER_BYTES] = "KB"};

static bool has_limit(const struct graph *graph, const struct resource *self,
                      enum stream_limit limit)
{
    if (limit < LIMIT_READ_CALLS)
        return true;
    return count_readers(graph, self, limit == LIMIT_CONSUMER_BYTES) > 0;
}

bool kinesis_limit(const struct graph *graph, const struct resource *self,
                   enum stream_limit limit, size_t *place)
{
    *place = 0;
    for (size_t i = 0; i < (size_t)limit; i++)
        *place += has_limit(graph, self, (enum stream_limit)i);
    return has_limit(graph, self, limit);
}

void kinesis_declare(struct catalogue *all, const struct resource *self)
{
    const struct kinesis_config *c = self->config;
    const char *setting = c->mode == MODE_PROVISIONED ? "shard_count" : "previous_peak";
    size_t shards = declare_limit(all, LIMIT_LEVEL, setting);

    declare_structural(all, shards);
    declare_unit(all, shards, "shard");
    for (size_t i = LIMIT_WRITE_RECORDS; i < STREAM_LIMITS; i++)
        if (has_limit(catalogue_graph(all), self, (enum stream_limit)i))
            declare_unit(all, declare_limit(all, LIMIT_BUCKET, words[i]), unit[i]);
}

/* ---- rules ---- */

static void check_mode(const struct resource *self, struct diag *diag)
{
    const struct kinesis_config *c = self->config;

    if (c->mode == MODE_PROVISIONED && c->shards == ABSENT)
        diag_error(diag, self->at,
                   "%s: shard_count is missing: a stream is PROVISIONED unless "
                   "stream_mode is \"ON_DEMAND\"",
                   self->address);
    if (c->mode == MODE_PROVISIONED && !isnan(c->previous_peak))
        diag_warn(diag, self->at,
                  "%s: previous_peak means nothing while stream_mode is \"PROVISIONED\"",
                  self->address);
    if (c->mode == MODE_ON_DEMAND && c->shards != ABSENT)
        diag_warn(diag, self->at,
                  "%s: shard_count means nothing while stream_mode is \"ON_DEMAND\"",
                  self->address);
}

/* The account's quota, told where its last stream stands. */
static void check_account(const struct graph *graph, const struct resource *self,
                          struct diag *diag)
{
    const struct kinesis_account *account = graph_account(graph, "kinesis");
    const struct resource *last = self;
    int64_t sum = 0;

    for (size_t i = 0; i < graph->resources; i++) {
        const struct kinesis_config *c = graph->resource[i].config;
        if (graph->resource[i].model != self->model || !c)
            continue;
        last = &graph->resource[i];
        if (c->mode == MODE_PROVISIONED && c->shards != ABSENT)
            sum += c->shards;
    }
    if (last == self && sum > account->shards_most)
        diag_error(diag, self->at,
                   "the shards of all streams are %lld, more than "
                   "account.kinesis.shards, %lld",
                   (long long)sum, (long long)account->shards_most);
}

static void check_name(const struct graph *graph, const struct resource *self, size_t i,
                       struct diag *diag)
{
    const struct resource *r = kinesis_reader(graph, self, i), *other;
    const char *name = kinesis_fan_out(r), *theirs;

    for (size_t k = 0; name && k < i; k++) {
        other = kinesis_reader(graph, self, k);
        theirs = kinesis_fan_out(other);
        if (theirs && strcmp(name, theirs) == 0)
            diag_error(diag, r->at, "%s: consumer \"%s\" of %s is that of %s", r->address,
                       name, self->address, other->address);
    }
}

/* Each of those that share reads each shard once a second. */
static void check_readers(const struct graph *graph, const struct resource *self,
                          struct diag *diag)
{
    const struct kinesis_account *account = graph_account(graph, "kinesis");
    size_t shared = count_readers(graph, self, false);
    size_t fan_outs = count_readers(graph, self, true);

    if ((int64_t)fan_outs > account->consumers_most)
        diag_error(diag, self->at,
                   "%s: %zu consumers are registered, more than "
                   "account.kinesis.consumers, %lld",
                   self->address, fan_outs, (long long)account->consumers_most);
    if ((double)shared > account->read_calls)
        diag_warn(diag, self->at,
                  "%s: %zu consumers share %g reads a second of each shard: some poll "
                  "in vain; consumer = \"NAME\" gives one of them its own",
                  self->address, shared, account->read_calls);
    for (size_t i = 0; i < shared + fan_outs; i++)
        check_name(graph, self, i, diag);
}

void kinesis_check(const struct graph *graph, const struct resource *self,
                   struct diag *diag)
{
    check_mode(self, diag);
    check_account(graph, self, diag);
    check_readers(graph, self, diag);
}

void kinesis_plan(struct plan *plan, const struct resource *self)
{
    const struct kinesis_config *c = self->config;

    if (c->backlog > 0)
        plan_change(plan, 0, "a backlog");
    if (c->mode == MODE_PROVISIONED)
        plan_activities(plan);
}

/* On demand the minute that splits a shard shows until it does. */
sim_time kinesis_memory(const struct graph *graph, const struct resource *self,
                        const char **what)
{
    const struct kinesis_config *c = self->config;
    const struct kinesis_account *account = graph_account(graph, "kinesis");

    *what = "previous_peak";
    return c->mode == MODE_ON_DEMAND ? account->split_after + SIM_MINUTE : 0;
}

bool kinesis_resolve(const struct graph *graph, const struct resource *self,
                     struct target *target, struct diag *diag)
{
    (void)graph;
    if (target->action == ACTION_PUT_RECORD || target->action == ACTION_PUT_RECORDS)
        return true;
    diag_error(diag, target->action_at,
               "%s: %s is what event source mappings do: "
               "lambda.NAME.event_source_mappings, or kcl",
               self->address, target->action_name);
    return false;
}

/* ---- what is read of the profile ---- */

static bool is_on_demand(const struct occasion *o)
{
    return ((const struct kinesis_config *)o->self->config)->mode == MODE_ON_DEMAND;
}

static bool is_new(const struct occasion *o)
{
    const struct kinesis_config *c = o->self->config;

    return is_on_demand(o) && isnan(c->previous_peak);
}

static bool is_resharded(const struct occasion *o)
{
    return o->change && strcmp(o->change->name, "shard_count") == 0;
}

static bool is_shared(const struct occasion *o)
{
    return count_readers(o->graph, o->self, false) > 0;
}

static bool is_fanned_out(const struct occasion *o)
{
    return count_readers(o->graph, o->self, true) > 0;
}

static bool is_kept_longer(const struct occasion *o)
{
    const struct kinesis_config *c = o->self->config;

    return c->mode == MODE_PROVISIONED && c->retention > INCLUDED_RETENTION;
}

const struct needed kinesis_needed[] = {
    {"account.kinesis.new_shards", is_new},
    {"account.kinesis.on_demand_shards", is_on_demand},
    {"account.kinesis.split_share", is_on_demand},
    {"account.kinesis.split_after", is_on_demand},
    {"account.kinesis.reshard_time", is_resharded},
    {"account.kinesis.get_records", is_shared},
    {"account.kinesis.get_size", is_shared},
    {"prices.kinesis.consumer_gb", is_fanned_out},
    {"prices.kinesis.extended_retention_shard_hour", is_kept_longer},
    NEEDED_END,
};
