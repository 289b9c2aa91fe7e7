/* requests.c - the life of a request to a table, in the order it is lived:
 *
 *   requests_accept -> (limits of its size) -> one item or page | a batch | a transaction
 *   -> (a DAX cluster in front, dax.c) -> (units; capacity, key ranges) -> served: units
 * are consumed and billed, the latency rides on the reply
 *
 * A batch is as many items that come in or not, each by itself; a transaction comes in
 * whole or not at all.
 */
#include "dynamodb/table.h"
#include "flow/usage.h"

struct handled { /* of a request */
    int64_t items, bytes;
    int64_t from_table; /* bytes of these */
    bool asked;         /* the table was: not all was found in its cache */
};

static enum dynamodb_action action_of(const struct call *call)
{
    return (enum dynamodb_action)call->action;
}

static uint64_t items_of(const struct call *call)
{
    return call->items ? call->items : 1;
}

/* ---- what is refused whatever the capacity ---- */

static int64_t most_items(const struct dynamodb_account *account,
                          enum dynamodb_action action)
{
    switch (action) {
    case ACTION_BATCH_GET_ITEM:
        return account->batch_get_items;
    case ACTION_BATCH_WRITE_ITEM:
        return account->batch_write_items;
    case ACTION_TRANSACT_GET_ITEMS:
    case ACTION_TRANSACT_WRITE_ITEMS:
        return account->transaction_items;
    case ACTION_GET_ITEM:
    case ACTION_PUT_ITEM:
    case ACTION_UPDATE_ITEM:
    case ACTION_DELETE_ITEM:
    case ACTION_QUERY:
    case ACTION_SCAN:
        return INT64_MAX;
    }
    return INT64_MAX;
}

static bool is_valid(const struct table *table, const struct call *call)
{
    const struct dynamodb_account *account = table->account;
    enum dynamodb_action action = action_of(call);
    double bytes = (double)call->bytes * (double)items_of(call);

    if (call->bytes > account->item_most ||
        (int64_t)items_of(call) > most_items(account, action))
        return false;
    if (dynamodb_action_is_transaction(action))
        return bytes <= (double)account->transaction_size;
    return action != ACTION_BATCH_WRITE_ITEM || bytes <= (double)account->batch_size;
}

static void say_invalid(struct sim *sim, const struct table *table, struct call *call)
{
    meter_add(&table->self->meter[METRIC_USER_ERRORS], 1);
    call->error = "ValidationException";
    work_spent(&call->work, TIME_CALL, table->account->throttle_latency);
    call_reply(sim, call, CALL_REFUSED, table->account->throttle_latency);
}

/* ---- served ---- */

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

static void add_up(struct handled *all, const struct cost *cost)
{
    all->items += cost->items;
    all->bytes += cost->bytes;
}

/* An item, or a page, was handled by the table. */
static void handle(struct table *table, const struct call *call, const struct cost *cost,
                   struct handled *all)
{
    struct meter *meter = table->self->meter;

    add_up(all, cost);
    all->from_table += cost->bytes;
    if (table->dax && !dynamodb_action_is_transaction(action_of(call)))
        dax_served(table, call, cost);
    if (dynamodb_action_scans(action_of(call)))
        meter_add(&meter[METRIC_RETURNED], cost->items);
    if (cost->more)
        meter_add(&meter[METRIC_UNFINISHED_PAGES], 1);
    if (cost->side == SIDE_WRITE && !cost->failed && table->config->stream >= 0)
        meter_add(&meter[METRIC_STREAM_RECORDS], 1);
}

static sim_time latency_of(struct sim *sim, const struct table *table,
                           const struct call *call, const struct handled *all)
{
    enum dynamodb_action action = action_of(call);
    const struct source *by_action;
    sim_time more = 0;

    if (source_given(&table->latency))
        return source_draw(sim, &table->latency, &call->work);
    by_action =
        dynamodb_action_writes(action) ? &table->write_latency : &table->read_latency;
    if (dynamodb_action_scans(action) || action == ACTION_BATCH_GET_ITEM)
        more = table->account->latency_per_64_kb * (all->from_table / (64 * 1024));
    return source_draw(sim, by_action, &call->work) + more;
}

static void reply(struct sim *sim, const struct table *table, struct call *call,
                  const struct handled *all, enum call_status status)
{
    sim_time latency = all->asked ? latency_of(sim, table, call, all) : 0;
    struct meter *meter = table->self->meter;
    bool served = all->asked && status != CALL_REFUSED;

    if (served)
        meter_observe(&meter[METRIC_LATENCY], latency);
    if (table->dax) {
        latency += dax_takes(sim, table, call);
        dax_keeps(sim, table, call, latency);
    }
    meter_add(&meter[METRIC_ITEMS], all->items);
    if (served)
        call_observe_age(call, &meter[METRIC_AGE], sim_now(sim) + latency);
    call->reply_bytes = dynamodb_action_writes(action_of(call)) ? 0 : all->bytes;
    work_spent(&call->work, TIME_CALL, latency);
    call_reply(sim, call, status, latency);
}

