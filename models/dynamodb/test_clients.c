/* test_clients.c - tables as their clients meet them: batches tried again, SDKs that slow
 * down. */
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "check.h"
#include "trial.h"

#define HEAD                                                                             \
    "profile = \"aws-2021-08\"; region = \"us-east-1\"; run = { duration = \"2 min\"; "  \
    "drain = \"all\"; }; dynamodb = { t = { billing_mode = \"PAY_PER_REQUEST\"; }; }; "

static double count(const struct trial *t, const char *variable)
{
    return trial_value(t, variable, "t", STAT_COUNT);
}

/* Each item is written once, however often the rest is handed back. */
static void what_a_batch_left_is_tried_again_and_nothing_else(void)
{
    struct trial t;

    trial_make(
        &t, HEAD
        "account = { dynamodb = { partition_write_units = \"5/s\"; }; }; client = "
        "{ c = { target = \"dynamodb.t\"; action = \"BatchWriteItem\"; item_size = "
        "\"2 KB\"; items = 25; key = \"constant(3)\"; bursts = ( { at = \"1 s\"; "
        "requests = 3; within = \"1 s\"; } ); retry = { max_attempts = 200; interval "
        "= \"250 ms\"; backoff_rate = 1.0; }; }; };");
    CU_ASSERT_EQUAL(count(&t, "dynamodb_items"), 75);
    CU_ASSERT_EQUAL(count(&t, "dynamodb_consumed_write_capacity_units"), 150);
    CU_ASSERT_TRUE(count(&t, "dynamodb_unprocessed_items") > 200);
    CU_ASSERT_EQUAL(trial_value(&t, "client_errors", "c", STAT_COUNT), 0);
    trial_free(&t);
}

static void a_batch_that_nobody_tries_again_stays_unfinished(void)
{
    struct trial t;

    trial_make(
        &t,
        HEAD "account = { dynamodb = { partition_write_units = \"5/s\"; }; }; client = "
             "{ c = { target = \"dynamodb.t\"; action = \"BatchWriteItem\"; item_size = "
             "\"2 KB\"; items = 25; key = \"constant(3)\"; bursts = ( { at = \"1 s\"; "
             "requests = 1; within = \"1 s\"; } ); }; };");
    CU_ASSERT_EQUAL(count(&t, "dynamodb_items"), 3);
    CU_ASSERT_EQUAL(count(&t, "dynamodb_throttled_requests"), 0);
    CU_ASSERT_EQUAL(trial_value(&t, "client_errors", "c", STAT_COUNT), 1);
    trial_free(&t);
}

/* Every item draws a key of its own from the call's law: no partition gets 6 of them. */
static void items_of_a_batch_have_keys_of_their_own(void)
{
    struct trial t;

    trial_make(
        &t,
        HEAD "account = { dynamodb = { partition_write_units = \"5/s\"; }; }; client = "
             "{ c = { target = \"dynamodb.t\"; action = \"BatchWriteItem\"; item_size = "
             "\"1 KB\"; items = 25; key = \"uniform(n=1M)\"; bursts = ( { at = \"1 s\"; "
             "requests = 1; within = \"1 s\"; } ); }; };");
    CU_ASSERT_EQUAL(count(&t, "dynamodb_items"), 25);
    trial_free(&t);
}

/* ---- whom a refused item is charged to ---- */

#define BEGIN                                                                            \
    "profile = \"aws-2021-08\"; region = \"us-east-1\"; run = { duration = \"1 min\"; "  \
    "drain = \"all\"; }; "
#define BATCH(action, size, n)                                                           \
    "client = { c = { target = \"dynamodb.t\"; action = \"" action                       \
    "\"; item_size = \"" size "\"; items = " #n                                          \
    "; bursts = ( { at = \"1 s\"; requests = 1; within = \"1 s\";"                       \
    " } ); }; }; "

static double turned_away(const struct trial *t, const char *limit)
{
    return trial_limit(t, "limit_rejections_summary", limit);
}

