/* growth.c - on demand a table serves twice what it has served before.
 *
 * limit = 2 x peak; the peak is the highest average of a minute of served units that
 * ended 30 minutes ago or earlier, so that a doubling takes 31 minutes; it never falls. A
 * minute counts up to the limit only: what the bucket lent once does not let it creep.
 * Source of the rule: developer guide, on-demand capacity mode ("you can double within 30
 * minutes"); AWS publishes no algorithm [A].
 */
#include <math.h>

#include "dynamodb/table.h"

enum { HALF = 2, MINUTES = 30 };

struct growth {
    struct limit *limit;
    double weight[SIDES]; /* of a unit; 2021: reads and writes share, by partitions */
    double peak;
    int64_t taken, at_minute;    /* micro-tokens */
    double average[MINUTES + 1]; /* of the last minutes, [minutes % ..] the oldest */
    size_t minutes;
};

struct beginning {
    const struct dynamodb_throughput *said;
    const struct dynamodb_account *account;
    int64_t bytes; /* of the table */
};

static double rate_of(const struct growth *g)
{
    return 2 * g->peak;
}

/* What one side begins with: said, else pre-warmed, else a new table's; the partitions
 * that a table's size needs serve their share in any case [A]. */
static double peak_of(const struct beginning *b, enum side side)
{
    const struct dynamodb_account *account = b->account;
    const struct dynamodb_throughput *said = b->said;
    double initial[SIDES] = {account->initial_read_units, account->initial_write_units};
    double each[SIDES] = {account->partition_read_units, account->partition_write_units};
    int64_t partitions = ranges_needed(account, 0, 0, b->bytes, true);
    double least = initial[side] / 2;

    if (partitions > account->new_table_partitions)
        least = fmax(least, (double)partitions * each[side] / 2);
    if (said->warm[side] != ABSENT)
        least = fmax(least, (double)said->warm[side] / 2);
    return isnan(said->previous_peak[side]) ? least
                                            : fmax(least, said->previous_peak[side]);
}

/* Shared: in write units, a read is so much of one as a new table serves more of them. */
static void begin(struct growth *g, const struct beginning *b, enum side side)
{
    const struct dynamodb_account *account = b->account;

    g->weight[side] = 1;
    g->peak = peak_of(b, side);
    if (!account->shared_growth)
        return;
    g->weight[SIDE_READ] = account->initial_write_units / account->initial_read_units;
    g->weight[SIDE_WRITE] = 1;
    g->peak = fmax(peak_of(b, SIDE_READ) * g->weight[SIDE_READ], peak_of(b, SIDE_WRITE));
}

/* What decides it, at load and in a run. */
static struct beginning beginning_of(const struct dynamodb_config *c,
                                     const struct dynamodb_account *account, size_t part)
{
    return (struct beginning){capacity_said(c, part), account, part ? 0 : c->table_bytes};
}

double growth_initial(const struct dynamodb_config *c,
                      const struct dynamodb_account *account, size_t part, enum side side,
                      double *weight)
{
    struct beginning b = beginning_of(c, account, part);
    struct growth g = {0};

    begin(&g, &b, side);
    *weight = g.weight[side];
    return rate_of(&g);
}

void growth_start(struct sim *sim, struct throughput *t, const struct throughput *other)
{
    struct beginning b = beginning_of(t->table->config, t->table->account, t->part);
    struct growth *g;

    if (other) { /* begun with the reads */
        t->growth = other->growth;
        return;
    }
    g = sim_get(sim, sizeof *g);
    g->limit = t->limit[BUCKET_GROWTH];
    begin(g, &b, t->side);
    limit_set_bucket(sim, g->limit, rate_of(g), rate_of(g), 1);
    t->growth = g;
}

double growth_units(const struct throughput *t)
{
    return rate_of(t->growth) / t->growth->weight[t->side];
}

void growth_take(struct sim *sim, struct throughput *t, int64_t halves)
{
    struct growth *g = t->growth;
    int64_t micro = (int64_t)((double)halves * (TOKEN / HALF) * g->weight[t->side] + 0.5);

    g->taken += micro;
    limit_take(sim, g->limit, micro);
}

bool growth_audit(const struct throughput *t)
{
    return t->growth->limit->taken == t->growth->taken;
}

static void minute_of(struct sim *sim, struct throughput *t)
{
    struct growth *g = t->growth;
    double average = (double)(g->taken - g->at_minute) / TOKEN / 60, before = rate_of(g);

    g->at_minute = g->taken;
    g->average[g->minutes % (MINUTES + 1)] = fmin(average, before);
    g->minutes++;
    if (g->minutes <= MINUTES)
        return;
    g->peak = fmax(g->peak, g->average[g->minutes % (MINUTES + 1)]);
    if (rate_of(g) <= before)
        return;
    limit_resize_bucket(sim, g->limit, rate_of(g), rate_of(g));
    ranges_grow(sim, capacity_ranges(t->table, t->part),
                capacity_partitions(t->table, t->part));
}

static void minute_ends(struct sim *sim, void *ctx)
{
    struct table *table = ctx;
    struct capacity *c = &table->capacity;

    sim_after(sim, &c->minute, SIM_MINUTE, minute_ends, table);
    for (size_t i = 0; i < c->count; i++)
        if (c->of[i].side == SIDE_READ || c->of[i].growth != c->of[i - 1].growth)
            minute_of(sim, &c->of[i]);
}

void growth_minutes(struct sim *sim, struct table *table)
{
    sim_after(sim, &table->capacity.minute, SIM_MINUTE - world_clock(sim) % SIM_MINUTE,
              minute_ends, table);
}
