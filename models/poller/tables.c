/* tables.c - quotas, metrics and limits of event source mappings, and what is held
 * against other rooms' settings at load. */
#include "poller/tables.h"

#include <string.h>

#include "base/text.h"
#include "flow/graph.h"
#include "poller/stream.h"

#define GUIDE "Lambda developer guide, with-sqs, 2021-08-27 and 2026"
#define STREAM "Lambda developer guide, with-kinesis, 2021-08-27 and 2026"
#define ACCOUNT(member) FIELD_PLACE(poller_account, member)

const struct field poller_account_fields[] = {
    {.name = "initial_pollers",
     .kind = KIND_COUNT,
     .at = ACCOUNT(initial),
     .min = "1",
     .max = "100k",
     .help = "pollers a mapping begins with: batches at once",
     .source = GUIDE},
    {.name = "minimum_pollers",
     .kind = KIND_COUNT,
     .at = ACCOUNT(least),
     .min = "1",
     .max = "100k",
     .help = "pollers that stay when there is little to do; with maximum_concurrency "
             "those it begins with",
     .source = GUIDE},
    {.name = "maximum_pollers",
     .kind = KIND_COUNT,
     .at = ACCOUNT(most),
     .min = "1",
     .max = "100k",
     .help = "pollers of one mapping",
     .source = GUIDE},
    {.name = "growth",
     .kind = KIND_RATE,
     .at = ACCOUNT(growth),
     .min = "1/h",
     .max = "10000/s",
     .help = "pollers more, evenly, as long as receives leave messages behind",
     .source = GUIDE},
    {.name = "wait_time",
     .kind = KIND_TIME,
     .at = ACCOUNT(wait),
     .min = "1 s",
     .max = "20 s",
     .help = "a receive waits so long for a message",
     .source = "SQS developer guide, 2021-08-30 and 2026: 20 s at most"},
    {.name = "payload_size",
     .kind = KIND_BYTES,
     .at = ACCOUNT(payload_most),
     .min = "1 MB",
     .max = "100 MB",
     .help = "a batch is not larger",
     .source = GUIDE},
    {.name = "retry_throttles",
     .kind = KIND_FLAG,
     .at = ACCOUNT(retries_throttles),
     .help = "a batch that is throttled is tried again, 1 s, 2 s, 4 s .. later, until "
             "its messages come back; else it is given up at once",
     .source = "Lambda developer guide, services-sqs-errorhandling, 2026"},
    {.name = "error_backoff",
     .kind = KIND_FACTOR,
     .at = ACCOUNT(error_backoff),
     .min = "0.1",
     .max = "1",
     .help = "share of the pollers that stay after a batch that failed or was throttled; "
             "1: all",
     .source = "Lambda developer guide, services-sqs-errorhandling, 2026"},
    {.name = "batch_size",
     .kind = KIND_COUNT,
     .at = ACCOUNT(batch_size),
     .min = "1",
     .max = "10000",
     .help = "batch_size of a mapping of a queue that says none",
     .source = GUIDE},
    {.name = "stream_batch_size",
     .kind = KIND_COUNT,
     .at = ACCOUNT(stream_batch_size),
     .min = "1",
     .max = "10000",
     .help = "batch_size of a mapping of a stream that says none",
     .source = STREAM},
    {.name = "poll_interval",
     .kind = KIND_TIME,
     .at = ACCOUNT(poll_interval),
     .min = "1 ms",
     .max = "1 min",
     .help = "each shard of a stream is read once in it; at once again where records "
             "stay behind",
     .source = STREAM},
    {.name = "retry_interval",
     .kind = KIND_TIME,
     .at = ACCOUNT(retry_interval),
     .min = "1 ms",
     .max = "1 h",
     .help = "a stream's batch that failed or was throttled is tried again so long "
             "after, then twice as long after, and so on",
     .source = STREAM},
    {.name = "maximum_retry_interval",
     .kind = KIND_TIME,
     .at = ACCOUNT(retry_most),
     .min = "1 ms",
     .max = "24 h",
     .help = "but not longer than this",
     .source = STREAM},
    {.name = "fan_out_deaggregation",
     .kind = KIND_FLAG,
     .at = ACCOUNT(takes_apart),
     .help = "with enhanced fan-out Lambda takes aggregated records apart itself: "
             "batch_size and lanes are of the records in them; else the function does",
     .source = "Lambda developer guide, with-kinesis, 2026"},
    FIELD_END,
};

