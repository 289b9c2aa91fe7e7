/* provisioned.c - environments that are kept ready:
 *
 *   provisioned_ask -> (1 to 2 minutes) -> lot_begins: created one after another, each
 *   initialises -> lot_is_ready: all of them usable -> provisioned_take -> (busy) ->
 *   provisioned_rest -> ready .. -> grows_old: replaced -> disabled
 *
 * Lambda developer guide, configuration-concurrency, 2021-08-27, and provisioned
 * concurrency, 2026.
 */
#include "lambda/provisioned.h"

#include <string.h>

#include "lambda/bill.h"
#include "lambda/tables.h"

struct lot {
    struct lot *older;
    struct provisioned *of;
    int64_t wanted; /* still */
    sim_time since; /* paid from here on */
    bool usable;
    int64_t begun; /* environments on their way to be ready */
    struct env **env;
    size_t room; /* of env */
    struct event next;
};

struct paid { /* to the end of its quantum, though no longer there */
    struct provisioned *of;
    int64_t environments;
    struct event ends;
};

static void lot_begins(struct sim *, void *ctx);
static void lot_is_ready(struct sim *, void *ctx);
static void grows_old(struct sim *, void *ctx);
static void quantum_ends(struct sim *, void *ctx);

int64_t lambda_provisioned(const struct lambda_config *c)
{
    if (c->provisioned == ABSENT && scaling_given(&c->tracking))
        return c->tracking.min_capacity;
    return c->provisioned;
}

/* ---- what is shown and paid ---- */

void provisioned_settle(struct sim *sim, struct provisioned *p)
{
    uint64_t ns = (uint64_t)(sim_now(sim) - p->settled_at);

    p->busy_area += (uint64_t)p->busy * ns;
    p->allocated_area += (uint64_t)p->allocated * ns;
    p->settled_at = sim_now(sim);
}

static void show(struct sim *sim, struct provisioned *p)
{
    struct meter *meter = p->self->meter;
    sim_time now = sim_now(sim);

    meter_set(&meter[METRIC_PROVISIONED], now, p->busy);
    meter_set(&meter[METRIC_PROVISIONED_UTILIZATION], now,
              p->allocated > 0 ? p->busy * UTILIZATION_ONE / p->allocated : 0);
}

/* Paid from enabling to disabling, rounded up to 5 minutes. */
static void stop_paying(struct sim *sim, const struct lot *lot, int64_t environments)
{
    struct provisioned *p = lot->of;
    sim_time quantum = p->account->provisioned_quantum;
    sim_time over = (sim_now(sim) - lot->since) % quantum;
    struct paid *rest;

    if (over == 0) {
        bill_provisioned(sim, p->self, -environments);
        return;
    }
    rest = sim_get(sim, sizeof *rest);
    rest->of = p;
    rest->environments = environments;
    sim_after(sim, &rest->ends, quantum - over, quantum_ends, rest);
}

static void quantum_ends(struct sim *sim, void *ctx)
{
    struct paid *rest = ctx;

    bill_provisioned(sim, rest->of->self, -rest->environments);
    sim_put(sim, rest, sizeof *rest);
}

static void charge_init(struct provisioned *p, struct env *env)
{
    bill_init(p->self, p->account, env->also_billed);
    env->also_billed = 0;
}

/* ---- environments ---- */

static void more_slots(struct sim *sim, struct provisioned *p)
{
    size_t slots = p->slots ? 2 * p->slots : 16;
    uint32_t *generation = sim_get(sim, slots * sizeof *generation);
    bool *taken = sim_get(sim, slots * sizeof *taken);

    if (p->slots) {
        memcpy(generation, p->generation, p->slots * sizeof *generation);
        memcpy(taken, p->taken, p->slots * sizeof *taken);
        sim_put(sim, p->generation, p->slots * sizeof *generation);
        sim_put(sim, p->taken, p->slots * sizeof *taken);
    }
    p->generation = generation;
    p->taken = taken;
    p->slots = slots;
}

static size_t free_slot(struct sim *sim, struct provisioned *p, size_t from)
{
    while (from < p->slots && p->taken[from])
        from++;
    if (from == p->slots)
        more_slots(sim, p);
    return from;
}

