/* test_estimate.c - points and intervals against numbers worked out by other means. */
#include "study/estimate.h"

#include <stdlib.h>

#include "base/memory.h"
#include "check.h"
#include "sim/draw.h"

/* R: t.test(c(3.1, 2.7, 4.4, 3.9, 3.3)) */
static void mean_has_the_interval_of_student(void)
{
    const double x[] = {3.1, 2.7, 4.4, 3.9, 3.3};
    struct estimate e = estimate_mean(x, 5, 0.05);

    CHECK_NEAR(e.point, 3.48, 1e-12);
    CHECK_NEAR(e.high - e.point, 2.776445105 * sqrt(0.452 / 5), 1e-9);
    CHECK_NEAR(e.point - e.low, e.high - e.point, 1e-12);
    CU_ASSERT(!e.exact);
    CU_ASSERT_EQUAL(e.n, 5);
}

static void equal_replications_are_exact(void)
{
    const double x[] = {0.1, 0.1, 0.1};
    struct estimate e = estimate_mean(x, 3, 0.05);

    CU_ASSERT(e.exact);
    CU_ASSERT_EQUAL(e.point, 0.1);
    CU_ASSERT_EQUAL(e.low, 0.1);
}

static void one_replication_has_no_interval(void)
{
    const double x[] = {7.25};
    struct estimate e = estimate_mean(x, 1, 0.05);

    CU_ASSERT_EQUAL(e.point, 7.25);
    CU_ASSERT_EQUAL(e.low, -INFINITY);
    CU_ASSERT_EQUAL(e.high, INFINITY);
    CU_ASSERT(!e.exact);
}

static void replications_without_a_sample_are_left_out(void)
{
    const double x[] = {NAN, 2.5, NAN, 3.5};
    const double none[] = {NAN, NAN};
    struct estimate e = estimate_mean(x, 4, 0.05);

    CU_ASSERT_EQUAL(e.n, 2);
    CHECK_NEAR(e.point, 3.0, 0);
    CU_ASSERT(isnan(estimate_mean(none, 2, 0.05).point));
}

static void what_never_ends_has_an_infinite_mean(void)
{
    const double x[] = {2.5, INFINITY, 3.5};
    struct estimate e = estimate_mean(x, 3, 0.05);

    CU_ASSERT_EQUAL(e.point, INFINITY);
    CU_ASSERT_EQUAL(e.low, INFINITY);
}

/* Cochran, Sampling Techniques, (2.44): residuals, worked by hand. */
static void ratio_has_the_interval_of_its_residuals(void)
{
    const double x[] = {11, 9, 12, 8}, base[] = {100, 98, 103, 99};
    struct estimate e = estimate_ratio(x, base, 4, 0.1);
    double r = 40.0 / 400, squares = 0;

    for (int i = 0; i < 4; i++)
        squares += (x[i] - r * base[i]) * (x[i] - r * base[i]);
    CHECK_NEAR(e.point, 0.1, 1e-15);
    CHECK_NEAR(e.high - e.point, 2.353363435 * sqrt(squares / 3) / (100 * sqrt(4)), 1e-9);
}

/* Bases that spread over more than 20 %: leave one out at a time. */
static void uneven_bases_take_the_jackknife(void)
{
    const double x[] = {12, 3, 31}, base[] = {100, 40, 210};
    struct estimate e = estimate_ratio(x, base, 3, 0.05);
    double r = 46.0 / 350, v[3], mean = 0, squares = 0;

    for (int i = 0; i < 3; i++)
        v[i] = 3 * r - 2 * (46 - x[i]) / (350 - base[i]);
    for (int i = 0; i < 3; i++)
        mean += v[i] / 3;
    for (int i = 0; i < 3; i++)
        squares += (v[i] - mean) * (v[i] - mean);
    CHECK_NEAR(e.point, r, 1e-15);
    CHECK_NEAR(e.high - e.point, 4.302652730 * sqrt(squares / 2 / 3), 1e-9);
}

static void a_constant_ratio_is_exact_whatever_its_bases(void)
{
    const double base[] = {101, 77, 143};
    double x[3];

    for (int i = 0; i < 3; i++)
        x[i] = 0.1 * base[i];
    CU_ASSERT(estimate_ratio(x, base, 3, 0.05).exact);
}

static void a_ratio_of_nothing_is_not_a_number(void)
{
    const double zero[] = {0, 0};

    CU_ASSERT(isnan(estimate_ratio(zero, zero, 2, 0.05).point));
}

