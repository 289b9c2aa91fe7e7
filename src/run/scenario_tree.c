/* scenario_tree.c - from a file to one tree that nothing later overrides.
 *
 * read -> members inherit (`like`) -> --set, in order -> names of groups are known ones
 */
#include "run/loader.h"

#include <string.h>

#include "base/text.h"
#include "config/address.h"
#include "config/inherit.h"
#include "config/read_libconfig.h"
#include "registry.h"

/* Groups that are not a model's. */
static const char *const own_groups[] = {
    "title", "profile",  "region",   "run",        "account", "prices",
    "study", "defaults", "timeline", "objectives", NULL,
};

static const char *const groups_by_model[] = {"account", "prices", "defaults", NULL};

struct node *loader_group(struct loader *l, struct node *parent, const char *name)
{
    struct node *group = node_member(parent, name);

    if (group)
        return group;
    group = node_new(l->arena, NODE_GROUP, name, NULL, parent->at);
    node_append(parent, group);
    return group;
}

const char *loader_hint(struct loader *l, const char *near)
{
    return near ? arena_text(l->arena, "; did you mean %s?", near) : "";
}

/* ---- names of groups ---- */

static void refuse_unknown(struct loader *l, struct where at, const char *name)
{
    const char *near = text_nearest(name, own_groups);

    if (!near)
        near = model_meant(name);
    diag_error(l->diag, at, "there is no group %s%s", name,
               near ? loader_hint(l, near) : "; headroom help lists what there is");
}

static void no_group(struct loader *l, struct where at, const char *address,
                     const char *wanted)
{
    diag_error(l->diag, at, "%s: %s is wanted", address, wanted);
    l->unreadable = true;
}

static void check_member_groups(struct loader *l, const struct node *group)
{
    for (const struct node *member = group->first; member; member = member->next)
        if (member->kind != NODE_GROUP)
            no_group(l, member->at,
                     arena_text(l->arena, "%s.%s", group->name, member->name),
                     "a group { .. }");
}

/* What stands by model in account, prices and defaults; of account also its own. */
static void check_model_groups(struct loader *l, const struct node *group)
{
    bool account = strcmp(group->name, "account") == 0;

    if (group->kind != NODE_GROUP) {
        no_group(l, group->at, group->name, "a group { .. }");
        return;
    }
    for (const struct node *one = group->first; one; one = one->next) {
        const struct model *model = model_find(one->name);

        if (account && field_find(account_head_fields, one->name))
            continue;
        if (model_is_later(one->name))
            diag_error(l->diag, one->at, "%s.%s: not built yet", group->name, one->name);
        else if (!model)
            diag_error(l->diag, one->at, "%s: there is no model %s%s", group->name,
                       one->name, loader_hint(l, model_meant(one->name)));
        else if (account && !model->account_fields)
            diag_error(l->diag, one->at, "account: %s has no quotas", one->name);
        else if (one->kind != NODE_GROUP)
            no_group(l, one->at, arena_text(l->arena, "%s.%s", group->name, one->name),
                     "a group { .. }");
    }
}

static void check_groups(struct loader *l)
{
    for (const struct node *group = l->root->first; group; group = group->next) {
        if (text_is_one_of(group->name, groups_by_model))
            check_model_groups(l, group);
        if (text_is_one_of(group->name, own_groups))
            continue;
        if (model_is_later(group->name))
            diag_error(l->diag, group->at, "%s: not built yet", group->name);
        else if (!model_find(group->name))
            refuse_unknown(l, group->at, group->name);
        else if (model_find(group->name)->within)
            diag_error(l->diag, group->at, "%s: these are said in %s", group->name,
                       model_find(group->name)->within);
        else if (group->kind != NODE_GROUP)
            no_group(l, group->at, group->name, "a group of resources");
        else
            check_member_groups(l, group);
    }
}

/* ---- overrides ---- */

bool loader_names_only(const struct address *address)
{
    if (field_find(head_fields, address->word[0].name)) /* timeline[slow].at */
        return true;
    return !address->word[0].element && (address->words < 2 || !address->word[1].element);
}

struct override {
    const char *text, *value;
    struct address address;
    struct where at;
};

/* account.MODEL.*, defaults.MODEL.*: the model's own tables. */
static void override_by_model(struct loader *l, const struct override *o, bool account)
{
    const char *first = o->address.word[0].name;
    const struct model *model = model_find(o->address.word[1].name);
    struct node *group = loader_group(l, l->root, first);

    if (!model || (account && !model->account_fields)) {
        diag_error(l->diag, o->at, "%s: %s has no %s%s", o->text, first,
                   o->address.word[1].name,
                   loader_hint(l, model_meant(o->address.word[1].name)));
        return;
    }
    group = loader_group(l, group, model->name);
    address_set(&l->reading, account ? model->account_fields : model->fields, group,
                &(struct address_walk){&o->address, 2, o->at}, o->value);
}

static const char *item_next(const void *model, size_t i)
{
    const struct line_item *items = ((const struct model *)model)->items;

    return items ? items[i].name : NULL;
}

