/* Profiles: marks, Regions' classes, features by date. */
#include <sys/stat.h>
#include <unistd.h>

#include "config/profile.h"
#include "config/read_libconfig.h"
#include "said.h"

static const char text[] =
    "profile = { name = \"old\"; date = \"2021-08-31\"; };\n"
    "defaults = { lambda = {\n"
    "  memory_size = { value = \"128 MB\"; source = \"Lambda, 2021\"; };\n"
    "  timeout = \"3 s\";\n"
    "  inits = { source = \"measured\"; assumption = true; go = \"80 ms\";\n"
    "            java = { value = \"900 ms\"; source = \"other\"; }; };\n"
    "  routes = { value = ( 1, 2 ); source = \"list\"; }; }; };\n"
    "account = { lambda = { concurrent_executions = { value = 1000; source = \"quota\"; "
    "};\n"
    "                       burst = { value = 500; assumption = true; }; }; };\n"
    "prices = { lambda = { request = { price = \"0.20 USD per 1M\"; source = \"list\"; "
    "}; }; };\n"
    "features = { snap_start = { since = \"2022-11-28\"; }; images = { since = "
    "\"2020-12-01\"; }; };\n"
    "classes = { large = { regions = ( \"us-east-1\", \"eu-west-1\" );\n"
    "              account = { lambda = { burst = { value = 3000; source = \"docs\"; }; "
    "}; }; }; };\n";

struct bench {
    struct said said;
    struct profile profile;
};

static bool up(struct bench *b, const char *name, const char *region)
{
    FILE *out;

    *b = (struct bench){0};
    said_begin(&b->said);
    mkdir("profile_test", 0777);
    out = fopen("profile_test/old.cfg", "w");
    CU_ASSERT_FATAL(out != NULL);
    fputs(text, out);
    fclose(out);
    out = fopen("profile_test/new.cfg", "w");
    fputs("x = 1;", out);
    fclose(out);
    return profile_load(&b->profile,
                        &(struct profile_wanted){name, "profile_test", region},
                        &b->said.arena, &b->said.diag);
}

static void down(struct bench *b)
{
    unlink("profile_test/old.cfg");
    unlink("profile_test/new.cfg");
    rmdir("profile_test");
    said_end(&b->said);
}

static const struct node *find(const struct bench *b, const char *group, const char *name)
{
    const struct node *found = node_member(node_member(b->profile.root, group), "lambda");

    found = node_member(found, name);
    CU_ASSERT_PTR_NOT_NULL_FATAL(found);
    return found;
}

static void values_carry_their_source_and_mark(void)
{
    struct bench b;
    const struct node *node;

    CU_ASSERT(up(&b, "old", NULL));
    CHECK_SAID(&b.said, "");
    CU_ASSERT_STRING_EQUAL(b.profile.name, "old");
    CU_ASSERT_STRING_EQUAL(b.profile.date, "2021-08-31");
    node = find(&b, "defaults", "memory_size");
    CU_ASSERT_EQUAL(node->kind, NODE_TEXT);
    CU_ASSERT_STRING_EQUAL(node->text, "128 MB");
    CU_ASSERT_STRING_EQUAL(node->source, "Lambda, 2021");
    CU_ASSERT_EQUAL(node->at.line, 3);
    CU_ASSERT(!node->assumption);
    CU_ASSERT_PTR_NULL(find(&b, "defaults", "timeout")->source);
    node = find(&b, "defaults", "inits");
    CU_ASSERT(node_member(node, "go")->assumption);
    CU_ASSERT_STRING_EQUAL(node_member(node, "go")->source, "measured");
    CU_ASSERT_STRING_EQUAL(node_member(node, "java")->source, "other");
    CU_ASSERT(!node_member(node, "java")->assumption);
    CU_ASSERT_EQUAL(find(&b, "defaults", "routes")->kind, NODE_LIST);
    CU_ASSERT_EQUAL(find(&b, "defaults", "routes")->count, 2);
    node = node_member(find(&b, "prices", "request"), "price");
    CU_ASSERT_STRING_EQUAL(node->source, "list");
    CU_ASSERT(find(&b, "account", "burst")->assumption);
    down(&b);
}