static sim_time age_end(struct sim *sim, const struct provisioned *p,
                        const struct work *work)
{
    sim_time now = sim_now(sim), age = SIM_FOREVER - now;
    sim_time drawn =
        source_given(&p->maximum_age) ? source_draw(sim, &p->maximum_age, work) : age;

    if (drawn < SIM_SECOND) /* it must not be replaced for ever at one instant */
        drawn = SIM_SECOND;
    return now + (drawn < age ? drawn : age);
}

/* The environment of a slot anew: its draws are named (slot, generation).  Returns when
 * it is ready, from its creation on. */
static sim_time make(struct sim *sim, struct provisioned *p, struct env *env)
{
    size_t slot = env->slot - 1;
    uint64_t name = name_nth(p->name, slot, p->generation[slot]++);
    const struct work work = {.who = name, .try = name};

    p->created++;
    env->ages_at = age_end(sim, p, &work);
    return lambda_prepare(sim, env, &work);
}

static struct env *create(struct sim *sim, struct provisioned *p, size_t *slot,
                          sim_time *ready)
{
    struct env *env = sim_get(sim, sizeof *env);

    *slot = free_slot(sim, p, *slot);
    p->taken[*slot] = true;
    env->pool = p->pool;
    env->slot = (uint32_t)*slot + 1;
    p->alive++;
    pool_provisioned(sim, p->pool, 1);
    *ready = make(sim, p, env);
    return env;
}

static void end(struct sim *sim, struct provisioned *p, struct env *env)
{
    p->taken[env->slot - 1] = false;
    p->alive--;
    p->disabled++;
    pool_provisioned(sim, p->pool, -1);
    process_ended(sim, &env->process);
    sim_cancel(sim, &env->expiry);
    sim_put(sim, env, sizeof *env);
}

static void stand_ready(struct sim *sim, struct provisioned *p, struct env *env)
{
    if (p->readies == p->room) {
        size_t room = p->room ? 2 * p->room : 16;
        struct env **ready = sim_get(sim, room * sizeof(struct env *));
        if (p->readies)
            memcpy(ready, p->ready, p->readies * sizeof(struct env *));
        if (p->ready)
            sim_put(sim, p->ready, p->room * sizeof(struct env *));
        p->ready = ready;
        p->room = room;
    }
    p->ready[p->readies++] = env;
    env->ready = true;
}

static void watch_age(struct sim *sim, struct env *env)
{
    sim_time now = sim_now(sim);

    if (env->ages_at < SIM_FOREVER) /* or it has grown old before the others were made */
        sim_at(sim, &env->expiry, env->ages_at > now ? env->ages_at : now, grows_old,
               env);
}

/* Replaced in the background: the new one has been made ready before the old one goes
 * [A], so that there are never fewer than asked for. */
static void replace(struct sim *sim, struct provisioned *p, struct env *env)
{
    p->aged++;
    process_ended(sim, &env->process);
    make(sim, p, env);
    charge_init(p, env);
    watch_age(sim, env);
}

static void grows_old(struct sim *sim, void *ctx)
{
    struct env *env = ctx;

    if (env->ready) /* else when it rests */
        replace(sim, lambda_provisions(env), env);
}

/* ---- asking for more ---- */

/* Environments are created one after another, so many at once at first: 3 000 and 500 a
 * minute for the Region in 2021, 6 000 a minute for each function later. */
static sim_time birth_of(struct sim *sim, struct provisioned *p)
{
    const struct lambda_account *a = p->account;
    sim_time *next = a->provisioned_scaling == SCALING_REGION
                         ? &p->admission->shared->next_provisioned
                         : &p->next_birth;
    sim_time every = (sim_time)(1e9 / a->provisioned_rate + 0.5), now = sim_now(sim);
    sim_time due = *next - (a->provisioned_burst - 1) * every;

    *next = (*next > now ? *next : now) + every;
    return due > now ? due : now;
}

