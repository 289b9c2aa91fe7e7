/* test_poller.c - what a mapping makes of a queue: rounds whose instants are known. */
#include "check.h"
#include "room.h"
#include "trial.h"

#define NO_TIME                                                                          \
    "region = \"us-east-1\";\n"                                                          \
    "defaults = { sqs = { latency = \"0 s\"; receive_latency = \"0 s\"; };\n"            \
    "  lambda = { placement = \"0 s\"; init = \"0 s\"; first_invoke = \"0 s\"; "         \
    "idle_expiry = \"10 h\"; maximum_age = \"100 h\"; }; };\n"
#define IN_2021 "profile = \"aws-2021-08\";\n" NO_TIME
#define IN_2026 "profile = \"aws-2026\";\n" NO_TIME
#define RUN(duration)                                                                    \
    "run = { duration = \"" duration "\"; replications = 1; period = \"1 s\"; };\n"
#define POLLERS(count)                                                                   \
    "account = { poller = { initial_pollers = " count "; minimum_pollers = 1; growth = " \
    "\"1/h\"; }; };\n"
#define IDLE                                                                             \
    "client = { c = { target = \"sqs.q\"; rate = \"1/d\"; arrivals = \"constant\"; }; "  \
    "};\n"
#define BACKLOG(messages, more)                                                          \
    IDLE "sqs = { q = { backlog = " messages "; " more " }; };\n"
#define FUNCTION(settings, steps, mapping)                                               \
    "lambda = { f = { memory_size = \"1769 MB\"; " settings " steps = ( " steps " ); "   \
    "event_source_mappings = ( { event_source = \"sqs.q\"; " mapping " } ); }; };\n"

static double mapped(const struct trial *t, const char *metric, enum statistic s)
{
    return trial_value(t, metric, "f[sqs.q]", s);
}

/* Pollers by the second: 5, and one more each second while messages are left.  Of 40
 * batches of 10 s each, 5 begin at 0 s, one each second after, five more at 10 s .. */
static void it_begins_with_five_and_grows_by_one_a_second(void)
{
    struct trial t;

    trial_make(&t, IN_2021 RUN("8500 ms") BACKLOG("1000", "visibility_timeout = \"1 h\";")
                       FUNCTION("timeout = \"1 min\";", "{ wait = \"30 s\"; }",
                                "batch_size = 1;"));
    CHECK_NEAR(mapped(&t, "poller_pollers", STAT_MAXIMUM), 13, 0);
    CHECK_NEAR(mapped(&t, "poller_concurrent_batches", STAT_MAXIMUM), 13, 0);
    CU_ASSERT_EQUAL(trial_value(&t, "lambda_invocations", "f", STAT_COUNT), 13);
    trial_free(&t);
    trial_make(&t, IN_2026 RUN("8500 ms") BACKLOG("1000", "visibility_timeout = \"1 h\";")
                       FUNCTION("timeout = \"1 min\";", "{ wait = \"30 s\"; }",
                                "batch_size = 1;"));
    CHECK_NEAR(mapped(&t, "poller_pollers", STAT_MAXIMUM), 5 + 42, 0); /* 5 a second */
    trial_free(&t);
}

/* Each of five gets 20 batches of one: nothing is left behind after the last. */
static void what_keeps_up_does_not_grow(void)
{
    struct trial t;

    trial_make(&t,
               IN_2021 RUN("100 s") "client = { c = { target = \"sqs.q\"; arrivals = "
                                    "\"constant\"; rate = \"4/s\"; }; };\nsqs = { q = "
                                    "{ }; };\n" FUNCTION("", "{ wait = \"1 s\"; }", ""));
    CHECK_NEAR(mapped(&t, "poller_pollers", STAT_MAXIMUM), 5, 0);
    CHECK_NEAR(mapped(&t, "poller_batch_size", STAT_MAXIMUM), 1, 0);
    CHECK_NEAR(trial_value(&t, "lambda_concurrent_executions", "f", STAT_MAXIMUM), 4, 0);
    trial_free(&t);
}

static void maximum_concurrency_holds_and_what_waits_for_it_is_counted(void)
{
    struct trial t;
    const char *limit = "lambda.f.event_source_mappings[sqs.q].maximum_concurrency";

    trial_make(&t, IN_2026 RUN("100 s") BACKLOG("1000", "")
                       FUNCTION("", "{ wait = \"1 s\"; }",
                                "batch_size = 1; maximum_concurrency = 7;"));
    CHECK_NEAR(mapped(&t, "poller_concurrent_batches", STAT_MAXIMUM), 7, 0);
    CHECK_NEAR(trial_value(&t, "lambda_concurrent_executions", "f", STAT_MAXIMUM), 7, 0);
    CU_ASSERT_TRUE(trial_limit(&t, "limit_delayed_summary", limit) > 600);
    CU_ASSERT_EQUAL(trial_limit(&t, "limit_rejections_summary", limit), 0);
    trial_free(&t);
}

