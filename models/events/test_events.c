/* test_events.c - a bus between clients and the targets of its rules: instants that are
 * known. */
#include "check.h"
#include "room.h"
#include "trial.h"

#include <string.h>

#include "events/tables.h"
#include "flow/forecast.h"
#include "flow/limit.h"

#define HEAD                                                                             \
    "profile = \"aws-2026\"; region = \"us-east-1\";\n"                                  \
    "run = { duration = \"10 s\"; drain = \"all\"; replications = 1; };\n"               \
    "defaults = { events = { latency = \"29 ms\"; delivery_latency = \"133 ms\"; };\n"   \
    "  sns = { latency = \"23 ms\"; delivery_latency = \"51 ms\"; };\n"                  \
    "  sqs = { latency = \"7 ms\"; receive_latency = \"0 s\"; };\n"                      \
    "  lambda = { placement = \"0 s\"; init = \"0 s\"; first_invoke = \"0 s\"; }; };\n"  \
    "account = { lambda = { event_delay = \"19 ms\"; }; };\n"
/* Ten calls, a second apart. */
#define CLIENT(extra)                                                                    \
    "client = { c = { target = \"events.b\"; arrivals = \"constant\"; rate = \"1/s\"; "  \
    "item_size = \"3 KB\"; " extra " }; };\n"
#define ONE                                                                              \
    "client = { c = { target = \"events.b\"; bursts = ( { at = \"1 s\"; requests = 1; "  \
    "} ); }; };\n"
#define FUNCTION                                                                         \
    "lambda = { f = { memory_size = \"1769 MB\"; timeout = \"3 s\"; "                    \
    "steps = ( { wait = \"100 ms\"; } ); }; };\n"
#define BUS(rules) "events = { b = { rules = ( " rules " ); }; };\n"
#define HTTP(settings) "http = { h = { " settings " }; };\n"

static double of(const struct trial *t, const char *metric)
{
    return trial_value(t, metric, "b", STAT_COUNT);
}

static void events_go_to_all_targets_by_themselves(void)
{
    struct trial t;

    trial_make(
        &t,
        HEAD CLIENT("items = 2;") FUNCTION BUS(
            "{ name = \"one\"; target = \"lambda.f\"; }, "
            "{ name = \"two\"; target = \"sns.t\"; }, "
            "{ name = \"three\"; target = \"sqs.q\"; }") "sqs = { q = { }; };\n"
                                                         "sns = { t = { subscriptions = "
                                                         "( { endpoint = \"sqs.q\"; "
                                                         "raw_message_delivery = true; } "
                                                         "); }; };\n");
    CHECK_NEAR(trial_value(&t, "client_latency", "c", STAT_MAXIMUM), .029, 0);
    CU_ASSERT_EQUAL(of(&t, "events_put_events_approximate_call_count"), 10);
    CU_ASSERT_EQUAL(of(&t, "events_put_events_entries_count"), 20);
    CU_ASSERT_EQUAL(of(&t, "events_matched_events"), 20);
    CU_ASSERT_EQUAL(of(&t, "events_triggered_rules"), 60);
    CU_ASSERT_EQUAL(of(&t, "events_invocations"), 60);
    CU_ASSERT_EQUAL(of(&t, "events_failed_invocations"), 0);
    CHECK_NEAR(trial_value(&t, "events_put_events_request_size", "b", STAT_AVERAGE), 6144,
               0);
    CU_ASSERT_EQUAL(trial_value(&t, "sqs_number_of_messages_sent", "q", STAT_COUNT), 40);
    CHECK_NEAR(trial_value(&t, "lambda_age", "f", STAT_MAXIMUM), .133 + .019 + .1, 1e-12);
    CHECK_NEAR(trial_value(&t, "events_rule_ingestion_to_invocation_success_latency",
                           "b[one]", STAT_MAXIMUM),
               .133, 0);
    CHECK_NEAR(trial_value(&t, "events_rule_ingestion_to_invocation_success_latency",
                           "b[two]", STAT_MAXIMUM),
               .156, 0);
    trial_free(&t);
}

static void completion_counts_what_a_rule_begins(void)
{
    struct trial t;

    trial_make(&t, HEAD CLIENT("") BUS("{ name = \"r\"; target = \"http.h\"; }")
                       HTTP("latency = \"611 ms\";"));
    CHECK_NEAR(trial_value(&t, "client_completion", "c", STAT_MINIMUM), .744, 0);
    CHECK_NEAR(trial_value(&t, "client_completion", "c", STAT_MAXIMUM), .744, 0);
    trial_free(&t);
}

