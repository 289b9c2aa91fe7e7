/* test_stream.c - what Lambda's readers of a stream do with its records: when they come,
 * in which batches, what happens to those that fail. */
#include "check.h"
#include "trial.h"

#define RUN(duration) "profile = \"aws-2026\"; run = { duration = \"" duration "\"; "
#define HEAD(duration, more)                                                             \
    RUN(duration)                                                                        \
    "period = \"1 min\"; drain = \"all\"; }; sqs = { dead = { }; }; "                    \
    "kinesis = { s = { " more " latency = \"0 s\"; }; }; "
#define CLIENT(load)                                                                     \
    "client = { c = { target = \"kinesis.s\"; action = \"PutRecord\"; item_size = "      \
    "\"300 B\"; " load " }; }; "
#define FUNCTION(settings, mapping, steps)                                               \
    "lambda = { f = { runtime = \"python3.12\"; memory_size = \"1769 MB\"; timeout = "   \
    "\"60 s\"; " settings                                                                \
    " event_source_mappings = ( { event_source = \"kinesis.s\"; " mapping                \
    " } ); steps = ( " steps " ); }; };"

/* Reading takes no time: what happens when is known to the poll. */
#define AT_ONCE "read_latency = \"0 s\"; fan_out_latency = \"0 s\"; "
#define BURST(n) "bursts = ( { at = \"10 s\"; requests = " n "; within = \"1 ms\"; } ); "
#define WORK(time) "{ work = \"" time "\"; } "

static double of(const struct trial *t, const char *metric, enum statistic statistic)
{
    char name[100];

    snprintf(name, sizeof name, "poller_%s", metric);
    return trial_value(t, name, "f[kinesis.s]", statistic);
}

static double count(const struct trial *t, const char *metric)
{
    return of(t, metric, STAT_COUNT);
}

static double stream(const struct trial *t, const char *metric, enum statistic statistic)
{
    char name[100];

    snprintf(name, sizeof name, "kinesis_%s", metric);
    return trial_value(t, name, "s", statistic);
}

static double function(const struct trial *t, const char *metric, enum statistic s)
{
    char name[100];

    snprintf(name, sizeof name, "lambda_%s", metric);
    return trial_value(t, name, "f", s);
}

/* ---- when records come ---- */

/* Measured in 2022 from a sender to a handler, one record at a time: p10, p50, p90, p99
 * 267, 627, 965, 1 580 ms (bitesizedserverless, n = 1 024); what the law was fitted to is
 * 231, 637, 1 038, 1 205. */
static void an_idle_function_hears_of_a_record_within_a_second_or_so(void)
{
    struct trial t;

    trial_make(&t, HEAD("60 h", "shard_count = 3;") CLIENT("rate = \"0.1/s\"; ")
                       FUNCTION("warm_environments = 50; ", "", WORK("1 us")));
    CHECK_NEAR(of(&t, "iterator_age", STAT_P50), 0.637, 0.01);
    CHECK_NEAR(of(&t, "iterator_age", STAT_P90), 1.038, 0.02);
    CHECK_NEAR(of(&t, "iterator_age", STAT_P99), 1.205, 0.03);
    CHECK_NEAR(function(&t, "iterator_age", STAT_P50), of(&t, "iterator_age", STAT_P50),
               1e-3);
    CU_ASSERT_EQUAL(function(&t, "iterator_age", STAT_COUNT), count(&t, "batches"));
    trial_free(&t);
}

/* Enhanced fan-out, measured alike: 28.8, 49.4, 67.5, 109 ms; AWS says 70 ms. */
static void enhanced_fan_out_takes_50_ms(void)
{
    struct trial t;

    trial_make(&t, HEAD("5 h", "shard_count = 3;") CLIENT("rate = \"1/s\"; ") FUNCTION(
                       "warm_environments = 50; ", "consumer = \"x\";", WORK("1 us")));
    CHECK_NEAR(of(&t, "iterator_age", STAT_P50), 0.0480, 0.002);
    CHECK_NEAR(of(&t, "iterator_age", STAT_P90), 0.0735, 0.003);
    CU_ASSERT_EQUAL(count(&t, "polled_event_count"),
                    stream(&t, "subscribe_to_shard_event_records", STAT_COUNT));
    CU_ASSERT_EQUAL(stream(&t, "get_records_success", STAT_COUNT), 0);
    trial_free(&t);
}

