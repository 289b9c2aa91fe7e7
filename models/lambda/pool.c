/* pool.c - environments from creation to their end:
 *
 *   pool_create -> (busy) -> pool_rest -> (idle) -> pool_take -> (busy) ..
 *                                                -> idle_spell_over -> gone
 */
#include "lambda/pool.h"

#include <string.h>

#include "lambda/tables.h"

static void idle_spell_over(struct sim *, void *ctx);
static void interval_passed(struct sim *, void *ctx);

static struct env *env_of(struct member *member)
{
    return (struct env *)member; /* it stands first */
}

/* ---- their life ---- */

void pool_start(struct sim *sim, struct pool *pool, struct service *self,
                const struct lambda_config *config)
{
    pool->self = self;
    pool->idle_expiry = source_of(sim, self, "idle_expiry", &config->idle_expiry);
    pool->maximum_age = source_of(sim, self, "maximum_age", &config->maximum_age);
}

static void settle_alive(struct sim *sim, struct pool *pool)
{
    sim_time now = sim_now(sim);

    pool->alive_area += pool->alive * (uint64_t)(now - pool->alive_since);
    pool->alive_since = now;
}

static void show_alive(struct sim *sim, const struct pool *pool)
{
    meter_set(&pool->self->meter[METRIC_ENVIRONMENTS], sim_now(sim),
              (int64_t)pool->alive + pool->provisioned);
}

static void meter_alive(struct sim *sim, struct pool *pool, int64_t change)
{
    settle_alive(sim, pool);
    pool->alive += (uint64_t)change;
    show_alive(sim, pool);
}

void pool_provisioned(struct sim *sim, struct pool *pool, int64_t change)
{
    pool->provisioned += change;
    show_alive(sim, pool);
}

static void push_gone(struct sim *sim, struct pool *pool, enum env_end how)
{
    if (pool->gones == pool->gone_room) {
        size_t room = pool->gone_room ? 2 * pool->gone_room : 64;
        uint8_t *gone = sim_get(sim, room);
        if (pool->gone) {
            memcpy(gone, pool->gone, pool->gones);
            sim_put(sim, pool->gone, pool->gone_room);
        }
        pool->gone = gone;
        pool->gone_room = room;
    }
    pool->gone[pool->gones++] = (uint8_t)how;
}

static enum env_end pop_gone(struct pool *pool)
{
    return pool->gones ? (enum env_end)pool->gone[--pool->gones] : ENV_NEVER;
}

struct env *pool_create(struct sim *sim, struct pool *pool, const struct work *work)
{
    struct env *env = sim_get(sim, sizeof *env);
    struct work own = {.try = name_nth(name_text(pool->self->address), pool->created, 0)};
    sim_time now = sim_now(sim), age = SIM_FOREVER - now;

    env->pool = pool;
    env->replaces = (uint8_t)pop_gone(pool);
    pool->created++;
    pool->last_begin = now;
    roster_join(sim_arena(sim), &pool->envs, &env->member);
    if (source_given(&pool->maximum_age)) {
        int64_t drawn = source_draw(sim, &pool->maximum_age, work ? work : &own);
        age = drawn < age ? drawn : age;
    }
    env->ages_at = now + age;
    meter_alive(sim, pool, 1);
    return env;
}

static void idle_for(struct sim *sim, struct pool *pool, const struct env *env)
{
    pool->idle_area += (uint64_t)(sim_now(sim) - env->since);
}

static void end(struct sim *sim, struct env *env, enum env_end how)
{
    struct pool *pool = env->pool;

    if (env->member.present)
        idle_for(sim, pool, env);
    roster_leave(&pool->envs, &env->member);
    sim_cancel(sim, &env->expiry);
    pool->ended[how]++;
    push_gone(sim, pool, how);
    meter_alive(sim, pool, -1);
    process_ended(sim, &env->process);
    sim_put(sim, env, sizeof *env);
}

static struct env *newest_out(struct pool *pool)
{
    struct member *newest = roster_newest(&pool->envs);

    if (!newest)
        return NULL;
    roster_go(&pool->envs, newest);
    return env_of(newest);
}

struct env *pool_take(struct sim *sim, struct pool *pool)
{
    struct env *env = newest_out(pool);

    if (!env)
        return NULL;
    idle_for(sim, pool, env);
    pool->last_begin = sim_now(sim);
    return env;
}

static bool halves(const struct pool *pool)
{
    return source_given(&pool->idle_expiry) &&
           pool->idle_expiry.dist->law.kind == LAW_HALVING;
}

static sim_time interval(const struct pool *pool)
{
    return (sim_time)pool->idle_expiry.dist->law.at;
}

/* The end of this idle spell as far as it is known now. */
static sim_time spell_until(struct sim *sim, const struct pool *pool,
                            const struct env *env)
{
    sim_time now = sim_now(sim), left = SIM_FOREVER - now, drawn = left;

    if (halves(pool)) {
        drawn = interval(pool);
    } else if (source_given(&pool->idle_expiry)) {
        const struct work work = {.who = env->spell, .try = env->spell};
        drawn = source_draw(sim, &pool->idle_expiry, &work);
    }
    if (drawn < left)
        left = drawn;
    return now + left < env->ages_at ? now + left : env->ages_at;
}

/* Reusable while the gap is not above what was drawn: it ends one ns later. */
static void watch(struct sim *sim, struct env *env)
{
    sim_at(sim, &env->expiry, env->expires_at + 1, idle_spell_over, env);
}

