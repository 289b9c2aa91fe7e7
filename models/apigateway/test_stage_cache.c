/* test_stage_cache.c - the cache of an API's stage, watched from outside through calls.
 */
#include "apigateway/apigateway.h"
#include "check.h"
#include "flow/limit.h"
#include "room.h"

#define HEAD                                                                             \
    "profile = \"aws-2021-08\"; region = \"us-east-1\"; run = { duration = \"1 h\"; };"  \
    "account = { apigateway = { cache_latency = \"3 ms\"; }; };"                         \
    "http = { origin = { latency = \"40 ms\"; response_size = \"7 KB\"; }; };"
/* A miss takes 53 ms, what is found 3. */
#define API(words, routes)                                                               \
    "apigateway = { shop = { overhead = \"13 ms\"; " words " routes = ( " routes         \
    " ); }; };"
#define CACHED "cache_cluster_size = \"0.5 GB\";"
#define GET(words) "{ route = \"GET /a/{id}\"; integration = \"http.origin\"; " words " }"
#define POST(words) "{ route = \"POST /b\"; integration = \"http.origin\"; " words " }"
#define MB (INT64_C(1) << 20)

static const struct apigateway_request routes[] = {{.index = 0}, {.index = 1}};

static void ask(struct room *r, int route, uint64_t key, sim_time at)
{
    room_shoot(
        r, &(struct shot){
               .to = "apigateway.shop", .options = &routes[route], .key = key, .at = at});
}

static int64_t of(struct room *r, const char *metric)
{
    return room_count(r, "apigateway.shop", metric);
}

static void an_answer_is_found_until_its_time_is_over(void)
{
    struct room r;

    room_up(&r, HEAD API(CACHED, GET("cache_ttl = \"20 s\";")));
    ask(&r, 0, 1, 0); /* kept at 53 ms, until 20.053 s */
    room_run(&r, SIM_SECOND);
    CU_ASSERT_EQUAL(r.answered_at, 53 * SIM_MS);
    ask(&r, 0, 1, 15 * SIM_SECOND); /* which this does not prolong */
    room_run(&r, 16 * SIM_SECOND);
    CU_ASSERT_EQUAL(r.answered_at, 15 * SIM_SECOND + 3 * SIM_MS);
    CHECK_NEAR(room_mean(&r, "apigateway.shop", "latency"), 28e6, 0);
    ask(&r, 0, 1, 20 * SIM_SECOND + 53 * SIM_MS - 1);
    ask(&r, 0, 1, 20 * SIM_SECOND + 53 * SIM_MS);
    ask(&r, 0, 2, 20 * SIM_SECOND + 53 * SIM_MS);
    room_run(&r, 30 * SIM_SECOND);
    CU_ASSERT_EQUAL(of(&r, "cache_hit_count"), 2);
    CU_ASSERT_EQUAL(of(&r, "cache_miss_count"), 3);
    CU_ASSERT_EQUAL(room_count(&r, "http.origin", "requests"), 3);
    CU_ASSERT_EQUAL(room_samples(&r, "apigateway.shop", "integration_latency"), 3);
    CU_ASSERT_EQUAL(room_samples(&r, "apigateway.shop", "latency"), 5);
    CU_ASSERT_EQUAL(room_usage(&r, "apigateway.shop", "rest_request"), 5);
    CU_ASSERT_EQUAL(room_level(&r, "apigateway.shop", "cache_size"), 2 * 7 * 1024);
    room_down(&r);
}

static void questions_that_cross_are_all_asked_behind_it(void)
{
    struct room r;

    room_up(&r, HEAD API(CACHED, GET("")));
    room_shoot(&r, &(struct shot){.to = "apigateway.shop",
                                  .options = &routes[0],
                                  .key = 9,
                                  .count = 100,
                                  .spread = SIM_SECOND});
    room_run(&r, 2 * SIM_SECOND);
    /* at 0, 10, .. 50 ms; the answer is there at 53 ms */
    CU_ASSERT_EQUAL(of(&r, "cache_miss_count"), 6);
    CU_ASSERT_EQUAL(of(&r, "cache_hit_count"), 94);
    room_down(&r);
}

