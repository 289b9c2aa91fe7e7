/* path.c - what the whole path costs: client -> API Gateway -> Lambda -> DynamoDB and
 * back, as a scenario through run_once, against a bare probe in the same process.
 *
 * The probe does the same simulation with nothing around it: one struct a request, no
 * calls, no deadlines, no names beyond one, no accounts, no metrics but two histograms.
 * Its cost is what this machine can do; the ratio is what our structure costs
 * (architecture 12): floor 2.3 at 1 000 concurrent, target 1.6; 3.5 and 2.5 at 86 000.
 *
 *   path [rounds [requests [concurrent]]]
 */
#define _GNU_SOURCE
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/text.h"
#include "run/run.h"
#include "sim/draw.h"
#include "sim/law.h"

#define STAY 0.137 /* s of a request, network included: rate = concurrent / STAY */

static double cpu_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* ---- the bare probe ---- */

struct bucket {
    double level, rate, burst;
    sim_time since;
};

struct seat { /* an environment */
    struct seat *below;
    sim_time used;
};

struct trip { /* a request */
    struct event next;
    uint64_t name;
    sim_time born, began;
    struct seat *seat;
};

struct bare {
    struct sim *sim;
    struct law gap, overhead, work, more, table;
    struct stream s_gap, s_overhead, s_work, s_more, s_table, s_name;
    struct bucket stage, account, range;
    struct seat *idle;
    struct event client;
    uint64_t k, answered, throttled, billed;
    uint64_t took[64 * 48], ran[64 * 48];
};

static struct bare *bare_of(struct sim *sim)
{
    return sim_owner(sim);
}

static bool take(struct bucket *b, sim_time now)
{
    b->level = fmin(b->burst, b->level + (double)(now - b->since) * b->rate);
    b->since = now;
    if (b->level < 1)
        return false;
    b->level -= 1;
    return true;
}

static void record(uint64_t *bins, sim_time value)
{
    uint64_t x = (uint64_t)value | 64;
    unsigned e = 57u - (unsigned)__builtin_clzll(x);

    bins[(e << 6) + (x >> e & 63)]++;
}

static sim_time draw(const struct law *law, const struct stream *s, const struct trip *t)
{
    return law_draw(law, draw_bits(s, t->name, 0));
}

static void trip_answered(struct sim *sim, void *ctx)
{
    struct bare *b = bare_of(sim);
    struct trip *t = ctx;

    b->answered++;
    record(b->took, sim_now(sim) - t->born);
    sim_put(sim, t, sizeof *t);
}

static void trip_ran(struct sim *sim, void *ctx)
{
    struct bare *b = bare_of(sim);
    struct trip *t = ctx;
    sim_time ran = sim_now(sim) - t->began;

    b->billed += (uint64_t)(ran + SIM_MS - 1) / SIM_MS;
    record(b->ran, ran);
    t->seat->used = sim_now(sim);
    t->seat->below = b->idle;
    b->idle = t->seat;
    sim_after(sim, &t->next, 10 * SIM_MS, trip_answered, t);
}

static void trip_stored(struct sim *sim, void *ctx)
{
    struct bare *b = bare_of(sim);
    struct trip *t = ctx;

    sim_after(sim, &t->next, draw(&b->more, &b->s_more, t), trip_ran, t);
}

static void trip_worked(struct sim *sim, void *ctx)
{
    struct bare *b = bare_of(sim);
    struct trip *t = ctx;

    b->throttled += !take(&b->range, sim_now(sim));
    sim_after(sim, &t->next, draw(&b->table, &b->s_table, t), trip_stored, t);
}

static void trip_seated(struct sim *sim, void *ctx)
{
    struct bare *b = bare_of(sim);
    struct trip *t = ctx;
    sim_time init = 0;

    t->seat = b->idle;
    if (t->seat) {
        b->idle = t->seat->below;
    } else {
        t->seat = sim_get(sim, sizeof *t->seat);
        init = 300 * SIM_MS;
    }
    t->began = sim_now(sim) + init;
    sim_after(sim, &t->next, init + draw(&b->work, &b->s_work, t), trip_worked, t);
}

static void trip_at_the_gate(struct sim *sim, void *ctx)
{
    struct bare *b = bare_of(sim);
    struct trip *t = ctx;

    if (!take(&b->stage, sim_now(sim)) || !take(&b->account, sim_now(sim))) {
        b->throttled++;
        sim_put(sim, t, sizeof *t);
        return;
    }
    sim_after(sim, &t->next, draw(&b->overhead, &b->s_overhead, t), trip_seated, t);
}

