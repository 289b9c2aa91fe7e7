/* test_cloudfront.c - distributions, watched from outside through their calls. */
#include "check.h"
#include "cloudfront/cloudfront.h"
#include "flow/limit.h"
#include "room.h"

#define HEAD                                                                             \
    "profile = \"aws-2026\"; region = \"us-east-1\"; run = { duration = \"1 h\"; };"
#define ORIGIN(more) "http = { origin = { latency = \"70 ms\"; " more " }; };"
#define SITE(more, behavior)                                                             \
    "cloudfront = { site = { " more " cache_behaviors = ( "                              \
    "{ path_pattern = \"*\"; target_origin = \"http.origin\"; " behavior " } ); }; };"

enum { GET, HEAD_METHOD, OPTIONS, PUT, POST };

static void ask(struct room *r, uint64_t key, size_t count, sim_time at)
{
    room_shoot(
        r, &(struct shot){.to = "cloudfront.site", .key = key, .count = count, .at = at});
}

static int64_t count(struct room *r, const char *metric)
{
    return room_count(r, "cloudfront.site", metric);
}

static void an_answer_is_found_until_its_time_to_live_is_over(void)
{
    struct room r;

    room_up(&r, HEAD ORIGIN("") SITE("", "default_ttl = \"10 s\";"));
    ask(&r, 7, 1, 0);
    ask(&r, 7, 1, 70 * SIM_MS + 1);
    ask(&r, 8, 1, SIM_SECOND);
    ask(&r, 7, 1, 70 * SIM_MS + 10 * SIM_SECOND - 1);
    room_run(&r, 70 * SIM_MS + 10 * SIM_SECOND - 1);
    CU_ASSERT_EQUAL(r.answered_at, 70 * SIM_MS + 10 * SIM_SECOND - 1); /* at once */
    CU_ASSERT_EQUAL(count(&r, "cache_hit_rate"), 2);
    ask(&r, 7, 1, 70 * SIM_MS + 10 * SIM_SECOND);
    room_run(&r, 20 * SIM_SECOND);
    CU_ASSERT_EQUAL(count(&r, "cache_hit_rate"), 2);
    CU_ASSERT_EQUAL(count(&r, "cache_misses"), 3);
    CU_ASSERT_EQUAL(room_count(&r, "http.origin", "requests"), 3);
    room_down(&r);
}

static void those_who_ask_meanwhile_wait_for_the_first_one_s_answer(void)
{
    struct room r;

    room_up(&r, HEAD ORIGIN("response_size = \"11 KB\";") SITE("", ""));
    ask(&r, 7, 1, 0);
    ask(&r, 7, 5, 60 * SIM_MS);
    ask(&r, 9, 1, 60 * SIM_MS); /* another object */
    room_run(&r, 70 * SIM_MS);
    CU_ASSERT_EQUAL(r.answers[CALL_OK], 6);
    CU_ASSERT_EQUAL(r.answered_at, 70 * SIM_MS);
    room_run(&r, SIM_SECOND);
    CU_ASSERT_EQUAL(count(&r, "collapsed_requests"), 5);
    CU_ASSERT_EQUAL(count(&r, "cache_hit_rate"), 0);
    CU_ASSERT_EQUAL(room_count(&r, "http.origin", "requests"), 2);
    CU_ASSERT_EQUAL(count(&r, "bytes_downloaded"), 7 * 11 * 1024);
    CU_ASSERT_EQUAL(room_usage(&r, "cloudfront.site", "https_request_us"), 7);
    CU_ASSERT_EQUAL(room_usage(&r, "cloudfront.site", "out_us_gb"), 7 * 11 * 1024);
    CU_ASSERT_EQUAL(room_level(&r, "cloudfront.site", "cache_size"), 2 * 11 * 1024);
    room_down(&r);
}

static void what_is_not_kept_is_neither_found_nor_waited_for(void)
{
    static const char *const never[] = {"default_ttl = \"0 s\";",
                                        "max_ttl = \"0 s\"; max_age = \"1 h\";",
                                        "max_age = \"0 s\";"};

    for (size_t i = 0; i < 3; i++) {
        struct room r;
        char text[1000];
        snprintf(text, sizeof text, HEAD ORIGIN("") SITE("", "%s"), never[i]);
        room_up(&r, text);
        ask(&r, 7, 4, 0);
        ask(&r, 7, 3, SIM_SECOND);
        room_run(&r, 2 * SIM_SECOND);
        CU_ASSERT_EQUAL(room_count(&r, "http.origin", "requests"), 7);
        CU_ASSERT_EQUAL(count(&r, "cache_misses"), 0);
        room_down(&r);
    }
}

