/* usage.c - amounts held are integrated when they change, and charged by their time. */
#include "flow/usage.h"

#include <string.h>

#define MONTH_HOURS 730.0 /* AWS's: 365 x 24 / 12 */

static bool ends_in(const char *text, const char *end)
{
    size_t n = strlen(text), k = strlen(end);

    return n >= k && strcmp(text + n - k, end) == 0;
}

double line_item_per_second(const struct line_item *item)
{
    if (!item->level || ends_in(item->units, "second"))
        return 1;
    return ends_in(item->units, "month") ? 1 / (MONTH_HOURS * 3600) : 1.0 / 3600;
}

void usage_level(struct sim *sim, struct service *self, size_t item, int64_t level)
{
    struct usage *u = &self->usage[item];
    sim_time now = sim_now(sim);

    u->held += (double)u->level * ((double)(now - u->since) * 1e-9);
    u->since = now;
    u->level = level;
}

void usage_since(struct service *self, size_t item, int64_t more, sim_time held)
{
    self->usage[item].held += (double)more * ((double)held * 1e-9);
}