static void each_shard_is_polled_once_a_second(void)
{
    struct trial t;

    trial_make(&t, HEAD("10 min", "shard_count = 7;") CLIENT("rate = \"0.01/s\"; ")
                       FUNCTION("", "", WORK("1 ms")));
    CHECK_NEAR(stream(&t, "get_records_success", STAT_COUNT), 7 * 600, 7 * 70);
    CU_ASSERT_EQUAL(of(&t, "pollers", STAT_MAXIMUM), 7);
    trial_free(&t);
}

/* ---- batches ---- */

/* 1 000 records of one shard: batches of 100, one after the other. */
static void a_batch_has_100_records_where_nobody_says_more(void)
{
    struct trial t;

    trial_make(&t, HEAD("1 min", "shard_count = 1; " AT_ONCE) CLIENT(BURST("1000"))
                       FUNCTION("", "", WORK("100 ms")));
    CU_ASSERT_EQUAL(count(&t, "batches"), 10);
    CU_ASSERT_EQUAL(of(&t, "batch_size", STAT_MAXIMUM), 100);
    CU_ASSERT_EQUAL(of(&t, "concurrent_batches", STAT_MAXIMUM), 1);
    CU_ASSERT_EQUAL(count(&t, "invoked_event_count"), 1000);
    trial_free(&t);
}

static void parallelization_factor_is_batches_of_a_shard_at_once(void)
{
    struct trial t;

    trial_make(&t, HEAD("1 min", "shard_count = 2; " AT_ONCE) CLIENT(BURST("1700"))
                       FUNCTION("", "parallelization_factor = 5; ", WORK("2 s")));
    CU_ASSERT_EQUAL(of(&t, "concurrent_batches", STAT_MAXIMUM), 10);
    CU_ASSERT_EQUAL(function(&t, "concurrent_executions", STAT_MAXIMUM), 10);
    trial_free(&t);
    trial_make(&t, HEAD("1 min", "shard_count = 2; " AT_ONCE)
                       CLIENT("key = \"constant(3)\"; " BURST("900"))
                           FUNCTION("", "parallelization_factor = 5; ", WORK("2 s")));
    CU_ASSERT_EQUAL(of(&t, "concurrent_batches", STAT_MAXIMUM),
                    1); /* one key, in order */
    trial_free(&t);
}

/* A record each 0.5 s: of 10 s twenty, and two that come while the batch is in the
 * function open the next window at once. */
static void a_window_gathers_until_it_is_over_or_the_batch_full(void)
{
    struct trial t;

    trial_make(&t, HEAD("20 min", "shard_count = 1; " AT_ONCE)
                       CLIENT("rate = \"2/s\"; arrivals = \"constant\"; ") FUNCTION(
                           "", "maximum_batching_window = \"10 s\"; ", WORK("1 ms")));
    CHECK_NEAR(of(&t, "batch_size", STAT_AVERAGE), 21, 1.1);
    trial_free(&t);
    trial_make(&t, HEAD("20 min", "shard_count = 1; " AT_ONCE)
                       CLIENT("rate = \"2/s\"; arrivals = \"constant\"; ")
                           FUNCTION("",
                                    "maximum_batching_window = \"300 s\"; "
                                    "batch_size = 17; ",
                                    WORK("1 ms")));
    CHECK_NEAR(of(&t, "batch_size", STAT_AVERAGE), 17, 0.1);
    trial_free(&t);
}

/* 6 MB: 400 KB each are fifteen. */
static void a_batch_is_no_larger_than_what_a_function_takes(void)
{
    struct trial t;

    trial_load(
        &t,
        HEAD("2 min", "shard_count = 40; " AT_ONCE)
            CLIENT("key = \"constant(5)\"; " BURST("40")) FUNCTION("", "", WORK("1 s")),
        (const char *const[]){"client.c.item_size = 400 KB",
                              "account.kinesis.shard_write_bytes = 100 MB/s", NULL});
    trial_run(&t, 1, 0);
    CU_ASSERT_TRUE_FATAL(t.ran_well);
    CU_ASSERT_EQUAL(count(&t, "polled_event_count"), 40);
    CU_ASSERT_EQUAL(of(&t, "batch_size", STAT_MAXIMUM), 15);
    trial_free(&t);
}

