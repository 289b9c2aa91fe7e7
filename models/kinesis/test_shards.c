/* test_shards.c - how many shards there are, and what can be read of them. */
#include "base/text.h"
#include "check.h"
#include "flow/limit.h"
#include "kinesis/tables.h"
#include "room.h"
#include "trial.h"

#define KB INT64_C(1024)
#define STREAM(settings)                                                                 \
    "profile = \"aws-2026\"; run = { duration = \"1 h\"; }; kinesis = { s = { latency "  \
    "= \"0 s\"; " settings " }; };"

static void put(struct room *r, struct shot shot)
{
    shot.to = "kinesis.s";
    room_shoot(r, &shot);
}

/* ---- UpdateShardCount ---- */

#define CHANGES(settings, changes)                                                       \
    "profile = \"aws-2026\"; run = { duration = \"3 h\"; period = \"1 min\"; }; client " \
    "= { c = { target = \"kinesis.s\"; action = \"PutRecord\"; item_size = \"1 KB\"; "   \
    "rate = \"1/s\"; arrivals = \"constant\"; }; }; kinesis = { s = { " settings         \
    " }; }; timeline = ( " changes " );"
#define TO(at, count) "{ at = \"" at "\"; set = \"kinesis.s.shard_count = " count "\"; }"

static double of(const struct trial *t, const char *metric, enum statistic statistic)
{
    char name[100];

    snprintf(name, sizeof name, "kinesis_%s", metric);
    return trial_value(t, name, "s", statistic);
}

/* 30 s for each more: in force at 10 min and 90 s. */
static void a_change_of_shards_takes_its_time(void)
{
    const double *along;
    struct trial t;

    trial_make(&t, CHANGES("shard_count = 3;", TO("10 min", "6")));
    along = trial_array(&t, "kinesis_open_shards");
    CHECK_NEAR(along[10 * STATISTICS + STAT_AVERAGE], 3, 0);
    CHECK_NEAR(along[11 * STATISTICS + STAT_AVERAGE], 4.5, 1e-9);
    CHECK_NEAR(along[12 * STATISTICS + STAT_AVERAGE], 6, 0);
    trial_free(&t);
}

/* More than double, less than half: nothing changes. */
static void a_change_that_is_too_large_is_refused(void)
{
    struct trial t;

    trial_make(&t,
               CHANGES("shard_count = 5;",
                       TO("10 min", "11") ", " TO("20 min", "2") ", " TO("30 min", "3")));
    CU_ASSERT_EQUAL(of(&t, "refused_updates", STAT_COUNT), 2);
    CU_ASSERT_EQUAL(of(&t, "open_shards", STAT_MAXIMUM), 5);
    CU_ASSERT_EQUAL(of(&t, "open_shards", STAT_MINIMUM), 3);
    trial_free(&t);
}

static void ten_changes_are_made_in_24_hours(void)
{
    char changes[2000] = "";
    struct trial t;
    struct text text = {0};

    for (int i = 0; i < 11; i++) {
        size_t length = strlen(changes);
        snprintf(changes + length, sizeof changes - length,
                 "%s{ at = \"%d min\"; set = \"kinesis.s.shard_count = %d\"; }",
                 i ? ", " : "", 5 * i + 1, i % 2 ? 2 : 3);
    }
    text_add(&text, CHANGES("shard_count = 2;", "%s"), changes);
    trial_make(&t, text_of(&text));
    CU_ASSERT_EQUAL(of(&t, "refused_updates", STAT_COUNT), 1);
    CHECK_NEAR(trial_array(&t, "kinesis_open_shards")[100 * STATISTICS + STAT_AVERAGE], 2,
               0);
    trial_free(&t);
    text_free(&text);
}

/* One asked for while another is under way waits for it. */
static void changes_come_one_after_the_other(void)
{
    const double *along;
    struct trial t;

    trial_make(&t, CHANGES("shard_count = 4;", TO("10 min", "8") ", " TO("11 min", "6")));
    along = trial_array(&t, "kinesis_open_shards");
    CHECK_NEAR(along[11 * STATISTICS + STAT_MAXIMUM], 4, 0);
    CHECK_NEAR(along[12 * STATISTICS + STAT_AVERAGE], 8, 0); /* from 12 min on */
    CHECK_NEAR(along[13 * STATISTICS + STAT_AVERAGE], 6, 0); /* a minute later */
    CU_ASSERT_EQUAL(of(&t, "refused_updates", STAT_COUNT), 0);
    trial_free(&t);
}

