/* law_blend.c - probabilities of parts within their windows, and one continuous
 * law of several parts.
 */
#include <math.h>

#include "sim/law_form.h"
#include "sim/real.h"

/* hi - lo, from whichever end is exact */
static double mass(struct chance lo, struct chance hi)
{
    if (lo.p > 0.5)
        return fmax(lo.q - hi.q, 0);
    return fmax(hi.p < 0.5 ? hi.p - lo.p : 1 - lo.p - hi.q, 0);
}

struct window window_between(struct chance lo, struct chance hi)
{
    return (struct window){lo, hi, mass(lo, hi)};
}

struct chance window_chance(const struct window *window, struct chance at)
{
    return (struct chance){window->lo.p + at.p * window->inside,
                           window->hi.q + at.q * window->inside};
}

static struct chance clip(const struct window *window, struct chance at)
{
    if (at.p <= window->lo.p && at.q >= window->lo.q)
        return window->lo;
    if (at.p >= window->hi.p && at.q <= window->hi.q)
        return window->hi;
    return at;
}

struct chance standard_cdf(const struct law *law, double x)
{
    switch (law->kind) {
    case LAW_UNIFORM:
        x = fmin(fmax(x, 0), 1);
        return (struct chance){x, 1 - x};
    case LAW_EXPONENTIAL:
        x = fmax(x, 0);
        return (struct chance){-real_exp_minus_1(-x), real_exp(-x)};
    case LAW_TABLE:
        return form_cdf(law->form, x);
    default:
        return (struct chance){x >= 0, x < 0}; /* an atom at 0 */
    }
}

/* The chance, in the part's standard law, of what lies at or below x. */
struct chance part_chance(const struct law_part *part, double x)
{
    if (isinf(x))
        return x > 0 ? part->window.hi : part->window.lo;
    return clip(&part->window,
                standard_cdf(&part->law, (x - part->law.at) / part->law.scale));
}

struct chance part_cdf(const struct law_part *part, double x)
{
    struct chance at;

    if (part->law.kind == LAW_CONSTANT)
        return (struct chance){x >= part->law.at, x < part->law.at};
    at = part_chance(part, x);
    return (struct chance){mass(part->window.lo, at) / part->window.inside,
                           mass(at, part->window.hi) / part->window.inside};
}

double part_quantile(const struct law_part *part, struct chance at)
{
    at = window_chance(&part->window, at);
    return part->law.at + part->law.scale * standard_quantile(&part->law, at, true);
}

/* Rises with x through 0 where F(x) is the target. */
static double miss(const struct law_form *form, double x, struct chance target)
{
    struct chance at = form_cdf(form, x);

    return target.p < target.q ? at.p / target.p - 1 : 1 - at.q / target.q;
}

/* F(x) = target between low and high: false position, the Illinois way, with
 * a bisection now and then. */
static double solve(const struct law_form *form, struct chance target, double low,
                    double high)
{
    double f_low = miss(form, low, target), f_high = miss(form, high, target), x = low;
    int side = 0;

    if (f_low >= 0 || low == high)
        return low;
    if (f_high <= 0)
        return high;
    for (int i = 0; i < 200 && high - low > 0x1p-51 * fabs(high); i++) {
        double f;
        x = i % 8 == 7 ? 0.5 * (low + high)
                       : low - f_low * ((high - low) / (f_high - f_low));
        x = fmin(fmax(x, low), high);
        f = miss(form, x, target);
        if (fabs(f) < 1e-13)
            break;
        if (f < 0) {
            low = x;
            f_low = f;
            f_high *= side < 0 ? 0.5 : 1;
        } else {
            high = x;
            f_high = f;
            f_low *= side > 0 ? 0.5 : 1;
        }
        side = f < 0 ? -1 : 1;
    }
    return x;
}

/* Between the least and the largest of the parts' own quantiles. */
double blend_quantile(const struct law_form *form, struct chance at)
{
    double low = INFINITY, high = -INFINITY;

    for (size_t i = 0; i < form->count; i++) {
        double x = part_quantile(&form->part[i], at);
        low = fmin(low, x);
        high = fmax(high, x);
    }
    return solve(form, at, low, high);
}

/* From node to node upwards; each begins where the last two point. */
void blend_tabulate(const struct law_form *form, double *table)
{
    unsigned nodes = TABLE_SIDE - 1;
    double last = 0, x = 0;

    for (unsigned i = 0; i < 2 * nodes; i++) {
        bool lower = i < nodes;
        unsigned at = lower ? i : 2 * nodes - 1 - i;
        double v = table_node(at), step = 1.25 * (x - last), high = x + step;
        struct chance target =
            lower ? (struct chance){v, 1 - v} : (struct chance){1 - v, v};
        double from = x;
        if (i < 2 || !(step > 0)) {
            x = blend_quantile(form, target);
        } else {
            for (int tries = 0; miss(form, high, target) < 0 && tries < 60; tries++)
                high += step *= 2;
            x = solve(form, target, x, high);
        }
        last = i == 0 ? x : from;
        x = i == 0 ? x : fmax(x, from); /* never falls, whatever rounding did */
        table[(lower ? 0 : TABLE_SIDE) + at] = x;
    }
}
