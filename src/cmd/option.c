#include "cmd/option.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

#define SCENARIO (FOR_RUN | FOR_CHECK)

/* clang-format off: a table */
const struct option_row option_rows[OPTIONS] = {
    [OPTION_SET] = {"set", 's', "ADDRESS=VALUE", NULL, SCENARIO, NULL,
                    "one setting, as its address in the file; repeatable, the last wins",
                    false},
    [OPTION_PROFILE] =
        {"profile", 0, "NAME", NULL, SCENARIO, "profile",
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
    [OPTION_PRECISION] = {"precision", 0, "SHARE", NULL, SCENARIO, "run.precision",
                          "repeats in rounds of 10, 20, 40, 80, 160 runs until the "
                          "intervals are so narrow "
                          "and every objective is decided: \"2 %\"",
                          false},
    [OPTION_OBJECTIVE] =
        {"objective", 0, "EXPR", NULL, SCENARIO, NULL,
         "one more objective: \"p99(client.x.latency) < 300 ms\"; repeatable", false},
    [OPTION_NO_OBJECTIVES] = {"no-objectives", 0, NULL, NULL, SCENARIO, NULL,
                              "judges nothing", false},
    [OPTION_REPLICATION] = {"replication", 0, "K", NULL, FOR_RUN, NULL,
                            "this replication alone, from 0", false},
    [OPTION_REQUESTS] =
        {"requests", 0, "N", NULL, FOR_RUN, NULL,
         "keeps a log of one request in N in the file's group /requests (1: all)", false},
    [OPTION_JOBS] =
        {"jobs", 'j', "N", NULL, FOR_RUN, NULL,
         "runs at once; the answer does not depend on it (default: all processors)",
         false},
    [OPTION_OUTPUT] = {"output", 'o', "FILE.h5", NULL, FOR_RUN, NULL,
                       "where the numbers go (default: SCENARIO.h5 here); none: no file",
                       false},
    [OPTION_FORMAT] = {"format", 'f', "FORMAT", "text json", SCENARIO, NULL,
                       "of the result on standard output: text or json", false},
    [OPTION_LIMITS] = {"limits", 0, NULL, NULL, SCENARIO, NULL,
                       "shows every limit, however little of it is used", false},
    [OPTION_QUIET] = {"quiet", 'q', NULL, NULL, FOR_RUN, NULL, "no progress, no timings",
                      false},
    [OPTION_PROGRESS] =
        {"progress", 0, "WHEN", "auto plain none", FOR_RUN, NULL,
         "auto (one line, on a terminal), plain (a line per tenth) or none", false},
    [OPTION_COLOR] = {"color", 0, "WHEN", "auto always never", SCENARIO, NULL,
                      "auto, always or never; NO_COLOR is honoured", false},
    [OPTION_TEMPLATE] = {"template", 't', "NAME", "api http direct full", FOR_INIT, NULL,
                         "what to start from: api, http, direct or full", false},
    [OPTION_FORCE] = {"force", 0, NULL, NULL, FOR_INIT, NULL, "overwrites the file",
                      false},
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

static bool is_word_of(const char *words, const char *word)
{
    size_t length = strlen(word);

    for (const char *at = words; *at; at += strspn(at, " ")) {
        size_t next = strcspn(at, " ");
        if (next == length && memcmp(at, word, length) == 0)
            return true;
        at += next;
    }
    return false;
}

static void option_given(struct options *o, enum option_id option, const char *value,
                         struct diag *diag)
{
    const struct option_row *row = &option_rows[option];

    if (row->words && !is_word_of(row->words, value)) {
        diag_error(diag, (struct where){0}, "--%s: \"%s\" is none of: %s", row->name,
                   value, row->words);
        return;
    }
    o->value[option] = value ? value : "";
    if (option == OPTION_OBJECTIVE)
        add_text(o, &o->objective, value,
                 arena_text(o->arena, "--objective %zu", o->objective.count + 1));
    if (option == OPTION_SET)
        add_text(o, &o->set, value, arena_text(o->arena, "--set %zu", o->set.count + 1));
    else if (row->setting)
        add_text(o, &o->set, arena_text(o->arena, "%s=%s", row->setting, value),
                 arena_text(o->arena, "--%s", row->name));
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
            option_given(o, option_of(found), row->value ? optarg : NULL, diag);
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
    return diag->errors == 0;
}

bool options_want_json(const struct options *o)
{
    const char *format = o->value[OPTION_FORMAT];

    return format && strcmp(format, "json") == 0;
}

void option_spell(const struct option_row *row, char *out, size_t size)
{
    const char *comma = row->letter ? ", " : "    ";
    char letter[3] = {row->letter ? '-' : ' ', row->letter ? row->letter : ' ', '\0'};

    snprintf(out, size, "%s%s--%s%s%s", row->letter ? letter : "", comma, row->name,
             row->value ? " " : "", row->value ? row->value : "");
}
