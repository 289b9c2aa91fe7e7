/* test_environment.c - how environments start, are reset, and end. */
#include "check.h"
#include "flow/usage.h"
#include "lambda/tables.h"
#include "room.h"

#include <string.h>

#define AT_2021 "profile = \"aws-2021-08\"; run = { duration = \"4 h\"; };"
#define AT_2026 "profile = \"aws-2026\"; run = { duration = \"4 h\"; };"
/* One vCPU; what a test does not say takes no time. */
#define PLAIN                                                                            \
    "memory_size = \"1769 MB\"; timeout = \"30 s\"; init = \"137 ms\"; "                 \
    "placement = \"411 ms\"; first_invoke = \"0 s\"; idle_expiry = \"60 s\"; "           \
    "maximum_age = \"2 h\"; "

static void up(struct room *r, const char *head, const char *settings, const char *steps)
{
    char text[1200];

    snprintf(text, sizeof text,
             "%s lambda = { plain = { abstract = true; " PLAIN
             "steps = ( %s ); }; f = { like = \"plain\"; %s }; };",
             head, steps, settings);
    room_up(r, text);
}

static void shoot(struct room *r, sim_time at, sim_time until)
{
    room_shoot(r, &(struct shot){.to = "lambda.f", .at = at});
    room_run(r, until);
}

/* Lambda developer guide, runtimes-context: 10 s, then again under the timeout. */
static void an_init_beyond_10_s_begins_again_inside_the_invocation(void)
{
    struct room r;

    up(&r, AT_2021, "init = \"12.5 s\";", "{ work = \"101 ms\"; }");
    shoot(&r, 0, 60 * SIM_SECOND);
    CU_ASSERT_EQUAL(r.answered_at, (411 + 10000 + 12500 + 101) * SIM_MS);
    CHECK_NEAR(room_mean(&r, "lambda.f", "init_duration"), 10e9, 0);
    CHECK_NEAR(room_mean(&r, "lambda.f", "duration"), 12601e6, 0);
    CU_ASSERT_EQUAL(room_count(&r, "lambda.f", "suppressed_inits"), 1);
    CU_ASSERT_EQUAL(room_usage(&r, "lambda.f", "gb_second"), 12601 * 1769);
    shoot(&r, 61 * SIM_SECOND, 70 * SIM_SECOND); /* and then it is warm */
    CU_ASSERT_EQUAL(r.answered_at, 61101 * SIM_MS);
    room_down(&r);
}

static void an_init_beyond_10_s_can_run_into_the_timeout_every_time(void)
{
    struct room r;

    up(&r, AT_2026, "init = \"12.5 s\"; timeout = \"7 s\";", "{ work = \"101 ms\"; }");
    shoot(&r, 0, 20 * SIM_SECOND);
    CU_ASSERT_EQUAL(r.answered_at, (411 + 10000 + 7000) * SIM_MS);
    CU_ASSERT_STRING_EQUAL(r.error, "Sandbox.Timedout");
    /* init is billed in 2026: 10 s of it, and the 7 s */
    CU_ASSERT_EQUAL(room_usage(&r, "lambda.f", "gb_second"), 17000 * 1769);
    shoot(&r, 20 * SIM_SECOND, 40 * SIM_SECOND);
    CU_ASSERT_EQUAL(r.answered_at, 27 * SIM_SECOND);
    CU_ASSERT_EQUAL(room_count(&r, "lambda.f", "timeouts"), 2);
    CU_ASSERT_EQUAL(room_count(&r, "lambda.f", "cold_starts"), 1);
    CU_ASSERT_EQUAL(room_count(&r, "lambda.f", "suppressed_inits"), 2);
    room_down(&r);
}

/* The same environment, a new process: init and the first handler's penalty are inside
 * the next Duration. */
static void a_crash_resets_the_environment_and_the_next_duration_pays(void)
{
    static const char *const crash[] = {"Runtime.ExitError", "Runtime.OutOfMemory",
                                        "OrderRefused"};

    for (size_t i = 0; i < 3; i++) {
        char steps[200];
        struct room r;
        int again = i < 2 ? 137 + 23 : 0;
        snprintf(steps, sizeof steps, "{ wait = \"50 ms\"; }, { fail = \"%s\"; }",
                 crash[i]);
        up(&r, AT_2021, "first_invoke = \"23 ms\";", steps);
        shoot(&r, 0, SIM_SECOND);
        CU_ASSERT_STRING_EQUAL(r.error, crash[i]);
        CU_ASSERT_EQUAL(r.answered_at, (411 + 137 + 23 + 50) * SIM_MS);
        shoot(&r, SIM_SECOND, 2 * SIM_SECOND);
        CU_ASSERT_EQUAL(r.answered_at, (1000 + again + 50) * SIM_MS);
        CU_ASSERT_EQUAL(room_count(&r, "lambda.f", "cold_starts"), 1);
        CU_ASSERT_EQUAL(room_count(&r, "lambda.f", "suppressed_inits"), i < 2);
        CU_ASSERT_EQUAL(room_count(&r, "lambda.f", "errors"), 2);
        CU_ASSERT_EQUAL(room_usage(&r, "lambda.f", "gb_second"),
                        (73 + again + 50) * 1769);
        room_down(&r);
    }
}

