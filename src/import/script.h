/* script.h - a script in JavaScript, looked through and not run. */
#ifndef IMPORT_SCRIPT_H
#define IMPORT_SCRIPT_H

#include "config/node.h"

struct script {
    const char *at, *end; /* a zero stands behind the end */
    int line;
    const char *name; /* in messages */
    struct arena *arena;
};

/* Goes on behind `export const options =`; false: it has none. */
bool script_options(struct script *);
/* The calls http.get("..") and sleep(1) in it, each a text: its name is the method or
 * "sleep", its text the URL or the seconds as they stand there, its source the exported
 * function that began last. */
struct node *script_requests(struct script *);

/* ---- shared with literal.c ---- */

bool script_starts(const struct script *, const char *word);
void script_step(struct script *);         /* one character */
void script_skip(struct script *);         /* blanks and comments */
size_t script_word(const struct script *); /* length of the word that begins here */

#endif
