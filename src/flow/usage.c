/* usage.c - amounts held are integrated when they change. */
#include "flow/usage.h"

void usage_level(struct sim *sim, struct service *self, size_t item, int64_t level)
{
    struct usage *u = &self->usage[item];
    sim_time now = sim_now(sim);

    u->held += (double)u->level * ((double)(now - u->since) * 1e-9);
    u->since = now;
    u->level = level;
}
