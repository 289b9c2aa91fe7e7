/* draft.h - a file that is whole or not there: written under a temporary name beside the
 * final one, synced, renamed. */
#ifndef DRAFT_H
#define DRAFT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/diag.h"

struct draft {
    char *path, *name; /* the final name, the temporary one */
    int out;
    bool fine;
};

/* False after a message, and there is nothing to be ended. */
bool draft_begin(struct draft *, const char *path, struct diag *);
void draft_put(struct draft *, const void *bytes, size_t count);
/* False after a message: nothing new stands under the final name. */
bool draft_end(struct draft *, struct diag *);
void draft_drop(struct draft *); /* instead: nothing is left of it */

#endif
