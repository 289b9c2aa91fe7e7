/* test_ask.c - attempts: names, deadlines, hedges, breakers; against theory. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "check.h"
#include "flow/desks.h"

/* A client that asks desk.a so, and what happens to it. */
static void ask(struct desks *d, const char *client, const char *call, const char *others)
{
    struct text text = {0};

    text_add(&text,
             "desk = { c = { kind = \"client\"; %s steps = ( { name = \"ask\"; call = "
             "\"desk.a\"; %s } ); }; %s };",
             client, call, others);
    desks_open(d, text_of(&text), 5);
    text_free(&text);
    CU_ASSERT_PTR_NOT_NULL_FATAL(d->sim);
    sim_run(d->sim, 20000 * SIM_SECOND);
    CU_ASSERT_TRUE(desks_add_up(d, true));
    for (size_t i = 0; i < d->visits; i++)
        CU_ASSERT_EQUAL(spent_sum(&d->visit[i].spent), d->visit[i].latency);
}

static size_t failures(const struct desks *d)
{
    size_t n = 0;

    for (size_t i = 0; i < d->visits; i++)
        n += d->visit[i].result.status != CALL_OK;
    return n;
}

/* 99.9 % of a share. */
static void check_share(double n, double of, double p)
{
    double half = 3.29 * sqrt(p * (1 - p) / of);

    CHECK_NEAR(n / of, p, half);
    CU_ASSERT_TRUE(half < .05 * p);
}

static void attempts_are_geometric(void)
{
    struct desks d;
    double n = 300000, p = .4;

    ask(&d, "requests = 300000; every = \"1 ms\";",
        "retry = { max_attempts = 4; interval = \"3 ms\"; };",
        "a = { error_rate = \"40 %\"; latency = \"1 ms\"; };");
    check_share((double)failures(&d), n, p * p * p * p);
    CHECK_NEAR((double)d.arrivals / n, (1 - p * p * p * p) / (1 - p),
               3.29 * 1.0 / sqrt(n));
    for (size_t i = 0; i < d.visits; i++) /* 1, 1+3+1, 1+3+1+6+1, .. ms */
        CU_ASSERT_TRUE(d.visit[i].latency == SIM_MS || d.visit[i].latency == 5 * SIM_MS ||
                       d.visit[i].latency == 12 * SIM_MS ||
                       d.visit[i].latency == 25 * SIM_MS);
    desks_close(&d);
}

static void a_retry_is_the_same_work_tried_anew(void)
{
    struct desks d;
    uint64_t who = name_root(name_text("desk.c"), "arrival", 0, 0),
             site = name_text("ask");

    ask(&d, "",
        "retry = { max_attempts = 3; interval = \"1 ms\"; }; item_size = \"uniform(1 KB,"
        " 9 MB)\"; key = \"uniform(n=1M)\"; items = \"uniform(1, 90)\";",
        "a = { error_rate = 1; };");
    CU_ASSERT_EQUAL_FATAL(d.arrivals, 3);
    for (uint64_t a = 0; a < 3; a++) {
        CU_ASSERT_EQUAL(d.arrival[a].who, name_child(who, site, 0));
        CU_ASSERT_EQUAL(d.arrival[a].try, name_try(who, site, 0, a, 0));
        CU_ASSERT_EQUAL(d.arrival[a].key, d.arrival[0].key);
        CU_ASSERT_EQUAL(d.arrival[a].bytes, d.arrival[0].bytes);
        CU_ASSERT_EQUAL(d.arrival[a].items, d.arrival[0].items);
        CU_ASSERT_TRUE(d.arrival[a].key > 0);
    }
    desks_close(&d);
}

static int by_try(const void *a, const void *b)
{
    uint64_t x = ((const struct arrival *)a)->try, y = ((const struct arrival *)b)->try;

    return (x > y) - (x < y);
}

static void nested_retries_have_tries_of_their_own(void)
{
    struct desks d;

    ask(&d, "", "retry = { max_attempts = 4; interval = \"1 ms\"; };",
        "a = { kind = \"worker\"; steps = ( { call = \"desk.b\"; count = 2; on_error = "
        "\"ignore\"; retry = { max_attempts = 3; interval = \"1 ms\"; }; }, { fail = "
        "\"Always\"; "
        "} ); }; b = { error_rate = 1; };");
    CU_ASSERT_EQUAL_FATAL(d.arrivals, 4 * 2 * 3);
    qsort(d.arrival, d.arrivals, sizeof *d.arrival, by_try);
    size_t same = 0;
    for (size_t i = 1; i < d.arrivals; i++) {
        CU_ASSERT_NOT_EQUAL(d.arrival[i].try, d.arrival[i - 1].try);
        same += d.arrival[i].who == d.arrival[0].who;
    }
    CU_ASSERT_EQUAL(same + 1, 4 * 3); /* one of the two rounds, in every attempt */
    desks_close(&d);
}

