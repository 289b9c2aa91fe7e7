#include "cmd/option.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

#define STUDY (FOR_SWEEP | FOR_COMPARE | FOR_TUNE)
#define SCENARIO (FOR_RUN | FOR_CHECK | STUDY | FOR_GROW)
#define RUNS (FOR_RUN | STUDY | FOR_GROW)
#define ANSWERS (FOR_REPORT | FOR_MERGE)

/* clang-format off: a table */
const struct option_row option_rows[OPTIONS] = {
    [OPTION_SET] = {"set", 's', "ADDRESS=VALUE", NULL, SCENARIO, NULL,
                    "one setting, as its address in the file; repeatable, the last wins",
                    false},
    [OPTION_PROFILE] =
        {"profile", 0, "NAME", NULL, SCENARIO | FOR_IMPORT, "profile",
         "dated quotas, prices and latencies (headroom profile list), or a file", false},
    [OPTION_SEED] = {"seed", 0, "N", NULL, SCENARIO, "run.seed",
                     "names the random numbers; the same seed gives the same bytes",
                     false},
    [OPTION_REPLICATIONS] = {"replications", 'r', "N", NULL, SCENARIO, "run.replications",
                             "independent runs; below 10 the answer is a preview", false},
    [OPTION_DURATION] = {"duration", 0, "TIME", NULL, SCENARIO, "run.duration",
                         "simulated time of a run: \"1 h\"", false},
    [OPTION_WARM_UP] = {"warm-up", 0, "TIME", NULL, SCENARIO, "run.warm_up",
                        "cut from the front of a steady run; before t = 0 of any other",
                        false},
    [OPTION_PERIOD] = {"period", 0, "TIME", NULL, SCENARIO, "run.period",
                       "how long a point of the time series is: \"1 min\"", false},
    [OPTION_DRAIN] = {"drain", 0, "TIME", NULL, SCENARIO, "run.drain",
                      "goes on without arrivals until open work ends, or \"all\"", false},
    [OPTION_CONFIDENCE] = {"confidence", 0, "SHARE", NULL, SCENARIO, "run.confidence",
                           "of the intervals: \"95 %\"", false},
    [OPTION_PRECISION] = {"precision", 0, "SHARE", NULL, SCENARIO & ~(unsigned)FOR_GROW,
                          "run.precision",
                          "repeats in rounds of 10, 20, 40, 80, 160 runs until every "
                          "objective is decided, or undecided within this share of its "
                          "threshold; without any until latency and cost are as narrow: "
                          "\"2 %\"",
                          false},
    [OPTION_GRID] = {"precision", 0, "SHARE", NULL, FOR_GROW, NULL,
                     "how finely multiples of traffic are told apart (default: \"5 %\")",
                     false},
    [OPTION_UP_TO] = {"up-to", 0, "N", NULL, FOR_GROW, NULL,
                      "the largest multiple of traffic that is tried (default 20); the "
                      "least is one by it",
                      false},
    [OPTION_ONLY] = {"only", 0, "CLIENT", NULL, FOR_GROW, NULL,
                     "the traffic of this client alone grows: client.NAME; repeatable",
                     false},
    [OPTION_TOLERANCE] = {"tolerance", 0, "SHARE", NULL, FOR_GROW, NULL,
                          "a limit binds when it turns away or delays more than this "
                          "share of its requests in any period (default: \"0.01 %\")",
                          false},
    [OPTION_OBJECTIVE] =
        {"objective", 0, "EXPR", NULL, SCENARIO | FOR_REPORT, NULL,
         "one more objective: \"p99(client.x.latency) < 300 ms\"; repeatable", false},
    [OPTION_NO_OBJECTIVES] = {"no-objectives", 0, NULL, NULL, SCENARIO, NULL,
                              "judges nothing", false},
    [OPTION_REPLICATION] = {"replication", 0, "K", NULL, FOR_RUN, NULL,
                            "this replication alone, from 0", false},
    [OPTION_REQUESTS] =
        {"requests", 0, "N", NULL, FOR_RUN, NULL,
         "keeps a log of one request in N in the file's group /requests (1: all)", false},
    [OPTION_ANTITHETIC] = {"antithetic", 0, NULL, NULL, FOR_RUN | FOR_CHECK | FOR_SWEEP,
                           "run.antithetic",
                           "runs in pairs, the second of which has each chance of the "
                           "first mirrored: narrower intervals of means",
                           false},
    [OPTION_JOBS] =
        {"jobs", 'j', "N", NULL, RUNS, NULL,
         "runs at once; the answer does not depend on it (default: all processors)",
         false},
    [OPTION_SHARD] = {"shard", 0, "I/N", NULL, FOR_RUN | FOR_SWEEP | FOR_COMPARE, NULL,
                      "runs every N-th run only, from the I-th, into a part of the study "
                      "(default: COMMAND.I-of-N.part): headroom merge makes one of them",
                      false},
    [OPTION_RESUME] = {"resume", 0, NULL, NULL, RUNS, NULL,
                       "goes on where the same command was interrupted or killed, with "
                       "the runs that FILE.journal has (FILE: of -o)",
                       false},
    [OPTION_OUTPUT] =
        {"output", 'o', "FILE", NULL, RUNS | FOR_IMPORT | ANSWERS, NULL,
         "where the numbers go (default: SCENARIO.h5 here; merge wants it said); none: "
         "no file; of import the scenario (default: standard output); of report a page "
         "with pictures (HTML)",
         false},
    [OPTION_FORMAT] = {"format", 'f', "FORMAT", "text json csv power-tuning",
                       SCENARIO | ANSWERS, NULL,
                       "of the result on standard output: text, json or csv (a row for "
                       "each value of the JSON; of sweep, for each point); power-tuning "
                       "(tune): the result of AWS Lambda Power Tuning, with the address "
                       "that shows its picture",
                       false},
    [OPTION_VARY] =
        {"vary", 0, "ADDRESS=VALUES", NULL, STUDY, NULL,
         "an axis: values V,V (units once at the end), LO..HI:STEP or LO..HI:xK; tune "
         "bisects LO..HI; repeatable",
         false},
    [OPTION_SHOW] = {"show", 0, "EXPR", NULL, STUDY, NULL,
                     "one more column: the left-hand side of an objective, "
                     "\"mean(lambda.x.duration)\"; repeatable",
                     false},
    [OPTION_MINIMISE] =
        {"minimise", 0, "EXPR", NULL, FOR_TUNE, NULL,
         "what the best point has least of: \"cost.month\"; of those that "
         "meet the objectives",
         false},
    [OPTION_MINIMIZE] = {"minimize", 0, "EXPR", NULL, FOR_TUNE, NULL, "the same", true},
    [OPTION_STRATEGY] = {"strategy", 0, "WORD", "cost speed balanced", FOR_TUNE, NULL,
                         "for lambda.NAME.memory_size: least cost of its invocations, "
                         "least duration, or both balanced",
                         false},
    [OPTION_BALANCED_WEIGHT] = {"balanced-weight", 0, "W", NULL, FOR_TUNE, NULL,
                                "of cost against duration, 0 .. 1 (default 0.5): w x "
                                "cost/max + (1-w) x duration/max",
                                false},
    [OPTION_INDIFFERENCE] =
        {"indifference", 0, "SHARE", NULL, FOR_TUNE, NULL,
         "of the best score: runs whoever may be best on until the best is known, at "
         "--confidence, up to differences that do not matter (Kim and Nelson 2001)",
         false},
    [OPTION_PLOT] = {"plot", 0, NULL, NULL, RUNS, NULL,
                     "draws the result too: the page of headroom report beside it, "
                     "FILE.html of FILE.h5",
                     false},
    [OPTION_SERIES] = {"series", 0, NULL, NULL, STUDY, NULL,
                       "keeps the time series of every point in the file too", false},
    [OPTION_HISTOGRAMS] = {"histograms", 0, NULL, NULL, STUDY | FOR_GROW, NULL,
                           "keeps every histogram in the file, not the clients' alone",
                           false},
    [OPTION_LIMITS] = {"limits", 0, NULL, NULL, SCENARIO | ANSWERS, NULL,
                       "shows every limit, however little of it is used", false},
    [OPTION_QUIET] = {"quiet", 'q', NULL, NULL, RUNS | FOR_MERGE, NULL,
                      "no progress, no timings", false},
    [OPTION_PROGRESS] =
        {"progress", 0, "WHEN", "auto plain none", RUNS, NULL,
         "auto (one line, on a terminal), plain (a line per tenth) or none", false},
    [OPTION_COLOR] = {"color", 0, "WHEN", "auto always never", SCENARIO | ANSWERS, NULL,
                      "auto, always or never; NO_COLOR is honoured", false},
    [OPTION_TEMPLATE] =
        {"template", 't', "NAME", "api async sqs kinesis stepfunctions http direct full",
         FOR_INIT, NULL,
         "what to start from: api, an API on a function and a table, if none is "
         "named; async, a function that nobody waits for, with retries; sqs, a queue "
         "between an API and a worker, with dead letters; kinesis, a stream of readings "
         "and the function that reads it; stepfunctions, a workflow of functions and a "
         "table; http, clients on an outside service, with nothing of AWS; direct, a "
         "function alone, invoked directly; full, two populations, a journey, bursts, an "
         "incident",
         false},
    [OPTION_PARAMETER] = {"parameter", 0, "NAME=VALUE", NULL, FOR_IMPORT, NULL,
                          "a parameter of the template, in place of its default, or a "
                          "pseudo parameter such as AWS::Region; a variable of a load "
                          "test; repeatable",
                          false},
    [OPTION_FORCE] = {"force", 0, NULL, NULL, FOR_INIT | FOR_IMPORT, NULL,
                      "overwrites the file", false},
    [OPTION_MAN] = {"man", 0, "PAGE", "headroom headroom-scenario", FOR_HELP, NULL,
                    "a manual page's source", true},
    [OPTION_COMPLETION] = {"completion", 0, NULL, NULL, FOR_HELP, NULL,
                           "what bash completes", true},
    [OPTION_HELP] = {"help", 'h', NULL, NULL, FOR_ALL, NULL, "says how a command is used",
                     false},
    [OPTION_VERSION] = {"version", 'V', NULL, NULL, FOR_ALL, NULL,
                        "says which version this is", false},
};
/* clang-format on */

