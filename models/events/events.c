/* events.c - the life of a call to a bus:
 *
 *   PutEvents -> too large, too many? -> within the account's quota? -> answered
 *   each event -> the rules (rules.c)
 */
#include "events/events.h"

#include "events/bus.h"
#include "events/tables.h"
#include "flow/ask.h"
#include "flow/limit.h"
#include "flow/usage.h"

/* One at least, whatever was drawn. */
static uint32_t entries_of(const struct call *call)
{
    return call->items > 0 ? call->items : 1;
}

/* The bytes of all; -1: too large, or too many. */
static int64_t size_of_all(const struct sim *sim, const struct bus *b,
                           const struct call *call)
{
    int64_t sum = 0;

    if (entries_of(call) > ENTRIES_MOST)
        return -1;
    for (uint32_t i = 0; i < entries_of(call); i++)
        sum += call_item_bytes(sim, call, i);
    return sum > b->account->entries_most ? -1 : sum;
}

static void answer(struct sim *sim, struct bus *b, struct call *call,
                   enum call_status status)
{
    sim_time takes = source_draw(sim, &b->latency, &call->work);

    work_spent(&call->work, TIME_CALL, takes);
    call_reply(sim, call, status, takes);
}

static void put_event(struct sim *sim, struct bus *b, const struct call *call, uint32_t i)
{
    const struct work work = call_item_work(call, i);
    int64_t bytes = call_item_bytes(sim, call, i);
    int64_t pieces = (bytes + EVENT_PIECE - 1) / EVENT_PIECE;

    usage_add(b->self, ITEM_EVENT, pieces > 1 ? pieces : 1);
    bus_event(sim, b, &work, call_item_key(sim, call, i), bytes);
}

static void events_accept(struct sim *sim, struct service *self, struct call *call)
{
    struct bus *b = self->state;
    int64_t bytes = size_of_all(sim, b, call);

    if (bytes < 0) {
        call->error = "ValidationException";
        answer(sim, b, call, CALL_REFUSED);
        return;
    }
    if (!limit_has_tokens(sim, b->put, TOKEN)) {
        meter_add(&self->meter[METRIC_THROTTLED_CALLS], 1);
        call_refuse(sim, call, b->put, 0);
        return;
    }
    limit_take(sim, b->put, TOKEN);
    meter_add(&self->meter[METRIC_CALLS], 1);
    meter_observe(&self->meter[METRIC_SIZE], bytes);
    for (uint32_t i = 0; i < entries_of(call); i++)
        put_event(sim, b, call, i);
    answer(sim, b, call, CALL_OK);
}

static void *events_start(struct sim *sim, struct service *self)
{
    struct bus *b = sim_get(sim, sizeof *b);

    b->self = self;
    b->config = self->config;
    b->account = self->account->config;
    b->line = self->account->state;
    b->put = self->account->limit[LIMIT_PUT];
    b->latency = source_of(sim, self, "latency", &b->config->latency);
    b->ruling = sim_get(sim, (b->config->rules.count + 1) * sizeof *b->ruling);
    for (size_t i = 0; i < b->config->rules.count; i++)
        ruling_start(sim, b, i);
    return b;
}

static void events_audit(struct sim *sim, struct service *self, struct diag *diag)
{
    const struct bus *b = self->state;

    (void)sim;
    for (size_t i = 0; i < b->config->rules.count; i++)
        outlet_audit(&b->ruling[i].outlet, self->resource, diag);
}

const struct model events_model = {
    .name = "events",
    .dimension = "bus",
    .part_dimension = "rule",
    .also = "eventbridge event_bus event_buses bus rules scheduler cloudwatch_events",
    .help = "Amazon EventBridge: event buses, their rules and schedules",
    .fields = events_fields,
    .account_fields = events_account_fields,
    .config_size = sizeof(struct events_config),
    .account_size = sizeof(struct events_account),
    .metrics = events_metrics,
    .items = events_items,
    .needed = events_needed,
    .columns = events_columns,
    .actions = (const char *const[]){"PutEvents", NULL},
    .expand = events_expand,
    .plan = events_plan,
    .declare = events_declare,
    .check = events_check,
    .forecast = events_forecast,
    .start_account = line_start,
    .start = events_start,
    .accept = events_accept,
    .audit = events_audit,
};
