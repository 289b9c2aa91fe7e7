/* compare_stored.c - `headroom compare A.h5 B.h5`: results of earlier runs, as they are.
 */
#include <math.h>
#include <string.h>

#include "cmd/command.h"
#include "cmd/load.h"
#include "study/stored.h"

static bool is_stored(const char *name)
{
    size_t length = strlen(name);

    return length > 3 && strcmp(name + length - 3, ".h5") == 0;
}

bool compare_is_of_stored(const struct options *options)
{
    for (size_t i = 0; i < options->arguments; i++)
        if (is_stored(options->argument[i]))
            return true;
    return false;
}

static void refuse(struct diag *diag, const char *option)
{
    diag_error(diag, (struct where){option, 0},
               "nothing is run again: of result files only --confidence may be asked");
}

/* Options that would change a run, and what is no result. */
static bool is_sensible(const struct options *options, double *alpha, struct diag *diag)
{
    double confidence = NAN;

    for (size_t i = 0; i < options->arguments; i++)
        if (!is_stored(options->argument[i]))
            diag_error(diag, (struct where){options->argument[i], 0},
                       "compare takes scenarios or result files, not both");
    if (options->arguments < 2)
        diag_error(diag, (struct where){options->argument[0], 0},
                   "compare wants a second result file");
    for (size_t i = 0; i < options->set.count; i++)
        if (strcmp(options->set.origin[i], "--confidence") != 0)
            refuse(diag, options->set.origin[i]);
        else if (!unit_read(UNIT_SHARE, strchr(options->set.text[i], '=') + 1,
                            &confidence) ||
                 !(confidence >= 0.5 && confidence < 1))
            diag_error(diag, (struct where){"--confidence", 0},
                       "a share such as 95 %% is wanted, 50 %% or more");
    if (options->vary.count)
        refuse(diag, "--vary");
    if (options->value[OPTION_OUTPUT])
        refuse(diag, "--output");
    *alpha = 1 - confidence;
    return diag->errors == 0;
}

int compare_stored_command(const struct options *options,
                           const struct surroundings *around)
{
    struct diag diag = {.out = around->err};
    size_t files = options->arguments;
    struct stored_run *s = arena_get(options->arena, files * sizeof *s);
    struct comparison_of_points c;
    const char *format = options->value[OPTION_FORMAT];
    enum form form;
    double alpha;

    if (format && !text_is_among(format, "text json csv"))
        diag_error(&diag, (struct where){"--format", 0},
                   "%s is not one of: text json csv", format);
    if (!is_sensible(options, &alpha, &diag))
        return outcome_of(&diag);
    for (size_t i = 0; i < files; i++)
        stored_read(options->argument[i], options->arena, &s[i], &diag);
    if (diag.errors + diag.failures)
        return outcome_of(&diag);
    compare_stored(s, files, isnan(alpha) ? 1 - s[0].confidence : alpha, options->arena,
                   &c);
    if (options_want_document(options, &form)) {
        compared_json(around->out, form, &c);
    } else {
        struct paper paper = paper_for(options, around);
        compared_report(&paper, &c);
        paper_print(&paper, around->out);
        text_free(&paper.text);
    }
    return OUTCOME_FINE;
}
