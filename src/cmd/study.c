/* study.c - study = { command = "sweep"; scenario = "x.cfg"; vary = ( .. ); set = ( .. );
 * }: the keys are the long options, of the one table. */
#include "cmd/study.h"

#include <string.h>

#include "base/text.h"
#include "config/read_libconfig.h"

struct opening {
    struct options *from; /* what the study says */
    const struct command *command;
    const char *path;
    struct diag *diag;
};

static const char *const own_keys[] = {"command", "scenario", "vary", NULL};

/* ---- keys ---- */

static bool is_key(const char *key, const char *name)
{
    size_t i = 0;

    while (key[i] && (key[i] == name[i] || (key[i] == '_' && name[i] == '-')))
        i++;
    return !key[i] && (!name[i] || strcmp(name + i, "") == 0);
}

/* `objectives` and `sets` are lists of what an option says once.  Two commands may mean
 * different things by a name: the one that this command takes. */
static enum option_id option_named(const char *key, unsigned command)
{
    enum option_id found = OPTIONS;

    if (strcmp(key, "objectives") == 0)
        return OPTION_OBJECTIVE;
    for (int i = 0; i < OPTIONS; i++)
        if (is_key(key, option_rows[i].name) &&
            (found == OPTIONS || option_rows[i].commands & command))
            found = (enum option_id)i;
    return found;
}

static const char *key_next(const void *command, size_t i)
{
    const struct command *c = command;

    if (i < 3)
        return own_keys[i];
    i -= 3;
    for (int row = 0; row < OPTIONS; row++)
        if (option_rows[row].commands & c->bit && !option_rows[row].hidden && i-- == 0)
            return option_rows[row].name;
    return NULL;
}

/* ---- values ---- */

/* `key` is how the study says the option. */
static void give_one(struct opening *o, enum option_id option, const char *key,
                     const struct node *value)
{
    const struct option_row *row = &option_rows[option];
    const char *origin =
        arena_text(o->from->arena, "%s:%d", value->at.file, value->at.line);

    if (!row->value && value->kind == NODE_FLAG && strcmp(value->text, "true") == 0)
        options_give(o->from, option, NULL, origin, o->diag);
    else if (!row->value && value->kind != NODE_FLAG)
        diag_error(o->diag, value->at, "study: %s is true or false", key);
    else if (row->value && (value->kind == NODE_TEXT || value->kind == NODE_NUMBER))
        options_give(o->from, option, value->text, origin, o->diag);
    else if (row->value)
        diag_error(o->diag, value->at, "study: %s: a text in quotes is wanted", key);
}

static void give(struct opening *o, const struct node *member)
{
    enum option_id option = option_named(member->name, o->command->bit);

    if (option == OPTIONS || option_rows[option].hidden ||
        (!(option_rows[option].commands & o->command->bit) &&
         o->command->bit != FOR_CHECK)) {
        const char *near = text_nearest_of(member->name, key_next, o->command);
        diag_error(o->diag, member->at, "study: %s has no option %s%s%s%s",
                   o->command->name, member->name, near ? "; did you mean " : "",
                   near ? near : "", near ? "?" : "");
        return;
    }
    if (!(option_rows[option].commands & o->command->bit))
        return;
    if (member->kind != NODE_LIST) {
        give_one(o, option, member->name, member);
        return;
    }
    for (const struct node *one = member->first; one; one = one->next)
        give_one(o, option, member->name, one);
}

static void give_axis(struct opening *o, const struct node *axis)
{
    struct axes_given *v = &o->from->vary;

    if (axis->kind != NODE_TEXT && axis->kind != NODE_GROUP) {
        diag_error(o->diag, axis->at,
                   "study: vary: \"ADDRESS=V,V\" or { name; points; } is wanted");
        return;
    }
    v->axis = arena_room(o->from->arena, v->axis, v->count, sizeof *v->axis);
    v->axis[v->count++] =
        (struct axis_given){.text = axis->kind == NODE_TEXT ? axis->text : NULL,
                            .named = axis->kind == NODE_GROUP ? axis : NULL,
                            .at = axis->at};
}

