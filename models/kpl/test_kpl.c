/* test_kpl.c - what goes together, when it goes, what comes back and what is given up:
 * through calls, to the nanosecond. */
#include "check.h"
#include "flow/limit.h"
#include "room.h"
#include "trial.h"

#define KB INT64_C(1024)
#define MS SIM_MS
#define SCENE(profile, producer, stream)                                                 \
    "profile = \"" profile "\"; run = { duration = \"1 h\"; }; kpl = { w = { stream = "  \
    "\"kinesis.s\"; " producer " }; }; kinesis = { s = { latency = \"7 ms\"; " stream    \
    " }; };"
#define NEW(producer, stream) SCENE("aws-2026", producer, stream)
#define ONE_SHARD "shard_count = 1;"

/* From 1 s on: at 0 s the KPL asks for the stream's shards.  Times are from there. */
static void put(struct room *r, struct shot shot)
{
    shot.to = "kpl.w";
    shot.at += SIM_SECOND;
    if (shot.items == 0)
        shot.items = 1;
    room_shoot(r, &shot);
}

static void run(struct room *r, sim_time until)
{
    room_run(r, SIM_SECOND + until);
}

static sim_time answered(const struct room *r)
{
    return r->answered_at - SIM_SECOND;
}

static int64_t counted(struct room *r, const char *metric)
{
    return room_count(r, "kpl.w", metric);
}

static int64_t taken(struct room *r, const char *metric)
{
    return room_count(r, "kinesis.s", metric);
}

/* ---- what goes together ---- */

/* It waits for others in vain, and is the record that it was. */
static void a_record_alone_waits_100_ms(void)
{
    struct room r;

    room_up(&r, NEW("", ONE_SHARD));
    put(&r, (struct shot){.bytes = 313});
    run(&r, 2 * SIM_SECOND);
    CU_ASSERT_EQUAL(r.answers[CALL_OK], 1);
    CU_ASSERT_EQUAL(answered(&r), 107 * MS);
    CU_ASSERT_EQUAL(taken(&r, "incoming_records"), 1);
    CU_ASSERT_EQUAL(taken(&r, "incoming_bytes"), 313);
    CHECK_NEAR(room_mean(&r, "kpl.w", "buffering_time"), 100e6, 0);
    CHECK_NEAR(room_mean(&r, "kpl.w", "request_time"), 7e6, 0);
    CHECK_NEAR(room_mean(&r, "kpl.w", "retries_per_record"), 0, 0);
    room_down(&r);
}

/* 4 B and 16 B around all, 8 B for each: one record, one payload unit. */
static void records_that_come_meanwhile_go_with_it(void)
{
    struct room r;

    room_up(&r, NEW("record_max_buffered_time = \"60 ms\";", ONE_SHARD));
    put(&r, (struct shot){.bytes = 513, .count = 13, .spread = 52 * MS});
    put(&r, (struct shot){.bytes = 513, .at = 60 * MS + 1}); /* too late */
    run(&r, SIM_SECOND);
    CU_ASSERT_EQUAL(r.answers[CALL_OK], 14);
    CU_ASSERT_EQUAL(answered(&r), 127 * MS + 1);
    CU_ASSERT_EQUAL(taken(&r, "incoming_records"), 2);
    CU_ASSERT_EQUAL(taken(&r, "incoming_bytes"), 13 * 513 + 20 + 13 * 8 + 513);
    CU_ASSERT_EQUAL(room_usage(&r, "kinesis.s", "put_payload_unit"), 2);
    CU_ASSERT_EQUAL(counted(&r, "user_records_data_put"), 14 * 513);
    CHECK_NEAR(room_mean(&r, "kpl.w", "user_records_per_kinesis_record"), 7, 0);
    room_down(&r);
}

/* AWS's example: 1 000 records of 512 B a second are some ten of 50 KB.  98 of 520 B fit
 * into 51 200 less 20. */
