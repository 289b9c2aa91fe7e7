/* test_process.c - what the SDKs of a process remember. */
#include "check.h"
#include "flow/process.h"

#define AT(s) ((sim_time)((s)*1e9 + 0.5))

static bool throttled_at(int i, double t)
{
    return i % 7 == 0 && t > 102 && t < 104;
}

/* 40 answers a second, every seventh a throttle from 2 to 4 s: rates as the classes of
 * botocore (retries/adaptive.py, throttling.py, bucket.py) have them for the same
 * answers, transcribed to Python for this test alone. */
static void rates_follow_botocores_cubic(void)
{
    static const struct {
        int answer;
        double measured, rate, tokens;
    } known[] = {
        {70, 39.68, 2.14375, 1.33395453125},
        {84, 39.936, 27.9552, 2.32145},
        {120, 39.99744, 6.751315928289715, 6.641761822631937},
        {159, 39.999488, 2.0890279734832253, 2.0494275528624093},
        {200, 39.999995904, 2.6754898307199606, 2.6750277619190017},
        {300, 39.9999999986893, 8.127247279343946, 7.957869605225561},
        {479, 40, 80, 80},
    };
    struct limiter l;
    size_t next = 0;

    limiter_start(&l, AT(100));
    for (int i = 1; i < 480; i++) {
        double t = 100 + i * 0.025;
        limiter_answered(&l, AT(t), throttled_at(i, t));
        if (i != known[next].answer)
            continue;
        CHECK_NEAR(l.measured, known[next].measured, 1e-9);
        CHECK_NEAR(l.rate, known[next].rate, 1e-6);
        CHECK_NEAR(l.tokens, known[next].tokens, 1e-6);
        next++;
    }
    CU_ASSERT_EQUAL(next, sizeof known / sizeof *known);
}

static void nothing_waits_before_the_first_throttle(void)
{
    struct limiter l;

    limiter_start(&l, AT(3));
    for (int i = 0; i < 1000; i++) {
        CU_ASSERT_EQUAL(limiter_wait(&l, AT(3)), 0);
        limiter_answered(&l, AT(3), false);
    }
}

/* A throttle before any half second has been measured leaves the least rate, 0.5/s. */
static void after_a_throttle_each_request_needs_a_token(void)
{
    struct limiter l;
    sim_time now = AT(7), wait;

    limiter_start(&l, now);
    limiter_answered(&l, now, true);
    wait = limiter_wait(&l, now);
    CHECK_NEAR((double)wait, 2e9, 2);
    CU_ASSERT_EQUAL(limiter_wait(&l, now + wait), 0);
    wait = limiter_wait(&l, now + wait); /* the bucket is empty again */
    CHECK_NEAR((double)wait, 2e9, 2);
}

static void each_service_has_a_quota_of_its_own_in_each_process(void)
{
    static const struct model a = {.name = "a"}, b = {.name = "b"};
    struct retry retry;
    struct process one = {0}, other = {0};
    struct sim *sim = sim_new(NULL);

    CU_ASSERT_TRUE(retry_policy("botocore.standard", &retry));
    process_sdk(sim, &one, &a, &retry)->budget.quota = 17;
    CU_ASSERT_EQUAL(process_sdk(sim, &one, &b, &retry)->budget.quota, 500);
    CU_ASSERT_EQUAL(process_sdk(sim, &other, &a, &retry)->budget.quota, 500);
    CU_ASSERT_EQUAL(process_sdk(sim, &one, &a, &retry)->budget.quota, 17);
    process_ended(sim, &one);
    CU_ASSERT_EQUAL(process_sdk(sim, &one, &a, &retry)->budget.quota, 500);
    sim_free(sim);
}

FACTS(FACT(rates_follow_botocores_cubic), FACT(nothing_waits_before_the_first_throttle),
      FACT(after_a_throttle_each_request_needs_a_token),
      FACT(each_service_has_a_quota_of_its_own_in_each_process))
