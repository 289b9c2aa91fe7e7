/* capacity_load.c - what a scenario says of capacity: whether it can be, for how long it
 * shows, and what of the profile a table reads. */
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "dynamodb/table.h"
#include "flow/plan.h"

static const char *const names[SIDES] = {"read_capacity_units", "write_capacity_units"};

struct said { /* one side of a table or index */
    const struct resource *self;
    const struct dynamodb_throughput *throughput;
    const char *address; /* "dynamodb.t", "dynamodb.t.global_secondary_indexes[i]" */
    struct where at;
    enum side side;
};

/* ---- check ---- */

static void check_provisioned(const struct said *s,
                              const struct dynamodb_account *account, struct diag *diag)
{
    const struct dynamodb_throughput *t = s->throughput;
    double most[SIDES] = {account->table_read_units, account->table_write_units};
    struct text name = {0};

    if (t->units[s->side] == ABSENT)
        diag_error(diag, s->at,
                   "%s: %s is missing: a table is PROVISIONED unless billing_mode is "
                   "\"PAY_PER_REQUEST\"",
                   s->address, names[s->side]);
    else if ((double)t->units[s->side] > most[s->side])
        diag_error(diag, s->at,
                   "%s.%s: %lld is more than account.dynamodb.table_%s_units", s->address,
                   names[s->side], (long long)t->units[s->side],
                   s->side == SIDE_READ ? "read" : "write");
    if (t->most[s->side] != ABSENT || t->warm[s->side] != ABSENT ||
        !isnan(t->previous_peak[s->side]))
        diag_warn(diag, s->at,
                  "%s: previous_peak, warm_throughput and on_demand_throughput mean "
                  "nothing while billing_mode is \"PROVISIONED\"",
                  s->address);
    text_add(&name, "%s.auto_scaling.%s", s->address, names[s->side]);
    if (t->units[s->side] != ABSENT)
        scaling_check(&t->scaling[s->side], t->units[s->side], text_of(&name), s->at,
                      diag);
    if (scaling_given(&t->scaling[s->side]) && t->scaling[s->side].target_value < 0.2)
        diag_error(diag, s->at, "%s.target_value: DynamoDB takes 20 %% to 90 %%",
                   text_of(&name));
    text_free(&name);
}

/* So that --set billing_mode alone compares both modes: said, not refused. */
static void check_on_demand(const struct said *s, struct diag *diag)
{
    const struct dynamodb_throughput *t = s->throughput;

    if (t->units[s->side] != ABSENT || scaling_given(&t->scaling[s->side]))
        diag_warn(diag, s->at,
                  "%s: %s and its auto_scaling mean nothing while billing_mode is "
                  "\"PAY_PER_REQUEST\"",
                  s->address, names[s->side]);
}

static void check_part(const struct graph *graph, const struct said *of,
                       struct diag *diag)
{
    const struct dynamodb_config *c = of->self->config;
    const struct dynamodb_account *account = graph_account(graph, "dynamodb");
    struct said s = *of;

    for (size_t side = 0; side < SIDES; side++) {
        s.side = (enum side)side;
        if (c->billing_mode == BILLING_PROVISIONED)
            check_provisioned(&s, account, diag);
        else
            check_on_demand(&s, diag);
    }
}

/* The account's quota, told where its last table stands. */
static void check_account(const struct graph *graph, const struct resource *self,
                          struct diag *diag)
{
    const struct dynamodb_account *account = graph_account(graph, "dynamodb");
    double sum[SIDES] = {0},
           most[SIDES] = {account->account_read_units, account->account_write_units};
    const struct resource *last = self;

    for (size_t i = 0; i < graph->resources; i++) {
        const struct resource *r = &graph->resource[i];

        if (r->model != self->model)
            continue;
        last = r;
        for (size_t side = 0; side < SIDES; side++)
            sum[side] += (double)capacity_provisioned(r->config, (enum side)side);
    }
    for (size_t side = 0; last == self && side < SIDES; side++)
        if (sum[side] > most[side])
            diag_error(diag, self->at,
                       "the provisioned %s units of all tables are %.0f, more than "
                       "account.dynamodb.account_%s_units",
                       side == SIDE_READ ? "read" : "write", sum[side],
                       side == SIDE_READ ? "read" : "write");
}

void capacity_check(const struct graph *graph, const struct resource *self,
                    struct diag *diag)
{
    const struct dynamodb_config *c = self->config;
    const struct dynamodb_index *index = c->indexes.element;
    struct said s = {self, &c->throughput, self->address, self->at, SIDE_READ};

    check_part(graph, &s, diag);
    for (size_t i = 0; i < c->indexes.count; i++) {
        struct text name = {0};

        text_add(&name, "%s.global_secondary_indexes[%s]", self->address, index[i].name);
        s.throughput = &index[i].throughput;
        s.address = text_of(&name);
        s.at = c->indexes.at ? c->indexes.at[i] : self->at;
        check_part(graph, &s, diag);
        text_free(&name);
    }
    check_account(graph, self, diag);
}

/* ---- what else is known before a run ---- */

int64_t capacity_provisioned(const struct dynamodb_config *c, enum side side)
{
    const struct dynamodb_index *index = c->indexes.element;
    int64_t sum = 0;

    if (c->billing_mode != BILLING_PROVISIONED)
        return 0;
    if (c->throughput.units[side] != ABSENT)
        sum = c->throughput.units[side];
    for (size_t i = 0; i < c->indexes.count; i++)
        if (index[i].throughput.units[side] != ABSENT)
            sum += index[i].throughput.units[side];
    return sum;
}

static void plan_part(struct plan *plan, const struct dynamodb_throughput *t)
{
    for (size_t side = 0; side < SIDES; side++)
        if (scaling_given(&t->scaling[side]))
            scaling_plan(plan, &t->scaling[side]);
}

