/* sam_events.c - what calls a function or starts a state machine: SAM's Events as routes,
 * event source mappings, subscriptions and rules.
 */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "import/template.h"

struct sam_event {
    struct import *i;
    struct declared *of; /* the function or state machine */
    const struct node *said, *properties;
    const char *type, *id;
};

static struct declared *make(const struct sam_event *e, const char *type)
{
    return declare(e->i, e->id, type, e->said->at);
}

static void copy_member(const struct sam_event *e, const char *from, struct node *to,
                        const char *as)
{
    const struct node *one = node_member(e->properties, from);
    struct node *copy;

    if (!one || node_member(to, as))
        return;
    copy = node_copy(e->i->arena, one);
    copy->name = as;
    node_append(to, copy);
}

/* ---- APIs ---- */

/* SAM makes one API of each kind where events name none. */
static const char *implicit_api(struct import *i, bool rest)
{
    const char *id = rest ? "ServerlessRestApi" : "ServerlessHttpApi";

    if (!declared_find(i, id))
        sam_transform(
            i, declare(i, id, rest ? "AWS::Serverless::Api" : "AWS::Serverless::HttpApi",
                       i->values.root->at));
    return reference_to(i, id);
}

/* "GET /orders"; an HTTP API's event without a path takes what no route does. */
static const char *route_key(struct import *i, const char *method, const char *path)
{
    char *key;

    if (!path)
        return "$default";
    key = arena_text(i->arena, "%s %s",
                     !method || strcasecmp(method, "any") == 0 ||
                             strcasecmp(method, "x-amazon-apigateway-any-method") == 0
                         ? "ANY"
                         : method,
                     path);
    for (char *c = key; *c && *c != ' '; c++)
        *c = (char)toupper((unsigned char)*c);
    return key;
}

struct declared *declare_route(struct import *i, const struct route_said *r)
{
    struct declared *d =
        declare(i, arena_text(i->arena, "%sRoute", r->id), "Headroom::Route", r->at);

    add_text(i, d->properties, "Api", r->api);
    add_text(i, d->properties, "Route", route_key(i, r->method, r->path));
    if (r->integration)
        add_text(i, d->properties, "Integration", r->integration);
    if (r->action)
        add_text(i, d->properties, "Action", r->action);
    if (r->needs_key)
        add_text(i, d->properties, "NeedsKey", r->needs_key);
    if (r->guessed)
        add_flag(i, d->properties, "Guessed", true);
    return d;
}

static void api_event(const struct sam_event *e)
{
    bool rest = strcmp(e->type, "Api") == 0;
    const char *api = text_at(e->properties, rest ? "RestApiId" : "ApiId");
    const struct node *auth = node_member(e->properties, "Auth");
    struct route_said r = {e->id,
                           e->said->at,
                           api ? api : implicit_api(e->i, rest),
                           text_at(e->properties, "Method"),
                           text_at(e->properties, "Path"),
                           reference_to(e->i, e->of->id),
                           NULL,
                           false,
                           auth ? text_at(auth, "ApiKeyRequired") : NULL};

    declare_route(e->i, &r);
}

/* ---- queues, streams, topics ---- */

static void mapping_event(const struct sam_event *e)
{
    struct declared *d = make(e, "AWS::Lambda::EventSourceMapping");

    node_merge(e->i->arena, d->properties, e->properties);
    add_text(e->i, d->properties, "FunctionName", reference_to(e->i, e->of->id));
    copy_member(e, "Queue", d->properties, "EventSourceArn");
    copy_member(e, "Stream", d->properties, "EventSourceArn");
}

