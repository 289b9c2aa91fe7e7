/* Addresses (language.md D3) on trees, tables and config structs; like and abstract (D4).
 */
#include "config/address.h"
#include "config/inherit.h"
#include "table.h"

#define GIVEN "runtime = \"go\"; must = { failure_share = 0.5; };\n"

static struct address split(struct arena *arena, const char *text)
{
    struct address address;

    CU_ASSERT_FATAL(address_split(text, arena, &address));
    CU_ASSERT_STRING_EQUAL(address_text(&address, arena), text);
    return address;
}

static void words_and_elements_are_told_apart(void)
{
    struct arena arena = {0};
    struct address a =
        split(&arena, "apigateway.booking.routes[POST /a.b].throttling_rate_limit");

    CU_ASSERT_EQUAL(a.words, 4);
    CU_ASSERT_STRING_EQUAL(a.word[1].name, "booking");
    CU_ASSERT_PTR_NULL(a.word[1].element);
    CU_ASSERT_STRING_EQUAL(a.word[2].name, "routes");
    CU_ASSERT_STRING_EQUAL(a.word[2].element, "POST /a.b");
    a = split(&arena, "lambda.f.event_source_mappings[sqs.orders[1]].batch_size");
    CU_ASSERT_STRING_EQUAL(a.word[2].element, "sqs.orders[1]");
    arena_release(&arena);
}

static void malformed_addresses_are_refused(void)
{
    static const char *const bad[] = {"",
                                      ".",
                                      "a.",
                                      ".a",
                                      "a..b",
                                      "a[",
                                      "a[]",
                                      "a]",
                                      "a[b",
                                      "a[b]c",
                                      "a[b][c]",
                                      "[a]",
                                      "a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q"};
    struct arena arena = {0};
    struct address address;

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        CU_ASSERT(!address_split(bad[i], &arena, &address));
    arena_release(&arena);
}

static void an_override_is_an_address_and_a_value(void)
{
    struct arena arena = {0};
    const char *address, *value;

    CU_ASSERT(address_value("a.b=50/s", &arena, &address, &value));
    CU_ASSERT_STRING_EQUAL(address, "a.b");
    CU_ASSERT_STRING_EQUAL(value, "50/s");
    CU_ASSERT(address_value(" http.cards.latency = lognormal(p50=3.5 s, p99=12 s) ",
                            &arena, &address, &value));
    CU_ASSERT_STRING_EQUAL(address, "http.cards.latency");
    CU_ASSERT_STRING_EQUAL(value, "lognormal(p50=3.5 s, p99=12 s)");
    CU_ASSERT(address_value("a.routes[GET /?x=1].b=", &arena, &address, &value));
    CU_ASSERT_STRING_EQUAL(address, "a.routes[GET /?x=1].b");
    CU_ASSERT_STRING_EQUAL(value, "");
    CU_ASSERT(!address_value("a.b", &arena, &address, &value));
    CU_ASSERT(!address_value("=5", &arena, &address, &value));
    arena_release(&arena);
}

static void a_star_stands_for_every_name(void)
{
    static const char text[] =
        "client = { a = { }; b = { x = { u = 1; v = 2; }; }; c = 3; };";
    struct said said;
    struct node *root;
    struct address *all;

    said_begin(&said);
    root = read_libconfig_text(text, strlen(text), "x.cfg", &said.arena, &said.diag);
    struct address a = split(&said.arena, "client.*.scale");
    CU_ASSERT_EQUAL(address_expand(&a, root, &said.arena, &all), 3);
    CU_ASSERT_STRING_EQUAL(address_text(&all[0], &said.arena), "client.a.scale");
    CU_ASSERT_STRING_EQUAL(address_text(&all[2], &said.arena), "client.c.scale");
    a = split(&said.arena, "client.*.x.*.min");
    CU_ASSERT_EQUAL(address_expand(&a, root, &said.arena, &all), 2);
    CU_ASSERT_STRING_EQUAL(address_text(&all[1], &said.arena), "client.b.x.v.min");
    a = split(&said.arena, "client.a.scale");
    CU_ASSERT_EQUAL(address_expand(&a, root, &said.arena, &all), 1);
    a = split(&said.arena, "nobody.*.scale");
    CU_ASSERT_EQUAL(address_expand(&a, root, &said.arena, &all), 0);
    said_end(&said);
}

static bool set(struct bench *b, const char *text, const char *value)
{
    struct address address = split(&b->said.arena, text);
    struct address_walk walk = {&address, 2, {"--set 2", 0}};

    return address_set(&b->reading, thing_table, b->root, &walk, value);
}

