/* test_provisioned.c - environments kept ready: used, spilled over, allocated, paid. */
#include "check.h"
#include "flow/limit.h"
#include "flow/usage.h"
#include "lambda/lambda.h"
#include "room.h"

#include <math.h>
#include <string.h>

#define OF(year, more)                                                                   \
    "profile = \"" year "\"; region = \"us-east-1\"; run = { duration = \"1 h\"; }; "    \
    "account = { lambda = { " more "}; };"
/* Starts take 250 ms + 1 s; the first handler 40 ms longer. */
#define STARTS                                                                           \
    "init = \"1 s\"; placement = \"250 ms\"; idle_expiry = \"10 min\"; "                 \
    "maximum_age = \"2 h\"; "
#define AFTER_40 "first_invoke = \"40 ms\"; "
#define SLOW STARTS AFTER_40 "memory_size = \"1769 MB\"; timeout = \"15 min\"; "
#define KEPT(n) "provisioned_concurrent_executions = " #n "; "

static void change(struct room *r, int64_t n)
{
    struct service *s = room_service(r, "lambda.f");
    struct lambda_config *c = s->config;

    c->provisioned = n;
    s->model->changed(r->sim, s,
                      field_find(s->model->fields, "provisioned_concurrent_executions"));
}

static const struct limit *limit(struct room *r, const char *address)
{
    for (size_t i = 0; i < r->world.graph->limits; i++)
        if (strcmp(r->world.limit[i].name->address, address) == 0)
            return &r->world.limit[i];
    return NULL;
}

static int64_t allocated(struct room *r)
{
    return limit(r, "lambda.f.provisioned_concurrent_executions")->size;
}

static void a_provisioned_environment_has_no_cold_start_but_a_first_handler(void)
{
    struct room r;

    room_up(&r, OF("aws-2021-08", "") "lambda = { f = { " SLOW KEPT(
                    2) "steps = ( { wait = \"70 ms\"; } ); }; };");
    room_shoot(&r, &(struct shot){.to = "lambda.f"});
    room_run(&r, SIM_SECOND);
    CU_ASSERT_EQUAL(r.answered_at, (70 + 40) * SIM_MS);
    room_shoot(&r, &(struct shot){.to = "lambda.f", .at = SIM_SECOND});
    room_run(&r, 2 * SIM_SECOND);
    CU_ASSERT_EQUAL(r.answered_at, SIM_SECOND + 70 * SIM_MS);
    CU_ASSERT_EQUAL(room_count(&r, "lambda.f", "cold_starts"), 0);
    CU_ASSERT_EQUAL(room_count(&r, "lambda.f", "provisioned_concurrency_invocations"), 2);
    CU_ASSERT_EQUAL(room_level(&r, "lambda.f", "environments"), 2);
    room_down(&r);
}

static void the_eleventh_at_once_spills_over_and_starts_cold(void)
{
    struct room r;

    room_up(&r, OF("aws-2026", "") "lambda = { f = { " SLOW KEPT(
                    10) "steps = ( { wait = \"3 s\"; } ); }; };");
    room_shoot(&r, &(struct shot){.to = "lambda.f", .count = 13});
    room_run(&r, SIM_SECOND);
    CU_ASSERT_EQUAL(room_level(&r, "lambda.f", "provisioned_concurrent_executions"), 10);
    CU_ASSERT_EQUAL(room_level(&r, "lambda.f", "provisioned_concurrency_utilization"),
                    1000000);
    room_run(&r, 10 * SIM_SECOND);
    CU_ASSERT_EQUAL(
        room_count(&r, "lambda.f", "provisioned_concurrency_spillover_invocations"), 3);
    CU_ASSERT_EQUAL(room_count(&r, "lambda.f", "cold_starts"), 3);
    CU_ASSERT_EQUAL(room_count(&r, "lambda.f", "throttles"), 0);
    room_down(&r);
}

/* Facts T11: 10 provisioned, 20 ms, 200 a second: 100 a second there, 100 spill over,
 * although only 4 are in flight. */