static void say_condition_failed(struct sim *sim, const struct table *table,
                                 struct call *call, const char *error)
{
    const struct handled none = {.asked = true};

    meter_add(&table->self->meter[METRIC_CONDITION_FAILED], 1);
    call->error = error;
    reply(sim, table, call, &none, CALL_REFUSED);
}

/* ---- turned away ---- */

/* CloudWatch counts an event for the table or for the index that was short. */
static void count_throttle(struct table *table, const struct limit *limit, size_t part,
                           enum side side)
{
    static const size_t row[2] = {METRIC_READ_THROTTLES, METRIC_INDEX_READ_THROTTLES};
    static const size_t first[2] = {METRIC_REASONS, METRIC_INDEX_REASONS};
    struct meter *meter = part ? table->index[part - 1].meter : table->self->meter;
    enum reason reason = capacity_reason(table, limit, part, side);

    meter_add(&meter[row[part > 0] + side], 1);
    meter_add(&meter[first[part > 0] + SIDES * reason + side], 1);
}

/* Counts an event where it is short, not yet the rejection: that is the call's or, of a
 * batch, each item's own. */
static struct limit *refuses(struct sim *sim, struct table *table,
                             const struct cost *cost)
{
    size_t part;
    struct limit *limit = entrance_refuses(sim, table, cost, &part);

    if (limit)
        count_throttle(table, limit, part, cost->side);
    return limit;
}

static void say_throttled(struct sim *sim, const struct table *table, struct call *call)
{
    sim_time latency = table->account->throttle_latency + dax_takes(sim, table, call);

    meter_add(&table->self->meter[METRIC_THROTTLED], 1);
    work_spent(&call->work, TIME_CALL, latency);
    call_reply(sim, call, CALL_THROTTLED, latency);
}

static void turn_away(struct sim *sim, struct table *table, struct call *call,
                      struct limit *limit)
{
    call_turn_away(sim, call, limit);
    say_throttled(sim, table, call);
}

/* By its cache, and the table never hears of it. */
static void turn_away_before(struct sim *sim, const struct table *table,
                             struct call *call, struct limit *busy)
{
    sim_time latency = dax_takes(sim, table, call);

    call_turn_away(sim, call, busy);
    work_spent(&call->work, TIME_CALL, latency);
    call_reply(sim, call, CALL_THROTTLED, latency);
}

/* ---- one item, or a page ---- */

static void accept_one(struct sim *sim, struct table *table, struct call *call)
{
    struct handled all = {.asked = true};
    struct limit *limit;
    struct cost cost;

    units_of(sim, table, call, 0, &cost);
    if (table->dax && dax_answers(sim, table, call, &cost)) {
        all.asked = false;
        add_up(&all, &cost);
        reply(sim, table, call, &all, CALL_OK);
        return;
    }
    limit = refuses(sim, table, &cost);
    if (limit) {
        turn_away(sim, table, call, limit);
        return;
    }
    consume(sim, table, &cost);
    if (cost.failed) {
        say_condition_failed(sim, table, call, "ConditionalCheckFailedException");
        return;
    }
    handle(table, call, &cost, &all);
    reply(sim, table, call, &all, CALL_OK);
}

/* ---- a batch ---- */

static bool is_asked_for(const struct call *call, uint64_t i)
{
    bool all = true;

    for (size_t word = 0; word < CALL_LEFT; word++)
        all &= call->left[word] == 0;
    return all || (call->left[i / 64] >> (i % 64) & 1);
}

/* Whether an item of this cost comes in, and is added up. */
static bool accept_item(struct sim *sim, struct table *table, struct call *call,
                        const struct cost *cost, struct handled *all)
{
    struct limit *limit;

    if (all->bytes > table->account->batch_size) /* the answer holds no more */
        return false;
    if (dax_answers(sim, table, call, cost)) {
        add_up(all, cost);
        return true;
    }
    all->asked = true;
    limit = refuses(sim, table, cost);
    if (limit) {
        call_turn_away(sim, call, limit);
        return false;
    }
    consume(sim, table, cost);
    handle(table, call, cost, all);
    return true;
}

/* A batch that was done in part is answered as throttled, with what is left: whoever
 * tries again tries those (developer guide, BatchWriteItem: UnprocessedItems). */
