/* test_clients.c - tables as their clients meet them: batches tried again, SDKs that slow
 * down. */
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
      FACT(adaptive_mode_keeps_a_client_near_what_it_gets))
