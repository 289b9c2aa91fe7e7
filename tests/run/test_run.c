/* test_run.c - what a run says of lamps whose every flash is known (toy.h). */
#include "check.h"
#include "run/objective.h"
#include "run/run.h"
#include "run/toy.h"

#include <stdlib.h>

struct lit { /* one run of the toy */
    struct toy toy;
    struct layout *layout;
    struct result result;
};

static void light(struct lit *l)
{
    struct diag diag = {.out = stderr};

    l->layout = layout_make(&l->toy.scenario, &l->toy.arena);
    l->result = (struct result){l->layout, toy_run(l->layout, &diag)};
    CU_ASSERT_PTR_NOT_NULL_FATAL(l->result.value);
    CU_ASSERT_EQUAL(diag.failures, 0);
}

static void extinguish(struct lit *l)
{
    free(l->result.value);
    toy_free(&l->toy);
}

static const double *values(const struct lit *l, const char *name)
{
    const struct variable *v = layout_find(l->layout, name);

    CU_ASSERT_PTR_NOT_NULL_FATAL(v);
    return result_at(&l->result, v);
}

static void every_period_counts_what_happened_in_it(void)
{
    struct lit l;
    const double *flashes;

    toy_make(&l.toy);
    light(&l);
    flashes = values(&l, "lamp_flashes");
    for (size_t k = 0; k < 20; k++)
        CU_ASSERT_EQUAL(flashes[k], 4); /* at 0, 250, 500, 750 ms; 1 s is the next's */
    CU_ASSERT_EQUAL(values(&l, "lamp_flashes_summary")[1], 40);
    CU_ASSERT_EQUAL(values(&l, "lamp_misses_summary")[0], 8);
    extinguish(&l);
}

static void a_period_has_nine_numbers_of_what_was_observed(void)
{
    struct lit l;
    const double *glow, *second;

    toy_make(&l.toy);
    light(&l);
    glow = values(&l, "lamp_glow");
    CU_ASSERT_EQUAL(glow[STAT_COUNT], 4); /* 1 2 3 4 ms */
    CU_ASSERT_EQUAL(glow[STAT_AVERAGE], 0.0025);
    CU_ASSERT_EQUAL(glow[STAT_MINIMUM], 0.001);
    CU_ASSERT_EQUAL(glow[STAT_MAXIMUM], 0.004);
    CHECK_NEAR(glow[STAT_P50], 0.002, 2e-5);
    CHECK_NEAR(glow[STAT_P99], 0.004, 4e-5);
    CU_ASSERT(isnan(glow[STAT_P999]));
    second = glow + 2 * STATISTICS; /* the third: 9 10 1 2 ms */
    CU_ASSERT_EQUAL(second[STAT_AVERAGE], 0.0055);
    CU_ASSERT_EQUAL(second[STAT_MAXIMUM], 0.010);
    extinguish(&l);
}

static void levels_are_averaged_exactly(void)
{
    struct lit l;
    const double *lit;

    toy_make(&l.toy);
    light(&l);
    lit = values(&l, "lamp_lit");
    CU_ASSERT_EQUAL(lit[STAT_AVERAGE], 0.010); /* 1 + 2 + 3 + 4 ms of 1 s */
    CU_ASSERT_EQUAL(lit[STAT_MINIMUM], 0);
    CU_ASSERT_EQUAL(lit[STAT_MAXIMUM], 1);
    CU_ASSERT(isnan(lit[STAT_COUNT]) && isnan(lit[STAT_P99]));
    CHECK_NEAR(values(&l, "lamp_lit_summary")[STAT_AVERAGE], 0.022, 1e-15);
    CU_ASSERT_EQUAL(values(&l, "lamp_account_watts_summary")[STAT_AVERAGE], 100);
    extinguish(&l);
}

static void parts_stand_along_their_own_dimension(void)
{
    struct lit l;
    const struct variable *heat;

    toy_make(&l.toy);
    light(&l);
    heat = layout_find(l.layout, "lamp_bulb_heat_summary");
    CU_ASSERT_PTR_NOT_NULL_FATAL(heat);
    CU_ASSERT_STRING_EQUAL(heat->axis[0]->name, "bulb");
    CU_ASSERT_EQUAL(axis_find(heat->axis[0], "yard[b]"), 3);
    CU_ASSERT_EQUAL(result_at(&l.result, heat)[3 * STATISTICS + STAT_COUNT], 20);
    CU_ASSERT_EQUAL(result_at(&l.result, heat)[3 * STATISTICS + STAT_P99], 0.002);
    CU_ASSERT_PTR_NULL(layout_find(l.layout, "lamp_unfed")); /* nothing ever feeds it */
    extinguish(&l);
}

