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

struct found {
    double found, asked; /* shares of the questions */
    double there;        /* entries, on average */
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

/* With entries that nobody asks for leaving after c; rare keys in chunks. */
static struct found found_within(const struct cache_load *l, double c)
{
    uint64_t keys = law_keys(l->keys), some;
    double ttl = l->ttl > 0 ? l->ttl : INFINITY;
    struct found all = {0};

    for (uint64_t key = 0; key < keys; key += some) {
        double share, found;

        some = key < ONE_BY_ONE ? 1 : key / CHUNKS;
        some = some < keys - key ? some : keys - key;
        share = law_key_share(l->keys, key + some / 2);
        found = share > 0 ? found_of_key(share * l->rate, c, ttl) : 0;
        all.asked += share * (double)some;
        all.found += share * (double)some * found;
        all.there += (double)some * found;
    }
    return all;
}

/* The c at which what is there fills the room, in doublings of a second. */
static struct found found_in_room(const struct cache_load *l)
{
    double low = -40, high = 40, middle = 0;

    for (int i = 0; i < HALVINGS; i++) {
        middle = (low + high) / 2;
        if (found_within(l, exp2(middle)).there * l->bytes > l->room)
            high = middle;
        else
            low = middle;
    }
    return found_within(l, exp2(low));
}

double cache_found(const struct cache_load *l)
{
    struct found all;

    if (!l->keys || law_keys(l->keys) == 0 || !(l->rate > 0))
        return 0;
    all = found_within(l, INFINITY);
    if (l->bytes > 0 && all.there * l->bytes > l->room)
        all = found_in_room(l);
    return all.asked > 0 ? all.found / all.asked : 0;
}
