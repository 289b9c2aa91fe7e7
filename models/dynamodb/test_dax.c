/* test_dax.c - a cluster of DynamoDB Accelerator, watched from outside through calls. */
#include "check.h"
#include "dynamodb/dynamodb.h"
#include "flow/limit.h"
#include "room.h"

#define HEAD                                                                             \
    "profile = \"aws-2026\"; region = \"us-east-1\"; run = { duration = \"1 h\"; };"
#define TABLE(keys, dax)                                                                 \
    "dynamodb = { t = { billing_mode = \"PAY_PER_REQUEST\"; latency = \"3 ms\"; " keys   \
    " dax = { node_type = \"dax.r5.large\"; latency = \"250 us\"; " dax " }; }; };"
#define ONE_NODE "replication_factor = 1; "
#define KB INT64_C(1024)

static const struct dynamodb_request strong = {.consistent_read = true};

static void shoot(struct room *r, enum dynamodb_action action, uint64_t key, sim_time at)
{
    room_shoot(
        r,
        &(struct shot){
            .to = "dynamodb.t", .action = action, .key = key, .bytes = 5 * KB, .at = at});
}

static int64_t of(struct room *r, const char *metric)
{
    return room_count(r, "dynamodb.t", metric);
}

static void an_item_is_found_until_its_time_is_over(void)
{
    struct room r;

    room_up(&r, HEAD TABLE("", ONE_NODE));
    shoot(&r, ACTION_GET_ITEM, 1, 0);
    room_run(&r, SIM_SECOND);
    CU_ASSERT_EQUAL(r.answered_at, 3250 * SIM_US);
    CU_ASSERT_EQUAL(of(&r, "item_cache_misses"), 1);
    /* there from 3.25 ms on, for 300 s; what is found needs no unit and no table */
    shoot(&r, ACTION_GET_ITEM, 1, 200 * SIM_SECOND);
    room_run(&r, 250 * SIM_SECOND);
    CU_ASSERT_EQUAL(r.answered_at, 200 * SIM_SECOND + 250 * SIM_US);
    CU_ASSERT_EQUAL(of(&r, "item_cache_hits"), 1);
    CU_ASSERT_EQUAL(of(&r, "consumed_read_capacity_units"), 2); /* halves: 5 KB */
    CU_ASSERT_EQUAL(room_usage(&r, "dynamodb.t", "read_request_unit"), 2);
    shoot(&r, ACTION_GET_ITEM, 1, 300 * SIM_SECOND + 3250 * SIM_US - 1);
    shoot(&r, ACTION_GET_ITEM, 1, 300 * SIM_SECOND + 3250 * SIM_US);
    shoot(&r, ACTION_GET_ITEM, 2, 300 * SIM_SECOND + 3250 * SIM_US);
    room_run(&r, 400 * SIM_SECOND);
    CU_ASSERT_EQUAL(of(&r, "item_cache_hits"), 2);
    CU_ASSERT_EQUAL(of(&r, "item_cache_misses"), 3);
    CU_ASSERT_EQUAL(room_samples(&r, "dynamodb.t", "successful_request_latency"), 3);
    CU_ASSERT_EQUAL(of(&r, "requests"), 5);
    room_down(&r);
}

/* Asked for again before the table has answered: it is asked twice. */
static void a_hot_key_is_read_until_the_first_answer_is_back(void)
{
    struct room r;

    room_up(&r, HEAD TABLE("", ONE_NODE));
    room_shoot(&r, &(struct shot){.to = "dynamodb.t",
                                  .action = ACTION_GET_ITEM,
                                  .key = 9,
                                  .bytes = KB,
                                  .count = 10000,
                                  .spread = 10 * SIM_SECOND});
    room_run(&r, 11 * SIM_SECOND);
    /* at 0, 1, 2 and 3 ms; the answer is there at 3.25 ms */
    CU_ASSERT_EQUAL(of(&r, "item_cache_misses"), 4);
    CU_ASSERT_EQUAL(of(&r, "item_cache_hits"), 9996);
    CU_ASSERT_EQUAL(room_level(&r, "dynamodb.t", "estimated_db_size"), KB);
    room_down(&r);
}

