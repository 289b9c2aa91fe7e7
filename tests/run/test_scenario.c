/* test_scenario.c - what a scenario says and what becomes of it. */
#include <math.h>

#include "client/client.h"
#include "flow/graph.h"
#include "lambda/lambda.h"
#include "loaded.h"
#include "run/objective.h"
#include "run/run.h"

#define SEC INT64_C(1000000000)
#define RUN "profile = \"aws-2021-08\"; run = { duration = \"10 min\"; };\n"
#define BANK "http = { bank = { latency = \"20 ms\"; }; };\n"
#define SHOP "client = { shop = { target = \"http.bank\"; rate = \"7/s\"; }; };\n"

static const char small[] = RUN SHOP BANK;

/* ---- the graph ---- */

static void a_link_leads_to_its_resource(void)
{
    struct loaded l;
    struct scenario *s = must_load(&l, small, NULL);
    const struct resource *shop = graph_find(&s->graph, "client.shop");
    const struct resource *bank = graph_find(&s->graph, "http.bank");
    const struct client_config *c = shop->config;

    CU_ASSERT_EQUAL(s->graph.resources, 2);
    CU_ASSERT_EQUAL(c->ask.to.resource, bank->index);
    CU_ASSERT_EQUAL(s->graph.accounts, 2);
    CU_ASSERT_PTR_NULL(graph_find(&s->graph, "http.ban"));
    CU_ASSERT_EQUAL(s->run.duration, 600 * SEC);
    CU_ASSERT_EQUAL(s->run.replications, 10);
    loaded_free(&l);
}

#define API_A                                                                            \
    "apigateway = { api = { routes = ( { route = \"GET /a\"; integration = "             \
    "\"lambda.f\"; "
#define API_B                                                                            \
    "throttling_rate_limit = \"90/s\"; throttling_burst_limit = 17; }, "                 \
    "{ route = \"GET /b\"; integration = \"http.bank\"; } ); }; };\n"
#define LAMBDA                                                                           \
    "lambda = { f = { runtime = \"python3.9\"; memory_size = \"512 MB\"; steps = ( { "   \
    "work = \"lognormal(p50=9 ms, p99=31 ms)\"; }, { call = \"dynamodb.t\"; action = "   \
    "\"PutItem\"; item_size = \"1.4 KB\"; } ); }; };\n"
#define TABLE "dynamodb = { t = { billing_mode = \"PAY_PER_REQUEST\"; }; };\n"

static const char forward[] = RUN
    "client = { a = { target = \"apigateway.api\"; route = \"GET /a\"; rate = \"11/s\"; "
    "}; b = { target = \"apigateway.api\"; route = \"GET /b\"; phases = ( { name = "
    "\"one\"; duration = \"3 min\"; rate = \"4/s\"; }, { name = \"two\"; duration = "
    "\"7 min\"; rate = \"9/s\"; } ); }; };\n" API_A API_B LAMBDA TABLE BANK;
static const char backward[] = BANK TABLE
    "lambda = { f = { steps = ( { work = \"lognormal(p50=9 ms, p99=31 ms)\"; }, { "
    "item_size "
    "= \"1.4 KB\"; action = \"PutItem\"; call = \"dynamodb.t\"; } ); memory_size = \"512 "
    "MB\"; runtime = \"python3.9\"; }; };\n"
    "apigateway = { api = { routes = ( { throttling_burst_limit = 17; "
    "throttling_rate_limit "
    "= \"90/s\"; integration = \"lambda.f\"; route = \"GET /a\"; }, { integration = "
    "\"http.bank\"; route = \"GET /b\"; } ); }; };\n"
    "client = { b = { phases = ( { rate = \"4/s\"; name = \"one\"; duration = \"3 min\"; "
    "}, "
    "{ rate = \"9/s\"; duration = \"7 min\"; name = \"two\"; } ); route = \"GET /b\"; "
    "target "
    "= \"apigateway.api\"; }; a = { rate = \"11/s\"; route = \"GET /a\"; target = "
    "\"apigateway.api\"; }; };\n" RUN;

/* One replication as a vector. */
static double *results_of(const struct scenario *s, size_t *count)
{
    struct arena arena = {0};
    struct layout *layout = layout_make(s, &arena);
    struct result result = {layout, calloc(layout->values, sizeof *result.value)};
    struct diag diag = {.out = stderr};
    struct ran ran;

    CU_ASSERT_TRUE(run_once(layout, &(struct running){.seed = 5}, &result, &ran, &diag));
    CU_ASSERT(ran.events > 1000);
    *count = layout->values;
    arena_release(&arena);
    return result.value;
}

