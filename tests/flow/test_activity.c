/* test_activity.c - the log of changes of capacity: what it keeps, folds and forgets. */
#include "check.h"
#include "flow/activity.h"

struct bench {
    struct activity_log log;
    struct world world;
    struct limit_name reads, writes;
    struct sim *sim;
};

static void up(struct bench *b)
{
    *b = (struct bench){.reads = {.address = "dynamodb.t.read_capacity_units"},
                        .writes = {.address = "dynamodb.t.write_capacity_units"}};
    b->world.activities = &b->log;
    b->sim = sim_new(&b->world);
}

static void down(struct bench *b)
{
    sim_free(b->sim);
}

static uint64_t ask(struct bench *b, const struct limit_name *limit,
                    enum activity_cause cause, int64_t to)
{
    return activity_begins(
        b->sim,
        &(struct activity){.limit = limit, .cause = cause, .from = 1403, .to = to});
}

static void what_comes_of_a_change_is_told_with_its_times(void)
{
    struct bench b;
    uint64_t one, two, three;

    up(&b);
    sim_run(b.sim, 37 * SIM_SECOND);
    one = ask(&b, &b.reads, CAUSE_HIGH, 1771);
    two = ask(&b, &b.writes, CAUSE_TIMELINE, 90);
    three = ask(&b, &b.writes, CAUSE_LOW, 80);
    sim_run(b.sim, 41 * SIM_SECOND);
    activity_settled(b.sim, two, 77);
    activity_settled(b.sim, one, 1771);
    CU_ASSERT_EQUAL(b.log.kept, 3);
    CU_ASSERT_EQUAL(b.log.of[0].outcome, ACTIVITY_IN_FORCE);
    CU_ASSERT_EQUAL(b.log.of[0].at, 37 * SIM_SECOND);
    CU_ASSERT_EQUAL(b.log.of[0].settled, 41 * SIM_SECOND);
    CU_ASSERT_EQUAL(b.log.of[1].outcome, ACTIVITY_OVERTAKEN);
    CU_ASSERT_EQUAL(b.log.of[2].outcome, ACTIVITY_OPEN);
    CU_ASSERT_EQUAL(three, 3);
    down(&b);
}

static void a_refusal_that_is_repeated_is_a_time_more_of_the_first(void)
{
    struct bench b;

    up(&b);
    for (int i = 0; i < 5; i++) {
        activity_refused(b.sim, ask(&b, &b.reads, CAUSE_LOW, 700 - i));
        activity_settled(b.sim, ask(&b, &b.writes, CAUSE_HIGH, 90 + i), 90 + i);
    }
    CU_ASSERT_EQUAL(b.log.kept, 6); /* one of the reads, five of the writes */
    CU_ASSERT_EQUAL(b.log.of[0].times, 5);
    CU_ASSERT_EQUAL(b.log.of[0].to, 700);
    CU_ASSERT_EQUAL(b.log.of[1].times, 1);
    activity_settled(b.sim, ask(&b, &b.reads, CAUSE_LOW, 690), 690);
    activity_refused(b.sim, ask(&b, &b.reads, CAUSE_LOW, 680));    /* not in a row */
    activity_refused(b.sim, ask(&b, &b.reads, CAUSE_TIMELINE, 5)); /* another cause */
    CU_ASSERT_EQUAL(b.log.kept, 9);
    CU_ASSERT_EQUAL(b.log.of[0].times, 5);
    CU_ASSERT_EQUAL(b.log.made, 13);
    CU_ASSERT_EQUAL(b.log.refused, 7);
    down(&b);
}

static void the_first_are_kept_and_all_are_counted(void)
{
    struct bench b;

    up(&b);
    for (int i = 0; i < ACTIVITIES + 9; i++) {
        uint64_t handle = ask(&b, &b.reads, CAUSE_HIGH, 2000 + i);
        if (i % 3 == 0)
            activity_refused(b.sim, handle);
        else
            activity_settled(b.sim, handle, 2000 + i);
    }
    CU_ASSERT_EQUAL(b.log.kept, ACTIVITIES);
    CU_ASSERT_EQUAL(b.log.made, ACTIVITIES + 9);
    CU_ASSERT_EQUAL(b.log.refused, (ACTIVITIES + 9 + 2) / 3);
    CU_ASSERT_EQUAL(b.log.of[ACTIVITIES - 1].to, 2000 + ACTIVITIES - 1);
    down(&b);
}

static void what_was_before_the_run_is_forgotten(void)
{
    struct bench b;
    uint64_t early, late;

    up(&b);
    early = ask(&b, &b.reads, CAUSE_HIGH, 2100);
    activities_begin(b.sim);
    late = ask(&b, &b.reads, CAUSE_HIGH, 2200);
    CU_ASSERT_NOT_EQUAL(early, late);
    activity_settled(b.sim, early, 2100);
    CU_ASSERT_EQUAL(b.log.of[0].outcome, ACTIVITY_OPEN);
    activity_settled(b.sim, late, 2200);
    CU_ASSERT_EQUAL(b.log.of[0].outcome, ACTIVITY_IN_FORCE);
    CU_ASSERT_EQUAL(b.log.made, 1);
    down(&b);
}

static void without_a_log_nothing_is_kept(void)
{
    struct bench b;

    up(&b);
    b.world.activities = NULL;
    CU_ASSERT_EQUAL(ask(&b, &b.reads, CAUSE_HIGH, 2100), 0);
    activity_refused(b.sim, 0);
    activities_begin(b.sim);
    CU_ASSERT_EQUAL(b.log.made, 0);
    down(&b);
}

FACTS(FACT(what_comes_of_a_change_is_told_with_its_times),
      FACT(a_refusal_that_is_repeated_is_a_time_more_of_the_first),
      FACT(the_first_are_kept_and_all_are_counted),
      FACT(what_was_before_the_run_is_forgotten), FACT(without_a_log_nothing_is_kept))
