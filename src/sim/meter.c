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

void meter_observe(struct meter *m, int64_t value)
{
    if (m->seen)
        histogram_observe(&m->seen->open, &m->seen->run, value);
}