static void the_order_of_members_means_nothing(void)
{
    struct loaded one, two;
    struct scenario *a = must_load(&one, forward, NULL);
    struct scenario *b = must_load(&two, backward, NULL);
    size_t n, m;
    double *x = results_of(a, &n), *y = results_of(b, &m);

    CU_ASSERT_EQUAL_FATAL(n, m);
    CU_ASSERT_EQUAL(memcmp(x, y, n * sizeof *x), 0);
    CU_ASSERT_EQUAL_FATAL(a->graph.limits, b->graph.limits);
    for (size_t i = 0; i < a->graph.limits; i++)
        CU_ASSERT_STRING_EQUAL(a->graph.limit[i].address, b->graph.limit[i].address);
    free(x);
    free(y);
    loaded_free(&one);
    loaded_free(&two);
}

static void a_limit_is_called_by_the_setting_that_raises_it(void)
{
    struct loaded l;
    struct scenario *s = must_load(&l, forward, NULL);
    const struct resource *api = graph_find(&s->graph, "apigateway.api");
    bool there = false;

    for (size_t i = 0; i < s->graph.limits; i++) {
        const struct limit_name *limit = &s->graph.limit[i];

        there |= strcmp(limit->address, "account.lambda.concurrent_executions") == 0;
        CU_ASSERT(i == 0 || strcmp(limit[-1].address, limit->address) < 0);
    }
    CU_ASSERT_TRUE(there);
    CU_ASSERT_EQUAL_FATAL(api->limits, 1);
    CU_ASSERT_STRING_EQUAL(s->graph.limit[api->limit[0]].address,
                           "apigateway.api.routes[GET /a].throttling_rate_limit");
    CU_ASSERT_EQUAL(api->parts, 2);
    CU_ASSERT_STRING_EQUAL(api->part[1], "GET /b");
    loaded_free(&l);
}

static void like_copies_what_is_not_said(void)
{
    static const char text[] = RUN BANK
        "client = { base = { abstract = true; target = \"http.bank\"; timeout = "
        "\"3 s\"; rate = \"5/s\"; }; a = { like = \"base\"; }; b = { like = \"a\"; "
        "timeout = \"9 s\"; }; };\n";
    struct loaded l;
    struct scenario *s = must_load(&l, text, NULL);
    const struct client_config *b = graph_find(&s->graph, "client.b")->config;

    CU_ASSERT_PTR_NULL(graph_find(&s->graph, "client.base"));
    CU_ASSERT_EQUAL(b->ask.timeout, 9 * SEC);
    CHECK_NEAR(b->rate, 5, 0);
    loaded_free(&l);
}

/* ---- overrides ---- */

static void the_last_override_wins(void)
{
    struct loaded l;
    struct scenario *s = must_load(
        &l, forward,
        SET("run.seed=3", "run.seed=8", "client.*.scale=2",
            "client.b.phases[two].rate=600/min", "client.b.phases[0].rate = 1/s",
            "apigateway.api.routes[GET /a].throttling_burst_limit=3",
            "account.lambda.concurrent_executions=77", "account.discount=12 %",
            "prices.lambda.request=0.5 USD", "defaults.lambda.timeout=13 s",
            "region=eu-west-1", "objectives=mean(client.a.latency) < 1 s"));
    const struct client_config *b = graph_find(&s->graph, "client.b")->config;
    const struct lambda_config *f = graph_find(&s->graph, "lambda.f")->config;
    const struct lambda_account *account = graph_account(&s->graph, "lambda");
    const struct phase *phase = b->phases.element;

    CU_ASSERT_EQUAL(s->run.seed, 8);
    CHECK_NEAR(b->scale, 2, 0);
    CHECK_NEAR(phase[0].rate, 1, 0);
    CHECK_NEAR(phase[1].rate, 10, 1e-12);
    CU_ASSERT_EQUAL(account->concurrency, 77);
    CU_ASSERT_EQUAL(account->burst, 3000); /* the class of eu-west-1 */
    CHECK_NEAR(s->discount, 0.12, 1e-15);
    CU_ASSERT_EQUAL(f->timeout, 13 * SEC);
    CU_ASSERT_EQUAL(s->objectives, 1);
    for (size_t i = 0; i < s->prices; i++)
        if (strcmp(s->price[i].item, "lambda.request") == 0)
            CHECK_NEAR(s->price[i].tier[0].price, 0.5, 0);
    loaded_free(&l);
}

