/* option.h - the options, described once: parsing, help, man page and completion go by
 * these rows.
 */
#ifndef OPTION_H
#define OPTION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/diag.h"
#include "base/memory.h"
#include "output/json.h"

enum { /* which commands take an option */
       FOR_RUN = 1,
       FOR_CHECK = 2,
       FOR_INIT = 4,
       FOR_PROFILE = 8,
       FOR_DIGEST = 16,
       FOR_HELP = 32,
       FOR_SWEEP = 64,
       FOR_COMPARE = 128,
       FOR_TUNE = 256,
       FOR_GROW = 512,
       FOR_IMPORT = 1024,
       FOR_REPORT = 2048,
       FOR_MERGE = 4096,
       FOR_ALL = 8191,
};

enum option_id {
    OPTION_SET,
    OPTION_PROFILE,
    OPTION_SEED,
    OPTION_REPLICATIONS,
    OPTION_DURATION,
    OPTION_WARM_UP,
    OPTION_PERIOD,
    OPTION_DRAIN,
    OPTION_CONFIDENCE,
    OPTION_PRECISION,
    OPTION_GRID,
    OPTION_UP_TO,
    OPTION_ONLY,
    OPTION_TOLERANCE,
    OPTION_OBJECTIVE,
    OPTION_NO_OBJECTIVES,
    OPTION_REPLICATION,
    OPTION_REQUESTS,
    OPTION_ANTITHETIC,
    OPTION_JOBS,
    OPTION_SHARD,
    OPTION_RESUME,
    OPTION_OUTPUT,
    OPTION_FORMAT,
    OPTION_VARY,
    OPTION_SHOW,
    OPTION_MINIMISE,
    OPTION_MINIMIZE,
    OPTION_STRATEGY,
    OPTION_BALANCED_WEIGHT,
    OPTION_INDIFFERENCE,
    OPTION_PLOT,
    OPTION_SERIES,
    OPTION_HISTOGRAMS,
    OPTION_LIMITS,
    OPTION_QUIET,
    OPTION_PROGRESS,
    OPTION_COLOR,
    OPTION_TEMPLATE,
    OPTION_PARAMETER,
    OPTION_FORCE,
    OPTION_MAN,
    OPTION_COMPLETION,
    OPTION_HELP,
    OPTION_VERSION,
    OPTIONS,
};

struct option_row {
    const char *name;    /* long: "replications" */
    char letter;         /* short: 'r'; 0: none */
    const char *value;   /* what it takes: "N"; NULL: nothing */
    const char *words;   /* its value is one of these, "text json"; NULL: anything */
    unsigned commands;   /* FOR_RUN | .. */
    const char *setting; /* stands for --set SETTING=value; NULL: not */
    const char *help;
    bool hidden; /* of the build's own use: in no help, man page or completion */
};

extern const struct option_row option_rows[OPTIONS];

struct texts_given { /* in the order of the command line */
    size_t count;
    const char **text;
    const char **origin; /* "--set 2", "--seed": stands for a file in messages */
};

struct node;
struct axes_given {
    size_t count;
    struct axis_given {
        const char *text;         /* "ADDRESS=V,V", or */
        const struct node *named; /* a study's { name; points; } */
        struct where at;
    } * axis;
};

struct options {
    const char *value[OPTIONS]; /* the last one given; flags: ""; NULL: not given */
    struct texts_given set;     /* --set, and what stands for it */
    struct texts_given objective;
    struct texts_given show;
    struct texts_given only;
    struct texts_given parameter;
    struct axes_given vary;
    size_t arguments;
    const char *const *argument;
    struct arena *arena;
};

struct options_of { /* a command */
    const char *name;
    unsigned bit;
};

/* One option, as if it stood on the command line; `origin` (NULL: the option) stands for
 * it in messages. */
void options_give(struct options *, enum option_id, const char *value, const char *origin,
                  struct diag *);
/* What `first` says comes before it, so that what was there wins. */
void options_precede(struct options *, const struct options *first);

/* Reads argv[1..] of a command; false after messages. */
bool options_read(struct options *, int argc, char **argv, const struct options_of *,
                  struct diag *);

/* A whole number from..to out of an option that was given, else its fallback. */
struct number_wanted {
    enum option_id option;
    long from, to, fallback;
};
bool options_number(const struct options *, const struct number_wanted *, long *number,
                    struct diag *);

/* Whether the result is wanted as a document (--format json, csv), and in which form. */
bool options_want_document(const struct options *, enum form *);

/* "-r, --replications N" */
void option_spell(const struct option_row *, char *out, size_t size);

#endif
