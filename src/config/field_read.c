/* field_read.c - a group of the scenario by its table: row by row, so that every error of
 * a group is told at once, fallbacks and file take the same way, and the order of members
 * in the file means nothing.
 */
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/sort.h"
#include "config/field.h"
#include "config/read_tree.h"

static bool read_row(struct reading *, const struct field *, const struct node *,
                     const char *address, void *place);

static const struct node *text_node(struct reading *reading, const char *text)
{
    return node_new(reading->arena, NODE_TEXT, NULL, text, (struct where){"default", 0});
}

static void make_absent(const struct field *row, void *place)
{
    switch (row->kind) {
    case KIND_TIME:
    case KIND_BYTES:
    case KIND_COUNT:
        *(int64_t *)place = ABSENT;
        break;
    case KIND_RATE:
    case KIND_SHARE:
    case KIND_FACTOR:
    case KIND_MONEY:
        *(double *)place = NAN;
        break;
    case KIND_CHOICE:
        *(int *)place = -1;
        break;
    case KIND_FLAG:
    case KIND_TEXT:
    case KIND_PATH:
    case KIND_LAW:
    case KIND_LINK:
    case KIND_LIST:
    case KIND_TEXTS:
    case KIND_GROUP:
    case KIND_INLINE:
    case KIND_BLOCKS:
    case KIND_CUSTOM:
    case KIND_LATER:
        break; /* all zero, as it is */
    }
}

static void read_absent_group(struct reading *, const struct field *table,
                              const struct node *group, const char *address, char *place);

static void say_missing(struct reading *reading, const struct field *row,
                        const struct node *group, const char *address)
{
    if (!reading->hides_missing)
        diag_error(reading->diag, group->at, "%s: %s is missing: %s", address, row->name,
                   row->help);
}

/* A row that neither the file nor the profile gives: a profile's narrower bounds are for
 * what is given. */
static void read_fallback(struct reading *reading, const struct field *row,
                          const struct node *group, const char *address, void *place)
{
    bool is_optional = row->fallback && strcmp(row->fallback, "-") == 0;
    const char *inner =
        arena_text(reading->arena, "%s%s%s", address, *address ? "." : "", row->name);
    const struct node *bounds = reading->bounds;

    if (row->kind == KIND_LATER)
        return;
    reading->bounds = NULL;
    if (!row->fallback) {
        say_missing(reading, row, group, address);
    } else if (row->kind == KIND_GROUP && is_optional) {
        read_absent_group(reading, row->of, group, inner, place);
    } else if (row->kind == KIND_GROUP) {
        struct node *empty = node_new(reading->arena, NODE_GROUP, NULL, NULL, group->at);
        read_row(reading, row, empty, inner, place);
    } else if (is_optional) {
        make_absent(row, place);
    } else if (*row->fallback || row->kind == KIND_TEXT) {
        read_row(reading, row, text_node(reading, row->fallback), inner, place);
    }
    reading->bounds = bounds;
}

static void read_absent_group(struct reading *reading, const struct field *table,
                              const struct node *group, const char *address, char *place)
{
    for (const struct field *row = table; row->name; row++) {
        if (row->kind == KIND_INLINE)
            read_absent_group(reading, row->of, group, address, place + row->at);
        else if (row->fallback)
            read_fallback(reading, row, group, address, place + row->at);
        else
            make_absent(row, place + row->at);
    }
}

static void no_link(struct reading *reading, const struct node *node, const char *address)
{
    const char *quote = node->text ? "\"" : "";

    if (node->text && strncmp(node->text, "arn:", 4) == 0)
        diag_error(reading->diag, node->at,
                   "%s: \"%s\" is an ARN: say what it is called in the scenario, such as "
                   "dynamodb.orders",
                   address, node->text);
    else
        diag_error(reading->diag, node->at,
                   "%s: %s%s%s is not an address such as dynamodb.orders", address, quote,
                   node->text ? node->text : "a group or list", quote);
}

static bool read_link(struct reading *reading, const struct field *row,
                      const struct node *node, const char *address, struct target *place)
{
    struct link_note *note;

    if (node->kind != NODE_TEXT || !strchr(node->text, '.') ||
        strncmp(node->text, "arn:", 4) == 0) {
        no_link(reading, node, address);
        return false;
    }
    *place = (struct target){.address = node->text, .at = node->at};
    note = arena_get(reading->arena, sizeof *note);
    note->target = place;
    note->to_network = row->flags & FIELD_NETWORK;
    note->owner = arena_text(reading->arena, "%.*s",
                             (int)(strrchr(address, '.') ? strrchr(address, '.') - address
                                                         : (ptrdiff_t)strlen(address)),
                             address);
    note->next = reading->links;
    reading->links = note;
    return true;
}

