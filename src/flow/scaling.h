/* scaling.h - AWS Application Auto Scaling: target tracking and scheduled actions.
 *
 * One for each setting that is scaled (language.md D17).  The room says what is measured,
 * what holds now and how to change it; here are the alarms, their cadence, the cool-downs
 * and the schedules.  Sources and what was assumed: README.md.
 */
#ifndef SCALING_H
#define SCALING_H

#include "config/schedule.h"
#include "flow/activity.h"

struct scheduled_action {
    const char *name;
    struct schedule schedule;
    int64_t min_capacity, max_capacity; /* ABSENT: as they are */
};

struct scaling_config { /* not given: max_capacity is ABSENT */
    int64_t min_capacity, max_capacity;
    double target_value; /* NaN: scheduled actions only */
    sim_time scale_in_cooldown, scale_out_cooldown;
    bool disable_scale_in;
    struct list scheduled_actions; /* of struct scheduled_action */
};

extern const struct field scaling_fields[];

struct scaling_account {     /* account.MODEL.auto_scaling */
    sim_time metric_lag;     /* a minute's datapoint is there so long after its end */
    sim_time activity_delay; /* from a decision to the service's API */
};

extern const struct field scaling_account_fields[];

/* What AWS does alike for all settings of one kind. */
struct scaling_rules {
    /* Of one unit of capacity that was wholly used for a minute: 60 where the datapoint
     * is a minute's sum; 0: the datapoint is the share in use. */
    double full;
    size_t high_points, low_points; /* so many of so many, of a minute each */
    double low_factor, low_less;    /* low alarm: target x low_factor - low_less */
};

struct scaling;

struct scaled { /* the room's side */
    const struct scaling_rules *rules;
    const struct limit_name *limit; /* the setting's, for the log of activities */
    int64_t (*current)(void *ctx);
    /* A change is under way: alarms are not acted upon. */
    bool (*is_busy)(void *ctx);
    /* Of the minute that ends now; NaN: there is none. */
    double (*datapoint)(struct sim *, void *ctx);
    /* False: refused (a budget of decreases ..).  `minute`: the decision's, by the wall
     * clock: the name of what is drawn for it (methods.md 1).  Once the change is in
     * force, or has come to nothing, the room says scaling_settled. */
    bool (*change)(struct sim *, void *ctx, int64_t wanted, uint64_t minute);
    void *ctx;
};

enum { SCALING_MINUTES = 64 }; /* datapoints kept: 15 low, and the lag */

struct scaling {
    const struct scaling_config *config;
    const struct scaling_account *account;
    struct scaled scaled;
    int64_t min, max; /* in force */
    double point[SCALING_MINUTES];
    int64_t held[SCALING_MINUTES]; /* the capacity when that minute ended */
    int64_t minutes;               /* datapoints so far: the newest is [minutes - 1] */
    struct event minute, act;
    int64_t wanted; /* of the activity under way, -1: none */
    enum activity_cause cause;
    uint64_t activity;  /* its handle in the log */
    uint64_t decided;   /* its minute */
    bool unmet;         /* outside min and max, and not asked for yet */
    int64_t out_wanted; /* of the last scale-out, and when it took effect; -1: none */
    sim_time out_at, in_at;
    int64_t activities, refused; /* since the run began */
};

static inline bool scaling_given(const struct scaling_config *c)
{
    return c->max_capacity != ABSENT;
}

/* `scaling` lives in the run's arena and stays where it is. */
void scaling_start(struct sim *, struct scaling *, const struct scaling_config *,
                   const struct scaling_account *, const struct scaled *);
void scaling_settled(struct sim *, struct scaling *);

/* For the model's `forecast`: what scaling_settles_at does not know of. */
void scaling_unforeseen(struct forecast *, const struct resource *,
                        const struct scaling_config *);
/* For the model's `plan`: scheduled actions make a run a terminating one. */
void scaling_plan(struct plan *, const struct scaling_config *);
/* For the model's `check`: `given` is the setting's own value. */
void scaling_check(const struct scaling_config *, int64_t given, const char *address,
                   struct where, struct diag *);
/* For the calculator: where constant use settles; `given` where nothing is scaled. */
int64_t scaling_settles_at(const struct scaling_config *, int64_t given, double used);

#endif
