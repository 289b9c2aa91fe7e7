/* test_client.c - when requests come, what they are, and what becomes of them. */
#include "check.h"
#include "trial.h"

#include <stdlib.h>
#include <unistd.h>

#define INSTANT "http = { s = { latency = \"0 s\"; }; };\n"

enum { ROOM = 4096 };

/* Runs with a trace; the instants at which requests reach http.s. */
static size_t arrivals(struct trial *t, const char *text, int64_t *at)
{
    trial_load(t, text, NULL);
    t->wants_trace = true;
    trial_run(t, 1, 0);
    if (!t->ran_well)
        fputs(t->said, stdout);
    CU_ASSERT_TRUE_FATAL(t->ran_well);
    return trial_instants(t, "http.s", "Call", at, ROOM);
}

static void constant_arrivals_begin_half_an_interval_in(void)
{
    struct trial t;
    int64_t at[ROOM];
    size_t n = arrivals(&t,
                        "run = { duration = \"64 s\"; };\n"
                        "client = { c = { target = \"http.s\"; arrivals = \"constant\"; "
                        "rate = \"2/s\"; }; };\n" INSTANT,
                        at);

    CU_ASSERT_EQUAL_FATAL(n, 128); /* the published load test has 128 in 64 s */
    for (size_t k = 0; k < n; k++)
        CU_ASSERT_EQUAL(at[k], 250 * SIM_MS + (int64_t)k * 500 * SIM_MS);
    CU_ASSERT_TRUE(t.scenario->steady);
    trial_free(&t);
}

/* 10/s to 30/s in 8 s: Lambda(t) = 10 t + 1.25 t^2; the k-th comes where it is k + 1/2.
 */
static void a_ramp_is_inverted_in_closed_form(void)
{
    struct trial t;
    int64_t at[ROOM];
    size_t n = arrivals(
        &t,
        "client = { c = { target = \"http.s\"; arrivals = \"constant\"; "
        "phases = ( { duration = \"8 s\"; rate = \"10/s\"; to = "
        "\"30/s\"; }, { duration = \"2 s\"; rate = \"5/s\"; } ); }; };\n" INSTANT,
        at);

    CU_ASSERT_EQUAL_FATAL(n, 170);
    for (size_t k = 0; k < 160; k++) {
        double s = (-10 + sqrt(100 + 5 * ((double)k + 0.5))) / 2.5;
        CHECK_NEAR((double)at[k], s * 1e9, 1);
    }
    CU_ASSERT_EQUAL(at[160], 8100 * SIM_MS);
    CU_ASSERT_FALSE(t.scenario->steady);
    CU_ASSERT_EQUAL(t.scenario->run.duration, 10 * SIM_SECOND);
    trial_free(&t);
}

#define PHASES(scale)                                                                    \
    "run = { duration = \"40 s\"; };\n"                                                  \
    "client = { c = { target = \"http.s\"; item_size = \"exponential(mean=1 MB)\"; "     \
    "scale = " scale "; phases = ( { duration = \"10 s\"; rate = \"3/s\"; }, "           \
    "{ duration = \"10 s\"; rate = \"3/s\"; to = \"9/s\"; } ); repeat = \"25 s\"; }; "   \
    "};\n" INSTANT

static double lambda(double t)
{
    double rounds = floor(t / 25), s = t - 25 * rounds, sum = 135 * rounds;

    if (s <= 10)
        return sum + 3 * s;
    if (s <= 20)
        return sum + 30 + 3 * (s - 10) + 0.3 * (s - 10) * (s - 10);
    return sum + 90 + 9 * (s - 20);
}

static void scaling_moves_request_k_on_the_same_unit_process(void)
{
    struct trial one, two;
    int64_t at[ROOM], sooner[ROOM];
    size_t n = arrivals(&one, PHASES("1"), at);
    size_t m = arrivals(&two, PHASES("2.5"), sooner);

    CU_ASSERT_TRUE_FATAL(n > 100 && m > 2 * n);
    for (size_t k = 0; k < n; k++)
        CHECK_NEAR(lambda((double)at[k] / 1e9), 2.5 * lambda((double)sooner[k] / 1e9),
                   1e-6);
    trial_free(&one);
    trial_free(&two);
}

