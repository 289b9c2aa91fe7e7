/* test_scaling.c - target tracking on a bench: a capacity, and a use for each minute. */
#include "check.h"
#include "config/clock.h"
#include "flow/scaling.h"

#define NONE NAN

static const struct scaling_rules by_sums = {
    .full = 60, .high_points = 2, .low_points = 15, .low_factor = 1, .low_less = 0.2};
static const struct scaling_rules by_share = {
    .full = 0, .high_points = 3, .low_points = 15, .low_factor = 0.9, .low_less = 0};

enum { MOST = 20 };

struct bench {
    struct sim *sim;
    struct world world;
    struct scaling_config config;
    struct scaling_account account;
    struct scaling scaling;
    const double *use; /* a second, by minute; the last one stays */
    size_t uses, minute;
    bool share; /* the datapoint is use / capacity */
    int64_t capacity, wanted;
    bool busy, refuses;
    sim_time takes;
    struct event done;
    size_t changes;
    struct {
        sim_time at;
        int64_t to;
    } change[MOST];
};

static int64_t current(void *ctx)
{
    return ((struct bench *)ctx)->capacity;
}

static bool is_busy(void *ctx)
{
    return ((struct bench *)ctx)->busy;
}

static double datapoint(struct sim *sim, void *ctx)
{
    struct bench *b = ctx;
    double use = b->use[b->minute < b->uses ? b->minute : b->uses - 1];

    (void)sim;
    b->minute++;
    return b->share ? use / (double)b->capacity : use * 60;
}

static void done(struct sim *sim, void *ctx)
{
    struct bench *b = ctx;

    b->capacity = b->wanted;
    b->busy = false;
    if (b->changes < MOST) {
        b->change[b->changes].at = sim_now(sim);
        b->change[b->changes++].to = b->wanted;
    }
    scaling_settled(sim, &b->scaling);
}

static bool change(struct sim *sim, void *ctx, int64_t wanted, uint64_t minute)
{
    struct bench *b = ctx;

    (void)minute;
    if (b->refuses)
        return false;
    b->busy = true;
    b->wanted = wanted;
    sim_after(sim, &b->done, b->takes, done, b);
    return true;
}

static void up(struct bench *b, int64_t capacity)
{
    *b = (struct bench){
        .capacity = capacity,
        .config = {.min_capacity = 1, .max_capacity = 40000, .target_value = 0.7},
        .account = {.metric_lag = SIM_MINUTE, .activity_delay = 0},
        .takes = 5 * SIM_SECOND};
    CU_ASSERT_TRUE_FATAL(clock_read("2021-11-26T17:30:00", "", &b->world.start_s));
}

static void run(struct bench *b, const struct scaling_rules *rules, sim_time until)
{
    struct scaled scaled = {.rules = rules,
                            .current = current,
                            .is_busy = is_busy,
                            .datapoint = datapoint,
                            .change = change,
                            .ctx = b};

    b->share = rules->full == 0;
    b->sim = sim_new(&b->world);
    scaling_start(b->sim, &b->scaling, &b->config, &b->account, &scaled);
    sim_run(b->sim, until);
    sim_free(b->sim);
}

#define USE(b, ...)                                                                      \
    static const double use_of_minutes[] = {__VA_ARGS__};                                \
    (b)->use = use_of_minutes;                                                           \
    (b)->uses = sizeof use_of_minutes / sizeof *use_of_minutes

static void changes_at(const struct bench *b, size_t i, sim_time at, int64_t to)
{
    CU_ASSERT_TRUE_FATAL(i < b->changes);
    if (b->change[i].at != at || b->change[i].to != to)
        printf("  change %zu: %lld at %.3f s\n", i, (long long)b->change[i].to,
               (double)b->change[i].at / 1e9);
    CU_ASSERT_EQUAL(b->change[i].at, at);
    CU_ASSERT_EQUAL(b->change[i].to, to);
}

static void two_minutes_above_the_target_scale_out(void)
{
    struct bench b;

    up(&b, 100);
    USE(&b, 71, 69, 71, 72); /* minutes 0, 1 ..; 2 and 3 are seen at 5:00 */
    run(&b, &by_sums, 20 * SIM_MINUTE);
    CU_ASSERT_EQUAL(b.changes, 1);
    changes_at(&b, 0, 5 * SIM_MINUTE + 5 * SIM_SECOND, 103); /* 72 / 0.7 = 102.86 */
}

