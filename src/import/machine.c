/* machine.c - state machines: where their definition is, what its names stand for.
 *
 * A definition is a file beside the template, a text, or part of the template.  What is
 * no file where the scenario will lie is written there as NAME.asl.json.  In a text that
 * the template puts together a resource stands as ${Id.Arn}, which no scenario could say:
 * it becomes ${IdArn} and a substitution of that name.
 */
#include <ctype.h>
#include <string.h>

#include "config/read_tree.h"
#include "import/file.h"
#include "import/print.h"
#include "import/template.h"
#include "registry.h"

#define WORD "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

static bool is_machine(const struct declared *d)
{
    return d->model && strcmp(d->model->name, "stepfunctions") == 0;
}

/* ---- names inside ---- */

/* The name that ${Id.Attribute} gets; NULL: it is no resource of the template, or one of
 * the definition's own substitutions. */
static const char *plain_name(struct import *i, const struct declared *machine,
                              const char *begin, size_t length)
{
    const struct node *own = node_member(machine->properties, "DefinitionSubstitutions");
    const char *name = arena_text(i->arena, "%.*s", (int)length, begin);
    size_t id = strcspn(name, ".");
    struct text plain = {0};
    const char *made;

    if ((own && node_member(own, name)) ||
        !declared_find(i, arena_text(i->arena, "%.*s", (int)id, name)))
        return NULL;
    text_add(&plain, "%s", isdigit((unsigned char)*name) ? "r" : "");
    for (const char *c = name; *c; c++)
        if (isalnum((unsigned char)*c))
            text_add_bytes(&plain, c, 1);
    made = arena_text(i->arena, "%s", text_of(&plain));
    text_free(&plain);
    return made;
}

/* Adds NAME = address, if it has one. */
static void substitute(struct import *i, struct declared *machine, const char *name,
                       const char *text)
{
    struct declared *to = declared_with_room(i, text);
    size_t length = strspn(name, WORD "0123456789-_");

    if (to && (length == 0 || name[length] || !strchr(WORD, *name))) {
        note(i, machine->at, "%s: the substitution %s cannot be named in a scenario",
             machine->id, name);
        return;
    }
    /* how an API is called is no route that could be said */
    if (to && !node_member(machine->substituted, name) &&
        (!to->model || strcmp(to->model->name, "apigateway") != 0))
        add_text(i, machine->substituted, name, text);
}

static char *with_plain_names(struct import *i, struct declared *machine,
                              const char *text)
{
    const char *open, *close, *name;
    struct text out = {0};
    char *made;

    while ((open = strstr(text, "${")) && (close = strchr(open, '}'))) {
        name = plain_name(i, machine, open + 2, (size_t)(close - open - 2));
        text_add_bytes(&out, text, (size_t)(open + 2 - text));
        if (name) {
            text_add(&out, "%s}", name);
            substitute(i, machine, name,
                       arena_text(i->arena, "%.*s", (int)(close - open) + 1, open));
        } else {
            text_add_bytes(&out, open + 2, (size_t)(close - open - 1));
        }
        text = close + 1;
    }
    text_add(&out, "%s", text);
    made = arena_text(i->arena, "%s", text_of(&out));
    text_free(&out);
    return made;
}

static void name_plainly(struct import *i, struct declared *machine, struct node *tree)
{
    if (tree->kind == NODE_TEXT)
        tree->text = with_plain_names(i, machine, tree->text);
    for (struct node *one = tree->first; one; one = one->next)
        name_plainly(i, machine, one);
}

/* ---- where it is ---- */

static const struct node *read_said(struct import *i, struct declared *d,
                                    const struct node *said)
{
    const char *text = with_plain_names(i, d, said->text);
    const char *name = arena_text(i->arena, "%s.asl.%s", d->id,
                                  text[strspn(text, " \t\r\n")] == '{' ? "json" : "yaml");
    struct heard heard;
    const struct node *tree;

    heard_begin(&heard);
    tree = read_tree_text(text, strlen(text), name, i->arena, &heard.diag);
    heard_end(&heard, i->arena);
    if (!tree)
        note(i, said->at, "%s: its definition cannot be read: %s", d->id, heard.said);
    return tree;
}

