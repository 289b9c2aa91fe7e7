/* test_lambda.c - functions, watched from outside through their calls. */
#include "check.h"
#include "flow/limit.h"
#include "lambda/lambda.h"
#include "room.h"

#include <string.h>

#define HEAD                                                                             \
    "profile = \"aws-2021-08\"; region = \"us-east-1\"; run = { duration = \"1 h\"; };"
#define MB INT64_C(1048576)
/* One vCPU, so that work takes as long as it says; cold starts take 400 ms + 137 ms. */
#define WITHOUT_FIRST                                                                    \
    "memory_size = \"1769 MB\"; timeout = \"10 s\"; init = \"137 ms\"; "                 \
    "placement = \"400 ms\"; idle_expiry = \"60 s\"; maximum_age = \"2 h\"; "
#define PLAIN WITHOUT_FIRST "first_invoke = \"0 s\"; "
#define FIRST_23 WITHOUT_FIRST "first_invoke = \"23 ms\"; "

static void first_call_starts_cold_and_the_next_is_warm(void)
{
    struct room r;

    room_up(&r,
            HEAD "lambda = { f = { " PLAIN "steps = ( { work = \"101 ms\"; } ); }; };");
    room_shoot(&r, &(struct shot){.to = "lambda.f"});
    room_run(&r, SIM_SECOND);
    CU_ASSERT_EQUAL(r.answered_at, (400 + 137 + 101) * SIM_MS);
    room_shoot(&r, &(struct shot){.to = "lambda.f", .at = SIM_SECOND});
    room_run(&r, 2 * SIM_SECOND);
    CU_ASSERT_EQUAL(r.answered_at, SIM_SECOND + 101 * SIM_MS);
    CU_ASSERT_EQUAL(room_count(&r, "lambda.f", "cold_starts"), 1);
    CU_ASSERT_EQUAL(room_count(&r, "lambda.f", "invocations"), 2);
    CHECK_NEAR(room_mean(&r, "lambda.f", "duration"), 101e6, 0);
    CHECK_NEAR(room_mean(&r, "lambda.f", "init_duration"), 137e6, 0);
    room_down(&r);
}

static void a_large_package_is_placed_10_ms_later_for_each_mb_beyond_the_first(void)
{
    static const struct {
        const char *package;
        int ms;
    } seen[] = {{"package_size = \"0 B\"; ", 0},
                {"package_size = \"1 MB\"; ", 0},
                {"package_size = \"11.5 MB\"; ", 105},
                {"package_size = \"50 MB\"; package_type = \"Image\"; ", 0}};

    for (size_t i = 0; i < sizeof seen / sizeof *seen; i++) {
        char text[640];
        struct room r;
        snprintf(text, sizeof text,
                 HEAD "lambda = { f = { " PLAIN
                      "%ssteps = ( { work = \"101 ms\"; } ); }; "
                      "};",
                 seen[i].package);
        room_up(&r, text);
        room_shoot(&r, &(struct shot){.to = "lambda.f"});
        room_run(&r, SIM_SECOND);
        CU_ASSERT_EQUAL(r.answered_at, (400 + 137 + 101 + seen[i].ms) * SIM_MS);
        CHECK_NEAR(room_mean(&r, "lambda.f", "init_duration"), 137e6, 0);
        room_down(&r);
    }
}

static void a_request_waits_for_the_environment_it_caused(void)
{
    struct room r;

    room_up(&r,
            HEAD "lambda = { f = { " PLAIN "steps = ( { work = \"500 ms\"; } ); }; };");
    room_shoot(&r, &(struct shot){.to = "lambda.f", .at = 0});
    room_shoot(&r, &(struct shot){.to = "lambda.f", .at = 1000 * SIM_MS});
    room_run(&r, 5 * SIM_SECOND);
    CU_ASSERT_EQUAL(r.answered_at, (1000 + 537 + 500) * SIM_MS); /* not at 1037 + 500 */
    CU_ASSERT_EQUAL(room_count(&r, "lambda.f", "cold_starts"), 2);
    room_down(&r);
}