static void poisson_arrivals_have_exponential_gaps_of_the_rate(void)
{
    struct trial t;
    int64_t at[ROOM];
    size_t n =
        arrivals(&t,
                 "run = { duration = \"1000 s\"; };\n"
                 "client = { c = { target = \"http.s\"; rate = \"4/s\"; }; };\n" INSTANT,
                 at);
    double sum = 0, squares = 0;

    CHECK_NEAR((double)n, 4000, 3.3 * sqrt(4000));
    for (size_t k = 1; k < n; k++) {
        double gap = (double)(at[k] - at[k - 1]) / 1e9;
        sum += gap;
        squares += gap * gap;
    }
    CHECK_NEAR(sum / (double)n, 0.25, 0.015);
    CHECK_NEAR(squares / (double)n, 2 * 0.0625, 0.015);
    trial_free(&t);
}

/* A renewal process' counts over long times vary with the square of its gaps' cv. */
static void are_as_bursty_as(const char *text, double cv)
{
    struct trial t;
    int64_t at[ROOM];
    size_t n = arrivals(&t, text, at);
    double sum = 0, squares = 0, mean;

    CU_ASSERT_TRUE_FATAL(n > 2800);
    for (size_t k = 1; k < n; k++) {
        double gap = (double)(at[k] - at[k - 1]) / 1e9;
        sum += gap;
        squares += gap * gap;
    }
    mean = sum / (double)(n - 1);
    CHECK_NEAR(mean, 0.25, 3.3 * 0.25 * cv / sqrt((double)n));
    CHECK_NEAR(sqrt(squares / (double)(n - 1) - mean * mean) / mean, cv, 0.2);
    trial_free(&t);
}

#define BURSTY(law)                                                                      \
    "run = { duration = \"800 s\"; };\n"                                                 \
    "client = { c = { target = \"http.s\"; rate = \"4/s\"; arrivals = \"" law            \
    "\"; }; };\n" INSTANT

static void renewal_arrivals_are_as_bursty_as_said(void)
{
    are_as_bursty_as(BURSTY("gamma(cv=1.7)"), 1.7);
    are_as_bursty_as(BURSTY("weibull(cv=1.3)"), 1.3);
    are_as_bursty_as(BURSTY("weibull(cv=0.5)"), 0.5);
}

/* States 1 and 3 of equal mean time: the long-run rate is the phase's. */
static void mmpp_keeps_the_phase_s_rate(void)
{
    struct trial t;
    int64_t at[ROOM];
    size_t n =
        arrivals(&t,
                 "run = { duration = \"1000 s\"; };\n"
                 "client = { c = { target = \"http.s\"; rate = \"3/s\"; arrivals "
                 "= \"mmpp(calm=1/s for 5 s, busy=30/s for 5 s)\"; }; };\n" INSTANT,
                 at);
    double sum = 0, squares = 0;

    /* Index of dispersion over long times: 1 + 2 d^2 / (mean (a + b)), d half of the
     * rate's swing, a = b = 0.2/s: 1 + 2 2.806^2 / (3 0.4) = 14.1. */
    CHECK_NEAR((double)n, 3000, 3.3 * sqrt(14.1 * 3000));
    for (int w = 0; w < 10; w++) {
        double count = 0;
        for (size_t k = 0; k < n; k++)
            count += at[k] / (100 * SIM_SECOND) == w;
        sum += count;
        squares += count * count;
    }
    CU_ASSERT_TRUE((squares / 10 - sum * sum / 100) / (sum / 10) > 3);
    CU_ASSERT_TRUE(t.scenario->steady);
    trial_free(&t);
}

