/* scenario_graph.c - from the tree to resources that know each other.
 *
 * members sorted by address -> filled from the profile -> fields read -> links resolved
 * -> steps, limits, parts -> rules between fields
 */
#include "run/loader.h"

#include <assert.h>
#include <string.h>

#include "base/sort.h"
#include "base/text.h"
#include "flow/graph.h"
#include "registry.h"

/* ---- resources ---- */

struct member { /* of the file, while its place is not known */
    struct resource resource;
    struct node *group;
    const char *owner; /* address of the resource in whose list it stands; NULL: none */
};

struct members {
    size_t count;
    struct member *all;
};

static int compare_members(const void *a, const void *b)
{
    return strcmp(((const struct member *)a)->resource.address,
                  ((const struct member *)b)->resource.address);
}

static void add_member(struct loader *l, struct members *m, const struct member *one)
{
    m->all = arena_room(l->arena, m->all, m->count, sizeof *m->all);
    m->all[m->count++] = *one;
}

/* Elements of its lists that are resources too: "lambda.fulfil.event_source_mappings
 * [sqs.orders]", by name "fulfil[sqs.orders]". */
static void add_elements(struct loader *l, struct members *m, const struct member *of)
{
    for (const struct field *row = of->resource.model->fields; row->name; row++) {
        struct node *list = row->services ? node_member(of->group, row->name) : NULL;
        struct node *one = list && list->kind == NODE_LIST ? list->first : NULL;

        for (size_t i = 0; one; one = one->next, i++) {
            const char *key = field_element_name(l->arena, row->of, one, i);
            struct member element = {
                .resource = {.model = model_find(row->services),
                             .name =
                                 arena_text(l->arena, "%s[%s]", of->resource.name, key),
                             .at = one->at,
                             .address = arena_text(l->arena, "%s.%s[%s]",
                                                   of->resource.address, row->name, key),
                             .list = row,
                             .element = i},
                .group = one,
                .owner = of->resource.address};
            if (one->kind == NODE_GROUP)
                add_member(l, m, &element);
        }
    }
}

static void collect_members(struct loader *l, struct members *m)
{
    for (struct node *group = l->root->first; group; group = group->next) {
        const struct model *model = model_find(group->name);

        if (!model || model->within || group->kind != NODE_GROUP)
            continue;
        for (struct node *one = group->first; one; one = one->next) {
            struct member member = {
                .resource = {.model = model,
                             .name = one->name,
                             .at = one->at,
                             .address =
                                 arena_text(l->arena, "%s.%s", model->name, one->name)},
                .group = one,
            };
            if (one->kind != NODE_GROUP)
                continue; /* has been refused */
            add_member(l, m, &member);
            add_elements(l, m, &member);
        }
    }
    sort_stable(m->all, m->count, sizeof *m->all, compare_members);
}

static void make_resources(struct loader *l)
{
    struct graph *graph = &l->scenario->graph;
    struct members m = {0};

    collect_members(l, &m);
    graph->resources = m.count;
    graph->resource = arena_get(l->arena, (m.count + 1) * sizeof *graph->resource);
    l->group = arena_get(l->arena, (m.count + 1) * sizeof *l->group);
    l->sound = arena_get(l->arena, (m.count + 1) * sizeof *l->sound);
    for (size_t i = 0; i < m.count; i++) {
        graph->resource[i] = m.all[i].resource;
        graph->resource[i].index = i;
        l->group[i] = m.all[i].group;
    }
    for (size_t i = 0; i < m.count; i++)
        if (m.all[i].owner)
            graph->resource[i].owner = graph_find(graph, m.all[i].owner);
}

/* ---- fields ---- */

const struct field *loader_request_table(void *unused, const char *address, size_t *size)
{
    const char *dot = strchr(address, '.');

    (void)unused;
    for (size_t i = 0; dot && model_at(i); i++)
        if (strlen(model_at(i)->name) == (size_t)(dot - address) &&
            strncmp(model_at(i)->name, address, (size_t)(dot - address)) == 0) {
            *size = model_at(i)->request_size;
            return model_at(i)->request_fields;
        }
    return NULL;
}

/* Its owner, which stands before it, has read the list. */
static void take_element(struct loader *l, struct resource *self)
{
    l->sound[self->index] = l->sound[self->owner->index];
    if (l->sound[self->index])
        self->config = resource_element(self, self->owner->config);
}

static void read_resource(struct loader *l, struct resource *self)
{
    struct node *group = l->group[self->index];
    bool fine;

    if (self->owner) {
        take_element(l, self);
        return;
    }
    loader_fill_own(l, self->model, group);
    fine = loader_dated(l, self->model, group, self->address);
    loader_fill(l, self->model, group);
    if (self->model->expand)
        self->model->expand(&l->reading, group, self->address);
    self->config = arena_get(l->arena, self->model->config_size);
    l->reading.bounds =
        loader_path(l->scenario->profile.root, "bounds", self->model->name);
    l->reading.hides_missing = !fine; /* a variant of the refused value may give it */
    l->sound[self->index] = field_read_group(&l->reading, self->model->fields, group,
                                             self->address, self->config) &&
                            fine;
    l->reading.hides_missing = false;
    l->reading.bounds = NULL;
}

static void read_account(struct loader *l, struct model_account *account)
{
    const struct model *model = account->model;
    struct node *all, *group;

    if (!model->account_fields)
        return;
    all = loader_group(l, l->root, "account");
    group = loader_group(l, all, model->name);
    if (all->kind != NODE_GROUP || group->kind != NODE_GROUP)
        return; /* has been refused */
    loader_fill_account(l, model, group);
    account->config = arena_get(l->arena, model->account_size);
    field_read_group(&l->reading, model->account_fields, group,
                     arena_text(l->arena, "account.%s", model->name), account->config);
}

