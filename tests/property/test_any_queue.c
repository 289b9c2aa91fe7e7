/* test_any_queue.c - what must hold in whatever pipeline of queues: random ones, standard
 * and FIFO, with time-outs, poison, reserves, dead letters, both eras. */
#include "base/text.h"
#include "check.h"
#include "sim/draw.h"
#include "trial.h"

#include <stdlib.h>

static uint64_t pipelines(void)
{
    return getenv("LONG") ? 500 : 60;
}

struct dice {
    uint64_t state;
};

static int roll(struct dice *d, int sides)
{
    return (int)(mix64(d->state += DRAW_GOLDEN) % (uint64_t)sides);
}

static bool chance(struct dice *d, int percent)
{
    return roll(d, 100) < percent;
}

struct pipeline {
    struct dice d;
    bool recent, fifo;
};

static void add_mapping(struct text *t, struct pipeline *p, int queue)
{
    struct dice *d = &p->d;
    int most = p->fifo || chance(d, 60) ? 1 + roll(d, 10) : 1 + roll(d, 60);

    text_add(t, "{ event_source = \"sqs.q%d\"; batch_size = %d; ", queue, most);
    if (most > 10)
        text_add(t, "maximum_batching_window = \"%d s\"; ", 1 + roll(d, 5));
    if (p->recent && chance(d, 40))
        text_add(t, "maximum_concurrency = %d; ", 2 + roll(d, 6));
    if (p->recent && chance(d, 50))
        text_add(t, "function_response_types = \"ReportBatchItemFailures\"; ");
    text_add(t, "}");
}

/* Its queues are `count` from `first` on; it may send to the one after. */
static void add_function(struct text *t, struct pipeline *p, int number, int to)
{
    static const char *const works[] = {"exponential(mean=300 ms)", "40 ms",
                                        "lognormal(p50=90 ms, p99=4 s)"};
    struct dice *d = &p->d;

    text_add(t, "f%d = { timeout = \"%d s\"; memory_size = \"1769 MB\"; ", number,
             1 + roll(d, 5));
    if (chance(d, 40))
        text_add(t, "reserved_concurrent_executions = %d; ", roll(d, 5));
    if (chance(d, 30))
        text_add(t, "error_rate = 0.%02d; ", roll(d, 40));
    text_add(t, "event_source_mappings = ( ");
    add_mapping(t, p, number);
    text_add(t, " ); steps = ( { wait = \"10 ms\"; }, { count = \"items\"; steps = ( ");
    if (chance(d, 50))
        text_add(t,
                 "{ fail = \"Bad\"; scope = \"item\"; probability = "
                 "%s; }, ",
                 number == 0 ? "\"request(poison)\"" : "0.1");
    text_add(t, "{ wait = \"%s\"; }", works[roll(d, 3)]);
    if (chance(d, 50))
        text_add(t, ", { call = \"sqs.q%d\"; key = \"uniform(n=9)\"; }", to);
    text_add(t, " ); } ); };\n");
}

static void add_queue(struct text *t, struct pipeline *p, int number)
{
    struct dice *d = &p->d;

    text_add(
        t, "q%d = { visibility_timeout = \"%d s\"; message_retention_period = \"%d s\"; ",
        number, 6 + roll(d, 60), 60 + roll(d, 600));
    if (chance(d, 30))
        text_add(t, "delay = \"%d s\"; ", roll(d, 40));
    if (chance(d, 30))
        text_add(t, "backlog = %d; ", roll(d, 300));
    if (p->fifo)
        text_add(t, "fifo_queue = true; ");
    if (chance(d, 60))
        text_add(t,
                 "redrive_policy = { dead_letter_target = \"sqs.dead\"; "
                 "max_receive_count = %d; }; ",
                 1 + roll(d, 5));
    text_add(t, "};\n");
}

static void add_client(struct text *t, struct pipeline *p)
{
    struct dice *d = &p->d;
    bool batch = chance(d, 40);

    text_add(
        t,
        "client = { c = { target = \"sqs.q0\"; rate = \"%d.5/s\"; key = "
        "\"request(key)\"; "
        "attributes = { poison = \"bernoulli(%d %%)\"; key = \"uniform(0, %d)\"; }; ",
        roll(d, 20), roll(d, 20), 1 + roll(d, 50));
    if (batch)
        text_add(t, "action = \"SendMessageBatch\"; items = %d; ", 1 + roll(d, 10));
    if (chance(d, 40))
        text_add(t,
                 "timeout = \"15 ms\"; retry = { max_attempts = 3; interval = \"10 ms\"; "
                 "}; ");
    text_add(t, "bursts = ( { at = \"%d s\"; requests = %d; } ); }; };\n", roll(d, 400),
             1 + roll(d, 200));
}

