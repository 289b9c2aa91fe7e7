/* sweep.c - `headroom sweep FILE --vary ..`: all points, a table, a file. */
#include <string.h>

#include "cmd/command.h"
#include "cmd/points.h"

static void print(const struct options *options, const struct surroundings *around,
                  const struct studying *s)
{
    struct paper paper = paper_for(options, around);

    if (strcmp(s->format, "json") == 0) {
        sweep_json(around->out, &s->sweeping.sweep);
    } else if (strcmp(s->format, "csv") == 0) {
        sweep_csv(around->out, &s->sweeping.sweep);
    } else {
        sweep_report(&paper, &s->sweeping.sweep);
        paper_print(&paper, around->out);
        text_free(&paper.text);
    }
    fflush(around->out);
    progress_say_done(&s->progress, s->sweeping.events, s->output);
}

/* Missed where every point misses: a sweep asks which do not. */
static enum outcome verdict(const struct sweep *s)
{
    size_t met, missed, undecided;

    if (s->point[0].summary.objectives == 0)
        return OUTCOME_FINE;
    sweep_verdicts(s, &met, &missed, &undecided);
    return met > 0 ? OUTCOME_FINE : undecided > 0 ? OUTCOME_UNDECIDED : OUTCOME_MISSED;
}

static enum outcome sweep_it(const struct options *options,
                             const struct surroundings *around, struct studying *s)
{
    enum outcome outcome;

    if (!sweeping_grid(&s->sweeping))
        return outcome_of(&s->diag);
    outcome = studying_ran(s, sweeping_run_all(&s->sweeping));
    if (outcome != OUTCOME_FINE || studying_is_part(s))
        return outcome;
    if (!studying_store(s))
        return outcome_of(&s->diag);
    print(options, around, s);
    return verdict(&s->sweeping.sweep);
}

int sweep_command(const struct options *options, const struct surroundings *around)
{
    struct studying s = {.sweeping.sweep.command = "sweep"};
    enum outcome outcome = OUTCOME_MISTAKEN;

    if (!studying_begin(&s, options, around, "text json csv"))
        return OUTCOME_MISTAKEN;
    if (s.sweeping.sweep.axes == 0)
        diag_error(&s.diag, (struct where){0},
                   "sweep wants an axis: --vary ADDRESS=V,V or ADDRESS=LO..HI:STEP");
    else if (studying_runs(&s, options, around, "sweep.h5"))
        outcome = sweep_it(options, around, &s);
    else
        outcome = outcome_of(&s.diag);
    return studying_end(&s, outcome);
}
