/* limit.c - levels and token buckets, in whole numbers.
 *
 * A bucket's exact content is tokens + remainder / 1e9 micro-tokens, 0 <= remainder <
 * 1e9; a refill of `elapsed` ns adds elapsed * rate to that numerator.  A high rate is
 * so many micro-tokens a ns and a rest, so that only long refills need more than 64 bits.
 * At the rim the remainder spills too, so that a full bucket is exactly full.
 */
#include "flow/limit.h"

#include <math.h>

__extension__ typedef unsigned __int128 u128; /* the products of long refills */

#define NANO INT64_C(1000000000)
#define PACED (10 * SIM_SECOND)            /* so often at most: fewer are chance */
#define SOON_MOST INT64_C(100000000000000) /* micro-tokens: on any bucket it fits */

/* Lifted: no refill, which would overflow its account in the end. */
#define LIFTED_LEVEL (INT64_MAX / 4)
#define LIFTED_TOKENS 8e12

double limit_value(const struct limit *l)
{
    return l->name->kind == LIMIT_BUCKET ? (double)l->rate / (double)TOKEN
                                         : (double)l->size;
}

static void used(struct sim *sim, struct limit *l, double share)
{
    if (share > l->run_peak) {
        l->run_peak = share;
        l->run_peak_at = sim_now(sim);
        l->run_peak_value = limit_value(l);
    }
}

/* ---- levels ---- */

/* Lowered below what is in use it is used more than whole; a limit of 0 has nothing that
 * could be. */
static void level_used(struct sim *sim, struct limit *l)
{
    if (l->size > 0 && (double)l->level > l->peak * (double)l->size) {
        l->peak = (double)l->level / (double)l->size;
        used(sim, l, l->peak);
    }
}

void limit_set_level(struct sim *sim, struct limit *l, int64_t size)
{
    (void)sim;
    assert(size >= 0);
    l->size = l->name->lifted ? LIFTED_LEVEL : size;
    l->first = l->last = -1;
}

void limit_resize_level(struct sim *sim, struct limit *l, int64_t size)
{
    assert(size >= 0);
    if (!l->name->lifted)
        l->size = size;
    level_used(sim, l);
}

void limit_enter(struct sim *sim, struct limit *l, int64_t n)
{
    assert(n >= 0 && limit_has_room(l, n));
    l->level += n;
    l->passes += n;
    level_used(sim, l);
}

/* ---- buckets ---- */

double limit_pace(const struct sim *sim, const struct limit *l)
{
    double length = (double)(sim_now(sim) - l->paced_at), came, share;

    if (l->rate == 0 || length <= 0)
        return l->pace;
    came = (double)l->rate * length / NANO;
    share = fmin((double)(l->taken - l->paced_taken) / came, 1);
    return l->pace + (share - l->pace) * came / (came + (double)l->depth);
}

__attribute__((noinline)) static void keep_pace(struct sim *sim, struct limit *l)
{
    l->pace = limit_pace(sim, l);
    l->paced_at = sim_now(sim);
    l->paced_taken = l->taken;
    used(sim, l, l->pace);
}

static int64_t whole(double tokens)
{
    assert(tokens >= 0 && tokens < 9e12);
    return (int64_t)(tokens * (double)TOKEN + 0.5);
}

static void set_rate(struct limit *l, double rate_per_s)
{
    l->rate = whole(rate_per_s);
    l->per_ns = l->rate / NANO;
    l->rest = l->rate % NANO;
    l->soon = l->rest > 0 ? (INT64_MAX - NANO) / l->rest : INT64_MAX;
    if (l->per_ns > 0 && l->soon > SOON_MOST / l->per_ns)
        l->soon = SOON_MOST / l->per_ns;
}

