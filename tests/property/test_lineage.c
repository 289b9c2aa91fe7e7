/* test_lineage.c - the same request is the same work in every variant (methods.md 1,
 * tests (a) to (c)), and Little's law as an identity.
 */
#include "check.h"
#include "trial.h"

#include <stdlib.h>

static void run_log(struct trial *t, const char *text)
{
    trial_load(t, text, NULL);
    t->wants_log = true;
    trial_run(t, 3, 5);
    if (!t->ran_well)
        printf("%s", t->said);
    CU_ASSERT_TRUE_FATAL(t->ran_well);
    CU_ASSERT_TRUE(t->log.count > 50);
}

/* The k-th journey's answer to a request, or NULL. */
static const struct logged *find(const struct trial *t, uint64_t ordinal,
                                 uint32_t request)
{
    for (size_t i = 0; i < t->log.count; i++) {
        if (t->log.row[i].ordinal == ordinal && t->log.row[i].request == request)
            return &t->log.row[i];
    }
    return NULL;
}

/* Latencies are times between whole ns, shown in s. */
static bool same_time(double a, double b)
{
    return fabs(a - b) < 0.5e-9;
}

#define ONE(client, service)                                                             \
    "run = { duration = \"20 s\"; drain = \"all\"; };\n"                                 \
    "client = { c = { " client " }; };\n"                                                \
    "http = { s = { latency = \"lognormal(p50=80 ms, p99=700 ms)\"; " service " }; "     \
    "t = { latency = \"gamma(mean=30 ms, cv=0.9)\"; }; };\n"
#define DIRECT "target = \"http.s\"; rate = \"9/s\"; "

static void request_k_is_the_same_work_at_any_rate(void)
{
    struct trial few, many;
    size_t compared = 0;

    run_log(&few, ONE(DIRECT, ""));
    run_log(&many, ONE(DIRECT "scale = 7; arrivals = \"poisson\"; ", ""));
    for (uint64_t k = 0; k < few.log.count; k++) {
        const struct logged *a = find(&few, k, 0), *b = find(&many, k, 0);
        CU_ASSERT_TRUE_FATAL(a && b);
        CU_ASSERT_TRUE(same_time(a->latency_s, b->latency_s));
        CU_ASSERT_TRUE(fabs(b->arrival_s * 7 - a->arrival_s) < 1e-8);
        compared++;
    }
    CU_ASSERT_TRUE(compared > 100);
    trial_free(&few);
    trial_free(&many);
}

/* In the variant every request of the plain run comes at the same instant; those that
 * were good at the first attempt in both took the same time. */
static void compare(const char *plain, const char *variant)
{
    struct trial a, b;
    size_t good = 0;

    run_log(&a, plain);
    run_log(&b, variant);
    for (size_t i = 0; i < a.log.count; i++) {
        const struct logged *x = &a.log.row[i], *y = find(&b, x->ordinal, x->request);
        CU_ASSERT_PTR_NOT_NULL_FATAL(y);
        CU_ASSERT_TRUE(x->arrival_s == y->arrival_s);
        if (x->status || y->status || x->attempts != 1 || y->attempts != 1)
            continue;
        CU_ASSERT_TRUE(same_time(x->latency_s, y->latency_s));
        good++;
    }
    CU_ASSERT_TRUE(good > 50);
    trial_free(&a);
    trial_free(&b);
}

#define RETRY                                                                            \
    "retry = { max_attempts = 3; interval = \"20 ms\"; jitter_strategy = \"FULL\"; }; "
#define STEPS(list) "rate = \"9/s\"; steps = ( " list " ); "
#define CALL "{ name = \"a\"; call = \"http.s\"; }"