static void a_burst_is_independent_uniform_instants_on_top(void)
{
    struct trial t;
    int64_t at[ROOM];
    size_t n = arrivals(&t,
                        "run = { duration = \"60 s\"; };\n"
                        "client = { c = { target = \"http.s\"; bursts = ( { name = "
                        "\"mail\"; at = \"10 s\"; requests = 1000; within = \"4 s\"; "
                        "every = \"30 s\"; } ); }; };\n" INSTANT,
                        at);
    double worst = 0;

    CU_ASSERT_EQUAL_FATAL(n, 2000);
    CU_ASSERT_TRUE(at[0] >= 10 * SIM_SECOND && at[999] < 14 * SIM_SECOND);
    CU_ASSERT_TRUE(at[1000] >= 40 * SIM_SECOND && at[1999] < 44 * SIM_SECOND);
    for (int k = 0; k < 1000; k++) { /* Kolmogorov-Smirnov, 99.9 % */
        double u = (double)(at[k] - 10 * SIM_SECOND) / 4e9;
        worst = fmax(worst, fabs(u - (k + 0.5) / 1000));
    }
    CU_ASSERT_TRUE(worst < 1.95 / sqrt(1000));
    CU_ASSERT_EQUAL(t.scenario->marks, 2);
    trial_free(&t);
}

/* Users think 2 s after an answer that takes 1 s: a journey in 3 s each. */
static void users_begin_again_when_their_journey_has_ended(void)
{
    struct trial t;
    int64_t at[ROOM];
    size_t n = arrivals(
        &t,
        "run = { drain = \"all\"; };\n"
        "client = { c = { steps = ( { name = \"get\"; call = \"http.s\"; }, { wait = "
        "\"2 s\"; } ); phases = ( { duration = \"10 s\"; users = 2; }, { duration = \"8 "
        "s\"; users = 3; }, { duration = \"5 s\"; users = 1; } ); }; };\n"
        "http = { s = { latency = \"1 s\"; }; };\n",
        at);
    static const int64_t wanted[] = {0,  0,  3,  3,  6,  6,  9,  9, 10,
                                     12, 12, 13, 15, 15, 16, 18, 21};

    /* At 18 s one user is wanted: number 0 begins its journey, 1 and 2 leave after
     * theirs. */
    CU_ASSERT_EQUAL_FATAL(n, sizeof wanted / sizeof *wanted);
    for (size_t k = 0; k < n; k++)
        CU_ASSERT_EQUAL(at[k], wanted[k] * SIM_SECOND);
    CU_ASSERT_EQUAL(trial_value(&t, "client_journeys", "c", STAT_COUNT), 17);
    CHECK_NEAR(trial_value(&t, "client_users", "c", STAT_MAXIMUM), 3, 0);
    trial_free(&t);
}

static const char *trace_file(const char *text)
{
    static const char path[] = "test_client_trace.csv";
    FILE *out = fopen(path, "w");

    CU_ASSERT_PTR_NOT_NULL_FATAL(out);
    fputs(text, out);
    fclose(out);
    return path;
}

static char *replay_of(const char *speed, const char *more)
{
    char here[1000], *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    CU_ASSERT_PTR_NOT_NULL_FATAL(getcwd(here, sizeof here));
    fprintf(out,
            "client = { c = { target = \"http.s\"; %s arrivals = "
            "\"trace(%s/test_client_trace.csv%s)\"; }; };\n"
            "http = { s = { latency = \"request(took_s)\"; }; };\n",
            more, here, speed);
    fclose(out);
    return text;
}