static void exactly_at_the_target_nothing_happens(void)
{
    struct bench b;

    up(&b, 143);
    USE(&b, 100.1); /* 143 x 0.7 */
    run(&b, &by_sums, SIM_HOUR);
    CU_ASSERT_EQUAL(b.changes, 0);
}

static void constant_use_settles_at_use_by_target(void)
{
    struct bench b;

    for (int64_t from = 1; from < 1000; from += 37) {
        up(&b, from);
        USE(&b, 100);
        run(&b, &by_sums, 3 * SIM_HOUR);
        /* 100 a second is above 70 % below 143, and below 50 % from 201 on */
        CU_ASSERT_EQUAL(b.capacity, from < 143 || from > 200 ? 143 : from);
        CU_ASSERT_EQUAL(scaling_settles_at(&b.config, from, 100), 143);
    }
}

static void fifteen_minutes_below_scale_in(void)
{
    struct bench b;

    up(&b, 215);
    USE(&b, 120, 20); /* minutes 1 .. 15 are seen at 17:00 */
    run(&b, &by_sums, SIM_HOUR);
    changes_at(&b, 0, 17 * SIM_MINUTE + 5 * SIM_SECOND, 29);
    CU_ASSERT_EQUAL(b.changes, 1);
    up(&b, 215);
    b.use = use_of_minutes, b.uses = 2;
    b.config.disable_scale_in = true;
    run(&b, &by_sums, SIM_HOUR);
    CU_ASSERT_EQUAL(b.changes, 0);
    up(&b, 215);
    b.use = use_of_minutes, b.uses = 2;
    b.config.min_capacity = 40;
    run(&b, &by_sums, SIM_HOUR);
    CU_ASSERT_EQUAL(b.capacity, 40);
}

static void the_lag_of_the_metric_delays_the_alarm(void)
{
    static const sim_time lags[] = {0, 60, 61, 120, 180};
    static const int at[] = {4, 5, 6, 6, 7};
    struct bench b;

    for (size_t i = 0; i < 5; i++) {
        up(&b, 100);
        USE(&b, 10, 10, 90);
        b.account.metric_lag = lags[i] * SIM_SECOND;
        run(&b, &by_sums, 20 * SIM_MINUTE);
        changes_at(&b, 0, at[i] * SIM_MINUTE + 5 * SIM_SECOND, 129);
    }
}

static void a_refused_change_is_asked_for_again(void)
{
    struct bench b;

    up(&b, 100);
    USE(&b, 90);
    b.refuses = true;
    run(&b, &by_sums, 10 * SIM_MINUTE + SIM_SECOND);
    CU_ASSERT_EQUAL(b.scaling.refused, 8); /* at 3:00, 4:00 .. 10:00 */
    CU_ASSERT_EQUAL(b.scaling.activities, 0);
}

static void nothing_is_decided_while_a_change_is_under_way(void)
{
    struct bench b;

    up(&b, 100);
    USE(&b, 100, 110, 120, 130, 140, 150, 160, 170, 180, 190);
    b.takes = 150 * SIM_SECOND;
    run(&b, &by_sums, 9 * SIM_MINUTE);
    changes_at(&b, 0, 330 * SIM_SECOND, 158); /* at 3:00 minute 1 is seen: 110 */
    changes_at(&b, 1, 510 * SIM_SECOND, 200); /* at 6:00 minutes 3 and 4: 140 */
}

static void a_cool_down_lets_only_more_pass(void)
{
    struct bench b;

    up(&b, 100);
    USE(&b, 100, 100, 100, 100, 100, 115, 115, 115);
    b.config.scale_out_cooldown = 30 * SIM_MINUTE;
    run(&b, &by_sums, 20 * SIM_MINUTE);
    CU_ASSERT_EQUAL(b.changes, 2);
    changes_at(&b, 0, 185 * SIM_SECOND, 143);
    changes_at(&b, 1, 485 * SIM_SECOND, 165); /* more than 143: at once */
}

