/* provision.c - provisioned capacity and what changes it.
 *
 *   asked for (timeline, alarm, schedule) -> UpdateTable: accepted or refused -> in force
 *
 * While a change is under way UpdateTable refuses another of the same table
 * (ResourceInUseException): auto scaling asks again in the next minute, an operator's
 * change (timeline) waits.  What an operator sets at one instant is one call.
 */
#include "dynamodb/provision.h"

#include "dynamodb/table.h"
#include "flow/usage.h"

/* DynamoDB's alarms (as dumped from AWS, 2026-10, and in Terraform states of 2019-2021):
 * Sum > provisioned x 60 x target, 2 of 2 minutes; Sum < provisioned x 60 x (target - 20
 * points), 15 of 15. */
static const struct scaling_rules rules = {
    .full = 60, .high_points = 2, .low_points = 15, .low_factor = 1, .low_less = 0.2};

static int64_t *setting_of(struct throughput *t)
{
    struct dynamodb_config *c = t->table->config;
    struct dynamodb_index *index = c->indexes.element;

    return t->part ? &index[t->part - 1].throughput.units[t->side]
                   : &c->throughput.units[t->side];
}

/* ---- money: the most of each hour of the wall clock ---- */

static size_t item_of(enum side side)
{
    return side == SIDE_READ ? ITEM_READ_CAPACITY_UNIT_HOUR
                             : ITEM_WRITE_CAPACITY_UNIT_HOUR;
}

static void charge(struct sim *sim, struct throughput *t)
{
    struct capacity *c = &t->table->capacity;
    struct provision *p = t->provision;
    const struct world *w = world_of(sim);
    sim_time begun = sim_now(sim) - world_clock(sim) % SIM_HOUR;
    int64_t more = p->units - p->charged;

    if (more <= 0)
        return;
    p->charged = p->units;
    c->charged[t->side] += more;
    usage_level(sim, t->table->self, item_of(t->side), c->charged[t->side]);
    if (begun < w->origin) /* the part of the hour that is simulated */
        begun = w->origin;
    if (sim_now(sim) > begun)
        usage_since(t->table->self, item_of(t->side), more, sim_now(sim) - begun);
}

static void hour_begins(struct sim *sim, void *ctx)
{
    struct table *table = ctx;
    struct capacity *c = &table->capacity;

    sim_after(sim, &c->hour, SIM_HOUR, hour_begins, table);
    c->charged[SIDE_READ] = c->charged[SIDE_WRITE] = 0;
    for (size_t i = 0; i < c->count; i++) {
        struct provision *p = c->of[i].provision;

        p->charged = p->units;
        c->charged[c->of[i].side] += p->units;
    }
    for (size_t side = 0; side < SIDES; side++)
        usage_level(sim, table->self, item_of((enum side)side), c->charged[side]);
}

void provision_hours(struct sim *sim, struct table *table)
{
    struct capacity *c = &table->capacity;

    sim_after(sim, &c->hour, SIM_HOUR - world_clock(sim) % SIM_HOUR, hour_begins, table);
}

/* ---- UpdateTable ---- */

static struct meter *meter_of(const struct throughput *t)
{
    static const size_t row[2][SIDES] = {
        {METRIC_PROVISIONED_READ, METRIC_PROVISIONED_WRITE},
        {METRIC_INDEX_PROVISIONED_READ, METRIC_INDEX_PROVISIONED_WRITE}};
    struct meter *all =
        t->part ? t->table->index[t->part - 1].meter : t->table->self->meter;

    return &all[row[t->part > 0][t->side]];
}

static void in_force(struct sim *sim, void *ctx)
{
    struct throughput *t = ctx;
    struct provision *p = t->provision;
    struct capacity *c = &t->table->capacity;
    double burst = (double)t->table->burst / (double)SIM_SECOND;
    bool scaled = p->by_scaling;

    p->units = p->wanted;
    p->by_scaling = false;
    c->updating--;
    limit_resize_bucket(sim, t->limit[BUCKET_PROVISIONED], (double)p->units,
                        (double)p->units * burst);
    meter_set(meter_of(t), sim_now(sim), p->units);
    charge(sim, t);
    ranges_grow(sim, capacity_ranges(t->table, t->part),
                capacity_partitions(t->table, t->part));
    if (scaled)
        scaling_settled(sim, &p->scaling);
    else
        activity_settled(sim, p->activity, p->units);
    if (c->updating == 0)
        capacity_changed(sim, t->table); /* what has waited */
}

/* Decreases: so many a UTC day at any time, and one more when none was in the last hour
 * (developer guide, Limits, 2021-08-17; measured 2026-10: 4, then one 3 600 s after the
 * last accepted one, anew at 00:00 UTC, reads and writes in one call are one). */
static bool may_decrease(struct sim *sim, const struct throughput *t)
{
    const struct dynamodb_account *account = t->table->account;
    struct decreases *d = &t->table->capacity.decreases[t->part];
    int64_t day = world_clock(sim) / (24 * SIM_HOUR);
    sim_time now = sim_now(sim);

    if (d->day != day) {
        d->day = day;
        d->used = 0;
    }
    if (d->last == now)
        return true; /* the same call */
    if (d->used >= account->decreases_per_day &&
        now - d->last < account->decrease_interval)
        return false;
    d->used++;
    d->last = now;
    return true;
}

