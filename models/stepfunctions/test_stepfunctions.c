/* test_stepfunctions.c - Standard executions, through calls whose instants are known. */
#include "check.h"
#include "workflow.h"

#include "flow/limit.h"

#define M "stepfunctions.m"
#define HTTP(settings) "http = { h = { " settings " }; };"
#define NEAR_S(metric, seconds) CHECK_NEAR(room_mean(&r, M, metric), (seconds)*1e9, 0.5)

static void start(struct room *r, const char *definition, const char *settings,
                  const char *rest)
{
    machine_up(r, &(struct machine_text){definition, settings, rest});
    room_shoot(r, &(struct shot){.to = M});
}

static void run(struct room *r, const char *definition, const char *settings,
                const char *rest)
{
    start(r, definition, settings, rest);
    room_run(r, 7200 * SIM_SECOND);
}

/* ---- time and money of a walk ---- */

static void it_answers_at_once_and_enters_state_after_state(void)
{
    struct room r;

    run(&r,
        "{'StartAt':'A','States':{'A':{'Type':'Pass','Next':'B'},"
        "'B':{'Type':'Wait','Seconds':7,'Next':'C'},'C':{'Type':'Succeed'}}}",
        "start_latency = \"31 ms\"; transition_latency = \"13 ms\";", NULL);
    CU_ASSERT_EQUAL(r.answers[CALL_OK], 1);
    CU_ASSERT_EQUAL(r.answered_at, 31 * SIM_MS);
    NEAR_S("execution_time", 0.031 + 3 * 0.013 + 7);
    CU_ASSERT_EQUAL(room_count(&r, M, "executions_succeeded"), 1);
    CU_ASSERT_EQUAL(room_count(&r, M, "transitions"), 3);
    CU_ASSERT_EQUAL(room_usage(&r, M, "state_transition"), 3);
    CHECK_NEAR(room_mean(&r, M, "history_events"), 2 + 3 * 2, 0);
    room_down(&r);
}

static void a_task_waits_for_what_it_calls(void)
{
    struct room r;

    run(&r, "{'StartAt':'A','States':{'A':{'Type':'Task','Resource':'${H}','End':true}}}",
        "dispatch_latency = \"17 ms\"; definition_substitutions = { H = \"http.h\"; };",
        HTTP("latency = \"230 ms\";"));
    NEAR_S("execution_time", 0.247);
    CHECK_NEAR(room_mean(&r, M, "history_events"), 2 + 5, 0);
    CU_ASSERT_EQUAL(room_count(&r, "http.h", "requests"), 1);
    room_down(&r);
}

/* ---- errors ---- */

#define RETRIED(retry, rest)                                                             \
    "{'StartAt':'A','States':{'A':{'Type':'Task','Resource':'${H}','Retry':[" retry "]," \
    "'End':true" rest "}}}"
#define TO_H "definition_substitutions = { H = \"http.h\"; };"

/* 4 attempts of 50 ms; 3, 6 and 12 s between them. */
static void a_retry_waits_longer_each_time_and_is_a_transition(void)
{
    struct room r;

    run(&r,
        RETRIED(
            "{'ErrorEquals':['Broken'],'IntervalSeconds':3,'MaxAttempts':3,"
            "'BackoffRate':2}",
            ",'Catch':[{'ErrorEquals':['States.ALL'],'Next':'F'}]},'F':{'Type':'Pass',"
            "'End':true"),
        TO_H, HTTP("latency = \"50 ms\"; error_rate = 1; error = \"Broken\";"));
    NEAR_S("execution_time", 21 + 4 * 0.05);
    CU_ASSERT_EQUAL(room_count(&r, M, "transitions"), 1 + 3 + 1);
    CU_ASSERT_EQUAL(room_count(&r, M, "executions_succeeded"), 1);
    /* 2, A 1 + 4 x 3 + 1, F 2 */
    CHECK_NEAR(room_mean(&r, M, "history_events"), 2 + 14 + 2, 0);
    room_down(&r);
}

