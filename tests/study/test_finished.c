/* test_finished.c - what a unit of work is called, and that it comes back from its bytes.
 */
#include "check.h"
#include "study/finished.h"
#include "study/unit_name.h"
#include "trial.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char text[] =
    "profile = \"aws-2026\"; run = { duration = \"1 min\"; period = \"10 s\"; };\n"
    "client = { c = { target = \"http.h\"; rate = \"5/s\"; }; };\n"
    "http = { h = { latency = \"exponential(mean=100 ms)\"; concurrency_limit = 9; }; "
    "};\n"
    "objectives = ( \"max(client.c.latency) < 9 s\" );\n";

/* ---- names ---- */

static struct unit_name name_of(const struct trial *t, struct unit_asked asked,
                                size_t run)
{
    struct unit_names names;

    asked.layout = t->layout;
    unit_names_begin(&names, &asked);
    return unit_name(&names, run);
}

static bool is_same(struct unit_name a, struct unit_name b)
{
    return strcmp(a.hex, b.hex) == 0;
}

/* Whether the first run is called as it is without that setting. */
static bool is_named_alike(const char *set)
{
    struct trial plain, other;
    bool alike;

    trial_load(&plain, text, NULL);
    trial_load(&other, text, (const char *const[]){set, NULL});
    CU_ASSERT_PTR_NOT_NULL_FATAL(other.scenario);
    alike = is_same(name_of(&plain, (struct unit_asked){0}, 0),
                    name_of(&other, (struct unit_asked){0}, 0));
    trial_free(&plain);
    trial_free(&other);
    return alike;
}

static void all_that_a_result_depends_on_is_in_a_name(void)
{
    struct trial t;
    struct unit_name first;
    size_t limit;

    trial_load(&t, text, NULL);
    first = name_of(&t, (struct unit_asked){0}, 0);
    CU_ASSERT_EQUAL(strlen(first.hex), 32);
    CU_ASSERT_TRUE(is_same(first, name_of(&t, (struct unit_asked){0}, 0)));
    CU_ASSERT_FALSE(is_same(first, name_of(&t, (struct unit_asked){0}, 1)));
    CU_ASSERT_FALSE(is_same(first, name_of(&t, (struct unit_asked){.requests = 1}, 0)));
    CU_ASSERT_FALSE(
        is_same(first, name_of(&t, (struct unit_asked){.in_batches = true}, 0)));
    for (limit = 0; limit < t.scenario->graph.limits; limit++) { /* as grow does */
        t.scenario->graph.limit[limit].lifted = true;
        CU_ASSERT_FALSE(is_same(first, name_of(&t, (struct unit_asked){0}, 0)));
        t.scenario->graph.limit[limit].lifted = false;
    }
    CU_ASSERT_TRUE(limit > 0);
    trial_free(&t);
    CU_ASSERT_FALSE(is_named_alike("http.h.concurrency_limit=8"));
    CU_ASSERT_FALSE(is_named_alike("run.seed=7"));
    CU_ASSERT_FALSE(is_named_alike("profile=aws-2021-08"));
}

/* ---- bytes ---- */

static struct finished make(const struct trial *t)
{
    static const double batch[2][3] = {{1, 2, 3}, {4, 4, 4}};
    struct finished f = {.value = xcalloc(t->layout->values + 1, sizeof(double)),
                         .events = 77,
                         .said = xstrdup("a: warning: b\n"),
                         .said_size = 14,
                         .warnings = 1,
                         .batches = {.length = 3}};

    for (size_t i = 0; i < t->layout->values; i++)
        f.value[i] = i % 7 == 0 ? NAN : i % 3 == 0 ? (double)i : 0;
    f.log = (struct request_log){.every = 2, .count = 2, .room = 2};
    f.log.row = xcalloc(2, sizeof *f.log.row);
    f.log.row[1].latency_s = 0.25;
    sparse_add(&f.batches, batch[0]);
    sparse_add(&f.batches, batch[1]);
    return f;
}

static void what_was_brought_comes_back_to_the_bit(void)
{
    struct trial t;
    struct text bytes = {0};
    struct finished f, back;
    double batch[3];

    trial_load(&t, text, NULL);
    f = make(&t);
    back = (struct finished){.value = xcalloc(t.layout->values + 1, sizeof(double))};
    finished_pack(&f, t.layout, &bytes);
    CU_ASSERT_TRUE_FATAL(finished_unpack(&back, t.layout, &bytes));
    CU_ASSERT_EQUAL(memcmp(f.value, back.value, t.layout->values * sizeof(double)), 0);
    CU_ASSERT_EQUAL(back.events, 77);
    CU_ASSERT_EQUAL(back.warnings, 1);
    CU_ASSERT_STRING_EQUAL(back.said, "a: warning: b\n");
    CU_ASSERT_EQUAL(back.log.every, 2);
    CU_ASSERT_EQUAL(back.log.count, 2);
    CHECK_NEAR(back.log.row[1].latency_s, 0.25, 0);
    CU_ASSERT_TRUE(sparse_row(&back.batches, 1, batch));
    CHECK_NEAR(batch[2], 4, 0);
    finished_free(&back);
    for (size_t most = bytes.length; most-- > 0;) { /* cut short */
        struct text cut = {bytes.bytes, most, bytes.room};
        CU_ASSERT_FALSE(finished_unpack(&back, t.layout, &cut));
        finished_free(&back);
    }
    finished_free(&f);
    free(f.value);
    free(back.value);
    text_free(&bytes);
    trial_free(&t);
}

FACTS(FACT(all_that_a_result_depends_on_is_in_a_name),
      FACT(what_was_brought_comes_back_to_the_bit))
