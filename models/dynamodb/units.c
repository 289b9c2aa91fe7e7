/* units.c - what a request costs, in halves of capacity units. */
#include "dynamodb/table.h"

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

static struct key key_of_call(struct sim *sim, const struct source *fallback,
                              const struct call *call)
{
    uint64_t name = call->key;

    if (!name && source_given(fallback))
        name = source_key(sim, fallback, &call->work);
    return key_of(name, call->work.who);
}

static void units_of_write(struct sim *sim, const struct table *table,
                           const struct call *call, struct cost *cost)
{
    cost->side = SIDE_WRITE;
    cost->table = dynamodb_write_halves(call->bytes);
    cost->all = cost->table;
    for (size_t i = 0; i < table->indexes; i++) {
        const struct index *index = &table->index[i];
        int64_t bytes = source_given(&index->item_size)
                            ? source_draw(sim, &index->item_size, &call->work)
                            : call->bytes;
        int64_t entries = source_draw(sim, &index->writes, &call->work);
        cost->entries[i] = (uint8_t)(entries < UINT8_MAX ? entries : UINT8_MAX);
        cost->index[i] = cost->entries[i] * dynamodb_write_halves(bytes);
        cost->all += cost->index[i];
    }
}

void units_of(struct sim *sim, const struct table *table, const struct call *call,
              struct cost *cost)
{
    const struct dynamodb_request *said = call->target->options;
    enum dynamodb_action action = (enum dynamodb_action)call->action;

    *cost = (struct cost){.bytes = call->bytes, .work = &call->work};
    cost->key = key_of_call(
        sim, said && said->index ? &table->index[said->index - 1].key : &table->key,
        call);
    if (dynamodb_action_writes(action)) {
        units_of_write(sim, table, call, cost);
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
