/* capacity.c - which buckets a table and its indexes have, and what is taken of them. */
#include <math.h>
#include <string.h>

#include "dynamodb/table.h"
#include "flow/graph.h"

enum { HALF = 2 };

/* Names of limits: the setting that raises each (language.md D28). */
static const char *const words[BUCKETS][SIDES] = {
    [BUCKET_PROVISIONED] = {"read_capacity_units", "write_capacity_units"},
    [BUCKET_MAXIMUM] = {"on_demand_throughput.max_read_request_units",
                        "on_demand_throughput.max_write_request_units"},
    [BUCKET_GROWTH] = {"previous_peak.read_units", "previous_peak.write_units"},
    [BUCKET_QUOTA] = {"read_account_limit", "write_account_limit"},
};
static const char shared_word[] = "previous_peak"; /* reads and writes together */

const struct dynamodb_throughput *capacity_said(const struct dynamodb_config *c,
                                                size_t part)
{
    const struct dynamodb_index *index = c->indexes.element;

    return part ? &index[part - 1].throughput : &c->throughput;
}

/* ---- at load ---- */

const char *capacity_limit_name(struct arena *arena, const struct dynamodb_config *c,
                                size_t part, const char *word)
{
    const struct dynamodb_index *index = c->indexes.element;

    if (part == 0)
        return word;
    return arena_text(arena, "global_secondary_indexes[%s].%s", index[part - 1].name,
                      word);
}

static const char *growth_word(const struct dynamodb_account *account, enum side side)
{
    return account->shared_growth ? shared_word : words[BUCKET_GROWTH][side];
}

/* Whether a part has this bucket. */
static bool has_bucket(const struct dynamodb_config *c,
                       const struct dynamodb_account *account, size_t part,
                       enum bucket bucket, enum side side)
{
    bool provisioned = c->billing_mode == BILLING_PROVISIONED;

    switch (bucket) {
    case BUCKET_PROVISIONED:
        return provisioned;
    case BUCKET_MAXIMUM:
        return !provisioned && capacity_said(c, part)->most[side] != ABSENT;
    case BUCKET_GROWTH:
        return !provisioned;
    case BUCKET_QUOTA:
        return !provisioned && (part == 0 || !account->quota_with_indexes);
    case BUCKETS:
        break;
    }
    return false;
}

const char *capacity_word(const struct dynamodb_config *c,
                          const struct dynamodb_account *account, size_t part,
                          enum bucket bucket, enum side side)
{
    if (!has_bucket(c, account, part, bucket, side))
        return NULL;
    return bucket == BUCKET_GROWTH ? growth_word(account, side) : words[bucket][side];
}

static void declare_part_limits(struct catalogue *all, const struct dynamodb_config *c,
                                const struct dynamodb_account *account, size_t part)
{
    struct arena *arena = catalogue_arena(all);

    for (size_t b = 0; b < BUCKETS; b++)
        for (size_t side = 0; side < SIDES; side++) {
            const char *word =
                capacity_word(c, account, part, (enum bucket)b, (enum side)side);
            bool twice = word == shared_word && side == SIDE_WRITE;

            if (!word || twice)
                continue;
            size_t place = declare_limit(all, LIMIT_BUCKET,
                                         capacity_limit_name(arena, c, part, word));
            if (b == BUCKET_GROWTH)
                declare_structural(all, place);
        }
}

void capacity_declare(struct catalogue *all, const struct resource *self)
{
    const struct dynamodb_config *c = self->config;
    const struct dynamodb_account *account =
        graph_account(catalogue_graph(all), self->model->name);

    for (size_t part = 0; part <= c->indexes.count; part++)
        declare_part_limits(all, c, account, part);
}

/* ---- in a run ---- */

struct limit *capacity_limit(struct sim *sim, const struct table *table, size_t part,
                             const char *word)
{
    const struct service *self = table->self;
    const char *name = capacity_limit_name(sim_arena(sim), table->config, part, word);
    size_t length = strlen(self->address) + 1;

    for (size_t i = 0; i < self->resource->limits; i++)
        if (strcmp(self->limit[i]->name->address + length, name) == 0)
            return self->limit[i];
    return NULL;
}

