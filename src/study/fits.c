/* fits.c - does one replication fit into memory, and how many do at once? */
#include <math.h>
#include <string.h>

#include "study/replicate.h"

static size_t along_time(const struct layout *l)
{
    size_t values = 0;

    for (size_t i = 0; i < l->variables; i++)
        for (size_t a = 0; a < l->variable[i].rank; a++)
            if (strcmp(l->variable[i].axis[a]->name, "time") == 0)
                values += l->variable[i].count;
    return values;
}

/* Sized by a layout of one period, so that one that does not fit is never made. */
bool replicate_fits(const struct scenario *scenario, struct arena *arena,
                    struct diag *diag)
{
    struct scenario coarse = *scenario;
    sim_time covered = scenario->run.duration;
    char now[40], would[40];

    covered += scenario->run.drain > 0 ? scenario->run.drain : 0;
    coarse.run.period = covered;
    const struct layout *l = layout_make(&coarse, arena);
    double series = 8.0 * (double)along_time(l), most = (double)REPLICATE_MOST;
    double fixed = (double)layout_bytes(l) - series;
    double bytes = fixed + series * ceil((double)covered / (double)scenario->run.period);

    if (bytes <= most)
        return true;
    unit_write(UNIT_TIME, (double)scenario->run.period, now, sizeof now);
    if (fixed + series >= most) {
        diag_error(diag, (struct where){scenario->path, 0},
                   "one replication needs %.1f GB of memory, more than 4 GB, whatever "
                   "run.period is: fewer resources or windows are needed",
                   bytes / 0x1p30);
        return false;
    }
    double period = (double)covered / floor((most - fixed) / series);
    unit_write(UNIT_TIME, ceil(period / 1e9) * 1e9, would, sizeof would);
    diag_error(diag, (struct where){scenario->path, 0},
               "one replication needs %.1f GB of memory, more than 4 GB, with periods of "
               "%s; run.period = \"%s\" would fit",
               bytes / 0x1p30, now, would);
    return false;
}

size_t replicate_at_once(size_t values, unsigned jobs)
{
    size_t most = REPLICATE_MOST / (values * sizeof(double) + 1);
    size_t wanted = 2 * (size_t)jobs;

    return wanted < most ? wanted : most ? most : 1;
}
