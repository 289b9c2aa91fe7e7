/* command.h - the verbs of the command line, one row each, and what they share.
 *
 * start.c finds the row of argv[1], reads the options and calls the verb.  stdout is the
 * result and nothing else; everything else goes to stderr.
 */
#ifndef COMMAND_H
#define COMMAND_H

#include "base/diag.h"
#include "cmd/option.h"

struct elsewhere;
struct journal;

/* What the program knows of the world around it; start.c alone asks for it. */
struct surroundings {
    const char *profiles, *templates; /* directories of them */
    FILE *out, *err;
    bool utf8;            /* the terminal's characters */
    bool out_colour;      /* stdout is a terminal that may be coloured */
    bool err_is_terminal; /* progress may overwrite its line */
    int columns;          /* width of the summary */
    unsigned processors;
    double (*seconds)(void); /* a clock that only goes forward: for timings on stderr */
    volatile const int *interrupted; /* the signal that came, or 0 */
    size_t words;                    /* of the command line, the command first */
    const char *const *word;
    const struct elsewhere *elsewhere; /* who else runs units; NULL: nobody */
    struct journal *merged; /* all runs are in it: of merge; NULL: they are to be run */
};

/* Several may apply: the first of 130, 1, 2, 3, 4, 99, 5, 0 counts (architecture 9). */
enum outcome {
    OUTCOME_FINE = 0,
    OUTCOME_FAILED = 1,
    OUTCOME_MISTAKEN = 2,
    OUTCOME_INCOMPLETE = 3,
    OUTCOME_INFEASIBLE = 4,
    OUTCOME_UNDECIDED = 5,
    OUTCOME_MISSED = 99,
    OUTCOME_SIGNAL = 128, /* + its number: 130, 143 */
};

/* What the messages so far come to: failures of the world before mistakes. */
enum outcome outcome_of(const struct diag *);

struct command {
    const char *name;      /* NULL ends the table */
    const char *arguments; /* "FILE"; what stands behind the name */
    const char *help;      /* one line */
    const char *about;     /* paragraphs for `headroom help NAME` and headroom(1) */
    unsigned bit;          /* as in struct option_row.commands */
    size_t least, most;    /* how many arguments */
    int (*run)(const struct options *, const struct surroundings *);
};

extern const struct command commands[];
/* Its arguments are as many as it takes; a study's own options, then the command. */
int command_do(const struct command *, struct options *, const struct surroundings *,
               struct diag *);
const struct command *command_find(const char *name);
const char *command_next(const void *unused, size_t i); /* for text_nearest_of */

int run_command(const struct options *, const struct surroundings *);
int sweep_command(const struct options *, const struct surroundings *);
int compare_command(const struct options *, const struct surroundings *);
/* Of result files: compare_stored.c. */
bool compare_is_of_stored(const struct options *);
int compare_stored_command(const struct options *, const struct surroundings *);
int grow_command(const struct options *, const struct surroundings *);
int tune_command(const struct options *, const struct surroundings *);
int check_command(const struct options *, const struct surroundings *);
int import_command(const struct options *, const struct surroundings *);
int init_command(const struct options *, const struct surroundings *);
int profile_command(const struct options *, const struct surroundings *);
int merge_command(const struct options *, const struct surroundings *);
int report_command(const struct options *, const struct surroundings *);
int digest_command(const struct options *, const struct surroundings *);
int help_command(const struct options *, const struct surroundings *);

#endif
