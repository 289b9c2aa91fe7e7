/* test_keys.c - partitions, hot keys, splits: watched from outside through calls. */
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "dynamodb/dynamodb.h"
#include "flow/limit.h"
#include "room.h"

#define HEAD                                                                             \
    "profile = \"aws-2021-08\"; region = \"us-east-1\"; run = { duration = \"1 h\"; };"
#define TABLE                                                                            \
    "dynamodb = { t = { billing_mode = \"PAY_PER_REQUEST\"; latency = \"3 ms\"; "
#define KB INT64_C(1024)

/* For `minutes`, `per_s` strong reads a second of one key, of 4 KB each. */
static void read_key(struct room *r, uint64_t key, int minutes, size_t per_s)
{
    static const struct dynamodb_request strong = {.consistent_read = true};

    room_shoot(r, &(struct shot){.to = "dynamodb.t",
                                 .action = ACTION_GET_ITEM,
                                 .options = &strong,
                                 .bytes = 4 * KB,
                                 .key = key,
                                 .at = (sim_time)key,
                                 .count = per_s * 60 * (size_t)minutes,
                                 .spread = minutes * SIM_MINUTE});
}

static const struct limit *limit_of(struct room *r, const char *address)
{
    for (size_t i = 0; i < r->world.graph->limits; i++)
        if (strcmp(r->world.graph->limit[i].address, address) == 0)
            return &r->world.limit[i];
    return NULL;
}

/* Facts: 3 000 read units a partition; adaptive capacity is instant up to that, and a key
 * gets no more however much the table may use (12 000 here). */
static void one_key_is_served_as_much_as_one_partition_serves(void)
{
    struct room r;

    room_up(&r, HEAD TABLE "}; };");
    read_key(&r, 1, 1, 4500);
    room_run(&r, 2 * SIM_MINUTE);
    /* a full bucket of a second, then 3 000/s; the last one on any balance above 0 */
    CU_ASSERT_TRUE(abs(r.answers[CALL_OK] - (3000 + 60 * 3000)) <= 1);
    CU_ASSERT_STRING_EQUAL(r.limit->name->address, "dynamodb.t.read_key_range");
    room_down(&r);
}

static void keys_of_other_partitions_are_not_touched_by_a_hot_one(void)
{
    struct room r;
    int64_t throttled;

    room_up(&r, HEAD TABLE "}; };");
    read_key(&r, 1, 1, 4500);
    for (uint64_t key = 2; key < 42; key++)
        read_key(&r, key, 1, 50);
    room_run(&r, 2 * SIM_MINUTE);
    throttled = room_count(&r, "dynamodb.t", "throttled_requests");
    CU_ASSERT_EQUAL(throttled, r.answers[CALL_THROTTLED]);
    /* Four partitions: about a quarter of the 2 000/s shares the hot key's. */
    CU_ASSERT_TRUE(r.answers[CALL_OK] > 3000 + 60 * (3000 + 2000 / 2));
    CU_ASSERT_TRUE(r.answers[CALL_OK] < 3000 + 60 * (3000 + 2000));
    room_down(&r);
}

/* Hot for 3 min, split 5 to 10 min later: from then on the hot key alone is limited. */
static void a_hot_key_gets_a_range_of_its_own_and_no_more(void)
{
    struct room r;
    int before, first;

    room_up(&r, HEAD TABLE "}; };");
    read_key(&r, 1, 20, 2700);
    for (uint64_t key = 2; key < 42; key++)
        read_key(&r, key, 20, 50);
    room_run(&r, 4 * SIM_MINUTE);
    first = r.answers[CALL_THROTTLED];
    CU_ASSERT_TRUE(first > 10000);
    room_run(&r, 15 * SIM_MINUTE);
    before = r.answers[CALL_THROTTLED];
    room_run(&r, 20 * SIM_MINUTE);
    CU_ASSERT_EQUAL(r.answers[CALL_THROTTLED], before);
    room_down(&r);
}

static void the_key_behind_the_rejections_is_named(void)
{
    struct room r;
    const struct limit *limit;

    room_up(&r, HEAD TABLE "}; };");
    read_key(&r, 24, 2, 3600);
    for (uint64_t key = 2; key < 22; key++)
        read_key(&r, key, 2, 20);
    room_shoot(&r, &(struct shot){.to = "dynamodb.t", /* later, and served */
                                  .action = ACTION_GET_ITEM,
                                  .bytes = 4 * KB,
                                  .key = 24,
                                  .at = 3 * SIM_MINUTE,
                                  .count = 100000,
                                  .spread = 5 * SIM_MINUTE});
    room_run(&r, 9 * SIM_MINUTE);
    r.world.service[0].model->ending(r.sim, &r.world.service[0]);
    limit = limit_of(&r, "dynamodb.t.read_key_range");
    CU_ASSERT_TRUE(limit->culprit.given);
    CU_ASSERT_EQUAL(limit->culprit.key, 23);
    CHECK_NEAR(limit->culprit.asked_per_s, 3600, 40);
    CU_ASSERT_TRUE(10 * limit->culprit.rejections > 8 * limit->rejections);
    room_down(&r);
}

static void a_key_that_few_ask_for_is_never_split_for(void)
{
    struct room r;

    room_up(&r, HEAD TABLE "}; };");
    read_key(&r, 7, 20, 4000);
    room_run(&r, 21 * SIM_MINUTE);
    /* alone in its partition: nothing to split off */
    CU_ASSERT_TRUE(abs(r.answers[CALL_OK] - (3000 + 20 * 60 * 3000)) <= 1);
    room_down(&r);
}

