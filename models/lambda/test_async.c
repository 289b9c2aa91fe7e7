/* test_async.c - events: queued, tried again, dropped, passed on. */
#include "check.h"
#include "flow/limit.h"
#include "lambda/lambda.h"
#include "room.h"

#include <string.h>

#define AT_ONCE "event_delay = \"0 s\"; "
#define HEAD                                                                             \
    "profile = \"aws-2021-08\"; region = \"us-east-1\"; run = { duration = \"3 h\"; };"  \
    "account = { lambda = { " AT_ONCE "}; };"
/* Never cold for long, so that an execution takes as long as its steps. */
#define PLAIN                                                                            \
    "memory_size = \"1769 MB\"; timeout = \"15 min\"; init = \"0 s\"; "                  \
    "placement = \"0 s\"; first_invoke = \"0 s\"; "
#define FAILS PLAIN "steps = ( { wait = \"1 s\"; }, { fail = \"broken\"; } ); "

static const struct lambda_request event = {.invocation_type = INVOCATION_EVENT};

static void send(struct room *r, const char *to, sim_time at)
{
    room_shoot(r, &(struct shot){.to = to, .options = &event, .at = at, .bytes = 2048});
}

/* Facts T16. */
static void a_failing_event_is_tried_at_0_61_and_182_s_and_dropped_at_183(void)
{
    static const struct {
        int at, begun, dropped;
    } seen[] = {{0, 1, 0}, {60, 1, 0}, {61, 2, 0}, {181, 2, 0}, {182, 3, 0}, {183, 3, 1}};
    struct room r;

    room_up(&r, HEAD "lambda = { f = { " FAILS "}; };");
    send(&r, "lambda.f", 0);
    for (size_t i = 0; i < sizeof seen / sizeof *seen; i++) {
        room_run(&r, seen[i].at * SIM_SECOND + 1);
        CU_ASSERT_EQUAL(room_count(&r, "lambda.f", "invocations"), seen[i].begun);
        CU_ASSERT_EQUAL(room_count(&r, "lambda.f", "async_events_dropped"),
                        seen[i].dropped);
    }
    CU_ASSERT_EQUAL(r.answers[CALL_OK], 1); /* queued: all that the caller hears */
    CU_ASSERT_EQUAL(r.answered_at, 0);
    CU_ASSERT_EQUAL(room_count(&r, "lambda.f", "errors"), 3);
    CHECK_NEAR(room_mean(&r, "lambda.f", "async_event_age"), (0 + 61 + 182) / 3.0 * 1e9,
               1);
    room_down(&r);
}

static void fewer_attempts_and_a_younger_end_are_kept(void)
{
    struct room r;

    room_up(&r, HEAD "lambda = { f = { " FAILS
                     "event_invoke_config = { maximum_retry_attempts = 0; }; }; "
                     "g = { " FAILS
                     "event_invoke_config = { maximum_event_age = \"62 s\"; }; }; };");
    send(&r, "lambda.f", 0);
    send(&r, "lambda.g", 0);
    room_run(&r, SIM_SECOND + 1);
    CU_ASSERT_EQUAL(room_count(&r, "lambda.f", "async_events_dropped"), 1);
    /* g's third attempt would come at 182 s: dropped when the second has failed */
    room_run(&r, 62 * SIM_SECOND - 1);
    CU_ASSERT_EQUAL(room_count(&r, "lambda.g", "async_events_dropped"), 0);
    room_run(&r, 62 * SIM_SECOND + 1);
    CU_ASSERT_EQUAL(room_count(&r, "lambda.g", "async_events_dropped"), 1);
    CU_ASSERT_EQUAL(room_count(&r, "lambda.g", "invocations"), 2);
    room_down(&r);
}