static void a_parcel_that_is_full_is_closed(void)
{
    struct room r;

    room_up(&r, NEW("", ONE_SHARD));
    put(&r, (struct shot){.bytes = 512, .count = 9800, .spread = 9800 * MS});
    run(&r, 20 * SIM_SECOND);
    CU_ASSERT_EQUAL(r.answers[CALL_OK], 9800);
    CU_ASSERT_EQUAL(taken(&r, "incoming_records"), 100);
    CU_ASSERT_EQUAL(taken(&r, "incoming_bytes"), 100 * (98 * 520 + 20));
    CU_ASSERT_EQUAL(room_usage(&r, "kinesis.s", "put_payload_unit"), 200);
    CU_ASSERT_EQUAL(counted(&r, "all_errors"), 0);
    room_down(&r);
}

static void what_is_larger_than_a_parcel_goes_alone_and_at_once(void)
{
    struct room r;

    room_up(&r, NEW("collection_max_count = 2;", ONE_SHARD));
    put(&r, (struct shot){.bytes = 100});
    put(&r, (struct shot){.bytes = 60 * KB, .at = 3 * MS}); /* two are collected */
    run(&r, SIM_SECOND);
    CU_ASSERT_EQUAL(r.answers[CALL_OK], 2);
    CU_ASSERT_EQUAL(answered(&r), 10 * MS);
    CU_ASSERT_EQUAL(taken(&r, "incoming_bytes"), 100 + 60 * KB);
    CHECK_NEAR(room_mean(&r, "kpl.w", "kinesis_records_per_put_records_request"), 2, 0);
    room_down(&r);
}

/* A parcel is of one host, and for one shard. */
static void each_host_has_a_parcel_for_each_shard(void)
{
    static const struct {
        const char *text;
        int64_t records;
    } scene[] = {{NEW("", ONE_SHARD), 1},
                 {NEW("hosts = 5;", ONE_SHARD), 5},
                 {NEW("hosts = 5;", "shard_count = 7;"), 35}};

    for (size_t i = 0; i < sizeof scene / sizeof *scene; i++) {
        struct room r;
        room_up(&r, scene[i].text);
        put(&r, (struct shot){.bytes = 3, .count = 1999, .spread = 50 * MS});
        run(&r, SIM_SECOND);
        CU_ASSERT_EQUAL(r.answers[CALL_OK], 1999);
        CU_ASSERT_EQUAL(taken(&r, "incoming_records"), scene[i].records);
        CU_ASSERT_EQUAL(taken(&r, "incoming_bytes"), 1999 * 11 + 20 * scene[i].records);
        room_down(&r);
    }
}

static void one_key_is_for_one_shard(void)
{
    struct room r;

    room_up(&r, NEW("", "shard_count = 9;"));
    put(&r, (struct shot){.bytes = 3, .count = 700, .spread = 50 * MS, .key = 4711});
    run(&r, SIM_SECOND);
    CU_ASSERT_EQUAL(taken(&r, "incoming_records"), 1);
    room_down(&r);
}

/* 500 at once go as they are full, the rest when its first is due. */
static void without_aggregation_records_are_collected_as_they_are(void)
{
    struct room r;

    room_up(&r, NEW("aggregation_enabled = false; rate_limit = \"1 %\";",
                    "shard_count = 8;"));
    put(&r, (struct shot){.bytes = 40, .count = 1203});
    run(&r, 99 * MS);
    CU_ASSERT_EQUAL(r.answers[CALL_OK], 1000);
    CU_ASSERT_EQUAL(answered(&r), 7 * MS);
    run(&r, 2 * SIM_SECOND);
    CU_ASSERT_EQUAL(r.answers[CALL_OK], 1203);
    CU_ASSERT_EQUAL(answered(&r), 107 * MS);
    CU_ASSERT_EQUAL(taken(&r, "incoming_records"), 1203);
    CU_ASSERT_EQUAL(taken(&r, "incoming_bytes"), 1203 * 40);
    CU_ASSERT_EQUAL(room_samples(&r, "kpl.w", "request_time"), 3);
    room_down(&r);
}

