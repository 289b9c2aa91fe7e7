/* cold.c - how an environment starts. */
#include "lambda/cold.h"

#include <string.h>

#include "lambda/cpu.h"

#define MB INT64_C(1048576)

bool lambda_runs(const struct lambda_config *c, const char *family)
{
    return c->runtime && strncmp(c->runtime, family, strlen(family)) == 0;
}

bool lambda_is_custom(const struct lambda_config *c)
{
    return lambda_runs(c, "provided");
}

bool lambda_restores(const struct lambda_config *c)
{
    return c->snap_start == SNAP_START_PUBLISHED_VERSIONS;
}

/* AWS's names of a runtime that has exited, and of one killed for its memory. */
bool lambda_crashes(const char *error)
{
    return strcmp(error, "Runtime.ExitError") == 0 ||
           strcmp(error, "Runtime.OutOfMemory") == 0;
}

void cold_start(struct sim *sim, struct cold *cold, struct service *self,
                const struct lambda_config *c, const struct lambda_account *account)
{
    cold->config = c;
    cold->account = account;
    cold->init = source_of(sim, self, "init", &c->init);
    cold->restore = source_of(sim, self, "restore", &c->restore);
    cold->placement = source_of(sim, self, "placement", &c->placement);
    cold->vpc_placement = source_of(sim, self, "vpc_placement", &account->vpc_placement);
    cold->first_invoke = source_of(sim, self, "first_invoke", &c->first_invoke);
}

static sim_time drawn(const struct sim *sim, const struct source *s,
                      const struct work *work)
{
    return source_given(s) ? source_draw(sim, s, work) : 0;
}

/* Fetching the code of a Zip package takes its time for each MB (STeLLAR, IISWC 2021);
 * the size of an image shows in no start (mikhailio, 2021-01: 100 MB and 5 GB alike). */
static sim_time fetching(const struct cold *cold)
{
    int64_t beyond = cold->config->package_bytes - MB;

    if (cold->config->package_type != PACKAGE_ZIP || beyond <= 0)
        return 0;
    return (sim_time)((double)beyond / MB * (double)cold->account->placement_per_mb);
}

static sim_time placing(const struct sim *sim, const struct cold *cold,
                        const struct work *work)
{
    sim_time placed = drawn(sim, &cold->placement, work) + fetching(cold);

    if (cold->config->vpc.subnets.count > 0)
        placed += drawn(sim, &cold->vpc_placement, work);
    return placed;
}

/* With what the function's own code takes to load. */
static sim_time init_of(const struct sim *sim, const struct cold *cold,
                        const struct work *work)
{
    double mb = (double)cold->config->loaded_bytes / MB;

    return drawn(sim, &cold->init, work) +
           (sim_time)(mb * (double)cold->account->init_per_mb);
}

static sim_time penalty(const struct sim *sim, const struct cold *cold,
                        const struct work *work)
{
    const struct lambda_config *c = cold->config;
    const struct cpu cpu = {c->memory_bytes, cold->account->knee_bytes[c->architecture]};

    if (!source_given(&cold->first_invoke))
        return 0;
    return (sim_time)(cpu_time(&cpu, CPU_ONE_THREAD,
                               (double)source_draw(sim, &cold->first_invoke, work),
                               c->first_invoke.at_bytes) +
                      0.5);
}

static void restore(const struct sim *sim, const struct cold *cold,
                    const struct work *work, struct start *start)
{
    const struct lambda_account *account = cold->account;
    sim_time takes = drawn(sim, &cold->restore, work);

    start->restore_fails = takes > account->restore_limit;
    start->readied = start->restore_fails ? account->restore_limit : takes;
    start->billed =
        (sim_time)((double)start->readied * cold->config->restore_billed + 0.5);
}

static bool init_billed(const struct cold *cold)
{
    const struct lambda_account *account = cold->account;

    return cold->config->package_type == PACKAGE_IMAGE ? account->init_billed_image
           : lambda_is_custom(cold->config)            ? account->init_billed_custom
                                                       : account->init_billed_zip;
}

/* An init that reaches its limit is ended, and begins again inside the first invocation,
 * under the function's timeout (Lambda developer guide, runtimes-context, 2021-08;
 * lambda-runtime-environment, 2026). */
static void init(const struct sim *sim, const struct cold *cold, const struct work *work,
                 struct start *start)
{
    sim_time takes = init_of(sim, cold, work), most = cold->account->init_limit;

    start->readied = takes <= most ? takes : most;
    start->inits_again = takes > most;
    if (start->inits_again)
        start->inside = takes;
    if (init_billed(cold))
        start->billed = start->readied;
}

struct start cold_new(const struct sim *sim, const struct cold *cold,
                      const struct work *work)
{
    struct start start = {.placed = placing(sim, cold, work)};

    if (lambda_restores(cold->config))
        restore(sim, cold, work, &start);
    else
        init(sim, cold, work, &start);
    start.inside += penalty(sim, cold, work);
    return start;
}

/* Lambda developer guide, configuration-concurrency, 2021-08-27, and provisioned
 * concurrency, 2026: init is billed even if the environment never serves. */
struct start cold_ahead(const struct sim *sim, const struct cold *cold,
                        const struct work *work)
{
    sim_time takes = init_of(sim, cold, work);

    return (struct start){.placed = placing(sim, cold, work),
                          .readied = takes,
                          .billed = takes,
                          .inside = penalty(sim, cold, work)};
}

/* Its process is a new one, and its init runs inside the invocation, in Duration (Lambda
 * developer guide, runtimes-context, 2021-08: suppressed init).  [A]: with a snapshot
 * too. */
struct start cold_again(const struct sim *sim, const struct cold *cold,
                        const struct work *work)
{
    return (struct start){.inside = init_of(sim, cold, work) + penalty(sim, cold, work)};
}
