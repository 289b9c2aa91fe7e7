/* progress.h - how far a study is, on standard error. */
#ifndef PROGRESS_H
#define PROGRESS_H

#include <stdint.h>

#include "cmd/command.h"

enum progress_how { PROGRESS_NONE, PROGRESS_LINE, PROGRESS_PLAIN };

struct progress {
    enum progress_how how;
    bool quiet;
    const struct surroundings *around;
    double begun, shown; /* s */
    int tenths;          /* plain: said so far */
    bool written;        /* a line stands there */
};

void progress_begin(struct progress *, const struct options *,
                    const struct surroundings *);
/* As struct replicating wants it; ctx is the struct progress. */
void progress_moved(void *ctx, double done, uint64_t events);
void progress_end(struct progress *); /* the line is gone */
/* "3.1 M events in 1.4 s; wrote x.h5" */
void progress_say_done(const struct progress *, uint64_t events, const char *file);

#endif
