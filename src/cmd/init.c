/* init.c - `headroom init`: a commented scenario to start from (models/templates). */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "cmd/command.h"
#include "cmd/write.h"

struct template
{
    const char *name, *help;
    const char *beside; /* a second file, by the name that the scenario calls it; NULL */
};

/* As option.c lists them. */
static const struct template templates[] = {
    {"api", "an API on a function and a table", NULL},
    {"async", "a function that nobody waits for, with retries", NULL},
    {"sqs", "a queue between an API and a worker, with dead letters", NULL},
    {"kinesis", "a stream of readings and the function that reads it", NULL},
    {"stepfunctions", "a workflow of functions and a table", "order.asl.json"},
    {"http", "clients on an outside service, with nothing of AWS", NULL},
    {"direct", "a function alone, invoked directly", NULL},
    {"full", "two populations, a journey, bursts, an incident", NULL},
};

/* The option's own check has been there: it is one of them. */
static const struct template *template_find(const char *name)
{
    const struct template *t = templates;

    while (strcmp(t->name, name) != 0)
        t++;
    return t;
}

static bool read_file(const char *path, struct text *text, struct diag *diag)
{
    FILE *in = fopen(path, "r");
    bool fine = in && text_add_stream(text, in, SIZE_MAX);

    if (!fine)
        diag_failure(diag, (struct where){path, 0}, "cannot be read: %s",
                     strerror(errno));
    if (in)
        fclose(in);
    return fine;
}

/* Copies a file of models/templates. */
static bool copy(const char *templates_at, const char *name, struct writing w,
                 struct diag *diag)
{
    struct text from = {0}, text = {0};
    bool fine;

    text_add(&from, "%s/%s", templates_at, name);
    fine = read_file(text_of(&from), &text, diag);
    w.text = text_of(&text);
    fine = fine && write_text(&w, diag);
    text_free(&text);
    text_free(&from);
    return fine;
}

/* `name` in the folder of `path`. */
static void add_beside(struct text *text, const char *path, const char *name)
{
    const char *slash = strrchr(path, '/');

    text_add(text, "%.*s%s", slash ? (int)(slash + 1 - path) : 0, path, name);
}

int init_command(const struct options *options, const struct surroundings *around)
{
    struct diag diag = {.out = around->err};
    const char *path = options->arguments ? options->argument[0] : "scenario.cfg";
    const char *name = options->value[OPTION_TEMPLATE];
    const struct template *t = template_find(name ? name : "api");
    struct writing w = {.path = path, .force = options->value[OPTION_FORCE] != NULL},
                   second = w;
    struct text file = {0}, beside = {0};

    text_add(&file, "%s.cfg", t->name);
    if (t->beside)
        add_beside(&beside, path, t->beside);
    second.path = text_of(&beside);
    if (!t->beside || may_be_written(&second, &diag))
        if (copy(around->templates, text_of(&file), w, &diag) && t->beside)
            copy(around->templates, t->beside, second, &diag);
    if (diag.errors == 0)
        fprintf(around->out,
                "%s: %s\n%s%snext   headroom check %s\n       headroom run %s\n", path,
                t->help, text_of(&beside), t->beside ? ": its definition\n" : "", path,
                path);
    text_free(&beside);
    text_free(&file);
    return outcome_of(&diag);
}
