/* test_retry.c - delays by hand and as the SDKs have them. */
#include <string.h>

#include "base/memory.h"
#include "check.h"
#include "flow/retry.h"

#define HALF UINT64_C(0x8000000000000000) /* u = 1/2 */

static const struct retry doubling = {.max_attempts = 7,
                                      .interval = 100 * SIM_MS,
                                      .backoff_rate = 2,
                                      .max_delay = 900 * SIM_MS,
                                      .budget = (double)NAN};

static double wait_s(const struct retry *retry, enum call_status status, int64_t attempt,
                     uint64_t bits)
{
    sim_time delay = -1;

    return retry_next(retry, status, attempt, bits, &delay) ? (double)delay * 1e-9 : -1;
}

static void waits_grow_by_the_rate_up_to_the_cap(void)
{
    static const double wanted[] = {.1, .2, .4, .8, .9, .9, -1};

    for (int64_t n = 1; n <= 7; n++)
        CHECK_NEAR(wait_s(&doubling, CALL_FAILED, n, 0), wanted[n - 1], 1e-12);
}

static void success_and_refusal_are_not_tried_again(void)
{
    CHECK_NEAR(wait_s(&doubling, CALL_OK, 1, 0), -1, 0);
    CHECK_NEAR(wait_s(&doubling, CALL_REFUSED, 1, 0), -1, 0);
    CHECK_NEAR(wait_s(&doubling, CALL_THROTTLED, 1, 0), .1, 1e-12);
    CHECK_NEAR(wait_s(&doubling, CALL_TIMED_OUT, 1, 0), .1, 1e-12);
}

static void jitter_is_of_the_capped_wait(void)
{
    struct retry retry = doubling;

    retry.jitter = JITTER_FULL;
    CHECK_NEAR(wait_s(&retry, CALL_FAILED, 6, HALF), .45, 1e-9);
    CHECK_NEAR(wait_s(&retry, CALL_FAILED, 6, 0), 0, 1e-9);
    retry.jitter = JITTER_HALF_TO_FULL;
    CHECK_NEAR(wait_s(&retry, CALL_FAILED, 6, HALF), .675, 1e-9);
    CHECK_NEAR(wait_s(&retry, CALL_FAILED, 6, 0), .45, 1e-9);
}

static void endless_growth_stays_below_a_hundred_years(void)
{
    struct retry retry = {
        .max_attempts = 1000, .interval = SIM_SECOND, .backoff_rate = 100};

    CHECK_NEAR(wait_s(&retry, CALL_FAILED, 999, 0), 36525. * 86400, 1e-3);
}

static struct retry policy(const char *name, const char *address)
{
    struct retry retry = {0};

    CU_ASSERT_TRUE(retry_policy(name, &retry));
    retry_suit(&retry, address);
    return retry;
}

/* facts: botocore _retry.json; SDKs' sources as README.md lists them. */
static void policies_wait_as_their_sdks_do(void)
{
    struct retry r = policy("botocore.legacy", "dynamodb.orders");
    double sum = 0;

    CU_ASSERT_EQUAL(r.max_attempts, 10);
    for (int64_t n = 1; n <= 9; n++)
        sum += wait_s(&r, CALL_THROTTLED, n, mix64((uint64_t)n));
    CHECK_NEAR(sum, 25.55, 1e-9); /* no jitter: 50 ms, 100 ms .. 12.8 s */
    r = policy("botocore.legacy", "lambda.pay");
    CU_ASSERT_EQUAL(r.max_attempts, 5);
    CHECK_NEAR(wait_s(&r, CALL_FAILED, 3, HALF), 2, 1e-6);
    r = policy("botocore.standard", "dynamodb.orders");
    CU_ASSERT_EQUAL(r.max_attempts, 3);
    CHECK_NEAR(wait_s(&r, CALL_FAILED, 2, HALF), 1, 1e-6);
    r = policy("js.v2", "dynamodb.orders");
    CU_ASSERT_EQUAL(r.max_attempts, 11);
    CHECK_NEAR(wait_s(&r, CALL_FAILED, 2, HALF), .05, 1e-6);
    r = policy("js.v2", "lambda.pay");
    CU_ASSERT_EQUAL(r.max_attempts, 4);
    CHECK_NEAR(wait_s(&r, CALL_FAILED, 1, HALF), .05, 1e-6);
    r = policy("js.v3", "dynamodb.orders");
    CHECK_NEAR(wait_s(&r, CALL_FAILED, 1, HALF), .05, 1e-6);
    CHECK_NEAR(wait_s(&r, CALL_THROTTLED, 1, HALF), .25, 1e-6);
    r = policy("go.v1", "dynamodb.orders");
    CU_ASSERT_EQUAL(r.max_attempts, 11);
    CHECK_NEAR(wait_s(&r, CALL_FAILED, 1, 0), .05, 1e-6);
    CHECK_NEAR(wait_s(&r, CALL_FAILED, 2, UINT64_MAX), .2, 1e-6);
    CHECK_NEAR(wait_s(&r, CALL_THROTTLED, 1, 0), .5, 1e-6);
    r = policy("go.v2", "lambda.pay");
    CHECK_NEAR(wait_s(&r, CALL_FAILED, 1, HALF), 1, 1e-6);
    r = policy("java.v2", "dynamodb.orders");
    CU_ASSERT_EQUAL(r.max_attempts, 9);
    CHECK_NEAR(wait_s(&r, CALL_FAILED, 4, HALF), .1, 1e-6);
}

