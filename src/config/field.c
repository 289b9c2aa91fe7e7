#include "config/field.h"

#include <string.h>

#include "base/text.h"

const struct field *field_seek(const struct field *table, const char *name, size_t *at)
{
    for (const struct field *row = table; row->name; row++) {
        const struct field *inner;
        if (row->kind != KIND_INLINE) {
            if (strcmp(row->name, name) != 0)
                continue;
            *at += row->at;
            return row;
        }
        size_t deeper = *at + row->at;
        inner = field_seek(row->of, name, &deeper);
        if (inner) {
            *at = deeper;
            return inner;
        }
    }
    return NULL;
}

const struct field *field_find(const struct field *table, const char *name)
{
    size_t at = 0;

    return field_seek(table, name, &at);
}

const struct field *field_key(const struct field *table)
{
    for (const struct field *row = table; row->name; row++) {
        const struct field *inner = row->kind == KIND_INLINE ? field_key(row->of) : NULL;
        if (inner || (row->flags & FIELD_KEY))
            return inner ? inner : row;
    }
    return NULL;
}

const char *field_element_name(struct arena *arena, const struct field *table,
                               const struct node *element, size_t ordinal)
{
    const struct field *key = field_key(table);
    const struct node *said =
        key && element->kind == NODE_GROUP ? node_member(element, key->name) : NULL;

    return said && said->text ? said->text : arena_text(arena, "%zu", ordinal);
}

static void copy_inside(struct arena *arena, const struct field *table, char *to)
{
    for (const struct field *row = table; row->name; row++) {
        struct list *list = (struct list *)(to + row->at);
        if (row->kind == KIND_GROUP || row->kind == KIND_INLINE) {
            copy_inside(arena, row->of, to + row->at);
        } else if ((row->kind == KIND_LIST || row->kind == KIND_BLOCKS) && list->count) {
            char *copy = arena_copy(arena, list->element, list->count * row->size);
            list->element = copy;
            for (size_t i = 0; i < list->count; i++)
                copy_inside(arena, row->of, copy + i * row->size);
        }
    }
}

void field_copy(struct arena *arena, const struct field *table, void *to,
                const void *from, size_t size)
{
    memcpy(to, from, size);
    copy_inside(arena, table, to);
}