static void variants_change_nothing_of_what_they_do_not_touch(void)
{
    compare(ONE(DIRECT, "error_rate = 0.3;"), ONE(DIRECT RETRY, "error_rate = 0.3;"));
    compare(ONE(DIRECT, ""), ONE(DIRECT "hedge_after = \"1 h\"; ", ""));
    compare(ONE(DIRECT, ""), ONE(DIRECT, "error_rate = 0.4; rate_limit = \"5/s\";"));
    compare(ONE(DIRECT, ""), ONE(DIRECT "bursts = ( { at = \"3 s\"; requests = 40; "
                                        "within = \"2 s\"; } ); ",
                                 ""));
    compare(ONE(STEPS(CALL), ""),
            ONE(STEPS(CALL ", { parallel = ( { steps = ( { name = \"b\"; call = "
                           "\"http.s\"; } ); }, { steps = ( { name = \"c\"; call = "
                           "\"http.t\"; } ); } ); }"),
                ""));
    compare(ONE(STEPS(CALL), ""),
            ONE(STEPS(CALL ", { name = \"b\"; call = \"http.t\"; count = 2; }"), ""));
}

/* The original of a hedged request draws what it would without: so with a hedge the
 * answer never comes later. */
static void a_hedge_never_makes_the_answer_later(void)
{
    struct trial a, b;
    size_t sooner = 0;

    run_log(&a, ONE(DIRECT, ""));
    run_log(&b, ONE(DIRECT "hedge_after = \"60 ms\"; ", ""));
    for (size_t i = 0; i < a.log.count; i++) {
        const struct logged *x = &a.log.row[i], *y = find(&b, x->ordinal, x->request);
        CU_ASSERT_PTR_NOT_NULL_FATAL(y);
        CU_ASSERT_TRUE(y->latency_s < x->latency_s + 0.5e-9);
        sooner += y->latency_s < x->latency_s - 1e-9;
    }
    CU_ASSERT_TRUE(sooner > 20);
    trial_free(&a);
    trial_free(&b);
}

/* One link's time moves when requests meet; the multiset of service times is the same. */
static void a_link_s_latency_changes_no_service_time(void)
{
    struct trial a, b;
    const char *const name = "http_latency_histogram";

    run_log(&a, ONE(DIRECT, ""));
    run_log(&b, ONE(DIRECT "network = { rtt_to_region = \"exponential(mean=150 ms)\"; "
                           "connection_reuse = 0; }; ",
                    ""));
    const struct variable *v = layout_find(a.layout, name);
    CU_ASSERT_PTR_NOT_NULL_FATAL(v);
    CU_ASSERT_EQUAL(
        memcmp(trial_array(&a, name), trial_array(&b, name), v->count * sizeof(double)),
        0);
    trial_free(&a);
    trial_free(&b);
}

/* When all that came has ended inside the run, the integral of the number in the service
 * is the sum of the times in it, to the ns. */
static void little_s_law_is_an_identity(void)
{
    struct trial t;

    trial_make(&t,
               "run = { duration = \"60 s\"; };\n"
               "client = { c = { target = \"http.s\"; phases = ( { duration = \"40 s\"; "
               "rate = \"30/s\"; }, { duration = \"20 s\"; rate = \"0/s\"; } ); }; };\n"
               "http = { s = { latency = \"exponential(mean=100 ms)\"; "
               "concurrency_limit = 4; queue_limit = 300; error_rate = 0.1; }; };\n");
    double inside = trial_value(&t, "http_concurrent_requests", "s", STAT_AVERAGE) +
                    trial_value(&t, "http_queued", "s", STAT_AVERAGE);
    double n = trial_value(&t, "http_latency", "s", STAT_COUNT);

    CU_ASSERT_TRUE(trial_value(&t, "http_queued", "s", STAT_MAXIMUM) > 3);
    CHECK_NEAR(inside * 60, n * trial_value(&t, "http_latency", "s", STAT_AVERAGE), 1e-8);
    trial_free(&t);
}

FACTS(FACT(request_k_is_the_same_work_at_any_rate),
      FACT(variants_change_nothing_of_what_they_do_not_touch),
      FACT(a_hedge_never_makes_the_answer_later),
      FACT(a_link_s_latency_changes_no_service_time), FACT(little_s_law_is_an_identity))
