/* test_capacity.c - provisioned capacity and on-demand growth, through calls. */
#include <stdlib.h>

#include "check.h"
#include "dynamodb/dynamodb.h"
#include "flow/limit.h"
#include "flow/usage.h"
#include "room.h"
#include "sim/draw.h"

#define HEAD                                                                             \
    "profile = \"aws-2021-08\"; region = \"us-east-1\"; run = { duration = \"1 h\"; "    \
    "start = \"2021-11-26T17:30:00Z\"; };"
#define NOW "account = { dynamodb = { update_time = \"2 s\"; }; };"
#define KB INT64_C(1024)

static void set_units(struct room *r, int64_t write_units)
{
    struct service *s = room_service(r, "dynamodb.t");
    struct dynamodb_config *c = s->config;

    c->throughput.units[SIDE_WRITE] = write_units;
    s->model->changed(r->sim, s, NULL);
}

static void puts_(struct room *r, sim_time at, sim_time spread, size_t count)
{
    room_shoot(r, &(struct shot){.to = "dynamodb.t",
                                 .action = ACTION_PUT_ITEM,
                                 .bytes = KB,
                                 .at = at,
                                 .spread = spread,
                                 .count = count});
}

static int64_t held(struct room *r)
{
    return room_level(r, "dynamodb.t", "provisioned_write_capacity_units");
}

static void unused_units_of_300_s_are_lent(void)
{
    struct room r;

    room_up(
        &r, HEAD
        "dynamodb = { t = { read_capacity_units = 1; write_capacity_units = 7; }; };");
    puts_(&r, 0, 600 * SIM_SECOND, 600 * 11);
    room_run(&r, 700 * SIM_SECOND);
    /* 11 a second of 7: 2 100 units last 525 s; then 7 a second for 75 s, one on debt */
    CU_ASSERT_TRUE(abs(r.answers[CALL_OK] - (2100 + 600 * 7)) <= 1);
    CU_ASSERT_STRING_EQUAL(r.limit->name->address, "dynamodb.t.write_capacity_units");
    CU_ASSERT_EQUAL(
        room_count(&r, "dynamodb.t", "write_provisioned_throughput_throttle_events"),
        r.answers[CALL_THROTTLED]);
    CU_ASSERT_EQUAL(room_usage(&r, "dynamodb.t", "write_request_unit"), 0);
    room_down(&r);
}

static void a_bucket_may_be_shallow_or_begin_empty(void)
{
    struct room r;

    room_up(&r, HEAD "dynamodb = { t = { read_capacity_units = 1; write_capacity_units = "
                     "50; burst_seconds = \"10 s\"; burst_credit = \"0 %\"; }; };");
    puts_(&r, 0, 20 * SIM_SECOND, 2000);         /* 50 a second from empty: 1 000 */
    puts_(&r, 60 * SIM_SECOND, SIM_SECOND, 800); /* full again: 500 and 50 */
    room_run(&r, 70 * SIM_SECOND);
    CU_ASSERT_TRUE(abs(r.answers[CALL_OK] - 1550) <= 2);
    room_down(&r);
}

static void an_increase_takes_the_time_of_update_table(void)
{
    struct room r;

    room_up(&r, HEAD NOW "dynamodb = { t = { read_capacity_units = 1; "
                         "write_capacity_units = 50; }; };");
    for (int i = 1; i <= 9; i++) { /* as often as one likes */
        room_run(&r, i * 10 * SIM_SECOND);
        set_units(&r, 50 + i);
        room_run(&r, i * 10 * SIM_SECOND + 2 * SIM_SECOND - 1);
        CU_ASSERT_EQUAL(held(&r), 50 + i - 1);
        room_run(&r, i * 10 * SIM_SECOND + 2 * SIM_SECOND);
        CU_ASSERT_EQUAL(held(&r), 50 + i);
    }
    room_down(&r);
}