/* ---- batches ---- */

/* One poller, messages at 50, 150 .. ms: its window opens with the first and closes after
 * a second; the next one opens with the first message after the function. */
static void a_window_gathers_from_the_first_message_on(void)
{
    struct trial t;

    trial_make(&t,
               IN_2021 RUN(
                   "9950 ms") "account = { poller = { initial_pollers = 1; "
                              "minimum_pollers = 1; }; };\n"
                              "client = { c = { target = \"sqs.q\"; arrivals = "
                              "\"constant\"; rate = "
                              "\"10/s\"; }; };\nsqs = { q = { }; };\n" FUNCTION(
                                  "", "{ wait = \"1 ms\"; }",
                                  "batch_size = 50; maximum_batching_window = \"1 s\";"));
    /* 50 .. 1050 ms: 11 messages, at 1050 ms the last or not; 1150 ms the next window. */
    CU_ASSERT_EQUAL(mapped(&t, "poller_batches", STAT_COUNT), 9);
    CHECK_NEAR(mapped(&t, "poller_batch_size", STAT_AVERAGE), 10.5, 0.5);
    CHECK_NEAR(trial_value(&t, "sqs_queue_time", "q", STAT_MAXIMUM), 0, 0.002);
    trial_free(&t);
}

static void a_full_batch_does_not_wait_for_its_window(void)
{
    struct trial t;

    trial_make(&t, IN_2021 RUN("10 s") POLLERS("4") BACKLOG("100", "")
                       FUNCTION("", "{ wait = \"1 s\"; }",
                                "batch_size = 25; maximum_batching_window = \"5 s\";"));
    CU_ASSERT_EQUAL(mapped(&t, "poller_batches", STAT_COUNT), 4);
    CHECK_NEAR(mapped(&t, "poller_batch_size", STAT_MINIMUM), 25, 0);
    CHECK_NEAR(trial_value(&t, "sqs_age", "q", STAT_MAXIMUM), 1, 0); /* all at once */
    trial_free(&t);
}

/* 6 MB of 256 KB: 24 messages, though 100 may be in a batch. */
static void a_batch_is_no_larger_than_its_payload(void)
{
    struct trial t;

    trial_make(&t,
               IN_2021 RUN("10 s") POLLERS("1")
                   BACKLOG("48", "backlog_item_size = \"256 KB\";")
                       FUNCTION("", "{ wait = \"1 s\"; }",
                                "batch_size = 100; maximum_batching_window = \"1 s\";"));
    CHECK_NEAR(mapped(&t, "poller_batch_size", STAT_MAXIMUM), 24, 0);
    CHECK_NEAR(mapped(&t, "poller_batch_size", STAT_MINIMUM), 24, 0);
    CU_ASSERT_EQUAL(mapped(&t, "poller_deleted_event_count", STAT_COUNT), 48);
    trial_free(&t);
}

/* ---- what fails ---- */

#define TEN_ONE_BAD(mapping)                                                             \
    "client = { c = { target = \"sqs.q\"; action = \"SendMessageBatch\"; items = 10; "   \
    "bursts = ( { at = \"1 s\"; requests = 1; } ); }; };\n"                              \
    "sqs = { q = { visibility_timeout = \"30 s\"; }; };\n"                               \
    "lambda = { f = { memory_size = \"1769 MB\"; steps = ( { count = \"items\"; steps "  \
    "= ( { fail = \"Bad\"; scope = \"item\"; probability = 0.4; }, { wait = \"10 ms\"; " \
    "} ); } ); event_source_mappings = ( { event_source = \"sqs.q\"; " mapping           \
    " } ); }; };\n"

static void an_item_that_fails_takes_the_batch_with_it(void)
{
    struct trial t;

    trial_make(&t, IN_2026 RUN("20 s") TEN_ONE_BAD(""));
    CU_ASSERT_EQUAL(mapped(&t, "poller_failed_invoke_event_count", STAT_COUNT), 10);
    CU_ASSERT_EQUAL(mapped(&t, "poller_batch_errors", STAT_COUNT), 1);
    CU_ASSERT_EQUAL(trial_value(&t, "lambda_errors", "f", STAT_COUNT), 1);
    CU_ASSERT_EQUAL(trial_value(&t, "sqs_number_of_messages_deleted", "q", STAT_COUNT),
                    0);
    trial_free(&t);
}

