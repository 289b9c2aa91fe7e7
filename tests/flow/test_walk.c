/* test_walk.c - steps and asks, in the scenario's own words; times exact. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "check.h"
#include "flow/desks.h"

static void run(struct desks *d, const char *text)
{
    desks_open(d, text, 1);
    CU_ASSERT_PTR_NOT_NULL_FATAL(d->sim);
    sim_run(d->sim, 1000 * SIM_SECOND);
    CU_ASSERT_TRUE(desks_add_up(d, true));
    for (size_t i = 0; i < d->visits; i++) {
        const struct visit *v = &d->visit[i];
        CU_ASSERT_EQUAL(spent_sum(&v->spent), v->latency);
        CU_ASSERT_EQUAL(v->spent.total, v->latency);
        for (size_t p = 0; p < TIME_PARTS; p++)
            CU_ASSERT_TRUE(v->spent.ns[p] >= 0);
    }
}

/* The one journey of a client `c` that does these steps; desks beside it. */
static struct visit journey(struct desks *d, const char *steps, const char *others)
{
    struct text text = {0};

    text_add(&text, "desk = { c = { kind = \"client\"; steps = ( %s ); }; %s };", steps,
             others);
    run(d, text_of(&text));
    text_free(&text);
    CU_ASSERT_EQUAL_FATAL(d->visits, 1);
    return d->visit[0];
}

#define CHECK_MS(value, ms) CU_ASSERT_EQUAL((value), (sim_time)((ms)*1e6 + 0.5))

static void steps_follow_one_another(void)
{
    struct desks d;
    struct visit v = journey(&d,
                             "{ work = \"7 ms\"; }, { wait = \"11 ms\"; count = 3; },"
                             "{ call = \"desk.a\"; }",
                             "a = { latency = \"13 ms\"; };");

    CHECK_MS(v.latency, 7 + 33 + 13);
    CHECK_MS(v.spent.ns[TIME_WORK], 7);
    CHECK_MS(v.spent.ns[TIME_WAIT], 33);
    CHECK_MS(v.spent.ns[TIME_CALL], 13);
    CU_ASSERT_EQUAL(v.result.status, CALL_OK);
    desks_close(&d);
}

static void a_send_is_not_waited_for_but_belongs_to_the_request(void)
{
    struct desks d;
    struct visit v = journey(&d, "{ send = \"desk.a\"; }, { wait = \"2 ms\"; }",
                             "a = { latency = \"17 ms\"; hold = true; };");

    CHECK_MS(v.latency, 2);
    CHECK_MS(d.last_completion, 17);
    desks_close(&d);
}

static void a_failed_call_fails_the_body_unless_ignored(void)
{
    struct desks d;
    const char *bad = "a = { latency = \"3 ms\"; error_rate = 1; error = \"Ouch\"; };";
    struct visit v = journey(&d, "{ call = \"desk.a\"; }, { wait = \"5 ms\"; }", bad);

    CHECK_MS(v.latency, 3);
    CU_ASSERT_EQUAL(v.result.status, CALL_FAILED);
    CU_ASSERT_STRING_EQUAL(v.result.error, "Ouch");
    desks_close(&d);
    v = journey(&d, "{ call = \"desk.a\"; on_error = \"ignore\"; }, { wait = \"5 ms\"; }",
                bad);
    CHECK_MS(v.latency, 8);
    CU_ASSERT_EQUAL(v.result.status, CALL_OK);
    desks_close(&d);
}

static void parallel_waits_for_the_slowest_and_takes_its_account(void)
{
    struct desks d;
    struct visit v =
        journey(&d,
                "{ parallel = ( ( { work = \"4 ms\"; }, { wait = \"1 ms\"; } ),"
                " ( { call = \"desk.a\"; } ), { wait = \"6 ms\"; } ); },"
                "{ work = \"1 ms\"; }",
                "a = { latency = \"9 ms\"; };");

    CHECK_MS(v.latency, 10);
    CHECK_MS(v.spent.ns[TIME_CALL], 9);
    CHECK_MS(v.spent.ns[TIME_WORK], 1);
    CHECK_MS(v.spent.ns[TIME_WAIT], 0);
    desks_close(&d);
}

