/* test_cache.c - what a cache still holds: by hand, and against one that searches a plain
 * list. */
#include "flow/cache.h"

#include "check.h"
#include "sim/draw.h"

enum { A = 65, B, C, D, E, F };
enum { ITEMS, QUERIES, KINDS };

static const sim_time five_minutes[KINDS] = {300 * SIM_SECOND, 300 * SIM_SECOND};

static void keep(struct sim *sim, struct cache *c, uint64_t key, int64_t bytes)
{
    cache_keeps(sim, c, &(struct cacheable){ITEMS, key, bytes}, sim_now(sim));
}

static bool find(struct sim *sim, struct cache *c, uint64_t key)
{
    return cache_finds(sim, c, &(struct cacheable){ITEMS, key, 0}) != NULL;
}

static void the_least_recently_used_makes_room(void)
{
    struct sim *sim = sim_new(NULL);
    struct cache c = {0};

    cache_start(sim, &c, 30, KINDS, five_minutes);
    keep(sim, &c, A, 10);             /* A */
    keep(sim, &c, B, 10);             /* B A */
    keep(sim, &c, C, 10);             /* C B A */
    CU_ASSERT_TRUE(find(sim, &c, A)); /* A C B */
    keep(sim, &c, D, 10);             /* D A C */
    CU_ASSERT_FALSE(find(sim, &c, B));
    CU_ASSERT_EQUAL(c.evicted, 10);
    CU_ASSERT_TRUE(find(sim, &c, C)); /* C D A */
    keep(sim, &c, D, 10);             /* written: D C A */
    keep(sim, &c, E, 17);             /* E, and 13 left for D: E D */
    CU_ASSERT_FALSE(find(sim, &c, A));
    CU_ASSERT_FALSE(find(sim, &c, C));
    CU_ASSERT_TRUE(find(sim, &c, D)); /* D E */
    CU_ASSERT_EQUAL(c.held, 27);
    CU_ASSERT_EQUAL(c.evicted, 30);
    keep(sim, &c, F, 31); /* larger than all of it: nothing is left */
    CU_ASSERT_EQUAL(c.count, 0);
    CU_ASSERT_TRUE(cache_audit(&c));
    sim_free(sim);
}

static void reading_does_not_prolong_and_writing_does(void)
{
    struct sim *sim = sim_new(NULL);
    struct cache c = {0};

    cache_start(sim, &c, 100, KINDS, five_minutes);
    keep(sim, &c, A, 7);
    keep(sim, &c, B, 7);
    sim_run(sim, 200 * SIM_SECOND);
    CU_ASSERT_TRUE(find(sim, &c, A));
    keep(sim, &c, B, 9);
    sim_run(sim, 300 * SIM_SECOND - 1);
    CU_ASSERT_TRUE(find(sim, &c, A));
    sim_run(sim, 300 * SIM_SECOND);
    CU_ASSERT_FALSE(find(sim, &c, A));
    CU_ASSERT_EQUAL(c.held, 9);
    sim_run(sim, 500 * SIM_SECOND - 1);
    CU_ASSERT_TRUE(find(sim, &c, B));
    sim_run(sim, 500 * SIM_SECOND);
    CU_ASSERT_FALSE(find(sim, &c, B));
    CU_ASSERT_EQUAL(c.evicted, 0); /* expired, which is no eviction */
    CU_ASSERT_TRUE(cache_audit(&c));
    sim_free(sim);
}

/* Two questions for one key cross: the first answer is there, the last decides its age.
 */
static void an_answer_on_its_way_is_not_found_yet(void)
{
    const struct cacheable a = {ITEMS, A, 5};
    struct sim *sim = sim_new(NULL);
    struct cache c = {0};

    cache_start(sim, &c, 100, KINDS, five_minutes);
    cache_keeps(sim, &c, &a, 9 * SIM_MS);
    CU_ASSERT_FALSE(find(sim, &c, A));
    cache_keeps(sim, &c, &a, 4 * SIM_MS);
    sim_run(sim, 4 * SIM_MS - 1);
    CU_ASSERT_FALSE(find(sim, &c, A));
    sim_run(sim, 4 * SIM_MS);
    CU_ASSERT_TRUE(find(sim, &c, A));
    sim_run(sim, 300 * SIM_SECOND + 9 * SIM_MS - 1);
    CU_ASSERT_TRUE(find(sim, &c, A));
    sim_run(sim, 300 * SIM_SECOND + 9 * SIM_MS);
    CU_ASSERT_FALSE(find(sim, &c, A));
    sim_free(sim);
}

