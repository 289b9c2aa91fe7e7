/* test_limit.c - levels and token buckets, exact; a bucket under random load. */
#include <math.h>

#include "base/memory.h"
#include "check.h"
#include "flow/limit.h"
#include "sim/law.h"

static const struct limit_name bucket_name = {"account.apigateway.rate", LIMIT_BUCKET,
                                              NULL};
static const struct limit_name level_name = {"lambda.x.reserved", LIMIT_LEVEL, NULL};
static struct diag quiet(void)
{
    return (struct diag){.out = NULL};
}

struct tap {
    struct sim *sim;
    struct limit limit;
};

static void tap_open(struct tap *t, double rate, double depth)
{
    *t = (struct tap){.sim = sim_new(NULL), .limit.name = &bucket_name};
    limit_set_bucket(t->sim, &t->limit, rate, depth, 1);
}

static void tap_close(struct tap *t)
{
    struct diag diag = quiet();

    CU_ASSERT_TRUE(limit_audit(&t->limit, &diag));
    CU_ASSERT_EQUAL(t->limit.initial + t->limit.refilled,
                    t->limit.taken + t->limit.tokens + t->limit.spilled);
    sim_free(t->sim);
}

/* How many of n requests, evenly over [from, from + width) ns, are served. */
static int served(struct tap *t, int n, int64_t from, int64_t width)
{
    int ok = 0;

    for (int i = 0; i < n; i++) {
        sim_run(t->sim, from + width * i / n);
        if (limit_has_tokens(t->sim, &t->limit, TOKEN)) {
            limit_take(t->sim, &t->limit, TOKEN);
            ok++;
        }
    }
    return ok;
}

#define MS SIM_MS

/* T1-T4: API Gateway developer guide, request throttling, rate 10 000/s, burst 5 000. */
static void the_worked_examples_of_a_token_bucket_hold(void)
{
    struct tap t;
    int ok = 0;

    tap_open(&t, 10000, 5000);
    for (int k = 0; k < 1000; k++)
        ok += served(&t, 10, k * MS, 0);
    CU_ASSERT_EQUAL(ok, 10000);
    tap_close(&t);
    tap_open(&t, 10000, 5000);
    CU_ASSERT_EQUAL(served(&t, 10000, 0, 0), 5000);
    tap_close(&t);
    tap_open(&t, 10000, 5000);
    CU_ASSERT_EQUAL(served(&t, 10000, 0, MS), 5009);
    tap_close(&t);
    tap_open(&t, 10000, 5000);
    CU_ASSERT_EQUAL(served(&t, 5000, 0, 0) + served(&t, 5000, 100 * MS, 0), 6000);
    tap_close(&t);
    tap_open(&t, 10000, 5000);
    CU_ASSERT_EQUAL(served(&t, 5000, 0, 0) + served(&t, 5000, 101 * MS, 0), 6010);
    tap_close(&t);
    tap_open(&t, 10000, 5000);
    CU_ASSERT_EQUAL(served(&t, 5000, 0, MS) + served(&t, 5000, 101 * MS, MS), 6019);
    tap_close(&t);
    tap_open(&t, 10000, 5000);
    CU_ASSERT_EQUAL(served(&t, 5000, 0, MS) + served(&t, 5000, 101 * MS, 0), 6010);
    tap_close(&t);
    tap_open(&t, 10000, 5000);
    ok = served(&t, 5000, 0, 0) + served(&t, 1000, 101 * MS, 0);
    ok += served(&t, 4000, 102 * MS, 898 * MS);
    CU_ASSERT_EQUAL(ok, 10000);
    tap_close(&t);
}

static void under_a_step_it_serves_burst_plus_rate_times_time(void)
{
    struct tap t;

    tap_open(&t, 10000, 5000);
    CU_ASSERT_EQUAL(served(&t, 150000, 0, 10 * SIM_SECOND), 104999);
    tap_close(&t);
}

struct load { /* Poisson arrivals */
    struct tap tap;
    struct stream stream;
    struct law gap;
    uint64_t k;
    double at;
};

static double refused_of(struct load *l, int n)
{
    int refused = 0;

    for (int i = 0; i < n; i++) {
        l->at += law_value(&l->gap, draw_bits(&l->stream, l->k++, 0));
        sim_run(l->tap.sim, (sim_time)l->at);
        if (limit_has_tokens(l->tap.sim, &l->tap.limit, TOKEN))
            limit_take(l->tap.sim, &l->tap.limit, TOKEN);
        else
            refused++;
    }
    return (double)refused / n;
}