static void who_reports_items_gets_only_those_again(void)
{
    struct trial t;
    double failed, worked;

    trial_make(&t, IN_2026 RUN("20 s") TEN_ONE_BAD(
                       "function_response_types = \"ReportBatchItemFailures\";"));
    failed = mapped(&t, "poller_failed_invoke_event_count", STAT_COUNT);
    worked = trial_value(&t, "sqs_number_of_messages_deleted", "q", STAT_COUNT);
    CU_ASSERT_TRUE(failed > 0 && failed < 10);
    CHECK_NEAR(failed + worked, 10, 0);
    CU_ASSERT_EQUAL(trial_value(&t, "lambda_errors", "f", STAT_COUNT), 0);
    /* An item that failed is left alone by the steps after. */
    CHECK_NEAR(trial_value(&t, "lambda_duration", "f", STAT_MAXIMUM), 0.01 * worked,
               1e-12);
    trial_free(&t);
    /* A poison is one each time: it is drawn by the message's own name. */
    trial_make(&t, IN_2026 RUN("50 s") TEN_ONE_BAD(
                       "function_response_types = \"ReportBatchItemFailures\";"));
    CU_ASSERT_EQUAL(mapped(&t, "poller_failed_invoke_event_count", STAT_COUNT),
                    2 * failed);
    trial_free(&t);
}

/* A reserve of one, five batches of 10 s at once: four are throttled. */
#define ONE_AT_A_TIME(duration)                                                          \
    RUN(duration)                                                                        \
    BACKLOG("5", "visibility_timeout = \"60 s\";")                                       \
    FUNCTION("reserved_concurrent_executions = 1; timeout = \"10 s\";",                  \
             "{ wait = \"9900 ms\"; }", "batch_size = 1;")

static void in_2021_what_is_throttled_waits_for_the_visibility_timeout(void)
{
    struct trial t;

    trial_make(&t, IN_2021 ONE_AT_A_TIME("59 s"));
    CU_ASSERT_EQUAL(mapped(&t, "poller_throttles", STAT_COUNT), 4);
    CU_ASSERT_EQUAL(trial_value(&t, "lambda_invocations", "f", STAT_COUNT), 1);
    CHECK_NEAR(mapped(&t, "poller_pollers", STAT_MINIMUM), 5, 5);
    trial_free(&t);
    trial_make(&t, IN_2021 ONE_AT_A_TIME("61 s"));
    CU_ASSERT_EQUAL(trial_value(&t, "lambda_invocations", "f", STAT_COUNT), 2);
    CU_ASSERT_EQUAL(trial_value(&t, "sqs_messages_returned", "q", STAT_COUNT), 4);
    trial_free(&t);
}

/* After 1 s, 2 s, 4 s, 8 s ..: all four at 1, 3, 7, 15, 31 s; at 15 s one gets in, at
 * 31 s another; the next try, at 63 s, would be after the messages came back. */
static void in_2026_it_is_tried_again_until_then(void)
{
    struct trial t;

    trial_make(&t, IN_2026 ONE_AT_A_TIME("59 s"));
    CU_ASSERT_EQUAL(trial_value(&t, "lambda_invocations", "f", STAT_COUNT), 3);
    CU_ASSERT_EQUAL(mapped(&t, "poller_throttles", STAT_COUNT), 4 + 4 + 4 + 4 + 3 + 2);
    CU_ASSERT_EQUAL(mapped(&t, "poller_failed_invoke_event_count", STAT_COUNT), 2);
    trial_free(&t);
}

/* 1250 pollers at most x 0.9 a batch, not fewer than two. */
static void errors_make_pollers_fewer(void)
{
    struct trial t;

    trial_make(
        &t, IN_2026 RUN("60 s") BACKLOG("5", "visibility_timeout = \"10 s\";")
                FUNCTION("timeout = \"1 s\";", "{ fail = \"Bad\"; }", "batch_size = 1;"));
    CHECK_NEAR(mapped(&t, "poller_pollers", STAT_MINIMUM), 0, 2); /* at the start */
    CHECK_NEAR(trial_value(&t, "lambda_errors", "f", STAT_COUNT), 30, 0);
    trial_free(&t);
}

/* ---- changes ---- */

