#include "base/diag.h"

#include <stdarg.h>
#include <string.h>

#include "base/text.h"

/* Whether it is the first time. */
static bool remember(struct diag *d, const char *line)
{
    struct text whole = {0};
    bool is_new = true;

    if (!d->said)
        return true;
    text_add(&whole, "\n%s\n", line);
    is_new = !strstr(text_of(d->said), text_of(&whole));
    if (is_new)
        text_add(d->said, "%s", text_of(&whole));
    text_free(&whole);
    return is_new;
}

static void say(struct diag *d, struct where at, const char *word, const char *fmt,
                va_list ap)
{
    struct text line = {0}, safe = {0};

    if (!d->out)
        return;
    if (at.file && at.line > 0)
        text_add(&line, "%s:%d: ", at.file, at.line);
    else if (at.file)
        text_add(&line, "%s: ", at.file);
    text_add(&line, "%s: ", word);
    text_add_list(&line, fmt, ap);
    text_add_visible(&safe, text_of(&line));
    if (strcmp(word, "note") == 0 || remember(d, text_of(&safe)))
        fprintf(d->out, "%s\n", text_of(&safe));
    text_free(&line);
    text_free(&safe);
}

void diag_error(struct diag *d, struct where at, const char *fmt, ...)
{
    va_list ap;

    d->errors++;
    va_start(ap, fmt);
    say(d, at, "error", fmt, ap);
    va_end(ap);
}

void diag_warn(struct diag *d, struct where at, const char *fmt, ...)
{
    va_list ap;

    d->warnings++;
    va_start(ap, fmt);
    say(d, at, "warning", fmt, ap);
    va_end(ap);
}

void diag_failure(struct diag *d, struct where at, const char *fmt, ...)
{
    va_list ap;

    d->failures++;
    va_start(ap, fmt);
    say(d, at, "error", fmt, ap);
    va_end(ap);
}

void diag_note(struct diag *d, struct where at, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    say(d, at, "note", fmt, ap);
    va_end(ap);
}
