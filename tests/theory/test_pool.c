/* test_pool.c - a function's environments: the pool of idle ones, and a warm start.
 *
 * Arrivals 0.9/s, warm mean 1.991 s, cold mean 2.244 s, idle expiry 600 s, newest idle
 * first, no maximum age: an independent program ran 10 x 1e7 s (validation targets 1). */
#include <stdlib.h>

#include "check.h"
#include "run/objective.h"
#include "theory/holds.h"

static double cold_share(const struct trial *t)
{
    return trial_value(t, "lambda_cold_starts", "f", STAT_COUNT) /
           trial_value(t, "lambda_invocations", "f", STAT_COUNT);
}

/* All but the first 18 minutes: the pool begins idle, so for an expiry it is a little
 * larger (a hundredth, over all of a run's 9 hours a four hundredth). */
static double environments(const struct trial *t)
{
    const double *level = trial_array(t, "lambda_environments");
    double sum = 0;

    for (size_t k = 1; k < 30; k++)
        sum += level[k * STATISTICS + STAT_AVERAGE];
    return sum / 29;
}

/* 9 hours a run: a start with an empty pool would show 20 % too many cold starts. */
static void a_warm_start_is_the_steady_state_from_the_first_second(void)
{
    struct wanted wanted[] = {
        {"cold share", "", 0, .001333, cold_share, .028, .000007},
        {"environments", "", 0, 7.698, environments, 0, .005},
        {"lambda_concurrent_executions", "f", STAT_AVERAGE, 1.7922, NULL, 0},
        {0},
    };

    holds("run = { duration = \"32400 s\"; period = \"1080 s\"; initial = \"warm\"; };\n"
          "client = { c = { target = \"lambda.f\"; rate = \"0.9/s\"; }; };\n"
          "lambda = { f = { runtime = \"python3.12\"; memory_size = \"1769 MB\"; timeout "
          "= \"900 s\"; idle_expiry = \"600 s\"; maximum_age = \"10000 d\"; init = \"0 "
          "s\"; placement = \"0 s\"; first_invoke = \"0.253 s at 1769 MB\"; package_size "
          "= \"0 B\"; steps = ( { work = \"exponential(mean=1.991 s)\"; } ); }; };\n",
          400, wanted);
}

/* Variance of the number in work, seen once a second: ten times the longest handler, so
 * each time anew. */
static double variance(const struct trial *t)
{
    const struct objective *o = &t->scenario->objective[0];
    struct histogram_run *scratch = xcalloc(1, sizeof *scratch);
    double sum = 0, squares = 0, n = (double)o->windows;
    struct sample sample;

    for (size_t w = 0; w < o->windows; w++) {
        objective_sample(&t->result, 0, w, scratch, &sample);
        sum += sample.value;
        squares += sample.value * sample.value;
    }
    free(scratch);
    return (squares - sum * sum / n) / (n - 1);
}

/* M/G/infinity: Poisson whatever the handler's law, so variance and mean are one number.
 */
static void without_limits_the_number_in_work_is_poisson(void)
{
    struct wanted wanted[] = {
        {"lambda_concurrent_executions", "f", STAT_AVERAGE, 3.6, NULL, 0},
        {"variance", "", 0, 3.6, variance, .028},
        {0},
    };

    holds(
        "run = { duration = \"8000 s\"; warm_up = \"10 s\"; period = \"1 h\"; initial = "
        "\"warm\"; };\n"
        "client = { c = { target = \"lambda.f\"; rate = \"60/s\"; }; };\n"
        "lambda = { f = { runtime = \"python3.12\"; memory_size = \"1769 MB\"; timeout "
        "= \"9 s\"; init = \"0 s\"; placement = \"0 s\"; first_invoke = \"0 s\"; "
        "package_size = \"0 B\"; steps = ( { wait = \"mix(40 % constant(90 ms), 60 % "
        "uniform(20 ms, 60 ms))\"; } ); }; };\n"
        "objectives = ( \"last(lambda.f.concurrent_executions) >= 0 every 1 s\" );\n",
        12, wanted);
}

/* The same of a crowd: 30 000 at once, beyond what the event set keeps in rings alone,
 * with deadlines that are armed and moved. */
static void thirty_thousand_at_once_obey_little(void)
{
    struct wanted wanted[] = {
        {"lambda_concurrent_executions", "f", STAT_AVERAGE, 30000, NULL, 0},
        {"http_concurrent_requests", "h", STAT_AVERAGE, 10000, NULL, 0},
        {0},
    };

    holds(
        "run = { duration = \"8 s\"; warm_up = \"5 s\"; period = \"1 h\"; };\n"
        "account = { lambda = { concurrent_executions = 60000; }; };\n"
        "client = { c = { target = \"lambda.f\"; rate = \"10000/s\"; timeout = \"60 s\"; "
        "}; };\n"
        "lambda = { f = { runtime = \"python3.12\"; memory_size = \"1769 MB\"; timeout "
        "= \"30 s\"; warm_environments = 40000; steps = ( { wait = \"uniform(1 s, 2 "
        "s)\"; }, { call = \"http.h\"; timeout = \"20 s\"; }, { wait = \"uniform(0.25 s, "
        "0.75 s)\"; } ); }; };\n"
        "http = { h = { latency = \"uniform(0.5 s, 1.5 s)\"; }; };\n",
        12, wanted);
}

/* A(c, a) of Erlang's loss system, on a reserve: whatever law the handler has. */
static double throttled(const struct trial *t)
{
    double throttles = trial_value(t, "lambda_throttles", "f", STAT_COUNT);

    return throttles /
           (throttles + trial_value(t, "lambda_invocations", "f", STAT_COUNT));
}

static void a_thousand_places_refuse_as_erlang_says(void)
{
    struct wanted wanted[] = {{"refused of 1000, a = 2016", "", 0, .504455, throttled, 0},
                              {0}};

    holds("run = { duration = \"150 s\"; warm_up = \"20 s\"; period = \"1 h\"; initial = "
          "\"warm\"; };\n"
          "account = { lambda = { concurrent_executions = 2000; }; };\n"
          "client = { c = { target = \"lambda.f\"; rate = \"2016/s\"; }; };\n"
          "lambda = { f = { runtime = \"python3.12\"; memory_size = \"1769 MB\"; timeout "
          "= \"900 s\"; reserved_concurrent_executions = 1000; steps = ( { wait = "
          "\"gamma(mean=1 s, cv=0.6)\"; } ); }; };\n",
          10, wanted);
}

FACTS(FACT(a_warm_start_is_the_steady_state_from_the_first_second),
      FACT(without_limits_the_number_in_work_is_poisson),
      FACT(thirty_thousand_at_once_obey_little),
      FACT(a_thousand_places_refuse_as_erlang_says))
