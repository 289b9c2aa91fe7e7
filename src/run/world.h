/* world.h - the services of one run, made from the graph and ready to start. */
#ifndef WORLD_H
#define WORLD_H

#include "run/layout.h"

/* Services with settings, meters, usage and limits of their own, in the run's arena. */
void world_make(struct sim *, struct world *, const struct layout *);
/* Accounts, then services, in the order of their addresses. */
void world_start(struct sim *, struct world *);

#endif
