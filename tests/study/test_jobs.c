/* test_jobs.c - whoever takes the results cannot tell how many hands there were. */
#include "study/jobs.h"

#include <stdatomic.h>

#include "check.h"

enum { JOBS = 500, SLOTS = 4 };

struct bench {
    atomic_int inside;    /* in take: never two */
    size_t slot[8], took; /* what lies in a slot; results taken */
    size_t order[JOBS];
    size_t stop_at, fail_at;
    bool crossed, bad;
};

/* Jobs of very different length, so that they end out of order. */
static bool work(size_t job, size_t slot, void *ctx)
{
    struct bench *b = ctx;
    volatile size_t left = (job * 7919 % 13) * 3000;

    while (left > 0)
        left = left - 1;
    b->slot[slot] = job;
    return job != b->fail_at;
}

static bool take(size_t job, size_t slot, bool good, void *ctx)
{
    struct bench *b = ctx;

    b->crossed |= atomic_fetch_add(&b->inside, 1) != 0;
    b->bad |= b->slot[slot] != job || good != (job != b->fail_at);
    b->order[b->took++] = job;
    atomic_fetch_sub(&b->inside, 1);
    return good && job != b->stop_at;
}

static bool go(struct bench *b, unsigned threads, size_t slots)
{
    struct jobs jobs = {.first = 3, .end = JOBS, .threads = threads, .slots = slots};

    jobs.work = work;
    jobs.take = take;
    jobs.ctx = b;
    return jobs_run(&jobs);
}

static void results_are_taken_in_order_by_one_at_a_time(void)
{
    for (unsigned threads = 1; threads <= 6; threads++) {
        struct bench b = {.stop_at = JOBS, .fail_at = JOBS};

        CU_ASSERT(go(&b, threads, SLOTS));
        CU_ASSERT_EQUAL(b.took, JOBS - 3);
        for (size_t i = 0; i < b.took; i++)
            CU_ASSERT_EQUAL(b.order[i], i + 3);
        CU_ASSERT(!b.crossed && !b.bad);
    }
}

static void a_single_slot_is_enough(void)
{
    struct bench b = {.stop_at = JOBS, .fail_at = JOBS};

    CU_ASSERT(go(&b, 3, 1));
    CU_ASSERT_EQUAL(b.took, JOBS - 3);
    CU_ASSERT(!b.crossed && !b.bad);
}

static void the_first_failure_in_order_is_the_last_taken(void)
{
    for (unsigned threads = 1; threads <= 4; threads++) {
        struct bench b = {.stop_at = JOBS, .fail_at = 137};

        CU_ASSERT(!go(&b, threads, SLOTS));
        CU_ASSERT_EQUAL(b.took, 137 - 3 + 1);
        CU_ASSERT(!b.bad);
    }
}

static void who_takes_may_stop(void)
{
    struct bench b = {.stop_at = 41, .fail_at = JOBS};

    CU_ASSERT(!go(&b, 4, SLOTS));
    CU_ASSERT_EQUAL(b.took, 41 - 3 + 1);
}

FACTS(FACT(results_are_taken_in_order_by_one_at_a_time), FACT(a_single_slot_is_enough),
      FACT(the_first_failure_in_order_is_the_last_taken), FACT(who_takes_may_stop))
