/* Groups by their tables: values, fallbacks, bounds, links, blocks, messages. */
#include "table.h"

#define GIVEN "runtime = \"go\"; must = { failure_share = 0.5; };\n"

static void refuses(const char *text, const char *wanted)
{
    struct bench b;

    up(&b, text);
    CU_ASSERT(!read_thing(&b));
    CHECK_SAID(&b.said, wanted);
    said_end(&b.said);
}

static void every_kind_is_stored_in_its_own_way(void)
{
    struct bench b;

    up(&b, "memory_size = \"1.5 GB\"; timeout = \"1 min 1 s\"; concurrency = \"200k\"; "
           "optional = 3;\n"
           "rate = \"300/min\"; error_rate = \"0.5 %\"; factor = 1.25; price = \"5 USD "
           "per 1M\";\n"
           "mode = \"PRIVATE\"; enabled = false; runtime = \"python3.9\"; definition = "
           "\"a.json\";\n"
           "work = \"40 ms\"; key = \"sequential\"; on_failure = \"sqs.dlq\"; tags = ( "
           "\"a\", \"b\" );\n"
           "must = { window = \"2 s\"; failure_share = 0.5; }; maximum_batching_window = "
           "\"5 s\";\n"
           "custom = \"seven\";");
    CU_ASSERT(read_thing(&b));
    CHECK_SAID(&b.said, "");
    CU_ASSERT_EQUAL(b.thing.memory_size, INT64_C(1610612736));
    CU_ASSERT_EQUAL(b.thing.timeout, INT64_C(61000000000));
    CU_ASSERT_EQUAL(b.thing.concurrency, 200000);
    CU_ASSERT_EQUAL(b.thing.optional, 3);
    CHECK_NEAR(b.thing.rate, 5, 0);
    CHECK_NEAR(b.thing.share, 0.005, 0);
    CHECK_NEAR(b.thing.factor, 1.25, 0);
    CHECK_NEAR(b.thing.price, 5e-6, 0);
    CU_ASSERT_EQUAL(b.thing.mode, 2);
    CU_ASSERT(!b.thing.flag);
    CU_ASSERT_STRING_EQUAL(b.thing.text, "python3.9");
    CU_ASSERT_STRING_EQUAL(b.thing.path, "a.json");
    CHECK_NEAR(law_mean(&b.thing.work.law), 40e6, 0);
    CU_ASSERT_EQUAL(b.thing.key.law.kind, LAW_SEQUENTIAL);
    CU_ASSERT_STRING_EQUAL(b.thing.on_failure.address, "sqs.dlq");
    CU_ASSERT_EQUAL(b.thing.on_failure.at.line, 4);
    CU_ASSERT_EQUAL(b.thing.tags.count, 2);
    CU_ASSERT_STRING_EQUAL(b.thing.tags.text[1], "b");
    CU_ASSERT_EQUAL(b.thing.must.window, INT64_C(2000000000));
    CU_ASSERT_EQUAL(b.thing.inner.window, INT64_C(5000000000));
    CU_ASSERT_EQUAL(b.thing.custom, 7);
    said_end(&b.said);
}

static void what_is_not_given_falls_back_or_is_absent(void)
{
    struct bench b;

    up(&b, GIVEN);
    CU_ASSERT(read_thing(&b));
    CU_ASSERT_EQUAL(b.thing.memory_size, 128 << 20);
    CU_ASSERT_EQUAL(b.thing.mode, 1);
    CU_ASSERT(b.thing.flag);
    CU_ASSERT_EQUAL(b.thing.optional, ABSENT);
    CU_ASSERT(isnan(b.thing.rate));
    CU_ASSERT(isnan(b.thing.price));
    CU_ASSERT_PTR_NULL(b.thing.path);
    CU_ASSERT_EQUAL(b.thing.work.law.kind, LAW_NONE);
    CU_ASSERT_PTR_NULL(b.thing.on_failure.address);
    CU_ASSERT_EQUAL(b.thing.routes.count, 0);
    CU_ASSERT_EQUAL(b.thing.tags.count, 0);
    CU_ASSERT_EQUAL(b.thing.inner.window, 7000000);
    CU_ASSERT_EQUAL(b.thing.must.window, INT64_C(10000000000));
    /* an optional group: its own fallbacks, and absent what it requires */
    CU_ASSERT_EQUAL(b.thing.tuning.window, INT64_C(10000000000));
    CU_ASSERT(isnan(b.thing.tuning.share));
    said_end(&b.said);
}

