/* mapping_fields.c - what a scenario may say of an event source mapping. */
#include <string.h>

#include "flow/mapping.h"

#define MAPPING "AWS::Lambda::EventSourceMapping."
#define SQS "Lambda developer guide, with-sqs, 2021-08-27 and 2026"
#define STREAM "Lambda developer guide, with-kinesis, 2021-08-27 and 2026"
#define AT(member) FIELD_PLACE(mapping, member)
#define LATER(title, property, text)                                                     \
    {                                                                                    \
        .name = title, .kind = KIND_LATER, .help = text,                                 \
        .cloudformation = MAPPING property                                               \
    }

static const char *const response_types[] = {"ReportBatchItemFailures", NULL};
static const char *const positions[] = {"TRIM_HORIZON", "LATEST", NULL};

const struct field mapping_fields[] = {
    {.name = "event_source",
     .also = "queue source event_source_arn",
     .kind = KIND_LINK,
     .at = AT(source),
     .help = "the queue or stream that the function is called for: \"sqs.orders\", "
             "\"kinesis.clicks\"",
     .flags = FIELD_KEY,
     .cloudformation = MAPPING "EventSourceArn"},
    {.name = "batch_size",
     .kind = KIND_COUNT,
     .at = AT(batch_size),
     .fallback = "-",
     .min = "1",
     .max = "10000",
     .help = "messages or records in one invocation at most; not given: "
             "account.poller.batch_size or stream_batch_size; of a queue, beyond 10 "
             "maximum_batching_window is needed",
     .source = SQS "; with-kinesis",
     .cloudformation = MAPPING "BatchSize"},
    {.name = "maximum_batching_window",
     .also = "batch_window maximum_batching_window_in_seconds window",
     .kind = KIND_TIME,
     .at = AT(window),
     .fallback = "0 s",
     .min = "0 s",
     .max = "300 s",
     .help = "messages or records are gathered for so long from the first one on",
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
     .help = "ReportBatchItemFailures: messages that failed come back alone, of a stream "
             "what is from the first one on; not given: the whole batch does",
     .source = "Lambda developer guide, services-sqs-errorhandling, 2026; of queues "
               "since 2021-12-08",
     .cloudformation = MAPPING "FunctionResponseTypes"},
    {.name = "enabled",
     .kind = KIND_FLAG,
     .at = AT(enabled),
     .fallback = "true",
     .help = "whether it polls",
     .flags = FIELD_MAY_CHANGE,
     .cloudformation = MAPPING "Enabled"},
    {.name = "starting_position",
     .kind = KIND_CHOICE,
     .at = AT(starting_position),
     .fallback = "-",
     .choices = positions,
     .help = "of a stream: LATEST passes over its backlog; not given: TRIM_HORIZON",
     .source = STREAM,
     .cloudformation = MAPPING "StartingPosition"},
    {.name = "consumer",
     .also = "enhanced_fan_out stream_consumer",
     .kind = KIND_TEXT,
     .at = AT(consumer),
     .fallback = "-",
     .help = "of a stream: a consumer of this name is registered, with enhanced fan-out "
             "of its own; not given: it shares what a shard can be read",
     .source = STREAM,
     .cloudformation = "AWS::Kinesis::StreamConsumer.ConsumerName"},
    {.name = "parallelization_factor",
     .also = "parallelization concurrent_batches_per_shard",
     .kind = KIND_COUNT,
     .at = AT(factor),
     .fallback = "-",
     .min = "1",
     .max = "10",
     .help = "of a stream: batches of a shard at once; records of one key stay in order; "
             "not given: 1",
     .source = STREAM,
     .flags = FIELD_MONOTONE,
     .cloudformation = MAPPING "ParallelizationFactor"},
    {.name = "maximum_retry_attempts",
     .also = "max_retry_attempts retries",
     .kind = KIND_COUNT,
     .at = AT(retry_attempts),
     .fallback = "-",
     .min = "0",
     .max = "10000",
     .help = "of a stream: a batch that fails is tried so often again, then discarded; "
             "not given: until its records are too old",
     .source = STREAM,
     .cloudformation = MAPPING "MaximumRetryAttempts"},
    {.name = "maximum_record_age",
     .also = "max_record_age maximum_record_age_in_seconds",
     .kind = KIND_TIME,
     .at = AT(record_age),
     .fallback = "-",
     .min = "60 s",
     .max = "7 d",
     .help = "of a stream: an older record is discarded; not given: kept as long as the "
             "stream keeps it",
     .source = STREAM,
     .cloudformation = MAPPING "MaximumRecordAgeInSeconds"},
    {.name = "bisect_batch_on_function_error",
     .also = "bisect bisect_on_error",
     .kind = KIND_FLAG,
     .at = AT(bisects),
     .fallback = "false",
     .help = "of a stream: a batch that fails is split in two, which is no retry",
     .source = STREAM,
     .cloudformation = MAPPING "BisectBatchOnFunctionError"},
    {.name = "on_failure",
     .also = "destination_config dlq dead_letter_queue",
     .kind = KIND_LINK,
     .at = AT(on_failure),
     .fallback = "-",
     .help = "of a stream: a queue that is told of each batch that was discarded",
     .source = STREAM,
     .cloudformation = MAPPING "DestinationConfig.OnFailure.Destination"},
    LATER("filter_criteria", "FilterCriteria", "messages that are not for the function"),
    LATER("provisioned_poller_config", "ProvisionedPollerConfig",
          "pollers of its own, ready at once"),
    LATER("tumbling_window", "TumblingWindowInSeconds",
          "state that is handed on from batch to batch of a stream"),
    FIELD_END,
};

bool mapping_reads_stream(const struct mapping *m)
{
    static const char stream[] = "kinesis.";

    return m->source.address &&
           strncmp(m->source.address, stream, sizeof stream - 1) == 0;
}
