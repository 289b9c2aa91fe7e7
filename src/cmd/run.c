/* run.c - `headroom run FILE`: load, replicate, judge, report. */
#include <math.h>
#include <string.h>

#include "cmd/answer.h"
#include "cmd/keeping.h"
#include "cmd/load.h"
#include "cmd/plotting.h"
#include "cmd/progress.h"
#include "study/replicate.h"

struct asked { /* of the options, beside what stands for --set */
    long replication, requests, jobs;
    const char *output; /* NULL: none */
    struct keeping keeping;
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
    fine = plotting_may(options, asked->output, diag);
    fine = fine && options_number(options, &replication, &asked->replication, diag);
    fine = options_number(options, &requests, &asked->requests, diag) && fine;
    return options_number(options, &jobs, &asked->jobs, diag) && fine;
}

static enum outcome say(const struct options *options, const struct surroundings *around,
                        const struct layout *layout, const struct asked *asked,
                        struct summary *summary)
{
    summary->file = layout->scenario->path;
    summary->stored = asked->output;
    summary->set = options->set.text;
    summary->sets = options->set.count;
    return answer(options, around, summary);
}

static enum outcome replicate_it(const struct options *options,
                                 const struct surroundings *around,
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
                               .elsewhere = around->elsewhere,
                               .journal = asked->keeping.journal,
                               .requests = (uint64_t)asked->requests,
                               .interrupted = around->interrupted,
                               .ctx = &progress};
    enum outcome outcome = OUTCOME_FINE;

    progress_begin(&progress, options, around);
    what.moved = progress.how == PROGRESS_NONE ? NULL : progress_moved;
    bool fine = replicate(&what, options->arena, &summary, &done, diag);
    progress_end(&progress);
    if (done.interrupted)
        return OUTCOME_SIGNAL + (enum outcome) * around->interrupted;
    if (!fine)
        return outcome_of(diag);
    if (!asked->keeping.is_part) {
        outcome = say(options, around, layout, asked, &summary);
        progress_say_done(&progress, done.events, asked->output);
    }
    return outcome;
}

/* One run is all there is, or nothing: there is nothing to go on with. */
static bool begin_keeping(const struct options *options,
                          const struct surroundings *around,
                          const struct scenario *scenario, struct asked *asked,
                          struct diag *diag)
{
    const struct run_settings *run = &scenario->run;
    bool one =
        asked->replication >= 0 || (run->replications == 1 && !isfinite(run->precision));

    if (one && !around->merged && !options->value[OPTION_SHARD] &&
        !options->value[OPTION_RESUME])
        return true;
    return keeping_begin(&asked->keeping, options, around, &asked->output, diag);
}

static int run_it(const struct options *options, const struct surroundings *around,
                  const struct scenario *scenario, struct asked *asked, struct diag *diag)
{
    const struct layout *layout;
    enum outcome outcome;
    int errors;

    if (!begin_keeping(options, around, scenario, asked, diag))
        return outcome_of(diag);
    layout = layout_make(scenario, options->arena);
    outcome = replicate_it(options, around, layout, asked, diag);
    errors = diag->errors + diag->failures;
    if (!keeping_end(&asked->keeping, around, errors == 0 && outcome < OUTCOME_SIGNAL,
                     diag))
        outcome = outcome_of(diag);
    return (int)outcome;
}

static bool is_answered(int outcome)
{
    return outcome == OUTCOME_FINE || outcome == OUTCOME_MISSED ||
           outcome == OUTCOME_UNDECIDED;
}

int run_command(const struct options *options, const struct surroundings *around)
{
    struct diag diag = {.out = around->err};
    const char *path = options->argument[0];
    struct asked asked = {0};
    int outcome = OUTCOME_MISTAKEN;

    if (!read_asked(path, options, around, &asked, &diag))
        return OUTCOME_MISTAKEN;
    struct shelf shelf;
    struct scenario *scenario =
        load_scenario(path, asked.output ? &shelf : NULL, options, around, &diag);
    if (!scenario)
        return outcome_of(&diag);
    if (replicate_fits(scenario, options->arena, &diag))
        outcome = run_it(options, around, scenario, &asked, &diag);
    if (is_answered(outcome) && !plotting_run(options, around, asked.output, &diag))
        outcome = outcome_of(&diag);
    scenario_free(scenario);
    return outcome;
}
