/* test_any_function.c - what must hold in whatever account of functions: random ones,
 * with reserves, provisioned concurrency that changes, URLs, events, both eras. */
#include "base/text.h"
#include "check.h"
#include "sim/draw.h"
#include "trial.h"

#include <stdlib.h>

static uint64_t accounts(void)
{
    return getenv("LONG") ? 2000 : 120;
}

struct dice {
    uint64_t state;
};

static int roll(struct dice *d, int sides)
{
    return (int)(mix64(d->state += DRAW_GOLDEN) % (uint64_t)sides);
}

static bool chance(struct dice *d, int percent)
{
    return roll(d, 100) < percent;
}

static void add_concurrency(struct text *t, struct dice *d, bool provisioned)
{
    bool reserved = chance(d, 40);

    if (reserved)
        text_add(t, "reserved_concurrent_executions = %d; ", 20 + roll(d, 30));
    if (provisioned)
        text_add(t, "provisioned_concurrent_executions = %d; ", roll(d, 12));
    if (provisioned && chance(d, 50))
        text_add(t,
                 "auto_scaling = { provisioned_concurrent_executions = { min_capacity = "
                 "%d; max_capacity = 20; target_value = \"%d %%\"; scheduled_actions = ( "
                 "{ schedule = \"at(+%d min)\"; min_capacity = %d; } ); }; }; ",
                 roll(d, 3), 10 + roll(d, 80), 1 + roll(d, 25), roll(d, 20));
}

static void add_function(struct text *t, struct dice *d, int number)
{
    static const char *const works[] = {"exponential(mean=300 ms)", "40 ms",
                                        "lognormal(p50=90 ms, p99=4 s)"};

    text_add(t,
             "f%d = { memory_size = \"1769 MB\"; timeout = \"%d s\"; init = \"%d ms\"; "
             "maximum_age = \"%d s\"; idle_expiry = \"%s\"; error_rate = 0.%02d; ",
             number, 1 + roll(d, 5), roll(d, 3000), 60 + roll(d, 1000),
             chance(d, 50) ? "halving(380 s)" : "exponential(mean=200 s)", roll(d, 30));
    if (chance(d, 30))
        text_add(t, "scaling = \"%s\"; scaling_burst = %d; scaling_rate = \"0.5/s\"; ",
                 chance(d, 50) ? "FUNCTION" : "REGION", 1 + roll(d, 9));
    if (chance(d, 30))
        text_add(t, "response_size = \"exponential(mean=5 MB)\"; ");
    text_add(t, "function_url = { auth_type = \"NONE\"; invoke_mode = \"%s\"; }; ",
             chance(d, 50) ? "BUFFERED" : "RESPONSE_STREAM");
    add_concurrency(t, d, number == 0 || chance(d, 50));
    text_add(t, "steps = ( { wait = \"%s\"; } ); };\n", works[roll(d, 3)]);
}

static void add_client(struct text *t, struct dice *d, int number, int functions)
{
    static const char *const ways[] = {"", "action = \"InvokeFunctionUrl\"; ",
                                       "invocation_type = \"Event\"; "};

    text_add(t,
             "c%d = { target = \"lambda.f%d\"; %srate = \"%d.5/s\"; bursts = ( { name = "
             "\"b\"; at = \"%d min\"; requests = %d; within = \"1 s\"; } ); };\n",
             number, roll(d, functions), ways[roll(d, 3)], roll(d, 12), 1 + roll(d, 25),
             1 + roll(d, 80));
}

/* The first function's is changed by hand too, and back. */
static void add_changes(struct text *t, struct dice *d)
{
    int at = 10 + roll(d, 600), back = at + 1 + roll(d, 400);

    text_add(t,
             "timeline = ( { at = \"%d s\"; until = \"%d s\"; set = "
             "\"lambda.f0.provisioned_concurrent_executions = %d\"; } );\n",
             at, back, roll(d, 30));
}

