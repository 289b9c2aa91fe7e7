/* rules.c - EventBridge: rules and schedules, each on its bus. */
#include <string.h>
#include <strings.h>

#include "config/schedule.h"
#include "import/rows.h"

/* A bus that the template does not define: the account's own, or somebody else's. */
static struct declared *bus_of(struct import *i, const struct declared *rule)
{
    const char *name = text_at(rule->properties, "EventBusName");
    struct declared *bus = name ? declared_with_room(i, name) : NULL;
    const char *id = !name || strcmp(name, "default") == 0 ? "default" : "OutsideBus";

    if (bus && bus->model && strcmp(bus->model->name, "events") == 0)
        return bus;
    bus = declared_find(i, id);
    if (!bus) {
        bus = declare(i, id, "AWS::Events::EventBus", i->values.root->at);
        template_name(i, bus);
    }
    return bus;
}

static bool is_off(const struct declared *rule)
{
    const char *state = text_at(rule->properties, "State");
    const char *enabled = text_at(rule->properties, "Enabled");

    return (state && strncasecmp(state, "DISABLED", 8) == 0) ||
           (enabled && strcasecmp(enabled, "false") == 0);
}

/* Whom a rule can pass events on to. */
static struct declared *taker(const struct import *i, const struct node *target)
{
    static const char *const rooms[] = {"lambda", "sqs",     "sns", "stepfunctions",
                                        "events", "kinesis", NULL};
    struct declared *to = declared_with_room(i, text_at(target, "Arn"));

    return to && (!to->model || text_is_one_of(to->model->name, rooms)) ? to : NULL;
}

static bool is_standard_queue(const struct import *i, const char *address)
{
    for (const struct declared *d = i->first; d; d = d->next)
        if (d->address && strcmp(d->address, address) == 0) {
            const char *fifo = text_at(d->group, "fifo_queue");
            return strncmp(address, "sqs.", 4) == 0 && !(fifo && *fifo == 't');
        }
    return false;
}

/* Takes out of the element what the room would not take. */
static void check_element(struct import *i, const struct declared *rule,
                          struct node *element)
{
    const char *dead = text_at(element, "dead_letter_config");

    if (dead && !is_standard_queue(i, dead)) {
        note(i, rule->at, "%s: dead letters go to a standard queue, not to %s", rule->id,
             dead);
        node_drop(element, "dead_letter_config");
    }
    if (!node_member(element, "schedule"))
        fill_in(add_text(i, element, "filter_share", "100 %"),
                "share of the bus's events that its pattern takes");
}

static void add_rule(struct import *i, const struct declared *rule, struct declared *bus,
                     const struct node *target)
{
    struct node *properties = node_copy(i->arena, rule->properties);
    struct property_set set = {rule->type, properties, rule->id, NULL};
    struct declared *to = taker(i, target);
    struct node *list, *element;
    const char *name = name_in_words(i->arena, rule->id), *plain = name;

    if (!to) {
        note(i, rule->at, "%s: its target %s is not simulated", rule->id,
             text_at(target, "Arn") ? text_at(target, "Arn") : "");
        return;
    }
    node_drop(properties, "Targets");
    node_append(add_list(i, properties, "Targets"), node_copy(i->arena, target));
    list = list_in(i, bus->group, "rules");
    for (int n = 2; element_with(list, "name", name); n++)
        name = arena_text(i->arena, "%s_%d", plain, n);
    element = add_group(i, list, NULL);
    add_text(i, element, "name", name);
    add_text(i, element, "target", to->address);
    rows_fill(i, field_find(bus->model->fields, "rules")->of, &set, element);
    check_element(i, rule, element);
}

/* NULL, or why it is not simulated. */
static const char *wrong_with(const struct declared *rule)
{
    const char *schedule = text_at(rule->properties, "ScheduleExpression");
    struct schedule read;

    if (is_off(rule))
        return "it is disabled";
    if (schedule)
        return schedule_parse(schedule, &read);
    return node_member(rule->properties, "EventPattern")
               ? NULL
               : "it has neither a pattern nor a schedule";
}

static void rule_one(struct import *i, const struct declared *rule)
{
    const struct node *targets = node_member(rule->properties, "Targets");
    const char *wrong = wrong_with(rule);

    if (wrong) {
        note(i, rule->at, "%s: a rule that is left out: %s", rule->id, wrong);
        return;
    }
    for (const struct node *one = targets ? targets->first : NULL; one; one = one->next)
        if (one->kind == NODE_GROUP)
            add_rule(i, rule, bus_of(i, rule), one);
}

void rules_all(struct import *i)
{
    for (struct declared *d = i->first; d; d = d->next)
        if (declared_is(d, "AWS::Events::Rule"))
            rule_one(i, d);
}
