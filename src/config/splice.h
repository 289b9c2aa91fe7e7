/* splice.h - a file and all that it includes as one text, and what it says of itself.
 *
 * @include is carried out here and not by libconfig, so that its paths start at the file
 * that names them at any depth, circles are found, and nothing is opened behind our back.
 */
#ifndef SPLICE_H
#define SPLICE_H

#include "base/diag.h"
#include "base/memory.h"
#include "base/text.h"
#include "config/grammar.h"
#include "config/shelf.h"

struct scalar {
    enum token_kind kind;
    const char *number; /* as spelled; NULL: not a number */
    int line;           /* of the whole text */
};

struct segment { /* lines of one file */
    int from;    /* line of the whole text that its first is */
    struct where at;
};

struct spliced {
    struct text text;
    int lines;
    size_t segments, segment_room;
    struct segment *segment;
    size_t scalars, scalar_room;
    struct scalar *scalar; /* in the order of the text; joined texts count once */
    /* while splicing */
    struct arena *arena;
    struct diag *diag;
    struct text *verbatim; /* or NULL */
    struct shelf *shelf;   /* or NULL */
    struct grammar grammar;
    const struct opened *innermost;
};

/* False after a message; then too splice_free is due.  Whole numbers that do not fit are
 * reported and do no harm to the rest. */
bool splice_file(struct spliced *, const char *path);
bool splice_text(struct spliced *, const char *text, size_t length, const char *name);
struct where splice_where(const struct spliced *, int line);
void splice_free(struct spliced *);

#endif