static void new_partitions_take_the_time_of_a_split(void)
{
    struct room r;

    room_up(&r, HEAD NOW "dynamodb = { t = { read_capacity_units = 1; "
                         "write_capacity_units = 900; }; };");
    set_units(&r, 1700); /* one partition serves 1 000 */
    room_run(&r, 299 * SIM_SECOND);
    CU_ASSERT_EQUAL(held(&r), 900);
    room_run(&r, 300 * SIM_SECOND);
    CU_ASSERT_EQUAL(held(&r), 1700);
    set_units(&r, 1000);
    room_run(&r, 310 * SIM_SECOND);
    set_units(&r, 1900); /* partitions stay */
    room_run(&r, 313 * SIM_SECOND);
    CU_ASSERT_EQUAL(held(&r), 1900);
    room_down(&r);
}

static void decreases_are_four_a_day_and_one_an_hour(void)
{
    struct room r;
    int64_t units = 100;

    room_up(&r, HEAD NOW "dynamodb = { t = { read_capacity_units = 1; "
                         "write_capacity_units = 100; }; };");
    for (int i = 1; i <= 4; i++) { /* 17:31 .. 17:34 */
        room_run(&r, i * SIM_MINUTE);
        set_units(&r, units -= 5);
    }
    room_run(&r, 10 * SIM_MINUTE);
    CU_ASSERT_EQUAL(held(&r), 80);
    set_units(&r, 70);
    room_run(&r, 63 * SIM_MINUTE + 59 * SIM_SECOND);
    CU_ASSERT_EQUAL(held(&r), 80);
    CU_ASSERT_EQUAL(room_count(&r, "dynamodb.t", "refused_updates"), 1);
    set_units(&r, 71);
    room_run(&r, 64 * SIM_MINUTE);
    CU_ASSERT_EQUAL(room_count(&r, "dynamodb.t", "refused_updates"), 2);
    set_units(&r, 69);
    room_run(&r, 70 * SIM_MINUTE);
    CU_ASSERT_EQUAL(held(&r), 69);
    for (int i = 0; i < 5; i++) { /* from 00:01 on */
        room_run(&r, (391 + i) * SIM_MINUTE);
        set_units(&r, 60 - i);
    }
    room_run(&r, 400 * SIM_MINUTE);
    CU_ASSERT_EQUAL(held(&r), 57);
    room_down(&r);
}

static void a_change_waits_for_the_one_under_way(void)
{
    struct room r;

    room_up(&r, HEAD NOW "dynamodb = { t = { read_capacity_units = 1; "
                         "write_capacity_units = 50; }; };");
    room_run(&r, 10 * SIM_SECOND);
    set_units(&r, 60);
    room_run(&r, 11 * SIM_SECOND);
    set_units(&r, 90);
    room_run(&r, 12 * SIM_SECOND);
    CU_ASSERT_EQUAL(held(&r), 60);
    room_run(&r, 14 * SIM_SECOND);
    CU_ASSERT_EQUAL(held(&r), 90);
    room_down(&r);
}

static void an_hour_is_paid_by_its_most(void)
{
    struct room r;
    const struct usage *u;

    room_up(&r, HEAD NOW "dynamodb = { t = { read_capacity_units = 1; "
                         "write_capacity_units = 100; }; };");
    room_run(&r, 9 * SIM_MINUTE); /* 17:39 */
    set_units(&r, 230);
    room_run(&r, 17 * SIM_MINUTE);
    set_units(&r, 100);
    room_run(&r, 90 * SIM_MINUTE); /* 19:00 */
    u = &room_service(&r, "dynamodb.t")->usage[3];
    CU_ASSERT_STRING_EQUAL(room_service(&r, "dynamodb.t")->model->items[3].name,
                           "write_capacity_unit_hour");
    /* 17:30 - 18:00 at 230, as the run begins in that hour; 18:00 - 19:00 at 100 */
    CHECK_NEAR((u->held + (double)u->level * (double)(sim_now(r.sim) - u->since) / 1e9) /
                   3600,
               230 * 0.5 + 100, 1e-9);
    room_down(&r);
}