static void a_callee_that_crashes_does_not_reset_its_caller(void)
{
    struct room r;

    room_up(&r,
            AT_2021 "lambda = { f = { " PLAIN "steps = ( { call = \"lambda.g\"; retry "
                    "= \"none\"; } ); }; g = { " PLAIN
                    "steps = ( { fail = \"Runtime.ExitError\"; } ); }; };");
    shoot(&r, 0, 2 * SIM_SECOND);
    CU_ASSERT_STRING_EQUAL(r.error, "Runtime.ExitError");
    shoot(&r, 2 * SIM_SECOND, 4 * SIM_SECOND);
    CU_ASSERT_EQUAL(room_count(&r, "lambda.f", "suppressed_inits"), 0);
    CU_ASSERT_EQUAL(room_count(&r, "lambda.g", "suppressed_inits"), 1);
    CU_ASSERT_EQUAL(r.answered_at, (2000 + 137) * SIM_MS); /* g's */
    room_down(&r);
}

/* What the first handler took longer at five sizes, ms: dotnet8 (lambda-perf, 2026); Java
 * and C# of 2017 (theburningmonk, n = 596 each).  The law is said at 128 MB. */
static void the_first_handler_takes_longer_by_its_share_of_cpu(void)
{
    static const int mb[] = {128, 256, 512, 1024, 1536};
    static const double seen[][5] = {{719, 358, 167, 76, NAN},
                                     {3464, 1958, 983, 534, 330},
                                     {4373, 2132, 1055, 490, 341}};

    for (size_t i = 0; i < 15; i++) {
        double ms = seen[i / 5][i % 5];
        char settings[100];
        struct room r;
        if (isnan(ms))
            continue;
        snprintf(settings, sizeof settings,
                 "first_invoke = \"%.0f ms at 128 MB\"; memory_size = \"%d MB\";",
                 seen[i / 5][0], mb[i % 5]);
        up(&r, AT_2026, settings, "{ wait = \"5 ms\"; }");
        shoot(&r, 0, 5 * SIM_SECOND);
        CHECK_NEAR((room_mean(&r, "lambda.f", "duration") / 1e6 - 5) / ms, 1, 0.19);
        room_down(&r);
    }
}

static void a_snapshot_is_restored_instead_of_initialised(void)
{
    struct room r;

    up(&r, AT_2026,
       "runtime = \"python3.12\"; snap_start = \"PublishedVersions\"; restore = \"503 "
       "ms\"; restore_billed = \"20 %\";",
       "{ wait = \"50 ms\"; }");
    shoot(&r, 0, 2 * SIM_SECOND);
    CU_ASSERT_EQUAL(r.answered_at, (411 + 503 + 50) * SIM_MS);
    CHECK_NEAR(room_mean(&r, "lambda.f", "restore_duration"), 503e6, 0);
    CU_ASSERT_EQUAL(room_samples(&r, "lambda.f", "init_duration"), 0);
    shoot(&r, 2 * SIM_SECOND, 3 * SIM_SECOND);
    /* 150.6 ms, rounded up once, and 50 ms */
    CU_ASSERT_EQUAL(room_usage(&r, "lambda.f", "gb_second"), (151 + 50) * 1769);
    CU_ASSERT_EQUAL(room_usage(&r, "lambda.f", "snap_start_restore"), 1769);
    room_down(&r);
}

static void snapshots_of_java_cost_nothing(void)
{
    struct room r;

    up(&r, AT_2026, "runtime = \"java21\"; snap_start = \"PublishedVersions\";",
       "{ wait = \"50 ms\"; }");
    shoot(&r, 0, 5 * SIM_SECOND);
    CU_ASSERT_EQUAL(room_samples(&r, "lambda.f", "restore_duration"), 1);
    CU_ASSERT_EQUAL(room_usage(&r, "lambda.f", "snap_start_restore"), 0);
    CU_ASSERT_EQUAL(room_service(&r, "lambda.f")->usage[ITEM_SNAPSHOT].level, 0);
    room_down(&r);
}

