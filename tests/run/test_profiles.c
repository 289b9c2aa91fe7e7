/* test_profiles.c - the dated profiles: everything in them is read by somebody,
 * everything says where it comes from, and published bills come out to the cent. */
#include <math.h>

#include "apigateway/apigateway.h"
#include "dynamodb/dynamodb.h"
#include "lambda/lambda.h"
#include "loaded.h"
#include "registry.h"
#include "run/loader.h"
#include "run/price.h"

static const char *const names[] = {"aws-2021-08", "aws-2026", NULL};

struct open {
    struct arena arena;
    struct diag diag;
    struct profile profile;
};

static void open_profile(struct open *o, const char *name)
{
    struct profile_wanted wanted = {.name = name, .directory = loaded_profiles()};

    *o = (struct open){.diag = {.out = stderr}};
    CU_ASSERT_TRUE_FATAL(profile_load(&o->profile, &wanted, &o->arena, &o->diag));
}

static void the_profiles_are_found_by_name(void)
{
    struct arena arena = {0};
    const char **all;
    size_t count = profile_list(loaded_profiles(), &all, &arena);

    CU_ASSERT_EQUAL_FATAL(count, 2);
    for (size_t i = 0; names[i]; i++)
        CU_ASSERT_STRING_EQUAL(all[i], names[i]);
    arena_release(&arena);
}

/* ---- sources ---- */

/* Groups that say what, when or where rather than how much. */
static bool needs_source(const char *address)
{
    return strncmp(address, "profile.", 8) != 0 && !strstr(address, ".when.") &&
           !strstr(address, ".regions[") && !strstr(address, ".source");
}

struct count {
    size_t values, bare;
};

static void look_for_source(void *ctx, const char *address, const struct node *value)
{
    struct count *count = ctx;

    if (!needs_source(address))
        return;
    count->values++;
    if (!value->source || strlen(value->source) < 4) {
        printf("  %s has no source\n", address);
        count->bare++;
    }
}

static void every_value_has_a_source(void)
{
    for (size_t i = 0; names[i]; i++) {
        struct count count = {0};
        struct open o;

        open_profile(&o, names[i]);
        profile_walk(o.profile.root, &o.arena, look_for_source, &count);
        CU_ASSERT(count.values > 100);
        CU_ASSERT_EQUAL(count.bare, 0);
        arena_release(&o.arena);
    }
}

/* ---- nothing is dead ---- */

static size_t unread(const struct node *group, const struct field *table,
                     const char *where)
{
    size_t dead = 0;

    for (const struct node *one = group ? group->first : NULL; one; one = one->next)
        if (strcmp(one->name, "variants") != 0 && strcmp(one->name, "when") != 0 &&
            !(table && field_find(table, one->name))) {
            printf("  %s.%s is read by nobody\n", where, one->name);
            dead++;
        }
    return dead;
}

/* defaults.MODEL or account.MODEL of a root or a class. */
static size_t unread_models(const struct node *root, const char *name)
{
    const struct node *group = node_member(root, name);
    size_t dead = 0;

    for (const struct node *one = group ? group->first : NULL; one; one = one->next) {
        const struct model *model = model_find(one->name);
        const struct node *variants = node_member(one, "variants");

        CU_ASSERT_PTR_NOT_NULL_FATAL(model);
        dead += unread(
            one, strcmp(name, "account") == 0 ? model->account_fields : model->fields,
            one->name);
        for (const struct node *v = variants ? variants->first : NULL; v; v = v->next)
            dead += unread(v, model->fields, "variants") +
                    unread(node_member(v, "when"), model->fields, "when");
    }
    return dead;
}

static bool has_item(const struct model *model, const char *name)
{
    for (const struct line_item *item = model->items; item && item->name; item++)
        if (strcmp(item->name, name) == 0)
            return true;
    return false;
}

