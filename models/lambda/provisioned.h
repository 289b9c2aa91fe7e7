/* provisioned.h - provisioned concurrency: environments kept ready (the function stands
 * for the alias that callers use).
 *
 * What is asked for is claimed and paid at once, and usable when all of it has been
 * allocated.  A ready environment serves whoever comes while there is one and the rate
 * is below ten times what is allocated; beyond, executions spill over to on-demand.
 */
#ifndef LAMBDA_PROVISIONED_H
#define LAMBDA_PROVISIONED_H

#include "lambda/admission.h"
#include "lambda/pool.h"

struct lot; /* of environments that were asked for together */

struct provisioned {
    struct service *self;
    const struct lambda_config *config;
    const struct lambda_account *account;
    struct pool *pool; /* of the function: its environments' too */
    struct admission *admission;
    struct limit *at_once, *rate; /* NULL: the function has none */
    struct source maximum_age, delay;
    uint64_t name;                      /* of slots and of changes: methods.md 1 */
    struct lot *newest;                 /* the one that shrinks first */
    int64_t asked, allocated;           /* environments: claimed and paid; usable */
    uint64_t busy_area, allocated_area; /* environments x ns, mod 2^64 */
    sim_time settled_at;
    int64_t busy;       /* of the usable ones, or beyond them until they end */
    struct env **ready; /* the one that rested last serves next */
    size_t readies, room;
    uint32_t *generation; /* of each slot: environments that it has had */
    bool *taken;
    size_t slots;
    sim_time next_birth; /* see birth_of in provisioned.c */
    uint64_t created, alive, disabled, aged;
    struct scaling scaling; /* tracking.c */
    uint64_t activity;      /* an operator's change, in the log */
    struct {                /* as of the last minute's end */
        uint64_t busy_area, allocated_area;
        int64_t invocations;
    } minute;
};

/* Asked for at the start: the environments are there, and of age 0. */
void provisioned_start(struct sim *, struct provisioned *, struct pool *,
                       struct admission *);

/* A ready environment, busy from now on; NULL: none, or the rate is spent. */
struct env *provisioned_take_ready(struct sim *, struct provisioned *);
static inline struct env *provisioned_take(struct sim *sim, struct provisioned *p)
{
    return p->readies > 0 ? provisioned_take_ready(sim, p) : NULL;
}
void provisioned_rest(struct sim *, struct provisioned *, struct env *);

/* So many are asked for from now on.  What the limits of the account do not allow is
 * refused as AWS's API does: nothing changes.  `minute`: of the decision, names its
 * draws. */
bool provisioned_ask(struct sim *, struct provisioned *, int64_t environments,
                     uint64_t minute);
void provisioned_settle(struct sim *, struct provisioned *); /* areas, up to now */
/* Auto scaling, if the function has it: tracking.c. */
void tracking_start(struct sim *, struct provisioned *);
/* An operator has changed the setting: tracking.c. */
void provisioned_changed(struct sim *, struct provisioned *);

/* created = alive + disabled + aged; alive = allocated or still to be, and leaving. */
bool provisioned_audit(struct sim *, struct provisioned *, struct diag *);

/* lambda.c's: what it takes to make the environment ready, from its creation on, under
 * these names; and whose it is. */
sim_time lambda_prepare(struct sim *, struct env *, const struct work *);
struct provisioned *lambda_provisions(const struct env *);

/* What a function has from the start; ABSENT: it has no provisioned concurrency. */
int64_t lambda_provisioned(const struct lambda_config *);

#endif
