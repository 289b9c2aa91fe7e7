/* law_key.c - laws of keys.  A key is a name, not a quantity: mixtures choose
 * a component by u and draw its key with what is left of u.
 */
#include <assert.h>
#include <math.h>

#include "sim/law_form.h"
#include "sim/real.h"

enum { HEAD = 4096 }; /* zipf: so many sums are kept, the rest has a closed form */

#define MOST_KEYS (UINT64_C(1) << 40) /* so that u still tells neighbours apart */

const char *law_key_uniform(struct law *law, uint64_t n)
{
    if (n < 1 || n > MOST_KEYS)
        return "there must be 1 to 2^40 keys";
    *law = (struct law){.kind = LAW_KEYS, .count = n};
    return NULL;
}

/* The integral of y^-s from m to m e^l. */
static double integral(double s, double m, double l)
{
    double rise = (1 - s) * l;

    return real_pow(m, 1 - s) * (rise == 0 ? l : l * (real_exp_minus_1(rise) / rise));
}

/* The sum of i^-s over m < i <= k by Euler and Maclaurin; the first term left
 * out is below 1e-20 of the sum for m >= 1024, s <= 20. */
static double tail_sum(double s, double m, double k)
{
    double pm = real_pow(m, -s), pk = real_pow(k, -s), c = s * (s + 1) * (s + 2) / 720;

    return integral(s, m, real_log(k / m)) + (pk - pm) / 2 - s / 12 * (pk / k - pm / m) +
           c * (pk / (k * k * k) - pm / (m * m * m));
}

const char *law_zipf(struct laws *laws, struct law *law, double s, uint64_t n)
{
    uint64_t head = n < HEAD ? n : HEAD;
    double *sums, sum = 0;

    if (!(s >= 0 && s <= 20))
        return "s must be between 0 and 20";
    if (n < 1 || n > MOST_KEYS)
        return "there must be 1 to 2^40 keys";
    sums = arena_get(laws_arena(laws), head * sizeof *sums);
    for (uint64_t i = 0; i < head; i++)
        sums[i] = sum += real_pow((double)(i + 1), -s);
    if (n > head)
        sum += tail_sum(s, (double)head, (double)n);
    *law = (struct law){
        .kind = LAW_ZIPF, .scale = sum, .count = n, .shape = s, .table = sums};
    return NULL;
}

static uint64_t in_head(const struct law *law, uint64_t head, double target)
{
    uint64_t low = 0, high = head - 1;

    while (low < high) {
        uint64_t middle = (low + high) / 2;
        if (target < law->table[middle])
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

/* The first rank whose sum beyond the head exceeds `over`: guessed from the
 * integral, which is hardly ever off by more than one, then put right. */
static uint64_t in_tail(const struct law *law, double over)
{
    double s = law->shape, m = HEAD + 0.5, q = over * real_pow(m, s - 1);
    double y = (1 - s) * q,
           l = y == 0 ? q : q * (real_log_1_plus(fmax(y, -0.999999)) / y);
    double most = (double)law->count, rank = floor(m * real_exp(fmin(l, 30)) + 0.5);

    rank = fmin(fmax(rank, HEAD + 1), most);
    while (rank < most && tail_sum(s, HEAD, rank) <= over)
        rank++;
    while (rank > HEAD + 1 && tail_sum(s, HEAD, rank - 1) > over)
        rank--;
    return (uint64_t)rank - 1;
}

static uint64_t zipf_at(const struct law *law, double t)
{
    uint64_t head = law->count < HEAD ? law->count : HEAD;
    double target = t * law->scale;

    if (target < law->table[head - 1] || law->count <= HEAD)
        return in_head(law, head, target);
    return in_tail(law, target - law->table[head - 1]);
}

static uint64_t mixed_at(const struct law *law, double t, uint64_t ordinal)
{
    size_t i = 0;
    const struct law_piece *piece;

    while (t >= law->mixed->upto[i])
        i++;
    piece = &law->mixed->piece[i];
    t = fmin(fmax((t - piece->from) / piece->length, 0), 1 - 0x1p-53);
    return key_at(&piece->law, t, ordinal);
}

uint64_t key_at(const struct law *law, double t, uint64_t ordinal)
{
    switch (law->kind) {
    case LAW_CONSTANT:
        return law->at > 0 ? (uint64_t)(law->at + 0.5) : 0;
    case LAW_KEYS:
        return (uint64_t)(t * (double)law->count);
    case LAW_ZIPF:
        return zipf_at(law, t);
    case LAW_SEQUENTIAL:
        return ordinal;
    case LAW_KEY_MIX:
        return mixed_at(law, t, ordinal);
    default:
        assert(0 && "not a key law");
        return 0;
    }
}

uint64_t law_keys(const struct law *law)
{
    uint64_t most = 0;

    switch (law->kind) {
    case LAW_KEYS:
    case LAW_ZIPF:
        return law->count;
    case LAW_CONSTANT:
        return key_at(law, 0, 0) + 1;
    case LAW_KEY_MIX:
        for (size_t i = 0; i < law->mixed->pieces; i++) {
            uint64_t n = law_keys(&law->mixed->piece[i].law);
            if (n == 0)
                return 0;
            most = n > most ? n : most;
        }
        return most;
    default:
        return 0;
    }
}

double law_key_share(const struct law *law, uint64_t key)
{
    double share = 0;

    switch (law->kind) {
    case LAW_KEYS:
        return key < law->count ? 1 / (double)law->count : 0;
    case LAW_ZIPF:
        return key < law->count ? real_pow((double)key + 1, -law->shape) / law->scale : 0;
    case LAW_CONSTANT:
        return key_at(law, 0, 0) == key;
    case LAW_KEY_MIX:
        for (size_t i = 0; i < law->mixed->pieces; i++)
            share += law->mixed->piece[i].length *
                     law_key_share(&law->mixed->piece[i].law, key);
        return share;
    default:
        return 0;
    }
}
