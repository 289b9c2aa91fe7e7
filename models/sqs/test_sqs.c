/* test_sqs.c - a queue between a client and a function: instants that are known. */
#include "check.h"
#include "room.h"
#include "trial.h"

/* A message a second, the first after half of one; no time is lost but where it is
 * said. */
#define BASE(duration, rate)                                                             \
    "profile = \"aws-2021-08\"; region = \"us-east-1\";\n"                               \
    "run = { duration = \"" duration "\"; replications = 1; period = \"1 s\"; };\n"      \
    "defaults = { sqs = { latency = \"0 s\"; receive_latency = \"0 s\"; };\n"            \
    "  lambda = { placement = \"0 s\"; init = \"0 s\"; first_invoke = \"0 s\"; }; };\n"  \
    "client = { c = { target = \"sqs.q\"; arrivals = \"constant\"; rate = \"" rate       \
    "\"; }; };\n"
#define FUNCTION(timeout, steps, mapping)                                                \
    "lambda = { f = { memory_size = \"1769 MB\"; timeout = \"" timeout                   \
    "\"; idle_expiry = \"10 h\"; steps = ( " steps " ); event_source_mappings = ( { "    \
    "event_source = \"sqs.q\"; " mapping " } ); }; };\n"
#define QUEUE(settings) "sqs = { q = { " settings " }; };\n"

static double of(const struct trial *t, const char *metric)
{
    return trial_value(t, metric, "q", STAT_COUNT);
}

static void a_message_goes_through_and_is_deleted(void)
{
    struct trial t;

    trial_make(&t, BASE("10 s", "1/s") FUNCTION("3 s", "{ wait = \"100 ms\"; }", "")
                       QUEUE("latency = \"5 ms\"; receive_latency = \"20 ms\";"));
    CHECK_NEAR(trial_value(&t, "client_latency", "c", STAT_MAXIMUM), 0.005, 0);
    CU_ASSERT_EQUAL(of(&t, "sqs_number_of_messages_sent"), 10);
    CU_ASSERT_EQUAL(of(&t, "sqs_number_of_messages_received"), 10);
    CU_ASSERT_EQUAL(of(&t, "sqs_number_of_messages_deleted"), 10);
    CU_ASSERT_EQUAL(of(&t, "sqs_messages_returned"), 0);
    CHECK_NEAR(trial_value(&t, "sqs_queue_time", "q", STAT_MAXIMUM), 0, 0);
    CHECK_NEAR(trial_value(&t, "sqs_age", "q", STAT_MINIMUM), 0.120, 0);
    CHECK_NEAR(trial_value(&t, "sqs_age", "q", STAT_MAXIMUM), 0.120, 0);
    CHECK_NEAR(trial_value(&t, "lambda_age", "f", STAT_MAXIMUM), 0.120, 0);
    /* In flight from the receive to the delete: 120 ms a second. */
    CHECK_NEAR(trial_value(&t, "sqs_approximate_number_of_messages_not_visible", "q",
                           STAT_AVERAGE),
               0.12, 1e-12);
    trial_free(&t);
}

static void a_delay_holds_it_back(void)
{
    struct trial t;

    trial_make(&t, BASE("30 s", "1/s") FUNCTION("3 s", "{ wait = \"100 ms\"; }", "")
                       QUEUE("delay = \"10 s\";"));
    CHECK_NEAR(trial_value(&t, "sqs_queue_time", "q", STAT_MINIMUM), 10, 0);
    CHECK_NEAR(trial_value(&t, "sqs_queue_time", "q", STAT_MAXIMUM), 10, 0);
    CU_ASSERT_EQUAL(of(&t, "sqs_number_of_messages_received"), 20);
    CHECK_NEAR(
        trial_value(&t, "sqs_approximate_number_of_messages_delayed", "q", STAT_MAXIMUM),
        10, 0);
    trial_free(&t);
}

