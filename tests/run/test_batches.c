/* test_batches.c - batches are read off a run that goes on: they take nothing away from
 * it, and each is what it would be alone. */
#include "check.h"
#include "run/objective.h"
#include "run/run.h"
#include "run/strides.h"
#include "trial.h"

#include <stdlib.h>

enum { COUNT = 7, WINDOWS = 6 };

/* Counts, levels, values, parts, a hot limit, use that is held and use that is counted;
 * batches end where no period, stride or window does. */
#define TEXT(run)                                                                        \
    "profile = \"aws-2026\"; run = { replications = 1; period = \"11 s\"; " run " };"    \
    "client = { shop = { rate = \"31/s\"; steps = ("                                     \
    "    { name = \"look\"; call = \"lambda.f\"; timeout = \"3 s\"; },"                  \
    "    { name = \"buy\"; call = \"dynamodb.t\"; action = \"PutItem\";"                 \
    "      item_size = \"3 KB\"; } ); }; };"                                             \
    "lambda = { f = { runtime = \"python3.12\"; memory_size = \"512 MB\";"               \
    "  timeout = \"9 s\"; reserved_concurrent_executions = 6;"                           \
    "  steps = ( { work = \"exponential(mean=83 ms) at 512 MB\"; } ); }; };"             \
    "dynamodb = { t = { billing_mode = \"PROVISIONED\"; read_capacity_units = 5;"        \
    "                   write_capacity_units = 90; }; };"                                \
    "objectives = ( \"p95(client.shop.latency) < 1 s\","                                 \
    "  \"share(client.shop.latency[look] > 200 ms) < 10 % from 41 s\","                  \
    "  \"mean(lambda.f.concurrent_executions) < 5 every 29 s\","                         \
    "  \"max(client.shop.latency) < 9 s\", \"sum(lambda.f.throttles) < 9\","             \
    "  \"share(lambda.f.throttles) < 9 %\", \"cost.run < 1 USD\" );"

struct cut { /* one run, and what its batches laid by */
    struct trial trial;
    struct batch_log log;
};