static void trip_begins(struct sim *sim, void *ctx)
{
    struct bare *b = ctx;
    struct trip *t = sim_get(sim, sizeof *t);

    t->name = mix64(b->k++ + b->s_name.a);
    t->born = sim_now(sim);
    sim_after(sim, &t->next, 10 * SIM_MS, trip_at_the_gate, t);
    sim_after(sim, &b->client, draw(&b->gap, &b->s_gap, t), trip_begins, b);
}

static struct law lognormal(struct laws *laws, double median, double sigma)
{
    struct law law;

    law_of(laws, &law, LAW_LOGNORMAL, median, sigma);
    return law;
}

/* ns a request. */
static double bare_ns(double concurrent, double requests)
{
    double rate = concurrent / STAY, began, seconds = requests / rate;
    struct arena arena = {0};
    struct laws *laws = laws_new(&arena);
    struct bare *b = xcalloc(1, sizeof *b);
    uint64_t before;

    b->overhead = lognormal(laws, 8e6, .4);
    b->work = lognormal(laws, 60e6, .5);
    b->more = lognormal(laws, 30e6, .5);
    b->table = lognormal(laws, 5e6, .5);
    law_exponential(&b->gap, 1e9 / rate);
    b->s_gap = stream_named(1, 0, "gap");
    b->s_overhead = stream_named(1, 0, "overhead");
    b->s_work = stream_named(1, 0, "work");
    b->s_more = stream_named(1, 0, "more");
    b->s_table = stream_named(1, 0, "table");
    b->s_name = stream_named(1, 0, "name");
    b->stage = b->account = b->range =
        (struct bucket){.level = 1e6, .rate = 2e-9 * rate, .burst = 1e6};
    b->sim = sim_new(b);
    sim_after(b->sim, &b->client, 0, trip_begins, b);
    sim_run(b->sim, SIM_SECOND);
    before = b->answered;
    began = cpu_s();
    sim_run(b->sim, SIM_SECOND + (sim_time)(seconds * 1e9));
    began = cpu_s() - began;
    began = began * 1e9 / (double)(b->answered - before);
    sim_free(b->sim);
    free(b);
    arena_release(&arena);
    return began;
}

/* ---- the product ---- */

static const char scenario[] =
    "title = \"the whole path\"; profile = \"aws-2021-08\"; region = \"us-east-1\";\n"
    "run = { duration = \"%.3f s\"; period = \"%.3f s\"; seed = 1; replications = 1; };\n"
    "account = { lambda = { concurrent_executions = 10000000; request_rate = "
    "\"100M/s\";\n"
    "    burst_concurrency = 1000000; };\n"
    "  apigateway = { throttling_rate_limit = \"%.0f/s\"; throttling_burst_limit = "
    "1000000; "
    "};\n"
    "  dynamodb = { table_write_units = \"%.0f/s\"; partition_write_units = \"10M/s\"; "
    "partition_read_units = \"30M/s\"; "
    "}; };\n"
    "client = { c = { target = \"apigateway.api\"; route = \"POST /x\"; rate = "
    "\"%.0f/s\";\n"
    "  timeout = \"10 s\"; network = { rtt_to_region = \"20 ms\";\n"
    "    rtt_to_edge = \"20 ms\"; connection_reuse = \"100 %%\"; }; }; };\n"
    "apigateway = { api = { type = \"REST\"; endpoint_configuration = \"REGIONAL\";\n"
    "  overhead = \"lognormal(p50=8 ms, sigma=0.4)\";\n"
    "  throttling_rate_limit = \"%.0f/s\"; throttling_burst_limit = 1000000;\n"
    "  routes = ( { route = \"POST /x\"; integration = \"lambda.f\"; } ); }; };\n"
    "lambda = { f = { runtime = \"python3.9\"; memory_size = \"1769 MB\";\n"
    "  timeout = \"20 s\"; init = \"300 ms\"; warm_environments = %.0f;\n"
    "  steps = ( { work = \"lognormal(p50=60 ms, sigma=0.5)\"; },\n"
    "    { call = \"dynamodb.t\"; action = \"PutItem\"; item_size = \"1 KB\";\n"
    "      timeout = \"1 s\"; retry = \"none\"; },\n"
    "    { work = \"lognormal(p50=30 ms, sigma=0.5)\"; } ); }; };\n"
    "dynamodb = { t = { billing_mode = \"PAY_PER_REQUEST\"; latency = \"lognormal(p50=5 "
    "ms, sigma=0.5)\";\n"
    "  previous_peak = { write_units = \"%.0f/s\"; }; }; };\n";

