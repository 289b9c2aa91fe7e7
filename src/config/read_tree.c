/* read_tree.c - the one door to libfyaml (0.7.12 of Debian 12): JSON and YAML.
 *
 * It is read as a stream of events, because those know the line of everything and need
 * no recursion: how deep a file may nest is our own limit.  Over some malformed YAML the
 * library loses 4 KB of its own (found by tests/fuzz).
 */
#include "config/read_tree.h"

#include <errno.h>
#include <libfyaml.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/sort.h"
#include "base/text.h"

enum { LARGEST = 16 << 20, DEEPEST = 100 };

struct growing { /* a tree, while its events come */
    struct arena *arena;
    struct diag *diag;
    const char *file;
    struct node *root;
    struct node *open[DEEPEST]; /* groups and lists that have not ended */
    int depth;
    const char *name; /* of the member whose value comes next */
    struct where name_at;
    bool wrong;
};

static bool refuse(struct growing *g, struct where at, const char *why)
{
    if (!g->wrong)
        diag_error(g->diag, at, "%s", why);
    g->wrong = true;
    return false;
}

static struct where where_of(const struct growing *g, struct fy_token *token)
{
    const struct fy_mark *mark = token ? fy_token_start_mark(token) : NULL;

    return (struct where){g->file, mark ? mark->line + 1 : 1};
}

/* ---- scalars ---- */

static bool is_number(const char *text)
{
    size_t length = strspn(text, "-+0123456789.eE");

    return length > 0 && !text[length] && strpbrk(text, "0123456789") &&
           (text[0] == '-' || text[0] == '.' || (text[0] >= '0' && text[0] <= '9'));
}

static enum node_kind kind_of(struct fy_token *token, const char *text)
{
    static const char *const flags[] = {"true", "false", NULL};
    static const char *const nulls[] = {"null", "~", "", NULL};

    if (token && fy_scalar_token_get_style(token) != FYSS_PLAIN)
        return NODE_TEXT;
    if (text_is_one_of(text, flags))
        return NODE_FLAG;
    if (text_is_one_of(text, nulls))
        return NODE_NULL;
    return is_number(text) ? NODE_NUMBER : NODE_TEXT;
}

static const char *text_in(struct growing *g, struct fy_token *token)
{
    size_t length = 0;
    const char *text = token ? fy_token_get_text(token, &length) : NULL;

    if (!text)
        return "";
    if (memchr(text, '\0', length)) {
        refuse(g, where_of(g, token), "a text holds a zero byte");
        return "";
    }
    return arena_text(g->arena, "%.*s", (int)length, text);
}

/* "Sub" of !Sub; NULL: none, or one of YAML's own kinds (!!str), which kind_of sees. */
static const char *tag_in(struct growing *g, struct fy_token *token)
{
    const char *text = token ? text_in(g, token) : "";

    return text[0] == '!' && text[1] ? text + 1 : NULL;
}

/* ---- growing ---- */

/* Into what is open, or as the root. */
static bool put(struct growing *g, struct node *node)
{
    struct node *in = g->depth > 0 ? g->open[g->depth - 1] : NULL;

    if (!in && g->root)
        return refuse(g, node->at, "one value is wanted in a file, not several");
    if (!in)
        g->root = node;
    else
        node_append(in, node);
    g->name = NULL;
    return !g->wrong;
}

static bool wants_name(const struct growing *g)
{
    return g->depth > 0 && g->open[g->depth - 1]->kind == NODE_GROUP && !g->name;
}

static bool took_scalar(struct growing *g, struct fy_token *token, struct fy_token *tag)
{
    const char *text = text_in(g, token);
    struct where at = token ? where_of(g, token) : g->name_at;
    struct node *node;

    if (wants_name(g)) {
        g->name = text;
        g->name_at = at;
        return !g->wrong;
    }
    node = node_new(g->arena, kind_of(token, text), g->name, text,
                    g->name ? g->name_at : at);
    node->tag = tag_in(g, tag);
    return put(g, node);
}

static bool begins(struct growing *g, enum node_kind kind, struct fy_token *token,
                   struct fy_token *tag)
{
    struct where at = g->name ? g->name_at : where_of(g, token);
    struct node *node;