static void strong_and_transactional_reads_pass_through(void)
{
    struct room r;

    room_up(&r, HEAD TABLE("", ONE_NODE));
    for (int i = 0; i < 3; i++) {
        room_shoot(&r, &(struct shot){.to = "dynamodb.t",
                                      .action = ACTION_GET_ITEM,
                                      .options = &strong,
                                      .bytes = KB,
                                      .key = 1,
                                      .at = i * SIM_SECOND});
        shoot(&r, ACTION_TRANSACT_GET_ITEMS, 1, i * SIM_SECOND);
    }
    shoot(&r, ACTION_GET_ITEM, 1, 4 * SIM_SECOND); /* they left nothing behind */
    room_run(&r, 5 * SIM_SECOND);
    CU_ASSERT_EQUAL(of(&r, "item_cache_misses"), 1);
    CU_ASSERT_EQUAL(of(&r, "item_cache_hits"), 0);
    CU_ASSERT_EQUAL(of(&r, "consumed_read_capacity_units"), 3 * 2 + 3 * 8 + 2);
    CU_ASSERT_EQUAL(of(&r, "dax_total_request_count"), 7);
    room_down(&r);
}

static void a_write_through_is_found_and_one_around_is_not(void)
{
    struct room r;

    room_up(&r, HEAD TABLE("", ONE_NODE));
    shoot(&r, ACTION_PUT_ITEM, 1, 0);
    shoot(&r, ACTION_UPDATE_ITEM, 1, 200 * SIM_SECOND);
    shoot(&r, ACTION_GET_ITEM, 1, 400 * SIM_SECOND);
    room_run(&r, 450 * SIM_SECOND);
    CU_ASSERT_EQUAL(of(&r, "item_cache_hits"), 1);
    CU_ASSERT_EQUAL(of(&r, "dax_total_request_count"), 3);
    room_down(&r);

    room_up(&r, HEAD TABLE("", ONE_NODE "write_strategy = \"WRITE_AROUND\";"));
    shoot(&r, ACTION_PUT_ITEM, 1, 0);
    room_run(&r, SIM_SECOND);
    CU_ASSERT_EQUAL(r.answered_at, 3 * SIM_MS); /* and no hop */
    shoot(&r, ACTION_GET_ITEM, 1, SIM_SECOND);
    shoot(&r, ACTION_UPDATE_ITEM, 1, 200 * SIM_SECOND);
    shoot(&r, ACTION_GET_ITEM, 1, 299 * SIM_SECOND);
    shoot(&r, ACTION_GET_ITEM, 1, 302 * SIM_SECOND);
    room_run(&r, 450 * SIM_SECOND);
    CU_ASSERT_EQUAL(of(&r, "item_cache_hits"), 1);
    CU_ASSERT_EQUAL(of(&r, "item_cache_misses"), 2);
    CU_ASSERT_EQUAL(of(&r, "dax_total_request_count"), 3);
    room_down(&r);
}

static void a_write_that_fails_changes_nothing(void)
{
    static const struct dynamodb_request fails = {
        .condition_failure = {.law = {.kind = LAW_CONSTANT, .at = 1}}};
    struct room r;

    room_up(&r, HEAD TABLE("", ONE_NODE));
    room_shoot(&r, &(struct shot){.to = "dynamodb.t",
                                  .action = ACTION_PUT_ITEM,
                                  .options = &fails,
                                  .bytes = KB,
                                  .key = 1});
    shoot(&r, ACTION_GET_ITEM, 1, SIM_SECOND);
    room_run(&r, 2 * SIM_SECOND);
    CU_ASSERT_EQUAL(r.answers[CALL_REFUSED], 1);
    CU_ASSERT_EQUAL(of(&r, "item_cache_misses"), 1);
    room_down(&r);
}

static void answers_of_queries_are_kept_apart_and_no_write_touches_them(void)
{
    struct room r;

    room_up(&r, HEAD TABLE("", ONE_NODE "query_ttl = \"20 s\";"));
    shoot(&r, ACTION_QUERY, 1, 0);
    shoot(&r, ACTION_GET_ITEM, 1, SIM_SECOND); /* no answer of a query */
    shoot(&r, ACTION_PUT_ITEM, 1, 2 * SIM_SECOND);
    shoot(&r, ACTION_QUERY, 1, 10 * SIM_SECOND);
    shoot(&r, ACTION_SCAN, 1, 11 * SIM_SECOND);  /* another question */
    shoot(&r, ACTION_QUERY, 1, 21 * SIM_SECOND); /* too old, though asked for at 10 s */
    shoot(&r, ACTION_GET_ITEM, 1, 22 * SIM_SECOND);
    shoot(&r, ACTION_SCAN, 1, 23 * SIM_SECOND);
    room_run(&r, 30 * SIM_SECOND);
    CU_ASSERT_EQUAL(of(&r, "query_cache_hits"), 1);
    CU_ASSERT_EQUAL(of(&r, "query_cache_misses"), 2);
    CU_ASSERT_EQUAL(of(&r, "scan_cache_hits"), 1);
    CU_ASSERT_EQUAL(of(&r, "scan_cache_misses"), 1);
    CU_ASSERT_EQUAL(of(&r, "item_cache_hits"), 1);
    CU_ASSERT_EQUAL(of(&r, "item_cache_misses"), 1);
    room_down(&r);
}

