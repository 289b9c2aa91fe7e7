/* test_column.c - differences of points, and the grammar of axes. */
#include <math.h>
#include <string.h>

#include "check.h"
#include "study/column.h"
#include "study/vary.h"

static struct column column_of(double point, double *off, size_t n)
{
    return (struct column){
        .name = "x", .point = point, .off = off, .n = n, .tail = INFINITY};
}

/* scipy.stats.ttest_rel and ttest_ind(equal_var=False), 95 % */
static void a_paired_interval_is_students(void)
{
    double x[] = {10.2, 11.9, 9.7, 12.4, 10.8, 11.3},
           y[] = {9.1, 11.2, 8.9, 11.1, 9.9, 10.6};
    double a[6], b[6], mx = 0, my = 0;

    for (size_t i = 0; i < 6; i++) {
        mx += x[i] / 6;
        my += y[i] / 6;
    }
    for (size_t i = 0; i < 6; i++) {
        a[i] = x[i] - mx;
        b[i] = y[i] - my;
    }
    struct column one = column_of(mx, a, 6), two = column_of(my, b, 6);
    struct difference d = column_difference(&one, &two, 0.05);

    CU_ASSERT_DOUBLE_EQUAL(d.point, -0.9166666667, 1e-9);
    CU_ASSERT_DOUBLE_EQUAL(d.low, -1.168676933137534, 1e-9);
    CU_ASSERT_DOUBLE_EQUAL(d.high, -0.6646564001958, 1e-9);
    CU_ASSERT_DOUBLE_EQUAL(d.p, 0.0002357101086464851, 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(d.reduction, 35.19653179190756, 1e-7);
    CU_ASSERT_FALSE(d.unpaired);
}

static void pairing_that_does_not_help_is_left_out(void)
{
    double a[] = {-1.1, 0.4, 0.9, -0.2}, b[] = {1.3, -0.6, -0.8, 0.1};
    struct column one = column_of(5, a, 4), two = column_of(6.5, b, 4);
    struct difference d = column_difference(&one, &two, 0.05);

    CU_ASSERT_TRUE(d.reduction < 1);
    CU_ASSERT_TRUE(d.unpaired);
    CU_ASSERT_DOUBLE_EQUAL(d.low, -0.07041009575539481, 1e-7); /* GSL: 9 digits */
    CU_ASSERT_DOUBLE_EQUAL(d.high, 3.0704100957553946, 1e-7);
}

/* Samples of 10 and 20 with unequal variances; scipy.stats.ttest_ind(equal_var=False). */
static void samples_that_are_no_pairs_have_welchs_interval(void)
{
    double x[] = {17.2, 20.9, 22.6, 18.1, 21.7, 21.4, 23.5, 24.2, 14.7, 21.8},
           y[] = {21.5, 22.8, 21.0, 23.0, 21.6, 23.6, 22.5, 20.7, 23.4, 21.8,
                  20.7, 21.7, 21.5, 22.5, 23.6, 21.5, 22.5, 23.5, 21.5, 21.8};
    double mx = 20.61, my = 22.135;

    for (size_t i = 0; i < 10; i++)
        x[i] -= mx;
    for (size_t i = 0; i < 20; i++)
        y[i] -= my;
    struct column one = column_of(mx, x, 10), two = column_of(my, y, 20);
    struct difference d = column_difference_apart(&one, &two, 0.05);

    CU_ASSERT_DOUBLE_EQUAL(d.point, 1.525, 1e-9);
    CU_ASSERT_DOUBLE_EQUAL(d.high - d.point, 2.173421325352425, 1e-7);
    CU_ASSERT_DOUBLE_EQUAL(d.point - d.low, 2.173421325352425, 1e-7);
    CU_ASSERT_DOUBLE_EQUAL(d.p, 0.14884169660532834, 1e-9);
    CU_ASSERT_TRUE(d.unpaired && isnan(d.reduction));
    two.n = 1; /* of one run there is no interval */
    d = column_difference_apart(&one, &two, 0.05);
    CU_ASSERT_TRUE(isinf(d.high) && d.p == 1);
}

/* Runs that all say "none" agree, which is no certainty: each side reaches as far as 3 in
 * its tries. */
static void a_difference_of_what_was_never_seen_has_bounds(void)
{
    double none[] = {0, 0, 0, 0}, some[] = {0.0002, -0.0001, 0.0003, -0.0004};
    struct column a = column_of(0, none, 4), b = column_of(0, none, 4),
                  c = column_of(0.004, some, 4), all = column_of(1, none, 4);

    a.unseen = 0.0007;
    b.unseen = 0.0003;
    all.unseen = 0.0005;
    struct difference d = column_difference(&a, &b, 0.05);
    CU_ASSERT(d.none && !d.exact && !d.differs);
    CU_ASSERT_DOUBLE_EQUAL(d.low, -0.0007, 1e-15);
    CU_ASSERT_DOUBLE_EQUAL(d.high, 0.0003, 1e-15);
    d = column_difference(&a, &all, 0.05);
    CU_ASSERT_DOUBLE_EQUAL(d.low, 1 - 0.0007 - 0.0005, 1e-15);
    CU_ASSERT_DOUBLE_EQUAL(d.high, 1, 1e-15);
    /* scipy: t.ppf(.975, 3) * sqrt(30e-8 / 3 / 4) = 0.000503189 */
    d = column_difference(&a, &c, 0.05);
    CU_ASSERT(!d.none);
    CU_ASSERT_DOUBLE_EQUAL(d.low, 0.004 - 0.0007 - 0.000503189, 1e-8);
    CU_ASSERT_DOUBLE_EQUAL(d.high, 0.004 + 0.000503189, 1e-8);
    d = column_difference(&c, &b, 0.05);
    CU_ASSERT_DOUBLE_EQUAL(d.low, -0.004 - 0.000503189, 1e-8);
    CU_ASSERT_DOUBLE_EQUAL(d.high, -0.004 + 0.0003 + 0.000503189, 1e-8);
}

static void a_quantile_needs_its_tail(void)
{
    double a[] = {-1, 0, 1}, b[] = {-1, 0.1, 0.9};
    struct column one = column_of(400, a, 3), two = column_of(402.9, b, 3);

    one.kind = two.kind = COLUMN_QUANTILE;
    one.tail = 99;
    CU_ASSERT_TRUE(column_difference(&one, &two, 0.05).refused);
    one.tail = 299;
    CU_ASSERT_FALSE(column_difference(&one, &two, 0.05).refused);
    CU_ASSERT_TRUE(column_difference(&one, &two, 0.05).short_);
    one.tail = 300;
    CU_ASSERT_FALSE(column_difference(&one, &two, 0.05).short_);
    /* 2.9 of 403 is less than 1/128 */
    CU_ASSERT_TRUE(column_difference(&one, &two, 0.05).below);
    two.point = 403.3;
    CU_ASSERT_FALSE(column_difference(&one, &two, 0.05).below);
}

/* Holm's own order: the smallest against alpha / n, and no further than the first that
 * fails. */
static void holm_judges_a_family(void)
{
    struct difference d[] = {{.p = 0.03}, {.p = 0.001}, {.p = 0.017}, {.p = 0.2}};

    differences_judge(d, 4, 0.05);
    CU_ASSERT_TRUE(d[1].differs);  /* 0.001 <= 0.05 / 4 */
    CU_ASSERT_FALSE(d[2].differs); /* 0.017 > 0.05 / 3 */
    CU_ASSERT_FALSE(d[0].differs); /* 0.03 > 0.025, and behind one that fails */
    CU_ASSERT_FALSE(d[3].differs);
    d[2].p = 0.0166;
    d[0].p = 0.0249;
    differences_judge(d, 4, 0.05);
    CU_ASSERT_TRUE(d[2].differs && d[0].differs);
    CU_ASSERT_FALSE(d[3].differs);
}

static size_t axis(const char *text, struct sweep_axis *axis, struct arena *arena)
{
    struct diag diag = {0};

    return vary_read(text, (struct where){0}, arena, axis, &diag) ? axis->values : 0;
}

static void an_axis_says_its_unit_once(void)
{
    struct arena arena = {0};
    struct sweep_axis a;

    CU_ASSERT_EQUAL(axis("lambda.f.memory_size=256,1769MB", &a, &arena), 2);
    CU_ASSERT_STRING_EQUAL(a.value[0].label, "256 MB");
    CU_ASSERT_STRING_EQUAL(a.value[1].set[0], "lambda.f.memory_size=1769 MB");
    CU_ASSERT_EQUAL(a.value[1].value, 1769.0 * 1048576);
    CU_ASSERT_STRING_EQUAL(a.units, "By");
    CU_ASSERT_STRING_EQUAL(a.coordinate, "lambda_f_memory_size");
    CU_ASSERT_EQUAL(axis("lambda.f.timeout=100 ms,2 s", &a, &arena), 2);
    CU_ASSERT_DOUBLE_EQUAL(a.value[0].value, 0.1, 1e-12);
    CU_ASSERT_EQUAL(axis("http.x.latency=uniform(1 ms, 3 ms),4 ms", &a, &arena), 2);
    CU_ASSERT_STRING_EQUAL(a.value[0].label, "uniform(1 ms, 3 ms)");
    CU_ASSERT_PTR_NULL(a.units);
    arena_release(&arena);
}

static void ranges_step_or_multiply(void)
{
    struct arena arena = {0};
    struct sweep_axis a;

    CU_ASSERT_EQUAL(axis("lambda.f.memory_size=128..3008 MB:x2", &a, &arena), 5);
    CU_ASSERT_STRING_EQUAL(a.value[4].label, "2048 MB");
    CU_ASSERT_FALSE(a.range);
    CU_ASSERT_EQUAL(axis("lambda.f.memory_size=512 MB..2 GB:512 MB", &a, &arena), 4);
    CU_ASSERT_STRING_EQUAL(a.value[3].label, "2 GB");
    CU_ASSERT_EQUAL(axis("client.c.rate=0.3..0.9/s:0.1", &a, &arena), 7);
    CU_ASSERT_STRING_EQUAL(a.value[6].label, "0.9/s");
    CU_ASSERT_EQUAL(axis("lambda.f.reserved_concurrent_executions=0..400", &a, &arena),
                    401);
    CU_ASSERT_TRUE(a.range);
    CU_ASSERT_EQUAL(axis("client.c.rate=1..3/s:0", &a, &arena), 0);
    CU_ASSERT_EQUAL(axis("client.c.rate=1..3/s:x1", &a, &arena), 0);
    CU_ASSERT_EQUAL(axis("client.c.rate=0..3/s:x2", &a, &arena), 0);
    CU_ASSERT_EQUAL(axis("client.c.rate=0.5..3/s", &a, &arena), 0);
    CU_ASSERT_EQUAL(axis("client.c.rate=,3/s", &a, &arena), 0);
    CU_ASSERT_EQUAL(axis("client.c.rate", &a, &arena), 0);
    arena_release(&arena);
}

static void coordinates_are_names(void)
{
    struct arena arena = {0};

    CU_ASSERT_STRING_EQUAL(
        vary_coordinate("apigateway.shop.routes[POST /orders].throttling_rate_limit",
                        &arena),
        "apigateway_shop_routes_POST_orders_throttling_rate_limit");
    CU_ASSERT_STRING_EQUAL(vary_coordinate("client.*.scale", &arena), "client_scale");
    CU_ASSERT_STRING_EQUAL(vary_coordinate("2nd try", &arena), "_2nd_try");
    arena_release(&arena);
}

FACTS(FACT(a_paired_interval_is_students), FACT(pairing_that_does_not_help_is_left_out),
      FACT(samples_that_are_no_pairs_have_welchs_interval),
      FACT(a_difference_of_what_was_never_seen_has_bounds),
      FACT(a_quantile_needs_its_tail), FACT(holm_judges_a_family),
      FACT(an_axis_says_its_unit_once), FACT(ranges_step_or_multiply),
      FACT(coordinates_are_names))