void limit_set_bucket(struct sim *sim, struct limit *l, double rate_per_s, double depth,
                      double initial_share)
{
    bool lifted = l->name->lifted;

    set_rate(l, lifted ? 0 : rate_per_s);
    depth = lifted ? LIFTED_TOKENS : depth;
    initial_share = lifted ? 1 : initial_share;
    l->depth = whole(depth);
    l->tokens = l->initial = l->fullest = whole(depth * initial_share);
    l->emptiest = INT64_MAX;
    l->since = l->paced_at = sim_now(sim);
    l->first = l->last = -1;
}

/* What is owed counts by the depth: the fullest may have been next to nothing.  Out of
 * line, as all that is rare: it would cost every taking the saving of registers. */
__attribute__((noinline)) static void bucket_peaks(struct sim *sim, struct limit *l)
{
    double share = l->tokens >= 0
                       ? (double)(l->fullest - l->tokens) / (double)l->fullest
                       : 1 - (double)l->tokens / (double)(l->depth ? l->depth : TOKEN);

    l->emptiest = l->tokens;
    limit_reached(sim, l, share);
}

/* Most takings are no peak. */
static inline void bucket_used(struct sim *sim, struct limit *l)
{
    if (l->tokens < l->emptiest)
        bucket_peaks(sim, l);
}

static inline void add(struct limit *l, int64_t micro)
{
    l->refilled += micro;
    l->tokens += micro;
    if (l->tokens >= l->depth) {
        l->spilled += l->tokens - l->depth;
        l->tokens = l->depth;
        l->remainder = 0;
    }
    if (l->tokens > l->fullest) {
        l->fullest = l->tokens;
        l->emptiest = INT64_MAX;
    }
}

/* So long a refill that its product needs 128 bits: what is more than enough to fill the
 * bucket is not counted, since it would only spill. */
__attribute__((noinline)) static void add_long(struct limit *l, sim_time elapsed)
{
    u128 numerator = (u128)(uint64_t)elapsed * (uint64_t)l->rate + (uint64_t)l->remainder;
    u128 micro = numerator / (uint64_t)NANO;
    int64_t enough = l->depth - l->tokens + 1;

    l->remainder = (int64_t)(numerator % (uint64_t)NANO);
    add(l, micro > (u128)(uint64_t)enough ? enough : (int64_t)micro);
}

/* Of `soon` at most. */
static inline void add_short(struct limit *l, sim_time elapsed)
{
    uint64_t numerator = (uint64_t)elapsed * (uint64_t)l->rest + (uint64_t)l->remainder;

    l->remainder = (int64_t)(numerator % (uint64_t)NANO);
    add(l, elapsed * l->per_ns + (int64_t)(numerator / (uint64_t)NANO));
}

void limit_settle(struct sim *sim, struct limit *l)
{
    sim_time elapsed = sim_now(sim) - l->since;

    l->since = sim_now(sim);
    if (elapsed > l->soon)
        add_long(l, elapsed);
    else if (elapsed > 0)
        add_short(l, elapsed);
}

void limit_resize_bucket(struct sim *sim, struct limit *l, double rate_per_s,
                         double depth)
{
    if (l->name->lifted)
        return;
    limit_settle(sim, l);
    keep_pace(sim, l);
    set_rate(l, rate_per_s);
    l->depth = whole(depth);
    l->emptiest = INT64_MAX;
    add(l, 0);
    if (l->fullest > l->depth)
        l->fullest = l->depth;
}

void limit_grow_bucket(struct sim *sim, struct limit *l, double rate_per_s, double depth)
{
    int64_t more = whole(depth) - l->depth;

    if (l->name->lifted)
        return;
    assert(more >= 0);
    limit_settle(sim, l);
    keep_pace(sim, l);
    set_rate(l, rate_per_s);
    l->depth += more;
    l->fullest += more;
    l->emptiest = INT64_MAX;
    add(l, more);
}

void limit_fill(struct sim *sim, struct limit *l, double tokens)
{
    limit_settle(sim, l);
    add(l, whole(tokens));
}

bool limit_fills_up_to(struct sim *sim, struct limit *l, int64_t micro)
{
    limit_settle(sim, l);
    return l->tokens >= micro;
}

