/* timeline.h - settings that change while a run goes on (language.md D5). */
#ifndef TIMELINE_H
#define TIMELINE_H

#include "run/scenario.h"

/* Schedules all changes of the scenario in this run; afterwards they happen by
 * themselves: a value goes into the service's own config, and its model is told. */
void timeline_start(struct sim *, struct world *, const struct scenario *);

#endif
