/* vary.c - the text of an axis: address, then values.
 *
 * split at commas outside brackets -> one word with ".." is a range -> the unit of the
 * last stands for all -> each value is one assignment. */
#include "study/vary.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "config/address.h"

struct varying {
    const char *text, *address;
    struct where at;
    struct arena *arena;
    struct sweep_axis *axis;
    struct diag *diag;
};

#define WRONG(v, ...) (diag_error((v)->diag, (v)->at, __VA_ARGS__), false)

/* ---- which settings ---- */

static bool changes_shape(const struct address *a)
{
    static const char *const names[] = {"duration",   "period",    "replications", "seed",
                                        "confidence", "precision", "drain",        NULL};

    return a->words == 2 && strcmp(a->word[0].name, "run") == 0 &&
           text_is_one_of(a->word[1].name, names);
}

static bool row_allowed(const struct varying *v, const struct field *row)
{
    switch (row->kind) {
    case KIND_LINK:
        return WRONG(v, "%s is a link: an axis may not change who calls whom",
                     v->address);
    case KIND_LIST:
    case KIND_BLOCKS:
    case KIND_GROUP:
    case KIND_TEXTS:
    case KIND_INLINE:
        return WRONG(v,
                     "%s is no single setting: an axis may not change how long a list is",
                     v->address);
    case KIND_LATER:
        return WRONG(v, "%s is not built yet", v->address);
    default:
        return true;
    }
}

static bool address_allowed(const struct varying *v, const struct field **row)
{
    struct address address;

    if (!address_split(v->address, v->arena, &address))
        return WRONG(v, "%s: is no address", v->address);
    if (changes_shape(&address))
        return WRONG(v,
                     "%s may not be an axis: it changes the shape of the result, or "
                     "which runs are compared; --%s sets it for all points",
                     v->address, address.word[1].name);
    *row = scenario_row(&address);
    return !*row || row_allowed(v, *row);
}

bool vary_may_differ(const char *set, struct where at, struct arena *arena,
                     struct diag *diag)
{
    struct varying v = {.text = set, .at = at, .arena = arena, .diag = diag};
    struct address address;
    const char *value;

    if (!address_value(set, arena, &v.address, &value) ||
        !address_split(v.address, arena, &address) || !changes_shape(&address))
        return true; /* else it will be refused as no setting */
    return WRONG(&v,
                 "%s may not differ: it changes the shape of the result, or which runs "
                 "are compared; --%s sets it for both",
                 v.address, address.word[1].name);
}

bool vary_allowed(const char *set, struct where at, struct arena *arena,
                  struct diag *diag)
{
    struct varying v = {.text = set, .at = at, .arena = arena, .diag = diag};
    const struct field *row;
    const char *value;

    if (!address_value(set, arena, &v.address, &value))
        return WRONG(&v, "%s: ADDRESS=VALUE is wanted", set);
    return address_allowed(&v, &row);
}

const char *vary_coordinate(const char *name, struct arena *arena)
{
    struct text text = {0};

    for (; *name; name++)
        if (isalnum((unsigned char)*name))
            text_add_bytes(&text, name, 1);
        else if (text.length > 0 && text.bytes[text.length - 1] != '_')
            text_add(&text, "_");
    while (text.length > 0 && text.bytes[text.length - 1] == '_')
        text.bytes[--text.length] = '\0';
    const char *made =
        arena_text(arena, "%s%s", isdigit(*text_of(&text)) ? "_" : "", text_of(&text));
    text_free(&text);
    return made;
}

/* ---- numbers and units ---- */

/* What stands behind a number: " MB"; NULL: it does not begin with one. */
static const char *unit_behind(const char *word)
{
    char *end;

    if (!isdigit((unsigned char)*word) && *word != '.' && *word != '-')
        return NULL;
    strtod(word, &end);
    return end == word ? NULL : end;
}

static bool is_bare(const char *word)
{
    const char *unit = unit_behind(word);

    return unit && !*unit;
}

static const char *with_unit(const struct varying *v, const char *word, const char *unit)
{
    if (!unit || !*unit || !is_bare(word))
        return word;
    return arena_text(v->arena, "%s%s%s", word, isalpha((unsigned char)*unit) ? " " : "",
                      unit);
}

static double base_value(const struct varying *v, const char *text)
{
    double value;

    return v->axis->row && unit_read(field_unit(v->axis->row), text, &value) ? value
                                                                             : NAN;
}

static bool is_number(const struct field *row)
{
    return row && row->kind <= KIND_MONEY;
}

/* As files have it: seconds, bytes, plain numbers. */
static const char *units_of(const struct field *row, double *scale)
{
    *scale = row->kind == KIND_TIME ? 1e9 : 1;
    return row->kind == KIND_TIME    ? "s"
           : row->kind == KIND_BYTES ? "By"
           : row->kind == KIND_MONEY ? "USD"
                                     : "1";
}

static void add_value(const struct varying *v, const char *label)
{
    struct sweep_axis *axis = v->axis;
    const char **set = arena_get(v->arena, sizeof *set);
    const char *unit = unit_behind(label);
    double scale = 1;

    if (axis->units && unit && isalpha((unsigned char)*unit)) /* 256MB */
        label = arena_text(v->arena, "%.*s %s", (int)(unit - label), label, unit);

    if (axis->units)
        units_of(axis->row, &scale);
    *set = arena_text(v->arena, "%s=%s", v->address, label);
    axis->value = arena_room(v->arena, axis->value, axis->values, sizeof *axis->value);
    axis->value[axis->values++] =
        (struct sweep_value){.label = label,
                             .value = axis->units ? base_value(v, label) / scale : NAN,
                             .set = set,
                             .sets = 1};
}

