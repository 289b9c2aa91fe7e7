/* test_kinesis.c - what a stream takes, from whom it turns what away, what it keeps and
 * what that costs: through calls. */
#include "check.h"
#include "flow/limit.h"
#include "kinesis/tables.h"
#include "room.h"
#include "trial.h"

#define KB INT64_C(1024)
#define STREAM(profile, settings)                                                        \
    "profile = \"" profile "\"; run = { duration = \"1 h\"; }; kinesis = { s = { "       \
    "latency = \"7 ms\"; " settings " }; };"
#define NEW(settings) STREAM("aws-2026", settings)
#define OLD(settings) STREAM("aws-2021-08", settings)

static void put(struct room *r, struct shot shot)
{
    shot.to = "kinesis.s";
    room_shoot(r, &shot);
}

static bool is_named(const struct limit *limit, const char *address)
{
    return limit && strcmp(limit->name->address, address) == 0;
}

/* ---- what a shard takes ---- */

static void a_shard_takes_1000_records_a_second(void)
{
    struct room r;

    room_up(&r, NEW("shard_count = 1;"));
    put(&r, (struct shot){.count = 1713, .bytes = 31, .items = 1});
    put(&r, (struct shot){.count = 977, .bytes = 31, .items = 1, .at = SIM_SECOND});
    room_run(&r, 2 * SIM_SECOND);
    CU_ASSERT_EQUAL(r.answers[CALL_OK], 1977);
    CU_ASSERT_EQUAL(r.answers[CALL_THROTTLED], 713);
    CU_ASSERT_EQUAL(r.answered_at, SIM_SECOND + 7 * SIM_MS);
    CU_ASSERT_TRUE(is_named(r.limit, "kinesis.s.shard_count"));
    CU_ASSERT_EQUAL(room_count(&r, "kinesis.s", "incoming_records"), 1977);
    CU_ASSERT_EQUAL(room_count(&r, "kinesis.s", "incoming_bytes"), 1977 * 31);
    CU_ASSERT_EQUAL(room_count(&r, "kinesis.s", "write_provisioned_throughput_exceeded"),
                    713);
    CU_ASSERT_EQUAL(room_count(&r, "kinesis.s", "write_exceeded_records"), 713);
    room_down(&r);
}

static void a_shard_takes_1_mb_a_second(void)
{
    struct room r;

    room_up(&r, NEW("shard_count = 1;"));
    put(&r, (struct shot){.count = 15, .bytes = 100 * KB, .items = 1});
    put(&r, (struct shot){.count = 15,
                          .bytes = 100 * KB,
                          .items = 1,
                          .at = 600 * SIM_MS}); /* 24 + 614.4 KB: six more */
    room_run(&r, 2 * SIM_SECOND);
    CU_ASSERT_EQUAL(r.answers[CALL_OK], 10 + 6);
    CU_ASSERT_EQUAL(room_count(&r, "kinesis.s", "write_exceeded_bytes"), 5 + 9);
    CU_ASSERT_EQUAL(room_count(&r, "kinesis.s", "write_exceeded_records"), 0);
    room_down(&r);
}

/* It waits for a full bucket, and leaves it in debt for what is beyond. */
static void a_record_of_more_than_a_second_is_taken_on_debt(void)
{
    struct room r;

    room_up(&r, NEW("shard_count = 1;"));
    put(&r, (struct shot){.bytes = 3072 * KB, .items = 1});
    put(&r, (struct shot){.bytes = KB, .items = 1, .at = 2 * SIM_SECOND});
    put(&r, (struct shot){.bytes = KB, .items = 1, .at = 2001 * SIM_MS});
    put(&r, (struct shot){.bytes = 2048 * KB, .items = 1, .at = 2990 * SIM_MS});
    put(&r, (struct shot){.bytes = 2048 * KB, .items = 1, .at = 3002 * SIM_MS});
    room_run(&r, 4 * SIM_SECOND);
    CU_ASSERT_EQUAL(r.answers[CALL_OK], 3);
    CU_ASSERT_EQUAL(r.answers[CALL_THROTTLED], 2);
    room_down(&r);
}

