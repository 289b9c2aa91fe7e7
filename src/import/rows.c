#include "import/rows.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "config/read_tree.h"
#include "config/unit.h"
#include "flow/steps.h"

struct filling {
    struct import *i;
    const struct property_set *set;
    const struct field *row;
    const struct node *said;
    struct node *group;
};

/* ---- where a property is ---- */

/* A redrive policy may be a text of JSON. */
static const struct node *opened(struct import *i, const struct node *node)
{
    struct diag unheard = {0};
    const struct node *tree;

    if (node->kind != NODE_TEXT || node->text[0] != '{')
        return node;
    tree =
        read_tree_text(node->text, strlen(node->text), "text.json", i->arena, &unheard);
    return tree ? tree : node;
}

const struct node *property_at(struct import *i, const struct node *properties,
                               const char *path)
{
    const struct node *at = properties;

    while (at && *path) {
        size_t length = strcspn(path, ".");
        at = opened(i, at);
        while (at && at->kind == NODE_LIST)
            at = at->first;
        at = at ? node_member(at, arena_text(i->arena, "%.*s", (int)length, path)) : NULL;
        path += length + (path[length] == '.');
    }
    return at;
}

/* What is left of a path behind "FIRST."; NULL: it does not begin so. */
static const char *behind(const char *path, const char *first)
{
    size_t length = first ? strlen(first) : 0;

    return length && strncmp(path, first, length) == 0 && path[length] == '.'
               ? path + length + 1
               : NULL;
}

/* The row's property in this set; NULL: it is of another type, or not given. */
static const struct node *property_of(struct import *i, const struct property_set *set,
                                      const struct field *row)
{
    const char *path = row->cloudformation;
    const char *own = path ? behind(path, set->within) : NULL;

    if (path && !own)
        own = behind(path, set->type);
    return own ? property_at(i, set->properties, own) : NULL;
}

/* ---- values ---- */

static void not_read(const struct filling *f, const char *why)
{
    note(f->i, f->said->at, "%s: %s: %s", f->set->id, f->said->name, why);
}

static bool number_in(const char *text, double *number)
{
    char *end;

    *number = strtod(text, &end);
    return end > text && !*end && isfinite(*number);
}

/* CloudFormation's unit of a time or a size, as a scenario writes it. */
static const char *unit_behind(const struct field *row)
{
    const char *name = strrchr(row->cloudformation, '.') + 1;
    size_t length = strlen(name);

    switch (row->kind) {
    case KIND_TIME:
        if (strstr(name, "millis"))
            return " ms";
        return length > 5 && strcmp(name + length - 5, "Hours") == 0 ? " h" : " s";
    case KIND_BYTES:
        return strcmp(name, "MaximumMessageSize") == 0 ? " B" : " MB";
    case KIND_RATE:
        return "/s";
    default:
        return "";
    }
}

/* AWS refuses what lies outside, and so would the scenario. */
static bool is_within(const struct field *row, const char *text)
{
    enum unit unit = field_unit(row);
    double value, bound;

    if (!unit_read(unit, text, &value))
        return false;
    if (row->min && unit_read(unit, row->min, &bound) && value < bound)
        return false;
    return !row->max || !unit_read(unit, row->max, &bound) || value <= bound;
}

/* 1209600 s are 14 d. */
static const char *as_usual(const struct filling *f, const char *text)
{
    char written[64];
    double value;

    if (f->row->kind != KIND_TIME || !unit_read(UNIT_TIME, text, &value))
        return text;
    unit_write(UNIT_TIME, value, written, sizeof written);
    return arena_text(f->i->arena, "%s", written);
}

static void fill_number(const struct filling *f)
{
    const char *text = f->said->text;
    double number;

    if (text && strcmp(text, "-1") == 0) /* as AWS says "no limit", the default */
        return;
    if (!text || !number_in(text, &number)) {
        not_read(f, text ? arena_text(f->i->arena, "%s is not known here", text)
                         : "a number is wanted");
        return;
    }
    if (f->row->kind == KIND_SHARE)
        text = arena_text(f->i->arena, "%.10g %%", number <= 1 ? 100 * number : number);
    else
        text = arena_text(f->i->arena, "%.15g%s", number, unit_behind(f->row));
    text = as_usual(f, text);
    if (!is_within(f->row, text))
        not_read(f, arena_text(f->i->arena, "%s lies outside what AWS takes", text));
    else if (f->row->kind == KIND_COUNT)
        add_number(f->i, f->group, f->row->name, text);
    else
        add_text(f->i, f->group, f->row->name, text);
}

static void fill_choice(const struct filling *f)
{
    const struct node *one = f->said->kind == NODE_LIST ? f->said->first : f->said;
    /* CacheClusterSize: "0.5" */
    const char *size =
        one && one->text ? arena_text(f->i->arena, "%s GB", one->text) : NULL;

    if (one && one->text && text_is_one_of(one->text, f->row->choices))
        add_text(f->i, f->group, f->row->name, one->text);
    else if (size && text_is_one_of(size, f->row->choices))
        not_read(f, "what a cache finds goes by keys, which no template says: set "
                    "cache_cluster_size, and the key of its callers");
    else if (one)
        not_read(f, arena_text(f->i->arena, "%s is not known here",
                               one->text ? one->text : "what stands there"));
}