/* Exact: the level-crossing equation of an M/D/1 that refuses when full. */
static void poisson_arrivals_are_refused_as_the_formula_says(void)
{
    static const struct {
        double lambda, rate, depth, refused;
    } row[] = {{8, 10, 1, .444414},
               {9.5, 10, 5, .082786},
               {10, 10, 10, .050847},
               {12, 10, 10, .170911}};
    enum { BATCHES = 25, EACH = 900000 };

    for (size_t r = 0; r < sizeof row / sizeof *row; r++) {
        struct load l = {.stream = stream_named(3 + r, 0, "poisson")};
        double sum = 0, squares = 0, mean, half;
        tap_open(&l.tap, row[r].rate, row[r].depth);
        law_exponential(&l.gap, 1e9 / row[r].lambda);
        for (int b = 0; b < BATCHES; b++) {
            double x = refused_of(&l, EACH);
            sum += x;
            squares += x * x;
        }
        mean = sum / BATCHES;
        half = 3.745 *
               sqrt((squares / BATCHES - mean * mean) / (BATCHES - 1)); /* t, 24 df */
        CHECK_NEAR(mean, row[r].refused, half);
        CU_ASSERT_TRUE(half < .01 * row[r].refused);
        tap_close(&l.tap);
    }
}

static void fractions_of_tokens_are_carried_exactly(void)
{
    struct tap t;

    tap_open(&t, 1.0 / 3 /* micro-tokens: 333333 */, 7);
    limit_take(t.sim, &t.limit, 7 * TOKEN);
    for (sim_time at = 1; at < 3000000; at += 1 + at % 7) { /* looked at all the time */
        sim_run(t.sim, at * 1000003);
        limit_settle(t.sim, &t.limit);
    }
    CU_ASSERT_TRUE(t.limit.tokens == t.limit.depth);
    sim_run(t.sim, sim_now(t.sim) + 1);
    limit_settle(t.sim, &t.limit);
    limit_take(t.sim, &t.limit, 7 * TOKEN);
    sim_time from = sim_now(t.sim);
    for (int i = 1; i <= 1000; i++) {
        sim_run(t.sim, from + i * 1001);
        limit_settle(t.sim, &t.limit);
    }
    CU_ASSERT_EQUAL(t.limit.tokens * INT64_C(1000000000) + t.limit.remainder,
                    INT64_C(1001000) * 333333);
    tap_close(&t);
}

__extension__ typedef unsigned __int128 u128;

/* From a tenth of a micro-token a ns to a million of them, after gaps from 1 ns to hours:
 * against one product and one division of 128 bits. */
static void refills_are_exact_at_any_rate(void)
{
    for (uint64_t i = 0; i < 20000; i++) {
        double rate = (double)(1 + mix64(i) % 999999) * pow(10, (int)(i % 6));
        struct tap t;
        u128 due = 0;
        tap_open(&t, rate / 1000, 1e12);
        limit_take(t.sim, &t.limit, t.limit.tokens);
        for (uint64_t k = 0; k < 8; k++) {
            uint64_t gap = mix64(i + k) % (UINT64_C(1) << mix64(k * i) % 44);
            sim_run(t.sim, sim_now(t.sim) + (sim_time)gap);
            limit_settle(t.sim, &t.limit);
            due += (u128)gap * (uint64_t)t.limit.rate;
        }
        if (due / 1000000000 < (u128)(uint64_t)t.limit.depth) {
            CU_ASSERT_EQUAL((uint64_t)t.limit.tokens, (uint64_t)(due / 1000000000));
            CU_ASSERT_EQUAL((uint64_t)t.limit.remainder, (uint64_t)(due % 1000000000));
        } else {
            CU_ASSERT_EQUAL(t.limit.tokens, t.limit.depth);
        }
        tap_close(&t);
    }
}