static void cut(struct cut *c, const char *text)
{
    struct trial *t = &c->trial;
    struct running how = {.seed = 9, .batches = &c->log};

    *c = (struct cut){0};
    trial_load(t, text, NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(t->scenario);
    CU_ASSERT_TRUE(t->scenario->steady);
    batch_log_init(&c->log, COUNT,
                   (t->scenario->run.duration - t->scenario->measured_from) / COUNT);
    CU_ASSERT_TRUE(run_once(t->layout, &how, &t->result, &t->ran, &t->diag));
    CU_ASSERT_EQUAL_FATAL(c->log.kept, COUNT);
}

static void mend(struct cut *c)
{
    batch_log_release(&c->log);
    trial_free(&c->trial);
}

static struct result result_of(const struct layout *l)
{
    struct result result = {l, xcalloc(l->values + 1, sizeof(double))};

    result_blank(&result);
    return result;
}

/* A run without periods, measured from .. to, and all objectives about just that. */
static struct layout *layout_of(const struct scenario *from, sim_time measured_from,
                                sim_time duration)
{
    struct scenario *s = arena_copy(from->arena, from, sizeof *from);
    struct span span = {measured_from, SIM_FOREVER};

    s->objective =
        arena_copy(s->arena, from->objective, s->objectives * sizeof *s->objective);
    for (size_t i = 0; i < s->objectives; i++) {
        s->objective[i].windows = 1;
        s->objective[i].span = arena_copy(s->arena, &span, sizeof span);
    }
    s->measured_from = measured_from;
    s->run.duration = s->run.period = duration;
    s->run.drain = 0;
    s->marks = 0;
    return layout_make(s, s->arena);
}

/* ---- the run ---- */

static void check_run_is_undisturbed(const char *text)
{
    struct cut c;
    struct ran ran;

    cut(&c, text);
    struct result plain = result_of(c.trial.layout);
    CU_ASSERT_TRUE(run_once(c.trial.layout, &(struct running){.seed = 9}, &plain, &ran,
                            &c.trial.diag));
    CU_ASSERT_EQUAL(ran.events, c.trial.ran.events);
    CU_ASSERT_EQUAL(memcmp(plain.value, c.trial.result.value,
                           plain.layout->values * sizeof *plain.value),
                    0);
    free(plain.value);
    mend(&c);
}

static void batches_leave_the_run_as_it_is_to_the_last_bit(void)
{
    check_run_is_undisturbed(TEXT("duration = \"301.000031 s\";"));
    check_run_is_undisturbed(TEXT("duration = \"301.000031 s\"; warm_up = \"17 s\";"));
    check_run_is_undisturbed(TEXT("duration = \"97 s\"; drain = \"all\";"));
    check_run_is_undisturbed(TEXT("duration = \"97 s\"; drain = \"5 s\";"));
}

/* ---- a batch ---- */

/* What a batch says, and a run that ends with it says as well. */
static bool is_comparable(const struct variable *v)
{
    static const char *const OTHERS[] = {
        "limit_",   "activity_",         "usage_run",
        "cost_run", "client_incomplete", "client_request_incomplete"};

    for (size_t i = 0; i < v->rank; i++)
        if (strcmp(v->axis[i]->name, "time") == 0)
            return false;
    for (size_t i = 0; i < sizeof OTHERS / sizeof *OTHERS; i++)
        if (strncmp(v->name, OTHERS[i], strlen(OTHERS[i])) == 0)
            return false;
    return true;
}

static size_t different(const double *a, const double *b, size_t n)
{
    size_t count = 0;

    for (size_t i = 0; i < n; i++)
        count += a[i] != b[i] && !(isnan(a[i]) && isnan(b[i]));
    return count;
}

static void check_same(const struct result *a, const struct result *b)
{
    const struct layout *l = a->layout, *m = b->layout;

    CU_ASSERT_EQUAL_FATAL(l->windows, WINDOWS);
    for (size_t i = 0; i < l->variables; i++) {
        const struct variable *v = &l->variable[i], *w = &m->variable[i];
        if (!is_comparable(v))
            continue;
        CU_ASSERT_STRING_EQUAL(v->name, w->name);
        CU_ASSERT_EQUAL(different(result_at(a, v), result_at(b, w), v->count), 0);
    }
    for (size_t i = 0; i < l->windows; i++) {
        size_t n = WINDOW_VALUES + (l->window[i].bins ? 2 * HISTOGRAM_BINS : 0);
        CU_ASSERT_EQUAL(
            different(a->value + l->window[i].at, b->value + m->window[i].at, n), 0);
    }
}

/* The same again, with all before the batch cut off as a warm-up. */
static void a_batch_is_told_as_a_run_that_is_measured_for_as_long(void)
{
    struct cut c;
    struct ran ran;

    cut(&c, TEXT("duration = \"301.000031 s\"; warm_up = \"17 s\";"));
    const struct scenario *s = c.trial.scenario;
    struct result told = result_of(layout_of(s, 0, c.log.length));
    for (size_t i = 0; i < COUNT; i++) {
        sim_time from = s->measured_from + (sim_time)i * c.log.length;
        struct result alone = result_of(layout_of(s, from, from + c.log.length));
        batch_log_tell(&c.log, i, &told);
        CU_ASSERT_TRUE(run_once(alone.layout, &(struct running){.seed = 9}, &alone, &ran,
                                &c.trial.diag));
        check_same(&told, &alone);
        free(alone.value);
    }
    free(told.value);
    mend(&c);
}

/* ---- all of them ---- */

static bool adds_up(const struct layout *l, size_t variable)
{
    for (size_t i = 0; i < l->metrics; i++) {
        const struct metric_place *p = &l->metric[i];
        if ((int)variable == p->histogram)
            return true;
        if ((int)variable == p->summary && place_row(p)->kind == METRIC_COUNT)
            return strcmp(place_row(p)->name, "incomplete") != 0; /* the end's own */
    }
    return false;
}

static void batches_add_up_to_the_measured_run(void)
{
    struct cut c;
    double seen = 0;

    cut(&c, TEXT("duration = \"301 s\"; warm_up = \"7 s\";")); /* 7 x 42 s */
    struct result told = result_of(layout_of(c.trial.scenario, 0, c.log.length));
    const struct layout *l = told.layout;
    struct result sum = {l, xcalloc(l->values + 1, sizeof(double))};
    for (size_t i = 0; i < COUNT; i++) {
        batch_log_tell(&c.log, i, &told);
        for (size_t k = 0; k < l->values; k++)
            sum.value[k] += told.value[k];
    }
    for (size_t i = 0; i < l->variables; i++) {
        const struct variable *v = &l->variable[i];
        const double *whole =
            result_at(&c.trial.result, layout_find(c.trial.layout, v->name));
        if (!adds_up(l, i))
            continue;
        CU_ASSERT_EQUAL(different(result_at(&sum, v), whole, v->count), 0);
        for (size_t k = 0; k < v->count; k++)
            seen += whole[k];
    }
    CU_ASSERT(seen > 50000);
    free(told.value);
    free(sum.value);
    mend(&c);
}

FACTS(FACT(batches_leave_the_run_as_it_is_to_the_last_bit),
      FACT(a_batch_is_told_as_a_run_that_is_measured_for_as_long),
      FACT(batches_add_up_to_the_measured_run))
