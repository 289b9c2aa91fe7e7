/* activity.h - what has changed a capacity while a run went on, and what was refused.
 *
 * A scaled setting's alarms and schedules, and an operator's changes by hand, tell here
 * when they ask for a change and what came of it.  The log is bounded: it keeps the first
 * ACTIVITIES, and counts them all.  A refusal that only repeats the one before it (the
 * same setting, every minute) is a time more of that one.
 */
#ifndef ACTIVITY_H
#define ACTIVITY_H

#include "flow/service.h"

enum { ACTIVITIES = 64 };

enum activity_cause { /* as the file has them: analysis/FORMAT.md */
                      CAUSE_HIGH,
                      CAUSE_LOW,
                      CAUSE_SCHEDULE,
                      CAUSE_BOUNDS,
                      CAUSE_TIMELINE,
                      CAUSES,
};

enum activity_moved { MOVED_CAPACITY, MOVED_MINIMUM, MOVED_MAXIMUM, MOVED };

enum activity_outcome {
    ACTIVITY_OPEN, /* under way when the run ended */
    ACTIVITY_IN_FORCE,
    ACTIVITY_REFUSED,
    ACTIVITY_OVERTAKEN, /* settled at another value: somebody else changed it meanwhile */
    ACTIVITY_OUTCOMES,
};

struct activity {
    const struct limit_name *limit; /* the setting */
    enum activity_cause cause;
    enum activity_moved moved;
    size_t points; /* minutes that the alarm looked at; 0: no alarm */
    int64_t from, to;
    enum activity_outcome outcome;
    int64_t times;        /* in a row, of what was refused */
    sim_time at, settled; /* decided, and in force or refused; sim clock */
};

struct activity_log {
    uint64_t before; /* handles given when it was emptied last */
    size_t kept;
    int64_t made, refused; /* all, those that are not kept too */
    struct activity of[ACTIVITIES];
};

/* A change is asked for at this instant.  Returns a handle for what comes of it; 0 where
 * nothing is kept (no log, or no room in it). */
uint64_t activity_begins(struct sim *, const struct activity *asked);
/* What became of it.  `is`: the value then in force. */
void activity_settled(struct sim *, uint64_t handle, int64_t is);
void activity_refused(struct sim *, uint64_t handle);
/* Forgets what was before: the run is told from now on. */
void activities_begin(struct sim *);

#endif
