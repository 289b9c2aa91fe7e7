/* said.h - what a study said, in each form in which it can be asked for: it is kept
 * behind the study's result, so that `headroom report` says it again.
 *
 * Of a run the numbers are kept, and a report sums them up anew (recall.h).  A study's
 * answer rests on all runs of all its points, of which its file has a small part only.
 */
#ifndef SAID_H
#define SAID_H

#include "base/diag.h"
#include "base/text.h"

enum said_form {
    SAID_TEXT, /* as on a pipe: 80 columns, UTF-8, no colours */
    SAID_JSON,
    SAID_CSV,
    SAID_POWER_TUNING,
    SAID_PAGE, /* of HTML */
    SAID_FORMS,
};
extern const char *const said_names[]; /* "text" "json" .., as --format has them */

struct said {
    struct text form[SAID_FORMS]; /* empty: it has none of this form */
    int outcome;                  /* exit code of the study */
};

struct h5;
/* Into a group of the tail. */
void said_write(struct h5 *tail, const struct said *);

/* Whether `path` is a result of a study, by the attribute `command` (the caller's to
 * free); NULL: it is not, or no file of ours. */
char *said_command(const char *path);
/* False after a message: there is nothing of it. */
bool said_read(const char *path, struct said *, struct diag *);
void said_free(struct said *);

#endif
