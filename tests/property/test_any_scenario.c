/* test_any_scenario.c - what must hold in whatever scenario: random small ones. */
#include "check.h"
#include "property/random_scenario.h"
#include "trial.h"

#include <stdlib.h>

static uint64_t scenarios(void)
{
    return getenv("LONG") ? 2000 : 150;
}

static void run_of(struct trial *t, char *text, uint64_t seed)
{
    trial_load(t, text, NULL);
    trial_run(t, seed, 0);
    if (!t->ran_well)
        printf("  scenario %llu:\n%s%s\n", (unsigned long long)seed, text, t->said);
    CU_ASSERT_TRUE_FATAL(t->ran_well);
    free(text);
}

/* A variable's value at places along its axes, given by the labels of another layout. */
static double value_at(const struct trial *t, const char *name,
                       const struct variable *like, const size_t *place)
{
    const struct variable *v = layout_find(t->layout, name);
    size_t at = 0;

    if (!v || v->rank != like->rank)
        return -1;
    for (size_t i = 0; i < v->rank; i++) {
        const struct axis *from = like->axis[i], *to = v->axis[i];
        long here = from->label ? axis_find(to, from->label[place[i]]) : (long)place[i];
        if (here < 0)
            return -1;
        at = at * to->count + (size_t)here;
    }
    return result_at(&t->result, v)[at];
}

static bool same(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0;
}

/* Every number of `a` is in `b` too, the same to the last bit; returns how many are not.
 */
static size_t differences(const struct trial *a, const struct trial *b)
{
    size_t wrong = 0;

    for (size_t i = 0; i < a->layout->variables; i++) {
        const struct variable *v = &a->layout->variable[i];
        const double *value = result_at(&a->result, v);
        size_t place[VARIABLE_RANK] = {0};
        for (size_t k = 0; !v->hidden && k < v->count; k++) {
            if (!same(value[k], value_at(b, v->name, v, place)) && wrong++ < 3)
                printf("  %s[%zu]: %.17g\n", v->name, k, value[k]);
            for (size_t d = v->rank; d-- > 0 && ++place[d] == v->axis[d]->count;)
                place[d] = 0;
        }
    }
    return wrong;
}

static double last_open(const struct trial *t, const char *client)
{
    return trial_value(t, "client_requests", client, STAT_COUNT) -
           trial_value(t, "client_errors", client, STAT_COUNT) -
           trial_value(t, "client_latency", client, STAT_COUNT);
}

/* Without a warm-up that cuts: requests = successes + errors + those still open, and with
 * all drained none is. */
static void every_request_is_answered_once_or_open(void)
{
    for (uint64_t seed = 0; seed < scenarios(); seed++) {
        struct trial t;
        run_of(&t, random_scenario(seed, 0, false), seed);
        const struct scenario *s = t.scenario;
        for (size_t i = 0; i < s->graph.resources; i++) {
            const struct resource *r = &s->graph.resource[i];
            if (strcmp(r->model->name, "client") != 0 || s->measured_from > 0 ||
                s->origin > 0)
                continue;
            double open = last_open(&t, r->name);
            CU_ASSERT_TRUE(open >= 0);
            CU_ASSERT_TRUE(trial_value(&t, "client_incomplete", r->name, STAT_COUNT) >=
                           open);
            if (s->run.drain == DRAIN_ALL)
                CU_ASSERT_EQUAL(open, 0);
        }
        trial_free(&t);
    }
}

static void order_in_the_file_means_nothing(void)
{
    for (uint64_t seed = 0; seed < scenarios(); seed++) {
        struct trial a, b;
        run_of(&a, random_scenario(seed, 0, false), seed);
        run_of(&b, random_scenario(seed, seed + 77, false), seed);
        CU_ASSERT_EQUAL_FATAL(a.layout->values, b.layout->values);
        CU_ASSERT_EQUAL(
            memcmp(a.result.value, b.result.value, a.layout->values * sizeof(double)), 0);
        trial_free(&a);
        trial_free(&b);
    }
}

static void an_unrelated_resource_changes_no_other_number(void)
{
    for (uint64_t seed = 0; seed < scenarios(); seed++) {
        struct trial a, b;
        run_of(&a, random_scenario(seed, 0, false), seed);
        run_of(&b, random_scenario(seed, 0, true), seed);
        if (a.scenario->run.drain != DRAIN_ALL)
            CU_ASSERT_EQUAL(differences(&a, &b), 0);
        trial_free(&a);
        trial_free(&b);
    }
}

static void the_same_run_gives_the_same_bytes(void)
{
    uint64_t others = 0; /* another replication gives others, unless nothing is random */

    for (uint64_t seed = 0; seed < scenarios() / 5; seed++) {
        struct trial t;
        double *first;
        run_of(&t, random_scenario(seed, 0, false), seed);
        first = xcalloc(t.layout->values, sizeof *first);
        memcpy(first, t.result.value, t.layout->values * sizeof *first);
        trial_run(&t, seed, 1);
        others += memcmp(first, t.result.value, t.layout->values * sizeof *first) != 0;
        trial_run(&t, seed, 0);
        CU_ASSERT_EQUAL(memcmp(first, t.result.value, t.layout->values * sizeof *first),
                        0);
        free(first);
        trial_free(&t);
    }
    CU_ASSERT_TRUE(others > scenarios() / 8);
}

FACTS(FACT(every_request_is_answered_once_or_open), FACT(order_in_the_file_means_nothing),
      FACT(an_unrelated_resource_changes_no_other_number),
      FACT(the_same_run_gives_the_same_bytes))
