/* help_names.c - everything that the tables name: settings, metrics and limits. */
#include <string.h>

#include "cmd/help.h"
#include "registry.h"
#include "run/scenario.h"

bool names_at(size_t i, struct names *names)
{
    const struct model *model = i > 0 ? model_at((i - 1) / 2) : NULL;

    *names = (struct names){model, i > 0 && i % 2 == 0};
    return i == 0 || model;
}

static bool row_at(const struct field *row, size_t *i, struct thing *thing)
{
    for (; row && row->name; row++) {
        if (row->kind == KIND_INLINE && row_at(row->of, i, thing))
            return true;
        if (row->kind == KIND_INLINE || (*i)-- > 0)
            continue;
        *thing = (struct thing){.name = row->name, .help = row->help, .row = row};
        return true;
    }
    return false;
}

static bool metric_at(const struct names *names, size_t *i, struct thing *thing)
{
    for (const struct metric *m = names->model->metrics; m && m->name; m++) {
        if ((m->of == OF_ACCOUNT) != names->account || (*i)-- > 0)
            continue;
        *thing = (struct thing){.name = m->name, .help = m->help, .metric = m};
        return true;
    }
    return false;
}

static bool limit_at(const struct names *names, size_t *i, struct thing *thing)
{
    const struct own_limit *l = names->model->own_limits;

    for (; l && l->name; l++) {
        if ((*i)-- > 0)
            continue;
        *thing = (struct thing){.name = l->name, .help = l->help, .limit = l};
        return true;
    }
    return false;
}

bool thing_at(const struct names *names, size_t i, struct thing *thing)
{
    const struct model *model = names->model;

    if (!model)
        return row_at(run_fields, &i, thing);
    if (names->account)
        return row_at(model->account_fields, &i, thing) || metric_at(names, &i, thing);
    return row_at(model->fields, &i, thing) || row_at(model->request_fields, &i, thing) ||
           metric_at(names, &i, thing) || limit_at(names, &i, thing);
}

bool thing_named(const struct names *names, const char *name, size_t *i,
                 struct thing *thing)
{
    while (thing_at(names, (*i)++, thing))
        if (strcmp(thing->name, name) == 0)
            return true;
    return false;
}

bool thing_called(const struct names *names, const char *name, size_t *i,
                  struct thing *thing)
{
    size_t first = 0;

    if (thing_named(names, name, &first, thing))
        return thing_named(names, name, i, thing);
    while (thing_at(names, (*i)++, thing))
        if (thing->row && field_is_called(thing->row, name))
            return true;
    return false;
}

const char *thing_next(const void *names, size_t i)
{
    struct thing thing;

    return thing_at(names, i, &thing) ? thing.name : NULL;
}

void thing_add_home(struct text *text, const struct names *names,
                    const struct thing *thing)
{
    const char *model = names->model ? names->model->name : NULL;

    if (!model)
        text_add(text, "run.%s", thing->name);
    else if (names->account)
        text_add(text, "account.%s.%s", model, thing->name);
    else if (names->model->within)
        text_add(text, "%s[..].%s", names->model->within, thing->name);
    else
        text_add(text, "%s.NAME.%s", model, thing->name);
    if (thing->metric && thing->metric->of == OF_PART)
        text_add(text, "[..]");
}
