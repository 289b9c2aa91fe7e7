/* usage.h - what will be paid for, counted exactly; prices are run/price.c's. */
#ifndef USAGE_H
#define USAGE_H

#include "flow/service.h"

struct usage {
    int64_t count; /* since the run began (money on), in units of 1 / item.scale */
    int64_t level; /* level items: the amount held now */
    double held;   /* level items: amount x s, up to `since` */
    sim_time since;
};

/* Units in a second of one thing held: of a "GB-month", months. */
double line_item_per_second(const struct line_item *);

static inline void usage_add(struct service *self, size_t item, int64_t amount)
{
    self->usage[item].count += amount;
}

void usage_level(struct sim *, struct service *self, size_t item, int64_t level);
/* So much more was held for so long already: what is charged by its most in an hour. */
void usage_since(struct service *self, size_t item, int64_t more, sim_time held);

#endif