static void idle_environments_are_reused_up_to_their_expiry_and_not_beyond(void)
{
    struct room r;

    room_up(&r, HEAD "lambda = { f = { " PLAIN "steps = ( { wait = \"1 s\"; } ); }; };");
    room_shoot(&r, &(struct shot){.to = "lambda.f"});
    room_run(&r, 10 * SIM_SECOND);
    CU_ASSERT_EQUAL(r.answered_at, 1537 * SIM_MS);
    room_shoot(&r,
               &(struct shot){.to = "lambda.f", .at = 61537 * SIM_MS}); /* gap = 60 s */
    room_run(&r, 100 * SIM_SECOND);
    CU_ASSERT_EQUAL(room_count(&r, "lambda.f", "cold_starts"), 1);
    room_shoot(&r, &(struct shot){.to = "lambda.f", .at = 122537 * SIM_MS + 1});
    room_run(&r, 200 * SIM_SECOND);
    CU_ASSERT_EQUAL(room_count(&r, "lambda.f", "cold_starts"), 2);
    room_down(&r);
}

static void environments_end_at_the_first_idle_moment_past_their_age(void)
{
    struct room r;

    room_up(&r,
            HEAD "lambda = { f = { memory_size = \"1769 MB\"; timeout = \"10 s\"; init = "
                 "\"0 s\"; placement = \"0 s\"; idle_expiry = \"60 s\"; maximum_age = "
                 "\"100 s\"; steps = ( { wait = \"1 s\"; } ); }; };");
    for (int i = 0; i < 6; i++) /* every 20 s: at 100 s it is too old */
        room_shoot(&r, &(struct shot){.to = "lambda.f", .at = 20 * i * SIM_SECOND + i});
    room_run(&r, 110 * SIM_SECOND);
    CU_ASSERT_EQUAL(room_count(&r, "lambda.f", "cold_starts"), 2);
    room_down(&r);
}

/* Facts T14: SeBS, 2020-01. */
static void an_unused_pool_of_twenty_is_halved_every_380_s(void)
{
    static const struct {
        int at, left;
    } seen[] = {{379, 20}, {381, 10}, {759, 10}, {761, 5},
                {1141, 3}, {1521, 2}, {1901, 1}, {2281, 0}};
    struct room r;

    room_up(&r, HEAD "lambda = { f = { memory_size = \"128 MB\"; idle_expiry = "
                     "\"halving(380 s)\"; warm_environments = 20; "
                     "steps = ( { wait = \"1 s\"; } ); }; };");
    for (size_t i = 0; i < sizeof seen / sizeof *seen; i++) {
        room_run(&r, seen[i].at * SIM_SECOND);
        CU_ASSERT_EQUAL(room_level(&r, "lambda.f", "environments"), seen[i].left);
    }
    room_down(&r);
}

/* Their first invocations end at different times, as inits do. */
static void a_burst_leaves_a_pool_that_is_halved_once(void)
{
    struct room r;

    room_up(&r,
            HEAD "lambda = { f = { memory_size = \"128 MB\"; idle_expiry = "
                 "\"halving(380 s)\"; placement = \"0 s\"; init = "
                 "\"uniform(100 ms, 900 ms)\"; steps = ( { wait = \"1 s\"; } ); }; };");
    room_shoot(&r, &(struct shot){.to = "lambda.f", .count = 20});
    room_run(&r, 381 * SIM_SECOND);
    CU_ASSERT_EQUAL(room_level(&r, "lambda.f", "environments"), 20);
    room_run(&r, 383 * SIM_SECOND);
    CU_ASSERT_EQUAL(room_level(&r, "lambda.f", "environments"), 10);
    room_run(&r, 763 * SIM_SECOND);
    CU_ASSERT_EQUAL(room_level(&r, "lambda.f", "environments"), 5);
    room_down(&r);
}