static void a_trace_replays_instants_and_its_own_values(void)
{
    struct trial t;
    int64_t at[ROOM], end[ROOM];
    char *text = replay_of("", "");
    size_t n;

    trace_file(
        "who, took_s ,arrival_s\r\nada,0.25,4.125\r\nbob,0.5,1\r\nada,1,4.125\r\n");
    n = arrivals(&t, text, at);
    CU_ASSERT_EQUAL_FATAL(n, 3);
    CU_ASSERT_EQUAL(at[0], SIM_SECOND);
    CU_ASSERT_EQUAL(at[1], 4125 * SIM_MS);
    CU_ASSERT_EQUAL(at[2], 4125 * SIM_MS);
    CU_ASSERT_EQUAL(trial_instants(&t, "http.s", "ok", end, ROOM), 2);
    CU_ASSERT_EQUAL(end[0], 1500 * SIM_MS);
    CU_ASSERT_EQUAL(end[1], 4375 * SIM_MS);
    CU_ASSERT_EQUAL(t.scenario->run.duration, 5 * SIM_SECOND);
    CU_ASSERT_PTR_NOT_NULL(strstr(t.scenario->inputs, "test_client_trace.csv"));
    trial_free(&t);
    free(text);
    text = replay_of(", speed=2", "scale = 3;");
    CU_ASSERT_EQUAL_FATAL(arrivals(&t, text, at), 9);
    CU_ASSERT_EQUAL(at[2], SIM_SECOND / 2);
    CU_ASSERT_EQUAL(at[3], 4125 * SIM_MS / 2);
    trial_free(&t);
    free(text);
    unlink("test_client_trace.csv");
}

static void a_bad_trace_is_named_with_what_is_wrong(void)
{
    static const char *const bad[][2] = {
        {"when,took_s\n1,2\n", "no column arrival_s (s since the run began); its first "
                               "one is \"when\""},
        {"arrival_s,took_s\n1,2\n2021-08-01T00:00:00Z,1\n",
         ":3: \"2021-08-01T00:00:00Z\" is not a number of seconds"},
        {"arrival_s,took_s\n1,2\n-3,1\n", "arrival_s"},
        {"arrival_s,took_s\n1\n", ":2"},
        {"arrival_s,took_s\n", "no rows"},
        {"", "no rows"},
    };
    char *text = replay_of("", "");

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct trial t;
        trace_file(bad[i][0]);
        trial_load(&t, text, NULL);
        CU_ASSERT_PTR_NULL(t.scenario);
        CU_ASSERT_PTR_NOT_NULL(strstr(t.said, bad[i][1]));
        CU_ASSERT_TRUE(t.diag.errors > 0 && t.diag.failures == 0);
        trial_free(&t);
    }
    unlink("test_client_trace.csv");
    struct trial t;
    trial_load(&t, text, NULL);
    CU_ASSERT_PTR_NULL(t.scenario);
    CU_ASSERT_TRUE(t.diag.failures > 0);
    trial_free(&t);
    free(text);
}

#define WAY(door, network)                                                               \
    "run = { duration = \"100 s\"; drain = \"all\"; };\n"                                \
    "client = { c = { target = \"" door "\"; rate = \"5/s\"; network = { " network       \
    " }; }; };\n"                                                                        \
    "http = { s = { latency = \"10 ms\"; }; };\n"

static void a_new_connection_takes_three_round_trips_or_two(void)
{
    struct trial t;

    trial_make(&t, WAY("http.s", "rtt_to_region = \"40 ms\";"));
    CHECK_NEAR(trial_value(&t, "client_latency", "c", STAT_MAXIMUM), 0.050, 1e-12);
    trial_free(&t);
    trial_make(&t, WAY("http.s", "rtt_to_region = \"40 ms\"; connection_reuse = 0;"));
    CHECK_NEAR(trial_value(&t, "client_latency", "c", STAT_MINIMUM), 0.170, 1e-12);
    trial_free(&t);
    trial_make(&t, WAY("http.s", "rtt_to_region = \"40 ms\"; connection_reuse = \"0 %\"; "
                                 "tls = \"1.3\";"));
    CHECK_NEAR(trial_value(&t, "client_latency", "c", STAT_MAXIMUM), 0.130, 1e-12);
    trial_free(&t);
    trial_make(&t, WAY("http.s", "rtt_to_region = \"40 ms\"; connection_reuse = .7;"));
    CHECK_NEAR(trial_value(&t, "client_latency", "c", STAT_AVERAGE), 0.050 + .3 * .120,
               3.3 * .120 * sqrt(.21 / 500));
    CHECK_NEAR(trial_value(&t, "client_latency", "c", STAT_P50), 0.050, 0);
    trial_free(&t);
}

