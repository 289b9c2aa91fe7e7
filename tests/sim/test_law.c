/* test_law.c - every law against GSL: Kolmogorov-Smirnov, moments, table error,
 * and what inversion promises.
 */
#include "sim/law_kit.h"

#include <gsl/gsl_cdf.h>
#include <stdlib.h>

enum { SAMPLE = 100000 };

/* A law beside its distribution function, from GSL or by hand. */
struct sample {
    const char *name;
    struct law law;
    double (*cdf)(double x);
    double table_error; /* relative, between the quartiles of all laws and 2^-40 */
    double mean, second;
};

static double cdf_uniform(double x)
{
    return gsl_cdf_flat_P(x, 3, 5);
}

static double cdf_exponential(double x)
{
    return gsl_cdf_exponential_P(x, 2.7);
}

static double lognormal(double x, double median, double sigma)
{
    return x > 0 ? gsl_cdf_lognormal_P(x, log(median), sigma) : 0; /* GSL: NaN below 0 */
}

static double cdf_lognormal(double x)
{
    return lognormal(x, 62, 0.8);
}

static double cdf_gamma(double x)
{
    return gsl_cdf_gamma_P(x, 2.5, 4);
}

static double cdf_bursty(double x)
{
    return gsl_cdf_gamma_P(x, 1 / 1.96, 1.96); /* mean 1, cv 1.4 */
}

static double cdf_weibull(double x)
{
    return gsl_cdf_weibull_P(x, 30, 0.7);
}

static double cdf_pareto(double x)
{
    return gsl_cdf_pareto_P(x, 1.5, 10);
}

static double cdf_heavy(double x)
{
    return gsl_cdf_pareto_P(x, 0.6, 10);
}

static double cdf_normal(double x)
{
    return gsl_cdf_gaussian_P(x - 10, 2);
}

static double cdf_blend(double x)
{
    return 0.96 * lognormal(x, 9, 0.8) + 0.04 * lognormal(x, 150, 0.4);
}

static double cdf_mixed(double x) /* an atom at 10 and one at 0 */
{
    return 0.7 * lognormal(x, 9, 0.8) + 0.1 * (x >= 0) + 0.2 * (x >= 10);
}

static double cdf_cut(double x)
{
    double low = gsl_cdf_lognormal_P(5, log(9), 0.8),
           high = gsl_cdf_lognormal_P(50, log(9), 0.8);

    return fmin(fmax((lognormal(x, 9, 0.8) - low) / (high - low), 0), 1);
}

static double cdf_shifted(double x)
{
    return gsl_cdf_gamma_P((x - 7) / 3, 2.5, 4);
}

/* z at p50, p75, p90, p99 */
static double cdf_curve(double x)
{
    static const double value[] = {630, 700, 830, 1100}, p[] = {0.5, 0.75, 0.9, 0.99};
    int i = x < value[1] ? 0 : x < value[2] ? 1 : 2;
    double a = gsl_cdf_ugaussian_Pinv(p[i]), b = gsl_cdf_ugaussian_Pinv(p[i + 1]);

    if (x <= 0)
        return 0;
    return gsl_cdf_ugaussian_P(a + (b - a) * log(x / value[i]) /
                                       log(value[i + 1] / value[i]));
}

