/* test_units.c - what each action costs, by the worked rules of the developer guide. */
#include "base/text.h"
#include "check.h"
#include "dynamodb/dynamodb.h"
#include "room.h"

#define HEAD(date)                                                                       \
    "profile = \"" date "\"; region = \"us-east-1\"; run = { duration = \"1 h\"; }; "
#define OLD HEAD("aws-2021-08")
#define NEW HEAD("aws-2026")
#define TABLE "dynamodb = { t = { billing_mode = \"PAY_PER_REQUEST\"; "
#define KB INT64_C(1024)

/* Halves of units that one call consumes; side 'r' or 'w'. */
static int64_t halves(const char *head, const char *settings, struct shot shot, char side)
{
    const char *metric = side == 'w' ? "write_request_unit" : "read_request_unit";
    struct text text = {0};
    struct room r;
    int64_t units;

    text_add(&text, "%s" TABLE "%s }; };", head, settings);
    room_up(&r, text_of(&text));
    text_free(&text);
    shot.to = "dynamodb.t";
    room_shoot(&r, &shot);
    room_run(&r, SIM_SECOND);
    units = room_usage(&r, "dynamodb.t", metric);
    room_down(&r);
    return units;
}

static struct dist constant(double value)
{
    return (struct dist){.law = {.kind = LAW_CONSTANT, .at = value}};
}

static void batches_are_rounded_item_by_item(void)
{
    struct shot get = {.action = ACTION_BATCH_GET_ITEM, .bytes = 1500, .items = 7};
    struct shot put = {.action = ACTION_BATCH_WRITE_ITEM, .bytes = 1500, .items = 25};

    CU_ASSERT_EQUAL(halves(OLD, "", get, 'r'), 7); /* half a unit each */
    CU_ASSERT_EQUAL(halves(OLD, "", put, 'w'), 25 * 2 * 2);
}

/* The guide's example of a Query: 10 items of 4 096 B in sum round once. */
static void pages_are_rounded_once_and_end_at_1_mb(void)
{
    struct shot query = {.action = ACTION_QUERY, .bytes = 1500, .items = 7};
    struct shot scan = {.action = ACTION_SCAN, .bytes = 100 * KB, .items = 37};

    CU_ASSERT_EQUAL(halves(OLD, "", query, 'r'), 3); /* 10 500 B: 3 x 4 KB, eventual */
    CU_ASSERT_EQUAL(halves(OLD, "", scan, 'r'), 10 * 100 / 4); /* 10 items fit in 1 MB */
}

static void a_page_says_what_it_left_out(void)
{
    struct room r;

    room_up(&r, OLD TABLE "}; };");
    room_shoot(&r, &(struct shot){.to = "dynamodb.t",
                                  .action = ACTION_SCAN,
                                  .bytes = 100 * KB,
                                  .items = 37});
    room_shoot(&r, &(struct shot){.to = "dynamodb.t",
                                  .action = ACTION_QUERY,
                                  .bytes = 100 * KB,
                                  .items = 10});
    room_run(&r, SIM_SECOND);
    CU_ASSERT_EQUAL(room_count(&r, "dynamodb.t", "returned_item_count"), 20);
    CU_ASSERT_EQUAL(room_count(&r, "dynamodb.t", "unfinished_pages"), 1);
    room_down(&r);
}

static void transactions_cost_twice(void)
{
    struct shot get = {.action = ACTION_TRANSACT_GET_ITEMS, .bytes = 5 * KB, .items = 3};
    struct shot put = {.action = ACTION_TRANSACT_WRITE_ITEMS, .bytes = 1500, .items = 4};

    CU_ASSERT_EQUAL(halves(OLD, "", get, 'r'), 3 * 2 * 2 * 2);
    CU_ASSERT_EQUAL(halves(OLD, "", put, 'w'), 4 * 2 * 2 * 2);
}

static void limits_of_a_request_are_its_era_s(void)
{
    struct shot put = {.action = ACTION_TRANSACT_WRITE_ITEMS, .bytes = 512, .items = 26};
    struct shot batch = {.action = ACTION_BATCH_WRITE_ITEM, .bytes = 512, .items = 26};
    struct shot large = {
        .action = ACTION_TRANSACT_WRITE_ITEMS, .bytes = 300 * KB, .items = 14};

    CU_ASSERT_EQUAL(halves(OLD, "", put, 'w'), 0); /* 25 in 2021, 100 now */
    CU_ASSERT_EQUAL(halves(NEW, "", put, 'w'), 26 * 2 * 2);
    CU_ASSERT_EQUAL(halves(NEW, "", batch, 'w'), 0);
    CU_ASSERT_EQUAL(halves(NEW, "", large, 'w'), 0); /* 4.1 MB */
}

static void a_write_costs_the_larger_of_the_item_before_and_after(void)
{
    struct dynamodb_request said = {.size_before = constant(7 * 1024)};
    struct shot put = {.action = ACTION_UPDATE_ITEM, .bytes = 2 * KB, .options = &said};

    CU_ASSERT_EQUAL(halves(OLD, "", put, 'w'), 7 * 2);
    said.size_before = constant(0);
    CU_ASSERT_EQUAL(halves(OLD, "", put, 'w'), 2 * 2);
}

