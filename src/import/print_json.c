/* print_json.c - a tree as JSON, whatever it was read from. */
#include <string.h>

#include "import/print.h"

static void quoted(struct text *out, const char *text)
{
    text_add_bytes(out, "\"", 1);
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if (c == '"' || c == '\\')
            text_add(out, "\\%c", c);
        else if (c < ' ')
            text_add(out, "\\u%04x", c);
        else
            text_add_bytes(out, text, 1);
    }
    text_add_bytes(out, "\"", 1);
}

/* YAML takes 007, .5 and a date for numbers too. */
static bool is_json_number(const char *text)
{
    size_t digits;

    text += *text == '-';
    digits = strspn(text, "0123456789");
    if (digits == 0 || (digits > 1 && *text == '0'))
        return false;
    text += digits;
    if (*text == '.') {
        digits = strspn(text + 1, "0123456789");
        if (digits == 0)
            return false;
        text += 1 + digits;
    }
    if (*text == 'e' || *text == 'E') {
        text += text[1] == '-' || text[1] == '+' ? 2 : 1;
        digits = strspn(text, "0123456789");
        if (digits == 0)
            return false;
        text += digits;
    }
    return !*text;
}

static void value(struct text *out, const struct node *node, int depth);

static void inside(struct text *out, const struct node *node, int depth)
{
    for (const struct node *one = node->first; one; one = one->next) {
        text_add(out, "\n%*s", 2 * (depth + 1), "");
        if (node->kind == NODE_GROUP) {
            quoted(out, one->name);
            text_add(out, ": ");
        }
        value(out, one, depth + 1);
        text_add(out, one->next ? "," : "\n%*s", 2 * depth, "");
    }
}

static void value(struct text *out, const struct node *node, int depth)
{
    switch (node->kind) {
    case NODE_TEXT:
        quoted(out, node->text);
        break;
    case NODE_NUMBER:
        if (is_json_number(node->text))
            text_add(out, "%s", node->text);
        else
            quoted(out, node->text);
        break;
    case NODE_FLAG:
        text_add(out, "%s", node->text);
        break;
    case NODE_NULL:
        text_add(out, "null");
        break;
    case NODE_LIST:
        text_add(out, "[");
        inside(out, node, depth);
        text_add(out, "]");
        break;
    case NODE_GROUP:
        text_add(out, "{");
        inside(out, node, depth);
        text_add(out, "}");
        break;
    }
}

void print_json(struct text *out, const struct node *node)
{
    value(out, node, 0);
    text_add(out, "\n");
}