static void set_per_second(struct sim *sim, struct limit *limit, double units)
{
    if (limit)
        limit_set_bucket(sim, limit, units, units, 1);
}

static void start_throughput(struct sim *sim, struct table *table, size_t part,
                             enum side side)
{
    const struct dynamodb_account *account = table->account;
    const struct dynamodb_throughput *said = capacity_said(table->config, part);
    struct throughput *t = capacity_of(&table->capacity, part, side);
    double quota[SIDES] = {account->table_read_units, account->table_write_units};

    t->table = table;
    t->side = side;
    t->part = part;
    for (size_t b = 0; b < BUCKETS; b++) {
        const char *word =
            capacity_word(table->config, account, part, (enum bucket)b, side);
        t->limit[b] = word ? capacity_limit(sim, table, part, word) : NULL;
    }
    set_per_second(sim, t->limit[BUCKET_MAXIMUM], (double)said->most[side]);
    set_per_second(sim, t->limit[BUCKET_QUOTA], quota[side]);
    if (t->limit[BUCKET_PROVISIONED])
        provision_start(sim, t);
    else
        growth_start(sim, t, account->shared_growth && side == SIDE_WRITE ? t - 1 : NULL);
}

void capacity_start(struct sim *sim, struct table *table)
{
    struct capacity *c = &table->capacity;
    size_t parts = 1 + table->indexes;

    c->count = parts * SIDES;
    c->of = sim_get(sim, c->count * sizeof *c->of);
    c->decreases = sim_get(sim, parts * sizeof *c->decreases);
    for (size_t part = 0; part < parts; part++) {
        c->decreases[part].last = -1;
        for (size_t side = 0; side < SIDES; side++)
            start_throughput(sim, table, part, (enum side)side);
    }
    if (table->config->billing_mode == BILLING_PROVISIONED)
        provision_hours(sim, table);
    else
        growth_minutes(sim, table);
}

static int64_t cost_to(const struct table *table, const struct throughput *t,
                       const struct cost *cost)
{
    (void)table;
    return t->part ? cost->index[t->part - 1] : cost->table;
}

/* The first of its buckets that is empty; some tokens are enough: debt. */
static struct limit *empty_one(struct sim *sim, const struct throughput *t)
{
    for (size_t b = 0; b < BUCKETS; b++)
        if (t->limit[b] && !limit_has_tokens(sim, t->limit[b], 1))
            return t->limit[b];
    return NULL;
}

struct limit *capacity_refuses(struct sim *sim, struct table *table,
                               const struct cost *cost, size_t *part)
{
    struct limit *quota;

    for (*part = 0; *part <= table->indexes; ++*part) {
        struct throughput *t = capacity_of(&table->capacity, *part, cost->side);
        struct limit *empty = cost_to(table, t, cost) > 0 ? empty_one(sim, t) : NULL;

        if (empty)
            return empty;
    }
    *part = 0; /* a quota of the table with its indexes */
    quota = capacity_of(&table->capacity, 0, cost->side)->limit[BUCKET_QUOTA];
    return quota && !limit_has_tokens(sim, quota, 1) ? quota : NULL;
}

enum reason capacity_reason(const struct table *table, const struct limit *limit,
                            size_t part, enum side side)
{
    const struct throughput *t = capacity_of(&table->capacity, part, side);

    if (limit == t->limit[BUCKET_PROVISIONED])
        return REASON_PROVISIONED;
    if (limit == t->limit[BUCKET_QUOTA])
        return REASON_ACCOUNT;
    return limit == t->limit[BUCKET_MAXIMUM] ? REASON_MAXIMUM : REASON_KEY_RANGE;
}

static void take(struct sim *sim, struct throughput *t, int64_t halves, int64_t quota)
{
    t->served += halves;
    for (size_t b = 0; b < BUCKETS; b++)
        if (t->limit[b] && b != BUCKET_GROWTH)
            limit_take(sim, t->limit[b],
                       (b == BUCKET_QUOTA ? quota : halves) * (TOKEN / HALF));
    if (t->growth)
        growth_take(sim, t, halves);
}

