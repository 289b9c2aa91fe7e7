/* test_admission.c - who is turned away, by which limit, and how fast a function grows.
 */
#include "check.h"
#include "flow/limit.h"
#include "lambda/lambda.h"
#include "room.h"

#include <stdlib.h>
#include <string.h>

#define OF(year, more)                                                                   \
    "profile = \"" year "\"; region = \"us-east-1\"; run = { duration = \"1 h\"; }; "    \
    "account = { lambda = { " more "}; };"
#define LARGE "concurrent_executions = 10000; "
#define QUICK                                                                            \
    "memory_size = \"1769 MB\"; timeout = \"15 min\"; init = \"0 s\"; "                  \
    "placement = \"0 s\"; first_invoke = \"0 s\"; idle_expiry = \"10 min\"; "
#define LASTS(time)                                                                      \
    "lambda = { f = { " QUICK "steps = ( { wait = \"" time "\"; } ); }; };"

static const char *const REFILLS[] = {
    OF("aws-2021-08", LARGE "burst_refill = \"EVENLY\"; "),
    OF("aws-2021-08", LARGE "burst_refill = \"STEPS\"; "),
};

static void up(struct room *r, size_t refill, const char *functions)
{
    char text[2048];

    snprintf(text, sizeof text, "%s%s", REFILLS[refill], functions);
    room_up(r, text);
}

/* The throttled of `count` calls at `at`. */
static int64_t throttled(struct room *r, size_t count, sim_time at)
{
    int64_t before = room_count(r, "lambda.f", "throttles");

    room_shoot(r, &(struct shot){.to = "lambda.f", .count = count, .at = at});
    room_run(r, at + SIM_SECOND);
    return room_count(r, "lambda.f", "throttles") - before;
}

/* Facts T6: B = 3 000; environments of the first minute are free again in the second. */
static void five_thousand_in_each_of_two_minutes_find_3000_and_then_3500(void)
{
    for (size_t i = 0; i < 2; i++) {
        struct room r;
        up(&r, i, LASTS("30 s"));
        CU_ASSERT_EQUAL(throttled(&r, 5000, 0), 2000);
        CU_ASSERT_EQUAL(throttled(&r, 5000, 60 * SIM_SECOND), 1500);
        CU_ASSERT_STRING_EQUAL(r.limit->name->address,
                               "account.lambda.burst_concurrency");
        room_down(&r);
    }
}

/* Facts T7: 10 000 in three. */
static void a_third_of_ten_thousand_each_minute_is_short_once(void)
{
    for (size_t i = 0; i < 2; i++) {
        struct room r;
        up(&r, i, LASTS("30 s"));
        CU_ASSERT_EQUAL(throttled(&r, 3334, 0), 334);
        CU_ASSERT_EQUAL(throttled(&r, 3334, 60 * SIM_SECOND), 0);
        CU_ASSERT_EQUAL(throttled(&r, 3334, 120 * SIM_SECOND), 0);
        CU_ASSERT_EQUAL(room_count(&r, "lambda.f", "cold_starts"), 3334);
        room_down(&r);
    }
}

/* Facts T8: 10 000 in four. */
static void a_quarter_of_ten_thousand_each_minute_is_never_short(void)
{
    for (size_t i = 0; i < 2; i++) {
        struct room r;
        up(&r, i, LASTS("30 s"));
        for (int minute = 0; minute < 4; minute++)
            CU_ASSERT_EQUAL(throttled(&r, 2500, minute * 60 * SIM_SECOND), 0);
        CU_ASSERT_EQUAL(room_count(&r, "lambda.f", "cold_starts"), 2500);
        room_down(&r);
    }
}

/* Between the minutes' ends the two ways differ. */
static void half_a_minute_brings_half_of_500_or_nothing(void)
{
    static const int64_t THROTTLED[] = {50, 300};

    for (size_t i = 0; i < 2; i++) {
        struct room r;
        up(&r, i, LASTS("10 min"));
        CU_ASSERT_EQUAL(throttled(&r, 3000, 0), 0);
        CU_ASSERT_EQUAL(throttled(&r, 300, 30 * SIM_SECOND), THROTTLED[i]);
        CU_ASSERT_EQUAL(throttled(&r, 600, 60 * SIM_SECOND), i ? 100 : 350);
        room_down(&r);
    }
}