static void a_regions_class_goes_before_the_rest(void)
{
    struct bench b;

    CU_ASSERT(up(&b, "old", "eu-west-1"));
    CU_ASSERT_STRING_EQUAL(find(&b, "account", "burst")->text, "3000");
    CU_ASSERT_STRING_EQUAL(find(&b, "account", "burst")->source, "docs");
    CU_ASSERT(!find(&b, "account", "burst")->assumption);
    CU_ASSERT_STRING_EQUAL(find(&b, "account", "concurrent_executions")->text, "1000");
    down(&b);
    CU_ASSERT(up(&b, "old", "sa-east-1"));
    CU_ASSERT_STRING_EQUAL(find(&b, "account", "burst")->text, "500");
    down(&b);
}

static void features_have_a_day_on_which_they_appeared(void)
{
    struct bench b;
    const char *since;

    CU_ASSERT(up(&b, "old", NULL));
    CU_ASSERT(!profile_has(&b.profile, "snap_start", &since));
    CU_ASSERT_STRING_EQUAL(since, "2022-11-28");
    CU_ASSERT(profile_has(&b.profile, "images", &since));
    CU_ASSERT(profile_has(&b.profile, "never_heard_of", &since));
    CU_ASSERT_PTR_NULL(since);
    down(&b);
}

static void profiles_fill_what_is_not_given(void)
{
    struct bench b;
    static const char said[] = "timeout = \"9 s\"; inits = { go = \"1 ms\"; };";
    struct node *group;

    CU_ASSERT(up(&b, "old", NULL));
    group = read_libconfig_text(said, strlen(said), "x.cfg", &b.said.arena, &b.said.diag);
    profile_fill(&b.said.arena, group,
                 node_member(node_member(b.profile.root, "defaults"), "lambda"));
    CU_ASSERT_STRING_EQUAL(node_member(group, "timeout")->text, "9 s");
    CU_ASSERT_STRING_EQUAL(node_member(group, "memory_size")->text, "128 MB");
    CU_ASSERT_STRING_EQUAL(node_member(node_member(group, "inits"), "go")->text, "1 ms");
    CU_ASSERT_STRING_EQUAL(node_member(node_member(group, "inits"), "java")->text,
                           "900 ms");
    down(&b);
}

static void unknown_profiles_get_a_suggestion(void)
{
    struct bench b;

    CU_ASSERT(!up(&b, "odl", NULL));
    CHECK_SAID(&b.said, "error: no profile named odl; did you mean old?\n");
    down(&b);
    CU_ASSERT(!up(&b, "aws-1999", NULL));
    CHECK_SAID(&b.said, "error: no profile named aws-1999; there are new, old\n");
    down(&b);
    CU_ASSERT(!up(&b, "new", NULL));
    CHECK_SAID(
        &b.said,
        "profile_test/new.cfg:1: error: a profile says what it is: profile = { name "
        "= \"..\"; date = \"2026-01-31\"; }\n");
    down(&b);
    CU_ASSERT(up(&b, "profile_test/old.cfg", NULL)); /* by its path */
    down(&b);
}

static void count_scalar(void *ctx, const char *address, const struct node *scalar)
{
    struct said *said = ctx;

    if (strstr(address, "defaults"))
        fprintf(said->diag.out, "%s = %s\n", address, scalar->text);
}

static void a_walk_comes_to_every_value(void)
{
    struct bench b;

    CU_ASSERT(up(&b, "old", NULL));
    profile_walk(b.profile.root, &b.said.arena, count_scalar, &b.said);
    CHECK_SAID(&b.said, "defaults.lambda.memory_size = 128 MB\n"
                        "defaults.lambda.timeout = 3 s\n"
                        "defaults.lambda.inits.go = 80 ms\n"
                        "defaults.lambda.inits.java = 900 ms\n"
                        "defaults.lambda.routes[0] = 1\n"
                        "defaults.lambda.routes[1] = 2\n");
    down(&b);
}

FACTS(FACT(values_carry_their_source_and_mark),
      FACT(a_regions_class_goes_before_the_rest),
      FACT(features_have_a_day_on_which_they_appeared),
      FACT(profiles_fill_what_is_not_given), FACT(unknown_profiles_get_a_suggestion),
      FACT(a_walk_comes_to_every_value))