/* ---- failures ---- */

#define POISON(which) "attributes = { poison = \"" which "\"; }; "
#define FAILS                                                                            \
    "{ fail = \"Bad\"; probability = \"request(poison)\"; scope = \"item\"; "            \
    "count = \"items\"; } "

/* Without an end to retries a shard stands still behind what always fails; others go on.
 */
static void a_batch_that_fails_blocks_its_shard(void)
{
    struct trial t;

    trial_load(&t,
               HEAD("30 min", "shard_count = 1; " AT_ONCE)
                   CLIENT(POISON("bernoulli(1)") BURST("150"))
                       FUNCTION("", "", WORK("10 ms") ", " FAILS),
               (const char *const[]){"run.drain = 0 s", NULL});
    trial_run(&t, 1, 0);
    CU_ASSERT_TRUE_FATAL(t.ran_well);
    CU_ASSERT_EQUAL(count(&t, "polled_event_count"), 150);
    CU_ASSERT_EQUAL(count(&t, "dropped_event_count"), 0);
    CU_ASSERT_EQUAL(of(&t, "batch_size", STAT_MAXIMUM), 100);
    CU_ASSERT_EQUAL(of(&t, "batch_size", STAT_MINIMUM), 100); /* the rest waits behind */
    /* 1, 2, 4 .. 32 s, then every minute: 63 s and 28 more in 29 min and 50 s */
    CHECK_NEAR(count(&t, "batches"), 7 + 28, 1);
    CU_ASSERT_EQUAL(count(&t, "batch_errors"), count(&t, "batches"));
    trial_free(&t);
}

/* Twice more, then all of it is given up, and on_failure told once a batch. */
static void after_its_retries_a_batch_is_discarded(void)
{
    struct trial t;

    trial_make(&t, HEAD("10 min", "shard_count = 1; " AT_ONCE)
                       CLIENT(POISON("bernoulli(1)") BURST("150"))
                           FUNCTION("",
                                    "maximum_retry_attempts = 2; "
                                    "on_failure = \"sqs.dead\"; ",
                                    WORK("10 ms") ", " FAILS));
    CU_ASSERT_EQUAL(count(&t, "batches"), 3 + 3);
    CU_ASSERT_EQUAL(count(&t, "retries"), 4);
    CU_ASSERT_EQUAL(count(&t, "dropped_event_count"), 150);
    CU_ASSERT_EQUAL(count(&t, "on_failure_destination_delivered_event_count"), 2);
    CU_ASSERT_EQUAL(trial_value(&t, "sqs_number_of_messages_sent", "dead", STAT_COUNT),
                    2);
    CU_ASSERT_EQUAL(function(&t, "invocations", STAT_COUNT), 6);
    trial_free(&t);
}

/* Splitting is no retry: in the end the poisonous records alone are given up. */
static void bisection_finds_the_poison(void)
{
    struct trial t;
    double poison;

    trial_make(&t, HEAD("30 min", "shard_count = 1; " AT_ONCE)
                       CLIENT(POISON("bernoulli(0.7 %)") BURST("900"))
                           FUNCTION("",
                                    "maximum_retry_attempts = 0; "
                                    "bisect_batch_on_function_error = true; "
                                    "on_failure = \"sqs.dead\"; ",
                                    WORK("10 ms") ", " FAILS));
    poison = count(&t, "dropped_event_count");
    CHECK_NEAR(poison, 6.3, 5);
    CU_ASSERT_TRUE(poison > 0);
    CU_ASSERT_EQUAL(trial_value(&t, "sqs_number_of_messages_sent", "dead", STAT_COUNT),
                    poison);
    CU_ASSERT_EQUAL(count(&t, "polled_event_count"), 900);
    CU_ASSERT_TRUE(count(&t, "batch_errors") <= 8 * poison); /* 1 + log2 of 100 */
    trial_free(&t);
}

