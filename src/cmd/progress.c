#include "cmd/progress.h"

#include <stdint.h>
#include <string.h>

#include "output/number.h"

#define AGAIN 0.1 /* s between two looks of the line */

void progress_begin(struct progress *p, const struct options *options,
                    const struct surroundings *around)
{
    const char *how = options->value[OPTION_PROGRESS];

    *p = (struct progress){.around = around, .begun = around->seconds()};
    p->quiet = options->value[OPTION_QUIET] != NULL;
    if (p->quiet || (how && strcmp(how, "none") == 0))
        p->how = PROGRESS_NONE;
    else if (how && strcmp(how, "plain") == 0)
        p->how = PROGRESS_PLAIN;
    else
        p->how = around->err_is_terminal ? PROGRESS_LINE : PROGRESS_NONE;
}

static void show_line(struct progress *p, double now, double done, uint64_t events)
{
    double spent = now - p->begun;
    struct text text = {0};

    text_add(&text, "%3.0f %%", 100 * done);
    if (events > 0) {
        text_add(&text, "  ");
        number_add(&text, (double)events / spent);
        text_add(&text, " events/s");
    }
    if (done > 0.02)
        text_add(&text, "  %.0f s left", spent / done - spent);
    fprintf(p->around->err, "\r%s\033[K", text_of(&text));
    fflush(p->around->err);
    text_free(&text);
    p->written = true;
}

void progress_moved(void *ctx, double done, uint64_t events)
{
    struct progress *p = ctx;
    double now = p->around->seconds();

    if (p->how == PROGRESS_LINE && now - p->shown >= AGAIN && now - p->begun > 0.3) {
        p->shown = now;
        show_line(p, now, done, events);
    }
    while (p->how == PROGRESS_PLAIN && p->tenths < (int)(10 * done))
        fprintf(p->around->err, "%d %%\n", 10 * ++p->tenths);
}

void progress_end(struct progress *p)
{
    if (p->written)
        fputs("\r\033[K", p->around->err);
    p->written = false;
}

void progress_say_done(const struct progress *p, uint64_t events, const char *file)
{
    struct text text = {0};

    if (p->quiet)
        return;
    number_add(&text, (double)events);
    text_add(&text, " events in ");
    number_add(&text, p->around->seconds() - p->begun);
    text_add(&text, " s");
    if (file)
        text_add(&text, "; wrote %s", file);
    fprintf(p->around->err, "%s\n", text_of(&text));
    text_free(&text);
}