static void an_index_without_capacity_holds_up_the_table(void)
{
    struct room r;

    room_up(
        &r, HEAD
        "dynamodb = { t = { read_capacity_units = 1; write_capacity_units = 1000; "
        "burst_seconds = \"1 s\"; global_secondary_indexes = ( { index_name = \"by_a\"; "
        "read_capacity_units = 1; write_capacity_units = 30; item_size = \"200 B\"; } "
        "); }; };");
    puts_(&r, 0, 10 * SIM_SECOND, 1000);
    room_run(&r, 20 * SIM_SECOND);
    CU_ASSERT_TRUE(abs(r.answers[CALL_OK] - (30 + 300)) <= 1);
    CU_ASSERT_STRING_EQUAL(
        r.limit->name->address,
        "dynamodb.t.global_secondary_indexes[by_a].write_capacity_units");
    /* an event of the index, not of the table; nothing was taken of the table */
    CU_ASSERT_EQUAL(room_count(&r, "dynamodb.t", "write_throttle_events"), 0);
    CU_ASSERT_EQUAL(room_count(&r, "dynamodb.t", "throttled_requests"),
                    r.answers[CALL_THROTTLED]);
    CU_ASSERT_EQUAL(room_count(&r, "dynamodb.t", "consumed_write_capacity_units"),
                    2 * r.answers[CALL_OK]);
    room_down(&r);
}

/* A new table a hundredth as large, whose partitions are not in the way. */
#define NARROW                                                                           \
    "account = { dynamodb = { initial_write_units = \"40/s\"; "                          \
    "initial_read_units = \"120/s\"; partition_write_units = \"10k/s\"; "                \
    "partition_read_units = \"30k/s\"; }; };"

static double rate_of(const struct room *r, const char *address)
{
    const struct graph *g = r->world.graph;

    for (size_t i = 0; i < g->limits; i++)
        if (strcmp(g->limit[i].address, address) == 0)
            return (double)r->world.limit[i].rate / (double)TOKEN;
    return NAN;
}

/* Reference program h at a hundredth of its size: a step to 3 x what a new table serves,
 * peaks clipped to the limit: 22 316 000 refused, a doubling every 31 minutes. */
static void on_demand_doubles_every_31_minutes(void)
{
    static const double wanted[] = {40, 80, 160, 240};
    struct room r;

    room_up(&r,
            HEAD NARROW "dynamodb = { t = { billing_mode = \"PAY_PER_REQUEST\"; }; };");
    for (int i = 0; i < 3; i++)
        puts_(&r, i * SIM_HOUR, SIM_HOUR, 3600 * 120);
    for (size_t i = 0; i < 4; i++) {
        room_run(&r, (sim_time)i * 31 * SIM_MINUTE + SIM_SECOND / 2);
        CHECK_NEAR(rate_of(&r, "dynamodb.t.previous_peak"), wanted[i], 1.5);
    }
    room_run(&r, 3 * SIM_HOUR + SIM_SECOND);
    CHECK_NEAR(r.answers[CALL_THROTTLED], 223160, 300);
    CU_ASSERT_STRING_EQUAL(r.limit->name->address, "dynamodb.t.previous_peak");
    CU_ASSERT_EQUAL(
        room_count(&r, "dynamodb.t", "write_key_range_throughput_throttle_events"),
        r.answers[CALL_THROTTLED]);
    room_down(&r);
}

static void served_together(const char *profile, const char *said, int reads, int writes,
                            int wanted)
{
    static const struct dynamodb_request strong = {.consistent_read = true};
    char text[1000];
    double units;
    struct room r;

    snprintf(
        text, sizeof text,
        "profile = \"%s\"; region = \"us-east-1\"; run = { duration = \"1 h\"; };" NARROW
        "dynamodb = { t = { billing_mode = \"PAY_PER_REQUEST\"; %s }; };",
        profile, said);
    room_up(&r, text);
    room_shoot(&r, &(struct shot){.to = "dynamodb.t",
                                  .action = ACTION_GET_ITEM,
                                  .options = &strong,
                                  .bytes = KB,
                                  .spread = 100 * SIM_SECOND,
                                  .count = (size_t)reads * 100});
    puts_(&r, 0, 100 * SIM_SECOND, (size_t)writes * 100);
    room_run(&r, 200 * SIM_SECOND);
    /* in write units: a new table serves three reads in place of one write */
    units = (double)room_count(&r, "dynamodb.t", "consumed_write_capacity_units") / 2 +
            (double)room_count(&r, "dynamodb.t", "consumed_read_capacity_units") / 6;
    CHECK_NEAR(units, wanted, 0.01 * wanted + 3);
    room_down(&r);
}

