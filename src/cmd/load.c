#include "cmd/load.h"

#include <string.h>

#include "config/shelf.h"

struct scenario *load_scenario(const char *path, struct shelf *shelf,
                               const struct options *options,
                               const struct surroundings *around, struct diag *diag)
{
    struct loading loading = {.path = path,
                              .shelf = shelf,
                              .profile_directory = around->profiles,
                              .set = options->set.text,
                              .sets = options->set.count,
                              .set_origin = options->set.origin,
                              .objective = options->objective.text,
                              .objectives = options->objective.count,
                              .no_objectives =
                                  options->value[OPTION_NO_OBJECTIVES] != NULL};

    if (shelf)
        *shelf = (struct shelf){
            .arena = options->arena, .profiles = around->profiles, .scenario = path};
    return scenario_load(&loading, diag);
}

struct paper paper_for(const struct options *options, const struct surroundings *around)
{
    const char *colour = options->value[OPTION_COLOR];
    struct paper paper = {.columns = (size_t)around->columns, .utf8 = around->utf8};

    paper.colour = !colour || strcmp(colour, "auto") == 0 ? around->out_colour
                                                          : strcmp(colour, "always") == 0;
    return paper;
}

const char *default_output(const char *path, struct arena *arena)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    const char *dot = strrchr(name, '.');
    size_t length = dot && dot > name ? (size_t)(dot - name) : strlen(name);

    return arena_text(arena, "%.*s.h5", (int)length, name);
}
