/* scenario_assume.c - which values of the profile rest on an assumption and are in force.
 *
 * Noted while defaults, accounts and prices are filled in; in the end those go that
 * nothing in the scenario reads, as the rooms tell (struct needed).
 */
#include "run/loader.h"

#include <string.h>

#include "registry.h"

void loader_assume(struct loader *l, const char *address, const struct node *value)
{
    struct scenario *s = l->scenario;

    for (size_t i = 0; i < s->assumptions; i++)
        if (strcmp(s->assumption[i].address, address) == 0)
            return;
    s->assumption =
        arena_room(l->arena, s->assumption, s->assumptions, sizeof *s->assumption);
    s->assumption[s->assumptions++] =
        (struct assumption){address, value->text, value->source};
}

/* "account.lambda.event_delay" of "lambda"; NULL: of no room in particular. */
static const struct model *model_of(struct loader *l, const char *address)
{
    const char *name = strchr(address, '.');

    if (!name)
        return NULL;
    name++;
    return model_find(arena_text(l->arena, "%.*s", (int)strcspn(name, "."), name));
}

static const struct needed *row_of(const struct model *model, const char *address)
{
    for (const struct needed *row = model->needed; row && row->value; row++) {
        size_t length = strlen(row->value);

        if (strncmp(row->value, address, length) == 0 &&
            (address[length] == '\0' || address[length] == '.'))
            return row;
    }
    return NULL;
}

static bool is_read_by(const struct loader *l, const struct resource *self,
                       const struct needed *row)
{
    const struct scenario *s = l->scenario;
    const struct occasion alone = {&s->graph, self, NULL, NULL};

    if (row->on(&alone))
        return true;
    for (const struct link_note *note = l->reading.links; note; note = note->next) {
        const struct occasion called = {&s->graph, self, note->target, NULL};
        if (note->target->resource == self->index && row->on(&called))
            return true;
    }
    for (size_t i = 0; i < s->changes; i++) {
        const struct occasion changed = {&s->graph, self, NULL, s->change[i].row};
        if (s->change[i].resource == self->index && row->on(&changed))
            return true;
    }
    return false;
}

static bool is_read(struct loader *l, const char *address)
{
    const struct graph *graph = &l->scenario->graph;
    const struct model *model = model_of(l, address);
    const struct needed *row = model ? row_of(model, address) : NULL;

    if (!row)
        return true;
    for (size_t i = 0; i < graph->resources; i++)
        if (graph->resource[i].model == model && is_read_by(l, &graph->resource[i], row))
            return true;
    return false;
}

void loader_assumptions(struct loader *l)
{
    struct scenario *s = l->scenario;
    size_t kept = 0;

    for (size_t i = 0; i < s->assumptions; i++)
        if (is_read(l, s->assumption[i].address))
            s->assumption[kept++] = s->assumption[i];
    s->assumptions = kept;
}