static void a_failed_branch_does_not_stop_the_others(void)
{
    struct desks d;
    struct visit v =
        journey(&d,
                "{ parallel = ( ( { wait = \"2 ms\"; }, { fail = \"First\"; } ),"
                " ( { wait = \"5 ms\"; }, { fail = \"Second\"; } ),"
                " ( { wait = \"8 ms\"; }, { send = \"desk.a\"; } ) ); },"
                "{ wait = \"100 ms\"; }",
                "a = { };");

    CHECK_MS(v.latency, 8);
    CU_ASSERT_STRING_EQUAL(v.result.error, "First");
    CU_ASSERT_EQUAL(d.arrivals, 1);
    desks_close(&d);
}

static void parallel_of_nothing_to_wait_for_ends_at_once(void)
{
    struct desks d;
    struct visit v =
        journey(&d,
                "{ parallel = ( ( { send = \"desk.a\"; } ), ( { wait = \"3 ms\";"
                " probability = 0; } ) ); count = 3; }",
                "a = { };");

    CU_ASSERT_EQUAL(v.latency, 0);
    CU_ASSERT_EQUAL(d.arrivals, 3);
    desks_close(&d);
}

static void blocks_repeat_and_nest(void)
{
    struct desks d;
    struct visit v =
        journey(&d,
                "{ count = 3; steps = ( { wait = \"1 ms\"; }, { count = 2; steps"
                " = ( { wait = \"10 ms\"; } ); } ); }",
                "");

    CHECK_MS(v.latency, 63);
    desks_close(&d);
}

static void a_long_loop_without_waiting_needs_no_stack(void)
{
    struct desks d;
    struct visit v =
        journey(&d,
                "{ count = 300000; steps = ( { wait = \"5 ms\"; probability = 0;"
                " } ); }",
                "");

    CU_ASSERT_EQUAL(v.latency, 0);
    desks_close(&d);
}

static void choose_takes_blocks_by_their_share(void)
{
    struct desks d;
    double n = 20000;
    size_t seen[4] = {0};

    run(&d,
        "desk = { c = { kind = \"client\"; requests = 20000; every = \"1 ms\"; steps = ("
        "{ choose = ( { probability = \"50 %\"; wait = \"1 us\"; },"
        " { probability = \"20 %\"; steps = ( { wait = \"2 us\"; } ); },"
        " { steps = ( { wait = \"3 us\"; } ); } ); } ); }; };");
    for (size_t i = 0; i < d.visits; i++)
        seen[d.visit[i].latency / SIM_US]++;
    CU_ASSERT_EQUAL(seen[0], 0);
    CHECK_NEAR((double)seen[1] / n, 0.5, 3.3 * sqrt(.5 * .5 / n));
    CHECK_NEAR((double)seen[2] / n, 0.2, 3.3 * sqrt(.2 * .8 / n));
    CHECK_NEAR((double)seen[3] / n, 0.3, 3.3 * sqrt(.3 * .7 / n));
    desks_close(&d);
}

static void probability_is_the_same_on_every_attempt(void)
{
    struct desks d;

    /* a worker that fails by a coin of its own is hopeless, or never fails */
    run(&d,
        "desk = { c = { kind = \"client\"; requests = 2000; every = \"9 ms\"; steps = ("
        " { call = \"desk.w\"; retry = { max_attempts = 5; interval = \"1 ms\"; }; } "
        "); };"
        "w = { kind = \"worker\"; steps = ( { call = \"desk.a\"; },"
        " { fail = \"Unlucky\"; probability = \"30 %\"; } ); }; a = { }; };");
    size_t failures = 0;
    for (size_t i = 0; i < d.visits; i++)
        failures += d.visit[i].result.status != CALL_OK;
    CHECK_NEAR((double)failures / 2000, 0.3, 3.3 * sqrt(.3 * .7 / 2000));
    CU_ASSERT_EQUAL(d.arrivals, 2000 + 4 * failures);
    desks_close(&d);
}

