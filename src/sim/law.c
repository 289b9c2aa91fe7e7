/* law.c - drawing. */
#include "sim/law.h"

#include <assert.h>
#include <string.h>

#include "sim/draw.h"
#include "sim/law_form.h"
#include "sim/real.h"

/* The distance v from the nearer end finds its line: the bits of a double in
 * [2^-53, 1/2] below its exponent are the even steps of its octave. */
static double look_from(const double *side, double v)
{
    uint64_t bits;
    const double *at;
    double part;

    memcpy(&bits, &v, sizeof bits);
    bits -= (UINT64_C(1023) - 53) << 52;
    at = side + (bits >> (52 - TABLE_SUB));
    part = (double)(bits & ((UINT64_C(1) << (52 - TABLE_SUB)) - 1)) * 0x1p-46;
    return at[0] + (at[1] - at[0]) * part;
}

/* The smaller chance says which side, without a branch that could be guessed
 * wrong half of the time. */
double table_look(const double *table, struct chance at)
{
    size_t upper = at.p > at.q;
    double v = upper ? at.q : at.p;

    v = v < 0x1p-53 ? 0x1p-53 : v; /* fmin and fmax would be calls */
    v = v > 0.5 ? 0.5 : v;
    return look_from(table + upper * TABLE_SIDE, v);
}

double standard_quantile(const struct law *law, struct chance at, bool exactly)
{
    switch (law->kind) {
    case LAW_UNIFORM:
        return at.p;
    case LAW_EXPONENTIAL:
        return at.q < 0.5 ? -real_log(at.q) : -real_log_1_plus(-at.p);
    case LAW_TABLE:
        return exactly ? form_quantile(law->form, at) : table_look(law->table, at);
    default:
        return 0; /* a constant: all is in `at` */
    }
}

/* The piece that u belongs to: few as a rule, many after an empirical law. */
static const struct law_piece *piece_at(const struct law_mixed *mixed, double u)
{
    size_t low = 0, high = mixed->pieces - 1;

    while (low < high) {
        size_t middle = (low + high) / 2;
        if (u < mixed->upto[middle])
            high = middle;
        else
            low = middle + 1;
    }
    return &mixed->piece[low];
}

double mixed_value(const struct law *law, double u, double w, bool exactly)
{
    const struct law_piece *piece = piece_at(law->mixed, u);
    struct chance at;

    if (piece->law.kind == LAW_CONSTANT)
        return piece->law.at;
    at.p = piece->low.p + (u - piece->from) * piece->steepness;
    at.q = piece->high.q + (w - piece->rest) * piece->steepness;
    return piece->law.at + piece->law.scale * standard_quantile(&piece->law, at, exactly);
}

/* As table_look. */
static inline double tabled(const struct law *law, uint64_t bits)
{
    uint64_t upper = bits >> 63;

    return law->at + law->scale * look_from(law->table + upper * TABLE_SIDE,
                                            unit_of(bits ^ (0 - upper)));
}

double law_value(const struct law *law, uint64_t bits)
{
    switch (law->kind) {
    case LAW_CONSTANT:
        return law->at;
    case LAW_UNIFORM:
        return law->at + law->scale * unit_of(bits);
    case LAW_EXPONENTIAL: /* rises with u */
        return law->at - law->scale * real_log(unit_of(~bits));
    case LAW_TABLE:
        return tabled(law, bits);
    case LAW_EMPIRICAL:
        return law->at +
               law->scale * law->table[(uint64_t)(unit_of(bits) * (double)law->count)];
    case LAW_MIXED:
        return law->at +
               law->scale * mixed_value(law, unit_of(bits), unit_of(~bits), false);
    case LAW_KEYS:
    case LAW_ZIPF:
    case LAW_SEQUENTIAL:
    case LAW_KEY_MIX:
        return (double)law_key(law, bits, 0);
    case LAW_NONE:
        return 0;
    case LAW_ATTRIBUTE:
    case LAW_HALVING:
        break;
    }
    assert(0 && "a law that is not drawn here");
    return 0;
}

int64_t law_draw(const struct law *law, uint64_t bits)
{
    bool in_table = law->kind == LAW_TABLE; /* most times are: no call, no jump */
    double value = (in_table ? tabled(law, bits) : law_value(law, bits)) + 0.5;

    if (!(value > 0))
        return 0;
    return value < (double)LAW_LONGEST ? (int64_t)value : LAW_LONGEST;
}

uint64_t law_key(const struct law *law, uint64_t bits, uint64_t ordinal)
{
    if (!law_gives_keys(law))
        return (uint64_t)law_draw(law, bits);
    return key_at(law, unit_of(bits), ordinal);
}

bool law_gives_keys(const struct law *law)
{
    return law->kind == LAW_KEYS || law->kind == LAW_ZIPF ||
           law->kind == LAW_SEQUENTIAL || law->kind == LAW_KEY_MIX;
}
