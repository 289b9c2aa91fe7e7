/* test_usage_plans.c - usage plans, watched from outside through calls with keys. */
#include "apigateway/api.h"
#include "check.h"
#include "flow/limit.h"
#include "room.h"

#include <string.h>
#include <time.h>

#define AT(start)                                                                        \
    "profile = \"aws-2021-08\"; region = \"us-east-1\"; run = { duration = \"1 h\"; "    \
    "start = \"" start "\"; }; http = { origin = { latency = \"7 ms\"; }; };"
#define HEAD AT("2021-08-31T00:00:00Z")
#define SHOP(plans)                                                                      \
    "apigateway = { shop = { overhead = \"0 s\"; routes = ("                             \
    "{ route = \"GET /a\"; integration = \"http.origin\"; api_key_required = true; },"   \
    "{ route = \"GET /b\"; integration = \"http.origin\"; api_key_required = true; },"   \
    "{ route = \"GET /open\"; integration = \"http.origin\"; } ); "                      \
    "usage_plans = ( " plans " ); }; };"
#define PLAN "apigateway.shop.usage_plans[gold]."

static const struct apigateway_request a = {.index = 0, .plan = "gold"},
                                       b = {.index = 1, .plan = "gold"},
                                       no_key = {.index = 0},
                                       open = {.index = 2, .plan = "gold"};

static void ask(struct room *r, const struct apigateway_request *as, size_t count,
                sim_time at, sim_time spread)
{
    room_shoot(r, &(struct shot){.to = "apigateway.shop",
                                 .options = as,
                                 .count = count,
                                 .at = at,
                                 .spread = spread});
}

static int64_t served(struct room *r)
{
    return room_count(r, "apigateway.shop", "count") -
           room_count(r, "apigateway.shop", "4xx_error");
}

/* Turned away at the limit of this address. */
static int64_t charged(const struct room *r, const char *address)
{
    const struct graph *g = r->world.graph;

    for (size_t i = 0; i < g->limits; i++)
        if (strcmp(g->limit[i].address, address) == 0)
            return r->world.limit[i].rejections;
    return -1;
}

static void a_key_is_served_its_burst_and_its_rate(void)
{
    struct room r;

    room_up(&r, HEAD SHOP("{ name = \"gold\"; throttling_rate_limit = \"50/s\"; "
                          "throttling_burst_limit = 20; }"));
    ask(&r, &a, 100000, 0, 100 * SIM_SECOND);
    room_run(&r, 200 * SIM_SECOND);
    CU_ASSERT_EQUAL(served(&r), 5019); /* floor(20 + 50 x 99.999) */
    CU_ASSERT_EQUAL(charged(&r, PLAN "throttling_rate_limit"), 100000 - 5019);
    CU_ASSERT_EQUAL(room_count(&r, "apigateway.shop", "throttles"), 100000 - 5019);
    CU_ASSERT_EQUAL(room_usage(&r, "apigateway.shop", "rest_request"), 5019);
    CU_ASSERT_EQUAL(r.answers[CALL_THROTTLED], 100000 - 5019);
    room_down(&r);
}

static void a_quota_serves_so_many_whatever_the_rate(void)
{
    struct room r;

    room_up(&r, HEAD SHOP("{ name = \"gold\"; throttling_rate_limit = \"50/s\"; "
                          "throttling_burst_limit = 20; quota_limit = 3000; "
                          "quota_period = \"DAY\"; }"));
    ask(&r, &a, 100000, 0, 100 * SIM_SECOND);
    room_run(&r, 200 * SIM_SECOND);
    CU_ASSERT_EQUAL(served(&r), 3000);
    /* 20 + 50 t = 3000 at t = 59.6; of the 59 601 until then the throttle refuses all but
     * 3 000, and 19 more until it has a token again */
    CU_ASSERT_EQUAL(charged(&r, PLAN "throttling_rate_limit"), 59601 - 3000 + 19);
    CU_ASSERT_EQUAL(charged(&r, PLAN "quota_limit"), 100000 - 59601 - 19);
    CU_ASSERT_STRING_EQUAL(r.error, "LimitExceededException");
    CU_ASSERT_STRING_EQUAL(r.limit->name->address, PLAN "quota_limit");
    CU_ASSERT_EQUAL(room_usage(&r, "apigateway.shop", "rest_request"), 3000);
    CHECK_NEAR(r.limit->run_peak, 1, 0);
    room_down(&r);
}

#define CALLER(name, plan)                                                               \
    name                                                                                 \
        " = { runtime = \"python3.9\"; memory_size = \"1769 MB\"; timeout = \"1 min\"; " \
        "init = \"0 s\"; placement = \"0 s\"; first_invoke = \"0 s\"; steps = ( "        \
        "{ call = \"apigateway.shop\"; route = \"GET /a\"; usage_plan = \"" plan "\"; "  \
        "count = 15; on_error = \"ignore\"; retry = { max_attempts = 1; }; } ); };"