static void what_no_shard_may_hold_is_refused(void)
{
    struct room r;

    room_up(&r, OLD("shard_count = 1;"));
    put(&r, (struct shot){.bytes = 1024 * KB, .items = 1});
    put(&r, (struct shot){.bytes = 1024 * KB + 1, .items = 1, .at = SIM_MINUTE});
    put(&r, (struct shot){.action = ACTION_PUT_RECORDS, .items = 501, .bytes = 10});
    put(&r, (struct shot){.action = ACTION_PUT_RECORDS,
                          .items = 6,
                          .bytes = 900 * KB}); /* 5.3 MB */
    room_run(&r, 2 * SIM_MINUTE);
    CU_ASSERT_EQUAL(r.answers[CALL_OK], 1);
    CU_ASSERT_EQUAL(r.answers[CALL_REFUSED], 3);
    CU_ASSERT_STRING_EQUAL(r.error, "ValidationException");
    room_down(&r);
    room_up(&r, NEW("shard_count = 1;"));
    put(&r, (struct shot){.bytes = 10240 * KB, .items = 1});
    put(&r, (struct shot){.bytes = 10240 * KB + 1, .items = 1, .at = SIM_MINUTE});
    room_run(&r, 2 * SIM_MINUTE);
    CU_ASSERT_EQUAL(r.answers[CALL_OK], 1);
    CU_ASSERT_EQUAL(r.answers[CALL_REFUSED], 1);
    room_down(&r);
}

/* ---- which shard ---- */

/* One key is one shard's, whatever the others have left; it is named as the culprit. */
static void a_hot_key_is_told_from_too_few_shards(void)
{
    struct room r;

    room_up(&r, NEW("shard_count = 8;"));
    put(&r, (struct shot){.count = 1500, .bytes = 90, .items = 1, .key = 1 + 77});
    room_run(&r, SIM_SECOND);
    CU_ASSERT_EQUAL(r.answers[CALL_OK], 1000);
    CU_ASSERT_TRUE(is_named(r.limit, "kinesis.s.shard_write_records"));
    CU_ASSERT_EQUAL(r.limit->rejections, 500);
    room_service(&r, "kinesis.s")->model->ending(r.sim, room_service(&r, "kinesis.s"));
    CU_ASSERT_TRUE(r.limit->culprit.given);
    CU_ASSERT_EQUAL(r.limit->culprit.key, 77);
    CU_ASSERT_EQUAL(r.limit->culprit.rejections, 500);
    room_down(&r);
}

/* 8 000 are what they hold; of as many that spread by chance some find theirs full. */
static void records_without_a_key_go_to_any_shard(void)
{
    struct room r;

    room_up(&r, NEW("shard_count = 8;"));
    put(&r, (struct shot){.count = 7200, .bytes = 90, .items = 1});
    room_run(&r, SIM_SECOND);
    CU_ASSERT_EQUAL(r.answers[CALL_THROTTLED], 0);
    put(&r, (struct shot){.count = 12000, .bytes = 90, .items = 1, .at = 5 * SIM_SECOND});
    room_run(&r, 6 * SIM_SECOND);
    CU_ASSERT_EQUAL(r.answers[CALL_OK], 7200 + 8000);
    CU_ASSERT_EQUAL(r.answers[CALL_THROTTLED], 4000);
    CU_ASSERT_TRUE(is_named(r.limit, "kinesis.s.shard_count"));
    room_down(&r);
}

/* ---- PutRecords ---- */

#define CLIENT(records, more)                                                            \
    "profile = \"aws-2026\"; run = { duration = \"1 min\"; drain = \"all\"; }; "         \
    "client = { c = { target = \"kinesis.s\"; action = \"PutRecords\"; item_size = "     \
    "\"130 B\"; items = " records "; bursts = ( { at = \"1 s\"; requests = 4; within = " \
    "\"0.1 s\"; } ); " more " }; }; kinesis = { s = { shard_count = 1; }; };"

