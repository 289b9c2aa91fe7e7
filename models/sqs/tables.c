/* tables.c - what can be said of a queue, what is measured of it and what it costs. */
#include "sqs/tables.h"

#define QUEUE "AWS::SQS::Queue."
#define GUIDE "SQS developer guide, 2021-08-30 and 2026"
#define AT(member) FIELD_PLACE(sqs_config, member)
#define REDRIVE(member) FIELD_PLACE(redrive_policy, member)
#define ACCOUNT(member) FIELD_PLACE(sqs_account, member)
#define LATER(title, property, text)                                                     \
    {                                                                                    \
        .name = title, .kind = KIND_LATER, .help = text,                                 \
        .cloudformation = "AWS::SQS::Queue." property                                    \
    }

static const char *const scopes[] = {"queue", "messageGroup", NULL};
static const char *const throughputs[] = {"perQueue", "perMessageGroupId", NULL};

static const struct field redrive_fields[] = {
    {.name = "dead_letter_target",
     .also = "dead_letter_queue dlq",
     .kind = KIND_LINK,
     .at = REDRIVE(dead_letter),
     .help = "the queue that gets what was received too often: \"sqs.orders_dlq\"",
     .cloudformation = QUEUE "RedrivePolicy.deadLetterTargetArn"},
    {.name = "max_receive_count",
     .also = "max_receives",
     .kind = KIND_COUNT,
     .at = REDRIVE(max_receive_count),
     .min = "1",
     .max = "1000",
     .help = "a message is received so often at most; AWS advises 5 or more",
     .source = GUIDE,
     .flags = FIELD_MONOTONE,
     .cloudformation = QUEUE "RedrivePolicy.maxReceiveCount"},
    FIELD_END,
};

const struct field sqs_fields[] = {
    {.name = "visibility_timeout",
     .kind = KIND_TIME,
     .at = AT(visibility_timeout),
     .min = "0 s",
     .max = "12 h",
     .help = "what is received, and not deleted within it, may be received again",
     .source = GUIDE,
     .flags = FIELD_MAY_CHANGE,
     .cloudformation = QUEUE "VisibilityTimeout"},
    {.name = "message_retention_period",
     .also = "retention retention_period",
     .kind = KIND_TIME,
     .at = AT(retention),
     .min = "60 s",
     .max = "14 d",
     .help = "a message is deleted so long after it was sent, wherever it is",
     .source = GUIDE,
     .flags = FIELD_MAY_CHANGE,
     .cloudformation = QUEUE "MessageRetentionPeriod"},
    {.name = "delay",
     .also = "delay_seconds delivery_delay",
     .kind = KIND_TIME,
     .at = AT(delay),
     .fallback = "0 s",
     .min = "0 s",
     .max = "15 min",
     .help = "a message cannot be received so long after it was sent",
     .source = GUIDE,
     .flags = FIELD_MAY_CHANGE,
     .cloudformation = QUEUE "DelaySeconds"},
    {.name = "maximum_message_size",
     .also = "max_message_size",
     .kind = KIND_BYTES,
     .at = AT(message_most),
     .fallback = "-",
     .min = "1 KB",
     .max = "1 MB",
     .help = "what is larger is refused; not given: account.sqs.message_size",
     .source = GUIDE,
     .cloudformation = QUEUE "MaximumMessageSize"},
    {.name = "redrive_policy",
     .also = "dead_letter_config dlq dead_letter_queue",
     .kind = KIND_GROUP,
     .at = AT(redrive),
     .fallback = "-",
     .of = redrive_fields,
     .help = "where messages go that are never deleted",
     .cloudformation = QUEUE "RedrivePolicy"},
    {.name = "latency",
     .kind = KIND_LAW,
     .at = AT(latency),
     .unit = UNIT_TIME,
     .scope = SCOPE_ATTEMPT,
     .flags = FIELD_MAY_CHANGE,
     .help = "time to answer SendMessage and DeleteMessageBatch"},
    {.name = "receive_latency",
     .kind = KIND_LAW,
     .at = AT(receive_latency),
     .unit = UNIT_TIME,
     .scope = SCOPE_ATTEMPT,
     .flags = FIELD_MAY_CHANGE,
     .help = "from a message that can be received to its being in the hands of who "
             "waits for it"},
    {.name = "backlog",
     .kind = KIND_COUNT,
     .at = AT(backlog),
     .fallback = "0",
     .min = "0",
     .max = "100M",
     .help = "messages that are there at t = 0"},
    {.name = "backlog_item_size",
     .kind = KIND_LAW,
     .at = AT(backlog_size),
     .fallback = "1 KB",
     .unit = UNIT_BYTES,
     .scope = SCOPE_REQUEST,
     .help = "size of one of these"},
    {.name = "fifo_queue",
     .also = "fifo",
     .kind = KIND_FLAG,
     .at = AT(is_fifo),
     .fallback = "false",
     .help = "messages of a group (the call's key) in order, to one receiver at a time",
     .source = GUIDE,
     .cloudformation = QUEUE "FifoQueue"},
    {.name = "content_based_deduplication",
     .kind = KIND_FLAG,
     .at = AT(by_content),
     .fallback = "false",
     .help = "of a FIFO queue; what a sender repeats is taken once with it or without",
     .source = GUIDE,
     .cloudformation = QUEUE "ContentBasedDeduplication"},
    {.name = "deduplication_scope",
     .kind = KIND_CHOICE,
     .at = AT(scope),
     .fallback = "queue",
     .choices = scopes,
     .help = "of a FIFO queue: messageGroup is needed for high throughput",
     .source = GUIDE,
     .cloudformation = QUEUE "DeduplicationScope"},
    {.name = "fifo_throughput_limit",
     .kind = KIND_CHOICE,
     .at = AT(throughput),
     .fallback = "perQueue",
     .choices = throughputs,
     .help = "of a FIFO queue: perMessageGroupId is high throughput, "
             "account.sqs.high_throughput_rate instead of fifo_rate",
     .source = GUIDE,
     .cloudformation = QUEUE "FifoThroughputLimit"},
    LATER("receive_message_wait_time", "ReceiveMessageWaitTimeSeconds",
          "for receivers other than event source mappings"),
    FIELD_END,
};