void capacity_plan(struct plan *plan, const struct resource *self)
{
    const struct dynamodb_config *c = self->config;
    const struct dynamodb_index *index = c->indexes.element;

    if (c->billing_mode == BILLING_PAY_PER_REQUEST)
        return;
    plan_activities(plan);
    plan_part(plan, &c->throughput);
    for (size_t i = 0; i < c->indexes.count; i++)
        plan_part(plan, &index[i].throughput);
}

static bool is_scaled(const struct dynamodb_config *c)
{
    const struct dynamodb_index *index = c->indexes.element;
    bool scaled = false;

    for (size_t side = 0; side < SIDES; side++) {
        scaled |= scaling_given(&c->throughput.scaling[side]);
        for (size_t i = 0; i < c->indexes.count; i++)
            scaled |= scaling_given(&index[i].throughput.scaling[side]);
    }
    return scaled;
}

/* methods.md 2: a bucket's 300 s, the 15 minutes of a low alarm with its lag, the 31
 * minutes of an on-demand peak. */
sim_time capacity_memory(const struct graph *graph, const struct resource *self,
                         const char **what)
{
    const struct dynamodb_config *c = self->config;
    const struct dynamodb_account *account = graph_account(graph, "dynamodb");

    if (c->billing_mode == BILLING_PAY_PER_REQUEST) {
        *what = "previous_peak";
        return 31 * SIM_MINUTE;
    }
    if (is_scaled(c)) {
        *what = "auto_scaling";
        return 15 * SIM_MINUTE + account->auto_scaling.metric_lag;
    }
    *what = "burst_seconds";
    return c->burst == ABSENT ? account->burst : c->burst;
}

/* ---- what is read of the profile ---- */

static bool has_latency(const struct occasion *o)
{
    const struct dynamodb_config *c = o->self->config;

    return c->latency.law.kind != LAW_NONE;
}

static bool is_read(const struct occasion *o)
{
    return o->call && !dynamodb_action_writes((enum dynamodb_action)o->call->action) &&
           !has_latency(o);
}

static bool is_written(const struct occasion *o)
{
    return o->call && dynamodb_action_writes((enum dynamodb_action)o->call->action) &&
           !has_latency(o);
}

static bool is_read_at_length(const struct occasion *o)
{
    return is_read(o) && (dynamodb_action_scans((enum dynamodb_action)o->call->action) ||
                          o->call->action == ACTION_BATCH_GET_ITEM);
}

static bool is_provisioned(const struct occasion *o)
{
    const struct dynamodb_config *c = o->self->config;

    return c->billing_mode == BILLING_PROVISIONED;
}

static bool is_tracked(const struct occasion *o)
{
    return is_provisioned(o) && is_scaled(o->self->config);
}

static bool is_updated(const struct occasion *o)
{
    bool asked = o->change && (strcmp(o->change->name, names[SIDE_READ]) == 0 ||
                               strcmp(o->change->name, names[SIDE_WRITE]) == 0);

    return is_provisioned(o) && (asked || is_scaled(o->self->config));
}

static bool may_split(const struct occasion *o)
{
    return dynamodb_may_split(o->self->config, graph_account(o->graph, "dynamodb"));
}

static bool has_dax(const struct occasion *o)
{
    return dax_given(o->self->config);
}

#define HAS_NODE(type)                                                                   \
    static bool has_##type(const struct occasion *o)                                     \
    {                                                                                    \
        return ((const struct dynamodb_config *)o->self->config)->dax.node_type == type; \
    }
#define NODE_NEEDED(type, word)                                                          \
    {"account.dynamodb.dax." word, has_##type},                                          \
    {                                                                                    \
        "prices.dynamodb.dax_" word "_node_hour", has_##type                             \
    }

HAS_NODE(DAX_R5_LARGE)
HAS_NODE(DAX_R5_XLARGE)
HAS_NODE(DAX_R5_2XLARGE)
HAS_NODE(DAX_R5_4XLARGE)
HAS_NODE(DAX_R5_8XLARGE)
HAS_NODE(DAX_R5_12XLARGE)
HAS_NODE(DAX_R5_16XLARGE)
HAS_NODE(DAX_R5_24XLARGE)

const struct needed dynamodb_needed[] = {
    NODE_NEEDED(DAX_R5_LARGE, "r5_large"),
    NODE_NEEDED(DAX_R5_XLARGE, "r5_xlarge"),
    NODE_NEEDED(DAX_R5_2XLARGE, "r5_2xlarge"),
    NODE_NEEDED(DAX_R5_4XLARGE, "r5_4xlarge"),
    NODE_NEEDED(DAX_R5_8XLARGE, "r5_8xlarge"),
    NODE_NEEDED(DAX_R5_12XLARGE, "r5_12xlarge"),
    NODE_NEEDED(DAX_R5_16XLARGE, "r5_16xlarge"),
    NODE_NEEDED(DAX_R5_24XLARGE, "r5_24xlarge"),
    {"account.dynamodb.dax", has_dax},
    {"account.dynamodb.read_latency", is_read},
    {"account.dynamodb.write_latency", is_written},
    {"account.dynamodb.latency_per_64_kb", is_read_at_length},
    {"account.dynamodb.update_time", is_updated},
    {"account.dynamodb.split_time", is_updated},
    {"account.dynamodb.auto_scaling", is_tracked},
    {"account.dynamodb.partition_formula", is_provisioned},
    {"account.dynamodb.partition_split_share", may_split},
    {"account.dynamodb.partition_split_after", may_split},
    {"account.dynamodb.partition_split_duration", may_split},
    NEEDED_END,
};
