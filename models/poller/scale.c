/* scale.c - how many pollers a mapping has.
 *
 * It begins with some, has one more each 1 / rate while receives leave messages behind,
 * and gives up those that wait in vain.  Lambda developer guide, with-sqs, 2021-08-27:
 * 5, 60 more a minute, up to 1 000 batches; 2026: 300 more a minute, up to 1 250.  What
 * makes it grow and shrink is not documented: README.md.
 */
#include "flow/limit.h"
#include "poller/poller.h"

static void grow(struct sim *, void *ctx);

int64_t poller_most(const struct mapping *m, const struct poller_account *account)
{
    if (m->maximum_concurrency != ABSENT && m->maximum_concurrency < account->most)
        return m->maximum_concurrency;
    return account->most;
}

static int64_t at_most(const struct mapping *m, const struct poller_account *account,
                       int64_t wanted)
{
    int64_t most = poller_most(m, account);

    return wanted < most ? wanted : most;
}

/* By the limit, which may be lifted. */
static int64_t most_of(const struct poller *p)
{
    return p->places->size;
}

/* Who says how many at most keeps those it begins with. */
int64_t poller_least(const struct mapping *m, const struct poller_account *account)
{
    return at_most(m, account,
                   m->maximum_concurrency != ABSENT ? account->initial : account->least);
}

static void fill_up(struct sim *sim, struct poller *p)
{
    while (p->config->enabled && (double)(p->workers + 1) <= p->allowed)
        poller_adds_worker(sim, p);
}

void poller_begin(struct sim *sim, struct poller *p)
{
    p->grown = sim_now(sim);
    p->allowed = (double)at_most(p->config, p->account, p->account->initial);
    fill_up(sim, p);
}

static void grow(struct sim *sim, void *ctx)
{
    struct poller *p = ctx;
    double most = (double)most_of(p);

    if (!p->more)
        return;
    p->more = false;
    p->grown = sim_now(sim);
    p->allowed = p->allowed + 1 < most ? p->allowed + 1 : most;
    fill_up(sim, p);
}

void poller_finds_more(struct sim *sim, struct poller *p)
{
    sim_time next = p->grown + (sim_time)(1e9 / p->account->growth + 0.5);

    p->more = true;
    if ((int64_t)p->allowed >= most_of(p))
        limit_delayed(sim, p->places, 1);
    else if (!event_pending(&p->grow))
        sim_at(sim, &p->grow, next > sim_now(sim) ? next : sim_now(sim), grow, p);
}

void poller_backs_off(struct poller *p)
{
    double least = (double)at_most(p->config, p->account, p->account->least);
    double left = p->allowed * p->account->error_backoff;

    p->allowed = left > least ? left : least;
}

bool poller_has_too_many(const struct poller *p, bool idle)
{
    return !p->config->enabled || (double)p->workers > p->allowed ||
           (idle && p->workers > poller_least(p->config, p->account));
}

void poller_rescale(struct sim *sim, struct poller *p)
{
    limit_resize_level(sim, p->places, poller_most(p->config, p->account));
    if (p->allowed > (double)most_of(p))
        p->allowed = (double)most_of(p);
    if (p->workers == 0)
        p->allowed = (double)at_most(p->config, p->account, p->account->initial);
    fill_up(sim, p);
}
