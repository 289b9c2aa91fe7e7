/* k6.h - shared by k6*.c: a scenario of k6 while it is read. */
#ifndef IMPORT_K6_H
#define IMPORT_K6_H

#include "import/load.h"
#include "import/open.h"

struct k6 { /* one of its scenarios */
    struct import *i;
    const struct opened *file;
    struct load *load;
    const struct node *said;
};

/* Its phases; *open: whether iterations begin whatever becomes of others.  False after a
 * message. */
bool k6_executor(struct k6 *, const char *name, struct where, bool *open);
/* Of the loads from `first` on. */
void k6_thresholds(struct import *, const struct load *first,
                   const struct node *thresholds);

#endif
