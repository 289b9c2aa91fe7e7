#include "config/profile.h"

#include <dirent.h>
#include <string.h>

#include "base/sort.h"
#include "base/text.h"
#include "config/read_libconfig.h"

static const char *text_of_member(const struct node *group, const char *name)
{
    const struct node *said = group ? node_member(group, name) : NULL;

    return said ? said->text : NULL;
}

static const struct node *inner_group(const struct node *group, const char *name)
{
    const struct node *inner = group ? node_member(group, name) : NULL;

    return inner && inner->kind == NODE_GROUP ? inner : NULL;
}

/* The mark that a group puts on what is in it. */
struct mark {
    const char *source;
    bool assumption;
};

static void flatten(struct node *node, struct mark mark, struct diag *diag);

/* { value; source; assumption }: the value, marked, in the group's place. */
static void become_value(struct node *group, struct mark mark, struct diag *diag)
{
    struct node *value = node_member(group, "value");
    const char *name = group->name;
    struct node *next = group->next;

    for (const struct node *one = group->first; one; one = one->next)
        if (one != value && strcmp(one->name, "source") != 0 &&
            strcmp(one->name, "assumption") != 0 && strcmp(one->name, "note") != 0)
            diag_error(diag, one->at,
                       "%s: beside value stand source, assumption and note", one->name);
    *group = *value;
    group->name = name;
    group->next = next;
    flatten(group, mark, diag);
}

static void flatten(struct node *node, struct mark mark, struct diag *diag)
{
    const struct node *assumption;

    if (node->kind == NODE_GROUP) {
        const char *source = text_of_member(node, "source");
        assumption = node_member(node, "assumption");
        if (source || assumption) /* what stands further in goes before what is around */
            mark = (struct mark){source, assumption && assumption->text &&
                                             strcmp(assumption->text, "true") == 0};
        if (node_member(node, "value")) {
            become_value(node, mark, diag);
            return;
        }
    }
    node->source = mark.source;
    node->assumption = mark.assumption;
    for (struct node *child = node->first; child; child = child->next)
        flatten(child, mark, diag);
}

static bool names_region(const struct node *class, const char *region)
{
    const struct node *regions = node_member(class, "regions");

    for (const struct node *one = regions ? regions->first : NULL; one; one = one->next)
        if (one->text && strcmp(one->text, region) == 0)
            return true;
    return false;
}

/* What the Region's class says goes before what all Regions have in common. */
static struct node *with_class(struct node *root, const char *region, struct arena *arena)
{
    const struct node *classes = inner_group(root, "classes");

    for (const struct node *class = classes ? classes->first : NULL; class;
         class = class->next) {
        struct node *merged;
        if (!region || class->kind != NODE_GROUP || !names_region(class, region))
            continue;
        merged = node_copy(arena, class);
        merged->name = root->name;
        merged->at = root->at;
        node_drop(merged, "regions");
        node_merge(arena, merged, root);
        root = merged;
    }
    return root;
}

/* What is said of a group as a whole is in its values' marks now; it is no setting. */
static void strip(struct node *group)
{
    if (!group || group->text)
        return;
    if (group->kind == NODE_GROUP) {
        node_drop(group, "source");
        node_drop(group, "assumption");
        node_drop(group, "note");
    }
    for (struct node *child = group->first; child; child = child->next)
        strip(child);
}

static bool ends_in_cfg(const char *name)
{
    size_t length = strlen(name);

    return length > 4 && strcmp(name + length - 4, ".cfg") == 0;
}

