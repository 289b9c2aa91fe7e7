/* points.h - what sweep, compare and tune share: axes and common settings out of the
 * options, progress, the file. */
#ifndef CMD_POINTS_H
#define CMD_POINTS_H

#include "cmd/keeping.h"
#include "cmd/load.h"
#include "cmd/progress.h"
#include "study/sweeping.h"

struct studying {
    struct sweeping sweeping;
    struct loading loading;
    struct progress progress;
    struct keeping keeping;
    bool ended;         /* all that was wanted of the runs has been had */
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

/* What comes before the runs; `output` is the file if none is named, NULL: none.  False
 * after messages. */
bool studying_runs(struct studying *, const struct options *, const struct surroundings *,
                   const char *output);
/* The outcome if they did not come to their end, else OUTCOME_FINE. */
enum outcome studying_ran(struct studying *, bool fine);
/* Whether this is a part of a study only, of which nothing is said. */
bool studying_is_part(const struct studying *);
/* What it comes to. */
int studying_end(struct studying *, enum outcome);

#endif
