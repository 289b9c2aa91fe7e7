/* registry.c - the only file that knows all rooms.  A new room: one include, one line. */
#include "registry.h"

#include <string.h>

#include "apigateway/apigateway.h"
#include "base/text.h"
#include "client/client.h"
#include "cloudfront/cloudfront.h"
#include "dynamodb/dynamodb.h"
#include "events/events.h"
#include "http/http.h"
#include "kcl/kcl.h"
#include "kinesis/kinesis.h"
#include "kpl/kpl.h"
#include "lambda/lambda.h"
#include "poller/poller.h"
#include "sns/sns.h"
#include "sqs/sqs.h"
#include "stepfunctions/stepfunctions.h"
#include "vpc/vpc.h"

static const struct model *const rooms[] = {
    /* sorted by name */
    &apigateway_model, &client_model,        &cloudfront_model, &dynamodb_model,
    &events_model,     &http_model,          &kcl_model,        &kinesis_model,
    &kpl_model,        &lambda_model,        &poller_model,     &sns_model,
    &sqs_model,        &stepfunctions_model, &vpc_model,        NULL,
};

static const char *const names[] = {
    "apigateway", "client",        "cloudfront", "dynamodb", "events", "http",
    "kcl",        "kinesis",       "kpl",        "lambda",   "s3",     "sns",
    "sqs",        "stepfunctions", "vpc",        NULL,
};

const struct model *model_at(size_t position)
{
    return position < sizeof rooms / sizeof *rooms ? rooms[position] : NULL;
}

const struct model *model_find(const char *name)
{
    for (size_t i = 0; rooms[i]; i++)
        if (strcmp(rooms[i]->name, name) == 0)
            return rooms[i];
    return NULL;
}

const char *model_meant(const char *name)
{
    for (size_t i = 0; rooms[i]; i++)
        if (rooms[i]->also && text_is_among(name, rooms[i]->also))
            return rooms[i]->name;
    return text_nearest(name, names);
}

bool model_is_later(const char *name)
{
    return !model_find(name) && text_is_one_of(name, names);
}
