/* test_sns.c - a topic between clients and who subscribes: instants that are known. */
#include "check.h"
#include "room.h"
#include "trial.h"

#include <string.h>

#include "flow/forecast.h"
#include "flow/limit.h"
#include "sns/tables.h"

#define HEAD                                                                             \
    "profile = \"aws-2026\"; region = \"us-east-1\";\n"                                  \
    "run = { duration = \"10 s\"; drain = \"all\"; replications = 1; };\n"               \
    "defaults = { sns = { latency = \"23 ms\"; delivery_latency = \"51 ms\"; };\n"       \
    "  sqs = { latency = \"7 ms\"; receive_latency = \"0 s\"; };\n"                      \
    "  lambda = { placement = \"0 s\"; init = \"0 s\"; first_invoke = \"0 s\"; }; };\n"  \
    "account = { lambda = { event_delay = \"19 ms\"; }; };\n"
/* Ten messages, a second apart. */
#define CLIENT(extra)                                                                    \
    "client = { c = { target = \"sns.t\"; arrivals = \"constant\"; rate = \"1/s\"; "     \
    "item_size = \"3 KB\"; " extra " }; };\n"
#define FUNCTION                                                                         \
    "lambda = { f = { memory_size = \"1769 MB\"; timeout = \"3 s\"; "                    \
    "steps = ( { wait = \"100 ms\"; } ); }; };\n"
#define TOPIC(subscriptions)                                                             \
    "sns = { t = { subscriptions = ( " subscriptions " ); }; };\n"

static double of(const struct trial *t, const char *metric)
{
    return trial_value(t, metric, "t", STAT_COUNT);
}

static void who_publishes_is_answered_and_all_who_subscribe_get_it(void)
{
    struct trial t;

    trial_make(&t, HEAD CLIENT("") FUNCTION TOPIC(
                       "{ endpoint = \"lambda.f\"; }, { endpoint = \"sqs.q\"; }, "
                       "{ endpoint = \"http.h\"; }") "sqs = { q = { }; };\n"
                                                     "http = { h = { latency = \"211 "
                                                     "ms\"; }; };\n");
    CHECK_NEAR(trial_value(&t, "client_latency", "c", STAT_MAXIMUM), .023, 0);
    CU_ASSERT_EQUAL(of(&t, "sns_number_of_messages_published"), 10);
    CU_ASSERT_EQUAL(of(&t, "sns_number_of_notifications_delivered"), 30);
    CU_ASSERT_EQUAL(of(&t, "sns_number_of_notifications_failed"), 0);
    CHECK_NEAR(trial_value(&t, "sns_publish_size", "t", STAT_AVERAGE), 3072, 0);
    /* the function's queue answers at once, the other after its latency */
    CHECK_NEAR(
        trial_value(&t, "sns_subscription_delivery_time", "t[lambda.f]", STAT_MAXIMUM),
        .051, 0);
    CHECK_NEAR(
        trial_value(&t, "sns_subscription_delivery_time", "t[sqs.q]", STAT_MAXIMUM), .058,
        0);
    CHECK_NEAR(
        trial_value(&t, "sns_subscription_delivery_time", "t[http.h]", STAT_MAXIMUM),
        .262, 0);
    CHECK_NEAR(trial_value(&t, "lambda_age", "f", STAT_MAXIMUM), .051 + .019 + .1, 1e-12);
    CHECK_NEAR(trial_value(&t, "sqs_sent_message_size", "q", STAT_AVERAGE), 3972, 0);
    trial_free(&t);
}

/* The last thing that a message causes is the answer of http.h, after 51 and 511 ms. */
static void completion_counts_what_is_delivered(void)
{
    struct trial t;

    trial_make(
        &t,
        HEAD CLIENT("") TOPIC(
            "{ endpoint = \"http.h\"; }") "http = { h = { latency = \"511 ms\"; }; };\n");
    CHECK_NEAR(trial_value(&t, "client_completion", "c", STAT_MAXIMUM), .562, 0);
    CHECK_NEAR(trial_value(&t, "client_completion", "c", STAT_MINIMUM), .562, 0);
    CHECK_NEAR(trial_value(&t, "client_latency", "c", STAT_MAXIMUM), .023, 0);
    trial_free(&t);
}

