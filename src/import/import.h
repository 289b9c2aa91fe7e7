/* import.h - a template, load tests and metrics into the text of a scenario.
 *
 * SAM and CloudFormation, Artillery, k6, CloudWatch (README.md beside this tells what
 * becomes what).  What they do not say is marked "to fill in", what they only hint at "a
 * guess", and what has no counterpart is listed: nothing is left out silently.
 */
#ifndef IMPORT_H
#define IMPORT_H

#include "base/text.h"
#include "config/node.h"

struct import_source {
    const char *path;
    const char *text; /* what is in it, of `length` bytes; NULL: the file says */
    size_t length;
};

struct import_wanted {
    const struct import_source *source; /* one template at most */
    size_t sources;
    const char *folder;       /* where the scenario is to lie; NULL: nobody knows */
    const char *profile;      /* that it names; NULL: the newest */
    const struct node *given; /* parameters: a group of texts */
};

struct import_file { /* a definition to be written beside the scenario */
    const char *name, *text;
    struct import_file *next;
};

struct imported {
    struct text scenario; /* the caller's to free */
    struct import_file *file;
    const struct node *notes; /* list of texts, each where it stands */
    size_t to_fill_in, guesses;
};

/* False after messages: a file cannot be read, or nothing in it is simulated. */
bool import_files(const struct import_wanted *, struct arena *, struct diag *,
                  struct imported *);

#endif