static void raise(struct sim *sim, struct provisioned *p, int64_t wanted, uint64_t minute)
{
    struct lot *lot = sim_get(sim, sizeof *lot);
    uint64_t name = name_child(p->name, name_text("ask"), minute);
    const struct work work = {.who = name, .try = name};

    lot->of = p;
    lot->older = p->newest;
    lot->wanted = wanted;
    lot->since = sim_now(sim);
    p->newest = lot;
    bill_provisioned(sim, p->self, wanted);
    sim_after(sim, &lot->next, source_draw(sim, &p->delay, &work), lot_begins, lot);
}

static void lot_begins(struct sim *sim, void *ctx)
{
    struct lot *lot = ctx;
    struct provisioned *p = lot->of;
    sim_time last = sim_now(sim);
    size_t slot = 0;

    lot->room = (size_t)lot->wanted;
    lot->env = sim_get(sim, lot->room * sizeof(struct env *));
    for (; lot->begun < lot->wanted; lot->begun++) {
        sim_time birth = birth_of(sim, p), ready;
        lot->env[lot->begun] = create(sim, p, &slot, &ready);
        if (lot->env[lot->begun]->ages_at < SIM_FOREVER)
            lot->env[lot->begun]->ages_at += birth - sim_now(sim);
        if (birth + ready > last)
            last = birth + ready;
    }
    sim_at(sim, &lot->next, last, lot_is_ready, lot);
}

static void allocate(struct sim *sim, struct provisioned *p, int64_t change)
{
    double rate;

    provisioned_settle(sim, p);
    p->allocated += change;
    rate = p->account->requests_per_concurrency * (double)p->allocated;
    limit_resize_level(sim, p->at_once, p->allocated);
    if (change > 0) /* a second's worth comes with it [A] */
        limit_grow_bucket(sim, p->rate, rate, rate);
    else
        limit_resize_bucket(sim, p->rate, rate, rate);
    show(sim, p);
    if (p->allocated != p->asked)
        return;
    scaling_settled(sim, &p->scaling);
    activity_settled(sim, p->activity, p->allocated);
    p->activity = 0;
}

/* None of them is usable before all are. */
static void lot_is_ready(struct sim *sim, void *ctx)
{
    struct lot *lot = ctx;
    struct provisioned *p = lot->of;

    for (int64_t i = 0; i < lot->wanted; i++) {
        charge_init(p, lot->env[i]);
        watch_age(sim, lot->env[i]);
        stand_ready(sim, p, lot->env[i]);
    }
    sim_put(sim, lot->env, lot->room * sizeof(struct env *));
    lot->env = NULL;
    lot->usable = true;
    allocate(sim, p, lot->wanted);
}

/* ---- asking for less ---- */

/* What is ready goes at once, what is busy when it rests. */
static void disable(struct sim *sim, struct provisioned *p, int64_t fewer)
{
    allocate(sim, p, -fewer);
    while (p->readies > 0 && (int64_t)p->readies + p->busy > p->allocated)
        end(sim, p, p->ready[--p->readies]);
}

static void shrink(struct sim *sim, struct lot *lot, int64_t fewer)
{
    struct provisioned *p = lot->of;

    stop_paying(sim, lot, fewer);
    lot->wanted -= fewer;
    if (lot->usable)
        disable(sim, p, fewer);
    while (!lot->usable && lot->begun > lot->wanted)
        end(sim, p, lot->env[--lot->begun]);
    if (lot->wanted > 0)
        return;
    p->newest = lot->older;
    sim_cancel(sim, &lot->next);
    if (lot->env)
        sim_put(sim, lot->env, lot->room * sizeof(struct env *));
    sim_put(sim, lot, sizeof *lot);
}

static void lower(struct sim *sim, struct provisioned *p, int64_t fewer)
{
    while (fewer > 0) {
        struct lot *lot = p->newest;
        int64_t of_it = fewer < lot->wanted ? fewer : lot->wanted;

        fewer -= of_it;
        shrink(sim, lot, of_it);
    }
}

bool provisioned_ask(struct sim *sim, struct provisioned *p, int64_t environments,
                     uint64_t minute)
{
    int64_t before = p->asked;

    if (environments == before)
        return true;
    if (!admission_claim(sim, p->admission, environments)) {
        meter_add(&p->self->meter[METRIC_UPDATES_REFUSED], 1);
        return false;
    }
    p->asked = environments;
    if (environments > before)
        raise(sim, p, environments - before, minute);
    else
        lower(sim, p, before - environments);
    return true;
}

