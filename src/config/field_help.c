/* field_help.c - rows in words: `headroom help lambda`, `headroom help
 * lambda.memory_size`.
 */
#include <assert.h>
#include <string.h>

#include "base/text.h"
#include "config/field.h"

enum { COLUMNS = 80, LABEL = 18 };

/* The text in lines of at most COLUMNS; the first begins at column `at`, which is where
 * the cursor is, the others at `indent`. */
static void wrap(FILE *out, const char *text, size_t at, size_t indent)
{
    bool begun = false;

    while (*(text += strspn(text, " "))) {
        char word[256];
        size_t length = strcspn(text, " "), width;
        if (length >= sizeof word)
            length = sizeof word - 1;
        memcpy(word, text, length);
        word[length] = '\0';
        width = text_columns(word);
        if (begun && at + 1 + width > COLUMNS) {
            fprintf(out, "\n%*s", (int)indent, "");
            at = indent;
        } else if (begun) {
            fputc(' ', out);
            at++;
        }
        fputs(word, out);
        at += width;
        begun = true;
        text += length;
    }
    fputc('\n', out);
}

void field_help_line(FILE *out, const char *label, const char *text)
{
    fprintf(out, "  %-*s", LABEL - 2, label);
    wrap(out, text, LABEL, LABEL);
}

static void add_choices(struct text *text, const struct field *row)
{
    text_add(text, "one of");
    for (size_t i = 0; row->choices[i]; i++)
        text_add(text, "%s \"%s\"", i ? "," : "", row->choices[i]);
}

static void add_law(struct text *text, const struct field *row)
{
    static const char *const example[] = {
        [UNIT_TIME] = "lognormal(p50=80 ms, p99=400 ms)",
        [UNIT_BYTES] = "lognormal(p50=2 KB, p99=14 KB)",
        [UNIT_COUNT] = "uniform(1, 25)",
        [UNIT_RATE] = "uniform(10/s, 20/s)",
        [UNIT_SHARE] = "0.5 %",
        [UNIT_FACTOR] = "uniform(0.9, 1.1)",
        [UNIT_MONEY] = "0.02 USD",
        [UNIT_KEY] = "zipf(s=0.9, n=2M)",
        [UNIT_ANY] = "lognormal(p50=2 KB, p99=14 KB)",
    };

    text_add(text, "a law such as \"%s\"", example[row->unit]);
    if (row->unit == UNIT_COUNT)
        text_add(text, ", or a number; of 1.5 it is 1 or 2, 1.5 on average");
    if (row->flags & FIELD_AT)
        text_add(text, ", also \"LAW at 512 MB\"");
    if (row->flags & FIELD_HALVING)
        text_add(text, ", also \"halving(380 s)\"");
    if (row->flags & FIELD_ITEMS)
        text_add(text, ", also \"items\"");
}

static const char *article_of(enum kind kind)
{
    switch (kind) {
    case KIND_FLAG:
        return "true or false";
    case KIND_TEXT:
        return "a text in quotes";
    case KIND_PATH:
        return "a file, from the directory of the file that names it";
    case KIND_LINK:
        return "another resource's address such as \"dynamodb.orders\"";
    case KIND_LIST:
        return "a list of groups: ( { .. }, { .. } )";
    case KIND_TEXTS:
        return "a text, or a list of texts: ( \"..\", \"..\" )";
    case KIND_GROUP:
        return "a group: { .. }";
    case KIND_BLOCKS:
        return "a list of steps' lists: ( ( { .. } ), ( { .. } ) )";
    case KIND_LATER:
        return "not built yet";
    case KIND_CUSTOM:
        return "a group { .. }, or a name in quotes";
    default:
        return NULL;
    }
}

static void add_kind(struct text *text, const struct field *row)
{
    if (row->kind == KIND_CHOICE)
        add_choices(text, row);
    else if (row->kind == KIND_LAW)
        add_law(text, row);
    else if (article_of(row->kind))
        text_add(text, "%s", article_of(row->kind));
    else
        text_add(text, "%s", unit_wanted(field_unit(row)));
}

static const char *fallback_of(const struct field *row)
{
    bool is_many = row->kind == KIND_LIST || row->kind == KIND_BLOCKS ||
                   row->kind == KIND_TEXTS || row->kind == KIND_GROUP;

    if (!row->fallback)
        return "none: the scenario gives it, or the profile";
    if (strcmp(row->fallback, "-") == 0)
        return "none: it may be left out";
    return !*row->fallback && is_many ? "empty" : row->fallback;
}

static void help_bounds(FILE *out, const struct field *row)
{
    struct text text = {0};

    if (!row->min && !row->max)
        return;
    text_add(&text, "%s%s%s", row->min ? row->min : "",
             row->min && row->max ? " to " : "", row->max ? row->max : "");
    field_help_line(out,
                    row->max && row->min ? "bounds"
                    : row->min           ? "at least"
                                         : "at most",
                    text_of(&text));
    text_free(&text);
}

static void help_flags(FILE *out, const struct field *row)
{
    if (row->kind == KIND_LAW && row->scope == SCOPE_REQUEST)
        field_help_line(out, "drawn", "once for each request, the same on every retry");
    else if (row->kind == KIND_LAW)
        field_help_line(out, "drawn", "anew for each attempt");
    if (row->flags & FIELD_MAY_CHANGE)
        field_help_line(out, "timeline", "may change while running");
    if (row->flags & FIELD_KEY)
        field_help_line(out, "key", "names the element of its list: [..] in addresses");
}

void field_help_row(FILE *out, const struct field *row, const char *address)
{
    struct text text = {0};

    assert(row->kind != KIND_INLINE);
    fprintf(out, "%s\n  ", address);
    wrap(out, row->help, 2, 2);
    add_kind(&text, row);
    field_help_line(out, "value", text_of(&text));
    text_free(&text);
    if (row->kind != KIND_LATER)
        field_help_line(out, "default", fallback_of(row));
    help_bounds(out, row);
    help_flags(out, row);
    if (row->also)
        field_help_line(out, "others say", row->also);
    if (row->cloudformation)
        field_help_line(out, "CloudFormation", row->cloudformation);
    if (row->source)
        field_help_line(out, "source", row->source);
}

static void list_rows(FILE *out, const struct field *table)
{
    for (const struct field *row = table; row->name; row++) {
        if (row->kind == KIND_INLINE) {
            list_rows(out, row->of);
            continue;
        }
        struct text text = {0};
        text_add(&text, "%s", row->help);
        if (row->kind == KIND_LATER)
            text_add(&text, " (not built yet)");
        else if (!row->fallback)
            text_add(&text, " (to be given)");
        else if (*row->fallback && strcmp(row->fallback, "-") != 0)
            text_add(&text, " (%s)", row->fallback);
        fprintf(out, "  %s\n      ", row->name);
        wrap(out, text_of(&text), 6, 6);
        text_free(&text);
    }
}

void field_help(FILE *out, const struct field *table, const char *prefix)
{
    list_rows(out, table);
    fprintf(out, "\nheadroom help %s.SETTING tells more of one.\n", prefix);
}