static const char *option_next(const void *ctx, size_t i)
{
    const struct options_of *command = ctx;

    for (size_t row = 0; row < OPTIONS; row++)
        if (option_rows[row].commands & command->bit && !option_rows[row].hidden &&
            i-- == 0)
            return option_rows[row].name;
    return NULL;
}

/* ---- values ---- */

static void add_text(struct options *o, struct texts_given *to, const char *text,
                     const char *origin)
{
    const char **texts = arena_get(o->arena, (to->count + 1) * sizeof *texts);
    const char **origins = arena_get(o->arena, (to->count + 1) * sizeof *origins);

    for (size_t i = 0; i < to->count; i++) {
        texts[i] = to->text[i];
        origins[i] = to->origin[i];
    }
    texts[to->count] = text;
    origins[to->count++] = origin;
    to->text = texts;
    to->origin = origins;
}

static void add_axis(struct options *o, const char *text)
{
    struct axes_given *v = &o->vary;

    const char *origin = arena_text(o->arena, "--vary %zu", v->count + 1);

    v->axis = arena_room(o->arena, v->axis, v->count, sizeof *v->axis);
    v->axis[v->count++] = (struct axis_given){.text = text, .at = {origin, 0}};
}

static const char *nth(struct options *o, const char *origin, const char *name,
                       size_t count)
{
    return origin ? origin : arena_text(o->arena, "--%s %zu", name, count + 1);
}

