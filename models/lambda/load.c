/* load.c - a function before it runs: its limits, rules between its settings, and what of
 * the profile it reads. */
#include <math.h>
#include <string.h>

#include "flow/retry.h"
#include "lambda/admission.h"
#include "lambda/cold.h"
#include "lambda/cpu.h"
#include "lambda/provisioned.h"
#include "lambda/tables.h"

#define ON_DEMAND "environments on demand"

const struct own_limit lambda_own_limits[] = {
    {.name = "provisioned_request_rate",
     .help = "invocations a second in provisioned environments: "
             "account.lambda.requests_per_concurrency for each; more go to environments "
             "on demand",
     .raised_by = "provisioned_concurrent_executions",
     .source = PROVISIONED},
    {.name = "function_url_request_rate",
     .help = "requests a second to the URL of a function with a reserve: "
             "account.lambda.requests_per_concurrency for each of it",
     .raised_by = "reserved_concurrent_executions",
     .source = URLS},
    OWN_LIMIT_END,
};

const char *lambda_default_retry(const struct graph *graph, const struct resource *self)
{
    const struct lambda_config *c = self->config;

    return c->runtime ? retry_of_runtime(c->runtime, graph->date) : NULL;
}

void lambda_declare(struct catalogue *all, const struct resource *self)
{
    const struct lambda_config *c = self->config;

    declare_account_limit(all, LIMIT_LEVEL, "concurrent_executions");
    declare_account_limit(all, LIMIT_BUCKET, "request_rate");
    if (c->scaling == SCALING_REGION)
        declare_account_limit(all, LIMIT_BUCKET, "burst_concurrency");
    if (c->reserved != ABSENT)
        declare_limit(all, LIMIT_LEVEL, "reserved_concurrent_executions");
    if (c->scaling == SCALING_FUNCTION) {
        declare_limit(all, LIMIT_BUCKET, "scaling_burst");
        declare_limit(all, LIMIT_BUCKET, "scaling_requests");
    }
    if (lambda_provisioned(c) != ABSENT) {
        declare_spill(
            all, declare_limit(all, LIMIT_LEVEL, "provisioned_concurrent_executions"),
            ON_DEMAND);
        declare_spill(all, declare_limit(all, LIMIT_BUCKET, "provisioned_request_rate"),
                      ON_DEMAND);
    }
    if (lambda_url_is_rated(c))
        declare_limit(all, LIMIT_BUCKET, "function_url_request_rate");
}

int64_t lambda_reserved_by_all(const struct graph *graph)
{
    int64_t sum = 0;

    for (size_t i = 0; i < graph->resources; i++) {
        const struct lambda_config *c = graph->resource[i].config;
        if (graph->resource[i].model == &lambda_model && c->reserved != ABSENT)
            sum += c->reserved;
    }
    return sum;
}

/* By functions without a reserve: the others' is inside theirs. */
int64_t lambda_provisioned_by_all(const struct graph *graph)
{
    int64_t sum = 0;

    for (size_t i = 0; i < graph->resources; i++) {
        const struct lambda_config *c = graph->resource[i].config;
        if (graph->resource[i].model == &lambda_model && c->reserved == ABSENT &&
            lambda_provisioned(c) != ABSENT)
            sum += lambda_provisioned(c);
    }
    return sum;
}

/* What a link may lead to, by the name of its room. */
struct takers {
    const char *what;
    const char *room[5]; /* NULL-terminated */
};

static const struct takers destinations = {
    "a destination is a queue, a topic, a bus or a function",
    {"sqs", "sns", "events", "lambda", NULL}};
static const struct takers dead_letters = {"a dead-letter queue is a queue or a topic",
                                           {"sqs", "sns", NULL}};

static void check_link(const struct graph *graph, const struct resource *self,
                       const struct target *to, const struct takers *takers,
                       struct diag *diag)
{
    if (!to->address)
        return;
    for (const char *const *room = takers->room; *room; room++)
        if (strcmp(graph->resource[to->resource].model->name, *room) == 0)
            return;
    diag_error(diag, to->at, "%s: %s cannot take its events: %s", self->address,
               to->address, takers->what);
}

