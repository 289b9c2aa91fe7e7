/* literal.h - an object literal of JavaScript: data that stand in a script. */
#ifndef IMPORT_LITERAL_H
#define IMPORT_LITERAL_H

#include "import/script.h"

/* What stands there as a tree; NULL after a message: it computes. */
struct node *literal_value(const struct script *, struct diag *);

#endif