static void a_mapping_may_be_switched_off_and_on(void)
{
    struct trial t;

    trial_make(&t, IN_2026 RUN("30 s") BACKLOG("1000", "")
                       FUNCTION("", "{ wait = \"1 s\"; }",
                                "batch_size = 1; maximum_concurrency = "
                                "2;") "timeline = ( { at = \"5500 ms\"; "
                                      "until = \"20 s\"; set = "
                                      "\"lambda.f.event_source_mappings["
                                      "sqs.q].enabled = false\"; } );");
    CU_ASSERT_EQUAL(trial_value(&t, "lambda_invocations", "f", STAT_COUNT), 12 + 20);
    trial_free(&t);
}

static void its_concurrency_may_change(void)
{
    struct trial t;

    trial_make(&t,
               IN_2026 RUN("20 s") BACKLOG("10000", "") FUNCTION(
                   "", "{ wait = \"1 s\"; }",
                   "batch_size = 1; maximum_concurrency = 2;") "timeline = ( { at = "
                                                               "\"9500 ms\"; set = "
                                                               "\"lambda.f.event_source_"
                                                               "mappings[sqs.q].maximum_"
                                                               "concurrency = 5\"; } );");
    CHECK_NEAR(mapped(&t, "poller_concurrent_batches", STAT_MAXIMUM), 5, 0);
    trial_free(&t);
}

/* ---- refusals ---- */

#define MAPPED(queue, mapping)                                                           \
    "sqs = { q = { " queue " }; }; http = { x = { latency = \"1 ms\"; }; };\nlambda = "  \
    "{ f = { timeout = \"40 s\"; steps = ( { wait = \"1 s\"; } ); "                      \
    "event_source_mappings = ( { " mapping " } ); }; };\n"

static void what_aws_would_refuse_is_refused(void)
{
    CU_ASSERT_TRUE(room_refuses(MAPPED("", "event_source = \"sqs.q\";"),
                                "visibility_timeout of sqs.q, 30 s, is shorter than the "
                                "function's timeout, 40 s"));
    CU_ASSERT_TRUE(room_refuses(MAPPED("visibility_timeout = \"5 min\";",
                                       "event_source = \"sqs.q\"; batch_size = 11;"),
                                "needs a maximum_batching_window of 1 s"));
    CU_ASSERT_TRUE(room_refuses(MAPPED("", "event_source = \"http.x\";"), "is no queue"));
    CU_ASSERT_TRUE(
        room_refuses(MAPPED("", "event_source = \"sqs.p\";"), "did you mean sqs.q?"));
    CU_ASSERT_TRUE(room_refuses("profile = \"aws-2021-08\";\n" MAPPED(
                                    "visibility_timeout = \"5 min\";",
                                    "event_source = \"sqs.q\"; maximum_concurrency = 5;"),
                                "maximum_concurrency appeared 2023-01-12"));
    CU_ASSERT_TRUE(
        room_refuses("profile = \"aws-2021-08\";\n" MAPPED(
                         "visibility_timeout = \"5 min\";",
                         "event_source = \"sqs.q\"; function_response_types = "
                         "\"ReportBatchItemFailures\";"),
                     "lambda.f.event_source_mappings[sqs.q].function_response_types: "
                     "sqs_batch_item_failures appeared 2021-12-08"));
    CU_ASSERT_TRUE(room_refuses(MAPPED("visibility_timeout = \"5 min\";",
                                       "event_source = \"sqs.q\"; }, { event_source = "
                                       "\"sqs.q\";"),
                                "sqs.q"));
    CU_ASSERT_TRUE(room_refuses("poller = { p = { event_source = \"sqs.q\"; }; };",
                                "lambda.NAME.event_source_mappings"));
}

FACTS(FACT(it_begins_with_five_and_grows_by_one_a_second),
      FACT(what_keeps_up_does_not_grow),
      FACT(maximum_concurrency_holds_and_what_waits_for_it_is_counted),
      FACT(a_window_gathers_from_the_first_message_on),
      FACT(a_full_batch_does_not_wait_for_its_window),
      FACT(a_batch_is_no_larger_than_its_payload),
      FACT(an_item_that_fails_takes_the_batch_with_it),
      FACT(who_reports_items_gets_only_those_again),
      FACT(in_2021_what_is_throttled_waits_for_the_visibility_timeout),
      FACT(in_2026_it_is_tried_again_until_then), FACT(errors_make_pollers_fewer),
      FACT(a_mapping_may_be_switched_off_and_on), FACT(its_concurrency_may_change),
      FACT(what_aws_would_refuse_is_refused))
