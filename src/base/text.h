/* text.h - text that grows, and words that look like other words. */
#ifndef TEXT_H
#define TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct text { /* all zero: empty */
    char *bytes;
    size_t length, room;
};

__attribute__((format(printf, 2, 3), nonnull(2))) void text_add(struct text *text,
                                                                const char *fmt, ...);
__attribute__((format(printf, 2, 0), nonnull(2))) void
text_add_list(struct text *text, const char *fmt, va_list ap);
void text_add_bytes(struct text *text, const char *bytes, size_t count);
/* What is in a stream, up to the piece in which the text passes `most` bytes, so that who
 * wants no more can tell.  False: it cannot be read. */
bool text_add_stream(struct text *text, FILE *in, size_t most);

/* Adds `from` with control bytes and broken UTF-8 as \xNN. */
void text_add_visible(struct text *text, const char *from);

/* Adds `from`, each byte that is not UTF-8 as U+FFFD. */
void text_add_utf8(struct text *text, const char *from);

const char *text_of(const struct text *text); /* never NULL */
char *text_take(struct text *text);           /* the caller frees it; text is empty */
void text_free(struct text *text);            /* empty again */

/* The CRC-32 of bytes (polynomial 0xedb88320), as zip and gzip have it. */
uint32_t text_crc(const char *bytes, size_t count);
/* The same of what comes in pieces: begins and ends with ~crc. */
uint32_t text_crc_more(uint32_t crc, const char *bytes, size_t count);

/* Is it one of the words?  `words` ends with NULL. */
bool text_is_one_of(const char *name, const char *const *words);
/* The same of words in one text, with blanks between. */
bool text_is_among(const char *name, const char *words);

/* The candidate that `name` was probably meant to be, or NULL: at most a
 * third of its letters differ (at least one may; a swap of neighbours counts
 * as one); the first of equals; else the first that begins with it, if it has three
 * letters or more.  `next` gives candidate i, NULL at the end. */
typedef const char *text_next_fn(const void *ctx, size_t i);
const char *text_nearest_of(const char *name, text_next_fn *next, const void *ctx);
const char *text_nearest(const char *name, const char *const *words); /* ends with NULL */

/* Columns on a terminal: one a code point, two for East Asian wide ones and
 * emoji, none for combining marks. */
size_t text_columns(const char *utf8);

/* Adds `from`, shortened in the middle by "…" to at most `columns`. */
void text_add_shortened(struct text *text, const char *from, size_t columns);

#endif