void capacity_take(struct sim *sim, struct table *table, const struct cost *cost)
{
    for (size_t part = 0; part <= table->indexes; part++) {
        struct throughput *t = capacity_of(&table->capacity, part, cost->side);
        int64_t halves = cost_to(table, t, cost);
        int64_t quota =
            part == 0 && table->account->quota_with_indexes ? cost->all : halves;

        if (halves > 0 || quota > 0)
            take(sim, t, halves, quota);
    }
}

void capacity_owes(const struct table *table, enum side side, int64_t halves)
{
    enum { WRITE_WEIGHT = 3 }; /* of writes in a bucket that they share with reads */

    for (size_t part = 0; part <= table->indexes; part++) {
        const struct throughput *t = capacity_of(&table->capacity, part, side);
        for (size_t b = 0; b < BUCKETS; b++)
            if (t->limit[b])
                limit_owes(t->limit[b], halves * WRITE_WEIGHT * (TOKEN / HALF));
    }
}

void capacity_changed(struct sim *sim, struct table *table)
{
    for (size_t i = 0; i < table->capacity.count; i++)
        if (table->capacity.of[i].provision)
            provision_changed(sim, &table->capacity.of[i]);
}

/* ---- partitions ---- */

static double units_of_side(const struct throughput *t)
{
    return t->provision ? (double)provision_units(t) : growth_units(t);
}

struct ranges *capacity_ranges(struct table *table, size_t part)
{
    return part ? &table->index[part - 1].ranges : &table->ranges;
}

size_t capacity_partitions_for(const struct throughput *t, double wanted)
{
    const struct table *table = t->table;
    const struct dynamodb_account *account = table->account;
    bool on_demand = table->config->billing_mode == BILLING_PAY_PER_REQUEST;
    enum side other = t->side == SIDE_READ ? SIDE_WRITE : SIDE_READ;
    double units[SIDES];
    int64_t needed;

    units[t->side] = wanted;
    units[other] = units_of_side(capacity_of(&table->capacity, t->part, other));
    needed = ranges_needed(account, units[SIDE_READ], units[SIDE_WRITE],
                           t->part ? 0 : table->config->table_bytes, on_demand);
    if (on_demand && needed < account->new_table_partitions)
        needed = account->new_table_partitions;
    return (size_t)needed;
}

size_t capacity_partitions(const struct table *table, size_t part)
{
    const struct throughput *t = capacity_of(&table->capacity, part, SIDE_READ);

    return capacity_partitions_for(t, units_of_side(t));
}

/* ---- the ledger's: units metered = units debited (methods.md 9.7) ---- */

static bool is_debited(const struct table *table, const struct throughput *t,
                       enum bucket bucket)
{
    const struct limit *limit = t->limit[bucket];
    int64_t halves = t->served;

    if (!limit || bucket == BUCKET_GROWTH)
        return !limit || growth_audit(t);
    if (bucket == BUCKET_QUOTA && table->account->quota_with_indexes)
        halves = table->served_halves[t->side];
    return limit->taken == halves * (TOKEN / HALF);
}

void capacity_audit(const struct table *table, struct diag *diag)
{
    int64_t served[SIDES] = {0};

    for (size_t i = 0; i < table->capacity.count; i++) {
        const struct throughput *t = &table->capacity.of[i];

        served[t->side] += t->served;
        for (size_t b = 0; b < BUCKETS; b++)
            if (!is_debited(table, t, (enum bucket)b))
                diag_failure(diag, (struct where){table->self->address, 0},
                             "units served are not units debited from %s",
                             t->limit[b]->name->address);
    }
    for (size_t side = 0; side < SIDES; side++)
        if (served[side] != table->served_halves[side])
            diag_failure(diag, (struct where){table->self->address, 0},
                         "units of table and indexes are not units served");
}
