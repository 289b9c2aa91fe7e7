/* tables.c - what a function measures and what it costs. */
#include "lambda/tables.h"

#include <stddef.h>

#include "flow/mapping.h"
#include "lambda/cold.h"
#include "lambda/provisioned.h"

#define COUNT(title, watch, of, text)                                                    \
    {                                                                                    \
        .name = title, .cloudwatch = watch, .kind = METRIC_COUNT, .units = "1",          \
        .base = of, .help = text                                                         \
    }
#define TIME(title, watch, text)                                                         \
    {                                                                                    \
        .name = title, .cloudwatch = watch, .kind = METRIC_OBSERVED, .units = "s",       \
        .help = text                                                                     \
    }
#define LEVEL(title, watch, text)                                                        \
    {                                                                                    \
        .name = title, .cloudwatch = watch, .kind = METRIC_LEVEL, .units = "1",          \
        .help = text                                                                     \
    }

static bool provisions(const void *config)
{
    return lambda_provisioned(config) != ABSENT;
}

static bool has_url(const void *config)
{
    const struct lambda_config *c = config;

    return c->url.auth >= 0;
}

static bool has_extensions(const void *config)
{
    return ((const struct lambda_config *)config)->extensions.law.kind != LAW_NONE;
}

static bool reads_stream(const void *config)
{
    const struct list *all = &((const struct lambda_config *)config)->mappings;
    bool any = false;

    for (size_t i = 0; i < all->count; i++)
        any |= mapping_reads_stream((const struct mapping *)all->element + i);
    return any;
}

static bool has_snapshot(const void *config)
{
    return lambda_restores(config);
}

