/* test_refusals.c - what AWS would not give a function: said at load, with its line. */
#include "loaded.h"

#define HEAD "profile = \"aws-2026\"; run = { duration = \"10 min\"; };\n"
#define CLIENT "client = { c = { target = \"lambda.f\"; rate = \"1/s\"; }; };\n"
#define STEPS "steps = ( { work = \"20 ms\"; } ); "
#define F(settings) HEAD CLIENT "lambda = { f = { " settings STEPS "}; };\n"

static void what_provisioned_concurrency_may_not_be_is_refused(void)
{
    struct loaded l;

    REFUSED(F("provisioned_concurrent_executions = 21; reserved_concurrent_executions = "
              "20; "),
            NULL,
            ":3: error: lambda.f: provisioned_concurrent_executions, 21, are more than "
            "its reserved_concurrent_executions, 20\n");
    REFUSED(F("provisioned_concurrent_executions = 901; "), NULL,
            ":3: error: lambda.f: all reserves, and provisioned concurrency outside "
            "them, together 901, leave less than 100 of "
            "account.lambda.concurrent_executions, 1000, to the other functions\n");
    REFUSED(F("provisioned_concurrent_executions = 2; runtime = \"java21\"; snap_start = "
              "\"PublishedVersions\"; "),
            NULL,
            ":3: error: lambda.f: snap_start does not go with provisioned concurrency\n");
    REFUSED(F("provisioned_concurrent_executions = 2; reserved_concurrent_executions = "
              "30; auto_scaling = { provisioned_concurrent_executions = { min_capacity = "
              "1; max_capacity = 31; }; }; "),
            NULL,
            ":3: error: lambda.f: auto_scaling may ask for 31 provisioned environments, "
            "but its reserve, or what the account's pool must keep, leaves 30\n");
    must_load(&l, F("provisioned_concurrent_executions = 900; "), NULL);
    loaded_free(&l);
}

static void a_url_that_is_not_there_is_refused(void)
{
    static const char there[] = HEAD
        "client = { c = { target = \"lambda.f\"; action = \"InvokeFunctionUrl\"; "
        "rate = \"1/s\"; }; };\n"
        "lambda = { f = { function_url = { auth_type = \"NONE\"; }; " STEPS "}; };\n";
    struct loaded l;

    REFUSED(HEAD "client = { c = { target = \"lambda.f\"; action = "
                 "\"InvokeFunctionUrl\"; rate = \"1/s\"; }; };\n"
                 "lambda = { f = { " STEPS "}; };\n",
            NULL,
            ":2: error: lambda.f has no function_url: InvokeFunctionUrl needs one, for "
            "instance function_url = { auth_type = \"NONE\"; }\n");
    must_load(&l, there, NULL);
    loaded_free(&l);
}

/* Its limit is not there, so a change would be in force nowhere. */
static void what_is_not_there_at_the_start_cannot_change(void)
{
    REFUSED(F("") "timeline = ( { at = \"1 min\"; set = "
                  "\"lambda.f.reserved_concurrent_executions = 7\"; } );\n",
            NULL,
            ":4: error: timeline: lambda.f.reserved_concurrent_executions = 7 has no "
            "value that could change: give it one to start with\n");
}

FACTS(FACT(what_provisioned_concurrency_may_not_be_is_refused),
      FACT(a_url_that_is_not_there_is_refused),
      FACT(what_is_not_there_at_the_start_cannot_change))
