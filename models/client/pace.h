/* pace.h - when a client's load comes: its phases, and arrivals by exact inversion.
 *
 * The k-th arrival of a process of rate one happens at S_k, a sum of unit gaps that are
 * keyed by k; the client's comes at the instant t with Lambda(t) = S_k, where Lambda is
 * the rate integrated over time (methods.md 1).  So a larger `scale` moves request k
 * to an earlier instant and changes nothing else of it.
 */
#ifndef PACE_H
#define PACE_H

#include "client/client.h"

struct segment { /* of time, after t = 0: a phase */
    const char *name;
    sim_time from, to;
    double rate, to_rate; /* per second at both ends, scale applied */
    int64_t users;        /* scale applied */
};

struct timetable {
    size_t count;
    struct segment *segment; /* one after the other from 0; the last one's end holds on */
    sim_time span;           /* sum of the phases; 0: `rate` or `users` alone */
    sim_time repeat;         /* all over again so often; 0: never */
    bool ramps;              /* has a phase whose rate changes */
};

/* Of the settings as they are; `segment` is room for timetable_segments() of them. */
size_t timetable_segments(const struct client_config *);
void timetable_make(struct timetable *, const struct client_config *, struct segment *);

/* What holds at an instant: a segment moved to where it stands, rates at its ends.  The
 * last one reaches to SIM_FOREVER unless all repeats. */
struct segment timetable_at(const struct timetable *, sim_time at);

/* Mean rate and users over [from, to). */
void timetable_mean(const struct timetable *, sim_time from, sim_time to, double *rate,
                    double *users);

/* Goes along the rate of a timetable, in one run. */
struct pace {
    const struct timetable *table;
    sim_time zero, end;         /* t = 0 and the end of arrivals, on the sim's clock */
    const struct pattern *mmpp; /* NULL: the rate is not modulated */
    struct stream jumps;
    uint64_t jump; /* ordinal of the next */
    size_t state;
    double mean;     /* rate over all states */
    sim_time leaves; /* the state, sim clock */

    /* The piece of time now looked at, sim clock: rate + slope x seconds. */
    sim_time from, to;
    double rate, slope;
    double passed; /* Lambda at `from` */
};

void pace_start(struct pace *, const struct timetable *, sim_time zero, sim_time end);
/* The rate jumps between the states of this pattern from now on. */
void pace_modulate(struct pace *, const struct pattern *, struct stream jumps);
/* When Lambda reaches `unit`, which never falls from call to call; SIM_FOREVER: not
 * before the end. */
sim_time pace_reaches(struct pace *, double unit);
/* The timetable has changed: from `now` on the new one holds. */
void pace_change(struct pace *, sim_time now);

#endif