const struct metric lambda_metrics[] = {
    [METRIC_INVOCATIONS] = COUNT("invocations", "AWS/Lambda Invocations", NULL,
                                 "executions begun, errors included, throttles not"),
    [METRIC_ERRORS] = COUNT("errors", "AWS/Lambda Errors", "invocations",
                            "function errors, time-outs included"),
    [METRIC_THROTTLES] =
        COUNT("throttles", "AWS/Lambda Throttles", "invocations+throttles",
              "requests turned away at a limit"),
    [METRIC_DURATION] =
        TIME("duration", "AWS/Lambda Duration", "time of the handler, without init"),
    [METRIC_CONCURRENT] =
        LEVEL("concurrent_executions", "AWS/Lambda ConcurrentExecutions",
              "invocations in flight, cold starts included"),
    [METRIC_COLD_STARTS] = COUNT("cold_starts", NULL, "invocations",
                                 "invocations that waited for a new environment"),
    [METRIC_INIT_DURATION] = TIME("init_duration", NULL, "init of new environments"),
    [METRIC_EXTENSIONS] = {.name = "post_runtime_extensions_duration",
                           .cloudwatch = "AWS/Lambda PostRuntimeExtensionsDuration",
                           .kind = METRIC_OBSERVED,
                           .units = "s",
                           .help = "extensions after the answer",
                           .fed = has_extensions},
    [METRIC_RESTORE_DURATION] = {.name = "restore_duration",
                                 .kind = METRIC_OBSERVED,
                                 .units = "s",
                                 .help = "restores of new environments from a snapshot",
                                 .fed = has_snapshot},
    [METRIC_COLD_GROWTH] =
        COUNT("cold_starts_growth", NULL, "cold_starts",
              "cold starts because more environments were needed than ever before"),
    [METRIC_COLD_EXPIRED] =
        COUNT("cold_starts_expired", NULL, "cold_starts",
              "cold starts in place of an environment that had been idle too long"),
    [METRIC_COLD_AGED] =
        COUNT("cold_starts_aged", NULL, "cold_starts",
              "cold starts in place of an environment that had reached its age"),
    [METRIC_COLD_LOST] = {.name = "cold_starts_lost",
                          .kind = METRIC_COUNT,
                          .units = "1",
                          .base = "cold_starts",
                          .help = "cold starts in place of an environment that could not "
                                  "be restored",
                          .fed = has_snapshot},
    [METRIC_SUPPRESSED_INITS] =
        COUNT("suppressed_inits", NULL, "invocations",
              "inits inside an invocation: after a crash or time-out, or beyond "
              "init_limit"),
    [METRIC_TIMEOUTS] = COUNT("timeouts", NULL, "invocations",
                              "handlers ended by the function's timeout"),
    [METRIC_BILLED_DURATION] =
        TIME("billed_duration", NULL, "duration as it is billed, rounded up"),
    [METRIC_AGE] =
        TIME("age", NULL, "from the birth of the root request to the end here"),
    [METRIC_ENVIRONMENTS] =
        LEVEL("environments", NULL, "environments alive, idle or busy"),
    [METRIC_ASYNC_RECEIVED] =
        COUNT("async_events_received", "AWS/Lambda AsyncEventsReceived", NULL,
              "events that were queued"),
    [METRIC_ASYNC_AGE] =
        TIME("async_event_age", "AWS/Lambda AsyncEventAge",
             "from an event's queueing to each invocation for it, retries included"),
    [METRIC_ASYNC_DROPPED] =
        COUNT("async_events_dropped", "AWS/Lambda AsyncEventsDropped",
              "async_events_received", "events that ended without a success"),
    [METRIC_ASYNC_WAITING] = {.name = "async_events_waiting",
                              .kind = METRIC_LEVEL,
                              .units = "1",
                              .help = "events queued, or waiting for a retry",
                              .backlog = true},
    [METRIC_DESTINATION_FAILURES] =
        COUNT("destination_delivery_failures", "AWS/Lambda DestinationDeliveryFailures",
              NULL, "records that a destination did not take"),
    [METRIC_DEAD_LETTER_ERRORS] =
        COUNT("dead_letter_errors", "AWS/Lambda DeadLetterErrors", NULL,
              "events that the dead-letter queue did not take"),
    [METRIC_UNRESERVED] = {.name = "unreserved_concurrent_executions",
                           .cloudwatch = "AWS/Lambda UnreservedConcurrentExecutions",
                           .kind = METRIC_LEVEL,
                           .units = "1",
                           .of = OF_ACCOUNT,
                           .help = "in flight in functions without a reserve, in no "
                                   "provisioned environment"},
    [METRIC_CLAIMED] = {.name = "claimed_account_concurrency",
                        .cloudwatch = "AWS/Lambda ClaimedAccountConcurrency",
                        .kind = METRIC_LEVEL,
                        .units = "1",
                        .of = OF_ACCOUNT,
                        .help = "unreserved in flight, all reserves, and what is "
                                "provisioned outside them"},
    [METRIC_PROVISIONED] = {.name = "provisioned_concurrent_executions",
                            .cloudwatch = "AWS/Lambda ProvisionedConcurrentExecutions",
                            .kind = METRIC_LEVEL,
                            .units = "1",
                            .help = "invocations in flight in provisioned environments",
                            .fed = provisions},
    [METRIC_PROVISIONED_UTILIZATION] =
        {.name = "provisioned_concurrency_utilization",
         .cloudwatch = "AWS/Lambda ProvisionedConcurrencyUtilization",
         .kind = METRIC_LEVEL,
         .units = "1",
         .scale = 1.0 / (double)UTILIZATION_ONE,
         .help = "these by the provisioned environments that are allocated",
         .fed = provisions},
    [METRIC_PROVISIONED_INVOCATIONS] =
        {.name = "provisioned_concurrency_invocations",
         .cloudwatch = "AWS/Lambda ProvisionedConcurrencyInvocations",
         .kind = METRIC_COUNT,
         .units = "1",
         .base = "invocations",
         .help = "invocations begun in provisioned environments",
         .fed = provisions},
    [METRIC_PROVISIONED_SPILLOVER] =
        {.name = "provisioned_concurrency_spillover_invocations",
         .cloudwatch = "AWS/Lambda ProvisionedConcurrencySpilloverInvocations",
         .kind = METRIC_COUNT,
         .units = "1",
         .base = "invocations",
         .help = "invocations begun on demand because all provisioned environments, or "
                 "their rate, were in use",
         .fed = provisions},
    [METRIC_ASYNC_AGAIN] =
        COUNT("async_events_delivered_again", NULL, "async_events_received",
              "events that were delivered although they had succeeded"),
    [METRIC_DROPPED_ATTEMPTS] =
        COUNT("async_events_dropped_attempts", NULL, "async_events_received",
              "events dropped because their last attempt has failed"),
    [METRIC_DROPPED_AGE] =
        COUNT("async_events_dropped_age", NULL, "async_events_received",
              "events dropped because of maximum_event_age"),
    [METRIC_DROPPED_RESERVED_0] =
        COUNT("async_events_dropped_reserved_0", NULL, "async_events_received",
              "events dropped because the function's reserve is 0"),
    [METRIC_URL_REQUESTS] = {.name = "url_request_count",
                             .cloudwatch = "AWS/Lambda UrlRequestCount",
                             .kind = METRIC_COUNT,
                             .units = "1",
                             .help = "requests to the function URL",
                             .fed = has_url},
    [METRIC_URL_4XX] = {.name = "url_4xx_count",
                        .cloudwatch = "AWS/Lambda Url4xxCount",
                        .kind = METRIC_COUNT,
                        .units = "1",
                        .base = "url_request_count",
                        .help = "of these, throttled or too large",
                        .fed = has_url},
    [METRIC_URL_5XX] = {.name = "url_5xx_count",
                        .cloudwatch = "AWS/Lambda Url5xxCount",
                        .kind = METRIC_COUNT,
                        .units = "1",
                        .base = "url_request_count",
                        .help = "of these, function errors and time-outs",
                        .fed = has_url},
    [METRIC_URL_LATENCY] = {.name = "url_request_latency",
                            .cloudwatch = "AWS/Lambda UrlRequestLatency",
                            .kind = METRIC_OBSERVED,
                            .units = "s",
                            .help = "from a request's arrival at the function URL to its "
                                    "answer, throttled ones not",
                            .fed = has_url},
    [METRIC_UPDATES_REFUSED] = {.name = "refused_updates",
                                .kind = METRIC_COUNT,
                                .units = "1",
                                .refuses = "more provisioned concurrency than its "
                                           "reserve or the account's pool leaves",
                                .help = "changes of provisioned concurrency beyond its "
                                        "reserve or the account's pool: nothing changes",
                                .fed = provisions},
    [METRIC_ITERATOR_AGE] = {.name = "iterator_age",
                             .cloudwatch = "AWS/Lambda IteratorAge",
                             .kind = METRIC_OBSERVED,
                             .units = "s",
                             .help = "of a stream's batch: how long its last record has "
                                     "been there when the function is called with it",
                             .fed = reads_stream},
    METRIC_END,
};