/* No shard gets more than some 256 KB at once, and no call more than 5 MB. */
static void a_call_is_bounded_in_bytes(void)
{
    struct room r;

    room_up(&r, NEW("", ONE_SHARD));
    put(&r, (struct shot){.bytes = 50 * KB, .count = 11}); /* six are 300 KB */
    run(&r, 50 * MS);
    CU_ASSERT_EQUAL(r.answers[CALL_OK], 6);
    run(&r, SIM_SECOND);
    CU_ASSERT_EQUAL(r.answers[CALL_OK], 11);
    CU_ASSERT_EQUAL(answered(&r), 107 * MS);
    room_down(&r);
    room_up(&r, NEW("aggregation_enabled = false;", "shard_count = 200;"));
    put(&r, (struct shot){.bytes = 200 * KB, .count = 31}); /* 25 are 4.9 MB */
    run(&r, SIM_SECOND);
    CU_ASSERT_EQUAL(room_samples(&r, "kpl.w", "request_time"), 2);
    CU_ASSERT_EQUAL(r.answers[CALL_OK], 31);
    room_down(&r);
}

/* ---- compression ---- */

static void what_is_compressed_is_what_counts(void)
{
    struct room r;

    room_up(&r, NEW("compression_ratio = 0.28;", ONE_SHARD));
    put(&r, (struct shot){.bytes = 1003, .count = 40, .spread = 40 * MS}); /* 281 B */
    run(&r, SIM_SECOND);
    CU_ASSERT_EQUAL(taken(&r, "incoming_bytes"), 40 * (281 + 8) + 20);
    CU_ASSERT_EQUAL(counted(&r, "user_records_data_put"), 40 * 281);
    room_down(&r);
}

/* 20 at once, 13 ms each, one after the other: 260 ms. */
static void a_host_compresses_one_record_after_the_other(void)
{
    struct room r;

    room_up(&r, NEW("compression_work = \"13 ms\";", ONE_SHARD));
    put(&r, (struct shot){.bytes = 100, .count = 20});
    run(&r, SIM_SECOND);
    CU_ASSERT_EQUAL(r.answers[CALL_OK], 20);
    CU_ASSERT_EQUAL(answered(&r), 267 * MS);
    CU_ASSERT_EQUAL(taken(&r, "incoming_records"), 1);
    CU_ASSERT_EQUAL(room_service(&r, "kpl.w")->limit[1]->delays, 1); /* hosts */
    CHECK_NEAR(room_service(&r, "kpl.w")->limit[1]->run_peak, 0.26, 1e-9);
    room_down(&r);
}

/* ---- limits and what comes back ---- */

/* 3 MB of parcels for a shard that takes 1 MB a second and has as much in its bucket. */
static void what_is_turned_away_is_put_again_until_it_is_taken(void)
{
    struct room r;

    room_up(&r, NEW("rate_limit = \"1000 %\";", ONE_SHARD));
    put(&r, (struct shot){.bytes = 1024, .count = 3000, .spread = 100 * MS});
    run(&r, 10 * SIM_SECOND);
    CU_ASSERT_EQUAL(r.answers[CALL_OK], 3000);
    CU_ASSERT_TRUE(answered(&r) > 1850 * MS && answered(&r) < 2200 * MS);
    CU_ASSERT_TRUE(counted(&r, "all_errors") > 10);
    CU_ASSERT_EQUAL(counted(&r, "all_errors"),
                    taken(&r, "put_records_throttled_records"));
    CU_ASSERT_EQUAL(counted(&r, "kinesis_records_put"), taken(&r, "incoming_records"));
    CU_ASSERT_TRUE(room_mean(&r, "kpl.w", "retries_per_record") > 1);
    room_down(&r);
}