/* A base write waits for its indexes: an index of one key takes 1 000 writes a second. */
static void an_index_holds_back_the_writes_of_its_table(void)
{
    struct room r;

    room_up(&r, HEAD TABLE "global_secondary_indexes = ( { index_name = \"by_day\"; "
                           "item_size = \"100 B\"; key_distribution = \"constant(3)\"; } "
                           "); }; };");
    room_shoot(&r, &(struct shot){.to = "dynamodb.t",
                                  .action = ACTION_PUT_ITEM,
                                  .bytes = KB,
                                  .count = 60 * 1500,
                                  .spread = SIM_MINUTE});
    room_run(&r, 2 * SIM_MINUTE);
    CU_ASSERT_TRUE(abs(r.answers[CALL_OK] - 61 * 1000) <= 1);
    CU_ASSERT_STRING_EQUAL(r.limit->name->address,
                           "dynamodb.t.global_secondary_indexes[by_day].write_key_range");
    /* what was turned away was taken nowhere */
    CU_ASSERT_EQUAL(room_count(&r, "dynamodb.t", "consumed_write_capacity_units"),
                    2 * r.answers[CALL_OK]);
    room_down(&r);
}

/* What was rejected at these limits of a minute of so many reads a second of each of so
 * many keys. */
static void rejected_at(uint64_t keys, size_t per_s, int64_t *range, int64_t *grown)
{
    struct room r;

    room_up(&r, "profile = \"aws-2026\"; region = \"us-east-1\"; run = { duration = \"1 "
                "h\"; };" TABLE "}; };");
    for (uint64_t key = 1; key <= keys; key++)
        read_key(&r, key, 1, per_s);
    room_run(&r, 2 * SIM_MINUTE);
    *range = limit_of(&r, "dynamodb.t.read_key_range")->rejections;
    *grown = limit_of(&r, "dynamodb.t.previous_peak.read_units")->rejections;
    CU_ASSERT_EQUAL(*range + *grown, r.answers[CALL_THROTTLED]);
    CU_ASSERT_EQUAL(
        *range + *grown,
        room_count(&r, "dynamodb.t", "read_key_range_throughput_throttle_events"));
    room_down(&r);
}

/* A new table serves 12 000 reads of four partitions: which of the two is empty first is
 * chance where keys are many, and a hot key's own doing where one asks for more. */
static void a_table_short_of_growth_is_not_short_of_key_ranges(void)
{
    int64_t range, grown;

    rejected_at(4000, 4, &range, &grown); /* 16 000 a second, evenly */
    CU_ASSERT_TRUE(grown > 200000);
    CU_ASSERT_EQUAL(range, 0);
    rejected_at(1, 4500, &range, &grown);
    CU_ASSERT_TRUE(range > 80000);
    CU_ASSERT_EQUAL(grown, 0);
}

/* The whole is short, and one key beside: of 15 000 it asks for 6 000. */
static void a_hot_key_in_a_table_short_of_growth_is_a_key_ranges(void)
{
    const struct limit *range, *grown;
    struct room r;

    room_up(&r, "profile = \"aws-2026\"; region = \"us-east-1\"; run = { duration = \"1 "
                "h\"; };" TABLE "}; };");
    read_key(&r, 1, 1, 6000);
    for (uint64_t key = 2; key < 1002; key++)
        read_key(&r, key, 1, 9);
    room_run(&r, 2 * SIM_MINUTE);
    range = limit_of(&r, "dynamodb.t.read_key_range");
    grown = limit_of(&r, "dynamodb.t.previous_peak.read_units");
    CU_ASSERT_TRUE(range->rejections > 100000);
    CU_ASSERT_TRUE(10 * grown->rejections < range->rejections);
    CU_ASSERT_TRUE(range->first < SIM_SECOND);
    CU_ASSERT_TRUE(grown->first < 0 || range->first < grown->first);
    room_down(&r);
}

/* 60 GB stand in 6 partitions: 6 000 writes a second spread evenly find room. */
static void a_large_table_has_a_partition_for_every_10_gb(void)
{
    struct room r;

    room_up(&r,
            HEAD "account = { dynamodb = { table_write_units = \"100k/s\"; }; };" TABLE
                 "table_size = \"60 GB\"; }; };");
    room_shoot(&r, &(struct shot){.to = "dynamodb.t",
                                  .action = ACTION_PUT_ITEM,
                                  .bytes = KB,
                                  .count = 10 * 8000,
                                  .spread = 10 * SIM_SECOND});
    room_run(&r, 20 * SIM_SECOND);
    /* six full buckets and ten seconds; a bucket that is full again for a moment spills
     */
    CU_ASSERT_TRUE(abs(r.answers[CALL_OK] - 6 * 11 * 1000) <= 60);
    room_down(&r);
}

FACTS(FACT(one_key_is_served_as_much_as_one_partition_serves),
      FACT(keys_of_other_partitions_are_not_touched_by_a_hot_one),
      FACT(a_hot_key_gets_a_range_of_its_own_and_no_more),
      FACT(the_key_behind_the_rejections_is_named),
      FACT(a_key_that_few_ask_for_is_never_split_for),
      FACT(an_index_holds_back_the_writes_of_its_table),
      FACT(a_table_short_of_growth_is_not_short_of_key_ranges),
      FACT(a_hot_key_in_a_table_short_of_growth_is_a_key_ranges),
      FACT(a_large_table_has_a_partition_for_every_10_gb))
