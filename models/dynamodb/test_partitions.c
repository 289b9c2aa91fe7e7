/* test_partitions.c - what each partition of a table did: run.partitions. */
#include <stdlib.h>

#include "check.h"
#include "dynamodb/table.h"
#include "room.h"

#define HEAD                                                                             \
    "profile = \"aws-2021-08\"; region = \"us-east-1\"; run = { duration = \"1 h\"; "    \
    "partitions = 24; };"
#define TABLE                                                                            \
    "dynamodb = { t = { billing_mode = \"PAY_PER_REQUEST\"; latency = \"3 ms\"; "
/* A thirtieth of AWS's: four partitions that serve 400 reads a second. */
#define SMALL                                                                            \
    "account = { dynamodb = { partition_read_units = \"100/s\"; initial_read_units = "   \
    "\"400/s\"; initial_write_units = \"132/s\"; }; };"
#define KB INT64_C(1024)
#define QUARTER (UINT64_C(1) << 62)

static const struct dynamodb_request strong = {.consistent_read = true};

static void ask(struct room *r, int action, uint64_t key, int minutes, double per_s)
{
    room_shoot(r, &(struct shot){.to = "dynamodb.t",
                                 .action = action,
                                 .options = action == ACTION_GET_ITEM ? &strong : NULL,
                                 .bytes = KB,
                                 .key = key,
                                 .at = (sim_time)key,
                                 .count = (size_t)(per_s * 60 * minutes),
                                 .spread = minutes * SIM_MINUTE});
}

static const struct partitions *of_table(struct room *r)
{
    return room_service(r, "dynamodb.t")->partitions;
}

static int64_t sum(const struct partitions *all, size_t row)
{
    int64_t n = 0;

    for (size_t i = 0; i < all->count; i++)
        n += all->of[i]->count[row];
    return n;
}

/* At any time those that are there hold every hash once. */
static void check_tiles(const struct partitions *all, sim_time t)
{
    uint64_t from = 0;
    size_t i;

    do {
        for (i = 0; i < all->count; i++)
            if (all->of[i]->low == from && all->of[i]->from <= t && all->of[i]->to > t)
                break;
        CU_ASSERT_FATAL(i < all->count);
        from = all->of[i]->high + 1;
    } while (from != 0);
}

/* Facts: 3 000 read and 1 000 write units a second a partition, and a full bucket. */
static void one_key_keeps_its_heat_in_one_partition(void)
{
    static const struct {
        int action;
        enum side side;
        int per_s, served_per_s;
    } fact[] = {{ACTION_GET_ITEM, SIDE_READ, 4500, 3000},
                {ACTION_PUT_ITEM, SIDE_WRITE, 1700, 1000}};

    for (size_t f = 0; f < 2; f++) {
        struct room r;
        const struct partitions *all;
        uint64_t hash = key_of(12, 0).hash;
        size_t hot = 0;

        room_up(&r, HEAD TABLE "}; };");
        ask(&r, fact[f].action, 12, 1, fact[f].per_s);
        room_run(&r, 2 * SIM_MINUTE);
        all = of_table(&r);
        CU_ASSERT_EQUAL_FATAL(all->count, 4);
        for (size_t i = 0; i < 4; i++) {
            const struct partition *p = all->of[i];
            int64_t served = p->count[PARTITION_UNITS + fact[f].side] / 2;
            int64_t refused = p->count[PARTITION_REFUSED + fact[f].side];
            if (hash < p->low || hash > p->high) {
                CU_ASSERT_EQUAL(served + refused, 0);
                continue;
            }
            hot++;
            CU_ASSERT_TRUE(labs((long)served - 61 * fact[f].served_per_s) <= 1);
            CU_ASSERT_EQUAL(served + refused, 60 * fact[f].per_s);
        }
        CU_ASSERT_EQUAL(hot, 1);
        room_down(&r);
    }
}

/* 60 keys of the first quarter of hashes, 90 reads a second together, of 100 that the
 * partition serves: hot for three minutes, split 5 to 10 minutes later, at the middle of
 * what was asked. */
