/* law_form.c - the standard forms, their tables, and the store of both. */
#include "sim/law_form.h"

#include <assert.h>
#include <math.h>

#include "sim/real.h"

const struct window WHOLE = {{0, 1}, {1, 0}, 1};

struct laws {
    struct arena *arena;
    const struct law_form *first;
};

struct laws *laws_new(struct arena *arena)
{
    struct laws *laws = arena_get(arena, sizeof *laws);

    laws->arena = arena;
    return laws;
}

struct arena *laws_arena(struct laws *laws)
{
    return laws->arena;
}

static double normal_score(struct chance at)
{
    return at.p < at.q ? real_normal_quantile(at.p) : -real_normal_quantile(at.q);
}

/* -log q, exact at both ends */
static double hazard(struct chance at)
{
    return at.q < 0.5 ? -real_log(at.q) : -real_log_1_plus(-at.p);
}

/* Between knots i and i + 1: the lognormal through both (the normal where a
 * value is not positive); uniform where one is an end of the law. */
static double between(const struct law_form *form, size_t i, struct chance at)
{
    struct quantile a = form->knot[i], b = form->knot[i + 1];
    double part, z;

    if (a.p <= 0 || b.p >= 1)
        return a.value + (b.value - a.value) * ((at.p - a.p) / (b.p - a.p));
    z = normal_score(at);
    part = (z - form->score[i]) / (form->score[i + 1] - form->score[i]);
    if (a.value <= 0)
        return a.value + (b.value - a.value) * part;
    return a.value * real_exp(part * real_log(b.value / a.value));
}

static double curve_quantile(const struct law_form *form, struct chance at)
{
    size_t i = 0;

    while (i + 2 < form->count && at.p >= form->knot[i + 1].p)
        i++;
    return between(form, i, at);
}

static struct chance curve_cdf(const struct law_form *form, double x)
{
    size_t i = 0;
    struct quantile a, b;
    struct chance at;
    double part;

    while (i + 2 < form->count && x >= form->knot[i + 1].value)
        i++;
    a = form->knot[i];
    b = form->knot[i + 1];
    if (a.value == b.value)
        return x < a.value ? (struct chance){a.p, 1 - a.p} : (struct chance){1, 0};
    if (a.p <= 0 || b.p >= 1) {
        part = (x - a.value) / (b.value - a.value);
        at.p = fmin(fmax(a.p + (b.p - a.p) * part, 0), 1);
        at.q = fmin(fmax((1 - b.p) + (b.p - a.p) * (1 - part), 0), 1);
        return at;
    }
    if (a.value > 0 && x <= 0)
        return (struct chance){0, 1};
    part = a.value > 0 ? real_log(x / a.value) / real_log(b.value / a.value)
                       : (x - a.value) / (b.value - a.value);
    at.p = real_normal_cdf(form->score[i] + part * (form->score[i + 1] - form->score[i]),
                           &at.q);
    return at;
}

double form_quantile(const struct law_form *form, struct chance at)
{
    switch (form->kind) {
    case FORM_LOGNORMAL:
        return real_exp(fmin(form->shape * normal_score(at), 700));
    case FORM_GAMMA:
        return real_gamma_quantile(form->shape, at.p, at.q);
    case FORM_WEIBULL:
        return real_exp(fmin(real_log(hazard(at)) / form->shape, 700));
    case FORM_PARETO:
        return real_exp(fmin(hazard(at) / form->shape, 700));
    case FORM_NORMAL:
        return normal_score(at);
    case FORM_CURVE:
        return curve_quantile(form, at);
    case FORM_BLEND:
        return blend_quantile(form, at);
    }
    return 0;
}

/* 1 - e^-h and e^-h */
static struct chance of_hazard(double h)
{
    return (struct chance){-real_exp_minus_1(-h), real_exp(-h)};
}

static struct chance of_score(double z)
{
    struct chance at;

    at.p = real_normal_cdf(z, &at.q);
    return at;
}

static struct chance blend_cdf(const struct law_form *form, double x)
{
    struct chance sum = {0, 0};

    for (size_t i = 0; i < form->count; i++) {
        struct chance at = part_cdf(&form->part[i], x);
        sum.p += form->part[i].weight * at.p;
        sum.q += form->part[i].weight * at.q;
    }
    return sum;
}

struct chance form_cdf(const struct law_form *form, double x)
{
    struct chance at;

    if (x == INFINITY)
        return (struct chance){1, 0};
    if (x == -INFINITY || (x <= 0 && form->kind <= FORM_PARETO))
        return (struct chance){0, 1};
    switch (form->kind) {
    case FORM_LOGNORMAL:
        return of_score(real_log(x) / form->shape);
    case FORM_GAMMA:
        at.p = real_gamma_p(form->shape, x, &at.q);
        return at;
    case FORM_WEIBULL:
        return of_hazard(real_exp(fmin(form->shape * real_log(x), 700)));
    case FORM_PARETO:
        return of_hazard(fmax(form->shape * real_log(x), 0));
    case FORM_NORMAL:
        return of_score(x);
    case FORM_CURVE:
        return curve_cdf(form, x);
    case FORM_BLEND:
        return blend_cdf(form, x);
    }
    return (struct chance){0, 1};
}

