/* guess.h - what a function may call, by its policies and variables. */
#ifndef IMPORT_GUESS_H
#define IMPORT_GUESS_H

#include "import/template.h"

struct guess {
    struct declared *to;
    const char *action; /* NULL: the callee's first */
    const char *why;
    struct guess *next;
};

/* By its own policies, its role's, those of its connectors, then its variables; each
 * resource once, those that it only reads from as a queue's worker left out. */
struct guess *guesses_of(struct import *, struct declared *function);

#endif
