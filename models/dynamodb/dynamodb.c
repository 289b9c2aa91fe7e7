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
}

static bool index_found(const struct resource *self, struct dynamodb_request *said)
{
    const struct dynamodb_config *c = self->config;
    const struct dynamodb_index *index = c->indexes.element;

    for (size_t i = 0; i < c->indexes.count; i++) {
        if (strcmp(index[i].name, said->index_name) == 0) {
            said->index = i + 1;
            return true;
        }
    }
    return false;
}

static bool dynamodb_resolve(const struct graph *graph, const struct resource *self,
                             struct target *target, struct diag *diag)
{
    struct dynamodb_request *said = target->options;

    (void)graph;
    if (!target->action_name) {
        diag_error(diag, target->at,
                   "%s: say which action, for instance action = \"GetItem\"",
                   self->address);
        return false;
    }
    if (!said || !said->index_name)
        return true;
    if (!index_found(self, said)) {
        diag_error(diag, target->at, "%s has no index \"%s\"", self->address,
                   said->index_name);
        return false;
    }
    if (target->action != ACTION_QUERY || said->consistent_read) {
        diag_error(diag, target->at,
                   "%s: an index answers eventually consistent Query only",
                   self->address);
        return false;
    }
    return true;
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
    table->indexes = c->indexes.count;
    table->index = sim_get(sim, (table->indexes + 1) * sizeof *table->index);
    for (size_t i = 0; i < table->indexes; i++)
        start_index(sim, table, i);
    table->burst = c->burst == ABSENT ? account->burst : c->burst;
    capacity_start(sim, table);
    entrance_start(sim, table);
    usage_level(sim, self, ITEM_STORAGE, c->table_bytes);
    return table;
}

static void consume(struct sim *sim, struct table *table, const struct cost *cost)
{
    struct service *self = table->self;
    size_t row = cost->side == SIDE_WRITE ? METRIC_WRITE_UNITS : METRIC_READ_UNITS;
    size_t index_row =
        cost->side == SIDE_WRITE ? METRIC_INDEX_WRITE_UNITS : METRIC_INDEX_READ_UNITS;

    entrance_take(sim, table, cost);
    table->served_halves[cost->side] += cost->all;
    meter_add(&self->meter[row], cost->table);
    for (size_t i = 0; i < table->indexes; i++)
        if (cost->index[i] > 0)
            meter_add(&table->index[i].meter[index_row], cost->index[i]);
    if (table->config->billing_mode == BILLING_PAY_PER_REQUEST)
        usage_add(self,
                  cost->side == SIDE_WRITE ? ITEM_WRITE_REQUEST_UNIT
                                           : ITEM_READ_REQUEST_UNIT,
                  cost->all);
}

static sim_time latency_of(struct sim *sim, struct table *table, const struct call *call,
                           const struct cost *cost)
{
    const struct source *by_action =
        cost->side == SIDE_WRITE ? &table->write_latency : &table->read_latency;
    sim_time more = 0;

    if (source_given(&table->latency))
        return source_draw(sim, &table->latency, &call->work);
    if (call->action == ACTION_QUERY)
        more = table->account->latency_per_64_kb * (cost->bytes / (64 * 1024));
    return source_draw(sim, by_action, &call->work) + more;
}

/* CloudWatch counts an event for the table or for the index that was short. */
static void count_throttle(struct table *table, const struct limit *limit, size_t part,
                           enum side side)
{
    static const size_t row[2] = {METRIC_READ_THROTTLES, METRIC_INDEX_READ_THROTTLES};
    static const size_t first[2] = {METRIC_REASONS, METRIC_INDEX_REASONS};
    struct meter *meter = part ? table->index[part - 1].meter : table->self->meter;
    enum reason reason = capacity_reason(table, limit, part, side);

    meter_add(&table->self->meter[METRIC_THROTTLED], 1);
    meter_add(&meter[row[part > 0] + side], 1);
    meter_add(&meter[first[part > 0] + SIDES * reason + side], 1);
}

static void turn_away(struct sim *sim, struct table *table, struct call *call,
                      struct limit *limit)
{
    work_spent(&call->work, TIME_CALL, table->account->throttle_latency);
    call_refuse(sim, call, limit, table->account->throttle_latency);
}

static void dynamodb_accept(struct sim *sim, struct service *self, struct call *call)
{
    struct table *table = self->state;
    struct limit *limit;
    struct cost cost;
    sim_time latency;
    size_t part;

    meter_add(&self->meter[METRIC_REQUESTS], 1);
    if (call->bytes > table->account->item_most) {
        call->error = "ValidationException";
        call_reply(sim, call, CALL_REFUSED, table->account->throttle_latency);
        return;
    }
    units_of(sim, table, call, &cost);
    limit = entrance_refuses(sim, table, &cost, &part);
    if (limit) {
        count_throttle(table, limit, part, cost.side);
        turn_away(sim, table, call, limit);
        return;
    }
    consume(sim, table, &cost);
    latency = latency_of(sim, table, call, &cost);
    meter_observe(&self->meter[METRIC_LATENCY], latency);
    meter_add(&self->meter[METRIC_ITEMS], call->items ? call->items : 1);
    call->reply_bytes = cost.side == SIDE_WRITE ? 0 : cost.bytes;
    work_spent(&call->work, TIME_CALL, latency);
    call_reply(sim, call, CALL_OK, latency);
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
}

const struct model dynamodb_model = {
    .name = "dynamodb",
    .dimension = "table",
    .part_dimension = "index",
    .help = "Amazon DynamoDB table",
    .fields = dynamodb_fields,
    .account_fields = dynamodb_account_fields,
    .request_fields = dynamodb_request_fields,
    .config_size = sizeof(struct dynamodb_config),
    .account_size = sizeof(struct dynamodb_account),
    .request_size = sizeof(struct dynamodb_request),
    .metrics = dynamodb_metrics,
    .items = dynamodb_items,
    .columns = dynamodb_columns,
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
    .memory = capacity_memory,
    .accept = dynamodb_accept,
    .ending = dynamodb_ending,
    .audit = dynamodb_audit,
};