static void what_has_come_to_its_ttl_is_expired(void)
{
    struct room r;

    room_up(&r, NEW("rate_limit = \"1000 %\"; record_ttl = \"500 ms\";", ONE_SHARD));
    put(&r, (struct shot){.bytes = 1024, .count = 3000, .spread = 100 * MS});
    run(&r, 10 * SIM_SECOND);
    CU_ASSERT_EQUAL(r.answers[CALL_OK] + r.answers[CALL_FAILED], 3000);
    CHECK_NEAR(r.answers[CALL_OK], 1024 + 512, 60);
    CU_ASSERT_EQUAL(counted(&r, "user_records_expired"), r.answers[CALL_FAILED]);
    CU_ASSERT_STRING_EQUAL(r.error, "Expired");
    CU_ASSERT_TRUE(answered(&r) >= 500 * MS && answered(&r) < 700 * MS);
    room_down(&r);
}

/* 2 MB for a shard of which it may have 1 MB at once, and 0.9 MB a second: what is
 * beyond waits for 1.06 s. */
static void a_host_sends_no_more_than_its_rate_for_the_shard(void)
{
    struct room r;

    room_up(&r, NEW("rate_limit = \"90 %\";", ONE_SHARD));
    put(&r, (struct shot){.bytes = 1024, .count = 2000, .spread = 100 * MS});
    run(&r, 10 * SIM_SECOND);
    CU_ASSERT_EQUAL(r.answers[CALL_OK], 2000);
    CU_ASSERT_EQUAL(counted(&r, "all_errors"), 0);
    CU_ASSERT_TRUE(answered(&r) > 950 * MS && answered(&r) < 1150 * MS);
    CU_ASSERT_TRUE(room_service(&r, "kpl.w")->limit[0]->delays > 15);
    room_down(&r);
}

/* ---- what is refused ---- */

static void a_record_that_is_too_large_is_refused(void)
{
    struct room r;

    room_up(&r, SCENE("aws-2021-08", "", ONE_SHARD));
    put(&r, (struct shot){.bytes = 1024 * KB + 1});
    put(&r, (struct shot){.bytes = 1024 * KB});
    put(&r, (struct shot){.bytes = 10, .items = 2});
    run(&r, SIM_SECOND);
    CU_ASSERT_EQUAL(r.answers[CALL_REFUSED], 2);
    CU_ASSERT_EQUAL(r.answers[CALL_OK], 1);
    CU_ASSERT_EQUAL(counted(&r, "user_records_refused"), 2);
    room_down(&r);
}

static void what_makes_no_sense_is_told(void)
{
    CU_ASSERT_TRUE(
        room_refuses("profile = \"aws-2026\"; run = { duration = \"1 h\"; }; kpl "
                     "= { w = { stream = \"sqs.q\"; }; }; sqs = { q = { }; };",
                     "kpl.w: sqs.q is no stream"));
    CU_ASSERT_TRUE(
        room_refuses(SCENE("aws-2021-08", "aggregation_max_size = \"2 MB\";", ONE_SHARD),
                     "aggregation_max_size is more than a record may have, 1048576 B"));
}

/* ---- from the outside ---- */

#define HEAD(producer, stream, more)                                                     \
    "profile = \"aws-2026\"; run = { duration = \"20 s\"; period = \"1 s\"; drain = "    \
    "\"all\"; }; kpl = { w = { stream = \"kinesis.s\"; " producer                        \
    " }; }; kinesis = { s = { latency = \"7 ms\"; read_latency = \"0 s\"; "              \
    "fan_out_latency = \"0 s\"; " stream " }; }; " more
#define CLIENT(load)                                                                     \
    "client = { c = { target = \"kpl.w\"; action = \"PutRecord\"; item_size = \"200 "    \
    "B\"; " load " }; }; "

/* Of the time that its caller waits all but the call is in buffers. */
static void the_caller_waits_until_the_stream_has_it(void)
{
    struct trial t;

    trial_make(&t,
               HEAD("", ONE_SHARD, CLIENT("rate = \"1/s\"; arrivals = \"constant\"; ")));
    CU_ASSERT_EQUAL(trial_value(&t, "client_requests", "c", STAT_COUNT), 20);
    CHECK_NEAR(trial_value(&t, "client_latency", "c", STAT_MINIMUM), 0.107, 1e-12);
    CHECK_NEAR(trial_value(&t, "client_latency", "c", STAT_MAXIMUM), 0.107, 1e-12);
    trial_free(&t);
}