/* Its rejections, and that of the only limit that gave way. */
static double alone(const char *text, const char *limit)
{
    struct trial t;
    double all = 0, n;
    const double *first;

    trial_make(&t, text);
    n = turned_away(&t, limit);
    first = trial_array(&t, "limit_first");
    for (size_t i = 0; i < t.scenario->graph.limits; i++) {
        all += turned_away(&t, t.scenario->graph.limit[i].address);
        CU_ASSERT_EQUAL(isnan(first[i]),
                        strcmp(t.scenario->graph.limit[i].address, limit) != 0);
    }
    CU_ASSERT_EQUAL(all, n);
    CU_ASSERT_EQUAL(count(&t, "dynamodb_unprocessed_items"), n);
    trial_free(&t);
    return n;
}

/* One that comes in while a token is there, on debt: of 7 tokens four items of 2 units.
 */
static void each_item_left_of_a_batch_counts_at_the_limit_that_refused_it(void)
{
    CU_ASSERT_EQUAL(alone(BEGIN BATCH("BatchWriteItem", "2 KB",
                                      25) "dynamodb = { t = { read_capacity_units = 9; "
                                          "write_capacity_units = 7; "
                                          "burst_seconds = \"1 s\"; }; };",
                          "dynamodb.t.write_capacity_units"),
                    25 - 4);
    CU_ASSERT_EQUAL(
        alone(BEGIN BATCH("BatchGetItem", "7 KB", 13) /* eventually: a unit each */
              "dynamodb = { t = { read_capacity_units = 9; write_capacity_units = 7; "
              "burst_seconds = \"1 s\"; }; };",
              "dynamodb.t.read_capacity_units"),
        13 - 9);
    CU_ASSERT_EQUAL(
        alone(BEGIN BATCH(
                  "BatchWriteItem", "1 KB",
                  25) "dynamodb = { t = { read_capacity_units = 9; write_capacity_units "
                      "= 70; "
                      "global_secondary_indexes = ( { index_name = \"i\"; "
                      "read_capacity_units = "
                      "1; write_capacity_units = 11; } ); burst_seconds = \"1 s\"; }; };",
              "dynamodb.t.global_secondary_indexes[i].write_capacity_units"),
        25 - 11);
    CU_ASSERT_EQUAL(
        alone(BEGIN BATCH(
                  "BatchWriteItem", "3 KB",
                  25) "account = { dynamodb = { table_write_units = \"17/s\"; }; }; "
                      "dynamodb = { t = { billing_mode = \"PAY_PER_REQUEST\"; }; };",
              "dynamodb.t.write_account_limit"),
        25 - 6);
    CU_ASSERT_EQUAL(
        alone(BEGIN BATCH(
                  "BatchWriteItem", "3 KB",
                  25) "account = { dynamodb = { initial_write_units = \"22/s\"; "
                      "initial_read_units = \"66/s\"; }; }; "
                      "dynamodb = { t = { billing_mode = \"PAY_PER_REQUEST\"; }; };",
              "dynamodb.t.previous_peak"),
        25 - 8);
}

static void a_batch_of_one_key_is_held_back_by_its_key_range(void)
{
    CU_ASSERT_EQUAL(
        alone(BEGIN "account = { dynamodb = { partition_write_units = \"5/s\"; }; }; "
                    "dynamodb = { t = { billing_mode = \"PAY_PER_REQUEST\"; "
                    "key_distribution = \"constant(3)\"; }; }; " BATCH("BatchWriteItem",
                                                                       "2 KB", 25),
              "dynamodb.t.write_key_range"),
        25 - 3);
}