static void a_bucket_left_alone_for_years_is_full(void)
{
    struct tap t;

    tap_open(&t, 1e6, 2e6);
    limit_take(t.sim, &t.limit, 2000000 * TOKEN);
    sim_run(t.sim, INT64_C(50) * 365 * 86400 * SIM_SECOND);
    CU_ASSERT_TRUE(limit_has_tokens(t.sim, &t.limit, 2000000 * TOKEN));
    CU_ASSERT_EQUAL(t.limit.tokens, t.limit.depth);
    tap_close(&t);
}

static void waiting_as_long_as_it_says_is_enough_and_no_less(void)
{
    struct tap t;
    sim_time wait;

    tap_open(&t, 7.3, 11);
    limit_take(t.sim, &t.limit, 11 * TOKEN);
    wait = limit_wait(t.sim, &t.limit, 5 * TOKEN);
    sim_run(t.sim, wait - 1);
    CU_ASSERT_FALSE(limit_has_tokens(t.sim, &t.limit, 5 * TOKEN));
    CU_ASSERT_EQUAL(limit_wait(t.sim, &t.limit, 5 * TOKEN), 1);
    sim_run(t.sim, wait);
    CU_ASSERT_TRUE(limit_has_tokens(t.sim, &t.limit, 5 * TOKEN));
    CU_ASSERT_EQUAL(limit_wait(t.sim, &t.limit, 5 * TOKEN), 0);
    CU_ASSERT_EQUAL(limit_wait(t.sim, &t.limit, 12 * TOKEN), SIM_FOREVER);
    tap_close(&t);
}

static void debt_is_paid_back_before_anything_is_given(void)
{
    struct tap t;

    tap_open(&t, 10, 5);
    limit_take(t.sim, &t.limit, 4 * TOKEN);
    limit_take(t.sim, &t.limit, 9 * TOKEN); /* one is left: admitted on debt */
    CU_ASSERT_EQUAL(t.limit.tokens, -8 * TOKEN);
    CU_ASSERT_EQUAL(t.limit.debt_most, 9 * TOKEN);
    CHECK_NEAR(t.limit.peak, 13.0 / 5, 1e-12);
    CU_ASSERT_EQUAL(limit_wait(t.sim, &t.limit, 1), 800000100);
    tap_close(&t);
}

static void a_smaller_bucket_spills_and_a_larger_one_fills_slowly(void)
{
    struct tap t;

    tap_open(&t, 10, 100);
    limit_resize_bucket(t.sim, &t.limit, 20, 40);
    CU_ASSERT_EQUAL(t.limit.tokens, 40 * TOKEN);
    CU_ASSERT_EQUAL(t.limit.spilled, 60 * TOKEN);
    limit_resize_bucket(t.sim, &t.limit, 20, 80);
    sim_run(t.sim, SIM_SECOND);
    limit_settle(t.sim, &t.limit);
    CU_ASSERT_EQUAL(t.limit.tokens, 60 * TOKEN);
    CU_ASSERT_EQUAL(t.limit.run_peak, 0); /* nobody has taken any */
    tap_close(&t);
}

/* Enlarged from 100 to 700, of which 30 are gone: 30 of 100, and less when it fills. */
static void what_an_enlarged_bucket_does_not_hold_yet_is_not_used(void)
{
    struct tap t;

    tap_open(&t, 10, 100);
    limit_take(t.sim, &t.limit, 30 * TOKEN);
    CHECK_NEAR(t.limit.peak, .3, 1e-12);
    limit_resize_bucket(t.sim, &t.limit, 20, 700);
    limit_next_period(t.sim, &t.limit);
    CHECK_NEAR(t.limit.peak, .3, 1e-12);
    sim_run(t.sim, SIM_SECOND);
    limit_next_period(t.sim, &t.limit);
    CHECK_NEAR(t.limit.peak, .1, 1e-12);
    limit_take(t.sim, &t.limit, 60 * TOKEN);
    CHECK_NEAR(t.limit.peak, .7, 1e-12);
    CHECK_NEAR(t.limit.run_peak_value, 20, 0);
    limit_take(t.sim, &t.limit, 37 * TOKEN); /* a debt is one of the whole bucket */
    CHECK_NEAR(t.limit.peak, 1 + 7. / 700, 1e-12);
    tap_close(&t);
}