static void beyond_ten_requests_a_second_each_they_spill_over_too(void)
{
    int64_t there, spilled;
    struct room r;

    room_up(&r, OF("aws-2026", "") "lambda = { f = { " SLOW KEPT(
                    10) "steps = ( { wait = \"20 ms\"; } ); }; };");
    room_shoot(
        &r, &(struct shot){.to = "lambda.f", .count = 8000, .spread = 40 * SIM_SECOND});
    room_run(&r, 20 * SIM_SECOND - 1);
    there = room_count(&r, "lambda.f", "provisioned_concurrency_invocations");
    spilled = room_count(&r, "lambda.f", "provisioned_concurrency_spillover_invocations");
    room_run(&r, 40 * SIM_SECOND - 1);
    CU_ASSERT_EQUAL(
        room_count(&r, "lambda.f", "provisioned_concurrency_invocations") - there, 2000);
    CU_ASSERT_EQUAL(
        room_count(&r, "lambda.f", "provisioned_concurrency_spillover_invocations") -
            spilled,
        2000);
    CU_ASSERT_EQUAL(room_level(&r, "lambda.f", "concurrent_executions"), 4);
    room_down(&r);
}

static void what_is_provisioned_is_claimed_from_reserve_and_pool(void)
{
    struct room r;

    /* f: 7 of 20 reserved are provisioned; g: 90 of the pool; h has the rest. */
    room_up(&r, OF("aws-2026", "") "lambda = { f = { " SLOW KEPT(
                    7) "reserved_concurrent_executions = 20; "
                       "steps = ( { wait = \"9 s\"; } ); }; "
                       "g = { " SLOW KEPT(90) "steps = ( { wait = \"9 s\"; } ); }; "
                                              "h = { " SLOW "warm_environments = 900; "
                                              "steps = ( { wait = \"9 s\"; } ); }; };");
    room_shoot(&r, &(struct shot){.to = "lambda.f", .count = 26});
    room_shoot(&r, &(struct shot){.to = "lambda.h", .count = 931});
    room_run(&r, SIM_SECOND);
    CU_ASSERT_EQUAL(room_count(&r, "lambda.f", "throttles"), 6);
    CU_ASSERT_EQUAL(limit(&r, "lambda.f.reserved_concurrent_executions")->rejections, 6);
    CU_ASSERT_EQUAL(room_count(&r, "lambda.h", "throttles"), 931 - (1000 - 20 - 90));
    CU_ASSERT_EQUAL(limit(&r, "account.lambda.concurrent_executions")->rejections,
                    931 - (1000 - 20 - 90));
    room_down(&r);
}

/* 2026: 6 000 a minute for each function, from the end of the delay on; usable when the
 * last one has initialised. */
static void more_is_usable_when_all_of_it_is_ready(void)
{
    const sim_time at = 100 * SIM_SECOND;
    const sim_time done = at + 90 * SIM_SECOND + 29 * 10 * SIM_MS + 1250 * SIM_MS;
    struct room r;

    room_up(
        &r,
        OF("aws-2026", "provisioned_delay = \"90 s\"; ") "lambda = { f = { " SLOW KEPT(
            5) "steps = ( { wait = \"1 s\"; } ); }; };");
    room_run(&r, at);
    change(&r, 35);
    CU_ASSERT_EQUAL(limit(&r, "account.lambda.concurrent_executions")->size, 965);
    room_run(&r, done - 1);
    CU_ASSERT_EQUAL(allocated(&r), 5);
    room_run(&r, done + 1);
    CU_ASSERT_EQUAL(allocated(&r), 35);
    room_down(&r);
}

/* 2021: 3 000 at once and 500 a minute, for all functions of the Region. */
static void in_2021_the_region_allocates_3000_and_500_a_minute(void)
{
    struct room r;

    room_up(&r,
            OF("aws-2021-08", "concurrent_executions = 10000; "
                              "provisioned_delay = \"60 s\"; ") "lambda = { f = { " SLOW
                KEPT(0) "steps = ( { wait = \"1 s\"; } ); }; "
                        "g = { like = \"f\"; }; };");
    change(&r, 3100);
    room_run(&r, 60 * SIM_SECOND + 12 * SIM_SECOND + 1250 * SIM_MS - 1);
    CU_ASSERT_EQUAL(allocated(&r), 0);
    room_run(&r, 60 * SIM_SECOND + 12 * SIM_SECOND + 1250 * SIM_MS + 1);
    CU_ASSERT_EQUAL(allocated(&r), 3100);
    room_down(&r);
}

static void what_the_pool_must_keep_is_not_given(void)
{
    struct room r;

    room_up(&r, OF("aws-2026", "") "lambda = { f = { " SLOW KEPT(
                    5) "steps = ( { wait = \"1 s\"; } ); }; };");
    change(&r, 901);
    room_run(&r, 10 * 60 * SIM_SECOND);
    CU_ASSERT_EQUAL(allocated(&r), 5);
    change(&r, 900);
    room_run(&r, 20 * 60 * SIM_SECOND);
    CU_ASSERT_EQUAL(allocated(&r), 900);
    room_down(&r);
}

