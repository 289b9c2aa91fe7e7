#include "study/limit_setting.h"

#include <string.h>

#include "config/address.h"

/* The table that the address is walked in: of the owner, or of the model's account. */
static const struct field *table_of(const struct graph *g, const struct limit_name *limit,
                                    const char *model)
{
    if (limit->owner)
        return limit->owner->model->fields;
    for (size_t i = 0; i < g->accounts; i++)
        if (strcmp(g->account[i].model->name, model) == 0)
            return g->account[i].model->account_fields;
    return NULL;
}

const struct field *limit_setting(const struct graph *g, const struct limit_name *limit,
                                  struct arena *arena)
{
    struct address a;
    const struct field *table, *row = NULL;

    if (!address_split(limit->address, arena, &a) || a.words < 3)
        return NULL;
    table = table_of(g, limit, a.word[1].name);
    for (size_t i = 2; i < a.words; i++) {
        row = table ? field_find(table, a.word[i].name) : NULL;
        table = row ? row->of : NULL;
    }
    return row;
}