static void a_scale_in_waits_for_the_cool_down_of_the_last(void)
{
    struct bench b;

    up(&b, 1000);
    USE(&b, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100,
        100, 100, 20);
    b.config.scale_in_cooldown = 40 * SIM_MINUTE;
    run(&b, &by_sums, 2 * SIM_HOUR);
    changes_at(&b, 0, 965 * SIM_SECOND, 143);
    /* low since minute 17: seen at 33:00; 16:05 + 40:00 is over at 57:00 */
    changes_at(&b, 1, 57 * SIM_MINUTE + 5 * SIM_SECOND, 29);
}

static void scheduled_bounds_act_at_once(void)
{
    struct scheduled_action actions[2] = {
        {.min_capacity = 1500, .max_capacity = ABSENT},
        {.min_capacity = 10, .max_capacity = 300},
    };
    struct bench b;

    CU_ASSERT_PTR_NULL(schedule_parse("at(2021-11-26T17:50:20)", &actions[0].schedule));
    CU_ASSERT_PTR_NULL(schedule_parse("cron(0 18 * * ? *)", &actions[1].schedule));
    up(&b, 400);
    USE(&b, 200);
    b.config.scheduled_actions = (struct list){.count = 2, .element = actions};
    b.config.scale_out_cooldown = b.config.scale_in_cooldown = SIM_HOUR;
    b.account.activity_delay = 400 * SIM_MS;
    run(&b, &by_sums, 31 * SIM_MINUTE);
    CU_ASSERT_EQUAL(b.changes, 2);
    changes_at(&b, 0, 20 * SIM_MINUTE + 25400 * SIM_MS, 1500);
    changes_at(&b, 1, 30 * SIM_MINUTE + 5400 * SIM_MS, 300);
}

static void capacity_outside_its_bounds_is_brought_to_them(void)
{
    struct bench b;

    up(&b, 7);
    USE(&b, 5);
    b.config.min_capacity = 25;
    b.config.target_value = NAN;
    run(&b, &by_sums, SIM_MINUTE);
    changes_at(&b, 0, 5 * SIM_SECOND, 25);
}

static void a_share_needs_three_minutes_and_comes_down_below_ninety_percent(void)
{
    struct bench b;

    up(&b, 100);
    USE(&b, 60, 75, 76, 77, 65); /* 65 / 110 = 59 % < 63 % */
    run(&b, &by_share, 40 * SIM_MINUTE);
    CU_ASSERT_EQUAL(b.changes, 2);
    changes_at(&b, 0, 305 * SIM_SECOND, 110);
    /* the share of minute 4 is of 100 still: 65 %, so 5 .. 19 are the low ones */
    changes_at(&b, 1, 21 * SIM_MINUTE + 5 * SIM_SECOND, 93);
}

static void while_nothing_is_measured_nothing_is_scaled_in(void)
{
    struct bench b;

    up(&b, 100);
    USE(&b, 66, 66, 66, NONE); /* neither high nor low, then idle */
    run(&b, &by_share, 2 * SIM_HOUR);
    CU_ASSERT_EQUAL(b.changes, 0);
}

static void a_hole_in_the_datapoints_is_looked_over(void)
{
    struct bench b;

    up(&b, 100);
    USE(&b, 80, 80, NONE, 80, 10);
    run(&b, &by_share, 10 * SIM_MINUTE);
    CU_ASSERT_EQUAL(b.changes, 1);
    changes_at(&b, 0, 245 * SIM_SECOND, 115); /* 0, 1 and the hole: 1 is 2 old [guide] */
}

FACTS(FACT(two_minutes_above_the_target_scale_out),
      FACT(exactly_at_the_target_nothing_happens),
      FACT(constant_use_settles_at_use_by_target), FACT(fifteen_minutes_below_scale_in),
      FACT(the_lag_of_the_metric_delays_the_alarm),
      FACT(a_refused_change_is_asked_for_again),
      FACT(nothing_is_decided_while_a_change_is_under_way),
      FACT(a_cool_down_lets_only_more_pass),
      FACT(a_scale_in_waits_for_the_cool_down_of_the_last),
      FACT(scheduled_bounds_act_at_once),
      FACT(capacity_outside_its_bounds_is_brought_to_them),
      FACT(a_share_needs_three_minutes_and_comes_down_below_ninety_percent),
      FACT(while_nothing_is_measured_nothing_is_scaled_in),
      FACT(a_hole_in_the_datapoints_is_looked_over))