static void less_goes_at_once_and_the_busy_ones_when_they_rest(void)
{
    struct room r;

    room_up(&r, OF("aws-2026", "") "lambda = { f = { " SLOW KEPT(
                    8) "steps = ( { wait = \"5 s\"; } ); }; };");
    room_shoot(&r, &(struct shot){.to = "lambda.f", .count = 6});
    room_run(&r, SIM_SECOND);
    change(&r, 3);
    CU_ASSERT_EQUAL(room_level(&r, "lambda.f", "environments"), 6);
    room_run(&r, 10 * SIM_SECOND);
    CU_ASSERT_EQUAL(room_level(&r, "lambda.f", "environments"), 3);
    CU_ASSERT_EQUAL(r.answers[CALL_OK], 6);
    room_down(&r);
}

/* A change of mind while more is on its way. */
static void more_and_less_again_leaves_what_there_was(void)
{
    struct room r;

    room_up(
        &r,
        OF("aws-2026", "provisioned_delay = \"90 s\"; ") "lambda = { f = { " SLOW KEPT(
            5) "steps = ( { wait = \"1 s\"; } ); }; };");
    change(&r, 2000 / 4);
    room_run(&r, 92 * SIM_SECOND); /* they are being made */
    change(&r, 205);
    room_run(&r, 93 * SIM_SECOND);
    change(&r, 4);
    room_run(&r, 20 * 60 * SIM_SECOND);
    CU_ASSERT_EQUAL(allocated(&r), 4);
    CU_ASSERT_EQUAL(room_level(&r, "lambda.f", "environments"), 4);
    CU_ASSERT_EQUAL(limit(&r, "account.lambda.concurrent_executions")->size, 996);
    room_down(&r);
}

/* GB-seconds of what is provisioned, up to `t`. */
static double held(struct room *r, const char *item, sim_time t)
{
    const struct service *s = room_service(r, "lambda.f");
    size_t row = 0;

    while (strcmp(s->model->items[row].name, item) != 0)
        row++;
    return (s->usage[row].held +
            (double)s->usage[row].level * (double)(t - s->usage[row].since) / 1e9) *
           s->model->items[row].scale;
}

/* 3 of 10 are disabled after 7 min: paid up to 10 min; 512 MB each. */
static void it_is_paid_until_it_is_disabled_rounded_up_to_5_minutes(void)
{
    struct room r;

    room_up(&r,
            OF("aws-2026", "") "lambda = { f = { " STARTS AFTER_40 KEPT(
                10) "memory_size = \"512 MB\"; steps = ( { wait = \"1 s\"; } ); }; };");
    room_run(&r, 7 * 60 * SIM_SECOND);
    change(&r, 7);
    room_run(&r, 30 * 60 * SIM_SECOND);
    CHECK_NEAR(held(&r, "provisioned_gb_second", 30 * 60 * SIM_SECOND),
               0.5 * (10 * 600 + 7 * 1200), 1e-6);
    room_down(&r);
}

/* Init of 1 s, whether it ever serves or not: of what is added, and every 100 s anew. */
static void init_is_billed_of_what_is_added_and_replaced(void)
{
    struct room r;

    room_up(&r, OF("aws-2021-08",
                   "provisioned_delay = \"60 s\"; ") "lambda = { f = { " STARTS AFTER_40
                    KEPT(2) "memory_size = \"1024 MB\"; "
                            "steps = ( { wait = \"1 s\"; } ); }; };");
    change(&r, 6);
    room_run(&r, 120 * SIM_SECOND);
    CU_ASSERT_EQUAL(room_usage(&r, "lambda.f", "provisioned_duration_gb_second"),
                    4 * 1000 * 1024);
    /* Of age 2 h: the 2 at 7 200 s, the 4 at 7 200 + 60 s. */
    room_run(&r, 7300 * SIM_SECOND);
    CU_ASSERT_EQUAL(room_usage(&r, "lambda.f", "provisioned_duration_gb_second"),
                    (4 + 6) * 1000 * 1024);
    CU_ASSERT_EQUAL(allocated(&r), 6);
    CU_ASSERT_EQUAL(room_level(&r, "lambda.f", "environments"), 6);
    room_down(&r);
}

