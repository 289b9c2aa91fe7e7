/* tracking.c - auto scaling of provisioned concurrency, and changes of it by hand.
 *
 * An alarm sees ProvisionedConcurrencyUtilization, minute by minute, and sees nothing of
 * a minute in which nobody came; three above the target, fifteen below 90 % of it
 * (Lambda developer guide, configuration-concurrency, 2021-08-27, and provisioned
 * concurrency, 2026; georgemao, 2020-09).
 */
#include <math.h>

#include "flow/plan.h"
#include "lambda/provisioned.h"
#include "lambda/tables.h"

static const struct scaling_rules rules = {
    .full = 0, .high_points = 3, .low_points = 15, .low_factor = 0.9, .low_less = 0};

/* What a share in use is one of; while more is on its way, is_busy says so. */
static int64_t current(void *ctx)
{
    const struct provisioned *p = ctx;

    return p->allocated;
}

static bool is_busy(void *ctx)
{
    const struct provisioned *p = ctx;

    return p->asked != p->allocated;
}

/* The mean over the minute [A]: what is in use by what is allocated. */
static double datapoint(struct sim *sim, void *ctx)
{
    struct provisioned *p = ctx;
    int64_t invocations = p->self->meter[METRIC_INVOCATIONS].count;
    double busy, allocated;
    bool came = invocations > p->minute.invocations;

    provisioned_settle(sim, p);
    busy = (double)(p->busy_area - p->minute.busy_area);
    allocated = (double)(p->allocated_area - p->minute.allocated_area);
    p->minute.busy_area = p->busy_area;
    p->minute.allocated_area = p->allocated_area;
    p->minute.invocations = invocations;
    return came && allocated > 0 ? busy / allocated : NAN;
}

static bool change(struct sim *sim, void *ctx, int64_t wanted, uint64_t minute)
{
    return provisioned_ask(sim, ctx, wanted, minute);
}

void tracking_start(struct sim *sim, struct provisioned *p)
{
    const struct scaled scaled = {.rules = &rules,
                                  .limit = p->at_once->name,
                                  .current = current,
                                  .is_busy = is_busy,
                                  .datapoint = datapoint,
                                  .change = change,
                                  .ctx = p};

    if (scaling_given(&p->config->tracking))
        scaling_start(sim, &p->scaling, &p->config->tracking, &p->account->tracking,
                      &scaled);
}

void provisioned_changed(struct sim *sim, struct provisioned *p)
{
    const struct activity asked = {.limit = p->at_once->name,
                                   .cause = CAUSE_TIMELINE,
                                   .from = p->asked,
                                   .to = p->config->provisioned};

    if (asked.from == asked.to)
        return;
    p->activity = activity_begins(sim, &asked);
    if (provisioned_ask(sim, p, asked.to, (uint64_t)(world_clock(sim) / SIM_MINUTE)))
        return;
    activity_refused(sim, p->activity);
    p->activity = 0;
}

void lambda_plan(struct plan *plan, const struct resource *self)
{
    const struct lambda_config *c = self->config;

    if (lambda_provisioned(c) != ABSENT)
        plan_activities(plan);
    scaling_plan(plan, &c->tracking);
}
