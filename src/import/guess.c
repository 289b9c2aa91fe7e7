#include "import/guess.h"

#include <string.h>

struct guessing {
    struct import *i;
    struct declared *function;
    struct guess *first, **end;
    const char *why;
};

/* ---- one ---- */

static void add(struct guessing *g, struct declared *to, const char *action)
{
    struct guess *one;

    if (!to || !to->group || to == g->function ||
        strcmp(to->model->name, "apigateway") == 0)
        return;
    for (one = g->first; one; one = one->next)
        if (one->to == to)
            return;
    one = arena_get(g->i->arena, sizeof *one);
    *one = (struct guess){to, action, g->why, NULL};
    *g->end = one;
    g->end = &one->next;
}

/* ---- SAM's policy templates ---- */

/* AWS SAM, policy template list, 2026.  Those by which a function takes its work
 * (SQSPollerPolicy, KinesisStreamReadPolicy ..) are no calls. */
static const char *const templates[][2] = {
    {"DynamoDBCrudPolicy", "PutItem"},
    {"DynamoDBReadPolicy", "GetItem"},
    {"DynamoDBWritePolicy", "PutItem"},
    {"SQSSendMessagePolicy", "SendMessage"},
    {"SNSPublishMessagePolicy", "Publish"},
    {"SNSCrudPolicy", "Publish"},
    {"LambdaInvokePolicy", "Invoke"},
    {"StepFunctionsExecutionPolicy", "StartExecution"},
    {"EventBridgePutEventsPolicy", "PutEvents"},
    {"KinesisCrudPolicy", "PutRecord"},
};

static void by_template(struct guessing *g, const struct node *policy)
{
    const struct node *parameter = policy->kind == NODE_GROUP ? policy->first : NULL;

    for (size_t k = 0; k < sizeof templates / sizeof *templates; k++)
        if (strcmp(templates[k][0], policy->name) == 0)
            for (; parameter; parameter = parameter->next) {
                g->why = arena_text(g->i->arena, "policy %s", policy->name);
                add(g, declared_with_room(g->i, parameter->text), templates[k][1]);
            }
}

/* ---- statements ---- */

static const struct {
    const char *service, *room;
} services[] = {
    {"dynamodb:", "dynamodb"},    {"sqs:", "sqs"},         {"sns:", "sns"},
    {"events:", "events"},        {"kinesis:", "kinesis"}, {"lambda:", "lambda"},
    {"states:", "stepfunctions"},
};

/* Actions of receivers, and of workflows: no body calls them. */
static const char no_calls[] =
    "ReceiveMessage DeleteMessageBatch GetRecords SubscribeToShard ListShards "
    "StartExecution.sync InvokeFunctionUrl";

/* "dynamodb:PutItem", "dynamodb:Put*", "dynamodb:*", "lambda:InvokeFunction": the first
 * action of the model that it allows; NULL: none. */
static const char *action_allowed(const struct model *model, const char *said)
{
    const char *room = NULL, *action = NULL;
    size_t length;

    for (size_t k = 0; k < sizeof services / sizeof *services && !room; k++)
        if (strncmp(said, services[k].service, strlen(services[k].service)) == 0) {
            room = services[k].room;
            action = said + strlen(services[k].service);
        }
    if (!room || strcmp(room, model->name) != 0)
        return NULL;
    if (strcmp(action, "InvokeFunction") == 0)
        return "Invoke";
    length = strcspn(action, "*");
    for (const char *const *a = model->actions; *a; a++)
        if (!text_is_among(*a, no_calls) && strncmp(*a, action, length) == 0 &&
            (action[length] == '*' || !(*a)[length]))
            return *a;
    return NULL;
}

static const char *first_allowed(const struct model *model, const struct node *actions)
{
    const struct node *one = actions->kind == NODE_LIST ? actions->first : actions;
    const char *found = NULL;

    for (; one && !found; one = actions->kind == NODE_LIST ? one->next : NULL)
        found = one->text ? action_allowed(model, one->text) : NULL;
    return found;
}

