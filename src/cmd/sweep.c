/* sweep.c - `headroom sweep FILE --vary ..`: all points, a table, a file. */
#include "cmd/command.h"
#include "cmd/telling.h"
#include "output/page_study.h"

static void tell_text(struct paper *paper, const void *sweep)
{
    sweep_report(paper, sweep);
}

static void tell_document(FILE *out, enum form form, const void *sweep)
{
    if (form == FORM_CSV)
        sweep_csv(out, sweep);
    else
        sweep_json(out, sweep);
}

static void tell_page(struct text *page, const void *sweep)
{
    page_of_sweep(page, sweep);
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
    const struct telling telling = {.what = &s->sweeping.sweep,
                                    .text = tell_text,
                                    .document = tell_document,
                                    .page = tell_page};
    enum outcome outcome;

    if (!sweeping_grid(&s->sweeping))
        return outcome_of(&s->diag);
    outcome = studying_ran(s, sweeping_run_all(&s->sweeping));
    if (outcome != OUTCOME_FINE || studying_is_part(s))
        return outcome;
    return studying_tell(s, options, around, &telling, verdict(&s->sweeping.sweep));
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