/* A function that sends does not. */
static void who_sends_does_not_wait(void)
{
    struct trial t;

    trial_make(&t,
               HEAD("", ONE_SHARD,
                    "client = { c = { target = \"lambda.f\"; rate = \"1/s\"; arrivals "
                    "= \"constant\"; }; }; lambda = { f = { runtime = "
                    "\"python3.12\"; warm_environments = 5; steps = ( { send = "
                    "\"kpl.w\"; item_size = \"100 B\"; }, { wait = \"3 ms\"; } ); }; "
                    "};"));
    CHECK_NEAR(trial_value(&t, "client_latency", "c", STAT_MAXIMUM), 0.003, 1e-9);
    CU_ASSERT_EQUAL(trial_value(&t, "kpl_user_records_put", "w", STAT_COUNT), 20);
    trial_free(&t);
}

/* Ten a second of one shard; of four, which the KPL learns of by where its records go,
 * forty. */
static void new_shards_are_learned_of(void)
{
    struct trial t;

    trial_make(&t, HEAD("", "shard_count = 2;",
                        CLIENT("rate = \"2000/s\"; ") "account = { kinesis = { "
                                                      "reshard_time = \"1 s\"; }; }; "
                                                      "timeline = ( { at = \"8 s\"; set "
                                                      "= \"kinesis.s.shard_count = "
                                                      "4\"; } ); "));
    /* 10 s of 20 parcels a second, 10 s of 40; each is 100 ms and the first record */
    CHECK_NEAR(trial_value(&t, "kinesis_incoming_records", "s", STAT_COUNT),
               10 * 2 / 0.101 + 10 * 4 / 0.102, 10);
    CU_ASSERT_EQUAL(trial_value(&t, "kpl_user_records_put", "w", STAT_COUNT),
                    trial_value(&t, "client_requests", "c", STAT_COUNT));
    trial_free(&t);
}

/* ---- who reads aggregated records ---- */

#define BURST "bursts = ( { at = \"2 s\"; requests = 50; within = \"1 ms\"; } ); "
#define FUNCTION(profile_less, mapping, steps)                                           \
    "lambda = { f = { runtime = \"python3.12\"; memory_size = \"1769 MB\"; timeout = "   \
    "\"60 s\"; warm_environments = 20; " profile_less                                    \
    " event_source_mappings = ( { event_source = \"kinesis.s\"; " mapping                \
    " } ); steps = ( " steps " ); }; };"
#define EACH "{ work = \"1 ms\"; count = \"items\"; } "

static double of_mapping(const struct trial *t, const char *metric, enum statistic s)
{
    char name[100];

    snprintf(name, sizeof name, "poller_%s", metric);
    return trial_value(t, name, "f[kinesis.s]", s);
}

/* batch_size is of the stream's records, items are those in them. */
static void a_function_takes_them_apart(void)
{
    struct trial t;

    trial_make(
        &t, HEAD("", ONE_SHARD, CLIENT(BURST) FUNCTION("", "batch_size = 10; ", EACH)));
    CU_ASSERT_EQUAL(of_mapping(&t, "batches", STAT_COUNT), 1);
    CU_ASSERT_EQUAL(of_mapping(&t, "invoked_event_count", STAT_COUNT), 1);
    CHECK_NEAR(trial_value(&t, "lambda_duration", "f", STAT_MAXIMUM), 0.050, 1e-6);
    CU_ASSERT_EQUAL(trial_value(&t, "lambda_age", "f", STAT_COUNT), 50);
    trial_free(&t);
}

