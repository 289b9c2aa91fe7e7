/* init.c - `headroom init`: a commented scenario to start from. */
#include <string.h>

#include "cmd/command.h"
#include "cmd/templates.h"
#include "cmd/write.h"

static const struct template *template_find(const char *name)
{
    for (const struct template *t = templates; t->name; t++)
        if (strcmp(t->name, name) == 0)
            return t;
    return NULL;
}

int init_command(const struct options *options, const struct surroundings *around)
{
    struct diag diag = {.out = around->err};
    const char *path = options->arguments ? options->argument[0] : "scenario.cfg";
    const char *name = options->value[OPTION_TEMPLATE];
    const struct template *template = template_find(name ? name : "api");
    const struct writing w = {path, template->text, options->value[OPTION_FORCE] != NULL};

    if (!write_text(&w, &diag))
        return outcome_of(&diag);
    fprintf(around->out, "%s: %s\nnext   headroom check %s\n       headroom run %s\n",
            path, template->help, path, path);
    return OUTCOME_FINE;
}
