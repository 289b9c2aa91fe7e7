/* dynamodb.c - the life of a request to a table, in the order it is lived:
 *
 *   accept -> (capacity units of table and indexes) -> (quota buckets) -> served: units
 * are consumed and billed, the latency rides on the reply
 *
 * Below its limits a table's latency does not depend on load (Elhemali et al., USENIX ATC
 * 2022, section 7), so no event of its own is needed.
 */
#include "dynamodb/dynamodb.h"

#include <string.h>

#include "dynamodb/table.h"
#include "flow/usage.h"

/* ---- at load ---- */

static void dynamodb_declare(struct catalogue *all, const struct resource *self)
{
    const struct dynamodb_config *c = self->config;
    const struct dynamodb_index *index = c->indexes.element;

    capacity_declare(all, self);
    entrance_declare(all, self);
    dax_declare(all, self);
    for (size_t i = 0; i < c->indexes.count; i++)
        declare_part(all, index[i].name);
}

static void dynamodb_check(const struct graph *graph, const struct resource *self,
                           struct diag *diag)
{
    const struct dynamodb_config *c = self->config;

    if (c->indexes.count > MOST_INDEXES)
        diag_error(diag, self->at, "%s: a table has at most %d global secondary indexes",
                   self->address, MOST_INDEXES);
    else
        capacity_check(graph, self, diag);
    if (c->locals.count > MOST_LOCALS)
        diag_error(diag, self->at, "%s: a table has at most %d local secondary indexes",
                   self->address, MOST_LOCALS);
}

static bool index_found(const struct resource *self, struct dynamodb_request *said)
{
    const struct dynamodb_config *c = self->config;
    const struct dynamodb_index *index = c->indexes.element;
    const struct dynamodb_local_index *local = c->locals.element;

    for (size_t i = 0; i < c->indexes.count; i++)
        if (strcmp(index[i].name, said->index_name) == 0)
            said->index = i + 1;
    for (size_t i = 0; i < c->locals.count; i++)
        if (strcmp(local[i].name, said->index_name) == 0)
            said->local = true;
    return said->index > 0 || said->local;
}

static const char *misplaced_index(const struct dynamodb_request *said,
                                   enum dynamodb_action action)
{
    if (said->index_name && !dynamodb_action_scans(action))
        return "index_name is of Query and Scan";
    if (said->index && said->consistent_read)
        return "an index answers eventually consistent reads only, a local one apart";
    return NULL;
}

/* What this action cannot be told; NULL: nothing that was said. */
static const char *misplaced(const struct dynamodb_request *said,
                             enum dynamodb_action action)
{
    bool writes = dynamodb_action_writes(action);
    bool has_condition = writes && action != ACTION_BATCH_WRITE_ITEM;
    bool condition = said->condition_failure.law.kind != LAW_NONE;
    bool before = said->size_before.law.kind != LAW_NONE;

    if (said->consistent_read && (writes || dynamodb_action_is_transaction(action)))
        return "consistent_read is of GetItem, BatchGetItem, Query and Scan";
    if (condition && !has_condition)
        return "condition_failure is of PutItem, UpdateItem, DeleteItem and "
               "TransactWriteItems";
    if (before && !writes)
        return "size_before is of writes";
    return misplaced_index(said, action);
}

static bool dynamodb_resolve(const struct graph *graph, const struct resource *self,
                             struct target *target, struct diag *diag)
{
    struct dynamodb_request *said = target->options;
    const char *wrong = NULL;

    (void)graph;
    if (!target->action_name) {
        diag_error(diag, target->at,
                   "%s: say which action, for instance action = \"GetItem\"",
                   self->address);
        return false;
    }
    if (said && said->index_name && !index_found(self, said)) {
        diag_error(diag, target->at, "%s has no index \"%s\"", self->address,
                   said->index_name);
        return false;
    }
    if (said)
        wrong = misplaced(said, (enum dynamodb_action)target->action);
    if (!wrong)
        wrong = dax_misplaced(self->config, target);
    if (wrong)
        diag_error(diag, target->at, "%s: %s", self->address, wrong);
    return !wrong;
}

/* The longer of what its capacity and its cache remember. */
static sim_time dynamodb_memory(const struct graph *graph, const struct resource *self,
                                const char **what)
{
    sim_time capacity = capacity_memory(graph, self, what);
    sim_time cached = dax_memory(self->config);

    if (cached < capacity || cached == 0)
        return capacity;
    *what = "dax";
    return cached;
}

/* What a cache would hold is not known before a run: a cluster begins empty. */
static const char *dynamodb_warm(const struct forecast *f, const struct resource *self,
                                 struct arena *arena)
{
    (void)f;
    (void)arena;
    return dax_given(self->config) ? "a DAX cluster that begins empty all the same"
                                   : NULL;
}

/* ---- in a run ---- */

