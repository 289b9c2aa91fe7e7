/* write.h - a text into a file of its own: whole, or not at all. */
#ifndef CMD_WRITE_H
#define CMD_WRITE_H

#include <stdbool.h>

#include "base/diag.h"

struct writing {
    const char *path, *text;
    bool force; /* what is there already may be replaced */
};

/* False after a message: something is there already, or is no plain file. */
bool may_be_written(const struct writing *, struct diag *);
/* The same, and writes it. */
bool write_text(const struct writing *, struct diag *);

#endif
