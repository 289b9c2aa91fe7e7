/* usage.c - usage plans: into the APIs whose stages they name, and who has a key of them.
 *
 * Which key belongs to whom no template says: each client has one of the first plan.
 */
#include <string.h>
#include <strings.h>

#include "import/rows.h"

#define PLAN_TYPE "AWS::ApiGateway::UsagePlan"

static bool is_rest(const struct declared *d)
{
    return d && d->group && declared_is(d, "AWS::ApiGateway::RestApi");
}

static bool asks_for_key(const struct node *route)
{
    const struct node *said = node_member(route, "api_key_required");

    return said && said->text && strcmp(said->text, "true") == 0;
}

/* What may stand in the brackets of an address. */
static const char *plan_name(struct import *i, const struct declared *d)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                "0123456789_-";
    const char *said = text_at(d->properties, "UsagePlanName");

    return said && *said && !said[strspn(said, plain)] ? said
                                                       : name_in_words(i->arena, d->id);
}

/* What `check` would refuse, since one does not go without the other. */
static void keep_whole(struct node *plan)
{
    if (!node_member(plan, "throttling_rate_limit"))
        node_drop(plan, "throttling_burst_limit");
    if (!node_member(plan, "quota_limit") || !node_member(plan, "quota_period")) {
        node_drop(plan, "quota_limit");
        node_drop(plan, "quota_period");
        node_drop(plan, "quota_offset");
    }
}

/* "/orders/{id}/GET": the throttle of one route. */
static void route_throttle(struct import *i, const struct declared *d,
                           const struct declared *api, const struct node *one,
                           struct node *plan)
{
    const struct field *table = field_find(api->model->fields, "usage_plans")->of;
    struct property_set set = {PLAN_TYPE, one, d->id, PLAN_TYPE ".ApiStages.Throttle"};
    const char *slash = strrchr(one->name, '/');
    int length = slash ? (int)(slash - one->name) : 0;
    const char *key = arena_text(i->arena, "%s %.*s", slash ? slash + 1 : one->name,
                                 length ? length : 1, length ? one->name : "/");
    const struct node *route =
        element_with(node_member(api->group, "routes"), "route", key);
    struct node *element;

    if (!route || !asks_for_key(route)) {
        note(i, one->at, "%s: throttle of %s: %s", d->id, one->name,
             route ? "its route asks for no key" : "the API has no such route");
        return;
    }
    element = node_new(i->arena, NODE_GROUP, NULL, NULL, one->at);
    add_text(i, element, "route", key);
    rows_fill(i, field_find(table, "routes")->of, &set, element);
    if (node_member(element, "throttling_rate_limit"))
        node_append(list_in(i, plan, "routes"), element);
}

static void add_plan(struct import *i, const struct declared *d, struct declared *api,
                     const struct node *stage)
{
    const struct field *row = field_find(api->model->fields, "usage_plans");
    struct node *own = node_copy(i->arena, d->properties), *plan, *list;
    struct property_set set = {PLAN_TYPE, own, d->id, NULL};
    const struct node *throttle = node_member(stage, "Throttle");

    list = list_in(i, api->group, "usage_plans");
    if (element_with(list, "name", plan_name(i, d))) /* two stages: one is simulated */
        return;
    plan = add_group(i, list, NULL);
    add_text(i, plan, "name", plan_name(i, d));
    node_drop(own, "ApiStages");
    rows_fill(i, row->of, &set, plan);
    keep_whole(plan);
    for (const struct node *one = throttle ? throttle->first : NULL; one; one = one->next)
        if (one->kind == NODE_GROUP && one->name)
            route_throttle(i, d, api, one, plan);
}

static void place_plan(struct import *i, const struct declared *d)
{
    const struct node *stages = node_member(d->properties, "ApiStages");
    const struct declared *first = NULL;

    for (const struct node *one = stages ? stages->first : NULL; one; one = one->next) {
        struct declared *api = declared_with_room(i, text_at(one, "ApiId"));
        if (!is_rest(api)) {
            note(i, one->at, "%s: its API is not defined here, or is no REST API", d->id);
            continue;
        }
        if (first && first != api)
            note(i, one->at,
                 "%s: a key's throttle and quota hold for all APIs of the "
                 "plan: each has them for itself here",
                 d->id);
        first = first ? first : api;
        add_plan(i, d, api, one);
    }
}

/* Routes that ask for a key of which nobody says more. */
static void need_plan(struct import *i, struct declared *api)
{
    const struct node *routes = node_member(api->group, "routes");
    struct node *plan;
    bool asked = false;

    for (const struct node *one = routes->first; one; one = one->next)
        asked |= asks_for_key(one);
    if (!asked || node_member(api->group, "usage_plans"))
        return;
    plan = add_group(i, add_list(i, api->group, "usage_plans"), NULL);
    add_text(i, plan, "name", "outside");
    fill_in(plan, "throttle and quota of the keys, which are not in the template");
    note(i, api->at, "%s: what its API keys may ask for is not in the template", api->id);
}

void usage_plans_all(struct import *i)
{
    for (struct declared *d = i->first; d; d = d->next)
        if (declared_is(d, PLAN_TYPE))
            place_plan(i, d);
    for (struct declared *d = i->first; d; d = d->next)
        if (is_rest(d))
            need_plan(i, d);
}

void add_key(struct import *i, struct node *call, const char *address, const char *route)
{
    for (const struct declared *d = i->first; d; d = d->next) {
        const struct node *plans =
            is_rest(d) ? node_member(d->group, "usage_plans") : NULL;
        const struct node *said;
        struct node *plan;
        if (!plans || strcmp(d->address, address) != 0)
            continue;
        said = element_with(node_member(d->group, "routes"), "route", route);
        if (!said || !asks_for_key(said))
            continue;
        plan = add_text(i, call, "usage_plan", text_at(plans->first, "name"));
        remark(plan, plans->count > 1
                         ? "a guess: whose key it has; all these requests have one"
                         : "one key for all these requests");
    }
}
