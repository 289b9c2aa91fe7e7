/* law_text.c - how laws are written:
 *
 *     law  = ["CONST +"] form [" at SIZE"]
 *     form = quantity | word | word(argument, ..)
 *     argument = [name =] text; any form takes min= and max=
 */
#include "config/law_text.h"

#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <string.h>

#include "base/text.h"
#include "config/law_words.h"

enum { DEEPEST = 8, LONGEST = 4096 };

bool law_wrong(struct law_reader *reader, const char *fmt, ...)
{
    struct text text = {0};
    va_list ap;

    if (reader->wrong)
        return false;
    va_start(ap, fmt);
    text_add_list(&text, fmt, ap);
    va_end(ap);
    reader->wrong = arena_text(reader->how->arena, "%s", text_of(&text));
    text_free(&text);
    return false;
}

size_t attribute_index(struct attributes *all, const char *name, struct arena *arena)
{
    for (size_t i = 0; i < all->count; i++)
        if (strcmp(all->name[i], name) == 0)
            return i;
    if (all->count == all->room) {
        size_t room = all->room ? 2 * all->room : 8;
        const char **more = arena_get(arena, room * sizeof *more);
        if (all->count)
            memcpy(more, all->name, all->count * sizeof *more);
        all->name = more;
        all->room = room;
    }
    all->name[all->count] = arena_text(arena, "%s", name);
    return all->count++;
}

/* A piece of the text without the blanks around it. */
static const char *trimmed(struct law_reader *reader, const char *from, const char *to)
{
    while (from < to && isspace((unsigned char)*from))
        from++;
    while (to > from && isspace((unsigned char)to[-1]))
        to--;
    return arena_text(reader->how->arena, "%.*s", (int)(to - from), from);
}

static bool reads_as(enum unit unit, const char *text, double *value)
{
    if (unit == UNIT_COUNT)
        return unit_read(UNIT_COUNT, text, value) || unit_read(UNIT_FACTOR, text, value);
    return unit_read(unit, text, value);
}

/* Of an attribute's law: the unit is what the text says. */
static bool read_any(struct law_reader *reader, const char *text, double *value)
{
    static const enum unit tried[] = {UNIT_SHARE, UNIT_COUNT, UNIT_TIME,
                                      UNIT_BYTES, UNIT_RATE,  UNIT_MONEY};

    for (size_t i = 0; i < sizeof tried / sizeof *tried; i++) {
        enum unit unit = i < 2 ? UNIT_FACTOR : tried[i];
        if (!unit_read(tried[i], text, value))
            continue;
        if (reader->found == UNIT_KEY && unit == UNIT_FACTOR)
            return true; /* constant(0) among key laws */
        if (reader->found != UNIT_ANY && reader->found != unit)
            return law_wrong(reader, "%s is not %s as the rest is", text,
                             unit_wanted(reader->found));
        reader->found = unit;
        return true;
    }
    return false;
}

/* With the unit of a later argument, if it takes one, or as it stands. */
static bool read_quantity(struct law_reader *reader, const char *text, const char *unit,
                          double *value)
{
    enum unit wanted = reader->how->unit;
    const char *whole = unit ? arena_text(reader->how->arena, "%s %s", text, unit) : text;

    if (wanted == UNIT_ANY)
        return read_any(reader, whole, value);
    return reads_as(wanted, whole, value) || (unit && reads_as(wanted, text, value));
}

bool law_quantity(struct law_reader *reader, const char *text, const char *unit,
                  double *value)
{
    enum unit wanted = reader->how->unit;
    const char *missing = unit_missing(wanted, text);

    if (!read_quantity(reader, text, unit, value)) {
        if (missing)
            return law_wrong(reader, "%s has no unit: write %s%s", text, text, missing);
        return law_wrong(reader, "\"%s\" is not %s", text, unit_wanted(wanted));
    }
    if (signbit(*value))
        return law_wrong(reader, "%s is negative", text);
    if (wanted == UNIT_TIME && *value > (double)LAW_LONGEST)
        return law_wrong(reader, "%s is more than 100 years", text);
    return true;
}