static void the_heat_of_many_keys_moves_to_two_partitions(void)
{
    struct room r;
    const struct partitions *all;
    int64_t low, high;

    room_up(&r, HEAD SMALL TABLE "}; };");
    for (uint64_t key = 1, n = 0; n < 60; key++)
        if (key_of(key, 0).hash < QUARTER) {
            ask(&r, ACTION_GET_ITEM, key, 20, 1.5);
            n++;
        }
    room_run(&r, 21 * SIM_MINUTE);
    all = of_table(&r);
    CU_ASSERT_EQUAL_FATAL(all->count, 6);
    CU_ASSERT_TRUE(all->of[0]->to >= 8 * SIM_MINUTE && all->of[0]->to <= 14 * SIM_MINUTE);
    CU_ASSERT_EQUAL(all->of[4]->low, 0);
    CU_ASSERT_EQUAL(all->of[5]->low, all->of[4]->high + 1);
    CU_ASSERT_EQUAL(all->of[5]->high, all->of[0]->high);
    CU_ASSERT_EQUAL(all->of[4]->from, all->of[0]->to);
    check_tiles(all, 0);
    check_tiles(all, all->of[0]->to);
    low = all->of[4]->count[SIDE_READ];
    high = all->of[5]->count[SIDE_READ];
    CHECK_NEAR((double)low / (double)(low + high), 0.5, 0.1);
    CHECK_NEAR((double)(low + high) / 2,
               90 * (double)(20 * SIM_MINUTE - all->of[4]->from) / 1e9, 60);
    CU_ASSERT_EQUAL(sum(all, SIDE_READ), 2 * 60 * 90 * 20);
    room_down(&r);
}

/* Provisioned for more than comes; one key asks for more than its partition has.  Each
 * index has partitions of its own. */
static void partitions_add_up_to_the_table_and_to_its_index(void)
{
    struct room r;
    const struct service *t;
    const struct partitions *index;

    room_up(&r, HEAD SMALL
            "dynamodb = { t = { latency = \"3 ms\"; read_capacity_units = 300; "
            "write_capacity_units = 300; global_secondary_indexes = ( { index_name = "
            "\"by_day\"; item_size = \"90 B\"; write_capacity_units = 900; "
            "read_capacity_units = 5; key_distribution = \"zipf(s=1.1, n=40)\"; "
            "index_writes = \"mix(30 % constant(0), 40 % constant(1), 30 % "
            "constant(2))\"; } ); }; };");
    for (uint64_t key = 1; key <= 30; key++) {
        ask(&r, ACTION_GET_ITEM, key, 15, key == 1 ? 120 : 3);
        ask(&r, ACTION_PUT_ITEM, key, 15, 5);
    }
    room_run(&r, 16 * SIM_MINUTE);
    t = room_service(&r, "dynamodb.t");
    index = t->part[0].partitions;
    for (size_t side = 0; side < SIDES; side++) {
        CU_ASSERT_EQUAL(sum(t->partitions, side),
                        t->meter[METRIC_READ_UNITS + side].count);
        CU_ASSERT_EQUAL(sum(t->partitions, PARTITION_REFUSED + side),
                        t->meter[METRIC_REASONS + SIDES * REASON_KEY_RANGE + side].count);
    }
    CU_ASSERT_EQUAL(sum(index, SIDE_READ), 0);
    CU_ASSERT_EQUAL(sum(index, SIDE_WRITE),
                    t->part[0].meter[METRIC_INDEX_WRITE_UNITS].count);
    CU_ASSERT_TRUE(sum(index, SIDE_WRITE) > 200000); /* halves: 150/s, 1 each */
    CU_ASSERT_TRUE(sum(t->partitions, PARTITION_REFUSED + SIDE_READ) > 10000);
    CU_ASSERT_EQUAL(t->partitions->count, 7); /* four; the key, before and behind it */
    check_tiles(t->partitions, 0);
    check_tiles(t->partitions, 16 * SIM_MINUTE - 1);
    check_tiles(index, 16 * SIM_MINUTE - 1);
    room_down(&r);
}

static void nothing_is_kept_unless_it_is_asked_for(void)
{
    struct room r;

    room_up(&r,
            "profile = \"aws-2021-08\"; run = { duration = \"1 h\"; };" TABLE "}; };");
    CU_ASSERT_PTR_NULL(of_table(&r));
    CU_ASSERT_PTR_NULL(layout_axis(r.layout, "partition"));
    CU_ASSERT_EQUAL(r.layout->partitioned, 0);
    room_down(&r);
}

FACTS(FACT(one_key_keeps_its_heat_in_one_partition),
      FACT(the_heat_of_many_keys_moves_to_two_partitions),
      FACT(partitions_add_up_to_the_table_and_to_its_index),
      FACT(nothing_is_kept_unless_it_is_asked_for))
