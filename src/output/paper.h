/* paper.h - what a summary is written on: how wide, which characters, colours. */
#ifndef PAPER_H
#define PAPER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/text.h"
#include "output/table.h"

struct paper {
    struct text text; /* UTF-8, whatever the terminal is */
    size_t columns;
    bool utf8, colour;
    /* Takes tables in place of the text; NULL: they are laid out in it. */
    void (*table)(struct paper *, const struct table *);
};

enum ink { INK_PLAIN, INK_BOLD, INK_GOOD, INK_BAD, INK_DOUBT, INK_FAINT };

void paper_ink(struct paper *, enum ink, const char *words);
/* Words in lines, each new one begun by `indent` blanks; `at` columns are taken already.
 */
void paper_wrap(struct paper *, const char *words, size_t at, size_t indent);
void paper_table(struct paper *, const struct table *);
/* Small columns for values from 0 to the largest, or to `most`, where that is more. */
void paper_spark(struct paper *, const double *value, size_t count, double most);

/* Writes it out, in ASCII where the terminal knows no more; false: writing failed. */
bool paper_print(const struct paper *, FILE *out);

#endif