/* Sent at 0.5 s, received then, at 30.5, at 60.5 s; moved at 90.5 s. */
#define POISON(duration)                                                                 \
    "profile = \"aws-2021-08\"; region = \"us-east-1\";\n"                               \
    "run = { duration = \"" duration "\"; replications = 1; period = \"1 s\"; };\n"      \
    "defaults = { sqs = { latency = \"0 s\"; receive_latency = \"0 s\"; }; };\n"         \
    "client = { c = { target = \"sqs.q\"; bursts = ( { at = \"500 ms\"; requests = 1; "  \
    "} ); }; };\n" FUNCTION("3 s", "{ fail = \"Bad\"; }",                                \
                            "") "sqs = { q = { redrive_policy = { dead_letter_target = " \
                                "\"sqs.d\"; max_receive_count = 3; }; }; d = { }; };\n"

static void what_always_fails_comes_back_and_ends_with_the_dead_letters(void)
{
    struct trial t;

    trial_make(&t, POISON("90 s"));
    CU_ASSERT_EQUAL(of(&t, "sqs_number_of_messages_received"), 3);
    CU_ASSERT_EQUAL(of(&t, "sqs_messages_returned"), 2);
    CU_ASSERT_EQUAL(of(&t, "sqs_messages_moved"), 0);
    trial_free(&t);
    trial_make(&t, POISON("91 s"));
    CU_ASSERT_EQUAL(of(&t, "sqs_number_of_messages_received"), 3);
    CU_ASSERT_EQUAL(of(&t, "sqs_messages_moved"), 1);
    CU_ASSERT_EQUAL(of(&t, "sqs_number_of_messages_deleted"), 0);
    CU_ASSERT_EQUAL(trial_value(&t, "sqs_number_of_messages_sent", "d", STAT_COUNT), 1);
    CU_ASSERT_EQUAL(trial_value(&t, "lambda_errors", "f", STAT_COUNT), 3);
    trial_free(&t);
}

/* Its age leaves out what was received three times; that of a dead letter begins anew. */
static void ages_are_counted_as_cloudwatch_does(void)
{
    struct trial t;
    const char *age = "sqs_approximate_age_of_oldest_message";

    trial_make(&t, POISON("100 s"));
    CHECK_NEAR(trial_value(&t, age, "q", STAT_MAXIMUM), 59, 0);
    CHECK_NEAR(trial_value(&t, age, "d", STAT_MAXIMUM), 9, 0);
    trial_free(&t);
}

/* The window is longer than the visibility time-out: another poller gets the message as
 * well, and who received it first deletes nothing. */
static void who_comes_too_late_deletes_nothing(void)
{
    struct trial t;

    trial_make(
        &t, "profile = \"aws-2021-08\"; region = \"us-east-1\";\n"
            "run = { duration = \"20 s\"; replications = 1; };\n"
            "defaults = { sqs = { latency = \"0 s\"; receive_latency = \"0 s\"; }; };\n"
            "client = { c = { target = \"sqs.q\"; bursts = ( { at = \"0 s\"; "
            "requests = 1; } ); }; };\n" FUNCTION("1 s", "{ wait = \"10 ms\"; }",
                                                  "maximum_batching_window = \"4 s\";")
                QUEUE("visibility_timeout = \"3 s\";"));
    /* 0, 3, 6 .. until a round ends before the next return: never, at 4 s a round. */
    CU_ASSERT_TRUE(of(&t, "sqs_number_of_messages_received") >= 6);
    CU_ASSERT_EQUAL(of(&t, "sqs_number_of_messages_deleted"), 0);
    CU_ASSERT_TRUE(trial_value(&t, "lambda_invocations", "f", STAT_COUNT) >= 4);
    trial_free(&t);
}

static void what_nobody_receives_is_lost_at_the_end_of_its_retention(void)
{
    struct trial t;

    trial_make(&t, BASE("200 s", "1/s") QUEUE("message_retention_period = \"60 s\";"));
    CU_ASSERT_EQUAL(of(&t, "sqs_messages_expired"), 140);
    CHECK_NEAR(
        trial_value(&t, "sqs_approximate_number_of_messages_visible", "q", STAT_MAXIMUM),
        60, 0);
    CHECK_NEAR(
        trial_value(&t, "sqs_approximate_age_of_oldest_message", "q", STAT_MAXIMUM), 59,
        0);
    /* Nothing will come of them, so the requests are complete. */
    CHECK_NEAR(trial_value(&t, "client_completion", "c", STAT_MAXIMUM), 0, 0);
    trial_free(&t);
}