/* ---- start ---- */

static void start_ready(struct sim *sim, struct provisioned *p, int64_t wanted)
{
    struct lot *lot = sim_get(sim, sizeof *lot);
    size_t slot = 0;

    if (wanted == 0 || !admission_claim(sim, p->admission, wanted))
        return;
    p->asked = lot->wanted = wanted;
    lot->of = p;
    lot->since = sim_now(sim);
    lot->usable = true;
    p->newest = lot;
    bill_provisioned(sim, p->self, wanted);
    for (int64_t i = 0; i < wanted; i++) {
        sim_time ready;
        struct env *env = create(sim, p, &slot, &ready);
        env->also_billed = 0; /* before the run */
        watch_age(sim, env);
        stand_ready(sim, p, env);
    }
    allocate(sim, p, wanted);
}

void provisioned_start(struct sim *sim, struct provisioned *p, struct pool *pool,
                       struct admission *admission)
{
    struct service *self = pool->self;

    *p = (struct provisioned){.self = self,
                              .config = self->config,
                              .account = self->account->config,
                              .pool = pool,
                              .admission = admission,
                              .scaling = {.wanted = -1}}; /* none under way */
    if (lambda_provisioned(p->config) == ABSENT)
        return;
    p->name = name_kind(name_text(self->address), "provisioned");
    p->maximum_age = source_of(sim, self, "maximum_age", &p->config->maximum_age);
    p->delay = source_of(sim, self, "provisioned_delay", &p->account->provisioned_delay);
    p->at_once = admission->provisioned;
    p->rate = admission->provisioned_rate;
    limit_set_level(sim, p->at_once, 0);
    limit_set_bucket(sim, p->rate, 0, 0, 0);
    start_ready(sim, p, lambda_provisioned(p->config));
    tracking_start(sim, p);
}

/* ---- in use ---- */

struct env *provisioned_take_ready(struct sim *sim, struct provisioned *p)
{
    struct env *env;

    if (!limit_has_tokens(sim, p->rate, TOKEN))
        return NULL;
    env = p->ready[--p->readies];
    env->ready = false;
    limit_take(sim, p->rate, TOKEN);
    limit_enter(sim, p->at_once, 1);
    provisioned_settle(sim, p);
    p->busy++;
    show(sim, p);
    return env;
}

void provisioned_rest(struct sim *sim, struct provisioned *p, struct env *env)
{
    env->walk.call = NULL;
    limit_leave(sim, p->at_once, 1);
    provisioned_settle(sim, p);
    p->busy--;
    if (p->busy + (int64_t)p->readies >= p->allocated) {
        end(sim, p, env);
    } else {
        stand_ready(sim, p, env);
        if (sim_now(sim) >= env->ages_at)
            replace(sim, p, env);
    }
    show(sim, p);
}

/* ---- the ledger ---- */

static int64_t on_their_way(const struct provisioned *p)
{
    int64_t sum = 0;

    for (const struct lot *lot = p->newest; lot; lot = lot->older)
        sum += lot->usable ? 0 : lot->begun;
    return sum;
}

static int64_t wanted(const struct provisioned *p)
{
    int64_t sum = 0;

    for (const struct lot *lot = p->newest; lot; lot = lot->older)
        sum += lot->wanted;
    return sum;
}

bool provisioned_audit(struct sim *sim, struct provisioned *p, struct diag *diag)
{
    int64_t alive = (int64_t)p->readies + p->busy + on_their_way(p);

    provisioned_settle(sim, p);
    if (p->created == p->alive + p->disabled + p->aged && (int64_t)p->alive == alive &&
        p->asked == wanted(p) && (int64_t)p->readies <= p->allocated &&
        p->asked == p->admission->claimed)
        return true;
    diag_failure(diag, (struct where){p->self->address, 0},
                 "provisioned: created %llu, alive %llu (%lld counted), disabled %llu, "
                 "aged %llu; %lld asked for, %lld allocated",
                 (unsigned long long)p->created, (unsigned long long)p->alive,
                 (long long)alive, (unsigned long long)p->disabled,
                 (unsigned long long)p->aged, (long long)p->asked,
                 (long long)p->allocated);
    return false;
}