static void a_bucket_that_begins_empty_is_used_by_what_is_taken(void)
{
    struct sim *sim = sim_new(NULL);
    struct limit l = {.name = &bucket_name};

    limit_set_bucket(sim, &l, 150, 45000, 0);
    limit_next_period(sim, &l);
    CU_ASSERT_EQUAL(l.peak, 0);
    sim_run(sim, 2 * SIM_SECOND);
    limit_next_period(sim, &l);
    CU_ASSERT_EQUAL(l.peak, 0);
    limit_take(sim, &l, 90 * TOKEN);
    CHECK_NEAR(l.peak, 90. / 300, 1e-12);
    sim_free(sim);
}

/* 70/s of 100/s, evenly, leave a bucket of 300 s full: its use is its pace, which is told
 * every 10 s, 31 parts of which are 30 old ones. */
static void a_deep_bucket_next_to_its_rate_is_used(void)
{
    struct tap t;

    tap_open(&t, 100, 30000);
    CU_ASSERT_EQUAL(served(&t, 70 * 1200, 0, 1200 * SIM_SECOND), 70 * 1200);
    sim_run(t.sim, 1200 * SIM_SECOND);
    CHECK_NEAR(t.limit.peak, 1. / 30000, 1e-12);
    CHECK_NEAR(limit_pace(t.sim, &t.limit), .7 * (1 - pow(30. / 31, 120)), 1e-4);
    CHECK_NEAR(t.limit.run_peak, .7 * (1 - pow(30. / 31, 119)), 1e-4);
    sim_run(t.sim, 1500 * SIM_SECOND); /* 700 in 310 s since it was told */
    CHECK_NEAR(limit_pace(t.sim, &t.limit), (t.limit.pace * 300 + 7) / 610, 1e-3);
    tap_close(&t);
}

/* What its depth lends empties it and is no pace: 60 of 100, in 10 s in which 100 come.
 * Then all that comes in is taken, and no more. */
static void what_a_bucket_lends_is_no_pace(void)
{
    struct tap t;

    tap_open(&t, 10, 100);
    limit_take(t.sim, &t.limit, 60 * TOKEN);
    CHECK_NEAR(t.limit.run_peak, .6, 1e-12);
    sim_run(t.sim, 10 * SIM_SECOND);
    CHECK_NEAR(limit_pace(t.sim, &t.limit), .3, 1e-12);
    limit_take(t.sim, &t.limit, 999 * TOKEN);
    sim_run(t.sim, 20 * SIM_SECOND);
    CHECK_NEAR(limit_pace(t.sim, &t.limit), .65, 1e-12);
    limit_resize_bucket(t.sim, &t.limit, 5, 100); /* what was is of the old size */
    CHECK_NEAR(limit_pace(t.sim, &t.limit), .65, 1e-12);
    tap_close(&t);
}

/* What it was worth when it gave way and at its peak, not what it became. */
static void a_limit_remembers_what_it_was_worth(void)
{
    struct tap t;

    tap_open(&t, 10, 100);
    limit_take(t.sim, &t.limit, 93 * TOKEN);
    limit_rejected(t.sim, &t.limit, 1);
    limit_resize_bucket(t.sim, &t.limit, 44, 500);
    sim_run(t.sim, 20 * SIM_SECOND);
    limit_take(t.sim, &t.limit, 70 * TOKEN);
    limit_rejected(t.sim, &t.limit, 1);
    CU_ASSERT_EQUAL(t.limit.first_value, 10);
    CU_ASSERT_EQUAL(t.limit.run_peak_value, 10);
    CU_ASSERT_EQUAL(limit_value(&t.limit), 44);
    tap_close(&t);
}

static void a_bucket_that_grows_by_full_ones_is_not_used_by_it(void)
{
    struct tap t;

    tap_open(&t, 10, 100);
    limit_take(t.sim, &t.limit, 7 * TOKEN);
    limit_grow_bucket(t.sim, &t.limit, 30, 300);
    CU_ASSERT_EQUAL(t.limit.tokens, 293 * TOKEN);
    CHECK_NEAR(t.limit.run_peak, .07, 1e-12);
    tap_close(&t);
}

static void a_limit_of_nothing_is_not_used(void)
{
    struct sim *sim = sim_new(NULL);
    struct limit l = {.name = &level_name};

    limit_set_level(sim, &l, 8);
    limit_enter(sim, &l, 5);
    limit_resize_level(sim, &l, 0);
    CHECK_NEAR(l.run_peak, .625, 1e-12);
    CU_ASSERT_FALSE(limit_has_room(&l, 1));
    sim_free(sim);
}