static void duration_in_provisioned_environments_has_its_own_price(void)
{
    struct room r;

    room_up(&r,
            OF("aws-2026", "") "lambda = { f = { " STARTS KEPT(
                1) "memory_size = \"1024 MB\"; first_invoke = \"0 s\"; architectures = "
                   "\"arm64\"; steps = ( { wait = \"30.5 ms\"; } ); }; };");
    room_shoot(&r, &(struct shot){.to = "lambda.f", .count = 2});
    room_run(&r, 10 * SIM_SECOND);
    CU_ASSERT_EQUAL(room_usage(&r, "lambda.f", "provisioned_duration_gb_second_arm"),
                    31 * 1024);
    CU_ASSERT_EQUAL(room_usage(&r, "lambda.f", "gb_second_arm"), (31 + 1000) * 1024);
    CU_ASSERT_EQUAL(room_usage(&r, "lambda.f", "request"), 2);
    room_down(&r);
}

static void a_timed_out_handler_resets_a_provisioned_environment(void)
{
    struct room r;

    room_up(
        &r,
        OF("aws-2026",
           "") "lambda = { f = { " STARTS AFTER_40
               "memory_size = \"1769 MB\"; " KEPT(
                   1) "timeout = \"2 s\"; steps = ( { wait = \"1500 ms\"; } ); }; };");
    room_shoot(&r, &(struct shot){.to = "lambda.f"});
    room_run(&r, 5 * SIM_SECOND);
    CU_ASSERT_EQUAL(r.answered_at, 1540 * SIM_MS);
    ((struct lambda_config *)room_service(&r, "lambda.f")->config)->timeout = SIM_SECOND;
    room_shoot(&r, &(struct shot){.to = "lambda.f", .at = 5 * SIM_SECOND});
    room_run(&r, 8 * SIM_SECOND);
    CU_ASSERT_EQUAL(r.answered_at, 6 * SIM_SECOND);
    ((struct lambda_config *)room_service(&r, "lambda.f")->config)->timeout =
        9 * SIM_SECOND;
    room_shoot(&r, &(struct shot){.to = "lambda.f", .at = 8 * SIM_SECOND});
    room_run(&r, 20 * SIM_SECOND);
    CU_ASSERT_EQUAL(r.answered_at, 10540 * SIM_MS); /* a new process, inside */
    CU_ASSERT_EQUAL(room_count(&r, "lambda.f", "cold_starts"), 0);
    room_down(&r);
}

/* 1 a minute, and an age of 90 s: the first is old before the third is there. */
static void who_grows_old_before_the_last_is_made_is_replaced_then(void)
{
    struct room r;

    room_up(&r, OF("aws-2026", "provisioned_delay = \"60 s\"; provisioned_rate = "
                               "\"1/min\"; ") "lambda = { f = { " KEPT(0) AFTER_40
            "memory_size = \"1024 MB\"; timeout = \"9 s\"; init = \"1 s\"; placement "
            "= \"0 s\"; maximum_age = \"90 s\"; steps = ( { wait = \"1 s\"; } ); }; };");
    change(&r, 3);
    room_run(&r, 60 * SIM_SECOND + 121 * SIM_SECOND + 1);
    CU_ASSERT_EQUAL(allocated(&r), 3);
    /* made at 60, 120 and 180 s; the first is replaced at 181 s */
    CU_ASSERT_EQUAL(room_usage(&r, "lambda.f", "provisioned_duration_gb_second"),
                    4 * 1000 * 1024);
    CU_ASSERT_EQUAL(room_level(&r, "lambda.f", "environments"), 3);
    room_down(&r);
}

FACTS(FACT(a_provisioned_environment_has_no_cold_start_but_a_first_handler),
      FACT(the_eleventh_at_once_spills_over_and_starts_cold),
      FACT(beyond_ten_requests_a_second_each_they_spill_over_too),
      FACT(what_is_provisioned_is_claimed_from_reserve_and_pool),
      FACT(more_is_usable_when_all_of_it_is_ready),
      FACT(in_2021_the_region_allocates_3000_and_500_a_minute),
      FACT(what_the_pool_must_keep_is_not_given),
      FACT(less_goes_at_once_and_the_busy_ones_when_they_rest),
      FACT(more_and_less_again_leaves_what_there_was),
      FACT(it_is_paid_until_it_is_disabled_rounded_up_to_5_minutes),
      FACT(init_is_billed_of_what_is_added_and_replaced),
      FACT(duration_in_provisioned_environments_has_its_own_price),
      FACT(a_timed_out_handler_resets_a_provisioned_environment),
      FACT(who_grows_old_before_the_last_is_made_is_replaced_then))