static void runtimes_have_the_sdk_of_their_date(void)
{
    CU_ASSERT_STRING_EQUAL(retry_of_runtime("python3.9", "2021-08-31"),
                           "botocore.legacy");
    CU_ASSERT_STRING_EQUAL(retry_of_runtime("nodejs14.x", "2021-08-31"), "js.v2");
    CU_ASSERT_STRING_EQUAL(retry_of_runtime("nodejs22.x", "2026-01-01"), "js.v3");
    CU_ASSERT_STRING_EQUAL(retry_of_runtime("java11", "2021-08-31"), "java.v2");
    CU_ASSERT_STRING_EQUAL(retry_of_runtime("provided.al2", "2021-08-31"), "go.v1");
    CU_ASSERT_STRING_EQUAL(retry_of_runtime("provided.al2023", "2026-01-01"), "go.v2");
    CU_ASSERT_PTR_NULL(retry_of_runtime("dotnet8", "2026-01-01"));
    CU_ASSERT_PTR_NULL(retry_of_runtime(NULL, "2026-01-01"));
}

static void every_policy_that_is_named_is_there(void)
{
    struct retry retry;

    for (const char *const *name = retry_policies(); *name; name++)
        CU_ASSERT_TRUE(retry_policy(*name, &retry));
    CU_ASSERT_FALSE(retry_policy("java.v2.2026", &retry));
}

static void a_budget_lets_through_its_share_of_first_tries(void)
{
    struct retry retry = doubling;
    struct retry_budget b;
    int allowed = 0;

    retry.budget = .1;
    retry_budget_start(&b, &retry);
    for (int i = 0; i < 1000; i++) {
        retry_budget_first(&b, &retry);
        while (retry_budget_allows(&b, &retry, CALL_FAILED))
            allowed++;
    }
    CU_ASSERT_EQUAL(allowed, 100);
}

static void an_sdks_quota_drains_by_retries_and_fills_by_success(void)
{
    struct retry retry = policy("botocore.standard", "lambda.pay");
    struct retry_budget b;
    int allowed = 0;

    retry_budget_start(&b, &retry);
    while (retry_budget_allows(&b, &retry, CALL_TIMED_OUT))
        allowed++;
    CU_ASSERT_EQUAL(allowed, 50);
    for (int i = 0; i < 5; i++)
        retry_budget_success(&b, &retry, 1, CALL_OK);
    CU_ASSERT_TRUE(retry_budget_allows(&b, &retry, CALL_FAILED));
    CU_ASSERT_FALSE(retry_budget_allows(&b, &retry, CALL_FAILED));
    retry_budget_success(&b, &retry, 2, CALL_TIMED_OUT); /* what that retry had cost */
    CU_ASSERT_EQUAL(b.quota, 10);
    for (int i = 0; i < 1000; i++)
        retry_budget_success(&b, &retry, 1, CALL_OK);
    CU_ASSERT_EQUAL(b.quota, 500);
}

FACTS(FACT(waits_grow_by_the_rate_up_to_the_cap),
      FACT(success_and_refusal_are_not_tried_again), FACT(jitter_is_of_the_capped_wait),
      FACT(endless_growth_stays_below_a_hundred_years),
      FACT(policies_wait_as_their_sdks_do), FACT(runtimes_have_the_sdk_of_their_date),
      FACT(every_policy_that_is_named_is_there),
      FACT(a_budget_lets_through_its_share_of_first_tries),
      FACT(an_sdks_quota_drains_by_retries_and_fills_by_success))