/* Twice as many take twice as much. */
static void more_shards_take_more(void)
{
    struct trial t;

    trial_load(
        &t, CHANGES("shard_count = 2;", TO("30 min", "4")),
        (const char *const[]){"client.c.rate = 3000/s", "run.duration = 40 min", NULL});
    trial_run(&t, 1, 0);
    CU_ASSERT_TRUE_FATAL(t.ran_well);
    CHECK_NEAR(of(&t, "write_provisioned_throughput_exceeded", STAT_COUNT),
               31 * 60 * 1000, 31 * 60 * 20);
    CHECK_NEAR(trial_limit(&t, "limit_rejections_summary", "kinesis.s.shard_count"),
               31 * 60 * 1000, 31 * 60 * 20);
    trial_free(&t);
}

/* ---- on demand ---- */

/* 40 MB/s before: 80 MB/s are taken at once, 100 are not (developer guide's example). */
static void twice_the_previous_peak_is_taken_at_once(void)
{
    struct room r;

    room_up(&r, STREAM("stream_mode = \"ON_DEMAND\"; previous_peak = \"40 MB/s\";"));
    CU_ASSERT_EQUAL(room_level(&r, "kinesis.s", "open_shards"), 80);
    room_down(&r);
    room_up(&r, STREAM("stream_mode = \"ON_DEMAND\"; previous_peak = \"0.5 MB/s\";"));
    CU_ASSERT_EQUAL(room_level(&r, "kinesis.s", "open_shards"), 4);
    room_down(&r);
    room_up(&r, STREAM("stream_mode = \"ON_DEMAND\"; previous_peak = \"700 MB/s\";"));
    CU_ASSERT_EQUAL(room_level(&r, "kinesis.s", "open_shards"), 200);
    room_down(&r);
}

/* 2.4 MB/s on four shards is more than half of each: a quarter of an hour after the
 * first minute they are eight, and stay so, for that is less than half of eight. */
static void a_shard_that_is_half_full_is_split_a_quarter_of_an_hour_later(void)
{
    struct room r;

    room_up(&r, STREAM("stream_mode = \"ON_DEMAND\";"));
    put(&r, (struct shot){.count = 60 * 60 * 60, /* 60/s for an hour */
                          .spread = SIM_HOUR,
                          .bytes = 41 * KB,
                          .items = 1});
    room_run(&r, 16 * SIM_MINUTE - 1);
    CU_ASSERT_EQUAL(room_level(&r, "kinesis.s", "open_shards"), 4);
    room_run(&r, 16 * SIM_MINUTE);
    CU_ASSERT_EQUAL(room_level(&r, "kinesis.s", "open_shards"), 8);
    room_run(&r, SIM_HOUR);
    CU_ASSERT_EQUAL(room_level(&r, "kinesis.s", "open_shards"), 8);
    CU_ASSERT_EQUAL(room_count(&r, "kinesis.s", "incoming_records"), 60 * 60 * 60);
    room_down(&r);
}

static void on_demand_came_after_2021_08(void)
{
    CU_ASSERT_TRUE(room_refuses(
        "profile = \"aws-2021-08\"; kinesis = { s = { stream_mode = \"ON_DEMAND\"; }; };",
        "ON_DEMAND appeared 2021-11-29"));
}

/* ---- what each did (run.partitions) ---- */

/* One key has its shard; of a change of shards both the old and the new are told. */
static void what_each_shard_took_adds_up(void)
{
    const double *along, *refused;
    double sum = 0, away = 0;
    struct trial t;

    trial_load(&t, CHANGES("shard_count = 3;", TO("10 min", "6")),
               (const char *const[]){"run.partitions = 16", "client.c.rate = 1700/s",
                                     "client.c.key = mix(70 % constant(3), 30 % "
                                     "uniform(n=1M))",
                                     "run.duration = 20 min", NULL});
    trial_run(&t, 1, 0);
    CU_ASSERT_TRUE_FATAL(t.ran_well);
    along = trial_array(&t, "kinesis_partition_incoming_records");
    refused = trial_array(&t, "kinesis_partition_write_provisioned_throughput_exceeded");
    for (size_t i = 0; i < 17 * 20; i++) {
        sum += isnan(along[i]) ? 0 : along[i];
        away += isnan(refused[i]) ? 0 : refused[i];
    }
    CU_ASSERT_EQUAL(sum, of(&t, "incoming_records", STAT_COUNT));
    CU_ASSERT_EQUAL(away, of(&t, "write_provisioned_throughput_exceeded", STAT_COUNT));
    CU_ASSERT_EQUAL(trial_array(&t, "kinesis_partition_count")[0], 3 + 6);
    CHECK_NEAR(
        away,
        trial_limit(&t, "limit_rejections_summary", "kinesis.s.shard_write_records"),
        away * 0.01);
    trial_free(&t);
}

/* ---- reading ---- */