static void the_audit_finds_a_token_from_nowhere(void)
{
    struct diag diag = quiet();
    struct tap t;

    tap_open(&t, 10, 100);
    limit_take(t.sim, &t.limit, 5 * TOKEN);
    t.limit.tokens++;
    CU_ASSERT_FALSE(limit_audit(&t.limit, &diag));
    CU_ASSERT_EQUAL(diag.failures, 1);
    t.limit.tokens--;
    tap_close(&t);
}

static void a_level_knows_its_peaks_and_when(void)
{
    struct sim *sim = sim_new(NULL);
    struct limit l = {.name = &level_name};

    limit_set_level(sim, &l, 8);
    limit_enter(sim, &l, 3);
    sim_run(sim, 70);
    limit_enter(sim, &l, 3);
    sim_run(sim, 90);
    limit_leave(sim, &l, 4);
    CHECK_NEAR(l.peak, .75, 0);
    limit_next_period(sim, &l);
    CHECK_NEAR(l.peak, .25, 0);
    CU_ASSERT_TRUE(limit_has_room(&l, 6));
    CU_ASSERT_FALSE(limit_has_room(&l, 7));
    CHECK_NEAR(l.run_peak, .75, 0);
    CU_ASSERT_EQUAL(l.run_peak_at, 70);
    CU_ASSERT_EQUAL(l.first, -1);
    limit_rejected(sim, &l, 2);
    sim_run(sim, 100);
    limit_delayed(sim, &l, 1);
    CU_ASSERT_EQUAL(l.first, 90);
    CU_ASSERT_EQUAL(l.rejections, 2);
    CU_ASSERT_EQUAL(l.delays, 1);
    sim_free(sim);
}

static void a_level_may_stand_above_a_smaller_size_until_work_ends(void)
{
    struct sim *sim = sim_new(NULL);
    struct limit l = {.name = &level_name};

    limit_set_level(sim, &l, 8);
    limit_enter(sim, &l, 8);
    limit_resize_level(sim, &l, 5);
    CHECK_NEAR(l.peak, 1.6, 1e-12);
    limit_leave(sim, &l, 3);
    CU_ASSERT_FALSE(limit_has_room(&l, 1));
    limit_leave(sim, &l, 1);
    CU_ASSERT_TRUE(limit_has_room(&l, 1));
    sim_free(sim);
}

static void a_limit_of_nothing_is_in_full_use_when_it_is_wanted(void)
{
    struct sim *sim = sim_new(NULL);
    struct limit l = {.name = &level_name};

    limit_set_level(sim, &l, 0);
    CU_ASSERT_FALSE(limit_has_room(&l, 1));
    CHECK_NEAR(l.peak, 0, 0);
    limit_rejected(sim, &l, 1);
    CHECK_NEAR(l.peak, 1, 0);
    sim_free(sim);
}

FACTS(FACT(the_worked_examples_of_a_token_bucket_hold),
      FACT(under_a_step_it_serves_burst_plus_rate_times_time),
      FACT(poisson_arrivals_are_refused_as_the_formula_says),
      FACT(fractions_of_tokens_are_carried_exactly), FACT(refills_are_exact_at_any_rate),
      FACT(a_bucket_left_alone_for_years_is_full),
      FACT(waiting_as_long_as_it_says_is_enough_and_no_less),
      FACT(debt_is_paid_back_before_anything_is_given),
      FACT(a_smaller_bucket_spills_and_a_larger_one_fills_slowly),
      FACT(what_an_enlarged_bucket_does_not_hold_yet_is_not_used),
      FACT(a_bucket_that_begins_empty_is_used_by_what_is_taken),
      FACT(a_deep_bucket_next_to_its_rate_is_used), FACT(what_a_bucket_lends_is_no_pace),
      FACT(a_limit_remembers_what_it_was_worth),
      FACT(a_bucket_that_grows_by_full_ones_is_not_used_by_it),
      FACT(a_limit_of_nothing_is_not_used), FACT(the_audit_finds_a_token_from_nowhere),
      FACT(a_level_knows_its_peaks_and_when),
      FACT(a_level_may_stand_above_a_smaller_size_until_work_ends),
      FACT(a_limit_of_nothing_is_in_full_use_when_it_is_wanted))
