/* law_make.c - single laws from their parameters. */
#include "sim/law.h"

#include <math.h>

#include "base/sort.h"
#include "sim/law_form.h"
#include "sim/real.h"

static const char *const NOT_A_NUMBER = "a parameter is not a finite number";

struct law law_constant(double value)
{
    return (struct law){.kind = LAW_CONSTANT, .at = value};
}

const char *law_uniform(struct law *law, double from, double to)
{
    if (!isfinite(from) || !isfinite(to))
        return NOT_A_NUMBER;
    if (from > to)
        return "the upper end is below the lower one";
    *law = (struct law){.kind = LAW_UNIFORM, .at = from, .scale = to - from};
    if (from == to)
        *law = law_constant(from);
    return NULL;
}

const char *law_exponential(struct law *law, double mean)
{
    if (!isfinite(mean))
        return NOT_A_NUMBER;
    if (mean <= 0)
        return "the mean must be positive";
    *law = (struct law){.kind = LAW_EXPONENTIAL, .scale = mean};
    return NULL;
}

/* By family: the form, and between what b must lie for quantiles to be of use. */
static const struct {
    enum form_kind form;
    double least, most;
    const char *outside;
} families[] = {
    {FORM_LOGNORMAL, 1e-9, 20, "sigma is not between 1e-9 and 20"},
    {FORM_GAMMA, 0.001, 1e6, "the shape is not between 0.001 and 1e6"},
    {FORM_WEIBULL, 0.05, 1000, "the shape is not between 0.05 and 1000"},
    {FORM_PARETO, 0.05, 1000, "alpha is not between 0.05 and 1000"},
    {FORM_NORMAL, 0, INFINITY, "the standard deviation is negative"},
};

static const char *refuse(enum law_family family, double a, double b)
{
    if (!isfinite(a) || !isfinite(b))
        return NOT_A_NUMBER;
    if (a <= 0 && family != LAW_NORMAL)
        return "a parameter must be positive";
    if (b < families[family].least || b > families[family].most)
        return families[family].outside;
    return NULL;
}

const char *law_of(struct laws *laws, struct law *law, enum law_family family, double a,
                   double b)
{
    bool normal = family == LAW_NORMAL, point = normal || family == LAW_LOGNORMAL;
    const char *wrong = refuse(family, a, b == 0 && point ? 1 : b);

    if (wrong)
        return wrong;
    if (b == 0) {
        *law = law_constant(a);
        return NULL;
    }
    *law = law_of_form(laws_form(laws, families[family].form, normal ? 0 : b));
    law->at = normal ? a : 0;
    law->scale = normal ? b : family == LAW_GAMMA ? a / b : a;
    return NULL;
}

/* Weibull's shape k has cv^2 + 1 = Gamma(1 + 2/k) / Gamma(1 + 1/k)^2, falling in k. */
static double weibull_shape(double cv)
{
    double low = 0.05, high = 1000, target = real_log_1_plus(cv * cv);

    for (int i = 0; i < 200 && high - low > 1e-15 * low; i++) {
        double k = 0.5 * (low + high);
        if (real_log_gamma(1 + 2 / k) - 2 * real_log_gamma(1 + 1 / k) > target)
            low = k;
        else
            high = k;
    }
    return 0.5 * (low + high);
}

const char *law_of_moments(struct laws *laws, struct law *law, enum law_family family,
                           double mean, double cv)
{
    double shape;

    if (!isfinite(mean) || !isfinite(cv))
        return NOT_A_NUMBER;
    if (mean <= 0 || cv < 0)
        return mean <= 0 ? "the mean must be positive" : "cv must not be negative";
    if (cv == 0) {
        *law = law_constant(mean);
        return NULL;
    }
    switch (family) {
    case LAW_LOGNORMAL:
        shape = sqrt(real_log_1_plus(cv * cv));
        return law_of(laws, law, family, mean / sqrt(1 + cv * cv), shape);
    case LAW_GAMMA:
        return law_of(laws, law, family, mean, 1 / (cv * cv));
    case LAW_WEIBULL:
        if (cv < 0.002 || cv > 1e4)
            return "cv of a Weibull law must be between 0.002 and 10000";
        shape = weibull_shape(cv);
        return law_of(laws, law, family, mean / real_exp(real_log_gamma(1 + 1 / shape)),
                      shape);
    case LAW_PARETO:
        shape = 1 + sqrt(1 + 1 / (cv * cv));
        return law_of(laws, law, family, mean * (shape - 1) / shape, shape);
    case LAW_NORMAL:
        return law_of(laws, law, family, mean, mean * cv);
    }
    return NULL;
}

/* The gamma shape whose quantiles have the wanted ratio, which falls in the shape. */
static double gamma_shape(const struct quantile at[2])
{
    double low = 0.02, high = 1e6, target = at[1].value / at[0].value;

    for (int i = 0; i < 100 && high - low > 1e-13 * low; i++) {
        double k = sqrt(low * high);
        double ratio = real_gamma_quantile(k, at[1].p, 1 - at[1].p) /
                       real_gamma_quantile(k, at[0].p, 1 - at[0].p);
        if (ratio > target)
            low = k;
        else
            high = k;
    }
    return sqrt(low * high);
}

