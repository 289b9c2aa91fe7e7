/* test_express.c - Express executions, distributed Maps and their Express children. */
#include "check.h"
#include "workflow.h"

#include "flow/limit.h"

#define M "stepfunctions.m"
#define EXPRESS "type = \"EXPRESS\"; "
#define TO_H "definition_substitutions = { H = \"http.h\"; }; "
#define TASK "{'StartAt':'T','States':{'T':{'Type':'Task','Resource':'${H}','End':true}}}"
#define WAIT(seconds)                                                                    \
    "{'StartAt':'W','States':{'W':{'Type':'Wait','Seconds':" seconds ",'End':true}}}"
enum { START, START_SYNC };

/* ---- Express ---- */

static void a_synchronous_start_is_answered_at_the_end(void)
{
    struct room r;

    machine_up(&r, &(struct machine_text){
                       TASK,
                       EXPRESS TO_H "start_latency = \"12 ms\"; transition_latency "
                                    "= \"3 ms\"; dispatch_latency = \"5 ms\";",
                       "http = { h = { latency = \"211 ms\"; }; };", NULL, NULL});
    room_shoot(&r, &(struct shot){.to = M, .action = START_SYNC});
    room_run(&r, SIM_SECOND);
    CU_ASSERT_EQUAL(r.answered_at, 231 * SIM_MS);
    CU_ASSERT_EQUAL(r.answers[CALL_OK], 1);
    room_shoot(&r, &(struct shot){.to = M, .action = START, .at = 2 * SIM_SECOND});
    room_run(&r, 3 * SIM_SECOND);
    CU_ASSERT_EQUAL(r.answered_at, 2012 * SIM_MS);
    CU_ASSERT_EQUAL(room_count(&r, M, "executions_succeeded"), 2);
    room_down(&r);
}

/* 231 ms are 3 pieces of 100 ms, 130 MB are 3 pieces of 64 MB. */
static void it_is_paid_by_the_request_and_pieces_of_time_and_memory(void)
{
    struct room r;

    machine_up(&r, &(struct machine_text){TASK, EXPRESS TO_H "memory_used = \"130 MB\";",
                                          "http = { h = { latency = \"231 ms\"; }; };",
                                          NULL, NULL});
    room_shoot(&r, &(struct shot){.to = M, .action = START_SYNC, .count = 7});
    room_run(&r, SIM_SECOND);
    CU_ASSERT_EQUAL(room_usage(&r, M, "express_request"), 7);
    CU_ASSERT_EQUAL(room_usage(&r, M, "express_gb_second"), 7 * 3 * 3);
    CU_ASSERT_EQUAL(room_usage(&r, M, "state_transition"), 0);
    CHECK_NEAR(room_mean(&r, M, "express_execution_billed_duration"), 0.3e9, 0.5);
    room_down(&r);
}

/* 29 687.5 GB-hours a month: 60.01 + 119.95 + 405.27 USD by the price list (infracost),
 * and 106.875 for requests of a GB-second each. */
static void a_month_of_it_is_paid_by_tiers(void)
{
    struct trial t;
    const double *month;

    machine_trial(&t, &(struct machine_text){
                          WAIT("1"), EXPRESS "memory_used = \"1 GB\";",
                          "run = { duration = \"1 h\"; }; client = { c = { target = "
                          "\"stepfunctions.m\"; rate = \"40.66780822/s\"; arrivals = "
                          "\"constant\"; }; };",
                          NULL, NULL});
    month = trial_array(&t, "cost_month");
    CHECK_NEAR(month[2], 60.01 + 119.95 + 405.27, 0.3); /* 1 s of an hour is still open */
    CHECK_NEAR(month[1], 106.875, 0.001);
    CHECK_NEAR(month[0], 0, 0);
    trial_free(&t);
}

static void it_has_five_minutes(void)
{
    struct room r;

    machine_up(&r, &(struct machine_text){WAIT("301"), EXPRESS, NULL, NULL, NULL});
    room_shoot(&r, &(struct shot){.to = M, .action = START_SYNC});
    room_run(&r, 400 * SIM_SECOND);
    CU_ASSERT_EQUAL(room_count(&r, M, "executions_timed_out"), 1);
    CU_ASSERT_EQUAL(r.answers[CALL_FAILED], 1);
    CU_ASSERT_STRING_EQUAL(r.error, "States.Timeout");
    CU_ASSERT_EQUAL(r.answered_at, 300 * SIM_SECOND);
    room_down(&r);
}