static void the_newest_created_idle_environment_serves_next(void)
{
    struct room r;

    /* Two environments; only the newer one is used every 40 s, so the older one expires.
     */
    room_up(&r, HEAD "lambda = { f = { " PLAIN "steps = ( { wait = \"1 s\"; } ); }; };");
    room_shoot(&r, &(struct shot){.to = "lambda.f", .count = 2});
    for (int i = 1; i < 4; i++)
        room_shoot(&r, &(struct shot){.to = "lambda.f", .at = 40 * i * SIM_SECOND});
    room_run(&r, 100 * SIM_SECOND);
    CU_ASSERT_EQUAL(room_level(&r, "lambda.f", "environments"), 1);
    CU_ASSERT_EQUAL(room_count(&r, "lambda.f", "cold_starts"), 2);
    room_down(&r);
}

/* Facts T12. */
static void reserves_are_caps_and_leave_the_rest_to_the_others(void)
{
    struct room r;
    const char *text = HEAD "lambda = { a = { " PLAIN
                            "reserved_concurrent_executions = 400; steps = ( { "
                            "wait = \"5 s\"; } ); }; b = { like = \"a\"; }; c = { " PLAIN
                            "steps = ( { wait = \"5 s\"; } ); }; };";

    room_up(&r, text);
    room_shoot(&r, &(struct shot){.to = "lambda.a", .count = 450});
    room_shoot(&r, &(struct shot){.to = "lambda.c", .count = 300, .at = 1});
    room_run(&r, SIM_SECOND);
    CU_ASSERT_EQUAL(room_count(&r, "lambda.a", "throttles"), 50);
    CU_ASSERT_EQUAL(room_count(&r, "lambda.c", "throttles"), 100); /* 1000 - 400 - 400 */
    CU_ASSERT_STRING_EQUAL(r.limit->name->address,
                           "account.lambda.concurrent_executions");
    CU_ASSERT_EQUAL(r.answers[CALL_THROTTLED], 150);
    room_down(&r);
}

/* Facts T5: 2021, B = 3 000, account 10 000. */
static void ten_thousand_at_once_find_3000_environments_in_2021(void)
{
    struct room r;

    room_up(&r,
            HEAD "account = { lambda = { concurrent_executions = 10000; }; }; lambda = { "
                 "f = { timeout = \"15 min\"; steps = ( { wait = \"10 min\"; } ); }; };");
    room_shoot(&r, &(struct shot){.to = "lambda.f", .count = 10000});
    room_run(&r, SIM_SECOND);
    CU_ASSERT_EQUAL(room_count(&r, "lambda.f", "invocations"), 3000);
    CU_ASSERT_EQUAL(room_count(&r, "lambda.f", "throttles"), 7000);
    CU_ASSERT_STRING_EQUAL(r.limit->name->address, "account.lambda.burst_concurrency");
    room_down(&r);
}

/* Facts T9: 2023 and later, a step to 5 000. */
static void a_function_grows_by_1000_and_100_a_second_since_2023(void)
{
    struct room r;

    room_up(
        &r,
        "profile = \"aws-2026\"; run = { duration = \"1 h\"; }; account = { lambda = { "
        "concurrent_executions = 10000; }; }; lambda = { f = { timeout = \"15 min\"; "
        "steps = ( { wait = \"10 min\"; } ); }; };");
    for (int i = 0; i <= 5; i++)
        room_shoot(&r, &(struct shot){
                           .to = "lambda.f", .count = 5000, .at = 10 * i * SIM_SECOND});
    for (int i = 0; i <= 5; i++) {
        room_run(&r, 10 * i * SIM_SECOND + 1);
        CU_ASSERT_EQUAL(room_level(&r, "lambda.f", "concurrent_executions"),
                        1000 * (i + 1));
    }
    room_down(&r);
}