static void every_value_is_read_by_a_row(void)
{
    for (size_t i = 0; names[i]; i++) {
        const struct node *classes, *prices;
        struct open o;

        open_profile(&o, names[i]);
        CU_ASSERT_EQUAL(unread_models(o.profile.root, "defaults"), 0);
        CU_ASSERT_EQUAL(unread_models(o.profile.root, "account"), 0);
        classes = node_member(o.profile.root, "classes");
        for (const struct node *c = classes->first; c; c = c->next) {
            CU_ASSERT(node_member(c, "regions")->count > 0);
            CU_ASSERT_EQUAL(unread_models(c, "account"), 0);
            CU_ASSERT_EQUAL(unread_models(c, "defaults"), 0);
        }
        prices = node_member(o.profile.root, "prices");
        for (const struct node *m = prices->first; m; m = m->next)
            for (const struct node *item = m->first; item; item = item->next)
                CU_ASSERT_TRUE(has_item(model_find(m->name), item->name));
        arena_release(&o.arena);
    }
}

static void every_feature_is_of_a_setting(void)
{
    struct open o;
    const struct node *features;

    open_profile(&o, "aws-2026");
    features = node_member(o.profile.root, "features");
    for (const struct node *f = features->first; f; f = f->next) {
        const char *address = node_member(f, "address")->text;
        const struct model *model;
        struct address a;

        CU_ASSERT_TRUE_FATAL(address_split(address, &o.arena, &a));
        model = model_find(a.word[0].name);
        CU_ASSERT_PTR_NOT_NULL_FATAL(model);
        CU_ASSERT_PTR_NOT_NULL(address_row(model->fields, &a, 1, NULL));
        CU_ASSERT_EQUAL(strlen(node_member(f, "since")->text), strlen("2026-01-31"));
        CU_ASSERT_TRUE(profile_has(&o.profile, f->name, NULL));
    }
    arena_release(&o.arena);
}

static void every_item_of_a_room_has_a_price(void)
{
    for (size_t i = 0; names[i]; i++) {
        struct open o;

        open_profile(&o, names[i]);
        for (size_t m = 0; model_at(m); m++) {
            const struct model *model = model_at(m);
            const struct node *prices = node_member(o.profile.root, "prices");
            const struct node *own = node_member(prices, model->name);

            for (const struct line_item *item = model->items; item && item->name; item++)
                CU_ASSERT_TRUE(strcmp(model->name, "http") == 0 ||
                               (own && node_member(own, item->name)));
        }
        arena_release(&o.arena);
    }
}

/* ---- in force ---- */

static const char app[] =
    "run = { duration = \"1 min\"; };\n"
    "client = { c = { target = \"lambda.f\"; rate = \"1/s\"; }; d = { target = "
    "\"apigateway.a\"; rate = \"1/s\"; }; };\n"
    "apigateway = { a = { routes = ( { route = \"GET /\"; integration = \"lambda.f\"; } "
    "); "
    "}; };\n"
    "lambda = { f = { steps = ( { work = \"9 ms\"; }, { call = \"dynamodb.t\"; action = "
    "\"GetItem\"; } ); }; };\n"
    "dynamodb = { t = { billing_mode = \"PAY_PER_REQUEST\"; table_size = \"1 GB\"; }; "
    "};\n";

static const void *config_of(const struct scenario *s, const char *address)
{
    const struct resource *r = graph_find(&s->graph, address);

    CU_ASSERT_PTR_NOT_NULL_FATAL(r);
    return r->config;
}