static void each_item_of_a_batch_is_found_by_itself(void)
{
    struct room r;

    room_up(&r, HEAD TABLE("key_distribution = \"uniform(n=40)\";", ONE_NODE));
    room_shoot(&r, &(struct shot){.to = "dynamodb.t",
                                  .action = ACTION_BATCH_GET_ITEM,
                                  .bytes = 5 * KB,
                                  .items = 25,
                                  .count = 100,
                                  .spread = 100 * SIM_SECOND});
    room_run(&r, 101 * SIM_SECOND);
    /* 40 keys, some of them more than once in the batch that was the first to ask */
    CU_ASSERT_TRUE(of(&r, "item_cache_misses") >= 40);
    CU_ASSERT_TRUE(of(&r, "item_cache_misses") < 60);
    CU_ASSERT_EQUAL(of(&r, "item_cache_hits") + of(&r, "item_cache_misses"), 2500);
    CU_ASSERT_EQUAL(of(&r, "consumed_read_capacity_units"),
                    2 * of(&r, "item_cache_misses"));
    CU_ASSERT_EQUAL(of(&r, "items"), 2500);
    CU_ASSERT_EQUAL(r.answered_at, 99 * SIM_SECOND + 250 * SIM_US); /* all found */
    room_down(&r);
}

/* Two more units for an item of 4 KB that was begun, and it is there. */
static void what_a_transaction_wrote_is_read_back(void)
{
    struct room r;

    room_up(&r, HEAD TABLE("", ONE_NODE));
    shoot(&r, ACTION_TRANSACT_WRITE_ITEMS, 1, 0);
    shoot(&r, ACTION_GET_ITEM, 1, SIM_SECOND);
    room_run(&r, 2 * SIM_SECOND);
    CU_ASSERT_EQUAL(of(&r, "consumed_write_capacity_units"), 2 * 10);
    CU_ASSERT_EQUAL(of(&r, "consumed_read_capacity_units"), 2 * 4);
    CU_ASSERT_EQUAL(of(&r, "item_cache_hits"), 1);
    room_down(&r);
}

/* No limit of the table's is near. */
#define WIDE(dax)                                                                        \
    HEAD TABLE(                                                                          \
        "warm_throughput = { read_units_per_second = 100000; "                           \
        "write_units_per_second = 100000; };",                                           \
        dax) "account = { dynamodb = { table_read_units = \"100k/s\"; "                  \
             "table_write_units = "                                                      \
             "\"100k/s\"; partition_read_units = \"100k/s\"; partition_write_units = "   \
             "\"100k/s\"; }; };"

/* For two seconds from 1 s on, when the bucket of a second is full again; n calls of
 * which each takes `each` of 75 000 normalized requests a second: in come as many as the
 * bucket holds and gets, and a last one on debt. */
static void limits(const char *text, struct shot shot, double each)
{
    struct room r;
    double last = 2 * (1 - 1 / (double)shot.count);

    room_up(&r, text);
    shoot(&r, ACTION_GET_ITEM, 1, 0);
    shot.to = "dynamodb.t";
    shot.at = SIM_SECOND;
    shot.spread = 2 * SIM_SECOND;
    room_shoot(&r, &shot);
    room_run(&r, 4 * SIM_SECOND);
    CHECK_NEAR((double)r.answers[CALL_OK] - 1, ceil((75000 + 75000 * last) / each), 1);
    CU_ASSERT_EQUAL((size_t)r.answers[CALL_THROTTLED] + (size_t)r.answers[CALL_OK],
                    shot.count + 1);
    CU_ASSERT_EQUAL(of(&r, "dax_throttled_request_count"), r.answers[CALL_THROTTLED]);
    CU_ASSERT_EQUAL(r.limit->rejections, r.answers[CALL_THROTTLED]);
    CU_ASSERT_STRING_EQUAL(r.limit->name->address, "dynamodb.t.dax.node_type");
    CU_ASSERT_EQUAL(of(&r, "throttled_requests"), 0); /* not the table's */
    CU_ASSERT_EQUAL(of(&r, "read_throttle_events"), 0);
    room_down(&r);
}