static void an_error_that_nobody_catches_ends_it(void)
{
    struct room r;

    run(&r, RETRIED("{'ErrorEquals':['Other'],'IntervalSeconds':3}", ""), TO_H,
        HTTP("latency = \"50 ms\"; error_rate = 1; error = \"Broken\";"));
    CU_ASSERT_EQUAL(room_count(&r, M, "executions_failed"), 1);
    CU_ASSERT_EQUAL(room_count(&r, M, "transitions"), 1);
    CHECK_NEAR(room_mean(&r, M, "history_events"), 2 + 1 + 3, 0);
    room_down(&r);
}

/* The cap holds before the next factor: 4, 8, 9, 9 s. */
static void a_longest_delay_caps_the_waits(void)
{
    struct room r;

    run(&r,
        RETRIED("{'ErrorEquals':['States.TaskFailed'],'IntervalSeconds':4,'MaxAttempts':"
                "4,'BackoffRate':2,'MaxDelaySeconds':9}",
                ""),
        TO_H, HTTP("latency = \"1 ms\"; error_rate = 1;"));
    NEAR_S("execution_time", 30 + 5 * 0.001);
    room_down(&r);
}

static void full_jitter_waits_a_part_of_it(void)
{
    struct room r;

    start(&r,
          RETRIED("{'ErrorEquals':['States.ALL'],'IntervalSeconds':10,'MaxAttempts':1,"
                  "'JitterStrategy':'FULL'}",
                  ""),
          TO_H, HTTP("latency = \"1 ms\"; error_rate = 1;"));
    room_shoot(&r, &(struct shot){.to = M, .count = 999});
    room_run(&r, 60 * SIM_SECOND);
    CU_ASSERT_EQUAL(room_count(&r, M, "executions_failed"), 1000);
    /* U(0, 10 s): 5 s +- 3.3 x 2.89 / sqrt(1000) */
    CHECK_NEAR(room_mean(&r, M, "execution_time") / 1e9, 5.002, 0.31);
    room_down(&r);
}

/* The first retrier for an error counts its own; another's are not lent. */
static void each_retrier_counts_its_own(void)
{
    struct room r;

    run(&r,
        RETRIED("{'ErrorEquals':['Broken'],'IntervalSeconds':1,'MaxAttempts':1},"
                "{'ErrorEquals':['States.ALL'],'IntervalSeconds':50,'MaxAttempts':5}",
                ""),
        TO_H, HTTP("latency = \"1 ms\"; error_rate = 1; error = \"Broken\";"));
    NEAR_S("execution_time", 1.002);
    room_down(&r);
}

static void a_task_times_out_by_its_own_clock(void)
{
    struct room r;
    static const char *const catches[] = {"States.TaskFailed", "States.Timeout"};

    for (int i = 0; i < 2; i++) {
        char text[400];
        snprintf(text, sizeof text,
                 "{'StartAt':'A','States':{'A':{'Type':'Task','Resource':'${H}',"
                 "'TimeoutSeconds':3,'Catch':[{'ErrorEquals':['%s'],'Next':'F'}],"
                 "'End':true},'F':{'Type':'Succeed'}}}",
                 catches[i]);
        run(&r, text, "dispatch_latency = \"400 ms\"; " TO_H,
            HTTP("latency = \"11 s\";"));
        NEAR_S("execution_time", 3.4);
        CU_ASSERT_EQUAL(room_count(&r, M, "executions_failed"), 1 - i);
        CU_ASSERT_EQUAL(room_samples(&r, "http.h", "latency"), 1); /* it works on */
        room_down(&r);
    }
}

/* A function without concurrency throttles: two more tries, the same work. */
static void a_throttle_has_the_service_s_name(void)
{
    struct room r;

    run(&r,
        RETRIED("{'ErrorEquals':['Lambda.TooManyRequestsException'],'IntervalSeconds':2,"
                "'MaxAttempts':2,'BackoffRate':1}",
                ""),
        "definition_substitutions = { H = \"lambda.f\"; };",
        "lambda = { f = { runtime = \"python3.12\"; steps = ( { work = \"1 ms\"; } ); "
        "reserved_concurrent_executions = 0; }; };");
    CU_ASSERT_EQUAL(room_count(&r, M, "executions_failed"), 1);
    CU_ASSERT_EQUAL(room_count(&r, "lambda.f", "throttles"), 3);
    NEAR_S("execution_time", 4);
    room_down(&r);
}