#define TWO_PLANS                                                                        \
    "{ name = \"gold\"; throttling_rate_limit = \"0/s\"; throttling_burst_limit = 10; "  \
    "},"                                                                                 \
    "{ name = \"tin\"; quota_limit = 6; quota_period = \"WEEK\"; }"
#define CALLERS                                                                          \
    "lambda = {" CALLER("f", "gold") CALLER("g", "gold") CALLER("h", "tin") "};"

/* Two that have a key of gold and one of tin: 10, 10 and 6 of 15 that each asks. */
static void each_caller_has_a_key_of_its_own(void)
{
    struct room r;

    room_up(&r, HEAD SHOP(TWO_PLANS) CALLERS);
    room_shoot(&r, &(struct shot){.to = "lambda.f"});
    room_shoot(&r, &(struct shot){.to = "lambda.g", .at = 3 * SIM_MS});
    room_shoot(&r, &(struct shot){.to = "lambda.h", .at = 4 * SIM_MS});
    room_run(&r, 10 * SIM_SECOND);
    CU_ASSERT_EQUAL(room_count(&r, "apigateway.shop", "count"), 45);
    CU_ASSERT_EQUAL(served(&r), 26);
    CU_ASSERT_EQUAL(charged(&r, PLAN "throttling_rate_limit"), 10);
    CU_ASSERT_EQUAL(charged(&r, "apigateway.shop.usage_plans[tin].quota_limit"), 9);
    room_down(&r);
}

#define QUOTA_20 "{ name = \"gold\"; quota_limit = 20; quota_period = \"DAY\"; }"

/* One that calls again has the key that it had: what an invocation used stays used. */
static void a_callers_key_outlives_its_invocations(void)
{
    struct room r;

    room_up(&r, HEAD SHOP(QUOTA_20) "lambda = {" CALLER("f", "gold") "};");
    room_shoot(&r, &(struct shot){.to = "lambda.f", .count = 2, .spread = SIM_SECOND});
    room_run(&r, 10 * SIM_SECOND);
    CU_ASSERT_EQUAL(served(&r), 20);
    room_down(&r);
}

#define STEP_MS(n) ((n)*SIM_MS)

/* Developer guide, request throttling, 2021-08-23: the plan's throttle of the method, the
 * plan's, the stage's, the account's. */
static void limits_are_looked_at_in_awss_order(void)
{
    struct room r;

    room_up(
        &r, HEAD
        "account = { apigateway = { throttling_rate_limit = \"1000/s\"; "
        "throttling_burst_limit = 12; }; };"
        "apigateway = { shop = { overhead = \"0 s\"; throttling_rate_limit = \"0/s\"; "
        "throttling_burst_limit = 9; routes = ("
        "{ route = \"GET /a\"; integration = \"http.origin\"; api_key_required = true; },"
        "{ route = \"GET /b\"; integration = \"http.origin\"; api_key_required = true; "
        "throttling_rate_limit = \"0/s\"; throttling_burst_limit = 5; },"
        "{ route = \"GET /open\"; integration = \"http.origin\"; } ); "
        "usage_plans = ( { name = \"gold\"; throttling_rate_limit = \"1/s\"; "
        "throttling_burst_limit = 9; quota_limit = 9; quota_period = \"DAY\"; "
        "routes = ( { route = \"GET /a\"; throttling_rate_limit = \"0/s\"; "
        "throttling_burst_limit = 4; } ); } ); }; };");
    ask(&r, &a, 4 + 1, 0, 0);      /* of its own bucket there is no more .. */
    ask(&r, &b, 5, STEP_MS(1), 0); /* .. now everything is empty .. */
    ask(&r, &a, 3, STEP_MS(2), 0); /* .. and its own is the first */
    ask(&r, &b, 2, STEP_MS(3), 0); /* the plan's */
    ask(&r, &a, 2, 70 * SIM_SECOND, 0);
    ask(&r, &b, 6, 71 * SIM_SECOND, 0);    /* the plan's is full again: quota */
    ask(&r, &open, 7, 72 * SIM_SECOND, 0); /* no key is asked for: the stage */
    room_run(&r, 100 * SIM_SECOND);
    CU_ASSERT_EQUAL(served(&r), 9);
    CU_ASSERT_EQUAL(charged(&r, PLAN "routes[GET /a].throttling_rate_limit"), 1 + 3 + 2);
    CU_ASSERT_EQUAL(charged(&r, PLAN "throttling_rate_limit"), 2);
    CU_ASSERT_EQUAL(charged(&r, PLAN "quota_limit"), 6);
    CU_ASSERT_EQUAL(charged(&r, "apigateway.shop.throttling_rate_limit"), 7);
    CU_ASSERT_EQUAL(charged(&r, "apigateway.shop.routes[GET /b].throttling_rate_limit"),
                    0);
    CU_ASSERT_EQUAL(charged(&r, "account.apigateway.throttling_rate_limit"), 0);
    room_down(&r);
}