/* Facts T10: 50 ms at 20 000 a second, quota 1 000: the rate of ten times the quota
 * binds. */
static void the_request_rate_is_ten_times_the_quota(void)
{
    struct room r;

    room_up(&r,
            HEAD "lambda = { f = { " PLAIN "warm_environments = 1000; steps = ( { wait "
                 "= \"50 ms\"; } ); }; };");
    room_shoot(
        &r, &(struct shot){.to = "lambda.f", .count = 200000, .spread = 10 * SIM_SECOND});
    room_run(&r, 11 * SIM_SECOND);
    /* min(offered, B + r t) with t = 9.99995 s, the last arrival */
    CU_ASSERT_EQUAL(room_count(&r, "lambda.f", "invocations"), 109999);
    CU_ASSERT_STRING_EQUAL(r.limit->name->address, "account.lambda.request_rate");
    room_down(&r);
}

/* language.md D12: error_rate is the short form of a first step that fails.  Only whom it
 * hits differs: it tosses by the attempt. */
static void error_rate_fails_before_the_work_under_its_name(void)
{
    static const struct {
        const char *said, *error;
        int crashes;
    } seen[] = {
        {"error_rate = 1; ", "Unhandled", 0},
        {"error_rate = 1; error = \"CardRefused\"; ", "CardRefused", 0},
        {"error_rate = 1; error = \"Runtime.ExitError\"; ", "Runtime.ExitError", 1}};

    for (size_t i = 0; i < sizeof seen / sizeof *seen; i++) {
        char text[700];
        struct room r;
        snprintf(text, sizeof text,
                 HEAD "lambda = { f = { " FIRST_23 "%ssteps = ( { "
                      "work = \"101 ms\"; }, { send = \"lambda.g\"; } ); }; "
                      "g = { " PLAIN "steps = ( { work = \"1 ms\"; } ); }; };",
                 seen[i].said);
        room_up(&r, text);
        room_shoot(&r, &(struct shot){.to = "lambda.f"});
        room_shoot(&r, &(struct shot){.to = "lambda.f", .at = SIM_SECOND});
        room_run(&r, 2 * SIM_SECOND);
        CU_ASSERT_EQUAL(r.answers[CALL_FAILED], 2);
        CU_ASSERT_STRING_EQUAL(r.error, seen[i].error);
        CU_ASSERT_EQUAL(r.answered_at, (1000 + seen[i].crashes * (137 + 23)) * SIM_MS);
        CU_ASSERT_EQUAL(room_count(&r, "lambda.f", "invocations"), 2);
        CU_ASSERT_EQUAL(room_count(&r, "lambda.f", "errors"), 2);
        CU_ASSERT_EQUAL(room_count(&r, "lambda.g", "invocations"), 0);
        CU_ASSERT_EQUAL(room_usage(&r, "lambda.f", "gb_second"),
                        (23 + seen[i].crashes * (137 + 23)) * 1769);
        room_down(&r);
    }
}

static void a_share_of_invocations_errs_and_the_rest_work(void)
{
    struct room r;
    int64_t errors;

    room_up(&r, HEAD "lambda = { f = { " PLAIN "warm_environments = 40; error_rate = "
                     "\"17 %\"; steps = ( { wait = \"20 ms\"; } ); }; };");
    room_shoot(
        &r, &(struct shot){.to = "lambda.f", .count = 20000, .spread = 60 * SIM_SECOND});
    room_run(&r, 61 * SIM_SECOND);
    errors = room_count(&r, "lambda.f", "errors");
    CHECK_NEAR((double)errors, 3400, 3.29 * 53.1); /* sqrt(20000 x 0.17 x 0.83) */
    CU_ASSERT_EQUAL(r.answers[CALL_OK], 20000 - errors);
    CHECK_NEAR(room_mean(&r, "lambda.f", "duration"),
               (double)(20000 - errors) / 20000 * 20e6, 1);
    room_down(&r);
}

