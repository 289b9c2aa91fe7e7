/* test_asl.c - definitions: what is read of them, and what is said of bad ones. */
#include "check.h"
#include "workflow.h"

#include "base/text.h"
#include "config/read_tree.h"
#include "stepfunctions/asl.h"

#include <stdlib.h>

struct read {
    struct arena arena;
    struct diag diag;
    const struct asl *asl;
    char *said;
    size_t length;
};

static void read_as(struct read *r, const char *text, const char *name)
{
    const struct node *root;
    char *json = xstrdup(text);

    *r = (struct read){0};
    r->diag.out = open_memstream(&r->said, &r->length);
    for (char *c = json; *c; c++)
        if (*c == '\'')
            *c = '"';
    root = read_tree_text(json, strlen(json), name, &r->arena, &r->diag);
    if (root)
        r->asl = asl_read(root, "stepfunctions.m", &r->arena, &r->diag);
    fclose(r->diag.out);
    free(json);
}

static void done(struct read *r)
{
    arena_release(&r->arena);
    free(r->said);
}

static void refused(const char *text, const char *words)
{
    struct read r;

    read_as(&r, text, "x.json");
    CU_ASSERT_PTR_NULL(r.asl);
    CU_ASSERT_TRUE(r.diag.errors > 0);
    if (!strstr(r.said, words))
        printf("  %s does not say: %s\n", r.said, words);
    CU_ASSERT_PTR_NOT_NULL(strstr(r.said, words));
    done(&r);
}

#define PASS "{'Type':'Pass','End':true}"

static void states_know_who_comes_after_them(void)
{
    struct read r;
    const struct asl_state *s;

    read_as(
        &r,
        "{'StartAt':'B','TimeoutSeconds':77,'States':{'A':{'Type':'Fail','Error':'E'},"
        "'B':{'Type':'Choice','Choices':[{'Next':'C'},{'Next':'A'},{'Next':'C'}],"
        "'Default':'A'},'C':{'Type':'Wait','Seconds':3,'Next':'B'}}}",
        "x.json");
    CU_ASSERT_PTR_NOT_NULL_FATAL(r.asl);
    CU_ASSERT_EQUAL(r.asl->states, 3);
    CU_ASSERT_EQUAL(r.asl->scope[0].start, asl_find(r.asl, "B"));
    CHECK_NEAR(r.asl->timeout.value, 77, 0);
    s = &r.asl->state[asl_find(r.asl, "B")];
    CU_ASSERT_EQUAL(s->choice.count, 2); /* ways, not rules */
    CU_ASSERT_STRING_EQUAL(s->choice.next_name[1], "A");
    CU_ASSERT_TRUE(s->repeats);
    CU_ASSERT_EQUAL(r.asl->state[asl_find(r.asl, "C")].next, asl_find(r.asl, "B"));
    CU_ASSERT_FALSE(r.asl->state[asl_find(r.asl, "A")].repeats);
    CU_ASSERT_EQUAL(asl_find(r.asl, "D"), ASL_END);
    done(&r);
}

static void branches_and_iterations_are_scopes_of_their_own(void)
{
    struct read r;
    const struct asl_state *p, *m;

    read_as(&r,
            "{'StartAt':'P','States':{'P':{'Type':'Parallel','Next':'M','Branches':["
            "{'StartAt':'a','States':{'a':{'Type':'Map','Iterator':{'StartAt':'i',"
            "'States':{'i':" PASS "}},'End':true}}},{'StartAt':'b','States':{'b':" PASS
            "}}]},'M':{'Type':'Map','End':true,'MaxConcurrency':9,'ItemBatcher':{"
            "'MaxItemsPerBatch':12},'ToleratedFailurePercentage':2.5,'ItemProcessor':{"
            "'ProcessorConfig':{'Mode':'DISTRIBUTED','ExecutionType':'EXPRESS'},"
            "'StartAt':'j','States':{'j':" PASS "}}}}}",
            "x.json");
    CU_ASSERT_PTR_NOT_NULL_FATAL(r.asl);
    CU_ASSERT_EQUAL(r.asl->scopes, 5);
    p = &r.asl->state[asl_find(r.asl, "P")];
    CU_ASSERT_EQUAL(p->inners, 2);
    CU_ASSERT_EQUAL(r.asl->state[asl_find(r.asl, "b")].scope, p->inner + 1);
    m = &r.asl->state[asl_find(r.asl, "M")];
    CU_ASSERT_TRUE(m->map.distributed && m->map.express);
    CHECK_NEAR(m->map.max_concurrency.value, 9, 0);
    CHECK_NEAR(m->map.items_per_batch.value, 12, 0);
    CHECK_NEAR(m->map.tolerated_share.value, 2.5, 0);
    CU_ASSERT_EQUAL(r.asl->scope[m->inner].owner, asl_find(r.asl, "M"));
    done(&r);
}