static void unseen_events_are_bounded_not_excluded(void)
{
    const double none[] = {0, 0, 0}, base[] = {500, 700, 600};
    struct estimate e = estimate_share(none, base, 3, 0.05);
    double singly, any;

    CU_ASSERT(e.none);
    CU_ASSERT(!e.exact);
    CU_ASSERT_EQUAL(e.point, 0);
    CHECK_NEAR(e.high, 3.0 / 1800, 1e-15);
    e = estimate_share(base, base, 3, 0.05);
    CU_ASSERT(e.none);
    CHECK_NEAR(e.low, 1 - 3.0 / 1800, 1e-15);
    CU_ASSERT_EQUAL(e.high, 1);
    estimate_none_seen(1800, 10, &singly, &any);
    CHECK_NEAR(any, 0.2588656, 1e-6); /* methods.md 3: 26 % at r = 10 */
}

/* More retries than requests are no share: their interval does not end at 1. */
static void what_is_more_than_its_base_has_no_bound(void)
{
    const double retries[] = {1120, 1460, 1190}, requests[] = {500, 700, 600};
    struct estimate e = estimate_share(retries, requests, 3, 0.05);

    CHECK_NEAR(e.point, 3770.0 / 1800, 1e-15);
    CU_ASSERT(!e.none);
    CU_ASSERT(e.low < e.point && e.point < e.high);
    CHECK_NEAR(e.high - e.point, e.point - e.low, 1e-12);
}

/* Pooled point, spread of the sections about it. */
static void quantiles_are_judged_by_sections(void)
{
    const double q[] = {101, 97, 104, 100}, samples[] = {50000, 42000, 51000, 48000};
    struct estimate e =
        estimate_quantile(100.5, &(struct sections){q, samples, 4}, 0.99, 0.05);
    double squares = 0.25 + 12.25 + 12.25 + 0.25;

    CHECK_NEAR(e.point, 100.5, 0);
    CHECK_NEAR(e.high - e.point, 3.182446305 * sqrt(squares / 3 / 4), 1e-8);
    CHECK_NEAR(e.tail, 420, 1e-9);
    CU_ASSERT(!e.short_ && !e.refused);
}

static void quantiles_of_few_tail_values_are_short_or_refused(void)
{
    const double q[] = {101, 97}, some[] = {29900, 50000}, few[] = {9900, 50000};

    CU_ASSERT(estimate_quantile(100, &(struct sections){q, some, 2}, 0.99, 0.05).short_);
    CU_ASSERT(
        !estimate_quantile(100, &(struct sections){q, some, 2}, 0.99, 0.05).refused);
    CU_ASSERT(estimate_quantile(100, &(struct sections){q, few, 2}, 0.99, 0.05).refused);
    CU_ASSERT(!estimate_quantile(100, &(struct sections){q, few, 2}, 0.5, 0.05).short_);
}

static void largest_of_ten_runs_supports_the_74th_percentile(void)
{
    const double x[] = {12, 17, 14};
    struct estimate e = estimate_maximum(x, 3);

    CU_ASSERT_EQUAL(e.point, 17);
    CU_ASSERT_EQUAL(e.low, 12);
    CHECK_NEAR(estimate_maximum_supports(10, 0.05), 0.7411344, 1e-6);
    CHECK_NEAR(estimate_maximum_supports(59, 0.05), 0.95, 1e-3);
}

/* Ranks 2 and 9 of 10 hold the median with 97.9 % (tables of the binomial distribution);
 * the p90 of ten has no upper end. */
static void order_statistics_bear_what_never_ended(void)
{
    const double x[] = {7, 3, INFINITY, 9, 1, 4, INFINITY, 8, 2, 6};
    struct estimate e = estimate_order(x, 10, 0.5, 0.05);

    CHECK_NEAR(e.point, 6.5, 0);
    CU_ASSERT_EQUAL(e.low, 2);
    CU_ASSERT_EQUAL(e.high, INFINITY);
    CU_ASSERT_EQUAL(estimate_order(x, 10, 0.3, 0.05).high, 8);
    CU_ASSERT_EQUAL(estimate_order(x, 10, 0.9, 0.05).high, INFINITY);
    CU_ASSERT_EQUAL(estimate_order(x, 10, 0.9, 0.05).low, 8);
    CU_ASSERT(isnan(estimate_order(x, 0, 0.5, 0.05).point));
}

/* R: binom.test(7, 10)$conf.int, binom.test(10, 10)$conf.int */
static void shares_of_runs_are_those_of_clopper_and_pearson(void)
{
    struct estimate e = estimate_proportion(7, 10, 0.05);

    CHECK_NEAR(e.low, 0.3475471, 1e-6);
    CHECK_NEAR(e.high, 0.9332605, 1e-6);
    e = estimate_proportion(10, 10, 0.05);
    CHECK_NEAR(e.low, 0.6915029, 1e-6);
    CU_ASSERT_EQUAL(e.high, 1);
    CU_ASSERT_EQUAL(estimate_proportion(0, 10, 0.05).low, 0);
}