/* What the stage turns away has not used the key's tokens or quota. */
static void what_is_turned_away_later_takes_nothing_of_the_plan(void)
{
    struct room r;

    room_up(
        &r, HEAD
        "apigateway = { shop = { overhead = \"0 s\"; throttling_rate_limit = \"1/s\"; "
        "throttling_burst_limit = 2; routes = ( { route = \"GET /a\"; integration = "
        "\"http.origin\"; api_key_required = true; } ); usage_plans = ( { name = "
        "\"gold\"; quota_limit = 6; quota_period = \"MONTH\"; throttling_rate_limit = "
        "\"0/s\"; throttling_burst_limit = 7; } ); }; };");
    ask(&r, &a, 50, 0, 0);
    ask(&r, &a, 50, 10 * SIM_SECOND, 0);
    ask(&r, &a, 50, 20 * SIM_SECOND, 0);
    ask(&r, &a, 50, 30 * SIM_SECOND, 0);
    room_run(&r, 40 * SIM_SECOND);
    CU_ASSERT_EQUAL(served(&r), 6);
    CU_ASSERT_EQUAL(charged(&r, "apigateway.shop.throttling_rate_limit"), 2 * 48);
    CU_ASSERT_EQUAL(charged(&r, PLAN "quota_limit"), 48 + 50);
    room_down(&r);
}

static void without_a_key_it_is_a_403_that_is_free_and_takes_no_token(void)
{
    struct room r;

    room_up(&r, HEAD SHOP("{ name = \"gold\"; throttling_rate_limit = \"1/s\"; }"));
    ask(&r, &no_key, 6, 0, 0);
    ask(&r, &open, 3, 1, 0);
    room_run(&r, SIM_SECOND);
    CU_ASSERT_EQUAL(r.answers[CALL_REFUSED], 6);
    CU_ASSERT_EQUAL(r.answers[CALL_OK], 3); /* no key is asked for, none is counted */
    CU_ASSERT_STRING_EQUAL(r.error, "403");
    CU_ASSERT_EQUAL(room_count(&r, "apigateway.shop", "4xx_error"), 6);
    CU_ASSERT_EQUAL(room_count(&r, "apigateway.shop", "throttles"), 0);
    CU_ASSERT_EQUAL(room_usage(&r, "apigateway.shop", "rest_request"), 3);
    CU_ASSERT_EQUAL(room_service(&r, "apigateway.shop")->account->limit[0]->passes, 3);
    room_down(&r);
}

/* ---- periods ---- */

/* `first` of 8 that are asked before 10 s, and how many of 8 that are asked then. */
static void quota(const char *text, int64_t first, int64_t then)
{
    struct room r;

    room_up(&r, text);
    ask(&r, &a, 8, SIM_SECOND, 0);
    ask(&r, &a, 1, 10 * SIM_SECOND - 1, 0);
    room_run(&r, 10 * SIM_SECOND - 1);
    CU_ASSERT_EQUAL(served(&r), first);
    ask(&r, &a, 8, 10 * SIM_SECOND, 0);
    room_run(&r, 11 * SIM_SECOND);
    CU_ASSERT_EQUAL(served(&r), first + then);
    room_down(&r);
}

#define QUOTA(start, period, offset)                                                     \
    AT(start)                                                                            \
    SHOP("{ name = \"gold\"; quota_limit = 5; quota_offset = " offset                    \
         "; quota_period = \"" period "\"; }")

static void a_quota_is_given_anew_at_midnight_utc(void)
{
    quota(QUOTA("2021-08-31T23:59:50Z", "DAY", "0"), 5, 5);
    quota(QUOTA("2021-08-31T23:59:49Z", "DAY", "0"), 5, 0);
    quota(QUOTA("2021-08-31T12:00:00Z", "DAY", "0"), 5, 0);
    quota(QUOTA("2021-08-28T23:59:50Z", "WEEK", "0"), 5, 5); /* a Saturday */
    quota(QUOTA("2021-08-29T23:59:50Z", "WEEK", "0"), 5, 0);
    quota(QUOTA("2021-08-31T23:59:50Z", "MONTH", "0"), 5, 5);
    quota(QUOTA("2021-08-30T23:59:50Z", "MONTH", "0"), 5, 0);
    quota(QUOTA("2024-02-28T23:59:50Z", "MONTH", "0"), 5, 0);
    quota(QUOTA("2024-02-29T23:59:50Z", "MONTH", "0"), 5, 5);
}