/* Every variant of every profile loads, and its init is the one that is used. */
static void each_runtime_has_its_init(void)
{
    static const struct {
        const char *profile, *runtime, *architecture;
        double p50; /* ms */
    } known[] = {
        {"aws-2021-08", "python3.9", "x86_64", 109},
        {"aws-2021-08", "python3.8", "x86_64", 120},
        {"aws-2021-08", "python3.6", "x86_64", 109},
        {"aws-2021-08", "nodejs14.x", "x86_64", 169},
        {"aws-2021-08", "java11", "x86_64", 434},
        {"aws-2021-08", "dotnetcore3.1", "x86_64", 156},
        {"aws-2021-08", "go1.x", "x86_64", 85},
        {"aws-2021-08", "provided.al2", "x86_64", 65},
        {"aws-2026", "python3.12", "x86_64", 89},
        {"aws-2026", "python3.12", "arm64", 80},
        {"aws-2026", "nodejs22.x", "arm64", 125},
        {"aws-2026", "java21", "x86_64", 252},
        {"aws-2026", "dotnet8", "x86_64", 254},
        {"aws-2026", "provided.al2023", "arm64", 42},
        {"aws-2026", "ruby3.3", "x86_64", 237},
        {"aws-2026", "java25", "arm64", 199},
        {"aws-2026", "nodejs24.x", "x86_64", 142},
    };

    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        char profile[40], runtime[60], architecture[60];
        const struct lambda_config *f;
        struct loaded l;

        snprintf(profile, sizeof profile, "profile=%s", known[i].profile);
        snprintf(runtime, sizeof runtime, "lambda.f.runtime=%s", known[i].runtime);
        snprintf(architecture, sizeof architecture, "lambda.f.architectures=%s",
                 known[i].architecture);
        f = config_of(must_load(&l, app, SET(profile, runtime, architecture)),
                      "lambda.f");
        CHECK_NEAR(law_quantile(&f->init.law, 0.5), known[i].p50 * 1e6, 1);
        CU_ASSERT(f->first_invoke.law.kind != LAW_NONE);
        CU_ASSERT(law_mean(&f->first_invoke.law) > 0);
        loaded_free(&l);
    }
}

/* The laws go through five quantiles; the measured means are not among them. */
static void the_inits_of_2026_have_the_means_that_were_measured(void)
{
    static const struct {
        const char *runtime, *architecture, *package;
        double mean; /* ms */
    } known[] = {
        {"python3.12", "x86_64", "Zip", 91.93},
        {"python3.14", "arm64", "Image", 183.08},
        {"nodejs22.x", "arm64", "Zip", 124.45},
        {"java21", "x86_64", "Zip", 260.71},
        {"java25", "arm64", "Image", 256.52},
        {"dotnet8", "x86_64", "Image", 432.79},
        {"provided.al2023", "arm64", "Zip", 41.73},
        {"ruby3.4", "x86_64", "Zip", 253.91},
    };

    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        char runtime[60], architecture[60], package[60];
        const struct lambda_config *f;
        struct loaded l;

        snprintf(runtime, sizeof runtime, "lambda.f.runtime=%s", known[i].runtime);
        snprintf(architecture, sizeof architecture, "lambda.f.architectures=%s",
                 known[i].architecture);
        snprintf(package, sizeof package, "lambda.f.package_type=%s", known[i].package);
        f = config_of(
            must_load(&l, app, SET("profile=aws-2026", runtime, architecture, package)),
            "lambda.f");
        CHECK_NEAR(law_mean(&f->init.law) / 1e6 / known[i].mean, 1, 0.05);
        loaded_free(&l);
    }
}

/* What it takes to start is known of those that AWS has, of others not even where init is
 * given: retries and billing go by the name too. */
static void an_unknown_runtime_is_refused(void)
{
    struct loaded l;

    load_text(&l, app,
              SET("profile=aws-2026", "lambda.f.runtime=cobol85", "lambda.f.init=2 s"));
    CU_ASSERT_PTR_NULL(l.scenario);
    CU_ASSERT_PTR_NOT_NULL(strstr(l.said, "lambda.f.runtime: AWS has no \"cobol85\""));
    loaded_free(&l);
}

static void every_runtime_has_a_date_or_was_there(void)
{
    struct open o;
    const struct node *words, *features;
    size_t dated = 0;

    open_profile(&o, "aws-2026");
    words = node_member(node_member(node_member(o.profile.root, "names"), "lambda"),
                        "runtime");
    features = node_member(o.profile.root, "features");
    for (const struct node *f = features->first; f; f = f->next) {
        const struct node *only = node_member(f, "only");
        if (strcmp(node_member(f, "address")->text, "lambda.runtime") != 0)
            continue;
        CU_ASSERT_TRUE(loader_fits(only->text, node_member(words, "values")));
        dated++;
    }
    CU_ASSERT_EQUAL(node_member(words, "values")->count, 48);
    CU_ASSERT_EQUAL(dated, 22);
    arena_release(&o.arena);
}

