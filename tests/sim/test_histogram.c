/* test_histogram.c - bins, exact merging, quantiles against sorted values. */
#include "check.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/sort.h"
#include "sim/draw.h"
#include "sim/histogram.h"
#include "sim/meter.h"

static int64_t some_value(uint64_t i)
{
    uint64_t bits = mix64(i * 7 + 3);

    return (int64_t)(bits >> (20 + mix64(i) % 44)); /* every octave up to 2^44 */
}

static void bins_follow_each_other_without_gaps(void)
{
    for (unsigned bin = 0; bin < HISTOGRAM_BINS; bin++) {
        int64_t low = histogram_low(bin), next = histogram_low(bin + 1);
        CU_ASSERT_TRUE(low < next);
        CU_ASSERT_EQUAL(histogram_bin(low), bin);
        CU_ASSERT_EQUAL(histogram_bin(next - 1), bin);
        CU_ASSERT_TRUE(bin < 128 || 128 * (next - low) <= low); /* exact to 1/128 */
    }
    CU_ASSERT_EQUAL(histogram_low(HISTOGRAM_BINS), INT64_C(1) << HISTOGRAM_TOP);
    CU_ASSERT_EQUAL(histogram_bin(INT64_MAX), HISTOGRAM_BINS - 1);
}

static struct histogram_run *filled(uint64_t from, uint64_t to)
{
    struct histogram_run *h = xcalloc(1, sizeof *h);

    for (uint64_t i = from; i < to; i++)
        histogram_add(h, some_value(i));
    return h;
}

static void merging_is_exact_in_any_order(void)
{
    struct histogram_run *all = filled(0, 9000), *a = filled(0, 1000),
                         *b = filled(1000, 1001);
    struct histogram_run *c = filled(1001, 9000), *d = filled(1001, 9000),
                         *none = filled(0, 0);

    histogram_merge(b, c); /* a + (b + c) */
    histogram_merge(a, b);
    CU_ASSERT_EQUAL(memcmp(a, all, sizeof *all), 0);
    histogram_merge(d, none); /* (c + nothing) + the others, the other way round */
    free(a);
    a = filled(0, 1001);
    histogram_merge(d, a);
    CU_ASSERT_EQUAL(memcmp(d, all, sizeof *all), 0);
    free(all), free(a), free(b), free(c), free(d), free(none);
}

static void periods_add_up_to_the_run(void)
{
    struct histogram_period *open = xcalloc(1, sizeof *open),
                            *empty = xcalloc(1, sizeof *open);
    struct histogram_run *run = xcalloc(1, sizeof *run), *all = filled(0, 5000);

    for (uint64_t i = 0, n, turn = 0; i < 5000; i += n) { /* so many at once */
        int64_t value[40];
        n = mix64(turn++) % 41;
        n = n < 5000 - i ? n : 5000 - i;
        for (uint64_t k = 0; k < n; k++)
            value[k] = some_value(i + k);
        histogram_observe(open, run, value, (uint32_t)n);
        if (turn % 7 == 0)
            histogram_close(open, run);
    }
    histogram_close(open, run);
    histogram_close(open, run); /* an empty period adds nothing */
    CU_ASSERT_EQUAL(memcmp(run, all, sizeof *all), 0);
    CU_ASSERT_EQUAL(memcmp(open, empty, sizeof *open), 0);
    free(open), free(empty), free(run), free(all);
}

static void one_repeated_value_is_returned_exactly(void)
{
    static const int64_t value[] = {0, 1, 127, 100000000, 123456789123, INT64_MAX / 3};
    struct histogram_run *run = xcalloc(1, sizeof *run);
    struct histogram_period *open = xcalloc(1, sizeof *open);

    for (size_t i = 0; i < sizeof value / sizeof *value; i++) {
        memset(run, 0, sizeof *run);
        for (int k = 0; k < 1000; k++)
            histogram_observe(open, run, &value[i], 1);
        for (double q = 0; q <= 1; q += 0.05)
            CU_ASSERT_EQUAL(histogram_period_quantile(open, q), (double)value[i]);
        CHECK_NEAR(histogram_period_mean(open), (double)value[i],
                   1e-15 * (double)value[i]);
        histogram_close(open, run);
        for (double q = 0; q <= 1; q += 0.05)
            CU_ASSERT_EQUAL(histogram_quantile(run, q), (double)value[i]);
        CHECK_NEAR(histogram_mean(run), (double)value[i], 1e-15 * (double)value[i]);
    }
    free(run), free(open);
}

static void atoms_among_other_values_are_exact(void)
{
    struct histogram_run *h = xcalloc(1, sizeof *h);

    for (int k = 0; k < 700; k++)
        histogram_add(h, 100000000); /* 70 % at 100 ms */
    for (int k = 0; k < 300; k++)
        histogram_add(h, 431234567); /* 30 % at 431.234567 ms */
    CU_ASSERT_EQUAL(histogram_quantile(h, 0.5), 1e8);
    CU_ASSERT_EQUAL(histogram_quantile(h, 0.69), 1e8);
    CU_ASSERT_EQUAL(histogram_quantile(h, 0.71), 431234567);
    CU_ASSERT_EQUAL(histogram_above(h, 100000000), 300);
    CU_ASSERT_EQUAL(histogram_above(h, 99999999), 1000);
    CU_ASSERT_EQUAL(histogram_above(h, 431234566), 300);
    CU_ASSERT_EQUAL(histogram_above(h, 431234567), 0);
    free(h);
}