static bool read_texts(struct reading *reading, const struct node *node,
                       const char *address, struct texts *place)
{
    size_t count = node->kind == NODE_LIST ? node->count : 1;
    const struct node *one = node->kind == NODE_LIST ? node->first : node;
    bool good = true;

    place->text = arena_get(reading->arena, (count + 1) * sizeof *place->text);
    place->at = arena_get(reading->arena, (count + 1) * sizeof *place->at);
    for (size_t i = 0; i < count; i++, one = one->next) {
        if (one->kind != NODE_TEXT) {
            diag_error(reading->diag, one->at, "%s: a text in quotes is wanted", address);
            good = false;
            continue;
        }
        place->text[place->count] = one->text;
        place->at[place->count++] = one->at;
    }
    return good;
}

static int by_key(const void *a, const void *b)
{
    const struct node *const *x = a, *const *y = b;

    return strcmp((*x)->text, (*y)->text);
}

/* Two elements with one key: an address could not tell them apart. */
static void check_keys(struct reading *reading, const struct field *table,
                       const struct node *list, const char *address)
{
    const struct field *key = field_key(table);
    const struct node **all;
    size_t count = 0;

    if (!key)
        return;
    all = xcalloc(list->count + 1, sizeof *all);
    for (const struct node *one = list->first; one; one = one->next) {
        const struct node *said = node_member(one, key->name);
        if (said && said->text)
            all[count++] = said;
    }
    sort_stable(all, count, sizeof *all, by_key);
    for (size_t i = 1; i < count; i++)
        if (strcmp(all[i]->text, all[i - 1]->text) == 0)
            diag_error(reading->diag, all[i]->at,
                       "%s: %s = \"%s\" is there already, line %d", address, key->name,
                       all[i]->text, all[i - 1]->at.line);
    free(all);
}

static const struct node *block_of(struct reading *reading, const struct node *list)
{
    struct node *block = node_new(reading->arena, NODE_GROUP, NULL, NULL, list->at);
    struct node *steps = node_copy(reading->arena, list);

    steps->name = "steps";
    node_append(block, steps);
    return block;
}

static bool read_list(struct reading *reading, const struct field *row,
                      const struct node *list, const char *address, struct list *place)
{
    size_t ordinal = 0;
    bool good = true;
    char *element;

    if (list->kind != NODE_LIST) {
        diag_error(reading->diag, list->at,
                   "%s: a list of groups is wanted: %s = ( { .. } )", address, row->name);
        return false;
    }
    check_keys(reading, row->of, list, address);
    element = arena_get(reading->arena, (list->count + 1) * row->size);
    place->element = element;
    place->count = list->count;
    place->at = arena_get(reading->arena, (list->count + 1) * sizeof *place->at);
    for (const struct node *one = list->first; one; one = one->next, ordinal++) {
        const struct node *group = one;
        const char *name = field_element_name(reading->arena, row->of, one, ordinal);
        place->at[ordinal] = one->at;
        name = arena_text(reading->arena, "%s[%s]", address, name);
        if (row->kind == KIND_BLOCKS && one->kind == NODE_LIST)
            group = block_of(reading, one);
        good &= field_read_group(reading, row->of, group, name, element);
        element += row->size;
    }
    return good;
}

static bool read_custom(struct reading *reading, const struct field *row,
                        const struct node *node, const char *address, void *place)
{
    const char *outer = reading->address;
    bool good;

    reading->address = address;
    good = row->read(reading, row, node, place);
    reading->address = outer;
    return good;
}

static bool read_row(struct reading *reading, const struct field *row,
                     const struct node *node, const char *address, void *place)
{
    const struct node *bounds = reading->bounds;
    bool good;

    if (row->kind == KIND_LATER) {
        diag_error(reading->diag, node->at, "%s: not built yet", address);
        return false;
    }
    if (row->kind == KIND_LINK)
        return read_link(reading, row, node, address, place);
    if (row->kind == KIND_TEXTS)
        return read_texts(reading, node, address, place);
    if (row->kind == KIND_CUSTOM)
        return read_custom(reading, row, node, address, place);
    if (row->kind != KIND_LIST && row->kind != KIND_BLOCKS && row->kind != KIND_GROUP)
        return field_assign(reading, row, node, address, place);
    reading->bounds = bounds ? node_member(bounds, row->name) : NULL;
    if (row->kind == KIND_GROUP)
        good = field_read_group(reading, row->of, node, address, place);
    else
        good = read_list(reading, row, node, address, place);
    reading->bounds = bounds;
    return good;
}