static void by_statement(struct guessing *g, const struct node *statement)
{
    const struct node *actions = node_member(statement, "Action");
    const struct node *resources = node_member(statement, "Resource");
    const struct node *one;
    const char *effect = text_at(statement, "Effect");

    if (!actions || !resources || (effect && strcmp(effect, "Deny") == 0))
        return;
    one = resources->kind == NODE_LIST ? resources->first : resources;
    for (; one; one = resources->kind == NODE_LIST ? one->next : NULL) {
        struct declared *to = declared_with_room(g->i, one->text);
        const char *action = to && to->model ? first_allowed(to->model, actions) : NULL;
        if (action)
            add(g, to, action);
    }
}

/* A document: one statement, or a list of them. */
static void by_document(struct guessing *g, const struct node *document)
{
    const struct node *said = document ? node_member(document, "Statement") : NULL;

    if (said && said->kind == NODE_GROUP)
        by_statement(g, said);
    for (const struct node *one = said ? said->first : NULL; one; one = one->next)
        if (said->kind == NODE_LIST && one->kind == NODE_GROUP)
            by_statement(g, one);
}

/* Of SAM: a document, a template with its parameters, or a name. */
static void by_policy(struct guessing *g, const struct node *policy)
{
    if (policy->kind != NODE_GROUP)
        return;
    g->why = "its policy";
    by_document(g, policy);
    by_document(g, node_member(policy, "PolicyDocument"));
    for (const struct node *one = policy->first; one; one = one->next)
        by_template(g, one);
}

static void by_policies(struct guessing *g, const struct node *policies)
{
    const struct node *one = policies;

    if (policies && policies->kind == NODE_LIST)
        one = policies->first;
    for (; one; one = policies->kind == NODE_LIST ? one->next : NULL)
        by_policy(g, one);
}

/* ---- roles ---- */

static bool lists(struct import *i, const struct node *list, const struct declared *role)
{
    for (const struct node *one = list ? list->first : NULL; one; one = one->next)
        if (one->text && declared_meant(i, one->text) == role)
            return true;
    return false;
}

static void by_role(struct guessing *g)
{
    const char *said = text_at(g->function->properties, "Role");
    const struct declared *role = declared_meant(g->i, said);

    if (!role || !declared_is(role, "AWS::IAM::Role"))
        return;
    by_policies(g, node_member(role->properties, "Policies"));
    g->why = "its role's policy";
    for (const struct declared *d = g->i->first; d; d = d->next)
        if ((declared_is(d, "AWS::IAM::Policy") ||
             declared_is(d, "AWS::IAM::ManagedPolicy")) &&
            lists(g->i, node_member(d->properties, "Roles"), role))
            by_document(g, node_member(d->properties, "PolicyDocument"));
}

/* ---- connectors ---- */

static bool is_listed(const struct node *list, const char *word)
{
    for (const struct node *one = list ? list->first : NULL; one; one = one->next)
        if (one->text && strcmp(one->text, word) == 0)
            return true;
    return false;
}

static struct declared *end_of(const struct guessing *g, const struct declared *connector,
                               const char *end)
{
    const struct node *said = node_member(connector->properties, end);
    const char *id = said ? text_at(said, "Id") : NULL;

    return id ? declared_find(g->i, id) : NULL;
}

static void by_connectors(struct guessing *g)
{
    for (const struct declared *d = g->i->first; d; d = d->next) {
        struct declared *to;
        bool writes;
        if (!declared_is(d, "AWS::Serverless::Connector") ||
            end_of(g, d, "Source") != g->function)
            continue;
        to = end_of(g, d, "Destination");
        writes = is_listed(node_member(d->properties, "Permissions"), "Write");
        g->why = "a connector";
        if (to && to->model)
            add(g, to,
                strcmp(to->model->name, "dynamodb") == 0 && writes ? "PutItem" : NULL);
    }
}

/* ---- variables ---- */

static void by_variables(struct guessing *g)
{
    const struct node *environment = node_member(g->function->properties, "Environment");
    const struct node *all = environment ? node_member(environment, "Variables") : NULL;

    for (const struct node *one = all ? all->first : NULL; one; one = one->next)
        if (one->text && one->name) {
            g->why = arena_text(g->i->arena, "variable %s", one->name);
            add(g, declared_with_room(g->i, one->text), NULL);
        }
}

struct guess *guesses_of(struct import *i, struct declared *function)
{
    struct guessing g = {.i = i, .function = function};

    g.end = &g.first;
    by_policies(&g, node_member(function->properties, "Policies"));
    by_role(&g);
    by_connectors(&g);
    by_variables(&g);
    return g.first;
}