static void retriers_have_the_language_s_defaults(void)
{
    struct read r;
    const struct asl_state *s;

    read_as(&r,
            "{'StartAt':'A','States':{'A':{'Type':'Task','Resource':'${F}','End':true,"
            "'Retry':[{'ErrorEquals':['X','Y']},{'ErrorEquals':['Never'],"
            "'IntervalSeconds':0,'MaxAttempts':0},{'ErrorEquals':['States.ALL'],"
            "'IntervalSeconds':5,'MaxAttempts':0,'BackoffRate':1.5,'MaxDelaySeconds':60,"
            "'JitterStrategy':'FULL'}]}}}",
            "x.json");
    CU_ASSERT_PTR_NOT_NULL_FATAL(r.asl);
    s = r.asl->state;
    CU_ASSERT_EQUAL(s->retriers, 3);
    CU_ASSERT_EQUAL(s->retrier[1].max_attempts, 0);
    CU_ASSERT_EQUAL(s->retrier[0].interval, SIM_SECOND);
    CU_ASSERT_EQUAL(s->retrier[0].max_attempts, 3);
    CHECK_NEAR(s->retrier[0].backoff_rate, 2, 0);
    CU_ASSERT_EQUAL(s->retrier[0].max_delay, ABSENT);
    CU_ASSERT_EQUAL(s->retrier[2].max_attempts, 0);
    CU_ASSERT_EQUAL(s->retrier[2].max_delay, 60 * SIM_SECOND);
    CU_ASSERT_TRUE(s->retrier[2].full_jitter);
    done(&r);
}

struct resource_text {
    const char *resource, *parameters;
    const char *service, *call, *refers; /* "": none */
    enum asl_pattern pattern;
};

static const struct resource_text resources[] = {
    {"${ReserveArn}", "", "", "", "ReserveArn", ASL_RESPONSE},
    {"arn:aws:lambda:us-east-1:1:function:charge", "", "lambda", "", "", ASL_RESPONSE},
    {"arn:${AWS::Partition}:states:::lambda:invoke", "'FunctionName':'${F}:live'",
     "lambda", "invoke", "F", ASL_RESPONSE},
    {"arn:aws:states:::dynamodb:putItem", "'TableName.$':'${T}'", "dynamodb", "putItem",
     "T", ASL_RESPONSE},
    {"arn:aws:states:::sqs:sendMessage.waitForTaskToken", "'QueueUrl':'${Q}'", "sqs",
     "sendMessage", "Q", ASL_TOKEN},
    {"arn:aws:states:::states:startExecution.sync:2", "'StateMachineArn':'${S}'",
     "states", "startExecution", "S", ASL_SYNC},
    {"arn:aws:states:::aws-sdk:s3:listObjectsV2", "'Bucket':'b'", "s3", "listObjectsV2",
     "", ASL_RESPONSE},
    {"arn:aws:states:::glue:startJobRun.sync", "", "glue", "startJobRun", "", ASL_SYNC},
    {"arn:aws:states:eu-west-1:1:activity:paint", "", "", "", "", ASL_ACTIVITY},
};

static const char *or_empty(const char *text)
{
    return text ? text : "";
}