/* 2021: by the new item, one unit where there was none; now by the larger of both. */
static void a_condition_that_fails_is_charged_by_its_era(void)
{
    struct dynamodb_request said = {.condition_failure = constant(1),
                                    .size_before = constant(7 * 1024)};
    struct shot put = {.action = ACTION_PUT_ITEM, .bytes = 3 * KB, .options = &said};
    const char *indexed = "global_secondary_indexes = ( { index_name = \"by_a\"; } );";

    CU_ASSERT_EQUAL(halves(OLD, indexed, put, 'w'), 3 * 2);
    CU_ASSERT_EQUAL(halves(NEW, indexed, put, 'w'), 7 * 2);
    said.size_before = constant(0);
    CU_ASSERT_EQUAL(halves(OLD, "", put, 'w'), 1 * 2);
    CU_ASSERT_EQUAL(halves(NEW, "", put, 'w'), 3 * 2);
}

static void a_condition_that_fails_is_an_answer_and_no_throttle(void)
{
    struct dynamodb_request said = {.condition_failure = constant(0.25)};
    struct room r;

    room_up(&r, OLD TABLE "stream_specification = \"NEW_IMAGE\"; }; };");
    room_shoot(&r, &(struct shot){.to = "dynamodb.t",
                                  .action = ACTION_PUT_ITEM,
                                  .bytes = KB,
                                  .options = &said,
                                  .count = 4000,
                                  .spread = 10 * SIM_SECOND});
    room_run(&r, 20 * SIM_SECOND);
    CU_ASSERT_EQUAL(room_count(&r, "dynamodb.t", "conditional_check_failed_requests"),
                    r.answers[CALL_REFUSED]);
    CHECK_NEAR((double)r.answers[CALL_REFUSED], 1000, 3.3 * 27.4); /* 99.9 % */
    CU_ASSERT_EQUAL(r.answers[CALL_OK] + r.answers[CALL_REFUSED], 4000);
    /* the stream has what changed */
    CU_ASSERT_EQUAL(room_count(&r, "dynamodb.t", "stream_records"), r.answers[CALL_OK]);
    room_down(&r);
}

/* Local indexes are the table's to pay for, global ones pay for themselves. */
static void a_local_index_is_written_with_the_table(void)
{
    struct room r;

    room_up(&r, OLD TABLE
            "local_secondary_indexes = ( { index_name = \"by_date\"; item_size = \"1.5 "
            "KB\"; index_writes = 2; } ); global_secondary_indexes = ( { index_name = "
            "\"by_a\"; } ); }; };");
    room_shoot(&r, &(struct shot){
                       .to = "dynamodb.t", .action = ACTION_PUT_ITEM, .bytes = 3 * KB});
    room_run(&r, SIM_SECOND);
    CU_ASSERT_EQUAL(room_count(&r, "dynamodb.t", "consumed_write_capacity_units"),
                    2 * (3 + 2 * 2));
    CU_ASSERT_EQUAL(room_usage(&r, "dynamodb.t", "write_request_unit"),
                    2 * (3 + 2 * 2 + 3));
    room_down(&r);
}

/* Items come in one by one until the bucket is empty; a whole batch fails only when no
 * item came in. */
static void a_batch_is_done_as_far_as_there_is_capacity(void)
{
    struct room r;

    room_up(&r,
            OLD "account = { dynamodb = { partition_write_units = \"5/s\"; }; };" TABLE
                "}; };");
    for (int i = 0; i < 2; i++)
        room_shoot(&r, &(struct shot){.to = "dynamodb.t",
                                      .action = ACTION_BATCH_WRITE_ITEM,
                                      .bytes = 2 * KB,
                                      .items = 25,
                                      .key = 77,
                                      .at = i});
    room_run(&r, SIM_SECOND / 2);
    /* 5 tokens let in three of 2, the third on debt */
    CU_ASSERT_EQUAL(room_count(&r, "dynamodb.t", "consumed_write_capacity_units"),
                    2 * 3 * 2);
    CU_ASSERT_EQUAL(room_count(&r, "dynamodb.t", "unprocessed_items"), 22 + 25);
    CU_ASSERT_EQUAL(room_count(&r, "dynamodb.t", "write_throttle_events"), 22 + 25);
    CU_ASSERT_EQUAL(room_count(&r, "dynamodb.t", "throttled_requests"), 1);
    CU_ASSERT_EQUAL(r.answers[CALL_THROTTLED], 2);
    room_down(&r);
}

static void a_transaction_comes_in_whole_or_not_at_all(void)
{
    struct room r;

    room_up(&r,
            OLD "account = { dynamodb = { partition_write_units = \"5/s\"; }; };" TABLE
                "}; };");
    for (int i = 0; i < 2; i++)
        room_shoot(&r, &(struct shot){.to = "dynamodb.t",
                                      .action = ACTION_TRANSACT_WRITE_ITEMS,
                                      .bytes = KB,
                                      .items = 6,
                                      .key = 77,
                                      .at = i});
    room_run(&r, SIM_SECOND / 2);
    CU_ASSERT_EQUAL(room_count(&r, "dynamodb.t", "consumed_write_capacity_units"),
                    2 * 6 * 2);
    CU_ASSERT_EQUAL(room_count(&r, "dynamodb.t", "throttled_requests"), 1);
    CU_ASSERT_EQUAL(r.answers[CALL_OK], 1);
    room_down(&r);
}

FACTS(FACT(batches_are_rounded_item_by_item),
      FACT(pages_are_rounded_once_and_end_at_1_mb), FACT(a_page_says_what_it_left_out),
      FACT(transactions_cost_twice), FACT(limits_of_a_request_are_its_era_s),
      FACT(a_write_costs_the_larger_of_the_item_before_and_after),
      FACT(a_condition_that_fails_is_charged_by_its_era),
      FACT(a_condition_that_fails_is_an_answer_and_no_throttle),
      FACT(a_local_index_is_written_with_the_table),
      FACT(a_batch_is_done_as_far_as_there_is_capacity),
      FACT(a_transaction_comes_in_whole_or_not_at_all))
