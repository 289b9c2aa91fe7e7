/* plotting.h - `--plot`: a result's page with pictures, beside it and at once. */
#ifndef CMD_PLOTTING_H
#define CMD_PLOTTING_H

#include "cmd/command.h"
#include "study/curves.h"
#include "study/recall.h"

/* Whether there will be a result to draw; `output` NULL: none.  False after a message. */
bool plotting_may(const struct options *, const char *output, struct diag *);
/* "x.html" of "x.h5", if it was asked for; else NULL.  And that it is there. */
const char *plotting_page(const struct options *, const char *result);
void plotting_say(const struct options *, const struct surroundings *, const char *page);
/* Of a run: as `headroom report x.h5 -o x.html` would, if it was asked for. */
bool plotting_run(const struct options *, const struct surroundings *, const char *output,
                  struct diag *);

/* Of a run that has been recalled, its curves told. */
bool plotting_write_run(const char *page, const struct recalled *, struct curving *,
                        struct diag *);

#endif
