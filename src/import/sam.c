/* sam.c - the Serverless Application Model's short forms, as what they stand for.
 *
 * AWS SAM specification, 2026: a Serverless resource is one or several resources of
 * CloudFormation with defaults of its own; Globals are merged in before.
 */
#include <string.h>

#include "import/template.h"

/* Globals of the kind ("Function"), worked out; what the resource says itself wins. */
static void merge_globals(struct import *i, struct node *properties, const char *kind)
{
    const struct node *globals = node_member(i->values.root, "Globals");
    const struct node *own = globals ? node_member(globals, kind) : NULL;

    own = own ? value_of(&i->values, own) : NULL;
    if (own && own->kind == NODE_GROUP)
        node_merge(i->arena, properties, own);
}

static struct node *take(struct node *group, const char *name)
{
    struct node *one = node_member(group, name);

    if (one) {
        node_drop(group, name);
        one->next = NULL;
    }
    return one;
}

static void rename_member(struct node *group, const char *from, const char *to)
{
    struct node *one = take(group, from);

    if (one) {
        one->name = to;
        node_put(group, one);
    }
}

/* A resource that hangs on this one, with the properties of a group (may be NULL). */
static struct declared *hang(struct import *i, struct declared *on, const char *type,
                             const char *owner)
{
    const char *id = arena_text(i->arena, "%s%s", on->id, strrchr(type, ':') + 1);
    struct declared *d = declare(i, id, type, on->at);

    add_text(i, d->properties, owner, reference_to(i, on->id));
    return d;
}

static void hang_group(struct import *i, struct declared *on, const char *type,
                       const char *property)
{
    struct node *group = take(on->properties, property);
    bool is_url = strcmp(type, "AWS::Lambda::Url") == 0;
    struct declared *d;

    if (!group || group->kind != NODE_GROUP)
        return;
    d = hang(i, on, type, is_url ? "TargetFunctionArn" : "FunctionName");
    d->at = group->at;
    if (strcmp(property, "ProvisionedConcurrencyConfig") == 0)
        node_append(d->properties, group);
    else
        node_merge(i->arena, d->properties, group);
}

/* ---- each kind ---- */

static void function(struct import *i, struct declared *d)
{
    merge_globals(i, d->properties, "Function");
    d->type = "AWS::Lambda::Function";
    rename_member(d->properties, "DeadLetterQueue", "DeadLetterConfig");
    hang_group(i, d, "AWS::Lambda::EventInvokeConfig", "EventInvokeConfig");
    hang_group(i, d, "AWS::Lambda::Alias", "ProvisionedConcurrencyConfig");
    hang_group(i, d, "AWS::Lambda::Url", "FunctionUrlConfig");
    sam_events(i, d);
}

static void simple_table(struct import *i, struct declared *d)
{
    merge_globals(i, d->properties, "SimpleTable");
    d->type = "AWS::DynamoDB::Table";
    if (!node_member(d->properties, "ProvisionedThroughput"))
        add_text(i, d->properties, "BillingMode", "PAY_PER_REQUEST");
}

static void machine(struct import *i, struct declared *d)
{
    merge_globals(i, d->properties, "StateMachine");
    d->type = "AWS::StepFunctions::StateMachine";
    rename_member(d->properties, "Type", "StateMachineType");
    rename_member(d->properties, "Name", "StateMachineName");
    rename_member(d->properties, "DefinitionUri", "DefinitionFile");
    sam_events(i, d);
}

/* EndpointConfiguration is a text, { Type: .. } or { Types: [..] }. */
static void endpoint(struct import *i, struct node *properties)
{
    struct node *said = take(properties, "EndpointConfiguration"), *types;
    const char *type = said ? said->text : NULL;

    if (said && said->kind == NODE_GROUP && node_member(said, "Types")) {
        node_put(properties, said);
        return;
    }
    type = type ? type : text_at(said, "Type");
    if (!type)
        return;
    types = add_list(i, add_group(i, properties, "EndpointConfiguration"), "Types");
    add_text(i, types, NULL, type);
}

/* What an API says of its stage. */
static void stage(struct import *i, struct declared *api, const char *type,
                  const char *owner)
{
    static const char *const said[] = {"MethodSettings", "CacheClusterEnabled",
                                       "CacheClusterSize", "DefaultRouteSettings",
                                       "RouteSettings"};
    struct declared *d = hang(i, api, type, owner);

    for (size_t k = 0; k < sizeof said / sizeof *said; k++) {
        struct node *one = take(api->properties, said[k]);
        if (one)
            node_append(d->properties, one);
    }
}