static void a_timed_out_handler_is_an_error_and_resets_its_environment(void)
{
    struct room r;

    room_up(&r, HEAD
            "lambda = { f = { memory_size = \"1769 MB\"; timeout = \"2 s\"; init = "
            "\"137 ms\"; placement = \"0 s\"; steps = ( { wait = \"3 s\"; } ); }; };");
    room_shoot(&r, &(struct shot){.to = "lambda.f"});
    room_run(&r, 10 * SIM_SECOND);
    CU_ASSERT_EQUAL(r.answered_at, 2137 * SIM_MS);
    CU_ASSERT_EQUAL(r.answers[CALL_FAILED], 1);
    CU_ASSERT_STRING_EQUAL(r.error, "Sandbox.Timedout");
    CU_ASSERT_EQUAL(room_count(&r, "lambda.f", "errors"), 1);
    CU_ASSERT_EQUAL(room_count(&r, "lambda.f", "timeouts"), 1);
    CHECK_NEAR(room_mean(&r, "lambda.f", "duration"), 2e9, 0);
    /* no new environment, but the init again, inside the invocation */
    room_shoot(&r, &(struct shot){.to = "lambda.f", .at = 10 * SIM_SECOND});
    room_run(&r, 20 * SIM_SECOND);
    CU_ASSERT_EQUAL(r.answered_at, 12 * SIM_SECOND);
    CU_ASSERT_EQUAL(room_count(&r, "lambda.f", "cold_starts"), 1);
    room_down(&r);
}

static void billed_time_is_rounded_up_to_a_millisecond(void)
{
    struct room r;

    room_up(&r, HEAD "lambda = { f = { memory_size = \"512 MB\"; init = \"100 ms\"; "
                     "first_invoke = \"0 s\"; "
                     "steps = ( { wait = \"10.2 ms\"; } ); }; };");
    room_shoot(&r, &(struct shot){.to = "lambda.f"});
    room_shoot(&r, &(struct shot){.to = "lambda.f", .at = 60 * SIM_SECOND});
    room_run(&r, 100 * SIM_SECOND);
    CU_ASSERT_EQUAL(room_usage(&r, "lambda.f", "gb_second"), 2 * 11 * 512); /* MB x ms */
    CU_ASSERT_EQUAL(room_usage(&r, "lambda.f", "request"), 2);
    room_down(&r);
}

static int64_t billed_ms(const char *year, const char *settings)
{
    char text[640];
    struct room r;
    int64_t ms;

    snprintf(text, sizeof text,
             "profile = \"%s\"; run = { duration = \"1 h\"; }; lambda = { f = { "
             "memory_size = \"512 MB\"; init = \"100.3 ms\"; first_invoke = \"0 s\"; %s "
             "steps = ( { wait = \"10.2 ms\"; } ); }; };",
             year, settings);
    room_up(&r, text);
    room_shoot(&r, &(struct shot){.to = "lambda.f"});
    room_run(&r, 100 * SIM_SECOND);
    ms = (room_usage(&r, "lambda.f", "gb_second") +
          room_usage(&r, "lambda.f", "gb_second_arm")) /
         512;
    room_down(&r);
    return ms;
}

/* AWS Compute blog, billing of the INIT phase: all since 2025-08-01. */
static void before_2025_init_of_managed_runtimes_in_zip_packages_was_free(void)
{
    CU_ASSERT_EQUAL(billed_ms("aws-2021-08", "runtime = \"python3.9\";"), 11);
    CU_ASSERT_EQUAL(billed_ms("aws-2021-08", ""), 11);
    CU_ASSERT_EQUAL(billed_ms("aws-2021-08", "runtime = \"provided.al2\";"), 111);
    CU_ASSERT_EQUAL(billed_ms("aws-2021-08", "package_type = \"Image\";"), 111);
    CU_ASSERT_EQUAL(billed_ms("aws-2026", "runtime = \"python3.13\";"), 111);
    CU_ASSERT_EQUAL(billed_ms("aws-2026", "runtime = \"provided.al2023\";"), 111);
    CU_ASSERT_EQUAL(billed_ms("aws-2026", "architectures = \"arm64\";"), 111);
}

