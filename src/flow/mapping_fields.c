/* mapping_fields.c - what a scenario may say of an event source mapping. */
#include "flow/mapping.h"

#define MAPPING "AWS::Lambda::EventSourceMapping."
#define SQS "Lambda developer guide, with-sqs, 2021-08-27 and 2026"
#define AT(member) FIELD_PLACE(mapping, member)
#define LATER(title, text)                                                               \
    {                                                                                    \
        .name = title, .kind = KIND_LATER, .help = text                                  \
    }

static const char *const response_types[] = {"ReportBatchItemFailures", NULL};

const struct field mapping_fields[] = {
    {.name = "event_source",
     .also = "queue source event_source_arn",
     .kind = KIND_LINK,
     .at = AT(source),
     .help = "the queue whose messages the function is called with: \"sqs.orders\"",
     .flags = FIELD_KEY,
     .cloudformation = MAPPING "EventSourceArn"},
    {.name = "batch_size",
     .kind = KIND_COUNT,
     .at = AT(batch_size),
     .fallback = "10",
     .min = "1",
     .max = "10000",
     .help = "messages in one invocation at most; beyond 10 maximum_batching_window is "
             "needed",
     .source = SQS,
     .cloudformation = MAPPING "BatchSize"},
    {.name = "maximum_batching_window",
     .also = "batch_window maximum_batching_window_in_seconds window",
     .kind = KIND_TIME,
     .at = AT(window),
     .fallback = "0 s",
     .min = "0 s",
     .max = "300 s",
     .help = "a poller gathers messages for so long from the first one on",
     .source = SQS,
     .cloudformation = MAPPING "MaximumBatchingWindowInSeconds"},
    {.name = "maximum_concurrency",
     .also = "scaling_config concurrency max_concurrency",
     .kind = KIND_COUNT,
     .at = AT(maximum_concurrency),
     .fallback = "-",
     .min = "2",
     .max = "1000",
     .help = "batches in the function at once at most; not given: as many as there are "
             "pollers",
     .source = "Lambda developer guide, services-sqs-scaling, 2026; since 2023-01-12",
     .flags = FIELD_MAY_CHANGE | FIELD_MONOTONE,
     .cloudformation = MAPPING "ScalingConfig.MaximumConcurrency"},
    {.name = "function_response_types",
     .kind = KIND_CHOICE,
     .at = AT(response_types),
     .fallback = "-",
     .choices = response_types,
     .help = "ReportBatchItemFailures: messages that failed come back alone; not given: "
             "the whole batch does",
     .source = "Lambda developer guide, services-sqs-errorhandling, 2026; since "
               "2021-12-08",
     .cloudformation = MAPPING "FunctionResponseTypes"},
    {.name = "enabled",
     .kind = KIND_FLAG,
     .at = AT(enabled),
     .fallback = "true",
     .help = "whether it polls",
     .flags = FIELD_MAY_CHANGE,
     .cloudformation = MAPPING "Enabled"},
    LATER("filter_criteria", "messages that are not for the function"),
    LATER("provisioned_poller_config", "pollers of its own, ready at once"),
    LATER("on_failure", "where discarded records of a stream go"),
    LATER("starting_position", "of a stream"),
    LATER("consumer", "of a stream"),
    LATER("parallelization_factor", "of a stream"),
    LATER("maximum_retry_attempts", "of a stream"),
    LATER("maximum_record_age", "of a stream"),
    LATER("bisect_batch_on_function_error", "of a stream"),
    LATER("tumbling_window", "of a stream"),
    FIELD_END,
};