#define EDGE(network)                                                                    \
    "run = { duration = \"20 s\"; drain = \"all\"; };\n"                                 \
    "client = { c = { target = \"apigateway.g\"; rate = \"5/s\"; network = { "           \
    "edge_processing = \"2 ms\"; " network " }; }; };\n"                                 \
    "apigateway = { g = { type = \"REST\"; endpoint_configuration = \"EDGE\"; "          \
    "overhead = \"0 s\"; routes = ( { route = \"GET /\"; integration = \"http.s\"; } "   \
    "); "                                                                                \
    "}; };\n"                                                                            \
    "http = { s = { latency = \"10 ms\"; }; };\n"

/* (H + 1) a + p + b, b = 0.9 (c - a) where it is not given. */
static void at_the_edge_the_handshakes_are_short(void)
{
    static const struct {
        const char *text;
        double latency;
    } way[] = {
        {EDGE("rtt_to_edge = \"8 ms\"; rtt_to_region = \"30 ms\";"),
         .008 + .002 + .0198 + .010},
        {EDGE("rtt_to_edge = \"8 ms\"; rtt_to_region = \"30 ms\"; connection_reuse = 0;"),
         4 * .008 + .002 + .0198 + .010},
        {EDGE("rtt_to_edge = \"8 ms\"; rtt_edge_to_region = \"25 ms\";"),
         .008 + .002 + .025 + .010},
        {EDGE("rtt_to_region = \"30 ms\";"), .030 + .002 + .010},
    };

    for (size_t i = 0; i < sizeof way / sizeof *way; i++) {
        struct trial t;
        trial_make(&t, way[i].text);
        CHECK_NEAR(trial_value(&t, "client_latency", "c", STAT_P50), way[i].latency,
                   1e-12);
        trial_free(&t);
    }
}

static void parts_of_time_add_up_to_the_latency(void)
{
    struct trial t;
    const double *part;
    double sum = 0;

    trial_make(&t,
               "run = { duration = \"200 s\"; };\n"
               "client = { c = { target = \"http.s\"; rate = \"20/s\"; timeout = "
               "\"300 ms\"; network = { rtt_to_region = \"exponential(mean=30 ms)\"; };"
               " retry = { max_attempts = 5; interval = \"50 ms\"; jitter_strategy = "
               "\"FULL\"; }; }; };\n"
               "http = { s = { latency = \"exponential(mean=100 ms)\"; error_rate = "
               "\"20 %\"; concurrency_limit = 3; queue_limit = 5; }; };\n");
    part = trial_array(&t, "client_latency_part");
    for (int i = 0; i < 9; i++)
        sum += part[2 * i];
    CHECK_NEAR(sum, trial_value(&t, "client_latency", "c", STAT_AVERAGE), 1e-9);
    CU_ASSERT_TRUE(part[2 * 0] > 0.02 && part[2 * 6] > 0.05 && part[2 * 7] > 0);
    CU_ASSERT_TRUE(part[2 * 8] > 0);
    CU_ASSERT_TRUE(trial_value(&t, "client_retries", "c", STAT_COUNT) > 100);
    CHECK_NEAR(trial_value(&t, "client_attempts", "c", STAT_COUNT) -
                   trial_value(&t, "client_retries", "c", STAT_COUNT),
               trial_value(&t, "client_requests", "c", STAT_COUNT), 30); /* still open */
    trial_free(&t);
}

