/* diag.h - complaints that say where: "orders.cfg:14: error: ...".
 *
 * Control bytes and broken UTF-8 in what users wrote are shown as \x1b, so a
 * message is always one line and never steers the terminal.
 */
#ifndef DIAG_H
#define DIAG_H

#include <stdio.h>

struct where {
    const char *file; /* or "--set", or "default"; NULL: nowhere in particular */
    int line;         /* 0 where lines mean nothing */
};

struct text;

struct diag {
    FILE *out;    /* NULL: only counted */
    int errors;   /* the user's mistakes: exit 2 */
    int warnings; /* said, and gone on */
    int failures; /* the world's: exit 1 */
    /* What has been said, where the same thing is looked at many times: each mistake is
     * told once, and counted each time.  The caller's to free; NULL: not remembered. */
    struct text *said;
};

/* "file:line: error: text", "file: error: text" for line 0, "error: text"
 * for no file.  A failure of the world reads as an error does. */
__attribute__((format(printf, 3, 4))) void diag_error(struct diag *d, struct where at,
                                                      const char *fmt, ...);
__attribute__((format(printf, 3, 4))) void diag_warn(struct diag *d, struct where at,
                                                     const char *fmt, ...);
__attribute__((format(printf, 3, 4))) void diag_failure(struct diag *d, struct where at,
                                                        const char *fmt, ...);

/* A line below one of the above; counts nothing. */
__attribute__((format(printf, 3, 4))) void diag_note(struct diag *d, struct where at,
                                                     const char *fmt, ...);

#endif