static char *account_of(uint64_t seed)
{
    struct dice d = {mix64(seed + 1)};
    struct text t = {0};
    int functions = 1 + roll(&d, 3), clients = 1 + roll(&d, 4);

    text_add(&t, "profile = \"aws-2026\"; run = { duration = \"30 min\"; %s};\n",
             chance(&d, 40) ? "drain = \"all\"; " : "");
    text_add(
        &t,
        "account = { lambda = { minimum_unreserved = 1; event_duplicate_share = 0.1; "
        "concurrent_executions = %d; ",
        160 + roll(&d, 100));
    text_add(&t, "burst_concurrency = %d; ", 1 + roll(&d, 40));
    text_add(&t, "burst_refill = \"%s\"; ", chance(&d, 50) ? "STEPS" : "EVENLY");
    text_add(&t, "provisioned_scaling = \"%s\"; ",
             chance(&d, 50) ? "REGION" : "FUNCTION");
    text_add(&t, "provisioned_rate = \"%d/min\"; }; };\nclient = {\n", 3 + roll(&d, 100));
    for (int i = 0; i < clients; i++)
        add_client(&t, &d, i, functions);
    text_add(&t, "};\nlambda = {\n");
    for (int i = 0; i < functions; i++)
        add_function(&t, &d, i);
    text_add(&t, "};\n");
    add_changes(&t, &d);
    return text_take(&t);
}

static double count(const struct trial *t, const char *metric, const char *name)
{
    char variable[100];

    snprintf(variable, sizeof variable, "lambda_%s", metric);
    return layout_find(t->layout, variable) ? trial_value(t, variable, name, STAT_AVERAGE)
                                            : 0;
}

static void check_function(const struct trial *t, const char *name)
{
    double invocations = count(t, "invocations", name);
    double there = count(t, "provisioned_concurrency_invocations", name);
    double spilled = count(t, "provisioned_concurrency_spillover_invocations", name);
    double cold = count(t, "cold_starts", name);

    CU_ASSERT_TRUE(there + spilled <= invocations);
    CU_ASSERT_TRUE(cold <= invocations - there);
    CU_ASSERT_EQUAL(cold, count(t, "cold_starts_growth", name) +
                              count(t, "cold_starts_expired", name) +
                              count(t, "cold_starts_aged", name) +
                              count(t, "cold_starts_lost", name));
    CU_ASSERT_EQUAL(count(t, "async_events_dropped", name),
                    count(t, "async_events_dropped_attempts", name) +
                        count(t, "async_events_dropped_age", name) +
                        count(t, "async_events_dropped_reserved_0", name));
    CU_ASSERT_TRUE(count(t, "url_4xx_count", name) + count(t, "url_5xx_count", name) <=
                   count(t, "url_request_count", name));
}

/* The ledger of every run holds; and sums that it does not know of. */
static void accounts_add_up(void)
{
    double all[3] = {0};

    for (uint64_t seed = 0; seed < accounts(); seed++) {
        char *text = account_of(seed);
        struct trial t;
        trial_load(&t, text, NULL);
        trial_run(&t, seed, 0);
        if (!t.ran_well)
            printf("  account %llu:\n%s%s\n", (unsigned long long)seed, text, t.said);
        CU_ASSERT_TRUE_FATAL(t.ran_well);
        for (size_t i = 0; i < t.scenario->graph.resources; i++) {
            const struct resource *r = &t.scenario->graph.resource[i];
            if (strcmp(r->model->name, "lambda") != 0)
                continue;
            check_function(&t, r->name);
            all[0] += count(&t, "provisioned_concurrency_invocations", r->name);
            all[1] += count(&t, "provisioned_concurrency_spillover_invocations", r->name);
            all[2] += count(&t, "throttles", r->name);
        }
        free(text);
        trial_free(&t);
    }
    for (int i = 0; i < 3; i++) /* they do meet what is tested */
        CU_ASSERT_TRUE(all[i] > 1000);
}

FACTS(FACT(accounts_add_up))
