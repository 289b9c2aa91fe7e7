/* test_objective.c - objectives are understood, refused with a reason, and answered. */
#include "check.h"
#include "run/objective.h"
#include "run/run.h"
#include "run/toy.h"

#include <stdlib.h>

static struct histogram_run scratch;

/* Reads one objective of the toy; false and its message in `said` (200 bytes). */
static bool reads(struct toy *toy, const char *text, struct objective *o, char *said)
{
    struct diag diag = {.out = fmemopen(said, 400, "w")};
    bool fine =
        objective_read(text, (struct where){"lamps.cfg", 3}, &toy->scenario, o, &diag);

    fclose(diag.out);
    CU_ASSERT_EQUAL(fine, diag.errors == 0);
    return fine;
}

static void refuses(const char *text, const char *because)
{
    struct toy toy;
    struct objective o;
    char said[400] = "";

    toy_make(&toy);
    CU_ASSERT_FALSE(reads(&toy, text, &o, said));
    if (!strstr(said, because))
        printf("  %s: %s\n", text, said);
    CU_ASSERT_PTR_NOT_NULL(strstr(said, because));
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "lamps.cfg:3: error: "));
    toy_free(&toy);
}

/* What one run of the toy with this drain answers, in its window `w`. */
static double answer_drained(const char *text, size_t w, size_t windows, sim_time drain)
{
    struct toy toy;
    struct objective o;
    struct diag diag = {.out = stderr};
    char said[400] = "";
    struct sample sample;
    struct result result;

    toy_make(&toy);
    toy.scenario.run.drain = drain;
    if (!reads(&toy, text, &o, said))
        printf("  %s: %s\n", text, said);
    toy.scenario.objective = &o;
    toy.scenario.objectives = 1;
    CU_ASSERT_EQUAL(o.windows, windows);
    result.layout = layout_make(&toy.scenario, &toy.arena);
    result.value = toy_run(result.layout, &diag);
    CU_ASSERT_PTR_NOT_NULL_FATAL(result.value);
    objective_sample(&result, 0, w, &scratch, &sample);
    free(result.value);
    toy_free(&toy);
    return sample.value;
}

static double answer(const char *text, size_t w, size_t windows)
{
    return answer_drained(text, w, windows, 0);
}

static void all_parts_of_an_objective_are_read(void)
{
    struct toy toy;
    struct objective o;
    char said[400] = "";

    toy_make(&toy);
    CU_ASSERT_FATAL(reads(
        &toy, "p99.9( lamp.yard.heat[b] )  <= 2.5 ms every 2 s during late", &o, said));
    CU_ASSERT_EQUAL(o.aggregate, AGG_QUANTILE);
    CHECK_NEAR(o.q, 0.999, 1e-15);
    CU_ASSERT_EQUAL(o.member, 3);
    CU_ASSERT_EQUAL(o.op, LESS_EQUAL);
    CU_ASSERT_EQUAL(o.value, 2.5e6);
    CU_ASSERT_EQUAL(o.windows, 3); /* 4-6, 6-8, 8-10 s */
    CU_ASSERT_EQUAL(o.span[2].from, 8 * SIM_SECOND);
    CU_ASSERT_FATAL(reads(&toy, "p50(lamp.yard[b].heat) < 1 s", &o, said));
    CU_ASSERT_EQUAL(o.member, 3);
    toy_free(&toy);
}

static void each_aggregate_says_what_it_says(void)
{
    CU_ASSERT_EQUAL(answer("sum(lamp.hall.flashes) > 1", 0, 1), 40);
    CU_ASSERT_EQUAL(answer("max(lamp.hall.flashes) < 50", 3, 10), 4); /* of a period */
    CU_ASSERT_EQUAL(answer("rate(lamp.hall.flashes) > 1/s", 0, 1), 4);
    CU_ASSERT_EQUAL(answer("share(lamp.hall.misses) < 30 %", 0, 1), 0.2);
    CU_ASSERT_EQUAL(answer("mean(lamp.hall.glow) < 1 s", 0, 1), 5.5e6);
    CU_ASSERT_EQUAL(answer("max(lamp.hall.glow) < 1 s", 0, 1), 10e6);
    CU_ASSERT_EQUAL(answer("min(lamp.hall.glow) < 1 s", 0, 1), 1e6);
    CU_ASSERT_EQUAL(answer("sum(lamp.hall.glow) < 1 s", 0, 1), 220e6);
    CHECK_NEAR(answer("mean(lamp.hall.lit) < 1", 0, 1), 0.022, 1e-12);
    CU_ASSERT_EQUAL(answer("last(account.lamp.watts) < 200", 0, 1), 100);
    CU_ASSERT_EQUAL(answer("p65(lamp.hall.glow) < 1 s", 0, 1), 7e6);
    CHECK_NEAR(answer("cost.run < 5 USD", 0, 1), 32.6, 1e-9);
}

