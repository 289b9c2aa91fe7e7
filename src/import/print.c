#include "import/print.h"

#include <string.h>

enum { WIDE = 130, INDENT = 2 };

struct printing {
    struct text *out;
    struct printed *marked;
};

static void member(struct printing *p, const struct node *node, int depth);

/* ---- one line ---- */

static void indent(struct printing *p, int depth)
{
    text_add(p->out, "%*s", depth * INDENT, "");
}

static void quoted(struct text *out, const char *text)
{
    text_add_bytes(out, "\"", 1);
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if (c == '"' || c == '\\')
            text_add(out, "\\%c", c);
        else if (c < ' ' || c == 127)
            text_add(out, "\\x%02x", c);
        else
            text_add_bytes(out, text, 1);
    }
    text_add_bytes(out, "\"", 1);
}

void print_comment(struct text *out, const char *text)
{
    text_add_visible(out, text);
}

static void mark(struct printing *p, const struct node *node)
{
    if (!node->source)
        return;
    text_add(p->out, "  # %s", node->assumption ? "to fill in: " : "");
    print_comment(p->out, node->source);
    p->marked->to_fill_in += node->assumption;
    p->marked->guesses += strncmp(node->source, "a guess", 7) == 0;
}

static void scalar(struct text *out, const struct node *node)
{
    if (node->kind == NODE_TEXT)
        quoted(out, node->text);
    else
        text_add(out, "%s", node->text);
}

static void short_value(struct text *out, const struct node *node);

static void short_members(struct text *out, const struct node *group)
{
    for (const struct node *one = group->first; one; one = one->next) {
        text_add(out, "%s = ", one->name);
        short_value(out, one);
        text_add(out, "; ");
    }
}

static void short_value(struct text *out, const struct node *node)
{
    if (node->kind == NODE_GROUP) {
        text_add(out, "{ ");
        short_members(out, node);
        text_add(out, "}");
    } else if (node->kind == NODE_LIST) {
        text_add(out, "( ");
        for (const struct node *one = node->first; one; one = one->next) {
            short_value(out, one);
            text_add(out, one->next ? ", " : " ");
        }
        text_add(out, ")");
    } else {
        scalar(out, node);
    }
}

/* ---- many lines ---- */

static bool has_comments(const struct node *node)
{
    for (const struct node *one = node->first; one; one = one->next)
        if (one->source || has_comments(one))
            return true;
    return false;
}

/* What fits on one line, in which nothing has to be said of a part. */
static bool is_short(const struct node *node, int depth)
{
    struct text text = {0};
    bool fits = !has_comments(node);

    if (fits && node->kind >= NODE_LIST)
        short_value(&text, node);
    fits = fits && text.length + (size_t)(depth * INDENT) < WIDE;
    text_free(&text);
    return fits;
}

/* Of the rest of a list: whether an element comes, and no comment. */
static bool goes_on(const struct node *node)
{
    while (node && node->kind == NODE_NULL)
        node = node->next;
    return node != NULL;
}

static void element(struct printing *p, const struct node *node, int depth)
{
    const char *comma = goes_on(node->next) ? "," : "";

    indent(p, depth);
    if (is_short(node, depth)) {
        short_value(p->out, node);
        text_add(p->out, "%s", comma);
        mark(p, node);
    } else {
        text_add(p->out, node->kind == NODE_GROUP ? "{" : "(");
        mark(p, node);
        text_add(p->out, "\n");
        for (const struct node *one = node->first; one; one = one->next)
            member(p, one, depth + 1);
        indent(p, depth);
        text_add(p->out, "%s%s", node->kind == NODE_GROUP ? "}" : ")", comma);
    }
    text_add(p->out, "\n");
}

static void long_value(struct printing *p, const struct node *node, int depth)
{
    text_add(p->out, node->kind == NODE_GROUP ? "{" : "(");
    mark(p, node);
    text_add(p->out, "\n");
    for (const struct node *one = node->first; one; one = one->next)
        member(p, one, depth + 1);
    indent(p, depth);
    text_add(p->out, node->kind == NODE_GROUP ? "};\n" : ");\n");
}

static void member(struct printing *p, const struct node *node, int depth)
{
    if (node->kind == NODE_NULL) {
        indent(p, depth);
        text_add(p->out, "# ");
        print_comment(p->out, node->source ? node->source : "");
        text_add(p->out, "\n");
    } else if (!node->name) {
        element(p, node, depth);
    } else {
        indent(p, depth);
        text_add(p->out, "%s = ", node->name);
        if (!is_short(node, depth)) {
            long_value(p, node, depth);
            return;
        }
        short_value(p->out, node);
        text_add(p->out, ";");
        mark(p, node);
        text_add(p->out, "\n");
    }
}

void print_scenario(struct text *out, const struct node *group, struct printed *marked)
{
    struct printing p = {out, marked};

    for (const struct node *one = group->first; one; one = one->next)
        member(&p, one, 0);
}