static bool is_listed(const char *name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

static void say_unknown(const char *name, const char **names, size_t count,
                        const char *directory, struct diag *diag)
{
    struct text all = {0};
    const char *guess = text_nearest(name, names);

    for (size_t i = 0; i < count; i++)
        text_add(&all, "%s%s", i > 0 ? ", " : "", names[i]);
    if (guess)
        diag_error(diag, (struct where){0}, "no profile named %s; did you mean %s?", name,
                   guess);
    else if (count)
        diag_error(diag, (struct where){0}, "no profile named %s; there are %s", name,
                   text_of(&all));
    else
        diag_error(diag, (struct where){0}, "no profile named %s: %s holds none", name,
                   directory);
    text_free(&all);
}

bool profile_load(struct profile *profile, const struct profile_wanted *wanted,
                  struct arena *arena, struct diag *diag)
{
    const char *name = wanted->name, *directory = wanted->directory;
    const char *path = name, **names;
    const struct node *about;
    struct node *root;
    int before = diag->errors;

    *profile = (struct profile){0};
    if (!ends_in_cfg(name)) {
        size_t count = profile_list(directory, &names, arena);
        path = arena_text(arena, "%s/%s.cfg", directory, name);
        if (!is_listed(name, names, count) && !shelf_holds(wanted->shelf, path)) {
            say_unknown(name, names, count, directory, diag);
            return false;
        }
    }
    root = read_libconfig(path, arena, NULL, wanted->shelf, diag);
    if (!root)
        return false;
    flatten(root, (struct mark){0}, diag);
    root = with_class(root, wanted->region, arena);
    strip(node_member(root, "defaults"));
    strip(node_member(root, "account"));
    about = inner_group(root, "profile");
    profile->name = text_of_member(about, "name");
    profile->date = text_of_member(about, "date");
    profile->prices_region = text_of_member(about, "prices_region");
    profile->root = root;
    if (!profile->name || !profile->date || strlen(profile->date) != 10)
        diag_error(diag, about ? about->at : root->at,
                   "a profile says what it is: profile = { name = \"..\"; "
                   "date = \"2026-01-31\"; }");
    return diag->errors == before;
}

void profile_fill(struct arena *arena, struct node *group, const struct node *defaults)
{
    if (defaults)
        node_merge(arena, group, defaults);
}

bool profile_has(const struct profile *profile, const char *feature, const char **since)
{
    const struct node *features = inner_group(profile->root, "features");
    const char *date = NULL;

    if (features)
        date = text_of_member(inner_group(features, feature), "since");
    if (since)
        *since = date;
    return !date || strcmp(date, profile->date) <= 0; /* YYYY-MM-DD sorts as text */
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

size_t profile_list(const char *directory, const char ***names, struct arena *arena)
{
    size_t count = 0, room = 8;
    const char **all = arena_get(arena, room * sizeof *all);
    DIR *open = opendir(directory);
    const struct dirent *entry;

    while (open && (entry = readdir(open))) {
        if (!ends_in_cfg(entry->d_name))
            continue;
        if (count + 1 == room) {
            const char **more = arena_get(arena, 2 * room * sizeof *more);
            memcpy(more, all, count * sizeof *all);
            all = more;
            room *= 2;
        }
        all[count++] =
            arena_text(arena, "%.*s", (int)(strlen(entry->d_name) - 4), entry->d_name);
    }
    if (open)
        closedir(open);
    sort_stable(all, count, sizeof *all, by_name);
    all[count] = NULL;
    *names = all;
    return count;
}

const char *profile_variant(const struct node *variant, struct arena *arena)
{
    const struct node *when = inner_group(variant, "when");
    struct text name = {0};
    const char *made;

    for (const struct node *one = when ? when->first : NULL; one; one = one->next) {
        const char *said = one->text ? one->text : one->first ? one->first->text : NULL;

        text_add(&name, "%s%s", name.length ? "," : "", said && *said ? said : "-");
    }
    made = when ? arena_text(arena, "%s", text_of(&name)) : NULL;
    text_free(&name);
    return made;
}

static const char *element_address(const struct node *element, const char *list,
                                   size_t ordinal, struct arena *arena)
{
    const char *variant = profile_variant(element, arena);

    return variant ? arena_text(arena, "%s[%s]", list, variant)
                   : arena_text(arena, "%s[%zu]", list, ordinal);
}

static void walk(const struct node *node, const char *address, struct arena *arena,
                 profile_visit_fn *visit, void *ctx)
{
    size_t ordinal = 0;

    if (node->text) {
        visit(ctx, address, node);
        return;
    }
    for (const struct node *child = node->first; child; child = child->next, ordinal++) {
        const char *inner;
        if (child->name)
            inner =
                arena_text(arena, "%s%s%s", address, *address ? "." : "", child->name);
        else
            inner = element_address(child, address, ordinal, arena);
        walk(child, inner, arena, visit, ctx);
    }
}

void profile_walk(const struct node *root, struct arena *arena, profile_visit_fn *visit,
                  void *ctx)
{
    walk(root, "", arena, visit, ctx);
}
