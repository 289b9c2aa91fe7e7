/* test_law.c - every law against GSL: Kolmogorov-Smirnov, moments, table error,
 * and what inversion promises.
 */
#include "check.h"

#include <gsl/gsl_cdf.h>
#include <stdlib.h>

#include "sim/draw.h"
#include "sim/law.h"

enum { SAMPLE = 100000 };

/* A law beside its distribution function, from GSL or by hand. */
struct sample {
    const char *name;
    struct law law;
    double (*cdf)(double x);
    double table_error; /* relative, between the quartiles of all laws and 2^-40 */
    double mean, second;
};

static struct arena arena;
static struct laws *laws;

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

static struct law made(enum law_family family, double a, double b)
{
    struct law law;

    CU_ASSERT_PTR_NULL(law_of(laws, &law, family, a, b));
    return law;
}

static struct law exponential(double mean)
{
    struct law law;

    CU_ASSERT_PTR_NULL(law_exponential(&law, mean));
    return law;
}

static struct law mixed(size_t count, const struct law_share *share)
{
    struct law law;

    CU_ASSERT_PTR_NULL(law_mixture(laws, &law, share, count));
    return law;
}

static struct law cut(struct law of, double min, double max)
{
    struct law law;

    CU_ASSERT_PTR_NULL(law_truncate(laws, &law, &of, min, max));
    return law;
}

static struct law curve(void)
{
    static const struct quantile at[] = {
        {0.5,  630 },
        {0.75, 700 },
        {0.9,  830 },
        {0.99, 1100}
    };
    struct law law;

    CU_ASSERT_PTR_NULL(law_quantiles(laws, &law, at, 4));
    return law;
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
        mixed(2, (struct law_share[]){{0.96, ln}, {0.04, made(LAW_LOGNORMAL, 150, 0.4)}}
          ),
        cdf_blend,
        3e-4,
        0.96 * 9 * exp(0.32) + 0.04 * 150 * exp(0.08),
        0.96 * 81 * exp(1.28) + 0.04 * 22500 * exp(0.32)
    };
    sample[n++] = (struct sample){
        "lognormal and two atoms",
        mixed(3, (struct law_share[]){{0.7, ln},
                                      {0.1, law_constant(0)},
                                      {0.2, law_constant(10)}}
          ),
        cdf_mixed,
        3e-4,
        0.7 * 9 * exp(0.32) + 2,
        0.7 * 81 * exp(1.28) + 20
    };
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

static void draws_are_whole_and_clamped(void)
{
    struct law heavy = made(LAW_PARETO, 1e9, 0.05), normal = made(LAW_NORMAL, 1, 5);
    struct law half = law_constant(2.5), none = {0};

    CU_ASSERT_EQUAL(law_draw(&heavy, UINT64_MAX), LAW_LONGEST);
    CU_ASSERT_EQUAL(law_draw(&normal, 0), 0);
    CU_ASSERT_EQUAL(law_draw(&half, 0), 3);
    CU_ASSERT_EQUAL(law_draw(&none, 12345), 0);
    half = law_constant(2.4999);
    CU_ASSERT_EQUAL(law_draw(&half, 0), 2);
}

static void atoms_have_exactly_their_share(void)
{
    struct law law = mixed(2, (struct law_share[]){
                                  {0.8, law_constant(0)},
                                  {0.2, law_constant(2)}
    });
    uint64_t edge = (uint64_t)(0.8 * 0x1p52);

    for (int64_t k = -5; k <= 5; k++) {
        uint64_t bits = (edge + (uint64_t)k) << 12;
        double x = law_value(&law, bits);
        CU_ASSERT_EQUAL(x, unit_of(bits) < 0.8 ? 0 : 2);
    }
    law_bernoulli(laws, &law, 0.0002);
    CU_ASSERT_EQUAL(law_value(&law, (uint64_t)((1 - 0.00020001) * 0x1p52) << 12), 0);
    CU_ASSERT_EQUAL(law_value(&law, (uint64_t)((1 - 0.00019999) * 0x1p52) << 12), 1);
    CHECK_NEAR(law_mean(&law), 0.0002, 1e-18);
}

