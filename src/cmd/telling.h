/* telling.h - how sweep, compare, tune and grow say what they found: into their file, in
 * every form, and on standard output in the one that was asked for. */
#ifndef CMD_TELLING_H
#define CMD_TELLING_H

#include "cmd/points.h"
#include "output/said.h"

struct telling {
    const void *what; /* told of */
    void (*text)(struct paper *, const void *what);
    void (*document)(FILE *, enum form, const void *what);
    void (*power_tuning)(FILE *, const void *what); /* NULL: it has no such form */
    void (*page)(struct text *, const void *what);
};

/* The file first, if one is wanted; `outcome` unless that fails. */
enum outcome studying_tell(struct studying *, const struct options *,
                           const struct surroundings *, const struct telling *,
                           enum outcome);

/* `headroom report` of a file of theirs. */
enum outcome tell_again(const struct options *, const struct surroundings *,
                        struct diag *);

#endif