/* What there may be several of, and what stands for a setting. */
static void give_more(struct options *o, enum option_id option, const char *value,
                      const char *origin)
{
    const struct option_row *row = &option_rows[option];

    if (option == OPTION_OBJECTIVE)
        add_text(o, &o->objective, value, nth(o, origin, row->name, o->objective.count));
    else if (option == OPTION_SHOW)
        add_text(o, &o->show, value, nth(o, origin, row->name, o->show.count));
    else if (option == OPTION_ONLY)
        add_text(o, &o->only, value, nth(o, origin, row->name, o->only.count));
    else if (option == OPTION_VARY)
        add_axis(o, value);
    else if (option == OPTION_PARAMETER)
        add_text(o, &o->parameter, value, nth(o, origin, row->name, o->parameter.count));
    else if (option == OPTION_SET)
        add_text(o, &o->set, value, nth(o, origin, row->name, o->set.count));
    else if (row->setting)
        add_text(o, &o->set,
                 arena_text(o->arena, "%s=%s", row->setting, value ? value : "true"),
                 origin ? origin : arena_text(o->arena, "--%s", row->name));
}

void options_give(struct options *o, enum option_id option, const char *value,
                  const char *origin, struct diag *diag)
{
    const struct option_row *row = &option_rows[option];

    if (row->words && !text_is_among(value, row->words)) {
        diag_error(diag, (struct where){0}, "--%s: \"%s\" is none of: %s", row->name,
                   value, row->words);
        return;
    }
    o->value[option == OPTION_MINIMIZE ? OPTION_MINIMISE : option] = value ? value : "";
    give_more(o, option, value, origin);
}