static void regions_differ(void)
{
    static const struct {
        const char *set, *profile;
        int64_t burst;
        double rate;
    } known[] = {
        {"region=us-east-1", "profile=aws-2021-08", 3000, 10000},
        {"region=eu-central-1", "profile=aws-2021-08", 1000, 10000},
        {"region=sa-east-1", "profile=aws-2021-08", 500, 10000},
        {"region=eu-south-1", "profile=aws-2021-08", 500, 2500},
        {"region=eu-south-2", "profile=aws-2021-08", 500, 10000},
        {"region=eu-south-2", "profile=aws-2026", 500, 2500},
    };

    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        struct loaded l;
        struct scenario *s = must_load(&l, app, SET(known[i].set, known[i].profile));
        const struct lambda_account *lambda = graph_account(&s->graph, "lambda");
        const struct apigateway_account *gateway = graph_account(&s->graph, "apigateway");

        CU_ASSERT_EQUAL(lambda->burst, known[i].burst);
        CHECK_NEAR(gateway->rate, known[i].rate, 0);
        loaded_free(&l);
    }
}

static void the_eras_of_lambda_differ(void)
{
    struct loaded l;
    struct scenario *s = must_load(&l, app, SET("profile=aws-2021-08"));
    const struct lambda_account *account = graph_account(&s->graph, "lambda");
    const struct lambda_config *f = config_of(s, "lambda.f");

    CU_ASSERT_EQUAL(f->scaling, SCALING_REGION);
    CU_ASSERT_FALSE(account->init_billed_zip);
    CU_ASSERT_EQUAL(f->idle_expiry.law.kind, LAW_HALVING);
    CHECK_NEAR(account->burst_rate, 500.0 / 60, 1e-12);
    loaded_free(&l);
    s = must_load(&l, app, SET("profile=aws-2026"));
    account = graph_account(&s->graph, "lambda");
    f = config_of(s, "lambda.f");
    CU_ASSERT_EQUAL(f->scaling, SCALING_FUNCTION);
    CU_ASSERT_EQUAL(f->scaling_burst, 1000);
    CHECK_NEAR(f->scaling_rate, 100, 0);
    CU_ASSERT_TRUE(account->init_billed_zip);
    CU_ASSERT_EQUAL(account->knee_bytes[ARCHITECTURE_ARM64], INT64_C(2300) << 20);
    /* ubc-cirrus-lab, 2025: 8 % of the idle are gone after 300 s, 94 % after 345 s */
    CHECK_NEAR(law_cdf(&f->idle_expiry.law, 300e9), 0.08, 1e-6);
    CHECK_NEAR(law_cdf(&f->idle_expiry.law, 345e9), 0.94, 1e-6);
    CHECK_NEAR(law_largest(&f->idle_expiry.law), 360e9, 1);
    loaded_free(&l);
}

static void a_warm_call_through_the_gateway_takes_what_was_measured(void)
{
    struct loaded l;
    struct scenario *s = must_load(&l, app, SET("profile=aws-2021-08"));
    const struct apigateway_account *account = graph_account(&s->graph, "apigateway");

    /* STeLLAR, IISWC 2021 */
    CHECK_NEAR(law_quantile(&account->overhead[API_REST].law, 0.50), 18e6, 1e3);
    CHECK_NEAR(law_quantile(&account->overhead[API_REST].law, 0.99), 74e6, 1e3);
    CU_ASSERT(law_quantile(&account->overhead[API_HTTP].law, 0.5) < 18e6);
    loaded_free(&l);
}

/* ---- published bills ---- */

static double bill(const struct scenario *s, const char *item, double units,
                   bool free_tier)
{
    for (size_t i = 0; i < s->prices; i++)
        if (strcmp(s->price[i].item, item) == 0)
            return price_of_month(&s->price[i], units, free_tier, 0);
    CU_FAIL("no such price");
    return NAN;
}