static char *pipeline_of(uint64_t seed)
{
    struct pipeline p = {.d = {mix64(seed + 77)}};
    struct text t = {0};
    int functions = 1 + roll(&p.d, 3);

    p.recent = chance(&p.d, 50);
    p.fifo = chance(&p.d, 40);
    text_add(&t, "profile = \"%s\"; run = { duration = \"10 min\"; %s};\n",
             p.recent ? "aws-2026" : "aws-2021-08",
             chance(&p.d, 30) ? "drain = \"all\"; " : "drain = \"1 min\"; ");
    text_add(&t,
             "account = { sqs = { in_flight_messages = %d; fifo_in_flight_messages = "
             "%d; fifo_rate = \"%d/s\"; }; };\n",
             20 + roll(&p.d, 300), 20 + roll(&p.d, 300), 5 + roll(&p.d, 50));
    add_client(&t, &p);
    text_add(&t, "lambda = {\n");
    for (int i = 0; i < functions; i++)
        add_function(&t, &p, i, (i + 1) % functions);
    text_add(&t, "};\nsqs = {\n");
    for (int i = 0; i < functions; i++)
        add_queue(&t, &p, i);
    text_add(&t, "dead = { %s};\n};\n", p.fifo ? "fifo_queue = true; " : "");
    if (chance(&p.d, 40))
        text_add(&t,
                 "timeline = ( { at = \"%d s\"; until = \"%d s\"; set = "
                 "\"lambda.f0.event_source_mappings[sqs.q0].enabled = false\"; }, { at = "
                 "\"200 s\"; set = \"sqs.q0.visibility_timeout = 20 s\"; } );\n",
                 10 + roll(&p.d, 100), 120 + roll(&p.d, 300));
    return text_take(&t);
}

static double count(const struct trial *t, const char *metric, const char *name)
{
    return layout_find(t->layout, metric) ? trial_value(t, metric, name, STAT_AVERAGE)
                                          : 0;
}

static void check_queue(const struct trial *t, const char *name)
{
    double received = count(t, "sqs_number_of_messages_received", name);
    double deleted = count(t, "sqs_number_of_messages_deleted", name);

    CU_ASSERT_TRUE(deleted <= received);
    CU_ASSERT_TRUE(count(t, "sqs_messages_returned", name) <= received);
}

/* Each batch is one invocation, or a throttle; what it had is deleted, or not done. */
static void check_mapping(const struct trial *t, const char *name)
{
    double polled = count(t, "poller_polled_event_count", name);
    double invoked = count(t, "poller_invoked_event_count", name);

    CU_ASSERT_TRUE(invoked <= polled);
    CU_ASSERT_TRUE(count(t, "poller_deleted_event_count", name) +
                       count(t, "poller_failed_invoke_event_count", name) <=
                   invoked);
}

/* The ledger of every run holds; and sums that it does not know of. */
static void pipelines_add_up(void)
{
    static const char *const met[] = {"messages_moved", "messages_expired",
                                      "messages_returned", "number_of_messages_deleted",
                                      "number_of_deduplicated_sent_messages"};
    double all[sizeof met / sizeof *met] = {0};

    for (uint64_t seed = 0; seed < pipelines(); seed++) {
        char *text = pipeline_of(seed);
        struct trial t;
        trial_load(&t, text, NULL);
        trial_run(&t, seed, 0);
        if (!t.ran_well)
            printf("  pipeline %llu:\n%s%s\n", (unsigned long long)seed, text, t.said);
        CU_ASSERT_TRUE_FATAL(t.ran_well);
        for (size_t i = 0; i < t.scenario->graph.resources; i++) {
            const struct resource *r = &t.scenario->graph.resource[i];
            char metric[100];
            if (strcmp(r->model->name, "poller") == 0)
                check_mapping(&t, r->name);
            if (strcmp(r->model->name, "sqs") != 0)
                continue;
            check_queue(&t, r->name);
            for (size_t k = 0; k < sizeof met / sizeof *met; k++) {
                snprintf(metric, sizeof metric, "sqs_%s", met[k]);
                all[k] += count(&t, metric, r->name);
            }
        }
        free(text);
        trial_free(&t);
    }
    for (size_t k = 0; k < sizeof met / sizeof *met;
         k++) /* they do meet what is tested */
        CU_ASSERT_TRUE(all[k] > 100);
}

FACTS(FACT(pipelines_add_up))