static void nothing_is_drawn_between_parts_that_do_not_meet(void)
{
    struct law low, high, law;

    law_uniform(&low, 0, 1);
    law_uniform(&high, 10, 11);
    law = mixed(2, (struct law_share[]){
                       {0.3, high},
                       {0.7, low }
    });
    for (uint64_t k = 0; k < 100000; k++) {
        double x = law_value(&law, mix64(k));
        CU_ASSERT_TRUE_FATAL((x > 0 && x < 1) || (x > 10 && x < 11));
    }
    CHECK_NEAR(law_mean(&law), 0.3 * 10.5 + 0.7 * 0.5, 1e-12);
    CU_ASSERT_EQUAL(law_least(&law), 0);
    CU_ASSERT_EQUAL(law_largest(&law), 11);
}

static void a_mixture_of_mixtures_is_flat(void)
{
    struct law a = mixed(2, (struct law_share[]){
                                {0.5, law_constant(1)},
                                {0.5, exponential(4) }
    });
    struct law b = mixed(2, (struct law_share[]){
                                {0.4, law_scaled(a, 2)},
                                {0.6,   a            }
    });
    struct law flat = mixed(4, (struct law_share[]){
                                   {0.2, law_constant(2)},
                                   {0.2, exponential(8) },
                                   {0.3, law_constant(1)},
                                   {0.3, exponential(4) }
    });

    for (uint64_t k = 0; k < 2000; k++)
        CHECK_NEAR(law_value(&b, mix64(k)), law_value(&flat, mix64(k)),
                   1e-9 * law_value(&flat, mix64(k)));
}

static void an_empirical_law_repeats_its_values(void)
{
    const double value[] = {5, 1, 2, 2, 9};
    struct law law, beside, exact = exponential(3);
    int count[10] = {0};

    CU_ASSERT_PTR_NULL(law_empirical(laws, &law, value, 5));
    for (uint64_t k = 0; k < 50000; k++)
        count[(int)law_value(&law, (k * UINT64_C(0x53e2d6238da3c2)) << 5)]++;
    CHECK_NEAR(count[2], 20000, 500);
    CHECK_NEAR(count[1] + count[5] + count[9], 30000, 500);
    CHECK_NEAR(law_mean(&law), 3.8, 1e-12);
    CHECK_NEAR(law_cdf(&law, 2), 0.6, 1e-15);
    CU_ASSERT_EQUAL(law_quantile(&law, 0.5), 2);
    beside = mixed(2, (struct law_share[]){
                          {0.5, law  },
                          {0.5, exact}
    });
    CHECK_NEAR(law_mean(&beside), 3.4, 1e-12);
    CHECK_NEAR(law_cdf(&beside, 5), 0.5 * 0.8 + 0.5 * (1 - exp(-5.0 / 3)), 1e-12);
}

static void laws_pass_through_the_quantiles_they_were_given(void)
{
    const struct quantile at[2] = {
        {0.5,  62 },
        {0.99, 110}
    };

    for (enum law_family f = LAW_LOGNORMAL; f <= LAW_NORMAL; f++) {
        struct law law;
        CU_ASSERT_PTR_NULL(law_of_quantiles(laws, &law, f, at));
        CHECK_NEAR(law_quantile(&law, 0.5), 62, 1e-9);
        CHECK_NEAR(law_quantile(&law, 0.99), 110, 1e-9);
        CU_ASSERT_PTR_NULL(law_of_moments(laws, &law, f, 40, 0.7));
        CHECK_NEAR(law_mean(&law), 40, 1e-9);
        CHECK_NEAR(law_second_moment(&law), 1600 * 1.49, 1e-6);
    }
    struct law law = curve();
    CHECK_NEAR(law_value(&law, UINT64_C(3) << 62), 700, 1e-6); /* p75 */
    CHECK_NEAR(law_quantile(&law, 0.9), 830, 1e-9);
}