/* 30 % and 50 % of 20 000, each rule by itself: 5 standard deviations are 324 and 354. */
static void each_rule_has_its_share(void)
{
    struct trial t;
    double one, two, matched;

    trial_make(&t, HEAD "client = { c = { target = \"events.b\"; rate = \"2000/s\"; "
                        "arrivals = \"constant\"; }; };\n" BUS(
                            "{ name = \"one\"; target = \"sqs.q\"; filter_share = \"30 "
                            "%\"; }, { name = \"two\"; target = \"sqs.p\"; filter_share "
                            "= \"50 %\"; }") "sqs = { q = { }; p = { }; };\n");
    one = trial_value(&t, "events_rule_triggered_rules", "b[one]", STAT_COUNT);
    two = trial_value(&t, "events_rule_triggered_rules", "b[two]", STAT_COUNT);
    matched = of(&t, "events_matched_events");
    CHECK_NEAR(one, 6000, 324);
    CHECK_NEAR(two, 10000, 354);
    CHECK_NEAR(matched, 13000, 338); /* 1 - .7 x .5 */
    CU_ASSERT_EQUAL(of(&t, "events_triggered_rules"), one + two);
    trial_free(&t);
}

#define DRAWS                                                                            \
    "profile = \"aws-2026\"; region = \"us-east-1\"; sqs = { q = { }; };\n"              \
    "run = { duration = \"40 s\"; drain = \"all\"; replications = 1; };\n"               \
    "client = { c = { target = \"events.b\"; rate = \"10/s\"; arrivals = \"constant\"; " \
    "};"                                                                                 \
    " };\nhttp = { h = { latency = \"exponential(mean=90 ms)\"; }; };\n"
/* methods.md 1: who else gets an event moves no draw. */
static void draws_stay_when_others_come(void)
{
    static const char *const text[] = {
        DRAWS BUS("{ name = \"r\"; target = \"http.h\"; filter_share = \"40 %\"; }"),
        DRAWS BUS("{ name = \"a\"; target = \"sqs.q\"; filter_share = \"70 %\"; }, "
                  "{ name = \"r\"; target = \"http.h\"; filter_share = \"40 %\"; }"),
    };
    int64_t at[2][400];
    size_t n[2];

    for (int i = 0; i < 2; i++) {
        struct trial t;
        trial_load(&t, text[i], NULL);
        t.wants_trace = true;
        trial_run(&t, 1, 0);
        CU_ASSERT_TRUE_FATAL(t.ran_well);
        n[i] = trial_instants(&t, "http.h", "ok", at[i], 400);
        trial_free(&t);
    }
    CU_ASSERT_EQUAL_FATAL(n[0], n[1]);
    CHECK_NEAR((double)n[0], 160, 49); /* 40 % of 400 */
    CU_ASSERT_EQUAL(memcmp(at[0], at[1], n[0] * sizeof **at), 0);
}

/* 1, 2, 4, 8 s after one another, each try failing at once. */
static void retries_wait_twice_as_long_each_time(void)
{
    struct trial t;
    int64_t at[50];

    trial_load(&t,
               HEAD ONE BUS("{ name = \"r\"; target = \"http.h\"; retry_policy = { "
                            "maximum_retry_attempts = 4; }; dead_letter_config = "
                            "\"sqs.d\"; }")
                   HTTP("latency = \"0 s\"; error_rate = 1;") "sqs = { d = { }; };\n",
               NULL);
    t.wants_trace = true;
    trial_run(&t, 1, 0);
    CU_ASSERT_TRUE_FATAL(t.ran_well);
    CU_ASSERT_EQUAL_FATAL(trial_instants(&t, "http.h", "failed", at, 50), 5);
    for (int k = 0; k < 5; k++)
        CU_ASSERT_EQUAL(at[k] - at[0], ((1 << k) - 1) * SIM_SECOND);
    CU_ASSERT_EQUAL(of(&t, "events_retry_invocation_attempts"), 4);
    CU_ASSERT_EQUAL(of(&t, "events_failed_invocations"), 1);
    CU_ASSERT_EQUAL(of(&t, "events_invocations"), 1);
    CU_ASSERT_EQUAL(of(&t, "events_invocations_sent_to_dlq"), 1);
    CU_ASSERT_EQUAL(trial_value(&t, "sqs_number_of_messages_sent", "d", STAT_COUNT), 1);
    trial_free(&t);
}