#define READERS(shared)                                                                  \
    "profile = \"aws-2026\"; run = { duration = \"10 min\"; drain = \"all\"; }; "        \
    "client = { c = { target = \"http.h\"; rate = \"1/h\"; }; }; http = { h = { "        \
    "latency = \"1 ms\"; }; }; kinesis = { s = { shard_count = 2; read_latency = \"0 "   \
    "s\"; backlog = 30; "                                                                \
    "backlog_item_size = \"1 MB\"; }; }; lambda = { " shared " };"
#define F(name, mapping)                                                                 \
    name " = { runtime = \"python3.12\"; steps = ( { work = \"1 ms\"; } ); "             \
         "event_source_mappings = ( { event_source = \"kinesis.s\"; " mapping            \
         " } ); }; "

/* Five reads a second of a shard are for all that share it. */
static void six_that_share_a_shard_poll_in_vain(void)
{
    struct trial t;
    double found, in_vain;

    trial_load(&t,
               READERS(F("a", "") F("b", "") F("c", "") F("d", "") F("e", "") F("f", "")),
               (const char *const[]){"kinesis.s.backlog = 0", "run.drain = 0 s", NULL});
    trial_run(&t, 1, 0);
    CU_ASSERT_TRUE_FATAL(t.ran_well);
    CU_ASSERT_PTR_NOT_NULL(strstr(t.said, "6 consumers share 5 reads a second"));
    found = of(&t, "get_records_success", STAT_COUNT);
    in_vain = of(&t, "read_provisioned_throughput_exceeded", STAT_COUNT);
    CHECK_NEAR(found, 2 * 5 * 600, 30);
    CHECK_NEAR(found + in_vain, 2 * 6 * 600, 30);
    CHECK_NEAR(trial_limit(&t, "limit_rejections_summary", "kinesis.s.shard_read_calls"),
               in_vain, 0);
    trial_free(&t);
}

/* 10 MB in one answer, and nothing for five seconds: 15 or so MB are two answers; turned
 * away are the read that follows at once and the polls of 4 and of 2 or so seconds.
 * Enhanced fan-out knows no polls. */
static void a_large_read_locks_the_shard(void)
{
    struct trial t;

    trial_make(&t, READERS(F("a", "batch_size = 1000; ")));
    CHECK_NEAR(of(&t, "read_provisioned_throughput_exceeded", STAT_COUNT), 2 * 7, 2);
    CU_ASSERT_EQUAL(of(&t, "get_records_records", STAT_COUNT), 30);
    CHECK_NEAR(trial_limit(&t, "limit_rejections_summary", "kinesis.s.shard_read_bytes"),
               of(&t, "read_provisioned_throughput_exceeded", STAT_COUNT), 0);
    trial_free(&t);
    trial_make(&t, READERS(F("a", "batch_size = 1000; consumer = \"x\"; ")));
    CU_ASSERT_EQUAL(of(&t, "subscribe_to_shard_event_records", STAT_COUNT), 30);
    CU_ASSERT_TRUE(
        trial_limit(&t, "limit_delayed_summary", "kinesis.s.consumer_read_bytes") > 2);
    trial_free(&t);
}

/* ---- what cannot be ---- */

static void what_aws_would_not_set_up_is_refused(void)
{
    CU_ASSERT_TRUE(room_refuses("profile = \"aws-2026\"; kinesis = { s = { }; };",
                                "shard_count is missing"));
    CU_ASSERT_TRUE(
        room_refuses("profile = \"aws-2021-08\"; kinesis = { a = { shard_count = 300; }; "
                     "b = { shard_count = 201; }; };",
                     "are 501, more than account.kinesis.shards, 500"));
    CU_ASSERT_TRUE(room_refuses(
        "profile = \"aws-2026\"; kinesis = { s = { shard_count = 1; }; }; lambda = { " F(
            "a", "consumer = \"x\";") F("b", "consumer = \"x\";") " };",
        "consumer \"x\" of kinesis.s is that of lambda.a"));
    CU_ASSERT_TRUE(room_refuses(
        "profile = \"aws-2026\"; kinesis = { s = { shard_count = 1; }; }; client = { c = "
        "{ target = \"kinesis.s\"; action = \"GetRecords\"; rate = \"1/s\"; }; };",
        "GetRecords is what event source mappings do"));
}

FACTS(FACT(a_change_of_shards_takes_its_time),
      FACT(a_change_that_is_too_large_is_refused), FACT(ten_changes_are_made_in_24_hours),
      FACT(changes_come_one_after_the_other), FACT(more_shards_take_more),
      FACT(twice_the_previous_peak_is_taken_at_once),
      FACT(a_shard_that_is_half_full_is_split_a_quarter_of_an_hour_later),
      FACT(on_demand_came_after_2021_08), FACT(what_each_shard_took_adds_up),
      FACT(six_that_share_a_shard_poll_in_vain), FACT(a_large_read_locks_the_shard),
      FACT(what_aws_would_not_set_up_is_refused))
