/* command.c - the table of commands. */
#include "cmd/command.h"

#include <string.h>

#include "cmd/study.h"

/* clang-format off: a table */
const struct command commands[] = {
    {"init", "[FILE]", "writes a scenario to start from",
     "Writes a scenario with comments to FILE (scenario.cfg if none is named): a text "
     "file "
     "that says who calls (client), the resources that are called, for how long to "
     "simulate "
     "and what is promised (objectives).  It is whole: headroom check FILE tells at once "
     "what load and cost to expect, headroom run FILE simulates it and judges the "
     "objectives.  Then edit FILE until it is your application: names, rates, steps, "
     "objectives.  headroom help scenario tells how such a file is built, headroom help "
     "lambda.memory_size what a setting means.  A FILE that is there already is left as "
     "it "
     "is, exit 2, unless --force is given.",
     FOR_INIT, 0, 1, init_command},
    {"check", "FILE...",
     "the architect's calculator: resolves and validates, simulates nothing",
     "Reads scenarios, reports every mistake of a file in one go, and prints what "
     "follows "
     "from flow balance and Little's law: the resolved graph, expected rates and "
     "concurrency by phase, how much of each limit that takes, the expected cost, and "
     "the "
     "assumptions in force.  Of a study each value of its axes is loaded too, of LO..HI "
     "the ends.  With "
     "--format json: one document a file, with the same "
     "numbers for every limit.",
     FOR_CHECK, 1, 1000, check_command},
    {"run", "FILE", "simulates a scenario: verdict, summary and an HDF5 file",
     "Runs a scenario's replications on all processors, judges its objectives and says "
     "what gave way first, who waited and for what, and what it costs.  The result is on "
     "standard output and depends on nothing but the scenario, the options and the seed; "
     "the numbers go to SCENARIO.h5 in the working directory.",
     FOR_RUN, 1, 1, run_command},
    {"sweep", "FILE", "a grid of settings, paired by common random numbers",
     "Runs a scenario at every combination of the axes' values (--vary), each with the "
     "same "
     "seed, so that the same requests come with the same work at every point.  A table "
     "shows what was set, the objectives and what was asked for (--show), and the cost; "
     "the whole-run values go to sweep.h5, dimension `point` first.  FILE is a scenario, "
     "or "
     "a study: the same options written down (headroom help studies).  Exit 0 if some "
     "point "
     "meets all objectives, 99 if every one misses, 5 if that is undecided.",
     FOR_SWEEP, 1, 1, sweep_command},
    {"compare", "A [B...]", "paired differences of scenarios, or of settings",
     "Runs scenarios with the same random numbers and says by how much the second and "
     "further ones differ from the first, with intervals of the paired differences and "
     "the "
     "variance reduction that pairing brought.  Of result files (A.h5 B.h5) nothing is "
     "run "
     "again: what all of them hold is compared, by replication where seed and "
     "replications "
     "are the same, else as independent (Welch).  With one scenario: as it is written "
     "against "
     "with the --set settings, or the points of --vary against the first of them.  No "
     "file is written unless -o names one; objectives are not judged.",
     FOR_COMPARE, 1, 9, compare_command},
    {"tune", "FILE", "the best setting that meets the objectives",
     "Of the points of --vary, finds the one that meets all objectives and has least of "
     "--minimise, or is best by --strategy; LO..HI without a step is bisected where more "
     "is "
     "known to be better.  The winner is run again on fresh random numbers before its "
     "number is printed.  All points go to tune.h5.  Exit 4: no point meets the "
     "objectives; "
     "5: undecided.",
     FOR_TUNE, 1, 1, tune_command},
    {"grow", "FILE", "the multiple of traffic at which each limit binds",
     "Multiplies the traffic of all clients (client.*.scale) and says at which multiple "
     "each limit binds and each objective fails.  A limit that was found is lifted "
     "before "
     "the search goes on, so that the limits behind it are seen too; whether it hides "
     "them today is said.  The same random numbers at every multiple: request k stays "
     "the same request.  Below 1 is an answer too.  Five replications at each "
     "multiple, if the scenario has as many; -r says otherwise.  All runs go to "
     "grow.h5.",
     FOR_GROW, 1, 1, grow_command},
    {"report", "FILE.h5", "tables and pictures again from stored data",
     "Prints what headroom run, sweep, compare, tune or grow printed, out of its result "
     "alone, and nothing is simulated.  With -o "
     "the same as one page of HTML with pictures, which needs no other file and no "
     "network: verdict, objectives, limits and when they were used, the time series, "
     "where the time went, what it costs, what is assumed.  --objective judges "
     "one more on what is stored, where the run kept a record: money, what is asked of "
     "all "
     "of the run, and the stretches of time of its own objectives and phases.  Of a "
     "study its answer is kept, in each form, with pictures of its points, differences "
     "or "
     "multiples: --objective and --limits are for runs.  The exit code is that of the "
     "command again.",
     FOR_REPORT, 1, 1, report_command},
    {"import", "FILE...", "a template and load tests into a scenario",
     "Reads a template of SAM or CloudFormation, load tests and metrics, and writes "
     "the scenario of what is in them to standard output or to the file of -o.  What "
     "each file is its content says.  A template (.yaml, .yml, .json): functions, "
     "APIs, queues, topics, buses, streams, tables and state machines with their "
     "settings, and who calls whom.  A test script of Artillery, options of k6 (JSON, "
     "or a plain literal in a script .js), and what aws cloudwatch get-metric-data "
     "and get-metric-statistics print (sums of Count, Invocations, "
     "NumberOfMessagesSent ..): clients with their phases, rates, users, journeys and "
     "objectives.  Requests lead to the routes of the template that take their method "
     "and path, else to http.target, which stands for what is tested.  What no file "
     "says (work, sizes, how likely a choice is) gets a plain value and is marked "
     "\"to fill in\"; calls that a function's policies and variables, or a script's "
     "text, hint at are marked \"a guess\"; what has no counterpart is listed on "
     "standard error and in the file's head.  Parameters have their defaults, or "
     "--parameter NAME=VALUE: those of a template, variables and environment=NAME of "
     "Artillery, load=LABEL and period=SECONDS of metrics.  A state machine's "
     "definition that is no file beside the template is written beside the scenario, "
     "with -o only.  No file outside the template's folder is read, no script is "
     "run.  Simulations of Gatling are not built yet.",
     FOR_IMPORT, 1, 9, import_command},
    {"merge", "PART...", "the parts of a study into one answer and one file",
     "Of a run, sweep or compare that several machines did a part of each (--shard 1/N "
     ".. "
     "N/N): prints what the command itself would have printed, writes its file to -o, "
     "and "
     "exits as it would have; the same bytes for any number of parts.  The scenario and "
     "what it reads must be where the command looked for them, unchanged.  Nothing is "
     "simulated.  Exit 3: a part is missing or has not come to its end (there the same "
     "command with --resume goes on), or a run is in none of them.",
     FOR_MERGE, 1, 10000, merge_command},
    {"profile", "list | show NAME | diff A B", "the dated quotas, prices and latencies",
     "list names the profiles; show prints one, each value with its source, assumptions "
     "marked [A]; diff prints what differs between two.  A profile is a name or a file "
     "that ends in .cfg.",
     FOR_PROFILE, 1, 3, profile_command},
    {"digest", "FILE.h5...", "a hash over the contents of a result file",
     "Prints a SHA-256 over names, attributes and values of a result file, which does "
     "not "
     "depend on compression or on the HDF5 library's version.",
     FOR_DIGEST, 1, 1000, digest_command},
    {"help", "[COMMAND | ADDRESS | TOPIC]", "says how things are used and spelled",
     "Explains a command, a setting by its address (lambda.memory_size), all settings of "
     "a group (lambda), or a topic: studies, laws, units, steps, objectives, addresses, "
     "exit.",
     FOR_HELP, 0, 1, help_command},
    {NULL, NULL, NULL, NULL, 0, 0, 0, NULL},
};
/* clang-format on */

const struct command *command_find(const char *name)
{
    for (const struct command *c = commands; c->name; c++)
        if (strcmp(c->name, name) == 0)
            return c;
    return NULL;
}

const char *command_next(const void *unused, size_t i)
{
    (void)unused;
    return i < sizeof commands / sizeof *commands ? commands[i].name : NULL;
}

enum outcome outcome_of(const struct diag *diag)
{
    if (diag->failures)
        return OUTCOME_FAILED;
    return diag->errors ? OUTCOME_MISTAKEN : OUTCOME_FINE;
}

int command_do(const struct command *command, struct options *options,
               const struct surroundings *around, struct diag *diag)
{
    if (options->value[OPTION_VERSION])
        return fprintf(around->out, "headroom %s\n", PACKAGE_VERSION) < 0;
    if (options->value[OPTION_HELP]) {
        options->arguments = 1;
        options->argument = &command->name;
        return help_command(options, around);
    }
    if (options->arguments < command->least || options->arguments > command->most) {
        diag_error(diag, (struct where){0}, "usage: headroom %s [options] %s",
                   command->name, command->arguments);
        return OUTCOME_MISTAKEN;
    }
    if (!study_open(options, command, diag))
        return outcome_of(diag);
    return command->run(options, around);
}
