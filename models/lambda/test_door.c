/* test_door.c - how calls come in and what they may carry: payloads, function URLs. */
#include "check.h"
#include "flow/limit.h"
#include "lambda/lambda.h"
#include "room.h"

#include <string.h>

#define HEAD "profile = \"aws-2026\"; run = { duration = \"1 h\"; }; "
#define MB INT64_C(1048576)
#define URL 1 /* lambda_actions */
#define BARE                                                                             \
    "memory_size = \"1769 MB\"; timeout = \"10 s\"; init = \"0 s\"; "                    \
    "placement = \"0 s\"; first_invoke = \"0 s\"; "
#define QUICK BARE "steps = ( { wait = \"200 ms\"; } ); "
#define ANSWERS(size) "response_size = \"" size "\"; "

static void a_request_may_carry_6_mb(void)
{
    struct room r;

    room_up(&r, HEAD "lambda = { f = { " QUICK "}; };");
    room_shoot(&r, &(struct shot){.to = "lambda.f", .bytes = 6 * MB});
    room_run(&r, SIM_SECOND);
    CU_ASSERT_EQUAL(r.answers[CALL_OK], 1);
    room_shoot(&r,
               &(struct shot){.to = "lambda.f", .at = SIM_SECOND, .bytes = 6 * MB + 1});
    room_run(&r, 2 * SIM_SECOND);
    CU_ASSERT_EQUAL(r.answers[CALL_REFUSED], 1);
    CU_ASSERT_STRING_EQUAL(r.error, "413");
    CU_ASSERT_EQUAL(room_count(&r, "lambda.f", "invocations"), 1);
    room_down(&r);
}

/* A larger answer is an error of the function, after all its work, and billed. */
static void an_answer_beyond_6_mb_is_a_function_error(void)
{
    struct room r;

    room_up(&r, HEAD "lambda = { f = { " QUICK ANSWERS("6 MB") "}; g = { " QUICK ANSWERS(
                    "7 MB") "}; };");
    room_shoot(&r, &(struct shot){.to = "lambda.f"});
    room_shoot(&r, &(struct shot){.to = "lambda.g"});
    room_run(&r, SIM_SECOND);
    CU_ASSERT_EQUAL(r.answers[CALL_OK], 1);
    CU_ASSERT_EQUAL(r.answers[CALL_FAILED], 1);
    CU_ASSERT_STRING_EQUAL(r.error, "Function.ResponseSizeTooLarge");
    CU_ASSERT_EQUAL(room_count(&r, "lambda.g", "errors"), 1);
    CU_ASSERT_EQUAL(room_usage(&r, "lambda.g", "gb_second"), 200 * 1769);
    room_down(&r);
}

/* 20 MB: 14 of them at 2 MB a second, in the Duration and billed. */
static void a_streamed_answer_takes_its_time_beyond_6_mb(void)
{
    struct room r;

    room_up(&r, HEAD "lambda = { f = { " QUICK ANSWERS(
                    "20 MB") "function_url = { auth_type = \"NONE\"; invoke_mode = "
                             "\"RESPONSE_STREAM\"; }; }; };");
    room_shoot(&r, &(struct shot){.to = "lambda.f", .action = URL});
    room_run(&r, 9 * SIM_SECOND);
    CU_ASSERT_EQUAL(r.answers[CALL_OK], 1);
    CU_ASSERT_EQUAL(r.answered_at, 7200 * SIM_MS);
    CU_ASSERT_EQUAL(room_usage(&r, "lambda.f", "gb_second"), 7200 * 1769);
    /* The same function invoked in the other way buffers. */
    room_shoot(&r, &(struct shot){.to = "lambda.f", .at = 9 * SIM_SECOND});
    room_run(&r, 10 * SIM_SECOND);
    CU_ASSERT_EQUAL(r.answers[CALL_FAILED], 1);
    room_down(&r);
}

