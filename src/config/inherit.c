#include "config/inherit.h"

#include <string.h>

#include "base/text.h"

enum { CHAIN = 64 };

struct heirs {
    struct node *group;
    struct arena *arena;
    struct diag *diag;
};

static const char *next_member(const void *ctx, size_t i)
{
    const struct node *group = ctx, *member = group->first;

    while (member && i-- > 0)
        member = member->next;
    return member ? member->name : NULL;
}

/* The member that is copied, NULL after a message. */
static struct node *ancestor(struct heirs *heirs, const struct node *like)
{
    const char *group = heirs->group->name ? heirs->group->name : "", *guess;
    struct node *from;

    if (like->kind != NODE_TEXT) {
        diag_error(heirs->diag, like->at, "like wants a name in quotes");
        return NULL;
    }
    from = node_member(heirs->group, like->text);
    if (from && from->kind == NODE_GROUP)
        return from;
    if (from)
        return NULL; /* no group: this has been said */
    guess = text_nearest_of(like->text, next_member, heirs->group);
    diag_error(heirs->diag, like->at, "like: no %s named %s%s%s%s", group, like->text,
               guess ? "; did you mean " : "", guess ? guess : "", guess ? "?" : "");
    return NULL;
}

/* Gives a member all that its line of ancestors has; each `like` is used up once. */
static bool inherit(struct heirs *heirs, struct node *member)
{
    struct node *line[CHAIN + 1];
    size_t length = 0;

    line[0] = member;
    for (const struct node *like; (like = node_member(line[length], "like")); length++) {
        struct node *from = ancestor(heirs, like);
        if (!from)
            return false;
        for (size_t i = 0; i <= length; i++) {
            if (line[i] == from) {
                diag_error(heirs->diag, like->at, "like: %s is made like itself",
                           from->name);
                return false;
            }
        }
        if (length == CHAIN) {
            diag_error(heirs->diag, like->at, "like: more than %d in a row", CHAIN);
            return false;
        }
        line[length + 1] = from;
    }
    for (; length > 0; length--) {
        struct node *from = node_copy(heirs->arena, line[length]);
        node_drop(from, "abstract");
        node_drop(line[length - 1], "like");
        node_merge(heirs->arena, line[length - 1], from);
    }
    return true;
}

static bool is_abstract(struct heirs *heirs, struct node *member)
{
    const struct node *said = node_member(member, "abstract");

    if (said && said->kind != NODE_FLAG)
        diag_error(heirs->diag, said->at, "%s: abstract is true or false", member->name);
    node_drop(member, "abstract");
    return said && said->kind == NODE_FLAG && strcmp(said->text, "true") == 0;
}

bool inherit_members(struct node *group, struct arena *arena, struct diag *diag)
{
    struct heirs heirs = {group, arena, diag};
    int before = diag->errors;
    struct node *kept, *next;

    for (struct node *member = group->first; member; member = member->next)
        if (member->kind == NODE_GROUP && !inherit(&heirs, member))
            node_drop(member, "like"); /* said once, not again for each heir */
    kept = group->first;
    group->first = group->last = NULL;
    group->count = 0;
    for (; kept; kept = next) {
        next = kept->next;
        kept->next = NULL;
        if (kept->kind != NODE_GROUP || !is_abstract(&heirs, kept))
            node_append(group, kept);
    }
    return diag->errors == before;
}
