/* read.c - from a definition to settings: what its tasks call, how its choices go.
 *
 * Before the fields are read each state of the definition gets its element in `states`,
 * with the resource and action that follow from its ARN and definition_substitutions.
 * So links, a callee's own settings, --set and messages go the way of all others.
 */
#include <ctype.h>
#include <string.h>

#include "base/text.h"
#include "stepfunctions/asl.h"
#include "stepfunctions/tables.h"

/* AWS: quota of a definition (limits, 2021-08 and 2026): 1 MB. */
enum { DEFINITION_MOST = 1 << 20 };

/* ---- the two settings that are no plain values ---- */

bool definition_read(struct reading *reading, const struct field *row,
                     const struct node *said, void *place)
{
    struct definition *definition = place;
    const struct tree *tree;
    const char *owner = arena_text(reading->arena, "%s", reading->address);

    (void)row;
    if (said->kind != NODE_TEXT) {
        diag_error(reading->diag, said->at, "%s: the name of a file is wanted", owner);
        return false;
    }
    tree = field_tree(reading, said, owner);
    if (!tree)
        return false;
    definition->path = tree->path;
    definition->crc = tree->crc;
    if (tree->bytes > DEFINITION_MOST) {
        diag_error(reading->diag, said->at,
                   "%s: %s is larger than 1 MB, which AWS "
                   "refuses",
                   owner, tree->path);
        return false;
    }
    definition->asl = asl_read(tree->root, owner, reading->arena, reading->diag);
    return definition->asl != NULL;
}

bool substitutions_read(struct reading *reading, const struct field *row,
                        const struct node *said, void *place)
{
    struct list *list = place;
    struct substitution *all;

    (void)row;
    if (said->kind != NODE_GROUP) {
        diag_error(reading->diag, said->at,
                   "%s: a group is wanted: { NAME = \"lambda.orders\"; }",
                   reading->address);
        return false;
    }
    all = arena_get(reading->arena, (said->count + 1) * sizeof *all);
    for (const struct node *one = said->first; one; one = one->next) {
        if (!one->text) {
            diag_error(reading->diag, one->at, "%s.%s: a text is wanted",
                       reading->address, one->name);
            return false;
        }
        all[list->count++] = (struct substitution){one->name, one->text};
    }
    list->element = all;
    return true;
}

/* ---- what follows from the definition ---- */

struct expanding {
    struct reading *reading;
    const char *address;
    struct node *list; /* `states` */
    size_t given;      /* elements of it that somebody wrote */
    const struct node *substitutions;
};

static void add_text(struct expanding *e, struct node *group, const char *name,
                     const struct node *like, const char *text)
{
    node_append(group, node_new(e->reading->arena, NODE_TEXT, name, text, like->at));
}

static struct node *element_of(struct expanding *e, const struct asl_state *s)
{
    struct node *one = e->list->first, *name;

    for (size_t i = 0; i < e->given; i++, one = one->next) {
        const struct node *said =
            one->kind == NODE_GROUP ? node_member(one, "state") : NULL;
        if (said && said->text && strcmp(said->text, s->name) == 0)
            return one;
    }
    one = node_new(e->reading->arena, NODE_GROUP, NULL, NULL, s->at);
    name = node_new(e->reading->arena, NODE_TEXT, "state", s->name, s->at);
    node_append(one, name);
    node_append(e->list, one);
    return one;
}

/* The room of a service in a task's ARN; what is not there is the same word. */
static const char *room_of(const char *service)
{
    static const char *const rooms[][2] = {
        {"states", "stepfunctions"}, {"sfn", "stepfunctions"}, {"eventbridge", "events"}};

    for (size_t i = 0; i < sizeof rooms / sizeof *rooms; i++)
        if (strcmp(rooms[i][0], service) == 0)
            return rooms[i][1];
    return service;
}

/* The API operation of "putItem": AWS's names begin with a capital.  NULL: the callee's
 * obvious one, because a task names none, or names it otherwise. */
static const char *action_of(struct arena *arena, const struct asl_task *t)
{
    if (!t->call || strcmp(t->service, "http") == 0 ||
        strcmp(t->service, "apigateway") == 0)
        return NULL;
    return arena_text(arena, "%c%s%s", toupper((unsigned char)t->call[0]), t->call + 1,
                      t->pattern == ASL_SYNC ? ".sync" : "");
}

