/* test_dynamodb.c - tables, watched from outside through their calls. */
#include "check.h"
#include "dynamodb/dynamodb.h"
#include "flow/limit.h"
#include "room.h"

#define HEAD                                                                             \
    "profile = \"aws-2021-08\"; region = \"us-east-1\"; run = { duration = \"1 h\"; };"
#define KB INT64_C(1024)

static void units_are_rounded_up_at_their_edges(void)
{
    /* halves: a strong read of 4 KB is 1 unit, an eventual one half */
    CU_ASSERT_EQUAL(dynamodb_read_halves(4 * KB, true), 2);
    CU_ASSERT_EQUAL(dynamodb_read_halves(4 * KB + 1, true), 4);
    CU_ASSERT_EQUAL(dynamodb_read_halves(4 * KB, false), 1);
    CU_ASSERT_EQUAL(dynamodb_read_halves(0, false), 1);        /* a missing item */
    CU_ASSERT_EQUAL(dynamodb_read_halves(24 * 614, false), 4); /* 24 items of 0.6 KB */
    CU_ASSERT_EQUAL(dynamodb_write_halves(KB), 2);
    CU_ASSERT_EQUAL(dynamodb_write_halves(KB + 1), 4);
    CU_ASSERT_EQUAL(dynamodb_write_halves(0), 2);
}

static void a_request_consumes_and_is_billed_its_units(void)
{
    static const struct dynamodb_request strong = {.consistent_read = true};
    struct room r;

    room_up(&r, HEAD
            "dynamodb = { t = { billing_mode = \"PAY_PER_REQUEST\"; latency = \"6 ms\"; "
            "}; };");
    room_shoot(&r, &(struct shot){.to = "dynamodb.t",
                                  .action = ACTION_GET_ITEM,
                                  .options = &strong,
                                  .bytes = 9 * KB});
    room_shoot(
        &r, &(struct shot){.to = "dynamodb.t", .action = ACTION_PUT_ITEM, .bytes = 2500});
    room_shoot(&r, &(struct shot){.to = "dynamodb.t",
                                  .action = ACTION_QUERY,
                                  .bytes = 3 * KB,
                                  .items = 11});
    room_run(&r, SIM_SECOND);
    CU_ASSERT_EQUAL(room_usage(&r, "dynamodb.t", "read_request_unit"), 2 * 3 + 9);
    CU_ASSERT_EQUAL(room_usage(&r, "dynamodb.t", "write_request_unit"), 2 * 3);
    CU_ASSERT_EQUAL(room_count(&r, "dynamodb.t", "consumed_read_capacity_units"), 15);
    CU_ASSERT_EQUAL(r.answers[CALL_OK], 3);
    CU_ASSERT_EQUAL(r.answered_at, 6 * SIM_MS);
    room_down(&r);
}

static void a_write_costs_its_indexes_too(void)
{
    struct room r;

    room_up(&r, HEAD
            "dynamodb = { t = { billing_mode = \"PAY_PER_REQUEST\"; "
            "global_secondary_indexes = ( "
            "{ index_name = \"by_a\"; }, { index_name = \"by_b\"; item_size = \"200 B\"; "
            "index_writes = 2; } ); }; };");
    room_shoot(&r, &(struct shot){.to = "dynamodb.t",
                                  .action = ACTION_UPDATE_ITEM,
                                  .bytes = 3 * KB});
    room_run(&r, SIM_SECOND);
    CU_ASSERT_EQUAL(room_usage(&r, "dynamodb.t", "write_request_unit"), 2 * (3 + 3 + 2));
    CU_ASSERT_EQUAL(room_count(&r, "dynamodb.t", "consumed_write_capacity_units"), 2 * 3);
    room_down(&r);
}