static void a_resource_says_what_is_called_and_when_it_is_done(void)
{
    for (size_t i = 0; i < sizeof resources / sizeof *resources; i++) {
        const struct resource_text *w = &resources[i];
        const struct asl_task *t;
        char text[400];
        struct read r;

        snprintf(text, sizeof text,
                 "{'StartAt':'A','States':{'A':{'Type':'Task','Resource':'%s',"
                 "'Parameters':{%s},'End':true}}}",
                 w->resource, w->parameters);
        read_as(&r, text, "x.json");
        CU_ASSERT_PTR_NOT_NULL_FATAL(r.asl);
        t = &r.asl->state->task;
        CU_ASSERT_STRING_EQUAL(or_empty(t->service), w->service);
        CU_ASSERT_STRING_EQUAL(or_empty(t->call), w->call);
        CU_ASSERT_STRING_EQUAL(or_empty(t->refers), w->refers);
        CU_ASSERT_EQUAL(t->pattern, w->pattern);
        done(&r);
    }
}

static void yaml_and_jsonata_are_read_too(void)
{
    struct read r;

    read_as(&r,
            "QueryLanguage: JSONata\nStartAt: A\nStates:\n  A:\n    Type: Wait\n"
            "    Seconds: '{% $states.input.s %}'\n    Next: B\n  B: { Type: Task, "
            "Resource: '${F}', TimeoutSeconds: 30, Arguments: { a: 1 }, End: true }\n",
            "x.yaml");
    CU_ASSERT_PTR_NOT_NULL_FATAL(r.asl);
    CU_ASSERT_TRUE(r.asl->state[asl_find(r.asl, "A")].wait.dynamic);
    CHECK_NEAR(r.asl->state[asl_find(r.asl, "B")].task.timeout.value, 30, 0);
    CU_ASSERT_STRING_EQUAL(r.asl->state[asl_find(r.asl, "B")].task.refers, "F");
    done(&r);
}

/* ---- what is said of bad ones ---- */

#define MACHINE(state) "{'StartAt':'A','States':{'A':{" state "}}}"

