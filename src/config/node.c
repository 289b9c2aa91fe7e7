#include "config/node.h"

#include <assert.h>
#include <string.h>

struct node *node_new(struct arena *arena, enum node_kind kind, const char *name,
                      const char *text, struct where at)
{
    struct node *node = arena_get(arena, sizeof *node);

    node->kind = kind;
    node->name = name;
    node->text = text;
    node->at = at;
    return node;
}

void node_append(struct node *parent, struct node *child)
{
    assert(!child->next && child != parent->last);
    if (parent->last)
        parent->last->next = child;
    else
        parent->first = child;
    parent->last = child;
    parent->count++;
}

struct node *node_member(const struct node *group, const char *name)
{
    struct node *child = group->kind == NODE_GROUP ? group->first : NULL;

    while (child && strcmp(child->name, name) != 0)
        child = child->next;
    return child;
}

struct node *node_element(const struct node *list, size_t ordinal)
{
    struct node *child = list->kind == NODE_LIST ? list->first : NULL;

    while (child && ordinal-- > 0)
        child = child->next;
    return child;
}

struct node *node_copy(struct arena *arena, const struct node *node)
{
    struct node *copy = arena_copy(arena, node, sizeof *node);

    copy->first = copy->last = copy->next = NULL;
    copy->count = 0;
    for (const struct node *child = node->first; child; child = child->next)
        node_append(copy, node_copy(arena, child));
    return copy;
}

void node_put(struct node *group, struct node *child)
{
    struct node *before = NULL, *old = group->first;

    assert(group->kind == NODE_GROUP && child->name && !child->next);
    while (old && strcmp(old->name, child->name) != 0) {
        before = old;
        old = old->next;
    }
    if (!old) {
        node_append(group, child);
        return;
    }
    child->next = old->next;
    if (before)
        before->next = child;
    else
        group->first = child;
    if (group->last == old)
        group->last = child;
    old->next = NULL;
}

void node_merge(struct arena *arena, struct node *group, const struct node *from)
{
    for (const struct node *theirs = from->first; theirs; theirs = theirs->next) {
        struct node *mine = node_member(group, theirs->name);
        if (!mine)
            node_append(group, node_copy(arena, theirs));
        else if (mine->kind == NODE_GROUP && theirs->kind == NODE_GROUP)
            node_merge(arena, mine, theirs);
    }
}

void node_drop(struct node *group, const char *name)
{
    struct node *kept = group->first, *next;

    group->first = group->last = NULL;
    group->count = 0;
    for (; kept; kept = next) {
        next = kept->next;
        kept->next = NULL;
        if (strcmp(kept->name, name) != 0)
            node_append(group, kept);
    }
}