/* An outside service may stand for any of AWS's: it has one action. */
static bool is_of(const char *address, const char *room)
{
    size_t length = strlen(room);

    return strncmp(address, room, length) == 0 && address[length] == '.';
}

/* What it calls, by its own word or by what stands for the definition's; NULL: nothing
 * that is known. */
static const struct node *resource_of(struct expanding *e, const struct asl_task *t,
                                      struct node *element)
{
    const struct node *own = node_member(element, "resource"), *stands = NULL;

    if (own || !t->refers || !e->substitutions)
        return own;
    stands = node_member(e->substitutions, t->refers);
    if (!stands || !stands->text || !strchr(stands->text, '.'))
        return NULL;
    add_text(e, element, "resource", stands, stands->text);
    return stands;
}

static void expand_task(struct expanding *e, const struct asl_state *s,
                        struct node *element)
{
    const struct asl_task *t = &s->task;
    const struct node *to = resource_of(e, t, element);
    const struct node own = {.at = s->at};
    const char *action = action_of(e->reading->arena, t);

    if (!to || !to->text || is_of(to->text, "http"))
        return;
    if (t->service && !is_of(to->text, room_of(t->service))) {
        diag_error(e->reading->diag, to->at,
                   "%s.states[%s]: it calls %s, and %s is none of that", e->address,
                   s->name, t->service, to->text);
        return;
    }
    if (action && !node_member(element, "action"))
        add_text(e, element, "action", &own, action);
    if (t->is_event && !node_member(element, "invocation_type"))
        add_text(e, element, "invocation_type", to, "Event");
}

/* Nobody says how likely they are: each as likely as the others, which is told. */
static void expand_choice(struct expanding *e, const struct asl_state *s,
                          struct node *element)
{
    struct arena *arena = e->reading->arena;
    struct node *list = node_member(element, "choices"), *even;

    if (list)
        return;
    list = node_new(arena, NODE_LIST, "choices", NULL, s->at);
    even = node_new(arena, NODE_TEXT, "choices",
                    arena_text(arena, "%.4g %% each", 100. / (double)s->choice.count),
                    s->at);
    even->source = "none: headroom does not look at data, each way is as likely";
    even->assumption = true;
    for (size_t i = 0; i < s->choice.count; i++) {
        struct node *one = node_new(arena, NODE_GROUP, NULL, NULL, s->at);
        add_text(e, one, "next", even, s->choice.next_name[i]);
        add_text(e, one, "probability", even,
                 arena_text(arena, "%.17g", 1. / (double)s->choice.count));
        node_append(list, one);
    }
    node_append(element, list);
    if (e->reading->assume && s->choice.count > 1)
        e->reading->assume(
            e->reading->ctx,
            arena_text(arena, "%s.states[%s].choices", e->address, s->name), even);
}

static void expand_state(struct expanding *e, const struct asl_state *s)
{
    struct node *element = element_of(e, s);

    if (s->type == ASL_TASK)
        expand_task(e, s, element);
    if (s->type == ASL_CHOICE)
        expand_choice(e, s, element);
}

/* The definition, quietly: what is wrong with it is told when its field is read. */
static const struct asl *definition_of(struct reading *reading, const struct node *said,
                                       const char *address)
{
    struct diag unheard = {0};
    struct reading quiet = *reading;
    const struct tree *tree;

    quiet.diag = &unheard;
    tree = said && said->kind == NODE_TEXT ? field_tree(&quiet, said, address) : NULL;
    reading->trees = quiet.trees;
    return tree ? asl_read(tree->root, address, reading->arena, &unheard) : NULL;
}

void stepfunctions_expand(struct reading *reading, struct node *group,
                          const char *address)
{
    const struct asl *asl =
        definition_of(reading, node_member(group, "definition"), address);
    struct node *list = node_member(group, "states");
    struct expanding e = {.reading = reading, .address = address, .list = list};

    if (list && list->kind != NODE_LIST)
        return;
    e.substitutions = node_member(group, "definition_substitutions");
    if (!asl || (e.substitutions && e.substitutions->kind != NODE_GROUP)) {
        node_drop(group, "states"); /* nobody knows what they call */
        return;
    }
    if (!list) {
        e.list = node_new(reading->arena, NODE_LIST, "states", NULL, asl->state[0].at);
        node_append(group, e.list);
    }
    e.given = e.list->count;
    for (size_t i = 0; i < asl->states; i++)
        expand_state(&e, &asl->state[i]);
}