static double count(const struct trial *t, const char *variable)
{
    return trial_value(t, variable, "s", STAT_COUNT);
}

/* Each record is put once, however often the rest is handed back: with as many records as
 * a call itself remembers, and with more. */
static void what_put_records_left_is_tried_again_and_nothing_else(void)
{
    static const char *const texts[] = {
        CLIENT("127", "retry = { max_attempts = 90; interval = \"0.3 s\"; "
                      "backoff_rate = 1.0; };"),
        CLIENT("487", "retry = { max_attempts = 90; interval = \"0.3 s\"; "
                      "backoff_rate = 1.0; };")};
    const double records[] = {4 * 127, 4 * 487};

    for (size_t i = 0; i < 2; i++) {
        struct trial t;
        trial_load(
            &t, texts[i],
            (const char *const[]){"account.kinesis.shard_write_records = 331/s", NULL});
        trial_run(&t, 5, 0);
        CU_ASSERT_TRUE_FATAL(t.ran_well);
        CU_ASSERT_EQUAL(count(&t, "kinesis_incoming_records"), records[i]);
        CU_ASSERT_EQUAL(trial_value(&t, "client_errors", "c", STAT_COUNT), 0);
        CU_ASSERT_TRUE(count(&t, "kinesis_put_records_throttled_records") > 100);
        CHECK_NEAR(count(&t, "kinesis_put_records_total_records"),
                   records[i] + count(&t, "kinesis_put_records_throttled_records"), 0);
        trial_free(&t);
    }
}

static void what_nobody_tries_again_is_lost(void)
{
    struct trial t;

    trial_make(&t, CLIENT("487", ""));
    CHECK_NEAR(count(&t, "kinesis_incoming_records"), 1000, 110); /* 0.1 s' refill */
    CHECK_NEAR(count(&t, "kinesis_incoming_records") +
                   count(&t, "kinesis_write_provisioned_throughput_exceeded"),
               4 * 487, 0);
    CU_ASSERT_TRUE(trial_value(&t, "client_errors", "c", STAT_COUNT) >= 1);
    trial_free(&t);
}

/* ---- what nobody reads, and what nobody reads in time ---- */

static void a_stream_without_consumers_holds_no_request(void)
{
    struct room r;

    room_up(&r, NEW("shard_count = 2;"));
    put(&r, (struct shot){.count = 13, .items = 1});
    room_run(&r, SIM_SECOND);
    CU_ASSERT_EQUAL(r.world.open, 0);
    CU_ASSERT_EQUAL(room_level(&r, "kinesis.s", "records_waiting"), 0);
    CU_ASSERT_EQUAL(room_samples(&r, "kinesis.s", "age"), 13);
    room_down(&r);
}

#define READ(settings, mapping)                                                          \
    NEW(settings)                                                                        \
    " lambda = { f = { runtime = \"python3.12\"; steps = ( { work = "                    \
    "\"1 ms\"; } ); event_source_mappings = ( { event_source = "                         \
    "\"kinesis.s\"; " mapping " } ); }; };"

static void what_is_not_read_expires(void)
{
    struct room r;

    room_up(&r, READ("shard_count = 3;", "enabled = false;"));
    put(&r, (struct shot){.count = 17, .items = 1, .at = SIM_HOUR});
    room_run(&r, 25 * SIM_HOUR - 1);
    CU_ASSERT_EQUAL(room_level(&r, "kinesis.s", "records_waiting"), 17);
    CU_ASSERT_EQUAL(r.world.open, 17);
    room_run(&r, 25 * SIM_HOUR);
    CU_ASSERT_EQUAL(room_level(&r, "kinesis.s", "records_waiting"), 0);
    CU_ASSERT_EQUAL(room_count(&r, "kinesis.s", "records_expired"), 17);
    CU_ASSERT_EQUAL(r.world.open, 0);
    room_down(&r);
}

/* ---- money ---- */

