/* pool.h - a function's execution environments: born, busy, idle, gone.
 *
 * The newest created idle environment serves next (measured: README.md): they stand in a
 * roster in order of creation, those that are idle present.  An idle environment ends by
 * its idle_expiry, or at the first idle moment past its maximum age; both by lazy
 * re-arming, so that no request pays for a timer.
 */
#ifndef LAMBDA_POOL_H
#define LAMBDA_POOL_H

#include "flow/source.h"
#include "lambda/lambda.h"
#include "sim/roster.h"

/* How environments end.  A new one is said to stand for the one that ended last and has
 * not been stood for; where there is none, the pool has grown. */
enum env_end { ENV_NEVER, ENV_EXPIRED, ENV_AGED, ENV_LOST, ENV_ENDS };

/* What the middle of an invocation looks at stands in the first cache line; each of the
 * next two holds an event, and the walk four of its own. */
struct env {
    struct member member; /* present while idle; must stay first */
    struct pool *pool;
    sim_time since;      /* busy: taken in; idle: at rest */
    sim_time began;      /* the handler's start */
    sim_time expires_at; /* the idle spell, as far as it is known */
    uint64_t spell;      /* names the idle spell: try of the invocation that began it */
    bool served, reset;  /* has served a request; must init again */
    bool ready;          /* provisioned: it has nothing to do */
    bool unrestored;     /* its restore fails */
    bool lost;           /* it is not to be kept */
    uint8_t replaces;    /* enum env_end: whose place a new one takes */
    int64_t response;    /* bytes of this invocation's answer */

    struct event next;    /* init ends, then the handler's time-out */
    sim_time inside;      /* of a start: in the handler's own time */
    sim_time also_billed; /* beside its Duration */
    unsigned halvings;    /* of this idle spell */

    struct event expiry;
    sim_time ages_at;
    struct process process; /* its SDKs */
    uint32_t slot;          /* 1 + of provisioned concurrency; 0: on demand */

    struct walk walk;   /* walk.call: what it works on; NULL while idle */
    struct event extra; /* first_invoke's penalty ends, a stream or extensions do */
};
_Static_assert(offsetof(struct env, walk) % CACHE_LINE == 0, "whole cache lines");

struct pool {
    struct service *self;
    struct source idle_expiry, maximum_age;
    struct roster envs;
    uint64_t created, alive, ended[ENV_ENDS];
    int64_t provisioned; /* alive beside them: provisioned.c's */
    uint8_t *gone; /* how those ended that nobody stands for yet, the last one last */
    size_t gones, gone_room;
    uint64_t alive_area, idle_area; /* environments x ns, mod 2^64 */
    sim_time alive_since;
    sim_time last_begin, last_end; /* of the last invocation */
    struct event halving;          /* of a pool that nobody uses */
};

void pool_start(struct sim *, struct pool *, struct service *self,
                const struct lambda_config *);

/* The newest created idle environment, taken out; NULL: none. */
struct env *pool_take(struct sim *, struct pool *);
/* A new one, busy; `work`: of the request that causes it (names its age), NULL: none. */
struct env *pool_create(struct sim *, struct pool *, const struct work *work);
/* Environments of provisioned concurrency come and go: shown with the others. */
void pool_provisioned(struct sim *, struct pool *, int64_t change);
/* It has nothing to do; `spell` names the idle spell. */
void pool_rest(struct sim *, struct pool *, struct env *, uint64_t spell);

/* created = alive + ended, by how; environments x time = busy + idle, in ns (methods.md
 * 9.3).  `busy` are now, and were `busy_area` in all.  False after a message. */
bool pool_audit(struct sim *, struct pool *, uint64_t busy, uint64_t busy_area,
                struct diag *);

#endif
