/* load.h - a scenario out of the command line's words, for every command that takes one.
 */
#ifndef CMD_LOAD_H
#define CMD_LOAD_H

#include "cmd/command.h"
#include "output/paper.h"
#include "run/scenario.h"

/* NULL after messages.  `shelf` (NULL: nobody asks for them) is filled with the files
 * that were read; both live as long as the scenario. */
struct scenario *load_scenario(const char *path, struct shelf *shelf,
                               const struct options *, const struct surroundings *,
                               struct diag *);

struct paper paper_for(const struct options *, const struct surroundings *);

/* "dir/shop.cfg" -> "shop.h5" */
const char *default_output(const char *path, struct arena *);

#endif