static void override_price(struct loader *l, const struct override *o)
{
    const char *item = o->address.words > 2 ? o->address.word[2].name : "";
    const struct model *model =
        o->address.words == 3 ? model_find(o->address.word[1].name) : NULL;
    struct node *group;

    if (!model) {
        diag_error(l->diag, o->at, "%s: a price is prices.MODEL.ITEM", o->text);
        return;
    }
    for (size_t i = 0; item_next(model, i); i++)
        if (strcmp(item_next(model, i), item) == 0) {
            group = loader_group(l, loader_group(l, l->root, "prices"), model->name);
            node_put(group, node_new(l->arena, NODE_TEXT, item, o->value, o->at));
            return;
        }
    diag_error(l->diag, o->at, "prices.%s: there is no %s%s", model->name, item,
               loader_hint(l, text_nearest_of(item, item_next, model)));
}

static const char *member_next(const void *group, size_t i)
{
    const struct node *member = group ? ((const struct node *)group)->first : NULL;

    while (member && i-- > 0)
        member = member->next;
    return member ? member->name : NULL;
}

static void override_member(struct loader *l, const struct override *o,
                            const struct model *model)
{
    const char *name = o->address.word[1].name;
    struct node *group = node_member(l->root, model->name);
    struct node *member = group && group->kind == NODE_GROUP ? group->first : NULL;
    bool any = strcmp(name, "*") == 0, found = false;

    for (; member; member = member->next)
        if (any || strcmp(member->name, name) == 0) {
            found = true;
            if (member->kind == NODE_GROUP)
                address_set(&l->reading, model->fields, member,
                            &(struct address_walk){&o->address, 2, o->at}, o->value);
        }
    if (!found && !l->unreadable)
        diag_error(l->diag, o->at, "%s: there is no %s.%s%s", o->text, model->name, name,
                   loader_hint(l, text_nearest_of(name, member_next, group)));
}

/* What no other rule takes. */
static void refuse_override(struct loader *l, const struct override *o)
{
    const char *first = o->address.word[0].name;

    if (model_is_later(first))
        diag_error(l->diag, o->at, "%s: %s is not built yet", o->text, first);
    else if (model_find(first) || text_is_one_of(first, own_groups))
        diag_error(l->diag, o->at, "%s: the address of one setting is wanted", o->text);
    else
        refuse_unknown(l, o->at, first);
}

static void override_one(struct loader *l, const struct override *o)
{
    const char *first = o->address.word[0].name;
    const struct model *model = model_find(first);
    bool account = strcmp(first, "account") == 0;
    bool by_model = account || strcmp(first, "defaults") == 0;

    if (field_find(head_fields, first))
        address_set(&l->reading, head_fields, l->root,
                    &(struct address_walk){&o->address, 0, o->at}, o->value);
    else if (account && o->address.words == 2)
        address_set(&l->reading, account_head_fields, loader_group(l, l->root, first),
                    &(struct address_walk){&o->address, 1, o->at}, o->value);
    else if (by_model && o->address.words > 2)
        override_by_model(l, o, account);
    else if (strcmp(first, "prices") == 0)
        override_price(l, o);
    else if (model && o->address.words > 2)
        override_member(l, o, model);
    else
        refuse_override(l, o);
}

static struct where origin(struct loader *l, size_t i)
{
    const char *given = l->what->set_origin ? l->what->set_origin[i] : NULL;

    return (struct where){given ? given : arena_text(l->arena, "--set %zu", i + 1), 0};
}

static void override_all(struct loader *l)
{
    struct text lines = {0};

    for (size_t i = 0; i < l->what->sets; i++) {
        struct override o = {.text = l->what->set[i], .at = origin(l, i)};
        const char *address;

        text_add(&lines, "%s\n", o.text);
        if (!address_value(o.text, l->arena, &address, &o.value))
            diag_error(l->diag, o.at, "%s: ADDRESS=VALUE is wanted", o.text);
        else if (!address_split(address, l->arena, &o.address) ||
                 !loader_names_only(&o.address))
            diag_error(l->diag, o.at, "%s: is no address", address);
        else
            override_one(l, &o);
    }
    l->scenario->overrides = arena_text(l->arena, "%s", text_of(&lines));
    text_free(&lines);
}

/* ---- the pass ---- */

static void inherit_all(struct loader *l)
{
    for (struct node *group = l->root->first; group; group = group->next)
        if (model_find(group->name) && group->kind == NODE_GROUP)
            inherit_members(group, l->arena, l->diag);
}

bool loader_tree(struct loader *l)
{
    struct text verbatim = {0};

    l->root = read_libconfig(l->what->path, l->arena, &verbatim, l->what->shelf, l->diag);
    l->scenario->text = arena_text(l->arena, "%s", text_of(&verbatim));
    text_free(&verbatim);
    if (!l->root)
        return false;
    if (!l->root->first) {
        diag_error(l->diag, (struct where){l->what->path, 0},
                   "there is no scenario in it");
        return false;
    }
    if (node_member(l->root, "study")) {
        diag_error(l->diag, node_member(l->root, "study")->at,
                   "this is a study, and no scenario");
        return false;
    }
    check_groups(l);
    inherit_all(l);
    override_all(l);
    return true;
}