static void a_node_serves_75000_normalized_requests_a_second(void)
{
    struct shot found = {
        .action = ACTION_GET_ITEM, .key = 1, .bytes = 5 * KB, .count = 100000};
    struct shot put = {
        .action = ACTION_PUT_ITEM, .key = 2, .bytes = 3 * KB - 5, .count = 5000};
    struct shot missed = {.action = ACTION_GET_ITEM,
                          .options = &strong,
                          .key = 3,
                          .bytes = 7 * KB,
                          .count = 12000};

    limits(WIDE(ONE_NODE), found, 5);
    limits(WIDE(ONE_NODE), put, 3 * 25);
    limits(WIDE(ONE_NODE), missed, 7 * 10);
}

static void reads_are_shared_by_all_nodes_and_writes_are_not(void)
{
    struct shot found = {
        .action = ACTION_GET_ITEM, .key = 1, .bytes = 10 * KB, .count = 200000};
    struct shot put = {
        .action = ACTION_PUT_ITEM, .key = 2, .bytes = 3 * KB, .count = 5000};

    limits(WIDE("replication_factor = 4;"), found, 10 / 4.0);
    limits(WIDE("replication_factor = 4;"), put, 3 * 25);
}

static void a_node_s_memory_is_what_entries_share(void)
{
    struct room r;

    /* 75 % of 160 KB: 24 items of 5 KB; of 32 in turn none is found again */
    room_up(&r, HEAD TABLE("", ONE_NODE) "account = { dynamodb = { dax = { r5_large = { "
                                         "memory = \"160 KB\"; }; }; }; };");
    for (uint64_t i = 0; i < 64; i++)
        shoot(&r, ACTION_GET_ITEM, 1 + i % 32, (sim_time)i * SIM_SECOND);
    shoot(&r, ACTION_GET_ITEM, 9, 64 * SIM_SECOND); /* 24 are there: 9 to 32 */
    shoot(&r, ACTION_GET_ITEM, 8, 65 * SIM_SECOND);
    room_run(&r, 66 * SIM_SECOND);
    CU_ASSERT_EQUAL(of(&r, "item_cache_hits"), 1);
    CU_ASSERT_EQUAL(of(&r, "item_cache_misses"), 65);
    CU_ASSERT_EQUAL(of(&r, "evicted_size"), (65 - 24) * 5 * KB);
    CU_ASSERT_EQUAL(room_level(&r, "dynamodb.t", "estimated_db_size"), 24 * 5 * KB);
    room_down(&r);
}

#define CLIENT(words)                                                                    \
    "client = { c = { target = \"dynamodb.t\"; rate = \"1/s\"; " words " }; };"

static void what_cannot_be_is_refused(void)
{
    static const char words[] = "keys decide what dax finds";

    CU_ASSERT_TRUE(
        room_refuses(HEAD CLIENT("action = \"GetItem\";") TABLE("", ONE_NODE), words));
    CU_ASSERT_TRUE(
        room_refuses(HEAD CLIENT("action = \"Query\";") TABLE("", ONE_NODE), words));
    CU_ASSERT_FALSE(room_refuses(
        HEAD CLIENT("action = \"GetItem\"; key = \"uniform(n=9)\";") TABLE("", ONE_NODE),
        ""));
    CU_ASSERT_FALSE(room_refuses(HEAD CLIENT("action = \"GetItem\";") TABLE(
                                     "key_distribution = \"uniform(n=9)\";", ONE_NODE),
                                 ""));
    CU_ASSERT_FALSE(room_refuses(HEAD CLIENT("action = \"GetItem\"; consistent_read = "
                                             "true;") TABLE("", ONE_NODE),
                                 ""));
    CU_ASSERT_TRUE(room_refuses(HEAD TABLE("", "replication_factor = 12;"),
                                "replication_factor: 12 is not between 1 and 11"));
    CU_ASSERT_TRUE(room_refuses(
        HEAD "dynamodb = { t = { billing_mode = \"PAY_PER_REQUEST\"; dax = { node_type = "
             "\"dax.t3.small\"; replication_factor = 1; }; }; };",
        "dax.node_type: \"dax.t3.small\" is not dax.r5.large"));
}

FACTS(FACT(an_item_is_found_until_its_time_is_over),
      FACT(a_hot_key_is_read_until_the_first_answer_is_back),
      FACT(strong_and_transactional_reads_pass_through),
      FACT(a_write_through_is_found_and_one_around_is_not),
      FACT(a_write_that_fails_changes_nothing),
      FACT(answers_of_queries_are_kept_apart_and_no_write_touches_them),
      FACT(each_item_of_a_batch_is_found_by_itself),
      FACT(what_a_transaction_wrote_is_read_back),
      FACT(a_node_serves_75000_normalized_requests_a_second),
      FACT(reads_are_shared_by_all_nodes_and_writes_are_not),
      FACT(a_node_s_memory_is_what_entries_share), FACT(what_cannot_be_is_refused))
