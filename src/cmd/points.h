/* points.h - what sweep, compare and tune share: axes and common settings out of the
 * options, progress, the file. */
#ifndef CMD_POINTS_H
#define CMD_POINTS_H

#include "cmd/load.h"
#include "cmd/progress.h"
#include "study/sweeping.h"

struct studying {
    struct sweeping sweeping;
    struct loading loading;
    struct progress progress;
    const char *output; /* NULL: none */
    const char *format; /* "text" */
    struct diag diag;
    struct text said; /* what is wrong with one point may be so with all */
};

/* Reads options and axes; `formats`: those of this command.  False after messages. */
bool studying_begin(struct studying *, const struct options *,
                    const struct surroundings *, const char *formats);
/* Whether the values of the axes can be loaded, for `headroom check`; `said` is what was
 * told before.  False after messages. */
bool studying_check(const struct options *, const struct surroundings *,
                    struct text *said);
/* `wish` is one more thing to record at every point. */
void studying_wish(struct studying *, const char *wish);

/* Progress around the runs; the outcome if they did not come to their end, else
 * OUTCOME_FINE. */
void studying_runs(struct studying *);
enum outcome studying_ran(struct studying *, bool fine);
/* The file, if one is wanted. */
bool studying_store(struct studying *);
void studying_end(struct studying *);

#endif