/* What is before the first record that failed is done, all behind it is tried again. */
static void reported_failures_move_the_checkpoint(void)
{
    struct trial t;
    double poison;

    trial_make(&t, HEAD("30 min", "shard_count = 1; " AT_ONCE)
                       CLIENT(POISON("bernoulli(3 %)") BURST("100"))
                           FUNCTION("",
                                    "maximum_retry_attempts = 0; "
                                    "bisect_batch_on_function_error = true; "
                                    "function_response_types = "
                                    "\"ReportBatchItemFailures\"; ",
                                    WORK("10 ms") ", " FAILS));
    poison = count(&t, "dropped_event_count");
    CU_ASSERT_TRUE(poison > 0);
    CU_ASSERT_EQUAL(count(&t, "batch_errors"), 0); /* the function says which */
    CU_ASSERT_EQUAL(function(&t, "errors", STAT_COUNT), 0);
    trial_free(&t);
    trial_make(&t, HEAD("30 min", "shard_count = 1; " AT_ONCE)
                       CLIENT(POISON("bernoulli(3 %)") BURST("100"))
                           FUNCTION("",
                                    "maximum_retry_attempts = 0; "
                                    "function_response_types = "
                                    "\"ReportBatchItemFailures\"; ",
                                    WORK("10 ms") ", " FAILS));
    CU_ASSERT_EQUAL(count(&t, "batches"), 1);
    CU_ASSERT_TRUE(count(&t, "dropped_event_count") > poison); /* all from there on */
    trial_free(&t);
}

/* A minute after they came they are given up, whatever is left to be tried. */
static void records_that_are_too_old_are_discarded(void)
{
    struct trial t;

    trial_make(&t, HEAD("10 min", "shard_count = 1; " AT_ONCE)
                       CLIENT(POISON("bernoulli(1)") BURST("40"))
                           FUNCTION("", "maximum_record_age = \"60 s\"; ",
                                    WORK("10 ms") ", " FAILS));
    CU_ASSERT_EQUAL(count(&t, "dropped_event_count"), 40);
    CU_ASSERT_EQUAL(count(&t, "batches"),
                    6); /* at 0, 1, 3, 7, 15, 31 s; 63 is too late */
    trial_free(&t);
}

/* They fail every time or never: the same coin at each try (methods.md 1). */
static void a_transient_error_is_another_coin_each_time(void)
{
    struct trial t;

    trial_make(&t, HEAD("30 min", "shard_count = 1; " AT_ONCE) CLIENT("rate = \"5/s\"; ")
                       FUNCTION("error_rate = 0.3; ", "maximum_retry_attempts = 1; ",
                                WORK("10 ms")));
    CHECK_NEAR(count(&t, "dropped_event_count") / count(&t, "polled_event_count"), 0.09,
               0.03);
    trial_free(&t);
}

/* Two of four shards at a time find room: the others are turned away, and no record is
 * lost though there are no retries. */
static void throttled_batches_do_not_count_as_tried(void)
{
    struct trial t;

    trial_make(&t, HEAD("10 min", "shard_count = 4; " AT_ONCE) CLIENT(BURST("700"))
                       FUNCTION("reserved_concurrent_executions = 2; ",
                                "maximum_retry_attempts = 0; ", WORK("900 ms")));
    CU_ASSERT_TRUE(count(&t, "throttles") > 3);
    CU_ASSERT_EQUAL(count(&t, "dropped_event_count"), 0);
    CU_ASSERT_EQUAL(count(&t, "invoked_event_count"), 700);
    CU_ASSERT_EQUAL(count(&t, "retries"), 0);
    CU_ASSERT_EQUAL(function(&t, "age", STAT_COUNT), 700);
    trial_free(&t);
}

/* ---- where it begins, and stops ---- */

static void latest_passes_over_the_backlog(void)
{
    const char *const wanted[] = {"TRIM_HORIZON", "LATEST"};

    for (size_t i = 0; i < 2; i++) {
        char set[120];
        struct trial t;

        snprintf(set, sizeof set,
                 "lambda.f.event_source_mappings[kinesis.s].starting_position = %s",
                 wanted[i]);
        trial_load(&t,
                   HEAD("10 min", "shard_count = 3; backlog = 1234; ") CLIENT(BURST("55"))
                       FUNCTION("", "starting_position = \"LATEST\";", WORK("1 ms")),
                   (const char *const[]){set, NULL});
        trial_run(&t, 1, 0);
        CU_ASSERT_TRUE_FATAL(t.ran_well);
        CU_ASSERT_EQUAL(count(&t, "polled_event_count"), i ? 55 : 1234 + 55);
        trial_free(&t);
    }
}