/* What a caller may say of its call beside its own settings: the callee's table. */
struct request {
    const struct field *link; /* the row, NULL: this group calls nobody */
    size_t at;                /* of its target */
    const struct node *said;
    const struct field *own;   /* the table of the group itself */
    const struct field *table; /* NULL: no options */
    size_t size;
};

static bool find_request(struct reading *reading, const struct field *table, size_t at,
                         const struct node *group, struct request *request)
{
    for (const struct field *row = table; row->name; row++) {
        if (row->kind == KIND_INLINE &&
            find_request(reading, row->of, at + row->at, group, request))
            return true;
        if (row->kind != KIND_LINK || !(row->flags & FIELD_REQUEST))
            continue;
        request->said = node_member(group, row->name);
        if (!request->said || !request->said->text)
            continue;
        request->link = row;
        request->at = at + row->at;
        if (reading->request_table)
            request->table =
                reading->request_table(reading->ctx, request->said->text, &request->size);
        return true;
    }
    return false;
}

const struct field *field_request_table(struct reading *reading,
                                        const struct field *table,
                                        const struct node *group)
{
    struct request request = {0};

    find_request(reading, table, 0, group, &request);
    return request.table;
}

static void read_rows(struct reading *reading, const struct field *table,
                      const struct node *group, const char *address, char *config)
{
    for (const struct field *row = table; row->name; row++) {
        const struct node *said;
        if (row->kind == KIND_INLINE) {
            read_rows(reading, row->of, group, address, config + row->at);
            continue;
        }
        said = node_member(group, row->name);
        if (said)
            read_row(reading, row, said,
                     arena_text(reading->arena, "%s%s%s", address, *address ? "." : "",
                                row->name),
                     config + row->at);
        else
            read_fallback(reading, row, group, address, config + row->at);
    }
}

static void read_request(struct reading *reading, const struct request *request,
                         const struct node *group, const char *address,
                         struct target *target)
{
    const struct node *action = node_member(group, "action"), *bounds = reading->bounds;

    target->group = group;
    if (action && action->kind == NODE_TEXT) {
        target->action_name = action->text;
        target->action_at = action->at;
    }
    if (!request->table)
        return;
    /* a name that both have is the caller's own */
    struct node *rest = node_new(reading->arena, NODE_GROUP, NULL, NULL, group->at);
    for (const struct node *one = group->first; one; one = one->next)
        if (!field_find(request->own, one->name))
            node_append(rest, node_copy(reading->arena, one));
    reading->bounds = NULL;
    target->options = arena_get(reading->arena, request->size);
    read_rows(reading, request->table, rest, address, target->options);
    reading->bounds = bounds;
}

static void check_names(struct reading *reading, const struct field *table,
                        const struct request *request, const struct node *group,
                        const char *address)
{
    for (const struct node *one = group->first; one; one = one->next) {
        const char *hint;
        if (field_find(table, one->name))
            continue;
        if (request->table && field_find(request->table, one->name))
            continue;
        if (request->link && strcmp(one->name, "action") == 0)
            continue;
        hint = field_hint(reading->arena, table, one->name);
        if (!*hint && request->table)
            hint = field_hint(reading->arena, request->table, one->name);
        diag_error(reading->diag, one->at, "%s: no field named %s%s", address, one->name,
                   hint);
    }
}

/* ---- files that it names ---- */

const struct tree *field_tree(struct reading *reading, const struct node *said,
                              const char *address)
{
    static const struct field row = {.name = "file", .kind = KIND_PATH};
    struct tree *tree = reading->trees;
    struct tree_file file = {.shelf = reading->shelf};
    struct node *root;
    const char *path;

    if (!field_assign(reading, &row, said, address, &path))
        return NULL;
    while (tree && strcmp(tree->path, path) != 0)
        tree = tree->next;
    if (tree)
        return tree;
    root = read_tree(path, said->at, reading->arena, &file, reading->diag);
    if (!root)
        return NULL;
    tree = arena_get(reading->arena, sizeof *tree);
    *tree = (struct tree){path, root, file.bytes, file.crc, reading->trees};
    reading->trees = tree;
    return tree;
}

/* ---- groups ---- */

bool field_read_group(struct reading *reading, const struct field *table,
                      const struct node *group, const char *address, void *config)
{
    int before = reading->diag->errors + reading->diag->failures;
    struct request request = {.own = table};

    if (group->kind != NODE_GROUP) {
        diag_error(reading->diag, group->at, "%s: a group is wanted: { .. }", address);
        return false;
    }
    find_request(reading, table, 0, group, &request);
    check_names(reading, table, &request, group, address);
    read_rows(reading, table, group, address, config);
    if (request.link)
        read_request(reading, &request, group, address,
                     (struct target *)((char *)config + request.at));
    return reading->diag->errors + reading->diag->failures == before;
}
