/* grammar.h - libconfig's grammar, word by word, and what is wrong where it breaks.
 *
 * libconfig says "syntax error", no more, and forgets the string at which it met one;
 * what passes here is no syntax error for it either.
 */
#ifndef GRAMMAR_H
#define GRAMMAR_H

#include "base/diag.h"
#include "base/memory.h"
#include "config/scan.h"

enum { GRAMMAR_DEEPEST = 64, GRAMMAR_MEMBERS = 20000 };

struct grammar {
    enum {
        WANTS_NAME,   /* of a setting, or the end of the group */
        WANTS_ASSIGN, /* = or : */
        WANTS_VALUE,
        WANTS_FIRST, /* value of a list, or its end */
        WANTS_MORE,  /* behind a value: ; or , or the next */
    } state;
    size_t depth;
    struct bracket {
        char open;
        struct where at;
        int names; /* in it: libconfig compares each with all before it */
    } bracket[GRAMMAR_DEEPEST + 1]; /* [0] is the file itself */
    struct token before[3];         /* the last three words, oldest first */
    struct arena *arena;
    const char *wrong; /* what, once something is */
    struct where wrong_at;
};

void grammar_begin(struct grammar *, struct arena *);
/* The next word; `rest` is what stands behind it.  False: it does not fit, see `wrong`.
 */
bool grammar_take(struct grammar *, const struct token *, const struct scan *rest,
                  struct where at);
/* The words so far are about to go away (the end of an included file). */
void grammar_forget(struct grammar *);
/* No more words come.  False: something is still open. */
bool grammar_end(struct grammar *, struct where at);

#endif
