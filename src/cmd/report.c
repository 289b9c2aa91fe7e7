/* report.c - `headroom report FILE.h5`: what a run or a study said, again, out of its
 * result. */
#include <stdlib.h>
#include <string.h>

#include "cmd/answer.h"
#include "cmd/plotting.h"
#include "cmd/telling.h"

/* Nobody means to write a page over a result. */
static bool is_name_of_page(const char *output, struct diag *diag)
{
    size_t length = output ? strlen(output) : 0;

    if (length < 3 || strcmp(output + length - 3, ".h5") != 0)
        return true;
    diag_error(diag, (struct where){output, 0},
               "is named like a result, and --output of report is a page: FILE.html");
    return false;
}

static enum outcome report_run(const struct options *options,
                               const struct surroundings *around, struct diag *diag)
{
    const char *output = options->value[OPTION_OUTPUT];
    struct curving curving = {.arena = options->arena};
    struct recalling what = {.path = options->argument[0],
                             .objective = options->objective.text,
                             .objectives = options->objective.count,
                             .told = output ? curves_told : NULL,
                             .ctx = &curving};
    struct recalled run;
    enum outcome outcome;
    enum form form;

    if (!options_want_document(options, &form) && options->value[OPTION_FORMAT] &&
        strcmp(options->value[OPTION_FORMAT], "text") != 0)
        diag_error(diag, (struct where){what.path, 0}, "has no %s: it is of headroom run",
                   options->value[OPTION_FORMAT]);
    if (diag->errors > 0 || !recall(&what, options->arena, &run, diag))
        return outcome_of(diag);
    if (output && !plotting_write_run(output, &run, &curving, diag)) {
        recalled_release(&run);
        return outcome_of(diag);
    }
    outcome = answer(options, around, &run.summary);
    recalled_release(&run);
    if (output)
        fprintf(around->err, "wrote %s\n", output);
    return outcome;
}

int report_command(const struct options *options, const struct surroundings *around)
{
    struct diag diag = {.out = around->err};
    char *study;
    bool is_study;

    if (!is_name_of_page(options->value[OPTION_OUTPUT], &diag))
        return OUTCOME_MISTAKEN;
    study = said_command(options->argument[0]);
    is_study = study != NULL;
    free(study);
    return is_study ? tell_again(options, around, &diag)
                    : report_run(options, around, &diag);
}