/* Neither transitions nor a synchronous start have a quota. */
static void transitions_and_synchronous_starts_have_no_quota(void)
{
    struct room r;

    machine_up(&r,
               &(struct machine_text){
                   "{'StartAt':'A','States':{'A':{'Type':'Pass','Next':'B'},'B':"
                   "{'Type':'Pass','End':true}}}",
                   EXPRESS,
                   "account = { stepfunctions = { express_start_execution_bucket_size "
                   "= 10; express_start_execution_refill_rate = \"1/s\"; "
                   "state_transition_bucket_size = 1; }; };",
                   NULL, NULL});
    room_shoot(&r, &(struct shot){.to = M, .action = START_SYNC, .count = 100});
    room_shoot(&r, &(struct shot){.to = M, .action = START, .count = 100});
    room_run(&r, SIM_SECOND);
    CU_ASSERT_EQUAL(r.answers[CALL_OK], 110);
    CU_ASSERT_EQUAL(r.answers[CALL_THROTTLED], 90);
    CU_ASSERT_STRING_EQUAL(r.limit->name->address,
                           "account.stepfunctions.express_start_execution_refill_rate");
    CU_ASSERT_EQUAL(room_count(&r, M, "transitions"), 220);
    room_down(&r);
}

/* What a client waits for goes into parts, whatever lies between. */
static void the_time_of_a_synchronous_start_is_accounted_for(void)
{
    struct trial t;
    const double *part;

    /* Wait 2 s, then both branches (0.3 s of waiting is the longer), then a task that is
     * tried again. */
    machine_trial(
        &t,
        &(struct machine_text){
            "{'StartAt':'W','States':{'W':{'Type':'Wait','Seconds':2,'Next':'P'},"
            "'P':{'Type':'Parallel','Next':'T','Branches':[{'StartAt':'A','States':{'A':"
            "{'Type':'Wait','SecondsPath':'$.x','End':true}}},{'StartAt':'B','States':"
            "{'B':{'Type':'Task','Resource':'${G}','End':true}}}]},"
            "'T':{'Type':'Task','Resource':'${H}','Retry':[{'ErrorEquals':["
            "'States.ALL'],'MaxAttempts':1}],'Catch':[{'ErrorEquals':['States.ALL'],"
            "'Next':'S'}],'End':true},'S':{'Type':'Succeed'}}}",
            EXPRESS "definition_substitutions = { H = \"http.h\"; G = \"http.g\"; }; "
                    "start_latency = \"10 ms\"; states = ( { state = \"A\"; duration = "
                    "\"300 ms\"; } ); transition_latency = \"0 ms\";",
            "run = { duration = \"10 s\"; drain = \"all\"; }; client = { c = { target = "
            "\"stepfunctions.m\"; action = \"StartSyncExecution\"; rate = \"1/s\"; "
            "arrivals = \"constant\"; }; }; http = { h = { latency = \"40 ms\"; "
            "error_rate = 1; }; g = { latency = \"200 ms\"; }; };",
            NULL, NULL});
    CHECK_NEAR(trial_value(&t, "client_latency", "c", STAT_AVERAGE),
               2 + 0.3 + 0.01 + 1 + 0.08, 1e-9);
    part = trial_array(&t, "client_latency_part"); /* mean, and of the slowest */
    CHECK_NEAR(part[2 * TIME_WAIT], 2 + 0.3, 1e-9);
    CHECK_NEAR(part[2 * TIME_CALL], 0.01 + 2 * 0.04, 1e-9);
    CHECK_NEAR(part[2 * TIME_RETRY_DELAY], 1, 1e-9);
    CHECK_NEAR(part[2 * TIME_NETWORK], 0, 0);
    trial_free(&t);
}

/* ---- distributed Maps ---- */

#define DISTRIBUTED(type, more) "{" DISTRIBUTED_OF(type, more)
#define DISTRIBUTED_OF(type, more)                                                       \
    "'StartAt':'M','States':{'M':{'Type':'Map'," more "'End':true,'ItemBatcher':{"       \
    "'MaxItemsPerBatch':100},'ItemProcessor':{'ProcessorConfig':{'Mode':'DISTRIBUTED',"  \
    "'ExecutionType':'" type "'},'StartAt':'T','States':{'T':{'Type':'Task','Resource':" \
    "'${H}','End':true}}}}}}"

