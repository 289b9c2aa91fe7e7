/* test_law_parts.c - atoms, mixtures, bounds, curves, keys, and what is refused. */
#include "sim/law_kit.h"

#include <gsl/gsl_cdf.h>
#include <stdlib.h>

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

/* Found by the fuzzer: a curve whose tail leaves what a double holds. */
static void a_tail_without_end_still_rises(void)
{
    static const struct quantile steep[] = {{0, 1e6}, {0.49, 1e6}, {0.499, 9e6}};
    struct law law;
    int64_t last = 0;

    CU_ASSERT_PTR_NULL_FATAL(law_quantiles(laws, &law, steep, 3));
    for (uint64_t bits = 0; bits < UINT64_MAX - (UINT64_C(1) << 54);
         bits += UINT64_C(1) << 54) {
        int64_t drawn = law_draw(&law, bits);
        CU_ASSERT_TRUE(drawn >= last);
        last = drawn;
    }
    CU_ASSERT_EQUAL(law_draw(&law, UINT64_MAX), LAW_LONGEST);
}

static void atoms_have_exactly_their_share(void)
{
    struct law law =
        mixed(2, (struct law_share[]){{0.8, law_constant(0)}, {0.2, law_constant(2)}});
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
    law = mixed(2, (struct law_share[]){{0.3, high}, {0.7, low}});
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
    struct law a =
        mixed(2, (struct law_share[]){{0.5, law_constant(1)}, {0.5, exponential(4)}});
    struct law b = mixed(2, (struct law_share[]){{0.4, law_scaled(a, 2)}, {0.6, a}});
    struct law flat = mixed(4, (struct law_share[]){{0.2, law_constant(2)},
                                                    {0.2, exponential(8)},
                                                    {0.3, law_constant(1)},
                                                    {0.3, exponential(4)}});

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
    beside = mixed(2, (struct law_share[]){{0.5, law}, {0.5, exact}});
    CHECK_NEAR(law_mean(&beside), 3.4, 1e-12);
    CHECK_NEAR(law_cdf(&beside, 5), 0.5 * 0.8 + 0.5 * (1 - exp(-5.0 / 3)), 1e-12);
}

static void laws_pass_through_the_quantiles_they_were_given(void)
{
    const struct quantile at[2] = {{0.5, 62}, {0.99, 110}};

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
    const struct quantile at[] = {{0, 1}, {0.5, 3}, {0.75, 3}, {0.9, 8}, {1, 20}};
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
    struct law atoms = mixed(3, (struct law_share[]){{0.25, law_constant(1)},
                                                     {0.25, law_constant(7)},
                                                     {0.5, exponential(4)}});

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

static void impossible_parameters_are_refused(void)
{
    const struct quantile falling[2] = {{0.5, 80}, {0.99, 40}},
                          same[2] = {{0.5, 1}, {0.5, 2}};
    const struct quantile beyond[2] = {{0.5, 1}, {1.2, 2}},
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
    CU_ASSERT_PTR_NOT_NULL(
        law_mixture(laws, &law, (struct law_share[]){{0.5, one}, {0.4, one}}, 2));
    CU_ASSERT_PTR_NOT_NULL(law_mixture(
        laws, &law, (struct law_share[]){{0.5, law_halving(1)}, {0.5, one}}, 2));
    CU_ASSERT_EQUAL(law.kind, LAW_NONE); /* a refusal leaves the law alone */
}

static void equal_shapes_share_a_table(void)
{
    struct law a = made(LAW_LOGNORMAL, 62, 0.8), b = made(LAW_LOGNORMAL, 7e6, 0.8);

    CU_ASSERT_PTR_EQUAL(a.table, b.table);
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
    law = mixed(2, (struct law_share[]){{0.4, zipf}, {0.6, law_constant(0)}});
    for (uint64_t k = 0; k < n; k++)
        hot += law_key(&law, mix64(k), 0) == 0;
    CHECK_NEAR((double)hot / (double)n, law_key_share(&law, 0), 0.0035);
    CHECK_NEAR(law_key_share(&law, 0), 0.6 + 0.4 * law_key_share(&zipf, 0), 1e-15);
    CU_ASSERT_EQUAL(law_keys(&law), 200000);
    law = mixed(2, (struct law_share[]){{0.5, law_sequential()}, {0.5, even}});
    for (uint64_t k = 0; k < 100; k++) {
        uint64_t key = law_key(&law, mix64(k), 1000 + k);
        CU_ASSERT_TRUE(key == 1000 + k || key < 11);
    }
    CU_ASSERT_EQUAL(law_keys(&law), 0);
}

FACTS(FACT(the_store_is_made), FACT(draws_are_whole_and_clamped),
      FACT(a_tail_without_end_still_rises), FACT(atoms_have_exactly_their_share),
      FACT(nothing_is_drawn_between_parts_that_do_not_meet),
      FACT(a_mixture_of_mixtures_is_flat), FACT(an_empirical_law_repeats_its_values),
      FACT(laws_pass_through_the_quantiles_they_were_given),
      FACT(flat_stretches_and_ends_of_a_curve_hold),
      FACT(truncation_is_the_law_between_its_bounds),
      FACT(impossible_parameters_are_refused), FACT(equal_shapes_share_a_table),
      FACT(zipf_has_the_shares_of_its_keys), FACT(zipfs_tail_joins_its_head),
      FACT(keys_are_mixed_by_choosing), FACT(the_store_goes_with_its_arena))