    if (wants_name(g))
        return refuse(g, at, "the name of a member is a text");
    if (g->depth == DEEPEST)
        return refuse(g, at, "nested too deep: 100 levels at most");
    node = node_new(g->arena, kind, g->name, NULL, at);
    node->tag = tag_in(g, tag);
    if (!put(g, node))
        return false;
    g->open[g->depth++] = node;
    return true;
}

static int by_name(const void *a, const void *b)
{
    const struct node *const *x = a, *const *y = b;

    return strcmp((*x)->name, (*y)->name);
}

static bool ends(struct growing *g)
{
    const struct node *group = g->open[--g->depth];
    const struct node **all;
    size_t count = 0;

    if (group->kind != NODE_GROUP || group->count < 2)
        return true;
    all = xcalloc(group->count, sizeof *all);
    for (const struct node *one = group->first; one; one = one->next)
        all[count++] = one;
    sort_stable(all, count, sizeof *all, by_name);
    for (size_t i = 1; i < count && !g->wrong; i++)
        if (strcmp(all[i]->name, all[i - 1]->name) == 0)
            refuse(g, all[i]->at,
                   arena_text(g->arena, "%s is given twice, first in line %d",
                              all[i]->name, all[i - 1]->at.line));
    free(all);
    return !g->wrong;
}

/* False: no more is wanted. */
static bool took(struct growing *g, const struct fy_event *event)
{
    switch (event->type) {
    case FYET_SCALAR:
        return took_scalar(g, event->scalar.value, event->scalar.tag);
    case FYET_SEQUENCE_START:
        return begins(g, NODE_LIST, event->sequence_start.sequence_start,
                      event->sequence_start.tag);
    case FYET_MAPPING_START:
        return begins(g, NODE_GROUP, event->mapping_start.mapping_start,
                      event->mapping_start.tag);
    case FYET_SEQUENCE_END:
    case FYET_MAPPING_END:
        return ends(g);
    case FYET_ALIAS:
        return refuse(g, where_of(g, event->alias.anchor), "aliases are not read");
    case FYET_NONE:
    case FYET_STREAM_START:
    case FYET_STREAM_END:
    case FYET_DOCUMENT_START:
    case FYET_DOCUMENT_END:
        break;
    }
    return true;
}

/* ---- parsing ---- */

static void say_errors(struct growing *g, struct fy_diag *collected)
{
    void *at = NULL;
    const struct fy_diag_error *error = fy_diag_errors_iterate(collected, &at);
    struct where where = {g->file, error && error->line > 0 ? error->line : 1};
    const char *why = error && error->msg ? error->msg : "cannot be read";

    if (error && error->line > 0 && error->column > 0)
        why = arena_text(g->arena, "column %d: %s", error->column, why);
    refuse(g, where, why);
}

static bool ends_with(const char *name, const char *suffix)
{
    size_t n = strlen(name), m = strlen(suffix);

    return n > m && strcmp(name + n - m, suffix) == 0;
}

enum place { IN_JSON, IN_TEXT, IN_NAME };

/* Where one is behind the first of the characters that are left. */
static enum place behind(enum place place, const char *at, size_t left)
{
    if (place == IN_NAME)
        return *at == '}' ? IN_JSON : IN_NAME;
    if (*at == '"')
        return place == IN_TEXT ? IN_JSON : IN_TEXT;
    return place == IN_JSON && left > 1 && at[0] == '$' && at[1] == '{' ? IN_NAME : place;
}

/* JSON in which a template's bare ${NAME}, which is no JSON yet, stands in quotes. */
static void quote_bare(struct text *out, const char *text, size_t length)
{
    enum place place = IN_JSON, next;

    for (size_t i = 0; i < length; i++) {
        next = behind(place, text + i, length - i);
        if (next == IN_NAME && place == IN_JSON)
            text_add_bytes(out, "\"", 1);
        text_add_bytes(out, text + i, 1);
        if (next == IN_JSON && place == IN_NAME)
            text_add_bytes(out, "\"", 1);
        if (place == IN_TEXT && text[i] == '\\' && i + 1 < length)
            text_add_bytes(out, &text[++i], 1);
        place = next;
    }
}