static void a_query_of_an_index_is_the_index_s(void)
{
    static const struct dynamodb_request by_a = {.index_name = "by_a", .index = 1};
    struct room r;

    room_up(&r, HEAD "dynamodb = { t = { billing_mode = \"PAY_PER_REQUEST\"; "
                     "global_secondary_indexes = ( { index_name = \"by_a\"; } ); }; };");
    room_shoot(&r, &(struct shot){.to = "dynamodb.t",
                                  .action = ACTION_QUERY,
                                  .options = &by_a,
                                  .bytes = KB,
                                  .items = 10});
    room_run(&r, SIM_SECOND);
    CU_ASSERT_EQUAL(room_count(&r, "dynamodb.t", "consumed_read_capacity_units"), 0);
    CU_ASSERT_EQUAL(room_usage(&r, "dynamodb.t", "read_request_unit"), 3);
    room_down(&r);
}

static void the_table_quota_turns_away_what_is_beyond_a_second_s_units(void)
{
    struct room r;

    room_up(
        &r, HEAD
        "account = { dynamodb = { table_write_units = \"100/s\"; }; }; dynamodb = { t "
        "= { billing_mode = \"PAY_PER_REQUEST\"; }; };");
    room_shoot(&r, &(struct shot){.to = "dynamodb.t",
                                  .action = ACTION_PUT_ITEM,
                                  .bytes = KB,
                                  .count = 2000,
                                  .spread = 10 * SIM_SECOND});
    room_run(&r, 20 * SIM_SECOND);
    /* a request is let in on any balance above 0: B + r t, t = 9.995 s, and a last one */
    CU_ASSERT_EQUAL(r.answers[CALL_OK], 1100);
    CU_ASSERT_EQUAL(room_count(&r, "dynamodb.t", "throttled_requests"), 900);
    CU_ASSERT_EQUAL(room_count(&r, "dynamodb.t", "write_throttle_events"), 900);
    CU_ASSERT_STRING_EQUAL(r.limit->name->address, "dynamodb.t.write_account_limit");
    room_down(&r);
}

static void a_large_item_leaves_the_bucket_in_debt(void)
{
    struct room r;

    /* The developer guide's tutorial: 98 units to a table of 5 are written, then it
     * stalls. */
    room_up(&r, HEAD
            "account = { dynamodb = { table_write_units = \"5/s\"; }; }; dynamodb = { t "
            "= { billing_mode = \"PAY_PER_REQUEST\"; }; };");
    for (int i = 0; i < 21; i++)
        room_shoot(&r, &(struct shot){.to = "dynamodb.t",
                                      .action = ACTION_PUT_ITEM,
                                      .bytes = 98 * KB,
                                      .at = i * SIM_SECOND + i});
    room_run(&r, 30 * SIM_SECOND);
    CU_ASSERT_EQUAL(r.answers[CALL_OK], 2); /* at 0 s, and at 19 s: 5 - 98 + 5 x 19 > 0 */
    room_down(&r);
}

static void an_item_beyond_400_kb_is_refused(void)
{
    struct room r;

    room_up(&r, HEAD "dynamodb = { t = { billing_mode = \"PAY_PER_REQUEST\"; }; };");
    room_shoot(&r, &(struct shot){
                       .to = "dynamodb.t", .action = ACTION_PUT_ITEM, .bytes = 401 * KB});
    room_run(&r, SIM_SECOND);
    CU_ASSERT_EQUAL(r.answers[CALL_REFUSED], 1);
    CU_ASSERT_EQUAL(room_usage(&r, "dynamodb.t", "write_request_unit"), 0);
    room_down(&r);
}

FACTS(FACT(units_are_rounded_up_at_their_edges),
      FACT(a_request_consumes_and_is_billed_its_units),
      FACT(a_write_costs_its_indexes_too), FACT(a_query_of_an_index_is_the_index_s),
      FACT(the_table_quota_turns_away_what_is_beyond_a_second_s_units),
      FACT(a_large_item_leaves_the_bucket_in_debt),
      FACT(an_item_beyond_400_kb_is_refused))
