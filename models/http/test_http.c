/* test_http.c - an outside service, through calls whose instants are known. */
#include "check.h"
#include "room.h"
#include "trial.h"

#include <stdio.h>

/* Calls every 100 ms, the first at 50 ms, ten of them. */
#define TEN_CALLS(extra)                                                                 \
    "run = { duration = \"1 s\"; drain = \"all\"; replications = 1; };\n"                \
    "client = { c = { target = \"http.s\"; arrivals = \"constant\"; rate = "             \
    "\"10/s\"; " extra "}; };\n"

static void answers_come_after_the_latency(void)
{
    struct trial t;

    trial_make(&t, TEN_CALLS("") "http = { s = { latency = \"73 ms\"; }; };");
    CU_ASSERT_EQUAL(trial_value(&t, "http_requests", "s", STAT_COUNT), 10);
    CHECK_NEAR(trial_value(&t, "client_latency", "c", STAT_P99), 0.073, 0);
    CHECK_NEAR(trial_value(&t, "http_latency", "s", STAT_MINIMUM), 0.073, 0);
    CHECK_NEAR(trial_value(&t, "http_concurrent_requests", "s", STAT_AVERAGE),
               9 * 0.073 + 0.05, /* the last one ends after 1 s */
               1e-12);
    CHECK_NEAR(trial_value(&t, "http_concurrent_requests", "s", STAT_MAXIMUM), 1, 0);
    trial_free(&t);
}

/* Service 150 ms, calls 100 ms apart, one place: the k-th waits k times 50 ms. */
static void who_finds_no_place_waits_in_order(void)
{
    struct trial t;
    int64_t at[12];

    trial_load(
        &t,
        TEN_CALLS("") "http = { s = { latency = \"150 ms\"; concurrency_limit = 1; "
                      "queue_limit = 100; }; };",
        NULL);
    t.wants_trace = true;
    trial_run(&t, 1, 0);
    CU_ASSERT_TRUE_FATAL(t.ran_well);
    CU_ASSERT_EQUAL_FATAL(trial_instants(&t, "http.s", "ok", at, 12), 10);
    for (int64_t k = 0; k < 10; k++)
        CU_ASSERT_EQUAL(at[k], (50 + 150 * (k + 1)) * SIM_MS);
    CHECK_NEAR(trial_value(&t, "http_queue_wait", "s", STAT_MAXIMUM), 0.45, 0);
    CHECK_NEAR(trial_value(&t, "http_queue_wait", "s", STAT_AVERAGE), 0.225, 1e-12);
    CU_ASSERT_EQUAL(trial_limit(&t, "limit_delayed_summary", "http.s.concurrency_limit"),
                    9);
    CHECK_NEAR(trial_limit(&t, "limit_first", "http.s.concurrency_limit"), 0.15, 1e-12);
    trial_free(&t);
}

static void beyond_the_queue_it_refuses_by_the_limits_name(void)
{
    struct trial t;

    trial_make(&t, TEN_CALLS("") "http = { s = { latency = \"10 s\"; "
                                 "concurrency_limit = 2; queue_limit = 3; }; };");
    CU_ASSERT_EQUAL(trial_value(&t, "http_throttles", "s", STAT_COUNT), 5);
    CU_ASSERT_EQUAL(trial_value(&t, "client_throttled", "c", STAT_COUNT), 5);
    CU_ASSERT_EQUAL(trial_limit(&t, "limit_rejections_summary", "http.s.queue_limit"), 5);
    CU_ASSERT_EQUAL(
        trial_limit(&t, "limit_rejections_summary", "http.s.concurrency_limit"), 0);
    CHECK_NEAR(trial_limit(&t, "limit_first", "http.s.queue_limit"), 0.55, 1e-12);
    trial_free(&t);
}

static void without_a_queue_the_places_refuse(void)
{
    struct trial t;

    trial_make(&t, TEN_CALLS("") "http = { s = { latency = \"210 ms\"; "
                                 "concurrency_limit = 2; }; };");
    /* 50, 150 served to 260, 360; 250 refused; 350, 450 served; 550 refused .. */
    CU_ASSERT_EQUAL(trial_value(&t, "http_throttles", "s", STAT_COUNT), 3);
    CU_ASSERT_EQUAL(
        trial_limit(&t, "limit_rejections_summary", "http.s.concurrency_limit"), 3);
    trial_free(&t);
}