static void what_a_callee_lets_callers_say_can_be_overridden(void)
{
    static const char text[] =
        RUN "client = { shop = { target = \"lambda.f\"; rate = \"7/s\"; }; };\n"
            "lambda = { f = { steps = ( { name = \"mail\"; call = \"lambda.g\"; } ); };\n"
            "g = { steps = ( { wait = \"1 ms\"; } ); }; };\n";
    struct loaded l;
    struct scenario *s =
        must_load(&l, text, SET("lambda.f.steps[mail].invocation_type=Event"));
    const struct lambda_config *f = graph_find(&s->graph, "lambda.f")->config;
    const struct step *step = f->steps.element;
    const struct lambda_request *said = step->call.to.options;

    CU_ASSERT_EQUAL(said->invocation_type, INVOCATION_EVENT);
    loaded_free(&l);
}

static void a_wrong_override_is_told_by_its_name(void)
{
    REFUSED(small, SET("client.shop.scael=2"),
            "--set 1: error: client.shop.scael: no field named scael; did you mean "
            "scale?\n");
    REFUSED(small, SET("run.seed=1", "client.shp.rate=2/s"),
            "--set 2: error: client.shp.rate=2/s: there is no client.shp; did you mean "
            "shop?\n");
    REFUSED(small, SET("seed"), "--set 1: error: seed: ADDRESS=VALUE is wanted\n");
    REFUSED(small, SET("client.shop=5"),
            "--set 1: error: client.shop=5: the address of one setting is wanted\n");
    REFUSED(small, SET("s3.jobs.delay=5 s"),
            "--set 1: error: s3.jobs.delay=5 s: s3 is not built yet\n");
    REFUSED(small, SET("htp.bank.latency=5 s"),
            "--set 1: error: there is no group htp; did you mean http?\n");
    REFUSED(small, SET("function.f.memory_size=512 MB"),
            "--set 1: error: there is no group function; did you mean lambda?\n");
    REFUSED(small, SET("mainframe.f.memory_size=512 MB"),
            "--set 1: error: there is no group mainframe; headroom help lists what there "
            "is\n");
    REFUSED(small, SET("prices.http.requests=1 USD"),
            "--set 1: error: prices.http: there is no requests; did you mean request?\n");
}

/* ---- mistakes ---- */

static void all_mistakes_are_told_at_once(void)
{
    REFUSED("profile = \"aws-2021-08\";\n"
            "run = { duration = \"10 min\"; perid = \"1 s\"; };\n"
            "client = { shop = { target = \"http.bnak\"; rate = \"7\"; }; };\n"
            "http = { bank = { latency = \"20 ms\"; }; };\n"
            "lamda = { };\n",
            NULL,
            ":5: error: there is no group lamda; did you mean lambda?\n"
            ":2: error: run: no field named perid; did you mean period?\n"
            ":3: error: client.shop.rate: 7 has no unit: write rate = \"7/s\"\n"
            ":3: error: client.shop: there is no http.bnak; did you mean "
            "http.bank?\n");
}

static void a_link_must_lead_somewhere(void)
{
    REFUSED(RUN BANK
            "client = { shop = { target = \"client.shop\"; rate = \"7/s\"; }; };\n",
            NULL, ":3: error: client.shop: client.shop takes no calls\n");
    REFUSED(RUN TABLE "client = { shop = { target = \"dynamodb.t\"; action = \"PutItm\"; "
                      "item_size = \"1 KB\"; rate = \"7/s\"; }; };\n",
            NULL,
            ":3: error: client.shop: dynamodb.t has no action PutItm; did you mean "
            "PutItem?\n");
    REFUSED(RUN TABLE
            "client = { shop = { target = \"dynamodb.t\"; action = \"ExecuteStatement\"; "
            "item_size = \"1 KB\"; rate = \"7/s\"; }; };\n",
            NULL,
            ":3: error: client.shop: ExecuteStatement of dynamodb.t is not built yet\n");
    REFUSED(RUN BANK "client = { shop = { target = \"s3.jobs\"; rate = \"7/s\"; }; };\n",
            NULL, ":3: error: client.shop: s3.jobs is not built yet\n");
}