static bool is_in_use(const struct graph *graph, const struct model *model)
{
    for (size_t i = 0; i < graph->resources; i++)
        if (graph->resource[i].model == model)
            return true;
    return false;
}

/* One account a model in use: models stand sorted by name. */
static void make_accounts(struct loader *l)
{
    struct graph *graph = &l->scenario->graph;

    graph->account = arena_get(l->arena, (graph->resources + 1) * sizeof *graph->account);
    for (size_t i = 0; model_at(i); i++)
        if (is_in_use(graph, model_at(i))) {
            graph->account[graph->accounts].model = model_at(i);
            read_account(l, &graph->account[graph->accounts++]);
        }
}

void loader_resources(struct loader *l)
{
    struct graph *graph = &l->scenario->graph;

    make_resources(l);
    for (size_t i = 0; i < graph->resources; i++)
        read_resource(l, &graph->resource[i]);
    make_accounts(l);
}

/* ---- links ---- */

/* Who holds this link: the resource whose address begins the owner's. */
static const struct resource *owner_of(struct loader *l, const char *owner)
{
    size_t model = strcspn(owner, ".") + 1;
    size_t name = strcspn(owner + model, ".[");
    const struct resource *found = graph_find(
        &l->scenario->graph, arena_text(l->arena, "%.*s", (int)(model + name), owner));

    assert(found);
    return found;
}

/* The model's part of an address is one whose room is still to be built. */
static bool is_later(struct loader *l, const struct target *target, const char *owner)
{
    const char *dot = strchr(target->address, '.');
    const char *model;

    if (!dot)
        return false;
    model = arena_text(l->arena, "%.*s", (int)(dot - target->address), target->address);
    if (!model_is_later(model))
        return false;
    if (!node_member(l->root, model)) /* else its group has been refused already */
        diag_error(l->diag, target->at, "%s: %s is not built yet", owner,
                   target->address);
    return true;
}

/* `readable`: the callee's own settings are, so that it can say what it makes of it. */
static bool resolve(struct loader *l, const struct link_note *note, const bool *readable)
{
    const struct graph *graph = &l->scenario->graph;
    struct target *target = note->target;
    const struct resource *to;

    if (is_later(l, target, note->owner) || !graph_link(graph, note, l->diag))
        return false;
    to = &graph->resource[target->resource];
    return readable[to->index] &&
           (!to->model->resolve || to->model->resolve(graph, to, target, l->diag));
}

/* In the order in which they were read, so that messages are. */
static void turn_links(struct reading *reading)
{
    struct link_note *turned = NULL;

    while (reading->links) {
        struct link_note *note = reading->links;

        reading->links = note->next;
        note->next = turned;
        turned = note;
    }
    reading->links = turned;
}

static void unsound_elements(struct loader *l)
{
    const struct graph *graph = &l->scenario->graph;

    for (size_t i = 0; i < graph->resources; i++)
        if (graph->resource[i].owner && !l->sound[graph->resource[i].owner->index])
            l->sound[i] = false;
}

/* Requests go on from what is consumed to whom it is consumed for. */
static void follow_sources(struct loader *l)
{
    const struct graph *graph = &l->scenario->graph;

    for (size_t i = 0; i < graph->resources; i++) {
        const struct resource *self = &graph->resource[i];

        if (l->sound[i] && self->model->consumes)
            l->edge[l->edges++] =
                (struct edge){self->model->consumes(self)->resource,
                              self->owner ? self->owner->index : self->index, "", NULL};
    }
}

/* "GET /x" of "apigateway.shop.routes[GET /x]"; of the resource itself "". */
static const char *key_of_element(struct loader *l, const char *address)
{
    const char *bracket = strchr(address, '[');

    return bracket
               ? arena_text(l->arena, "%.*s", (int)strcspn(bracket + 1, "]"), bracket + 1)
               : "";
}

void loader_links(struct loader *l)
{
    size_t count = l->scenario->graph.resources;
    const bool *readable = arena_copy(l->arena, l->sound, (count + 1) * sizeof *readable);
    size_t links = 0;

    turn_links(&l->reading);
    for (const struct link_note *note = l->reading.links; note; note = note->next)
        links++;
    l->edge = arena_get(l->arena, (links + count + 1) * sizeof *l->edge);
    for (const struct link_note *note = l->reading.links; note; note = note->next) {
        const struct resource *owner = owner_of(l, note->owner);

        if (!resolve(l, note, readable))
            l->sound[owner->index] = false;
        else
            l->edge[l->edges++] =
                (struct edge){owner->index, note->target->resource,
                              key_of_element(l, note->owner), note->target->door};
    }
    unsound_elements(l);
    follow_sources(l);
}

/* ---- rules between fields ---- */

static bool check_steps(struct loader *l, const struct resource *self)
{
    const struct model *model = self->model;
    const char *retry =
        model->default_retry ? model->default_retry(&l->scenario->graph, self) : NULL;
    bool fine = true;

    for (const struct field *row = model->fields; row->name; row++)
        if (row->kind == KIND_LIST && row->of == step_fields)
            fine = steps_check(l->arena, (void *)((char *)self->config + row->at),
                               self->address, retry, l->diag) &&
                   fine;
    return fine;
}

void loader_check(struct loader *l)
{
    struct graph *graph = &l->scenario->graph;

    for (size_t i = 0; i < graph->resources; i++)
        if (l->sound[i])
            l->sound[i] = check_steps(l, &graph->resource[i]);
    graph_declare(graph, l->sound, l->arena);
    for (size_t i = 0; i < graph->resources; i++)
        if (l->sound[i] && graph->resource[i].model->check)
            graph->resource[i].model->check(graph, &graph->resource[i], l->diag);
}
