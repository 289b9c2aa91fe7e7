/* test_scenario_plan.c - what changes when: kinds of runs, attributes, the timeline. */
#include "loaded.h"
#include "run/layout.h"
#include "run/run.h"

#define SEC INT64_C(1000000000)
#define RUN "profile = \"aws-2021-08\"; run = { duration = \"10 min\"; };\n"
#define BANK "http = { bank = { latency = \"20 ms\"; }; };\n"
#define SHOP "client = { shop = { target = \"http.bank\"; rate = \"7/s\"; }; };\n"
#define TABLE "dynamodb = { t = { billing_mode = \"PAY_PER_REQUEST\"; }; };\n"

static const char small[] = RUN SHOP BANK;

/* ---- how long, and of which kind ---- */

static const struct scenario *kind_of(struct loaded *l, const char *run, const char *load)
{
    char text[2000];

    snprintf(text, sizeof text,
             "profile = \"aws-2021-08\"; run = { %s };\n"
             "client = { shop = { target = \"http.bank\"; %s }; };\n" BANK,
             run, load);
    return must_load(l, text, NULL);
}

static void one_constant_rate_is_steady(void)
{
    struct loaded l;
    const struct scenario *s =
        kind_of(&l, "duration = \"9 min\"; warm_up = \"2 min\";", "rate = \"3/s\";");

    CU_ASSERT_TRUE(s->steady);
    CU_ASSERT_EQUAL(s->origin, 0);
    CU_ASSERT_EQUAL(s->measured_from, 120 * SEC);
    loaded_free(&l);
    s = kind_of(
        &l, "duration = \"9 min\";",
        "arrivals = \"mmpp(calm=2/s for 20 s, busy=9/s for 10 s)\"; rate = \"3/s\";");
    CU_ASSERT_TRUE(s->steady);
    loaded_free(&l);
}

static void what_changes_by_plan_is_terminating(void)
{
    static const char *const loads[][2] = {
        {"phases = ( { duration = \"4 min\"; rate = \"3/s\"; }, { duration = \"5 min\"; "
         "rate "
         "= \"4/s\"; } );",
         "client.shop has phases"},
        {"phases = ( { duration = \"9 min\"; rate = \"3/s\"; to = \"5/s\"; } );",
         "client.shop has a ramp"},
        {"rate = \"3/s\"; bursts = ( { at = \"7 min\"; requests = 40; within = \"2 s\"; "
         "} );",
         "client.shop has a burst"},
    };
    struct loaded l;

    for (size_t i = 0; i < sizeof loads / sizeof *loads; i++) {
        const struct scenario *s = kind_of(&l, "duration = \"9 min\";", loads[i][0]);

        CU_ASSERT_FALSE(s->steady);
        CU_ASSERT_STRING_EQUAL(s->why_terminating, loads[i][1]);
        loaded_free(&l);
    }
}

static void the_duration_is_that_of_the_phases(void)
{
    struct loaded l;
    const struct scenario *s = kind_of(
        &l, "warm_up = \"90 s\";",
        "phases = ( { name = \"a\"; duration = \"4 min\"; rate = \"3/s\"; }, { name = "
        "\"b\"; duration = \"61 s\"; rate = \"4/s\"; } );");

    CU_ASSERT_EQUAL(s->run.duration, 301 * SEC);
    CU_ASSERT_EQUAL(s->origin, 90 * SEC);
    CU_ASSERT_EQUAL(s->measured_from, 0);
    CU_ASSERT_EQUAL_FATAL(s->marks, 2);
    CU_ASSERT_STRING_EQUAL(s->mark[1].name, "b");
    CU_ASSERT_EQUAL(s->mark[1].from, 240 * SEC);
    CU_ASSERT_EQUAL(s->mark[1].to, 301 * SEC);
    loaded_free(&l);
}

static void phases_beyond_the_end_are_a_warning(void)
{
    struct loaded l;

    load_text(
        &l,
        "profile = \"aws-2026\"; run = { duration = \"5 min\"; };\n" BANK
        "client = { shop = { target = \"http.bank\"; phases = ( { duration = \"4 min\"; "
        "rate = \"3/s\"; }, { duration = \"3 min\"; rate = \"9/s\"; } ); }; };\n",
        NULL);
    CU_ASSERT_PTR_NOT_NULL(l.scenario);
    CU_ASSERT_STRING_EQUAL(l.said, ":1: warning: run.duration: the phases of client.shop "
                                   "last 7 min, the run ends after 5 min\n");
    loaded_free(&l);
}