static void published_bills_come_out(void)
{
    static const struct {
        const char *profile, *item;
        double units, usd;
    } known[] = {
        {"profile=aws-2026", "lambda.request", 3e6, 0.60},
        {"profile=aws-2026", "lambda.gb_second", 6e9, 100000.20},
        {"profile=aws-2026", "lambda.gb_second", 15e9, 100000.20 + 135000.00},
        {"profile=aws-2026", "lambda.gb_second", 61.44e9,
         100000.20 + 135000.00 + 619203.096},
        {"profile=aws-2021-08", "lambda.gb_second", 61.44e9, 61.44e9 * 0.0000166667},
        {"profile=aws-2026", "lambda.gb_second_arm", 18.75e9, 100000.50 + 135001.125},
        /* AWS's own example: 1 000 of 1 GB for two hours, 1.2 M executions of 1 s. */
        {"profile=aws-2021-08", "lambda.provisioned_gb_second", 7.2e6, 30.00024},
        {"profile=aws-2021-08", "lambda.provisioned_duration_gb_second", 1.2e6, 11.66664},
        {"profile=aws-2026", "lambda.provisioned_gb_second", 7.2e6, 30.00024},
        {"profile=aws-2026", "lambda.provisioned_duration_gb_second", 1.2e6, 11.66664},
        {"profile=aws-2026", "lambda.provisioned_gb_second_arm", 7.2e6, 23.99976},
        {"profile=aws-2026", "lambda.provisioned_duration_gb_second_arm", 1.2e6, 9.33336},
        {"profile=aws-2026", "apigateway.rest_request", 21e9, 49763.10},
        {"profile=aws-2021-08", "apigateway.rest_request", 21e9, 49763.10},
        {"profile=aws-2021-08", "apigateway.http_request", 301e6, 300.90},
        {"profile=aws-2021-08", "dynamodb.write_request_unit", 3e6, 3.75},
        {"profile=aws-2021-08", "dynamodb.read_request_unit", 8e6, 2.00},
        {"profile=aws-2026", "dynamodb.write_request_unit", 3e6, 1.875},
        {"profile=aws-2026", "dynamodb.read_request_unit", 8e6, 1.00},
        {"profile=aws-2021-08", "dynamodb.storage", 230, 57.50},
        {"profile=aws-2026", "dynamodb.storage", 230, 57.50},
    };

    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        struct loaded l;
        struct scenario *s = must_load(&l, app, SET(known[i].profile));

        CHECK_NEAR(bill(s, known[i].item, known[i].units, false), known[i].usd,
                   known[i].usd * 1e-12);
        loaded_free(&l);
    }
}

static void the_free_tier_is_taken_off_when_asked_for(void)
{
    struct loaded l;
    struct scenario *s =
        must_load(&l, app, SET("profile=aws-2026", "account.free_tier=true"));

    CU_ASSERT_TRUE(s->free_tier);
    CHECK_NEAR(bill(s, "lambda.request", 3e6, true), 0.40, 1e-12);
    CHECK_NEAR(bill(s, "lambda.gb_second", 399999, true), 0, 0);
    CHECK_NEAR(bill(s, "dynamodb.storage", 27, true), 0.50, 1e-12);
    CHECK_NEAR(bill(s, "lambda.provisioned_duration_gb_second", 399999, true),
               399999 * 0.0000097222, 1e-9);
    loaded_free(&l);
}

FACTS(FACT(the_profiles_are_found_by_name), FACT(every_value_has_a_source),
      FACT(every_value_is_read_by_a_row), FACT(every_feature_is_of_a_setting),
      FACT(every_item_of_a_room_has_a_price), FACT(each_runtime_has_its_init),
      FACT(the_inits_of_2026_have_the_means_that_were_measured),
      FACT(an_unknown_runtime_is_refused), FACT(every_runtime_has_a_date_or_was_there),
      FACT(regions_differ), FACT(the_eras_of_lambda_differ),
      FACT(a_warm_call_through_the_gateway_takes_what_was_measured),
      FACT(published_bills_come_out), FACT(the_free_tier_is_taken_off_when_asked_for))
