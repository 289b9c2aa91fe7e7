/* test_queues.c - an outside service as a queue, against the formulas of queueing theory.
 *
 * Reference values: tests' own arithmetic below each, or facts computed elsewhere by
 * independent programs (noted).
 */
#include "check.h"
#include "theory/holds.h"

/* Poisson arrivals to one service. */
#define QUEUE(length, rate, service)                                                     \
    "run = { duration = \"" length "\"; warm_up = \"20 s\"; period = \"1 h\"; };\n"      \
    "client = { c = { target = \"http.s\"; rate = \"" rate "\"; }; };\n"                 \
    "http = { s = { " service " }; };\n"

#define WAITS "queue_limit = 100000000;"

/* C(c, a): the share that waits in M/M/c, from Erlang's B by its recursion. */
static double erlang_b(int c, double a)
{
    double b = 1;

    for (int k = 1; k <= c; k++)
        b = a * b / (k + a * b);
    return b;
}

static double erlang_c(int c, double a)
{
    double b = erlang_b(c, a);

    return b / (1 - a / c * (1 - b));
}

static double wait_share(const struct trial *t)
{
    return share_above(t, "http_queue_wait", 0, 0);
}

static void mm1_waits_as_long_as_it_should(void)
{
    /* rho = .6, service 6 ms: wait = rho / (1 - rho) x 6 ms, number waiting = 100/s x it
     */
    double wait = .6 / .4 * .006;
    struct wanted wanted[] = {
        {"http_queue_wait", "s", STAT_AVERAGE, wait, NULL, 0},
        {"http_queued", "s", STAT_AVERAGE, 100 * wait, NULL, 0},
        {"http_latency", "s", STAT_AVERAGE, wait + .006, NULL, 0},
        {"http_concurrent_requests", "s", STAT_AVERAGE, .6, NULL, 0},
        {"P(wait)", "", 0, .6, wait_share, 0},
        {"client_latency", "c", STAT_P99, .015 * 4.605170186, NULL, 0.02},
        {0},
    };

    holds(QUEUE("5000 s", "100/s",
                "latency = \"exponential(mean=6 ms)\"; concurrency_limit = 1; " WAITS),
          20, wanted);
}

static void mmc_waits_as_erlang_says(void)
{
    double share = erlang_c(5, 3.5), wait = share / (5 / .035 - 100);
    struct wanted wanted[] = {
        {"P(wait)", "", 0, share, wait_share, 0},
        {"http_queue_wait", "s", STAT_AVERAGE, wait, NULL, .02},
        {"http_concurrent_requests", "s", STAT_AVERAGE, 3.5, NULL, 0},
        {0},
    };

    holds(QUEUE("6000 s", "100/s",
                "latency = \"exponential(mean=35 ms)\"; concurrency_limit = 5; " WAITS),
          20, wanted);
}

/* Pollaczek and Khinchine: wait = lambda E[S^2] / (2 (1 - rho)). */
static void mg1_waits_by_the_second_moment(void)
{
    double wait = 100 * .006 * .006 * (1 + 1.3 * 1.3) / 2 / .4;
    double even = 100 * .006 * .006 * (1 + .25 * .25) / 2 / .4;
    struct wanted wanted[] = {{"http_queue_wait", "s", STAT_AVERAGE, wait, NULL, .015},
                              {0}};
    struct wanted less[] = {{"http_queue_wait", "s", STAT_AVERAGE, even, NULL, .01}, {0}};

    holds(
        QUEUE(
            "5000 s", "100/s",
            "latency = \"lognormal(mean=6 ms, cv=1.3)\"; concurrency_limit = 1; " WAITS),
        20, wanted);
    holds(QUEUE("2500 s", "100/s",
                "latency = \"gamma(mean=6 ms, cv=0.25)\"; concurrency_limit = 1; " WAITS),
          20, less);
}

/* Wait in services of 8 ms: mean 2, quantiles by Crommelin's series (1932), computed with
 * 60 digits: validation targets. */