/* A topic may come by way of a queue: one that is named, or one of its own. */
static const char *queue_between(const struct sam_event *e)
{
    const struct node *said = node_member(e->properties, "SqsSubscription");
    const char *queue = said ? text_at(said, "QueueArn") : NULL;
    struct declared *d;

    if (!said || (said->text && strcasecmp(said->text, "true") != 0))
        return NULL;
    if (!queue) {
        d = declare(e->i, arena_text(e->i->arena, "%sQueue", e->id), "AWS::SQS::Queue",
                    e->said->at);
        queue = reference_to(e->i, d->id);
    }
    d = declare(e->i, arena_text(e->i->arena, "%sMapping", e->id),
                "AWS::Lambda::EventSourceMapping", e->said->at);
    if (said->kind == NODE_GROUP)
        node_merge(e->i->arena, d->properties, said);
    add_text(e->i, d->properties, "EventSourceArn", queue);
    add_text(e->i, d->properties, "FunctionName", reference_to(e->i, e->of->id));
    return queue;
}

static void topic_event(const struct sam_event *e)
{
    const char *queue = queue_between(e);
    struct declared *d = make(e, "AWS::SNS::Subscription");

    node_merge(e->i->arena, d->properties, e->properties);
    copy_member(e, "Topic", d->properties, "TopicArn");
    add_text(e->i, d->properties, "Protocol", queue ? "sqs" : "lambda");
    add_text(e->i, d->properties, "Endpoint",
             queue ? queue : reference_to(e->i, e->of->id));
}

/* ---- rules and schedules ---- */

static void rule_event(const struct sam_event *e)
{
    struct declared *d = make(e, "AWS::Events::Rule");
    struct node *target;

    copy_member(e, "EventBusName", d->properties, "EventBusName");
    copy_member(e, "Pattern", d->properties, "EventPattern");
    copy_member(e, "EventPattern", d->properties, "EventPattern");
    copy_member(e, "Schedule", d->properties, "ScheduleExpression");
    copy_member(e, "ScheduleExpression", d->properties, "ScheduleExpression");
    copy_member(e, "State", d->properties, "State");
    copy_member(e, "Enabled", d->properties, "Enabled");
    target = add_group(e->i, add_list(e->i, d->properties, "Targets"), NULL);
    add_text(e->i, target, "Arn", reference_to(e->i, e->of->id));
    copy_member(e, "RetryPolicy", target, "RetryPolicy");
    copy_member(e, "DeadLetterConfig", target, "DeadLetterConfig");
}

/* ---- all of them ---- */

/* What it is called by that no room simulates: a client stands for it. */
static void other_event(const struct sam_event *e)
{
    struct import *i = e->i;

    e->of->stands_for = arena_text(i->arena, "%s%sthe event %s (%s)",
                                   e->of->stands_for ? e->of->stands_for : "",
                                   e->of->stands_for ? ", " : "", e->said->name, e->type);
    note(i, e->said->at,
         "%s: an event of type %s is not simulated: a client stands for it", e->id,
         e->type);
}

static const struct {
    const char *type;
    void (*made)(const struct sam_event *);
} kinds[] = {
    {"Api", api_event},
    {"HttpApi", api_event},
    {"SQS", mapping_event},
    {"Kinesis", mapping_event},
    {"DynamoDB", mapping_event},
    {"SNS", topic_event},
    {"Schedule", rule_event},
    {"ScheduleV2", rule_event},
    {"EventBridgeRule", rule_event},
    {"CloudWatchEvent", rule_event},
};

static void made_of(struct sam_event *e)
{
    e->type = text_at(e->said, "Type");
    e->properties = node_member(e->said, "Properties");
    if (!e->type)
        return;
    if (!e->properties || e->properties->kind != NODE_GROUP)
        e->properties = node_new(e->i->arena, NODE_GROUP, NULL, NULL, e->said->at);
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
        if (strcmp(kinds[k].type, e->type) == 0) {
            kinds[k].made(e);
            return;
        }
    other_event(e);
}

void sam_events(struct import *i, struct declared *d)
{
    const struct node *all = node_member(d->properties, "Events");

    for (const struct node *one = all ? all->first : NULL; one; one = one->next) {
        struct sam_event e = {.i = i, .of = d, .said = one};
        if (!one->name || one->kind != NODE_GROUP)
            continue;
        e.id = arena_text(i->arena, "%s%s", d->id, one->name);
        made_of(&e);
    }
    node_drop(d->properties, "Events");
}