static void a_mapping_that_was_off_goes_on_from_where_it_was(void)
{
    struct trial t;

    trial_make(&t,
               HEAD("10 min", "shard_count = 3; ")
                   CLIENT("rate = \"11/s\"; arrivals = \"constant\"; ")
                       FUNCTION("", "", WORK("1 ms")) " timeline = ( { at = \"2 min\"; "
                                                      "until = \"5 min\"; set = "
                                                      "\"lambda.f.event_source_mappings["
                                                      "kinesis.s].enabled = false\"; } "
                                                      ");");
    CU_ASSERT_EQUAL(count(&t, "polled_event_count"), 6600);
    CHECK_NEAR(of(&t, "iterator_age", STAT_MAXIMUM), 1, 180);
    CHECK_NEAR(stream(&t, "records_waiting", STAT_MAXIMUM), 180 * 11, 40);
    trial_free(&t);
}

/* ---- names of draws (methods.md 1) ---- */

static double worked(const char *const *set)
{
    struct trial t;
    double sum;

    trial_load(&t,
               HEAD("5 min", "shard_count = 3; ") CLIENT("rate = \"20/s\"; ")
                   FUNCTION("warm_environments = 60; ", "batch_size = 1; ",
                            "{ work = \"exponential(mean=3 ms)\"; count = \"items\"; }"),
               set);
    trial_run(&t, 4, 0);
    CU_ASSERT_TRUE_FATAL(t.ran_well);
    sum = function(&t, "duration", STAT_AVERAGE) * function(&t, "duration", STAT_COUNT);
    trial_free(&t);
    return sum;
}

/* The work of a record is its own: all of it together is the same however they are
 * batched, read and sharded. */
static void a_record_is_the_same_work_in_any_batch(void)
{
#define M "lambda.f.event_source_mappings[kinesis.s]."
    const char *const other[][3] = {{M "batch_size = 100", NULL},
                                    {M "parallelization_factor = 7", NULL},
                                    {M "consumer = x", M "batch_size = 9", NULL},
                                    {"kinesis.s.shard_count = 8", NULL}};
    double wanted = worked(NULL);

    CHECK_NEAR(wanted, 5 * 60 * 20 * 0.003, 1.5);
    for (size_t i = 0; i < sizeof other / sizeof *other; i++)
        CHECK_NEAR(worked(other[i]), wanted, 1e-4); /* to the ns of each batch */
#undef M
}

/* ---- several, and shards that change ---- */

#define TWO                                                                              \
    "lambda = { f = { runtime = \"python3.12\"; steps = ( { work = \"1 ms\"; } ); "      \
    "event_source_mappings = ( { event_source = \"kinesis.s\"; } ); }; g = { runtime = " \
    "\"python3.12\"; steps = ( { wait = \"30 s\"; } ); timeout = \"60 s\"; "             \
    "event_source_mappings = ( { event_source = \"kinesis.s\"; } ); }; };"

/* Each gets all; the request is over when both are through with it. */
static void every_consumer_reads_every_record(void)
{
    struct trial t;

    trial_make(&t, HEAD("5 min", "shard_count = 2; ")
                       CLIENT("rate = \"3/s\"; arrivals = \"constant\"; ") TWO);
    CU_ASSERT_EQUAL(count(&t, "polled_event_count"), 900);
    CU_ASSERT_EQUAL(
        trial_value(&t, "poller_polled_event_count", "g[kinesis.s]", STAT_COUNT), 900);
    CU_ASSERT_EQUAL(stream(&t, "get_records_records", STAT_COUNT), 1800);
    CU_ASSERT_TRUE(trial_value(&t, "client_completion", "c", STAT_MINIMUM) > 30);
    CU_ASSERT_EQUAL(trial_value(&t, "client_completion", "c", STAT_COUNT), 900);
    trial_free(&t);
}