static void flat_stretches_and_ends_of_a_curve_hold(void)
{
    const struct quantile at[] = {
        {0,    1 },
        {0.5,  3 },
        {0.75, 3 },
        {0.9,  8 },
        {1,    20}
    };
    struct law law;

    CU_ASSERT_PTR_NULL(law_quantiles(laws, &law, at, 5));
    CU_ASSERT_EQUAL(law_quantile(&law, 0.6), 3);
    CHECK_NEAR(law_quantile(&law, 0.25), 2, 1e-12);
    CHECK_NEAR(law_quantile(&law, 0.95), 14, 1e-12);
    CHECK_NEAR(law_cdf(&law, 14), 0.95, 1e-12);
    CHECK_NEAR(law_cdf(&law, 3), 0.75, 1e-12);
    CU_ASSERT_EQUAL(law_cdf(&law, 21), 1);
    CU_ASSERT_TRUE(law_value(&law, 0) >= 1 && law_value(&law, UINT64_MAX) <= 20);
    CU_ASSERT_EQUAL(law_least(&law), 1);
    CU_ASSERT_EQUAL(law_largest(&law), 20);
}

static void truncation_is_the_law_between_its_bounds(void)
{
    struct law tail = cut(made(LAW_LOGNORMAL, 9, 0.8), 200, 500); /* 1 in 19 000 */
    struct law atoms = mixed(
        3, (struct law_share[]){
               {0.25, law_constant(1)},
               {0.25, law_constant(7)},
               {0.5,  exponential(4) }
    });

    for (uint64_t k = 0; k < 20000; k++) {
        double x = law_value(&tail, mix64(k));
        CU_ASSERT_TRUE_FATAL(x >= 200 && x <= 500);
    }
    CHECK_NEAR(
        law_cdf(&tail, 300),
        (gsl_cdf_lognormal_Q(200, log(9), 0.8) - gsl_cdf_lognormal_Q(300, log(9), 0.8)) /
            (gsl_cdf_lognormal_Q(200, log(9), 0.8) -
             gsl_cdf_lognormal_Q(500, log(9), 0.8)),
        1e-11);
    atoms = cut(atoms, 2, INFINITY); /* loses the atom at 1 and 39 % of the rest */
    CHECK_NEAR(law_cdf(&atoms, 7) - law_cdf(&atoms, 6.999999999),
               0.25 / (0.25 + 0.5 * exp(-0.5)), 1e-8);
    CU_ASSERT_EQUAL(law_least(&atoms), 2);
    atoms = cut(atoms, 7, 7);
    CU_ASSERT_TRUE(law_is_constant(&atoms));
}

static void zipf_has_the_shares_of_its_keys(void)
{
    struct law law;
    double chi2 = 0, rest = 1;
    static uint32_t count[100000];

    CU_ASSERT_PTR_NULL(law_zipf(laws, &law, 0.9, 100000));
    CHECK_NEAR(law_key_share(&law, 0), 0.0450599059, 5e-11); /* facts: zipf share */
    for (uint64_t k = 0; k < 2000000; k++)
        count[law_key(&law, mix64(k), 0)]++;
    for (size_t from = 0, to; from < 100000;
         from = to) { /* cells of 1, 1, 2, 3, .. keys */
        double share = 0, seen = 0;
        to = from + 1 + from / 3;
        for (size_t i = from; i < to && i < 100000; i++) {
            share += law_key_share(&law, i);
            seen += count[i];
        }
        chi2 += (seen - 2e6 * share) * (seen - 2e6 * share) / (2e6 * share);
        rest -= share;
    }
    CHECK_NEAR(rest, 0, 1e-12);
    printf("  chi-square of 34 cells: %.1f\n", chi2);
    CU_ASSERT_TRUE(chi2 < gsl_cdf_chisq_Qinv(0.001, 33));
}