static const struct node *read_whole(struct import *i, struct declared *d,
                                     const struct node *said)
{
    struct node *tree = node_copy(i->arena, said);

    tree->name = NULL;
    name_plainly(i, d, tree);
    return tree;
}

/* As properties go: SAM's three, CloudFormation's two. */
static const struct node *definition_of(struct import *i, struct declared *d)
{
    const struct node *file = node_member(d->properties, "DefinitionFile");
    const struct node *text = node_member(d->properties, "DefinitionString");
    const struct node *whole = node_member(d->properties, "Definition");

    if (file && file->text)
        return file_tree(i, file, d->id, &d->definition);
    if (whole && whole->kind == NODE_GROUP)
        return read_whole(i, d, whole);
    if (text && text->kind == NODE_GROUP)
        return read_whole(i, d, text);
    if (text && text->text)
        return read_said(i, d, text);
    note(i, d->at, "%s: its definition is not in the template nor beside it", d->id);
    return NULL;
}

/* ---- values that a template puts in ---- */

static bool is_number(const char *text)
{
    return *text && strspn(text, "0123456789.") == strlen(text);
}

/* The literal that stands for all of "${NAME}"; NULL: none, or a resource. */
static const char *literal_for(struct import *i, const struct declared *d,
                               const char *text)
{
    const struct node *all = node_member(d->properties, "DefinitionSubstitutions");
    size_t length = strlen(text);
    const char *literal;

    if (!all || length < 4 || strncmp(text, "${", 2) != 0 ||
        strchr(text, '}') != text + length - 1)
        return NULL;
    literal = text_at(all, arena_text(i->arena, "%.*s", (int)length - 3, text + 2));
    return literal && !strstr(literal, "${") ? literal : NULL;
}

/* What counts for capacity: which action a task is, numbers.  Whether any was there. */
static bool put_literals(struct import *i, const struct declared *d, struct node *tree)
{
    const char *literal =
        tree->kind == NODE_TEXT && tree->name ? literal_for(i, d, tree->text) : NULL;
    bool any = false;

    if (literal && (is_number(literal) || strcmp(tree->name, "Resource") == 0 ||
                    strcmp(tree->name, "Type") == 0)) {
        tree->kind = is_number(literal) ? NODE_NUMBER : NODE_TEXT;
        tree->text = literal;
        any = true;
    }
    for (struct node *one = tree->first; one; one = one->next)
        any = put_literals(i, d, one) || any;
    return any;
}

/* With them it is no longer the file that it was. */
static const struct node *with_literals(struct import *i, struct declared *d,
                                        const struct node *root)
{
    struct node *copy = node_copy(i->arena, root);

    if (!put_literals(i, d, copy))
        return root;
    d->definition = NULL;
    return copy;
}

/* ---- the machine ---- */

/* The room finds it there and reads no file. */
static void add_tree(struct import *i, struct reading *reading, struct declared *d)
{
    struct tree *tree = arena_get(i->arena, sizeof *tree);

    *tree = (struct tree){.path = d->definition, .root = d->tree};
    reading->trees = tree;
}

/* It stands for what cannot be simulated; whoever calls it calls an outside service. */
static void give_up(struct import *i, struct declared *d)
{
    struct node *room = node_member(i->scenario, "stepfunctions");

    node_drop(room, strchr(d->address, '.') + 1);
    d->group = NULL;
    d->model = NULL;
    d->address = outside_service(i);
}

static void add_file(struct import *i, struct declared *d)
{
    struct import_file *file = arena_get(i->arena, sizeof *file), **end = &i->out->file;
    struct text json = {0};

    print_json(&json, d->tree);
    file->name = d->definition;
    file->text = arena_text(i->arena, "%s", text_of(&json));
    text_free(&json);
    while (*end)
        end = &(*end)->next;
    *end = file;
}

/* Whether the room takes the definition, substitutions aside. */
static bool is_taken(struct import *i, struct declared *d)
{
    struct heard heard;
    struct reading reading = {.arena = i->arena, .diag = &heard.diag};
    bool taken;

    heard_begin(&heard);
    add_tree(i, &reading, d);
    taken = d->model->complete(&reading, node_copy(i->arena, d->group), d->address);
    heard_end(&heard, i->arena);
    if (!taken)
        note(i, d->at, "%s: its definition is not taken: %s", d->id, heard.said);
    return taken;
}

