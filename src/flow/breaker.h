/* breaker.h - a circuit breaker: after too many failures callers fail at once for a
 * while.
 *
 * Closed, it counts outcomes in a window that slides in tenths; open, it refuses; after
 * open_for it lets one probe through, whose outcome closes or opens it again.  It is one
 * for each ask of each service, though real ones are one a process: README.md.
 */
#ifndef BREAKER_H
#define BREAKER_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/sim.h"

enum { BREAKER_SLOTS = 10, BREAKER_LEAST = 10 /* outcomes before it may open [A] */ };

struct breaker { /* config */
    bool enabled;
    double failure_share; /* NaN or 0: none given */
    sim_time window, open_for;
};

struct breaker_state { /* all zero: closed */
    enum breaker_is { BREAKER_CLOSED, BREAKER_OPEN, BREAKER_PROBING } is;
    sim_time open_until;
    struct {
        int64_t slot, n, failed;
    } seen[BREAKER_SLOTS];
};

static inline bool breaker_on(const struct breaker *b)
{
    return b->enabled && b->failure_share > 0;
}

/* Whether a call may go out now; *probe: its outcome decides. */
bool breaker_admits(struct breaker_state *, sim_time now, bool *probe);
void breaker_note(struct breaker_state *, const struct breaker *, sim_time now,
                  bool failed, bool probe);

#endif
