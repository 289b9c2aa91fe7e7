/* scaling.c - target tracking and scheduled actions.
 *
 *   minute_ends -> (alarms) -> ask -> act -> (the room changes) -> scaling_settled
 *   action_due -> (new bounds) -> ask ..
 *
 * CloudWatch's alarms look at the last n datapoints; where some are missing they look
 * further back, and act on fewer where these are all there is and the oldest of them is n
 * old (CloudWatch user guide, alarms and missing data, 2026-04-13).
 */
#include "flow/scaling.h"

#include <math.h>

#include "flow/forecast.h"

enum { EXTRA_POINTS = 2 }; /* looked back at for missing ones: the guide's example [A] */

#define NEVER INT64_MIN
#define NEARLY 1e-12 /* of a threshold: what rounding of doubles may do to it */

struct due { /* a scheduled action's next time */
    struct event event;
    struct scaling *scaling;
    const struct scheduled_action *action;
};

/* ---- activities ---- */

static void act(struct sim *sim, void *ctx)
{
    struct scaling *s = ctx;

    if (!s->scaled.is_busy(s->scaled.ctx)) {
        if (s->scaled.change(sim, s->scaled.ctx, s->wanted, s->decided)) {
            s->activities++;
            return;
        }
        s->refused++;
    } else if (s->cause != CAUSE_HIGH && s->cause != CAUSE_LOW) {
        s->unmet = true;
    }
    activity_refused(sim, s->activity);
    s->wanted = -1;
}

static size_t points_of(const struct scaling *s, enum activity_cause cause)
{
    const struct scaling_rules *rules = s->scaled.rules;

    return cause == CAUSE_HIGH  ? rules->high_points
           : cause == CAUSE_LOW ? rules->low_points
                                : 0;
}

static void ask(struct sim *sim, struct scaling *s, int64_t wanted,
                enum activity_cause cause)
{
    const struct activity asked = {.limit = s->scaled.limit,
                                   .cause = cause,
                                   .points = points_of(s, cause),
                                   .from = s->scaled.current(s->scaled.ctx),
                                   .to = wanted};

    s->activity = activity_begins(sim, &asked);
    s->wanted = wanted;
    s->cause = cause;
    s->decided = (uint64_t)(world_clock(sim) / SIM_MINUTE);
    sim_after(sim, &s->act, s->account->activity_delay, act, s);
}

void scaling_settled(struct sim *sim, struct scaling *s)
{
    if (s->wanted < 0)
        return;
    activity_settled(sim, s->activity, s->scaled.current(s->scaled.ctx));
    if (s->cause == CAUSE_HIGH) {
        s->out_wanted = s->wanted;
        s->out_at = sim_now(sim);
        s->in_at = NEVER; /* a scale-out ends the cool-down of a scale-in */
    } else if (s->cause == CAUSE_LOW) {
        s->in_at = sim_now(sim);
    }
    s->wanted = -1;
}

/* Capacity outside the bounds is brought to them at once. */
static void keep_bounds(struct sim *sim, struct scaling *s, enum activity_cause cause)
{
    int64_t now = s->scaled.current(s->scaled.ctx);
    int64_t wanted = now < s->min ? s->min : now > s->max ? s->max : now;

    s->unmet = wanted != now && (s->wanted >= 0 || s->scaled.is_busy(s->scaled.ctx));
    if (wanted != now && !s->unmet)
        ask(sim, s, wanted, cause);
}

/* ---- alarms ---- */

static double point_back(const struct scaling *s, int64_t seen, int64_t back)
{
    return back < seen ? s->point[(seen - 1 - back) % SCALING_MINUTES] : NAN;
}

/* Of the newest `wanted` datapoints all lie beyond the threshold. */
static bool alarms(const struct scaling *s, int64_t seen, size_t wanted, double threshold,
                   bool above)
{
    int64_t n = (int64_t)wanted, found = 0, oldest = 0;

    for (int64_t back = 0; back < n + EXTRA_POINTS && found < n; back++) {
        double point = point_back(s, seen, back);

        if (isnan(point))
            continue;
        if (above ? point <= threshold * (1 + NEARLY) : point >= threshold * (1 - NEARLY))
            return false;
        found++;
        oldest = back;
    }
    return found == n || (found > 0 && oldest >= n - 1);
}

/* Capacity at which the newest datapoint's use is the target; rounded up (user guide:
 * conservative).  A share is one of what was there in its minute. */
static int64_t capacity_for(const struct scaling *s, int64_t seen)
{
    double full = s->scaled.rules->full, used, wanted;
    int64_t back = 0;

    while (back < SCALING_MINUTES / 2 && isnan(point_back(s, seen, back)))
        back++;
    used = point_back(s, seen, back);
    used = full > 0 ? used / full
                    : used * (double)s->held[(seen - 1 - back) % SCALING_MINUTES];
    wanted = ceil(used / s->config->target_value * (1 - NEARLY));
    if (wanted < (double)s->min)
        return s->min;
    return wanted > (double)s->max ? s->max : (int64_t)wanted;
}

static bool is_over(struct sim *sim, sim_time since, sim_time cooldown)
{
    return since == NEVER || sim_now(sim) - since >= cooldown;
}