/* ---- what is sent ---- */

#define ROOM                                                                             \
    "profile = \"aws-2021-08\"; region = \"us-east-1\"; run = { duration = \"1 s\"; "    \
    "};\nsqs = { q = { latency = \"1 ms\"; }; };\n"

static void sizes_are_charged_by_64_kb_and_refused_beyond_256(void)
{
    static const struct {
        int64_t bytes, charged, refused;
    } CASES[] = {{1, 1, 0}, {65536, 1, 0}, {65537, 2, 0}, {262144, 4, 0}, {262145, 0, 1}};

    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct room r;
        room_up(&r, ROOM);
        room_shoot(&r, &(struct shot){.to = "sqs.q", .bytes = CASES[i].bytes});
        room_run(&r, SIM_SECOND);
        CU_ASSERT_EQUAL(room_usage(&r, "sqs.q", "request"), CASES[i].charged);
        CU_ASSERT_EQUAL(r.answers[CALL_REFUSED], CASES[i].refused);
        CU_ASSERT_EQUAL(r.answered_at, SIM_MS);
        room_down(&r);
    }
}

static void a_batch_of_ten_is_one_request(void)
{
    struct room r;

    room_up(&r, ROOM);
    room_shoot(&r,
               &(struct shot){.to = "sqs.q", .action = 1, .bytes = 6554, .items = 10});
    room_run(&r, SIM_SECOND);
    CU_ASSERT_EQUAL(room_count(&r, "sqs.q", "number_of_messages_sent"), 10);
    CU_ASSERT_EQUAL(room_usage(&r, "sqs.q", "request"), 2); /* 65 540 bytes */
    room_shoot(
        &r,
        &(struct shot){
            .to = "sqs.q", .at = 2 * SIM_SECOND, .action = 1, .bytes = 1, .items = 11});
    room_shoot(
        &r, &(struct shot){.to = "sqs.q", .at = 2 * SIM_SECOND, .bytes = 1, .items = 2});
    room_run(&r, 3 * SIM_SECOND);
    CU_ASSERT_EQUAL(r.answers[CALL_REFUSED], 2);
    CU_ASSERT_EQUAL(room_count(&r, "sqs.q", "number_of_messages_sent"), 10);
    room_down(&r);
}

/* ---- receiving ---- */

static void beyond_the_messages_in_flight_nothing_is_received(void)
{
    struct trial t;

    trial_make(&t, BASE("9 s", "0.01/s") "account = { sqs = { in_flight_messages = 3; }; "
                                         "};\n" FUNCTION("15 s", "{ wait = \"10 s\"; }",
                                                         "batch_size = 1;")
                                             QUEUE("backlog = 10;"));
    CHECK_NEAR(trial_value(&t, "sqs_approximate_number_of_messages_not_visible", "q",
                           STAT_MAXIMUM),
               3, 0);
    CU_ASSERT_EQUAL(trial_value(&t, "lambda_invocations", "f", STAT_COUNT), 3);
    CU_ASSERT_TRUE(trial_limit(&t, "limit_delayed_summary", "sqs.q.in_flight_messages") >
                   0);
    trial_free(&t);
}

/* Five pollers, a receive each 20 s: SQS charges them all. */
static void empty_receives_are_counted_and_paid(void)
{
    struct trial t;

    trial_make(&t, BASE("10 min", "0.0001/s") FUNCTION("3 s", "{ wait = \"1 s\"; }", "")
                       QUEUE(""));
    CU_ASSERT_EQUAL(of(&t, "sqs_number_of_empty_receives"), 145); /* 20 s .. 580 s */
    trial_free(&t);
}