static void a_room_of_later_is_named_once(void)
{
    REFUSED(RUN BANK "s3 = { jobs = { delay = \"5 s\"; }; };\n"
                     "client = { shop = { target = \"s3.jobs\"; rate = \"7/s\"; }; };\n"
                     "objectives = ( \"max(s3.jobs.age) < 5 s\", "
                     "\"p99(client.shop.latency) < 1 s\" "
                     ");\n",
            NULL, ":3: error: s3: not built yet\n");
}

static void a_scenario_needs_a_client_and_an_end(void)
{
    REFUSED("", NULL, ": error: nothing is in it\n");
    REFUSED(RUN BANK, NULL, ":1: error: there is no client, so nothing would happen\n");
    REFUSED("profile = \"aws-2021-08\";\n" SHOP BANK, NULL,
            ":1: error: run.duration: must be given, no client has phases that end\n");
    REFUSED("study = { command = \"tune\"; };\n", NULL,
            ":1: error: this is a study, and no scenario\n");
    REFUSED("profile = \"aws-2022\"; run = { duration = \"1 s\"; };\n" SHOP BANK, NULL,
            "error: no profile named aws-2022; did you mean aws-2026?\n");
    REFUSED(RUN "client = { shop = 5; };\n", NULL,
            ":2: error: client.shop: a group { .. } is wanted\n");
}

static void a_file_that_cannot_be_read_is_no_mistake_of_the_user(void)
{
    struct loaded l;

    load_file(&l, "no/such/file.cfg", NULL);
    CU_ASSERT_PTR_NULL(l.scenario);
    CU_ASSERT_EQUAL(l.diag.failures, 1);
    CU_ASSERT_EQUAL(l.diag.errors, 0);
    CU_ASSERT_STRING_EQUAL(l.said,
                           ": error: cannot be read: No such file or directory\n");
    loaded_free(&l);
    load_text(&l,
              RUN BANK "client = { shop = { target = \"http.bank\"; arrivals = "
                       "\"trace(no-such.csv)\"; }; };\n",
              NULL);
    CU_ASSERT_PTR_NULL(l.scenario);
    CU_ASSERT_EQUAL(l.diag.failures, 1);
    CU_ASSERT_STRING_EQUAL(
        l.said, ":3: error: trace: cannot read no-such.csv: No such file or directory\n");
    loaded_free(&l);
}

static void features_come_with_their_date(void)
{
    static const char *const set[] = {"lambda.f.architectures=arm64", NULL};
    struct loaded l;

    REFUSED(forward, set,
            "--set 1: error: lambda.f.architectures: arm64 appeared 2021-09-30, after "
            "profile aws-2021-08 (2021-08-31)\n");
    REFUSED(forward, SET("lambda.f.runtime=python3.12"),
            "--set 1: error: lambda.f.runtime: python3.12 appeared 2023-12-14, after "
            "profile aws-2021-08 (2021-08-31)\n");
    must_load(&l, forward,
              SET("profile=aws-2026", set[0], "lambda.f.runtime=python3.12"));
    loaded_free(&l);
}

/* And init, which the runtime would have decided, is not missed. */
static void names_that_aws_never_had_are_refused(void)
{
    struct loaded l;

    REFUSED(forward, SET("lambda.f.runtime=pyhton3.12"),
            "--set 1: error: lambda.f.runtime: AWS has no \"pyhton3.12\"; did you mean "
            "python3.12?\n");
    REFUSED(
        forward, SET("lambda.f.runtime=elixir1.17"),
        "--set 1: error: lambda.f.runtime: AWS has no \"elixir1.17\" as of 2021-08-31: "
        "of a later one say the nearest, and init\n");
    load_text(&l,
              RUN "defaults = { lambda = { runtime = \"jaba11\"; }; };\nclient = { c = { "
                  "target = \"lambda.f\"; rate = \"3/s\"; }; };\n"
                  "lambda = { f = { steps = ( { work = \"7 ms\"; } ); }; };\n",
              NULL);
    CU_ASSERT_STRING_EQUAL(l.said, ":2: error: lambda.f.runtime: AWS has no \"jaba11\"; "
                                   "did you mean java11?\n");
    loaded_free(&l);
    must_load(&l, forward, SET("lambda.f.runtime=nodejs8.10"));
    loaded_free(&l);
}