static void what_must_be_given_is_missed(void)
{
    refuses("timeout = \"1 s\";\n",
            "x.cfg:1: error: lambda.a: runtime is missing: what it runs on\n"
            "x.cfg:1: error: lambda.a.must: failure_share is missing: "
            "part that may fail\n");
    refuses(GIVEN "breaker = { };\n", "x.cfg:2: error: lambda.a.breaker: failure_share "
                                      "is missing: part that may fail\n");
}

static void all_errors_of_a_file_are_told_at_once(void)
{
    refuses(
        GIVEN
        "memroy = 1;\nmemory_size = \"64 MB\";\ntimeout = 10;\nrate = \"5 parsecs\";\n"
        "mode = \"EGDE\";\nenabled = \"yes\";\nwork = \"lognormal(p50=80 ms, p99=40 "
        "ms)\";\n"
        "routes = 5;\nbreaker = 3;\nsnap_start = \"x\";\ndefinition = 5;\ncustom = 8;\n"
        "tags = ( 1 );\nfactor = { };\noptional = 1.5;",
        "x.cfg:2: error: lambda.a: no field named memroy; did you mean memory_size?\n"
        "x.cfg:3: error: lambda.a.memory_size: 64 MB is not between 128 MB and 10240 MB "
        "(Lambda quotas, 2026-01)\n"
        "x.cfg:4: error: lambda.a.timeout: 10 has no unit: write timeout = \"10 s\"\n"
        "x.cfg:16: error: lambda.a.optional: \"1.5\" is not a whole number such as 1000 "
        "or "
        "200k\n"
        "x.cfg:5: error: lambda.a.rate: \"5 parsecs\" is not a rate such as 40/s\n"
        "x.cfg:15: error: lambda.a.factor: one value is wanted, not a group\n"
        "x.cfg:6: error: lambda.a.mode: \"EGDE\" is not REGIONAL, EDGE or PRIVATE; did "
        "you "
        "mean EDGE?\n"
        "x.cfg:7: error: lambda.a.enabled: \"yes\" is not true or false\n"
        "x.cfg:12: error: lambda.a.definition: 5 is not a text: write definition = "
        "\"5\"\n"
        "x.cfg:8: error: lambda.a.work: \"lognormal(p50=80 ms, p99=40 ms)\": p99 40 ms "
        "is "
        "below p50 80 ms\n"
        "x.cfg:9: error: lambda.a.routes: a list of groups is wanted: routes = ( { .. } "
        ")\n"
        "x.cfg:14: error: lambda.a.tags: a text in quotes is wanted\n"
        "x.cfg:10: error: lambda.a.breaker: a group is wanted: { .. }\n"
        "x.cfg:13: error: lambda.a.custom: only seven will do\n"
        "x.cfg:11: error: lambda.a.snap_start: not built yet\n");
}

static void bounds_have_one_side_or_two(void)
{
    refuses(GIVEN "timeout = \"0 s\";",
            "x.cfg:2: error: lambda.a.timeout: 0 s is below 1 ns\n");
    refuses(GIVEN "concurrency = \"2M\";",
            "x.cfg:2: error: lambda.a.concurrency: 2M is above 1M\n");
    refuses(GIVEN "work = \"20 min\";",
            "x.cfg:2: error: lambda.a.work: 20 min is not between 0 s and 15 min\n");
    refuses(GIVEN "work = \"uniform(1 s, 16 min)\";",
            "x.cfg:2: error: lambda.a.work: uniform(1 s, "
            "16 min) is not between 0 s and 15 min\n");
    refuses(GIVEN "timeout = \"300 y\";",
            "x.cfg:2: error: lambda.a.timeout: \"300 y\" is not a time such as 250 ms\n");
    refuses(
        GIVEN "timeout = \"\\\"300 s\\\"\";",
        "x.cfg:2: error: lambda.a.timeout: \"300 s\" has quotes of its own: leave them "
        "out\n");
    refuses(GIVEN "timeout = \"99999999 d\";",
            "x.cfg:2: error: lambda.a.timeout: \"99999999 d\" is too large\n");
}