static void redraw_tosses_again_on_every_attempt(void)
{
    struct desks d;

    run(&d,
        "desk = { c = { kind = \"client\"; requests = 2000; every = \"9 ms\"; steps = ("
        " { call = \"desk.w\"; retry = { max_attempts = 3; interval = \"1 ms\"; }; } ); "
        "};"
        "w = { kind = \"worker\"; steps = ( { fail = \"Unlucky\"; probability = \"30 %\";"
        " redraw = \"attempt\"; } ); }; };");
    size_t failures = 0;
    for (size_t i = 0; i < d.visits; i++)
        failures += d.visit[i].result.status != CALL_OK;
    CHECK_NEAR((double)failures / 2000, .027, 3.3 * sqrt(.027 * .973 / 2000));
    desks_close(&d);
}

/* ---- batches ---- */

struct lot {
    struct desks d;
    struct batch batch;
    struct item item[8];
};

/* A worker is woken with a batch of 8, of which one may fail alone or not. */
static void wake_with(struct lot *lot, const char *steps, bool by_item)
{
    struct text text = {0};

    text_add(&text,
             "desk = { c = { kind = \"client\"; steps = ( { call = \"desk.w\"; } ); };"
             "w = { kind = \"worker\"; steps = ( %s ); }; a = { }; };",
             steps);
    *lot = (struct lot){0};
    desks_open(&lot->d, text_of(&text), 1);
    CU_ASSERT_PTR_NOT_NULL_FATAL(lot->d.sim);
    text_free(&text);
    lot->batch = (struct batch){.count = 8, .item = lot->item, .by_item = by_item};
    for (size_t i = 0; i < 8; i++) {
        lot->item[i].who = lot->item[i].try = mix64(i + 77);
        lot->item[i].root = root_new(lot->d.sim, &lot->d.world.service[0], 1, i, 0);
    }
    lot->d.batch = &lot->batch;
    sim_run(lot->d.sim, 1000 * SIM_SECOND);
}

static void wake(struct lot *lot, const char *steps)
{
    wake_with(lot, steps, true);
}

static void work_for_items_is_one_event_and_their_sum(void)
{
    struct lot lot;
    int64_t sum = 0;

    wake(&lot,
         "{ name = \"each\"; work = \"exponential(mean=10 ms)\"; count = \"items\"; }");
    struct stream s = stream_named(1, 0, "desk.w/each/work");
    struct law law;
    law_exponential(&law, 10e6);
    for (size_t i = 0; i < 8; i++) /* whatever batch they come in */
        sum += law_draw(&law, draw_bits(&s, lot.item[i].who, 0));
    CU_ASSERT_EQUAL(lot.d.visit[0].latency, sum);
    CU_ASSERT_EQUAL(sim_events(lot.d.sim).fired, 4); /* client, call, work, return */
    desks_close(&lot.d);
}

static void an_item_that_fails_is_left_alone_and_the_rest_goes_on(void)
{
    struct lot lot;
    size_t bad = 0;

    wake(&lot,
         "{ count = \"items\"; steps = ( { fail = \"BadOrder\"; probability = \"40 %\";"
         " scope = \"item\"; }, { call = \"desk.a\"; } ); }");
    for (size_t i = 0; i < 8; i++)
        bad += lot.item[i].failed;
    CU_ASSERT_TRUE(bad > 0 && bad < 8);
    CU_ASSERT_EQUAL(lot.d.arrivals, 8 - bad);
    CU_ASSERT_EQUAL(lot.d.visit[0].result.status, CALL_OK);
    desks_close(&lot.d);
    wake(&lot, "{ fail = \"BadOrder\"; probability = \"40 %\"; scope = \"item\"; count ="
               " \"items\"; }, { call = \"desk.a\"; count = \"items\"; }");
    CU_ASSERT_TRUE(lot.d.arrivals < 8 && lot.d.arrivals > 0);
    desks_close(&lot.d);
}

static void where_none_may_fail_alone_all_do(void)
{
    struct lot lot;

    wake_with(&lot,
              "{ count = \"items\"; steps = ( { fail = \"BadOrder\"; probability = "
              "\"40 %\"; scope = \"item\"; }, { call = \"desk.a\"; } ); }",
              false);
    for (size_t i = 0; i < 8; i++)
        CU_ASSERT_FALSE(lot.item[i].failed);
    CU_ASSERT_EQUAL(lot.d.visit[0].result.status, CALL_FAILED);
    CU_ASSERT_TRUE(lot.d.arrivals < 8);
    desks_close(&lot.d);
}