static void zipfs_tail_joins_its_head(void)
{
    static const double s[] = {0, 0.3, 0.7, 0.999999999, 1, 1.1, 2.5};

    for (size_t i = 0; i < sizeof s / sizeof *s; i++) {
        struct law law;
        double sum = 0, wanted = 0;
        uint64_t last = 0;
        CU_ASSERT_PTR_NULL(law_zipf(laws, &law, s[i], 3000000));
        for (uint64_t k = 3000000; k-- > 0;)
            sum += law_key_share(&law, k);
        CHECK_NEAR(sum, 1, 3e-10); /* 3e6 roundings of this sum */
        for (uint64_t k = 0; k < 4200; k++)
            wanted += law_key_share(&law, k);
        /* the key at the cumulative share of the first 4200 keys, or next to it */
        if (wanted < 0.999)
            CHECK_NEAR((double)law_key(&law, (uint64_t)(wanted * 0x1p52) << 12, 0), 4200,
                       1);
        for (uint64_t k = 0; k < 20000; k++) {
            uint64_t key = law_key(&law, k * (UINT64_MAX / 20000), 0);
            CU_ASSERT_TRUE_FATAL(key >= last && key < 3000000);
            last = key;
        }
        CU_ASSERT_TRUE(law_key(&law, UINT64_MAX, 0) < 3000000);
    }
}

static void keys_are_mixed_by_choosing(void)
{
    struct law zipf, even, law;
    uint64_t hot = 0, n = 200000;

    law_zipf(laws, &zipf, 0.8, 200000);
    law_key_uniform(&even, 11);
    law = mixed(2, (struct law_share[]){
                       {0.4, zipf           },
                       {0.6, law_constant(0)}
    });
    for (uint64_t k = 0; k < n; k++)
        hot += law_key(&law, mix64(k), 0) == 0;
    CHECK_NEAR((double)hot / (double)n, law_key_share(&law, 0), 0.0035);
    CHECK_NEAR(law_key_share(&law, 0), 0.6 + 0.4 * law_key_share(&zipf, 0), 1e-15);
    CU_ASSERT_EQUAL(law_keys(&law), 200000);
    law = mixed(2, (struct law_share[]){
                       {0.5, law_sequential()},
                       {0.5, even            }
    });
    for (uint64_t k = 0; k < 100; k++) {
        uint64_t key = law_key(&law, mix64(k), 1000 + k);
        CU_ASSERT_TRUE(key == 1000 + k || key < 11);
    }
    CU_ASSERT_EQUAL(law_keys(&law), 0);
}