static void a_profile_narrows_the_bounds_and_says_so(void)
{
    struct bench b;
    static const char bounds[] =
        "memory_size = { max = \"3008 MB\"; source = \"Lambda, 2019\"; };\n"
        "routes = { throttling_rate_limit = { max = \"50/s\"; }; };";

    up(&b, GIVEN
       "memory_size = \"4 GB\"; routes = ( { route = \"GET /\"; throttling_rate_limit = "
       "\"60/s\"; } );");
    b.reading.bounds =
        read_libconfig_text(bounds, strlen(bounds), "p.cfg", &b.said.arena, &b.said.diag);
    CU_ASSERT(!read_thing(&b));
    CHECK_SAID(
        &b.said,
        "x.cfg:2: error: lambda.a.memory_size: 4 GB is not between 128 MB and 3008 "
        "MB (Lambda, 2019)\n"
        "x.cfg:2: error: lambda.a.routes[GET /].throttling_rate_limit: 60/s is not "
        "between 0/s and 50/s\n");
    CU_ASSERT_PTR_NOT_NULL(b.reading.bounds); /* as it was */
    said_end(&b.said);
}

static void keys_of_a_list_are_unique(void)
{
    refuses(
        GIVEN "routes = (\n{ route = \"GET /a\"; },\n{ route = \"GET /b\"; },\n"
              "{ route = \"GET /a\"; } );",
        "x.cfg:5: error: lambda.a.routes: route = \"GET /a\" is there already, line 3\n");
    refuses(GIVEN "routes = ( { integration = \"dynamodb.b\"; }, 5 );",
            "x.cfg:2: error: lambda.a.routes[0]: route is missing: method and path\n"
            "x.cfg:2: error: lambda.a.routes[1]: a group is wanted: { .. }\n");
}

static void the_callees_table_applies_to_who_calls_it(void)
{
    struct bench b;
    const struct route *route;
    const struct options *options;

    up(&b, GIVEN "routes = ( { route = \"a\"; integration = \"dynamodb.b\"; action = "
                 "\"Query\"; items "
                 "= 24; }, { route = \"b\"; integration = \"dynamodb.b\"; } );");
    CU_ASSERT(read_thing(&b));
    CHECK_SAID(&b.said, "");
    route = b.thing.routes.element;
    options = route[0].integration.options;
    CU_ASSERT_STRING_EQUAL(route[0].integration.action_name, "Query");
    CU_ASSERT_EQUAL(route[0].integration.action_at.line, 2);
    CU_ASSERT_PTR_NOT_NULL(route[0].integration.group);
    CU_ASSERT_EQUAL(options->items, 24);
    CU_ASSERT(!options->consistent_read);
    options = route[1].integration.options;
    CU_ASSERT_EQUAL(options->items, 1); /* its fallback */
    CU_ASSERT_PTR_NULL(route[1].integration.action_name);
    said_end(&b.said);
    refuses(
        GIVEN "routes = ( { route = \"a\"; integration = \"dynamodb.b\"; itmes = 24; "
              "items = 0; },"
              "{ route = \"b\"; integration = \"http.c\"; items = 3; },\n{ route = "
              "\"c\"; action = "
              "\"x\"; } );",
        "x.cfg:2: error: lambda.a.routes[a]: no field named itmes; did you mean items?\n"
        "x.cfg:2: error: lambda.a.routes[a].items: 0 is below 1\n"
        "x.cfg:2: error: lambda.a.routes[b]: no field named items\n"
        "x.cfg:3: error: lambda.a.routes[c]: no field named action\n");
}

static void links_are_noted_for_whoever_resolves_them(void)
{
    struct bench b;

    up(&b,
       GIVEN "on_failure = \"sqs.dlq\"; routes = ( { route = \"GET /x.y\"; integration = "
             "\"lambda.b\"; } );");
    CU_ASSERT(read_thing(&b));
    CU_ASSERT_STRING_EQUAL(b.reading.links->target->address, "lambda.b");
    CU_ASSERT_STRING_EQUAL(b.reading.links->owner, "lambda.a.routes[GET /x.y]");
    CU_ASSERT_STRING_EQUAL(b.reading.links->next->owner, "lambda.a");
    CU_ASSERT(b.reading.links->next->target == &b.thing.on_failure);
    CU_ASSERT_PTR_NULL(b.reading.links->next->next);
    said_end(&b.said);
    refuses(GIVEN "on_failure = \"dlq\";",
            "x.cfg:2: error: lambda.a.on_failure: \"dlq\" is not an address such as "
            "dynamodb.orders\n");
    refuses(GIVEN "on_failure = { };",
            "x.cfg:2: error: lambda.a.on_failure: a group or list is not "
            "an address such as dynamodb.orders\n");
}

