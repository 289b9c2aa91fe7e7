/* scenario_dated.c - what a dated profile refuses: settings that appeared later, names
 * that AWS never had.  Its narrower bounds are held by the field engine
 * (reading->bounds). */
#include "run/loader.h"

#include <string.h>

#include "base/text.h"

struct dated { /* a walk from a resource's group down to one setting */
    struct loader *l;
    const struct node *rule; /* of the profile */
    const struct node *group;
    const struct node *within; /* the group in which the setting stands */
    const char *address;       /* of the resource, then of the group in it */
    void (*found)(const struct dated *, const struct field *, const struct node *value);
};

/* The value is more than the profile's `above`. */
static bool is_above(const struct dated *d, const struct field *row,
                     const struct node *value)
{
    const struct node *bound = node_member(d->rule, "above");
    enum unit unit = field_unit(row);
    double is, limit;

    return value->text && unit_read(unit, bound->text, &limit) &&
           unit_read(unit, value->text, &is) && is > limit;
}

static void feature_found(const struct dated *d, const struct field *row,
                          const struct node *value)
{
    const struct node *only = node_member(d->rule, "only");
    const struct profile *profile = &d->l->scenario->profile;
    const char *since = "";

    if (only && (!value->text || !loader_fits(value->text, only)))
        return;
    if (node_member(d->rule, "above") && !is_above(d, row, value))
        return;
    if (node_member(d->rule, "when") && !loader_when(d->rule, d->within, NULL))
        return;
    if (profile_has(profile, d->rule->name, &since))
        return;
    diag_error(d->l->diag, value->at, "%s.%s: %s appeared %s, after profile %s (%s)",
               d->address, row->name, only ? value->text : d->rule->name, since,
               profile->name, profile->date);
}

static const char *name_next(const void *first, size_t i)
{
    const struct node *name = first;

    while (name && i-- > 0)
        name = name->next;
    return name ? name->text : NULL;
}

/* Of every date: what this one has not yet, feature_found says. */
static void name_found(const struct dated *d, const struct field *row,
                       const struct node *value)
{
    const struct profile *profile = &d->l->scenario->profile;
    const struct node *names = node_member(d->rule, "values");
    const char *near;

    if (!names || !value->text || loader_fits(value->text, names))
        return;
    near = text_nearest_of(value->text, name_next, names->first);
    if (near)
        diag_error(d->l->diag, value->at, "%s.%s: AWS has no \"%s\"; did you mean %s?",
                   d->address, row->name, value->text, near);
    else
        diag_error(d->l->diag, value->at,
                   "%s.%s: AWS has no \"%s\" as of %s: of a later one say the nearest, "
                   "and init",
                   d->address, row->name, value->text, profile->date);
}

static void walk(const struct dated *, const struct field *table,
                 const struct node *group, const char *path);

/* Every element of a list. */
static void walk_list(const struct dated *d, const struct field *row,
                      const struct node *list, const char *path)
{
    struct dated inner = *d;
    size_t i = 0;

    for (const struct node *one = list->first; one; one = one->next, i++) {
        inner.address = arena_text(d->l->arena, "%s.%s[%s]", d->address, row->name,
                                   field_element_name(d->l->arena, row->of, one, i));
        if (one->kind == NODE_GROUP)
            walk(&inner, row->of, one, path);
    }
}

/* Every value at "a.b" below `group`; lists are looked through. */
static void walk(const struct dated *d, const struct field *table,
                 const struct node *group, const char *path)
{
    const char *dot = strchr(path, '.');
    const char *name =
        dot ? arena_text(d->l->arena, "%.*s", (int)(dot - path), path) : path;
    const struct field *row = field_find(table, name);
    const struct node *value = node_member(group, name);
    struct dated inner = *d;

    if (!row || !value)
        return;
    inner.within = group;
    if (!dot)
        d->found(&inner, row, value);
    else if (value->kind == NODE_LIST && row->of)
        walk_list(d, row, value, dot + 1);
    else if (value->kind == NODE_GROUP && row->of) {
        inner.address = arena_text(d->l->arena, "%s.%s", d->address, row->name);
        walk(&inner, row->of, value, dot + 1);
    }
}

static void check_features(struct dated *d, const struct model *model)
{
    const struct node *features = node_member(d->l->scenario->profile.root, "features");
    size_t length = strlen(model->name);

    d->found = feature_found;
    for (const struct node *f = features ? features->first : NULL; f; f = f->next) {
        const struct node *at = node_member(f, "address");

        d->rule = f;
        if (at && at->text && strncmp(at->text, model->name, length) == 0 &&
            at->text[length] == '.')
            walk(d, model->fields, d->group, at->text + length + 1);
    }
}

static void check_names(struct dated *d, const struct model *model)
{
    const struct node *names =
        loader_path(d->l->scenario->profile.root, "names", model->name);

    d->found = name_found;
    for (const struct node *n = names ? names->first : NULL; n; n = n->next) {
        d->rule = n;
        walk(d, model->fields, d->group, n->name);
    }
}

bool loader_dated(struct loader *l, const struct model *model, const struct node *group,
                  const char *address)
{
    struct dated d = {.l = l, .group = group, .address = address};
    int before = l->diag->errors;

    check_features(&d, model);
    check_names(&d, model);
    return l->diag->errors == before;
}