/* Facts T17: the only environment is taken for two hours. */
static void a_throttled_event_is_tried_20_times_and_dropped_after_its_hour(void)
{
    static const int due[] = {0,   1,    3,    7,    15,   31,   63,   127,  255,  511,
                              811, 1111, 1411, 1711, 2011, 2311, 2611, 2911, 3211, 3511};
    const sim_time sent = SIM_SECOND / 2;
    struct room r;

    room_up(&r,
            HEAD "lambda = { f = { " PLAIN
                 "reserved_concurrent_executions = 1; steps = ( { wait = \"10 min\"; "
                 "} ); event_invoke_config = { maximum_event_age = \"1 h\"; }; }; };");
    for (int i = 0; i < 12; i++)
        room_shoot(&r, &(struct shot){.to = "lambda.f", .at = 600 * i * SIM_SECOND + i});
    send(&r, "lambda.f", sent);
    for (int i = 0; i < 20; i++) {
        room_run(&r, sent + due[i] * SIM_SECOND - 1);
        CU_ASSERT_EQUAL(room_count(&r, "lambda.f", "throttles"), i);
        room_run(&r, sent + due[i] * SIM_SECOND + 1);
        CU_ASSERT_EQUAL(room_count(&r, "lambda.f", "throttles"), i + 1);
    }
    room_run(&r, sent + 3600 * SIM_SECOND - 1);
    CU_ASSERT_EQUAL(room_count(&r, "lambda.f", "async_events_dropped"), 0);
    CU_ASSERT_EQUAL(room_level(&r, "lambda.f", "async_events_waiting"), 1);
    room_run(&r, sent + 3600 * SIM_SECOND + 1);
    CU_ASSERT_EQUAL(room_count(&r, "lambda.f", "async_events_dropped"), 1);
    CU_ASSERT_EQUAL(room_level(&r, "lambda.f", "async_events_waiting"), 0);
    room_run(&r, 7190 * SIM_SECOND);
    CU_ASSERT_EQUAL(room_count(&r, "lambda.f", "throttles"), 20);
    CU_ASSERT_EQUAL(room_count(&r, "lambda.f", "invocations"), 12); /* none for it */
    room_down(&r);
}

static void a_throttled_try_is_no_execution_and_changes_no_draw(void)
{
    const char *text =
        "profile = \"aws-2021-08\"; run = { duration = \"1 h\"; }; "
        "account = { lambda = { " AT_ONCE
        "burst_concurrency = 1; burst_rate = \"0.25/s\"; }; }; lambda = { "
        "f = { " PLAIN
        "steps = ( { wait = \"exponential(mean=1 s)\"; } ); }; g = { like = "
        "\"f\"; }; };";
    double there;
    struct room r;

    room_up(&r, text);
    room_shoot(&r, &(struct shot){.to = "lambda.g"});
    room_run(&r, 4 * SIM_SECOND);
    room_shoot(&r, &(struct shot){.to = "lambda.f", .at = 5 * SIM_SECOND});
    room_run(&r, 3000 * SIM_SECOND);
    there = room_mean(&r, "lambda.f", "duration");
    CU_ASSERT(there > 0);
    room_down(&r);
    room_up(&r, text);
    room_shoot(&r, &(struct shot){.to = "lambda.g"});
    send(&r, "lambda.f", 0);
    room_run(&r, 3000 * SIM_SECOND);
    CU_ASSERT_EQUAL(room_count(&r, "lambda.f", "throttles"), 3); /* 0, 1 and 3 s */
    CHECK_NEAR(room_mean(&r, "lambda.f", "async_event_age"), 7e9, 0);
    CHECK_NEAR(room_mean(&r, "lambda.f", "duration"), there, 0);
    room_down(&r);
}

/* Work is the request's; a wait is the attempt's. */
static void attempts_do_the_same_work_and_wait_anew(void)
{
    double work[3], wait[3];

    for (int n = 0; n < 3; n++) { /* n + 1 attempts */
        const char *kind[] = {"work", "wait"};
        for (int k = 0; k < 2; k++) {
            char text[1024];
            struct room r;
            snprintf(text, sizeof text,
                     HEAD
                     "lambda = { f = { " PLAIN
                     "steps = ( { %s = \"exponential(mean=1 s)\"; }, { fail = \"x\"; } "
                     "); event_invoke_config = { maximum_retry_attempts = %d; }; "
                     "}; };",
                     kind[k], n);
            room_up(&r, text);
            send(&r, "lambda.f", 0);
            room_run(&r, 1000 * SIM_SECOND);
            CU_ASSERT_EQUAL(room_count(&r, "lambda.f", "invocations"), n + 1);
            (k == 0 ? work : wait)[n] = room_mean(&r, "lambda.f", "duration");
            room_down(&r);
        }
    }
    CHECK_NEAR(work[1], work[0], 1);
    CHECK_NEAR(work[2], work[0], 1);
    CU_ASSERT(wait[1] != wait[0] && wait[2] != wait[1]);
}