static void blocks_are_steps_that_hold_steps(void)
{
    struct bench b;
    const struct step *step, *block, *inner;

    up(&b, GIVEN "steps = ( { wait = \"1 s\"; }, { parallel = ( ( { wait = \"2 s\"; }, { "
                 "wait = \"3 s\"; "
                 "} ),\n{ name = \"calls\"; steps = ( { call = \"dynamodb.b\"; items = "
                 "5; } ); } ); } );");
    CU_ASSERT(read_thing(&b));
    CHECK_SAID(&b.said, "");
    step = b.thing.steps.element;
    CU_ASSERT_EQUAL(b.thing.steps.count, 2);
    CHECK_NEAR(law_mean(&step[0].wait.law), 1e9, 0);
    CU_ASSERT(step[0].wait.by_try);
    CU_ASSERT_EQUAL(step[1].parallel.count, 2);
    block = step[1].parallel.element;
    CU_ASSERT_EQUAL(block[0].steps.count, 2);
    inner = block[0].steps.element;
    CHECK_NEAR(law_mean(&inner[1].wait.law), 3e9, 0);
    CU_ASSERT_STRING_EQUAL(block[1].name, "calls");
    inner = block[1].steps.element;
    CU_ASSERT_EQUAL(((const struct options *)inner[0].call.options)->items, 5);
    said_end(&b.said);
    refuses(GIVEN "steps = ( { parallel = ( ( { wait = \"2 h\"; } ), 3 ); } );",
            "x.cfg:2: error: lambda.a.steps[0].parallel[0].steps[0].wait: 2 h is not "
            "between 0 s and "
            "1 h\n"
            "x.cfg:2: error: lambda.a.steps[0].parallel[1]: a group is wanted: { .. }\n");
}

static void a_copy_has_lists_of_its_own(void)
{
    struct bench b;
    struct thing copy;
    struct step *step;
    struct arena arena = {0};

    up(&b, GIVEN "steps = ( { parallel = ( ( { wait = \"2 s\"; } ) ); } );");
    CU_ASSERT(read_thing(&b));
    field_copy(&arena, thing_table, &copy, &b.thing, sizeof copy);
    CU_ASSERT(copy.steps.element != b.thing.steps.element);
    CU_ASSERT(copy.text == b.thing.text);
    step = copy.steps.element;
    step = step->parallel.element;
    step = step->steps.element;
    CHECK_NEAR(law_mean(&step->wait.law), 2e9, 0);
    step->wait.law = law_constant(5);
    step = b.thing.steps.element;
    step = step->parallel.element;
    step = step->steps.element;
    CHECK_NEAR(law_mean(&step->wait.law), 2e9, 0); /* the original's */
    arena_release(&arena);
    said_end(&b.said);
}

/* Results must not depend on the order of members in the file. */
static void the_order_of_members_means_nothing(void)
{
    struct bench a, b;

    up(&a, GIVEN "timeout = \"5 s\"; error_rate = 0.25; memory_size = \"256 MB\";");
    up(&b, "memory_size = \"256 MB\"; error_rate = 0.25; timeout = \"5 s\"; " GIVEN);
    CU_ASSERT(read_thing(&a) && read_thing(&b));
    CU_ASSERT_EQUAL(a.thing.timeout, b.thing.timeout);
    CU_ASSERT_EQUAL(a.thing.memory_size, b.thing.memory_size);
    CHECK_NEAR(a.thing.share, b.thing.share, 0);
    said_end(&a.said);
    said_end(&b.said);
}

static void paths_start_at_the_file_that_names_them(void)
{
    struct bench b;
    static const char text[] = GIVEN "definition = \"asl/x.json\";";

    up(&b, GIVEN);
    b.root =
        read_libconfig_text(text, strlen(text), "a/b/y.cfg", &b.said.arena, &b.said.diag);
    CU_ASSERT(read_thing(&b));
    CU_ASSERT_STRING_EQUAL(b.thing.path, "a/b/asl/x.json");
    said_end(&b.said);
}

static const char *help_of(struct said *said, const char *name)
{
    field_help_row(said->diag.out, field_find(thing_table, name), "lambda.a");
    return said_all(said);
}

