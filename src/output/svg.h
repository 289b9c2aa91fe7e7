/* svg.h - text and pictures of a page: what HTML and XML read alike.
 *
 * Colours are classes, which the page's style knows for a light and a dark screen and for
 * paper.  Coordinates have one decimal, so that the same numbers give the same bytes.
 */
#ifndef SVG_H
#define SVG_H

#include "base/text.h"

/* Any text as a reader of HTML or XML is to see it; control bytes as U+FFFD. */
void html_add(struct text *, const char *words);

/* The same of an address or an expression, which may be broken behind a dot. */
void html_add_address(struct text *, const char *words);

void svg_open(struct text *, double width, double height, const char *what);
void svg_close(struct text *);
/* `anchor`: start middle end. */
struct svg_words {
    const char *class, *anchor, *words;
};
void svg_words(struct text *, double x, double y, const struct svg_words *);

#endif
