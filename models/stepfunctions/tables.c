/* tables.c - what is measured of a state machine, what it costs, how it is reported. */
#include "stepfunctions/tables.h"

#include "stepfunctions/asl.h"

#define GUIDE "Step Functions developer guide, limits, 2021-08 and 2026"
#define COUNT(title, watch, of_what, text)                                               \
    {                                                                                    \
        .name = title, .cloudwatch = watch, .kind = METRIC_COUNT, .units = "1",          \
        .base = of_what, .help = text                                                    \
    }
#define OF_STATE(title, of_what, text)                                                   \
    {                                                                                    \
        .name = title, .kind = METRIC_COUNT, .units = "1", .base = of_what,              \
        .help = text, .of = OF_PART                                                      \
    }

static bool is_standard(const void *config)
{
    return ((const struct stepfunctions_config *)config)->type == TYPE_STANDARD;
}

static bool is_express(const void *config)
{
    return ((const struct stepfunctions_config *)config)->type == TYPE_EXPRESS;
}

static bool has_children(const void *config)
{
    const struct asl *asl = ((const struct stepfunctions_config *)config)->definition.asl;

    for (size_t i = 0; asl && i < asl->states; i++)
        if (asl->state[i].map.distributed)
            return true;
    return false;
}

const struct metric stepfunctions_metrics[] = {
    [METRIC_STARTED] =
        COUNT("executions_started", "AWS/States ExecutionsStarted", NULL,
              "executions begun; children of a distributed Map are counted apart"),
    [METRIC_SUCCEEDED] = COUNT("executions_succeeded", "AWS/States ExecutionsSucceeded",
                               "executions_started", "executions that came to their end"),
    [METRIC_FAILED] = COUNT("executions_failed", "AWS/States ExecutionsFailed",
                            "executions_started", "executions that ended in an error"),
    [METRIC_TIMED_OUT] =
        COUNT("executions_timed_out", "AWS/States ExecutionsTimedOut",
              "executions_started", "executions that took longer than they may"),
    [METRIC_TIME] = {.name = "execution_time",
                     .cloudwatch = "AWS/States ExecutionTime",
                     .kind = METRIC_OBSERVED,
                     .units = "s",
                     .help = "from the start of an execution to its end"},
    [METRIC_THROTTLED] = {.name = "execution_throttled",
                          .cloudwatch = "AWS/States ExecutionThrottled",
                          .kind = METRIC_COUNT,
                          .units = "1",
                          .base = "transitions",
                          .help = "states entered and retries that had to wait for the "
                                  "account's transitions",
                          .fed = is_standard},
    [METRIC_START_THROTTLES] = {.name = "start_throttles",
                                .cloudwatch = "AWS/States ThrottledEvents",
                                .kind = METRIC_COUNT,
                                .units = "1",
                                .base = "executions_started+start_throttles",
                                .help = "starts that were turned away"},
    [METRIC_TRANSITIONS] = {.name = "transitions",
                            .cloudwatch = "AWS/States ConsumedCapacity",
                            .kind = METRIC_COUNT,
                            .units = "1",
                            .help = "states entered, and retries"},
    [METRIC_WAIT] = {.name = "transition_wait",
                     .kind = METRIC_OBSERVED,
                     .units = "s",
                     .help = "for the account's transitions, of those that had to wait",
                     .fed = is_standard},
    [METRIC_OPEN] = {.name = "open_executions",
                     .kind = METRIC_LEVEL,
                     .units = "1",
                     .help = "executions that have begun and not ended"},
    [METRIC_HISTORY] = {.name = "history_events",
                        .kind = METRIC_OBSERVED,
                        .units = "1",
                        .help = "events in the history of an execution that has ended",
                        .fed = is_standard},
    [METRIC_CHILDREN] = {.name = "child_executions",
                         .kind = METRIC_COUNT,
                         .units = "1",
                         .help = "children that distributed Maps began",
                         .fed = has_children},
    [METRIC_CHILDREN_FAILED] = {.name = "child_executions_failed",
                                .kind = METRIC_COUNT,
                                .units = "1",
                                .base = "child_executions",
                                .help = "children that failed or timed out",
                                .fed = has_children},
    [METRIC_BILLED] = {.name = "express_execution_billed_duration",
                       .cloudwatch = "AWS/States ExpressExecutionBilledDuration",
                       .kind = METRIC_OBSERVED,
                       .units = "s",
                       .help = "what an Express execution is charged for, by 100 ms",
                       .fed = is_express},
    [METRIC_AGE] = {.name = "age",
                    .kind = METRIC_OBSERVED,
                    .units = "s",
                    .help = "of an execution's root request when it ends"},
    [METRIC_STATE_TRANSITIONS] =
        OF_STATE("transitions", NULL, "how often it was entered or tried again"),
    [METRIC_RETRIES] = OF_STATE("retries", "transitions", "how often it was tried again"),
    [METRIC_STATE_FAILED] =
        OF_STATE("failed", "transitions", "how often it failed for good, caught or not"),
    [METRIC_STATE_TIME] = {.name = "execution_time",
                           .kind = METRIC_OBSERVED,
                           .units = "s",
                           .help = "from entering it to leaving it, retries included",
                           .of = OF_PART},
    [METRIC_WAITING] = {.name = "transitions_waiting",
                        .kind = METRIC_LEVEL,
                        .units = "1",
                        .help = "states and retries that wait for the account's "
                                "transitions",
                        .of = OF_ACCOUNT,
                        .backlog = true},
    METRIC_END,
};

const struct line_item stepfunctions_items[] = {
    [ITEM_TRANSITION] = {.name = "state_transition",
                         .units = "transition",
                         .words = "state transitions",
                         .scale = 1,
                         .help = "Standard: states entered, and retries"},
    [ITEM_REQUEST] = {.name = "express_request",
                      .units = "request",
                      .words = "Express requests",
                      .scale = 1,
                      .help = "Express executions begun"},
    [ITEM_GB_SECOND] = {.name = "express_gb_second",
                        .units = "GB-second",
                        .words = "GB-seconds",
                        .scale = 1. / 160, /* 64 MB for 100 ms */
                        .help = "Express: memory by 64 MB, for the time by 100 ms"},
    LINE_ITEM_END,
};

const struct own_limit stepfunctions_own_limits[] = {
    {.name = "history_events",
     .help = "events in the history of one execution: it fails beyond "
             "account.stepfunctions.history_events",
     .raised_by = "nothing: a distributed Map, or a child execution, has its own history",
     .source = GUIDE},
    OWN_LIMIT_END,
};

const struct report_column stepfunctions_columns[] = {
    {.title = "type", .shows = SHOW_SETTING, .of = "type"},
    {.title = "started", .shows = SHOW_COUNT, .of = "executions_started"},
    {.title = "failed %", .shows = SHOW_SHARE, .of = "executions_failed"},
    {.title = "timed out %", .shows = SHOW_SHARE, .of = "executions_timed_out"},
    {.title = "p50 s", .shows = SHOW_QUANTILE, .of = "execution_time", .q = .5},
    {.title = "p99 s", .shows = SHOW_QUANTILE, .of = "execution_time", .q = .99},
    {.title = "open max", .shows = SHOW_MAXIMUM, .of = "open_executions"},
    {.title = "transitions", .shows = SHOW_COUNT, .of = "transitions"},
    REPORT_END,
};