static void a_fail_state_raises_its_error(void)
{
    struct room r;

    run(&r,
        "{'StartAt':'P','States':{'P':{'Type':'Parallel','Branches':[{'StartAt':'X',"
        "'States':{'X':{'Type':'Fail','Error':'Late'}}}],'Catch':[{'ErrorEquals':['Late'"
        "],'Next':'W'}],'End':true},'W':{'Type':'Wait','Seconds':3,'End':true}}}",
        NULL, NULL);
    NEAR_S("execution_time", 3);
    CU_ASSERT_EQUAL(room_count(&r, M, "executions_succeeded"), 1);
    /* 2; P 1 + started + failed + exited; X 1; W 2 */
    CHECK_NEAR(room_mean(&r, M, "history_events"), 2 + 4 + 1 + 2, 0);
    room_down(&r);
}

/* ---- choices ---- */

static void choices_go_by_their_probabilities(void)
{
    struct room r;

    start(&r,
          "{'StartAt':'C','States':{'C':{'Type':'Choice','Choices':[{'Next':'A'},{'Next':"
          "'B'}],'Default':'D'},'A':{'Type':'Fail'},'B':{'Type':'Wait','Seconds':1,"
          "'End':true},'D':{'Type':'Wait','Seconds':3,'End':true}}}",
          "states = ( { state = \"C\"; choices = ( { next = \"A\"; probability = "
          "\"12 %\"; }, { next = \"B\"; probability = \"30 %\"; } ); } );",
          "account = { stepfunctions = { start_execution_bucket_size = 10001; "
          "state_transition_bucket_size = 100000; }; };");
    room_shoot(&r, &(struct shot){.to = M, .count = 9999});
    room_run(&r, 60 * SIM_SECOND);
    /* of 10 000: 3.3 standard deviations */
    CHECK_NEAR((double)room_count(&r, M, "executions_failed"), 1200, 107);
    CHECK_NEAR(room_mean(&r, M, "execution_time") / 1e9, 0.3 + 3 * 0.58, 0.04);
    room_down(&r);
}

/* Twice round on average: 1 / (1 - 1/2). */
static void a_circle_is_walked_until_it_is_left(void)
{
    struct room r;

    start(&r,
          "{'StartAt':'W','States':{'W':{'Type':'Wait','Seconds':1,'Next':'C'},"
          "'C':{'Type':'Choice','Choices':[{'Next':'W'}],'Default':'D'},"
          "'D':{'Type':'Succeed'}}}",
          NULL,
          "account = { stepfunctions = { start_execution_bucket_size = 10001; "
          "state_transition_bucket_size = 100000; }; };");
    room_shoot(&r, &(struct shot){.to = M, .count = 9999});
    room_run(&r, 200 * SIM_SECOND);
    CU_ASSERT_EQUAL(room_count(&r, M, "executions_succeeded"), 10000);
    CHECK_NEAR(room_mean(&r, M, "execution_time") / 1e9, 2, 3.3 * 1.4142 / 100);
    room_down(&r);
}

static void a_choice_without_a_way_fails(void)
{
    struct room r;

    run(&r,
        "{'StartAt':'C','States':{'C':{'Type':'Choice','Choices':[{'Next':'D'}]},"
        "'D':{'Type':'Succeed'}}}",
        "states = ( { state = \"C\"; choices = ( { next = \"D\"; probability = "
        "\"request(p)\"; } ); } );",
        "client = { c = { target = \"stepfunctions.m\"; rate = \"1/h\"; attributes = { p "
        "= \"constant(0)\"; }; }; };");
    CU_ASSERT_EQUAL(room_count(&r, M, "executions_failed"), 1);
    room_down(&r);
}

/* ---- side by side ---- */

#define TWO_BRANCHES                                                                     \
    "{'StartAt':'P','States':{'P':{'Type':'Parallel','End':true,'Branches':["            \
    "{'StartAt':'A','States':{'A':{'Type':'Task','Resource':'${H}','End':true}}},"       \
    "{'StartAt':'B','States':{'B':{'Type':'Wait','Seconds':4,'Next':'B2'},"              \
    "'B2':{'Type':'Pass','End':true}}}]}}}"

static void branches_end_with_the_longest(void)
{
    struct room r;

    run(&r, TWO_BRANCHES, TO_H, HTTP("latency = \"9 s\";"));
    NEAR_S("execution_time", 9);
    CU_ASSERT_EQUAL(room_count(&r, M, "transitions"), 4);
    CHECK_NEAR(room_mean(&r, M, "history_events"), 2 + 4 + 5 + 2 + 2, 0);
    room_down(&r);
}