static int by_size(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

static void quantiles_are_those_of_the_values_within_a_bin(void)
{
    enum { N = 4001 };
    static int64_t value[N];
    struct histogram_run *h = filled(77, 77 + N);

    for (uint64_t i = 0; i < N; i++)
        value[i] = some_value(77 + i);
    sort_stable(value, N, sizeof *value, by_size);
    for (int i = 0; i <= 1000; i++) {
        double q = i / 1000.0, got = histogram_quantile(h, q), rank = q * N;
        int64_t at = value[rank < 1 ? 0 : (int)ceil(rank) - 1];
        CHECK_NEAR(got, (double)at, (double)at / 128 + 1);
        CU_ASSERT_TRUE(got >= (double)value[0] && got <= (double)value[N - 1]);
        if (i > 0)
            CU_ASSERT_TRUE(got >= histogram_quantile(h, (i - 1) / 1000.0));
    }
    CU_ASSERT_EQUAL(histogram_quantile(h, 0), (double)value[0]);
    CU_ASSERT_EQUAL(histogram_quantile(h, 1), (double)value[N - 1]);
    for (int i = 0; i < N; i += 111) {
        int above = N - 1 - i;
        while (above > 0 && value[N - above] == value[i])
            above--;
        CHECK_NEAR(histogram_above(h, value[i]), above, 40);
    }
    free(h);
}

/* 1e6 uniform values in one wide range: interpolation is far finer than a bin. */
static void interpolation_is_finer_than_a_bin(void)
{
    struct histogram_run *h = xcalloc(1, sizeof *h);
    uint64_t n = 1000000;

    for (uint64_t i = 0; i < n; i++)
        histogram_add(h, (int64_t)(1e9 + 1e9 * unit_of(mix64(i))));
    for (double q = 0.05; q < 1; q += 0.0917)
        CHECK_NEAR(histogram_quantile(h, q), 1e9 * (1 + q),
                   1e9 * 3.3 * sqrt(q * (1 - q) / (double)n));
    free(h);
}

static void a_window_is_a_difference_of_two_states(void)
{
    struct histogram_run *early = filled(0, 3000), *late = filled(0, 8000);
    struct histogram_run *wanted = filled(3000, 8000), *got = xcalloc(1, sizeof *got);

    histogram_since(got, late, early);
    CU_ASSERT_EQUAL(got->n, 5000);
    CU_ASSERT_EQUAL(memcmp(got->count, wanted->count, sizeof got->count), 0);
    CU_ASSERT_EQUAL(memcmp(got->over, wanted->over, sizeof got->over), 0);
    CU_ASSERT_EQUAL(histogram_mean(got), histogram_mean(wanted));
    CU_ASSERT_TRUE(got->min <= wanted->min && got->max >= wanted->max);
    for (double q = 0.01; q < 1; q += 0.07)
        CU_ASSERT_EQUAL(histogram_quantile(got, q), histogram_quantile(wanted, q));
    histogram_since(got, late, late);
    CU_ASSERT_EQUAL(got->n, 0);
    CU_ASSERT_TRUE(isnan(histogram_quantile(got, 0.5)));
    free(early), free(late), free(wanted), free(got);
}

static void sums_do_not_overflow(void)
{
    struct histogram_run *h = xcalloc(1, sizeof *h);

    for (int i = 0; i < 10; i++)
        histogram_add(h, INT64_MAX - i);
    CHECK_NEAR(histogram_mean(h), 0x1p63, 0x1p12);
    CU_ASSERT_EQUAL(h->max, INT64_MAX);
    CU_ASSERT_EQUAL(h->min, INT64_MAX - 9);
    histogram_merge(h, h);
    CHECK_NEAR(wide_value(h->sum), 20 * 0x1p63, 0x1p16);
    free(h);
}

static void of_nothing_there_is_no_quantile(void)
{
    struct histogram_run *h = xcalloc(1, sizeof *h);
    struct histogram_period *open = xcalloc(1, sizeof *open);

    CU_ASSERT_TRUE(isnan(histogram_quantile(h, 0.5)));
    CU_ASSERT_TRUE(isnan(histogram_mean(h)));
    CU_ASSERT_TRUE(isnan(histogram_period_quantile(open, 0.5)));
    CU_ASSERT_TRUE(isnan(histogram_period_mean(open)));
    CU_ASSERT_EQUAL(histogram_above(h, 5), 0);
    free(h), free(open);
}

/* 237 GB, held for a day and then for an hour half as much. */
static void a_level_of_many_bytes_is_integrated(void)
{
    const int64_t bytes = INT64_C(237) << 30;
    struct meter m = {0};

    meter_set(&m, 0, bytes);
    meter_set(&m, 24 * SIM_HOUR, bytes / 2);
    meter_set(&m, 25 * SIM_HOUR, 0);
    CHECK_NEAR(wide_value(m.area) / ((double)bytes * 24.5 * (double)SIM_HOUR), 1, 1e-15);
}

FACTS(FACT(bins_follow_each_other_without_gaps), FACT(merging_is_exact_in_any_order),
      FACT(periods_add_up_to_the_run), FACT(one_repeated_value_is_returned_exactly),
      FACT(atoms_among_other_values_are_exact),
      FACT(quantiles_are_those_of_the_values_within_a_bin),
      FACT(interpolation_is_finer_than_a_bin),
      FACT(a_window_is_a_difference_of_two_states), FACT(sums_do_not_overflow),
      FACT(a_level_of_many_bytes_is_integrated), FACT(of_nothing_there_is_no_quantile))
