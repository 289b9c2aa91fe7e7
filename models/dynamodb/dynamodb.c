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

#include "dynamodb/tables.h"
#include "flow/limit.h"
#include "flow/usage.h"

enum { KB = 1024, HALF = 2, MOST_INDEXES = 20 };

struct index { /* in a run */
    struct source item_size, writes;
    struct meter *meter;
};

struct table {
    struct service *self;
    const struct dynamodb_config *config;
    const struct dynamodb_account *account;
    struct source latency, read_latency, write_latency;
    struct limit *limit[2]; /* LIMIT_READ, LIMIT_WRITE */
    struct index *index;
    int64_t served_halves[2];
};

struct cost { /* of one request, in half units */
    bool write;
    int64_t table, index[MOST_INDEXES], all;
    int64_t bytes; /* read or written */
};

/* ---- units ---- */

static int64_t started(int64_t bytes, int64_t unit)
{
    return bytes <= unit ? 1 : (bytes + unit - 1) / unit;
}

int64_t dynamodb_read_halves(int64_t bytes, bool consistent)
{
    return started(bytes, 4 * KB) * (consistent ? HALF : 1);
}

int64_t dynamodb_write_halves(int64_t bytes)
{
    return started(bytes, KB) * HALF;
}

bool dynamodb_action_writes(enum dynamodb_action action)
{
    switch (action) {
    case ACTION_GET_ITEM:
    case ACTION_QUERY:
        return false;
    case ACTION_PUT_ITEM:
    case ACTION_UPDATE_ITEM:
    case ACTION_DELETE_ITEM:
        return true;
    }
    return false;
}

/* ---- at load ---- */

static void dynamodb_declare(struct catalogue *all, const struct resource *self)
{
    const struct dynamodb_config *c = self->config;
    const struct dynamodb_index *index = c->indexes.element;

    declare_limit(all, LIMIT_BUCKET, "read_account_limit");
    declare_limit(all, LIMIT_BUCKET, "write_account_limit");
    for (size_t i = 0; i < c->indexes.count; i++)
        declare_part(all, index[i].name);
}

static void dynamodb_check(const struct graph *graph, const struct resource *self,
                           struct diag *diag)
{
    const struct dynamodb_config *c = self->config;

    (void)graph;
    if (c->billing_mode == BILLING_PROVISIONED)
        diag_error(diag, self->at,
                   "%s: provisioned capacity is not built yet: billing_mode = "
                   "\"PAY_PER_REQUEST\"",
                   self->address);
    if (c->indexes.count > MOST_INDEXES)
        diag_error(diag, self->at, "%s: a table has at most %d global secondary indexes",
                   self->address, MOST_INDEXES);
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
    (void)sim;
    (void)account;
    return NULL;
}

static void start_index(struct sim *sim, struct service *self, struct index *index,
                        const struct dynamodb_index *c, size_t i)
{
    char *purpose = arena_text(sim_arena(sim), "index %s/item_size", c->name);

    index->item_size = source_of(sim, self, purpose, &c->item_size);
    purpose = arena_text(sim_arena(sim), "index %s/index_writes", c->name);
    index->writes = source_of(sim, self, purpose, &c->index_writes);
    index->meter = self->part[i].meter;
}

static void *dynamodb_start(struct sim *sim, struct service *self)
{
    const struct dynamodb_config *c = self->config;
    const struct dynamodb_account *account = self->account->config;
    const struct dynamodb_index *index = c->indexes.element;
    struct table *table = sim_get(sim, sizeof *table);

    table->self = self;
    table->config = c;
    table->account = account;
    table->latency = source_of(sim, self, "latency", &c->latency);
    table->read_latency = source_of(sim, self, "latency", &account->read_latency);
    table->write_latency = source_of(sim, self, "latency", &account->write_latency);
    table->limit[LIMIT_READ] = self->limit[LIMIT_READ];
    table->limit[LIMIT_WRITE] = self->limit[LIMIT_WRITE];
    limit_set_bucket(sim, table->limit[LIMIT_READ], account->table_read_units,
                     account->table_read_units, 1);
    limit_set_bucket(sim, table->limit[LIMIT_WRITE], account->table_write_units,
                     account->table_write_units, 1);
    table->index = sim_get(sim, (c->indexes.count + 1) * sizeof *table->index);
    for (size_t i = 0; i < c->indexes.count; i++)
        start_index(sim, self, &table->index[i], &index[i], i);
    usage_level(sim, self, ITEM_STORAGE, c->table_bytes);
    return table;
}