/* As recorded on AWS (LocalStack's snapshots): a Parallel of 3 branches with 7 states. */
static void a_branch_that_fails_stops_the_others(void)
{
    struct room r;

    run(&r, TWO_BRANCHES, TO_H, HTTP("latency = \"1 s\"; error_rate = 1;"));
    NEAR_S("execution_time", 1);
    CU_ASSERT_EQUAL(room_count(&r, M, "executions_failed"), 1);
    CU_ASSERT_EQUAL(room_count(&r, M, "transitions"), 3);
    room_down(&r);
}

#define MAP(more)                                                                        \
    "{'StartAt':'M','States':{'M':{'Type':'Map'," more "'End':true,'ItemProcessor':{"    \
    "'StartAt':'T','States':{'T':{'Type':'Task','Resource':'${H}','End':true}}}}}}"

static void a_map_has_so_many_at_once(void)
{
    static const struct {
        const char *definition;
        double seconds;
    } maps[] = {{MAP("'MaxConcurrency':3,"), 4},
                {MAP("'MaxConcurrency':1,"), 10},
                {MAP(""), 1},
                {MAP("'MaxConcurrency':7,"), 2}};

    for (size_t i = 0; i < sizeof maps / sizeof *maps; i++) {
        struct room r;
        run(&r, maps[i].definition, TO_H "states = ( { state = \"M\"; items = 10; } );",
            HTTP("latency = \"1 s\";"));
        NEAR_S("execution_time", maps[i].seconds);
        CU_ASSERT_EQUAL(room_count(&r, M, "transitions"), 11);
        CHECK_NEAR(room_mean(&r, M, "history_events"), 2 + 4 + 10 * 7, 0);
        room_down(&r);
    }
}

/* As recorded on AWS (LocalStack's snapshots): a Map of one Fail, tried three times,
 * after a Pass, has 18 events; one that is caught by a Fail state 13. */
static void a_map_that_is_tried_again_has_so_many_events(void)
{
    static const struct {
        const char *definition;
        double events;
    } maps[] = {
        {"{'StartAt':'P','States':{'P':{'Type':'Pass','Next':'M'},'M':{'Type':'Map',"
         "'End':true,'Retry':[{'ErrorEquals':['E'],'MaxAttempts':2}],'Iterator':{"
         "'StartAt':'F','States':{'F':{'Type':'Fail','Error':'E'}}}}}}",
         18},
        {"{'StartAt':'P','States':{'P':{'Type':'Pass','Next':'M'},'M':{'Type':'Map',"
         "'End':true,'Catch':[{'ErrorEquals':['E'],'Next':'Q'}],'Iterator':{'StartAt':"
         "'F','States':{'F':{'Type':'Fail','Error':'E'}}}},'Q':{'Type':'Pass',"
         "'End':true}}}",
         13}};

    for (size_t i = 0; i < sizeof maps / sizeof *maps; i++) {
        struct room r;
        run(&r, maps[i].definition, "states = ( { state = \"M\"; items = 1; } );", NULL);
        CHECK_NEAR(room_mean(&r, M, "history_events"), maps[i].events, 0);
        room_down(&r);
    }
}

/* AWS runs 40 iterations at once; none at all is done at once. */
static void a_map_has_forty_at_once_at_most(void)
{
    struct room r;

    run(&r, MAP(""), TO_H "states = ( { state = \"M\"; items = 81; } );",
        HTTP("latency = \"1 s\";"));
    NEAR_S("execution_time", 3);
    room_down(&r);
    run(&r, MAP(""), TO_H "states = ( { state = \"M\"; items = 0; } );",
        HTTP("latency = \"1 s\";"));
    CU_ASSERT_EQUAL(room_count(&r, M, "executions_succeeded"), 1);
    room_down(&r);
}