static void destinations_get_what_has_succeeded_and_what_is_dropped(void)
{
    struct room r;

    room_up(&r, HEAD "lambda = { f = { " FAILS
                     "event_invoke_config = { on_success = \"lambda.good\"; "
                     "on_failure = \"lambda.bad\"; }; }; g = { " PLAIN
                     "steps = ( { wait = \"1 s\"; } ); event_invoke_config = { "
                     "on_success = \"lambda.good\"; on_failure = \"lambda.bad\"; }; }; "
                     "good = { " PLAIN "steps = ( { wait = \"1 s\"; } ); }; "
                     "bad = { like = \"good\"; }; };");
    send(&r, "lambda.f", 0);
    send(&r, "lambda.g", 0);
    room_run(&r, SIM_SECOND + 1);
    CU_ASSERT_EQUAL(room_count(&r, "lambda.good", "async_events_received"), 1);
    CU_ASSERT_EQUAL(room_count(&r, "lambda.good", "invocations"), 1);
    room_run(&r, 183 * SIM_SECOND - 1);
    CU_ASSERT_EQUAL(room_count(&r, "lambda.bad", "invocations"), 0);
    CU_ASSERT(r.world.open > 0); /* the request is not complete before its last effect */
    room_run(&r, 183 * SIM_SECOND + 1);
    CU_ASSERT_EQUAL(room_count(&r, "lambda.bad", "invocations"), 1);
    room_run(&r, 190 * SIM_SECOND);
    CU_ASSERT_EQUAL(room_count(&r, "lambda.good", "invocations"), 1);
    CU_ASSERT_EQUAL(room_count(&r, "lambda.f", "destination_delivery_failures"), 0);
    CU_ASSERT_EQUAL(r.world.open, 0);
    room_down(&r);
}

static void a_record_that_its_destination_refuses_is_counted(void)
{
    struct room r;

    room_up(&r,
            HEAD "lambda = { f = { " PLAIN
                 "response_size = \"255 KB\"; steps = ( { wait = \"1 s\"; } ); "
                 "event_invoke_config = { on_success = \"lambda.g\"; }; }; g = { " PLAIN
                 "steps = ( { wait = \"1 s\"; } ); }; };");
    send(&r, "lambda.f", 0); /* 2 KB and 255 KB: too large for an event */
    room_run(&r, 10 * SIM_SECOND);
    CU_ASSERT_EQUAL(room_count(&r, "lambda.f", "destination_delivery_failures"), 1);
    CU_ASSERT_EQUAL(room_count(&r, "lambda.g", "async_events_received"), 0);
    room_down(&r);
}

static void a_function_that_is_switched_off_drops_without_a_try(void)
{
    struct room r;

    room_up(&r, HEAD "lambda = { f = { " PLAIN "reserved_concurrent_executions = 0; "
                     "steps = ( { wait = \"1 s\"; } ); }; };");
    send(&r, "lambda.f", 0);
    room_run(&r, SIM_SECOND);
    CU_ASSERT_EQUAL(r.answers[CALL_OK], 1);
    CU_ASSERT_EQUAL(room_count(&r, "lambda.f", "async_events_dropped"), 1);
    CU_ASSERT_EQUAL(room_count(&r, "lambda.f", "throttles"), 0);
    room_down(&r);
}

static void an_event_may_be_256_kb_in_2021_and_1_mb_in_2026(void)
{
    static const struct {
        const char *profile;
        int64_t bytes;
        int taken, requests;
    } seen[] = {
        {"aws-2021-08", 256 << 10, 1, 1},    {"aws-2021-08", (256 << 10) + 1, 0, 0},
        {"aws-2026", 256 << 10, 1, 1},       {"aws-2026", (256 << 10) + 1, 1, 2},
        {"aws-2026", (320 << 10) + 1, 1, 3}, {"aws-2026", (1 << 20) + 1, 0, 0}};

    for (size_t i = 0; i < sizeof seen / sizeof *seen; i++) {
        char text[512];
        struct room r;
        snprintf(
            text, sizeof text,
            "profile = \"%s\"; run = { duration = \"1 h\"; }; lambda = { f = { " PLAIN
            "steps = ( { wait = \"1 s\"; } ); }; };",
            seen[i].profile);
        room_up(&r, text);
        room_shoot(&r, &(struct shot){
                           .to = "lambda.f", .options = &event, .bytes = seen[i].bytes});
        room_run(&r, 10 * SIM_SECOND);
        CU_ASSERT_EQUAL(r.answers[CALL_OK], seen[i].taken);
        CU_ASSERT_EQUAL(r.answers[CALL_REFUSED], 1 - seen[i].taken);
        CU_ASSERT_EQUAL(room_count(&r, "lambda.f", "invocations"), seen[i].taken);
        CU_ASSERT_EQUAL(room_usage(&r, "lambda.f", "request"), seen[i].requests);
        room_down(&r);
    }
}