static struct texts_given joined(struct options *o, const struct texts_given *first,
                                 const struct texts_given *then)
{
    struct texts_given all = {0};

    for (size_t i = 0; i < first->count; i++)
        add_text(o, &all, first->text[i], first->origin[i]);
    for (size_t i = 0; i < then->count; i++)
        add_text(o, &all, then->text[i], then->origin[i]);
    return all;
}

/* The same setting as an axis already: the command line's wins. */
static bool has_axis(const struct axes_given *axes, const char *text)
{
    for (size_t i = 0; text && i < axes->count; i++) {
        size_t length = strcspn(text, "=");
        if (strcspn(axes->axis[i].text, "=") == length &&
            strncmp(axes->axis[i].text, text, length) == 0)
            return true;
    }
    return false;
}

void options_precede(struct options *o, const struct options *first)
{
    struct axes_given own = o->vary;

    o->set = joined(o, &first->set, &o->set);
    o->objective = joined(o, &first->objective, &o->objective);
    o->show = joined(o, &first->show, &o->show);
    o->only = joined(o, &first->only, &o->only);
    o->vary = (struct axes_given){0};
    for (size_t i = 0; i < first->vary.count + own.count; i++) {
        const struct axis_given *axis = i < first->vary.count
                                            ? &first->vary.axis[i]
                                            : &own.axis[i - first->vary.count];
        if (i < first->vary.count && has_axis(&own, axis->text))
            continue;
        o->vary.axis =
            arena_room(o->arena, o->vary.axis, o->vary.count, sizeof *o->vary.axis);
        o->vary.axis[o->vary.count++] = *axis;
    }
    for (int i = 0; i < OPTIONS; i++)
        o->value[i] = o->value[i] ? o->value[i] : first->value[i];
}

bool options_number(const struct options *o, const struct number_wanted *wanted,
                    long *number, struct diag *diag)
{
    const char *text = o->value[wanted->option];
    char *end;

    *number = wanted->fallback;
    if (!text)
        return true;
    errno = 0;
    long value = strtol(text, &end, 10);
    if (end == text || *end || errno || value < wanted->from || value > wanted->to) {
        diag_error(diag, (struct where){0},
                   "--%s: \"%s\" is not a whole number from %ld to %ld",
                   option_rows[wanted->option].name, text, wanted->from, wanted->to);
        return false;
    }
    *number = value;
    return true;
}

/* ---- the command line ---- */

static void unknown_option(const struct options_of *command, const char *word,
                           struct diag *diag)
{
    size_t length = strcspn(word, "=");
    char name[80] = "";
    const char *near = NULL;

