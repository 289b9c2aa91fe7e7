/* route.c - APIs: their routes, what each calls, and the throttles of their stages.
 *
 * SAM's events, methods of REST APIs, routes of HTTP APIs and OpenAPI documents all come
 * here as routes of one kind (template.h); an integration is a text that names a
 * function, or a service's action as API Gateway spells it.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "import/rows.h"

static bool is_api(const struct declared *d)
{
    return d && d->model && strcmp(d->model->name, "apigateway") == 0;
}

/* ---- integrations ---- */

static const struct {
    const char *uri, *subtype, *room;
} services[] = {
    {":states:", "StepFunctions-", "stepfunctions"},
    {":sqs:", "SQS-", "sqs"},
    {":dynamodb:", "DynamoDB-", "dynamodb"},
    {":kinesis:", "Kinesis-", "kinesis"},
    {":sns:", "SNS-", "sns"},
    {":events:", "EventBridge-", "events"},
};

/* "arn:aws:apigateway:REGION:states:action/StartExecution", "SQS-SendMessage" */
static const char *action_in(const struct model *model, const char *said)
{
    for (const char *const *a = model->actions; *a; a++) {
        const char *at = strstr(said, *a);
        size_t length = strlen(*a);
        if (at && at > said && strchr("/-:", at[-1]) &&
            (!at[length] || at[length] == '&'))
            return *a;
    }
    return NULL;
}

/* A table has no obvious action. */
static const char *action_needed(const struct model *model, const char *action)
{
    return !action && strcmp(model->name, "dynamodb") == 0 ? model->actions[0] : action;
}

/* The one of that room whose name stands in the integration, or the only one there is. */
static struct declared *supposed(const struct import *i, const struct node *integration,
                                 const char *room)
{
    struct declared *only = NULL;
    size_t count = 0;

    for (struct declared *d = i->first; d; d = d->next) {
        if (!d->model || strcmp(d->model->name, room) != 0)
            continue;
        if (declared_named_in(d, integration))
            return d;
        only = d;
        count++;
    }
    return count == 1 ? only : NULL;
}

/* By the service that a URI or a subtype names; the resource may be anywhere in it. */
static struct declared *of_service(struct import *i, const struct node *integration,
                                   const char *said, struct route_said *r)
{
    for (size_t k = 0; k < sizeof services / sizeof *services; k++)
        if (strstr(said, services[k].uri) ||
            strncmp(said, services[k].subtype, strlen(services[k].subtype)) == 0) {
            struct declared *d = declared_within(i, integration, services[k].room);
            r->guessed = !d;
            d = d ? d : supposed(i, integration, services[k].room);
            r->action = d ? action_needed(d->model, action_in(d->model, said)) : NULL;
            return d;
        }
    return NULL;
}

/* CloudFormation and OpenAPI spell it differently. */
static const char *said_as(const struct node *said, const char *const *names)
{
    const char *text = NULL;

    for (; *names && !text; names++)
        text = text_at(said, *names);
    return text;
}

bool route_integration(struct import *i, const struct node *said, struct route_said *r)
{
    static const char *const uris[] = {"Uri", "uri", "IntegrationUri", NULL};
    static const char *const types[] = {"Type", "type", "IntegrationType", NULL};
    const char *uri = said_as(said, uris), *type = said_as(said, types);
    const char *subtype = text_at(said, "IntegrationSubtype");
    struct declared *to = NULL;

    if (type && strcasecmp(type, "MOCK") == 0)
        return false;
    if (subtype || uri)
        to = of_service(i, said, subtype ? subtype : uri, r);
    if (!to && uri && strncmp(uri, "http", 4) != 0)
        to = declared_with_room(i, uri);
    if (to && !is_api(to))
        r->integration = reference_to(i, to->id);
    return true;
}

/* ---- methods and routes of CloudFormation ---- */

/* "/orders/{id}" of a resource below resources. */
static const char *path_of(struct import *i, const char *resource)
{
    const char *path = "", *part;

    for (int depth = 0; depth < 40; depth++) {
        struct declared *d = declared_meant(i, resource);
        if (!d || !declared_is(d, "AWS::ApiGateway::Resource"))
            break;
        part = text_at(d->properties, "PathPart");
        path = arena_text(i->arena, "/%s%s", part ? part : "", path);
        resource = text_at(d->properties, "ParentId");
    }
    return *path ? path : "/";
}

