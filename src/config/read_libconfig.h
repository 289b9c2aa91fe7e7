/* read_libconfig.h - libconfig's syntax; read_libconfig.c is the one door to it.
 *
 * Refuses, with file:line: what libconfig would misread (integers beyond 31
 * bits, which 1.5 wraps silently), what is not UTF-8 text, files over 16 MB, nesting over
 * 64 levels; gives the hints of language.md D23 on its bare "syntax error".
 */
#ifndef READ_LIBCONFIG_H
#define READ_LIBCONFIG_H

#include "base/text.h"
#include "config/node.h"
#include "config/shelf.h"

/* The root group, or NULL after a message.  `@include` and relative paths start
 * at the file that names them.  `verbatim` (may be NULL) gets the text of the
 * file, then of each included one under a "# file: NAME" line (NAME as
 * seen from the first file's directory).  An unreadable
 * file counts as the world's failure (diag->failures), all else as the user's (an
 * @include that is not there too).  A whole number that does not fit is an error
 * (diag->errors), yet the tree is returned, so that whoever reads on can report the rest.
 * `shelf` (may be NULL) keeps what is read, or has it. */
struct node *read_libconfig(const char *path, struct arena *arena, struct text *verbatim,
                            struct shelf *shelf, struct diag *diag);

/* The same for text in memory; `name` stands for the file in messages. */
struct node *read_libconfig_text(const char *text, size_t length, const char *name,
                                 struct arena *arena, struct diag *diag);

#endif
