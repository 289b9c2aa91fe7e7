/* test_forecast.c - what the calculator says, and that a run agrees with it. */
#include <math.h>
#include <stdlib.h>

#include "base/text.h"
#include "check.h"
#include "flow/desks.h"
#include "flow/forecast.h"

struct reckoned {
    struct desks d;
    struct forecast *f;
};

static void reckon(struct reckoned *r, const char *text)
{
    desks_open(&r->d, text, 3);
    CU_ASSERT_PTR_NOT_NULL_FATAL(r->d.sim);
    r->f = forecast_new(&r->d.graph, &r->d.arena);
    forecast_offer(r->f, 0, SIM_MINUTE);
}

static const struct forecast_at *at(struct reckoned *r, const char *address)
{
    return forecast_of(r->f, graph_find(&r->d.graph, address)->index);
}

static void rates_flow_down_and_times_come_back(void)
{
    struct reckoned r;

    reckon(&r, "desk = { c = { kind = \"client\"; every = \"10 ms\"; steps = ("
               " { call = \"desk.w\"; probability = \"30 %\"; count = 2; },"
               " { send = \"desk.a\"; } ); };"
               "w = { kind = \"worker\"; steps = ( { work = \"7 ms\"; },"
               " { call = \"desk.r\"; } ); };"
               "r = { kind = \"relay\"; overhead = \"2 ms\"; target = \"desk.a\"; };"
               "a = { latency = \"exponential(mean=5 ms)\"; room = 4; }; };");
    CHECK_NEAR(at(&r, "desk.c")->rate, 100, 1e-9);
    CHECK_NEAR(at(&r, "desk.w")->rate, 60, 1e-9);
    CHECK_NEAR(at(&r, "desk.a")->rate, 160, 1e-9);
    CHECK_NEAR(at(&r, "desk.w")->at_once, 60 * .014, 1e-9);
    CHECK_NEAR(at(&r, "desk.c")->at_once, 100 * .6 * .014, 1e-9);
    CHECK_NEAR(forecast_use(r.f, 0)->use, 160 * .005, 1e-9);
    CHECK_NEAR(forecast_use(r.f, 0)->size, 4, 0);
    desks_close(&r.d);
}

static void those_that_fail_go_no_further(void)
{
    struct reckoned r;

    reckon(&r, "desk = { c = { kind = \"client\"; every = \"1 ms\"; steps = ("
               " { steps = ( { fail = \"x\"; probability = \"20 %\"; } ); count = 2; },"
               " { call = \"desk.a\"; },"
               " { fail = \"y\"; probability = \"50 %\"; on_error = \"ignore\"; },"
               " { call = \"desk.b\"; } ); }; a = {}; b = {}; };");
    CHECK_NEAR(at(&r, "desk.a")->rate, 640, 1e-9);
    CHECK_NEAR(at(&r, "desk.b")->rate, 640, 1e-9);
    desks_close(&r.d);
}

static void a_cycle_is_walked_once(void)
{
    struct reckoned r;

    reckon(&r,
           "desk = { c = { kind = \"client\"; every = \"1 s\"; steps = ( { call ="
           " \"desk.a\"; } ); };"
           "a = { kind = \"worker\"; steps = ( { work = \"3 ms\"; },"
           " { call = \"desk.b\"; probability = \"10 %\"; } ); };"
           "b = { kind = \"worker\"; steps = ( { work = \"4 ms\"; }, { call = \"desk.a\";"
           " } ); }; };");
    CHECK_NEAR(at(&r, "desk.a")->rate, 1, 1e-12);
    CU_ASSERT_TRUE(at(&r, "desk.a")->cyclic);
    CHECK_NEAR(at(&r, "desk.c")->at_once, .0034, 1e-12);
    desks_close(&r.d);
}