static void a_warm_up_may_not_reach_over_a_change(void)
{
    static const char burst[] = "profile = \"aws-2021-08\";\nrun = { duration = \"9 "
                                "min\"; warm_up = \"5 min\"; };\n"
                                "client = { shop = { target = \"http.bank\"; rate = "
                                "\"3/s\"; bursts = ( { at = \"200 "
                                "s\"; requests = 9; within = \"1 s\"; } ); }; };\n" BANK;
    struct loaded l;

    REFUSED(
        burst, NULL,
        ":2: error: run.warm_up: reaches over a change of load: client.shop has a burst "
        "at 200 s\n");
    must_load(&l, burst, SET("run.warm_up=200 s"));
    loaded_free(&l);
    REFUSED(small, SET("run.warm_up=10 min"),
            "--set 1: error: run.warm_up: nothing is left after it: 10 min of a run of "
            "10 min\n");
}

static void a_month_of_a_terminating_run_must_be_said(void)
{
    static const char text[] =
        "profile = \"aws-2021-08\";\n" BANK "client = { shop = { target = \"http.bank\"; "
        "phases = ( { duration = \"4 min\"; rate "
        "= \"3/s\"; to = \"5/s\"; } ); }; };\n"
        "objectives = ( \"cost.month < 3 USD\" );\n";
    struct loaded l;

    REFUSED(text, NULL,
            ":4: error: objective \"cost.month < 3 USD\": a terminating run (client.shop "
            "has a "
            "ramp) is no month: set run.runs_per_month, or ask for cost.run\n");
    must_load(&l, text, SET("run.runs_per_month=30"));
    loaded_free(&l);
    must_load(&l, text, SET("objectives=cost.run < 3 USD"));
    loaded_free(&l);
}

static void the_wall_clock_starts_where_it_is_told(void)
{
    struct loaded l;
    struct scenario *s = must_load(&l, small, SET("run.start=2024-02-29T23:59:58Z"));

    CU_ASSERT_EQUAL(s->run.start_s, 1709251198); /* date -u +%s */
    loaded_free(&l);
    s = must_load(&l, small, NULL);
    CU_ASSERT_EQUAL(s->run.start_s, 1630368000); /* the profile's date, 00:00 */
    loaded_free(&l);
    REFUSED(small, SET("run.start=2023-02-29T00:00:00Z"),
            "--set 1: error: run.start: 2023-02-29T00:00:00Z: a UTC time such as "
            "2021-11-26T18:00:00Z is wanted\n");
}

static void a_drain_has_an_end_or_all_of_it(void)
{
    struct loaded l;
    struct scenario *s = must_load(&l, small, SET("run.drain=all"));

    CU_ASSERT_EQUAL(s->run.drain, DRAIN_ALL);
    loaded_free(&l);
    s = must_load(&l, small, SET("run.drain=90 s"));
    CU_ASSERT_EQUAL(s->run.drain, 90 * SEC);
    loaded_free(&l);
    s = must_load(&l, small, SET("run.initial=warm"));
    CU_ASSERT_EQUAL(s->warm_starts, 0); /* nothing that could be cold is there */
    loaded_free(&l);
    load_text(&l, small, SET("run.drain=some"));
    CU_ASSERT_PTR_NULL(l.scenario);
    CU_ASSERT_PTR_NOT_NULL(
        strstr(l.said, "run.drain: a time such as 250 ms, or \"all\""));
    loaded_free(&l);
}

/* ---- attributes ---- */

#define CLIENTS(first, second)                                                           \
    "client = { a = { target = \"apigateway.api\"; route = \"GET /a\"; rate = "          \
    "\"1/s\"; " first                                                                    \
    "};\nb = { target = \"apigateway.api\"; route = \"GET /a\"; rate = \"1/s\"; " second \
    "}; };\n"
#define KEYED                                                                            \
    "apigateway = { api = { routes = ( { route = \"GET /a\"; integration = "             \
    "\"lambda.f\"; "                                                                     \
    "} ); }; };\nlambda = { f = { steps = (\n{ call = \"dynamodb.t\"; action = "         \
    "\"PutItem\"; item_size = \"1 KB\"; key = \"request(user)\"; } ); }; };\n"
#define USER "attributes = { user = \"uniform(n=50)\"; }; "