static void a_raw_message_has_no_envelope(void)
{
    struct trial t;

    trial_make(&t, HEAD CLIENT("") TOPIC("{ endpoint = \"sqs.q\"; raw_message_delivery "
                                         "= true; }") "sqs = { q = { }; };\n");
    CHECK_NEAR(trial_value(&t, "sqs_sent_message_size", "q", STAT_MAXIMUM), 3072, 0);
    trial_free(&t);
}

/* 30 % of 20 000: 5 standard deviations are 324. */
static void a_filter_lets_its_share_through(void)
{
    struct trial t;
    double passed;

    trial_make(
        &t, HEAD
        "client = { c = { target = \"sns.t\"; rate = \"2000/s\"; "
        "arrivals = \"constant\"; attributes = { vip = "
        "\"bernoulli(10 %)\"; }; }; };\n" TOPIC(
            "{ endpoint = \"sqs.q\"; filter_share = \"30 %\"; }, "
            "{ endpoint = \"sqs.p\"; filter_share = \"request(vip)\"; }, "
            "{ endpoint = \"sqs.v\"; filter_share = \"request(vip)\"; }") "sqs = { q = { "
                                                                          "}; p = { }; v "
                                                                          "= { }; };\n");
    passed = trial_value(&t, "sqs_number_of_messages_sent", "q", STAT_COUNT);
    CHECK_NEAR(passed, 6000, 324);
    CU_ASSERT_EQUAL(
        passed + trial_value(&t, "sns_subscription_number_of_notifications_filtered_out",
                             "t[sqs.q]", STAT_COUNT),
        20000);
    /* the request's own value: both get the same messages */
    passed = trial_value(&t, "sqs_number_of_messages_sent", "p", STAT_COUNT);
    CHECK_NEAR(passed, 2000, 212);
    CU_ASSERT_EQUAL(trial_value(&t, "sqs_number_of_messages_sent", "v", STAT_COUNT),
                    passed);
    trial_free(&t);
}

#define DRAWS                                                                            \
    "profile = \"aws-2026\"; region = \"us-east-1\"; sqs = { q = { }; };\n"              \
    "run = { duration = \"40 s\"; drain = \"all\"; replications = 1; };\n"               \
    "client = { c = { target = \"sns.t\"; rate = \"10/s\"; arrivals = \"constant\"; };"  \
    " };\nhttp = { h = { latency = \"exponential(mean=90 ms)\"; }; };\n"
