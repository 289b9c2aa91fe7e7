/* settings.c - each resource's own settings, and what its group cannot do without. */
#include <string.h>

#include "import/rows.h"

/* Properties that say nothing of capacity, whatever they are of. */
static const char *const plain[] = {
    "AccessLogSetting", "ApiKeySourceType", "AttributeDefinitions", "Auth",
    "AutoPublishAlias", "AutoPublishAliasAllProperties", "AutoPublishCodeSha256",
    "BinaryMediaTypes", "CanarySetting", "Code", "CodeSigningConfigArn", "CodeUri",
    "ContributorInsightsSpecification", "Cors", "CorsConfiguration",
    "DeletionProtectionEnabled", "DeploymentPreference", "Description",
    "DisableExecuteApiEndpoint", "DisplayName", "Domain", "EndpointConfiguration",
    "Environment", "EventSourceName", "FailOnWarnings", "FunctionName",
    "GatewayResponses", "Handler", "ImageConfig", "ImageUri", "InlineCode", "KeySchema",
    "KmsKeyArn", "KmsMasterKeyId", "KmsDataKeyReusePeriodSeconds", "Layers",
    "LicenseInfo", "Logging", "LoggingConfig", "LoggingConfiguration", "Metadata", "Mode",
    "Models", "Name", "OpenApiVersion", "Parameters", "PermissionsBoundary",
    "PointInTimeRecoverySpecification", "Policies", "Policy", "PrimaryKey",
    "PropagateTags", "QueueName", "RecursiveLoop", "RedriveAllowPolicy", "ResourcePolicy",
    "Role", "RoleArn", "RolePath", "RouteSelectionExpression", "RuntimeManagementConfig",
    "SSESpecification", "SigningConfig", "SqsManagedSseEnabled", "StageName",
    "StateMachineName", "StreamEncryption", "TableName", "Tags",
    "TimeToLiveSpecification", "TopicName", "TracingConfig", "TracingConfiguration",
    "TracingEnabled", "Tracing", "Variables", "VersionDescription", "Version",
    /* read elsewhere: api_document.c, machine.c, sam.c, settings.c */
    "Body", "BodyFile", "Definition", "DefinitionFile", "DefinitionSubstitutions",
    "CloneFrom", "DefinitionS3Location", "ProtocolType", "Subscription", "Target", NULL};

static void list_unknown(struct import *i, const struct declared *d)
{
    for (const struct node *one = d->properties->first; one; one = one->next)
        if (!text_is_one_of(one->name, plain) &&
            !rows_know(d->model->fields, d->type, one->name))
            note(i, one->at, "%s: %s is not simulated", d->id, one->name);
}

static bool says(const struct node *group, const char *name, const char *value)
{
    const char *text = text_at(group, name);

    return text && strcmp(text, value) == 0;
}

/* ---- tables ---- */

static void need_units(struct import *i, struct node *group)
{
    static const char *const units[] = {"read_capacity_units", "write_capacity_units"};

    for (size_t k = 0; k < 2; k++)
        if (!node_member(group, units[k]))
            fill_in(add_number(i, group, units[k], "5"), "provisioned units a second");
}

static void finish_table(struct import *i, struct declared *d)
{
    struct node *indexes = node_member(d->group, "global_secondary_indexes");

    if (says(d->group, "billing_mode", "PAY_PER_REQUEST")) {
        node_drop(d->group, "read_capacity_units");
        node_drop(d->group, "write_capacity_units");
        return;
    }
    need_units(i, d->group);
    for (struct node *one = indexes ? indexes->first : NULL; one; one = one->next)
        need_units(i, one);
}

/* ---- streams, queues, APIs ---- */

static void finish_stream(struct import *i, struct declared *d)
{
    if (says(d->group, "stream_mode", "ON_DEMAND"))
        node_drop(d->group, "shard_count");
    else if (!node_member(d->group, "shard_count"))
        fill_in(add_number(i, d->group, "shard_count", "1"), "shards");
}

static void finish_endpoint(struct import *i, struct declared *d)
{
    struct node *endpoint = node_member(d->group, "endpoint_configuration");

    if (endpoint && strcmp(endpoint->text, "PRIVATE") == 0) {
        endpoint->text = "REGIONAL";
        remark(endpoint, "PRIVATE in the template");
        note(i, d->at,
             "%s: who calls a PRIVATE API from inside which VPC no template says: taken "
             "for REGIONAL; vpc_endpoint and the client's network.vpc make it PRIVATE",
             d->id);
    }
}

static void finish_api(struct import *i, struct declared *d)
{
    struct node *type = node_new(i->arena, NODE_TEXT, "type", "REST", d->at);
    const char *protocol = text_at(d->properties, "ProtocolType");

    if (declared_is(d, "AWS::ApiGatewayV2::Api"))
        type->text = "HTTP";
    if (protocol && strcmp(protocol, "WEBSOCKET") == 0) {
        remark(type, "a WEBSOCKET API: taken for an HTTP one");
        note(i, d->at, "%s: WebSocket APIs are not built yet: taken for an HTTP API",
             d->id);
    }
    node_put(d->group, type);
    finish_endpoint(i, d);
}

static void finish(struct import *i, struct declared *d)
{
    if (strcmp(d->model->name, "dynamodb") == 0)
        finish_table(i, d);
    else if (strcmp(d->model->name, "kinesis") == 0)
        finish_stream(i, d);
    else if (strcmp(d->model->name, "apigateway") == 0)
        finish_api(i, d);
}

void settings_read(struct import *i)
{
    for (struct declared *d = i->first; d; d = d->next) {
        struct property_set set = {d->type, d->properties, d->id, NULL};
        if (!d->group || declared_is(d, "AWS::CloudFront::Distribution"))
            continue; /* distribution.c */
        rows_fill(i, d->model->fields, &set, d->group);
        finish(i, d);
        list_unknown(i, d);
    }
}