static void each_kind_has_a_time_of_its_own_and_0_is_for_ever(void)
{
    static const sim_time ttl[KINDS] = {0, 30 * SIM_SECOND};
    const struct cacheable query = {QUERIES, A, 5};
    struct sim *sim = sim_new(NULL);
    struct cache c = {0};

    cache_start(sim, &c, 100, KINDS, ttl);
    keep(sim, &c, A, 7);
    CU_ASSERT_PTR_NULL(cache_finds(sim, &c, &query));
    cache_keeps(sim, &c, &query, 0);
    CU_ASSERT_PTR_NOT_NULL(cache_finds(sim, &c, &query));
    sim_run(sim, 30 * SIM_SECOND);
    CU_ASSERT_PTR_NULL(cache_finds(sim, &c, &query));
    sim_run(sim, 1000 * SIM_HOUR);
    CU_ASSERT_TRUE(find(sim, &c, A));
    sim_free(sim);
}

/* ---- the plain one: everything that was ever kept, with when it was used last ---- */

enum { KEYS = 60, STEPS = 20000 };

struct plain {
    bool there[KEYS];
    int64_t bytes[KEYS], held, room;
    sim_time to[KEYS];
    int used[KEYS];
};

static void plain_drop(struct plain *p, int k)
{
    p->there[k] = false;
    p->held -= p->bytes[k];
}

static void plain_expire(struct plain *p, sim_time now)
{
    for (int k = 0; k < KEYS; k++)
        if (p->there[k] && p->to[k] <= now)
            plain_drop(p, k);
}

static void plain_keep(struct plain *p, int key, int64_t bytes, sim_time to, int step)
{
    if (p->there[key])
        plain_drop(p, key);
    p->there[key] = true;
    p->bytes[key] = bytes;
    p->held += bytes;
    p->to[key] = to;
    p->used[key] = step;
    while (p->held > p->room) {
        int oldest = -1;
        for (int k = 0; k < KEYS; k++)
            if (p->there[k] && (oldest < 0 || p->used[k] < p->used[oldest]))
                oldest = k;
        plain_drop(p, oldest);
    }
}

static void a_random_history_is_as_a_plain_list_has_it(void)
{
    struct stream dice = stream_named(20261129, 0, "test_cache");
    struct sim *sim = sim_new(NULL);
    struct plain p = {.room = 500};
    struct cache c = {0};
    int found = 0, missed = 0;

    cache_start(sim, &c, 500, KINDS, (const sim_time[KINDS]){40, 40});
    for (int step = 1; step <= STEPS; step++) {
        uint64_t bits = draw_bits(&dice, (uint64_t)step, 0);
        int key = (int)(bits % KEYS);
        bool wanted;

        sim_run(sim, sim_now(sim) + (sim_time)((bits >> 20) % 3));
        plain_expire(&p, sim_now(sim));
        wanted = p.there[key];
        CU_ASSERT_EQUAL(find(sim, &c, (uint64_t)key), wanted);
        if (wanted)
            p.used[key] = step;
        if (!wanted || (bits >> 30) % 4 == 0) {
            int64_t bytes = (int64_t)((bits >> 40) % 40);
            keep(sim, &c, (uint64_t)key, bytes);
            plain_keep(&p, key, bytes, sim_now(sim) + 40, step);
        }
        CU_ASSERT_EQUAL(c.held, p.held);
        found += wanted;
        missed += !wanted;
    }
    CU_ASSERT_TRUE(found > STEPS / 10 && missed > STEPS / 10 && c.evicted > STEPS);
    CU_ASSERT_TRUE(cache_audit(&c));
    sim_free(sim);
}

static void many_keys_are_all_there(void)
{
    struct sim *sim = sim_new(NULL);
    struct cache c = {0};

    cache_start(sim, &c, 1000000, KINDS, five_minutes);
    for (uint64_t key = 0; key < 5000; key++)
        keep(sim, &c, mix64(key), 100);
    for (uint64_t key = 0; key < 5000; key++)
        CU_ASSERT_TRUE(find(sim, &c, mix64(key)));
    CU_ASSERT_EQUAL(c.held, 500000);
    sim_free(sim);
}

FACTS(FACT(the_least_recently_used_makes_room),
      FACT(reading_does_not_prolong_and_writing_does),
      FACT(an_answer_on_its_way_is_not_found_yet),
      FACT(each_kind_has_a_time_of_its_own_and_0_is_for_ever),
      FACT(a_random_history_is_as_a_plain_list_has_it), FACT(many_keys_are_all_there))