static void a_profile_narrows_bounds(void)
{
    static const char timeout[] = "apigateway.api.routes[GET /a].timeout=45 s";
    struct loaded l;

    load_text(&l, forward, SET(timeout));
    CU_ASSERT_PTR_NULL(l.scenario);
    CU_ASSERT_PTR_NOT_NULL(strstr(l.said, "timeout: 45 s is not between 50 ms and 30 s"));
    loaded_free(&l);
    must_load(&l, forward, SET(timeout, "profile=aws-2026"));
    loaded_free(&l);
}

static void unknown_quotas_and_prices_are_refused(void)
{
    REFUSED("account = { lamda = { x = 1; }; };\n" RUN SHOP BANK, NULL,
            ":1: error: account: there is no model lamda; did you mean lambda?\n");
    REFUSED("prices = { http = { call = \"1 USD\"; }; };\n" RUN SHOP BANK, NULL,
            ":1: error: prices.http: there is no line item call\n");
    REFUSED("account = { s3 = { x = 1; }; http = { x = 1; }; };\n" RUN SHOP BANK, NULL,
            ":1: error: account.s3: not built yet\n"
            ":1: error: account: http has no quotas\n");
    REFUSED("prices = 5; defaults = { lambda = 5; };\n" RUN SHOP BANK, NULL,
            ":1: error: prices: a group { .. } is wanted\n"
            ":1: error: defaults.lambda: a group { .. } is wanted\n");
    REFUSED(small, SET("prices.http.request=1 USD"),
            "--set 1: error: prices.http.request: each http has a price of its own\n");
    REFUSED("prices = { lambda = { request = { tiers = ( { up_to = 9; price = \"1 USD\"; "
            "}, 5 "
            "); }; }; };\n" RUN LAMBDA TABLE
            "client = { c = { target = \"lambda.f\"; rate = \"1/s\"; }; };\n",
            NULL,
            ":1: error: prices.lambda.request: a tier is { up_to = ..; price = ..; }\n");
    REFUSED(forward, SET("prices.lambda.request=cheap"),
            "--set 1: error: prices.lambda.request: money such as 0.02 USD or 5 USD per "
            "1M is "
            "wanted, not cheap\n");
}

/* ---- assumptions ---- */

static bool assumes(const struct scenario *s, const char *address)
{
    for (size_t i = 0; i < s->assumptions; i++)
        if (strcmp(s->assumption[i].address, address) == 0)
            return true;
    return false;
}

static void only_assumptions_in_force_are_listed(void)
{
    struct loaded l;
    struct scenario *s = must_load(&l, forward, NULL);

    CU_ASSERT_TRUE(assumes(s, "defaults.lambda.placement"));
    CU_ASSERT_TRUE(assumes(s, "account.dynamodb.write_latency"));
    CU_ASSERT_FALSE(assumes(s, "defaults.lambda.memory_size")); /* documented */
    loaded_free(&l);
    s = must_load(&l, forward,
                  SET("lambda.f.placement=90 ms", "account.dynamodb.write_latency=3 ms"));
    CU_ASSERT_FALSE(assumes(s, "defaults.lambda.placement"));
    CU_ASSERT_FALSE(assumes(s, "account.dynamodb.write_latency"));
    CU_ASSERT_TRUE(assumes(s, "account.dynamodb.throttle_latency"));
    loaded_free(&l);
    s = must_load(&l, small, NULL);
    CU_ASSERT_EQUAL(s->assumptions, 0);
    loaded_free(&l);
}

/* Each value, and what it takes to need it. */
static const char frugal[] =
    "profile = \"aws-2026\"; run = { duration = \"10 min\"; };\n"
    "client = { p = { target = \"apigateway.api\"; rate = \"7/s\"; };\n"
    "e = { target = \"lambda.f\"; rate = \"3/s\"; };\n"
    "q = { target = \"dynamodb.t\"; action = \"PutItem\"; item_size = \"1 KB\"; "
    "rate = \"2/s\"; }; };\n"
    "apigateway = { api = { type = \"REST\"; routes = ( { route = \"GET /\"; "
    "integration = \"lambda.f\"; } ); }; };\n"
    "lambda = { f = { runtime = \"python3.12\"; steps = ( { wait = \"20 ms\"; } ); }; "
    "};\n" TABLE;

#define HOURLY                                                                           \
    "dynamodb.t.billing_mode=PROVISIONED", "dynamodb.t.read_capacity_units=9",           \
        "dynamodb.t.write_capacity_units=11"
