/* graph.c - finding resources, resolving links, naming limits and parts. */
#include "flow/graph.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/sort.h"
#include "base/text.h"

/* A limit while models still declare; its place is known when all have. */
struct declared {
    struct limit_name name;
    size_t order;
};

struct catalogue {
    struct graph *graph;
    struct arena *arena;
    struct resource *self; /* whose model is declaring */
    struct model_account *account;
    struct declared *limit;
    size_t limits, room;
};

static int compare_address(const void *address, const void *resource)
{
    return strcmp(address, ((const struct resource *)resource)->address);
}

const struct resource *graph_find(const struct graph *graph, const char *address)
{
    if (graph->resources == 0)
        return NULL;
    return bsearch(address, graph->resource, graph->resources, sizeof *graph->resource,
                   compare_address);
}

const void *resource_setting(const struct resource *self, const char *name)
{
    size_t at = 0;

    if (!self->config || !field_seek(self->model->fields, name, &at))
        return NULL;
    return (const char *)self->config + at;
}

void *resource_element(const struct resource *self, void *owner)
{
    struct list *list = (void *)((char *)owner + self->list->at);

    return (char *)list->element + self->element * self->list->size;
}

static struct model_account *account_of(const struct graph *graph, const char *model)
{
    for (size_t i = 0; i < graph->accounts; i++)
        if (strcmp(graph->account[i].model->name, model) == 0)
            return &graph->account[i];
    return NULL;
}

const void *graph_account(const struct graph *graph, const char *model)
{
    const struct model_account *account = account_of(graph, model);

    return account ? account->config : NULL;
}

static const char *address_next(const void *graph, size_t i)
{
    const struct graph *g = graph;

    return i < g->resources ? g->resource[i].address : NULL;
}

static bool link_action(const struct model *model, struct target *target,
                        const char *owner, struct diag *diag)
{
    const char *near;

    target->action = 0;
    if (!target->action_name)
        return true;
    for (int i = 0; model->actions && model->actions[i]; i++)
        if (strcmp(model->actions[i], target->action_name) == 0) {
            target->action = i;
            return true;
        }
    if (model->later_actions &&
        text_is_one_of(target->action_name, model->later_actions)) {
        diag_error(diag, target->action_at, "%s: %s of %s is not built yet", owner,
                   target->action_name, target->address);
        return false;
    }
    near = model->actions ? text_nearest(target->action_name, model->actions) : NULL;
    diag_error(diag, target->action_at, "%s: %s has no action %s%s%s%s", owner,
               target->address, target->action_name, near ? "; did you mean " : "",
               near ? near : "", near ? "?" : "");
    return false;
}

/* A network is gone through, all else is called. */
static bool link_fits(const struct link_note *note, const struct resource *to,
                      struct diag *diag)
{
    const struct target *target = note->target;

    if (note->to_network && !to->model->ways)
        diag_error(diag, target->at, "%s: %s is no private network", note->owner,
                   target->address);
    else if (!note->to_network && !to->model->accept)
        diag_error(diag, target->at, "%s: %s takes no calls", note->owner,
                   target->address);
    else
        return true;
    return false;
}

bool graph_link(const struct graph *graph, const struct link_note *note,
                struct diag *diag)
{
    struct target *target = note->target;
    const struct resource *to = graph_find(graph, target->address);

    if (!to) {
        const char *near = text_nearest_of(target->address, address_next, graph);

        diag_error(diag, target->at, "%s: there is no %s%s%s%s", note->owner,
                   target->address, near ? "; did you mean " : "", near ? near : "",
                   near ? "?" : "");
        return false;
    }
    target->resource = to->index;
    return link_fits(note, to, diag) && link_action(to->model, target, note->owner, diag);
}

struct target link_to(const struct resource *to, const char *action)
{
    struct target target = {.address = to->address, .resource = to->index};

    while (strcmp(to->model->actions[target.action], action) != 0)
        target.action++;
    return target;
}

/* ---- limits and parts ---- */

const char *const limit_kinds[] = {"level", "bucket", "quota"};

static size_t declare(struct catalogue *c, enum limit_kind kind, const char *address,
                      const struct resource *owner)
{
    c->limit = arena_room(c->arena, c->limit, c->limits, sizeof *c->limit);
    c->limit[c->limits] = (struct declared){
        .name = {.address = address, .kind = kind, .owner = owner},
        .order = c->limits,
    };
    return c->limits++;
}

