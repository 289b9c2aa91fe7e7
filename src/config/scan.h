/* scan.h - the words of libconfig's syntax, before libconfig sees them.
 *
 * libconfig forgets how a number was spelled, wraps large ones, calls itself for each
 * level of nesting and says no more than "syntax error"; what it does not tell is found
 * here.
 */
#ifndef SCAN_H
#define SCAN_H

#include <stdbool.h>
#include <stddef.h>

enum token_kind {
    TOKEN_END,
    TOKEN_NAME,
    TOKEN_FLAG, /* true, false */
    TOKEN_NUMBER,
    TOKEN_TEXT,      /* one pair of quotes */
    TOKEN_OPEN,      /* { ( [ */
    TOKEN_CLOSE,     /* } ) ] */
    TOKEN_MARK,      /* = : ; , and whatever else stands alone */
    TOKEN_INCLUDE,   /* @include "..", the whole line */
    TOKEN_OPEN_TEXT, /* quotes that are never closed */
    TOKEN_OPEN_COMMENT,
};

struct token {
    enum token_kind kind;
    const char *begin;
    size_t length;
    int line; /* where it begins, from 1 */
};

struct scan {
    const char *begin, *at, *end;
    int line;
};

void scan_begin(struct scan *scan, const char *text, size_t length);
struct token scan_next(struct scan *scan);

/* Why libconfig would not take these digits for what they are, or NULL. */
const char *scan_number_trouble(const struct token *number);

#endif
