/* law_ask.c - what the calculator asks of a law. */
#include <assert.h>
#include <math.h>

#include "sim/law_form.h"

static double at_chance(const struct law *law, const struct window *window,
                        struct chance at, int power)
{
    double x = standard_quantile(law, window_chance(window, at), true);

    return power == 1 ? x : x * x;
}

/* Simpson's rule on 16 cells of every octave of the distance to either end. */
double moment_within(const struct law *law, const struct window *window, int power)
{
    enum { STEP = (1 << TABLE_SUB) / 32 }; /* nodes a half cell */
    double sum = 0;

    for (unsigned i = 0; i + 2 * STEP < TABLE_SIDE; i += 2 * STEP) {
        double v[3] = {table_node(i), table_node(i + STEP), table_node(i + 2 * STEP)};
        double part = 0;
        for (int k = 0; k < 3; k++) {
            struct chance low = {v[k], 1 - v[k]}, high = {1 - v[k], v[k]};
            double both =
                at_chance(law, window, low, power) + at_chance(law, window, high, power);
            part += (k == 1 ? 4 : 1) * both;
        }
        sum += part * (v[2] - v[0]) / 6;
    }
    return sum;
}

static double standard_moment(const struct law *law, const struct window *window,
                              int power)
{
    if (window->inside < 1)
        return moment_within(law, window, power);
    switch (law->kind) {
    case LAW_UNIFORM:
        return power == 1 ? 0.5 : 1.0 / 3;
    case LAW_EXPONENTIAL:
        return power;
    case LAW_TABLE:
        return form_moment(law->form, power);
    default:
        return 0; /* a constant: all is in `at` */
    }
}

static double place_moment(const struct law *law, double m1, double m2, int power)
{
    double scaled = law->scale * m1;

    if (power == 1)
        return law->at + scaled;
    if (isinf(m2))
        return m2;
    return law->at * law->at + 2 * law->at * scaled + law->scale * law->scale * m2;
}

double part_moment(const struct law_part *part, int power)
{
    double m1 = standard_moment(&part->law, &part->window, 1);
    double m2 = power == 2 ? standard_moment(&part->law, &part->window, 2) : 0;

    return place_moment(&part->law, m1, m2, power);
}

static double moment(const struct law *law, int power)
{
    struct law_part whole = {.law = *law, .window = WHOLE};
    double m1 = 0, m2 = 0;

    assert(law->kind >= LAW_CONSTANT && law->kind <= LAW_MIXED);
    if (law->kind == LAW_EMPIRICAL) {
        for (uint64_t i = 0; i < law->count; i++) {
            m1 += law->table[i] / (double)law->count;
            m2 += law->table[i] * law->table[i] / (double)law->count;
        }
        return place_moment(law, m1, m2, power);
    }
    if (law->kind != LAW_MIXED)
        return part_moment(&whole, power);
    for (size_t i = 0; i < law->mixed->parts; i++) {
        const struct law_part *part = &law->mixed->part[i];
        m1 += part->weight * part_moment(part, 1);
        m2 += power == 2 ? part->weight * part_moment(part, 2) : 0;
    }
    return place_moment(law, m1, m2, power);
}

double law_mean(const struct law *law)
{
    return moment(law, 1);
}

double law_second_moment(const struct law *law)
{
    return moment(law, 2);
}

double law_quantile(const struct law *law, double p)
{
    struct chance at = {p, 1 - p};

    assert(p > 0 && p < 1);
    if (law->kind == LAW_EMPIRICAL) {
        double i = floor(p * (double)law->count);
        return law->at + law->scale * law->table[(uint64_t)i];
    }
    if (law->kind == LAW_MIXED)
        return law->at + law->scale * mixed_value(law, p, 1 - p, true);
    if (law->kind == LAW_CONSTANT)
        return law->at;
    assert(law->kind >= LAW_CONSTANT && law->kind <= LAW_MIXED);
    return law->at + law->scale * standard_quantile(law, at, true);
}

/* How many of the sorted values are at or below x. */
static uint64_t rank_of(const struct law *law, double x)
{
    uint64_t low = 0, high = law->count;

    while (low < high) {
        uint64_t middle = (low + high) / 2;
        if (law->at + law->scale * law->table[middle] <= x)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

double law_cdf(const struct law *law, double x)
{
    double sum = 0, z;

    assert(law->kind >= LAW_CONSTANT && law->kind <= LAW_MIXED);
    if (law->kind == LAW_CONSTANT)
        return x >= law->at;
    if (law->kind == LAW_EMPIRICAL)
        return (double)rank_of(law, x) / (double)law->count;
    z = (x - law->at) / law->scale;
    if (law->kind != LAW_MIXED)
        return standard_cdf(law, z).p;
    for (size_t i = 0; i < law->mixed->parts; i++)
        sum += law->mixed->part[i].weight * part_cdf(&law->mixed->part[i], z).p;
    return fmin(sum, 1);
}

static double parts_end(const struct law_part *part, size_t count, bool upper)
{
    double x = part_end(part, upper);

    for (size_t i = 1; i < count; i++)
        x = upper ? fmax(x, part_end(&part[i], upper))
                  : fmin(x, part_end(&part[i], upper));
    return x;
}

/* The curve ends where p = 0 or 1 was given, else where its last stretch does. */
static double curve_end(const struct law_form *form, bool upper)
{
    const struct quantile *knot = &form->knot[upper ? form->count - 1 : 0];

    if (knot->p <= 0 || knot->p >= 1)
        return knot->value;
    if (upper)
        return INFINITY;
    return knot->value > 0 ? 0 : -INFINITY;
}

static double form_end(const struct law_form *form, bool upper)
{
    static const double least[] = {[FORM_LOGNORMAL] = 0,
                                   [FORM_GAMMA] = 0,
                                   [FORM_WEIBULL] = 0,
                                   [FORM_PARETO] = 1,
                                   [FORM_NORMAL] = -INFINITY};

    if (form->kind == FORM_CURVE)
        return curve_end(form, upper);
    if (form->kind == FORM_BLEND)
        return parts_end(form->part, form->count, upper);
    return upper ? INFINITY : least[form->kind];
}

/* The ends of a standard law's support. */
static double standard_end(const struct law *law, bool upper)
{
    if (law->kind == LAW_TABLE)
        return form_end(law->form, upper);
    if (law->kind == LAW_UNIFORM)
        return upper;
    return upper && law->kind == LAW_EXPONENTIAL ? INFINITY : 0;
}

double part_end(const struct law_part *part, bool upper)
{
    struct chance at = upper ? part->window.hi : part->window.lo;
    bool open = upper ? at.q == 0 : at.p == 0;
    double x =
        open ? standard_end(&part->law, upper) : standard_quantile(&part->law, at, true);

    return part->law.kind == LAW_CONSTANT ? part->law.at
                                          : part->law.at + part->law.scale * x;
}

static double end(const struct law *law, bool upper)
{
    struct law_part whole = {.law = *law, .window = WHOLE};

    if (law->kind == LAW_EMPIRICAL)
        return law->at + law->scale * law->table[upper ? law->count - 1 : 0];
    if (law->kind != LAW_MIXED)
        return part_end(&whole, upper);
    return law->at + law->scale * parts_end(law->mixed->part, law->mixed->parts, upper);
}

double law_least(const struct law *law)
{
    return end(law, false);
}

double law_largest(const struct law *law)
{
    return end(law, true);
}

bool law_is_constant(const struct law *law)
{
    return law->kind == LAW_CONSTANT ||
           (law->kind == LAW_EMPIRICAL && law->table[0] == law->table[law->count - 1]);
}