/* x(t + 1) = phi x(t) + noise: integrated time (1 + phi) / 2 (1 - phi), so twice that. */
static void relaxation_of_an_autoregression_is_known(void)
{
    static const double phi[] = {0, .5, .9, .97};
    enum { LONG = 200000 };
    double *x = xcalloc(LONG, sizeof *x);

    for (size_t k = 0; k < sizeof phi / sizeof *phi; k++) {
        struct stream stream = stream_named(11, (unsigned)k, "relaxation");
        double wanted = (1 + phi[k]) / (1 - phi[k]);
        for (size_t i = 1; i < LONG; i++)
            x[i] = phi[k] * x[i - 1] + unit_of(draw_bits(&stream, i, 0)) - 0.5;
        CHECK_NEAR(estimate_relaxation(x, LONG), wanted, 0.08 * wanted);
        CHECK_NEAR(estimate_lag1(x, LONG), phi[k], 0.01);
    }
    for (size_t i = 0; i < LONG; i++)
        x[i] = 7.25;
    CU_ASSERT_EQUAL(estimate_relaxation(x, LONG), 1);
    CU_ASSERT_EQUAL(estimate_lag1(x, LONG), 0);
    free(x);
}

/* Batches that lean on each other say less: r of these residuals is 15 / 20 by hand. */
static void neighbours_that_lean_on_each_other_widen_an_interval(void)
{
    double x[] = {11, 12, 12, 11, 9, 8, 8, 9}, apart[] = {11, 8, 12, 9, 12, 8, 11, 9};
    double base[] = {2, 3, 2, 3, 2, 3, 2, 3}, sums[8];
    struct estimate plain = estimate_mean(x, 8, 0.05), e = plain;

    estimate_widen(&e, x, NULL, 8);
    CU_ASSERT_EQUAL(e.point, 10);
    /* squares 20, neighbours 1*2 + 2*2 + 2*1 - 1*1 + 1*2 + 2*2 + 2*1 = 15 */
    CHECK_NEAR(e.high - e.point, (plain.high - 10) * sqrt(1.75 / 0.25), 1e-12);
    CHECK_NEAR(e.point - e.low, (10 - plain.low) * sqrt(1.75 / 0.25), 1e-12);
    plain = e = estimate_mean(apart, 8, 0.05);
    estimate_widen(&e, apart, NULL, 8);
    CU_ASSERT(e.low == plain.low && e.high == plain.high);
    for (int i = 0; i < 8; i++)
        sums[i] = (x[i] - 10) + 7 * base[i]; /* the same residuals about a ratio of 7 */
    plain = e = estimate_ratio(sums, base, 8, 0.05);
    estimate_widen(&e, sums, base, 8);
    CHECK_NEAR(e.point, 7, 1e-12);
    CHECK_NEAR(e.high - 7, (plain.high - 7) * sqrt(1.75 / 0.25), 1e-9);
}

static void antithetic_runs_are_told_in_pairs(void)
{
    const double x[] = {1, 3, 2, 2, NAN, 5, 7, 1}, base[] = {1, 1, 1, 1, 1, 1, 1, 1};
    const double off[] = {-1, 1, -2, 2, 3, -1}; /* means of pairs: 0, 0, 1 */
    double y[4];

    CU_ASSERT_EQUAL(estimate_pairs(x, 8, y), 4);
    CHECK_NEAR(y[0], 2, 0);
    CHECK_NEAR(y[2], 5, 0); /* of which one had no sample */
    CHECK_NEAR(y[3], 4, 0);
    /* 20 / 5 / 6 apart, 1 / 2 / 3 in pairs */
    CHECK_NEAR(estimate_reduction(off, NULL, 6, 0), 20. / 5 / 6 / (1. / 2 / 3), 1e-12);
    CHECK_NEAR(estimate_reduction(off, base, 6, 0), 4, 1e-12);
    CHECK_NEAR(estimate_reduction(base, NULL, 8, 1), 0, 0);
}

FACTS(FACT(mean_has_the_interval_of_student), FACT(equal_replications_are_exact),
      FACT(antithetic_runs_are_told_in_pairs), FACT(one_replication_has_no_interval),
      FACT(replications_without_a_sample_are_left_out),
      FACT(what_never_ends_has_an_infinite_mean),
      FACT(ratio_has_the_interval_of_its_residuals),
      FACT(uneven_bases_take_the_jackknife),
      FACT(a_constant_ratio_is_exact_whatever_its_bases),
      FACT(a_ratio_of_nothing_is_not_a_number),
      FACT(unseen_events_are_bounded_not_excluded),
      FACT(quantiles_are_judged_by_sections),
      FACT(quantiles_of_few_tail_values_are_short_or_refused),
      FACT(largest_of_ten_runs_supports_the_74th_percentile),
      FACT(order_statistics_bear_what_never_ended),
      FACT(what_is_more_than_its_base_has_no_bound),
      FACT(shares_of_runs_are_those_of_clopper_and_pearson),
      FACT(relaxation_of_an_autoregression_is_known),
      FACT(neighbours_that_lean_on_each_other_widen_an_interval))
