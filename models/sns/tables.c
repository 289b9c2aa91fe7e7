/* tables.c - what is measured of a topic, what it costs, how it is reported. */
#include "sns/tables.h"

#define ENDED "number_of_notifications_delivered+number_of_notifications_failed"
#define COUNT(title, watch, of_what, text)                                               \
    {                                                                                    \
        .name = title, .cloudwatch = watch, .kind = METRIC_COUNT, .units = "1",          \
        .base = of_what, .help = text                                                    \
    }
#define OF_SUBSCRIPTION(title, of_what, text)                                            \
    {                                                                                    \
        .name = title, .kind = METRIC_COUNT, .units = "1", .base = of_what,              \
        .of = OF_PART, .help = text                                                      \
    }

const struct metric sns_metrics[] = {
    [METRIC_PUBLISHED] =
        COUNT("number_of_messages_published", "AWS/SNS NumberOfMessagesPublished", NULL,
              "messages that came"),
    [METRIC_DELIVERED] = COUNT("number_of_notifications_delivered",
                               "AWS/SNS NumberOfNotificationsDelivered", ENDED,
                               "messages that a subscriber has taken, one for each"),
    [METRIC_FAILED] =
        COUNT("number_of_notifications_failed", "AWS/SNS NumberOfNotificationsFailed",
              ENDED, "messages that a subscriber did not get, all retries included"),
    [METRIC_FILTERED] = COUNT("number_of_notifications_filtered_out",
                              "AWS/SNS NumberOfNotificationsFilteredOut",
                              "number_of_notifications_filtered_out+" ENDED,
                              "messages that a subscription's filter kept back"),
    [METRIC_SIZE] = {.name = "publish_size",
                     .cloudwatch = "AWS/SNS PublishSize",
                     .kind = METRIC_OBSERVED,
                     .units = "By",
                     .help = "of each message"},
    [METRIC_REDRIVEN] = COUNT("number_of_notifications_redriven_to_dlq",
                              "AWS/SNS NumberOfNotificationsRedrivenToDlq",
                              "number_of_notifications_failed",
                              "messages that went to a dead-letter queue"),
    [METRIC_REDRIVE_FAILED] = COUNT("number_of_notifications_failed_to_redrive_to_dlq",
                                    "AWS/SNS NumberOfNotificationsFailedToRedriveToDlq",
                                    "number_of_notifications_failed",
                                    "messages that a dead-letter queue did not take"),
    [METRIC_THROTTLES] =
        COUNT("throttles", NULL, "number_of_messages_published+throttles",
              "messages turned away at the account's quota"),
    [METRIC_RETRIES] = COUNT("delivery_retries", NULL, ENDED,
                             "tries that went wrong and were made again"),
    [METRIC_TIME] = {.name = "delivery_time",
                     .kind = METRIC_OBSERVED,
                     .units = "s",
                     .help =
                         "from a message's coming to its being taken, retries included"},
    [METRIC_AGE] = {.name = "age",
                    .kind = METRIC_OBSERVED,
                    .units = "s",
                    .help = "from the birth of the root request to its message's being "
                            "taken"},
    [METRIC_OPEN] = {.name = "deliveries_open",
                     .kind = METRIC_LEVEL,
                     .units = "1",
                     .help = "messages on their way to a subscriber"},
    [METRIC_PART_DELIVERED] = OF_SUBSCRIPTION("number_of_notifications_delivered", ENDED,
                                              "messages that the subscriber has taken"),
    [METRIC_PART_FAILED] = OF_SUBSCRIPTION("number_of_notifications_failed", ENDED,
                                           "messages that the subscriber did not get"),
    [METRIC_PART_FILTERED] =
        OF_SUBSCRIPTION("number_of_notifications_filtered_out",
                        "number_of_notifications_filtered_out+" ENDED,
                        "messages that its filter kept back"),
    [METRIC_PART_REDRIVEN] = OF_SUBSCRIPTION("number_of_notifications_redriven_to_dlq",
                                             "number_of_notifications_failed",
                                             "messages that went to its dead letters"),
    [METRIC_PART_TIME] = {.name = "delivery_time",
                          .kind = METRIC_OBSERVED,
                          .units = "s",
                          .of = OF_PART,
                          .help = "from a message's coming to its being taken"},
    METRIC_END,
};

const struct line_item sns_items[] = {
    [ITEM_REQUEST] = {.name = "request",
                      .units = "request",
                      .words = "requests",
                      .scale = 1,
                      .help = "Publish and PublishBatch, by pieces of 64 KB"},
    [ITEM_HTTP] = {.name = "http_notification",
                   .units = "notification",
                   .words = "HTTP notifications",
                   .scale = 1,
                   .help = "tries to http endpoints; functions and queues are free"},
    LINE_ITEM_END,
};

const struct report_column sns_columns[] = {
    {.title = "published", .shows = SHOW_COUNT, .of = "number_of_messages_published"},
    {.title = "delivered",
     .shows = SHOW_COUNT,
     .of = "number_of_notifications_delivered"},
    {.title = "filtered %",
     .shows = SHOW_SHARE,
     .of = "number_of_notifications_filtered_out"},
    {.title = "failed %", .shows = SHOW_SHARE, .of = "number_of_notifications_failed"},
    {.title = "after p50 ms",
     .shows = SHOW_QUANTILE,
     .of = "delivery_time",
     .q = .5,
     .unit = .001},
    {.title = "p99 ms",
     .shows = SHOW_QUANTILE,
     .of = "delivery_time",
     .q = .99,
     .unit = .001},
    REPORT_END,
};

/* ---- what is read on some occasions only ---- */

static bool any(const struct occasion *o, bool (*is)(const struct subscription *))
{
    const struct sns_config *c = o->self->config;
    const struct subscription *s = c->subscriptions.element;

    for (size_t i = 0; i < c->subscriptions.count; i++)
        if (is(&s[i]))
            return true;
    return false;
}

static bool is_there(const struct subscription *s)
{
    (void)s;
    return true;
}

static bool is_wrapped(const struct subscription *s)
{
    return !s->raw;
}

static bool delivers(const struct occasion *o)
{
    return any(o, is_there);
}

static bool wraps(const struct occasion *o)
{
    return any(o, is_wrapped);
}

static bool delivers_to_http(const struct occasion *o)
{
    return any(o, subscription_is_http);
}

const struct needed sns_needed[] = {
    {"defaults.sns.delivery_latency", delivers},
    {"account.sns.envelope", wraps},
    {"account.sns.retry_jitter", delivers},
    {"account.sns.managed_delivery_policy", delivers},
    {"account.sns.http_delivery_policy", delivers_to_http},
    {"account.sns.http_timeout", delivers_to_http},
    NEEDED_END,
};