/* (25 000 - 6) / 7 = 3 570 iterations of one task fit. */
static void a_history_that_is_full_fails_the_execution(void)
{
    static const char *const items[] = {"3570", "3571"};

    for (int i = 0; i < 2; i++) {
        char settings[200];
        struct room r;
        snprintf(settings, sizeof settings,
                 TO_H "states = ( { state = \"M\"; items = %s; } );", items[i]);
        run(&r, MAP(""), settings, HTTP("latency = \"1 ms\";"));
        CU_ASSERT_EQUAL(room_count(&r, M, "executions_succeeded"), 1 - i);
        CU_ASSERT_EQUAL(room_count(&r, M, "executions_failed"), i);
        CU_ASSERT_EQUAL(room_service(&r, M)->limit[0]->rejections, i);
        CHECK_NEAR(room_service(&r, M)->limit[0]->run_peak, i ? 1.00004 : 24996 / 25e3,
                   1e-4);
        room_down(&r);
    }
}

/* ---- jobs, tokens, workers ---- */

static void a_token_is_waited_for_when_the_call_is_answered(void)
{
    struct room r;

    run(&r,
        "{'StartAt':'T','States':{'T':{'Type':'Task','Resource':'arn:aws:states:::sqs:"
        "sendMessage.waitForTaskToken','Parameters':{'QueueUrl':'${Q}'},'End':true}}}",
        "definition_substitutions = { Q = \"sqs.q\"; }; states = ( { state = \"T\"; "
        "duration = \"90 s\"; } );",
        "sqs = { q = { latency = \"12 ms\"; }; };");
    NEAR_S("execution_time", 90.012);
    CU_ASSERT_EQUAL(room_count(&r, "sqs.q", "number_of_messages_sent"), 1);
    CHECK_NEAR(room_mean(&r, M, "history_events"), 2 + 6, 0);
    room_down(&r);
}

static void a_job_takes_its_duration_or_its_timeout(void)
{
    struct room r;

    run(&r,
        "{'StartAt':'A','States':{'A':{'Type':'Task','Resource':'arn:aws:states:::batch:"
        "submitJob.sync','Next':'B'},'B':{'Type':'Task','TimeoutSeconds':60,'Resource':"
        "'arn:aws:states:us-east-1:1:activity:x','End':true}}}",
        "completion_latency = \"2 s\"; states = ( { state = \"A\"; duration = "
        "\"3 min\"; }, { state = \"B\"; duration = \"61 s\"; } );",
        NULL);
    NEAR_S("execution_time", 180 + 2 + 60);
    CU_ASSERT_EQUAL(room_count(&r, M, "executions_failed"), 1);
    room_down(&r);
}

static void a_service_that_is_not_simulated_takes_a_time(void)
{
    struct room r;

    start(&r,
          "{'StartAt':'A','States':{'A':{'Type':'Task','Resource':'arn:aws:states:::aws-"
          "sdk:rekognition:detectFaces','End':true}}}",
          "service_duration = \"77 ms\"; states = ( { state = \"A\"; error_rate = 0.2; } "
          ");",
          NULL);
    room_shoot(&r, &(struct shot){.to = M, .count = 999});
    room_run(&r, SIM_SECOND);
    NEAR_S("execution_time", 0.077);
    CHECK_NEAR((double)room_count(&r, M, "executions_failed"), 200, 42);
    room_down(&r);
}

/* ---- quotas ---- */

static void starts_beyond_the_bucket_are_turned_away(void)
{
    struct room r;

    start(&r, "{'StartAt':'A','States':{'A':{'Type':'Pass','End':true}}}", NULL,
          "account = { stepfunctions = { start_execution_bucket_size = 5; "
          "start_execution_refill_rate = \"2/s\"; }; };");
    room_shoot(&r, &(struct shot){.to = M, .count = 40, .spread = 10 * SIM_SECOND});
    room_run(&r, 60 * SIM_SECOND);
    CU_ASSERT_EQUAL(r.answers[CALL_OK], 5 + 19);
    CU_ASSERT_EQUAL(r.answers[CALL_THROTTLED], 41 - 24);
    CU_ASSERT_EQUAL(room_count(&r, M, "start_throttles"), 41 - 24);
    CU_ASSERT_STRING_EQUAL(r.limit->name->address,
                           "account.stepfunctions.start_execution_refill_rate");
    CU_ASSERT_STRING_EQUAL(r.error, "ThrottlingException");
    room_down(&r);
}