static void accept_batch(struct sim *sim, struct table *table, struct call *call)
{
    uint64_t left[CALL_LEFT] = {0};
    struct handled all = {0};
    int64_t unprocessed = 0;

    for (uint64_t i = 0; i < items_of(call); i++) {
        struct cost cost;

        if (!is_asked_for(call, i))
            continue;
        units_of(sim, table, call, i, &cost);
        if (!accept_item(sim, table, call, &cost, &all)) {
            left[i / 64] |= UINT64_C(1) << (i % 64);
            unprocessed++;
        }
    }
    for (size_t word = 0; word < CALL_LEFT; word++)
        call->left[word] = left[word];
    meter_add(&table->self->meter[METRIC_UNPROCESSED], unprocessed);
    if (unprocessed > 0 && all.items == 0) {
        say_throttled(sim, table, call);
        return;
    }
    reply(sim, table, call, &all, unprocessed > 0 ? CALL_THROTTLED : CALL_OK);
}

/* ---- a transaction ---- */

/* DAX reads what a transaction wrote with TransactGetItems of its own, behind the
 * caller's back (developer guide, transactions, 2026-04): what is turned away there is
 * not kept. */
static void read_back(struct sim *sim, struct table *table, const struct call *call,
                      const struct cost *written)
{
    struct cost cost = {.side = SIDE_READ, .items = 1};
    size_t part;

    if (!dax_is_written_through(table, call))
        return;
    cost.bytes = written->bytes;
    cost.key = written->key;
    cost.work = written->work;
    cost.table = cost.all = 2 * dynamodb_read_halves(cost.bytes, true);
    if (entrance_refuses(sim, table, &cost, &part))
        return;
    consume(sim, table, &cost);
    dax_served(table, call, &cost);
}

static void accept_transaction(struct sim *sim, struct table *table, struct call *call)
{
    struct handled all = {.asked = true};
    struct limit *limit = NULL;
    struct cost cost[MOST_ITEMS];
    bool failed = false;
    int64_t halves = 0;

    for (uint64_t i = 0; i < items_of(call) && !limit; i++) {
        units_of(sim, table, call, i, &cost[i]);
        failed |= cost[i].failed;
        dax_answers(sim, table, call, &cost[i]);
        limit = refuses(sim, table, &cost[i]);
    }
    if (limit) {
        turn_away(sim, table, call, limit);
        return;
    }
    for (uint64_t i = 0; i < items_of(call); i++) {
        consume(sim, table, &cost[i]);
        halves += cost[i].all;
        if (!failed)
            handle(table, call, &cost[i], &all);
    }
    for (uint64_t i = 0; i < items_of(call); i++)
        entrance_owes(sim, table, &cost[i], halves);
    if (failed) {
        say_condition_failed(sim, table, call, "TransactionCanceledException");
        return;
    }
    for (uint64_t i = 0; i < items_of(call); i++)
        read_back(sim, table, call, &cost[i]);
    reply(sim, table, call, &all, CALL_OK);
}

void requests_accept(struct sim *sim, struct service *self, struct call *call)
{
    struct table *table = self->state;
    struct limit *busy = table->dax ? dax_refuses(sim, table, call) : NULL;

    meter_add(&self->meter[METRIC_REQUESTS], 1);
    if (busy)
        turn_away_before(sim, table, call, busy);
    else if (!is_valid(table, call))
        say_invalid(sim, table, call);
    else if (dynamodb_action_is_batch(action_of(call)))
        accept_batch(sim, table, call);
    else if (dynamodb_action_is_transaction(action_of(call)))
        accept_transaction(sim, table, call);
    else
        accept_one(sim, table, call);
}

/* ---- the ledger's: an event in CloudWatch is a rejection at a limit, and the other way
 * round (methods.md 9.2) ---- */

static int64_t events_of(const struct meter *meter, size_t throttles, size_t reasons,
                         int64_t *by_reason)
{
    for (size_t i = 0; i < (size_t)REASONS * SIDES; i++)
        *by_reason += meter[reasons + i].count;
    return meter[throttles].count + meter[throttles + 1].count;
}

void requests_audit(const struct table *table, struct diag *diag)
{
    const struct service *self = table->self;
    int64_t by_reason = 0, rejections = 0, events;

    events = events_of(self->meter, METRIC_READ_THROTTLES, METRIC_REASONS, &by_reason);
    for (size_t i = 0; i < table->indexes; i++)
        events += events_of(table->index[i].meter, METRIC_INDEX_READ_THROTTLES,
                            METRIC_INDEX_REASONS, &by_reason);
    for (size_t i = 0; i < self->resource->limits; i++)
        rejections += self->limit[i]->rejections;
    rejections -= self->meter[METRIC_DAX_THROTTLED].count;
    if (events != rejections || by_reason != rejections)
        diag_failure(diag, (struct where){self->address, 0},
                     "%lld throttle events, %lld by reason, %lld rejections at limits",
                     (long long)events, (long long)by_reason, (long long)rejections);
}
