/* test_real.c - our log, exp and quantiles against long double libm and GSL. */
#include "check.h"

#include <float.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sf_gamma.h>

#include "sim/draw.h"
#include "sim/real.h"

enum { MANY = 300000 };

static double unit(uint64_t i, unsigned slot)
{
    return unit_of(mix64(i * 16 + slot));
}

/* Distance to the true value in units of its last place. */
static double ulps(double got, long double truth)
{
    double near = fabs((double)truth), ulp = nextafter(near, INFINITY) - near;

    return (double)fabsl(((long double)got - truth) / ulp);
}

static double relative(double got, double truth)
{
    return fabs(got / truth - 1);
}

static void log_is_within_an_ulp(void)
{
    double worst = 0;

    for (uint64_t i = 0; i < MANY; i++) {
        double u = unit(i, 0), x[] = {u, u * 1e9, 1 + (u - 0.5) * 0.1, 1 / (u * 1e-290),
                                      0x1p-53 * (double)(1 + i % 64)};
        for (size_t k = 0; k < sizeof x / sizeof *x; k++)
            worst = fmax(worst, ulps(real_log(x[k]), logl(x[k])));
    }
    CU_ASSERT_EQUAL(real_log(1), 0);
    printf("  log: %.2f ulp\n", worst);
    CU_ASSERT_TRUE(worst < 1);
}

static void exp_is_within_an_ulp(void)
{
    double worst = 0;

    for (uint64_t i = 0; i < MANY; i++) {
        double x[] = {(unit(i, 0) - 0.5) * 100, (unit(i, 1) - 0.5) * 1400,
                      unit(i, 2) * 1e-3};
        for (int k = 0; k < 3; k++)
            worst = fmax(worst, ulps(real_exp(x[k]), expl(x[k])));
    }
    printf("  exp: %.2f ulp\n", worst);
    CU_ASSERT_TRUE(worst < 1);
    CU_ASSERT_EQUAL(real_exp(-709), 0);
    CU_ASSERT_EQUAL(real_exp(0), 1);
    CU_ASSERT_TRUE(isinf(real_exp(710)));
}

static void near_0_nothing_is_lost(void)
{
    double worst = 0;

    for (uint64_t i = 0; i < MANY; i++) {
        double x = real_exp(-60 * unit(i, 0)) * (i % 2 ? -0.999 : 1);
        long double truth = expm1l(x);
        worst = fmax(worst, relative(real_exp_minus_1(x), (double)truth));
        worst = fmax(worst, relative(real_log_1_plus(x), (double)log1pl(x)));
    }
    printf("  expm1, log1p: %.2g relative\n", worst);
    CU_ASSERT_TRUE(worst < 1e-15);
}

static long double upper_tail(double z)
{
    return 0.5L * erfcl((long double)z / sqrtl(2));
}

static void normal_quantile_and_probability_are_inverse(void)
{
    double quantile = 0, probability = 0;

    for (uint64_t i = 0; i < MANY; i++) {
        double v = i % 2 ? unit(i, 0) : real_exp(-36.7 * unit(i, 0)), q;
        double z = real_normal_quantile(v);
        quantile = fmax(quantile, (double)fabsl(upper_tail(-z) / v - 1));
        z = 16 * unit(i, 1) - 8;
        probability =
            fmax(probability, (double)fabsl(real_normal_cdf(z, &q) / upper_tail(-z) - 1));
        probability = fmax(probability, (double)fabsl(q / upper_tail(z) - 1));
    }
    printf("  Phi(quantile(u)) = u to %.2g, Phi to %.2g relative\n", quantile,
           probability);
    CU_ASSERT_TRUE(quantile < 5e-14);
    CU_ASSERT_TRUE(probability < 2e-14);
}

static void log_gamma_is_right(void)
{
    double worst = 0;

    for (uint64_t i = 0; i < MANY / 10; i++) {
        double a = real_exp(-6 + 20 * unit(i, 0));
        long double truth = lgammal(a);
        worst =
            fmax(worst, (double)fabsl((real_log_gamma(a) - truth) / (fabsl(truth) + 1)));
    }
    printf("  log gamma: %.2g\n", worst);
    CU_ASSERT_TRUE(worst < 3e-14);
}

static void incomplete_gamma_is_gsls(void)
{
    double worst = 0;

    for (double a = 0.05; a < 500; a *= 1.37)
        for (double x = 0.013 * a; x < 6 * a + 3; x += 0.11 * a) {
            double q, p = real_gamma_p(a, x, &q);
            if (p > 1e-280)
                worst = fmax(worst, relative(p, gsl_cdf_gamma_P(x, a, 1)));
            if (q > 1e-280)
                worst = fmax(worst, relative(q, gsl_cdf_gamma_Q(x, a, 1)));
        }
    printf("  P and Q: %.2g relative\n", worst);
    CU_ASSERT_TRUE(worst < 1e-10);
}

static void gamma_quantile_inverts_both_tails(void)
{
    double worst = 0, q, slope;

    for (uint64_t i = 0; i < 20000; i++) {
        double a = real_exp(-3 + 12 * unit(i, 0)), v = real_exp(-36 * unit(i, 1)), x;
        x = real_gamma_quantile(a, v, 1 - v);
        if (x > 1e-280)
            worst = fmax(worst, relative(real_gamma_p(a, x, &q), v));
        x = real_gamma_quantile(a, 1 - v, v);
        real_gamma_p(a, x, &q);
        worst = fmax(worst, relative(q, v));
    }
    printf("  P(a, quantile(u)) = u to %.2g relative\n", worst);
    CU_ASSERT_TRUE(worst < 3e-11); /* x's last bit times a's weight in the tail */
    real_gamma_log_quantile(3, 0.3, 0.7, &slope);
    q = real_gamma_log_quantile(3, 0.3 + 1e-6, 0.7 - 1e-6, &worst);
    CHECK_NEAR((q - real_gamma_log_quantile(3, 0.3, 0.7, &worst)) / 1e-6, slope, 1e-4);
}

FACTS(FACT(log_is_within_an_ulp), FACT(exp_is_within_an_ulp),
      FACT(near_0_nothing_is_lost), FACT(normal_quantile_and_probability_are_inverse),
      FACT(log_gamma_is_right), FACT(incomplete_gamma_is_gsls),
      FACT(gamma_quantile_inverts_both_tails))
