/* law_key.c - laws of keys.  A key is a name, not a quantity: mixtures choose
 * a component by u and draw its key with what is left of u.
 */
#include <assert.h>
#include <math.h>

#include "sim/law_form.h"
#include "sim/real.h"

enum {
    HEAD = 4096, /* zipf: so many sums are kept, the rest has a closed form */
    CELLS = 1024,
};

struct law_zipf {
    double s, total;
    uint64_t n, head;
    const double *sum;     /* of the weights of keys 0 .. i, i < head */
    double begin, stretch; /* the tail: from rank begin; begin^(s-1), adjusted */
    double cells_per_sum;
    uint16_t guide[CELLS + 1];
};

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

/* guide[c] is the first key whose sum lies beyond the c-th of CELLS even steps. */
static void make_guide(struct law_zipf *zipf)
{
    double head = zipf->sum[zipf->head - 1];
    uint16_t key = 0;

    zipf->cells_per_sum = CELLS / head;
    for (size_t cell = 0; cell <= CELLS; cell++) {
        while (key + 1u < zipf->head &&
               zipf->sum[key] * zipf->cells_per_sum <= (double)cell)
            key++;
        zipf->guide[cell] = key;
    }
    zipf->guide[CELLS] = (uint16_t)(zipf->head - 1);
}

const char *law_zipf(struct laws *laws, struct law *law, double s, uint64_t n)
{
    struct law_zipf *zipf;
    double *sum, total = 0;

    if (!(s >= 0 && s <= 20))
        return "s must be between 0 and 20";
    if (n < 1 || n > MOST_KEYS)
        return "there must be 1 to 2^40 keys";
    zipf = arena_get(laws_arena(laws), sizeof *zipf);
    zipf->s = s;
    zipf->n = n;
    zipf->head = n < HEAD ? n : HEAD;
    zipf->sum = sum = arena_get(laws_arena(laws), zipf->head * sizeof *sum);
    for (uint64_t i = 0; i < zipf->head; i++)
        sum[i] = total += real_pow((double)(i + 1), -s);
    zipf->total = total;
    zipf->begin = HEAD + 0.5;
    if (n > zipf->head) {
        double tail = tail_sum(s, HEAD, (double)n);
        double smooth =
            integral(s, HEAD + 0.5, real_log(((double)n + 0.5) / (HEAD + 0.5)));
        zipf->total += tail;
        zipf->stretch = real_pow(HEAD + 0.5, s - 1) * (smooth / tail);
    }
    make_guide(zipf);
    *law = (struct law){.kind = LAW_ZIPF, .count = n, .zipf = zipf};
    return NULL;
}

static uint64_t in_head(const struct law_zipf *zipf, double target)
{
    double place = target * zipf->cells_per_sum;
    size_t cell = place < CELLS ? (size_t)place : CELLS - 1;
    uint64_t low = zipf->guide[cell], high = zipf->guide[cell + 1];

    while (low < high) {
        uint64_t middle = (low + high) / 2;
        if (target < zipf->sum[middle])
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

/* Rank r of the tail has the integral of y^-s from r - 1/2 to r + 1/2, which
 * is its weight to s(s+1)/24 r^-2 < 2e-9 for s < 1: the integral is inverted. */
static uint64_t in_tail(const struct law_zipf *zipf, double over)
{
    double s = zipf->s, q = over * zipf->stretch, y = (1 - s) * q, rank;
    double l = fabs(y) < 0x1p-60 ? q : q * (real_log_1_plus(fmax(y, -0.9999999)) / y);

    rank = floor(zipf->begin * real_exp(fmin(l, 40)) + 0.5);
    return (uint64_t)fmin(fmax(rank, HEAD + 1), (double)zipf->n) - 1;
}

static uint64_t zipf_at(const struct law_zipf *zipf, double t)
{
    double target = t * zipf->total, head = zipf->sum[zipf->head - 1];

    if (target < head || zipf->n == zipf->head)
        return in_head(zipf, target);
    return in_tail(zipf, target - head);
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

const char *law_no_key(const struct law *constant)
{
    double key = constant->at;
    bool fine = key >= 0 && key < (double)MOST_KEYS && key == floor(key);

    return fine ? NULL : "a key is a whole number below 2^40";
}

uint64_t key_at(const struct law *law, double t, uint64_t ordinal)
{
    switch (law->kind) {
    case LAW_CONSTANT:
        assert(!law_no_key(law));
        return (uint64_t)law->at;
    case LAW_KEYS:
        return (uint64_t)(t * (double)law->count);
    case LAW_ZIPF:
        return zipf_at(law->zipf, t);
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
        return key < law->count
                   ? real_pow((double)key + 1, -law->zipf->s) / law->zipf->total
                   : 0;
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