static void messages_are_drawn_alike_in_whatever_batch(void)
{
    static const char *const mapping[] = {
        "", "batch_size = 1;", "batch_size = 100; maximum_batching_window = \"2 s\";"};
    double sum[3];

    for (size_t i = 0; i < 3; i++) {
        struct trial t;
        char text[2000];
        snprintf(
            text, sizeof text,
            BASE("100 s", "0.001/s") "lambda = { f = { memory_size = \"1769 MB\"; "
                                     "timeout = \"15 min\"; "
                                     "idle_expiry = \"10 h\"; steps = ( { work = "
                                     "\"exponential(mean=10 ms)\"; "
                                     "count = \"items\"; } ); event_source_mappings = ( "
                                     "{ event_source = "
                                     "\"sqs.q\"; %s } ); }; };\n" QUEUE(
                                         "backlog = 500; visibility_timeout = \"1 h\";"),
            mapping[i]);
        trial_make(&t, text);
        CU_ASSERT_EQUAL(of(&t, "sqs_number_of_messages_deleted"), 500);
        sum[i] = trial_value(&t, "lambda_duration", "f", STAT_AVERAGE) *
                 trial_value(&t, "lambda_invocations", "f", STAT_COUNT);
        trial_free(&t);
    }
    CHECK_NEAR(sum[1], sum[0], 1e-9);
    CHECK_NEAR(sum[2], sum[0], 1e-9);
    CHECK_NEAR(sum[0], 5, 1);
}

/* ---- FIFO queues ---- */

/* Two messages of each of `groups` keys, one after the other, at 10 ms from each other.
 */
#define GROUPS(duration, more)                                                           \
    "profile = \"aws-2021-08\"; region = \"us-east-1\";\n"                               \
    "run = { duration = \"" duration "\"; replications = 1; period = \"1 s\"; };\n"      \
    "defaults = { sqs = { latency = \"0 s\"; receive_latency = \"0 s\"; };\n"            \
    "  lambda = { placement = \"0 s\"; init = \"0 s\"; first_invoke = \"0 s\"; }; };\n"  \
    "client = { c = { target = \"sqs.q\"; arrivals = \"constant\"; key = "               \
    "\"uniform(n="                                                                       \
    "3)\"; " more " }; };\n"

/* One at a time of a group, whatever waits: three groups, a second each. */
static void of_a_group_one_batch_is_received_at_a_time(void)
{
    struct trial t;

    trial_make(&t, GROUPS("60 s", "rate = \"100/s\";")
                       FUNCTION("3 s", "{ wait = \"1 s\"; }", "batch_size = 1;")
                           QUEUE("fifo_queue = true;"));
    CHECK_NEAR(trial_value(&t, "lambda_concurrent_executions", "f", STAT_MAXIMUM), 3, 0);
    CHECK_NEAR(trial_value(&t, "lambda_concurrent_executions", "f", STAT_AVERAGE), 3,
               0.01);
    CHECK_NEAR(trial_value(&t, "sqs_approximate_number_of_groups_with_inflight_messages",
                           "q", STAT_MAXIMUM),
               3, 0);
    CU_ASSERT_EQUAL(of(&t, "sqs_number_of_messages_deleted"), 177); /* 59 s of three */
    trial_free(&t);
}

/* At 1/s and 2.2 s a message the third stands behind one that has come, at 2.5 s: all
 * from then on are held up.  Of twice as many groups nothing is. */
static void a_group_that_falls_behind_is_the_limit(void)
{
    static const char text[] =
        BASE("60 s", "1/s") FUNCTION("3 s", "{ wait = \"2.2 s\"; }", "batch_size = 1;")
            QUEUE("fifo_queue = true;");
    static const char *const apart[] = {"client.c.key = sequential", NULL};
    struct trial t;

    trial_make(&t, text);
    CU_ASSERT_EQUAL(trial_limit(&t, "limit_delayed_summary", "sqs.q.message_group"), 58);
    CHECK_NEAR(trial_limit(&t, "limit_first", "sqs.q.message_group"), 2.5, 1e-9);
    CHECK_NEAR(trial_limit(&t, "limit_utilization_summary", "sqs.q.message_group"), 1, 0);
    trial_free(&t);
    trial_load(&t, text, apart);
    trial_run(&t, 1, 0);
    CU_ASSERT_EQUAL(trial_limit(&t, "limit_delayed_summary", "sqs.q.message_group"), 0);
    CHECK_NEAR(trial_limit(&t, "limit_utilization_summary", "sqs.q.message_group"), 0, 0);
    trial_free(&t);
}