/* ---- LO..HI ---- */

struct range {
    const char *unit;
    double low, high, step; /* of the unit */
    bool times;
};

static bool in_unit(const struct varying *v, const char *word, const char *unit,
                    double *value)
{
    double one = base_value(v, arena_text(v->arena, "1%s", unit));
    double base = base_value(v, with_unit(v, word, unit));

    *value = base / one;
    return isfinite(*value) || WRONG(v, "%s: \"%s\" is not %s", v->text, word,
                                     unit_wanted(field_unit(v->axis->row)));
}

static bool read_step(const struct varying *v, const char *step, struct range *r)
{
    char *end;

    r->times = *step == 'x';
    if (!r->times && !in_unit(v, step, r->unit, &r->step))
        return false;
    if (r->times)
        r->step = strtod(step + 1, &end);
    if (r->times && (end == step + 1 || *end))
        return WRONG(v, "%s: \"%s\" is not a factor such as x2", v->text, step);
    if (!(r->step > (r->times ? 1 : 0)) || (r->times && r->low <= 0))
        return WRONG(v, "%s: a step of %s goes nowhere", v->text, step);
    return true;
}

static bool read_range(const struct varying *v, const char *word, const char *dots,
                       struct range *r)
{
    const char *colon = strchr(dots, ':');
    const char *low = arena_text(v->arena, "%.*s", (int)(dots - word), word);
    const char *high =
        !colon ? dots + 2
               : arena_text(v->arena, "%.*s", (int)(colon - dots - 2), dots + 2);

    if (!is_number(v->axis->row))
        return WRONG(v, "%s: only numbers have ranges; name the values", v->text);
    r->unit = unit_behind(high);
    if (!r->unit)
        return WRONG(v, "%s: \"%s\" is no number", v->text, high);
    v->axis->range = !colon;
    r->step = 1;
    if (!in_unit(v, low, r->unit, &r->low) || !in_unit(v, high, r->unit, &r->high) ||
        (colon && !read_step(v, colon + 1, r)))
        return false;
    if (!(r->low < r->high))
        return WRONG(v, "%s: %s is not below %s", v->text, low, high);
    if (v->axis->range && (floor(r->low) != r->low || floor(r->high) != r->high))
        return WRONG(v, "%s: whole numbers are wanted, or a step", v->text);
    return true;
}

static bool add_range(const struct varying *v, const char *word, const char *dots)
{
    struct range r = {.unit = ""};

    if (!read_range(v, word, dots, &r))
        return false;
    double most = r.high * (1 + 1e-12);
    for (size_t i = 0;; i++) {
        double x = r.times ? r.low * pow(r.step, (double)i) : r.low + r.step * (double)i;
        if (x > most)
            return true;
        if (i >= VARY_MOST)
            return WRONG(v, "%s: more than %d values", v->text, VARY_MOST);
        add_value(v, with_unit(v, arena_text(v->arena, "%.12g", x), r.unit));
    }
}

/* ---- V,V ---- */

/* Length up to a comma outside brackets. */
static size_t word_length(const char *text)
{
    size_t i = 0, depth = 0;

    for (; text[i] && (depth > 0 || text[i] != ','); i++)
        depth += text[i] == '(' || text[i] == '['                  ? 1
                 : (text[i] == ')' || text[i] == ']') && depth > 0 ? (size_t)-1
                                                                   : 0;
    return i;
}

static const char *trimmed(const struct varying *v, const char *word, size_t length)
{
    for (; length > 0 && *word == ' '; word++)
        length--;
    while (length > 0 && word[length - 1] == ' ')
        length--;
    return arena_text(v->arena, "%.*s", (int)length, word);
}

static bool add_words(const struct varying *v, const char *values)
{
    const char **word = NULL, *unit, *dots;
    size_t words = 0;

    for (const char *at = values;; at++) {
        size_t length = word_length(at);
        word = arena_room(v->arena, word, words, sizeof *word);
        word[words++] = trimmed(v, at, length);
        if (!*word[words - 1])
            return WRONG(v, "%s: a value is missing", v->text);
        at += length;
        if (!*at)
            break;
    }
    dots = strstr(word[0], "..");
    if (words == 1 && dots && unit_behind(word[0]))
        return add_range(v, word[0], dots);
    unit = unit_behind(word[words - 1]);
    for (size_t i = 0; i < words; i++)
        add_value(v, with_unit(v, word[i], unit));
    return true;
}

static bool all_differ(const struct varying *v)
{
    for (size_t i = 0; i < v->axis->values; i++)
        for (size_t k = 0; k < i && v->axis->values < 1000; k++)
            if (strcmp(v->axis->value[i].label, v->axis->value[k].label) == 0)
                return WRONG(v, "%s: %s stands there twice", v->text,
                             v->axis->value[i].label);
    return true;
}

bool vary_read(const char *text, struct where at, struct arena *arena,
               struct sweep_axis *axis, struct diag *diag)
{
    struct varying v = {
        .text = text, .at = at, .arena = arena, .axis = axis, .diag = diag};
    const char *values;
    double scale;

    *axis = (struct sweep_axis){0};
    if (!address_value(text, arena, &v.address, &values))
        return WRONG(&v, "%s: ADDRESS=V,V or ADDRESS=LO..HI is wanted", text);
    if (!address_allowed(&v, &axis->row))
        return false;
    axis->name = v.address;
    axis->coordinate = vary_coordinate(v.address, arena);
    axis->units = is_number(axis->row) ? units_of(axis->row, &scale) : NULL;
    return add_words(&v, values) && all_differ(&v);
}
