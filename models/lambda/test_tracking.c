/* test_tracking.c - provisioned concurrency by target tracking and by schedule. */
#include "check.h"
#include "flow/limit.h"
#include "lambda/lambda.h"
#include "room.h"
#include "trial.h"

#include <string.h>

#define HEAD                                                                             \
    "profile = \"aws-2026\"; region = \"us-east-1\"; "                                   \
    "run = { duration = \"2 h\"; start = \"2026-11-27T18:00:00Z\"; }; "                  \
    "account = { lambda = { provisioned_delay = \"90 s\"; }; }; "
#define TAKES_1_S                                                                        \
    "memory_size = \"1024 MB\"; timeout = \"15 min\"; init = \"1 s\"; "                  \
    "placement = \"250 ms\"; first_invoke = \"0 s\"; maximum_age = \"9 h\"; "            \
    "provisioned_concurrent_executions = 10; steps = ( { wait = \"1 s\"; } ); "
#define TRACKS(more)                                                                     \
    "auto_scaling = { provisioned_concurrent_executions = { min_capacity = 2; "          \
    "max_capacity = 40; " more " }; }; "
#define FUNCTION(more) HEAD "lambda = { f = { " TAKES_1_S TRACKS(more) "}; };"

static int64_t usable(struct room *r)
{
    for (size_t i = 0; i < r->world.graph->limits; i++)
        if (strcmp(r->world.limit[i].name->address,
                   "lambda.f.provisioned_concurrent_executions") == 0)
            return r->world.limit[i].size;
    return -1;
}

/* What is claimed changes when it is asked for. */
static int64_t asked(struct room *r)
{
    for (size_t i = 0; i < r->world.graph->limits; i++)
        if (strcmp(r->world.limit[i].name->address,
                   "account.lambda.concurrent_executions") == 0)
            return 1000 - r->world.limit[i].size;
    return -1;
}

/* `rate` a second, each of 1 s, from `from` on for so many minutes. */
static void load(struct room *r, int rate, int from_min, int minutes)
{
    room_shoot(r, &(struct shot){.to = "lambda.f",
                                 .count = (size_t)(rate * minutes * 60),
                                 .at = from_min * SIM_MINUTE,
                                 .spread = minutes * SIM_MINUTE});
}

/* 8 of 10 in use against 50 %: the datapoints of three minutes are there a minute after
 * the third; ceil(8 / 0.5) = 16 are asked for 0.4 s later, 6 more are made at 100 a
 * second after 90 s, and ready 1.25 s after the last. */
static void three_minutes_above_the_target_ask_for_more(void)
{
    const sim_time ask = 4 * SIM_MINUTE + 400 * SIM_MS;
    const sim_time ready = ask + 90 * SIM_SECOND + 50 * SIM_MS + 1250 * SIM_MS;
    struct room r;

    room_up(&r, FUNCTION("target_value = \"50 %\";"));
    load(&r, 8, 0, 10);
    room_run(&r, ask - 1);
    CU_ASSERT_EQUAL(asked(&r), 10);
    room_run(&r, ask + 1);
    CU_ASSERT_EQUAL(asked(&r), 16);
    CU_ASSERT_EQUAL(usable(&r), 10);
    room_run(&r, ready - 1);
    CU_ASSERT_EQUAL(usable(&r), 10);
    room_run(&r, ready + 1);
    CU_ASSERT_EQUAL(usable(&r), 16);
    room_down(&r);
}

/* 4 of 10 against 50 %: fifteen minutes below 45 %; ceil(4 / 0.5) = 8. */
static void fifteen_minutes_below_nine_tenths_of_it_ask_for_less(void)
{
    const sim_time ask = 16 * SIM_MINUTE + 400 * SIM_MS;
    struct room r;

    room_up(&r, FUNCTION("target_value = \"50 %\";"));
    load(&r, 4, 0, 30);
    room_run(&r, ask - 1);
    CU_ASSERT_EQUAL(asked(&r), 10);
    room_run(&r, ask + 1);
    CU_ASSERT_EQUAL(asked(&r), 8);
    CU_ASSERT_EQUAL(usable(&r), 8);
    room_down(&r);
}

/* Between 45 and 50 % nothing happens. */
static void what_lies_between_the_alarms_stays(void)
{
    struct room r;

    room_up(&r, FUNCTION("target_value = \"40 %\";"));
    load(&r, 4, 0, 60); /* 40 %, but for the first second: not above, not below 36 % */
    room_run(&r, 60 * SIM_MINUTE);
    CU_ASSERT_EQUAL(asked(&r), 10);
    room_down(&r);
}

static void who_is_never_invoked_is_never_scaled_in(void)
{
    struct room r;

    room_up(&r, FUNCTION("target_value = \"50 %\";"));
    load(&r, 5, 0, 5);
    room_run(&r, 110 * SIM_MINUTE);
    CU_ASSERT_EQUAL(asked(&r), 10);
    room_down(&r);
}

