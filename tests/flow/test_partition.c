/* test_partition.c - which partitions have a place, and from when to when. */
#include "check.h"
#include "flow/partition.h"

#define MIDDLE (UINT64_C(1) << 63)

/* What the first so many of a bench are: [low, high], from and to in s; -1: it is there.
 */
struct wanted {
    uint64_t low, high;
    int from, to;
};

static void check_are(const struct partitions *all, const struct wanted *w, size_t n)
{
    CU_ASSERT_EQUAL_FATAL(all->count, n);
    for (size_t i = 0; i < n; i++) {
        const struct partition *p = all->of[i];
        CU_ASSERT_EQUAL(p->low, w[i].low);
        CU_ASSERT_EQUAL(p->high, w[i].high);
        CU_ASSERT_EQUAL(p->from, w[i].from * SIM_SECOND);
        CU_ASSERT_EQUAL(p->to, w[i].to < 0 ? SIM_FOREVER : w[i].to * SIM_SECOND);
    }
}

static void one_that_is_cut_ends_and_what_is_left_is_another(void)
{
    struct sim *sim = sim_new(NULL);
    struct partitions *all = partitions_new(sim, 5);
    struct partition *whole = partition_begins(sim, all, 0, UINT64_MAX), *low;

    partition_add(whole, 2, 41);
    sim_run(sim, 17 * SIM_SECOND);
    low = partition_is_cut(sim, all, whole, MIDDLE - 1);
    partition_begins(sim, all, MIDDLE, UINT64_MAX);
    partition_add(low, 2, 7);
    check_are(all,
              (struct wanted[]){{0, UINT64_MAX, 0, 17},
                                {0, MIDDLE - 1, 17, -1},
                                {MIDDLE, UINT64_MAX, 17, -1}},
              3);
    CU_ASSERT_EQUAL(whole->count[2], 41);
    CU_ASSERT_EQUAL(low->count[2], 7);
    sim_free(sim);
}

/* A key that gets a range of its own: cut behind it, then before it. */
static void two_cuts_at_one_instant_leave_nothing_that_did_not_last(void)
{
    struct sim *sim = sim_new(NULL);
    struct partitions *all = partitions_new(sim, 5);
    struct partition *p = partition_begins(sim, all, 100, 900);

    sim_run(sim, 3 * SIM_SECOND);
    p = partition_is_cut(sim, all, p, 523);
    partition_begins(sim, all, 524, 900);
    p = partition_is_cut(sim, all, p, 522);
    partition_begins(sim, all, 523, 523);
    check_are(
        all,
        (struct wanted[]){
            {100, 900, 0, 3}, {100, 522, 3, -1}, {524, 900, 3, -1}, {523, 523, 3, -1}},
        4);
    sim_free(sim);
}

static void what_comes_beyond_the_places_shares_the_last(void)
{
    struct sim *sim = sim_new(NULL);
    struct partitions *all = partitions_new(sim, 4);

    for (uint64_t i = 0; i < 9; i++)
        partition_begins(sim, all, i * 100, i * 100 + 99);
    CU_ASSERT_EQUAL(all->count, 9);
    CU_ASSERT_EQUAL(partition_place(all, 0), 0);
    CU_ASSERT_EQUAL(partition_place(all, 2), 2);
    CU_ASSERT_EQUAL(partition_place(all, 3), 3);
    CU_ASSERT_EQUAL(partition_place(all, 8), 3);
    sim_free(sim);
}

/* What a pre-roll has cut takes no place in the run. */
static void a_run_begins_with_those_that_are_there_in_the_order_of_hashes(void)
{
    struct sim *sim = sim_new(NULL);
    struct partitions *all = partitions_new(sim, 5);
    struct partition *p = partition_begins(sim, all, 0, UINT64_MAX);

    sim_run(sim, 7 * SIM_SECOND);
    p = partition_is_cut(sim, all, p, MIDDLE - 1);
    partition_begins(sim, all, MIDDLE, UINT64_MAX);
    sim_run(sim, 8 * SIM_SECOND);
    p = partition_is_cut(sim, all, p, 4999);
    partition_begins(sim, all, 5000, MIDDLE - 1);
    partition_add(p, 0, 35);
    sim_run(sim, 60 * SIM_SECOND);
    partitions_begin(all, 60 * SIM_SECOND);
    check_are(all,
              (struct wanted[]){{0, 4999, 60, -1},
                                {5000, MIDDLE - 1, 60, -1},
                                {MIDDLE, UINT64_MAX, 60, -1}},
              3);
    CU_ASSERT_EQUAL(p->count[0], 0);
    partition_add(p, 0, 2);
    CU_ASSERT_EQUAL(all->of[0]->count[0], 2);
    sim_free(sim);
}

static void where_nothing_is_kept_nothing_happens(void)
{
    struct sim *sim = sim_new(NULL);
    struct partition *p = partition_begins(sim, NULL, 0, UINT64_MAX);

    partition_add(p, 3, 1);
    CU_ASSERT_PTR_NULL(p);
    CU_ASSERT_PTR_NULL(partition_is_cut(sim, NULL, p, 77));
    sim_free(sim);
}

FACTS(FACT(one_that_is_cut_ends_and_what_is_left_is_another),
      FACT(two_cuts_at_one_instant_leave_nothing_that_did_not_last),
      FACT(what_comes_beyond_the_places_shares_the_last),
      FACT(a_run_begins_with_those_that_are_there_in_the_order_of_hashes),
      FACT(where_nothing_is_kept_nothing_happens))