    if (length > 2 && length - 2 < sizeof name && word[1] == '-') {
        memcpy(name, word + 2, length - 2);
        near = text_nearest_of(name, option_next, command);
    }
    diag_error(diag, (struct where){0}, "%s has no option %.*s%s%s%s", command->name,
               (int)length, word, near ? "; did you mean --" : "", near ? near : "",
               near ? "?" : "");
}

/* getopt's tables for one command; val is the option_id + 1.  The letters begin with ':'
 * so that getopt says what it misses and prints nothing. */
static void make_tables(unsigned bit, char *letters, struct option *words)
{
    *letters++ = ':';
    for (int i = 0; i < OPTIONS; i++) {
        const struct option_row *row = &option_rows[i];
        if (!(row->commands & bit))
            continue;
        *words++ = (struct option){row->name, row->value != NULL, NULL, 256 + i};
        if (row->letter)
            *letters++ = row->letter;
        if (row->letter && row->value)
            *letters++ = ':';
    }
    *letters = '\0';
    *words = (struct option){0};
}

/* getopt takes --rep for --replications; a script that says so breaks with the next
 * option that begins so.  `word` stands before optind, or before that and its value. */
static bool is_abbreviated(char **argv, const struct option_row *row)
{
    const char *word = argv[optind - 1];

    if (row->value && word == optarg)
        word = argv[optind - 2];
    return word[0] == '-' && word[1] == '-' &&
           strncmp(word + 2, row->name, strlen(row->name)) != 0;
}

static enum option_id option_of(int found)
{
    for (int i = 0; found < 256 && i < OPTIONS; i++)
        if (option_rows[i].letter == found)
            return (enum option_id)i;
    return (enum option_id)(found - 256);
}

static void option_found(struct options *o, int found, char **argv,
                         const struct options_of *command, struct diag *diag)
{
    const char *word = argv[optind - 1];
    char letter[3] = {'-', (char)optopt, '\0'};

    if (found == ':') {
        diag_error(diag, (struct where){0}, "%s wants a value", word);
    } else if (found == '?' && optopt >= 256) {
        diag_error(diag, (struct where){0}, "--%s takes no value",
                   option_rows[optopt - 256].name);
    } else if (found == '?') {
        unknown_option(command, optopt ? letter : word, diag);
    } else {
        const struct option_row *row = &option_rows[option_of(found)];
        if (found >= 256 && is_abbreviated(argv, row))
            unknown_option(command, word == optarg ? argv[optind - 2] : word, diag);
        else
            options_give(o, option_of(found), row->value ? optarg : NULL, NULL, diag);
    }
}

bool options_read(struct options *o, int argc, char **argv,
                  const struct options_of *command, struct diag *diag)
{
    struct option words[OPTIONS + 1];
    char letters[2 * OPTIONS + 2];
    int found;

    make_tables(command->bit, letters, words);
    opterr = 0;
    optind = 0; /* glibc: from the beginning */
    while ((found = getopt_long(argc, argv, letters, words, NULL)) != -1)
        option_found(o, found, argv, command, diag);
    o->arguments = (size_t)(argc - optind);
    o->argument = (const char *const *)(argv + optind);
    if (!(command->bit & (STUDY | FOR_MERGE | FOR_REPORT)) && o->value[OPTION_FORMAT] &&
        !text_is_among(o->value[OPTION_FORMAT], "text json csv"))
        diag_error(diag, (struct where){0}, "--format: %s has no %s, only: text json csv",
                   command->name, o->value[OPTION_FORMAT]);
    return diag->errors == 0;
}

bool options_want_document(const struct options *o, enum form *form)
{
    const char *format = o->value[OPTION_FORMAT];

    *form = format && strcmp(format, "csv") == 0 ? FORM_CSV : FORM_JSON;
    return *form == FORM_CSV || (format && strcmp(format, "json") == 0);
}

void option_spell(const struct option_row *row, char *out, size_t size)
{
    const char *comma = row->letter ? ", " : "    ";
    char letter[3] = {row->letter ? '-' : ' ', row->letter ? row->letter : ' ', '\0'};

    snprintf(out, size, "%s%s--%s%s%s", row->letter ? letter : "", comma, row->name,
             row->value ? " " : "", row->value ? row->value : "");
}
