/* test_errand.c - a unit of work, done as by another process: to the bit what it brings
 * here. */
#include "check.h"
#include "study/errand.h"
#include "trial.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SCENARIO "test_errand.cfg"

static const char scenario[] =
    "profile = \"aws-2026\"; run = { duration = \"1 min\"; period = \"10 s\"; };\n"
    "client = { c = { target = \"http.h\"; rate = \"%d/s\"; }; };\n"
    "http = { h = { latency = \"exponential(mean=100 ms)\"; concurrency_limit = 2; }; "
    "};\n"
    "objectives = ( \"max(client.c.latency) < 9 s\" );\n";

static void write_scenario(int rate)
{
    FILE *out = fopen(SCENARIO, "w");

    CU_ASSERT_PTR_NOT_NULL_FATAL(out);
    fprintf(out, scenario, rate);
    fclose(out);
}

struct both { /* one order: done here, and by errand */
    struct trial trial;
    struct unit_asked asked;
    struct unit_order order;
    struct finished here, there;
    struct text bytes, answer;
    bool good;
};

static void prepare(struct both *b, const char *const *set)
{
    *b = (struct both){0};
    trial_load_file(&b->trial, SCENARIO, set);
    CU_ASSERT_PTR_NOT_NULL_FATAL(b->trial.scenario);
    b->here.value = xcalloc(b->trial.layout->values + 1, sizeof(double));
    b->there.value = xcalloc(b->trial.layout->values + 1, sizeof(double));
}

static void send_it(struct both *b, struct errands *errands, size_t replication)
{
    text_free(&b->bytes);
    text_free(&b->answer);
    finished_free(&b->there);
    b->asked = unit_asked(b->trial.layout, 2, false);
    b->order = (struct unit_order){.asked = &b->asked, .replication = replication};
    errand_pack(&b->order, &b->bytes);
    errand_do(errands, &b->bytes, &b->answer);
    b->good = errand_unpack(&b->order, &b->answer, &b->there);
}

static void put_away(struct both *b)
{
    finished_free(&b->here);
    finished_free(&b->there);
    free(b->here.value);
    free(b->there.value);
    text_free(&b->bytes);
    text_free(&b->answer);
    trial_free(&b->trial);
}

static void compare(struct both *b, struct errands *errands, size_t replication)
{
    struct text here = {0}, there = {0};

    send_it(b, errands, replication);
    CU_ASSERT_TRUE(b->good);
    finished_free(&b->here);
    CU_ASSERT_TRUE(unit_run_here(&b->order, &b->here));
    finished_pack(&b->here, b->trial.layout, &here);
    finished_pack(&b->there, b->trial.layout, &there);
    CU_ASSERT_EQUAL(here.length, there.length);
    CU_ASSERT_EQUAL(
        memcmp(b->here.value, b->there.value, b->trial.layout->values * sizeof(double)),
        0);
    CU_ASSERT_EQUAL(b->here.events, b->there.events);
    CU_ASSERT_TRUE(b->there.log.count > 0);
    CU_ASSERT_EQUAL(b->here.log.count, b->there.log.count);
    text_free(&here);
    text_free(&there);
}

static void an_errand_brings_what_a_run_here_brings(void)
{
    struct errands errands = {0};
    struct both b;
    static const char *const set[] = {"http.h.latency=50 ms", "run.replications=3", NULL};
    char profiles[4096];

    snprintf(profiles, sizeof profiles, "%s/profiles", getenv("HEADROOM_PKGDATADIR"));
    errands.profiles = profiles;
    write_scenario(30);
    prepare(&b, NULL); /* one run: its batches come too */
    compare(&b, &errands, 0);
    put_away(&b);
    prepare(&b, set);
    compare(&b, &errands, 1);
    compare(&b, &errands, 2);
    b.trial.scenario->graph.limit[0].lifted = true; /* as a ladder does */
    compare(&b, &errands, 0);
    put_away(&b);
    errands_end(&errands);
    unlink(SCENARIO);
}

static void refused(struct both *b, struct errands *errands, const char *why)
{
    send_it(b, errands, 0);
    CU_ASSERT_FALSE(b->good);
    CU_ASSERT_EQUAL(b->there.failures, 1);
    CU_ASSERT_PTR_NOT_NULL_FATAL(b->there.said);
    CU_ASSERT_PTR_NOT_NULL(strstr(b->there.said, "on another machine: "));
    CU_ASSERT_PTR_NOT_NULL(strstr(b->there.said, why));
}

static void other_files_elsewhere_are_refused(void)
{
    char profiles[4096];
    struct errands errands = {.profiles = profiles};
    struct both b;

    snprintf(profiles, sizeof profiles, "%s/profiles", getenv("HEADROOM_PKGDATADIR"));
    write_scenario(30);
    prepare(&b, NULL);
    write_scenario(31);
    refused(&b, &errands, "is not the same on all machines");
    errands_end(&errands);
    unlink(SCENARIO);
    refused(&b, &errands, "test_errand.cfg: error: cannot be read");
    put_away(&b);
    errands_end(&errands);
}

FACTS(FACT(an_errand_brings_what_a_run_here_brings),
      FACT(other_files_elsewhere_are_refused))