/* The first of `marks` outside of brackets, or the end. */
static const char *outside(const char *text, const char *marks)
{
    int depth = 0;

    for (; *text; text++) {
        if (depth == 0 && strchr(marks, *text))
            break;
        depth += (*text == '(') - (*text == ')');
    }
    return text;
}

struct law_argument *law_argument(struct law_arguments *arguments, const char *name)
{
    for (size_t i = 0; i < arguments->count; i++)
        if (arguments->all[i].name && strcmp(arguments->all[i].name, name) == 0)
            return &arguments->all[i];
    return NULL;
}

struct law_argument *law_argument_at(struct law_arguments *arguments, size_t place)
{
    for (size_t i = 0; i < arguments->count; i++)
        if (!arguments->all[i].name && place-- == 0)
            return &arguments->all[i];
    return NULL;
}

static bool add_argument(struct law_arguments *arguments, const char *from,
                         const char *to)
{
    struct law_reader *reader = arguments->reader;
    struct law_argument argument = {0};
    const char *stop = from + strspn(from, " \t\n");
    size_t length = strspn(stop, "abcdefghijklmnopqrstuvwxyz_0123456789.");
    const char *equals = stop + length + strspn(stop + length, " \t\n");

    if (length && isalpha((unsigned char)*stop) && *equals == '=' && equals < to) {
        argument.name = trimmed(reader, stop, stop + length);
        from = equals + 1;
    }
    argument.text = trimmed(reader, from, to);
    if (!*argument.text)
        return law_wrong(reader, "an argument of %s is empty", arguments->word->name);
    if (argument.name && law_argument(arguments, argument.name))
        return law_wrong(reader, "%s is given twice", argument.name);
    if (arguments->count == LAW_ARGUMENTS)
        return law_wrong(reader, "more than %d arguments", LAW_ARGUMENTS);
    arguments->all[arguments->count++] = argument;
    return true;
}

/* The unit alone that ends a quantity of one number: "ms" of "5 ms"; NULL: none. */
static const char *unit_at_end(const char *text)
{
    size_t number = strspn(text, "0123456789.eE+-");
    const char *unit = text + number + strspn(text + number, " ");

    if (number == 0 || !isalpha((unsigned char)*unit) || strpbrk(unit, "0123456789("))
        return NULL;
    return unit;
}

/* "uniform(2, 5 ms)": a bare number takes the unit of the next one that has one. */
static void share_units(struct law_arguments *arguments)
{
    const char *unit = NULL;

    for (size_t i = arguments->count; i-- > 0;) {
        struct law_argument *argument = &arguments->all[i];
        const char *own = unit_at_end(argument->text);
        if (own)
            unit = own;
        else if (argument->text[strspn(argument->text, "0123456789.eE+-")] == '\0')
            argument->unit = unit;
    }
}

static const char *hint(struct law_reader *reader, const char *word,
                        const char *const *words)
{
    const char *guess = text_nearest(word, words);

    return guess ? arena_text(reader->how->arena, "; did you mean %s?", guess) : "";
}

/* A law by another name than ours is best looked up. */
static const char *law_meant(struct law_reader *reader, const char *word,
                             const char *const *words)
{
    const char *meant = hint(reader, word, words);

    return *meant ? meant : "; headroom help laws lists them";
}

static bool bounds_of(struct law_arguments *arguments, double *min, double *max)
{
    struct law_argument *least = law_argument(arguments, "min");
    struct law_argument *most = law_argument(arguments, "max");
    bool good = true;

    *min = strcmp(arguments->word->name, "normal") == 0 ? 0 : -INFINITY;
    *max = INFINITY;
    if (least && !least->used)
        good = law_quantity(arguments->reader, least->text, least->unit, min);
    if (most && !most->used && good)
        good = law_quantity(arguments->reader, most->text, most->unit, max);
    if (least)
        least->used = true;
    if (most)
        most->used = true;
    return good;
}