static void a_restore_beyond_10_s_fails_and_its_environment_is_gone(void)
{
    struct room r;

    up(&r, AT_2026,
       "runtime = \"dotnet8\"; snap_start = \"PublishedVersions\"; restore = \"11 s\"; "
       "restore_billed = \"0 %\";",
       "{ wait = \"50 ms\"; }");
    for (int i = 0; i < 2; i++) {
        shoot(&r, 20 * i * SIM_SECOND, (20 * i + 15) * SIM_SECOND);
        CU_ASSERT_EQUAL(r.answered_at, (20000 * i + 411 + 10000) * SIM_MS);
        CU_ASSERT_STRING_EQUAL(r.error, "SnapStartTimeoutException");
        CU_ASSERT_EQUAL(room_level(&r, "lambda.f", "environments"), 0);
    }
    CU_ASSERT_EQUAL(room_usage(&r, "lambda.f", "gb_second"), 0);
    CU_ASSERT_EQUAL(room_count(&r, "lambda.f", "cold_starts_growth"), 1);
    CU_ASSERT_EQUAL(room_count(&r, "lambda.f", "cold_starts_lost"), 1);
    CU_ASSERT_EQUAL(room_count(&r, "lambda.f", "errors"), 2);
    room_down(&r);
}

/* mikhailio, 2020-04 and 2021-01: JavaScript 290 ms; 520 in a VPC; 1 692 and 3 956 ms
 * with 14 and 35 MB of packages. */
static void placement_in_a_vpc_and_loading_of_packages_take_what_was_measured(void)
{
    static const struct {
        const char *settings;
        double ms;
    } seen[] = {
        {"vpc_config = { subnet_ids = ( \"a\", \"b\" ); };", 520 - 290},
        {"loaded_size = \"14 MB\";", 1692 - 290},
        {"loaded_size = \"35 MB\";", 3956 - 290},
    };

    for (size_t i = 0; i < 3; i++) {
        struct room r;
        up(&r, AT_2021, seen[i].settings, "{ wait = \"50 ms\"; }");
        shoot(&r, 0, 20 * SIM_SECOND);
        CHECK_NEAR(((double)r.answered_at / 1e6 - 411 - 137 - 50) / seen[i].ms, 1, 0.05);
        room_down(&r);
    }
}

static void extensions_keep_an_environment_busy_after_the_answer(void)
{
    struct room r;

    up(&r, AT_2026,
       "post_runtime_extensions = \"2.5 s\"; reserved_concurrent_executions = 2;",
       "{ wait = \"50 ms\"; }");
    shoot(&r, 0, SIM_SECOND);
    CU_ASSERT_EQUAL(r.answered_at, (411 + 137 + 50) * SIM_MS);
    CU_ASSERT_EQUAL(room_level(&r, "lambda.f", "concurrent_executions"), 1);
    shoot(&r, SIM_SECOND, 2 * SIM_SECOND); /* a second one is needed, a third refused */
    CU_ASSERT_EQUAL(room_count(&r, "lambda.f", "cold_starts"), 2);
    shoot(&r, 2 * SIM_SECOND, 3 * SIM_SECOND);
    CU_ASSERT_EQUAL(room_count(&r, "lambda.f", "throttles"), 1);
    room_run(&r, 10 * SIM_SECOND);
    CU_ASSERT_EQUAL(room_level(&r, "lambda.f", "concurrent_executions"), 0);
    CHECK_NEAR(room_mean(&r, "lambda.f", "duration"), 50e6, 0);
    CHECK_NEAR(room_mean(&r, "lambda.f", "post_runtime_extensions_duration"), 2.5e9, 0);
    CU_ASSERT_EQUAL(room_usage(&r, "lambda.f", "gb_second"),
                    2 * (137 + 50 + 2500) * 1769);
    room_down(&r);
}

