/* tables.c - what is measured of a bus, what it costs, how it is reported. */
#include "events/tables.h"

#define COUNT(title, watch, of_what, text)                                               \
    {                                                                                    \
        .name = title, .cloudwatch = watch, .kind = METRIC_COUNT, .units = "1",          \
        .base = of_what, .help = text                                                    \
    }
#define OF_RULE(title, watch, of_what, text)                                             \
    {                                                                                    \
        .name = title, .cloudwatch = watch, .kind = METRIC_COUNT, .units = "1",          \
        .base = of_what, .of = OF_PART, .help = text                                     \
    }
#define LATENCY "ingestion_to_invocation_success_latency"

const struct metric events_metrics[] = {
    [METRIC_CALLS] = COUNT("put_events_approximate_call_count",
                           "AWS/Events PutEventsApproximateCallCount", NULL,
                           "PutEvents calls that were let in"),
    [METRIC_THROTTLED_CALLS] =
        COUNT("put_events_approximate_throttled_count",
              "AWS/Events PutEventsApproximateThrottledCount",
              "put_events_approximate_call_count+put_events_approximate_throttled_count",
              "PutEvents calls turned away at the account's quota"),
    [METRIC_EVENTS] = COUNT("put_events_entries_count",
                            "AWS/Events PutEventsEntriesCount", NULL, "events that came"),
    [METRIC_SIZE] = {.name = "put_events_request_size",
                     .cloudwatch = "AWS/Events PutEventsRequestSize",
                     .kind = METRIC_OBSERVED,
                     .units = "By",
                     .help = "of a PutEvents call, all its events"},
    [METRIC_MATCHED] = COUNT("matched_events", "AWS/Events MatchedEvents",
                             "put_events_entries_count", "events that any rule matched"),
    [METRIC_TRIGGERED] = COUNT("triggered_rules", "AWS/Events TriggeredRules", NULL,
                               "rules that matched an event or whose time had come"),
    [METRIC_INVOCATIONS] =
        COUNT("invocations", "AWS/Events Invocations", NULL,
              "targets invoked, with success or for the last time without"),
    [METRIC_FAILED] =
        COUNT("failed_invocations", "AWS/Events FailedInvocations", "invocations",
              "events that a target did not get, all "
              "retries included"),
    [METRIC_THROTTLED_RULES] =
        COUNT("throttled_rules", "AWS/Events ThrottledRules", "triggered_rules",
              "invocations that had to wait for the account's quota"),
    [METRIC_RETRIES] =
        COUNT("retry_invocation_attempts", "AWS/Events RetryInvocationAttempts",
              "triggered_rules", "tries that went wrong and were made again"),
    [METRIC_BURIED] = COUNT("invocations_sent_to_dlq", "AWS/Events InvocationsSentToDlq",
                            "failed_invocations",
                            "events that went to a dead-letter "
                            "queue"),
    [METRIC_LOST] =
        COUNT("invocations_failed_to_be_sent_to_dlq",
              "AWS/Events InvocationsFailedToBeSentToDlq", "failed_invocations",
              "events that a dead-letter queue did not take"),
    [METRIC_TIME] = {.name = LATENCY,
                     .cloudwatch = "AWS/Events IngestionToInvocationSuccessLatency",
                     .kind = METRIC_OBSERVED,
                     .units = "s",
                     .help = "from an event's coming to its being taken, retries "
                             "included"},
    [METRIC_AGE] = {.name = "age",
                    .kind = METRIC_OBSERVED,
                    .units = "s",
                    .help = "from the birth of the root request to its event's being "
                            "taken"},
    [METRIC_OPEN] = {.name = "deliveries_open",
                     .kind = METRIC_LEVEL,
                     .units = "1",
                     .help = "events on their way to a target"},
    [METRIC_WAITING] = {.name = "invocations_waiting",
                        .kind = METRIC_LEVEL,
                        .units = "1",
                        .of = OF_ACCOUNT,
                        .help = "invocations that wait for the account's quota",
                        .backlog = true},
    [METRIC_RULE_TRIGGERED] = OF_RULE("triggered_rules", "AWS/Events TriggeredRules",
                                      NULL, "events that the rule matched or made"),
    [METRIC_RULE_INVOCATIONS] =
        OF_RULE("invocations", "AWS/Events Invocations", NULL,
                "its target invoked, with success or for the last time without"),
    [METRIC_RULE_FAILED] = OF_RULE("failed_invocations", "AWS/Events FailedInvocations",
                                   "invocations", "events that its target did not get"),
    [METRIC_RULE_THROTTLED] =
        OF_RULE("throttled_rules", "AWS/Events ThrottledRules", "triggered_rules",
                "its invocations that had to wait for the account's quota"),
    [METRIC_RULE_BURIED] =
        OF_RULE("invocations_sent_to_dlq", "AWS/Events InvocationsSentToDlq",
                "failed_invocations", "events that went to its dead letters"),
    [METRIC_RULE_TIME] = {.name = LATENCY,
                          .kind = METRIC_OBSERVED,
                          .units = "s",
                          .of = OF_PART,
                          .help = "from an event's coming to its being taken"},
    METRIC_END,
};

const struct line_item events_items[] = {
    [ITEM_EVENT] = {.name = "event",
                    .units = "event",
                    .words = "events",
                    .scale = 1,
                    .help = "events put, each by pieces of 64 KB; scheduled ones are "
                            "free"},
    [ITEM_HTTP] = {.name = "api_destination",
                   .units = "invocation",
                   .words = "API destination invocations",
                   .scale = 1,
                   .help = "tries to http targets; other targets are free"},
    LINE_ITEM_END,
};

const struct report_column events_columns[] = {
    {.title = "events", .shows = SHOW_COUNT, .of = "put_events_entries_count"},
    {.title = "invocations", .shows = SHOW_COUNT, .of = "invocations"},
    {.title = "failed %", .shows = SHOW_SHARE, .of = "failed_invocations"},
    {.title = "waited %", .shows = SHOW_SHARE, .of = "throttled_rules"},
    {.title = "after p50 ms",
     .shows = SHOW_QUANTILE,
     .of = LATENCY,
     .q = .5,
     .unit = .001},
    {.title = "p99 ms", .shows = SHOW_QUANTILE, .of = LATENCY, .q = .99, .unit = .001},
    REPORT_END,
};

/* ---- what is read on some occasions only ---- */

static bool any(const struct occasion *o, bool (*is)(const struct rule *))
{
    const struct events_config *c = o->self->config;
    const struct rule *r = c->rules.element;

    for (size_t i = 0; i < c->rules.count; i++)
        if (is(&r[i]))
            return true;
    return false;
}

static bool retries(const struct rule *r)
{
    return r->retry.attempts != 0;
}

static bool delivers(const struct occasion *o)
{
    return ((const struct events_config *)o->self->config)->rules.count > 0;
}

static bool tries_again(const struct occasion *o)
{
    return any(o, retries);
}

static bool delivers_to_http(const struct occasion *o)
{
    return any(o, rule_is_to_http);
}

const struct needed events_needed[] = {
    {"defaults.events.delivery_latency", delivers},
    {"account.events.invocation_rate", delivers},
    {"account.events.retry_interval", tries_again},
    {"account.events.retry_max_delay", tries_again},
    {"account.events.retry_jitter", tries_again},
    {"account.events.http_timeout", delivers_to_http},
    NEEDED_END,
};