static void without_a_batch_an_item_is_the_body_itself(void)
{
    struct desks d;
    struct visit v =
        journey(&d, "{ fail = \"Bad\"; scope = \"item\"; count = \"items\"; }", "");

    CU_ASSERT_EQUAL(v.result.status, CALL_FAILED);
    desks_close(&d);
}

/* ---- stopping ---- */

static void a_stopped_walk_leaves_a_whole_account(void)
{
    static const char *const steps[] = {
        "{ work = \"9 ms\"; }",
        "{ wait = \"1 ms\"; }, { work = \"9 ms\"; }",
        "{ call = \"desk.a\"; }",
        "{ call = \"desk.a\"; retry = { max_attempts = 9; interval = \"4 ms\"; };"
        " timeout = \"2 ms\"; }",
        "{ steps = ( { wait = \"2 ms\"; }, { steps = ( { call = \"desk.b\"; } ); } ); }",
        "{ parallel = ( { work = \"9 ms\"; }, { call = \"desk.a\"; }, ( { wait = \"1 "
        "ms\"; } ),"
        " ( { parallel = ( { wait = \"7 ms\"; }, { call = \"desk.b\"; } ); } ) ); }",
        "{ call = \"desk.a\"; hedge_after = \"1 ms\"; }",
    };

    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        struct desks d;
        struct text text = {0};
        text_add(&text,
                 "w = { kind = \"worker\"; handler_timeout = \"5 ms\"; steps = ( %s ); };"
                 "a = { latency = \"20 ms\"; hold = true; };"
                 "b = { kind = \"worker\"; steps = ( { work = \"3 ms\"; }, { call = "
                 "\"desk.a\"; } ); };",
                 steps[i]);
        struct visit v = journey(
            &d, "{ call = \"desk.w\"; on_error = \"ignore\"; }, { wait = \"30 ms\"; }",
            text_of(&text));
        CHECK_MS(v.latency, 35);
        text_free(&text);
        desks_close(&d);
    }
}

/* ---- the account of time ---- */

/* A random office: layers of desks, each asking those below in some way. */
static uint64_t roll(uint64_t *state, uint64_t n)
{
    *state += DRAW_GOLDEN;
    return mix64(*state) % n;
}

static void add_step(struct text *t, uint64_t *s, int below, int depth);

static void add_steps(struct text *t, uint64_t *s, int below, int depth)
{
    uint64_t n = 1 + roll(s, 3);

    text_add(t, "( ");
    for (uint64_t i = 0; i < n; i++) {
        if (i)
            text_add(t, ", ");
        add_step(t, s, below, depth);
    }
    text_add(t, " )");
}

static void add_ask(struct text *t, uint64_t *s)
{
    if (roll(s, 2))
        text_add(t, " timeout = \"%d ms\";", (int)roll(s, 30) + 1);
    if (roll(s, 2))
        text_add(t,
                 " retry = { max_attempts = %d; interval = \"%d ms\"; jitter_strategy = "
                 "\"FULL\"; };",
                 (int)roll(s, 4) + 1, (int)roll(s, 10));
    if (roll(s, 4) == 0)
        text_add(t, " deadline = \"%d ms\";", (int)roll(s, 60) + 1);
    if (roll(s, 4) == 0)
        text_add(t, " hedge_after = \"%d ms\";", (int)roll(s, 20) + 1);
    if (roll(s, 6) == 0)
        text_add(
            t, " circuit_breaker = { failure_share = \"40 %%\"; open_for = \"1 s\"; };");
}

static void add_call(struct text *t, uint64_t *s, int below)
{
    bool waits = roll(s, 5) > 0;

    text_add(t, "%s = \"desk.d%d\";", waits ? "call" : "send",
             (int)roll(s, (uint64_t)below));
    if (waits)
        add_ask(t, s);
}

static void add_extras(struct text *t, uint64_t *s)
{
    if (roll(s, 4) == 0)
        text_add(t, " count = %d;", (int)roll(s, 3));
    if (roll(s, 4) == 0)
        text_add(t, " probability = \"60 %%\";");
    if (roll(s, 2))
        text_add(t, " on_error = \"ignore\";");
}