static void ttl(const char *behavior, sim_time wanted)
{
    struct room r;
    char text[1000];

    snprintf(text, sizeof text, HEAD ORIGIN("") SITE("", "%s"), behavior);
    room_up(&r, text);
    ask(&r, 7, 1, 0);
    ask(&r, 7, 1, 70 * SIM_MS + wanted - 1);
    ask(&r, 7, 1, 70 * SIM_MS + wanted);
    room_run(&r, 100 * SIM_SECOND);
    CU_ASSERT_EQUAL(count(&r, "cache_hit_rate"), 1);
    CU_ASSERT_EQUAL(count(&r, "cache_misses"), 2);
    room_down(&r);
}

/* Developer guide, Expiration: the table. */
static void the_origin_s_word_lies_between_the_bounds(void)
{
    ttl("min_ttl = \"5 s\"; default_ttl = \"7 s\"; max_ttl = \"20 s\";", 7 * SIM_SECOND);
    ttl("min_ttl = \"9 s\"; default_ttl = \"7 s\"; max_ttl = \"20 s\";", 9 * SIM_SECOND);
    ttl("min_ttl = \"5 s\"; max_ttl = \"20 s\"; max_age = \"11 s\";", 11 * SIM_SECOND);
    ttl("min_ttl = \"5 s\"; max_ttl = \"20 s\"; max_age = \"3 s\";", 5 * SIM_SECOND);
    ttl("min_ttl = \"5 s\"; max_ttl = \"20 s\"; max_age = \"21 s\";", 20 * SIM_SECOND);
    ttl("min_ttl = \"5 s\"; max_ttl = \"20 s\"; max_age = \"0 s\";", 5 * SIM_SECOND);
}

static void a_post_goes_to_the_origin_and_its_bytes_are_paid_for(void)
{
    struct room r;

    room_up(&r, HEAD ORIGIN("") SITE("edge_region = \"EU\";", ""));
    for (int i = 0; i < 3; i++)
        room_shoot(&r, &(struct shot){.to = "cloudfront.site",
                                      .action = POST,
                                      .key = 7,
                                      .bytes = 3000,
                                      .at = i * SIM_SECOND});
    ask(&r, 7, 1, 9 * SIM_SECOND); /* a GET of the same key has never been asked */
    room_run(&r, 10 * SIM_SECOND);
    CU_ASSERT_EQUAL(room_count(&r, "http.origin", "requests"), 4);
    CU_ASSERT_EQUAL(count(&r, "cache_hit_rate"), 0);
    CU_ASSERT_EQUAL(count(&r, "bytes_uploaded"), 9000);
    CU_ASSERT_EQUAL(room_usage(&r, "cloudfront.site", "origin_eu_gb"), 9000);
    CU_ASSERT_EQUAL(room_usage(&r, "cloudfront.site", "https_request_eu"), 4);
    CU_ASSERT_EQUAL(room_usage(&r, "cloudfront.site", "https_request_us"), 0);
    room_down(&r);
}

static void an_error_is_kept_for_all_for_ten_seconds(void)
{
    struct room r;

    room_up(&r, HEAD ORIGIN("error_rate = 1.0;") SITE("", ""));
    ask(&r, 7, 3, 0);
    ask(&r, 7, 4, 10 * SIM_SECOND);
    ask(&r, 8, 1, 10 * SIM_SECOND);
    ask(&r, 7, 1, 10 * SIM_SECOND + 70 * SIM_MS);
    room_run(&r, 12 * SIM_SECOND);
    CU_ASSERT_EQUAL(r.answers[CALL_FAILED], 9);
    CU_ASSERT_EQUAL(room_count(&r, "http.origin", "requests"), 3);
    CU_ASSERT_EQUAL(count(&r, "5xx_error_rate"), 9);
    CU_ASSERT_EQUAL(count(&r, "total_error_rate"), 9);
    CU_ASSERT_EQUAL(count(&r, "cache_hit_rate"), 0); /* errors are no hits */
    room_down(&r);
    /* of what is never kept too, but for requests that say no key */
    room_up(&r, HEAD ORIGIN("error_rate = 1.0;") SITE("", "default_ttl = \"0 s\";"));
    ask(&r, 7, 1, 0);
    ask(&r, 7, 1, SIM_SECOND);
    ask(&r, 0, 1, SIM_SECOND);
    ask(&r, 0, 1, 2 * SIM_SECOND);
    room_run(&r, 3 * SIM_SECOND);
    CU_ASSERT_EQUAL(room_count(&r, "http.origin", "requests"), 1 + 2);
    room_down(&r);
}