static void the_offset_is_of_the_first_period_only(void)
{
    quota(QUOTA("2021-08-31T23:59:50Z", "DAY", "2"), 3, 5);
    quota(QUOTA("2021-08-31T23:59:50Z", "DAY", "5"), 0, 5);
    quota(QUOTA("2021-08-31T00:00:00Z", "DAY", "2"), 3, 0);
}

/* Against the C library's calendar, over 400 years by odd steps. */
static void periods_end_where_the_calendar_says(void)
{
    for (int64_t s = 0; s < INT64_C(86400) * 365 * 400; s += 86400 * 3 + 40009) {
        time_t t = (time_t)s;
        struct tm now, day, week, month;
        gmtime_r(&t, &now);
        day = week = month = now;
        day.tm_hour = week.tm_hour = month.tm_hour = 0;
        day.tm_min = week.tm_min = month.tm_min = 0;
        day.tm_sec = week.tm_sec = month.tm_sec = 0;
        week.tm_mday -= now.tm_wday;
        month.tm_mday = 1;
        CU_ASSERT_EQUAL(usage_period_begin(PERIOD_DAY, s), timegm(&day));
        CU_ASSERT_EQUAL(usage_period_begin(PERIOD_WEEK, s), timegm(&week));
        CU_ASSERT_EQUAL(usage_period_begin(PERIOD_MONTH, s), timegm(&month));
        day.tm_mday++;
        week.tm_mday += 7;
        month.tm_mon++;
        CU_ASSERT_EQUAL(usage_period_end(PERIOD_DAY, s), timegm(&day));
        CU_ASSERT_EQUAL(usage_period_end(PERIOD_WEEK, s), timegm(&week));
        CU_ASSERT_EQUAL(usage_period_end(PERIOD_MONTH, s), timegm(&month));
    }
}

/* ---- settings ---- */

static void settings_that_do_not_fit_are_refused(void)
{
    static const struct {
        const char *text, *words;
    } wrong[] = {
        {HEAD SHOP("{ name = \"gold\"; quota_limit = 5; }"),
         "quota_limit needs quota_period"},
        {HEAD SHOP("{ name = \"gold\"; quota_period = \"DAY\"; }"), "need quota_limit"},
        {HEAD SHOP("{ name = \"gold\"; quota_limit = 5; quota_period = \"DAY\"; "
                   "quota_offset = 6; }"),
         "quota_offset is more than quota_limit"},
        {HEAD SHOP("{ name = \"gold\"; throttling_burst_limit = 5; }"),
         "throttling_burst_limit needs throttling_rate_limit"},
        {HEAD SHOP("{ name = \"gold\"; routes = ( { route = \"GET /c\"; "
                   "throttling_rate_limit = \"5/s\"; } ); }"),
         "the API has no route \"GET /c\""},
        {HEAD SHOP("{ name = \"gold\"; routes = ( { route = \"GET /open\"; "
                   "throttling_rate_limit = \"5/s\"; } ); }"),
         "\"GET /open\" asks for no key"},
        {HEAD SHOP("{ name = \"gold\"; }, { name = \"gold\"; }"), "is there already"},
        {HEAD SHOP("{ name = \"gold\"; }") "lambda = {" CALLER("f", "gould") "};",
         "apigateway.shop has no usage plan \"gould\"; did you mean \"gold\"?"},
        {HEAD
         "apigateway = { shop = { type = \"HTTP\"; routes = ( { route = \"GET /a\"; "
         "integration = \"http.origin\"; } ); usage_plans = ( { name = \"gold\"; } ); "
         "}; };",
         "an HTTP API has no usage plans"},
    };

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        CU_ASSERT_TRUE(room_refuses(wrong[i].text, wrong[i].words));
}

FACTS(FACT(a_key_is_served_its_burst_and_its_rate),
      FACT(a_quota_serves_so_many_whatever_the_rate),
      FACT(each_caller_has_a_key_of_its_own),
      FACT(a_callers_key_outlives_its_invocations),
      FACT(limits_are_looked_at_in_awss_order),
      FACT(what_is_turned_away_later_takes_nothing_of_the_plan),
      FACT(without_a_key_it_is_a_403_that_is_free_and_takes_no_token),
      FACT(a_quota_is_given_anew_at_midnight_utc),
      FACT(the_offset_is_of_the_first_period_only),
      FACT(periods_end_where_the_calendar_says),
      FACT(settings_that_do_not_fit_are_refused))