/* Ten of one group at once, where there are so many. */
static void a_receive_takes_as_many_of_a_group_as_there_are(void)
{
    struct trial t;

    trial_make(&t, GROUPS("60 s", "rate = \"100/s\";") FUNCTION(
                       "3 s", "{ wait = \"1 s\"; }", "") QUEUE("fifo_queue = true;"));
    CHECK_NEAR(trial_value(&t, "lambda_concurrent_executions", "f", STAT_MAXIMUM), 3, 0);
    CHECK_NEAR(trial_value(&t, "poller_batch_size", "f[sqs.q]", STAT_P50), 10, 0);
    trial_free(&t);
}

/* A group stands still while its message is invisible, and then goes on with that one:
 * of 30 messages of one group, sent within 3 s, the first fails until it is dead. */
static void what_fails_holds_up_its_group(void)
{
    struct trial t;

    trial_make(
        &t, "profile = \"aws-2021-08\"; region = \"us-east-1\";\n"
            "run = { duration = \"100 s\"; replications = 1; };\n"
            "defaults = { sqs = { latency = \"0 s\"; receive_latency = \"0 s\"; }; };\n"
            "client = { bad = { target = \"sqs.q\"; key = \"constant(1)\"; attributes "
            "= { poison = \"bernoulli(100 %)\"; }; bursts = ( { at = \"0 s\"; "
            "requests = 1; } ); };\n"
            "good = { target = \"sqs.q\"; key = \"constant(1)\"; attributes = { "
            "poison = \"bernoulli(0 %)\"; }; bursts = ( { at = \"1 s\"; requests = "
            "30; } ); };\n"
            "other = { target = \"sqs.q\"; key = \"constant(2)\"; attributes = { "
            "poison = \"bernoulli(0 %)\"; }; bursts = ( { at = \"1 s\"; requests = "
            "5; } ); }; };\n" FUNCTION(
                "3 s", "{ fail = \"Bad\"; probability = \"request(poison)\"; }",
                "batch_size = 1;") "sqs = { q = { fifo_queue = true; redrive_policy = { "
                                   "dead_letter_target = \"sqs.d\"; max_receive_count = "
                                   "3; }; }; d = { "
                                   "fifo_queue = true; }; };\n");
    /* At 0, 30, 60 s in vain; dead at 90 s, and the thirty come through. */
    CU_ASSERT_EQUAL(of(&t, "sqs_messages_moved"), 1);
    CU_ASSERT_EQUAL(of(&t, "sqs_number_of_messages_deleted"), 35);
    CHECK_NEAR(trial_value(&t, "sqs_queue_time", "q", STAT_MAXIMUM), 89, 0.001);
    CHECK_NEAR(trial_value(&t, "client_completion", "other", STAT_MAXIMUM), 0, 0.1);
    trial_free(&t);
}

/* 300 calls of each kind a second: of 500 a second 200 are throttled, after a burst. */
static void a_fifo_queue_takes_so_many_calls_a_second(void)
{
    struct trial t;

    trial_make(&t, GROUPS("10 s", "rate = \"500/s\";") QUEUE("fifo_queue = true;"));
    CHECK_NEAR(of(&t, "sqs_number_of_messages_sent"), 300 + 3000, 2);
    CHECK_NEAR(trial_limit(&t, "limit_rejections_summary", "sqs.q.send_rate"), 1700, 2);
    trial_free(&t);
    trial_make(&t, GROUPS("10 s", "rate = \"500/s\";")
                       QUEUE("fifo_queue = true; deduplication_scope = \"messageGroup\"; "
                             "fifo_throughput_limit = \"perMessageGroupId\";"));
    CU_ASSERT_EQUAL(of(&t, "sqs_number_of_messages_sent"), 5000);
    trial_free(&t);
}

