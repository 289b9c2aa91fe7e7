/* sim.h - one simulated clock and the events that lie ahead of it.
 *
 * A run owns one struct sim and nothing is shared between runs, so any
 * number of them may go on at once in different threads.  Events at one
 * instant fire in the order they were scheduled.  Two files implement this
 * header: wheel.c, and tests/sim/heap.c, its oracle.
 */
#ifndef SIM_H
#define SIM_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/memory.h"

typedef int64_t sim_time; /* nanoseconds since the run began */

#define SIM_US INT64_C(1000)
#define SIM_MS INT64_C(1000000)
#define SIM_SECOND INT64_C(1000000000)
#define SIM_MINUTE (60 * SIM_SECOND)
#define SIM_HOUR (60 * SIM_MINUTE)
#define SIM_FOREVER INT64_MAX

struct sim;
typedef void event_fn(struct sim *sim, void *ctx);

struct ring {
    struct ring *next, *prev;
};

/* Embedded in whatever waits: waiting allocates nothing and a cancelled wait
 * cannot come back.  All zero means idle.  The members are the event set's.
 * An event that fires is idle before its handler runs: the handler may arm it
 * again, or free what embeds it.  Freeing what is pending is a mistake. */
struct event {
    struct ring ring; /* must stay first; next is NULL when idle */
    sim_time when;
    event_fn *fn;
    void *ctx;
};

/* Told of an event that is due soon, so that what its handler will look at can be
 * fetched. */
typedef void foresee_fn(const struct event *ev);

/* What all may read; the event set keeps more behind it. */
struct sim {
    sim_time now;
    void *owner;
    foresee_fn *foresee; /* NULL: none */
    struct arena arena;
};

/* For the ledger: scheduled = fired + cancelled + pending.  Pending is
 * counted by a walk over the set, so the equation can fail. */
struct sim_events {
    uint64_t scheduled, fired, cancelled, pending;
    uint64_t moved; /* armed again while pending: not in the equation */
};

struct sim *sim_new(void *owner);
void sim_free(struct sim *sim); /* and all that was got from it */

/* What the run belongs to: whatever was given to sim_new. */
static inline void *sim_owner(const struct sim *sim)
{
    return sim->owner;
}

static inline sim_time sim_now(const struct sim *sim)
{
    return sim->now;
}

/* A hint for crowds beyond the cache: an event set may call it, while nothing else goes
 * on, for events that are pending.  It has fetched the beginning of ctx itself by then.
 */
static inline void sim_foresee(struct sim *sim, foresee_fn *fn)
{
    sim->foresee = fn;
}

/* Memory of the run: zeroed; gone with it at the latest. */
static inline struct arena *sim_arena(struct sim *sim)
{
    return &sim->arena;
}

static inline void *sim_get(struct sim *sim, size_t size)
{
    return arena_get(&sim->arena, size);
}

static inline void sim_put(struct sim *sim, void *p, size_t size)
{
    arena_put(&sim->arena, p, size);
}

/* An event that is pending already is moved, and goes behind its equals.
 * `when` is not before now; a delay is not negative. */
void sim_at(struct sim *sim, struct event *ev, sim_time when, event_fn *fn, void *ctx);
void sim_cancel(struct sim *sim, struct event *ev); /* idle: nothing happens */

static inline void sim_after(struct sim *sim, struct event *ev, sim_time delay,
                             event_fn *fn, void *ctx)
{
    assert(delay >= 0 && delay <= SIM_FOREVER - sim->now);
    sim_at(sim, ev, sim->now + delay, fn, ctx);
}

static inline bool event_pending(const struct event *ev)
{
    return ev->ring.next != NULL;
}

/* Fires what is due up to and including `until`, then stands at `until`;
 * returns how many.  If SIM_STALL events in a row do not move the clock it
 * gives up and stays where it is: a loop of zero delays, some service's
 * mistake or a scenario's.  From then on it fires nothing. */
enum { SIM_STALL = 1 << 20 };
uint64_t sim_run(struct sim *sim, sim_time until);
bool sim_stalled(const struct sim *sim);

struct sim_events sim_events(const struct sim *sim);

#endif