static bool fits_account(const struct throughput *t, int64_t wanted)
{
    const struct dynamodb_account *account = t->table->account;
    struct dynamodb_totals *totals = t->table->self->account->state;
    double most[SIDES] = {account->account_read_units, account->account_write_units};
    double table[SIDES] = {account->table_read_units, account->table_write_units};
    int64_t sum = totals->units[t->side] + wanted - t->provision->wanted;

    return (double)sum <= most[t->side] && (double)wanted <= table[t->side];
}

int64_t provision_units(const struct throughput *t)
{
    return t->provision->units;
}

static sim_time duration_of(struct sim *sim, const struct throughput *t, uint64_t minute)
{
    const struct provision *p = t->provision;
    struct work work = {.who = minute, .try = minute};

    bool splits = capacity_partitions_for(t, (double)p->wanted) >
                  capacity_ranges(t->table, t->part)->count;

    return source_draw(sim, splits ? &p->split : &p->update, &work);
}

static bool update(struct sim *sim, struct throughput *t, int64_t wanted, uint64_t minute)
{
    struct provision *p = t->provision;
    struct capacity *c = &t->table->capacity;
    struct dynamodb_totals *totals = t->table->self->account->state;

    if ((wanted > p->units && !fits_account(t, wanted)) ||
        (wanted < p->units && !may_decrease(sim, t))) {
        meter_add(&t->table->self->meter[METRIC_UPDATES_REFUSED], 1);
        return false;
    }
    totals->units[t->side] += wanted - p->wanted;
    p->wanted = wanted;
    c->updating++;
    c->update_begun = sim_now(sim);
    sim_after(sim, &p->done, duration_of(sim, t, minute), in_force, t);
    return true;
}

void provision_changed(struct sim *sim, struct throughput *t)
{
    struct provision *p = t->provision;
    const struct capacity *c = &t->table->capacity;
    bool busy = c->updating > 0 && c->update_begun != sim_now(sim);
    int64_t wanted = *setting_of(t);

    if (wanted == p->asked || busy || event_pending(&p->done))
        return;
    p->asked = wanted;
    if (wanted == p->units)
        return;
    p->activity = activity_begins(
        sim, &(struct activity){.limit = t->limit[BUCKET_PROVISIONED]->name,
                                .cause = CAUSE_TIMELINE,
                                .from = p->units,
                                .to = wanted});
    if (!update(sim, t, wanted, (uint64_t)(world_clock(sim) / SIM_MINUTE)))
        activity_refused(sim, p->activity);
}

/* ---- for auto scaling ---- */

static int64_t current(void *ctx)
{
    return ((struct throughput *)ctx)->provision->units;
}

static bool is_busy(void *ctx)
{
    return ((struct throughput *)ctx)->table->capacity.updating > 0;
}

/* Served units of the minute: demand that was turned away is not in it. */
static double served_in_minute(struct sim *sim, void *ctx)
{
    struct throughput *t = ctx;
    int64_t halves = t->served - t->provision->at_minute;

    (void)sim;
    t->provision->at_minute = t->served;
    return (double)halves / 2;
}

static bool scale(struct sim *sim, void *ctx, int64_t wanted, uint64_t minute)
{
    struct throughput *t = ctx;
    struct provision *p = t->provision;

    if (!update(sim, t, wanted, minute))
        return false;
    p->by_scaling = true;
    p->asked = *setting_of(t) = wanted;
    return true;
}

/* ---- at the start ---- */

void provision_start(struct sim *sim, struct throughput *t)
{
    const struct dynamodb_throughput *said = capacity_said(t->table->config, t->part);
    struct table *table = t->table;
    struct provision *p = sim_get(sim, sizeof *p);
    const char *side = t->side == SIDE_READ ? "read" : "write";
    const char *of = t->part ? table->index[t->part - 1].config->name : "";
    double burst = (double)table->burst / (double)SIM_SECOND;
    struct dynamodb_totals *totals = table->self->account->state;

    t->provision = p;
    p->units = p->wanted = p->asked = said->units[t->side];
    totals->units[t->side] += p->units;
    p->update = source_of(sim, table->self,
                          arena_text(sim_arena(sim), "%s/%s/update_time", of, side),
                          &table->account->update_time);
    p->split = source_of(sim, table->self,
                         arena_text(sim_arena(sim), "%s/%s/split_time", of, side),
                         &table->account->split_time);
    limit_set_bucket(sim, t->limit[BUCKET_PROVISIONED], (double)p->units,
                     (double)p->units * burst, table->config->burst_credit);
    meter_set(meter_of(t), sim_now(sim), p->units);
    charge(sim, t);
    if (scaling_given(&said->scaling[t->side]))
        scaling_start(sim, &p->scaling, &said->scaling[t->side],
                      &table->account->auto_scaling,
                      &(struct scaled){.rules = &rules,
                                       .limit = t->limit[BUCKET_PROVISIONED]->name,
                                       .current = current,
                                       .is_busy = is_busy,
                                       .datapoint = served_in_minute,
                                       .change = scale,
                                       .ctx = t});
}