#define COUNT(title, watch, text)                                                        \
    {                                                                                    \
        .name = title, .cloudwatch = watch, .kind = METRIC_COUNT, .units = "1",          \
        .help = text                                                                     \
    }

static bool of_stream(const void *config)
{
    return mapping_reads_stream(config);
}

static bool of_queue(const void *config)
{
    return !mapping_reads_stream(config);
}

const struct metric poller_metrics[] = {
    [METRIC_POLLED] = COUNT("polled_event_count", "AWS/Lambda PolledEventCount",
                            "messages or records received"),
    [METRIC_INVOKED] = COUNT("invoked_event_count", "AWS/Lambda InvokedEventCount",
                             "messages or records the function was called with"),
    [METRIC_FAILED] = {.name = "failed_invoke_event_count",
                       .cloudwatch = "AWS/Lambda FailedInvokeEventCount",
                       .kind = METRIC_COUNT,
                       .units = "1",
                       .base = "invoked_event_count",
                       .help = "of these, not done: they come back"},
    [METRIC_DELETED] = {.name = "deleted_event_count",
                        .cloudwatch = "AWS/Lambda DeletedEventCount",
                        .kind = METRIC_COUNT,
                        .units = "1",
                        .help = "messages of a queue that were done, and deleted",
                        .fed = of_queue},
    [METRIC_BATCHES] = COUNT("batches", NULL, "batches given to the function"),
    [METRIC_ERRORS] = {.name = "batch_errors",
                       .kind = METRIC_COUNT,
                       .units = "1",
                       .base = "batches",
                       .help = "batches that ended in a function error"},
    [METRIC_THROTTLES] =
        COUNT("throttles", NULL, "tries to invoke that were turned away"),
    [METRIC_BATCH_SIZE] = {.name = "batch_size",
                           .kind = METRIC_OBSERVED,
                           .units = "1",
                           .help = "messages or records in a batch"},
    [METRIC_POLLERS] =
        {.name = "pollers",
         .kind = METRIC_LEVEL,
         .units = "1",
         .help = "pollers there are, waiting or at work; of a stream one a shard "
                 "and parallelization_factor"},
    [METRIC_BATCHES_NOW] = {.name = "concurrent_batches",
                            .kind = METRIC_LEVEL,
                            .units = "1",
                            .help = "batches in the function, or waiting to be tried "
                                    "again"},
    [METRIC_AGE] = {.name = "age",
                    .kind = METRIC_OBSERVED,
                    .units = "s",
                    .help = "from the birth of the root request to the end of its "
                            "message or record here: done, or of a stream given up"},
    [METRIC_ITERATOR_AGE] = {.name = "iterator_age",
                             .cloudwatch = "AWS/Lambda IteratorAge",
                             .kind = METRIC_OBSERVED,
                             .units = "s",
                             .help = "of a stream: how long the last record of a batch "
                                     "has been there when it is sent to the function",
                             .fed = of_stream},
    [METRIC_RETRIES] = {.name = "retries",
                        .kind = METRIC_COUNT,
                        .units = "1",
                        .base = "batches",
                        .help = "of a stream: batches, or parts of them, sent again "
                                "after a failure",
                        .fed = of_stream},
    [METRIC_DROPPED] = {.name = "dropped_event_count",
                        .cloudwatch = "AWS/Lambda DroppedEventCount",
                        .kind = METRIC_COUNT,
                        .units = "1",
                        .base = "polled_event_count",
                        .help = "of a stream: records discarded after "
                                "maximum_retry_attempts, or too old",
                        .fed = of_stream},
    [METRIC_DELIVERED] =
        {.name = "on_failure_destination_delivered_event_count",
         .cloudwatch = "AWS/Lambda OnFailureDestinationDeliveredEventCount",
         .kind = METRIC_COUNT,
         .units = "1",
         .help = "of a stream: discarded batches that on_failure was told of",
         .fed = of_stream},
    [METRIC_DELIVERY_FAILURES] = {.name = "destination_delivery_failures",
                                  .cloudwatch = "AWS/Lambda DestinationDeliveryFailures",
                                  .kind = METRIC_COUNT,
                                  .units = "1",
                                  .help = "of a stream: those that it did not take",
                                  .fed = of_stream},
    METRIC_END,
};

const struct own_limit poller_own_limits[] = {
    {.name = "pollers",
     .help = "pollers of a mapping without maximum_concurrency: "
             "account.poller.maximum_pollers",
     .raised_by = "batch_size",
     .source = GUIDE},
    OWN_LIMIT_END,
};

