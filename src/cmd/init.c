/* init.c - `headroom init`: a commented scenario to start from. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "cmd/command.h"
#include "cmd/templates.h"

static const struct template *template_find(const char *name)
{
    for (const struct template *t = templates; t->name; t++)
        if (strcmp(t->name, name) == 0)
            return t;
    return NULL;
}

static bool write_all(int file, const char *text)
{
    size_t left = strlen(text);

    while (left > 0) {
        ssize_t written = write(file, text, left);
        if (written < 0)
            return false;
        text += written;
        left -= (size_t)written;
    }
    return true;
}

int init_command(const struct options *options, const struct surroundings *around)
{
    struct diag diag = {.out = around->err};
    const char *path = options->arguments ? options->argument[0] : "scenario.cfg";
    const char *name = options->value[OPTION_TEMPLATE];
    const struct template *template = template_find(name ? name : "api");
    int kind = options->value[OPTION_FORCE] ? O_TRUNC : O_EXCL;
    int file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | kind, 0666);

    if (file < 0 && errno == EEXIST) {
        diag_error(&diag, (struct where){path, 0},
                   "it is there already; --force overwrites it");
        return OUTCOME_MISTAKEN;
    }
    if (file < 0 || !write_all(file, template->text) || close(file) != 0) {
        diag_failure(&diag, (struct where){path, 0}, "%s", strerror(errno));
        return OUTCOME_FAILED;
    }
    fprintf(around->out, "%s: %s\nnext   headroom check %s\n       headroom run %s\n",
            path, template->help, path, path);
    return OUTCOME_FINE;
}