static void cost_of_write(struct sim *sim, struct table *table, const struct call *call,
                          struct cost *cost)
{
    cost->write = true;
    cost->table = dynamodb_write_halves(call->bytes);
    cost->all = cost->table;
    for (size_t i = 0; i < table->config->indexes.count; i++) {
        const struct index *index = &table->index[i];
        int64_t bytes = source_given(&index->item_size)
                            ? source_draw(sim, &index->item_size, &call->work)
                            : call->bytes;
        cost->index[i] =
            source_draw(sim, &index->writes, &call->work) * dynamodb_write_halves(bytes);
        cost->all += cost->index[i];
    }
}

static void cost_of(struct sim *sim, struct table *table, const struct call *call,
                    struct cost *cost)
{
    const struct dynamodb_request *said = call->target->options;
    enum dynamodb_action action = (enum dynamodb_action)call->action;

    *cost = (struct cost){.bytes = call->bytes};
    if (dynamodb_action_writes(action)) {
        cost_of_write(sim, table, call, cost);
        return;
    }
    if (action == ACTION_QUERY)
        cost->bytes = call->bytes * (call->items ? call->items : 1);
    cost->all = dynamodb_read_halves(cost->bytes, said && said->consistent_read);
    if (said && said->index)
        cost->index[said->index - 1] = cost->all;
    else
        cost->table = cost->all;
}

static void consume(struct sim *sim, struct table *table, const struct cost *cost)
{
    struct service *self = table->self;
    size_t row = cost->write ? METRIC_WRITE_UNITS : METRIC_READ_UNITS;
    size_t index_row = cost->write ? METRIC_INDEX_WRITE_UNITS : METRIC_INDEX_READ_UNITS;

    limit_take(sim, table->limit[cost->write], cost->all * (TOKEN / HALF));
    table->served_halves[cost->write] += cost->all;
    meter_add(&self->meter[row], cost->table);
    for (size_t i = 0; i < table->config->indexes.count; i++)
        if (cost->index[i] > 0)
            meter_add(&table->index[i].meter[index_row], cost->index[i]);
    usage_add(self, cost->write ? ITEM_WRITE_REQUEST_UNIT : ITEM_READ_REQUEST_UNIT,
              cost->all);
}

static sim_time latency_of(struct sim *sim, struct table *table, const struct call *call,
                           const struct cost *cost)
{
    const struct source *by_action =
        cost->write ? &table->write_latency : &table->read_latency;
    sim_time more = 0;

    if (source_given(&table->latency))
        return source_draw(sim, &table->latency, &call->work);
    if (call->action == ACTION_QUERY)
        more = table->account->latency_per_64_kb * (cost->bytes / (64 * KB));
    return source_draw(sim, by_action, &call->work) + more;
}

static void turn_away(struct sim *sim, struct table *table, struct call *call,
                      const struct cost *cost)
{
    struct meter *meter = table->self->meter;

    meter_add(&meter[METRIC_THROTTLED], 1);
    meter_add(&meter[cost->write ? METRIC_WRITE_THROTTLES : METRIC_READ_THROTTLES], 1);
    work_spent(&call->work, TIME_CALL, table->account->throttle_latency);
    call_refuse(sim, call, table->limit[cost->write], table->account->throttle_latency);
}

static void dynamodb_accept(struct sim *sim, struct service *self, struct call *call)
{
    struct table *table = self->state;
    struct cost cost;
    sim_time latency;

    meter_add(&self->meter[METRIC_REQUESTS], 1);
    if (call->bytes > table->account->item_most) {
        call->error = "ValidationException";
        call_reply(sim, call, CALL_REFUSED, table->account->throttle_latency);
        return;
    }
    cost_of(sim, table, call, &cost);
    if (!limit_has_tokens(sim, table->limit[cost.write], 1)) { /* some, not all: debt */
        turn_away(sim, table, call, &cost);
        return;
    }
    consume(sim, table, &cost);
    latency = latency_of(sim, table, call, &cost);
    meter_observe(&self->meter[METRIC_LATENCY], latency);
    meter_add(&self->meter[METRIC_ITEMS], call->items ? call->items : 1);
    call->reply_bytes = cost.write ? 0 : cost.bytes;
    work_spent(&call->work, TIME_CALL, latency);
    call_reply(sim, call, CALL_OK, latency);
}

/* Units metered = units debited from the buckets (methods.md 9.7). */
static void dynamodb_audit(struct sim *sim, struct service *self, struct diag *diag)
{
    struct table *table = self->state;

    (void)sim;
    for (size_t i = 0; i < 2; i++)
        if (table->limit[i]->taken != table->served_halves[i] * (TOKEN / HALF))
            diag_failure(diag, (struct where){self->address, 0},
                         "units served are not units debited");
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
    .accept = dynamodb_accept,
    .audit = dynamodb_audit,
};