static void storage_beyond_512_mb_is_billed_by_duration(void)
{
    struct room r;

    room_up(&r,
            "profile = \"aws-2026\"; run = { duration = \"1 h\"; }; lambda = { f = { "
            "memory_size = \"512 MB\"; init = \"0 s\"; first_invoke = \"0 s\"; "
            "ephemeral_storage = \"2.5 GB\"; steps = ( { wait = \"1234.5 ms\"; } ); }; "
            "};");
    room_shoot(&r, &(struct shot){.to = "lambda.f"});
    room_run(&r, 100 * SIM_SECOND);
    CU_ASSERT_EQUAL(room_usage(&r, "lambda.f", "ephemeral_storage_gb_second"),
                    2048 * 1235);
    room_down(&r);
}

static void init_is_billed_since_2025(void)
{
    struct room r;

    room_up(&r, "profile = \"aws-2026\"; run = { duration = \"1 h\"; }; lambda = { f = { "
                "memory_size = \"512 MB\"; init = \"100 ms\"; first_invoke = \"0 s\"; "
                "steps = ( { wait = \"10.2 ms\"; "
                "} ); }; };");
    room_shoot(&r, &(struct shot){.to = "lambda.f"});
    room_shoot(&r, &(struct shot){.to = "lambda.f", .at = 60 * SIM_SECOND});
    room_run(&r, 100 * SIM_SECOND);
    CU_ASSERT_EQUAL(room_usage(&r, "lambda.f", "gb_second"), (111 + 11) * 512);
    room_down(&r);
}

static void a_caller_that_gives_up_does_not_end_the_work(void)
{
    struct room r;

    room_up(&r, HEAD "lambda = { f = { " PLAIN "steps = ( { wait = \"3 s\"; } ); }; };");
    room_shoot(&r, &(struct shot){.to = "lambda.f", .timeout = SIM_SECOND});
    room_run(&r, 10 * SIM_SECOND);
    CU_ASSERT_EQUAL(r.answered_at, SIM_SECOND);
    CU_ASSERT_EQUAL(r.answers[CALL_TIMED_OUT], 1);
    CU_ASSERT_EQUAL(room_usage(&r, "lambda.f", "gb_second"), 3000 * 1769);
    room_down(&r);
}

FACTS(FACT(first_call_starts_cold_and_the_next_is_warm),
      FACT(a_large_package_is_placed_10_ms_later_for_each_mb_beyond_the_first),
      FACT(a_request_waits_for_the_environment_it_caused),
      FACT(idle_environments_are_reused_up_to_their_expiry_and_not_beyond),
      FACT(environments_end_at_the_first_idle_moment_past_their_age),
      FACT(an_unused_pool_of_twenty_is_halved_every_380_s),
      FACT(a_burst_leaves_a_pool_that_is_halved_once),
      FACT(the_newest_created_idle_environment_serves_next),
      FACT(reserves_are_caps_and_leave_the_rest_to_the_others),
      FACT(ten_thousand_at_once_find_3000_environments_in_2021),
      FACT(a_function_grows_by_1000_and_100_a_second_since_2023),
      FACT(the_request_rate_is_ten_times_the_quota),
      FACT(error_rate_fails_before_the_work_under_its_name),
      FACT(a_share_of_invocations_errs_and_the_rest_work),
      FACT(a_timed_out_handler_is_an_error_and_resets_its_environment),
      FACT(billed_time_is_rounded_up_to_a_millisecond), FACT(init_is_billed_since_2025),
      FACT(before_2025_init_of_managed_runtimes_in_zip_packages_was_free),
      FACT(storage_beyond_512_mb_is_billed_by_duration),
      FACT(a_caller_that_gives_up_does_not_end_the_work))
