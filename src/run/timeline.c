/* timeline.c - settings that change while a run goes on.
 *
 * timeline_start -> change_begins -> (until) change_ends: the former value is back
 */
#include "run/timeline.h"

#include <assert.h>
#include <string.h>

#include "config/address.h"

struct pending {
    const struct change *change;
    struct service *service;
    void *place;  /* in the service's own config */
    void *former; /* what stood there */
    struct event begins, ends;
};

static void tell_one(struct sim *sim, struct service *service, const struct pending *p)
{
    if (service->model->changed)
        service->model->changed(sim, service, p->change->row);
}

/* It may be a setting of one that stands in a list of the service. */
static void tell(struct sim *sim, const struct pending *p)
{
    struct world *world = world_of(sim);

    tell_one(sim, p->service, p);
    for (size_t i = 0; i < world->graph->resources; i++)
        if (world->graph->resource[i].owner == p->service->resource)
            tell_one(sim, &world->service[i], p);
}

static void change_ends(struct sim *sim, void *ctx)
{
    struct pending *p = ctx;

    memcpy(p->place, p->former, p->change->size);
    tell(sim, p);
}

static void change_begins(struct sim *sim, void *ctx)
{
    struct pending *p = ctx;
    const struct change *change = p->change;

    memcpy(p->former, p->place, change->size);
    memcpy(p->place, change->value, change->size);
    tell(sim, p);
}

static void *place_of(struct sim *sim, const struct service *service,
                      const struct change *change)
{
    struct diag silent = {0};
    struct reading reading = {.arena = sim_arena(sim), .diag = &silent};
    const struct field *row;
    void *place =
        address_place(&reading, service->model->fields, service->config,
                      &(struct address_walk){change->address, 2, change->where}, &row);

    assert(place && row == change->row); /* it was found at load */
    return place;
}

void timeline_start(struct sim *sim, struct world *world, const struct scenario *s)
{
    struct pending *all = sim_get(sim, (s->changes + 1) * sizeof *all);

    for (size_t i = 0; i < s->changes; i++) {
        struct pending *p = &all[i];

        p->change = &s->change[i];
        p->service = &world->service[p->change->resource];
        p->place = place_of(sim, p->service, p->change);
        p->former = sim_get(sim, p->change->size);
    }
    /* At one instant what ends comes before what begins. */
    for (size_t i = 0; i < s->changes; i++)
        if (all[i].change->until >= 0)
            sim_at(sim, &all[i].ends, world->origin + all[i].change->until, change_ends,
                   &all[i]);
    for (size_t i = 0; i < s->changes; i++)
        sim_at(sim, &all[i].begins, world->origin + all[i].change->at, change_begins,
               &all[i]);
}
