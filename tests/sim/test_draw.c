/* test_draw.c - names and streams: what they depend on, and a short battery on
 * the streams in the orders in which they are used (methods.md 1 d, e).  The
 * long battery is fed by draw_feed.c; results: src/sim/README.md.
 */
#include "check.h"

#include <gsl/gsl_cdf.h>
#include <stdlib.h>

#include "sim/draw.h"
#include "sim/draw_orders.h"

enum { SAMPLES = 1 << 20 };

static void a_stream_is_named_by_seed_replication_and_purpose(void)
{
    struct stream s = stream_named(1, 0, "lambda.orders/work");
    const struct stream other[] = {stream_named(2, 0, "lambda.orders/work"),
                                   stream_named(1, 1, "lambda.orders/work"),
                                   stream_named(1, 0, "lambda.orders/init"),
                                   stream_named(0, 1, "lambda.orders/work")};

    for (size_t i = 0; i < sizeof other / sizeof *other; i++)
        CU_ASSERT_NOT_EQUAL(draw_bits(&s, 12, 0), draw_bits(&other[i], 12, 0));
    struct stream same = stream_named(1, 0, "lambda.orders/work");
    CU_ASSERT_EQUAL(draw_bits(&s, 12, 3), draw_bits(&same, 12, 3));
}

/* Files written today are read tomorrow: the definition must not drift. */
static void the_definition_is_pinned(void)
{
    struct stream s = stream_named(42, 7, "dynamodb.bookings/latency");
    uint64_t root = name_root(name_text("client.travellers"), "arrival", 1234, 0);
    uint64_t child = name_child(root, name_text("reserve/call dynamodb.bookings"), 3);

    printf("  %016llx %016llx %016llx\n", (unsigned long long)root,
           (unsigned long long)child, (unsigned long long)draw_bits(&s, child, 1));
    CU_ASSERT_EQUAL(root, PIN_ROOT);
    CU_ASSERT_EQUAL(child, PIN_CHILD);
    CU_ASSERT_EQUAL(draw_bits(&s, child, 1), PIN_BITS);
}

static void every_part_of_a_name_counts(void)
{
    uint64_t client = name_text("client.a"), site = name_text("reserve/put/0");
    uint64_t root = name_root(client, "arrival", 5, 0),
             try = name_try(root, site, 2, 1, 0);

    CU_ASSERT_NOT_EQUAL(root, name_root(client, "burst", 5, 0));
    CU_ASSERT_NOT_EQUAL(root, name_root(name_text("client.b"), "arrival", 5, 0));
    CU_ASSERT_NOT_EQUAL(name_root(client, "user", 5, 0), name_root(client, "user", 0, 5));
    CU_ASSERT_EQUAL(root, name_nth(name_kind(client, "arrival"), 5, 0));
    CU_ASSERT_NOT_EQUAL(try, name_try(root, site, 2, 0, 0));
    CU_ASSERT_NOT_EQUAL(try, name_try(root, site, 2, 1, 1));
    CU_ASSERT_NOT_EQUAL(try, name_try(root, site, 1, 1, 0));
    CU_ASSERT_NOT_EQUAL(try, name_try(root, name_text("reserve/put/1"), 2, 1, 0));
    CU_ASSERT_NOT_EQUAL(name_text("ab"), name_text("ba"));
    CU_ASSERT_NOT_EQUAL(name_text(""), name_text("a"));
}

static void u_is_open_and_symmetric(void)
{
    CU_ASSERT_EQUAL(unit_of(0), 0x1p-53);
    CU_ASSERT_EQUAL(unit_of(UINT64_MAX), 1 - 0x1p-53);
    for (uint64_t i = 0; i < 10000; i++) {
        uint64_t bits = mix64(i);
        CU_ASSERT_EQUAL(unit_of(bits) + unit_of(~bits), 1);
    }
}

static void an_antithetic_stream_is_the_complement(void)
{
    struct stream s = stream_named(3, 4, "x"), a = stream_antithetic(s);

    for (uint64_t k = 0; k < 1000; k++)
        CU_ASSERT_EQUAL(unit_of(draw_bits(&a, k, 0)), 1 - unit_of(draw_bits(&s, k, 0)));
    a = stream_antithetic(a);
    CU_ASSERT_EQUAL(draw_bits(&a, 9, 9), draw_bits(&s, 9, 9));
}

static int by_number(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return (x > y) - (x < y);
}

static void a_million_names_of_a_tree_differ(void)
{
    uint64_t *name = calloc(SAMPLES, sizeof *name), n = 0;
    uint64_t kind = name_kind(name_text("client.a"), "arrival");
    uint64_t site[4] = {name_text("s0"), name_text("s1"), name_text("s2"),
                        name_text("s3")};

    for (uint64_t k = 0; n + 84 <= SAMPLES; k++) {
        uint64_t root = name_nth(kind, k, 0);
        for (int a = 0; a < 4; a++) {
            uint64_t child = name_try(root, site[a], 0, 0, 0);
            name[n++] = child;
            for (uint64_t i = 0; i < 20; i++) /* five iterations, four attempts each */
                name[n++] = name_try(child, site[i % 4], i / 4, i % 4, 0);
        }
    }
    qsort(name, n, sizeof *name, by_number);
    for (uint64_t i = 1; i < n; i++)
        CU_ASSERT_NOT_EQUAL_FATAL(name[i - 1], name[i]);
    free(name);
}

