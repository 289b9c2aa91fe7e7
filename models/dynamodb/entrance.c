/* entrance.c - whether a request comes in: capacity of the table and its indexes
 * (capacity.c), then the key ranges that it touches (ranges.c). */
#include <string.h>

#include "base/text.h"
#include "dynamodb/table.h"

static const char *const words[SIDES] = {"read_key_range", "write_key_range"};

#define INDEX_LIMIT "global_secondary_indexes[%s].%s"

#define KEY_RANGE "DynamoDB developer guide, partition key design, 2026-04-13"
#define TABLE_QUOTA "DynamoDB developer guide, quotas, 2021-08-17 and 2026-04-13"

const struct own_limit dynamodb_own_limits[] = {
    {.name = "read_key_range",
     .help = "read units a second of one range of keys: "
             "account.dynamodb.partition_read_units",
     .raised_by = "none: spread the load over more keys",
     .source = KEY_RANGE},
    {.name = "write_key_range",
     .help = "write units a second of one range of keys: "
             "account.dynamodb.partition_write_units",
     .raised_by = "none: spread the load over more keys",
     .source = KEY_RANGE},
    {.name = "read_account_limit",
     .help = "on demand: read units a second that the account's quota leaves a table",
     .raised_by = "account.dynamodb.table_read_units",
     .source = TABLE_QUOTA},
    {.name = "write_account_limit",
     .help = "on demand: write units a second that the account's quota leaves a table",
     .raised_by = "account.dynamodb.table_write_units",
     .source = TABLE_QUOTA},
    OWN_LIMIT_END,
};

void entrance_declare(struct catalogue *all, const struct resource *self)
{
    const struct dynamodb_config *c = self->config;
    const struct dynamodb_index *index = c->indexes.element;

    for (size_t side = 0; side < SIDES; side++) {
        declare_limit(all, LIMIT_BUCKET, words[side]);
        for (size_t i = 0; i < c->indexes.count; i++) {
            struct text field = {0};
            text_add(&field, INDEX_LIMIT, index[i].name, words[side]);
            declare_limit(all, LIMIT_BUCKET, text_of(&field));
            text_free(&field);
        }
    }
}

static struct limit *limit_named(const struct service *self, const char *field)
{
    size_t length = strlen(self->address) + 1;

    for (size_t i = 0; i < self->resource->limits; i++)
        if (strcmp(self->limit[i]->name->address + length, field) == 0)
            return self->limit[i];
    return NULL;
}

/* Developer guide, 2021: no split for heat with local indexes, nor of a provisioned table
 * with a stream. */
bool dynamodb_may_split(const struct dynamodb_config *c,
                        const struct dynamodb_account *account)
{
    bool streams = c->stream >= 0 && c->billing_mode == BILLING_PROVISIONED;

    return (c->locals.count == 0 || account->split_with_local_indexes) &&
           (!streams || account->split_with_streams);
}

static struct limit *grown_limit(const struct table *table, size_t part, enum side side)
{
    return capacity_of(&table->capacity, part, side)->limit[BUCKET_GROWTH];
}

static void start_index(struct sim *sim, struct table *table, size_t i)
{
    struct index *index = &table->index[i];
    struct arena *arena = sim_arena(sim);

    for (size_t side = 0; side < SIDES; side++) {
        index->ranges.limit[side] =
            limit_named(table->self,
                        arena_text(arena, INDEX_LIMIT, index->config->name, words[side]));
        index->ranges.grown[side] = grown_limit(table, 1 + i, (enum side)side);
    }
    index->name = name_text(index->config->name);
    index->ranges.partitions = table->self->part[i].partitions;
    index->ranges.may_split = dynamodb_may_split(table->config, table->account);
    ranges_start(sim, &index->ranges, table, capacity_partitions(table, 1 + i),
                 arena_text(arena, "index %s/partition_split", index->config->name));
}

void entrance_start(struct sim *sim, struct table *table)
{
    for (size_t side = 0; side < SIDES; side++) {
        table->ranges.limit[side] = limit_named(table->self, words[side]);
        table->ranges.grown[side] = grown_limit(table, 0, (enum side)side);
    }
    table->ranges.partitions = table->self->partitions;
    table->ranges.may_split = dynamodb_may_split(table->config, table->account);
    ranges_start(sim, &table->ranges, table, capacity_partitions(table, 0),
                 "partition_split");
    for (size_t i = 0; i < table->indexes; i++)
        start_index(sim, table, i);
}

/* ---- the key ranges of a request ---- */