/* The 50 are tried again for one of them, until the try that is the last. */
static void what_fails_in_a_parcel_fails_all_of_it(void)
{
    struct trial t;

    trial_make(&t,
               HEAD("", ONE_SHARD,
                    CLIENT(BURST "attributes = { bad = \"bernoulli(0.07)\"; }; ")
                        FUNCTION("",
                                 "maximum_retry_attempts = 2; function_response_types "
                                 "= \"ReportBatchItemFailures\"; ",
                                 "{ fail = \"Bad\"; probability = \"request(bad)\"; "
                                 "scope = \"item\"; count = \"items\"; } ")));
    CU_ASSERT_EQUAL(of_mapping(&t, "batches", STAT_COUNT), 3);
    CU_ASSERT_EQUAL(of_mapping(&t, "dropped_event_count", STAT_COUNT), 1);
    trial_free(&t);
}

/* All parcels have the partition key "a" (awslabs/amazon-kinesis-producer#439), so that a
 * shard has one batch at a time; alone, the records would go to all lanes. */
static void aggregated_records_have_one_lane(void)
{
    static const char *const producer[] = {"aggregation_max_size = \"1 KB\";",
                                           "aggregation_enabled = false;"};
    double at_once[2];

    for (size_t i = 0; i < 2; i++) {
        struct trial t;
        char text[4096];
        snprintf(text, sizeof text,
                 HEAD("%s", ONE_SHARD,
                      CLIENT(BURST) FUNCTION(
                          "", "batch_size = 3; parallelization_factor = 6; ", EACH)),
                 producer[i]);
        trial_make(&t, text);
        at_once[i] = of_mapping(&t, "concurrent_batches", STAT_MAXIMUM);
        trial_free(&t);
    }
    CU_ASSERT_EQUAL(at_once[0], 1);
    CU_ASSERT_EQUAL(at_once[1], 6);
}

/* With enhanced fan-out Lambda does: batches are of the records themselves. */
static void with_enhanced_fan_out_lambda_takes_them_apart(void)
{
    struct trial t;

    trial_make(&t, HEAD("", ONE_SHARD,
                        CLIENT(BURST)
                            FUNCTION("", "consumer = \"x\"; batch_size = 10; ", EACH)));
    CU_ASSERT_EQUAL(of_mapping(&t, "polled_event_count", STAT_COUNT), 50);
    CU_ASSERT_EQUAL(of_mapping(&t, "batches", STAT_COUNT), 5);
    CHECK_NEAR(trial_value(&t, "lambda_duration", "f", STAT_MAXIMUM), 0.010, 1e-6);
    trial_free(&t);
    trial_load(&t,
               HEAD("", ONE_SHARD,
                    CLIENT(BURST)
                        FUNCTION("", "consumer = \"x\"; batch_size = 10; ", EACH)),
               (const char *const[]){"account.poller.fan_out_deaggregation=false", NULL});
    trial_run(&t, 1, 0);
    CU_ASSERT_TRUE(t.ran_well);
    CU_ASSERT_EQUAL(of_mapping(&t, "batches", STAT_COUNT), 1);
    trial_free(&t);
}

FACTS(FACT(a_record_alone_waits_100_ms), FACT(records_that_come_meanwhile_go_with_it),
      FACT(a_parcel_that_is_full_is_closed),
      FACT(what_is_larger_than_a_parcel_goes_alone_and_at_once),
      FACT(each_host_has_a_parcel_for_each_shard), FACT(one_key_is_for_one_shard),
      FACT(without_aggregation_records_are_collected_as_they_are),
      FACT(a_call_is_bounded_in_bytes), FACT(what_is_compressed_is_what_counts),
      FACT(a_host_compresses_one_record_after_the_other),
      FACT(what_is_turned_away_is_put_again_until_it_is_taken),
      FACT(what_has_come_to_its_ttl_is_expired),
      FACT(a_host_sends_no_more_than_its_rate_for_the_shard),
      FACT(a_record_that_is_too_large_is_refused), FACT(what_makes_no_sense_is_told),
      FACT(the_caller_waits_until_the_stream_has_it), FACT(who_sends_does_not_wait),
      FACT(new_shards_are_learned_of), FACT(a_function_takes_them_apart),
      FACT(what_fails_in_a_parcel_fails_all_of_it),
      FACT(aggregated_records_have_one_lane),
      FACT(with_enhanced_fan_out_lambda_takes_them_apart))
