/* kinds.c - CloudFormation's types: what has a room, what hangs on something that has,
 * what says nothing of capacity.
 */
#include "import/kinds.h"

#include <string.h>

static const struct {
    const char *type, *room, *named_by;
} kinds[] = {
    {"AWS::ApiGateway::RestApi", "apigateway", "Name"},
    {"AWS::ApiGatewayV2::Api", "apigateway", "Name"},
    {"AWS::CloudFront::Distribution", "cloudfront", NULL},
    {"AWS::DynamoDB::Table", "dynamodb", "TableName"},
    {"AWS::Events::EventBus", "events", "Name"},
    {"AWS::Kinesis::Stream", "kinesis", "Name"},
    {"AWS::Lambda::Function", "lambda", "FunctionName"},
    {"AWS::SNS::Topic", "sns", "TopicName"},
    {"AWS::SQS::Queue", "sqs", "QueueName"},
    {"AWS::StepFunctions::StateMachine", "stepfunctions", "StateMachineName"},
};

const char *kind_room(const char *type)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i].type, type) == 0)
            return kinds[i].room;
    return NULL;
}

const char *kind_named_by(const char *type)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i].type, type) == 0)
            return kinds[i].named_by;
    return NULL;
}

/* Types of other properties that are looked at: policies, and what hangs on something. */
static const char *const looked_at[] = {
    "AWS::ApiGateway::",
    "AWS::ApiGatewayV2::",
    "AWS::ApplicationAutoScaling::",
    "AWS::CloudFormation::CustomResource",
    "AWS::CloudFront::",
    "AWS::DynamoDB::",
    "AWS::Events::Rule",
    "AWS::IAM::",
    "AWS::Kinesis::",
    "AWS::Lambda::",
    "AWS::SNS::Subscription",
    "AWS::Scheduler::Schedule",
    "AWS::Serverless::",
    "Custom::",
};

/* Real inputs, section 2.3: frequent, and without a meaning for capacity. */
static const char *const ignorable[] = {
    "AWS::IAM::",
    "AWS::Logs::",
    "AWS::Lambda::Permission",
    "AWS::Lambda::LayerVersion",
    "AWS::Serverless::LayerVersion",
    "AWS::EC2::",
    "AWS::SSM::",
    "AWS::SecretsManager::",
    "AWS::Cognito::",
    "AWS::CloudWatch::",
    "AWS::SQS::QueuePolicy",
    "AWS::SNS::TopicPolicy",
    "AWS::S3::BucketPolicy",
    "AWS::KMS::",
    "AWS::ApiGateway::Account",
    "AWS::ApiGateway::Deployment",
    "AWS::ApiGateway::ApiKey",
    "AWS::ApiGateway::UsagePlanKey",
    "AWS::ApiGateway::Model",
    "AWS::ApiGateway::RequestValidator",
    "AWS::ApiGatewayV2::Deployment",
    "AWS::CloudFront::CloudFrontOriginAccessIdentity",
    "AWS::CloudFront::KeyGroup",
    "AWS::CloudFront::OriginAccessControl",
    "AWS::CloudFront::OriginRequestPolicy",
    "AWS::CloudFront::PublicKey",
    "AWS::CloudFront::ResponseHeadersPolicy",
    "AWS::ApiGatewayV2::Authorizer",
    "AWS::ApiGateway::Authorizer",
    "AWS::CDK::Metadata",
    "AWS::XRay::",
    "AWS::Events::EventBusPolicy",
    "AWS::CloudFormation::WaitCondition",
    "Custom::",
    "AWS::CloudFormation::CustomResource",
    "AWS::Cloud9::",
    "AWS::ResourceGroups::",
};

static bool begins_with_one(const char *type, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strncmp(type, words[i], strlen(words[i])) == 0)
            return true;
    return false;
}

bool kind_is_looked_at(const char *type)
{
    return kind_room(type) ||
           begins_with_one(type, looked_at, sizeof looked_at / sizeof *looked_at);
}

bool kind_is_part(const char *type)
{
    static const char *const parts[] = {
        "AWS::ApiGateway::Stage",
        "AWS::ApiGateway::Method",
        "AWS::ApiGateway::Resource",
        "AWS::ApiGateway::UsagePlan",
        "AWS::ApiGatewayV2::Stage",
        "AWS::ApiGatewayV2::Route",
        "AWS::ApiGatewayV2::Integration",
        "AWS::ApplicationAutoScaling::",
        "AWS::CloudFront::CachePolicy",
        "AWS::Events::Rule",
        "AWS::Kinesis::StreamConsumer",
        "AWS::Lambda::",
        "AWS::SNS::Subscription",
        "AWS::Serverless::Connector",
        "Headroom::Route",
    };

    return begins_with_one(type, parts, sizeof parts / sizeof *parts);
}

bool kind_is_ignorable(const char *type)
{
    return begins_with_one(type, ignorable, sizeof ignorable / sizeof *ignorable);
}
