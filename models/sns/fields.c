/* fields.c - what can be said of a topic, of a subscription and of the account. */
#include "sns/tables.h"

#define TOPIC "AWS::SNS::Topic."
#define SUBSCRIPTION "AWS::SNS::Subscription."
#define GUIDE "SNS developer guide, 2021-08 and 2026"
#define QUOTAS "AWS general reference, SNS endpoints and quotas, 2021 and 2026"
#define AT(member) FIELD_PLACE(sns_config, member)
#define OF(member) FIELD_PLACE(subscription, member)
#define POLICY(member) FIELD_PLACE(delivery_policy, member)
#define ACCOUNT(member) FIELD_PLACE(sns_account, member)
#define LATER(title, property, text)                                                     \
    {                                                                                    \
        .name = title, .kind = KIND_LATER, .help = text,                                 \
        .cloudformation = "AWS::SNS::Topic." property                                    \
    }

static const char *const backoffs[] = {"linear", "arithmetic", "geometric", "exponential",
                                       NULL};

/* Of a subscription whatever is not said is the account's: `none` is "-" there. */
#define POLICY_FIELDS(none, most)                                                        \
    {.name = "num_retries",                                                              \
     .also = "retries max_attempts",                                                     \
     .kind = KIND_COUNT,                                                                 \
     .at = POLICY(retries),                                                              \
     .fallback = none,                                                                   \
     .min = "0",                                                                         \
     .max = most,                                                                        \
     .help = "retries in all",                                                           \
     .source = GUIDE},                                                                   \
        {.name = "num_no_delay_retries",                                                 \
         .kind = KIND_COUNT,                                                             \
         .at = POLICY(at_once),                                                          \
         .fallback = none,                                                               \
         .min = "0",                                                                     \
         .max = most,                                                                    \
         .help = "the first of them, which come at once",                                \
         .source = GUIDE},                                                               \
        {.name = "num_min_delay_retries",                                                \
         .kind = KIND_COUNT,                                                             \
         .at = POLICY(at_shortest),                                                      \
         .fallback = none,                                                               \
         .min = "0",                                                                     \
         .max = most,                                                                    \
         .help = "the next ones, min_delay_target apart",                                \
         .source = GUIDE},                                                               \
        {.name = "num_max_delay_retries",                                                \
         .kind = KIND_COUNT,                                                             \
         .at = POLICY(at_longest),                                                       \
         .fallback = none,                                                               \
         .min = "0",                                                                     \
         .max = most,                                                                    \
         .help = "the last ones, max_delay_target apart",                                \
         .source = GUIDE},                                                               \
        {.name = "min_delay_target",                                                     \
         .kind = KIND_TIME,                                                              \
         .at = POLICY(shortest),                                                         \
         .fallback = none,                                                               \
         .min = "1 s",                                                                   \
         .max = "1 h",                                                                   \
         .help = "the shortest delay but none",                                          \
         .source = GUIDE},                                                               \
        {.name = "max_delay_target",                                                     \
         .kind = KIND_TIME,                                                              \
         .at = POLICY(longest),                                                          \
         .fallback = none,                                                               \
         .min = "1 s",                                                                   \
         .max = "1 h",                                                                   \
         .help = "the longest delay",                                                    \
         .source = GUIDE},                                                               \
        {.name = "backoff_function",                                                     \
         .kind = KIND_CHOICE,                                                            \
         .at = POLICY(backoff),                                                          \
         .fallback = none,                                                               \
         .choices = backoffs,                                                            \
         .help = "how delays grow from the shortest to the longest",                     \
         .source = GUIDE},                                                               \
        FIELD_END

static const struct field own_policy_fields[] = {POLICY_FIELDS("-", "100")};
static const struct field policy_fields[] = {POLICY_FIELDS(NULL, "1M")};