/* Executions are not counted against the rate a second time. */
static void events_take_from_the_request_rate_in_2021_and_not_in_2026(void)
{
    static const struct {
        const char *profile;
        int queued;
    } seen[] = {{"aws-2021-08", 10}, {"aws-2026", 25}};

    for (size_t i = 0; i < 2; i++) {
        char text[512];
        struct room r;
        snprintf(text, sizeof text,
                 "profile = \"%s\"; run = { duration = \"1 h\"; }; account = { lambda = "
                 "{ " AT_ONCE "request_rate = \"10/s\"; }; }; lambda = { f = { " PLAIN
                 "steps = ( { wait = \"1 s\"; } ); }; };",
                 seen[i].profile);
        room_up(&r, text);
        room_shoot(&r, &(struct shot){.to = "lambda.f", .options = &event, .count = 25});
        room_run(&r, SIM_SECOND / 2);
        CU_ASSERT_EQUAL(room_count(&r, "lambda.f", "async_events_received"),
                        seen[i].queued);
        CU_ASSERT_EQUAL(room_count(&r, "lambda.f", "invocations"), seen[i].queued);
        CU_ASSERT_EQUAL(r.answers[CALL_THROTTLED], 25 - seen[i].queued);
        room_down(&r);
    }
}

/* Each copy is an execution of its own, with a record of its own, and may come again. */
static void half_of_the_successes_come_again(void)
{
    int64_t begun, again;
    struct room r;

    room_up(&r, "profile = \"aws-2026\"; run = { duration = \"3 h\"; }; "
                "account = { lambda = { event_duplicate_share = \"50 %\"; }; }; "
                "lambda = { f = { " PLAIN "steps = ( { wait = \"1 s\"; } ); "
                "event_invoke_config = { on_success = \"lambda.g\"; }; }; "
                "g = { " PLAIN "steps = ( { wait = \"1 ms\"; } ); }; };");
    for (int i = 0; i < 500; i++)
        send(&r, "lambda.f", i * SIM_SECOND);
    room_run(&r, 3000 * SIM_SECOND);
    begun = room_count(&r, "lambda.f", "invocations");
    again = room_count(&r, "lambda.f", "async_events_delivered_again");
    CU_ASSERT_EQUAL(begun, 500 + again);
    /* 500 geometric numbers of mean 1, sd sqrt(2): 3.3 sd of their sum is 104 */
    CU_ASSERT_TRUE(again > 500 - 104 && again < 500 + 104);
    CU_ASSERT_TRUE(room_count(&r, "lambda.g", "async_events_received") == begun);
    CU_ASSERT_EQUAL(room_count(&r, "lambda.f", "async_events_dropped"), 0);
    room_down(&r);
}

static void drops_are_told_by_reason(void)
{
    struct room r;

    room_up(&r, HEAD "lambda = { a = { " FAILS "}; b = { " FAILS
                     "event_invoke_config = { maximum_event_age = \"62 s\"; }; }; "
                     "c = { " PLAIN "reserved_concurrent_executions = 0; "
                     "steps = ( { wait = \"1 s\"; } ); }; };");
    send(&r, "lambda.a", 0);
    send(&r, "lambda.b", 0);
    send(&r, "lambda.c", 0);
    room_run(&r, 200 * SIM_SECOND);
    CU_ASSERT_EQUAL(room_count(&r, "lambda.a", "async_events_dropped_attempts"), 1);
    CU_ASSERT_EQUAL(room_count(&r, "lambda.b", "async_events_dropped_age"), 1);
    CU_ASSERT_EQUAL(room_count(&r, "lambda.c", "async_events_dropped_reserved_0"), 1);
    CU_ASSERT_EQUAL(room_count(&r, "lambda.a", "async_events_dropped"), 1);
    room_down(&r);
}

FACTS(FACT(a_failing_event_is_tried_at_0_61_and_182_s_and_dropped_at_183),
      FACT(fewer_attempts_and_a_younger_end_are_kept),
      FACT(a_throttled_event_is_tried_20_times_and_dropped_after_its_hour),
      FACT(a_throttled_try_is_no_execution_and_changes_no_draw),
      FACT(attempts_do_the_same_work_and_wait_anew),
      FACT(destinations_get_what_has_succeeded_and_what_is_dropped),
      FACT(a_record_that_its_destination_refuses_is_counted),
      FACT(a_function_that_is_switched_off_drops_without_a_try),
      FACT(an_event_may_be_256_kb_in_2021_and_1_mb_in_2026),
      FACT(events_take_from_the_request_rate_in_2021_and_not_in_2026),
      FACT(half_of_the_successes_come_again), FACT(drops_are_told_by_reason))
