/* cache_found.c - what a cache finds, without simulating: each key of a law is asked for
 * at random instants, independently (Poisson; the independent reference model).
 *
 * An entry lasts L on average, the next question for its key comes 1/r after it has gone:
 * so r L / (1 + r L) of the questions are found, and the key is there for as much of the
 * time.  By its time to live alone L = T (Jung, Berger and Balakrishnan, INFOCOM 2003).
 * Where memory is short an entry goes when nobody asked for so long as it takes others to
 * fill the memory, the same c for all keys (Che, Tung and Wang, JSAC 2002): what is there
 * adds up to the memory.
 */
#include <math.h>

#include "flow/cache.h"

enum { ONE_BY_ONE = 1 << 14, CHUNKS = 1 << 10 }; /* keys; parts of what came before */
enum { HALVINGS = 60 };

struct asked { /* of a cache */
    const struct cache_asker *one, *all;
    size_t askers;
    double room;
};

/* Until the first gap longer than c, which an entry has left behind (e^rc - 1) / r after
 * it was kept, or until T, if sooner.  With e^-rc nobody asks in the first c; from then
 * on each instant is taken to be as likely to be the last, which is right for T = c and
 * for T infinite. */
static double lasts(double r, double c, double ttl)
{
    double after, asked, more;

    if (c >= ttl)
        return ttl;
    after = expm1(r * c) / r - c;
    asked = -expm1(-r * c);
    if (!(after > 0))
        return c;
    if (isinf(ttl))
        return c + after;
    if (isinf(after))
        return ttl;
    more = after / asked; /* of those that anybody asks for */
    return c + after * -expm1(-(ttl - c) / more);
}

static double found_of_key(double r, double c, double ttl)
{
    double asked = r * lasts(r, c, ttl);

    return isinf(asked) ? 1 : asked / (1 + asked);
}

/* Keys from this one on that are taken to be alike: rare ones in chunks. */
static uint64_t alike(uint64_t key, uint64_t keys)
{
    uint64_t some = key < ONE_BY_ONE ? 1 : key / CHUNKS;

    return some < keys - key ? some : keys - key;
}

/* How often a key is asked for, by all who ask for this kind. */
static double rate_of_key(const struct asked *a, size_t kind, uint64_t key)
{
    double rate = 0;

    for (size_t i = 0; i < a->askers; i++)
        if (a->all[i].kind == kind && key < law_keys(a->all[i].keys))
            rate += a->all[i].rate * law_key_share(a->all[i].keys, key);
    return rate;
}

static double found_of_middle(const struct asked *a, const struct cache_asker *of,
                              uint64_t key, double c)
{
    double rate = rate_of_key(a, of->kind, key);

    return rate > 0 ? found_of_key(rate, c, of->ttl > 0 ? of->ttl : INFINITY) : 0;
}

/* The share of one asker's questions, with entries that nobody asks for leaving after c.
 */
static double found_within(const struct asked *a, double c)
{
    uint64_t keys = law_keys(a->one->keys), some;
    double found = 0, asked = 0;

    for (uint64_t key = 0; key < keys; key += some) {
        uint64_t middle;
        double share;

        some = alike(key, keys);
        middle = key + some / 2;
        share = law_key_share(a->one->keys, middle) * (double)some;
        asked += share;
        found += share * found_of_middle(a, a->one, middle, c);
    }
    return asked > 0 ? found / asked : 0;
}

/* Entries of a kind, on average. */
static double there(const struct asked *a, const struct cache_asker *of, double c)
{
    uint64_t keys = 0, some;
    double sum = 0;

    for (size_t i = 0; i < a->askers; i++)
        if (a->all[i].kind == of->kind && law_keys(a->all[i].keys) > keys)
            keys = law_keys(a->all[i].keys);
    for (uint64_t key = 0; key < keys; key += some) {
        some = alike(key, keys);
        sum += (double)some * found_of_middle(a, of, key + some / 2, c);
    }
    return sum;
}

static double bytes_within(const struct asked *a, double c)
{
    double sum = 0;

    for (size_t i = 0; i < a->askers; i++) {
        bool first = true;
        for (size_t k = 0; k < i; k++)
            first &= a->all[k].kind != a->all[i].kind;
        if (first && a->all[i].bytes > 0)
            sum += a->all[i].bytes * there(a, &a->all[i], c);
    }
    return sum;
}

/* How long entries last that nobody asks for: by halvings of the doublings of a second.
 */
static double longest_gap(const struct asked *a)
{
    double low = -40, high = 40;

    if (!(bytes_within(a, INFINITY) > a->room))
        return INFINITY;
    for (int i = 0; i < HALVINGS; i++) {
        double middle = (low + high) / 2;
        *(bytes_within(a, exp2(middle)) > a->room ? &high : &low) = middle;
    }
    return exp2(low);
}

double cache_found(const struct cache_asker *one, const struct cache_asker *all,
                   size_t askers, double room)
{
    const struct asked a = {one, all, askers, room};

    return found_within(&a, longest_gap(&a));
}