static const char *const wrong[][2] = {
    {"{'States':{'A':" PASS "}}", "x.json:1: error: stepfunctions.m: StartAt is missing"},
    {"{'StartAt':'A'}", "States is missing"},
    {"{'StartAt':'Ab','States':{'Abc':" PASS "}}",
     "StartAt: there is no state \"Ab\"; did you mean \"Abc\"?"},
    {"{\n'StartAt':'A',\n'States':{\n'A':{'Type':'Pass',\n'Next':'Q'}}}",
     "x.json:4: error: stepfunctions.m: state \"A\": there is no state \"Q\""},
    {MACHINE("'Type':'Pass'"), "state \"A\" has neither Next nor \"End\": true"},
    {MACHINE("'Type':'Pass','Next':'A','End':true"), "has both Next and End"},
    {MACHINE("'Type':'Succeed','End':true"), "its type has neither Next nor End"},
    {MACHINE("'Type':'Pas','End':true"), "there is no Type Pas; did you mean Pass?"},
    {MACHINE("'End':true"), "state \"A\" has no Type"},
    {MACHINE("'Type':'Task','End':true"), "a Task without Resource"},
    {MACHINE("'Type':'Task','Resource':'arn:aws:states:::sqs','End':true"),
     "names no service and action"},
    {MACHINE("'Type':'Task','Resource':'arn:aws:states:::sqs:send.soon','End':true"),
     "there is no pattern .soon"},
    {MACHINE("'Type':'Task','Resource':'${F}','TimeoutSeconds':9,'HeartbeatSeconds':9,"
             "'End':true"),
     "HeartbeatSeconds is not below TimeoutSeconds"},
    {MACHINE("'Type':'Task','Resource':'${F}','TimeoutSeconds':'9','End':true"),
     "TimeoutSeconds is not a number"},
    {MACHINE("'Type':'Wait','End':true"), "a Wait has one of"},
    {MACHINE("'Type':'Wait','Seconds':1,'Timestamp':'x','End':true"),
     "a Wait has one of"},
    {MACHINE("'Type':'Wait','Seconds':-1,'End':true"), "not a number of 0 or more"},
    {MACHINE("'Type':'Choice','Choices':[]"), "a Choice without Choices"},
    {MACHINE("'Type':'Choice','Choices':[{}]"), "a choice without Next"},
    {MACHINE("'Type':'Parallel','End':true"), "a Parallel without Branches"},
    {MACHINE("'Type':'Map','End':true"), "a Map without ItemProcessor"},
    {MACHINE("'Type':'Map','End':true,'ItemProcessor':{'StartAt':'B','States':{'B':{"
             "'Type':'Pass','Next':'A'}}}"),
     "\"A\" is not among the states beside it"},
    {MACHINE("'Type':'Parallel','End':true,'Branches':[{'StartAt':'A','States':{'A':" PASS
             "}}]"),
     "two states are named \"A\""},
    {MACHINE("'Type':'Task','Resource':'${F}','End':true,'Retry':[{}]"),
     "ErrorEquals is missing"},
    {MACHINE("'Type':'Task','Resource':'${F}','End':true,'Retry':[{'ErrorEquals':["
             "'X'],'BackoffRate':0.5}]"),
     "BackoffRate: 0.5 is not between 1"},
    {MACHINE("'Type':'Task','Resource':'${F}','End':true,'Retry':[{'ErrorEquals':["
             "'X'],'IntervalSeconds':0}]"),
     "IntervalSeconds: 0 is not between 1"},
    {MACHINE("'Type':'Task','Resource':'${F}','End':true,'Retry':[{'ErrorEquals':["
             "'States.ALL','X']}]"),
     "States.ALL stands alone"},
    {MACHINE("'Type':'Task','Resource':'${F}','End':true,'Retry':[{'ErrorEquals':["
             "'States.ALL']},{'ErrorEquals':['X']}]"),
     "States.ALL is for the last"},
    {MACHINE("'Type':'Task','Resource':'${F}','End':true,'Retry':[{'ErrorEquals':["
             "'X'],'JitterStrategy':'HALF'}]"),
     "neither FULL nor NONE"},
    {MACHINE("'Type':'Task','Resource':'${F}','End':true,'Catch':[{'ErrorEquals':["
             "'X']}]"),
     "a catcher without Next"},
    {MACHINE("'Type':'Pass','End':true,'Retry':{}"), "Retry is not a list"},
    {MACHINE("'Type':'Task','Resource':'${F}','End':true,'Catch':7"),
     "Catch is not a list"},
    {MACHINE("'Type':'Pass','End':true,'Next':[]"), "Next is not a text"},
    {MACHINE("'Type':'Choice','Choices':[{'Next':'A'}],'Default':1"),
     "Default is not a text"},
    {MACHINE("'Type':'Fail','Error':1"), "Error is not a text"},
    {MACHINE("'Type':'Task','Resource':'${F}','End':true,'Retry':[{'ErrorEquals':["
             "'X'],'JitterStrategy':null}]"),
     "JitterStrategy is not a text"},
    {MACHINE("'Type':'Map','End':true,'ItemProcessor':{'ProcessorConfig':{'Mode':1},"
             "'StartAt':'B','States':{'B':" PASS "}}"),
     "Mode is not a text"},
    {"{'StartAt':'A','States':{'A':{'Type':'Pass','Next':'B'},'B':{'Type':'Pass','Next':"
     "'A'}}}",
     "state \"A\": no way leads from it to an end"},
    {"{'StartAt':'A','States':{'A':" PASS ",'A':" PASS "}}", "A is given twice"},
    {"{'StartAt':'A','States':{'A':" PASS "}", "error: "},
    {"{'StartAt':'A','States':{'A':{'Type':'Pass','End':true},}}", "comma"},
    {"", "x.json:1: error: "},
    {"[1]", "States is missing"},
    {"7", "States is missing"},
};

static void a_bad_definition_is_refused_where_it_is_bad(void)
{
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        refused(wrong[i][0], wrong[i][1]);
}

