/* run.c - `headroom run FILE`: load, replicate, judge, report. */
#include <string.h>

#include "cmd/answer.h"
#include "cmd/load.h"
#include "cmd/progress.h"
#include "study/replicate.h"

struct asked { /* of the options, beside what stands for --set */
    long replication, requests, jobs;
    const char *output; /* NULL: none */
};

static bool read_asked(const char *path, const struct options *options,
                       const struct surroundings *around, struct asked *asked,
                       struct diag *diag)
{
    const char *output = options->value[OPTION_OUTPUT];
    const struct number_wanted replication = {OPTION_REPLICATION, 0, 1000000, -1},
                               requests = {OPTION_REQUESTS, 1, 1000000000, 0},
                               jobs = {OPTION_JOBS, 1, 1024, (long)around->processors};
    bool fine; /* all are read: each says what is wrong with it */

    asked->output = !output                       ? default_output(path, options->arena)
                    : strcmp(output, "none") == 0 ? NULL
                                                  : output;
    fine = options_number(options, &replication, &asked->replication, diag);
    fine = options_number(options, &requests, &asked->requests, diag) && fine;
    return options_number(options, &jobs, &asked->jobs, diag) && fine;
}

static int replicate_it(const struct options *options, const struct surroundings *around,
                        const struct layout *layout, const struct asked *asked,
                        struct diag *diag)
{
    struct progress progress;
    struct summary summary = {0};
    struct replicated done;
    struct replicating what = {.layout = layout,
                               .alone = asked->replication,
                               .jobs = (unsigned)asked->jobs,
                               .output = asked->output,
                               .requests = (uint64_t)asked->requests,
                               .interrupted = around->interrupted,
                               .ctx = &progress};

    enum outcome outcome;

    progress_begin(&progress, options, around);
    what.moved = progress.how == PROGRESS_NONE ? NULL : progress_moved;
    bool fine = replicate(&what, options->arena, &summary, &done, diag);
    progress_end(&progress);
    if (done.interrupted)
        return OUTCOME_SIGNAL + *around->interrupted;
    if (!fine)
        return outcome_of(diag);
    summary.file = layout->scenario->path;
    summary.stored = asked->output;
    summary.set = options->set.text;
    summary.sets = options->set.count;
    outcome = answer(options, around, &summary);
    progress_say_done(&progress, done.events, asked->output);
    return outcome;
}

int run_command(const struct options *options, const struct surroundings *around)
{
    struct diag diag = {.out = around->err};
    const char *path = options->argument[0];
    struct asked asked;
    int outcome = OUTCOME_MISTAKEN;

    if (!read_asked(path, options, around, &asked, &diag))
        return OUTCOME_MISTAKEN;
    struct shelf shelf;
    struct scenario *scenario =
        load_scenario(path, asked.output ? &shelf : NULL, options, around, &diag);
    if (!scenario)
        return outcome_of(&diag);
    if (replicate_fits(scenario, options->arena, &diag)) {
        const struct layout *layout = layout_make(scenario, options->arena);
        outcome = replicate_it(options, around, layout, &asked, &diag);
    }
    scenario_free(scenario);
    return outcome;
}
