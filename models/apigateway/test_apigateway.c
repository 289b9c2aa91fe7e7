/* test_apigateway.c - APIs, watched from outside through their calls. */
#include "apigateway/apigateway.h"
#include "check.h"
#include "flow/limit.h"
#include "room.h"

#include <string.h>

#define HEAD                                                                             \
    "profile = \"aws-2021-08\"; region = \"us-east-1\"; run = { duration = \"1 h\"; };"
#define SLOW                                                                             \
    "lambda = { f = { memory_size = \"1769 MB\"; timeout = \"1 min\"; init = \"0 s\"; "  \
    "placement = \"0 s\"; first_invoke = \"0 s\"; reserved_concurrent_executions = 10; " \
    "steps = ( { wait = \"40 s\"; } ); }; };"
#define INSTANT "http = { origin = { latency = \"7 ms\"; }; };"

static const struct apigateway_request first = {.index = 0}, second = {.index = 1};

static void to_api(struct room *r, size_t count, sim_time at, sim_time spread)
{
    room_shoot(r, &(struct shot){.to = "apigateway.shop",
                                 .options = &first,
                                 .count = count,
                                 .at = at,
                                 .spread = spread});
}

/* The account's bucket, 10 000/s and 5 000: the developer guide's worked examples. */
static void up_with_quota_only(struct room *r)
{
    room_up(r, HEAD INSTANT
            "apigateway = { shop = { overhead = \"0 s\"; routes = ( { route = "
            "\"GET /\"; integration = \"http.origin\"; } ); }; };");
}

static int64_t served(struct room *r)
{
    room_run(r, 100 * SIM_SECOND);
    return room_count(r, "apigateway.shop", "count") -
           room_count(r, "apigateway.shop", "throttles");
}

static void ten_a_millisecond_all_pass(void)
{
    struct room r;

    up_with_quota_only(&r);
    for (int i = 0; i < 1000; i++)
        to_api(&r, 10, i * SIM_MS, 0);
    CU_ASSERT_EQUAL(served(&r), 10000); /* T1 */
    room_down(&r);
}

static void of_ten_thousand_at_once_the_burst_passes(void)
{
    struct room r;

    up_with_quota_only(&r);
    to_api(&r, 10000, 0, 0);
    CU_ASSERT_EQUAL(served(&r), 5000); /* T2 */
    CU_ASSERT_STRING_EQUAL(r.limit->name->address,
                           "account.apigateway.throttling_rate_limit");
    room_down(&r);
    up_with_quota_only(&r);
    to_api(&r, 10000, 0, SIM_MS);
    CU_ASSERT_EQUAL(served(&r), 5009); /* spread over the first ms */
    room_down(&r);
}

static void two_bursts_find_what_has_refilled(void)
{
    static const struct {
        sim_time at;
        int64_t served;
    } second_burst[] = {{100 * SIM_MS, 6000}, {101 * SIM_MS, 6010}}; /* T3 */

    for (size_t i = 0; i < 2; i++) {
        struct room r;
        up_with_quota_only(&r);
        to_api(&r, 5000, 0, 0);
        to_api(&r, 5000, second_burst[i].at, 0);
        CU_ASSERT_EQUAL(served(&r), second_burst[i].served);
        room_down(&r);
    }
}

static void a_burst_then_a_steady_stream_all_pass(void)
{
    struct room r;

    up_with_quota_only(&r);
    to_api(&r, 5000, 0, 0);
    to_api(&r, 1000, 101 * SIM_MS, 0);
    to_api(&r, 4000, 102 * SIM_MS, 898 * SIM_MS);
    CU_ASSERT_EQUAL(served(&r), 10000); /* T4 */
    room_down(&r);
}

static void overload_serves_the_burst_and_the_rate(void)
{
    struct room r;

    up_with_quota_only(&r);
    to_api(&r, 150000, 0, 10 * SIM_SECOND);
    CU_ASSERT_EQUAL(served(&r), 104999); /* floor(B + r t), t of the last arrival */
    room_down(&r);
}

static void the_first_empty_bucket_in_order_is_charged_and_others_lose_nothing(void)
{
    struct room r;

    room_up(
        &r, HEAD INSTANT
        "apigateway = { shop = { overhead = \"0 s\"; throttling_rate_limit = \"1/s\"; "
        "throttling_burst_limit = 30; routes = ( { route = \"GET /a\"; integration = "
        "\"http.origin\"; throttling_rate_limit = \"1/s\"; throttling_burst_limit = 10; "
        "}, "
        "{ route = \"GET /b\"; integration = \"http.origin\"; } ); }; };");
    room_shoot(&r,
               &(struct shot){.to = "apigateway.shop", .options = &first, .count = 15});
    room_shoot(&r,
               &(struct shot){
                   .to = "apigateway.shop", .options = &second, .count = 25, .at = 1});
    room_run(&r, SIM_MS * 100);
    CU_ASSERT_EQUAL(r.answers[CALL_OK],
                    10 + 20); /* 5 at the route, then 5 at the stage */
    CU_ASSERT_STRING_EQUAL(r.limit->name->address,
                           "apigateway.shop.throttling_rate_limit");
    CU_ASSERT_EQUAL(room_service(&r, "apigateway.shop")->limit[1]->rejections, 5);
    CU_ASSERT_STRING_EQUAL(room_service(&r, "apigateway.shop")->limit[1]->name->address,
                           "apigateway.shop.routes[GET /a].throttling_rate_limit");
    room_down(&r);
}