/* methods.md 1: who else gets a message moves no draw. */
static void draws_stay_when_others_come(void)
{
    static const char *const text[] = {
        DRAWS TOPIC("{ endpoint = \"http.h\"; filter_share = \"40 %\"; }"),
        DRAWS TOPIC("{ endpoint = \"sqs.q\"; filter_share = \"70 %\"; }, "
                    "{ endpoint = \"http.h\"; filter_share = \"40 %\"; }"),
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

/* At 51 ms it fails for the first time; a try takes 10 ms, and 20 s lie between. */
static void an_http_endpoint_is_tried_four_times_then_it_is_buried(void)
{
    struct trial t;
    int64_t at[50];

    trial_load(&t,
               HEAD "client = { c = { target = \"sns.t\"; bursts = ( { at = \"1 s\"; "
                    "requests = 1; } ); item_size = \"70 KB\"; }; };\n" TOPIC(
                        "{ endpoint = \"http.h\"; redrive_policy = \"sqs.dead\"; "
                        "raw_message_delivery = true; }") "sqs = { dead = { }; };\n"
                                                          "http = { h = { latency = "
                                                          "\"10 ms\"; error_rate = 1; "
                                                          "}; };\n",
               NULL);
    t.wants_trace = true;
    trial_run(&t, 1, 0);
    CU_ASSERT_TRUE_FATAL(t.ran_well);
    CU_ASSERT_EQUAL_FATAL(trial_instants(&t, "http.h", "failed", at, 50), 4);
    for (int64_t k = 0; k < 4; k++)
        CU_ASSERT_EQUAL(at[k] - at[0], k * (20 * SIM_SECOND + 10 * SIM_MS));
    CU_ASSERT_EQUAL(of(&t, "sns_number_of_notifications_failed"), 1);
    CU_ASSERT_EQUAL(of(&t, "sns_delivery_retries"), 3);
    CU_ASSERT_EQUAL(of(&t, "sns_number_of_notifications_redriven_to_dlq"), 1);
    CU_ASSERT_EQUAL(trial_value(&t, "sqs_number_of_messages_sent", "dead", STAT_COUNT),
                    1);
    trial_free(&t);
}

/* 0, 0; 2 s; 2, 5, 8 s; 8 s: each try fails at once. */
static void a_delivery_policy_has_four_phases(void)
{
    static const int64_t after[] = {0, 0, 0, 2, 4, 9, 17, 25};
    struct trial t;
    int64_t at[50];

    trial_load(
        &t,
        HEAD "client = { c = { target = \"sns.t\"; bursts = ( { at = \"1 s\"; "
             "requests = 1; } ); }; };\n" TOPIC(
                 "{ endpoint = \"http.h\"; delivery_policy = { num_retries = 7; "
                 "num_no_delay_retries = 2; num_min_delay_retries = 1; "
                 "num_max_delay_retries = 1; min_delay_target = \"2 s\"; "
                 "max_delay_target = \"8 s\"; }; }") "http = { h = { latency = \"0 s\"; "
                                                     "error_rate = 1; }; };\n",
        NULL);
    t.wants_trace = true;
    trial_run(&t, 1, 0);
    CU_ASSERT_TRUE_FATAL(t.ran_well);
    CU_ASSERT_EQUAL_FATAL(trial_instants(&t, "http.h", "failed", at, 50), 8);
    for (int k = 0; k < 8; k++)
        CU_ASSERT_EQUAL(at[k] - at[0], after[k] * SIM_SECOND);
    trial_free(&t);
}

#define ROOM "region = \"us-east-1\"; run = { duration = \"1 min\"; };\n"

/* An endpoint that is silent is given up after 15 s; nobody is refused twice. */
static void silence_is_tried_again_and_a_refusal_is_not(void)
{
    struct room r;

    room_up(&r, ROOM "sns = { t = { delivery_latency = \"0 s\"; subscriptions = ( "
                     "{ endpoint = \"http.h\"; }, { endpoint = \"sqs.q\"; "
                     "redrive_policy = \"sqs.d\"; } ); }; };\n"
                     "sqs = { q = { maximum_message_size = \"1 KB\"; }; d = { }; };\n"
                     "http = { h = { latency = \"1 h\"; }; };\n");
    room_shoot(&r, &(struct shot){.to = "sns.t", .bytes = 2000});
    room_run(&r, 15 * SIM_SECOND + 1);
    CU_ASSERT_EQUAL(r.answers[CALL_OK], 1);
    CU_ASSERT_EQUAL(room_count(&r, "sns.t", "delivery_retries"), 1);
    CU_ASSERT_EQUAL(room_count(&r, "sns.t", "number_of_notifications_failed"), 1);
    CU_ASSERT_EQUAL(room_count(&r, "sqs.d", "number_of_messages_sent"), 1);
    room_run(&r, 120 * SIM_SECOND); /* 4 x 15 + 3 x 20 */
    CU_ASSERT_EQUAL(room_count(&r, "sns.t", "number_of_notifications_failed"), 2);
    CU_ASSERT_EQUAL(room_usage(&r, "sns.t", "http_notification"), 4);
    room_down(&r);
}

/* 3 without delay, 2 a second apart, 10 from 1 to 20 s, 100 000 of 20 s: the guide says
 * over 23 days. */
static void functions_and_queues_are_tried_for_23_days(void)
{
    const struct sns_account *account;
    struct room r;
    sim_time all = 0;
    int64_t n = 1;

    room_up(&r, ROOM "sns = { t = { }; };\n");
    account = graph_account(r.world.graph, "sns");
    for (; policy_wait(&account->managed, n) != SIM_FOREVER; n++)
        all += policy_wait(&account->managed, n);
    CU_ASSERT_EQUAL(n, 100016);
    CHECK_NEAR((double)all / 86400e9, 23.15, 0.01);
    CU_ASSERT_EQUAL(policy_wait(&account->managed, 3), 0);
    CU_ASSERT_EQUAL(policy_wait(&account->managed, 5), SIM_SECOND);
    CU_ASSERT_EQUAL(policy_wait(&account->managed, 6), SIM_SECOND);
    CHECK_NEAR((double)policy_wait(&account->managed, 7), 1.394951e9, 1e3);
    CU_ASSERT_EQUAL(policy_wait(&account->managed, 15), 20 * SIM_SECOND);
    room_down(&r);
}

static void pieces_of_64_kb_are_paid_for(void)
{
    struct room r;

    room_up(&r, ROOM "sns = { t = { }; };\n");
    room_shoot(&r, &(struct shot){.to = "sns.t", .bytes = 64 << 10});
    room_run(&r, SIM_SECOND);
    CU_ASSERT_EQUAL(room_usage(&r, "sns.t", "request"), 1);
    room_shoot(&r,
               &(struct shot){.to = "sns.t", .bytes = (64 << 10) + 1, .at = SIM_SECOND});
    room_run(&r, 2 * SIM_SECOND);
    CU_ASSERT_EQUAL(room_usage(&r, "sns.t", "request"), 3);
    /* a batch is charged as one, by all its bytes */
    room_shoot(&r, &(struct shot){.to = "sns.t",
                                  .action = 1,
                                  .items = 10,
                                  .bytes = 13 << 10,
                                  .at = 2 * SIM_SECOND});
    room_run(&r, 3 * SIM_SECOND);
    CU_ASSERT_EQUAL(room_usage(&r, "sns.t", "request"), 6);
    CU_ASSERT_EQUAL(room_count(&r, "sns.t", "number_of_messages_published"), 12);
    room_down(&r);
}

static void what_is_too_large_or_too_many_is_refused(void)
{
    static const struct shot shots[] = {
        {.to = "sns.t", .bytes = (256 << 10) + 1},
        {.to = "sns.t", .bytes = 1, .items = 2},
        {.to = "sns.t", .bytes = 1, .items = 11, .action = 1},
        {.to = "sns.t", .bytes = 27 << 10, .items = 10, .action = 1},
    };

    for (size_t i = 0; i < sizeof shots / sizeof *shots; i++) {
        struct room r;
        room_up(&r, ROOM "sns = { t = { }; };\n");
        room_shoot(&r, &shots[i]);
        room_run(&r, 10 * SIM_SECOND);
        CU_ASSERT_EQUAL(r.answers[CALL_REFUSED], 1);
        CU_ASSERT_STRING_EQUAL(r.error, "InvalidParameter");
        CU_ASSERT_EQUAL(room_usage(&r, "sns.t", "request"), 0);
        room_down(&r);
    }
}

/* 30 at once, then 30 a second: 100 in the first instant. */
static void the_quota_of_the_region_turns_away_by_its_name(void)
{
    struct room r;

    room_up(&r, ROOM "account = { sns = { publish_rate = \"30/s\"; }; };\n"
                     "sns = { t = { }; u = { }; };\n");
    room_shoot(&r, &(struct shot){.to = "sns.t", .count = 20});
    room_shoot(&r, &(struct shot){.to = "sns.u", .count = 80});
    room_run(&r, 10 * SIM_SECOND);
    CU_ASSERT_EQUAL(r.answers[CALL_OK], 30);
    CU_ASSERT_EQUAL(r.answers[CALL_THROTTLED], 70);
    CU_ASSERT_STRING_EQUAL(r.limit->name->address, "account.sns.publish_rate");
    CU_ASSERT_EQUAL(
        room_count(&r, "sns.t", "throttles") + room_count(&r, "sns.u", "throttles"), 70);
    room_down(&r);
}

static void what_cannot_be_is_refused(void)
{
#define REFUSES(topic, rest, words)                                                      \
    CU_ASSERT_TRUE(room_refuses(ROOM "sns = { t = { " topic " }; };\n" rest, words))
    REFUSES("fifo_topic = true;", "", "not built yet");
    REFUSES("subscriptions = ( { endpoint = \"sns.u\"; } );", "sns = { u = { }; };\n",
            "");
    REFUSES("subscriptions = ( { endpoint = \"sns.t\"; } );", "",
            "a function, a queue or an http service");
    REFUSES("subscriptions = ( { endpoint = \"sqs.q\"; } );",
            "sqs = { q = { fifo_queue = true; }; };\n", "FIFO queue takes no messages");
    REFUSES("subscriptions = ( { endpoint = \"sqs.q\"; redrive_policy = \"http.h\"; } );",
            "sqs = { q = { }; }; http = { h = { latency = \"1 ms\"; }; };\n",
            "dead letters go to one");
    REFUSES("subscriptions = ( { endpoint = \"sqs.q\"; delivery_policy = { num_retries = "
            "2; }; } );",
            "sqs = { q = { }; };\n", "is for http services");
    REFUSES("subscriptions = ( { endpoint = \"http.h\"; delivery_policy = { num_retries "
            "= 2; num_no_delay_retries = 3; }; } );",
            "http = { h = { latency = \"1 ms\"; }; };\n", "num_retries is all of them");
    REFUSES("subscriptions = ( { endpoint = \"http.h\"; delivery_policy = { num_retries "
            "= 100; max_delay_target = \"60 s\"; }; } );",
            "http = { h = { latency = \"1 ms\"; }; };\n", "more than an hour");
    REFUSES("subscriptions = ( { endpoint = \"lambda.f\"; invocation_type = "
            "\"RequestResponse\"; } );",
            "lambda = { f = { runtime = \"python3.12\"; memory_size = \"512 MB\"; steps "
            "= ( { work = \"1 ms\"; } ); }; };\n",
            "invokes functions with");
}

/* What `check` foresees, a run does: 40/s of which 60 % go to http.h, in pieces of 64 KB.
 */
static void the_calculator_agrees_with_a_run(void)
{
    struct forecast *f;
    struct arena arena = {0};
    const struct resource *topic, *h;
    struct trial t;
    double run = 1000;

    trial_make(&t, "profile = \"aws-2026\"; region = \"us-east-1\";\n"
                   "run = { duration = \"1000 s\"; replications = 1; };\n"
                   "client = { c = { target = \"sns.t\"; rate = \"40/s\"; arrivals = "
                   "\"constant\"; item_size = \"uniform(10 KB, 120 KB)\"; }; };\n" TOPIC(
                       "{ endpoint = \"http.h\"; filter_share = \"60 %\"; }, "
                       "{ endpoint = \"sqs.q\"; }") "sqs = { q = { }; };\n"
                                                    "http = { h = { latency = \"20 "
                                                    "ms\"; }; };\n");
    f = forecast_new(&t.scenario->graph, &arena);
    forecast_offer(f, 0, 1000 * SIM_SECOND);
    topic = graph_find(&t.scenario->graph, "sns.t");
    h = graph_find(&t.scenario->graph, "http.h");
    CHECK_NEAR(forecast_of(f, h->index)->rate, 24, 1e-9);
    CHECK_NEAR(of(&t, "sns_number_of_notifications_delivered"),
               run * (40 + forecast_of(f, h->index)->rate), 500);
    CHECK_NEAR(forecast_used(f, topic->index, ITEM_HTTP), 24, 1e-9);
    CHECK_NEAR(forecast_used(f, topic->index, ITEM_REQUEST), 40 * (1 + 56. / 110), .01);
    arena_release(&arena);
    trial_free(&t);
}

static void a_batch_came_later_than_2021(void)
{
    struct trial t;

    trial_load(&t,
               "profile = \"aws-2021-08\"; run = { duration = \"10 s\"; };\n" CLIENT(
                   "action = \"PublishBatch\"; items = 3;") "sns = { t = { }; };\n",
               NULL);
    CU_ASSERT_PTR_NULL(t.scenario);
    CU_ASSERT_PTR_NOT_NULL(strstr(t.said, "PublishBatch came on 2021-11-18"));
    trial_free(&t);
}

FACTS(FACT(draws_stay_when_others_come),
      FACT(who_publishes_is_answered_and_all_who_subscribe_get_it),
      FACT(completion_counts_what_is_delivered), FACT(a_raw_message_has_no_envelope),
      FACT(a_filter_lets_its_share_through),
      FACT(an_http_endpoint_is_tried_four_times_then_it_is_buried),
      FACT(a_delivery_policy_has_four_phases),
      FACT(silence_is_tried_again_and_a_refusal_is_not),
      FACT(functions_and_queues_are_tried_for_23_days),
      FACT(pieces_of_64_kb_are_paid_for), FACT(what_is_too_large_or_too_many_is_refused),
      FACT(the_quota_of_the_region_turns_away_by_its_name),
      FACT(what_cannot_be_is_refused), FACT(the_calculator_agrees_with_a_run),
      FACT(a_batch_came_later_than_2021))
