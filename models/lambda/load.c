/* load.c - a function before it runs: its limits, rules between its settings, and the
 * calculator's view of it. */
#include <math.h>
#include <string.h>

#include "flow/retry.h"
#include "lambda/admission.h"
#include "lambda/cold.h"
#include "lambda/cpu.h"
#include "lambda/tables.h"

#define GB 1073741824.0

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
}

static int64_t reserved_by_all(const struct graph *graph)
{
    int64_t sum = 0;

    for (size_t i = 0; i < graph->resources; i++) {
        const struct lambda_config *c = graph->resource[i].config;
        if (graph->resource[i].model == &lambda_model && c->reserved != ABSENT)
            sum += c->reserved;
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

void lambda_check(const struct graph *graph, const struct resource *self,
                  struct diag *diag)
{
    const struct lambda_config *c = self->config;
    const struct lambda_account *account = graph_account(graph, "lambda");
    const char *since;

    if (c->reserved != ABSENT &&
        reserved_by_all(graph) > account->concurrency - account->unreserved_least)
        diag_error(diag, self->at,
                   "%s: all reserves together, %lld, leave less than %lld of "
                   "account.lambda.concurrent_executions, %lld, to the other functions",
                   self->address, (long long)reserved_by_all(graph),
                   (long long)account->unreserved_least, (long long)account->concurrency);
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

static double work_seconds(const void *ctx, const struct step *step, double mean)
{
    const struct cpu_use use = {step->threads, step->serial};

    return cpu_time(ctx, use, mean, step->work.at_bytes);
}

/* What a destination is sent. */
static void forecast_record(struct forecast *f, const struct target *to, double rate)
{
    struct ask ask = {.to = *to};

    if (!to->address || rate <= 0)
        return;
    if (forecast_graph(f)->resource[to->resource].model == &lambda_model)
        ask.to.options = (void *)(uintptr_t)&lambda_as_event;
    forecast_ask(f, &ask, rate);
}

/* Executions an event takes on average when each one fails by error_rate alone; its
 * destinations get their share. */
static double forecast_events(struct forecast *f, const struct lambda_config *c,
                              double rate)
{
    double executions = 0, failing = 1;

    for (int64_t i = 0; i <= c->events.retries; i++) {
        executions += failing;
        failing *= c->error_rate;
    }
    forecast_record(f, &c->events.on_success, rate * (1 - failing));
    forecast_record(f, &c->events.on_failure, rate * failing);
    forecast_record(f, &c->dead_letter, rate * failing);
    return executions;
}

static void forecast_storage(struct forecast *f, const struct resource *self,
                             double billed_seconds)
{
    const struct lambda_config *c = self->config;
    const struct lambda_account *account = graph_account(forecast_graph(f), "lambda");
    int64_t beyond = c->storage_bytes - account->storage_included;

    if (beyond > 0)
        forecast_usage(f, self, ITEM_STORAGE, billed_seconds * (double)beyond / GB);
    if (lambda_restores(c) && !lambda_runs(c, "java"))
        forecast_usage(f, self, ITEM_SNAPSHOT, (double)c->memory_bytes / GB);
}

/* Warm invocations: the share of cold starts is what simulating is for.  Who sends an
 * event does not wait for it. */
double lambda_forecast(struct forecast *f, const struct resource *self,
                       const struct offered *offered)
{
    const struct lambda_config *c = self->config;
    const struct lambda_account *account = graph_account(forecast_graph(f), "lambda");
    const struct cpu cpu = {c->memory_bytes, account->knee_bytes[c->architecture]};
    const struct lambda_request *said = offered->target ? offered->target->options : NULL;
    bool later = said && said->invocation_type == INVOCATION_EVENT;
    double rate = offered->rate * (later ? forecast_events(f, c, offered->rate) : 1);
    double gb = (double)c->memory_bytes / GB;
    double seconds = forecast_steps(f, &c->steps, rate, work_seconds, &cpu);
    double billed = ceil(seconds * 1e3) / 1e3;
    size_t next = 0;

    if (!later || account->events_rated)
        forecast_account_limit(f, self, LIMIT_REQUESTS, offered->rate,
                               lambda_request_rate(account));
    if (c->reserved != ABSENT)
        forecast_limit(f, self->limit[next++], rate * seconds, (double)c->reserved);
    else
        forecast_account_limit(
            f, self, LIMIT_CONCURRENCY, rate * seconds,
            (double)(account->concurrency - reserved_by_all(forecast_graph(f))));
    forecast_usage(f, self, ITEM_REQUEST, rate);
    forecast_usage(f, self,
                   c->architecture == ARCHITECTURE_ARM64 ? ITEM_GB_SECOND_ARM
                                                         : ITEM_GB_SECOND,
                   rate * billed * gb);
    forecast_storage(f, self, rate * billed);
    forecast_resource(f, self, rate, seconds);
    return later ? 0 : seconds;
}