/* Counted exactly: MB x billed ms. */
const struct line_item lambda_items[] = {
    [ITEM_REQUEST] = {.name = "request",
                      .units = "request",
                      .words = "requests",
                      .scale = 1,
                      .help = "invocations, errors included"},
    [ITEM_GB_SECOND] = {.name = "gb_second",
                        .units = "GB-second",
                        .words = "GB-seconds",
                        .scale = 1.0 / (1024 * 1000),
                        .help = "memory x billed duration, x86_64"},
    [ITEM_GB_SECOND_ARM] = {.name = "gb_second_arm",
                            .units = "GB-second",
                            .words = "GB-seconds on arm64",
                            .scale = 1.0 / (1024 * 1000),
                            .help = "memory x billed duration, arm64"},
    [ITEM_STORAGE] = {.name = "ephemeral_storage_gb_second",
                      .units = "GB-second",
                      .words = "GB-seconds of ephemeral storage",
                      .scale = 1.0 / (1024 * 1000),
                      .help = "ephemeral storage beyond what is included x billed "
                              "duration"},
    [ITEM_SNAPSHOT] = {.name = "snap_start_cache",
                       .units = "GB-second",
                       .words = "GB-seconds of SnapStart cache",
                       .scale = 1.0 / 1024,
                       .level = true,
                       .help = "SnapStart: a version's snapshot, by its memory size, but "
                               "for Java"},
    [ITEM_RESTORE] = {.name = "snap_start_restore",
                      .units = "GB",
                      .words = "GB restored by SnapStart",
                      .scale = 1.0 / 1024,
                      .help = "SnapStart: memory restored, but for Java"},
    /* Held: MB x s, from enabling to disabling. */
    [ITEM_PROVISIONED] = {.name = "provisioned_gb_second",
                          .units = "GB-second",
                          .words = "GB-seconds kept provisioned",
                          .scale = 1.0 / 1024,
                          .help = "memory x provisioned environments x time, x86_64",
                          .level = true},
    [ITEM_PROVISIONED_ARM] = {.name = "provisioned_gb_second_arm",
                              .units = "GB-second",
                              .words = "GB-seconds kept provisioned on arm64",
                              .scale = 1.0 / 1024,
                              .help = "memory x provisioned environments x time, arm64",
                              .level = true},
    [ITEM_PROVISIONED_DURATION] =
        {.name = "provisioned_duration_gb_second",
         .units = "GB-second",
         .words = "GB-seconds run provisioned",
         .scale = 1.0 / (1024 * 1000),
         .help = "memory x billed duration in provisioned environments, x86_64"},
    [ITEM_PROVISIONED_DURATION_ARM] =
        {.name = "provisioned_duration_gb_second_arm",
         .units = "GB-second",
         .words = "GB-seconds run provisioned on arm64",
         .scale = 1.0 / (1024 * 1000),
         .help = "memory x billed duration in provisioned environments, arm64"},
    LINE_ITEM_END,
};

const struct report_column lambda_columns[] = {
    {.title = "memory", .shows = SHOW_SETTING, .of = "memory_size"},
    {.title = "invocations", .shows = SHOW_COUNT, .of = "invocations"},
    {.title = "cold %", .shows = SHOW_SHARE, .of = "cold_starts"},
    {.title = "p50 ms",
     .shows = SHOW_QUANTILE,
     .of = "duration",
     .q = 0.5,
     .unit = 0.001},
    {.title = "p99 ms",
     .shows = SHOW_QUANTILE,
     .of = "duration",
     .q = 0.99,
     .unit = 0.001},
    {.title = "conc. mean", .shows = SHOW_MEAN, .of = "concurrent_executions"},
    {.title = "max", .shows = SHOW_MAXIMUM, .of = "concurrent_executions"},
    REPORT_END,
};

static const char *const error_causes[] = {"timeouts", NULL};
const struct report_causes lambda_causes[] = {
    {"errors", error_causes, "failed", true},
    {"cold_starts", NULL, NULL, false},
    {NULL, NULL, NULL, false},
};