static void impossible_parameters_are_refused(void)
{
    const struct quantile falling[2] =
        {
            {0.5,  80},
            {0.99, 40}
    },
                          same[2] = {{0.5, 1}, {0.5, 2}};
    const struct quantile beyond[2] =
        {
            {0.5, 1},
            {1.2, 2}
    },
                          nan[2] = {{0.5, NAN}, {0.9, 2}};
    struct law law = {0}, one = law_constant(1), key = law_sequential();

    CU_ASSERT_PTR_NOT_NULL(law_of_quantiles(laws, &law, LAW_LOGNORMAL, falling));
    CU_ASSERT_PTR_NOT_NULL(law_of_quantiles(laws, &law, LAW_GAMMA, same));
    CU_ASSERT_PTR_NOT_NULL(law_of_quantiles(laws, &law, LAW_WEIBULL, beyond));
    CU_ASSERT_PTR_NOT_NULL(law_quantiles(laws, &law, nan, 2));
    CU_ASSERT_PTR_NOT_NULL(law_quantiles(laws, &law, falling, 1));
    CU_ASSERT_PTR_NOT_NULL(law_of(laws, &law, LAW_GAMMA, 1, 0));
    CU_ASSERT_PTR_NOT_NULL(law_of(laws, &law, LAW_PARETO, -1, 2));
    CU_ASSERT_PTR_NOT_NULL(law_of(laws, &law, LAW_NORMAL, 1, -2));
    CU_ASSERT_PTR_NOT_NULL(law_of(laws, &law, LAW_LOGNORMAL, INFINITY, 1));
    CU_ASSERT_PTR_NOT_NULL(law_of_moments(laws, &law, LAW_GAMMA, 1, -0.5));
    CU_ASSERT_PTR_NOT_NULL(law_uniform(&law, 5, 3));
    CU_ASSERT_PTR_NOT_NULL(law_uniform(&law, NAN, 3));
    CU_ASSERT_PTR_NOT_NULL(law_exponential(&law, 0));
    CU_ASSERT_PTR_NOT_NULL(law_bernoulli(laws, &law, 1.5));
    CU_ASSERT_PTR_NOT_NULL(law_empirical(laws, &law, NULL, 0));
    CU_ASSERT_PTR_NOT_NULL(law_truncate(laws, &law, &one, 2, 3));
    CU_ASSERT_PTR_NOT_NULL(law_truncate(laws, &law, &one, 3, 0));
    CU_ASSERT_PTR_NOT_NULL(law_truncate(laws, &law, &key, 0, 3));
    CU_ASSERT_PTR_NOT_NULL(law_key_uniform(&law, 0));
    CU_ASSERT_PTR_NOT_NULL(law_zipf(laws, &law, -1, 10));
    CU_ASSERT_PTR_NOT_NULL(law_mixture(laws, &law, NULL, 0));
    CU_ASSERT_PTR_NOT_NULL(law_mixture(laws, &law,
                                       (struct law_share[]){
                                           {0.5, one},
                                           {0.4, one}
    },
                                       2));
    CU_ASSERT_PTR_NOT_NULL(law_mixture(laws, &law,
                                       (struct law_share[]){
                                           {0.5, law_halving(1)},
                                           {0.5, one           }
    },
                                       2));
    CU_ASSERT_EQUAL(law.kind, LAW_NONE); /* a refusal leaves the law alone */
}

static void equal_shapes_share_a_table(void)
{
    struct law a = made(LAW_LOGNORMAL, 62, 0.8), b = made(LAW_LOGNORMAL, 7e6, 0.8);

    CU_ASSERT_PTR_EQUAL(a.table, b.table);
}

static void the_store_is_made(void)
{
    laws = laws_new(&arena);
    CU_ASSERT_PTR_NOT_NULL_FATAL(laws);
}

static void the_store_goes_with_its_arena(void)
{
    arena_release(&arena);
}

FACTS(FACT(the_store_is_made), FACT(samples_follow_their_law),
      FACT(samples_have_their_laws_mean), FACT(moments_are_the_formulas),
      FACT(moments_without_formula_are_integrals), FACT(cdf_and_quantile_are_gsls),
      FACT(tables_are_as_exact_as_stated), FACT(a_larger_u_never_gives_less),
      FACT(draws_are_whole_and_clamped), FACT(atoms_have_exactly_their_share),
      FACT(nothing_is_drawn_between_parts_that_do_not_meet),
      FACT(a_mixture_of_mixtures_is_flat), FACT(an_empirical_law_repeats_its_values),
      FACT(laws_pass_through_the_quantiles_they_were_given),
      FACT(flat_stretches_and_ends_of_a_curve_hold),
      FACT(truncation_is_the_law_between_its_bounds),
      FACT(zipf_has_the_shares_of_its_keys), FACT(zipfs_tail_joins_its_head),
      FACT(keys_are_mixed_by_choosing), FACT(impossible_parameters_are_refused),
      FACT(equal_shapes_share_a_table), FACT(the_store_goes_with_its_arena))