static const char *check_quantiles(const struct quantile *at, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!isfinite(at[i].p) || !isfinite(at[i].value))
            return NOT_A_NUMBER;
        if (at[i].p < 0 || at[i].p > 1)
            return "a quantile's order must be between 0 and 100 %";
        if (i > 0 && at[i].p <= at[i - 1].p)
            return "the quantiles must be given in rising order, each once";
        if (i > 0 && at[i].value < at[i - 1].value)
            return "a higher quantile is below a lower one";
    }
    return NULL;
}

const char *law_of_quantiles(struct laws *laws, struct law *law, enum law_family family,
                             const struct quantile at[2])
{
    const char *wrong = check_quantiles(at, 2);
    double z0, z1, h0, h1, shape, rise;

    if (wrong)
        return wrong;
    if (at[0].p <= 0 || at[1].p >= 1)
        return "a quantile's order must be above 0 and below 100 %";
    if (at[0].value <= 0 && family != LAW_NORMAL)
        return "the quantiles must be positive";
    if (at[0].value == at[1].value) {
        *law = law_constant(at[0].value);
        return NULL;
    }
    z0 = real_normal_quantile(at[0].p);
    z1 = real_normal_quantile(at[1].p);
    h0 = -real_log_1_plus(-at[0].p);
    h1 = -real_log_1_plus(-at[1].p);
    rise = family == LAW_NORMAL ? at[1].value - at[0].value
                                : real_log(at[1].value / at[0].value);
    switch (family) {
    case LAW_LOGNORMAL:
        shape = rise / (z1 - z0);
        return law_of(laws, law, family, at[0].value * real_exp(-shape * z0), shape);
    case LAW_GAMMA:
        shape = gamma_shape(at);
        if (shape < 0.021 || shape > 9e5)
            return "no gamma law has these quantiles";
        h0 = real_gamma_quantile(shape, at[0].p, 1 - at[0].p);
        return law_of(laws, law, family, at[0].value / h0 * shape, shape);
    case LAW_WEIBULL:
        shape = real_log(h1 / h0) / rise;
        return law_of(laws, law, family, at[0].value * real_exp(-real_log(h0) / shape),
                      shape);
    case LAW_PARETO:
        shape = (h1 - h0) / rise;
        return law_of(laws, law, family, at[0].value * real_exp(-h0 / shape), shape);
    case LAW_NORMAL:
        shape = rise / (z1 - z0);
        return law_of(laws, law, family, at[0].value - shape * z0, shape);
    }
    return NULL;
}

const char *law_quantiles(struct laws *laws, struct law *law, const struct quantile *at,
                          size_t count)
{
    struct arena *arena = laws_arena(laws);
    const char *wrong = check_quantiles(at, count);
    double *score;

    if (wrong)
        return wrong;
    if (count < 2 || count > 32)
        return "2 to 32 quantiles are needed";
    if (count == 2 && at[0].p > 0 && at[1].p < 1 && at[0].value > 0)
        return law_of_quantiles(laws, law, LAW_LOGNORMAL, at);
    if (at[0].value == at[count - 1].value) {
        *law = law_constant(at[0].value);
        return NULL;
    }
    score = arena_get(arena, count * sizeof *score);
    for (size_t i = 0; i < count; i++)
        if (at[i].p > 0 && at[i].p < 1)
            score[i] = real_normal_quantile(at[i].p);
    *law = law_of_form(laws_keep(
        laws, &(struct law_form){.kind = FORM_CURVE,
                                 .count = count,
                                 .knot = arena_copy(arena, at, count * sizeof *at),
                                 .score = score}));
    return NULL;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

const char *law_empirical(struct laws *laws, struct law *law, const double *values,
                          size_t count)
{
    double *sorted;

    if (count == 0)
        return "there are no values";
    if (count > UINT32_MAX)
        return "there are too many values";
    for (size_t i = 0; i < count; i++)
        if (!isfinite(values[i]))
            return NOT_A_NUMBER;
    sorted = arena_copy(laws_arena(laws), values, count * sizeof *values);
    sort_stable(sorted, count, sizeof *sorted, by_value);
    *law =
        (struct law){.kind = LAW_EMPIRICAL, .scale = 1, .count = count, .table = sorted};
    return NULL;
}

const char *law_bernoulli(struct laws *laws, struct law *law, double p)
{
    struct law_share share[2] = {{1 - p, law_constant(0)}, {p, law_constant(1)}};

    if (!(p >= 0 && p <= 1))
        return "a probability must be between 0 and 100 %";
    if (p == 0 || p == 1) {
        *law = law_constant(p);
        return NULL;
    }
    return law_mixture(laws, law, share, 2);
}

struct law law_shifted(struct law law, double offset)
{
    law.at += offset;
    return law;
}

struct law law_scaled(struct law law, double factor)
{
    law.at *= factor;
    law.scale *= factor;
    return law;
}

struct law law_sequential(void)
{
    return (struct law){.kind = LAW_SEQUENTIAL};
}

struct law law_attribute(uint32_t index)
{
    return (struct law){.kind = LAW_ATTRIBUTE, .index = index, .scale = 1};
}

struct law law_halving(double interval)
{
    return (struct law){.kind = LAW_HALVING, .at = interval};
}