struct measured {
    double began, requests_from;
    sim_time from;
};

static void progress(void *ctx, sim_time now, sim_time end, uint64_t events)
{
    struct measured *m = ctx;

    (void)end;
    (void)events;
    if (m->began == 0 && now >= SIM_SECOND) {
        m->began = cpu_s();
        m->from = now;
    }
}

static struct scenario *load(double concurrent, double seconds, struct diag *diag)
{
    double rate = concurrent / STAY;
    char path[] = "/tmp/headroom-path-XXXXXX";
    const char *source = getenv("HEADROOM_PKGDATADIR");
    struct text profiles = {0};
    struct scenario *s;
    int fd = mkstemp(path);
    FILE *out = fd >= 0 ? fdopen(fd, "w") : NULL;

    if (!out)
        exit(1);
    fprintf(out, scenario, seconds, seconds / 4, fmin(2 * rate, 1e6), 2 * rate, rate,
            fmin(2 * rate, 1e6), floor(1.5 * concurrent), rate);
    fclose(out);
    text_add(&profiles, "%s/profiles", source ? source : "models");
    s = scenario_load(
        &(struct loading){.path = path, .profile_directory = text_of(&profiles)}, diag);
    text_free(&profiles);
    unlink(path);
    return s;
}

/* ns a request; *answered: per request begun, to see that it is the same simulation. */
static double product_ns(double concurrent, double requests, double *answered)
{
    double rate = concurrent / STAY, seconds = 1.05 + requests / rate, took;
    struct diag diag = {.out = stderr};
    struct scenario *s = load(concurrent, seconds, &diag);
    struct arena arena = {0};
    struct measured m = {0};
    struct running how = {.seed = 1, .progress = progress, .ctx = &m};
    struct result result = {0};
    struct ran ran;

    if (!s)
        exit(1);
    result.layout = layout_make(s, &arena);
    result.value = xcalloc(result.layout->values, sizeof(double));
    if (!run_once(result.layout, &how, &result, &ran, &diag))
        exit(1);
    took = cpu_s() - m.began;
    *answered =
        result_at(&result, layout_find(result.layout, "client_errors_summary"))[0];
    requests = rate * (seconds - (double)m.from * 1e-9);
    free(result.value);
    arena_release(&arena);
    scenario_free(s);
    return took * 1e9 / requests;
}

/* ---- both, in turns ---- */

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static double median(double *x, size_t n)
{
    qsort(x, n, sizeof *x, compare);
    return n % 2 ? x[n / 2] : (x[n / 2 - 1] + x[n / 2]) / 2;
}

static void measure(double concurrent, size_t rounds, double requests, double floor_ratio)
{
    double *bare = xcalloc(rounds, sizeof *bare),
           *product = xcalloc(rounds, sizeof *product);
    double errors = 0, b, p;

    for (size_t i = 0; i < rounds; i++) {
        bare[i] = bare_ns(concurrent, requests);
        product[i] = product_ns(concurrent, requests, &errors);
    }
    b = median(bare, rounds);
    p = median(product, rounds);
    printf("%10.0f %10.0f %10.0f %8.2f %8.1f %8.2f  %s\n", concurrent, b, p, p / b,
           floor_ratio, 1e3 / p, p / b <= floor_ratio ? "held" : "MISSED");
    free(bare);
    free(product);
    if (errors > 0) { /* then it is not the same simulation */
        fprintf(stderr, "path: %.0f requests failed: a limit is in the way\n", errors);
        exit(1);
    }
}

int main(int argc, char **argv)
{
    size_t rounds = argc > 1 ? strtoul(argv[1], NULL, 10) : 5;
    double requests = argc > 2 ? strtod(argv[2], NULL) : 1e6;
    double concurrent = argc > 3 ? strtod(argv[3], NULL) : 0;

    printf("the whole path, CPU ns a request (median of %zu, in turns)\n", rounds);
    printf("concurrent       bare    product    ratio    floor  M req/s\n");
    if (concurrent > 0) {
        measure(concurrent, rounds, requests, concurrent < 10000 ? 2.3 : 3.5);
        return 0;
    }
    measure(1000, rounds, requests, 2.3);
    measure(86000, rounds > 3 ? 3 : rounds, 2 * requests, 3.5);
    return 0;
}