/* The client gives up after 10 ms and sends again what was taken already. */
static void what_a_sender_repeats_is_taken_once(void)
{
    struct trial t;
    const char *again =
        "rate = \"1/s\"; timeout = \"10 ms\"; retry = { max_attempts = 3; "
        "interval = \"1 s\"; };";
    char text[2000];

    snprintf(text, sizeof text,
             GROUPS("100 s", "%s") QUEUE("fifo_queue = true; latency = \"50 ms\";"),
             again);
    trial_make(&t, text);
    CU_ASSERT_EQUAL(of(&t, "sqs_number_of_messages_sent"), 100);
    CU_ASSERT_TRUE(of(&t, "sqs_number_of_deduplicated_sent_messages") > 190);
    trial_free(&t);
    snprintf(text, sizeof text, GROUPS("100 s", "%s") QUEUE("latency = \"50 ms\";"),
             again);
    trial_make(&t, text);
    CU_ASSERT_TRUE(of(&t, "sqs_number_of_messages_sent") > 290);
    trial_free(&t);
}

/* ---- refusals ---- */

static void what_makes_no_sense_is_refused(void)
{
    CU_ASSERT_TRUE(
        room_refuses("sqs = { q = { receive_message_wait_time = \"20 s\"; }; };",
                     "receive_message_wait_time: not built yet"));
    CU_ASSERT_TRUE(
        room_refuses("sqs = { q = { fifo_queue = true; redrive_policy = { "
                     "dead_letter_target = \"sqs.d\"; max_receive_count = 5; }; }; "
                     "d = { }; };",
                     "go to a FIFO queue"));
    CU_ASSERT_TRUE(
        room_refuses("sqs = { q = { fifo_queue = true; fifo_throughput_limit = "
                     "\"perMessageGroupId\"; }; };",
                     "needs deduplication_scope"));
    CU_ASSERT_TRUE(room_refuses("sqs = { q = { redrive_policy = { dead_letter_target = "
                                "\"http.x\"; max_receive_count = 5; }; }; };\n"
                                "http = { x = { latency = \"1 ms\"; }; };",
                                "is no queue"));
    CU_ASSERT_TRUE(room_refuses("sqs = { q = { redrive_policy = { dead_letter_target = "
                                "\"sqs.q\"; max_receive_count = 5; }; }; };",
                                "come back to it"));
    CU_ASSERT_TRUE(room_refuses("profile = \"aws-2021-08\"; sqs = { q = { "
                                "maximum_message_size = \"1 MB\"; }; };",
                                "account.sqs.message_size"));
    CU_ASSERT_TRUE(room_refuses("client = { c = { rate = \"1/s\"; target = \"sqs.q\"; "
                                "action = \"ReceiveMessage\"; }; }; sqs = { q = { }; };",
                                "is what event source mappings do"));
}

FACTS(FACT(a_message_goes_through_and_is_deleted), FACT(a_delay_holds_it_back),
      FACT(what_always_fails_comes_back_and_ends_with_the_dead_letters),
      FACT(ages_are_counted_as_cloudwatch_does), FACT(who_comes_too_late_deletes_nothing),
      FACT(what_nobody_receives_is_lost_at_the_end_of_its_retention),
      FACT(sizes_are_charged_by_64_kb_and_refused_beyond_256),
      FACT(a_batch_of_ten_is_one_request),
      FACT(beyond_the_messages_in_flight_nothing_is_received),
      FACT(empty_receives_are_counted_and_paid),
      FACT(messages_are_drawn_alike_in_whatever_batch),
      FACT(of_a_group_one_batch_is_received_at_a_time),
      FACT(a_group_that_falls_behind_is_the_limit),
      FACT(a_receive_takes_as_many_of_a_group_as_there_are),
      FACT(what_fails_holds_up_its_group),
      FACT(a_fifo_queue_takes_so_many_calls_a_second),
      FACT(what_a_sender_repeats_is_taken_once), FACT(what_makes_no_sense_is_refused))
