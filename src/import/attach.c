/* attach.c - what hangs on a function or a topic: aliases, URLs, invoke configurations,
 * event source mappings, subscriptions.
 */
#include <string.h>

#include "import/rows.h"

static bool is_of(const struct declared *d, const char *room)
{
    return d && d->model && strcmp(d->model->name, room) == 0;
}

static struct declared *owner_of(struct import *i, const struct declared *d,
                                 const char *property, const char *room)
{
    const char *text = text_at(d->properties, property);
    struct declared *owner = declared_with_room(i, text);

    if (is_of(owner, room))
        return owner;
    note(i, d->at, "%s: %s is not defined here: left out", d->id, text ? text : property);
    return NULL;
}

/* Its rows stand in the owner's table. */
static void settings_of(struct import *i, const struct declared *d, const char *property,
                        const char *as)
{
    struct declared *owner = owner_of(i, d, property, "lambda");
    struct property_set set = {as, d->properties, d->id, NULL};

    if (owner)
        rows_fill(i, owner->model->fields, &set, owner->group);
}

/* ---- event source mappings ---- */

static void no_source(struct import *i, const struct declared *d,
                      struct declared *function, const char *source)
{
    note(i, d->at,
         "%s: %s is no queue or stream that is simulated: a client stands for it", d->id,
         source ? source : "its source");
    function->stands_for =
        arena_text(i->arena, "%s%s%s", function->stands_for ? function->stands_for : "",
                   function->stands_for ? ", " : "", d->id);
}

/* A consumer of a stream: enhanced fan-out. */
static void add_consumer(struct import *i, const char *source, struct node *element)
{
    struct declared *c = declared_meant(i, source);
    const char *name;

    if (!c || !declared_is(c, "AWS::Kinesis::StreamConsumer"))
        return;
    name = text_at(c->properties, "ConsumerName");
    add_text(i, element, "consumer", name ? name : c->id);
}

/* Of a stream AWS takes a topic or a bucket too. */
static void check_failures(struct import *i, const struct declared *d,
                           struct node *element)
{
    const char *to = text_at(element, "on_failure");

    if (!to || strncmp(to, "sqs.", 4) == 0)
        return;
    note(i, d->at, "%s: on_failure to %s is not built yet", d->id, to);
    node_drop(element, "on_failure");
}

static void list_unknown(struct import *i, const struct declared *d,
                         const struct field *table, const char *known)
{
    for (const struct node *one = d->properties->first; one; one = one->next)
        if (!text_is_among(one->name, known) && !rows_know(table, d->type, one->name))
            note(i, one->at, "%s: %s is not simulated", d->id, one->name);
}

static void attach_mapping(struct import *i, const struct declared *d)
{
    struct declared *function = owner_of(i, d, "FunctionName", "lambda");
    const char *said = text_at(d->properties, "EventSourceArn");
    struct declared *source = declared_with_room(i, said);
    struct property_set set = {d->type, d->properties, d->id, NULL};
    const struct field *row;
    struct node *list, *element;

    if (!function)
        return;
    list = node_member(function->group, "event_source_mappings");
    if ((!is_of(source, "sqs") && !is_of(source, "kinesis")) ||
        (list && element_with(list, "event_source", source->address))) {
        no_source(i, d, function, said);
        return;
    }
    element = add_group(i, list_in(i, function->group, "event_source_mappings"), NULL);
    row = field_find(function->model->fields, "event_source_mappings");
    rows_fill(i, row->of, &set, element);
    add_consumer(i, said, element);
    check_failures(i, d, element);
    list_unknown(
        i, d, row->of,
        "FunctionName Queue Stream Topics Broker QueueArn QueueUrl QueuePolicyLogicalId");
}

/* ---- subscriptions ---- */

static bool is_fifo(const struct declared *d)
{
    const char *fifo = text_at(d->group, "fifo_queue");

    return fifo && strcmp(fifo, "true") == 0;
}

/* The address of who gets a topic's messages; NULL after a note. */
static const char *subscriber(struct import *i, const struct declared *d)
{
    const char *protocol = text_at(d->properties, "Protocol");
    struct declared *to = declared_with_room(i, text_at(d->properties, "Endpoint"));

    if (protocol && strncmp(protocol, "http", 4) == 0)
        return outside_service(i);
    if ((is_of(to, "lambda") || is_of(to, "sqs")) && !(is_of(to, "sqs") && is_fifo(to)))
        return to->address;
    note(i, d->at, "%s: a subscription by %s to %s is not simulated", d->id,
         protocol ? protocol : "what", to ? to->address : "an endpoint");
    return NULL;
}

static void attach_subscription(struct import *i, const struct declared *d)
{
    struct declared *topic = owner_of(i, d, "TopicArn", "sns");
    const char *endpoint = topic ? subscriber(i, d) : NULL;
    struct property_set set = {d->type, d->properties, d->id, NULL};
    const struct field *row;
    struct node *list, *element;

    if (!endpoint)
        return;
    list = list_in(i, topic->group, "subscriptions");
    if (element_with(list, "endpoint", endpoint))
        return;
    element = add_group(i, list, NULL);
    add_text(i, element, "endpoint", endpoint);
    row = field_find(topic->model->fields, "subscriptions");
    rows_fill(i, row->of, &set, element);
    if (strncmp(endpoint, "lambda.", 7) == 0)
        node_drop(element, "raw_message_delivery");
    if (node_member(d->properties, "DeliveryPolicy"))
        note(i, d->at, "%s: its DeliveryPolicy is not read: delivery_policy says it",
             d->id);
    if (node_member(d->properties, "FilterPolicy"))
        fill_in(add_text(i, element, "filter_share", "100 %"),
                "share of the messages that its FilterPolicy lets through");
}

/* ---- all of them ---- */

void attach_all(struct import *i)
{
    for (struct declared *d = i->first; d; d = d->next) {
        if (declared_is(d, "AWS::Lambda::Alias") ||
            declared_is(d, "AWS::Lambda::Version"))
            settings_of(i, d, "FunctionName", "AWS::Lambda::Alias");
        else if (declared_is(d, "AWS::Lambda::Url"))
            settings_of(i, d, "TargetFunctionArn", d->type);
        else if (declared_is(d, "AWS::Lambda::EventInvokeConfig"))
            settings_of(i, d, "FunctionName", d->type);
        else if (declared_is(d, "AWS::Lambda::EventSourceMapping"))
            attach_mapping(i, d);
        else if (declared_is(d, "AWS::SNS::Subscription"))
            attach_subscription(i, d);
    }
}