/* Depth 2, 5/s: tokens at 50, 150 ms; 250 ms finds 2 - 2 + 1 ... */
static void a_rate_limit_serves_burst_and_then_its_rate(void)
{
    struct trial t;
    int64_t at[12];

    trial_load(&t,
               TEN_CALLS("") "http = { s = { latency = \"1 ms\"; rate_limit = \"5/s\"; "
                             "rate_limit_burst = 2; }; };",
               NULL);
    t.wants_trace = true;
    trial_run(&t, 1, 0);
    CU_ASSERT_TRUE_FATAL(t.ran_well);
    /* Full until 50 ms; level just after each call: 1, .5, 0, (.5), 0, (.5), 0 .. */
    CU_ASSERT_EQUAL_FATAL(trial_instants(&t, "http.s", "ok", at, 12), 6);
    CU_ASSERT_EQUAL(at[0], 51 * SIM_MS);
    CU_ASSERT_EQUAL(at[2], 251 * SIM_MS);
    CU_ASSERT_EQUAL(at[3], 451 * SIM_MS);
    CU_ASSERT_EQUAL(at[5], 851 * SIM_MS);
    CU_ASSERT_EQUAL(trial_limit(&t, "limit_rejections_summary", "http.s.rate_limit"), 4);
    trial_free(&t);
}

static void errors_are_answers_and_are_paid(void)
{
    struct trial t;
    const double *cost;

    trial_make(&t, TEN_CALLS("") "http = { s = { latency = \"3 ms\"; error_rate = 1; "
                                 "price = \"0.0125 USD\"; }; };");
    CU_ASSERT_EQUAL(trial_value(&t, "http_errors", "s", STAT_COUNT), 10);
    CU_ASSERT_EQUAL(trial_value(&t, "client_errors", "c", STAT_COUNT), 10);
    CU_ASSERT_EQUAL(trial_value(&t, "client_latency", "c", STAT_COUNT), 0);
    cost = trial_array(&t, "usage");
    CHECK_NEAR(*cost, 0.125, 1e-12);
    trial_free(&t);
}

/* Its callers see them under that name, after the latency. */
static void an_error_has_the_name_that_is_said(void)
{
    static const char *const said[] = {"", "error = \"Declined\"; "};
    static const char *const name[] = {"Http.Error", "Declined"};

    for (size_t i = 0; i < 2; i++) {
        char text[300];
        struct room r;
        snprintf(text, sizeof text,
                 "region = \"us-east-1\"; run = { duration = \"1 min\"; }; "
                 "http = { s = { latency = \"37 ms\"; error_rate = 1; %s}; };",
                 said[i]);
        room_up(&r, text);
        room_shoot(&r, &(struct shot){.to = "http.s"});
        room_run(&r, SIM_SECOND);
        CU_ASSERT_EQUAL(r.answers[CALL_FAILED], 1);
        CU_ASSERT_STRING_EQUAL(r.error, name[i]);
        CU_ASSERT_EQUAL(r.answered_at, 37 * SIM_MS);
        room_down(&r);
    }
}

/* A caller that gives up does not stop the work: its place is held to the end. */
static void it_works_on_for_those_who_have_gone(void)
{
    struct trial t;

    trial_make(&t, TEN_CALLS("timeout = \"20 ms\"; ") "http = { s = { latency = "
                                                      "\"1700 ms\"; }; };");
    CU_ASSERT_EQUAL(trial_value(&t, "client_timeouts", "c", STAT_COUNT), 10);
    CU_ASSERT_EQUAL(trial_value(&t, "http_latency", "s", STAT_COUNT), 10);
    CHECK_NEAR((double)t.ran.end, 2.65e9, 1.5e9);
    trial_free(&t);
}

static void a_raised_limit_lets_the_queue_in_at_once(void)
{
    struct trial t;
    int64_t at[12];

    trial_load(&t,
               TEN_CALLS("") "http = { s = { latency = \"5 s\"; concurrency_limit = 0; "
                             "queue_limit = 100; }; };\n"
                             "timeline = ( { at = \"720 ms\"; set = "
                             "\"http.s.concurrency_limit = 4\"; } );",
               NULL);
    t.wants_trace = true;
    trial_run(&t, 1, 0);
    CU_ASSERT_TRUE_FATAL(t.ran_well);
    CU_ASSERT_EQUAL_FATAL(trial_instants(&t, "http.s", "ok", at, 12), 10);
    for (int k = 0; k < 10; k++)
        CU_ASSERT_EQUAL(at[k], 720 * SIM_MS + (1 + k / 4) * 5 * SIM_SECOND);
    trial_free(&t);
}

static void a_queue_without_places_is_refused(void)
{
    struct trial t;

    trial_load(&t,
               TEN_CALLS("") "http = { s = { latency = \"5 s\"; queue_limit = 1; }; };",
               NULL);
    CU_ASSERT_PTR_NULL(t.scenario);
    CU_ASSERT_PTR_NOT_NULL(strstr(t.said, "queue_limit needs concurrency_limit"));
    trial_free(&t);
}

FACTS(FACT(answers_come_after_the_latency), FACT(who_finds_no_place_waits_in_order),
      FACT(beyond_the_queue_it_refuses_by_the_limits_name),
      FACT(without_a_queue_the_places_refuse),
      FACT(a_rate_limit_serves_burst_and_then_its_rate),
      FACT(errors_are_answers_and_are_paid), FACT(an_error_has_the_name_that_is_said),
      FACT(it_works_on_for_those_who_have_gone),
      FACT(a_raised_limit_lets_the_queue_in_at_once),
      FACT(a_queue_without_places_is_refused))