/* Two batches at one instant; the second finds nothing at all and is throttled whole. */
static void a_batch_that_finds_nothing_counts_its_items_and_itself(void)
{
    struct trial t;

    trial_make(&t, BEGIN
               "dynamodb = { t = { read_capacity_units = 9; write_capacity_units = 7; "
               "burst_seconds = \"1 s\"; }; }; client = { c = { target = "
               "\"dynamodb.t\"; action = \"BatchWriteItem\"; item_size = \"8 KB\"; items "
               "= 11; bursts = ( { at = \"1 s\"; requests = 2; within = \"1 ms\"; } ); "
               "}; };");
    CU_ASSERT_EQUAL(turned_away(&t, "dynamodb.t.write_capacity_units"), 21);
    CU_ASSERT_EQUAL(count(&t, "dynamodb_throttled_requests"), 1);
    CU_ASSERT_EQUAL(count(&t, "dynamodb_items"), 1);
    CU_ASSERT_EQUAL(count(&t, "dynamodb_write_throttle_events"), 21);
    trial_free(&t);
}

/* Whole or not at all: one answer, one rejection, at the limit of its first item that is
 * short; what a scan would read of many partitions is one page and one answer. */
static void a_transaction_or_a_page_is_turned_away_once(void)
{
    static const char *const action[] = {"TransactWriteItems", "Scan"};
    static const char *const limit[] = {"dynamodb.t.write_capacity_units",
                                        "dynamodb.t.read_capacity_units"};

    for (size_t i = 0; i < 2; i++) {
        struct text text = {0};
        struct trial t;

        text_add(&text,
                 BEGIN "dynamodb = { t = { read_capacity_units = 9; write_capacity_units "
                       "= 7; burst_seconds = \"1 s\"; }; }; client = { c = { target = "
                       "\"dynamodb.t\"; action = \"%s\"; item_size = \"8 KB\"; items = "
                       "11; bursts = ( { at = \"1 s\"; requests = 3; within = \"1 ms\"; "
                       "} ); }; };",
                 action[i]);
        trial_make(&t, text_of(&text));
        text_free(&text);
        CU_ASSERT_EQUAL(turned_away(&t, limit[i]), 2);
        CU_ASSERT_EQUAL(count(&t, "dynamodb_throttled_requests"), 2);
        trial_free(&t);
    }
}

/* 1 500 writes a second of a key that gets 1 000. */
static double rejected(const char *policy, double *served)
{
    struct text text = {0};
    struct trial t;
    double n;

    text_add(&text,
             HEAD
             "client = { c = { target = \"dynamodb.t\"; action = \"PutItem\"; "
             "item_size = \"1 KB\"; key = \"constant(3)\"; rate = \"1500/s\"; hosts = "
             "1; retry = \"%s\"; deadline = \"5 s\"; }; };",
             policy);
    trial_make(&t, text_of(&text));
    text_free(&text);
    n = count(&t, "dynamodb_throttled_requests");
    *served = count(&t, "dynamodb_consumed_write_capacity_units");
    trial_free(&t);
    return n;
}

static void adaptive_mode_keeps_a_client_near_what_it_gets(void)
{
    double served, served_to_all;
    double standard = rejected("botocore.standard", &served_to_all);
    double adaptive = rejected("botocore.adaptive", &served);

    CU_ASSERT_TRUE(standard > 50000);
    CU_ASSERT_TRUE(adaptive > 10);
    CU_ASSERT_TRUE(100 * adaptive < standard);
    /* the price: at a throttle it falls to 70 % and comes back slowly */
    CU_ASSERT_TRUE(served > 0.6 * served_to_all);
    CU_ASSERT_TRUE(served < 0.99 * served_to_all);
}

FACTS(FACT(what_a_batch_left_is_tried_again_and_nothing_else),
      FACT(a_batch_that_nobody_tries_again_stays_unfinished),
      FACT(items_of_a_batch_have_keys_of_their_own),
      FACT(each_item_left_of_a_batch_counts_at_the_limit_that_refused_it),
      FACT(a_batch_of_one_key_is_held_back_by_its_key_range),
      FACT(a_batch_that_finds_nothing_counts_its_items_and_itself),
      FACT(a_transaction_or_a_page_is_turned_away_once),
      FACT(adaptive_mode_keeps_a_client_near_what_it_gets))