const struct report_column poller_columns[] = {
    {.title = "batches", .shows = SHOW_COUNT, .of = "batches"},
    {.title = "errors %", .shows = SHOW_SHARE, .of = "batch_errors"},
    {.title = "throttles", .shows = SHOW_COUNT, .of = "throttles"},
    {.title = "each", .shows = SHOW_MEAN, .of = "batch_size"},
    {.title = "at once", .shows = SHOW_MEAN, .of = "concurrent_batches"},
    {.title = "max", .shows = SHOW_MAXIMUM, .of = "concurrent_batches"},
    {.title = "pollers max", .shows = SHOW_MAXIMUM, .of = "pollers"},
    {.title = "age max s", .shows = SHOW_MAXIMUM, .of = "iterator_age"},
    REPORT_END,
};

/* ---- at load ---- */

/* What it does not say depends on what it reads. */
static void poller_fill(const struct graph *graph, struct mapping *m)
{
    const struct poller_account *account = graph_account(graph, "poller");
    bool stream = mapping_reads_stream(m);

    if (m->batch_size == ABSENT)
        m->batch_size = stream ? account->stream_batch_size : account->batch_size;
    if (stream && m->factor == ABSENT)
        m->factor = 1;
}

void poller_declare(struct catalogue *all, const struct resource *self)
{
    struct mapping *m = self->config;

    poller_fill(catalogue_graph(all), m);
    if (mapping_reads_stream(m)) {
        declare_structural(all,
                           declare_limit(all, LIMIT_LEVEL, "parallelization_factor"));
        return;
    }
    declare_limit(all, LIMIT_LEVEL,
                  m->maximum_concurrency == ABSENT ? "pollers" : "maximum_concurrency");
}

const struct target *poller_consumes(const struct resource *self)
{
    return &((const struct mapping *)self->config)->source;
}

/* AWS refuses a queue whose messages come back before the function is over, and advises
 * six times that long (Lambda developer guide, services-sqs-configure, 2021 and 2026). */
static void check_visibility(const struct resource *self, const struct resource *queue,
                             struct diag *diag)
{
    const struct mapping *m = self->config;
    const sim_time *timeout = resource_setting(self->owner, "timeout");
    const sim_time *visible = resource_setting(queue, "visibility_timeout");

    if (!timeout || !visible)
        return;
    if (*visible < *timeout)
        diag_error(diag, self->at,
                   "%s: visibility_timeout of %s, %g s, is shorter than the function's "
                   "timeout, %g s: AWS refuses that",
                   self->address, queue->address, (double)*visible / 1e9,
                   (double)*timeout / 1e9);
    else if (*visible < 6 * *timeout + m->window)
        diag_note(diag, self->at,
                  "%s: AWS advises a visibility_timeout of %s of six times the "
                  "function's timeout and the batching window, %g s; it is %g s",
                  self->address, queue->address, (double)(6 * *timeout + m->window) / 1e9,
                  (double)*visible / 1e9);
}

/* Lambda developer guide, services-sqs-parameters, 2021 and 2026. */
static void check_fifo(const struct resource *self, const struct resource *queue,
                       struct diag *diag)
{
    const struct mapping *m = self->config;
    const bool *fifo = resource_setting(queue, "fifo_queue");

    if (fifo && *fifo && (m->window > 0 || m->batch_size > 10))
        diag_error(diag, self->at,
                   "%s: of a FIFO queue there is no maximum_batching_window, and a "
                   "batch_size of 10 at most",
                   self->address);
}

void poller_check(const struct graph *graph, const struct resource *self,
                  struct diag *diag)
{
    const struct mapping *m = self->config;
    const struct resource *queue = &graph->resource[m->source.resource];

    if (mapping_reads_stream(m)) {
        stream_check(graph, self, diag);
        return;
    }
    stream_refuse(self, diag);
    if (!text_is_one_of("ReceiveMessage", queue->model->actions)) {
        diag_error(diag, m->source.at, "%s: %s is no queue or stream", self->address,
                   queue->address);
        return;
    }
    if (m->batch_size > 10 && m->window < SIM_SECOND)
        diag_error(diag, self->at,
                   "%s: a batch_size above 10 needs a maximum_batching_window of 1 s or "
                   "more",
                   self->address);
    check_fifo(self, queue, diag);
    check_visibility(self, queue, diag);
}