const struct graph *catalogue_graph(const struct catalogue *c)
{
    return c->graph;
}

struct arena *catalogue_arena(const struct catalogue *c)
{
    return c->arena;
}

size_t declare_limit(struct catalogue *c, enum limit_kind kind, const char *field)
{
    struct resource *self = c->self;
    const char *address = arena_text(c->arena, "%s.%s", self->address, field);

    self->limit = arena_room(c->arena, self->limit, self->limits, sizeof *self->limit);
    self->limit[self->limits] = declare(c, kind, address, self);
    return self->limits++;
}

void declare_spill(struct catalogue *c, size_t place, const char *to)
{
    c->limit[c->self->limit[place]].name.spills_to = to;
}

void declare_unit(struct catalogue *c, size_t place, const char *unit)
{
    c->limit[c->self->limit[place]].name.unit = unit;
}

void declare_structural(struct catalogue *c, size_t place)
{
    c->limit[c->self->limit[place]].name.structural = true;
}

size_t declare_account_limit(struct catalogue *c, enum limit_kind kind, const char *field)
{
    struct model_account *account = c->account;
    const char *address =
        arena_text(c->arena, "account.%s.%s", account->model->name, field);

    for (size_t i = 0; i < account->limits; i++)
        if (strcmp(c->limit[account->limit[i]].name.address, address) == 0)
            return i;
    account->limit =
        arena_room(c->arena, account->limit, account->limits, sizeof *account->limit);
    account->limit[account->limits] = declare(c, kind, address, NULL);
    return account->limits++;
}

size_t declare_part(struct catalogue *c, const char *label)
{
    struct resource *self = c->self;

    assert(self->model->part_dimension);
    self->part = arena_room(c->arena, self->part, self->parts, sizeof *self->part);
    self->part[self->parts] = arena_text(c->arena, "%s", label);
    return self->parts++;
}

static int compare_declared(const void *a, const void *b)
{
    const struct declared *x = a, *y = b;
    int order = strcmp(x->name.address, y->name.address);

    return order ? order : (x->order > y->order) - (x->order < y->order);
}

/* From the order of declaration to the order of addresses. */
static void place_limits(struct catalogue *c)
{
    struct graph *graph = c->graph;
    size_t *place = arena_get(c->arena, (c->limits + 1) * sizeof *place);

    sort_stable(c->limit, c->limits, sizeof *c->limit, compare_declared);
    graph->limit = arena_get(c->arena, (c->limits + 1) * sizeof *graph->limit);
    graph->limits = c->limits;
    for (size_t i = 0; i < c->limits; i++) {
        assert(i == 0 || strcmp(c->limit[i - 1].name.address, c->limit[i].name.address));
        graph->limit[i] = c->limit[i].name;
        place[c->limit[i].order] = i;
    }
    for (size_t r = 0; r < graph->resources; r++)
        for (size_t i = 0; i < graph->resource[r].limits; i++)
            graph->resource[r].limit[i] = place[graph->resource[r].limit[i]];
    for (size_t a = 0; a < graph->accounts; a++)
        for (size_t i = 0; i < graph->account[a].limits; i++)
            graph->account[a].limit[i] = place[graph->account[a].limit[i]];
}

static void place_parts(struct graph *graph)
{
    for (size_t r = 0; r < graph->resources; r++) {
        struct resource *self = &graph->resource[r];

        for (size_t i = 0; i < r && self->model->part_dimension; i++) {
            const char *other = graph->resource[i].model->part_dimension;

            if (other && strcmp(other, self->model->part_dimension) == 0)
                self->first_part += graph->resource[i].parts;
        }
    }
}

void graph_declare(struct graph *graph, const bool *sound, struct arena *arena)
{
    struct catalogue c = {.graph = graph, .arena = arena};

    for (size_t r = 0; r < graph->resources; r++) {
        c.self = &graph->resource[r];
        c.account = account_of(graph, c.self->model->name);
        if ((!sound || sound[r]) && c.self->model->declare)
            c.self->model->declare(&c, c.self);
    }
    place_limits(&c);
    place_parts(graph);
}