/* p of a chi-square value, made two-sided: too even is as bad as too uneven. */
static double two_sided(double chi2, double df)
{
    return 2 * fmin(gsl_cdf_chisq_P(chi2, df), gsl_cdf_chisq_Q(chi2, df));
}

static double even(const uint32_t *count, size_t cells, double n)
{
    double chi2 = 0, wanted = n / (double)cells;

    for (size_t i = 0; i < cells; i++)
        chi2 += ((double)count[i] - wanted) * ((double)count[i] - wanted) / wanted;
    return two_sided(chi2, (double)cells - 1);
}

/* The least p of: each byte's values, pairs of neighbours' top bytes, each
 * bit's count, number of ones, runs up and down, lag-1 correlation. */
static double least_p(enum order order, uint64_t samples)
{
    static uint32_t byte[8][256], pair[65536], ones[65];
    double bit[64] = {0}, product = 0, p = 1, turns = 0, chi2 = 0;
    double all = (double)samples;
    uint64_t last = 0, before = 0;
    struct reader reader = {0};

    memset(byte, 0, sizeof byte), memset(pair, 0, sizeof pair),
        memset(ones, 0, sizeof ones);
    for (uint64_t n = 0; n < samples; n++) {
        uint64_t bits = drawn_in(&reader, order, n);
        for (int b = 0; b < 8; b++)
            byte[b][bits >> (8 * b) & 255]++;
        for (int b = 0; b < 64; b++)
            bit[b] += (double)(bits >> b & 1);
        pair[(last >> 56) << 8 | bits >> 56]++;
        ones[__builtin_popcountll(bits)]++;
        product += (unit_of(bits) - 0.5) * (unit_of(last) - 0.5) * (n > 0);
        turns += n > 1 && (last > before) != (bits > last);
        before = last;
        last = bits;
    }
    for (int b = 0; b < 8; b++)
        p = fmin(p, even(byte[b], 256, all));
    p = fmin(p, even(pair, 65536, all));
    for (int b = 0; b < 64; b++)
        p = fmin(p, 2 * gsl_cdf_ugaussian_Q(fabs(2 * bit[b] / all - 1) * sqrt(all)));
    for (int k = 16; k <= 48; k++) { /* binomial(64, 1/2); the tails are empty */
        double wanted =
            all * exp(lgamma(65) - lgamma(k + 1) - lgamma(65 - k) - 64 * log(2));
        chi2 += (ones[k] - wanted) * (ones[k] - wanted) / wanted;
    }
    p = fmin(p, two_sided(chi2, 32));
    p = fmin(p, 2 * gsl_cdf_ugaussian_Q(fabs(product) * 12 / sqrt(all)));
    turns = (turns - 2.0 / 3 * (all - 2)) / sqrt((16 * all - 29) / 90);
    return fmin(p, 2 * gsl_cdf_ugaussian_Q(fabs(turns)));
}

/* 77 p values an order: the least of so many is below 1e-6 once in 1e4 orders. */
static void streams_pass_a_short_battery_in_every_order_of_use(void)
{
    uint64_t samples = getenv("LONG") ? UINT64_C(1) << 26 : SAMPLES;

    for (enum order order = 0; order < ORDERS; order++) {
        double p = least_p(order, samples);
        printf("  %-45s least of 77 p: %.3g\n", order_name(order), p);
        CU_ASSERT_TRUE(p > 1e-6);
    }
}

/* |r| < 4 / sqrt(n) */
static void check_uncorrelated(struct stream a, uint64_t a_site, struct stream b,
                               uint64_t b_site)
{
    enum { N = 20000 };
    uint64_t kind = name_kind(name_text("client.a"), "arrival");
    double sum = 0;

    for (uint64_t k = 0; k < N; k++) {
        uint64_t root = name_nth(kind, k, 0);
        sum += (unit_of(draw_bits(&a, name_child(root, a_site, 0), 0)) - 0.5) *
               (unit_of(draw_bits(&b, name_child(root, b_site, 0), 0)) - 0.5);
    }
    CU_ASSERT_TRUE(fabs(12 * sum / N) < 4 / sqrt(N));
}

static void neighbours_are_uncorrelated(void)
{
    for (uint64_t i = 0; i < 40; i++) {
        char text[40], next[40];
        unsigned r = (unsigned)i;
        snprintf(text, sizeof text, "reserve/put/%u", r);
        snprintf(next, sizeof next, "reserve/put/%u", r + 1);
        uint64_t site = name_text(text), other = name_text(next);
        struct stream s = stream_named(i, r, "lambda.a/work");
        check_uncorrelated(s, site, stream_named(i + 1, r, "lambda.a/work"), site);
        check_uncorrelated(s, site, stream_named(i, r + 1, "lambda.a/work"), site);
        check_uncorrelated(s, site, stream_named(i, r, "lambda.b/work"), site);
        check_uncorrelated(s, site, s, other);
        check_uncorrelated(s, site, s, site + 1);
    }
}

FACTS(FACT(a_stream_is_named_by_seed_replication_and_purpose),
      FACT(the_definition_is_pinned), FACT(every_part_of_a_name_counts),
      FACT(u_is_open_and_symmetric), FACT(an_antithetic_stream_is_the_complement),
      FACT(a_million_names_of_a_tree_differ),
      FACT(streams_pass_a_short_battery_in_every_order_of_use),
      FACT(neighbours_are_uncorrelated))