static void two_functions_share_the_regions_bucket_and_not_their_own(void)
{
    static const char *const HEAD[] = {OF("aws-2021-08", LARGE), OF("aws-2026", LARGE)};
    static const int64_t LEFT[] = {500, 1000};

    for (size_t i = 0; i < 2; i++) {
        char text[2048];
        struct room r;
        snprintf(text, sizeof text,
                 "%s lambda = { f = { " QUICK
                 "steps = ( { wait = \"9 min\"; } ); }; g = { like = \"f\"; }; };",
                 HEAD[i]);
        room_up(&r, text);
        room_shoot(&r, &(struct shot){.to = "lambda.g", .count = 2500});
        CU_ASSERT_EQUAL(throttled(&r, 2500, 1), 2500 - LEFT[i]);
        room_down(&r);
    }
}

/* Facts T10 in 2026: 50 ms, 20 000 a second, quota 1 000: 10 000 a second are served by
 * 500 at once. */
static void ten_times_the_quota_is_served_each_second(void)
{
    int64_t before, n;
    struct room r;

    room_up(&r, OF("aws-2026", "") LASTS("50 ms"));
    room_shoot(
        &r, &(struct shot){.to = "lambda.f", .count = 600000, .spread = 30 * SIM_SECOND});
    room_run(&r, 20 * SIM_SECOND - 1);
    before = room_count(&r, "lambda.f", "invocations");
    room_run(&r, 30 * SIM_SECOND - 1);
    n = room_count(&r, "lambda.f", "invocations") - before;
    CU_ASSERT_TRUE(n >= 99999 && n <= 100001);
    CU_ASSERT_EQUAL(room_level(&r, "lambda.f", "concurrent_executions"), 500);
    CU_ASSERT_STRING_EQUAL(r.limit->name->address, "account.lambda.request_rate");
    room_down(&r);
}

/* The other form of 2026's scaling: 10 000 requests a second at once, and 1 000 more each
 * second: with a quota that lets them, 1 ms each. */
static void the_rate_of_a_function_grows_by_1000_a_second_beyond_10000(void)
{
    struct room r;
    int64_t before = 0;

    room_up(&r,
            OF("aws-2026",
               LARGE) "lambda = { f = { " QUICK
                      "warm_environments = 200; steps = ( { wait = \"1 ms\"; } ); }; };");
    room_shoot(
        &r, &(struct shot){.to = "lambda.f", .count = 300000, .spread = 6 * SIM_SECOND});
    for (int second = 1; second <= 6; second++) {
        int64_t n;
        room_run(&r, second * SIM_SECOND - 1);
        n = room_count(&r, "lambda.f", "invocations") - before;
        before += n;
        CU_ASSERT_TRUE(llabs(n - (10000 + 1000 * second)) <= 1);
    }
    CU_ASSERT_STRING_EQUAL(r.limit->name->address, "lambda.f.scaling_requests");
    room_down(&r);
}

static const struct meter *account_meter(struct room *r, const char *metric)
{
    const struct service *s = room_service(r, "lambda.f");
    size_t row = 0;

    while (strcmp(s->model->metrics[row].name, metric) != 0)
        row++;
    return &s->account->meter[row];
}

static void claimed_concurrency_is_what_runs_unreserved_and_all_reserves(void)
{
    struct room r;

    room_up(&r, OF("aws-2021-08",
                   "") "lambda = { f = { " QUICK "reserved_concurrent_executions = 137; "
                       "steps = ( { wait = \"5 s\"; } ); }; "
                       "g = { " QUICK "steps = ( { wait = \"7 s\"; } ); }; };");
    room_shoot(&r, &(struct shot){.to = "lambda.f", .count = 41});
    room_shoot(&r, &(struct shot){.to = "lambda.g", .count = 59});
    room_run(&r, SIM_SECOND);
    CU_ASSERT_EQUAL(account_meter(&r, "unreserved_concurrent_executions")->level, 59);
    CU_ASSERT_EQUAL(account_meter(&r, "claimed_account_concurrency")->level, 59 + 137);
    room_run(&r, 8 * SIM_SECOND);
    CU_ASSERT_EQUAL(account_meter(&r, "claimed_account_concurrency")->level, 137);
    room_down(&r);
}

FACTS(FACT(five_thousand_in_each_of_two_minutes_find_3000_and_then_3500),
      FACT(a_third_of_ten_thousand_each_minute_is_short_once),
      FACT(a_quarter_of_ten_thousand_each_minute_is_never_short),
      FACT(half_a_minute_brings_half_of_500_or_nothing),
      FACT(two_functions_share_the_regions_bucket_and_not_their_own),
      FACT(ten_times_the_quota_is_served_each_second),
      FACT(the_rate_of_a_function_grows_by_1000_a_second_beyond_10000),
      FACT(claimed_concurrency_is_what_runs_unreserved_and_all_reserves))
