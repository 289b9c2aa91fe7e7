/* test_kcl.c - when a fleet reads, what it does with what it has read, who holds which
 * lease, and what the lease table costs. */
#include "check.h"
#include "kcl/fleet.h"
#include "room.h"
#include "trial.h"

#define HEAD(duration, stream, fleet, more)                                              \
    "profile = \"aws-2026\"; run = { duration = \"" duration                             \
    "\"; period = \"10 s\"; drain = \"all\"; }; kinesis = { s = { latency = \"0 s\"; "   \
    "read_latency = \"0 s\"; fan_out_latency = \"30 ms\"; " stream                       \
    " }; }; kcl = { w = { stream = \"kinesis.s\"; checkpoint_latency = \"5 ms\"; " fleet \
    " }; }; " more
#define CLIENT(load)                                                                     \
    "client = { c = { target = \"kinesis.s\"; action = \"PutRecord\"; item_size = "      \
    "\"300 B\"; " load " }; }; "
#define BURST(n) "bursts = ( { at = \"10 s\"; requests = " n "; within = \"1 ms\"; } ); "
#define STEPS(steps) "steps = ( " steps " ); "
#define EACH(time) "{ work = \"" time "\"; count = \"items\"; } "

static double of(const struct trial *t, const char *metric, enum statistic statistic)
{
    char name[100];

    snprintf(name, sizeof name, "kcl_%s", metric);
    return trial_value(t, name, "w", statistic);
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

/* ---- reading ---- */

static void each_shard_is_read_once_in_its_idle_time(void)
{
    struct trial t;

    trial_make(&t, HEAD("10 min", "shard_count = 7;",
                        "workers = 3; idle_time_between_reads = \"2 s\"; ",
                        CLIENT("rate = \"0.01/s\"; ")));
    CHECK_NEAR(stream(&t, "get_records_success", STAT_COUNT), 7 * 300, 7 * 35);
    CU_ASSERT_EQUAL(of(&t, "total_leases", STAT_MAXIMUM), 7);
    CU_ASSERT_EQUAL(of(&t, "current_leases", STAT_MAXIMUM), 7);
    trial_free(&t);
}

/* What a read brings is one batch; the steps are done once, or for each record. */
static void a_read_is_a_batch(void)
{
    struct trial t;

    trial_make(&t,
               HEAD("1 min", "shard_count = 1;",
                    STEPS("{ work = \"17 ms\"; }, " EACH("1 ms")), CLIENT(BURST("900"))));
    CU_ASSERT_EQUAL(count(&t, "batches"), 1);
    CU_ASSERT_EQUAL(of(&t, "batch_size", STAT_MAXIMUM), 900);
    CHECK_NEAR(of(&t, "record_processor_process_records_time", STAT_MAXIMUM), 0.917,
               1e-9);
    CU_ASSERT_EQUAL(count(&t, "records_processed"), 900);
    CU_ASSERT_EQUAL(count(&t, "data_bytes_processed"), 900 * 300);
    CU_ASSERT_EQUAL(count(&t, "checkpoints"), 1);
    CU_ASSERT_EQUAL(of(&t, "millis_behind_latest", STAT_MAXIMUM), 0);
    trial_free(&t);
}

/* 900 in nine reads, a second apart: the eighth leaves records of 7 s and some. */
static void max_records_bounds_a_read(void)
{
    struct trial t;

    trial_make(&t, HEAD("1 min", "shard_count = 1;",
                        "max_records = 100; " STEPS(EACH("1 ms")), CLIENT(BURST("900"))));
    CU_ASSERT_EQUAL(count(&t, "batches"), 9);
    CU_ASSERT_EQUAL(of(&t, "batch_size", STAT_MAXIMUM), 100);
    CHECK_NEAR(of(&t, "millis_behind_latest", STAT_MAXIMUM), 7.5, 0.51);
    CHECK_NEAR(of(&t, "age", STAT_MAXIMUM), 8.5 + 0.1, 0.51);
    trial_free(&t);
}

/* 100 records take 3 s, and a checkpoint 5 ms: then the next read, at once. */
static void a_lease_reads_when_it_is_through_with_the_last(void)
{
    struct trial t;

    trial_make(&t,
               HEAD("1 min", "shard_count = 1;",
                    "max_records = 100; " STEPS(EACH("30 ms")), CLIENT(BURST("900"))));
    CHECK_NEAR(of(&t, "age", STAT_MAXIMUM) - of(&t, "age", STAT_MINIMUM), 8 * 3.005,
               2e-3);
    CU_ASSERT_EQUAL(of(&t, "concurrent_batches", STAT_MAXIMUM), 1);
    trial_free(&t);
}

static void with_a_consumer_records_are_pushed(void)
{
    struct trial t;

    trial_make(&t, HEAD("1 min", "shard_count = 1;", "consumer = \"x\"; ",
                        CLIENT("rate = \"1/s\"; arrivals = \"constant\"; ")));
    CHECK_NEAR(of(&t, "age", STAT_MAXIMUM), 0.030, 1e-9);
    CU_ASSERT_EQUAL(count(&t, "records_processed"), 60);
    CU_ASSERT_EQUAL(stream(&t, "get_records_success", STAT_COUNT), 0);
    trial_free(&t);
}

/* 6.7 a second are asked for. */
static void reads_beyond_five_a_second_are_turned_away(void)
{
    struct trial t;

    trial_make(&t,
               HEAD("5 min", "shard_count = 1;", "idle_time_between_reads = \"150 ms\"; ",
                    CLIENT("rate = \"5/s\"; ")));
    CHECK_NEAR(count(&t, "read_throttles"), 300 * (1 / .15 - 5), 150);
    CU_ASSERT_EQUAL(count(&t, "records_processed"),
                    trial_value(&t, "client_requests", "c", STAT_COUNT));
    trial_free(&t);
}

/* ---- what fails, what is aggregated ---- */

static void a_batch_that_fails_is_skipped(void)
{
    struct trial t;

    trial_make(&t,
               HEAD("1 min", "shard_count = 1;",
                    STEPS("{ fail = \"Bad\"; probability = \"request(bad)\"; } "),
                    CLIENT(BURST("70") "attributes = { bad = \"bernoulli(1)\"; }; ")));
    CU_ASSERT_EQUAL(count(&t, "batches"), 1);
    CU_ASSERT_EQUAL(count(&t, "errors"), 1);
    CU_ASSERT_EQUAL(count(&t, "records_skipped"), 70);
    CU_ASSERT_EQUAL(count(&t, "checkpoints"), 0);
    CU_ASSERT_EQUAL(stream(&t, "records_waiting", STAT_MAXIMUM), 70);
    trial_free(&t);
}

static void aggregated_records_are_processed_one_by_one(void)
{
    struct trial t;

    trial_make(
        &t, HEAD("1 min", "shard_count = 1;", STEPS(EACH("1 ms")),
                 "kpl = { p = { stream = \"kinesis.s\"; }; }; client = { c = { "
                 "target = \"kpl.p\"; item_size = \"300 B\"; " BURST("120") " }; }; "));
    CU_ASSERT_EQUAL(stream(&t, "incoming_records", STAT_COUNT), 1);
    CU_ASSERT_EQUAL(count(&t, "records_processed"), 120);
    CU_ASSERT_EQUAL(count(&t, "data_bytes_processed"), 120 * 300);
    CHECK_NEAR(of(&t, "record_processor_process_records_time", STAT_MAXIMUM), 0.120,
               1e-9);
    CU_ASSERT_EQUAL(of(&t, "age", STAT_COUNT), 120);
    trial_free(&t);
}

/* ---- leases ---- */

/* Free 10 s after its worker was lost; the other one looks within 20.05 s of that. */
static void leases_of_a_lost_worker_are_taken_over(void)
{
    struct trial t;

    trial_make(&t, HEAD("5 min", "shard_count = 4;", "workers = 2; ",
                        CLIENT("rate = \"20/s\"; ") "timeline = ( { at = \"60 s\"; set = "
                                                    "\"kcl.w.workers = 1\"; } ); "));
    CU_ASSERT_EQUAL(count(&t, "lost_leases"), 2);
    CU_ASSERT_TRUE(of(&t, "age", STAT_MAXIMUM) > 10);
    CU_ASSERT_TRUE(of(&t, "age", STAT_MAXIMUM) < 31.1);
    CHECK_NEAR(of(&t, "current_leases", STAT_AVERAGE), 4 - 2 * 20. / 300, 2 * 10.1 / 300);
    CU_ASSERT_EQUAL(count(&t, "records_processed"),
                    trial_value(&t, "client_requests", "c", STAT_COUNT));
    trial_free(&t);
}

/* Of two shards each worker is at work on the records of one for some 10 s when the
 * second is lost: those are done again, from the first on, 10 to 30 s later. */
static void what_was_not_checkpointed_is_done_again(void)
{
    struct trial t;
    double once;

    trial_make(&t,
               HEAD("2 min", "shard_count = 2;", "workers = 2; " STEPS(EACH("100 ms")),
                    CLIENT(BURST("200")) "timeline = ( { at = \"15 s\"; set = "
                                         "\"kcl.w.workers = 1\"; } ); "));
    CU_ASSERT_EQUAL(count(&t, "batches"), 3);
    CU_ASSERT_EQUAL(count(&t, "checkpoints"), 2);
    CU_ASSERT_EQUAL(of(&t, "age", STAT_COUNT), 200);
    once = count(&t, "records_processed") - 200;
    CU_ASSERT_TRUE(once > 60 && once < 140);
    CU_ASSERT_TRUE(of(&t, "age", STAT_MAXIMUM) > 15 + once / 10);
    CU_ASSERT_TRUE(of(&t, "age", STAT_MAXIMUM) < 35.1 + once / 10);
    trial_free(&t);
}

static struct fleet *fleet_of(struct room *r)
{
    return room_service(r, "kcl.w")->state;
}

#define FLEET(more)                                                                      \
    "profile = \"aws-2026\"; run = { duration = \"1 h\"; }; kinesis = { s = { "          \
    "shard_count = 7; }; }; kcl = { w = { stream = \"kinesis.s\"; " more " }; };"

static void leases_are_spread_over_workers(void)
{
    struct room r;

    room_up(&r, FLEET("workers = 3; "));
    room_run(&r, SIM_SECOND);
    CU_ASSERT_EQUAL(fleet_of(&r)->worker[0]->leases, 3);
    CU_ASSERT_EQUAL(fleet_of(&r)->worker[1]->leases, 2);
    CU_ASSERT_EQUAL(fleet_of(&r)->worker[2]->leases, 2);
    room_down(&r);
}

static void set_workers(struct room *r, int64_t workers)
{
    struct service *self = room_service(r, "kcl.w");

    ((struct kcl_config *)self->config)->workers = workers;
    self->model->changed(r->sim, self, NULL);
}

/* At once, and then every 20.05 s, until it has its part: 3 of 7. */
static void a_new_worker_steals_one_lease_each_round(void)
{
    struct room r;
    const struct worker *w;

    room_up(&r, FLEET(""));
    room_run(&r, SIM_MINUTE);
    set_workers(&r, 2);
    room_run(&r, SIM_MINUTE + SIM_SECOND);
    w = fleet_of(&r)->worker[1];
    CU_ASSERT_EQUAL(w->leases, 1);
    room_run(&r, SIM_MINUTE + 20049 * SIM_MS);
    CU_ASSERT_EQUAL(w->leases, 1);
    room_run(&r, SIM_MINUTE + 20051 * SIM_MS);
    CU_ASSERT_EQUAL(w->leases, 2);
    room_run(&r, 3 * SIM_MINUTE);
    CU_ASSERT_EQUAL(w->leases, 3);
    CU_ASSERT_EQUAL(fleet_of(&r)->worker[0]->leases, 4);
    room_down(&r);
}

/* Neither before 10 s are over, nor without somebody who looks. */
static void a_lost_lease_is_free_after_its_duration(void)
{
    struct room r;

    room_up(&r, FLEET("workers = 2; lease_duration = \"4 s\"; "));
    room_run(&r, SIM_MINUTE);
    set_workers(&r, 1);
    CU_ASSERT_EQUAL(fleet_of(&r)->held, 4);
    room_run(&r, SIM_MINUTE + 3999 * SIM_MS);
    CU_ASSERT_EQUAL(fleet_of(&r)->held, 4);
    room_run(&r, SIM_MINUTE + (4000 + 8050) * SIM_MS);
    CU_ASSERT_EQUAL(fleet_of(&r)->held, 7);
    CU_ASSERT_EQUAL(fleet_of(&r)->worker[0]->leases, 7);
    room_down(&r);
}

/* ---- shards ---- */

static void new_shards_are_read_when_a_worker_looks_for_them(void)
{
    struct trial t;

    trial_make(&t, HEAD("5 min", "shard_count = 2;", "workers = 2; ",
                        CLIENT("rate = \"50/s\"; ") "account = { kinesis = { "
                                                    "reshard_time = \"1 s\"; }; }; "
                                                    "timeline = ( { at = \"60 s\"; set = "
                                                    "\"kinesis.s.shard_count = "
                                                    "4\"; } ); "));
    CU_ASSERT_EQUAL(of(&t, "total_leases", STAT_MAXIMUM), 4);
    CU_ASSERT_EQUAL(count(&t, "records_processed"),
                    trial_value(&t, "client_requests", "c", STAT_COUNT));
    CU_ASSERT_TRUE(of(&t, "age", STAT_MAXIMUM) < 23);
    CU_ASSERT_TRUE(of(&t, "age", STAT_MAXIMUM) > 1.1);
    trial_free(&t);
}

/* ---- money ---- */

/* Seven leases each 10 s / 3 - 25 ms; the table of 2 100 B, half a unit, each 20.05 s. */
static void the_lease_table_is_written_and_looked_through(void)
{
    struct room r;
    double writes, looks;

    room_up(&r, FLEET("workers = 2; "));
    room_run(&r, 600 * SIM_SECOND);
    writes = (double)room_usage(&r, "kcl.w", "lease_write_unit");
    looks = (double)room_usage(&r, "kcl.w", "lease_read_unit");
    CHECK_NEAR(writes, 7 * 600 / (10. / 3 - 0.025), 7.1);
    CHECK_NEAR(looks, 2 * 600 / 20.05, 2);
    room_down(&r);
}

/* ---- rules ---- */

static void what_makes_no_sense_is_told(void)
{
    CU_ASSERT_TRUE(
        room_refuses("profile = \"aws-2026\"; run = { duration = \"1 h\"; }; kcl "
                     "= { w = { stream = \"sqs.q\"; }; }; sqs = { q = { }; };",
                     "kcl.w: sqs.q is no stream"));
}

FACTS(FACT(each_shard_is_read_once_in_its_idle_time), FACT(a_read_is_a_batch),
      FACT(max_records_bounds_a_read),
      FACT(a_lease_reads_when_it_is_through_with_the_last),
      FACT(with_a_consumer_records_are_pushed),
      FACT(reads_beyond_five_a_second_are_turned_away),
      FACT(a_batch_that_fails_is_skipped),
      FACT(aggregated_records_are_processed_one_by_one),
      FACT(leases_of_a_lost_worker_are_taken_over),
      FACT(what_was_not_checkpointed_is_done_again), FACT(leases_are_spread_over_workers),
      FACT(a_new_worker_steals_one_lease_each_round),
      FACT(a_lost_lease_is_free_after_its_duration),
      FACT(new_shards_are_read_when_a_worker_looks_for_them),
      FACT(the_lease_table_is_written_and_looked_through),
      FACT(what_makes_no_sense_is_told))
