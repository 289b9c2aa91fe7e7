/* field_hint.c - what may have been meant by a name that a table does not have. */
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "config/field.h"

/* ---- what others call it ---- */

/* Of "AWS::Lambda::Function SnapStart.ApplyOn" the last word. */
static bool is_property(const char *name, const char *path)
{
    const char *word = path + strlen(path);

    while (word > path && !strchr(" .:", word[-1]))
        word--;
    return strcasecmp(word, name) == 0;
}

bool field_is_called(const struct field *row, const char *name)
{
    return (row->also && text_is_among(name, row->also)) ||
           (row->cloudformation && is_property(name, row->cloudformation));
}

enum { DEEPEST = 2 }; /* groups and lists in one another: steps have steps */

static const char *place_in(struct arena *, const struct field *, const char *name,
                            unsigned depth);

static const char *place_at(const struct field *table, const char *name, bool by_name)
{
    for (const struct field *row = table; row->name; row++) {
        const char *inner =
            row->kind == KIND_INLINE ? place_at(row->of, name, by_name) : NULL;
        if (inner)
            return inner;
        if (row->kind != KIND_INLINE && row->kind != KIND_LATER &&
            (field_is_called(row, name) || (by_name && strcmp(row->name, name) == 0)))
            return row->name;
    }
    return NULL;
}

static const char *place_inside(struct arena *arena, const struct field *table,
                                const char *name, unsigned depth)
{
    for (const struct field *row = table; row->name; row++) {
        const char *inner = NULL;
        if (row->kind == KIND_INLINE)
            inner = place_inside(arena, row->of, name, depth);
        else if (row->of)
            inner = place_in(arena, row->of, name, depth + 1);
        if (inner)
            return row->kind == KIND_INLINE
                       ? inner
                       : arena_text(arena, "%s.%s", row->name, inner);
    }
    return NULL;
}

/* The table's own rows first: of them the name is no row's, else it would be known. */
static const char *place_in(struct arena *arena, const struct field *table,
                            const char *name, unsigned depth)
{
    const char *here = place_at(table, name, depth > 0);

    if (here || depth == DEEPEST)
        return here;
    return place_inside(arena, table, name, depth);
}

const char *field_place(struct arena *arena, const struct field *table, const char *name)
{
    return place_in(arena, table, name, 0);
}

/* ---- what is spelled alike ---- */

/* The names of a table, INLINE ones too: number i of those still to come, else NULL. */
static const char *name_at(const struct field *table, size_t *i)
{
    for (const struct field *row = table; row->name; row++) {
        if (row->kind == KIND_INLINE) {
            const char *inner = name_at(row->of, i);
            if (inner)
                return inner;
        } else if ((*i)-- == 0) {
            return row->name;
        }
    }
    return NULL;
}

static const char *next_name(const void *ctx, size_t i)
{
    return name_at(ctx, &i);
}

struct beginnings { /* first words of names: memory of memory_size */
    const struct field *table;
    struct arena *arena;
};

static const char *next_beginning(const void *ctx, size_t i)
{
    const struct beginnings *all = ctx;
    const char *name = name_at(all->table, &i);

    return name ? arena_text(all->arena, "%.*s", (int)strcspn(name, "_"), name) : NULL;
}

const char *field_hint(struct arena *arena, const struct field *table, const char *name)
{
    struct beginnings all = {table, arena};
    const char *guess = field_place(arena, table, name), *word;

    if (!guess)
        guess = text_nearest_of(name, next_name, table);
    if (!guess) {
        const char *begin = text_nearest_of(name, next_beginning, &all);
        for (size_t i = 0; begin && (word = next_name(table, i)); i++) {
            size_t length = strlen(begin);
            if (strncmp(word, begin, length) == 0 &&
                (word[length] == '_' || word[length] == '\0')) {
                guess = word;
                break;
            }
        }
    }
    return guess ? arena_text(arena, "; did you mean %s?", guess) : "";
}