static void at_29_s_the_caller_gets_a_504_and_the_work_goes_on(void)
{
    struct room r;

    room_up(&r,
            HEAD SLOW "apigateway = { shop = { overhead = \"0 s\"; routes = ( { route = "
                      "\"GET /\"; integration = \"lambda.f\"; } ); }; };");
    to_api(&r, 1, 0, 0);
    room_run(&r, 30 * SIM_SECOND);
    CU_ASSERT_EQUAL(r.answered_at, 29 * SIM_SECOND);
    CU_ASSERT_STRING_EQUAL(r.error, "504");
    CU_ASSERT_EQUAL(room_count(&r, "apigateway.shop", "5xx_error"), 1);
    CU_ASSERT_EQUAL(room_usage(&r, "lambda.f", "gb_second"), 0);
    room_run(&r, 60 * SIM_SECOND);
    CU_ASSERT_EQUAL(room_usage(&r, "lambda.f", "gb_second"), 40000 * 1769);
    room_down(&r);
}

static void a_throttle_behind_the_api_is_a_500_and_an_error_a_502(void)
{
    struct room r;

    room_up(&r,
            HEAD SLOW "apigateway = { shop = { overhead = \"0 s\"; routes = ( { route = "
                      "\"GET /\"; integration = \"lambda.f\"; } ); }; };");
    to_api(&r, 12, 0, 0);
    room_run(&r, SIM_SECOND);
    CU_ASSERT_EQUAL(r.answers[CALL_FAILED], 2);
    CU_ASSERT_STRING_EQUAL(r.error, "500");
    CU_ASSERT_STRING_EQUAL(r.limit->name->address,
                           "lambda.f.reserved_concurrent_executions");
    CU_ASSERT_EQUAL(room_count(&r, "apigateway.shop", "throttles"), 0);
    room_down(&r);
    room_up(&r, HEAD
            "http = { origin = { latency = \"7 ms\"; error_rate = 1.0; }; }; apigateway "
            "= { shop = { overhead = \"0 s\"; routes = ( { route = \"GET /\"; "
            "integration = \"http.origin\"; } ); }; };");
    to_api(&r, 1, 0, 0);
    room_run(&r, SIM_SECOND);
    CU_ASSERT_STRING_EQUAL(r.error, "502");
    room_down(&r);
}

static void latency_is_overhead_and_integration(void)
{
    struct room r;

    room_up(&r, HEAD INSTANT
            "apigateway = { shop = { overhead = \"13 ms\"; routes = ( { route "
            "= \"GET /\"; integration = \"http.origin\"; } ); }; };");
    to_api(&r, 1, 0, 0);
    room_run(&r, SIM_SECOND);
    CU_ASSERT_EQUAL(r.answered_at, 20 * SIM_MS);
    CHECK_NEAR(room_mean(&r, "apigateway.shop", "latency"), 20e6, 0);
    CHECK_NEAR(room_mean(&r, "apigateway.shop", "integration_latency"), 7e6, 0);
    room_down(&r);
}

static void requests_are_billed_by_type_and_size_and_throttled_ones_are_free(void)
{
    struct room r;

    room_up(&r,
            HEAD INSTANT "apigateway = { shop = { type = \"HTTP\"; overhead = \"0 s\"; "
                         "throttling_rate_limit = \"1/s\"; throttling_burst_limit = 3; "
                         "routes = ( { route = "
                         "\"GET /\"; integration = \"http.origin\"; } ); }; };");
    room_shoot(&r, &(struct shot){.to = "apigateway.shop",
                                  .options = &first,
                                  .bytes = 512 * 1024 + 1});
    to_api(&r, 4, 1, 0);
    room_run(&r, SIM_SECOND / 2);
    CU_ASSERT_EQUAL(room_usage(&r, "apigateway.shop", "http_request"), 2 + 1 + 1);
    CU_ASSERT_EQUAL(room_usage(&r, "apigateway.shop", "rest_request"), 0);
    CU_ASSERT_EQUAL(r.answers[CALL_THROTTLED], 2);
    room_down(&r);
}

FACTS(FACT(ten_a_millisecond_all_pass), FACT(of_ten_thousand_at_once_the_burst_passes),
      FACT(two_bursts_find_what_has_refilled),
      FACT(a_burst_then_a_steady_stream_all_pass),
      FACT(overload_serves_the_burst_and_the_rate),
      FACT(the_first_empty_bucket_in_order_is_charged_and_others_lose_nothing),
      FACT(at_29_s_the_caller_gets_a_504_and_the_work_goes_on),
      FACT(a_throttle_behind_the_api_is_a_500_and_an_error_a_502),
      FACT(latency_is_overhead_and_integration),
      FACT(requests_are_billed_by_type_and_size_and_throttled_ones_are_free))