#define TRACKED(what)                                                                    \
    what ".min_capacity=3", what ".max_capacity=21", what ".target_value=70 %"
#define TRACKED_TABLE HOURLY, TRACKED("dynamodb.t.auto_scaling.write_capacity_units")
#define TRACKED_FUNCTION                                                                 \
    "lambda.f.provisioned_concurrent_executions=3",                                      \
        TRACKED("lambda.f.auto_scaling.provisioned_concurrent_executions")

static void an_assumption_comes_into_force_with_what_reads_it(void)
{
    static const struct {
        const char *value;
        const char *set[8]; /* NULL-terminated */
    } row[] = {
        {"account.apigateway.overhead_http", {"apigateway.api.type=HTTP"}},
        {"account.lambda.event_delay", {"client.e.invocation_type=Event"}},
        {"account.lambda.event_duplicate_share", {"client.e.invocation_type=Event"}},
        {"account.lambda.event_jitter", {"client.e.invocation_type=Event"}},
        {"account.lambda.burst_refill", {"lambda.f.scaling=REGION"}},
        {"account.lambda.placement_per_mb", {"lambda.f.package_size=1.5 MB"}},
        {"account.lambda.provisioned_delay", {TRACKED_FUNCTION}},
        {"account.lambda.auto_scaling.metric_lag", {TRACKED_FUNCTION}},
        {"account.dynamodb.read_latency", {"client.q.action=Query"}},
        {"account.dynamodb.latency_per_64_kb", {"client.q.action=Query"}},
        {"account.dynamodb.partition_formula", {HOURLY}},
        {"account.dynamodb.update_time", {TRACKED_TABLE}},
        {"account.dynamodb.auto_scaling.activity_delay", {TRACKED_TABLE}},
    };

    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct loaded l;
        CU_ASSERT_FALSE(assumes(must_load(&l, frugal, NULL), row[i].value));
        CU_ASSERT_TRUE(assumes(l.scenario, "account.apigateway.overhead_rest"));
        CU_ASSERT_TRUE(assumes(l.scenario, "account.dynamodb.write_latency"));
        loaded_free(&l);
        CU_ASSERT_TRUE(assumes(must_load(&l, frugal, row[i].set), row[i].value));
        loaded_free(&l);
    }
}

/* What is provisioned at the start is there; what a timeline asks for has to come. */
static void a_timeline_reads_what_its_changes_take(void)
{
    static const char change[] = "timeline = ( { at = \"4 min\"; set = ( "
                                 "\"lambda.f.provisioned_concurrent_executions = 8\" ); "
                                 "} );\n";
    char text[sizeof frugal + sizeof change];
    struct loaded l;

    must_load(&l, frugal, SET("lambda.f.provisioned_concurrent_executions=3"));
    CU_ASSERT_FALSE(assumes(l.scenario, "account.lambda.provisioned_delay"));
    loaded_free(&l);
    snprintf(text, sizeof text, "%s%s", frugal, change);
    must_load(&l, text, SET("lambda.f.provisioned_concurrent_executions=3"));
    CU_ASSERT_TRUE(assumes(l.scenario, "account.lambda.provisioned_delay"));
    CU_ASSERT_FALSE(assumes(l.scenario, "account.lambda.auto_scaling.metric_lag"));
    loaded_free(&l);
}

FACTS(FACT(a_link_leads_to_its_resource), FACT(the_order_of_members_means_nothing),
      FACT(a_limit_is_called_by_the_setting_that_raises_it),
      FACT(like_copies_what_is_not_said), FACT(the_last_override_wins),
      FACT(what_a_callee_lets_callers_say_can_be_overridden),
      FACT(a_wrong_override_is_told_by_its_name), FACT(all_mistakes_are_told_at_once),
      FACT(a_link_must_lead_somewhere), FACT(a_room_of_later_is_named_once),
      FACT(a_scenario_needs_a_client_and_an_end),
      FACT(a_file_that_cannot_be_read_is_no_mistake_of_the_user),
      FACT(features_come_with_their_date), FACT(names_that_aws_never_had_are_refused),
      FACT(a_profile_narrows_bounds), FACT(unknown_quotas_and_prices_are_refused),
      FACT(only_assumptions_in_force_are_listed),
      FACT(an_assumption_comes_into_force_with_what_reads_it),
      FACT(a_timeline_reads_what_its_changes_take))