static void help_tells_a_row_in_words(void)
{
    struct said said;

    said_begin(&said);
    CU_ASSERT_STRING_EQUAL(help_of(&said, "memory_size"),
                           "lambda.a\n"
                           "  memory of one environment; CPU grows with it\n"
                           "  value           a size such as 512 MB\n"
                           "  default         128 MB\n"
                           "  bounds          128 MB to 10240 MB\n"
                           "  timeline        may change while running\n"
                           "  CloudFormation  AWS::Lambda::Function MemorySize\n"
                           "  source          Lambda quotas, 2026-01\n");
    CU_ASSERT_STRING_EQUAL(
        help_of(&said, "work"),
        "lambda.a\n"
        "  CPU time at one vCPU\n"
        "  value           a law such as \"lognormal(p50=80 ms, p99=400 ms)\", also "
        "\"LAW at\n"
        "                  512 MB\"\n"
        "  default         none: it may be left out\n"
        "  bounds          0 s to 15 min\n"
        "  drawn           once for each request, the same on every retry\n");
    CU_ASSERT_STRING_EQUAL(
        help_of(&said, "mode"),
        "lambda.a\n"
        "  where it stands\n"
        "  value           one of \"REGIONAL\", \"EDGE\", \"PRIVATE\"\n"
        "  default         EDGE\n");
    said_end(&said);
}

/* Whatever the kind, a line says how its value is written. */
static void help_knows_every_kind(void)
{
    static const char *const said_of[][2] = {
        {"enabled", "true or false"},
        {"runtime", "a text in quotes"},
        {"definition", "a file, from the directory of the file that names it"},
        {"on_failure", "another resource's address such as \"dynamodb.orders\""},
        {"routes", "a list of groups: ( { .. }, { .. } )"},
        {"tags", "a text, or a list of texts: ( \"..\", \"..\" )"},
        {"breaker", "a group: { .. }"},
        {"custom", "a group { .. }, or a name in quotes"},
        {"snap_start", "not built yet"},
        {"rate", "a rate such as 40/s"},
        {"key", "a law such as \"zipf(s=0.9, n=2M)\""},
    };
    struct said said;
    const struct field *row;

    said_begin(&said);
    for (size_t i = 0; i < sizeof said_of / sizeof *said_of; i++) {
        const char *wanted =
            arena_text(&said.arena, "  value           %s\n", said_of[i][1]);
        CU_ASSERT_PTR_NOT_NULL(strstr(help_of(&said, said_of[i][0]), wanted));
    }
    row = field_find(step_table, "wait");
    field_help_row(said.diag.out, row, "x");
    CU_ASSERT_PTR_NOT_NULL(
        strstr(said_all(&said), "drawn           anew for each attempt\n"));
    row = field_find(route_table, "route");
    field_help_row(said.diag.out, row, "x");
    CU_ASSERT_PTR_NOT_NULL(strstr(said_all(&said),
                                  "key             names the element of its "
                                  "list: [..] in addresses\n"));
    CU_ASSERT_PTR_NOT_NULL(
        strstr(help_of(&said, "concurrency"), "  at most         1M\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(help_of(&said, "timeout"), "  at least        1 ns\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(help_of(&said, "runtime"),
                                  "none: the scenario gives it, or the profile\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(help_of(&said, "must"), "  default         empty\n"));
    said_end(&said);
}

static void help_of_a_table_keeps_within_80_columns(void)
{
    struct said said;
    const char *all;

    said_begin(&said);
    field_help(said.diag.out, thing_table, "lambda.NAME");
    all = said_all(&said);
    CU_ASSERT_PTR_NOT_NULL(
        strstr(all, "  runtime\n      what it runs on (to be given)\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(all, "  maximum_batching_window\n"));
    for (const char *line = all; *line; line += strcspn(line, "\n") + 1)
        CU_ASSERT(strcspn(line, "\n") <= 80);
    said_end(&said);
}

FACTS(FACT(every_kind_is_stored_in_its_own_way),
      FACT(what_is_not_given_falls_back_or_is_absent), FACT(what_must_be_given_is_missed),
      FACT(all_errors_of_a_file_are_told_at_once), FACT(bounds_have_one_side_or_two),
      FACT(a_profile_narrows_the_bounds_and_says_so), FACT(keys_of_a_list_are_unique),
      FACT(the_callees_table_applies_to_who_calls_it),
      FACT(links_are_noted_for_whoever_resolves_them),
      FACT(blocks_are_steps_that_hold_steps), FACT(a_copy_has_lists_of_its_own),
      FACT(the_order_of_members_means_nothing),
      FACT(paths_start_at_the_file_that_names_them), FACT(help_tells_a_row_in_words),
      FACT(help_knows_every_kind), FACT(help_of_a_table_keeps_within_80_columns))