static bool all_used(struct law_arguments *arguments)
{
    for (size_t i = 0; i < arguments->count; i++) {
        const struct law_argument *argument = &arguments->all[i];
        if (argument->used)
            continue;
        if (argument->name)
            return law_wrong(
                arguments->reader, "%s takes no %s here%s", arguments->word->name,
                argument->name,
                hint(arguments->reader, argument->name, arguments->word->names));
        return law_wrong(arguments->reader, "%s does not know what to do with \"%s\"",
                         arguments->word->name, argument->text);
    }
    return true;
}

static bool fits(struct law_reader *reader, const struct law_word *word,
                 const struct law *law)
{
    enum unit unit = reader->how->unit;
    bool keys = law_gives_keys(law);

    if (unit == UNIT_ANY && keys)
        reader->found = UNIT_KEY;
    if (unit == UNIT_ANY || law->kind == LAW_ATTRIBUTE)
        return true;
    if (unit == UNIT_KEY && !keys && law->kind != LAW_CONSTANT)
        return law_wrong(reader,
                         "%s gives no keys; uniform(n=..), zipf(s=.., n=..), "
                         "sequential, constant(k) and mixtures of them do",
                         word->name);
    if (unit != UNIT_KEY && keys)
        return law_wrong(reader, "%s gives keys, not %s", word->name, unit_wanted(unit));
    return true;
}

static bool make(struct law_arguments *arguments, struct law *law)
{
    struct law_reader *reader = arguments->reader;
    const char *wrong = NULL;
    double min, max;
    struct law whole;

    share_units(arguments);
    if (!arguments->word->make(arguments, &whole) || !bounds_of(arguments, &min, &max) ||
        !all_used(arguments) || !fits(reader, arguments->word, &whole))
        return false;
    *law = whole;
    if (!isinf(min) || !isinf(max))
        wrong = law_truncate(reader->how->laws, law, &whole, min, max);
    return wrong ? law_wrong(reader, "%s", wrong) : true;
}

/* word or word(argument, ..), all of the text. */
static bool parse_word(struct law_reader *reader, const char *text, struct law *law)
{
    struct arena *arena = reader->how->arena;
    size_t length = strspn(text, "abcdefghijklmnopqrstuvwxyz_");
    const char *name = arena_text(arena, "%.*s", (int)length, text);
    const char *at = text + length + strspn(text + length, " \t\n"), *stop;
    struct law_arguments *arguments;

    if (length == 0 || (*at && *at != '('))
        return law_wrong(reader, "\"%s\" is neither %s nor a law", text,
                         unit_wanted(reader->how->unit));
    arguments = arena_get(arena, sizeof *arguments);
    arguments->reader = reader;
    arguments->word = law_word_find(name);
    if (!arguments->word)
        return law_wrong(reader, "no law named %s%s", name,
                         law_meant(reader, name, law_word_names(arena)));
    if (*at == '(') {
        do {
            stop = outside(++at, ",)");
            if (!*stop)
                return law_wrong(reader, "a \")\" is missing");
            if (!add_argument(arguments, at, stop))
                return false;
            at = stop;
        } while (*stop == ',');
        if (stop[1 + strspn(stop + 1, " \t\n")])
            return law_wrong(reader, "\"%s\" behind the law means nothing", stop + 1);
    }
    return make(arguments, law);
}

/* The + of "CONST + form": outside of brackets, and no power of ten's. */
static const char *plus_in(const char *text)
{
    const char *at = text;

    for (;;) {
        at = outside(at, "+");
        if (!*at || at == text)
            return NULL;
        if ((at[-1] != 'e' && at[-1] != 'E') || at - 1 == text ||
            !(isdigit((unsigned char)at[-2]) || at[-2] == '.'))
            return at;
        at++;
    }
}