/* 1 234 items in 13 children, one a millisecond; the last has 34. */
static void a_distributed_map_starts_children_with_batches(void)
{
    struct room r;

    machine_up(&r, &(struct machine_text){
                       DISTRIBUTED("EXPRESS", ""),
                       TO_H "states = ( { state = \"M\"; items = 1234; duration = "
                            "\"2 s\"; }, { state = \"T\"; memory_used = \"65 MB\"; } );",
                       "http = { h = { latency = \"500 ms\"; }; };", NULL, NULL});
    room_shoot(&r, &(struct shot){.to = M});
    room_run(&r, 60 * SIM_SECOND);
    CHECK_NEAR(room_mean(&r, M, "execution_time") / 1e9, 2 + 0.012 + 0.5, 1e-9);
    CU_ASSERT_EQUAL(room_count(&r, M, "child_executions"), 13);
    CU_ASSERT_EQUAL(room_count(&r, M, "executions_started"), 1);
    CU_ASSERT_EQUAL(room_usage(&r, M, "express_request"), 13);
    CU_ASSERT_EQUAL(room_usage(&r, M, "express_gb_second"), 13 * 5 * 2);
    CU_ASSERT_EQUAL(room_usage(&r, M, "state_transition"), 1);
    CHECK_NEAR(room_mean(&r, M, "history_events"), 2 + 6, 0);
    room_down(&r);
}

/* Standard children: 100 a second, their transitions are the account's. */
static void standard_children_are_paid_by_the_transition(void)
{
    struct room r;

    machine_up(&r, &(struct machine_text){
                       DISTRIBUTED("STANDARD", ""),
                       TO_H "states = ( { state = \"M\"; items = 1000; } );",
                       "http = { h = { latency = \"500 ms\"; }; };", NULL, NULL});
    room_shoot(&r, &(struct shot){.to = M});
    room_run(&r, 60 * SIM_SECOND);
    CHECK_NEAR(room_mean(&r, M, "execution_time") / 1e9, 0.09 + 0.5, 1e-9);
    CU_ASSERT_EQUAL(room_usage(&r, M, "state_transition"), 1 + 10);
    CU_ASSERT_EQUAL(room_usage(&r, M, "express_request"), 0);
    room_down(&r);
}

static void so_many_children_at_once(void)
{
    struct room r;

    machine_up(&r, &(struct machine_text){
                       DISTRIBUTED("EXPRESS", "'MaxConcurrency':4,"),
                       TO_H "states = ( { state = \"M\"; items = 1000; } );",
                       "http = { h = { latency = \"1 s\"; }; };", NULL, NULL});
    room_shoot(&r, &(struct shot){.to = M});
    room_run(&r, 60 * SIM_SECOND);
    CHECK_NEAR(room_mean(&r, M, "execution_time") / 1e9, 3.001, 1e-9);
    room_down(&r);
}

/* All 5 children of 100 fail: none is tolerated, 40 %, all. */
static void failures_are_tolerated_up_to_a_share(void)
{
    static const struct {
        const char *definition;
        int failed, children;
    } maps[] = {
        {DISTRIBUTED("EXPRESS", "'MaxConcurrency':1,"), 1, 1},
        {DISTRIBUTED("EXPRESS", "'MaxConcurrency':1,'ToleratedFailurePercentage':40,"), 1,
         3},
        {DISTRIBUTED("EXPRESS", "'MaxConcurrency':1,'ToleratedFailureCount':100,"), 1, 2},
        {DISTRIBUTED("EXPRESS", "'ToleratedFailurePercentage':100,"), 0, 5},
    };

    for (size_t i = 0; i < sizeof maps / sizeof *maps; i++) {
        struct room r;
        machine_up(&r, &(struct machine_text){
                           maps[i].definition,
                           TO_H "states = ( { state = \"M\"; items = 500; } );",
                           "http = { h = { latency = \"1 s\"; error_rate = 1; }; };",
                           NULL, NULL});
        room_shoot(&r, &(struct shot){.to = M});
        room_run(&r, 60 * SIM_SECOND);
        CU_ASSERT_EQUAL(room_count(&r, M, "executions_failed"), maps[i].failed);
        CU_ASSERT_EQUAL(room_count(&r, M, "child_executions_failed"), maps[i].children);
        room_down(&r);
    }
}

/* The function works once for each item of its child. */
static void a_child_s_function_works_item_by_item(void)
{
    struct room r;

    machine_up(&r, &(struct machine_text){
                       DISTRIBUTED("EXPRESS", "'MaxConcurrency':1,"),
                       "definition_substitutions = { H = \"lambda.f\"; }; "
                       "states = ( { state = \"M\"; items = 130; } );",
                       "lambda = { f = { runtime = \"python3.12\"; memory_size = "
                       "\"1769 MB\"; timeout = \"60 s\"; init = \"0 s\"; placement = "
                       "\"0 s\"; first_invoke = \"0 s\"; steps = ( { work = \"10 ms\"; "
                       "count = \"items\"; } ); }; };",
                       NULL, NULL});
    room_shoot(&r, &(struct shot){.to = M});
    room_run(&r, 60 * SIM_SECOND);
    CHECK_NEAR(room_mean(&r, M, "execution_time") / 1e9, 1.3, 0.002);
    CU_ASSERT_EQUAL(room_count(&r, "lambda.f", "invocations"), 2);
    room_down(&r);
}