/* Lambda developer guide, snapstart, 2026: java11, python3.12, dotnet8 and later ones. */
static const char *const restorable[] = {"java", "python", "dotnet"};

static bool too_old(const char *runtime)
{
    static const char *const old[] = {
        "java8*",    "python2*",   "python3.6",  "python3.7",   "python3.8",
        "python3.9", "python3.10", "python3.11", "dotnetcore*", "dotnet6"};

    for (size_t i = 0; i < sizeof old / sizeof *old; i++) {
        size_t length = strlen(old[i]);
        if (old[i][length - 1] == '*' ? strncmp(runtime, old[i], length - 1) == 0
                                      : strcmp(runtime, old[i]) == 0)
            return true;
    }
    return false;
}

static void check_snap_start(const struct resource *self, struct diag *diag)
{
    const struct lambda_config *c = self->config;

    if (lambda_provisioned(c) != ABSENT)
        diag_error(diag, self->at,
                   "%s: snap_start does not go with provisioned concurrency",
                   self->address);
    if (c->package_type == PACKAGE_IMAGE)
        diag_error(diag, self->at, "%s: snap_start does not go with container images",
                   self->address);
    if (c->storage_bytes > (INT64_C(512) << 20))
        diag_error(diag, self->at,
                   "%s: snap_start does not go with ephemeral_storage beyond 512 MB",
                   self->address);
    for (size_t i = 0; c->runtime && i < sizeof restorable / sizeof *restorable; i++)
        if (lambda_runs(c, restorable[i]) && !too_old(c->runtime))
            return;
    diag_error(diag, self->at,
               "%s: snap_start needs a runtime of java11, python3.12 or dotnet8, or a "
               "later one",
               self->address);
}

/* What the account would never give: AWS's API refuses it when it is asked for. */
static void check_tracking(const struct graph *graph, const struct resource *self,
                           int64_t claimed, struct diag *diag)
{
    const struct lambda_config *c = self->config;
    const struct lambda_account *account = graph_account(graph, "lambda");
    int64_t most = c->reserved;

    if (!scaling_given(&c->tracking))
        return;
    if (c->reserved == ABSENT)
        most = account->concurrency - account->unreserved_least - claimed +
               lambda_provisioned(c);
    if (c->tracking.max_capacity > most)
        diag_error(diag, self->at,
                   "%s: auto_scaling may ask for %lld provisioned environments, but its "
                   "reserve, or what the account's pool must keep, leaves %lld",
                   self->address, (long long)c->tracking.max_capacity,
                   (long long)(most > 0 ? most : 0));
    scaling_check(&c->tracking, lambda_provisioned(c),
                  "auto_scaling.provisioned_concurrent_executions", self->at, diag);
}

/* Reserves, and what is provisioned outside them, leave a rest to the other functions. */
static void check_concurrency(const struct graph *graph, const struct resource *self,
                              struct diag *diag)
{
    const struct lambda_config *c = self->config;
    const struct lambda_account *account = graph_account(graph, "lambda");
    int64_t provisioned = lambda_provisioned(c);
    int64_t claimed = lambda_reserved_by_all(graph) + lambda_provisioned_by_all(graph);

    if ((c->reserved != ABSENT || provisioned != ABSENT) &&
        claimed > account->concurrency - account->unreserved_least)
        diag_error(diag, self->at,
                   "%s: all reserves, and provisioned concurrency outside them, together "
                   "%lld, leave less than %lld of account.lambda.concurrent_executions, "
                   "%lld, to the other functions",
                   self->address, (long long)claimed,
                   (long long)account->unreserved_least, (long long)account->concurrency);
    if (c->reserved != ABSENT && provisioned != ABSENT && provisioned > c->reserved)
        diag_error(diag, self->at,
                   "%s: provisioned_concurrent_executions, %lld, are more than its "
                   "reserved_concurrent_executions, %lld",
                   self->address, (long long)provisioned, (long long)c->reserved);
    check_tracking(graph, self, claimed, diag);
}

void lambda_check(const struct graph *graph, const struct resource *self,
                  struct diag *diag)
{
    const struct lambda_config *c = self->config;
    const char *since;