static void a_stream_is_cut_off_at_the_time_out_and_at_200_mb(void)
{
    struct room r;

    room_up(&r, HEAD "lambda = { f = { " QUICK ANSWERS(
                    "26 MB") "function_url = { auth_type = \"NONE\"; invoke_mode = "
                             "\"RESPONSE_STREAM\"; }; }; g = { like = \"f\"; " ANSWERS(
                                 "201 MB") "}; };");
    room_shoot(&r, &(struct shot){.to = "lambda.f", .action = URL});
    room_run(&r, 20 * SIM_SECOND);
    CU_ASSERT_EQUAL(r.answered_at, 10 * SIM_SECOND); /* not at 10.2 s */
    CU_ASSERT_STRING_EQUAL(r.error, "Sandbox.Timedout");
    room_shoot(&r,
               &(struct shot){.to = "lambda.g", .action = URL, .at = 20 * SIM_SECOND});
    room_run(&r, 30 * SIM_SECOND);
    CU_ASSERT_STRING_EQUAL(r.error, "Function.ResponseSizeTooLarge");
    room_down(&r);
}

/* 7 reserved: 7 at once, and 70 a second at most. */
static void a_function_url_has_ten_requests_a_second_for_each_reserved(void)
{
    struct room r;

    room_up(&r, HEAD "lambda = { f = { memory_size = \"1769 MB\"; init = \"0 s\"; "
                     "placement = \"0 s\"; first_invoke = \"0 s\"; "
                     "reserved_concurrent_executions = 7; "
                     "function_url = { auth_type = \"AWS_IAM\"; }; "
                     "steps = ( { wait = \"5 ms\"; } ); }; };");
    room_shoot(&r, &(struct shot){.to = "lambda.f",
                                  .action = URL,
                                  .count = 3000,
                                  .spread = 30 * SIM_SECOND});
    room_run(&r, 31 * SIM_SECOND);
    /* min(offered, 70 + 70 t), t = 29.99 s the last arrival */
    CU_ASSERT_EQUAL(room_count(&r, "lambda.f", "invocations"), 70 + 2099);
    CU_ASSERT_STRING_EQUAL(r.limit->name->address, "lambda.f.function_url_request_rate");
    CU_ASSERT_EQUAL(room_count(&r, "lambda.f", "url_request_count"), 3000);
    CU_ASSERT_EQUAL(room_count(&r, "lambda.f", "url_4xx_count"), 3000 - 70 - 2099);
    CHECK_NEAR(room_mean(&r, "lambda.f", "url_request_latency"), 5e6, 1);
    room_down(&r);
}

static void its_concurrency_is_the_functions(void)
{
    struct room r;

    room_up(&r, HEAD "lambda = { f = { " BARE "reserved_concurrent_executions = 7; "
                     "function_url = { auth_type = \"NONE\"; }; steps = ( { wait = "
                     "\"200 ms\"; }, { fail = \"Broken\"; } ); }; };");
    room_shoot(&r, &(struct shot){.to = "lambda.f", .action = URL, .count = 9});
    room_run(&r, 1);
    CU_ASSERT_STRING_EQUAL(r.limit->name->address,
                           "lambda.f.reserved_concurrent_executions");
    room_run(&r, SIM_SECOND);
    CU_ASSERT_EQUAL(room_count(&r, "lambda.f", "url_4xx_count"), 2);
    CU_ASSERT_EQUAL(room_count(&r, "lambda.f", "url_5xx_count"), 7);
    CU_ASSERT_EQUAL(r.answers[CALL_FAILED], 7);
    room_down(&r);
}

FACTS(FACT(a_request_may_carry_6_mb), FACT(an_answer_beyond_6_mb_is_a_function_error),
      FACT(a_streamed_answer_takes_its_time_beyond_6_mb),
      FACT(a_stream_is_cut_off_at_the_time_out_and_at_200_mb),
      FACT(a_function_url_has_ten_requests_a_second_for_each_reserved),
      FACT(its_concurrency_is_the_functions))
