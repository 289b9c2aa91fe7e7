/* artillery.h - shared by artillery*.c: a test script while it is read. */
#ifndef IMPORT_ARTILLERY_H
#define IMPORT_ARTILLERY_H

#include "import/load.h"

struct artillery {
    struct import *i;
    struct load *load;
    const struct node *config, *environment; /* groups, maybe empty */
    const char *base; /* path of the target, which comes before each of a request */
    size_t code;      /* functions and hooks that are not run */
    int deep;
};

/* What the config says, or the environment that is wanted in its place; of a section, or
 * of itself (NULL). */
const struct node *artillery_config(const struct artillery *, const char *section,
                                    const char *name);
bool artillery_has(const struct node *group, const char *name);
/* What is said, or what the variable is worth that it names; NULL: nobody knows. */
const struct node *artillery_settled(struct artillery *, const struct node *said);
/* A member's value; where nobody knows it `fallback`, and *open is its name: what is to
 * be filled in. */
double artillery_number(struct artillery *, const struct node *group, const char *name,
                        double fallback, const char **open);
double artillery_seconds(struct artillery *, const struct node *group, const char *name,
                         double fallback, const char **open); /* in ns */
/* Where its path begins. */
void artillery_target(struct artillery *);
/* Its steps, behind those of the block. */
void artillery_flow(struct artillery *, const struct node *list, struct load_step *block);

#endif
