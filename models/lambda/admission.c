/* admission.c - rates, concurrency and how fast they may grow.
 *
 * Lambda developer guide: configuration-concurrency and invocation-scaling, 2021-08-27;
 * lambda-concurrency and scaling-behavior, 2026.
 */
#include "lambda/admission.h"

#include <math.h>

#include "lambda/provisioned.h"
#include "lambda/tables.h"

#define MINUTE (60 * SIM_SECOND)

static void minute_ends(struct sim *, void *ctx);

double lambda_request_rate(const struct lambda_account *c)
{
    if (!isnan(c->request_rate))
        return c->request_rate;
    return c->requests_per_concurrency * (double)c->concurrency;
}

/* ---- the account ---- */

/* What functions without a reserve share: the quota less all reserves, and less what is
 * provisioned outside them. */
static int64_t pool_size(const struct lambda_shared *s)
{
    int64_t left = s->config->concurrency - s->reserved - s->provisioned;

    return left > 0 ? left : 0;
}

static void show_claims(struct sim *sim, const struct lambda_shared *s)
{
    struct meter *meter = s->account->meter;
    sim_time now = sim_now(sim);

    meter_set(&meter[METRIC_UNRESERVED], now, s->unreserved);
    meter_set(&meter[METRIC_CLAIMED], now, s->unreserved + s->reserved + s->provisioned);
}

/* Rates are kept in whole micro-tokens a second: 500 a minute must be 500 after a minute,
 * and not one less. */
static double whole_tokens(double rate)
{
    return ceil(rate * 1e6) / 1e6;
}

void *admission_start_account(struct sim *sim, struct account *account)
{
    struct lambda_shared *s = sim_get(sim, sizeof *s);
    double rate;

    s->account = account;
    s->config = account->config;
    rate = lambda_request_rate(s->config);
    limit_set_level(sim, account->limit[LIMIT_CONCURRENCY], pool_size(s));
    limit_set_bucket(sim, account->limit[LIMIT_REQUESTS], rate, rate, 1);
    show_claims(sim, s);
    return s;
}

/* The Region's bucket is every function's: each sets it alike. */
static struct limit *region_bucket(struct sim *sim, const struct lambda_shared *s)
{
    struct limit *bucket = s->account->limit[LIMIT_BURST];
    bool steps = s->config->burst_refill == REFILL_STEPS;

    limit_set_bucket(sim, bucket, steps ? 0 : whole_tokens(s->config->burst_rate),
                     (double)s->config->burst, 1);
    return bucket;
}

/* A minute's tokens at once, at the end of the minute: what does not fit is lost. */
static void minute_ends(struct sim *sim, void *ctx)
{
    struct lambda_shared *s = ctx;
    struct limit *bucket = s->account->limit[LIMIT_BURST];

    limit_fill(sim, bucket, s->config->burst_rate * 60);
    if (bucket->tokens < bucket->depth)
        sim_after(sim, &s->minute, MINUTE, minute_ends, s);
}

static void await_minute(struct sim *sim, struct lambda_shared *s)
{
    sim_time since = sim_now(sim) - world_of(sim)->origin;
    sim_time into = (since % MINUTE + MINUTE) % MINUTE;

    if (s->config->burst_refill == REFILL_STEPS && !event_pending(&s->minute))
        sim_after(sim, &s->minute, MINUTE - into, minute_ends, s);
}

/* ---- a function ---- */

static void resize(struct sim *sim, const struct admission *a)
{
    struct limit **account = a->shared->account->limit;

    limit_resize_level(sim, account[LIMIT_CONCURRENCY], pool_size(a->shared));
    if (a->reserved)
        limit_resize_level(
            sim, a->concurrency,
            a->config->reserved > a->claimed ? a->config->reserved - a->claimed : 0);
    show_claims(sim, a->shared);
}

bool lambda_url_is_rated(const struct lambda_config *c)
{
    return c->url.auth >= 0 && c->reserved != ABSENT;
}

/* Ten times the reserve a second (Lambda developer guide, function URLs, 2026:
 * throttling). */
double lambda_url_rate(const struct lambda_account *account,
                       const struct lambda_config *c)
{
    return account->requests_per_concurrency * (double)c->reserved;
}

/* In the order of lambda_declare. */
static void start_own(struct sim *sim, struct admission *a, struct service *self)
{
    const struct lambda_config *c = a->config;
    size_t next = 0;

    if (a->reserved) {
        a->concurrency = self->limit[next++];
        limit_set_level(sim, a->concurrency, c->reserved);
        a->shared->reserved += c->reserved;
    }
    if (c->scaling == SCALING_FUNCTION) {
        a->burst = self->limit[next++];
        a->growth = self->limit[next++];
        limit_set_bucket(sim, a->burst, c->scaling_rate, (double)c->scaling_burst, 1);
        limit_set_bucket(sim, a->growth, c->scaling_request_rate,
                         (double)c->scaling_requests, 1);
    }
    if (lambda_provisioned(c) != ABSENT) {
        a->provisioned = self->limit[next++];
        a->provisioned_rate = self->limit[next++];
    }
    if (lambda_url_is_rated(c)) {
        double rate = lambda_url_rate(a->shared->config, c);
        a->url = self->limit[next++];
        limit_set_bucket(sim, a->url, rate, rate, 1);
    }
}

