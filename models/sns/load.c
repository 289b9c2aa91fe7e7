/* load.c - a topic before it runs: what its subscriptions may be of. */
#include <string.h>

#include "flow/graph.h"
#include "sns/tables.h"

bool subscription_is_http(const struct subscription *s)
{
    return strncmp(s->endpoint.address, "http.", 5) == 0;
}

/* Functions are invoked as events: the callee's own word for it, in the subscription's
 * group, from where it is read with what else a caller may say. */
void sns_expand(struct reading *reading, struct node *group, const char *address)
{
    struct node *list = node_member(group, "subscriptions");

    (void)address;
    if (!list || list->kind != NODE_LIST)
        return;
    for (struct node *one = list->first; one; one = one->next) {
        const struct node *to =
            one->kind == NODE_GROUP ? node_member(one, "endpoint") : NULL;
        if (to && to->text && strncmp(to->text, "lambda.", 7) == 0 &&
            !node_member(one, "invocation_type"))
            node_append(one, node_new(reading->arena, NODE_TEXT, "invocation_type",
                                      "Event", to->at));
    }
}

void sns_declare(struct catalogue *all, const struct resource *self)
{
    const struct sns_config *c = self->config;
    const struct subscription *s = c->subscriptions.element;

    declare_account_limit(all, LIMIT_BUCKET, "publish_rate");
    for (size_t i = 0; i < c->subscriptions.count; i++)
        declare_part(all, s[i].endpoint.address);
}

static bool is_of(const struct graph *graph, const struct target *to, const char *room)
{
    return strcmp(graph->resource[to->resource].model->name, room) == 0;
}

static bool is_fifo(const struct graph *graph, const struct target *to)
{
    const bool *fifo = resource_setting(&graph->resource[to->resource], "fifo_queue");

    return fifo && *fifo;
}

static bool says_otherwise(const struct target *to)
{
    const struct node *said =
        to->group ? node_member(to->group, "invocation_type") : NULL;

    return said && said->text && strcmp(said->text, "Event") != 0;
}

/* SNS developer guide, event destinations, 2021-08 and 2026. */
static const char *endpoint_wrong(const struct graph *graph, const struct subscription *s)
{
    const struct target *to = &s->endpoint;

    if (!is_of(graph, to, "lambda") && !is_of(graph, to, "sqs") &&
        !subscription_is_http(s))
        return "a subscription is of a function, a queue or an http service";
    if (is_of(graph, to, "sqs") && is_fifo(graph, to))
        return "a FIFO queue takes no messages of a standard topic";
    if (is_of(graph, to, "lambda") && says_otherwise(to))
        return "SNS invokes functions with invocation_type = \"Event\"";
    if (s->raw && is_of(graph, to, "lambda"))
        return "raw_message_delivery is for queues and http services";
    return NULL;
}

static void check_subscription(const struct graph *graph, const struct resource *self,
                               const struct subscription *s, struct diag *diag)
{
    const struct delivery_policy policy = policy_of(graph_account(graph, "sns"), s);
    const char *wrong = endpoint_wrong(graph, s);

    if (!wrong && !subscription_is_http(s) &&
        (s->policy.retries != ABSENT || s->policy.backoff >= 0))
        wrong = "delivery_policy is for http services: others have SNS's own";
    if (!wrong && subscription_is_http(s))
        wrong = policy_wrong(&policy);
    if (wrong)
        diag_error(diag, s->endpoint.at, "%s.subscriptions[%s]: %s", self->address,
                   s->endpoint.address, wrong);
    if (s->dead_letter.address &&
        (!is_of(graph, &s->dead_letter, "sqs") || is_fifo(graph, &s->dead_letter)))
        diag_error(diag, s->dead_letter.at,
                   "%s.subscriptions[%s]: %s is no standard queue: dead letters go to "
                   "one",
                   self->address, s->endpoint.address, s->dead_letter.address);
}

void sns_check(const struct graph *graph, const struct resource *self, struct diag *diag)
{
    const struct sns_config *c = self->config;
    const struct subscription *s = c->subscriptions.element;

    for (size_t i = 0; i < c->subscriptions.count; i++)
        check_subscription(graph, self, &s[i], diag);
}

bool sns_resolve(const struct graph *graph, const struct resource *self,
                 struct target *target, struct diag *diag)
{
    const char *since = NULL;

    if (target->action != ACTION_PUBLISH_BATCH ||
        graph->has_feature(graph, "sns_publish_batch", &since))
        return true;
    diag_error(diag, target->action_at, "%s: PublishBatch came on %s, after this profile",
               self->address, since ? since : "a later day");
    return false;
}