void pool_rest(struct sim *sim, struct pool *pool, struct env *env, uint64_t spell)
{
    sim_time now = sim_now(sim);

    env->walk.call = NULL;
    env->spell = spell;
    env->halvings = 0;
    env->since = now;
    pool->last_end = now;
    if (env->lost) {
        end(sim, env, ENV_LOST);
        return;
    }
    if (now >= env->ages_at) {
        end(sim, env, ENV_AGED);
        return;
    }
    roster_come(&pool->envs, &env->member);
    env->expires_at = spell_until(sim, pool, env);
    if (!event_pending(&env->expiry) || env->expiry.when > env->expires_at)
        watch(sim, env);
    if (halves(pool) && !event_pending(&pool->halving))
        sim_after(sim, &pool->halving, interval(pool), interval_passed, pool);
}

/* While a pool is in use, each idle environment tosses a coin of its own every interval;
 * the n-th toss of a spell has slot n (methods.md 1).  A pool that nobody uses is halved
 * as a whole, by interval_passed: then those that came to rest before the last one did
 * must not toss as well, so unused counts from the last beginning. */
static bool outlives_interval(struct sim *sim, struct pool *pool, struct env *env)
{
    bool unused = pool->envs.present == pool->alive &&
                  sim_now(sim) - pool->last_begin >= interval(pool);
    unsigned toss = env->halvings++;

    return unused ||
           unit_of(draw_bits(&pool->idle_expiry.stream, env->spell, toss)) >= 0.5;
}

static void idle_spell_over(struct sim *sim, void *ctx)
{
    struct env *env = ctx;
    struct pool *pool = env->pool;
    sim_time now = sim_now(sim);

    if (!env->member.present) /* busy: pool_rest arms anew */
        return;
    if (now <= env->expires_at) {
        watch(sim, env);
    } else if (now > env->ages_at) {
        end(sim, env, ENV_AGED);
    } else if (halves(pool) && outlives_interval(sim, pool, env)) {
        sim_time next = now - 1 + interval(pool);
        env->expires_at = next < env->ages_at ? next : env->ages_at;
        watch(sim, env);
    } else {
        end(sim, env, ENV_EXPIRED);
    }
}

/* Of k >= 2 idle ones the newest ceil(k / 2) stay, of one none. */
static void halve(struct sim *sim, struct pool *pool)
{
    size_t idle = pool->envs.present, keep = idle >= 2 ? (idle + 1) / 2 : 0;
    size_t size = (keep + 1) * sizeof(struct env *);
    struct env **kept = sim_get(sim, size);

    for (size_t i = 0; i < keep; i++)
        kept[i] = newest_out(pool);
    while (pool->envs.present > 0)
        end(sim, env_of(roster_newest(&pool->envs)), ENV_EXPIRED);
    for (size_t i = 0; i < keep; i++)
        roster_come(&pool->envs, &kept[i]->member);
    sim_put(sim, kept, size);
}

/* Observed on pools of idle environments (SeBS, 2020-01): every 380 s without an
 * invocation half of them go. */
static void interval_passed(struct sim *sim, void *ctx)
{
    struct pool *pool = ctx;
    sim_time now = sim_now(sim), due = pool->last_end + interval(pool);

    if (now >= due && pool->envs.present == pool->alive) {
        halve(sim, pool);
        due = now + interval(pool);
    }
    if (pool->alive > 0)
        sim_at(sim, &pool->halving, due > now ? due : now + interval(pool),
               interval_passed, pool);
}

static bool counts_add_up(const struct pool *pool, uint64_t busy, struct diag *diag)
{
    uint64_t expired = pool->ended[ENV_EXPIRED], aged = pool->ended[ENV_AGED],
             lost = pool->ended[ENV_LOST];

    if (pool->created == pool->alive + expired + aged + lost &&
        pool->alive == pool->envs.present + busy)
        return true;
    diag_failure(diag, (struct where){pool->self->address, 0},
                 "environments: created %llu, alive %llu (busy %llu), expired %llu, "
                 "aged %llu, lost %llu",
                 (unsigned long long)pool->created, (unsigned long long)pool->alive,
                 (unsigned long long)busy, (unsigned long long)expired,
                 (unsigned long long)aged, (unsigned long long)lost);
    return false;
}

static uint64_t idle_until_now(const struct sim *sim, const struct pool *pool)
{
    uint64_t idle = pool->idle_area;

    for (size_t i = 0; i < pool->envs.next; i++)
        if (pool->envs.at[i] && pool->envs.at[i]->present)
            idle += (uint64_t)(sim_now(sim) - env_of(pool->envs.at[i])->since);
    return idle;
}

bool pool_audit(struct sim *sim, struct pool *pool, uint64_t busy, uint64_t busy_area,
                struct diag *diag)
{
    uint64_t idle = idle_until_now(sim, pool);

    settle_alive(sim, pool);
    if (!counts_add_up(pool, busy, diag))
        return false;
    if (pool->alive_area == busy_area + idle)
        return true;
    diag_failure(diag, (struct where){pool->self->address, 0},
                 "environments were alive for %llu ns, busy for %llu, idle for %llu",
                 (unsigned long long)pool->alive_area, (unsigned long long)busy_area,
                 (unsigned long long)idle);
    return false;
}
