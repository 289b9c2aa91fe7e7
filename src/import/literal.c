/* literal.c - an object literal of JavaScript becomes a tree.
 *
 * Texts, numbers, true, false, null, lists and groups are read.  Anything that computes
 * (a name, a call, an operator, ${..} in a text) is refused: k6 itself says what it is
 * worth.
 */
#include "import/literal.h"

#include <ctype.h>
#include <string.h>

#include "base/text.h"

enum { DEEPEST = 100, MOST_MEMBERS = 1000 };

struct reading {
    struct script s;
    struct diag *diag;
    int depth;
    bool wrong;
};

static struct node *value(struct reading *r, const char *name);

static struct where here(const struct reading *r)
{
    return (struct where){r->s.name, r->s.line};
}

static bool at_end(const struct reading *r)
{
    return r->s.at == r->s.end;
}

/* Told once, with what stands there. */
static void *refuse(struct reading *r)
{
    size_t length = 0;

    while (length < 40 && r->s.at + length < r->s.end && r->s.at[length] != '\n')
        length++;
    if (!r->wrong)
        diag_error(r->diag, here(r),
                   "options are computed here (%.*s): only plain values are read; "
                   "k6 inspect %s > options.json prints what they are worth",
                   (int)length, r->s.at, r->s.name);
    r->wrong = true;
    return NULL;
}

/* ---- values ---- */

/* \n, \t and a character that stands for itself; no others are needed in options. */
static bool escaped(struct reading *r, struct text *text)
{
    char c;

    script_step(&r->s);
    if (at_end(r) || strchr("xu0123456789\r\n", *r->s.at))
        return false;
    c = *r->s.at == 'n' ? '\n' : *r->s.at == 't' ? '\t' : *r->s.at;
    text_add_bytes(text, &c, 1);
    script_step(&r->s);
    return true;
}

/* Whether a text goes on here with what can be read. */
static bool is_plain(const struct reading *r, char quote)
{
    if (quote == '`')
        return !script_starts(&r->s, "${");
    return *r->s.at != '\n';
}

static bool took_character(struct reading *r, char quote, struct text *text)
{
    if (!is_plain(r, quote))
        return false;
    if (*r->s.at == '\\')
        return escaped(r, text);
    text_add_bytes(text, r->s.at, 1);
    script_step(&r->s);
    return true;
}

static const char *quoted(struct reading *r)
{
    struct text text = {0};
    const char *own = NULL;
    char quote = *r->s.at;
    bool good = true;

    script_step(&r->s);
    while (good && !at_end(r) && *r->s.at != quote)
        good = took_character(r, quote, &text);
    if (!good || at_end(r)) {
        refuse(r);
    } else {
        script_step(&r->s);
        own = arena_text(r->s.arena, "%s", text_of(&text));
    }
    text_free(&text);
    return own;
}

/* "1_000.5", without its underscores. */
static struct node *number(struct reading *r, const char *name)
{
    struct text text = {0};
    struct node *node;
    size_t length = *r->s.at == '-' || *r->s.at == '+';

    while (r->s.at + length < r->s.end &&
           ((isalnum((unsigned char)r->s.at[length]) || r->s.at[length] == '_') ||
            r->s.at[length] == '.' ||
            (strchr("+-", r->s.at[length]) && tolower(r->s.at[length - 1]) == 'e')))
        length++;
    for (size_t k = 0; k < length; k++)
        if (r->s.at[k] != '_')
            text_add_bytes(&text, r->s.at + k, 1);
    node = node_new(r->s.arena, NODE_NUMBER, name,
                    arena_text(r->s.arena, "%s", text_of(&text)), here(r));
    if (strspn(text_of(&text), "+-.0123456789eE") != text.length)
        node = refuse(r);
    else
        r->s.at += length;
    text_free(&text);
    return node;
}

static struct node *plain_word(struct reading *r, const char *name)
{
    static const struct {
        const char *word;
        enum node_kind kind;
    } words[] = {{"true", NODE_FLAG},
                 {"false", NODE_FLAG},
                 {"null", NODE_NULL},
                 {"undefined", NODE_NULL}};
    size_t length = script_word(&r->s);

    for (size_t k = 0; k < sizeof words / sizeof *words; k++)
        if (strlen(words[k].word) == length && script_starts(&r->s, words[k].word)) {
            r->s.at += length;
            return node_new(r->s.arena, words[k].kind, name, words[k].word, here(r));
        }
    return refuse(r);
}

static const char *member_name(struct reading *r)
{
    const char *name;
    size_t length;

    if (strchr("\"'", *r->s.at))
        return quoted(r);
    length = script_word(&r->s);
    if (length == 0)
        return refuse(r);
    name = arena_text(r->s.arena, "%.*s", (int)length, r->s.at);
    r->s.at += length;
    return name;
}

static struct node *member(struct reading *r, struct node *group)
{
    const char *name = member_name(r);

    script_skip(&r->s);
    if (!name || at_end(r) || *r->s.at != ':')
        return refuse(r);
    script_step(&r->s);
    script_skip(&r->s);
    if (group->count == MOST_MEMBERS)
        return refuse(r);
    node_drop(group, name); /* the last one counts */
    return value(r, name);
}

/* Behind an element: its end or a comma, nothing else. */
static bool goes_on(struct reading *r, char close)
{
    script_skip(&r->s);
    if (!at_end(r) && *r->s.at == ',') {
        script_step(&r->s);
        script_skip(&r->s);
    } else if (at_end(r) || *r->s.at != close) {
        refuse(r);
    }
    return !r->wrong && !at_end(r) && *r->s.at != close;
}

static struct node *nested(struct reading *r, const char *name)
{
    bool is_group = *r->s.at == '{';
    char close = is_group ? '}' : ']';
    struct node *node =
        node_new(r->s.arena, is_group ? NODE_GROUP : NODE_LIST, name, NULL, here(r));

    if (++r->depth > DEEPEST) {
        diag_error(r->diag, here(r), "nested too deep: %d levels at most", DEEPEST);
        r->wrong = true;
        return NULL;
    }
    script_step(&r->s);
    script_skip(&r->s);
    if (!at_end(r) && *r->s.at != close)
        do {
            struct node *child = is_group ? member(r, node) : value(r, NULL);
            if (child)
                node_append(node, child);
        } while (!r->wrong && goes_on(r, close));
    r->depth--;
    if (r->wrong || at_end(r))
        return refuse(r);
    script_step(&r->s);
    return node;
}

static struct node *value(struct reading *r, const char *name)
{
    if (at_end(r))
        return refuse(r);
    if (strchr("{[", *r->s.at))
        return nested(r, name);
    if (strchr("\"'`", *r->s.at)) {
        struct where at = here(r);
        const char *text = quoted(r);
        return text ? node_new(r->s.arena, NODE_TEXT, name, text, at) : NULL;
    }
    if (isdigit((unsigned char)*r->s.at) || strchr("+-.", *r->s.at))
        return number(r, name);
    return plain_word(r, name);
}

struct node *literal_value(const struct script *script, struct diag *diag)
{
    struct reading r = {.s = *script, .diag = diag};

    return value(&r, NULL);
}
