/* asl_task.c - what a Task's Resource says: a function, an activity, or a service's
 * action with a pattern.
 *
 *   arn:aws:lambda:REGION:ACCOUNT:function:NAME     a function
 *   arn:aws:states:REGION:ACCOUNT:activity:NAME     an activity
 *   arn:aws:states:::SERVICE:ACTION[.sync[:2] | .waitForTaskToken]
 *   arn:aws:states:::aws-sdk:SERVICE:ACTION         the same by way of an SDK
 *   ${NAME}                                         whatever stands for it
 */
#include <string.h>

#include "stepfunctions/asl.h"

enum { ARN_PARTS = 10 };

struct arn {
    size_t parts;
    const char *part[ARN_PARTS];
};

/* At colons, but for those inside ${..}. */
static struct arn split(struct arena *arena, const char *text)
{
    struct arn arn = {0};
    const char *begin = text;
    int inside = 0;

    for (const char *c = text;; c++) {
        if (*c == '{')
            inside++;
        if (*c == '}' && inside > 0)
            inside--;
        if (*c != '\0' && (*c != ':' || inside > 0))
            continue;
        arn.part[arn.parts++] = arena_text(arena, "%.*s", (int)(c - begin), begin);
        begin = c + 1;
        if (*c == '\0' || arn.parts == ARN_PARTS)
            return arn;
    }
}

/* The name in the first ${NAME} of a text, NULL: there is none. */
static const char *substitution_in(struct arena *arena, const char *text)
{
    const char *open = text ? strstr(text, "${") : NULL;
    const char *close = open ? strchr(open, '}') : NULL;

    return close ? arena_text(arena, "%.*s", (int)(close - open - 2), open + 2) : NULL;
}

/* Which parameter of a service's action names what it is done to. */
static const char *naming_parameter(const char *service)
{
    static const char *const names[][2] = {
        {"lambda", "FunctionName"}, {"dynamodb", "TableName"},
        {"sqs", "QueueUrl"},        {"states", "StateMachineArn"},
        {"sfn", "StateMachineArn"}, {"sns", "TopicArn"},
        {"http", "ApiEndpoint"},    {"apigateway", "ApiEndpoint"},
        {"kinesis", "StreamName"},
    };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i][0], service) == 0)
            return names[i][1];
    return NULL;
}

/* Parameters of JSONPath, Arguments of JSONata; a name may end in ".$". */
static const char *parameter(struct asl_reading *r, const struct node *said,
                             const char *name)
{
    const struct node *all = node_member(said, "Parameters"), *one = NULL;

    if (!all)
        all = node_member(said, "Arguments");
    if (!all || all->kind != NODE_GROUP)
        return NULL;
    one = node_member(all, name);
    if (!one)
        one = node_member(all, arena_text(r->arena, "%s.$", name));
    return one && one->kind == NODE_TEXT ? one->text : NULL;
}

/* "sendMessage.waitForTaskToken", "startExecution.sync" (and a last part "2"). */
static bool read_call(struct asl_reading *r, struct asl_state *s, const char *call,
                      struct where at)
{
    static const char token[] = ".waitForTaskToken", sync[] = ".sync";
    size_t length = strcspn(call, ".");
    struct asl_task *t = &s->task;

    t->call = arena_text(r->arena, "%.*s", (int)length, call);
    if (strcmp(call + length, token) == 0)
        t->pattern = ASL_TOKEN;
    else if (strcmp(call + length, sync) == 0)
        t->pattern = ASL_SYNC;
    else if (call[length])
        return asl_wrong(r, at, "state \"%s\": there is no pattern %s", s->name,
                         call + length);
    return true;
}

static bool read_integration(struct asl_reading *r, struct asl_state *s,
                             const struct arn *arn, const struct node *said)
{
    struct where at = node_member(said, "Resource")->at;
    size_t service = strcmp(arn->part[5], "aws-sdk") == 0 ? 6 : 5;
    const char *parameter_name, *type;

    if (arn->parts < service + 2 || !*arn->part[service] || !*arn->part[service + 1])
        return asl_wrong(r, at, "state \"%s\": %s names no service and action", s->name,
                         s->task.resource);
    s->task.service = arn->part[service];
    parameter_name = naming_parameter(s->task.service);
    if (parameter_name)
        s->task.refers = substitution_in(r->arena, parameter(r, said, parameter_name));
    type = parameter(r, said, "InvocationType");
    s->task.is_event = type && strcmp(type, "Event") == 0;
    return read_call(r, s, arn->part[service + 1], at);
}

static bool read_resource(struct asl_reading *r, struct asl_state *s,
                          const struct node *said)
{
    const struct arn arn = split(r->arena, s->task.resource);
    bool is_arn = arn.parts > 5 && strcmp(arn.part[0], "arn") == 0;

    if (!is_arn || strcmp(arn.part[2], "states") != 0) {
        s->task.refers = substitution_in(r->arena, is_arn ? arn.part[arn.parts - 1]
                                                          : s->task.resource);
        if (is_arn && strcmp(arn.part[2], "lambda") == 0)
            s->task.service = "lambda";
        return true;
    }
    if (strcmp(arn.part[5], "activity") == 0) {
        s->task.pattern = ASL_ACTIVITY;
        return true;
    }
    return read_integration(r, s, &arn, said);
}

bool asl_read_task(struct asl_reading *r, struct asl_state *s, const struct node *said)
{
    struct asl_task *t = &s->task;

    if (!node_member(said, "Resource"))
        return asl_wrong(r, said->at, "state \"%s\": a Task without Resource", s->name);
    t->resource = node_member(said, "Resource")->text;
    if (!t->resource) /* a template's function, {"Fn::GetAtt": ..} */
        t->resource = "what stands there";
    if (!asl_number(r, said, "TimeoutSeconds", &t->timeout) ||
        !asl_number(r, said, "HeartbeatSeconds", &t->heartbeat) ||
        !read_resource(r, s, said))
        return false;
    if (t->heartbeat.given && t->timeout.given && !t->heartbeat.dynamic &&
        !t->timeout.dynamic && t->heartbeat.value >= t->timeout.value)
        return asl_wrong(r, s->at,
                         "state \"%s\": HeartbeatSeconds is not below TimeoutSeconds",
                         s->name);
    return true;
}