double form_moment(const struct law_form *form, int power)
{
    double k = form->shape, sum = 0;
    const struct law law = law_of_form(form);

    switch (form->kind) {
    case FORM_LOGNORMAL:
        return real_exp(fmin(0.5 * power * power * k * k, 709));
    case FORM_GAMMA:
        return power == 1 ? k : k * (k + 1);
    case FORM_WEIBULL:
        return real_exp(real_log_gamma(1 + power / k));
    case FORM_PARETO:
        return k > power ? k / (k - power) : INFINITY;
    case FORM_NORMAL:
        return power == 1 ? 0 : 1;
    case FORM_CURVE:
        return moment_within(&law, &WHOLE, power);
    case FORM_BLEND:
        for (size_t i = 0; i < form->count; i++)
            sum += form->part[i].weight * part_moment(&form->part[i], power);
        return sum;
    }
    return 0;
}

/* Probability of node i of a table's side: 2^-53 (1 + i/64) doubling every 64. */
double table_node(unsigned i)
{
    double v = 0x1p-53 * (1 + (double)(i % (1u << TABLE_SUB)) / (1u << TABLE_SUB));

    for (unsigned octave = i >> TABLE_SUB; octave > 0; octave--)
        v *= 2;
    return v;
}

/* Each node exactly; all of a side, from the end to the median. */
static void tabulate_side(const struct law_form *form, double *side, bool upper)
{
    for (unsigned i = 0; i + 1 < TABLE_SIDE; i++) {
        double v = table_node(i);
        side[i] = form_quantile(form, upper ? (struct chance){1 - v, v}
                                            : (struct chance){v, 1 - v});
    }
}

/* A point of log x against log v, and the slope there. */
struct knot {
    double at, value, slope;
};

static struct knot gamma_knot(double a, double v, bool upper)
{
    struct knot k = {.at = real_log(v)};
    double u = upper ? 1 - v : v, w = upper ? v : 1 - v;

    k.value = real_gamma_log_quantile(a, u, w, &k.slope);
    k.slope *= upper ? -v : v;
    return k;
}

/* Hermite's cubic through two points with their slopes. */
static double cubic(const struct knot *a, const struct knot *b, double at)
{
    double h = b->at - a->at, t = (at - a->at) / h, s = 1 - t;

    return s * s * ((1 + 2 * t) * a->value + t * h * a->slope) +
           t * t * ((1 + 2 * s) * b->value - s * h * b->slope);
}

/* Gamma quantiles are dear: every eighth is sought, those between are read off
 * a cubic; what that costs is below 1e-7, the table's lines cost 1e-5. */
static void tabulate_gamma_side(double a, double *side, bool upper)
{
    enum { STEP = 8 };
    struct knot from = gamma_knot(a, table_node(0), upper), to;

    side[0] = real_exp(from.value);
    for (unsigned i = STEP; i + 1 < TABLE_SIDE; i += STEP) {
        to = gamma_knot(a, table_node(i), upper);
        for (unsigned k = i - STEP + 1; k < i; k++)
            side[k] = real_exp(cubic(&from, &to, real_log(table_node(k))));
        side[i] = real_exp(to.value);
        from = to;
    }
}

/* A heavy tail may be beyond what a double holds; between two infinities there is no
 * line. */
static void keep_finite(double *table)
{
    static const double MOST = 1e300;

    for (size_t i = 0; i < 2 * TABLE_SIDE; i++) {
        assert(!isnan(table[i]));
        table[i] = fmax(-MOST, fmin(table[i], MOST));
    }
}

static void tabulate(const struct law_form *form, double *table)
{
    for (int upper = 0; upper < 2; upper++) {
        double *side = table + upper * TABLE_SIDE;
        if (form->kind == FORM_GAMMA)
            tabulate_gamma_side(form->shape, side, upper);
        else if (form->kind != FORM_BLEND)
            tabulate_side(form, side, upper);
    }
    if (form->kind == FORM_BLEND)
        blend_tabulate(form, table);
    keep_finite(table);
    table[TABLE_SIDE - 1] = table[TABLE_SIDE - 2];
    table[2 * TABLE_SIDE - 1] = table[2 * TABLE_SIDE - 2];
}

const struct law_form *laws_keep(struct laws *laws, const struct law_form *form)
{
    struct law_form *kept = arena_copy(laws->arena, form, sizeof *form);
    double *table = arena_get(laws->arena, 2 * TABLE_SIDE * sizeof *table);

    tabulate(form, table);
    kept->table = table;
    kept->next = laws->first;
    laws->first = kept;
    return kept;
}

const struct law_form *laws_form(struct laws *laws, enum form_kind kind, double shape)
{
    const struct law_form *form = laws->first;

    assert(kind < FORM_CURVE);
    while (form && !(form->kind == kind && form->shape == shape))
        form = form->next;
    return form ? form
                : laws_keep(laws, &(struct law_form){.kind = kind, .shape = shape});
}

struct law law_of_form(const struct law_form *form)
{
    return (struct law){
        .kind = LAW_TABLE, .scale = 1, .table = form->table, .form = form};
}
