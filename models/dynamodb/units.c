/* units.c - what a request costs, in halves of capacity units. */
#include "dynamodb/table.h"
#include "flow/ask.h"

enum { KB = 1024, HALF = 2 };

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

static enum dynamodb_action action_of(const struct call *call)
{
    return (enum dynamodb_action)call->action;
}

static int64_t items_of(const struct call *call)
{
    return call->items ? call->items : 1;
}

/* ---- one item of a call ---- */

static void name_key(struct sim *sim, const struct source *fallback,
                     const struct call *call, uint64_t i, struct cost *cost)
{
    uint64_t name = call_item_key(sim, call, i);

    if (!name && source_given(fallback))
        name = source_key(sim, fallback, &cost->work);
    cost->key = key_of(name, cost->work.who);
}

static int64_t entry_bytes(struct sim *sim, const struct source *size,
                           const struct cost *cost)
{
    return source_given(size) ? source_draw(sim, size, &cost->work) : cost->bytes;
}

/* A local index' entries are the table's to pay for; a transaction doubles the table's
 * units, not those of global indexes, which follow it later. */
static void add_indexes(struct sim *sim, const struct table *table, struct cost *cost)
{
    for (size_t i = 0; i < table->locals; i++) {
        const struct local_index *index = &table->local[i];
        int64_t entries = source_draw(sim, &index->writes, &cost->work);
        cost->table +=
            entries * dynamodb_write_halves(entry_bytes(sim, &index->item_size, cost));
    }
    for (size_t i = 0; i < table->indexes; i++) {
        const struct index *index = &table->index[i];
        int64_t bytes = entry_bytes(sim, &index->item_size, cost);
        int64_t entries = source_draw(sim, &index->writes, &cost->work);
        cost->entries[i] = (uint8_t)(entries < UINT8_MAX ? entries : UINT8_MAX);
        cost->index[i] = cost->entries[i] * dynamodb_write_halves(bytes);
    }
}

static void add_up(const struct table *table, struct cost *cost)
{
    cost->all = cost->table;
    for (size_t i = 0; i < table->indexes; i++)
        cost->all += cost->index[i];
}

/* The item before the write: as large as after it where the caller does not say. */
static int64_t bytes_before(struct sim *sim, const struct table *table,
                            const struct dynamodb_request *said, const struct cost *cost)
{
    struct source before;

    if (!said || said->size_before.law.kind == LAW_NONE)
        return cost->bytes;
    before = (struct source){.dist = &said->size_before, .stream = table->before};
    return source_draw(sim, &before, &cost->work);
}

/* What a write whose condition does not hold is charged (by era). */
static int64_t failed_bytes(const struct table *table, int64_t before, int64_t after)
{
    if (table->account->failed_write == FAILED_LARGER)
        return before > after ? before : after;
    return before == 0 ? 0 : after;
}

static void units_of_write(struct sim *sim, const struct table *table,
                           const struct call *call, struct cost *cost)
{
    const struct dynamodb_request *said = call->target->options;
    int64_t before = bytes_before(sim, table, said, cost);
    int64_t larger = before > cost->bytes ? before : cost->bytes;
    bool transaction = dynamodb_action_is_transaction(action_of(call));

    cost->side = SIDE_WRITE;
    if (cost->failed) {
        cost->table = dynamodb_write_halves(failed_bytes(table, before, cost->bytes));
    } else {
        cost->table = dynamodb_write_halves(larger);
        add_indexes(sim, table, cost);
    }
    if (transaction)
        cost->table *= 2;
    add_up(table, cost);
}

static void units_of_read(const struct table *table, const struct call *call,
                          struct cost *cost)
{
    const struct dynamodb_request *said = call->target->options;
    bool transaction = dynamodb_action_is_transaction(action_of(call));
    int64_t halves =
        dynamodb_read_halves(cost->bytes, transaction || (said && said->consistent_read));

    if (transaction)
        halves *= 2;
    if (said && said->index)
        cost->index[said->index - 1] = halves;
    else
        cost->table = halves;
    add_up(table, cost);
}

/* A Query or Scan reads a page of whole items, 1 MB at most, and pays for their sum. */
static void read_page(const struct table *table, const struct call *call,
                      struct cost *cost)
{
    int64_t items = items_of(call), most = items;

    if (call->bytes > 0)
        most = table->account->page_size / call->bytes;
    cost->more = items > most;
    cost->items = cost->more ? most : items;
    cost->bytes = cost->items * call->bytes;
}

static bool condition_fails(struct sim *sim, const struct table *table,
                            const struct call *call, const struct work *work)
{
    const struct dynamodb_request *said = call->target->options;
    struct source coin;

    if (!said || said->condition_failure.law.kind == LAW_NONE)
        return false;
    coin = (struct source){.dist = &said->condition_failure, .stream = table->condition};
    return source_coin(sim, &coin, work);
}

/* Of the indexes only as many are zeroed as there are: few have twenty. */
static void begin_cost(const struct table *table, const struct call *call,
                       struct cost *cost)
{
    cost->side = SIDE_READ;
    cost->table = 0;
    cost->items = 1;
    cost->more = cost->failed = false;
    cost->work = call->work;
    for (size_t i = 0; i < table->indexes; i++) {
        cost->index[i] = 0;
        cost->entries[i] = 0;
    }
}

void units_of(struct sim *sim, const struct table *table, const struct call *call,
              uint64_t i, struct cost *cost)
{
    const struct dynamodb_request *said = call->target->options;
    const struct source *key =
        said && said->index ? &table->index[said->index - 1].key : &table->key;

    begin_cost(table, call, cost);
    cost->bytes = call_item_bytes(sim, call, i);
    cost->work.who = call_item_who(call, i);
    name_key(sim, key, call, i, cost);
    if (dynamodb_action_scans(action_of(call)))
        read_page(table, call, cost);
    if (!dynamodb_action_writes(action_of(call))) {
        units_of_read(table, call, cost);
        return;
    }
    cost->failed = condition_fails(sim, table, call, &cost->work);
    units_of_write(sim, table, call, cost);
}
