/* scaling_fields.c - what a scenario may say of auto scaling, and what it must not. */
#include "flow/plan.h"
#include "flow/scaling.h"

#define POLICY                                                                           \
    "AWS::ApplicationAutoScaling::ScalingPolicy."                                        \
    "TargetTrackingScalingPolicyConfiguration."
#define TARGET "AWS::ApplicationAutoScaling::ScalableTarget."
#define GUIDE "Application Auto Scaling user guide, 2021-08-22"
#define AT(member) FIELD_PLACE(scaling_config, member)
#define ACTION(member) FIELD_PLACE(scheduled_action, member)
#define ACCOUNT(member) FIELD_PLACE(scaling_account, member)

static const struct field action_fields[] = {
    {.name = "name",
     .kind = KIND_TEXT,
     .at = ACTION(name),
     .fallback = "-",
     .help = "in reports and addresses",
     .flags = FIELD_KEY,
     .cloudformation = TARGET "ScheduledActions.ScheduledActionName"},
    {.name = "schedule",
     .kind = KIND_CUSTOM,
     .at = ACTION(schedule),
     .read = schedule_read,
     .help = "in UTC from run.start: at(2021-11-26T17:50:00), at(+45 min), rate(1 hour) "
             "or cron(40 19 * * ? *)",
     .source = GUIDE,
     .cloudformation = TARGET "ScheduledActions.Schedule"},
    {.name = "min_capacity",
     .kind = KIND_COUNT,
     .at = ACTION(min_capacity),
     .fallback = "-",
     .min = "0",
     .max = "1000000000",
     .help = "from then on; capacity below it is raised at once",
     .source = GUIDE,
     .flags = FIELD_MONOTONE,
     .cloudformation = TARGET "ScheduledActions.ScalableTargetAction.MinCapacity"},
    {.name = "max_capacity",
     .kind = KIND_COUNT,
     .at = ACTION(max_capacity),
     .fallback = "-",
     .min = "0",
     .max = "1000000000",
     .help = "from then on; capacity above it is lowered at once",
     .source = GUIDE,
     .flags = FIELD_MONOTONE,
     .cloudformation = TARGET "ScheduledActions.ScalableTargetAction.MaxCapacity"},
    FIELD_END,
};

const struct field scaling_fields[] = {
    {.name = "min_capacity",
     .kind = KIND_COUNT,
     .at = AT(min_capacity),
     .min = "0",
     .max = "1000000000",
     .help = "never scaled in below it",
     .flags = FIELD_MONOTONE,
     .cloudformation = TARGET "MinCapacity"},
    {.name = "max_capacity",
     .kind = KIND_COUNT,
     .at = AT(max_capacity),
     .min = "0",
     .max = "1000000000",
     .help = "never scaled out beyond it",
     .flags = FIELD_MONOTONE,
     .cloudformation = TARGET "MaxCapacity"},
    {.name = "target_value",
     .kind = KIND_SHARE,
     .at = AT(target_value),
     .fallback = "-",
     .min = "10 %",
     .max = "90 %",
     .help =
         "share of the capacity that use is kept at; not given: scheduled actions only",
     .source = GUIDE,
     .cloudformation = POLICY "TargetValue"},
    {.name = "scale_in_cooldown",
     .kind = KIND_TIME,
     .at = AT(scale_in_cooldown),
     .fallback = "0 s",
     .min = "0 s",
     .max = "24 h",
     .help = "no further scale-in so long after one took effect",
     .source = GUIDE,
     .cloudformation = POLICY "ScaleInCooldown"},
    {.name = "scale_out_cooldown",
     .kind = KIND_TIME,
     .at = AT(scale_out_cooldown),
     .fallback = "0 s",
     .min = "0 s",
     .max = "24 h",
     .help = "no further scale-out so long after one took effect, unless it is larger",
     .source = GUIDE,
     .cloudformation = POLICY "ScaleOutCooldown"},
    {.name = "disable_scale_in",
     .kind = KIND_FLAG,
     .at = AT(disable_scale_in),
     .fallback = "false",
     .help = "target tracking only adds",
     .source = GUIDE,
     .cloudformation = POLICY "DisableScaleIn"},
    {.name = "scheduled_actions",
     .kind = KIND_LIST,
     .at = AT(scheduled_actions),
     .fallback = "-",
     .of = action_fields,
     .size = sizeof(struct scheduled_action),
     .help = "new bounds at stated times; they know no cool-down",
     .source = GUIDE,
     .cloudformation = TARGET "ScheduledActions"},
    FIELD_END,
};

const struct field scaling_account_fields[] = {
    {.name = "metric_lag",
     .kind = KIND_TIME,
     .at = ACCOUNT(metric_lag),
     .min = "0 s",
     .max = "30 min",
     .help = "a minute's metric is seen by alarms so long after its end"},
    {.name = "activity_delay",
     .kind = KIND_TIME,
     .at = ACCOUNT(activity_delay),
     .min = "0 s",
     .max = "10 min",
     .help = "from an alarm or schedule to the call that changes the capacity"},
    FIELD_END,
};

void scaling_plan(struct plan *plan, const struct scaling_config *c)
{
    const struct scheduled_action *action = c->scheduled_actions.element;

    for (size_t i = 0; i < c->scheduled_actions.count; i++) {
        int64_t at = schedule_next(&action[i].schedule, plan_start(plan), -1);

        if (at != INT64_MAX)
            plan_change(plan, at, "a scheduled action");
    }
}

void scaling_check(const struct scaling_config *c, int64_t given, const char *address,
                   struct where at, struct diag *diag)
{
    const struct scheduled_action *action = c->scheduled_actions.element;

    if (!scaling_given(c))
        return;
    if (c->min_capacity > c->max_capacity)
        diag_error(diag, at, "%s: min_capacity is more than max_capacity", address);
    else if (given < c->min_capacity || given > c->max_capacity)
        diag_warn(diag, at,
                  "%s: %lld lies outside min_capacity and max_capacity and is changed at "
                  "once",
                  address, (long long)given);
    for (size_t i = 0; i < c->scheduled_actions.count; i++) {
        const struct scheduled_action *a = &action[i];

        if (a->min_capacity == ABSENT && a->max_capacity == ABSENT)
            diag_error(diag, c->scheduled_actions.at[i],
                       "%s: a scheduled action sets min_capacity or max_capacity or both",
                       address);
        if (a->max_capacity != ABSENT && a->min_capacity > a->max_capacity)
            diag_error(diag, c->scheduled_actions.at[i],
                       "%s: min_capacity is more than max_capacity", address);
    }
}
