/* api_document.c - an OpenAPI document as an API's routes: inline, a file beside the
 * template, or AWS::Include of one.  What a route calls stands in its
 * x-amazon-apigateway-integration.
 */
#include <string.h>
#include <strings.h>

#include "import/file.h"

/* AWS::Include, as a template says it: { "Fn::Transform": { Name, Parameters } }. */
static const struct node *included(const struct node *body)
{
    const struct node *transform = node_member(body, "Fn::Transform");
    const struct node *parameters =
        transform ? node_member(transform, "Parameters") : NULL;

    return parameters ? node_member(parameters, "Location") : NULL;
}

static const struct node *from_file(struct import *i, const struct declared *api,
                                    const struct node *said)
{
    const struct node *tree = said->text ? file_tree(i, said, api->id, NULL) : NULL;

    return tree ? value_of(&i->values, tree) : NULL;
}

static const struct node *document_of(struct import *i, const struct declared *api)
{
    const struct node *body = node_member(api->properties, "Body");
    const struct node *file = node_member(api->properties, "BodyFile");

    if (body && body->kind == NODE_GROUP && included(body))
        return from_file(i, api, included(body));
    if (file)
        return from_file(i, api, file);
    return body;
}

/* Whether the scheme of this name is an API key, as API Gateway takes it. */
static bool is_key(const struct node *document, const char *scheme)
{
    const struct node *all = node_member(document, "securityDefinitions"), *one;
    const char *name;

    if (!all && (one = node_member(document, "components")) && one->kind == NODE_GROUP)
        all = node_member(one, "securitySchemes");
    one = all && all->kind == NODE_GROUP ? node_member(all, scheme) : NULL;
    if (!one || one->kind != NODE_GROUP ||
        node_member(one, "x-amazon-apigateway-authtype"))
        return false;
    name = text_at(one, "name");
    return name && strcasecmp(name, "x-api-key") == 0;
}

/* The method's `security`, else the document's; NULL: neither says so. */
static const char *needs_key(const struct node *document, const struct node *method)
{
    const struct node *all = node_member(method, "security");

    all = all ? all : node_member(document, "security");
    for (const struct node *one = all ? all->first : NULL; one; one = one->next)
        for (const struct node *scheme = one->first; scheme; scheme = scheme->next)
            if (scheme->name && is_key(document, scheme->name))
                return "true";
    return NULL;
}

static void declare_one(struct import *i, const struct declared *api, const char *path,
                        const struct node *method, const struct node *document)
{
    const struct node *said = node_member(method, "x-amazon-apigateway-integration");
    struct route_said r = {api->id,      method->at, reference_to(i, api->id),
                           method->name, path,       NULL,
                           NULL,         false,      needs_key(document, method)};

    if (said && said->kind == NODE_GROUP && !route_integration(i, said, &r))
        return;
    declare_route(i, &r);
}

void api_document(struct import *i, const struct declared *api)
{
    static const char *const methods[] = {
        "get",     "put",  "post",  "delete",
        "options", "head", "patch", "x-amazon-apigateway-any-method",
        NULL};
    const struct node *document = document_of(i, api);
    const struct node *paths = document ? node_member(document, "paths") : NULL;

    if (!paths || paths->kind != NODE_GROUP)
        return;
    for (const struct node *path = paths->first; path; path = path->next)
        for (const struct node *one = path->first; one; one = one->next)
            if (one->kind == NODE_GROUP && one->name &&
                text_is_one_of(one->name, methods))
                declare_one(i, api, path->name, one, document);
}