static void declare_method(struct import *i, const struct declared *d)
{
    const struct node *integration = node_member(d->properties, "Integration");
    struct route_said r = {d->id,
                           d->at,
                           text_at(d->properties, "RestApiId"),
                           text_at(d->properties, "HttpMethod"),
                           path_of(i, text_at(d->properties, "ResourceId")),
                           NULL,
                           NULL,
                           false,
                           text_at(d->properties, "ApiKeyRequired")};

    if (r.api && (!integration || route_integration(i, integration, &r)))
        declare_route(i, &r);
}

static void declare_http_route(struct import *i, const struct declared *d)
{
    const char *key = text_at(d->properties, "RouteKey");
    const char *blank = key ? strchr(key, ' ') : NULL;
    const struct declared *to = declared_meant(i, text_at(d->properties, "Target"));
    struct route_said r = {d->id, d->at, text_at(d->properties, "ApiId"), NULL, key, NULL,
                           NULL,  false};

    if (blank) {
        r.method = arena_text(i->arena, "%.*s", (int)(blank - key), key);
        r.path = blank + 1;
    }
    if (r.api && (!to || route_integration(i, to->properties, &r)))
        declare_route(i, &r);
}

/* ---- into the APIs ---- */

/* As it says itself, else as SAM's Auth of its API does. */
static bool route_needs_key(const struct declared *d, const struct declared *api)
{
    const struct node *auth = node_member(api->properties, "Auth");
    const char *said = text_at(d->properties, "NeedsKey");

    if (!said && auth && auth->kind == NODE_GROUP)
        said = text_at(auth, "ApiKeyRequired");
    return said && strcasecmp(said, "true") == 0 &&
           declared_is(api, "AWS::ApiGateway::RestApi");
}

/* What is asked of whom it calls. */
static void add_action(struct import *i, const struct declared *d,
                       const struct declared *to, struct node *element)
{
    if (text_at(d->properties, "Action"))
        add_text(i, element, "action", text_at(d->properties, "Action"));
    if (to->model && takes_items(to->model))
        fill_in(add_text(i, element, "item_size", "1 KB"), "how large each is");
    if (node_member(d->properties, "Guessed"))
        remark(element, "a guess: the template names the service only");
}

static void add_route(struct import *i, const struct declared *d)
{
    struct declared *api = declared_with_room(i, text_at(d->properties, "Api"));
    const char *key = text_at(d->properties, "Route");
    struct declared *to = declared_with_room(i, text_at(d->properties, "Integration"));
    struct node *list, *element;

    if (!is_api(api)) {
        note(i, d->at, "%s: its API is not defined here: left out", d->id);
        return;
    }
    list = list_in(i, api->group, "routes");
    if (element_with(list, "route", key))
        return;
    element = add_group(i, list, NULL);
    add_text(i, element, "route", key);
    add_text(i, element, "integration", to ? to->address : outside_service(i));
    if (route_needs_key(d, api))
        add_flag(i, element, "api_key_required", true);
    if (to) {
        add_action(i, d, to, element);
        return;
    }
    fill_in(element, "what it calls is not in the template");
    note(i, d->at, "%s: what route %s calls is not in the template", d->id, key);
}

/* An API answers something. */
static void need_routes(struct import *i, struct declared *api)
{
    struct node *element;

    if (node_member(api->group, "routes"))
        return;
    element = add_group(i, add_list(i, api->group, "routes"), NULL);
    add_text(i, element, "route", "ANY /");
    add_text(i, element, "integration", outside_service(i));
    fill_in(element, "its routes are not in the template");
    note(i, api->at, "%s: its routes are not in the template", api->id);
}

/* ---- stages ---- */

/* "/~1orders~1{id}" is the path "/orders/{id}". */
static bool is_path(const char *said, const char *path)
{
    said += *said == '/' && said[1] == '~';
    for (; *said && *path; path++) {
        bool slash = strncmp(said, "~1", 2) == 0;
        if (*path != (slash ? '/' : *said))
            return false;
        said += slash ? 2 : 1;
    }
    return !*said && !*path;
}