/* Its own, or one that it shares with others that say so. */
static void usage_plan(struct import *i, const struct declared *api,
                       const struct node *auth)
{
    static const char *const said[] = {"Quota", "Throttle", "UsagePlanName"};
    const struct node *plan =
        auth && auth->kind == NODE_GROUP ? node_member(auth, "UsagePlan") : NULL;
    bool is_said = plan && plan->kind == NODE_GROUP;
    const char *create = is_said ? text_at(plan, "CreateUsagePlan") : NULL;
    struct node *own;
    struct declared *d;

    if (!create || strcmp(create, "NONE") == 0)
        return;
    own = node_copy(i->arena, plan);
    d = declare(i, arena_text(i->arena, "%sUsagePlan", api->id),
                "AWS::ApiGateway::UsagePlan", own->at);
    for (size_t k = 0; k < sizeof said / sizeof *said; k++) {
        struct node *one = take(own, said[k]);
        if (one)
            node_append(d->properties, one);
    }
    add_text(i, add_group(i, add_list(i, d->properties, "ApiStages"), NULL), "ApiId",
             reference_to(i, api->id));
    if (strcmp(create, "SHARED") == 0)
        note(i, own->at, "%s: a usage plan that APIs share: each has it for itself here",
             api->id);
}

static void rest_api(struct import *i, struct declared *d)
{
    merge_globals(i, d->properties, "Api");
    d->type = "AWS::ApiGateway::RestApi";
    endpoint(i, d->properties);
    rename_member(d->properties, "DefinitionBody", "Body");
    rename_member(d->properties, "DefinitionUri", "BodyFile");
    usage_plan(i, d, node_member(d->properties, "Auth"));
    stage(i, d, "AWS::ApiGateway::Stage", "RestApiId");
}

static void http_api(struct import *i, struct declared *d)
{
    merge_globals(i, d->properties, "HttpApi");
    d->type = "AWS::ApiGatewayV2::Api";
    rename_member(d->properties, "DefinitionBody", "Body");
    rename_member(d->properties, "DefinitionUri", "BodyFile");
    stage(i, d, "AWS::ApiGatewayV2::Stage", "ApiId");
}

/* ---- CloudFormation's own that are close to another ---- */

/* A replica's capacity is the table's; of its auto scaling the least is provisioned. */
static void global_table(struct import *i, struct declared *d)
{
    const struct node *said =
        node_member(d->properties, "WriteProvisionedThroughputSettings");

    d->type = "AWS::DynamoDB::Table";
    if (said)
        note(i, said->at, "%s: auto scaling of a global table is not read", d->id);
    note(i, d->at, "%s: a global table: its replicas are not simulated", d->id);
    node_drop(d->properties, "WriteProvisionedThroughputSettings");
    node_drop(d->properties, "WriteOnDemandThroughputSettings");
    node_drop(d->properties, "Replicas");
}

static void schedule(struct import *i, struct declared *d)
{
    struct node *target = take(d->properties, "Target");

    d->type = "AWS::Events::Rule";
    if (!target)
        return;
    target->name = NULL;
    node_append(add_list(i, d->properties, "Targets"), target);
}

static void topic(struct import *i, struct declared *d)
{
    struct node *all = take(d->properties, "Subscription");

    for (const struct node *one = all ? all->first : NULL; one; one = one->next) {
        struct declared *s;
        if (one->kind != NODE_GROUP)
            continue;
        s = hang(i, d, "AWS::SNS::Subscription", "TopicArn");
        s->at = one->at;
        node_merge(i->arena, s->properties, one);
    }
}

static const struct {
    const char *type;
    void (*transform)(struct import *, struct declared *);
} forms[] = {
    {"AWS::Serverless::Function", function},
    {"AWS::Serverless::SimpleTable", simple_table},
    {"AWS::Serverless::StateMachine", machine},
    {"AWS::Serverless::Api", rest_api},
    {"AWS::Serverless::HttpApi", http_api},
    {"AWS::DynamoDB::GlobalTable", global_table},
    {"AWS::Scheduler::Schedule", schedule},
    {"AWS::SNS::Topic", topic},
};

void sam_transform(struct import *i, struct declared *d)
{
    for (size_t k = 0; k < sizeof forms / sizeof *forms; k++)
        if (declared_is(d, forms[k].type)) {
            forms[k].transform(i, d);
            return;
        }
}