/* Two at once; both expire; then one, at 2 h that one is too old. */
static void each_cold_start_has_the_cause_why_no_environment_was_there(void)
{
    struct room r;

    up(&r, AT_2021, "idle_expiry = \"50 min\";", "{ wait = \"1 s\"; }");
    room_shoot(&r, &(struct shot){.to = "lambda.f", .count = 2});
    room_run(&r, SIM_SECOND);
    CU_ASSERT_EQUAL(room_count(&r, "lambda.f", "cold_starts_growth"), 2);
    for (int i = 1; i < 5; i++) /* the newer one is used, the older one expires */
        room_shoot(&r, &(struct shot){.to = "lambda.f", .at = i * 1800 * SIM_SECOND});
    room_run(&r, 9001 * SIM_SECOND); /* it ends at 7 200 s and the next one is new */
    room_shoot(&r, &(struct shot){.to = "lambda.f", .at = 9002 * SIM_SECOND});
    room_run(&r, 9020 * SIM_SECOND);
    CU_ASSERT_EQUAL(room_count(&r, "lambda.f", "cold_starts_aged"), 1);
    CU_ASSERT_EQUAL(room_count(&r, "lambda.f", "cold_starts_expired"), 0);
    room_shoot(&r, &(struct shot){.to = "lambda.f", .count = 3, .at = 9030 * SIM_SECOND});
    room_run(&r, 9040 * SIM_SECOND);
    CU_ASSERT_EQUAL(room_count(&r, "lambda.f", "cold_starts_expired"), 1);
    CU_ASSERT_EQUAL(room_count(&r, "lambda.f", "cold_starts_growth"), 3);
    CU_ASSERT_EQUAL(room_count(&r, "lambda.f", "cold_starts"), 5);
    room_down(&r);
}

/* ubc-cirrus-lab, 2025: cold after gaps of 60 to 360 s. */
static void idle_environments_of_2026_end_as_measured_in_2025(void)
{
    static const double seen[][2] = {{240, 0.02}, {300, 0.08}, {315, 0.43},
                                     {330, 0.68}, {345, 0.94}, {360, 1}};
    enum { N = 2000 };
    struct room r;

    room_up(&r, AT_2026 "lambda = { f = { memory_size = \"1769 MB\"; warm_environments = "
                        "2000; steps = ( { wait = \"1 s\"; } ); }; };");
    for (size_t i = 0; i < 6; i++) {
        room_run(&r, (sim_time)seen[i][0] * SIM_SECOND + SIM_MS);
        CHECK_NEAR(1 - (double)room_level(&r, "lambda.f", "environments") / N, seen[i][1],
                   3.3 * sqrt(seen[i][1] * (1 - seen[i][1]) / N) + 1e-9);
    }
    room_down(&r);
}

static void what_snap_start_does_not_go_with_is_refused(void)
{
    CU_ASSERT_TRUE(room_refuses(AT_2026 "lambda = { f = { " PLAIN
                                        "runtime = \"python3.11\"; snap_start = "
                                        "\"PublishedVersions\"; steps = ( { wait = \"1 "
                                        "s\"; } ); }; };",
                                "needs a runtime"));
    CU_ASSERT_TRUE(room_refuses(AT_2026 "lambda = { f = { " PLAIN
                                        "runtime = \"java21\"; ephemeral_storage = \"1 "
                                        "GB\"; snap_start = \"PublishedVersions\"; steps "
                                        "= ( { wait = \"1 s\"; } ); }; };",
                                "ephemeral_storage"));
    CU_ASSERT_TRUE(room_refuses(AT_2026 "lambda = { f = { " PLAIN "runtime = \"java21\"; "
                                        "provisioned_concurrent_executions = 3; "
                                        "snap_start = \"PublishedVersions\"; steps = ( { "
                                        "wait = \"1 s\"; } ); }; };",
                                "provisioned concurrency"));
    CU_ASSERT_TRUE(room_refuses(AT_2021 "lambda = { f = { " PLAIN
                                        "runtime = \"java11\"; snap_start = "
                                        "\"PublishedVersions\"; steps = ( { wait = \"1 "
                                        "s\"; } ); }; };",
                                "appeared 2022-11-28"));
    CU_ASSERT_TRUE(room_refuses(AT_2021 "lambda = { f = { " PLAIN
                                        "ephemeral_storage = \"513 MB\"; steps = ( { "
                                        "wait = \"1 s\"; } ); }; };",
                                "appeared 2022-03-24"));
}

FACTS(FACT(an_init_beyond_10_s_begins_again_inside_the_invocation),
      FACT(an_init_beyond_10_s_can_run_into_the_timeout_every_time),
      FACT(a_crash_resets_the_environment_and_the_next_duration_pays),
      FACT(a_callee_that_crashes_does_not_reset_its_caller),
      FACT(the_first_handler_takes_longer_by_its_share_of_cpu),
      FACT(a_snapshot_is_restored_instead_of_initialised),
      FACT(snapshots_of_java_cost_nothing),
      FACT(a_restore_beyond_10_s_fails_and_its_environment_is_gone),
      FACT(placement_in_a_vpc_and_loading_of_packages_take_what_was_measured),
      FACT(extensions_keep_an_environment_busy_after_the_answer),
      FACT(each_cold_start_has_the_cause_why_no_environment_was_there),
      FACT(idle_environments_of_2026_end_as_measured_in_2025),
      FACT(what_snap_start_does_not_go_with_is_refused))