static void the_histogram_comes_back_exactly(void)
{
    struct lit l;
    static struct histogram_run h;

    toy_make(&l.toy);
    light(&l);
    for (size_t i = 0; i < l.layout->metrics; i++)
        if (strcmp(place_row(&l.layout->metric[i])->name, "glow") == 0)
            result_histogram(&l.result, &l.layout->metric[i], 1, &h);
    CU_ASSERT_EQUAL(h.n, 40);
    CU_ASSERT_EQUAL(h.min, SIM_MS);
    CU_ASSERT_EQUAL(h.max, 10 * SIM_MS);
    CU_ASSERT_EQUAL(histogram_mean(&h), 5.5e6);
    CU_ASSERT_EQUAL(histogram_quantile(&h, 0.65), 7e6); /* an atom of its bin */
    extinguish(&l);
}

static void warm_up_of_a_steady_run_is_cut_from_the_summary_alone(void)
{
    struct lit l;

    toy_make(&l.toy);
    l.toy.scenario.steady = true;
    l.toy.scenario.measured_from = 2500 * SIM_MS; /* in the middle of a period */
    light(&l);
    CU_ASSERT_EQUAL(values(&l, "lamp_flashes")[2], 4);
    CU_ASSERT_EQUAL(values(&l, "lamp_flashes_summary")[0], 30);
    CU_ASSERT_EQUAL(values(&l, "lamp_glow_summary")[STAT_COUNT], 30);
    CU_ASSERT_EQUAL(values(&l, "lamp_glow_summary")[STAT_AVERAGE], 0.0055);
    CHECK_NEAR(values(&l, "lamp_lit_summary")[STAT_AVERAGE], 0.022, 1e-15);
    extinguish(&l);
}

static void a_pre_roll_leaves_nothing_behind_but_state(void)
{
    struct lit l;

    toy_make(&l.toy);
    l.toy.scenario.origin = 1250 * SIM_MS; /* five flashes before t = 0 */
    light(&l);
    CU_ASSERT_EQUAL(values(&l, "lamp_flashes")[0], 4);
    CU_ASSERT_EQUAL(values(&l, "lamp_glow")[STAT_MINIMUM],
                    0.006); /* the sixth is first */
    CU_ASSERT_EQUAL(values(&l, "lamp_glow_summary")[STAT_COUNT], 40);
    CU_ASSERT_EQUAL(values(&l, "usage_run")[0], 80);
    CHECK_NEAR(values(&l, "usage_run")[1], 100 * 10 / 3600., 1e-12);
    extinguish(&l);
}

static void a_drain_is_counted_and_its_levels_are_not(void)
{
    struct lit l;

    toy_make(&l.toy);
    l.toy.scenario.run.drain = 2500 * SIM_MS;
    light(&l);
    CU_ASSERT_EQUAL(l.layout->periods, 13); /* the last one is half a second */
    CU_ASSERT_EQUAL(values(&l, "lamp_flashes")[12], 2);
    CU_ASSERT_EQUAL(values(&l, "lamp_flashes_summary")[0], 50);
    CHECK_NEAR(values(&l, "lamp_lit_summary")[STAT_AVERAGE], 0.022, 1e-15);
    extinguish(&l);
}

static void limits_say_their_peak_and_when(void)
{
    struct lit l;

    toy_make(&l.toy);
    light(&l);
    CU_ASSERT_EQUAL(values(&l, "limit_utilization")[3], 0.5); /* both lamps, of 4 */
    CU_ASSERT_EQUAL(values(&l, "limit_value")[3], 4);
    CU_ASSERT_EQUAL(values(&l, "limit_utilization_summary")[0], 0.5);
    CU_ASSERT_EQUAL(values(&l, "limit_peak_at")[0], 0);
    CU_ASSERT(isnan(values(&l, "limit_first")[0]));
    extinguish(&l);
}