static void no_attempt_begins_that_the_deadline_forbids(void)
{
    struct desks d;

    /* attempts at 0, 10+5, 20+5+10 ms; the next would begin at 30+5+10+20 = 65 */
    ask(&d, "",
        "deadline = \"64 ms\"; retry = { max_attempts = 9; interval = \"5 ms\"; };",
        "a = { error_rate = 1; latency = \"10 ms\"; };");
    CU_ASSERT_EQUAL(d.arrivals, 3);
    CU_ASSERT_EQUAL(d.visit[0].latency, 45 * SIM_MS);
    CU_ASSERT_EQUAL(d.visit[0].result.status, CALL_FAILED);
    desks_close(&d);
    ask(&d, "",
        "deadline = \"66 ms\"; retry = { max_attempts = 9; interval = \"5 ms\"; };",
        "a = { error_rate = 1; latency = \"10 ms\"; };");
    CU_ASSERT_EQUAL(d.arrivals, 4); /* the last is cut to the 1 ms that is left */
    CU_ASSERT_EQUAL(d.visit[0].latency, 66 * SIM_MS);
    CU_ASSERT_EQUAL(d.visit[0].result.status, CALL_TIMED_OUT);
    desks_close(&d);
}

static void an_attempts_timeout_counts_for_each(void)
{
    struct desks d;

    ask(&d, "", "timeout = \"7 ms\"; retry = { max_attempts = 3; interval = \"2 ms\"; };",
        "a = { latency = \"50 ms\"; hold = true; };");
    CU_ASSERT_EQUAL(d.visit[0].latency, (7 + 2 + 7 + 4 + 7) * SIM_MS);
    CU_ASSERT_EQUAL(d.visit[0].spent.ns[TIME_RETRY_DELAY], 6 * SIM_MS);
    CU_ASSERT_EQUAL(d.visit[0].spent.ns[TIME_CALL], 21 * SIM_MS);
    CU_ASSERT_EQUAL(d.last_completion, (7 + 2 + 7 + 4 + 50) * SIM_MS);
    desks_close(&d);
}

static void a_budget_bounds_the_storm(void)
{
    struct desks d;

    ask(&d, "requests = 5000; every = \"1 ms\";",
        "retry = { max_attempts = 5; interval = \"1 ms\"; budget = \"10 %\"; };",
        "a = { error_rate = 1; };");
    CU_ASSERT_EQUAL(d.arrivals, 5500);
    desks_close(&d);
}

/* The last desk refuses; both above try three times: the limit counts every attempt. */
static void retries_of_retries_multiply_and_the_limit_is_named_on_top(void)
{
    struct desks d;

    ask(&d, "", "retry = { max_attempts = 3; interval = \"1 ms\"; };",
        "a = { kind = \"relay\"; target = \"desk.b\"; retry = { max_attempts = 3; "
        "interval = "
        "\"1 ms\"; }; }; b = { room = 0; };");
    CU_ASSERT_EQUAL(d.world.limit[0].rejections, 9);
    CU_ASSERT_EQUAL(d.visit[0].result.status, CALL_THROTTLED);
    CU_ASSERT_PTR_EQUAL(d.visit[0].result.limit, &d.world.limit[0]);
    CU_ASSERT_STRING_EQUAL(d.world.limit[0].name->address, "desk.b.room");
    desks_close(&d);
}

/* ---- hedges ---- */

static void a_hedge_is_the_faster_of_two(void)
{
    struct desks d;
    double n = 200000, slow = 0, hedged = 0, mean = 0;

    /* exponential(10 ms), copy after 15 ms: P(> t) = exp(-t/10 - (t-15)/10) from there */
    ask(&d, "requests = 200000; every = \"1 ms\";", "hedge_after = \"15 ms\";",
        "a = { latency = \"exponential(mean=10 ms)\"; };");
    for (size_t i = 0; i < d.visits; i++) {
        double ms = (double)d.visit[i].latency * 1e-6;
        mean += ms / n;
        hedged += ms > 15;
        slow += ms > 25;
    }
    CU_ASSERT_EQUAL((double)d.arrivals, n + hedged);
    check_share(hedged, n, exp(-1.5));
    check_share(slow, n, exp(-2.5 - 1));
    CHECK_NEAR(mean, 10 * (1 - exp(-1.5)) + 5 * exp(-1.5), 3.29 * 9 / sqrt(n));
    desks_close(&d);
}