/* Whether settings for a path and a method, "*" for all, are for the route of that key.
 */
static bool fits(const char *key, const char *path, const char *method)
{
    size_t length = strcspn(key, " ");
    const char *own = key[length] ? key + length + 1 : key;

    if (strcmp(method, "*") != 0 &&
        (strlen(method) != length || strncmp(key, method, length) != 0))
        return false;
    return strcmp(path, "/*") == 0 || strcmp(path, "*") == 0 || is_path(path, own);
}

static void throttle(struct import *i, const struct declared *stage,
                     const struct node *settings, const struct field *table,
                     struct node *group)
{
    struct node *properties = node_new(i->arena, NODE_GROUP, NULL, NULL, stage->at);
    struct property_set set = {"AWS::ApiGateway::Stage", properties, stage->id, NULL};
    struct node *copy = node_copy(i->arena, settings);

    copy->name = "MethodSettings";
    node_append(properties, copy);
    rows_fill(i, table, &set, group);
    if (!node_member(group, "throttling_rate_limit"))
        node_drop(group, "throttling_burst_limit");
}

static void method_settings(struct import *i, const struct declared *stage,
                            struct declared *api, const struct node *one)
{
    const char *path = text_at(one, "ResourcePath"), *method = text_at(one, "HttpMethod");
    const struct field *routes = field_find(api->model->fields, "routes");
    struct node *list = node_member(api->group, "routes");

    path = path ? path : "/*";
    method = method ? method : "*";
    if (strcmp(path, "/*") == 0 && strcmp(method, "*") == 0) {
        throttle(i, stage, one, api->model->fields, api->group);
        return;
    }
    for (struct node *r = list ? list->first : NULL; r; r = r->next)
        if (fits(text_at(r, "route"), path, method))
            throttle(i, stage, one, routes->of, r);
}

static void stage_one(struct import *i, const struct declared *d, struct declared *api)
{
    const struct node *methods = node_member(d->properties, "MethodSettings");
    const struct node *all = node_member(d->properties, "DefaultRouteSettings");
    const struct node *each = node_member(d->properties, "RouteSettings");
    const struct field *routes = field_find(api->model->fields, "routes");
    struct node *list = node_member(api->group, "routes"), *own, *route;
    struct property_set set = {"AWS::ApiGateway::Stage", NULL, d->id, NULL};

    for (const struct node *one = methods ? methods->first : NULL; one; one = one->next)
        if (one->kind == NODE_GROUP)
            method_settings(i, d, api, one);
    if (all && all->kind == NODE_GROUP)
        throttle(i, d, all, api->model->fields, api->group);
    for (const struct node *one = each ? each->first : NULL; one; one = one->next)
        if (one->kind == NODE_GROUP && (route = element_with(list, "route", one->name)))
            throttle(i, d, one, routes->of, route);
    own = node_copy(i->arena, d->properties);
    node_drop(own, "MethodSettings");
    set.properties = own;
    rows_fill(i, api->model->fields, &set, api->group);
}

static void routes_declare(struct import *i)
{
    for (struct declared *d = i->first, *last = i->last; d;
         d = d == last ? NULL : d->next) {
        if (declared_is(d, "AWS::ApiGateway::Method"))
            declare_method(i, d);
        else if (declared_is(d, "AWS::ApiGatewayV2::Route"))
            declare_http_route(i, d);
        else if (is_api(d))
            api_document(i, d);
    }
}

void routes_all(struct import *i)
{
    routes_declare(i);
    for (struct declared *d = i->first; d; d = d->next)
        if (declared_is(d, "Headroom::Route"))
            add_route(i, d);
    for (struct declared *d = i->first; d; d = d->next)
        if (is_api(d))
            need_routes(i, d);
    for (struct declared *d = i->first; d; d = d->next)
        if (declared_is(d, "AWS::ApiGateway::Stage") ||
            declared_is(d, "AWS::ApiGatewayV2::Stage")) {
            const char *rest = text_at(d->properties, "RestApiId");
            struct declared *api =
                declared_with_room(i, rest ? rest : text_at(d->properties, "ApiId"));
            if (is_api(api))
                stage_one(i, d, api);
        }
}