static void an_attribute_must_come_from_somewhere(void)
{
    struct loaded l;

    must_load(&l, RUN TABLE KEYED CLIENTS(USER, USER), NULL);
    loaded_free(&l);
    REFUSED(
        RUN TABLE KEYED CLIENTS("attributes = { usr = \"uniform(n=50)\"; }; ", ""), NULL,
        ":5: error: lambda.f: no client that comes here has an attribute user; did you "
        "mean usr?\n");
    load_text(&l, RUN TABLE KEYED CLIENTS("", USER), NULL);
    CU_ASSERT_PTR_NOT_NULL(l.scenario);
    CU_ASSERT_STRING_EQUAL(l.said,
                           ":5: warning: lambda.f: client.a comes here too and has "
                           "no attribute user\n");
    loaded_free(&l);
}

static void a_client_that_does_not_come_here_does_not_count(void)
{
    struct loaded l;

    must_load(&l,
              RUN TABLE KEYED BANK
              "client = { a = { target = \"apigateway.api\"; route = "
              "\"GET /a\"; rate = \"1/s\"; " USER "};\n"
              "b = { target = \"http.bank\"; rate = \"1/s\"; }; };\n",
              NULL);
    loaded_free(&l);
}

/* ---- the timeline ---- */

#define TIMELINE(entries) RUN BANK SHOP "timeline = ( " entries " );\n"

static void a_timeline_is_checked_at_load(void)
{
    REFUSED(
        TIMELINE("{ at = \"1 min\"; set = \"http.bank.latncy = 3 s\"; }"), NULL,
        ":4: error: http.bank.latncy: no field named latncy; did you mean latency?\n");
    REFUSED(TIMELINE("{ at = \"1 min\"; set = \"http.bank.latency = 3\"; }"), NULL,
            ":4: error: http.bank.latency: 3 has no unit: write latency = \"3 ms\"\n");
    REFUSED(TIMELINE("{ at = \"1 min\"; set = \"http.bnk.latency = 3 s\"; }"), NULL,
            ":4: error: timeline: http.bnk.latency = 3 s: there is no http.bnk\n");
    REFUSED(
        TIMELINE("{ at = \"1 min\"; set = \"run.seed = 3\"; }"), NULL,
        ":4: error: timeline: run.seed = 3: only settings of resources may change while "
        "running\n");
    REFUSED(
        TIMELINE("{ at = \"1 min\"; set = \"http.bank.price = 1 USD\"; }"), NULL,
        ":4: error: timeline: http.bank.price = 1 USD may not change while running\n");
    REFUSED(TIMELINE("{ at = \"1 min\"; set = ( ); }"), NULL,
            ":4: error: timeline[0]: set is empty\n");
    REFUSED(
        TIMELINE("{ at = \"1 min\"; set = \"http.bank[1].latency = 3 s\"; }"), NULL,
        ":4: error: timeline: http.bank[1].latency = 3 s: ADDRESS = VALUE is wanted\n");
    REFUSED(TIMELINE("{ at = \"2 min\"; until = \"1 min\"; set = \"http.bank.latency = 3 "
                     "s\"; }"),
            NULL, ":4: error: timeline[0]: until is not after at\n");
}

static void what_overlaps_is_refused(void)
{
    struct loaded l;

    REFUSED(TIMELINE("{ at = \"1 min\"; until = \"3 min\"; set = \"http.bank.latency = 3 "
                     "s\"; },\n{ at = \"2 min\"; set = \"http.bank.latency = 1 s\"; }"),
            NULL,
            ":5: error: timeline: http.bank.latency = 1 s and http.bank.latency = 3 s "
            "overlap, so what holds after them is open\n");
    must_load(
        &l,
        TIMELINE("{ at = \"1 min\"; until = \"3 min\"; set = \"http.bank.latency = 3 "
                 "s\"; }, { at = \"3 min\"; set = \"http.bank.latency = 1 s\"; }"),
        NULL);
    CU_ASSERT_STRING_EQUAL(l.scenario->why_terminating, "the timeline has an entry");
    loaded_free(&l);
}

/* A column of a variable in each period: of latencies (s) the average, of counts all. */
static void series(const struct scenario *s, const char *name, double *got,
                   size_t periods)
{
    struct arena arena = {0};
    struct layout *layout = layout_make(s, &arena);
    struct result result = {layout, calloc(layout->values, sizeof *result.value)};
    const struct variable *v = layout_find(layout, name);
    struct diag diag = {.out = stderr};
    struct ran ran;

    CU_ASSERT_TRUE(run_once(layout, &(struct running){.seed = 5}, &result, &ran, &diag));
    CU_ASSERT_EQUAL_FATAL(layout->periods, periods);
    for (size_t i = 0; i < periods; i++)
        got[i] = result_at(&result,
                           v)[v->count == periods ? i : i * STATISTICS + STAT_AVERAGE];
    free(result.value);
    arena_release(&arena);
}