void admission_start(struct sim *sim, struct admission *a, struct service *self,
                     const struct lambda_config *config)
{
    struct lambda_shared *s = self->account->state;

    *a = (struct admission){.config = config, .shared = s, .second = -1};
    a->requests = self->account->limit[LIMIT_REQUESTS];
    a->concurrency = self->account->limit[LIMIT_CONCURRENCY];
    a->reserved = config->reserved != ABSENT;
    start_own(sim, a, self);
    if (!a->burst)
        a->burst = region_bucket(sim, s);
    resize(sim, a);
}

/* ---- an execution ---- */

/* Growth of the rate: as many requests a second as in the busiest second yet are free,
 * each one beyond takes a token [A]: the guide gives 10 000 more a second every 10 s, not
 * how they are counted. */
static bool grows(struct sim *sim, struct admission *a)
{
    int64_t second = sim_now(sim) / SIM_SECOND;

    if (second != a->second) {
        if (a->seen > a->established)
            a->established = a->seen;
        a->second = second;
        a->seen = 0;
    }
    return a->seen >= a->established;
}

struct limit *admission_growth(struct sim *sim, struct admission *a)
{
    return grows(sim, a) && !limit_has_tokens(sim, a->growth, TOKEN) ? a->growth : NULL;
}

struct limit *admission_birth(struct sim *sim, const struct admission *a)
{
    struct lambda_shared *s = a->shared;

    if (event_pending(&s->minute) && s->minute.when == sim_now(sim)) {
        sim_cancel(sim, &s->minute); /* what comes at a minute's end finds its tokens */
        minute_ends(sim, s);
    }
    return limit_has_tokens(sim, a->burst, TOKEN) ? NULL : a->burst;
}

static void unreserved(struct sim *sim, struct admission *a, int64_t change)
{
    if (a->reserved)
        return;
    a->shared->unreserved += change;
    show_claims(sim, a->shared);
}

void admission_enter(struct sim *sim, struct admission *a, bool born)
{
    if (a->growth) {
        if (grows(sim, a))
            limit_take(sim, a->growth, TOKEN);
        a->seen++;
    }
    limit_enter(sim, a->concurrency, 1);
    unreserved(sim, a, 1);
    if (!born)
        return;
    limit_take(sim, a->burst, TOKEN);
    if (a->burst == a->shared->account->limit[LIMIT_BURST])
        await_minute(sim, a->shared);
}

void admission_leave(struct sim *sim, struct admission *a)
{
    limit_leave(sim, a->concurrency, 1);
    unreserved(sim, a, -1);
}

/* ---- changes ---- */

static int64_t reserved_by_all(const struct sim *sim)
{
    const struct world *world = world_of(sim);
    int64_t sum = 0;

    for (size_t i = 0; i < world->graph->resources; i++) {
        const struct lambda_config *c = world->service[i].config;
        if (world->service[i].model == &lambda_model && c->reserved != ABSENT)
            sum += c->reserved;
    }
    return sum;
}

void admission_changed(struct sim *sim, struct admission *a)
{
    a->shared->reserved = reserved_by_all(sim);
    resize(sim, a);
    if (a->url) {
        double rate = lambda_url_rate(a->shared->config, a->config);
        limit_resize_bucket(sim, a->url, rate, rate);
    }
}

bool admission_claim(struct sim *sim, struct admission *a, int64_t provisioned)
{
    struct lambda_shared *s = a->shared;
    int64_t more = provisioned - a->claimed;
    int64_t left = a->reserved ? a->config->reserved - provisioned
                               : s->config->concurrency - s->reserved - s->provisioned -
                                     more - s->config->unreserved_least;

    if (more > 0 && left < 0)
        return false;
    a->claimed = provisioned;
    if (!a->reserved)
        s->provisioned += more;
    resize(sim, a);
    return true;
}

bool admission_audit(const struct admission *a, const struct service *self,
                     int64_t on_demand, struct diag *diag)
{
    const struct lambda_shared *s = a->shared;
    int64_t pool = s->account->limit[LIMIT_CONCURRENCY]->level;
    int64_t mine = a->reserved ? a->concurrency->level : on_demand;

    if (mine == on_demand && pool == s->unreserved && (a->reserved || pool >= on_demand))
        return true;
    diag_failure(diag, (struct where){self->address, 0},
                 "concurrency: %lld on demand, %lld of the reserve in use, %lld of the "
                 "pool, %lld without a reserve",
                 (long long)on_demand, (long long)mine, (long long)pool,
                 (long long)s->unreserved);
    return false;
}