const struct field sqs_account_fields[] = {
    {.name = "message_size",
     .kind = KIND_BYTES,
     .at = ACCOUNT(message_most),
     .min = "1 KB",
     .max = "1 MB",
     .help = "a message that is larger is refused",
     .source = GUIDE},
    {.name = "batch_size",
     .kind = KIND_BYTES,
     .at = ACCOUNT(batch_most),
     .min = "1 KB",
     .max = "1 MB",
     .help = "a SendMessageBatch that is larger as a whole is refused",
     .source = GUIDE},
    {.name = "in_flight_messages",
     .kind = KIND_COUNT,
     .at = ACCOUNT(in_flight_most),
     .min = "1",
     .max = "100M",
     .help = "messages of one queue that are received and not deleted; beyond it "
             "nothing is received",
     .source = GUIDE},
    {.name = "fifo_in_flight_messages",
     .kind = KIND_COUNT,
     .at = ACCOUNT(fifo_in_flight_most),
     .min = "1",
     .max = "100M",
     .help = "the same of a FIFO queue",
     .source = GUIDE},
    {.name = "fifo_rate",
     .kind = KIND_RATE,
     .at = ACCOUNT(fifo_rate),
     .min = "1/s",
     .max = "10M/s",
     .help = "calls a second to a FIFO queue that send, that receive and that delete, "
             "each with ten messages at most",
     .source = GUIDE},
    {.name = "high_throughput_rate",
     .kind = KIND_RATE,
     .at = ACCOUNT(high_rate),
     .min = "1/s",
     .max = "10M/s",
     .help = "the same with fifo_throughput_limit = \"perMessageGroupId\"",
     .source = GUIDE},
    FIELD_END,
};

const struct own_limit sqs_own_limits[] = {
    {.name = "in_flight_messages",
     .help = "messages received and not deleted: account.sqs.in_flight_messages",
     .raised_by = "visibility_timeout",
     .source = GUIDE},
    {.name = "send_rate",
     .help = "calls that send, of a FIFO queue: account.sqs.fifo_rate or "
             "high_throughput_rate; beyond it they are throttled",
     .raised_by = "fifo_throughput_limit",
     .source = GUIDE},
    {.name = "receive_rate",
     .help = "calls that receive, of a FIFO queue; beyond it they wait",
     .raised_by = "fifo_throughput_limit",
     .source = GUIDE},
    {.name = "delete_rate",
     .help = "calls that delete, of a FIFO queue; beyond it they wait",
     .raised_by = "fifo_throughput_limit",
     .source = GUIDE},
    {.name = "message_group",
     .help = "batches of one group of a FIFO queue at once; two more wait behind one, "
             "though a receiver is there: delayed",
     .raised_by = "more groups (key of what is sent), or a consumer that takes less",
     .source = GUIDE},
    OWN_LIMIT_END,
};

#define COUNT(title, watch, text)                                                        \
    {                                                                                    \
        .name = title, .cloudwatch = watch, .kind = METRIC_COUNT, .units = "1",          \
        .help = text                                                                     \
    }
#define SHARE(title, of, text)                                                           \
    {                                                                                    \
        .name = title, .kind = METRIC_COUNT, .units = "1", .base = of, .help = text      \
    }
#define LEVEL(title, watch, text)                                                        \
    {                                                                                    \
        .name = title, .cloudwatch = watch, .kind = METRIC_LEVEL, .units = "1",          \
        .help = text                                                                     \
    }

static bool is_fifo(const void *config)
{
    return ((const struct sqs_config *)config)->is_fifo;
}