/* None is lost, none is read twice, and none waits for long. */
static void all_is_read_through_a_change_of_shards(void)
{
    struct trial t;

    trial_make(&t, HEAD("20 min", "shard_count = 4; ")
                       CLIENT("rate = \"70/s\"; arrivals = \"constant\"; ")
                           FUNCTION("", "", WORK("5 ms")) " timeline = ( { at = \"3 "
                                                          "min\"; until = \"12 min\"; "
                                                          "set = \"kinesis.s.shard_count "
                                                          "= 7\"; } );");
    CU_ASSERT_EQUAL(count(&t, "polled_event_count"), 20 * 60 * 70);
    CU_ASSERT_EQUAL(function(&t, "age", STAT_COUNT), 20 * 60 * 70);
    CU_ASSERT_EQUAL(stream(&t, "open_shards", STAT_MAXIMUM), 7);
    CU_ASSERT_EQUAL(of(&t, "pollers", STAT_MINIMUM), 0); /* at the very start */
    CU_ASSERT_TRUE(of(&t, "iterator_age", STAT_MAXIMUM) < 3.5);
    trial_free(&t);
}

/* ---- what means nothing ---- */

static void what_is_of_queues_or_of_streams_only_is_refused(void)
{
    static const struct {
        const char *source, *setting, *words;
    } wrong[] = {
        {"kinesis.s", "maximum_concurrency = 5;", "maximum_concurrency is of queues"},
        {"sqs.dead", "parallelization_factor = 2;",
         "is of streams, and sqs.dead is none"},
        {"sqs.dead", "consumer = \"x\";", "consumer is of streams"},
        {"sqs.dead", "starting_position = \"LATEST\";", "starting_position is of"},
        {"kinesis.s", "tumbling_window = \"5 s\";", "not built yet"},
        {"kinesis.s", "filter_criteria = \"x\";", "not built yet"},
        {"kinesis.s", "on_failure = \"kinesis.s\";", "on_failure of a stream is a queue"},
    };

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char text[1000];
        struct trial t;

        snprintf(text, sizeof text,
                 HEAD("1 min", "shard_count = 1;")
                     CLIENT("rate = \"1/s\"; ") "lambda = { f = { runtime = "
                                                "\"python3.12\"; event_source_mappings "
                                                "= ( { event_source = \"%s\"; %s } ); "
                                                "}; };",
                 wrong[i].source, wrong[i].setting);
        trial_load(&t, text, NULL);
        CU_ASSERT_PTR_NULL(t.scenario);
        if (!strstr(t.said, wrong[i].words))
            printf("  %s\n", t.said);
        CU_ASSERT_PTR_NOT_NULL(strstr(t.said, wrong[i].words));
        trial_free(&t);
    }
}

/* Streams had it before queues had. */
static void partial_answers_of_streams_are_older_than_2021_08(void)
{
    static const char text[] =
        "profile = \"aws-2021-08\"; run = { duration = \"1 min\"; }; " CLIENT(
            "rate = \"1/s\"; ") "kinesis = { s = { shard_count = 1; }; }; lambda = { f = "
                                "{ runtime = \"python3.8\"; steps = ( { work = \"1 ms\"; "
                                "} ); event_source_mappings = ( { "
                                "event_source = \"kinesis.s\"; function_response_types = "
                                "\"ReportBatchItemFailures\"; } ); }; };";
    struct trial t;

    trial_make(&t, text);
    trial_free(&t);
}

FACTS(FACT(an_idle_function_hears_of_a_record_within_a_second_or_so),
      FACT(enhanced_fan_out_takes_50_ms), FACT(each_shard_is_polled_once_a_second),
      FACT(a_batch_has_100_records_where_nobody_says_more),
      FACT(parallelization_factor_is_batches_of_a_shard_at_once),
      FACT(a_window_gathers_until_it_is_over_or_the_batch_full),
      FACT(a_batch_is_no_larger_than_what_a_function_takes),
      FACT(a_batch_that_fails_blocks_its_shard),
      FACT(after_its_retries_a_batch_is_discarded), FACT(bisection_finds_the_poison),
      FACT(reported_failures_move_the_checkpoint),
      FACT(records_that_are_too_old_are_discarded),
      FACT(a_transient_error_is_another_coin_each_time),
      FACT(throttled_batches_do_not_count_as_tried), FACT(latest_passes_over_the_backlog),
      FACT(a_mapping_that_was_off_goes_on_from_where_it_was),
      FACT(a_record_is_the_same_work_in_any_batch),
      FACT(every_consumer_reads_every_record),
      FACT(all_is_read_through_a_change_of_shards),
      FACT(what_is_of_queues_or_of_streams_only_is_refused),
      FACT(partial_answers_of_streams_are_older_than_2021_08))