static int64_t hits_of_two(const char *text, int route)
{
    struct room r;
    int64_t hits;

    room_up(&r, text);
    ask(&r, route, 5, 0);
    ask(&r, route, 5, SIM_SECOND);
    room_run(&r, 2 * SIM_SECOND);
    hits = 2 - room_count(&r, "http.origin", "requests");
    room_down(&r);
    return hits;
}

static void get_alone_is_cached_unless_a_route_says_otherwise(void)
{
    CU_ASSERT_EQUAL(hits_of_two(HEAD API(CACHED, GET("") ", " POST("")), 0), 1);
    CU_ASSERT_EQUAL(hits_of_two(HEAD API(CACHED, GET("") ", " POST("")), 1), 0);
    CU_ASSERT_EQUAL(
        hits_of_two(HEAD API(CACHED, GET("") ", " POST("caching_enabled = true;")), 1),
        1);
    CU_ASSERT_EQUAL(
        hits_of_two(HEAD API(CACHED, GET("caching_enabled = false;") ", " POST("")), 0),
        0);
    CU_ASSERT_EQUAL(hits_of_two(HEAD API(CACHED, GET("cache_ttl = \"0 s\";")), 0), 0);
    CU_ASSERT_EQUAL(hits_of_two(HEAD API("", GET("caching_enabled = true;")), 0), 0);
}

static void routes_are_kept_apart_each_for_its_own_time(void)
{
    struct room r;

    room_up(&r, HEAD API(CACHED, GET("cache_ttl = \"5 s\";") ", " POST(
                                     "caching_enabled = true; cache_ttl = \"50 s\";")));
    ask(&r, 0, 1, 0);
    ask(&r, 1, 1, SIM_SECOND); /* the same key, another question */
    ask(&r, 0, 1, 10 * SIM_SECOND);
    ask(&r, 1, 1, 10 * SIM_SECOND);
    room_run(&r, 20 * SIM_SECOND);
    CU_ASSERT_EQUAL(of(&r, "cache_miss_count"), 3);
    CU_ASSERT_EQUAL(of(&r, "cache_hit_count"), 1);
    room_down(&r);
}

static void a_failure_is_not_kept(void)
{
    struct room r;

    room_up(&r, "profile = \"aws-2021-08\"; run = { duration = \"1 h\"; }; http = { "
                "origin = { latency = \"40 ms\"; error_rate = 1.0; }; };" API(CACHED,
                                                                              GET("")));
    ask(&r, 0, 1, 0);
    ask(&r, 0, 1, SIM_SECOND);
    room_run(&r, 2 * SIM_SECOND);
    CU_ASSERT_EQUAL(of(&r, "cache_miss_count"), 2);
    CU_ASSERT_EQUAL(of(&r, "5xx_error"), 2);
    CU_ASSERT_EQUAL(room_level(&r, "apigateway.shop", "cache_size"), 0);
    room_down(&r);
}

static void an_answer_beyond_1_mb_is_not_kept(void)
{
    CU_ASSERT_EQUAL(
        hits_of_two(HEAD API(CACHED, GET("response_size = \"1048576 B\";")), 0), 1);
    CU_ASSERT_EQUAL(
        hits_of_two(HEAD API(CACHED, GET("response_size = \"1048577 B\";")), 0), 0);
}

/* 0.5 GB are 512 answers of 1 MB. */
static void the_least_recently_used_answer_makes_room(void)
{
    struct room r;

    room_up(&r, HEAD API(CACHED, GET("response_size = \"1 MB\"; cache_ttl = \"1 h\";")));
    for (uint64_t i = 1; i <= 512; i++)
        ask(&r, 0, i, (sim_time)i * SIM_SECOND);
    ask(&r, 0, 1, 600 * SIM_SECOND);   /* found: 2 is the oldest now */
    ask(&r, 0, 513, 601 * SIM_SECOND); /* takes its room */
    ask(&r, 0, 1, 602 * SIM_SECOND);
    ask(&r, 0, 3, 603 * SIM_SECOND);
    ask(&r, 0, 2, 604 * SIM_SECOND);
    room_run(&r, 700 * SIM_SECOND);
    CU_ASSERT_EQUAL(of(&r, "cache_hit_count"), 3);
    CU_ASSERT_EQUAL(of(&r, "cache_miss_count"), 512 + 2);
    CU_ASSERT_EQUAL(of(&r, "cache_evicted_size"), 2 * MB);
    CU_ASSERT_EQUAL(room_level(&r, "apigateway.shop", "cache_size"), 512 * MB);
    room_down(&r);
}

