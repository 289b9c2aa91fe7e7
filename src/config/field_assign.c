/* field_assign.c - one value by its row: spelling, unit, bounds, place. */
#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "config/field.h"

enum unit field_unit(const struct field *row)
{
    switch (row->kind) {
    case KIND_TIME:
        return UNIT_TIME;
    case KIND_BYTES:
        return UNIT_BYTES;
    case KIND_COUNT:
        return UNIT_COUNT;
    case KIND_RATE:
        return UNIT_RATE;
    case KIND_SHARE:
        return UNIT_SHARE;
    case KIND_MONEY:
        return UNIT_MONEY;
    case KIND_LAW:
        return row->unit;
    default:
        return UNIT_FACTOR;
    }
}

/* What a value must lie within, and who says so. */
struct bounds {
    const char *min, *max, *source; /* NULL: none */
};

/* The table's, narrowed by the profile's. */
static struct bounds bounds_of(const struct reading *reading, const struct field *row)
{
    struct bounds bounds = {row->min, row->max, row->source};
    const struct node *group = NULL, *min, *max, *source;

    if (reading->bounds)
        group = node_member(reading->bounds, row->name);
    if (!group || group->kind != NODE_GROUP)
        return bounds;
    min = node_member(group, "min");
    max = node_member(group, "max");
    source = node_member(group, "source");
    if (min && min->text)
        bounds.min = min->text;
    if (max && max->text)
        bounds.max = max->text;
    if (source && source->text && (min || max))
        bounds.source = source->text;
    return bounds;
}

/* Bounds are written by us: that they can be read is our duty. */
static double bound(enum unit unit, const char *text, double none)
{
    double value = none;
    bool good = !text || unit_read(unit, text, &value);

    assert(good);
    return value;
}

struct range {
    double least, most;
};

/* 5 where a share is wanted is 5 %. */
static const char *share_meant(const struct reading *reading, enum unit unit,
                               const char *text, struct range range)
{
    bool percent = unit == UNIT_SHARE && range.least > 1 && range.most <= 100;

    return percent && !strchr(text, '%')
               ? arena_text(reading->arena, "; did you mean \"%s %%\"?", text)
               : "";
}

static bool within(struct reading *reading, const struct field *row,
                   const struct node *value, const char *address, struct range range)
{
    struct bounds bounds = bounds_of(reading, row);
    enum unit unit = field_unit(row);
    double min, max;
    const char *open, *source, *close;

    if (unit == UNIT_KEY || unit == UNIT_ANY)
        return true;
    min = bound(unit, bounds.min, -INFINITY);
    max = bound(unit, bounds.max, INFINITY);
    if (range.least >= min && range.most <= max)
        return true;
    open = bounds.source ? " (" : "";
    source = bounds.source ? bounds.source : "";
    close = bounds.source ? ")" : "";
    if (bounds.min && bounds.max)
        diag_error(reading->diag, value->at, "%s: %s is not between %s and %s%s%s%s%s",
                   address, value->text, bounds.min, bounds.max, open, source, close,
                   share_meant(reading, unit, value->text, range));
    else
        diag_error(reading->diag, value->at, "%s: %s is %s %s%s%s%s", address,
                   value->text, range.least < min ? "below" : "above",
                   range.least < min ? bounds.min : bounds.max, open, source, close);
    return false;
}

/* The unit that was probably meant: sizes as their bounds are written ("128 MB"), laws of
 * time are of milliseconds. */
static const char *unit_meant(const struct reading *reading, const struct field *row,
                              const char *usual)
{
    const char *least = bounds_of(reading, row).min;

    if (field_unit(row) == UNIT_BYTES && least)
        return least + strspn(least, "0123456789.");
    return field_unit(row) == UNIT_TIME && row->kind == KIND_LAW ? " ms" : usual;
}

static bool say_unreadable(struct reading *reading, const struct field *row,
                           const struct node *value, const char *address)
{
    enum unit unit = field_unit(row);
    const char *missing = unit_missing(unit, value->text);

    if (value->text[0] == '"') /* as a file has it, in --set or in a `set` */
        diag_error(reading->diag, value->at,
                   "%s: %s has quotes of its own: leave them out", address, value->text);
    else if (missing)
        diag_error(reading->diag, value->at, "%s: %s has no unit: write %s = \"%s%s\"",
                   address, value->text, row->name, value->text,
                   unit_meant(reading, row, missing));
    else
        diag_error(reading->diag, value->at, "%s: \"%s\" is not %s", address, value->text,
                   unit_wanted(unit));
    return false;
}

static bool assign_number(struct reading *reading, const struct field *row,
                          const struct node *node, const char *address, void *place)
{
    double value;

    if (!unit_read(field_unit(row), node->text, &value))
        return say_unreadable(reading, row, node, address);
    if (!within(reading, row, node, address, (struct range){value, value}))
        return false;
    if (row->kind != KIND_TIME && row->kind != KIND_BYTES && row->kind != KIND_COUNT) {
        *(double *)place = value;
        return true;
    }
    if (fabs(value) > 0x1p62) {
        diag_error(reading->diag, node->at, "%s: \"%s\" is too large", address,
                   node->text);
        return false;
    }
    *(int64_t *)place = llround(value);
    return true;
}