static void a_peak_that_is_there_already_is_told_where_the_measured_run_begins(void)
{
    struct lit l;

    toy_make(&l.toy);
    l.toy.scenario.steady = true;
    l.toy.scenario.measured_from = 2501 * SIM_MS; /* lamps have been lit since 2.5 s */
    light(&l);
    CU_ASSERT_EQUAL(values(&l, "limit_peak_at")[0], 2.501);
    extinguish(&l);
}

static void a_run_without_a_month_costs_what_it_used(void)
{
    struct lit l;

    toy_make(&l.toy);
    light(&l);
    /* 80 flashes: 50 at 0.50, 30 at 0.25; 100 W for 10 s at 0.36 an hour */
    CHECK_NEAR(values(&l, "cost_run")[0], 32.5, 1e-12);
    CHECK_NEAR(values(&l, "cost_run")[1], 0.1, 1e-12);
    CHECK_NEAR(values(&l, "cost")[9], 3.25, 1e-12);
    CU_ASSERT_PTR_NULL(layout_find(l.layout, "cost_month"));
    extinguish(&l);
}

static void a_steady_window_is_scaled_to_730_hours(void)
{
    struct lit l;
    double month = 60 / 7.5 * 730 * 3600; /* flashes: 60 in the 7.5 s after warm-up */

    toy_make(&l.toy);
    l.toy.scenario.steady = true;
    l.toy.scenario.measured_from = 2500 * SIM_MS;
    light(&l);
    CHECK_NEAR(values(&l, "usage_month")[0], month, 1e-3);
    CHECK_NEAR(values(&l, "cost_month")[0], 25 + (month - 50) * 0.25, 1e-3);
    CHECK_NEAR(values(&l, "cost_month")[1], 100 * 730 * 0.36, 1e-6);
    extinguish(&l);
}

static void use_outside_an_idle_window_is_not_free(void)
{
    struct lit l;

    toy_make(&l.toy);
    l.toy.scenario.steady = true;
    l.toy.scenario.measured_from = 9900 * SIM_MS; /* after the last flash */
    light(&l);
    CU_ASSERT_EQUAL(values(&l, "usage_month")[0], 0);
    CU_ASSERT_EQUAL(values(&l, "cost_month")[0], 0);
    CHECK_NEAR(values(&l, "cost_run")[0], 32.5, 1e-12); /* as if it were alone */
    extinguish(&l);
}

static void tiers_bite_on_the_month_of_a_terminating_run(void)
{
    struct lit l;

    toy_make(&l.toy);
    l.toy.scenario.run.runs_per_month = 4;
    l.toy.scenario.discount = 0.12;
    light(&l);
    CHECK_NEAR(values(&l, "cost_month")[0], (25 + 270 * 0.25) * 0.88, 1e-9);
    CHECK_NEAR(values(&l, "cost_run")[0], (25 + 270 * 0.25) * 0.22, 1e-9);
    extinguish(&l);
}

static void runs_are_equal_to_the_last_bit(void)
{
    struct lit l;
    struct diag diag = {.out = stderr};
    double *again;

    toy_make(&l.toy);
    light(&l);
    again = toy_run(l.layout, &diag);
    CU_ASSERT_EQUAL(memcmp(again, l.result.value, l.layout->values * sizeof *again), 0);
    free(again);
    extinguish(&l);
}

FACTS(FACT(every_period_counts_what_happened_in_it),
      FACT(a_period_has_nine_numbers_of_what_was_observed),
      FACT(levels_are_averaged_exactly), FACT(parts_stand_along_their_own_dimension),
      FACT(the_histogram_comes_back_exactly),
      FACT(warm_up_of_a_steady_run_is_cut_from_the_summary_alone),
      FACT(a_pre_roll_leaves_nothing_behind_but_state),
      FACT(a_drain_is_counted_and_its_levels_are_not),
      FACT(limits_say_their_peak_and_when),
      FACT(a_peak_that_is_there_already_is_told_where_the_measured_run_begins),
      FACT(a_run_without_a_month_costs_what_it_used),
      FACT(a_steady_window_is_scaled_to_730_hours),
      FACT(use_outside_an_idle_window_is_not_free),
      FACT(tiers_bite_on_the_month_of_a_terminating_run),
      FACT(runs_are_equal_to_the_last_bit))
