/* load.c - a bus before it runs: what its rules may lead to, and when schedules begin. */
#include <string.h>

#include "base/text.h"
#include "events/tables.h"
#include "flow/graph.h"
#include "flow/plan.h"

bool rule_is_to_http(const struct rule *r)
{
    return strncmp(r->target.address, "http.", 5) == 0;
}

/* Functions are invoked as events: the callee's own word for it, in the rule's group,
 * from where it is read with what else a caller may say. */
void events_expand(struct reading *reading, struct node *group, const char *address)
{
    struct node *list = node_member(group, "rules");

    (void)address;
    if (!list || list->kind != NODE_LIST)
        return;
    for (struct node *one = list->first; one; one = one->next) {
        const struct node *to =
            one->kind == NODE_GROUP ? node_member(one, "target") : NULL;
        if (to && to->text && strncmp(to->text, "lambda.", 7) == 0 &&
            !node_member(one, "invocation_type"))
            node_append(one, node_new(reading->arena, NODE_TEXT, "invocation_type",
                                      "Event", to->at));
    }
}

void events_plan(struct plan *plan, const struct resource *self)
{
    const struct events_config *c = self->config;
    const struct rule *r = c->rules.element;

    for (size_t i = 0; i < c->rules.count; i++) {
        int64_t at = r[i].schedule.kind == SCHEDULE_NONE
                         ? INT64_MAX
                         : schedule_next(&r[i].schedule, plan_start(plan), -1);
        if (at != INT64_MAX)
            plan_change(plan, at, "a scheduled rule");
    }
}

void events_declare(struct catalogue *all, const struct resource *self)
{
    const struct events_config *c = self->config;
    const struct rule *r = c->rules.element;

    declare_account_limit(all, LIMIT_BUCKET, "put_events_rate");
    declare_account_limit(all, LIMIT_BUCKET, "invocation_rate");
    for (size_t i = 0; i < c->rules.count; i++)
        declare_part(all, r[i].name);
}

/* EventBridge user guide, targets, 2021-08 and 2026: those whose rooms are built; http
 * stands for an API destination. */
static const char *const takers[] = {"lambda", "sqs",     "sns",  "stepfunctions",
                                     "events", "kinesis", "http", NULL};

static const char *target_wrong(const struct graph *graph, const struct rule *r)
{
    const struct target *to = &r->target;
    const char *room = graph->resource[to->resource].model->name;
    const struct node *said =
        to->group ? node_member(to->group, "invocation_type") : NULL;

    if (strcmp(room, "apigateway") == 0)
        return "a target that is an API is not built yet";
    if (!text_is_one_of(room, takers))
        return "a target is a function, a queue, a topic, a state machine, a stream, "
               "another bus or an http service";
    if (strcmp(room, "lambda") == 0 && said && said->text &&
        strcmp(said->text, "Event") != 0)
        return "EventBridge invokes functions with invocation_type = \"Event\"";
    if (r->schedule.kind != SCHEDULE_NONE &&
        (r->filter_share.law.kind != LAW_CONSTANT || r->filter_share.law.at < 1))
        return "a scheduled rule matches no events: filter_share means nothing";
    return NULL;
}

static bool is_standard_queue(const struct graph *graph, const struct target *to)
{
    const struct resource *queue = &graph->resource[to->resource];
    const bool *fifo = resource_setting(queue, "fifo_queue");

    return strcmp(queue->model->name, "sqs") == 0 && !(fifo && *fifo);
}

void events_check(const struct graph *graph, const struct resource *self,
                  struct diag *diag)
{
    const struct events_config *c = self->config;
    const struct rule *r = c->rules.element;

    for (size_t i = 0; i < c->rules.count; i++) {
        const char *wrong = target_wrong(graph, &r[i]);
        if (wrong)
            diag_error(diag, r[i].target.at, "%s.rules[%s]: %s", self->address, r[i].name,
                       wrong);
        if (r[i].dead_letter.address && !is_standard_queue(graph, &r[i].dead_letter))
            diag_error(diag, r[i].dead_letter.at,
                       "%s.rules[%s]: %s is no standard queue: dead letters go to one",
                       self->address, r[i].name, r[i].dead_letter.address);
    }
}