/* Tries at 0, 1, 3, 7, 15, 31 s; the next would be 63 s after the event came at 0. */
static void an_event_that_is_too_old_is_not_tried_again(void)
{
    struct trial t;
    int64_t at[50];

    trial_load(&t,
               HEAD ONE BUS("{ name = \"r\"; target = \"http.h\"; retry_policy = { "
                            "maximum_event_age = \"60 s\"; }; }")
                   HTTP("latency = \"0 s\"; error_rate = 1;"),
               NULL);
    t.wants_trace = true;
    trial_run(&t, 1, 0);
    CU_ASSERT_TRUE_FATAL(t.ran_well);
    CU_ASSERT_EQUAL_FATAL(trial_instants(&t, "http.h", "failed", at, 50), 6);
    CU_ASSERT_EQUAL(at[5] - at[0], 31 * SIM_SECOND);
    trial_free(&t);
}

#define ROOM "region = \"us-east-1\"; run = { duration = \"1 min\"; };\n"

/* 1, 2 .. 256 s, then 176 times 8 min: 84 991 s, and the 24 h end soon after. */
static void by_default_it_is_tried_for_a_day(void)
{
    struct room r;

    room_up(&r, ROOM "events = { b = { delivery_latency = \"0 s\"; rules = ( { name = "
                     "\"r\"; target = \"http.h\"; } ); }; };\n" HTTP(
                         "latency = \"0 s\"; error_rate = 1;"));
    room_shoot(&r, &(struct shot){.to = "events.b"});
    room_run(&r, 84991 * SIM_SECOND - 1);
    CU_ASSERT_EQUAL(room_count(&r, "events.b", "failed_invocations"), 0);
    room_run(&r, 84991 * SIM_SECOND);
    CU_ASSERT_EQUAL(room_count(&r, "events.b", "failed_invocations"), 1);
    CU_ASSERT_EQUAL(room_count(&r, "events.b", "retry_invocation_attempts"), 185);
    CU_ASSERT_EQUAL(room_usage(&r, "events.b", "api_destination"),
                    room_count(&r, "events.b", "retry_invocation_attempts") + 1);
    room_down(&r);
}

/* Of 10 a second: 50 at once; 10 go at once, then one each 100 ms. */
static void beyond_the_quota_invocations_wait_in_line(void)
{
    struct room r;

    room_up(&r, ROOM "account = { events = { invocation_rate = \"10/s\"; }; };\n"
                     "events = { b = { delivery_latency = \"0 s\"; rules = ( { name = "
                     "\"r\"; target = \"sqs.q\"; } ); }; };\n"
                     "sqs = { q = { latency = \"0 s\"; }; };\n");
    room_shoot(&r, &(struct shot){.to = "events.b", .count = 50});
    room_run(&r, 1);
    CU_ASSERT_EQUAL(room_count(&r, "sqs.q", "number_of_messages_sent"), 10);
    CU_ASSERT_EQUAL(room_count(&r, "events.b", "throttled_rules"), 40);
    room_run(&r, 1550 * SIM_MS);
    CU_ASSERT_EQUAL(room_count(&r, "sqs.q", "number_of_messages_sent"), 25);
    room_run(&r, 5 * SIM_SECOND);
    CU_ASSERT_EQUAL(room_count(&r, "sqs.q", "number_of_messages_sent"), 50);
    CHECK_NEAR(room_mean(&r, "events.b", "ingestion_to_invocation_success_latency"),
               .1e9 * 40 * 41 / 2 / 50, 1e3);
    CU_ASSERT_EQUAL(r.answers[CALL_OK], 50);
    room_down(&r);
}