/* Kinesis pricing: 5 KB, 45 KB and 1 MB are 1, 2 and 41 PUT payload units. */
static void puts_are_paid_for_by_25_kb(void)
{
    struct room r;

    room_up(&r, NEW("shard_count = 3;"));
    put(&r, (struct shot){.items = 1, .bytes = 5 * KB});
    room_run(&r, SIM_SECOND);
    CU_ASSERT_EQUAL(room_usage(&r, "kinesis.s", "put_payload_unit"), 1);
    put(&r, (struct shot){.items = 1, .bytes = 45 * KB, .at = 3 * SIM_SECOND});
    room_run(&r, 4 * SIM_SECOND);
    CU_ASSERT_EQUAL(room_usage(&r, "kinesis.s", "put_payload_unit"), 3);
    put(&r, (struct shot){.items = 1, .bytes = 1024 * KB, .at = 6 * SIM_SECOND});
    room_run(&r, 7 * SIM_SECOND);
    CU_ASSERT_EQUAL(room_usage(&r, "kinesis.s", "put_payload_unit"), 44);
    room_down(&r);
}

/* A month of 730 h: 7 shards x 0.015, 20 KB/s in two records x 0.014 per 1M, extended
 * retention 0.02 a shard-hour, one consumer with fan-out 0.015 and 0.013 a GB; on demand
 * 0.04 an hour, 0.08 a GB in, 0.05 out to the consumer, 0.10 a GB-month for 6 days. */
static void a_month_costs_what_the_price_list_says(void)
{
    static const char text[] =
        "profile = \"aws-2026\"; run = { duration = \"1 h\"; drain = \"all\"; }; "
        "client = { c = { target = \"kinesis.s\"; action = \"PutRecord\"; item_size = "
        "\"10 KB\"; rate = \"2/s\"; arrivals = \"constant\"; }; }; "
        "kinesis = { s = { shard_count = 7; retention_period = \"168 h\"; }; }; "
        "lambda = { f = { runtime = \"python3.12\"; steps = ( { work = \"1 ms\"; } ); "
        "event_source_mappings = ( { event_source = \"kinesis.s\"; consumer = \"x\"; } "
        "); }; };";
    const double gb = 2.0 * 3600 * 730 * 10 / 1024 / 1024, hours = 730;
    const double provisioned =
        hours * 7 * (0.015 + 0.02 + 0.015) + 2 * 3600 * hours * 0.014e-6 + gb * 0.013;
    const double on_demand =
        hours * 0.04 + gb * (0.08 + 0.05) + gb * 6 * 24 / hours * 0.10;
    const double wanted[] = {provisioned, on_demand};

    for (size_t i = 0; i < 2; i++) {
        const char *set[] = {i ? "kinesis.s.stream_mode = ON_DEMAND" : NULL, NULL};
        const struct variable *v;
        double sum = 0;
        struct trial t;

        trial_load(&t, text, set);
        trial_run(&t, 1, 0);
        CU_ASSERT_TRUE_FATAL(t.ran_well);
        v = layout_find(t.layout, "cost_month");
        CU_ASSERT_PTR_NOT_NULL_FATAL(v);
        for (size_t k = 0; k < v->axis[0]->count; k++)
            if (strncmp(v->axis[0]->label[k], "kinesis.", 8) == 0)
                sum += result_at(&t.result, v)[k];
        CHECK_NEAR(sum, wanted[i], wanted[i] * 1e-3); /* the drain's few seconds */
        trial_free(&t);
    }
}

FACTS(FACT(a_shard_takes_1000_records_a_second), FACT(a_shard_takes_1_mb_a_second),
      FACT(a_record_of_more_than_a_second_is_taken_on_debt),
      FACT(what_no_shard_may_hold_is_refused),
      FACT(a_hot_key_is_told_from_too_few_shards),
      FACT(records_without_a_key_go_to_any_shard),
      FACT(what_put_records_left_is_tried_again_and_nothing_else),
      FACT(what_nobody_tries_again_is_lost),
      FACT(a_stream_without_consumers_holds_no_request), FACT(what_is_not_read_expires),
      FACT(puts_are_paid_for_by_25_kb), FACT(a_month_costs_what_the_price_list_says))
