/* read_libconfig.c - the one door to libconfig (1.5 of Debian 12).
 *
 * The text is put together and scanned first (splice.h), then read by libconfig, then
 * turned into nodes; libconfig's tree and the scan's scalars are in the same order, which
 * gives numbers their spelling and elements of lists their true lines.
 */
#include "config/read_libconfig.h"

#include <assert.h>
#include <libconfig.h>
#include <stdlib.h>
#include <string.h>

#include "config/splice.h"

struct turning {
    const struct spliced *all;
    size_t scalar; /* the next */
    struct arena *arena;
};

/* What the text says where libconfig found this scalar. */
static const struct scalar *take_scalar(struct turning *turning, enum token_kind kind)
{
    const struct scalar *scalar;

    assert(turning->scalar < turning->all->scalars);
    scalar = &turning->all->scalar[turning->scalar++];
    assert(scalar->kind == kind);
    return scalar;
}

/* As a decimal number: libconfig's suffix L and hexadecimal are no scenario's business.
 */
static const char *number_text(struct arena *arena, const char *spelled)
{
    size_t length = strcspn(spelled, "L");

    if (strpbrk(spelled, "xX"))
        return arena_text(arena, "%llu", strtoull(spelled, NULL, 16));
    return arena_text(arena, "%.*s", (int)length, spelled);
}

static struct node *turn(struct turning *turning, const config_setting_t *s);

static struct node *turn_scalar(struct turning *turning, const config_setting_t *s,
                                const char *name, struct where at)
{
    int type = config_setting_type(s);
    enum node_kind kind = NODE_NUMBER;
    const struct scalar *scalar;
    const char *text;

    if (type == CONFIG_TYPE_STRING) {
        kind = NODE_TEXT;
        scalar = take_scalar(turning, TOKEN_TEXT);
        text = arena_text(turning->arena, "%s", config_setting_get_string(s));
    } else if (type == CONFIG_TYPE_BOOL) {
        kind = NODE_FLAG;
        scalar = take_scalar(turning, TOKEN_FLAG);
        text = config_setting_get_bool(s) ? "true" : "false";
    } else {
        scalar = take_scalar(turning, TOKEN_NUMBER);
        text = number_text(turning->arena, scalar->number);
    }
    if (!name)
        at = splice_where(turning->all, scalar->line);
    return node_new(turning->arena, kind, name, text, at);
}

static struct node *turn(struct turning *turning, const config_setting_t *s)
{
    const char *name = config_setting_name(s);
    struct where at = splice_where(turning->all, (int)config_setting_source_line(s));
    bool is_group = config_setting_is_group(s);
    struct node *node;

    if (name)
        name = arena_text(turning->arena, "%s", name);
    if (!is_group && !config_setting_is_aggregate(s))
        return turn_scalar(turning, s, name, at);
    node = node_new(turning->arena, is_group ? NODE_GROUP : NODE_LIST, name, NULL, at);
    for (int i = 0, n = config_setting_length(s); i < n; i++)
        node_append(node, turn(turning, config_setting_get_elem(s, (unsigned)i)));
    return node;
}

static bool is_mark(const struct token *token, char mark)
{
    return token->kind == TOKEN_MARK && *token->begin == mark;
}

/* Up to the end of what was meant as one value. */
static int loose_length(const struct token *token)
{
    size_t length = 0, last = 0;

    while (token->begin[length] && !strchr(";,)}]\n\"#{", token->begin[length])) {
        length++;
        if (token->begin[length - 1] != ' ')
            last = length;
    }
    return last < 40 ? (int)last : 40;
}

/* Is this name that of the next setting? */
static bool is_assigned(const struct token *name)
{
    const char *at = name->begin + name->length;

    return *(at + strspn(at, " \t")) == '=';
}

static bool is_name(const struct token *token)
{
    return token->kind == TOKEN_NAME;
}

/* A number that goes on: 50 ms, 50 %, 20/s. */
static bool has_unit(const struct token *number, const struct token *next)
{
    if (number->kind != TOKEN_NUMBER || number->line != next->line)
        return false;
    return (is_name(next) && !is_assigned(next)) || is_mark(next, '%') ||
           is_mark(next, '/');
}

static const char *hint_of_value(struct arena *arena, const struct token w[3])
{
    const char *begin = w[1].begin;

    if (has_unit(&w[1], &w[2]))
        return arena_text(arena, "values with units are quoted: \"%.*s\"",
                          loose_length(&w[1]), begin);
    if (is_name(&w[1]) && !is_mark(&w[2], '='))
        return arena_text(arena, "texts are quoted: \"%.*s\"", loose_length(&w[1]),
                          begin);
    return NULL;
}