static void *dynamodb_start_account(struct sim *sim, struct account *account)
{
    (void)account;
    return sim_get(sim, sizeof(struct dynamodb_totals));
}

static void start_index(struct sim *sim, struct table *table, size_t i)
{
    const struct dynamodb_index *all = table->config->indexes.element;
    const struct dynamodb_index *c = &all[i];
    struct index *index = &table->index[i];
    char *purpose = arena_text(sim_arena(sim), "index %s/item_size", c->name);

    index->config = c;
    index->item_size = source_of(sim, table->self, purpose, &c->item_size);
    purpose = arena_text(sim_arena(sim), "index %s/index_writes", c->name);
    index->writes = source_of(sim, table->self, purpose, &c->index_writes);
    purpose = arena_text(sim_arena(sim), "index %s/key_distribution", c->name);
    index->key = source_of(sim, table->self, purpose, &c->key_distribution);
    index->meter = table->self->part[i].meter;
}

static void start_locals(struct sim *sim, struct table *table)
{
    const struct dynamodb_local_index *c = table->config->locals.element;

    table->locals = table->config->locals.count;
    table->local = sim_get(sim, (table->locals + 1) * sizeof *table->local);
    for (size_t i = 0; i < table->locals; i++) {
        struct local_index *index = &table->local[i];
        char *purpose = arena_text(sim_arena(sim), "local %s/item_size", c[i].name);
        index->item_size = source_of(sim, table->self, purpose, &c[i].item_size);
        purpose = arena_text(sim_arena(sim), "local %s/index_writes", c[i].name);
        index->writes = source_of(sim, table->self, purpose, &c[i].index_writes);
    }
}

static void *dynamodb_start(struct sim *sim, struct service *self)
{
    struct dynamodb_config *c = self->config;
    const struct dynamodb_account *account = self->account->config;
    struct table *table = sim_get(sim, sizeof *table);

    table->self = self;
    table->config = c;
    table->account = account;
    table->latency = source_of(sim, self, "latency", &c->latency);
    table->read_latency = source_of(sim, self, "latency", &account->read_latency);
    table->write_latency = source_of(sim, self, "latency", &account->write_latency);
    table->key = source_of(sim, self, "key_distribution", &c->key_distribution);
    table->before = service_stream(sim, self, "size_before");
    table->condition = service_stream(sim, self, "condition_failure");
    start_locals(sim, table);
    table->indexes = c->indexes.count;
    table->index = sim_get(sim, (table->indexes + 1) * sizeof *table->index);
    for (size_t i = 0; i < table->indexes; i++)
        start_index(sim, table, i);
    table->burst = c->burst == ABSENT ? account->burst : c->burst;
    capacity_start(sim, table);
    entrance_start(sim, table);
    table->dax = dax_start(sim, table);
    usage_level(sim, self, ITEM_STORAGE, c->table_bytes);
    return table;
}

static void dynamodb_ending(struct sim *sim, struct service *self)
{
    (void)sim;
    entrance_ending(self->state);
}

static void dynamodb_changed(struct sim *sim, struct service *self,
                             const struct field *row)
{
    (void)row;
    capacity_changed(sim, self->state);
}

static void dynamodb_audit(struct sim *sim, struct service *self, struct diag *diag)
{
    (void)sim;
    capacity_audit(self->state, diag);
    entrance_audit(self->state, diag);
    requests_audit(self->state, diag);
    dax_audit(self->state, diag);
}

const struct model dynamodb_model = {
    .name = "dynamodb",
    .dimension = "table",
    .part_dimension = "index",
    .also = "ddb table tables dynamo database",
    .help = "Amazon DynamoDB table",
    .fields = dynamodb_fields,
    .account_fields = dynamodb_account_fields,
    .request_fields = dynamodb_request_fields,
    .config_size = sizeof(struct dynamodb_config),
    .account_size = sizeof(struct dynamodb_account),
    .request_size = sizeof(struct dynamodb_request),
    .metrics = dynamodb_metrics,
    .own_limits = dynamodb_own_limits,
    .items = dynamodb_items,
    .needed = dynamodb_needed,
    .columns = dynamodb_columns,
    .capacities = dynamodb_capacities,
    .partition_metrics = dynamodb_partition_metrics,
    .actions = dynamodb_actions,
    .later_actions = dynamodb_later_actions,
    .declare = dynamodb_declare,
    .check = dynamodb_check,
    .resolve = dynamodb_resolve,
    .forecast = dynamodb_forecast,
    .start_account = dynamodb_start_account,
    .start = dynamodb_start,
    .changed = dynamodb_changed,
    .plan = capacity_plan,
    .memory = dynamodb_memory,
    .warm = dynamodb_warm,
    .accept = requests_accept,
    .ending = dynamodb_ending,
    .audit = dynamodb_audit,
};
