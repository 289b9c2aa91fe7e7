/* shelf.h - the files that a scenario was read from, whole: so that its result can hold
 * them, and the scenario be read again where they are not.
 *
 * A name is the path as it was opened, but as seen from the folder of the scenario, and
 * the directory of the profiles, which is the machine's, is called "profiles": so a
 * result is the same wherever it was made.
 */
#ifndef SHELF_H
#define SHELF_H

#include <stdbool.h>
#include <stdio.h>

#include "base/memory.h"

struct shelved {
    const char *name, *bytes;
    size_t length;
};

struct shelf {
    struct arena *arena;
    const char *profiles; /* their directory */
    const char *scenario; /* path */
    bool stored;          /* out of a result: what it has is read from it */
    size_t files, bytes;
    struct shelved *file; /* in the order in which they were opened */
};

/* What is kept of all files together; one for which there is no room is left out. */
enum { SHELF_MOST = 32 << 20 };

/* A path as seen from the folder of `file`, if it is below that. */
const char *path_beside(const char *file, const char *path);

/* As fopen(path, "r"); keeps what is in it.  shelf NULL: that alone. */
FILE *shelf_open(struct shelf *, const char *path);
/* Whether it would be read from the shelf. */
bool shelf_holds(const struct shelf *, const char *path);

#endif