static void open_executions_have_an_end(void)
{
    struct room r;

    start(&r, "{'StartAt':'A','States':{'A':{'Type':'Wait','Seconds':20,'End':true}}}",
          NULL, "account = { stepfunctions = { open_executions = 3; }; };");
    room_shoot(&r, &(struct shot){.to = M, .count = 5, .spread = SIM_SECOND});
    room_shoot(&r, &(struct shot){.to = M, .at = 21 * SIM_SECOND});
    room_run(&r, 60 * SIM_SECOND);
    CU_ASSERT_EQUAL(r.answers[CALL_OK], 4);
    CU_ASSERT_EQUAL(r.answers[CALL_THROTTLED], 3);
    CU_ASSERT_STRING_EQUAL(r.limit->name->address,
                           "account.stepfunctions.open_executions");
    room_down(&r);
}

/* 4 starts of 3 states: 12 tokens, of which 5 are there and 1 comes a second. */
static void transitions_beyond_the_bucket_wait_in_line(void)
{
    struct room r;

    machine_up(&r, &(struct machine_text){
                       "{'StartAt':'A','States':{'A':{'Type':'Pass','Next':'B'},"
                       "'B':{'Type':'Pass','Next':'C'},'C':{'Type':'Pass','End':true}}}",
                       NULL,
                       "account = { stepfunctions = { state_transition_bucket_size = 5; "
                       "state_transition_refill_rate = \"1/s\"; }; };"});
    room_shoot(&r, &(struct shot){.to = M, .count = 4});
    room_run(&r, 60 * SIM_SECOND);
    CU_ASSERT_EQUAL(room_count(&r, M, "executions_succeeded"), 4);
    CU_ASSERT_EQUAL(room_count(&r, M, "execution_throttled"), 7);
    /* The first takes 3 at once and ends; the second 2, then comes after the third and
     * fourth, who wait for their first: at 1 s and 2 s; itself at 3 s, and so on. */
    CHECK_NEAR(room_mean(&r, M, "transition_wait") / 1e9,
               (1 + 2 + 3 + 3 + 3 + 2 + 2) / 7., 1);
    CHECK_NEAR(room_mean(&r, M, "execution_time") / 1e9, (0 + 1 + 6 + 7) / 4., 1.1);
    CU_ASSERT_EQUAL(room_service(&r, M)->account->limit[2]->delays, 7);
    room_down(&r);
}

/* One goes at once, four at 1 to 4 s; the time of the others is up at 5 s. */
static void who_waits_in_line_may_be_out_of_time(void)
{
    struct room r;

    start(&r,
          "{'TimeoutSeconds':5,'StartAt':'A','States':{'A':{'Type':'Pass','End':true}}}",
          NULL,
          "account = { stepfunctions = { state_transition_bucket_size = 1; "
          "state_transition_refill_rate = \"1/s\"; }; };");
    room_shoot(&r, &(struct shot){.to = M, .count = 9});
    room_run(&r, 60 * SIM_SECOND);
    CU_ASSERT_EQUAL(room_count(&r, M, "executions_succeeded"), 1 + 4);
    CU_ASSERT_EQUAL(room_count(&r, M, "executions_timed_out"), 5);
    CU_ASSERT_EQUAL(room_count(&r, M, "transitions"), 5);
    CU_ASSERT_EQUAL(room_service(&r, M)->account->limit[2]->delays, 9);
    room_down(&r);
}

static void a_machine_s_own_time_is_up(void)
{
    struct room r;

    run(&r,
        "{'TimeoutSeconds':33,'StartAt':'P','States':{'P':{'Type':'Parallel','End':true,"
        "'Branches':[{'StartAt':'A','States':{'A':{'Type':'Task','Resource':'${H}',"
        "'End':true}}},{'StartAt':'B','States':{'B':{'Type':'Wait','Seconds':50,"
        "'End':true}}}]}}}",
        TO_H, HTTP("latency = \"40 s\";"));
    CU_ASSERT_EQUAL(room_count(&r, M, "executions_timed_out"), 1);
    NEAR_S("execution_time", 33);
    room_down(&r);
}

/* ---- machines that start machines ---- */

#define PARENT(resource)                                                                 \
    "{'StartAt':'N','States':{'N':{'Type':'Task','Resource':'arn:aws:states:::" resource \
    "','Parameters':{'StateMachineArn':'${S}'},'Catch':[{'ErrorEquals':"                 \
    "['States.TaskFailed'],'Next':'F'}],'End':true},'F':{'Type':'Wait','Seconds':100,"   \
    "'End':true}}}"
