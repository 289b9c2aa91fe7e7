/* test_throttles.c - token buckets against their closed form and against exact chains. */
#include "check.h"
#include "theory/holds.h"

static double served(const struct trial *t)
{
    return trial_value(t, "http_requests", "s", STAT_COUNT) -
           trial_value(t, "http_throttles", "s", STAT_COUNT);
}

static double refused(const struct trial *t)
{
    return trial_value(t, "http_throttles", "s", STAT_COUNT) /
           trial_value(t, "http_requests", "s", STAT_COUNT);
}

/* Steps of constant load a for T seconds on rate r, depth B: served = min(a T, B + r T),
 * to one request. */
static void a_step_is_served_by_depth_and_rate(void)
{
    static const struct {
        int a, r, b, seconds;
    } step[] = {{100, 20, 50, 10}, {37, 36, 5, 60},   {1000, 300, 500, 7},
                {50, 60, 1, 20},   {333, 1, 1000, 9}, {7, 2, 3, 100}};

    for (size_t i = 0; i < sizeof step / sizeof *step; i++) {
        char text[500];
        struct trial t;
        double offered = (double)step[i].a * step[i].seconds;
        double most = step[i].b + (double)step[i].r * step[i].seconds;

        snprintf(text, sizeof text,
                 "run = { duration = \"%d s\"; };\n"
                 "client = { c = { target = \"http.s\"; arrivals = \"constant\"; rate = "
                 "\"%d/s\"; }; };\n"
                 "http = { s = { latency = \"1 ms\"; rate_limit = \"%d/s\"; "
                 "rate_limit_burst = %d; }; };\n",
                 step[i].seconds, step[i].a, step[i].r, step[i].b);
        trial_make(&t, text);
        CHECK_NEAR(served(&t), fmin(offered, most), 1);
        CU_ASSERT_TRUE(served(&t) <= most);
        CU_ASSERT_EQUAL(trial_limit(&t, "limit_rejections_summary", "http.s.rate_limit"),
                        offered - served(&t));
        trial_free(&t);
    }
}

/* Poisson of rate a on a bucket (r, B): the level just before arrivals is a Markov chain;
 * its stationary law by an independent program (validation targets 1). */
static void random_load_is_refused_as_the_chain_says(void)
{
    static const struct {
        const char *rate, *depth;
        double refused;
    } row[] = {{"8", "1", .444414},
               {"9.5", "5", .082786},
               {"10", "10", .050847},
               {"12", "10", .170911}};

    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct wanted wanted[] = {{"refused", "", 0, row[i].refused, refused, .025}, {0}};
        char text[500];

        snprintf(text, sizeof text,
                 "run = { duration = \"100000 s\"; warm_up = \"100 s\"; period = \"30 "
                 "h\"; };\n"
                 "client = { c = { target = \"http.s\"; rate = \"%s/s\"; }; };\n"
                 "http = { s = { latency = \"0 s\"; rate_limit = \"10/s\"; "
                 "rate_limit_burst = %s; }; };\n",
                 row[i].rate, row[i].depth);
        holds(text, 10, wanted);
    }
}

/* With retries and no end to patience every request is served in the end, at the rate. */
static void whoever_tries_for_long_enough_gets_the_rate(void)
{
    struct trial t;

    trial_make(&t,
               "run = { duration = \"100 s\"; drain = \"all\"; };\n"
               "client = { c = { target = \"http.s\"; arrivals = \"constant\"; rate = "
               "\"30/s\"; retry = { max_attempts = 1000; interval = \"500 ms\"; "
               "backoff_rate = 1.0; jitter_strategy = \"FULL\"; }; }; };\n"
               "http = { s = { latency = \"1 ms\"; rate_limit = \"20/s\"; "
               "rate_limit_burst = 10; }; };\n");
    CU_ASSERT_EQUAL(trial_value(&t, "client_errors", "c", STAT_COUNT), 0);
    CU_ASSERT_EQUAL(trial_value(&t, "client_latency", "c", STAT_COUNT), 3000);
    CHECK_NEAR((double)t.ran.end, (3000 - 10) / 20. * 1e9, 15e9);
    trial_free(&t);
}

FACTS(FACT(a_step_is_served_by_depth_and_rate),
      FACT(random_load_is_refused_as_the_chain_says),
      FACT(whoever_tries_for_long_enough_gets_the_rate))