static void an_override_is_made_on_the_tree(void)
{
    struct bench b;
    const struct step *step;
    const struct route *route;

    up(&b, GIVEN "routes = ( { route = \"GET /a\"; }, { route = \"GET /b\"; } );\n"
                 "steps = ( { wait = \"1 s\"; }, { name = \"x\"; parallel = ( ( { wait = "
                 "\"2 s\"; } ) ); "
                 "} );");
    CU_ASSERT(set(&b, "lambda.a.memory_size", "1 GB"));
    CU_ASSERT(set(&b, "lambda.a.maximum_batching_window", "3 s"));
    CU_ASSERT(set(&b, "lambda.a.enabled", "false"));
    CU_ASSERT(set(&b, "lambda.a.optional", "12"));
    CU_ASSERT(set(&b, "lambda.a.breaker.failure_share", "70 %"));
    CU_ASSERT(set(&b, "lambda.a.routes[GET /b].throttling_rate_limit", "50/s"));
    CU_ASSERT(set(&b, "lambda.a.routes[0].throttling_rate_limit", "70/s"));
    CU_ASSERT(set(&b, "lambda.a.steps[x].parallel[0].steps[0].wait", "9 s"));
    CU_ASSERT(read_thing(&b));
    CHECK_SAID(&b.said, "");
    CU_ASSERT_EQUAL(b.thing.memory_size, 1 << 30);
    CU_ASSERT_EQUAL(b.thing.inner.window, INT64_C(3000000000));
    CU_ASSERT(!b.thing.flag);
    CU_ASSERT_EQUAL(b.thing.optional, 12);
    CHECK_NEAR(b.thing.tuning.share, 0.7, 0);
    route = b.thing.routes.element;
    CHECK_NEAR(route[0].limit, 70, 0);
    CHECK_NEAR(route[1].limit, 50, 0);
    step = b.thing.steps.element;
    step = step[1].parallel.element;
    step = step->steps.element;
    CHECK_NEAR(law_mean(&step->wait.law), 9e9, 0);
    said_end(&b.said);
}

static void a_star_sets_every_element(void)
{
    struct bench b;
    const struct route *route;

    up(&b, GIVEN "routes = ( { route = \"a\"; }, { route = \"b\"; } );");
    CU_ASSERT(set(&b, "lambda.a.routes[*].throttling_rate_limit", "50/s"));
    CU_ASSERT(read_thing(&b));
    route = b.thing.routes.element;
    CHECK_NEAR(route[0].limit + route[1].limit, 100, 0);
    said_end(&b.said);
}

static void an_override_is_validated_as_the_file_is(void)
{
    struct bench b;

    up(&b, GIVEN);
    CU_ASSERT(set(&b, "lambda.a.memory_size", "64 MB"));
    CU_ASSERT(set(&b, "lambda.a.timeout", "10"));
    CU_ASSERT(!read_thing(&b));
    CHECK_SAID(&b.said,
               "--set 2: error: lambda.a.memory_size: 64 MB is not between 128 MB and "
               "10240 MB (Lambda quotas, 2026-01)\n"
               "--set 2: error: lambda.a.timeout: 10 has no unit: write timeout = \"10 "
               "s\"\n");
    said_end(&b.said);
}

static void addresses_that_lead_nowhere_are_explained(void)
{
    struct bench b;

    up(&b, GIVEN "routes = ( { route = \"GET /a\"; } ); breaker = 5;");
    CU_ASSERT(!set(&b, "lambda.a.memroy", "1"));
    CU_ASSERT(!set(&b, "lambda.a.routes", "1"));
    CU_ASSERT(!set(&b, "lambda.a.must", "1"));
    CU_ASSERT(!set(&b, "lambda.a.routes.route", "1"));
    CU_ASSERT(!set(&b, "lambda.a.routes[GET /c].route", "1"));
    CU_ASSERT(!set(&b, "lambda.a.routes[7].route", "1"));
    CU_ASSERT(!set(&b, "lambda.a.steps[0].wait", "1"));
    CU_ASSERT(!set(&b, "lambda.a.timeout.x", "1"));
    CU_ASSERT(!set(&b, "lambda.a.timeout[0]", "1"));
    CU_ASSERT(!set(&b, "lambda.a.breaker.window", "1 s"));
    CU_ASSERT(!set(&b, "lambda.a.snap_start.x", "1"));
    CHECK_SAID(
        &b.said,
        "--set 2: error: lambda.a.memroy: no field named memroy; did you mean "
        "memory_size?\n"
        "--set 2: error: lambda.a.routes: routes is a list: name one of its elements' "
        "settings\n"
        "--set 2: error: lambda.a.must: must is a group: name one of its settings\n"
        "--set 2: error: lambda.a.routes.route: routes is a list: its elements are "
        "written "
        "[KEY] or [0]\n"
        "--set 2: error: lambda.a.routes[GET /c].route: no element GET /c; did you mean "
        "GET "
        "/a?\n"
        "--set 2: error: lambda.a.routes[7].route: no element 7: routes has 1\n"
        "--set 2: error: lambda.a.steps[0].wait: steps has no elements\n"
        "--set 2: error: lambda.a.timeout.x: timeout has no members\n"
        "--set 2: error: lambda.a.timeout[0]: timeout is not a list\n"
        "--set 2: error: lambda.a.breaker.window: breaker is not a group there\n"
        "--set 2: error: lambda.a.snap_start.x: snap_start: not built yet\n");
    said_end(&b.said);
}

