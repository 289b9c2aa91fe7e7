/* file.h - files that a template names: beside it or below, and nowhere else. */
#ifndef IMPORT_FILE_H
#define IMPORT_FILE_H

#include "import/template.h"

/* The tree of a file that a template names, NULL after a note.  *name (may be NULL): how
 * the scenario may name it too, or NULL if it lies elsewhere. */
const struct node *file_tree(struct import *, const struct node *said, const char *id,
                             const char **name);

/* Messages that are kept and not shown. */
struct heard {
    struct diag diag;
    char *text;
    size_t length;
    const char *said; /* the first line of them, once it has ended */
};
void heard_begin(struct heard *);
void heard_end(struct heard *, struct arena *);

#endif
