/* test_quotas.c - 3 000 starts a second for a minute, against an independent program.
 *
 * StartExecution 1 300 and 300/s, transitions 5 000 and 1 500/s (2021) or 5 000/s (2026),
 * in us-east-1 (Step Functions developer guide, limits).  Machines of n states that take
 * 0 or 1 s each.  The numbers are those of an event-exact simulation in rationals of
 * micro-tokens, written before this room; it rounds each refill down, so that it is now
 * and then a token behind.
 */
#include "check.h"
#include "workflow.h"

#include "base/text.h"
#include "flow/limit.h"

#include <stdlib.h>

#define M "stepfunctions.m"

struct flood {
    int states;
    const char *profile;
    int seconds; /* of a state */
    int64_t transitions, delayed;
    double longest_wait, last_end; /* s */
};

static const struct flood floods[] = {
    {4, "aws-2021-08", 0, 77196, 277, 0.014, 60.00},
    {4, "aws-2021-08", 1, 77196, 0, 0, 64.00},
    {4, "aws-2026", 0, 77196, 0, 0, 60.00},
    {4, "aws-2026", 1, 77196, 0, 0, 64.00},
    {6, "aws-2021-08", 0, 115794, 110341, 3.7933, 73.86},
    {6, "aws-2021-08", 1, 115794, 101918, 3.0673, 75.09},
    {6, "aws-2026", 0, 115794, 2449, 0.055, 60.00},
    {6, "aws-2026", 1, 115794, 0, 0, 66.00},
    {10, "aws-2021-08", 0, 192990, 187728, 9.8853, 125.33},
    {10, "aws-2021-08", 1, 192990, 179475, 9.16, 126.33},
    {10, "aws-2026", 0, 192990, 18987, 0.2107, 60.00},
    {10, "aws-2026", 1, 192990, 0, 0, 70.00},
};

static char *chain(const struct flood *f)
{
    struct text text = {0};

    text_add(&text, "{'StartAt':'1','States':{");
    for (int i = 1; i <= f->states; i++) {
        text_add(&text, "%s'%d':{'Type':'Wait','Seconds':%d,", i > 1 ? "," : "", i,
                 f->seconds);
        if (i < f->states)
            text_add(&text, "'Next':'%d'}", i + 1);
        else
            text_add(&text, "'End':true}");
    }
    text_add(&text, "}}");
    return text_take(&text);
}

/* To the millisecond, the last open one has ended: by looking. */
static double end_of(struct room *r)
{
    sim_time now = 59 * SIM_SECOND;

    while (room_level(r, M, "open_executions") > 0 || now < 60 * SIM_SECOND) {
        now += 10 * SIM_MS;
        room_run(r, now);
    }
    return (double)now / 1e9;
}

static double longest_wait(struct room *r)
{
    const struct service *self = room_service(r, M);
    struct meter *waits = NULL;

    for (size_t i = 0; self->model->metrics[i].name; i++)
        if (strcmp(self->model->metrics[i].name, "transition_wait") == 0)
            waits = &self->meter[i];
    observed_settle(waits->seen);
    return (double)waits->seen->open.max / 1e9;
}

static void pour(const struct flood *f)
{
    char *definition = chain(f), rest[100];
    struct limit **limit;
    struct room r;

    snprintf(rest, sizeof rest, "profile = \"%s\";", f->profile);
    machine_up(&r, &(struct machine_text){definition, NULL, rest, NULL, NULL});
    free(definition);
    room_shoot(&r, &(struct shot){.to = M, .count = 180000, .spread = 60 * SIM_SECOND});
    CHECK_NEAR(end_of(&r), f->last_end, 0.011);
    limit = room_service(&r, M)->account->limit;
    CU_ASSERT_EQUAL(r.answers[CALL_OK], 19299);
    CU_ASSERT_EQUAL(r.answers[CALL_THROTTLED], 160701);
    CHECK_NEAR((double)limit[0]->first / 1e9, 0.4813, 5e-5);
    CU_ASSERT_EQUAL(room_count(&r, M, "transitions"), f->transitions);
    CHECK_NEAR((double)limit[2]->delays, (double)f->delayed, 2);
    CU_ASSERT_EQUAL(room_count(&r, M, "execution_throttled"), limit[2]->delays);
    CHECK_NEAR(longest_wait(&r), f->longest_wait, 6e-4);
    room_down(&r);
}

static void a_flood_of_starts_is_let_in_as_the_buckets_say(void)
{
    for (size_t i = 0; i < sizeof floods / sizeof *floods; i++)
        pour(&floods[i]);
}

/* Elsewhere they are 800 and 150/s. */
static void other_regions_have_smaller_buckets(void)
{
    struct room r;

    machine_up(&r, &(struct machine_text){
                       "{'StartAt':'A','States':{'A':{'Type':'Pass','End':true}}}", NULL,
                       "region = \"eu-central-1\";", NULL, NULL});
    room_shoot(&r, &(struct shot){.to = M, .count = 20000, .spread = 10 * SIM_SECOND});
    room_run(&r, 20 * SIM_SECOND);
    CHECK_NEAR((double)r.answers[CALL_OK], 800 + 150 * 10, 1);
    room_down(&r);
}

FACTS(FACT(a_flood_of_starts_is_let_in_as_the_buckets_say),
      FACT(other_regions_have_smaller_buckets))