static bool goes_on(const struct token *name, const struct token *next)
{
    bool dotted = next->kind == TOKEN_NUMBER && *next->begin == '.'; /* ".5" of a.5 */

    return is_name(name) &&
           (is_name(next) || is_mark(next, '.') || is_mark(next, '/') || dotted);
}

static const char *hint_of_name(struct arena *arena, const struct token w[3])
{
    if (w[1].kind == TOKEN_NUMBER && (is_name(&w[2]) || is_mark(&w[2], '=')))
        return "names are letters, digits, - and _, and begin with a letter";
    if (goes_on(&w[1], &w[2]))
        return "names are letters, digits, - and _";
    if (is_name(&w[1]) &&
        (w[2].kind == TOKEN_TEXT || w[2].kind == TOKEN_NUMBER || w[2].kind == TOKEN_OPEN))
        return arena_text(arena, "is a \"=\" missing behind %.*s?", (int)w[1].length,
                          w[1].begin);
    return NULL;
}

static bool takes_value(const struct token *word)
{
    return is_mark(word, '=') || is_mark(word, ':') || is_mark(word, ',') ||
           (word->kind == TOKEN_OPEN && *word->begin != '{');
}

static bool takes_name(const struct token *word)
{
    return is_mark(word, ';') || word->kind != TOKEN_MARK;
}

/* The hints of language.md D23, by three words that follow each other. */
static const char *hint_of(struct arena *arena, const struct token w[3])
{
    const char *hint = NULL;

    if (is_mark(&w[1], ',') && w[2].kind == TOKEN_CLOSE)
        return "no comma after the last element";
    if (takes_value(&w[0]))
        hint = hint_of_value(arena, w);
    if (!hint && takes_name(&w[0]))
        hint = hint_of_name(arena, w);
    return hint;
}

/* libconfig names the line of the word it could not use: what is wrong ends on that line
 * or the one before. */
static const char *hint_at(const struct spliced *all, struct arena *arena, int line)
{
    struct scan scan;
    struct token w[3] = {{TOKEN_MARK, ";", 1, 0}, {TOKEN_MARK, ";", 1, 0}, {0}};

    scan_begin(&scan, text_of(&all->text), all->text.length);
    do {
        const char *hint = NULL;
        w[2] = scan_next(&scan);
        if (w[2].line >= line - 1 && w[1].line <= line)
            hint = hint_of(arena, w);
        if (hint)
            return hint;
        w[0] = w[1];
        w[1] = w[2];
    } while (w[2].kind != TOKEN_END && w[2].line <= line);
    return NULL;
}

static void say_syntax(const struct spliced *all, const config_t *config)
{
    const char *text = config_error_text(config), *hint = NULL;
    int line = config_error_line(config);
    struct where at = splice_where(all, line);

    if (text && strcmp(text, "syntax error") != 0) {
        diag_error(all->diag, at, "%s", text);
        return;
    }
    hint = hint_at(all, all->arena, line);
    if (hint)
        diag_error(all->diag, at, "syntax error: %s", hint);
    else if (all->trouble)
        diag_error(all->diag, all->trouble_at, "syntax error: %s", all->trouble);
    else
        diag_error(all->diag, at, "syntax error");
}

static struct node *read_spliced(struct spliced *all, const char *name)
{
    struct turning turning = {all, 0, all->arena};
    struct node *root = NULL;
    config_t config;

    config_init(&config);
    if (config_read_string(&config, text_of(&all->text))) {
        root = turn(&turning, config_root_setting(&config));
        assert(turning.scalar == all->scalars);
        root->at = (struct where){arena_text(all->arena, "%s", name), 1};
        if (root->count == 0) {
            diag_error(all->diag, (struct where){root->at.file, 0}, "nothing is in it");
            root = NULL;
        }
    } else {
        say_syntax(all, &config);
    }
    config_destroy(&config);
    return root;
}

struct node *read_libconfig(const char *path, struct arena *arena, struct text *verbatim,
                            struct diag *diag)
{
    struct spliced all = {.arena = arena, .diag = diag, .verbatim = verbatim};
    struct node *root = NULL;

    if (splice_file(&all, path))
        root = read_spliced(&all, path);
    splice_free(&all);
    return root;
}

struct node *read_libconfig_text(const char *text, size_t length, const char *name,
                                 struct arena *arena, struct diag *diag)
{
    struct spliced all = {.arena = arena, .diag = diag};
    struct node *root = NULL;

    if (splice_text(&all, text, length, name))
        root = read_spliced(&all, name);
    splice_free(&all);
    return root;
}
