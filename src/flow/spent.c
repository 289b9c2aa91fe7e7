/* spent.c - accounts of time: who waits below whom, and what was given up.
 *
 * Waiters in one account form a chain.  A work remembers its depth in it and the epoch in
 * which it began; giving up what hangs at a depth starts a new epoch from that depth on.
 * So "is this time that somebody waits" is one comparison, and nobody need tell the work
 * below that its caller has gone.
 */
#include "flow/call.h"

static bool cut_off(const struct work *w)
{
    uint32_t depth = w->depth < SPENT_DEPTH ? w->depth : SPENT_DEPTH - 1;

    return w->spent->cut[depth] > w->epoch;
}

/* What was accounted ahead of the clock, in delays that ride: of TIME_CALL first. */
static void take_back(struct spent *s, int64_t amount)
{
    static const enum part_of_time order[TIME_PARTS] = {
        TIME_CALL, TIME_NETWORK, TIME_GATEWAY,       TIME_COLD_START,  TIME_WORK,
        TIME_WAIT, TIME_QUEUE,   TIME_THROTTLE_WAIT, TIME_RETRY_DELAY,
    };

    for (size_t i = 0; i < TIME_PARTS && amount > 0; i++) {
        int64_t *part = &s->ns[order[i]];
        int64_t taken = *part < amount ? *part : amount;
        *part -= taken;
        amount -= taken;
    }
    s->ns[TIME_CALL] -= amount; /* an account that never added up shows it */
}

/* Brings the account to `before` + `elapsed`. */
static void settle(struct spent *s, int64_t before, int64_t elapsed)
{
    int64_t missing = elapsed - (s->total - before);

    if (missing >= 0)
        s->ns[TIME_CALL] += missing;
    else
        take_back(s, -missing);
    s->total += missing;
}

void work_abandon(const struct work *below, int64_t before, int64_t elapsed)
{
    struct spent *s = below->spent;

    if (!s || cut_off(below))
        return;
    settle(s, before, elapsed);
    s->epoch++;
    for (uint32_t d = below->depth; d < SPENT_DEPTH; d++)
        s->cut[d] = s->epoch;
}

void work_settle(const struct work *below, int64_t before, int64_t elapsed)
{
    if (below->spent && !cut_off(below))
        settle(below->spent, before, elapsed);
}

struct work work_branch(struct sim *sim, const struct work *w)
{
    struct work branch = *w;
    struct branch *b = w->root->spare;

    branch.spent = NULL;
    branch.epoch = branch.depth = 0;
    if (!work_is_awaited(w))
        return branch;
    if (b) {
        w->root->spare = b->next_spare;
        b->next_spare = NULL;
    } else {
        b = sim_get(sim, sizeof *b);
        b->next = w->root->branches;
        w->root->branches = b;
    }
    branch.spent = &b->spent;
    return branch;
}

void spent_take(const struct work *to, const struct work *branch, int64_t elapsed)
{
    struct spent *s = branch->spent;

    if (!s)
        return;
    settle(s, 0, elapsed);
    for (size_t i = 0; i < TIME_PARTS; i++)
        work_spent(to, (enum part_of_time)i, s->ns[i]);
}

void spent_put(const struct work *branch)
{
    struct branch *b = (struct branch *)branch->spent; /* it stands first */

    if (!b || b->spent.epoch > 0)
        return;
    b->spent = (struct spent){0};
    b->next_spare = branch->root->spare;
    branch->root->spare = b;
}