const struct metric sqs_metrics[] = {
    [METRIC_SENT] =
        COUNT("number_of_messages_sent", "AWS/SQS NumberOfMessagesSent",
              "messages that came; unlike CloudWatch's, moved to dead letters included"),
    [METRIC_RECEIVED] = COUNT("number_of_messages_received",
                              "AWS/SQS NumberOfMessagesReceived", "messages given out"),
    [METRIC_DELETED] = COUNT("number_of_messages_deleted",
                             "AWS/SQS NumberOfMessagesDeleted", "messages done with"),
    [METRIC_EMPTY_RECEIVES] =
        COUNT("number_of_empty_receives", "AWS/SQS NumberOfEmptyReceives",
              "receives that brought none; they are paid for"),
    [METRIC_SENT_SIZE] = {.name = "sent_message_size",
                          .cloudwatch = "AWS/SQS SentMessageSize",
                          .kind = METRIC_OBSERVED,
                          .units = "By",
                          .help = "of each message that was sent"},
    [METRIC_VISIBLE] = {.name = "approximate_number_of_messages_visible",
                        .cloudwatch = "AWS/SQS ApproximateNumberOfMessagesVisible",
                        .kind = METRIC_LEVEL,
                        .units = "1",
                        .help = "messages that wait to be received",
                        .backlog = true},
    [METRIC_NOT_VISIBLE] = LEVEL("approximate_number_of_messages_not_visible",
                                 "AWS/SQS ApproximateNumberOfMessagesNotVisible",
                                 "messages received and not deleted"),
    [METRIC_DELAYED] = LEVEL("approximate_number_of_messages_delayed",
                             "AWS/SQS ApproximateNumberOfMessagesDelayed",
                             "messages that cannot be received yet"),
    /* Counted in whole seconds; values of "s" are in ns. */
    [METRIC_OLDEST] = {.name = "approximate_age_of_oldest_message",
                       .cloudwatch = "AWS/SQS ApproximateAgeOfOldestMessage",
                       .kind = METRIC_LEVEL,
                       .units = "s",
                       .scale = 1e9,
                       .help = "of those received less than 3 times, since it came to "
                               "this queue; whole seconds, 0 if there is none"},
    [METRIC_MOVED] = SHARE("messages_moved", "number_of_messages_sent",
                           "messages that went to the dead-letter queue"),
    [METRIC_EXPIRED] = SHARE("messages_expired", "number_of_messages_sent",
                             "messages lost: message_retention_period was over"),
    [METRIC_RETURNED] =
        SHARE("messages_returned", "number_of_messages_received",
              "messages received and not deleted within visibility_timeout"),
    [METRIC_QUEUE_TIME] = {.name = "queue_time",
                           .kind = METRIC_OBSERVED,
                           .units = "s",
                           .help = "from coming to this queue to being received the "
                                   "first time, delay included"},
    [METRIC_AGE] = {.name = "age",
                    .kind = METRIC_OBSERVED,
                    .units = "s",
                    .help = "of a message's root request when it is deleted"},
    [METRIC_DEDUPLICATED] = {.name = "number_of_deduplicated_sent_messages",
                             .cloudwatch = "AWS/SQS NumberOfDeduplicatedSentMessages",
                             .kind = METRIC_COUNT,
                             .units = "1",
                             .help =
                                 "messages repeated within 5 minutes: not taken again",
                             .fed = is_fifo},
    [METRIC_GROUPS] =
        {.name = "approximate_number_of_groups_with_inflight_messages",
         .cloudwatch = "AWS/SQS ApproximateNumberOfGroupsWithInflightMessages",
         .kind = METRIC_LEVEL,
         .units = "1",
         .help =
             "groups with messages received and not deleted: no more of them is given "
             "out",
         .fed = is_fifo},
    METRIC_END,
};

const struct line_item sqs_items[] = {
    [ITEM_REQUEST] = {.name = "request",
                      .units = "request",
                      .words = "requests",
                      .scale = 1,
                      .help = "API calls, empty receives included, by pieces of 64 KB"},
    [ITEM_FIFO_REQUEST] = {.name = "fifo_request",
                           .units = "request",
                           .words = "requests of FIFO queues",
                           .scale = 1,
                           .help = "the same of FIFO queues"},
    LINE_ITEM_END,
};

const struct report_column sqs_columns[] = {
    {.title = "sent", .shows = SHOW_COUNT, .of = "number_of_messages_sent"},
    {.title = "returned %", .shows = SHOW_SHARE, .of = "messages_returned"},
    {.title = "dead", .shows = SHOW_COUNT, .of = "messages_moved"},
    {.title = "wait p50 s", .shows = SHOW_QUANTILE, .of = "queue_time", .q = .5},
    {.title = "p99 s", .shows = SHOW_QUANTILE, .of = "queue_time", .q = .99},
    {.title = "visible max",
     .shows = SHOW_MAXIMUM,
     .of = "approximate_number_of_messages_visible"},
    {.title = "oldest max s",
     .shows = SHOW_MAXIMUM,
     .of = "approximate_age_of_oldest_message"},
    REPORT_END,
};
