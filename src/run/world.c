#include "run/world.h"

#include "flow/activity.h"
#include "flow/breakdown.h"
#include "flow/call.h"
#include "flow/limit.h"
#include "flow/partition.h"
#include "flow/steps.h"
#include "flow/usage.h"

static size_t metrics_of(const struct model *model)
{
    size_t n = 0;

    while (model->metrics && model->metrics[n].name)
        n++;
    return n;
}

static size_t items_of(const struct model *model)
{
    size_t n = 0;

    while (model->items && model->items[n].name)
        n++;
    return n;
}

/* A meter for each row; what is observed has its histograms where the layout keeps it. */
static struct meter *make_meters(struct sim *sim, const struct layout *l,
                                 const struct model *model, enum metric_of of)
{
    struct meter *meter = sim_get(sim, (metrics_of(model) + 1) * sizeof *meter);

    for (size_t i = 0; i < l->metrics; i++) {
        const struct metric_place *p = &l->metric[i];
        if (p->model == model && place_row(p)->of == of &&
            place_row(p)->kind == METRIC_OBSERVED)
            meter[p->row].seen = sim_get(sim, sizeof *meter->seen);
    }
    return meter;
}

static struct limit **make_limits(struct sim *sim, struct world *world,
                                  const size_t *limit, size_t count)
{
    struct limit **mine = sim_get(sim, (count + 1) * sizeof *mine);

    for (size_t i = 0; i < count; i++)
        mine[i] = &world->limit[limit[i]];
    return mine;
}

static void *own_config(struct sim *sim, const struct field *table, const void *config,
                        size_t size)
{
    void *mine = config && size > 0 ? sim_get(sim, size) : NULL;

    if (mine)
        field_copy(sim_arena(sim), table, mine, config, size);
    return mine;
}

static struct account *make_accounts(struct sim *sim, struct world *world,
                                     const struct layout *l)
{
    const struct graph *g = world->graph;
    struct account *account = sim_get(sim, (g->accounts + 1) * sizeof *account);

    for (size_t i = 0; i < g->accounts; i++) {
        const struct model_account *from = &g->account[i];
        account[i] = (struct account){
            .model = from->model,
            .config = own_config(sim, from->model->account_fields, from->config,
                                 from->model->account_size),
            .limit = make_limits(sim, world, from->limit, from->limits),
            .meter = make_meters(sim, l, from->model, OF_ACCOUNT)};
    }
    return account;
}

static struct account *account_of(struct account *account, const struct model *model)
{
    while (account->model && account->model != model)
        account++;
    return account;
}

/* So many, and one for all others. */
static struct partitions *make_partitions(struct sim *sim, const struct layout *l,
                                          const struct model *model)
{
    size_t followed = (size_t)l->scenario->run.partitions;

    if (followed == 0 || !model->partition_metrics)
        return NULL;
    return partitions_new(sim, followed + 1);
}

static void make_parts(struct sim *sim, struct service *s, const struct layout *l,
                       bool client)
{
    s->part = sim_get(sim, (s->resource->parts + 1) * sizeof *s->part);
    for (size_t i = 0; i < s->resource->parts; i++) {
        s->part[i].meter = make_meters(sim, l, s->model, OF_PART);
        s->part[i].partitions = make_partitions(sim, l, s->model);
        if (client)
            s->part[i].breakdown = sim_get(sim, sizeof *s->part[i].breakdown);
    }
}

/* One that stands in its owner's list has its settings there. */
static void *config_of(struct sim *sim, const struct world *world,
                       const struct resource *from)
{
    if (from->owner)
        return resource_element(from, world->service[from->owner->index].config);
    return own_config(sim, from->model->fields, from->config, from->model->config_size);
}

static void make_service(struct sim *sim, struct world *world, const struct layout *l,
                         const struct resource *from)
{
    struct service *s = &world->service[from->index];

    *s = (struct service){
        .model = from->model,
        .resource = from,
        .address = from->address,
        .config = config_of(sim, world, from),
        .meter = make_meters(sim, l, from->model, OF_SERVICE),
        .limit = make_limits(sim, world, from->limit, from->limits),
        .partitions = make_partitions(sim, l, from->model),
        .usage = sim_get(sim, (items_of(from->model) + 1) * sizeof *s->usage)};
    if (layout_breaks_down(from->model))
        s->breakdown = sim_get(sim, sizeof *s->breakdown);
    make_parts(sim, s, l, s->breakdown != NULL);
}

static void foresee(const struct event *ev)
{
    if (!call_foresee(ev))
        walk_foresee(ev);
}

void world_make(struct sim *sim, struct world *world, const struct layout *l)
{
    const struct graph *g = world->graph;
    struct account *account;

    sim_foresee(sim, foresee);
    world->ledger = sim_get(sim, sizeof *world->ledger);
    if (l->scenario->has_activities)
        world->activities = sim_get(sim, sizeof *world->activities);
    world->service = sim_get(sim, (g->resources + 1) * sizeof *world->service);
    world->limit = sim_get(sim, (g->limits + 1) * sizeof *world->limit);
    for (size_t i = 0; i < g->limits; i++) {
        world->limit[i].name = &g->limit[i];
        world->limit[i].first = world->limit[i].last = -1;
    }
    account = make_accounts(sim, world, l);
    for (size_t i = 0; i < g->resources; i++) {
        make_service(sim, world, l, &g->resource[i]);
        world->service[i].account = account_of(account, g->resource[i].model);
    }
}

static void start_account(struct sim *sim, struct account *account)
{
    if (account->model && account->model->start_account)
        account->state = account->model->start_account(sim, account);
}

void world_start(struct sim *sim, struct world *world)
{
    const struct graph *g = world->graph;

    for (size_t a = 0; g->resources > 0 && a < g->accounts; a++)
        for (size_t i = 0; i < g->resources; i++)
            if (world->service[i].model == g->account[a].model) {
                start_account(sim, world->service[i].account);
                break;
            }
    for (size_t i = 0; i < g->resources; i++)
        world->service[i].state = world->service[i].model->start(sim, &world->service[i]);
}