/* Its parent's time is up: children are stopped, and paid for. */
static void a_map_that_is_stopped_stops_its_children(void)
{
    struct room r;

    machine_up(&r, &(struct machine_text){
                       "{'TimeoutSeconds':5,'StartAt':'M','States':{'M':{'Type':'Map',"
                       "'End':true,'ItemProcessor':{'ProcessorConfig':{'Mode':"
                       "'DISTRIBUTED','ExecutionType':'EXPRESS'},'StartAt':'T','States':"
                       "{'T':{'Type':'Wait','Seconds':100,'End':true}}}}}}",
                       "states = ( { state = \"M\"; items = 10; } );", NULL, NULL, NULL});
    room_shoot(&r, &(struct shot){.to = M});
    room_run(&r, 60 * SIM_SECOND);
    CU_ASSERT_EQUAL(room_count(&r, M, "executions_timed_out"), 1);
    CU_ASSERT_EQUAL(room_count(&r, M, "child_executions"), 10);
    CU_ASSERT_EQUAL(room_usage(&r, M, "express_gb_second"), 50 * 10);
    room_down(&r);
}

/* After 1 s nobody waits for the functions, which work on with their 100 and 30 items. */
static void a_function_of_a_stopped_child_keeps_its_items(void)
{
    struct room r;

    machine_up(&r, &(struct machine_text){
                       "{'TimeoutSeconds':1," DISTRIBUTED_OF("EXPRESS", ""),
                       "definition_substitutions = { H = \"lambda.f\"; }; "
                       "states = ( { state = \"M\"; items = 130; } );",
                       "lambda = { f = { runtime = \"python3.12\"; memory_size = "
                       "\"1769 MB\"; timeout = \"60 s\"; init = \"0 s\"; placement = "
                       "\"0 s\"; first_invoke = \"0 s\"; steps = ( { wait = \"2 s\"; }, "
                       "{ wait = \"10 ms\"; count = \"items\"; } ); }; };",
                       NULL, NULL});
    room_shoot(&r, &(struct shot){.to = M});
    room_run(&r, 60 * SIM_SECOND);
    CU_ASSERT_EQUAL(room_count(&r, M, "executions_timed_out"), 1);
    CU_ASSERT_EQUAL(room_count(&r, "lambda.f", "invocations"), 2);
    CHECK_NEAR(room_mean(&r, "lambda.f", "duration") / 1e9, (3 + 2.3) / 2, 1e-9);
    CHECK_NEAR(room_mean(&r, "lambda.f", "age") / 1e9, (3 * 100 + 2.301 * 30) / 130,
               1e-6);
    room_down(&r);
}

/* ---- names of draws ---- */

/* Neither another state before it nor a Retry moves what a task draws. */
static void the_work_is_the_same_whatever_is_around_it(void)
{
    static const char *const machines[] = {
        TASK,
        "{'StartAt':'Z','States':{'Z':{'Type':'Pass','Next':'T'},'T':{'Type':'Task',"
        "'Resource':'${H}','Retry':[{'ErrorEquals':['X']}],'Next':'Q'},'Q':{'Type':"
        "'Succeed'}}}"};
    double mean[2];

    for (int i = 0; i < 2; i++) {
        struct room r;
        machine_up(&r, &(struct machine_text){
                           machines[i], EXPRESS TO_H,
                           "http = { h = { latency = \"exponential(mean=1 s)\"; }; };",
                           NULL, NULL});
        room_shoot(&r, &(struct shot){.to = M, .count = 500, .action = START_SYNC});
        room_run(&r, 60 * SIM_SECOND);
        mean[i] = room_mean(&r, "http.h", "latency");
        room_down(&r);
    }
    CHECK_NEAR(mean[0], mean[1], 0);
    CHECK_NEAR(mean[0] / 1e9, 1, 0.15);
}

FACTS(FACT(a_synchronous_start_is_answered_at_the_end),
      FACT(it_is_paid_by_the_request_and_pieces_of_time_and_memory),
      FACT(a_month_of_it_is_paid_by_tiers), FACT(it_has_five_minutes),
      FACT(transitions_and_synchronous_starts_have_no_quota),
      FACT(the_time_of_a_synchronous_start_is_accounted_for),
      FACT(a_distributed_map_starts_children_with_batches),
      FACT(standard_children_are_paid_by_the_transition), FACT(so_many_children_at_once),
      FACT(failures_are_tolerated_up_to_a_share),
      FACT(a_child_s_function_works_item_by_item),
      FACT(a_map_that_is_stopped_stops_its_children),
      FACT(a_function_of_a_stopped_child_keeps_its_items),
      FACT(the_work_is_the_same_whatever_is_around_it))
