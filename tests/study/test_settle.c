/* test_settle.c - what has found a steady state, and what only looks so. */
#include "study/settle.h"

#include <stdlib.h>

#include "base/memory.h"
#include "check.h"
#include "sim/draw.h"

enum { COUNT = 60, MOST = 10 };

struct series { /* of MOST runs at most */
    double sum[MOST * COUNT], base[MOST * COUNT];
};

static double noise(const struct stream *s, size_t i)
{
    return unit_of(draw_bits(s, i, 0)) - 0.5;
}

static struct settled settled_of(const struct series *s, size_t runs)
{
    return settle(&(struct paths){runs, COUNT, s->sum, s->base, 0});
}

static void mser_cuts_a_ramp_and_leaves_a_plateau(void)
{
    double series[200];

    for (int i = 0; i < 200; i++)
        series[i] = (i < 37 ? i : 37) + (i * 7 % 5) * 0.1;
    CHECK_NEAR((double)settle_mser(series, 200), 37, 5);
    for (int i = 0; i < 200; i++)
        series[i] = 4.5;
    CU_ASSERT_EQUAL(settle_mser(series, 200), 0);
    for (int i = 0; i < 200; i++)
        series[i] = i * 1.5; /* all but the last five */
    CU_ASSERT_EQUAL(settle_mser(series, 200), 195);
}

/* Noise about a level needs no cut; on a ramp it is cut off with it. */
static void a_start_is_cut_off_and_noise_is_not(void)
{
    struct stream stream = stream_named(7, 0, "settle");
    struct series s;

    for (size_t runs = 1; runs <= MOST; runs += 9) {
        unsigned cut = 0, late = 0;
        for (size_t k = 0; k < 200; k++) {
            for (size_t i = 0; i < runs * COUNT; i++) {
                s.base[i] = 2;
                s.sum[i] = 2 * (40 + noise(&stream, k * 10000 + i));
            }
            cut += settled_of(&s, runs).cut != 0;
            for (size_t i = 0; i < runs * COUNT; i++)
                s.sum[i] -= i % COUNT < 9 ? 4 * (9 - (double)(i % COUNT)) : 0;
            struct settled settled = settled_of(&s, runs);
            late += !settled.steady || settled.cut < 6 || settled.cut > 24;
        }
        printf("  %zu runs: %u of 200 cut, %u not where the ramp ends\n", runs, cut,
               late);
        CU_ASSERT(cut <= 3);
        CU_ASSERT(late <= 20);
    }
}

static void what_grows_all_the_time_never_settles(void)
{
    struct stream stream = stream_named(8, 0, "growing");
    struct series s;

    for (size_t runs = 1; runs <= MOST; runs++)
        for (int sign = -1; sign <= 1; sign += 2) {
            for (size_t i = 0; i < runs * COUNT; i++) {
                double level = sign > 0 ? (double)(i % COUNT) : 90 - (double)(i % COUNT);
                s.base[i] = 1;
                s.sum[i] = 100 * level + 900 * noise(&stream, 1000 * runs + i);
            }
            struct settled settled = settled_of(&s, runs);
            CU_ASSERT(!settled.steady);
            CU_ASSERT(settled.drift * sign > 0.3);
        }
}

/* One that wanders about its mean for longer than a tenth of a run is not growing: a
 * single run is judged by how long it remembers, ten by what they differ by. */
static void what_wanders_about_its_mean_is_not_taken_for_growing(void)
{
    static const struct {
        size_t runs;
        double remembers;
    } CASES[] = {{1, 0.9}, {3, 0.9}, {10, 0.9}, {10, 0.99}};
    struct stream stream = stream_named(9, 0, "wandering");
    struct series s;

    for (size_t c = 0; c < sizeof CASES / sizeof *CASES; c++) {
        unsigned alarms = 0;
        for (size_t k = 0; k < 400; k++) {
            for (size_t r = 0; r < CASES[c].runs; r++) {
                size_t name = ((c * 400 + k) * MOST + r) * 1000;
                double x = 0;
                for (size_t i = 0; i < 500 + COUNT; i++) {
                    x = CASES[c].remembers * x + noise(&stream, name + i);
                    if (i >= 500)
                        s.sum[r * COUNT + i - 500] = 3 * (4 + x);
                }
            }
            for (size_t i = 0; i < CASES[c].runs * COUNT; i++)
                s.base[i] = 3;
            alarms += !settled_of(&s, CASES[c].runs).steady;
        }
        printf("  %zu runs, %.2f: taken for growing %u of 400\n", CASES[c].runs,
               CASES[c].remembers, alarms);
        CU_ASSERT(alarms <= (CASES[c].runs == MOST ? 2 : 12));
    }
}

/* Auto scaling at a constant load: a jump, and then so little that it does not matter,
 * although the runs hardly differ. */
static void what_creeps_has_settled(void)
{
    struct stream stream = stream_named(10, 0, "creeping");
    struct series s;

    for (size_t i = 0; i < MOST * COUNT; i++) {
        size_t k = i % COUNT;
        s.base[i] = 1;
        s.sum[i] = k < 3 ? 20 : 58.5 + 0.015 * (double)k + 0.01 * noise(&stream, i);
    }
    CU_ASSERT(settled_of(&s, MOST).steady);
    CU_ASSERT(settled_of(&s, MOST).cut >= 1);
    for (size_t i = 0; i < MOST * COUNT; i++)
        s.sum[i] += i % COUNT < 3 ? 0 : (double)(i % COUNT);
    CU_ASSERT(!settled_of(&s, MOST).steady);
}

/* What is small is not judged by its own mean where the caller says what is little. */
static void a_little_is_what_the_caller_says(void)
{
    struct stream stream = stream_named(11, 0, "little");
    struct series s;

    for (size_t i = 0; i < MOST * COUNT; i++) {
        s.base[i] = 1;
        s.sum[i] = 0.01 + 0.001 * (double)(i % COUNT) + 0.001 * noise(&stream, i);
    }
    CU_ASSERT(!settled_of(&s, MOST).steady);
    CU_ASSERT(settle(&(struct paths){MOST, COUNT, s.sum, s.base, 0.1}).steady);
    CU_ASSERT(!settle(&(struct paths){MOST, COUNT, s.sum, s.base, 0.02}).steady);
}

/* A mean is over what was observed, not over strides; few strides with a sample say
 * nothing. */
static void strides_without_a_sample_say_nothing(void)
{
    struct series s;

    for (size_t i = 0; i < MOST * COUNT; i++) {
        s.base[i] = i % COUNT == 17 ? 0 : 1 + (double)(i % 7);
        s.sum[i] = 0.25 * s.base[i];
    }
    CU_ASSERT(settled_of(&s, MOST).steady);
    CU_ASSERT_EQUAL(settled_of(&s, MOST).cut, 0);
    for (size_t i = 0; i < MOST * COUNT; i++) {
        s.base[i] = i % 5 == 0;
        s.sum[i] = (double)(i % COUNT) * s.base[i];
    }
    CU_ASSERT(settled_of(&s, MOST).steady);
}

FACTS(FACT(mser_cuts_a_ramp_and_leaves_a_plateau),
      FACT(a_start_is_cut_off_and_noise_is_not),
      FACT(what_grows_all_the_time_never_settles),
      FACT(what_wanders_about_its_mean_is_not_taken_for_growing),
      FACT(what_creeps_has_settled), FACT(a_little_is_what_the_caller_says),
      FACT(strides_without_a_sample_say_nothing))