static void a_throttle_of_the_origin_is_passed_on_and_not_kept(void)
{
    struct room r;

    room_up(&r, HEAD ORIGIN("rate_limit = \"1/s\"; rate_limit_burst = 1;") SITE("", ""));
    ask(&r, 1, 1, 0);
    ask(&r, 2, 1, SIM_MS);
    ask(&r, 2, 1, 2 * SIM_SECOND);
    room_run(&r, 3 * SIM_SECOND);
    CU_ASSERT_EQUAL(r.answers[CALL_OK], 2);
    CU_ASSERT_EQUAL(r.answers[CALL_THROTTLED], 1);
    CU_ASSERT_STRING_EQUAL(r.limit->name->address, "http.origin.rate_limit");
    CU_ASSERT_EQUAL(count(&r, "4xx_error_rate"), 1);
    CU_ASSERT_EQUAL(room_usage(&r, "cloudfront.site", "https_request_us"), 3);
    room_down(&r);
}

/* Three attempts of GET, one of POST; then a 504, which is kept. */
static void an_origin_that_does_not_answer_in_time_is_asked_again(void)
{
    struct room r;

    room_up(&r, HEAD "http = { origin = { latency = \"40 s\"; }; };" SITE("", ""));
    ask(&r, 7, 1, 0);
    ask(&r, 7, 1, 95 * SIM_SECOND);
    room_run(&r, 90 * SIM_SECOND);
    CU_ASSERT_EQUAL(r.answered_at, 90 * SIM_SECOND);
    CU_ASSERT_STRING_EQUAL(r.error, "504");
    CU_ASSERT_EQUAL(count(&r, "origin_requests"), 3);
    room_run(&r, 99 * SIM_SECOND);
    CU_ASSERT_EQUAL(r.answers[CALL_FAILED], 2);
    CU_ASSERT_EQUAL(count(&r, "origin_requests"), 3);
    room_shoot(&r, &(struct shot){
                       .to = "cloudfront.site", .action = POST, .at = 99 * SIM_SECOND});
    room_run(&r, 200 * SIM_SECOND);
    CU_ASSERT_EQUAL(r.answered_at, 129 * SIM_SECOND);
    CU_ASSERT_EQUAL(count(&r, "origin_requests"), 4);
    room_down(&r);
    room_up(&r, HEAD "http = { origin = { latency = \"40 s\"; }; };" SITE(
                    "", "timeout = \"2 s\"; connection_attempts = 2;"));
    ask(&r, 7, 1, 0);
    room_run(&r, 60 * SIM_SECOND);
    CU_ASSERT_EQUAL(r.answered_at, 4 * SIM_SECOND);
    room_down(&r);
}

static void each_edge_location_has_a_cache_of_its_own(void)
{
    struct room r;
    int64_t asked;

    room_up(&r, HEAD ORIGIN("") SITE("edge_locations = 4;", ""));
    for (int i = 0; i < 200; i++)
        ask(&r, 7, 1, i * SIM_SECOND);
    room_run(&r, 300 * SIM_SECOND);
    asked = room_count(&r, "http.origin", "requests");
    CU_ASSERT_EQUAL(asked, 4);
    CU_ASSERT_EQUAL(count(&r, "cache_hit_rate"), 196);
    room_down(&r);
}