static bool parse_shifted(struct law_reader *reader, const char *text, const char *plus,
                          struct law *law)
{
    double offset;
    const char *rest = plus + 1 + strspn(plus + 1, " \t\n");

    if (!law_quantity(reader, trimmed(reader, text, plus), NULL, &offset) ||
        !law_parse(reader, rest, law))
        return false;
    if (law_gives_keys(law) || law->kind == LAW_HALVING)
        return law_wrong(reader, "nothing can be added to \"%s\"", rest);
    *law = law_shifted(*law, offset);
    return true;
}

bool law_parse(struct law_reader *reader, const char *text, struct law *law)
{
    const char *plus = plus_in(text);
    double value;
    bool good;

    if (++reader->depth > DEEPEST)
        return law_wrong(reader, "nested more than %d laws deep", DEEPEST);
    text += strspn(text, " \t\n");
    if (plus) {
        good = parse_shifted(reader, text, plus, law);
    } else if (isalpha((unsigned char)*text)) {
        good = parse_word(reader, text, law);
    } else {
        good = law_quantity(reader, text, NULL, &value);
        if (good)
            *law = law_constant(value);
    }
    reader->depth--;
    return good;
}

/* "LAW at 512 MB": cuts the size off. */
static bool take_at(struct law_reader *reader, const char **text, struct dist *dist)
{
    const char *at = NULL, *size;
    double bytes;
    int depth = 0;

    for (const char *c = *text; *c; c++) {
        depth += (*c == '(') - (*c == ')');
        if (depth == 0 && c > *text && strncmp(c, "at ", 3) == 0 &&
            (c[-1] == ' ' || c[-1] == ')'))
            at = c;
    }
    if (!at)
        return true;
    if (!(reader->how->allows & LAW_ALLOWS_AT))
        return law_wrong(reader, "\"%s\" means nothing here", at);
    size = trimmed(reader, at + 3, at + strlen(at));
    if (!unit_read(UNIT_BYTES, size, &bytes) || bytes < 1 || bytes > 0x1p50)
        return law_wrong(reader, "\"%s\" is not a memory size such as 512 MB", size);
    dist->at_bytes = (int64_t)bytes;
    *text = trimmed(reader, *text, at);
    return true;
}

/* 1.5 things are one or two, 1.5 on average; 1.5 is no key.  Why it cannot be, or NULL.
 */
static const char *suit_unit(const struct law_reading *how, struct law *law)
{
    double least = floor(law->at), over = law->at - least;
    struct law_share parts[] = {{1 - over, law_constant(least)},
                                {over, law_constant(least + 1)}};

    if (law->kind != LAW_CONSTANT)
        return NULL;
    if (how->unit == UNIT_KEY)
        return law_no_key(law);
    return how->unit == UNIT_COUNT && over > 0 ? law_mixture(how->laws, law, parts, 2)
                                               : NULL;
}

const char *law_read(const struct law_reading *how, const char *text, struct dist *dist)
{
    struct law_reader reader = {.how = how, .found = UNIT_ANY};
    struct dist read = {.unit = how->unit};
    const char *wrong;

    if (strlen(text) > LONGEST)
        return "longer than any law need be";
    text = trimmed(&reader, text, text + strlen(text));
    if (!*text)
        return "a law is wanted";
    if ((how->allows & LAW_ALLOWS_ITEMS) && strcmp(text, "items") == 0) {
        read.items = true;
        read.law = law_constant(1);
    } else if (!take_at(&reader, &text, &read) || !law_parse(&reader, text, &read.law)) {
        return reader.wrong;
    }
    wrong = suit_unit(how, &read.law);
    if (wrong)
        return wrong;
    if (how->unit == UNIT_ANY)
        read.unit = reader.found == UNIT_ANY ? UNIT_FACTOR : reader.found;
    read.by_try = dist->by_try;
    *dist = read;
    return NULL;
}
