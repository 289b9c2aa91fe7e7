/* start.h - what headroom and headroom-mpi begin with.
 */
#ifndef START_H
#define START_H

#include "base/text.h"
#include "cmd/command.h"

struct start {
    int argc;
    char **argv;
    struct surroundings around;
    struct text profiles, templates; /* what `around` points to */
};

/* Looks around, and from now on a signal stops at the end of a period. */
void start_look(struct start *, int argc, char **argv);
/* Does what the words say; the exit code. */
int start_command(struct start *);
void start_end(struct start *);

#endif