static void the_original_has_the_draws_it_has_without_hedging(void)
{
    struct desks with, without;

    ask(&without, "requests = 500; every = \"1 s\";", "",
        "a = { latency = \"exponential(mean=10 ms)\"; };");
    ask(&with, "requests = 500; every = \"1 s\";", "hedge_after = \"15 ms\";",
        "a = { latency = \"exponential(mean=10 ms)\"; };");
    for (size_t i = 0; i < 500; i++) {
        sim_time was = without.visit[i].latency, is = with.visit[i].latency;
        CU_ASSERT_TRUE(is == was || (is < was && was > 15 * SIM_MS));
    }
    desks_close(&with);
    desks_close(&without);
}

static void a_failed_original_is_not_the_answer_while_its_copy_is_out(void)
{
    struct desks d;
    uint64_t who = name_root(name_text("desk.c"), "arrival", 0, 0),
             site = name_text("ask");

    ask(&d, "",
        "hedge_after = \"15 ms\"; retry = { max_attempts = 2; interval = \"1 ms\"; };",
        "a = { error_rate = 1; latency = \"20 ms\"; };");
    CU_ASSERT_EQUAL_FATAL(d.arrivals, 4);
    CU_ASSERT_EQUAL(d.visit[0].latency, (15 + 20 + 1 + 15 + 20) * SIM_MS);
    for (uint64_t k = 0; k < 4; k++)
        CU_ASSERT_EQUAL(d.arrival[k].try, name_try(who, site, 0, k / 2, k % 2));
    desks_close(&d);
}

/* ---- breakers ---- */

static void a_breaker_opens_refuses_and_probes(void)
{
    struct desks d;
    const struct service *a;

    /* one a ms: ten failures open it for 100 ms; then a probe fails, and so on */
    ask(&d, "requests = 1000; every = \"1 ms\";",
        "circuit_breaker = { failure_share = \"50 %\"; window = \"1 s\"; open_for = "
        "\"100 ms\"; };",
        "a = { error_rate = 1; latency = \"0.5 ms\"; };");
    a = desk_named(&d, "desk.a");
    CU_ASSERT_EQUAL(a->traffic.sent, 10 + 9); /* the probes at 110, 211 .. */
    CU_ASSERT_EQUAL(failures(&d), 1000);
    CU_ASSERT_STRING_EQUAL(d.visit[50].result.error, "CircuitOpen");
    CU_ASSERT_EQUAL(d.visit[50].latency, 0);
    desks_close(&d);
}

static void a_breaker_closes_when_its_probe_succeeds(void)
{
    struct breaker b = {.enabled = true,
                        .failure_share = .5,
                        .window = 10 * SIM_SECOND,
                        .open_for = 5 * SIM_SECOND};
    struct breaker_state s = {0};
    bool probe;

    for (int i = 0; i < 9; i++) {
        CU_ASSERT_TRUE(breaker_admits(&s, i, &probe));
        breaker_note(&s, &b, i, i % 2 == 0, probe);
    }
    CU_ASSERT_EQUAL(s.is, BREAKER_CLOSED); /* too few yet */
    breaker_note(&s, &b, 9, true, false);
    CU_ASSERT_EQUAL(s.is, BREAKER_OPEN);
    CU_ASSERT_FALSE(breaker_admits(&s, 5 * SIM_SECOND + 8, &probe));
    CU_ASSERT_TRUE(breaker_admits(&s, 5 * SIM_SECOND + 9, &probe));
    CU_ASSERT_TRUE(probe);
    CU_ASSERT_FALSE(breaker_admits(&s, 5 * SIM_SECOND + 9, &probe)); /* one only */
    breaker_note(&s, &b, 6 * SIM_SECOND, true, false); /* an old call: says nothing */
    breaker_note(&s, &b, 6 * SIM_SECOND, false, true);
    CU_ASSERT_EQUAL(s.is, BREAKER_CLOSED);
    for (int i = 0; i < 9; i++)
        breaker_note(&s, &b, 7 * SIM_SECOND, true, false);
    breaker_note(&s, &b, 17 * SIM_SECOND, true, false); /* those have left the window */
    CU_ASSERT_EQUAL(s.is, BREAKER_CLOSED);
}

/* ---- what is written ---- */