static void schedules_move_the_bounds_and_what_is_outside_them(void)
{
    const sim_time at_1840 = 40 * SIM_MINUTE, at_1905 = 65 * SIM_MINUTE;
    struct room r;

    room_up(&r, FUNCTION("scheduled_actions = ( { name = \"before\"; schedule = "
                         "\"cron(40 18 * * ? *)\"; min_capacity = 30; }, { name = "
                         "\"after\"; schedule = \"cron(5 19 * * ? *)\"; min_capacity = "
                         "1; max_capacity = 4; } );"));
    room_run(&r, at_1840);
    CU_ASSERT_EQUAL(asked(&r), 10);
    room_run(&r, at_1840 + SIM_SECOND);
    CU_ASSERT_EQUAL(asked(&r), 30);
    CU_ASSERT_EQUAL(usable(&r), 10);
    room_run(&r, at_1840 + 95 * SIM_SECOND);
    CU_ASSERT_EQUAL(usable(&r), 30);
    room_run(&r, at_1905 + SIM_SECOND);
    CU_ASSERT_EQUAL(usable(&r), 4);
    room_down(&r);
}

static void without_a_start_it_begins_with_the_least(void)
{
    struct room r;

    room_up(&r, HEAD "lambda = { f = { memory_size = \"512 MB\"; "
                     "steps = ( { wait = \"1 s\"; } ); " TRACKS("") "}; };");
    room_run(&r, SIM_SECOND);
    CU_ASSERT_EQUAL(usable(&r), 2);
    room_down(&r);
}

/* Another setting's change is none of its. */
static void a_new_time_out_leaves_what_was_scaled(void)
{
    const sim_time after = 10 * SIM_MINUTE;
    struct service *f;
    struct room r;

    room_up(&r, FUNCTION("target_value = \"50 %\";"));
    load(&r, 8, 0, 12);
    room_run(&r, after);
    /* the minute in which 16 replaced 10 was at 62 %: once more above */
    CU_ASSERT_EQUAL(usable(&r), 20);
    f = room_service(&r, "lambda.f");
    ((struct lambda_config *)f->config)->timeout = 5 * SIM_SECOND;
    f->model->changed(r.sim, f, field_find(f->model->fields, "timeout"));
    room_run(&r, after + SIM_SECOND);
    CU_ASSERT_EQUAL(usable(&r), 20);
    room_down(&r);
}

/* The whole way, to file and bill: 1 a second of 1 s, 4 kept of 512 MB, 10 minutes. */
static void utilisation_and_money_are_in_the_file(void)
{
    double usd = 0;
    struct trial t;

    trial_make(&t, "profile = \"aws-2026\"; run = { duration = \"10 min\"; period = "
                   "\"1 min\"; runs_per_month = 1; };\n"
                   "client = { c = { target = \"lambda.f\"; rate = \"1/s\"; arrivals = "
                   "\"constant\"; }; };\n"
                   "lambda = { f = { memory_size = \"512 MB\"; timeout = \"9 s\"; "
                   "first_invoke = \"0 s\"; provisioned_concurrent_executions = 4; "
                   "steps = ( { wait = \"1 s\"; } ); }; };\n");
    CU_ASSERT(t.ran_well);
    /* the first half second is idle */
    CHECK_NEAR(
        trial_value(&t, "lambda_provisioned_concurrency_utilization", "f", STAT_AVERAGE),
        0.25 * (1 - 0.5 / 600), 1e-9);
    CHECK_NEAR(
        trial_value(&t, "lambda_provisioned_concurrency_utilization", "f", STAT_MAXIMUM),
        0.25, 1e-12);
    CHECK_NEAR(
        trial_value(&t, "lambda_provisioned_concurrency_invocations", "f", STAT_AVERAGE),
        600, 0);
    CHECK_NEAR(trial_value(&t, "lambda_cold_starts", "f", STAT_AVERAGE), 0, 0);
    for (size_t i = 0; i < layout_find(t.layout, "cost_run")->count; i++)
        usd += trial_array(&t, "cost_run")[i];
    CHECK_NEAR(usd,
               600 * 0.20e-6 + 4 * 600 * 0.5 * 0.0000041667 + 599 * 0.5 * 0.0000097222,
               1e-9);
    trial_free(&t);
}

FACTS(FACT(three_minutes_above_the_target_ask_for_more),
      FACT(fifteen_minutes_below_nine_tenths_of_it_ask_for_less),
      FACT(what_lies_between_the_alarms_stays),
      FACT(who_is_never_invoked_is_never_scaled_in),
      FACT(schedules_move_the_bounds_and_what_is_outside_them),
      FACT(without_a_start_it_begins_with_the_least),
      FACT(utilisation_and_money_are_in_the_file),
      FACT(a_new_time_out_leaves_what_was_scaled))