static void the_quota_of_calls_turns_away(void)
{
    struct room r;

    room_up(&r, ROOM "account = { events = { put_events_rate = \"30/s\"; }; };\n"
                     "events = { b = { }; };\n");
    room_shoot(&r, &(struct shot){.to = "events.b", .count = 100, .items = 10});
    room_run(&r, 10 * SIM_SECOND);
    CU_ASSERT_EQUAL(r.answers[CALL_OK], 30);
    CU_ASSERT_EQUAL(r.answers[CALL_THROTTLED], 70);
    CU_ASSERT_STRING_EQUAL(r.limit->name->address, "account.events.put_events_rate");
    CU_ASSERT_EQUAL(room_count(&r, "events.b", "put_events_entries_count"), 300);
    CU_ASSERT_EQUAL(room_count(&r, "events.b", "matched_events"), 0);
    room_down(&r);
}

/* Unlike SNS's, each event of a call has its own pieces. */
static void pieces_of_64_kb_are_paid_for(void)
{
    struct room r;

    room_up(&r, ROOM "events = { b = { }; };\n");
    room_shoot(&r, &(struct shot){.to = "events.b", .items = 3, .bytes = (64 << 10) + 1});
    room_run(&r, SIM_SECOND);
    CU_ASSERT_EQUAL(room_usage(&r, "events.b", "event"), 6);
    room_shoot(&r, &(struct shot){.to = "events.b", .items = 3, .at = SIM_SECOND});
    room_run(&r, 2 * SIM_SECOND);
    CU_ASSERT_EQUAL(room_usage(&r, "events.b", "event"), 9);
    room_down(&r);
}

static void what_is_too_large_or_too_many_is_refused(void)
{
    static const struct shot shots[] = {
        {.to = "events.b", .items = 11},
        {.to = "events.b", .items = 2, .bytes = (512 << 10) + 1},
    };

    for (size_t i = 0; i < sizeof shots / sizeof *shots; i++) {
        struct room r;
        room_up(&r, ROOM "events = { b = { }; };\n");
        room_shoot(&r, &shots[i]);
        room_run(&r, 10 * SIM_SECOND);
        CU_ASSERT_EQUAL(r.answers[CALL_REFUSED], 1);
        CU_ASSERT_STRING_EQUAL(r.error, "ValidationException");
        CU_ASSERT_EQUAL(room_usage(&r, "events.b", "event"), 0);
        room_down(&r);
    }
}

/* ---- schedules ---- */

static void a_schedule_makes_requests_of_its_own(void)
{
    struct trial t;
    int64_t at[50];

    trial_load(&t,
               "profile = \"aws-2026\"; region = \"us-east-1\";\n"
               "run = { duration = \"1 h\"; drain = \"all\"; replications = 1; start = "
               "\"2026-03-01T09:00:00Z\"; };\n"
               "client = { c = { target = \"http.h\"; bursts = ( { at = \"50 min\"; "
               "requests = 1; } ); }; };\n"
               "defaults = { events = { delivery_latency = \"1 s\"; }; };\n" BUS(
                   "{ name = \"often\"; target = \"http.h\"; schedule = \"rate(20 "
                   "minutes)\"; }, { name = \"once\"; target = \"http.h\"; schedule = "
                   "\"at(+5 min)\"; }, { name = \"clock\"; target = \"http.h\"; schedule "
                   "= \"cron(30 9 * * ? *)\"; }") HTTP("latency = \"10 ms\";"),
               NULL);
    t.wants_trace = true;
    CU_ASSERT_PTR_NOT_NULL_FATAL(t.scenario);
    trial_run(&t, 1, 0);
    CU_ASSERT_TRUE_FATAL(t.ran_well);
    /* 5, 20, 30, 40, 50 (the client's own); at 60 min arrivals have ended */
    CU_ASSERT_EQUAL_FATAL(trial_instants(&t, "http.h", "ok", at, 50), 5);
    CU_ASSERT_EQUAL(at[0], 301010 * SIM_MS);
    CU_ASSERT_EQUAL(at[1], 1201010 * SIM_MS);
    CU_ASSERT_EQUAL(at[2], 1801010 * SIM_MS);
    CU_ASSERT_EQUAL(at[3], 2401010 * SIM_MS);
    CU_ASSERT_EQUAL(of(&t, "events_triggered_rules"), 4);
    CU_ASSERT_EQUAL(of(&t, "events_put_events_entries_count"), 0);
    CU_ASSERT_EQUAL(
        trial_value(&t, "events_rule_triggered_rules", "b[often]", STAT_COUNT), 2);
    trial_free(&t);
}

/* ---- what is foreseen, what is refused ---- */