static void a_state_that_is_never_reached_is_told(void)
{
    struct read r;

    read_as(&r, "{'StartAt':'A','States':{'A':" PASS ",\n'B':" PASS "}}", "x.json");
    CU_ASSERT_PTR_NOT_NULL(r.asl);
    CU_ASSERT_PTR_NOT_NULL(strstr(r.said,
                                  "x.json:2: warning: stepfunctions.m: state \"B\" "
                                  "is never reached"));
    done(&r);
}

/* Each level is a Parallel of one branch. */
static char *nested(int levels)
{
    struct text text = {0};

    for (int i = 0; i < levels; i++)
        text_add(&text,
                 "{'StartAt':'%d','States':{'%d':{'Type':'Parallel','End':true,"
                 "'Branches':[",
                 i, i);
    text_add(&text, "{'StartAt':'x','States':{'x':" PASS "}}");
    for (int i = 0; i < levels; i++)
        text_add(&text, "]}}}");
    return text_take(&text);
}

static void nesting_has_an_end(void)
{
    char *deep = nested(19), *deeper = nested(30), *deepest = nested(40000);
    struct read r;

    read_as(&r, deep, "x.json");
    CU_ASSERT_PTR_NOT_NULL(r.asl);
    done(&r);
    refused(deeper, "nested too deep");
    refused(deepest, "nested too deep");
    free(deep);
    free(deeper);
    free(deepest);
}

static void large_definitions_are_read_in_no_time(void)
{
    enum { STATES = 20000 };
    struct text text = {0};
    struct read r;

    text_add(&text, "{'StartAt':'0','States':{");
    for (int i = 0; i < STATES; i++)
        text_add(&text, "'%d':{'Type':'Pass','Next':'%d'},", i, i + 1);
    text_add(&text, "'%d':" PASS "}}", STATES);
    read_as(&r, text_of(&text), "x.json");
    CU_ASSERT_PTR_NOT_NULL(r.asl);
    done(&r);
    text_free(&text);
}

/* ---- what the scenario has to say beside it ---- */

#define TASK(resource, more)                                                             \
    "{'StartAt':'A','States':{'A':{'Type':'Task','Resource':'" resource "'," more        \
    "'End':true}}}"
#define JOB TASK("arn:aws:states:::glue:startJobRun.sync", "")
#define DISTRIBUTED                                                                      \
    "{'StartAt':'A','States':{'A':{'Type':'Map','End':true,'ItemProcessor':{"            \
    "'ProcessorConfig':{'Mode':'DISTRIBUTED','ExecutionType':'EXPRESS'},'StartAt':'B',"  \
    "'States':{'B':" PASS "}}}}}"

