/* report.c - `headroom report FILE.h5`: what a run said, again, out of its result. */
#include "cmd/answer.h"
#include "study/recall.h"

int report_command(const struct options *options, const struct surroundings *around)
{
    struct diag diag = {.out = around->err};
    struct recalling what = {.path = options->argument[0]};
    struct recalled run;
    enum outcome outcome;

    if (!recall(&what, options->arena, &run, &diag))
        return outcome_of(&diag);
    outcome = answer(options, around, &run.summary);
    recalled_release(&run);
    return outcome;
}