static void the_calculator_agrees_with_a_run(void)
{
    const struct resource *bus, *q, *h;
    struct arena arena = {0};
    struct forecast *f;
    struct trial t;

    trial_make(&t,
               "profile = \"aws-2026\"; region = \"us-east-1\";\n"
               "run = { duration = \"1000 s\"; replications = 1; };\n"
               "client = { c = { target = \"events.b\"; rate = \"40/s\"; arrivals = "
               "\"constant\"; items = 2; item_size = \"uniform(10 KB, 120 KB)\"; }; "
               "};\n" BUS("{ name = \"one\"; target = \"http.h\"; filter_share = \"60 "
                          "%\"; }, { name = \"two\"; target = \"sqs.q\"; }, { name = "
                          "\"three\"; target = \"sqs.q\"; schedule = \"rate(1 "
                          "minute)\"; }") "sqs = { q = { }; };\n" HTTP("latency = "
                                                                       "\"20 ms\";"));
    f = forecast_new(&t.scenario->graph, &arena);
    forecast_offer(f, 0, 1000 * SIM_SECOND);
    bus = graph_find(&t.scenario->graph, "events.b");
    q = graph_find(&t.scenario->graph, "sqs.q");
    h = graph_find(&t.scenario->graph, "http.h");
    CHECK_NEAR(forecast_of(f, h->index)->rate, 48, 1e-9);
    CHECK_NEAR(forecast_of(f, q->index)->rate, 80 + 1 / 60., 1e-9);
    CHECK_NEAR(trial_value(&t, "http_requests", "h", STAT_COUNT) / 1000, 48, .7);
    CHECK_NEAR(trial_value(&t, "sqs_number_of_messages_sent", "q", STAT_COUNT) / 1000,
               80 + 1 / 60., .03);
    CHECK_NEAR(forecast_used(f, bus->index, ITEM_EVENT), 80 * (1 + 56. / 110), .02);
    CHECK_NEAR(forecast_used(f, bus->index, ITEM_HTTP), 48, 1e-9);
    arena_release(&arena);
    trial_free(&t);
}

static void what_cannot_be_is_refused(void)
{
#define REFUSES(rule, rest, words)                                                       \
    CU_ASSERT_TRUE(room_refuses(ROOM "events = { b = { rules = ( { name = \"r\"; " rule  \
                                     " } ); }; };\n" rest,                               \
                                words))
    CU_ASSERT_TRUE(
        room_refuses(ROOM "events = { b = { archive = true; }; };\n", "not built yet"));
    REFUSES("target = \"dynamodb.t\";",
            "dynamodb = { t = { billing_mode = \"PAY_PER_REQUEST\"; }; };\n",
            "dynamodb.t");
    REFUSES("target = \"sqs.q\"; dead_letter_config = \"sqs.q\";",
            "sqs = { q = { fifo_queue = true; }; };\n", "dead letters go to one");
    REFUSES("target = \"sqs.q\"; schedule = \"rate(1 minute)\"; filter_share = 0.5;",
            "sqs = { q = { }; };\n", "matches no events");
    REFUSES("target = \"sqs.q\"; schedule = \"every minute\";", "sqs = { q = { }; };\n",
            "schedule");
    REFUSES("target = \"sqs.q\"; retry_policy = { maximum_retry_attempts = 186; };",
            "sqs = { q = { }; };\n", "maximum_retry_attempts");
    REFUSES("target = \"lambda.f\"; invocation_type = \"RequestResponse\";",
            "lambda = { f = { runtime = \"python3.12\"; memory_size = \"512 MB\"; steps "
            "= ( { work = \"1 ms\"; } ); }; };\n",
            "invokes functions with");
}

FACTS(FACT(draws_stay_when_others_come), FACT(events_go_to_all_targets_by_themselves),
      FACT(completion_counts_what_a_rule_begins), FACT(each_rule_has_its_share),
      FACT(retries_wait_twice_as_long_each_time),
      FACT(an_event_that_is_too_old_is_not_tried_again),
      FACT(by_default_it_is_tried_for_a_day),
      FACT(beyond_the_quota_invocations_wait_in_line),
      FACT(the_quota_of_calls_turns_away), FACT(pieces_of_64_kb_are_paid_for),
      FACT(what_is_too_large_or_too_many_is_refused),
      FACT(a_schedule_makes_requests_of_its_own), FACT(the_calculator_agrees_with_a_run),
      FACT(what_cannot_be_is_refused))