#define TO_CHILD "definition_substitutions = { S = \"stepfunctions.c\"; };"
#define CHILD "{'StartAt':'A','States':{'A':{'Type':'Wait','Seconds':6,'End':true}}}"

static void a_parent_waits_for_its_child_by_sync_only(void)
{
    static const struct {
        const char *definition;
        double seconds;
    } parents[] = {{PARENT("states:startExecution"), 0.25},
                   {PARENT("states:startExecution.sync:2"), 0.25 + 6 + 1.5}};

    for (int i = 0; i < 2; i++) {
        struct room r;
        machine_up(&r,
                   &(struct machine_text){parents[i].definition, TO_CHILD, NULL, CHILD,
                                          "start_latency = \"250 ms\"; "
                                          "completion_latency = \"1500 ms\";"});
        room_shoot(&r, &(struct shot){.to = M});
        room_run(&r, SIM_SECOND * 60);
        NEAR_S("execution_time", parents[i].seconds);
        CHECK_NEAR(room_mean(&r, "stepfunctions.c", "execution_time"), 6.25e9, 0.5);
        CU_ASSERT_EQUAL(room_count(&r, "stepfunctions.c", "executions_succeeded"), 1);
        room_down(&r);
    }
}

static void an_express_child_is_called_by_way_of_an_sdk(void)
{
    struct room r;

    machine_up(&r, &(struct machine_text){PARENT("aws-sdk:sfn:startSyncExecution"),
                                          TO_CHILD, NULL, CHILD, "type = \"EXPRESS\";"});
    room_shoot(&r, &(struct shot){.to = M});
    room_run(&r, SIM_SECOND * 60);
    NEAR_S("execution_time", 6);
    CU_ASSERT_EQUAL(room_usage(&r, "stepfunctions.c", "express_gb_second"), 60);
    room_down(&r);
}

static void a_child_that_fails_fails_the_task(void)
{
    struct room r;

    machine_up(&r, &(struct machine_text){
                       PARENT("states:startExecution.sync"), TO_CHILD, NULL,
                       "{'StartAt':'A','States':{'A':{'Type':'Fail','Error':'X'}}}",
                       "completion_latency = \"2 s\";"});
    room_shoot(&r, &(struct shot){.to = M});
    room_run(&r, SIM_SECOND * 600);
    NEAR_S("execution_time", 102);
    CU_ASSERT_EQUAL(room_count(&r, "stepfunctions.c", "executions_failed"), 1);
    room_down(&r);
}

FACTS(FACT(it_answers_at_once_and_enters_state_after_state),
      FACT(a_task_waits_for_what_it_calls),
      FACT(a_retry_waits_longer_each_time_and_is_a_transition),
      FACT(an_error_that_nobody_catches_ends_it), FACT(a_longest_delay_caps_the_waits),
      FACT(full_jitter_waits_a_part_of_it), FACT(each_retrier_counts_its_own),
      FACT(a_task_times_out_by_its_own_clock), FACT(a_throttle_has_the_service_s_name),
      FACT(a_fail_state_raises_its_error), FACT(choices_go_by_their_probabilities),
      FACT(a_circle_is_walked_until_it_is_left), FACT(a_choice_without_a_way_fails),
      FACT(branches_end_with_the_longest), FACT(a_branch_that_fails_stops_the_others),
      FACT(a_map_has_so_many_at_once), FACT(a_map_has_forty_at_once_at_most),
      FACT(a_map_that_is_tried_again_has_so_many_events),
      FACT(a_history_that_is_full_fails_the_execution),
      FACT(a_token_is_waited_for_when_the_call_is_answered),
      FACT(a_job_takes_its_duration_or_its_timeout),
      FACT(a_service_that_is_not_simulated_takes_a_time),
      FACT(starts_beyond_the_bucket_are_turned_away), FACT(open_executions_have_an_end),
      FACT(transitions_beyond_the_bucket_wait_in_line),
      FACT(who_waits_in_line_may_be_out_of_time), FACT(a_machine_s_own_time_is_up),
      FACT(a_parent_waits_for_its_child_by_sync_only),
      FACT(an_express_child_is_called_by_way_of_an_sdk),
      FACT(a_child_that_fails_fails_the_task))