static void a_share_counts_what_is_beyond(void)
{
    CU_ASSERT_EQUAL(answer("share(lamp.hall.glow > 7 ms) < 1 %", 0, 1), 0.3);
    CU_ASSERT_EQUAL(answer("share(lamp.hall.glow >= 7 ms) < 1 %", 0, 1), 0.4);
    CU_ASSERT_EQUAL(answer("share(lamp.hall.glow < 7 ms) < 1 %", 0, 1), 0.6);
    CU_ASSERT_EQUAL(answer("share(lamp.hall.glow <= 7 ms) < 1 %", 0, 1), 0.7);
}

static void a_window_holds_what_happened_in_it_and_no_more(void)
{
    /* flashes at 1.25 1.5 1.75 2 2.25 s are the 6th to 10th */
    CU_ASSERT_EQUAL(answer("sum(lamp.hall.flashes) > 1 from 1.1 s to 2.3 s", 0, 1), 5);
    CU_ASSERT_EQUAL(answer("min(lamp.hall.glow) < 1 s from 1.1 s to 2.3 s", 0, 1), 6e6);
    CU_ASSERT_EQUAL(answer("max(lamp.hall.glow) < 1 s from 1.1 s to 2.3 s", 0, 1), 10e6);
    CU_ASSERT_EQUAL(answer("p50(lamp.hall.glow) < 1 s from 1.1 s to 2.3 s", 0, 1), 8e6);
    CU_ASSERT_EQUAL(answer("mean(lamp.hall.glow) < 1 s every 2500 ms", 3, 4), 5.5e6);
    CU_ASSERT_EQUAL(answer("sum(lamp.hall.flashes) > 1 during early", 0, 1), 16);
    CHECK_NEAR(answer("mean(lamp.hall.lit) < 1 every 2500 ms", 1, 4), 0.022, 1e-12);
    CU_ASSERT(isnan(answer("mean(lamp.hall.glow) < 1 s from 1.01 s to 1.02 s", 0, 1)));
}

/* In the drain the fourth flash of 11 to 12 s is the 48th. */
static void a_drain_is_in_counts_and_not_in_levels(void)
{
    sim_time drain = 2 * SIM_SECOND;

    CU_ASSERT_EQUAL(answer_drained("sum(lamp.hall.flashes) > 1", 0, 1, drain), 48);
    CU_ASSERT_EQUAL(answer_drained("sum(lamp.hall.flashes) > 1 every 5 s", 1, 2, drain),
                    20);
    CHECK_NEAR(answer_drained("mean(lamp.hall.lit) < 1", 0, 1, drain), 0.022, 1e-12);
    CHECK_NEAR(answer_drained("rate(lamp.hall.flashes) < 1/s", 0, 1, drain), 4.8, 1e-12);
}

static void mistakes_are_named_with_what_was_meant(void)
{
    refuses("p99(lamp.hal.glow) < 1 s", "did you mean lamp.hall?");
    refuses("p99(lamp.hall.glw) < 1 s", "did you mean glow?");
    refuses("p99(lamp.hall.heat[c]) < 1 s", "has no bulb c");
    refuses("p99(lamp.hall.glow) < 800", "\"800\" is not a time");
    refuses("p99(lamp.hall.flashes) < 1 s", "flashes is a count");
    refuses("p101(lamp.hall.glow) < 1 s", "\"p101\" is none of");
    refuses("lamp.hall.glow.p99.9 < 1 s", "did you mean p99.9(lamp.hall.glow)?");
    refuses("meen(lamp.hall.glow) < 1 s", "did you mean mean?");
    refuses("avg(lamp.hall.glow) < 1 s", "did you mean mean?");
    refuses("availability(lamp.hall) > 1 s", "did you mean share(client.NAME.errors)?");
    refuses("lamp.hall.glow < 1 s", "what of lamp.hall.glow is asked for?");
    refuses("p99(lamp.hall.gloom) < 1 s", "no metric gloom; headroom help lamp lists");
    refuses("cost < 5 USD", "is none of cost.run cost.month cost.per_million");
    refuses("share(lamp.hall.flashes) < 1 %", "not a part of anything");
    refuses("share(lamp.hall.lit > 0) < 1 %", "a level");
    refuses("mean(lamp.hall.glow > 3 ms) < 1 s", "only share");
    refuses("p99(lamp.hall.glow) < 1 s during lunch",
            "no phase, burst or timeline entry");
    refuses("p99(lamp.hall.glow) < 1 s every 11 s", "no full window");
    refuses("p99(lamp.hall.glow) < 1 s from 5 s to 11 s", "not within");
    refuses("p99(lamp.hall.glow) < 1 s evry 5 s", "is not a time");
    refuses("p99(lamp.hall.glow < 1 s", "closing parenthesis");
    refuses("p99(lamp.hall.glow)", "a comparison");
    refuses("cost.month < 5 USD", "set run.runs_per_month");
    refuses("cost.moth < 5 USD", "did you mean cost.month?");
    refuses("cost.run < 5 USD every 5 s", "of the whole run");
    refuses("", "is none of");
}

FACTS(FACT(all_parts_of_an_objective_are_read), FACT(each_aggregate_says_what_it_says),
      FACT(a_share_counts_what_is_beyond),
      FACT(a_window_holds_what_happened_in_it_and_no_more),
      FACT(a_drain_is_in_counts_and_not_in_levels),
      FACT(mistakes_are_named_with_what_was_meant))
