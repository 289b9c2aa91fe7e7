/* policy.c - delivery policies: when a delivery that went wrong is tried again.
 *
 * SNS developer guide, sns-message-delivery-retries, 2021-08 and 2026: four phases, whose
 * numbers stand in the profile.  The guide draws the functions of the third and gives no
 * formula.  [A]: linear has equal steps, arithmetic steps that grow evenly; geometric and
 * exponential have equal factors.
 */
#include "flow/source.h"
#include "sim/real.h"
#include "sns/tables.h"

/* SNS developer guide, 2021-08 and 2026: all retries to an HTTP endpoint, a hard limit.
 */
#define ALL_RETRIES_MOST (3600 * SIM_SECOND)

static int64_t said_or(int64_t said, int64_t otherwise)
{
    return said == ABSENT ? otherwise : said;
}

struct delivery_policy policy_of(const struct sns_account *account,
                                 const struct subscription *s)
{
    const struct delivery_policy *said = &s->policy, *own = &account->http;

    if (!subscription_is_http(s))
        return account->managed;
    return (struct delivery_policy){
        .retries = said_or(said->retries, own->retries),
        .at_once = said_or(said->at_once, own->at_once),
        .at_shortest = said_or(said->at_shortest, own->at_shortest),
        .at_longest = said_or(said->at_longest, own->at_longest),
        .shortest = said_or(said->shortest, own->shortest),
        .longest = said_or(said->longest, own->longest),
        .backoff = said->backoff < 0 ? own->backoff : said->backoff,
    };
}

static int64_t growing(const struct delivery_policy *p)
{
    return p->retries - p->at_once - p->at_shortest - p->at_longest;
}

/* The k-th of the growing ones, 0 first: from the shortest to the longest. */
static sim_time grown(const struct delivery_policy *p, int64_t k)
{
    double low = (double)p->shortest, high = (double)p->longest;
    double x = growing(p) > 1 ? (double)k / (double)(growing(p) - 1) : 0;

    switch ((enum backoff)p->backoff) {
    case BACKOFF_LINEAR:
        break;
    case BACKOFF_ARITHMETIC:
        x *= x;
        break;
    case BACKOFF_GEOMETRIC:
    case BACKOFF_EXPONENTIAL:
        return (sim_time)(low * real_exp(x * real_log(high / low)) + 0.5);
    }
    return (sim_time)(low + (high - low) * x + 0.5);
}

sim_time policy_wait(const struct delivery_policy *p, int64_t n)
{
    if (n > p->retries)
        return SIM_FOREVER;
    if (n <= p->at_once)
        return 0;
    n -= p->at_once;
    if (n <= p->at_shortest)
        return p->shortest;
    n -= p->at_shortest;
    return n <= growing(p) ? grown(p, n - 1) : p->longest;
}

const char *policy_wrong(const struct delivery_policy *p)
{
    sim_time all = 0;

    if (growing(p) < 0)
        return "num_retries is all of them: no less than num_no_delay_retries, "
               "num_min_delay_retries and num_max_delay_retries together";
    if (p->shortest > p->longest)
        return "min_delay_target is more than max_delay_target";
    for (int64_t n = 1; n <= p->retries && all <= ALL_RETRIES_MOST; n++)
        all += policy_wait(p, n);
    return all > ALL_RETRIES_MOST ? "its retries take more than an hour in all" : NULL;
}
