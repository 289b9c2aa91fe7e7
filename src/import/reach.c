/* reach.c - who calls whom in the scenario so far. */
#include <string.h>

#include "import/template.h"

/* A link, and no text that happens to look like one. */
static bool is_link(const struct node *node)
{
    return node->kind == NODE_TEXT && strchr(node->text, '.') != NULL;
}

/* Whether the tree of a group names the address; what its mappings take from is no call.
 */
static bool names(const struct node *tree, const char *address)
{
    if (is_link(tree) && strcmp(tree->text, address) == 0 &&
        !(tree->name && strcmp(tree->name, "event_source") == 0))
        return true;
    for (const struct node *one = tree->first; one; one = one->next)
        if (names(one, address))
            return true;
    return false;
}

/* Whether a function is called with what comes from that address. */
static bool takes_from(const struct declared *function, const char *address)
{
    const struct node *list = node_member(function->group, "event_source_mappings");

    return list && element_with(list, "event_source", address);
}

static bool leads_to(const struct declared *from, const struct declared *to)
{
    return from->group && to->group &&
           (names(from->group, to->address) || takes_from(to, from->address));
}

static bool search(struct import *i, struct declared *from, const struct declared *to)
{
    if (from == to)
        return true;
    from->seen = true;
    for (struct declared *next = i->first; next; next = next->next)
        if (next->group && !next->seen && leads_to(from, next) && search(i, next, to))
            return true;
    return false;
}

bool reaches(struct import *i, struct declared *from, const struct declared *to)
{
    for (struct declared *d = i->first; d; d = d->next)
        d->seen = false;
    return search(i, from, to);
}

bool is_called(struct import *i, const struct declared *d)
{
    for (const struct declared *one = i->first; one; one = one->next)
        if (one != d && one->group && leads_to(one, d))
            return true;
    return false;
}

bool is_loaded(struct import *i, const struct declared *d)
{
    const struct node *clients = node_member(i->scenario, "client");

    return i->loads && clients && names(clients, d->address);
}