    check_concurrency(graph, self, diag);
    if (c->architecture == ARCHITECTURE_ARM64 &&
        !graph->has_feature(graph, "arm64", &since))
        diag_error(diag, self->at, "%s: arm64 appeared %s, after this profile",
                   self->address, since);
    if (lambda_restores(c))
        check_snap_start(self, diag);
    check_link(graph, self, &c->events.on_success, &destinations, diag);
    check_link(graph, self, &c->events.on_failure, &destinations, diag);
    check_link(graph, self, &c->dead_letter, &dead_letters, diag);
    if (c->steps.count == 0)
        diag_error(diag, self->at,
                   "%s: has no steps: say what the handler does, for "
                   "instance steps = ( { work = \"20 ms\"; } )",
                   self->address);
}

/* ---- what is read of the profile ---- */

static bool scales_with_region(const struct occasion *o)
{
    const struct lambda_config *c = o->self->config;

    return c->scaling == SCALING_REGION;
}

static bool scales_alone(const struct occasion *o)
{
    return !scales_with_region(o);
}

static bool is_tracked(const struct occasion *o)
{
    const struct lambda_config *c = o->self->config;

    return scaling_given(&c->tracking);
}

/* What is provisioned from the start is there from the start. */
static bool provisions_more(const struct occasion *o)
{
    bool asked =
        o->change && strcmp(o->change->name, "provisioned_concurrent_executions") == 0;

    return asked || is_tracked(o);
}

/* Destinations too are sent events, but only of what came as one. */
static bool takes_events(const struct occasion *o)
{
    const struct lambda_request *said = o->call ? o->call->options : NULL;

    return said && said->invocation_type == INVOCATION_EVENT;
}

static bool is_placed_by_size(const struct occasion *o)
{
    const struct lambda_config *c = o->self->config;

    return c->package_type != PACKAGE_IMAGE && c->package_bytes > (INT64_C(1) << 20);
}

static bool is_arm(const struct occasion *o)
{
    const struct lambda_config *c = o->self->config;

    return c->architecture == ARCHITECTURE_ARM64;
}

static bool is_provisioned_arm(const struct occasion *o)
{
    return is_arm(o) && lambda_provisioned(o->self->config) != ABSENT;
}

static bool stores_more(const struct occasion *o)
{
    const struct lambda_config *c = o->self->config;
    const struct lambda_account *account = graph_account(o->graph, "lambda");

    return c->storage_bytes > account->storage_included;
}

static bool pays_for_snapshots(const struct occasion *o)
{
    return lambda_restores(o->self->config) && !lambda_runs(o->self->config, "java");
}

const struct needed lambda_needed[] = {
    {"defaults.lambda.scaling_burst", scales_alone},
    {"defaults.lambda.scaling_rate", scales_alone},
    {"defaults.lambda.scaling_requests", scales_alone},
    {"defaults.lambda.scaling_request_rate", scales_alone},
    {"account.lambda.burst_concurrency", scales_with_region},
    {"account.lambda.burst_rate", scales_with_region},
    {"account.lambda.burst_refill", scales_with_region},
    {"account.lambda.provisioned_delay", provisions_more},
    {"account.lambda.provisioned_burst", provisions_more},
    {"account.lambda.provisioned_rate", provisions_more},
    {"account.lambda.auto_scaling", is_tracked},
    {"account.lambda.vcpu_memory_arm64", is_arm},
    {"account.lambda.event_delay", takes_events},
    {"account.lambda.event_duplicate_share", takes_events},
    {"account.lambda.event_jitter", takes_events},
    {"account.lambda.placement_per_mb", is_placed_by_size},
    {"prices.lambda.gb_second_arm", is_arm},
    {"prices.lambda.provisioned_gb_second_arm", is_provisioned_arm},
    {"prices.lambda.provisioned_duration_gb_second_arm", is_provisioned_arm},
    {"prices.lambda.ephemeral_storage_gb_second", stores_more},
    {"prices.lambda.snap_start_cache", pays_for_snapshots},
    {"prices.lambda.snap_start_restore", pays_for_snapshots},
    NEEDED_END,
};