static void reads_and_writes_share_what_a_new_table_serves_until_2021(void)
{
    served_together("aws-2021-08", "", 60, 20, 4000);
    served_together("aws-2021-08", "", 120, 40, 40 * 101);
    served_together("aws-2026", "", 120, 40, 80 * 100);
    served_together("aws-2026", "", 240, 80, 80 * 101);
}

static void what_was_served_before_or_is_warm_is_served_at_once(void)
{
    served_together("aws-2026", "previous_peak = { write_units = \"70/s\"; };", 1, 140,
                    14033);
    served_together("aws-2026", "warm_throughput = { write_units_per_second = 140; };", 1,
                    140, 14033);
    served_together("aws-2026", "previous_peak = { write_units = \"5/s\"; };", 1, 140,
                    33 + 40 * 101); /* never less than a new table */
    served_together("aws-2026",
                    "on_demand_throughput = { max_write_request_units = 13; };", 1, 30,
                    33 + 13 * 101);
}

/* Over any window of w seconds: used <= rate x w + depth + the largest item. */
static void no_window_serves_more_than_rate_depth_and_one_item(void)
{
    const uint64_t seed = 20260417;
    uint64_t n = seed;

    printf("  seed %llu\n", (unsigned long long)seed);
    for (int round = 0; round < 20; round++) {
        int64_t served[121] = {0}, units, depth_s, most = 1 + (int64_t)(mix64(++n) % 40);
        char text[600];
        struct room r;

        units = 1 + (int64_t)(mix64(++n) % 200);
        depth_s = 1 + (int64_t)(mix64(++n) % 30);
        snprintf(text, sizeof text,
                 HEAD
                 "dynamodb = { t = { read_capacity_units = 1; write_capacity_units = "
                 "%lld; burst_seconds = \"%lld s\"; burst_credit = \"%d %%\"; }; };",
                 (long long)units, (long long)depth_s, (int)(mix64(++n) % 101));
        room_up(&r, text);
        for (int i = 0; i < 40; i++, n += 3)
            room_shoot(&r, &(struct shot){
                               .to = "dynamodb.t",
                               .action = ACTION_PUT_ITEM,
                               .bytes = (1 + (int64_t)(mix64(n) % (uint64_t)most)) * KB,
                               .at = (sim_time)(mix64(n + 1) % 120) * SIM_SECOND + 1,
                               .spread = 5 * SIM_SECOND,
                               .count = 1 + mix64(n + 2) % 300});
        for (int t = 1; t <= 120; t++) {
            room_run(&r, t * SIM_SECOND);
            served[t] = room_count(&r, "dynamodb.t", "consumed_write_capacity_units") / 2;
        }
        for (int a = 0; a <= 120; a++)
            for (int b = a; b <= 120; b++)
                if (served[b] - served[a] > units * (b - a) + units * depth_s + most)
                    CU_FAIL("a window has too much");
        CU_ASSERT(served[120] > 0);
        room_down(&r);
    }
}

FACTS(FACT(unused_units_of_300_s_are_lent), FACT(a_bucket_may_be_shallow_or_begin_empty),
      FACT(an_increase_takes_the_time_of_update_table),
      FACT(new_partitions_take_the_time_of_a_split),
      FACT(decreases_are_four_a_day_and_one_an_hour),
      FACT(a_change_waits_for_the_one_under_way), FACT(an_hour_is_paid_by_its_most),
      FACT(an_index_without_capacity_holds_up_the_table),
      FACT(on_demand_doubles_every_31_minutes),
      FACT(reads_and_writes_share_what_a_new_table_serves_until_2021),
      FACT(what_was_served_before_or_is_warm_is_served_at_once),
      FACT(no_window_serves_more_than_rate_depth_and_one_item))