/* After so long that it takes a while to settle: afterwards nothing is left of that. */
__attribute__((noinline)) static void take_late(struct sim *sim, struct limit *l,
                                                int64_t micro)
{
    limit_settle(sim, l);
    limit_take(sim, l, micro);
}

void limit_take(struct sim *sim, struct limit *l, int64_t micro)
{
    sim_time elapsed = sim_now(sim) - l->since;

    assert(micro >= 0);
    if (elapsed > l->soon) {
        take_late(sim, l, micro);
        return;
    }
    if (elapsed > 0) {
        l->since = sim_now(sim);
        add_short(l, elapsed);
    }
    if (sim_now(sim) - l->paced_at >= PACED)
        keep_pace(sim, l);
    l->tokens -= micro;
    l->taken += micro;
    l->passes++;
    if (l->tokens < 0 && micro > l->debt_most)
        l->debt_most = micro;
    bucket_used(sim, l);
}

void limit_owes(struct limit *l, int64_t micro)
{
    if (l->tokens < 0 && micro > l->debt_most)
        l->debt_most = micro;
}

sim_time limit_wait(struct sim *sim, struct limit *l, int64_t micro)
{
    u128 numerator, wait;

    if (limit_has_tokens(sim, l, micro))
        return 0;
    if (micro > l->depth || l->rate == 0)
        return SIM_FOREVER;
    numerator =
        (u128)(uint64_t)(micro - l->tokens) * (uint64_t)NANO - (uint64_t)l->remainder;
    wait = (numerator + (uint64_t)l->rate - 1) / (uint64_t)l->rate;
    if (wait > (u128)(uint64_t)(SIM_FOREVER - sim_now(sim)))
        return SIM_FOREVER;
    return (sim_time)wait;
}

/* ---- counting ---- */

void limit_peaks(struct sim *sim, struct limit *l, double share)
{
    l->peak = share;
    used(sim, l, l->peak);
}

void limit_next_period(struct sim *sim, struct limit *l)
{
    l->peak = 0;
    l->emptiest = INT64_MAX;
    if (l->name->kind == LIMIT_BUCKET) {
        limit_settle(sim, l);
        bucket_used(sim, l);
    } else {
        level_used(sim, l);
    }
}

static void noted(struct sim *sim, struct limit *l)
{
    if (l->first < 0) {
        l->first = sim_now(sim);
        l->first_value = limit_value(l);
    }
    l->last = sim_now(sim);
    if (l->name->kind != LIMIT_BUCKET && l->size == 0 && l->peak < 1) {
        l->peak = 1; /* nothing at all is allowed, and it was wanted */
        used(sim, l, l->peak);
    }
}

void limit_rejected(struct sim *sim, struct limit *l, int64_t n)
{
    l->rejections += n;
    noted(sim, l);
}

void limit_delayed(struct sim *sim, struct limit *l, int64_t n)
{
    l->delays += n;
    noted(sim, l);
}

static bool audit_bucket(const struct limit *l, struct diag *diag)
{
    struct where nowhere = {0};
    int64_t given = l->initial + l->refilled;
    int64_t found = l->taken + l->tokens + l->spilled;

    if (given != found)
        diag_failure(diag, nowhere,
                     "%s: %lld micro-tokens were given out, %lld are accounted for",
                     l->name->address, (long long)given, (long long)found);
    if (l->tokens > l->depth || -l->tokens > l->debt_most)
        diag_failure(diag, nowhere, "%s: %lld micro-tokens in a bucket of %lld",
                     l->name->address, (long long)l->tokens, (long long)l->depth);
    return given == found && l->tokens <= l->depth && -l->tokens <= l->debt_most;
}

bool limit_audit(const struct limit *l, struct diag *diag)
{
    if (l->name->kind == LIMIT_BUCKET)
        return audit_bucket(l, diag);
    if (l->level >= 0)
        return true;
    diag_failure(diag, (struct where){0}, "%s: %lld in use", l->name->address,
                 (long long)l->level);
    return false;
}
