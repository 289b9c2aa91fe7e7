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

struct env {
    struct member member; /* present while idle; must stay first */
    struct pool *pool;
    struct process process; /* its SDKs */
    struct call *call;      /* what it works on; NULL while idle */
    sim_time ages_at;
    sim_time expires_at; /* the idle spell, as far as it is known */
    uint64_t spell;      /* names the idle spell: try of the invocation that began it */
    unsigned halvings;   /* of this idle spell */
    bool served, reset;  /* has served a request; must init again */
    sim_time accepted, began; /* of the invocation: taken in, handler's start */
    sim_time init;            /* cold part of this invocation: placement + init .. */
    sim_time init_billed;     /* .. and what of it is billed if the era bills init */
    struct event next;        /* init ends, then the handler's time-out */
    struct event extra;       /* first_invoke's penalty ends */
    struct event expiry;
    struct walk walk;
};

struct pool {
    struct service *self;
    struct source idle_expiry, maximum_age;
    struct roster envs;
    uint64_t created, alive, expired, aged;
    sim_time last_end;    /* of the last invocation */
    struct event halving; /* of a pool that nobody uses */
};

void pool_start(struct sim *, struct pool *, struct service *self,
                const struct lambda_config *);

/* The newest created idle environment, taken out; NULL: none. */
struct env *pool_take(struct pool *);
/* A new one, busy; `work`: of the request that causes it (names its age), NULL: none. */
struct env *pool_create(struct sim *, struct pool *, const struct work *work);
/* It has nothing to do; `spell` names the idle spell. */
void pool_rest(struct sim *, struct pool *, struct env *, uint64_t spell);

/* created = alive + expired + aged (methods.md 9.3); false after a message. */
bool pool_audit(const struct pool *, uint64_t busy, struct diag *);

#endif