static void add_step(struct text *t, uint64_t *s, int below, int depth)
{
    uint64_t what = depth > 2 ? roll(s, 3) : roll(s, 6);

    text_add(t, "{ ");
    if (what == 0) {
        text_add(t, "work = \"exponential(mean=%d ms)\";", (int)roll(s, 9) + 1);
    } else if (what == 1 || below == 0) {
        text_add(t, "wait = \"%d ms\";", (int)roll(s, 9));
    } else if (what == 2 || what == 3) {
        add_call(t, s, below);
    } else if (what == 4) {
        text_add(t, "parallel = ( ");
        add_steps(t, s, below, depth + 1);
        text_add(t, ", ");
        add_steps(t, s, below, depth + 1);
        text_add(t, " );");
    } else {
        text_add(t, "steps = ");
        add_steps(t, s, below, depth + 1);
        text_add(t, ";");
    }
    add_extras(t, s);
    text_add(t, " }");
}

static void add_desk(struct text *t, uint64_t *s, int i)
{
    uint64_t kind = i == 0 ? 0 : roll(s, 4);

    text_add(t, "d%d = { ", i);
    if (kind == 0) {
        text_add(
            t,
            "latency = \"exponential(mean=%d ms)\"; error_rate = \"%d %%\"; hold = %s;",
            (int)roll(s, 20) + 1, (int)roll(s, 50), roll(s, 2) ? "true" : "false");
        if (roll(s, 3) == 0)
            text_add(t, " room = %d;", (int)roll(s, 4));
    } else if (kind == 1) {
        text_add(t, "kind = \"relay\"; target = \"desk.d%d\"; overhead = \"%d ms\";",
                 (int)roll(s, (uint64_t)i), (int)roll(s, 5));
        add_ask(t, s);
    } else {
        text_add(t, "kind = \"worker\"; handler_timeout = \"%d ms\"; steps = ",
                 (int)roll(s, 80) + 5);
        add_steps(t, s, i, 0);
        text_add(t, ";");
    }
    text_add(t, " }; ");
}

static void parts_of_time_sum_to_the_latency_whatever_happens(void)
{
    const char *more = getenv("LONG");
    uint64_t rounds = more ? 3000 : 300, failed = 0, visits = 0;

    for (uint64_t seed = 1; seed <= rounds; seed++) {
        struct text t = {0};
        struct desks d;
        uint64_t state = seed * 7919;

        text_add(&t, "desk = { ");
        for (int i = 0; i < 7; i++)
            add_desk(&t, &state, i);
        text_add(&t,
                 "c = { kind = \"client\"; requests = 40; every = \"7 ms\"; steps = ");
        add_steps(&t, &state, 7, 0);
        text_add(&t, "; }; };");
        unsigned before = CU_get_number_of_failures();
        run(&d, text_of(&t));
        visits += d.visits;
        for (size_t i = 0; i < d.visits; i++)
            failed += d.visit[i].result.status != CALL_OK;
        CU_ASSERT_EQUAL(d.visits, 40);
        if (CU_get_number_of_failures() != before) {
            printf("seed %d:\n%s\n", (int)seed, text_of(&t));
            seed = rounds;
        }
        text_free(&t);
        desks_close(&d);
    }
    CU_ASSERT_TRUE(failed > 0 && failed < visits);
}

FACTS(FACT(steps_follow_one_another),
      FACT(a_send_is_not_waited_for_but_belongs_to_the_request),
      FACT(a_failed_call_fails_the_body_unless_ignored),
      FACT(parallel_waits_for_the_slowest_and_takes_its_account),
      FACT(a_failed_branch_does_not_stop_the_others),
      FACT(parallel_of_nothing_to_wait_for_ends_at_once), FACT(blocks_repeat_and_nest),
      FACT(a_long_loop_without_waiting_needs_no_stack),
      FACT(choose_takes_blocks_by_their_share),
      FACT(probability_is_the_same_on_every_attempt),
      FACT(redraw_tosses_again_on_every_attempt),
      FACT(work_for_items_is_one_event_and_their_sum),
      FACT(an_item_that_fails_is_left_alone_and_the_rest_goes_on),
      FACT(where_none_may_fail_alone_all_do),
      FACT(without_a_batch_an_item_is_the_body_itself),
      FACT(a_stopped_walk_leaves_a_whole_account),
      FACT(parts_of_time_sum_to_the_latency_whatever_happens))
