/* complete.c - for headroom import: what a definition leaves open gets an element in
 * `states` with a plain value, marked as one to be filled in.
 *
 * What is asked for here is what load.c refuses to go without, and the choices, which
 * would be even.
 */
#include <string.h>

#include "stepfunctions/asl.h"
#include "stepfunctions/tables.h"

struct completing {
    struct reading *reading;
    const struct node *follows; /* what the definition itself says of the state */
    struct node *element;       /* of the state that is looked at */
};

static void ask(struct completing *c, const char *name, const char *value,
                const char *what)
{
    struct arena *arena = c->reading->arena;
    struct node *element = c->element;

    node_append(element, node_new(arena, NODE_TEXT, name, value, element->at));
    element->source =
        element->source ? arena_text(arena, "%s; %s", element->source, what) : what;
    element->assumption = true;
}

static bool takes_items(const char *address)
{
    return strncmp(address, "lambda.", 7) != 0 && strncmp(address, "http.", 5) != 0 &&
           strncmp(address, "stepfunctions.", 14) != 0;
}

static void ask_task(struct completing *c, const struct asl_state *s)
{
    const struct node *resource = node_member(c->follows, "resource");
    const char *to = resource ? resource->text : NULL; /* NULL: nothing that is known */
    const struct asl_task *t = &s->task;

    if (to && takes_items(to))
        ask(c, "item_size", "1 KB", "how large what it reads or writes is");
    if (t->timeout.dynamic)
        ask(c, "timeout", "1 h", "TimeoutSeconds is not written in the definition");
    if (t->pattern == ASL_TOKEN)
        ask(c, "duration", "1 min", "how long it takes until the token comes back");
    else if (!to && t->pattern != ASL_RESPONSE)
        ask(c, "duration", "1 min", "how long the job or the worker takes");
    else if (!to && task_has_room(t))
        ask(c, "duration", "1 s", "how long what it calls takes: nothing here is named");
}

/* Way for way but the last, which takes what is left. */
static void ask_choice(struct completing *c, const struct asl_state *s)
{
    struct arena *arena = c->reading->arena;
    struct node *list = node_new(arena, NODE_LIST, "choices", NULL, s->at), *own;
    size_t ways = s->choice.count;

    own = c->element;
    for (size_t i = 0; i + 1 < ways; i++) {
        c->element = node_new(arena, NODE_GROUP, NULL, NULL, s->at);
        node_append(c->element,
                    node_new(arena, NODE_TEXT, "next", s->choice.next_name[i], s->at));
        ask(c, "probability", arena_text(arena, "%.4g %%", (double)(1000 / ways) / 10),
            "how likely; what is left goes the other way");
        node_append(list, c->element);
    }
    c->element = own;
    if (list->count > 0)
        node_append(own, list);
}

static void ask_map(struct completing *c, const struct asl_state *s)
{
    if (s->map.items == ABSENT)
        ask(c, "items", "10", "how many items it has");
    if (s->map.max_concurrency.dynamic)
        ask(c, "max_concurrency", "0", "MaxConcurrency is not written; 0: no limit");
}

static void ask_state(struct completing *c, const struct asl_state *s)
{
    if (s->type == ASL_TASK)
        ask_task(c, s);
    if (s->type == ASL_CHOICE)
        ask_choice(c, s);
    if (s->type == ASL_MAP)
        ask_map(c, s);
    if (s->type == ASL_WAIT && s->wait.dynamic)
        ask(c, "duration", "10 s", "how long it waits");
}

bool stepfunctions_complete(struct reading *reading, struct node *group,
                            const char *address)
{
    struct arena *arena = reading->arena;
    const struct tree *tree =
        field_tree(reading, node_member(group, "definition"), address);
    const struct asl *asl =
        tree ? asl_read(tree->root, address, arena, reading->diag) : NULL;
    struct node *expanded = node_copy(arena, group), *list;
    struct completing c = {.reading = reading};

    if (!asl)
        return false;
    stepfunctions_expand(reading, expanded, address);
    c.follows = node_member(expanded, "states")->first; /* one a state, in their order */
    list = node_new(arena, NODE_LIST, "states", NULL, group->at);
    for (size_t i = 0; i < asl->states; i++, c.follows = c.follows->next) {
        c.element = node_new(arena, NODE_GROUP, NULL, NULL, asl->state[i].at);
        node_append(c.element, node_new(arena, NODE_TEXT, "state", asl->state[i].name,
                                        asl->state[i].at));
        ask_state(&c, &asl->state[i]);
        if (c.element->count > 1)
            node_append(list, c.element);
    }
    if (list->count > 0)
        node_append(group, list);
    return true;
}