static const struct field subscription_fields[] = {
    {.name = "endpoint",
     .also = "target",
     .kind = KIND_LINK,
     .at = OF(endpoint),
     .flags = FIELD_KEY | FIELD_REQUEST,
     .help = "who gets the messages: \"lambda.mail\", \"sqs.audit\", \"http.partner\"",
     .cloudformation = SUBSCRIPTION "Endpoint"},
    {.name = "filter_share",
     .also = "filter_policy",
     .kind = KIND_LAW,
     .at = OF(filter_share),
     .fallback = "100 %",
     .min = "0 %",
     .max = "100 %",
     .unit = UNIT_SHARE,
     .scope = SCOPE_REQUEST,
     .flags = FIELD_MAY_CHANGE,
     .help = "share of the messages that the filter policy lets through"},
    {.name = "raw_message_delivery",
     .kind = KIND_FLAG,
     .at = OF(raw),
     .fallback = "false",
     .help = "the message alone, without SNS's envelope (account.sns.envelope)",
     .source = GUIDE,
     .cloudformation = SUBSCRIPTION "RawMessageDelivery"},
    {.name = "redrive_policy",
     .also = "dead_letter_target dead_letter_config dead_letter_queue dlq",
     .kind = KIND_LINK,
     .at = OF(dead_letter),
     .fallback = "-",
     .help = "the queue that gets what could not be delivered: \"sqs.undelivered\"",
     .source = GUIDE,
     .cloudformation = SUBSCRIPTION "RedrivePolicy.deadLetterTargetArn"},
    {.name = "delivery_policy",
     .also = "retry_policy retry",
     .kind = KIND_GROUP,
     .at = OF(policy),
     .fallback = "-",
     .of = own_policy_fields,
     .help = "retries to an http endpoint; not given: account.sns.http_delivery_policy",
     .source = GUIDE,
     .cloudformation = SUBSCRIPTION "DeliveryPolicy.healthyRetryPolicy"},
    FIELD_END,
};

const struct field sns_fields[] = {
    {.name = "subscriptions",
     .also = "subscription subscribers",
     .kind = KIND_LIST,
     .at = AT(subscriptions),
     .fallback = "-",
     .of = subscription_fields,
     .size = sizeof(struct subscription),
     .help = "who gets its messages",
     .cloudformation = TOPIC "Subscription"},
    {.name = "latency",
     .kind = KIND_LAW,
     .at = AT(latency),
     .unit = UNIT_TIME,
     .scope = SCOPE_ATTEMPT,
     .flags = FIELD_MAY_CHANGE,
     .help = "time to answer Publish and PublishBatch"},
    {.name = "delivery_latency",
     .kind = KIND_LAW,
     .at = AT(delivery_latency),
     .unit = UNIT_TIME,
     .scope = SCOPE_ATTEMPT,
     .flags = FIELD_MAY_CHANGE,
     .help = "from a message's coming to its reaching a subscriber, each by itself"},
    LATER("fifo_topic", "FifoTopic", "FIFO topics"),
    LATER("content_based_deduplication", "ContentBasedDeduplication", "of FIFO topics"),
    FIELD_END,
};

const struct field sns_account_fields[] = {
    {.name = "publish_rate",
     .also = "publish_quota",
     .kind = KIND_RATE,
     .at = ACCOUNT(publish_rate),
     .min = "0/s",
     .max = "100M/s",
     .flags = FIELD_MONOTONE,
     .help = "messages published per second, all topics; beyond it 429",
     .source = QUOTAS},
    {.name = "message_size",
     .kind = KIND_BYTES,
     .at = ACCOUNT(message_most),
     .min = "1 KB",
     .max = "1 GB",
     .help = "of a message, and of all in one PublishBatch; what is larger is refused",
     .source = QUOTAS},
    {.name = "envelope",
     .kind = KIND_BYTES,
     .at = ACCOUNT(envelope),
     .min = "0 B",
     .max = "1 MB",
     .help = "what a message that is not delivered raw is larger by"},
    {.name = "http_timeout",
     .kind = KIND_TIME,
     .at = ACCOUNT(http_timeout),
     .min = "1 ms",
     .max = "1 h",
     .help = "an http endpoint has so long to answer",
     .source = GUIDE},
    {.name = "retry_jitter",
     .kind = KIND_SHARE,
     .at = ACCOUNT(retry_jitter),
     .min = "0 %",
     .max = "100 %",
     .help = "a delay before a retry is longer or shorter by up to this share",
     .source = GUIDE},
    {.name = "managed_delivery_policy",
     .kind = KIND_GROUP,
     .at = ACCOUNT(managed),
     .fallback = "",
     .of = policy_fields,
     .help = "retries to functions and queues",
     .source = GUIDE},
    {.name = "http_delivery_policy",
     .kind = KIND_GROUP,
     .at = ACCOUNT(http),
     .fallback = "",
     .of = policy_fields,
     .help = "retries to http endpoints, where a subscription does not say its own",
     .source = GUIDE},
    FIELD_END,
};
