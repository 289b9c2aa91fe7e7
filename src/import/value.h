/* value.h - what a template's intrinsic functions are worth before anything is deployed.
 *
 * Parameters have their defaults, or what was given; conditions, mappings and texts are
 * worked out.  What only a deployment knows stays visible in the text: a resource as
 * ${Id} or ${Id.Attribute}, anything else (ImportValue, a parameter without a value) as
 * ${?NAME}.
 */
#ifndef IMPORT_VALUE_H
#define IMPORT_VALUE_H

#include "config/node.h"

enum verdict { VERDICT_OPEN, VERDICT_ASKED, VERDICT_NO, VERDICT_YES };

struct values {
    struct arena *arena;
    struct diag *diag;
    const struct node *root;  /* of the template */
    const struct node *given; /* --parameter: a group of texts */
    struct node *missing;     /* list: parameters that were asked for and have no value */
    enum verdict *verdict;    /* of each condition, once asked for */
    size_t deep;              /* conditions that are being asked for */
    size_t made;              /* bytes of values */
    bool too_much;            /* .. are more than any real template's: told */
};

void values_init(struct values *, struct arena *, const struct node *root,
                 const struct node *given, struct diag *);

/* The value, in the arena, with its name; NULL: there is none (AWS::NoValue). */
struct node *value_of(struct values *, const struct node *said);
/* Of a member of the section Conditions; what is not known is no. */
bool value_holds(struct values *, const char *condition);
/* Whether a text says ${?..}. */
bool value_is_unknown(const char *text);

/* ---- shared by value*.c ---- */

struct intrinsic { /* "Sub" and what it is of; NULL: it is none */
    const char *name;
    const struct node *of;
};

struct intrinsic intrinsic_in(struct values *, const struct node *said);
/* Counts what is made; false: it is too much, which is told once. */
bool values_take(struct values *, size_t bytes);

#endif