static void the_first_pattern_that_fits_takes_a_path(void)
{
#define PATHS(path)                                                                      \
    HEAD                                                                                 \
        "http = { origin = { latency = \"7 ms\"; }; files = { latency = \"1 ms\"; }; };" \
        "cloudfront = { site = { cache_behaviors = ("                                    \
        "{ path_pattern = \"/img/*.jp?g\"; target_origin = \"http.files\"; },"           \
        "{ path_pattern = \"*\"; target_origin = \"http.origin\"; } ); }; };"            \
        "lambda = { f = { runtime = \"python3.12\"; steps = ( { call = "                 \
        "\"cloudfront.site\"; path = \"" path "\"; key = \"constant(0)\"; } ); }; };"
    static const struct {
        const char *text;
        int64_t files;
    } paths[] = {{PATHS("/img/a/b.jpeg"), 1},
                 {PATHS("/img/.jpeg"), 1},
                 {PATHS("/img/a.jpg"), 0},
                 {PATHS("/IMG/a.jpeg"), 0},
                 {PATHS("/img/a.jpegs"), 0}};

    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        struct room r;
        room_up(&r, paths[i].text);
        room_shoot(&r, &(struct shot){.to = "lambda.f"});
        room_run(&r, 100 * SIM_SECOND);
        CU_ASSERT_EQUAL(room_count(&r, "http.files", "requests"), paths[i].files);
        CU_ASSERT_EQUAL(room_count(&r, "http.origin", "requests"), 1 - paths[i].files);
        room_down(&r);
    }
}

static void beyond_its_quota_requests_are_refused_and_free(void)
{
    struct room r;

    room_up(&r, HEAD ORIGIN("") SITE("request_rate_limit = \"30/s\";", ""));
    ask(&r, 7, 45, 0);
    ask(&r, 7, 40, SIM_SECOND);
    room_run(&r, 3 * SIM_SECOND);
    CU_ASSERT_EQUAL(r.answers[CALL_THROTTLED], 15 + 10);
    CU_ASSERT_STRING_EQUAL(r.limit->name->address, "cloudfront.site.request_rate_limit");
    CU_ASSERT_EQUAL(room_usage(&r, "cloudfront.site", "https_request_us"), 60);
    room_down(&r);
}

static void settings_that_do_not_fit_are_refused(void)
{
    static const struct {
        const char *text, *words;
    } wrong[] = {
        {HEAD ORIGIN("") "cloudfront = { site = { }; };", "has a default behaviour"},
        {HEAD ORIGIN("") SITE("", "min_ttl = \"2 s\"; max_ttl = \"1 s\";"),
         "min_ttl is more than max_ttl"},
        {HEAD "sqs = { q = { }; }; cloudfront = { site = { cache_behaviors = ( { "
              "path_pattern = \"*\"; target_origin = \"sqs.q\"; } ); }; };",
         "an origin is an API, a function by its URL or an outside service"},
        {HEAD "lambda = { f = { runtime = \"python3.12\"; steps = ( { work = \"1 ms\"; } "
              "); }; }; cloudfront = { site = { cache_behaviors = ( { path_pattern = "
              "\"*\"; target_origin = \"lambda.f\"; } ); }; };",
         "a function is reached by its URL"},
        {HEAD ORIGIN("") SITE("price_class = \"PriceClass_100\";", ""), "not built yet"},
        {HEAD ORIGIN("") SITE("", "") "lambda = { f = { runtime = \"python3.12\"; steps "
                                      "= ( { call = \"cloudfront.site\"; } ); }; };",
         "keys decide what the cache of \"*\" finds"},
    };

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        CU_ASSERT_TRUE(room_refuses(wrong[i].text, wrong[i].words));
}

FACTS(FACT(an_answer_is_found_until_its_time_to_live_is_over),
      FACT(those_who_ask_meanwhile_wait_for_the_first_one_s_answer),
      FACT(what_is_not_kept_is_neither_found_nor_waited_for),
      FACT(the_origin_s_word_lies_between_the_bounds),
      FACT(a_post_goes_to_the_origin_and_its_bytes_are_paid_for),
      FACT(an_error_is_kept_for_all_for_ten_seconds),
      FACT(a_throttle_of_the_origin_is_passed_on_and_not_kept),
      FACT(an_origin_that_does_not_answer_in_time_is_asked_again),
      FACT(each_edge_location_has_a_cache_of_its_own),
      FACT(the_first_pattern_that_fits_takes_a_path),
      FACT(beyond_its_quota_requests_are_refused_and_free),
      FACT(settings_that_do_not_fit_are_refused))