static void *place(struct bench *b, const char *text, const struct field **row)
{
    struct address address = split(&b->said.arena, text);
    struct address_walk walk = {&address, 2, {"y.cfg", 7}};

    return address_place(&b->reading, thing_table, &b->thing, &walk, row);
}

static void a_place_is_found_in_what_was_read(void)
{
    struct bench b;
    const struct field *row;
    struct step *step;

    up(&b, GIVEN "routes = ( { route = \"GET /a\"; }, { route = \"GET /b\"; } );\n"
                 "steps = ( { wait = \"1 s\"; }, { name = \"x\"; parallel = ( ( { wait = "
                 "\"2 s\"; } ) ); "
                 "} );");
    CU_ASSERT_FATAL(read_thing(&b));
    CU_ASSERT(place(&b, "lambda.a.memory_size", &row) == &b.thing.memory_size);
    CU_ASSERT(row->flags & FIELD_MAY_CHANGE);
    CU_ASSERT(place(&b, "lambda.a.maximum_batching_window", &row) ==
              &b.thing.inner.window);
    CU_ASSERT(place(&b, "lambda.a.must.window", &row) == &b.thing.must.window);
    CU_ASSERT(place(&b, "lambda.a.routes[GET /b].throttling_rate_limit", &row) ==
              &((struct route *)b.thing.routes.element)[1].limit);
    step = b.thing.steps.element;
    CU_ASSERT(place(&b, "lambda.a.steps[0].wait", &row) == &step[0].wait);
    step = step[1].parallel.element;
    step = step->steps.element;
    CU_ASSERT(place(&b, "lambda.a.steps[x].parallel[0].steps[0].wait", &row) ==
              &step->wait);
    CHECK_SAID(&b.said, "");
    CU_ASSERT_PTR_NULL(place(&b, "lambda.a.memroy_size", &row));
    CU_ASSERT_PTR_NULL(place(&b, "lambda.a.routes[GET /c].throttling_rate_limit", &row));
    CU_ASSERT_PTR_NULL(place(&b, "lambda.a.routes[0]", &row));
    CU_ASSERT_PTR_NULL(place(&b, "lambda.a.must", &row));
    CU_ASSERT_PTR_NULL(place(&b, "lambda.a", &row));
    CHECK_SAID(
        &b.said,
        "y.cfg:7: error: lambda.a.memroy_size: no field named memroy_size; did you mean "
        "memory_size?\n"
        "y.cfg:7: error: lambda.a.routes[GET /c].throttling_rate_limit: no element GET "
        "/c: "
        "routes has 2\n"
        "y.cfg:7: error: lambda.a.routes[0]: names no single setting\n"
        "y.cfg:7: error: lambda.a.must: names no single setting\n"
        "y.cfg:7: error: lambda.a: names no setting\n");
    said_end(&b.said);
}

static void the_callees_table_is_reached_by_overrides_too(void)
{
    struct bench b;
    const struct route *route;

    up(&b, GIVEN "routes = ( { route = \"a\"; integration = \"dynamodb.b\"; } );");
    CU_ASSERT(set(&b, "lambda.a.routes[a].items", "24"));
    CU_ASSERT(!set(&b, "lambda.a.routes[a].itmes", "24"));
    CU_ASSERT(!set(&b, "lambda.a.steps[*].wait", "1 s"));
    CU_ASSERT(!set(&b, "lambda.a", "1 s"));
    CU_ASSERT(read_thing(&b));
    route = b.thing.routes.element;
    CU_ASSERT_EQUAL(((const struct options *)route->integration.options)->items, 24);
    said_end(&b.said);
}

