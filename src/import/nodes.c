/* nodes.c - small pieces of trees, and what is noted. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "import/template.h"

const char *text_at(const struct node *group, const char *name)
{
    const struct node *one = group ? node_member(group, name) : NULL;

    return one && one->kind != NODE_NULL ? one->text : NULL;
}

static struct node *add(struct import *i, struct node *to, struct node what)
{
    struct node *node =
        node_new(i->arena, what.kind, what.name, what.text, i->values.root->at);

    node_append(to, node);
    return node;
}

struct node *add_text(struct import *i, struct node *to, const char *name,
                      const char *text)
{
    return add(i, to, (struct node){.kind = NODE_TEXT, .name = name, .text = text});
}

struct node *add_number(struct import *i, struct node *to, const char *name,
                        const char *text)
{
    return add(i, to, (struct node){.kind = NODE_NUMBER, .name = name, .text = text});
}

struct node *add_flag(struct import *i, struct node *to, const char *name, bool flag)
{
    return add(
        i, to,
        (struct node){.kind = NODE_FLAG, .name = name, .text = flag ? "true" : "false"});
}

struct node *add_group(struct import *i, struct node *to, const char *name)
{
    return add(i, to, (struct node){.kind = NODE_GROUP, .name = name});
}

struct node *add_list(struct import *i, struct node *to, const char *name)
{
    return add(i, to, (struct node){.kind = NODE_LIST, .name = name});
}

struct node *add_nothing(struct import *i, struct node *to)
{
    return add(i, to, (struct node){.kind = NODE_NULL});
}

struct node *list_in(struct import *i, struct node *group, const char *name)
{
    struct node *list = node_member(group, name);

    return list ? list : add_list(i, group, name);
}

struct node *element_with(const struct node *list, const char *key, const char *text)
{
    struct node *one = list->first;

    for (; one; one = one->next) {
        const char *there = text_at(one, key);
        if (there && strcmp(there, text) == 0)
            break;
    }
    return one;
}

bool takes_items(const struct model *model)
{
    return strcmp(model->name, "lambda") != 0 &&
           strcmp(model->name, "stepfunctions") != 0;
}

struct node *fill_in(struct node *node, const char *what)
{
    node->source = what;
    node->assumption = true;
    return node;
}

struct node *remark(struct node *node, const char *what)
{
    node->source = what;
    return node;
}

void note(struct import *i, struct where at, const char *fmt, ...)
{
    char text[600];
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    node_append(i->notes, node_new(i->arena, NODE_TEXT, NULL,
                                   arena_text(i->arena, "%s", text), at));
}