/* Everything but waiting in queues, failing and the longest of branches. */
static void a_run_agrees_with_the_calculator(void)
{
    struct reckoned r;
    double n = 40000, sum = 0, squares = 0, mean, half, wanted;

    reckon(&r,
           "desk = { c = { kind = \"client\"; every = \"1 ms\"; requests = 40000; steps ="
           " ( { work = \"exponential(mean=4 ms)\"; count = \"uniform(1, 3)\"; },"
           " { choose = ( { probability = \"30 %\"; steps = ( { call = \"desk.r\"; },"
           "   { wait = \"6 ms\"; } ); }, { call = \"desk.a\"; } ); },"
           " { parallel = ( { wait = \"9 ms\"; }, ( { call = \"desk.b\"; } ) ); },"
           " { steps = ( { call = \"desk.b\"; probability = \"40 %\"; } ); count = 3; },"
           " { fail = \"x\"; probability = \"10 %\"; }, { wait = \"2 ms\"; } ); };"
           "r = { kind = \"relay\"; overhead = \"3 ms\"; target = \"desk.a\"; };"
           "a = { latency = \"exponential(mean=8 ms)\"; };"
           "b = { latency = \"uniform(1 ms, 5 ms)\"; hold = true; }; };");
    sim_run(r.d.sim, 1000 * SIM_SECOND);
    for (size_t i = 0; i < r.d.visits; i++) {
        double s = (double)r.d.visit[i].latency * 1e-9;
        sum += s;
        squares += s * s;
    }
    mean = sum / n;
    half = 3.29 * sqrt((squares / n - mean * mean) / n);
    wanted = at(&r, "desk.c")->at_once / at(&r, "desk.c")->rate;
    CHECK_NEAR(mean, wanted, half);
    CU_ASSERT_TRUE(half < .01 * wanted);
    CHECK_NEAR((double)desk_named(&r.d, "desk.b")->traffic.arrived / n,
               at(&r, "desk.b")->rate / at(&r, "desk.c")->rate, 3.29 * .9 / sqrt(n));
    desks_close(&r.d);
}

/* Of exponential sizes a piece is followed by another with one and the same chance. */
static void pieces_that_are_begun_are_counted(void)
{
    struct reckoned r;
    struct dist one = {.law = law_constant(1024), .unit = UNIT_BYTES}, none = {0};
    struct dist two = {.law = law_constant(1025), .unit = UNIT_BYTES}, spread = none;
    struct forecast_size sizes[] = {{&one, 1}, {NULL, 1}};
    double more = exp(-1024 / 700.);

    reckon(&r, "desk = { a = {}; };");
    CHECK_NEAR(forecast_pieces(r.f, sizes, 2, 1024, 1e6), 1, 0);
    sizes[0].times = 30;
    CHECK_NEAR(forecast_pieces(r.f, sizes, 2, 4096, 1e6), 8, 0);
    CHECK_NEAR(forecast_pieces(r.f, sizes, 2, 4096, 20000), 5, 0);
    sizes[1].dist = &two;
    sizes[0].times = 1;
    CHECK_NEAR(forecast_pieces(r.f, sizes, 2, 1024, 1e6), 2, 0);
    sizes[1].dist = &none;
    CHECK_NEAR(forecast_pieces(r.f, sizes, 2, 1024, 1e6), 1, 0);
    CU_ASSERT_PTR_NULL(law_exponential(&spread.law, 700));
    sizes[0].dist = &spread;
    CHECK_NEAR(forecast_pieces(r.f, sizes, 1, 1024, 1e9), 1 / (1 - more), 1e-3);
    sizes[1].dist = &spread; /* the larger of two */
    CHECK_NEAR(forecast_pieces(r.f, sizes, 2, 1024, 1e9),
               2 / (1 - more) - 1 / (1 - more * more), 2e-3);
    desks_close(&r.d);
}

/* Of n exponential times the longest takes the sum of their 1 / k. */
static void the_longest_of_several_is_waited_for(void)
{
    struct forecast_time three[] = {{1, 1}, {1, 1}, {1, 1}}, longest;
    struct forecast_time mixed[] = {{2, 0}, {1, 1}, {0.5, 0}};

    CHECK_NEAR(forecast_longest(three, 1).mean, 1, 1e-4);
    CHECK_NEAR(forecast_longest(three, 2).mean, 1.5, 1e-4);
    longest = forecast_longest(three, 3);
    CHECK_NEAR(longest.mean, 11 / 6., 1e-4);
    CHECK_NEAR(longest.variance, 1 + 1 / 4. + 1 / 9., 1e-3);
    longest = forecast_longest(mixed, 3);
    CHECK_NEAR(longest.mean, 2 + exp(-2), 1e-4);
    CHECK_NEAR(forecast_longest(&mixed[2], 1).mean, 0.5, 0);
    CHECK_NEAR(forecast_maybe(three[0], 0.25).variance, 0.25 * 2 - 0.0625, 1e-12);
    /* what hardly varies at all, and what varies wildly */
    three[0] = (struct forecast_time){1, 1e-9};
    three[1] = (struct forecast_time){1e-3, 1e-4};
    CHECK_NEAR(forecast_longest(three, 2).mean, 1, 1e-3);
}

FACTS(FACT(rates_flow_down_and_times_come_back), FACT(those_that_fail_go_no_further),
      FACT(a_cycle_is_walked_once), FACT(a_run_agrees_with_the_calculator),
      FACT(pieces_that_are_begun_are_counted), FACT(the_longest_of_several_is_waited_for))
