/* meter.c - levels are integrated when they change, observations counted in bins. */
#include "sim/meter.h"

void meter_set(struct meter *m, sim_time now, int64_t level)
{
    m->area += m->level * (now - m->since);
    m->since = now;
    m->level = level;
    if (level < m->low)
        m->low = level;
    if (level > m->high)
        m->high = level;
}

void observed_settle(struct observed *seen)
{
    histogram_observe(&seen->open, &seen->run, seen->value, seen->few);
    seen->few = 0;
}