static void read_one(struct import *i, struct declared *d)
{
    const struct node *root;
    struct node *definition;
    bool is_file;

    d->substituted = node_new(i->arena, NODE_GROUP, NULL, NULL, d->at);
    root = definition_of(i, d);
    root = root ? with_literals(i, d, root) : NULL;
    is_file = d->definition != NULL;
    if (!root || root->kind != NODE_GROUP) {
        give_up(i, d);
        return;
    }
    if (!is_file)
        d->definition = arena_text(i->arena, "%s.asl.json", strchr(d->address, '.') + 1);
    definition = add_text(i, d->group, "definition", d->definition);
    definition->at.line = 0; /* from where the scenario lies */
    d->tree = root;
    if (!is_taken(i, d)) {
        give_up(i, d);
    } else if (!is_file) {
        add_file(i, d);
        if (!i->wanted->folder)
            note(i, d->at, "%s: -o FILE writes its definition beside it", d->id);
    }
}

void machines_read(struct import *i)
{
    for (struct declared *d = i->first; d; d = d->next)
        if (is_machine(d))
            read_one(i, d);
}

/* ---- once all addresses are known ---- */

static void add_substitutions(struct import *i, struct declared *d)
{
    const struct node *said = node_member(d->properties, "DefinitionSubstitutions");
    struct node *all;

    for (const struct node *one = said ? said->first : NULL; one; one = one->next)
        if (one->text && one->name)
            substitute(i, d, one->name, one->text);
    if (d->substituted->count == 0)
        return;
    all = add_group(i, d->group, "definition_substitutions");
    for (const struct node *one = d->substituted->first; one; one = one->next)
        add_text(i, all, one->name, declared_with_room(i, one->text)->address);
}

static bool is_there(struct import *i, const struct node *state)
{
    const char *to = text_at(state, "resource"), *action = text_at(state, "action");
    const struct model *model;

    if (!to || !action)
        return true;
    model = model_find(arena_text(i->arena, "%.*s", (int)strcspn(to, "."), to));
    return !model || text_is_one_of(action, model->actions);
}

static struct node *element_of(struct import *i, struct declared *d, const char *state)
{
    struct node *list = list_in(i, d->group, "states");
    struct node *element = element_with(list, "state", state);

    if (!element) {
        element = add_group(i, list, NULL);
        add_text(i, element, "state", state);
    }
    return element;
}

static bool is_express(const struct import *i, const char *address)
{
    for (const struct declared *d = i->first; d; d = d->next)
        if (d->group && strcmp(d->address, address) == 0) {
            const char *type = text_at(d->group, "type");
            return is_machine(d) && type && strcmp(type, "EXPRESS") == 0;
        }
    return false;
}

/* AWS takes startExecution.sync of an Express machine too. */
static void mend_sync(struct import *i, struct declared *d, const struct node *state)
{
    const char *to = text_at(state, "resource"), *action = text_at(state, "action");

    if (to && action && strcmp(action, "StartExecution.sync") == 0 && is_express(i, to))
        remark(add_text(i, element_of(i, d, text_at(state, "state")), "action",
                        "StartSyncExecution"),
               "of an EXPRESS machine");
}

/* DescribeTable and its like are calls that no room answers. */
static void send_outside(struct import *i, struct reading *reading, struct declared *d)
{
    struct node *copy = node_copy(i->arena, d->group);
    const struct node *states;

    d->model->expand(reading, copy, d->address);
    states = node_member(copy, "states");
    for (const struct node *one = states ? states->first : NULL; one; one = one->next) {
        mend_sync(i, d, one);
        if (!is_there(i, one))
            remark(add_text(i, element_of(i, d, text_at(one, "state")), "resource",
                            outside_service(i)),
                   arena_text(i->arena, "%s is not simulated", text_at(one, "action")));
    }
}

void machines_complete(struct import *i)
{
    for (struct declared *d = i->first; d; d = d->next) {
        struct diag unheard = {0};
        struct reading reading = {.arena = i->arena, .diag = &unheard};
        if (!is_machine(d))
            continue;
        add_substitutions(i, d);
        add_tree(i, &reading, d);
        d->model->complete(&reading, d->group, d->address);
        send_outside(i, &reading, d);
    }
}