static void what_is_found_takes_a_token_too(void)
{
    struct room r;

    room_up(&r, HEAD API(CACHED "throttling_rate_limit = \"1/s\"; throttling_burst_limit "
                                "= 2;",
                         GET("")));
    ask(&r, 0, 1, 0);
    ask(&r, 0, 1, SIM_SECOND / 4);
    ask(&r, 0, 1, SIM_SECOND / 2);
    room_run(&r, SIM_SECOND);
    CU_ASSERT_EQUAL(of(&r, "cache_hit_count"), 1);
    CU_ASSERT_EQUAL(of(&r, "throttles"), 1);
    CU_ASSERT_EQUAL(r.answers[CALL_THROTTLED], 1);
    room_down(&r);
}

#define CLIENT(words)                                                                    \
    "client = { c = { target = \"apigateway.shop\"; rate = \"1/s\"; " words " }; };"

static void what_cannot_be_is_refused(void)
{
    static const char words[] = "keys decide what the cache of \"GET /a/{id}\" finds";

    CU_ASSERT_TRUE(room_refuses(HEAD CLIENT("") API(CACHED, GET("")), words));
    CU_ASSERT_FALSE(
        room_refuses(HEAD CLIENT("key = \"constant(0)\";") API(CACHED, GET("")), ""));
    CU_ASSERT_FALSE(room_refuses(HEAD CLIENT("") API("", GET("")), ""));
    CU_ASSERT_TRUE(room_refuses(HEAD API("cache_cluster_size = \"1 GB\";", GET("")),
                                "\"1 GB\" is not 0 GB, 0.5 GB, 1.6 GB"));
    CU_ASSERT_TRUE(room_refuses(HEAD API(CACHED, GET("cache_ttl = \"2 h\";")),
                                "cache_ttl: 2 h is not between 0 s and 3600 s"));
    CU_ASSERT_TRUE(room_refuses(HEAD API(CACHED "type = \"HTTP\";", GET("")),
                                "an HTTP API has no cache"));
    CU_ASSERT_TRUE(
        room_refuses(HEAD API("type = \"HTTP\";", GET("caching_enabled = true;")),
                     "an HTTP API has no cache"));
    CU_ASSERT_TRUE(
        room_refuses(HEAD API("endpoint_configuration = \"PRIVATE\";", GET("")),
                     "takes vpc_endpoint"));
    CU_ASSERT_TRUE(room_refuses(
        HEAD "vpc = { main = { }; };" API("vpc_endpoint = \"vpc.main\";", GET("")),
        "takes endpoint_configuration = \"PRIVATE\""));
    CU_ASSERT_TRUE(room_refuses(HEAD API("endpoint_configuration = \"PRIVATE\"; "
                                         "vpc_endpoint = \"http.origin\";",
                                         GET("")),
                                "http.origin is no private network"));
    CU_ASSERT_TRUE(room_refuses(
        HEAD "vpc = { main = { }; };" API("type = \"HTTP\"; endpoint_configuration = "
                                          "\"PRIVATE\"; vpc_endpoint = \"vpc.main\";",
                                          GET("")),
        "an HTTP API has a REGIONAL endpoint only"));
}

FACTS(FACT(an_answer_is_found_until_its_time_is_over),
      FACT(questions_that_cross_are_all_asked_behind_it),
      FACT(get_alone_is_cached_unless_a_route_says_otherwise),
      FACT(routes_are_kept_apart_each_for_its_own_time), FACT(a_failure_is_not_kept),
      FACT(an_answer_beyond_1_mb_is_not_kept),
      FACT(the_least_recently_used_answer_makes_room),
      FACT(what_is_found_takes_a_token_too), FACT(what_cannot_be_is_refused))