static void a_member_takes_the_place_of_its_namesake(void)
{
    struct arena arena = {0};
    struct where at = {"x.cfg", 1};
    struct node *group = node_new(&arena, NODE_GROUP, NULL, NULL, at);
    static const char *const names[] = {"a", "b", "c", "b", "c", "d", "a"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        node_put(group, node_new(&arena, NODE_NUMBER, names[i],
                                 arena_text(&arena, "%zu", i), at));
    CU_ASSERT_EQUAL(group->count, 4);
    CU_ASSERT_STRING_EQUAL(group->first->text, "6");
    CU_ASSERT_STRING_EQUAL(group->first->next->text, "3");
    CU_ASSERT_STRING_EQUAL(node_member(group, "c")->text, "4");
    CU_ASSERT_STRING_EQUAL(group->last->text, "5");
    node_drop(group, "d");
    CU_ASSERT_STRING_EQUAL(group->last->text, "4");
    arena_release(&arena);
}

static void a_row_is_found_without_a_tree(void)
{
    struct arena arena = {0};
    const struct field *inner;
    struct address a = split(&arena, "lambda.steps.parallel[0].wait");

    CU_ASSERT_STRING_EQUAL(address_row(thing_table, &a, 1, &inner)->name, "wait");
    CU_ASSERT_PTR_NULL(inner);
    a = split(&arena, "lambda.routes");
    CU_ASSERT_STRING_EQUAL(address_row(thing_table, &a, 1, &inner)->name, "routes");
    CU_ASSERT_PTR_EQUAL(inner, route_table);
    a = split(&arena, "lambda.timeout.x");
    CU_ASSERT_PTR_NULL(address_row(thing_table, &a, 1, NULL));
    arena_release(&arena);
}

static struct node *heirs(struct said *said, const char *text, bool wanted)
{
    struct node *root, *group;

    said_begin(said);
    root = read_libconfig_text(text, strlen(text), "x.cfg", &said->arena, &said->diag);
    CU_ASSERT_PTR_NOT_NULL_FATAL(root);
    group = node_member(root, "lambda");
    CU_ASSERT_EQUAL(inherit_members(group, &said->arena, &said->diag), wanted);
    return group;
}

static void like_copies_what_a_member_does_not_say(void)
{
    struct said said;
    struct node *group, *c;

    group = heirs(
        &said,
        "lambda = { c = { like = \"b\"; n = { z = 3; }; };\n"
        "b = { like = \"a\"; l = ( 9 ); n = { y = 22; }; };\n"
        "a = { abstract = true; s = \"x\"; l = ( 1, 2 ); n = { x = 1; y = 2; }; }; };",
        true);
    c = node_member(group, "c");
    CU_ASSERT_EQUAL(group->count, 2); /* the abstract one is gone */
    CU_ASSERT_STRING_EQUAL(node_member(c, "s")->text, "x");
    CU_ASSERT_EQUAL(node_member(c, "s")->at.line, 3); /* where it was written */
    CU_ASSERT_EQUAL(node_member(c, "l")->count, 1);   /* lists are replaced */
    CU_ASSERT_EQUAL(node_member(c, "n")->count, 3);   /* groups merge */
    CU_ASSERT_STRING_EQUAL(node_member(node_member(c, "n"), "y")->text, "22");
    CU_ASSERT_PTR_NULL(node_member(c, "like"));
    CU_ASSERT_PTR_NULL(node_member(c, "abstract"));
    CHECK_SAID(&said, "");
    said_end(&said);
}

static void circles_of_likes_are_refused(void)
{
    struct said said;

    heirs(&said,
          "lambda = { a = { like = \"b\"; };\nb = { like = \"c\"; };\nc = { like = "
          "\"b\"; }; };",
          false);
    CHECK_SAID(&said, "x.cfg:3: error: like: b is made like itself\n"
                      "x.cfg:3: error: like: b is made like itself\n");
    said_end(&said);
    heirs(&said, "lambda = { a = { like = \"a\"; }; };", false);
    CHECK_SAID(&said, "x.cfg:1: error: like: a is made like itself\n");
    said_end(&said);
    heirs(&said,
          "lambda = { search = { }; a = { like = \"serach\"; };\nb = { like = 5; };\n"
          "c = { abstract = 1; }; };",
          false);
    CHECK_SAID(&said,
               "x.cfg:1: error: like: no lambda named serach; did you mean search?\n"
               "x.cfg:2: error: like wants a name in quotes\n"
               "x.cfg:3: error: c: abstract is true or false\n");
    said_end(&said);
}

FACTS(FACT(words_and_elements_are_told_apart), FACT(malformed_addresses_are_refused),
      FACT(an_override_is_an_address_and_a_value), FACT(a_star_stands_for_every_name),
      FACT(an_override_is_made_on_the_tree), FACT(a_star_sets_every_element),
      FACT(an_override_is_validated_as_the_file_is),
      FACT(addresses_that_lead_nowhere_are_explained),
      FACT(a_place_is_found_in_what_was_read),
      FACT(the_callees_table_is_reached_by_overrides_too),
      FACT(a_member_takes_the_place_of_its_namesake), FACT(a_row_is_found_without_a_tree),
      FACT(like_copies_what_a_member_does_not_say), FACT(circles_of_likes_are_refused))
