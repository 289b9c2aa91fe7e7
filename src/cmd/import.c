/* import.c - `headroom import FILE...`: the scenario of a template and of load tests. */
#include "import/import.h"

#include <string.h>

#include "cmd/command.h"
#include "cmd/write.h"
#include "config/profile.h"

/* --parameter NAME=VALUE, the last one of a name. */
static const struct node *given_of(const struct options *options, struct diag *diag)
{
    const struct texts_given *all = &options->parameter;
    struct node *given =
        node_new(options->arena, NODE_GROUP, NULL, NULL, (struct where){0});

    for (size_t k = 0; k < all->count; k++) {
        const struct where at = {all->origin[k], 0};
        const char *equals = strchr(all->text[k], '=');
        if (!equals || equals == all->text[k]) {
            diag_error(diag, at, "%s: NAME=VALUE is wanted", all->text[k]);
            continue;
        }
        node_put(given, node_new(options->arena, NODE_TEXT,
                                 arena_text(options->arena, "%.*s",
                                            (int)(equals - all->text[k]), all->text[k]),
                                 equals + 1, at));
    }
    return given;
}

static const struct import_source *sources_of(const struct options *options)
{
    struct import_source *source =
        arena_get(options->arena, options->arguments * sizeof *source);

    for (size_t k = 0; k < options->arguments; k++)
        source[k].path = options->argument[k];
    return source;
}

/* One that is not there would be told by every command but this. */
static void check_profile(const struct options *options,
                          const struct surroundings *around, struct diag *diag)
{
    const struct profile_wanted wanted = {options->value[OPTION_PROFILE],
                                          around->profiles, NULL};
    struct profile profile;

    if (wanted.name)
        profile_load(&profile, &wanted, options->arena, diag);
}

static const char *folder_of(struct arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? arena_text(arena, "%.*s", (int)(slash - path + 1), path) : "";
}

static void say_notes(const struct imported *imported, struct diag *diag)
{
    for (const struct node *one = imported->notes ? imported->notes->first : NULL; one;
         one = one->next)
        diag_note(diag, one->at, "%s", one->text);
}

/* One after the other, or first whether there is a place for each. */
static bool each_file(const struct options *options, const struct imported *imported,
                      bool (*what)(const struct writing *, struct diag *),
                      struct diag *diag)
{
    const char *path = options->value[OPTION_OUTPUT];
    const char *folder = folder_of(options->arena, path);
    bool force = options->value[OPTION_FORCE] != NULL, fine = true;
    const struct writing scenario = {path, text_of(&imported->scenario), force};

    /* the definitions first: a scenario that is there has them */
    for (const struct import_file *one = imported->file; one; one = one->next) {
        const struct writing w = {arena_text(options->arena, "%s%s", folder, one->name),
                                  one->text, force};
        fine = what(&w, diag) && fine;
    }
    return fine && what(&scenario, diag);
}

static bool write_files(const struct options *options, const struct imported *imported,
                        struct diag *diag)
{
    return each_file(options, imported, may_be_written, diag) &&
           each_file(options, imported, write_text, diag);
}

static void say_next(const struct options *options, const struct surroundings *around,
                     const struct imported *imported)
{
    const char *path = options->value[OPTION_OUTPUT];
    FILE *out = path ? around->out : around->err;

    fprintf(out, "%s: %zu values to fill in, %zu guess%s\n",
            path ? path : options->argument[0], imported->to_fill_in, imported->guesses,
            imported->guesses == 1 ? "" : "es");
    if (path)
        fprintf(out, "next   headroom check %s\n", path);
}

static bool put_out(const struct options *options, const struct surroundings *around,
                    const struct imported *imported, struct diag *diag)
{
    if (options->value[OPTION_OUTPUT])
        return write_files(options, imported, diag);
    fputs(text_of(&imported->scenario), around->out);
    return true;
}

int import_command(const struct options *options, const struct surroundings *around)
{
    struct diag diag = {.out = around->err};
    const char *output = options->value[OPTION_OUTPUT];
    const struct import_wanted wanted = {
        .source = sources_of(options),
        .sources = options->arguments,
        .folder = output ? folder_of(options->arena, output) : NULL,
        .profile = options->value[OPTION_PROFILE],
        .given = given_of(options, &diag)};
    struct imported imported = {0};
    bool fine;

    check_profile(options, around, &diag);
    if (outcome_of(&diag) != OUTCOME_FINE)
        return outcome_of(&diag);
    fine = import_files(&wanted, options->arena, &diag, &imported);
    say_notes(&imported, &diag);
    if (fine && put_out(options, around, &imported, &diag))
        say_next(options, around, &imported);
    text_free(&imported.scenario);
    return outcome_of(&diag);
}
