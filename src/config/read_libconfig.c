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

#include "config/duplicate.h"
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

/* The words fit: what is left is a name given twice, or an array of several kinds. */
static void refuse(const struct spliced *all, const config_t *config)
{
    const char *says = config_error_text(config);
    struct duplicate twice;

    if (!duplicate_find(text_of(&all->text), all->text.length, all->arena, &twice)) {
        diag_error(all->diag, splice_where(all, config_error_line(config)), "%s",
                   says ? says : "libconfig cannot read it");
        return;
    }
    struct where first = splice_where(all, twice.first);
    diag_error(all->diag, splice_where(all, twice.line),
               "%s: is given twice, first at %s:%d", twice.address, first.file,
               first.line);
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
        refuse(all, &config);
    }
    config_destroy(&config);
    return root;
}

struct node *read_libconfig(const char *path, struct arena *arena, struct text *verbatim,
                            struct shelf *shelf, struct diag *diag)
{
    struct spliced all = {
        .arena = arena, .diag = diag, .verbatim = verbatim, .shelf = shelf};
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