static const struct {
    struct machine_text machine;
    const char *words;
} lacking[] = {
    {{TASK("${F}", ""), "", "", 0, 0}, "nothing stands for ${F}"},
    {{TASK("arn:aws:states:::dynamodb:putItem", "'Parameters':{'TableName':'t'},"), "",
      "", 0, 0},
     "what does arn:aws:states:::dynamodb:putItem call?"},
    {{TASK("arn:aws:states:::sns:publish", "'Parameters':{'TopicArn':'${T}'},"), "", "",
      0, 0},
     "nothing stands for ${T}"},
    {{TASK("arn:aws:states:::events:putEvents", ""), "", "", 0, 0},
     "what does arn:aws:states:::events:putEvents call?"},
    {{TASK("arn:aws:states:::aws-sdk:kinesis:putRecord", ""), "", "", 0, 0},
     "what does arn:aws:states:::aws-sdk:kinesis:putRecord call?"},
    {{TASK("${F}", ""), "definition_substitutions = { F = \"http.nobody\"; };", "", 0, 0},
     "there is no http.nobody"},
    {{TASK("arn:aws:states:::dynamodb:putItem", "'Parameters':{'TableName':'${T}'},"),
      "definition_substitutions = { T = \"sqs.q\"; };", "sqs = { q = { }; };", 0, 0},
     "it calls dynamodb, and sqs.q is none of that"},
    {{TASK("arn:aws:states:::dynamodb:putItems", "'Parameters':{'TableName':'${T}'},"),
      "definition_substitutions = { T = \"dynamodb.t\"; };",
      "dynamodb = { t = { billing_mode = \"PAY_PER_REQUEST\"; }; };", 0, 0},
     "has no action PutItems; did you mean PutItem?"},
    {{JOB, "", "", 0, 0}, "duration is missing"},
    {{JOB, "type = \"EXPRESS\"; states = ( { state = \"A\"; duration = \"1 s\"; } );", "",
      0, 0},
     "are for STANDARD"},
    {{TASK("${F}", ""),
      "definition_substitutions = { F = \"http.h\"; }; states = ( { state = \"A\"; "
      "duration = \"1 s\"; } );",
      "http = { h = { latency = \"1 ms\"; }; };", 0, 0},
     "takes its own time: no duration"},
    {{MACHINE("'Type':'Wait','SecondsPath':'$.x','End':true"), "", "", 0, 0},
     "duration is missing"},
    {{MACHINE("'Type':'Map','End':true,'Iterator':{'StartAt':'B','States':{'B':" PASS
              "}}"),
      "", "", 0, 0},
     "items is missing"},
    {{DISTRIBUTED, "states = ( { state = \"A\"; items = 3; } ); type = \"EXPRESS\";", "",
      0, 0},
     "a distributed Map is for STANDARD"},
    {{DISTRIBUTED, "states = ( { state = \"A\"; items = 3; } );",
      "profile = \"aws-2021-08\";", 0, 0},
     "a distributed Map came on 2022-12-01"},
    {{MACHINE("'Type':'Pass','End':true"), "states = ( { state = \"B\"; items = 3; } );",
      "", 0, 0},
     "the definition has no such state"},
    {{MACHINE("'Type':'Pass','End':true"),
      "states = ( { state = \"A\"; resource = \"http.h\"; } );",
      "http = { h = { latency = \"1 ms\"; }; };", 0, 0},
     "it is no Task"},
    {{"{'StartAt':'A','States':{'A':{'Type':'Choice','Choices':[{'Next':'A'}],'Default':"
      "'B'},'B':" PASS "}}",
      "states = ( { state = \"A\"; choices = ( { next = \"A\"; probability = 1; }, { "
      "next "
      "= \"B\"; probability = 0; } ); } );",
      "", 0, 0},
     "never comes to an end"},
    {{"{'StartAt':'A','States':{'A':{'Type':'Choice','Choices':[{'Next':'C'}],'Default':"
      "'B'},'B':" PASS ",'C':" PASS "}}",
      "states = ( { state = \"A\"; choices = ( { next = \"C\"; probability = 0.7; }, { "
      "next = \"B\"; probability = 0.4; } ); } );",
      "", 0, 0},
     "add up to 110 %"},
    {{"{'StartAt':'A','States':{'A':{'Type':'Choice','Choices':[{'Next':'B'}]},'B':" PASS
      "}}",
      "states = ( { state = \"A\"; choices = ( { next = \"C\"; probability = 0.7; } ); } "
      ");",
      "", 0, 0},
     "it does not lead to \"C\""},
};

static void what_a_definition_leaves_open_must_be_said(void)
{
    for (size_t i = 0; i < sizeof lacking / sizeof *lacking; i++) {
        bool said = machine_refuses(&lacking[i].machine, lacking[i].words);
        if (!said)
            printf("  not said: %s\n", lacking[i].words);
        CU_ASSERT_TRUE(said);
    }
}

FACTS(FACT(states_know_who_comes_after_them),
      FACT(branches_and_iterations_are_scopes_of_their_own),
      FACT(retriers_have_the_language_s_defaults),
      FACT(a_resource_says_what_is_called_and_when_it_is_done),
      FACT(yaml_and_jsonata_are_read_too),
      FACT(a_bad_definition_is_refused_where_it_is_bad),
      FACT(a_state_that_is_never_reached_is_told), FACT(nesting_has_an_end),
      FACT(large_definitions_are_read_in_no_time),
      FACT(what_a_definition_leaves_open_must_be_said))