enum { MOST_TOUCHES = 2 * MOST_INDEXES };

struct touch { /* of an index */
    struct ranges *ranges;
    struct key key;
    int64_t halves;
    size_t part; /* 1 + index */
};

/* The e-th entry that a write puts into an index, or takes out of it, has a key of its
 * own: of a key that changes, the old one and the new one. */
static struct key key_of_entry(struct sim *sim, const struct index *index,
                               const struct cost *cost, uint64_t e)
{
    struct work work = cost->work;

    work.who = name_child(work.who, index->name, e);
    return key_of(source_given(&index->key) ? source_key(sim, &index->key, &work) : 0,
                  work.who);
}

static size_t touches_of_index(struct sim *sim, struct index *index,
                               const struct cost *cost, size_t i, struct touch *touch)
{
    int64_t entries = cost->entries[i], second;
    struct touch one = {.ranges = &index->ranges, .part = 1 + i};

    if (entries == 0) { /* read */
        one.key = cost->key;
        one.halves = cost->index[i];
        touch[0] = one;
        return 1;
    }
    second = cost->index[i] / entries * (entries / 2);
    one.key = key_of_entry(sim, index, cost, 0);
    one.halves = cost->index[i] - second;
    touch[0] = one;
    if (entries == 1)
        return 1;
    one.key = key_of_entry(sim, index, cost, 1);
    one.halves = second;
    touch[1] = one;
    return 2;
}

static size_t touches_of_indexes(struct sim *sim, struct table *table,
                                 const struct cost *cost, struct touch *touch)
{
    size_t n = 0;

    for (size_t i = 0; i < table->indexes; i++)
        if (cost->index[i] > 0)
            n += touches_of_index(sim, &table->index[i], cost, i, &touch[n]);
    return n;
}

static struct limit *index_refuses(struct sim *sim, struct table *table,
                                   const struct cost *cost, size_t *part)
{
    struct touch touch[MOST_TOUCHES];
    size_t n = touches_of_indexes(sim, table, cost, touch);

    for (size_t i = 0; i < n; i++) {
        const struct touch *t = &touch[i];
        if (!ranges_refuse(sim, t->ranges, cost->side, t->key))
            continue;
        *part = t->part;
        return ranges_refused(sim, t->ranges, cost->side, t->key, t->halves);
    }
    return NULL;
}

struct limit *entrance_refuses(struct sim *sim, struct table *table,
                               const struct cost *cost, size_t *part)
{
    struct limit *limit = capacity_refuses(sim, table, cost, part);

    if (limit)
        return limit;
    if (cost->table > 0 && ranges_refuse(sim, &table->ranges, cost->side, cost->key))
        return ranges_refused(sim, &table->ranges, cost->side, cost->key, cost->table);
    return table->indexes > 0 ? index_refuses(sim, table, cost, part) : NULL;
}

static void index_takes(struct sim *sim, struct table *table, const struct cost *cost)
{
    struct touch touch[MOST_TOUCHES];
    size_t n = touches_of_indexes(sim, table, cost, touch);

    for (size_t i = 0; i < n; i++)
        ranges_take(sim, touch[i].ranges, cost->side, touch[i].key, touch[i].halves);
}

void entrance_take(struct sim *sim, struct table *table, const struct cost *cost)
{
    capacity_take(sim, table, cost);
    if (cost->table > 0)
        ranges_take(sim, &table->ranges, cost->side, cost->key, cost->table);
    if (table->indexes > 0)
        index_takes(sim, table, cost);
}

void entrance_owes(struct sim *sim, struct table *table, const struct cost *cost,
                   int64_t halves)
{
    struct touch touch[MOST_TOUCHES];
    size_t n = touches_of_indexes(sim, table, cost, touch);

    capacity_owes(table, cost->side, halves);
    if (cost->table > 0)
        ranges_owe(&table->ranges, cost->side, cost->key, halves);
    for (size_t i = 0; i < n; i++)
        ranges_owe(touch[i].ranges, cost->side, touch[i].key, halves);
}

/* ---- the end ---- */

void entrance_ending(struct table *table)
{
    ranges_ending(&table->ranges);
    for (size_t i = 0; i < table->indexes; i++)
        ranges_ending(&table->index[i].ranges);
}

void entrance_audit(const struct table *table, struct diag *diag)
{
    ranges_audit(&table->ranges, diag);
    for (size_t i = 0; i < table->indexes; i++)
        ranges_audit(&table->index[i].ranges, diag);
}
