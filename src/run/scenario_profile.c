/* scenario_profile.c - what a dated profile adds to a scenario and refuses in it.
 *
 * Defaults: a setting that a resource does not state is looked for in the scenario's own
 * `defaults.MODEL`, then in the profile's `variants` whose `when` fits the resource (an
 * init time by runtime ..), then in the profile's `defaults.MODEL`; only what is still
 * missing gets the table's fallback.
 */
#include "run/loader.h"

#include <string.h>

const struct node *loader_path(const struct node *from, const char *first,
                               const char *second)
{
    const struct node *group = from ? node_member(from, first) : NULL;

    if (!group || group->kind != NODE_GROUP)
        return NULL;
    group = node_member(group, second);
    return group && group->kind == NODE_GROUP ? group : NULL;
}

/* A text of the root, which the profile is chosen by; the rest of it is read later. */
static const char *head_text(const struct node *root, const char *name)
{
    const struct node *given = node_member(root, name);

    return given && given->kind == NODE_TEXT ? given->text
                                             : field_find(head_fields, name)->fallback;
}

/* AWS's Regions become more: that it is spelled as they are must do. */
static bool is_region(const char *text)
{
    const char *last = strrchr(text, '-');

    return last && memchr(text, '-', (size_t)(last - text)) &&
           strspn(text, "abcdefghijklmnopqrstuvwxyz-") == (size_t)(last + 1 - text) &&
           last[1] && last[1 + strspn(last + 1, "0123456789")] == '\0';
}

bool loader_profile(struct loader *l)
{
    struct scenario *s = l->scenario;
    const struct node *region = node_member(l->root, "region");

    s->region = head_text(l->root, "region");
    if (region && region->kind == NODE_TEXT && !is_region(s->region)) {
        diag_error(l->diag, region->at, "region: \"%s\" is none such as us-east-1",
                   s->region);
        return false;
    }
    return profile_load(&s->profile,
                        &(struct profile_wanted){head_text(l->root, "profile"),
                                                 l->what->profile_directory, s->region,
                                                 l->what->shelf},
                        l->arena, l->diag);
}

/* ---- defaults ---- */

/* Every marked value below `from` that `group` does not state itself. */
static void note_assumptions(struct loader *l, const struct node *group,
                             const struct node *from, const char *address)
{
    for (const struct node *value = from->first; value; value = value->next) {
        const struct node *own = group ? node_member(group, value->name) : NULL;
        const char *at = arena_text(l->arena, "%s.%s", address, value->name);

        if (value->kind == NODE_GROUP && (!own || own->kind == NODE_GROUP))
            note_assumptions(l, own, value, at);
        else if (!own && value->assumption)
            loader_assume(l, at, value);
    }
}

static void fill(struct loader *l, struct node *group, const struct node *from,
                 const char *address)
{
    note_assumptions(l, group, from, address);
    profile_fill(l->arena, group, from);
}

/* "python3.9" fits "python3.9" and "python*". */
static bool fits(const char *value, const char *pattern)
{
    size_t length = strlen(pattern);

    if (length > 0 && pattern[length - 1] == '*')
        return strncmp(value, pattern, length - 1) == 0;
    return strcmp(value, pattern) == 0;
}

bool loader_fits(const char *value, const struct node *patterns)
{
    if (patterns->text)
        return fits(value, patterns->text);
    for (const struct node *one = patterns->first; one; one = one->next)
        if (one->text && fits(value, one->text))
            return true;
    return false;
}

bool loader_when(const struct node *rule, const struct node *group,
                 const struct node *defaults)
{
    const struct node *when = node_member(rule, "when");

    for (const struct node *asked = when ? when->first : NULL; asked;
         asked = asked->next) {
        const struct node *value = node_member(group, asked->name);

        if (!value && defaults)
            value = node_member(defaults, asked->name);
        if (value && !value->text)
            return false;
        if (!loader_fits(value ? value->text : "", asked)) /* "" asks for none */
            return false;
    }
    return when != NULL;
}

/* The same group without one of its members. */
static struct node *without(struct loader *l, const struct node *group, const char *name)
{
    struct node *rest = node_new(l->arena, NODE_GROUP, group->name, NULL, group->at);

    for (const struct node *member = group->first; member; member = member->next)
        if (strcmp(member->name, name) != 0)
            node_append(rest, node_copy(l->arena, member));
    return rest;
}

void loader_fill_own(struct loader *l, const struct model *model, struct node *group)
{
    const struct node *own = loader_path(l->root, "defaults", model->name);

    if (own)
        profile_fill(l->arena, group, own);
}

void loader_fill(struct loader *l, const struct model *model, struct node *group)
{
    const struct node *dated =
        loader_path(l->scenario->profile.root, "defaults", model->name);
    const char *address = arena_text(l->arena, "defaults.%s", model->name);
    const struct node *variants = dated ? node_member(dated, "variants") : NULL;

    if (!dated)
        return;
    for (struct node *v = variants ? variants->first : NULL; v; v = v->next)
        if (loader_when(v, group, dated))
            fill(l, group, without(l, v, "when"),
                 arena_text(l->arena, "%s.variants[%s]", address,
                            profile_variant(v, l->arena)));
    fill(l, group, without(l, dated, "variants"), address);
}

void loader_fill_account(struct loader *l, const struct model *model, struct node *group)
{
    const struct node *dated =
        loader_path(l->scenario->profile.root, "account", model->name);

    if (dated)
        fill(l, group, dated, arena_text(l->arena, "account.%s", model->name));
}
