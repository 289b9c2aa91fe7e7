/* test_warm.c - what a function starts with when run.initial is "warm". */
#include "lambda/tables.h"

#include "check.h"
#include "trial.h"

#define FUNCTION(more)                                                                   \
    "client = { c = { target = \"lambda.f\"; rate = \"37/s\"; }; };\n"                   \
    "lambda = { f = { runtime = \"python3.12\"; memory_size = \"1769 MB\"; timeout = "   \
    "\"30 s\"; idle_expiry = \"300 s\"; steps = ( { work = \"exponential(mean=210 "      \
    "ms)\"; } ); " more " }; };\n"

/* What is wanted, from tables of the Poisson distribution: lambda P(a, k - 1) X >= 1. */
static void a_pool_keeps_what_is_reached_once_an_expiry(void)
{
    /* .9 x 600 P(1.792, 7) = 1.07, .9 x 600 P(1.792, 8) = .24 */
    CU_ASSERT_EQUAL(lambda_pool_size(.9, 1.792, 600), 8);
    CU_ASSERT_EQUAL(lambda_pool_size(.9, 1.792, 550), 7);
    /* once in ten minutes, kept for five: mostly gone; kept for twenty: mostly there */
    CU_ASSERT_EQUAL(lambda_pool_size(1 / 600., .001, 300), 0);
    CU_ASSERT_EQUAL(lambda_pool_size(1 / 600., .001, 1200), 1);
    CU_ASSERT_EQUAL(lambda_pool_size(0, 0, 600), 0);
    /* 1e5 at once: 4.59 deviations above, where 1e5/s x 300 s x P = 1 */
    CHECK_NEAR((double)lambda_pool_size(1e5, 1e5, 300), 1e5 + 4.59 * 316.2, 10);
}

static double value(const char *initial, const char *scenario, const char *variable)
{
    char text[1000];
    struct trial t;

    snprintf(text, sizeof text, "run = { duration = \"10 min\"; initial = \"%s\"; };\n%s",
             initial, scenario);
    trial_make(&t, text);
    double found = trial_value(&t, variable, "f", STAT_AVERAGE);
    trial_free(&t);
    return found;
}

static void no_request_finds_a_warm_pool_cold(void)
{
    /* an old pool has one now and then (3 in these ten minutes, none in the first five)
     */
    CU_ASSERT(value("empty", FUNCTION(""), "lambda_cold_starts") > 15);
    CU_ASSERT(value("warm", FUNCTION(""), "lambda_cold_starts") <= 3);
}

static void the_scenario_has_the_last_word(void)
{
    CHECK_NEAR(value("warm", FUNCTION("warm_environments = 53;"), "lambda_environments"),
               53, 20); /* what is not needed goes after its 300 s */
    CU_ASSERT(value("warm", FUNCTION("warm_environments = 0;"), "lambda_cold_starts") >
              15);
}

static void a_reserve_bounds_what_is_there(void)
{
    struct trial t;

    trial_load(&t,
               "run = { duration = \"1 min\"; initial = \"warm\"; };\n" FUNCTION(
                   "reserved_concurrent_executions = 9;"),
               NULL);
    CU_ASSERT_EQUAL_FATAL(t.scenario->warm_starts, 1);
    CU_ASSERT_STRING_EQUAL(t.scenario->warm_start[0].text,
                           "9 idle environments, for 7.77 in work at once");
    trial_free(&t);
}

/* Users who are always at it: 7 300 s after the start a pool of one age would be gone at
 * once. */
static void ages_are_spread_as_in_an_old_pool(void)
{
    struct trial t;
    double most = 0, all = 0;

    trial_make(
        &t, "run = { duration = \"8000 s\"; period = \"100 s\"; initial = \"warm\"; };\n"
            "client = { c = { target = \"lambda.f\"; users = 23; }; };\n"
            "lambda = { f = { runtime = \"python3.12\"; memory_size = \"1769 MB\"; "
            "timeout = \"30 s\"; idle_expiry = \"300 s\"; maximum_age = \"7300 s\"; "
            "steps = ( { work = \"exponential(mean=2 s)\"; } ); }; };\n");
    const double *cold = trial_array(&t, "lambda_cold_starts");
    for (size_t k = 0; k < 80; k++) {
        most = fmax(most, cold[k]);
        all += cold[k];
    }
    CU_ASSERT(all >= 23); /* each of those in use was replaced once */
    CU_ASSERT(most <= 5);
    trial_free(&t);
}

/* The load of t = 0, not that of the ramp's end or of a burst. */
static void the_first_load_counts(void)
{
    struct trial t;

    trial_load(
        &t,
        "run = { initial = \"warm\"; };\n"
        "client = { c = { target = \"lambda.f\"; phases = ( { rate = \"37/s\"; "
        "duration = \"1 min\"; }, { rate = \"900/s\"; duration = \"1 min\"; } ); "
        "bursts = ( { at = \"80 s\"; requests = 5000; within = \"1 s\"; } ); }; };\n"
        "lambda = { f = { runtime = \"python3.12\"; memory_size = \"1769 MB\"; "
        "timeout = \"30 s\"; steps = ( { work = \"210 ms\"; } ); }; };\n",
        NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(t.scenario);
    CU_ASSERT_PTR_NOT_NULL(strstr(t.scenario->warm_start[0].text, "for 7.77 in work"));
    trial_free(&t);
}

FACTS(FACT(a_pool_keeps_what_is_reached_once_an_expiry),
      FACT(no_request_finds_a_warm_pool_cold), FACT(the_scenario_has_the_last_word),
      FACT(a_reserve_bounds_what_is_there), FACT(ages_are_spread_as_in_an_old_pool),
      FACT(the_first_load_counts))