static void each_request_of_a_journey_is_counted_by_its_name(void)
{
    struct trial t;

    trial_make(
        &t, "run = { duration = \"400 s\"; drain = \"all\"; };\n"
            "client = { c = { rate = \"5/s\"; steps = ( { name = \"search\"; call = "
            "\"http.s\"; }, { probability = \"30 %\"; steps = ( { wait = \"2 s\"; }, { "
            "name = "
            "\"book\"; call = \"http.t\"; count = 2; } ); }, { send = \"http.s\"; } ); "
            "}; };\n"
            "http = { s = { latency = \"20 ms\"; }; t = { latency = \"70 ms\"; }; };\n");
    double journeys = trial_value(&t, "client_journeys", "c", STAT_COUNT);
    double books = trial_value(&t, "client_request_requests", "c[book]", STAT_COUNT);

    CU_ASSERT_EQUAL(trial_value(&t, "client_request_requests", "c[search]", STAT_COUNT),
                    journeys);
    CU_ASSERT_EQUAL(
        trial_value(&t, "client_request_requests", "c[send http.s/0]", STAT_COUNT),
        journeys);
    CHECK_NEAR(books, .6 * journeys, 2 * 3.3 * sqrt(.21 * journeys));
    CU_ASSERT_EQUAL(trial_value(&t, "client_requests", "c", STAT_COUNT),
                    2 * journeys + books);
    CHECK_NEAR(trial_value(&t, "client_request_latency", "c[book]", STAT_P99), .07, 0);
    CHECK_NEAR(trial_value(&t, "client_request_latency", "c[search]", STAT_P99), .02, 0);
    CU_ASSERT_EQUAL(trial_value(&t, "client_incomplete", "c", STAT_COUNT), 0);
    trial_free(&t);
}

static void what_is_still_open_at_the_end_is_incomplete(void)
{
    struct trial t;

    trial_make(&t, "run = { duration = \"10 s\"; };\n"
                   "client = { c = { target = \"http.s\"; arrivals = \"constant\"; rate "
                   "= \"2/s\"; }; };\n"
                   "http = { s = { latency = \"3 s\"; }; };\n");
    CU_ASSERT_EQUAL(trial_value(&t, "client_requests", "c", STAT_COUNT), 20);
    CU_ASSERT_EQUAL(trial_value(&t, "client_incomplete", "c", STAT_COUNT), 6);
    CU_ASSERT_EQUAL(trial_value(&t, "client_completion", "c", STAT_COUNT), 14);
    trial_free(&t);
}

/* The same population, with a pre-roll and without: what comes after t = 0 is the same.
 */
static void a_pre_roll_changes_no_later_arrival(void)
{
    static const char text[] =
        "run = { duration = \"20 s\"; };\n"
        "client = { c = { target = \"http.s\"; phases = ( { duration = \"10 s\"; rate = "
        "\"8/s\"; }, { duration = \"10 s\"; rate = \"2/s\"; } ); }; };\n" INSTANT;
    static const char *const set[] = {"run.warm_up=5 s", NULL};
    struct trial t, rolled;
    int64_t at[ROOM], later[ROOM];
    size_t n = arrivals(&t, text, at), m, before = 0;

    trial_load(&rolled, text, set);
    rolled.wants_trace = true;
    trial_run(&rolled, 1, 0);
    CU_ASSERT_TRUE_FATAL(rolled.ran_well);
    m = trial_instants(&rolled, "http.s", "Call", later, ROOM);
    while (before < m && later[before] < 0)
        before++;
    CHECK_NEAR((double)before, 40, 25);
    CU_ASSERT_EQUAL_FATAL(m - before, n);
    CU_ASSERT_EQUAL(memcmp(at, later + before, n * sizeof *at), 0);
    CU_ASSERT_EQUAL(trial_value(&rolled, "client_requests", "c", STAT_COUNT), (double)n);
    trial_free(&t);
    trial_free(&rolled);
}