static size_t all_laws(struct sample sample[20])
{
    struct law uniform, ln = made(LAW_LOGNORMAL, 9, 0.8);
    size_t n = 0;

    law_uniform(&uniform, 3, 5);
    sample[n++] =
        (struct sample){"uniform", uniform, cdf_uniform, 1e-15, 4, 16 + 1.0 / 3};
    sample[n++] = (struct sample){"exponential", exponential(2.7), cdf_exponential, 1e-14,
                                  2.7,           2 * 2.7 * 2.7};
    sample[n++] =
        (struct sample){"lognormal",    made(LAW_LOGNORMAL, 62, 0.8), cdf_lognormal, 5e-5,
                        62 * exp(0.32), 62 * 62 * exp(1.28)};
    sample[n++] =
        (struct sample){"gamma", made(LAW_GAMMA, 10, 2.5), cdf_gamma, 2e-5, 10, 140};
    sample[n++] = (struct sample){
        "gamma, cv 1.4", made(LAW_GAMMA, 1, 1 / 1.96), cdf_bursty, 2e-4, 1, 2.96};
    sample[n++] =
        (struct sample){"weibull", made(LAW_WEIBULL, 30, 0.7), cdf_weibull,
                        5e-5,      30 * tgamma(1 + 1 / 0.7),   900 * tgamma(1 + 2 / 0.7)};
    sample[n++] = (struct sample){
        "pareto 1.5", made(LAW_PARETO, 10, 1.5), cdf_pareto, 5e-5, 30, INFINITY};
    sample[n++] = (struct sample){
        "pareto 0.6", made(LAW_PARETO, 10, 0.6), cdf_heavy, 2e-4, INFINITY, INFINITY};
    sample[n++] =
        (struct sample){"normal", made(LAW_NORMAL, 10, 2), cdf_normal, 1e-4, 10, 104};
    sample[n++] = (struct sample){"quantiles", curve(), cdf_curve, 2e-4, NAN, NAN};
    sample[n++] = (struct sample){
        "two lognormals",
        mixed(2, (struct law_share[]){{0.96, ln}, {0.04, made(LAW_LOGNORMAL, 150, 0.4)}}),
        cdf_blend,
        3e-4,
        0.96 * 9 * exp(0.32) + 0.04 * 150 * exp(0.08),
        0.96 * 81 * exp(1.28) + 0.04 * 22500 * exp(0.32)};
    sample[n++] = (struct sample){"lognormal and two atoms",
                                  mixed(3, (struct law_share[]){{0.7, ln},
                                                                {0.1, law_constant(0)},
                                                                {0.2, law_constant(10)}}),
                                  cdf_mixed,
                                  3e-4,
                                  0.7 * 9 * exp(0.32) + 2,
                                  0.7 * 81 * exp(1.28) + 20};
    sample[n++] =
        (struct sample){"lognormal in 5 .. 50", cut(ln, 5, 50), cdf_cut, 5e-5, NAN, NAN};
    sample[n++] = (struct sample){"7 + 3 gamma",
                                  law_shifted(law_scaled(made(LAW_GAMMA, 10, 2.5), 3), 7),
                                  cdf_shifted,
                                  2e-5,
                                  37,
                                  49 + 2 * 7 * 30 + 9 * 140};
    return n;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* Largest distance between the sample's and the law's distribution functions:
 * at a jump of the law only its left and right limits are compared. */
static double distance(const double *x, size_t n, double (*cdf)(double))
{
    double worst = 0;

    for (size_t i = 0; i < n;) {
        size_t k = i;
        while (k < n && x[k] == x[i])
            k++;
        worst = fmax(worst, fabs(cdf(x[i]) - (double)k / (double)n));
        worst =
            fmax(worst, fabs(cdf(nextafter(x[i], -INFINITY)) - (double)i / (double)n));
        i = k;
    }
    return worst;
}

static double *drawn(const char *name, const struct law *law, size_t n)
{
    struct stream s = stream_named(20261, 0, name);
    uint64_t kind = name_kind(name_text("client.a"), "arrival");
    double *x = calloc(n, sizeof *x);

    for (uint64_t k = 0; k < n; k++)
        x[k] = law_value(law, draw_bits(&s, name_nth(kind, k, 0), 0));
    return x;
}

/* 99.9 %: sqrt(n) D < 1.949 (Kolmogorov), for discrete laws less. */
static void samples_follow_their_law(void)
{
    struct sample sample[20];
    size_t count = all_laws(sample);

    for (size_t i = 0; i < count; i++) {
        double *x = drawn(sample[i].name, &sample[i].law, SAMPLE), d;
        qsort(x, SAMPLE, sizeof *x, by_value);
        d = sqrt(SAMPLE) * distance(x, SAMPLE, sample[i].cdf);
        printf("  %-24s sqrt(n) D = %.3f\n", sample[i].name, d);
        CU_ASSERT_TRUE(d < 1.949);
        free(x);
    }
}

/* The sample mean lies in the 99.9 % interval about the law's. */
static void samples_have_their_laws_mean(void)
{
    struct sample sample[20];
    size_t count = all_laws(sample);

    for (size_t i = 0; i < count; i++) {
        const struct law *law = &sample[i].law;
        double *x = drawn(sample[i].name, law, SAMPLE), sum = 0;
        double mean = law_mean(law), sd = sqrt(law_second_moment(law) - mean * mean);
        for (size_t k = 0; k < SAMPLE; k++)
            sum += x[k];
        if (isfinite(sd)) {
            CHECK_NEAR(sum / SAMPLE, mean, 3.29 * sd / sqrt(SAMPLE));
            CU_ASSERT_TRUE(3.29 * sd / sqrt(SAMPLE) < 0.05 * mean);
        }
        free(x);
    }
}

static void moments_are_the_formulas(void)
{
    struct sample sample[20];
    size_t count = all_laws(sample);

    for (size_t i = 0; i < count; i++) {
        const struct sample *s = &sample[i];
        double mean = law_mean(&s->law), second = law_second_moment(&s->law);
        if (isinf(s->mean))
            CU_ASSERT_TRUE(isinf(mean));
        if (isfinite(s->mean))
            CHECK_NEAR(mean / s->mean, 1, 1e-12);
        if (isinf(s->second))
            CU_ASSERT_TRUE(isinf(second));
        if (isfinite(s->second))
            CHECK_NEAR(second / s->second, 1, 1e-12);
    }
}

/* Simpson's rule with far more cells than the laws use. */
static void moments_without_formula_are_integrals(void)
{
    struct law law[] = {cut(made(LAW_LOGNORMAL, 9, 0.8), 5, 50), curve(),
                        cut(made(LAW_PARETO, 1, 0.5), 2, 1000),
                        cut(exponential(3), 1, 4)};

    for (size_t i = 0; i < sizeof law / sizeof *law; i++) {
        double sum = 0, square = 0;
        enum { CELLS = 400000 };
        for (int k = 0; k < CELLS;
             k++) { /* midpoints of u = 3t^2 - 2t^3: gentle at the ends */
            double t = (k + 0.5) / CELLS, x = law_quantile(&law[i], t * t * (3 - 2 * t));
            sum += x * 6 * t * (1 - t) / CELLS;
            square += x * x * 6 * t * (1 - t) / CELLS;
        }
        CHECK_NEAR(law_mean(&law[i]) / sum, 1, 2e-7);
        CHECK_NEAR(law_second_moment(&law[i]) / square, 1, 2e-6);
    }
}

static void cdf_and_quantile_are_gsls(void)
{
    struct sample sample[20];
    size_t count = all_laws(sample);

    for (size_t i = 0; i < count; i++)
        for (double p = 0.001; p < 1; p += 0.00937) {
            double x = law_quantile(&sample[i].law, p);
            CHECK_NEAR(law_cdf(&sample[i].law, x), sample[i].cdf(x), 1e-10);
            CU_ASSERT_TRUE(sample[i].cdf(x) >= p - 1e-10);
            CU_ASSERT_TRUE(sample[i].cdf(x - 1e-9 * fabs(x) - 1e-300) <= p + 1e-8);
        }
}

/* What is drawn against the exact quantile at the same u, far into both tails. */
static void tables_are_as_exact_as_stated(void)
{
    struct sample sample[20];
    size_t count = all_laws(sample);

    for (size_t i = 0; i < count; i++) {
        double worst = 0;
        for (uint64_t k = 0; k < 40000; k++) {
            uint64_t bits = mix64(k) >> (k % 40); /* every octave alike */
            bits = k % 2 ? ~bits : bits;
            double exact = law_quantile(&sample[i].law, unit_of(bits));
            double got = law_value(&sample[i].law, bits);
            double size = fmax(fabs(exact), strcmp(sample[i].name, "normal") ? 0 : 2);
            if (got != exact)
                worst = fmax(worst, fabs(got - exact) / size);
        }
        printf("  %-24s table within %.2g\n", sample[i].name, worst);
        CU_ASSERT_TRUE(worst < sample[i].table_error);
    }
}

static void a_larger_u_never_gives_less(void)
{
    struct sample sample[20];
    size_t count = all_laws(sample);

    for (size_t i = 0; i < count; i++) {
        double last = -INFINITY;
        for (uint64_t k = 0; k < 60000; k++) {
            uint64_t bits = (k * 2 + 1) * (UINT64_MAX / 120000);
            if (k < 64 || k >= 59936) /* the very ends, octave by octave */
                bits =
                    k < 64 ? UINT64_C(1) << k >> 10 : ~(UINT64_C(1) << (59999 - k) >> 10);
            double x = law_value(&sample[i].law, bits);
            if (k != 64 && k != 59936)
                CU_ASSERT_TRUE_FATAL(x >= last);
            last = x;
        }
        CU_ASSERT_TRUE(isfinite(law_value(&sample[i].law, 0)));
        CU_ASSERT_TRUE(isfinite(law_value(&sample[i].law, UINT64_MAX)));
    }
}

FACTS(FACT(the_store_is_made), FACT(samples_follow_their_law),
      FACT(samples_have_their_laws_mean), FACT(moments_are_the_formulas),
      FACT(moments_without_formula_are_integrals), FACT(cdf_and_quantile_are_gsls),
      FACT(tables_are_as_exact_as_stated), FACT(a_larger_u_never_gives_less),
      FACT(the_store_goes_with_its_arena))