static void md1_waits_with_these_quantiles(void)
{
    struct wanted wanted[] = {
        {"http_queue_wait", "s", STAT_AVERAGE, 2 * .008, NULL, .015},
        {"http_queue_wait", "s", STAT_P50, 1.27593987 * .008, NULL, .02},
        {"http_queue_wait", "s", STAT_P90, 5.01151150 * .008, NULL, .02},
        {"http_queue_wait", "s", STAT_P99, 10.35588679 * .008, NULL, .03},
        {0},
    };

    holds(QUEUE("2500 s", "100/s", "latency = \"8 ms\"; concurrency_limit = 1; " WAITS),
          20, wanted);
}

/* Erlang's loss system does not care what law the service has. */
static double refused(const struct trial *t)
{
    return trial_value(t, "http_throttles", "s", STAT_COUNT) /
           trial_value(t, "http_requests", "s", STAT_COUNT);
}

static void losses_are_erlang_b_whatever_the_law(void)
{
    struct wanted wanted[] = {
        {"refused of 10, a = 7", "", 0, erlang_b(10, 7), refused, .015}, {0}};
    struct wanted heavy[] = {{"refused of 1000, a = 1991", "", 0, 0.498245, refused, 0},
                             {0}};

    CHECK_NEAR(erlang_b(1000, 1991), 0.498245, 5e-7);
    holds(QUEUE("4000 s", "100/s",
                "latency = \"exponential(mean=70 ms)\"; concurrency_limit = 10;"),
          20, wanted);
    holds(QUEUE("4000 s", "100/s", "latency = \"70 ms\"; concurrency_limit = 10;"), 20,
          wanted);
    holds(QUEUE("4000 s", "100/s",
                "latency = \"lognormal(mean=70 ms, cv=1.5)\"; concurrency_limit = 10;"),
          20, wanted);
    holds(QUEUE("120 s", "1991/s",
                "latency = \"gamma(mean=1 s, cv=0.7)\"; concurrency_limit = 1000;"),
          10, heavy);
}

static void without_limits_the_number_in_work_is_rate_times_time(void)
{
    struct wanted wanted[] = {
        {"http_concurrent_requests", "s", STAT_AVERAGE, 30, NULL, 0}, {0}};

    holds(QUEUE("1500 s", "100/s", "latency = \"lognormal(mean=300 ms, cv=2)\";"), 10,
          wanted);
}

/* On a ramp the mean number in work at t is the rate there times E[S], less the slope
 * times E[S^2] / 2: linear, so the mean over a minute is that of its middle. */
#define RAMP(law)                                                                        \
    "run = { period = \"1 min\"; };\n"                                                   \
    "client = { c = { target = \"http.s\"; phases = ( { duration = \"300 s\"; rate = "   \
    "\"20/s\"; to = \"200/s\"; } ); }; };\n"                                             \
    "http = { s = { latency = \"" law "\"; }; };\n"

static double mid_ramp(const struct trial *t)
{
    const double *level = trial_array(t, "http_concurrent_requests");

    return level[2 * STATISTICS + STAT_AVERAGE]; /* 120 s .. 180 s */
}

static void on_a_ramp_work_lags_behind_the_rate(void)
{
    struct wanted spread[] = {{"in work at 150 s", "", 0, 217.6, mid_ramp, .006}, {0}};
    struct wanted fixed[] = {{"in work at 150 s", "", 0, 218.8, mid_ramp, .006}, {0}};

    holds(RAMP("exponential(mean=2 s)"), 160, spread);
    holds(RAMP("2 s"), 160, fixed);
}

FACTS(FACT(mm1_waits_as_long_as_it_should), FACT(mmc_waits_as_erlang_says),
      FACT(mg1_waits_by_the_second_moment), FACT(md1_waits_with_these_quantiles),
      FACT(losses_are_erlang_b_whatever_the_law),
      FACT(without_limits_the_number_in_work_is_rate_times_time),
      FACT(on_a_ramp_work_lags_behind_the_rate))