static void a_setting_changes_and_comes_back(void)
{
    static const char text[] =
        "run = { duration = \"10 s\"; period = \"1 s\"; warm_up = \"2 s\"; };\n"
        "client = { shop = { target = \"http.bank\"; rate = \"10/s\"; arrivals = "
        "\"constant\"; }; };\n"
        "http = { bank = { latency = \"2 ms\"; }; };\n"
        "timeline = ( { at = \"3 s\"; until = \"5 s\"; set = \"http.bank.latency = 30 "
        "ms\"; "
        "}, { at = \"5 s\"; until = \"6 s\"; set = ( \"http.bank.latency = 7 ms\" ); }, "
        "{ at "
        "= \"8 s\"; set = \"http.*.latency = 11 ms\"; } );\n";
    static const double wanted[] = {2, 2, 2, 30, 30, 7, 2, 2, 11, 11};
    struct loaded l;
    struct scenario *s = must_load(&l, text, NULL);
    double got[10];

    CU_ASSERT_EQUAL(s->origin, 2 * SEC);
    series(s, "client_latency", got, 10);
    for (size_t i = 0; i < 10; i++)
        CHECK_NEAR(got[i] * 1e3, wanted[i], 1e-6);
    series(s, "client_latency", got, 10); /* the scenario itself is as it was */
    CHECK_NEAR(got[0] * 1e3, 2, 1e-6);
    loaded_free(&l);
}

#define EVERY_100_MS                                                                     \
    "run = { duration = \"6 s\"; period = \"1 s\"; };\n"                                 \
    "client = { shop = { target = \"http.bank\"; rate = \"10/s\"; arrivals = "           \
    "\"constant\"; }; };\nhttp = { bank = { latency = \"300 ms\"; }; };\n"

/* What an ask was not told at the start it may be told later. */
static void a_limit_of_patience_may_come_and_go(void)
{
    static const char *const limits[] = {"timeout", "deadline"};
    struct loaded l;
    double got[6];

    for (size_t i = 0; i < 2; i++) {
        char text[1000];
        snprintf(text, sizeof text,
                 EVERY_100_MS "timeline = ( { at = \"2 s\"; until = \"4 s\"; set = "
                              "\"client.shop.%s = 200 ms\"; } );\n",
                 limits[i]);
        series(must_load(&l, text, NULL), "client_timeouts", got, 6);
        CU_ASSERT_EQUAL(got[0] + got[1] + got[5], 0);
        CU_ASSERT_EQUAL(got[2] + got[3] + got[4], 20);
        loaded_free(&l);
    }
}

static void a_size_may_come_and_go(void)
{
    static const char text[] =
        "profile = \"aws-2021-08\"; run = { duration = \"6 s\"; period = \"1 s\"; };\n"
        "client = { shop = { target = \"dynamodb.t\"; action = \"PutItem\"; rate = "
        "\"10/s\"; arrivals = \"constant\"; }; };\n" TABLE
        "timeline = ( { at = \"2050 ms\"; until = \"4050 ms\"; set = "
        "\"client.shop.item_size = 4 KB\"; } );\n";
    static const double wanted[] = {10, 10, 40, 40, 10, 10};
    struct loaded l;
    double got[6];

    series(must_load(&l, text, NULL), "dynamodb_consumed_write_capacity_units", got, 6);
    for (size_t i = 1; i < 6; i++)
        CU_ASSERT_EQUAL(got[i], wanted[i]);
    loaded_free(&l);
}

FACTS(FACT(one_constant_rate_is_steady), FACT(what_changes_by_plan_is_terminating),
      FACT(the_duration_is_that_of_the_phases), FACT(phases_beyond_the_end_are_a_warning),
      FACT(a_warm_up_may_not_reach_over_a_change),
      FACT(a_month_of_a_terminating_run_must_be_said),
      FACT(the_wall_clock_starts_where_it_is_told), FACT(a_drain_has_an_end_or_all_of_it),
      FACT(an_attribute_must_come_from_somewhere),
      FACT(a_client_that_does_not_come_here_does_not_count),
      FACT(a_timeline_is_checked_at_load), FACT(what_overlaps_is_refused),
      FACT(a_setting_changes_and_comes_back), FACT(a_limit_of_patience_may_come_and_go),
      FACT(a_size_may_come_and_go))
