/* scenario_reach.c - whether "request(NAME)" means something where it stands (D8).
 *
 * A place may use an attribute if some client whose requests come there gives it: links
 * are followed from every client, and the texts of each resource are looked through.
 */
#include "run/loader.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "flow/graph.h"

struct reach {
    struct loader *l;
    size_t resources;
    const struct wish *given;
    size_t count;
    bool *there; /* [client x resources + r]: requests of this client come to r */
};

static bool *place(const struct reach *r, size_t client, size_t resource)
{
    return &r->there[client * r->resources + resource];
}

/* What goes in by a door goes on by the links of that element, and of the whole. */
static bool goes_on(const struct edge *in, const struct edge *out)
{
    return in->to == out->from &&
           (!in->door || !*out->out || strcmp(in->door, out->out) == 0);
}

static bool is_fed(const struct reach *r, size_t client, const bool *gone,
                   const struct edge *e)
{
    for (size_t i = 0; i < r->l->edges; i++)
        if (gone[i] && goes_on(&r->l->edge[i], e))
            return true;
    return e->from == client;
}

static void follow(const struct reach *r, size_t client)
{
    bool *gone = xcalloc(r->l->edges + 1, sizeof *gone), grown = true;

    *place(r, client, client) = true;
    while (grown) { /* as often as the longest path has links */
        grown = false;
        for (size_t i = 0; i < r->l->edges; i++) {
            const struct edge *e = &r->l->edge[i];
            if (gone[i] || !is_fed(r, client, gone, e))
                continue;
            gone[i] = grown = *place(r, client, e->to) = true;
        }
    }
    free(gone);
}

static bool gives(const struct reach *r, size_t client, const char *name)
{
    for (size_t i = 0; i < r->count; i++)
        if (r->given[i].client == client && strcmp(r->given[i].name, name) == 0)
            return true;
    return false;
}

static const char *given_next(const void *reach, size_t i)
{
    const struct reach *r = reach;

    return i < r->count ? r->given[i].name : NULL;
}

/* One mention at resource `at`. */
static void mentioned(const struct reach *r, size_t at, const char *name,
                      struct where where)
{
    const struct graph *graph = &r->l->scenario->graph;
    const char *near = text_nearest_of(name, given_next, r);
    const struct resource *lacks = NULL;
    bool some = false;

    for (size_t i = 0; i < graph->resources; i++) {
        if (!graph->resource[i].model->offers || !*place(r, i, at))
            continue;
        if (gives(r, i, name))
            some = true;
        else
            lacks = &graph->resource[i];
    }
    if (!some)
        diag_error(r->l->diag, where,
                   "%s: no client that comes here has an attribute %s%s",
                   graph->resource[at].address, name,
                   near && strcmp(near, name) == 0 ? "" : loader_hint(r->l, near));
    else if (lacks)
        diag_warn(r->l->diag, where, "%s: %s comes here too and has no attribute %s",
                  graph->resource[at].address, lacks->address, name);
}

static void look_through(const struct reach *r, size_t at, const char *text,
                         struct where where)
{
    static const char word[] = "request(";

    while ((text = strstr(text, word)) != NULL) {
        size_t length;

        text += strlen(word);
        text += strspn(text, " ");
        length = strcspn(text, " )");
        mentioned(r, at, arena_text(r->l->arena, "%.*s", (int)length, text), where);
    }
}

static void walk(const struct reach *r, size_t at, const struct node *node)
{
    if (node->text)
        look_through(r, at, node->text, node->at);
    for (const struct node *child = node->first; child; child = child->next)
        walk(r, at, child);
}

void loader_reach(struct loader *l, const struct wish *given, size_t count)
{
    const struct scenario *s = l->scenario;
    size_t n = s->graph.resources;
    struct reach r = {l, n, given, count, arena_get(l->arena, n * n + 1)};

    for (size_t i = 0; i < n; i++)
        if (s->graph.resource[i].model->offers)
            follow(&r, i);
    for (size_t i = 0; i < n; i++)
        walk(&r, i, l->group[i]);
    for (size_t i = 0; i < s->changes; i++)
        look_through(&r, s->change[i].resource, s->change[i].text, s->change[i].where);
}