static void a_changed_scale_takes_effect_at_once(void)
{
    struct trial t;
    int64_t at[ROOM];
    size_t n = arrivals(&t,
                        "run = { duration = \"30 s\"; };\n"
                        "client = { c = { target = \"http.s\"; arrivals = \"constant\"; "
                        "rate = \"1/s\"; }; };\n"
                        "timeline = ( { at = \"10 s\"; until = \"20 s\"; set = "
                        "\"client.c.scale = 4\"; } );\n" INSTANT,
                        at);

    CU_ASSERT_EQUAL_FATAL(n, 10 + 40 + 10);
    CU_ASSERT_EQUAL(at[9], 9500 * SIM_MS);
    CU_ASSERT_EQUAL(at[10],
                    10125 * SIM_MS); /* the half that was left, four times as fast */
    CU_ASSERT_EQUAL(at[50], 20500 * SIM_MS);
    trial_free(&t);
}

static void what_makes_no_sense_is_refused(void)
{
    static const char *const wrong[][2] = {
        {"target = \"http.s\";", "no load"},
        {"rate = \"1/s\";", "no target"},
        {"target = \"http.s\"; rate = \"1/s\"; users = 3;", "one of rate, users"},
        {"target = \"http.s\"; phases = ( { duration = \"1 s\"; } );", "neither"},
        {"target = \"http.s\"; rate = \"1/s\"; repeat = \"1 h\";", "repeat takes phases"},
        {"target = \"http.s\"; rate = \"1/s\"; arrivals = \"fractal\";", "poisson"},
        {"target = \"http.s\"; rate = \"1/s\"; arrivals = \"mmpp(a=1/s)\";", "state"},
        {"target = \"http.s\"; rate = \"1/s\"; arrivals = \"gamma(cv=0)\";", "cv"},
        {"target = \"http.s\"; rate = \"1/s\"; network = { rtt_to_edge = \"9 ms\"; };",
         "rtt_to_region is missing"},
        {"target = \"http.s\"; rate = \"1/s\"; network = { vpc = \"x\"; };",
         "not an address"},
        {"steps = ( { call = \"http.s\"; } ); rate = \"1/s\"; timeout = \"1 s\";",
         "stand in its call steps"},
        {"target = \"client.c\"; rate = \"1/s\";", "client.c"},
    };

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char text[600];
        struct trial t;
        snprintf(text, sizeof text,
                 "run = { duration = \"9 s\"; };\nclient = { c = { %s }; };\n" INSTANT,
                 wrong[i][0]);
        trial_load(&t, text, NULL);
        if (t.scenario || !strstr(t.said, wrong[i][1]))
            printf("  %s\n  %s\n", wrong[i][0], t.said);
        CU_ASSERT_PTR_NULL(t.scenario);
        CU_ASSERT_PTR_NOT_NULL(strstr(t.said, wrong[i][1]));
        trial_free(&t);
    }
}

FACTS(FACT(constant_arrivals_begin_half_an_interval_in),
      FACT(a_ramp_is_inverted_in_closed_form),
      FACT(scaling_moves_request_k_on_the_same_unit_process),
      FACT(poisson_arrivals_have_exponential_gaps_of_the_rate),
      FACT(renewal_arrivals_are_as_bursty_as_said), FACT(mmpp_keeps_the_phase_s_rate),
      FACT(a_burst_is_independent_uniform_instants_on_top),
      FACT(users_begin_again_when_their_journey_has_ended),
      FACT(a_trace_replays_instants_and_its_own_values),
      FACT(a_bad_trace_is_named_with_what_is_wrong),
      FACT(a_new_connection_takes_three_round_trips_or_two),
      FACT(at_the_edge_the_handshakes_are_short),
      FACT(parts_of_time_add_up_to_the_latency),
      FACT(each_request_of_a_journey_is_counted_by_its_name),
      FACT(what_is_still_open_at_the_end_is_incomplete),
      FACT(a_pre_roll_changes_no_later_arrival),
      FACT(a_changed_scale_takes_effect_at_once), FACT(what_makes_no_sense_is_refused))