static int errors_of(const char *text, char *said, size_t size)
{
    struct desks d = {0};
    FILE *was = stdout;
    char *out = NULL;
    size_t length = 0;
    int errors;

    stdout = open_memstream(&out, &length);
    desks_open(&d, text, 1);
    fclose(stdout);
    stdout = was;
    errors = d.diag.errors;
    snprintf(said, size, "%s", out);
    free(out);
    desks_close(&d);
    return errors;
}

static void mistakes_in_steps_are_said_with_their_line(void)
{
    static const struct {
        const char *steps, *said;
    } row[] = {
        {"{ name = \"x\"; }", "desk.c.steps[x]: a step says one of"},
        {"{ work = \"1 ms\"; wait = \"1 ms\"; }",
         "desk.c.steps[0]: work and wait are two steps"},
        {"{ work = \"1 ms\"; timeout = \"1 ms\"; }", "belong to a call"},
        {"{ wait = \"1 ms\"; scope = \"item\"; }", "scope belongs to a fail"},
        {"{ choose = ( { probability = \"50 %\"; wait = \"1 s\"; } ); }", "sum to 100 %"},
        {"{ call = \"desk.a\"; retry = \"java.v2.2026\"; }", "not built yet"},
        {"{ call = \"desk.a\"; retry = \"botocor.legacy\"; }",
         "did you mean \"botocore.legacy\"?"},
        {"{ steps = ( { parallel = ( ( { fail = \"x\"; wait = \"1 s\"; } ) ); } ); }",
         "desk.c.steps[0].steps[0].parallel[0].steps[0]: wait and fail are two steps"},
    };

    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct text text = {0};
        char said[600];
        text_add(&text,
                 "desk = {\n c = { kind = \"client\"; steps = (\n %s ); };\n a = {}; };",
                 row[i].steps);
        CU_ASSERT_EQUAL(errors_of(text_of(&text), said, sizeof said), 1);
        CU_ASSERT_PTR_NOT_NULL(strstr(said, row[i].said));
        CU_ASSERT_PTR_NOT_NULL(strstr(said, "desks.cfg:3: error: "));
        if (!strstr(said, row[i].said) || !strstr(said, "desks.cfg:3:"))
            printf("%s\n", said);
        text_free(&text);
    }
}

static void steps_are_known_by_name_or_by_what_equals_them(void)
{
    struct desks d;
    struct step *step;
    const struct list *steps;

    desks_open(
        &d,
        "desk = { c = { kind = \"client\"; steps = ( { wait = \"1 ms\"; },"
        " { call = \"desk.a\"; }, { call = \"desk.a\"; action = \"Tell\"; },"
        " { name = \"rest\"; wait = \"1 ms\"; }, { call = \"desk.a\"; },"
        " { steps = ( { wait = \"2 ms\"; }, { wait = \"3 ms\"; } ); } ); }; a = {}; };",
        1);
    steps =
        (const struct list *)((const char *)desk_named(&d, "desk.c")->config +
                              field_find(desk_named(&d, "desk.c")->model->fields, "steps")
                                  ->at);
    step = steps->element;
    CU_ASSERT_STRING_EQUAL(step[0].address, "wait/0");
    CU_ASSERT_STRING_EQUAL(step[1].address, "call desk.a/0");
    CU_ASSERT_STRING_EQUAL(step[2].address, "call desk.a Tell/0");
    CU_ASSERT_STRING_EQUAL(step[3].address, "rest");
    CU_ASSERT_STRING_EQUAL(step[4].address, "call desk.a/1");
    CU_ASSERT_STRING_EQUAL(((struct step *)step[5].steps.element)[1].address,
                           "steps/0/wait/1");
    desks_close(&d);
}

FACTS(FACT(attempts_are_geometric), FACT(a_retry_is_the_same_work_tried_anew),
      FACT(nested_retries_have_tries_of_their_own),
      FACT(no_attempt_begins_that_the_deadline_forbids),
      FACT(an_attempts_timeout_counts_for_each), FACT(a_budget_bounds_the_storm),
      FACT(retries_of_retries_multiply_and_the_limit_is_named_on_top),
      FACT(a_hedge_is_the_faster_of_two),
      FACT(the_original_has_the_draws_it_has_without_hedging),
      FACT(a_failed_original_is_not_the_answer_while_its_copy_is_out),
      FACT(a_breaker_opens_refuses_and_probes),
      FACT(a_breaker_closes_when_its_probe_succeeds),
      FACT(mistakes_in_steps_are_said_with_their_line),
      FACT(steps_are_known_by_name_or_by_what_equals_them))