static void give_axes(struct opening *o, const struct node *vary)
{
    if (vary->kind != NODE_LIST)
        give_axis(o, vary);
    for (const struct node *one = vary->first; vary->kind == NODE_LIST && one;
         one = one->next)
        give_axis(o, one);
}

/* ---- the file ---- */

static const char *text_member(const struct opening *o, const struct node *study,
                               const char *name)
{
    const struct node *node = node_member(study, name);

    if (node && node->kind == NODE_TEXT)
        return node->text;
    diag_error(o->diag, node ? node->at : study->at, "study: %s%s", name,
               node ? ": a text in quotes is wanted" : " = \"..\" is missing");
    return NULL;
}

static bool is_of_command(const struct opening *o, const struct node *study)
{
    const char *name = text_member(o, study, "command");

    if (!name || o->command->bit == FOR_CHECK || strcmp(name, o->command->name) == 0)
        return name != NULL;
    if (!command_find(name))
        diag_error(o->diag, node_member(study, "command")->at,
                   "study: headroom has no command %s", name);
    else
        diag_error(o->diag, node_member(study, "command")->at,
                   "this is a study of %s: headroom %s %s", name, name, o->path);
    return false;
}

/* A path starts at the file that names it. */
static const char *beside(const struct opening *o, const char *name)
{
    const char *slash = strrchr(o->path, '/');

    if (*name == '/' || !slash)
        return name;
    return arena_text(o->from->arena, "%.*s/%s", (int)(slash - o->path), o->path, name);
}

static void read_study(struct opening *o, const struct node *root,
                       const struct node *study)
{
    for (const struct node *group = root->first; group; group = group->next)
        if (group != study)
            diag_error(o->diag, group->at,
                       "%s: a study says what to do with a scenario of its own file",
                       group->name);
    for (const struct node *m = study->first; m; m = m->next)
        if (strcmp(m->name, "vary") == 0)
            give_axes(o, m);
        else if (!text_is_one_of(m->name, own_keys))
            give(o, m);
}

/* The file's group `study`, NULL: a scenario, and whoever loads it says what is wrong
 * with it; what is wrong with a study, or is no tree, is said before options are missed.
 */
static const struct node *find_study(const struct opening *o, struct arena *arena,
                                     const struct node **root)
{
    struct diag quiet = {0};
    const struct node *study;

    *root = read_libconfig(o->path, arena, NULL, NULL, &quiet);
    study = *root ? node_member(*root, "study") : NULL;
    if (quiet.errors && (!*root || study))
        read_libconfig(o->path, arena, NULL, NULL, o->diag);
    else if (study && study->kind != NODE_GROUP)
        diag_error(o->diag, study->at, "study: a group { .. } is wanted");
    return study;
}

bool study_open(struct options *options, const struct command *command, struct diag *diag)
{
    const unsigned takes =
        FOR_RUN | FOR_CHECK | FOR_SWEEP | FOR_COMPARE | FOR_TUNE | FOR_GROW;
    struct options from = {.arena = options->arena};
    struct opening o = {&from, command, options->arguments ? options->argument[0] : NULL,
                        diag};
    const char **path = arena_get(options->arena, sizeof *path);
    const struct node *root, *study;

    if (options->arguments != 1 || !(command->bit & takes) ||
        (command->bit == FOR_COMPARE && compare_is_of_stored(options)))
        return true;
    study = find_study(&o, options->arena, &root);
    if (diag->errors || !study)
        return diag->errors == 0;
    if (!is_of_command(&o, study))
        return false;
    read_study(&o, root, study);
    *path = text_member(&o, study, "scenario");
    if (diag->errors)
        return false;
    *path = beside(&o, *path);
    options->argument = path;
    options_precede(options, &from);
    return true;
}