static bool say_no_choice(struct reading *reading, const struct field *row,
                          const struct node *node, const char *address)
{
    struct text all = {0};
    const char *guess = text_nearest(node->text, row->choices);

    for (size_t i = 0; row->choices[i]; i++)
        text_add(&all, "%s%s",
                 i == 0                ? ""
                 : row->choices[i + 1] ? ", "
                                       : " or ",
                 row->choices[i]);
    diag_error(reading->diag, node->at, "%s: \"%s\" is not %s%s%s%s", address, node->text,
               text_of(&all), guess ? "; did you mean " : "", guess ? guess : "",
               guess ? "?" : "");
    text_free(&all);
    return false;
}

static bool assign_choice(struct reading *reading, const struct field *row,
                          const struct node *node, const char *address, int *place)
{
    for (int i = 0; row->choices[i]; i++) {
        if (strcmp(row->choices[i], node->text) == 0) {
            *place = i;
            return true;
        }
    }
    return say_no_choice(reading, row, node, address);
}

static bool assign_flag(struct reading *reading, const struct node *node,
                        const char *address, bool *place)
{
    bool is_true = strcmp(node->text, "true") == 0;

    if (!is_true && strcmp(node->text, "false") != 0) {
        diag_error(reading->diag, node->at, "%s: \"%s\" is not true or false", address,
                   node->text);
        return false;
    }
    *place = is_true;
    return true;
}

static bool assign_text(struct reading *reading, const struct field *row,
                        const struct node *node, const char *address, const char **place)
{
    const char *slash = node->at.file ? strrchr(node->at.file, '/') : NULL;

    if (node->kind != NODE_TEXT) {
        diag_error(reading->diag, node->at, "%s: %s is not a text: write %s = \"%s\"",
                   address, node->text, row->name, node->text);
        return false;
    }
    *place = node->text;
    if (row->kind == KIND_PATH && node->at.line > 0 && slash && node->text[0] != '/')
        *place = arena_text(reading->arena, "%.*s%s", (int)(slash + 1 - node->at.file),
                            node->at.file, node->text);
    return true;
}

static const char *directory_of(struct reading *reading, struct where at)
{
    const char *slash = at.file && at.line > 0 ? strrchr(at.file, '/') : NULL;

    return slash ? arena_text(reading->arena, "%.*s", (int)(slash + 1 - at.file), at.file)
                 : "";
}

/* What a law's values lie between.  A tail that has no end is not held against it: the
 * least value is what counts then. */
static struct range range_of(const struct law *law)
{
    double least = law_least(law), most = law_largest(law);

    return (struct range){least, isinf(most) ? least : most};
}

static bool draws_values(const struct law *law)
{
    return law->kind != LAW_ATTRIBUTE && law->kind != LAW_HALVING &&
           law->kind != LAW_NONE && !law_gives_keys(law);
}

static void say_wrong_law(struct reading *reading, const struct node *node,
                          const char *address, const char *wrong, bool world)
{
    if (world)
        diag_failure(reading->diag, node->at, "%s: %s", address, wrong);
    else
        diag_error(reading->diag, node->at, "%s: \"%s\": %s", address, node->text, wrong);
}

static bool assign_law(struct reading *reading, const struct field *row,
                       const struct node *node, const char *address, struct dist *dist)
{
    bool world = false;
    struct law_reading how = {.unit = row->unit,
                              .directory = directory_of(reading, node->at),
                              .attributes = reading->attributes,
                              .arena = reading->arena,
                              .shelf = reading->shelf,
                              .world = &world};
    const char *wrong;

    if (!reading->laws)
        reading->laws = laws_new(reading->arena);
    how.laws = reading->laws;
    how.allows = (row->flags & FIELD_AT ? LAW_ALLOWS_AT : 0u) |
                 (row->flags & FIELD_HALVING ? LAW_ALLOWS_HALVING : 0u) |
                 (row->flags & FIELD_ITEMS ? LAW_ALLOWS_ITEMS : 0u);
    if (unit_missing(row->unit, node->text))
        return say_unreadable(reading, row, node, address);
    wrong = law_read(&how, node->text, dist);
    if (wrong) {
        say_wrong_law(reading, node, address, wrong, world);
        return false;
    }
    dist->by_try = row->scope == SCOPE_ATTEMPT;
    return !draws_values(&dist->law) ||
           within(reading, row, node, address, range_of(&dist->law));
}

bool field_assign(struct reading *reading, const struct field *row,
                  const struct node *value, const char *address, void *place)
{
    if (!value->text) {
        diag_error(reading->diag, value->at, "%s: one value is wanted, not a %s", address,
                   value->kind == NODE_GROUP ? "group" : "list");
        return false;
    }
    switch (row->kind) {
    case KIND_TIME:
    case KIND_BYTES:
    case KIND_COUNT:
    case KIND_RATE:
    case KIND_SHARE:
    case KIND_FACTOR:
    case KIND_MONEY:
        return assign_number(reading, row, value, address, place);
    case KIND_CHOICE:
        return assign_choice(reading, row, value, address, place);
    case KIND_FLAG:
        return assign_flag(reading, value, address, place);
    case KIND_TEXT:
    case KIND_PATH:
        return assign_text(reading, row, value, address, place);
    case KIND_LAW:
        return assign_law(reading, row, value, address, place);
    case KIND_LINK:
    case KIND_LIST:
    case KIND_TEXTS:
    case KIND_GROUP:
    case KIND_INLINE:
    case KIND_BLOCKS:
    case KIND_CUSTOM:
    case KIND_LATER:
        break;
    }
    assert(false); /* field_read.c's: they are more than one value */
    return false;
}