static void fill_flag(const struct filling *f)
{
    const char *text = f->said->text;

    /* YAML 1.1 writes True too */
    if (text && (strcasecmp(text, "true") == 0 || strcasecmp(text, "false") == 0))
        add_flag(f->i, f->group, f->row->name, strcasecmp(text, "true") == 0);
    else
        not_read(f, "true or false is wanted");
}

static void fill_texts(const struct filling *f)
{
    struct node *list;

    if (f->said->text) {
        add_text(f->i, f->group, f->row->name, f->said->text);
        return;
    }
    list = node_new(f->i->arena, NODE_LIST, f->row->name, NULL, f->said->at);
    for (const struct node *one = f->said->first; one; one = one->next)
        if (one->text)
            add_text(f->i, list, NULL, one->text);
    if (list->count > 0)
        node_append(f->group, list);
}

static void fill_link(const struct filling *f)
{
    const struct declared *to = declared_with_room(f->i, f->said->text);

    if (to)
        add_text(f->i, f->group, f->row->name, to->address);
    else
        not_read(f, arena_text(f->i->arena, "%s is not defined here, or is not simulated",
                               f->said->text ? f->said->text : "what it names"));
}

/* A feature that is switched off needs no room for it. */
static void fill_later(const struct filling *f)
{
    if (f->said->text && (strcasecmp(f->said->text, "false") == 0 || !*f->said->text))
        return;
    not_read(f, arena_text(f->i->arena, "%s is not built yet", f->row->name));
}

static void fill_list(const struct filling *f)
{
    struct node *list = node_new(f->i->arena, NODE_LIST, f->row->name, NULL, f->said->at);
    struct property_set set = *f->set;

    set.within = f->row->cloudformation;
    for (const struct node *one = f->said->first; one; one = one->next) {
        struct node *group = node_new(f->i->arena, NODE_GROUP, NULL, NULL, one->at);
        set.properties = one;
        rows_fill(f->i, f->row->of, &set, group);
        if (group->count > 0)
            node_append(list, group);
    }
    if (list->count > 0)
        node_append(f->group, list);
}

static void fill_row(const struct filling *f)
{
    switch (f->row->kind) {
    case KIND_TIME:
    case KIND_BYTES:
    case KIND_COUNT:
    case KIND_RATE:
    case KIND_SHARE:
    case KIND_FACTOR:
        fill_number(f);
        break;
    case KIND_CHOICE:
        fill_choice(f);
        break;
    case KIND_FLAG:
        fill_flag(f);
        break;
    case KIND_TEXT:
    case KIND_CUSTOM:
        if (f->said->text)
            add_text(f->i, f->group, f->row->name, f->said->text);
        break;
    case KIND_TEXTS:
        fill_texts(f);
        break;
    case KIND_LINK:
        fill_link(f);
        break;
    case KIND_LIST:
        fill_list(f);
        break;
    case KIND_LATER:
        fill_later(f);
        break;
    case KIND_PATH:  /* of files: machines have their own way */
    case KIND_MONEY: /* no property is any of these */
    case KIND_LAW:
    case KIND_BLOCKS:
    case KIND_GROUP: /* rows_fill */
    case KIND_INLINE:
        break;
    }
}

/* ---- tables ---- */

static void fill_group(struct import *i, const struct field *row,
                       const struct property_set *set, struct node *to)
{
    struct node *group = node_member(to, row->name);

    if (group) {
        rows_fill(i, row->of, set, group);
        return;
    }
    group = node_new(i->arena, NODE_GROUP, row->name, NULL, i->values.root->at);
    rows_fill(i, row->of, set, group);
    if (group->count > 0)
        node_append(to, group);
}

void rows_fill(struct import *i, const struct field *table,
               const struct property_set *set, struct node *group)
{
    struct filling f = {.i = i, .set = set, .group = group};

    for (f.row = table; f.row->name; f.row++) {
        if (f.row->kind == KIND_INLINE)
            rows_fill(i, f.row->of, set, group);
        else if (f.row->kind == KIND_GROUP)
            fill_group(i, f.row, set, group);
        else if (!node_member(group, f.row->name) &&
                 (f.said = property_of(i, set, f.row)))
            fill_row(&f);
    }
}

/* "VpcConfig" of the row of VpcConfig.SubnetIds. */
static bool is_of(const struct field *row, const char *type, const char *property)
{
    const char *own = row->cloudformation ? behind(row->cloudformation, type) : NULL;
    size_t length = strlen(property);

    return own && strncmp(own, property, length) == 0 &&
           (!own[length] || own[length] == '.');
}

bool rows_know(const struct field *table, const char *type, const char *property)
{
    for (const struct field *row = table; row->name; row++) {
        if (is_of(row, type, property))
            return true;
        if ((row->kind == KIND_INLINE || row->kind == KIND_GROUP ||
             row->kind == KIND_LIST) &&
            row->of && row->of != step_fields && rows_know(row->of, type, property))
            return true;
    }
    return false;
}