/* What ends a line, or comes before all of them, in YAML of any version. */
static bool begins_line(const char *text, size_t at)
{
    static const char *const ends[] = {"\n",           "\r",           "\xc2\x85",
                                       "\xe2\x80\xa8", "\xe2\x80\xa9", "\xef\xbb\xbf"};

    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        size_t length = strlen(ends[i]);
        if (at >= length && memcmp(text + at - length, ends[i], length) == 0)
            return true;
    }
    return at == 0;
}

/* A directive is nothing that we read, and over one that is cut off libfyaml 0.7.12 does
 * not come back (found by tests/fuzz). */
static bool has_directive(struct growing *g, const char *text, size_t length)
{
    int line = 1;

    for (size_t i = 0; i < length; i++) {
        line += text[i] == '\n';
        if (text[i] == '%' && begins_line(text, i))
            return !refuse(g, (struct where){g->file, line}, "directives are not read");
    }
    return false;
}

static void parse(struct growing *g, const char *text, size_t length)
{
    struct fy_diag_cfg saying;
    /* sloppy: a bracket may close where its line began, as YAML 1.1 and AWS have it */
    struct fy_parse_cfg how = {.search_path = "",
                               .flags = FYPCF_QUIET | FYPCF_SLOPPY_FLOW_INDENTATION};
    struct fy_parser *parser;
    struct fy_event *event;

    if (has_directive(g, text, length))
        return;
    fy_diag_cfg_default(&saying);
    saying.fp = NULL;
    how.diag = fy_diag_create(&saying);
    fy_diag_set_collect_errors(how.diag, true);
    how.flags |= FYPCF_COLLECT_DIAG |
                 (ends_with(g->file, ".json") ? FYPCF_JSON_FORCE : FYPCF_JSON_NONE);
    parser = fy_parser_create(&how);
    if (fy_parser_set_string(parser, text, length) != 0)
        refuse(g, (struct where){g->file, 1}, "cannot be read");
    while (!g->wrong && (event = fy_parser_parse(parser))) {
        took(g, event);
        fy_parser_event_free(parser, event);
    }
    if (!g->wrong && fy_parser_get_stream_error(parser))
        say_errors(g, how.diag);
    fy_parser_destroy(parser);
    fy_diag_destroy(how.diag);
}

struct node *read_tree_text(const char *text, size_t length, const char *name,
                            struct arena *arena, struct diag *diag)
{
    struct growing g = {
        .arena = arena, .diag = diag, .file = arena_text(arena, "%s", name)};
    struct text quoted = {0};

    if (ends_with(name, ".json")) {
        quote_bare(&quoted, text, length);
        parse(&g, text_of(&quoted), quoted.length);
    } else {
        parse(&g, text, length);
    }
    text_free(&quoted);
    if (!g.wrong && !g.root)
        refuse(&g, (struct where){g.file, 1}, "nothing is in it");
    return g.wrong ? NULL : g.root;
}

/* ---- files ---- */

/* NULL, or why not. */
static const char *take_file(struct shelf *shelf, const char *path, struct text *text)
{
    FILE *in = shelf_open(shelf, path);
    struct stat about;
    bool good;

    if (!in)
        return strerror(errno);
    good = fstat(fileno(in), &about) == 0 && !S_ISDIR(about.st_mode) &&
           text_add_stream(text, in, LARGEST);
    fclose(in);
    return good ? NULL : strerror(EIO);
}

struct node *read_tree(const char *path, struct where at, struct arena *arena,
                       struct tree_file *file, struct diag *diag)
{
    struct text text = {0};
    struct node *root = NULL;
    const char *why;

    *file = (struct tree_file){.shelf = file->shelf};
    if (!ends_with(path, ".json") && !ends_with(path, ".yaml") &&
        !ends_with(path, ".yml")) {
        diag_error(diag, at, "%s: a name that ends in .json, .yaml or .yml is wanted",
                   path);
        return NULL;
    }
    why = take_file(file->shelf, path, &text);
    if (why)
        diag_failure(diag, at, "cannot read %s: %s", path, why);
    else if (text.length > LARGEST)
        diag_error(diag, at, "%s: more than 16 MB", path);
    else
        root = read_tree_text(text_of(&text), text.length, path, arena, diag);
    file->bytes = text.length;
    file->crc = text_crc(text_of(&text), text.length);
    text_free(&text);
    return root;
}
