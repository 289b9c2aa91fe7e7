/* plan.h - what a resource's settings say of the time to come.
 *
 * At load each model that has a `plan` tells, through these verbs, what changes when.
 * From that the loader knows whether a run is steady or terminating (methods.md 2), how
 * long it is when nobody said, whether a warm-up is in the way, the marks of language.md
 * D31, and who gives which request attribute (D8).  Times are after t = 0, in ns.
 */
#ifndef PLAN_H
#define PLAN_H

#include "flow/service.h"

enum mark_kind { MARK_PHASE, MARK_BURST, MARK_TIMELINE };

/* Something changes at `at`, so the run is a terminating one: "client.x has WHAT", as in
 * "a burst"; a warm-up may not reach so far. */
void plan_change(struct plan *, sim_time at, const char *what);

/* A stretch of time with a name: `during NAME` in objectives, a mark in charts. */
struct stretch {
    sim_time from, to;
    sim_time every; /* so often again; 0: once */
};
void plan_mark(struct plan *, enum mark_kind, const char *name, const struct stretch *);

/* The wall clock of t = 0, s since 1970. */
int64_t plan_start(const struct plan *);

/* What is planned ends here: the duration of a run that states none. */
void plan_end(struct plan *, sim_time at);

/* Requests of this client have a value for "request(NAME)". */
void plan_attribute(struct plan *, const char *name);

/* Has a capacity that changes while a run goes on: the log of activities is kept. */
void plan_activities(struct plan *);

/* A file that was read beside the scenario, and the CRC-32 of its bytes. */
void plan_input(struct plan *, const char *path, uint32_t crc);

#endif