static void track(struct sim *sim, struct scaling *s)
{
    const struct scaling_rules *rules = s->scaled.rules;
    int64_t lag = (s->account->metric_lag + SIM_MINUTE - 1) / SIM_MINUTE;
    int64_t seen = s->minutes - lag, now = s->scaled.current(s->scaled.ctx), wanted;
    double whole = rules->full > 0 ? (double)now * rules->full : 1;
    double target = s->config->target_value;
    double low = target * rules->low_factor - rules->low_less;

    if (seen <= 0)
        return;
    if (alarms(s, seen, rules->high_points, whole * target, true)) {
        wanted = capacity_for(s, seen);
        if (wanted > now && (is_over(sim, s->out_at, s->config->scale_out_cooldown) ||
                             wanted > s->out_wanted))
            ask(sim, s, wanted, CAUSE_HIGH);
    } else if (!s->config->disable_scale_in &&
               alarms(s, seen, rules->low_points, whole * low, false)) {
        wanted = capacity_for(s, seen);
        if (wanted < now && is_over(sim, s->in_at, s->config->scale_in_cooldown))
            ask(sim, s, wanted, CAUSE_LOW);
    }
}

static void minute_ends(struct sim *sim, void *ctx)
{
    struct scaling *s = ctx;

    sim_after(sim, &s->minute, SIM_MINUTE, minute_ends, s);
    s->point[s->minutes % SCALING_MINUTES] = s->scaled.datapoint(sim, s->scaled.ctx);
    s->held[s->minutes % SCALING_MINUTES] = s->scaled.current(s->scaled.ctx);
    s->minutes++;
    if (s->wanted >= 0 || s->scaled.is_busy(s->scaled.ctx))
        return; /* an alarm's call would be refused: the resource is in use */
    if (s->unmet)
        keep_bounds(sim, s, CAUSE_BOUNDS);
    else if (!isnan(s->config->target_value))
        track(sim, s);
}

/* ---- scheduled actions ---- */

static void action_due(struct sim *sim, void *ctx);

/* `after` is a time after t = 0: nothing is due before it, in a pre-roll. */
static void wait_for_next(struct sim *sim, struct due *due, sim_time after)
{
    const struct world *w = world_of(sim);
    int64_t next = schedule_next(&due->action->schedule, w->start_s, after);

    if (next != INT64_MAX && next <= SIM_FOREVER - w->origin)
        sim_at(sim, &due->event, w->origin + next, action_due, due);
}

static void tell_bound(struct sim *sim, const struct scaling *s,
                       enum activity_moved moved, int64_t from, int64_t to)
{
    const struct activity asked = {.limit = s->scaled.limit,
                                   .cause = CAUSE_SCHEDULE,
                                   .moved = moved,
                                   .from = from,
                                   .to = to};

    if (from != to)
        activity_settled(sim, activity_begins(sim, &asked), to);
}

static void action_due(struct sim *sim, void *ctx)
{
    struct due *due = ctx;
    struct scaling *s = due->scaling;
    int64_t min = s->min, max = s->max;

    if (due->action->min_capacity != ABSENT)
        s->min = due->action->min_capacity;
    if (due->action->max_capacity != ABSENT)
        s->max = due->action->max_capacity;
    if (s->max < s->min) /* the one that this action has not set gives way [A] */
        *(due->action->min_capacity != ABSENT ? &s->max : &s->min) =
            due->action->min_capacity != ABSENT ? s->min : s->max;
    tell_bound(sim, s, MOVED_MINIMUM, min, s->min);
    tell_bound(sim, s, MOVED_MAXIMUM, max, s->max);
    keep_bounds(sim, s, CAUSE_SCHEDULE);
    wait_for_next(sim, due, sim_now(sim) - world_of(sim)->origin);
}

/* ---- at the start ---- */

static void start_actions(struct sim *sim, struct scaling *s)
{
    const struct scheduled_action *action = s->config->scheduled_actions.element;

    for (size_t i = 0; i < s->config->scheduled_actions.count; i++) {
        struct due *due = sim_get(sim, sizeof *due);

        due->scaling = s;
        due->action = &action[i];
        wait_for_next(sim, due, -1);
    }
}

void scaling_start(struct sim *sim, struct scaling *s,
                   const struct scaling_config *config,
                   const struct scaling_account *account, const struct scaled *scaled)
{
    *s = (struct scaling){.config = config,
                          .account = account,
                          .scaled = *scaled,
                          .min = config->min_capacity,
                          .max = config->max_capacity,
                          .wanted = -1,
                          .out_wanted = -1,
                          .out_at = NEVER,
                          .in_at = NEVER};
    sim_after(sim, &s->minute, SIM_MINUTE - world_clock(sim) % SIM_MINUTE, minute_ends,
              s);
    start_actions(sim, s);
    keep_bounds(sim, s, CAUSE_BOUNDS);
}

int64_t scaling_settles_at(const struct scaling_config *c, int64_t given, double used)
{
    double wanted = ceil(used / c->target_value * (1 - NEARLY));

    if (!scaling_given(c))
        return given;
    if (isnan(c->target_value))
        wanted = (double)given;
    if (wanted < (double)c->min_capacity)
        return c->min_capacity;
    return wanted > (double)c->max_capacity ? c->max_capacity : (int64_t)wanted;
}

void scaling_unforeseen(struct forecast *f, const struct resource *self,
                        const struct scaling_config *c)
{
    if (scaling_given(c) && c->scheduled_actions.count > 0)
        forecast_unforeseen(f, self,
                            "scheduled actions: capacity and its price are as if there "
                            "were none");
}
