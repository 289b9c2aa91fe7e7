/* print.h - trees as text: a scenario in libconfig's syntax, JSON. */
#ifndef IMPORT_PRINT_H
#define IMPORT_PRINT_H

#include "base/text.h"
#include "config/node.h"

struct printed { /* what was marked */
    size_t to_fill_in, guesses;
};

/* The members of a group, one a line; `source` of a node is a comment behind it, marked
 * "to fill in" where it is an assumption.  A node of no kind is a comment alone. */
void print_scenario(struct text *, const struct node *group, struct printed *);

void print_json(struct text *, const struct node *);

/* A comment's text: one line, nothing that steers a terminal. */
void print_comment(struct text *, const char *text);

#endif
