#include "property/random_scenario.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/text.h"
#include "sim/draw.h"

enum { MOST = 16 };

struct dice {
    uint64_t state;
};

static uint64_t roll(struct dice *d, uint64_t sides)
{
    return mix64(d->state += DRAW_GOLDEN) % sides;
}

static bool chance(struct dice *d, unsigned percent)
{
    return roll(d, 100) < percent;
}

struct bag { /* pieces of text whose order means nothing */
    size_t count;
    char *piece[MOST];
};

__attribute__((format(printf, 2, 3))) static void put(struct bag *bag, const char *fmt,
                                                      ...)
{
    struct text text = {0};
    va_list ap;

    va_start(ap, fmt);
    text_add_list(&text, fmt, ap);
    va_end(ap);
    bag->piece[bag->count++] = text_take(&text);
}

/* One after the other, in the order that `order` says; the bag is empty then. */
static char *poured(struct bag *bag, struct dice *order)
{
    struct text all = {0};

    while (bag->count > 0) {
        size_t i = order->state ? (size_t)roll(order, bag->count) : 0;
        text_add(&all, "%s", bag->piece[i]);
        free(bag->piece[i]);
        for (bag->count--; i < bag->count; i++)
            bag->piece[i] = bag->piece[i + 1];
    }
    return all.bytes ? text_take(&all) : xstrdup("");
}

static void put_group(struct bag *to, const char *name, struct bag *what,
                      struct dice *order)
{
    char *inside = poured(what, order);

    put(to, "%s = { %s};\n", name, inside);
    free(inside);
}

static void put_service(struct bag *to, struct dice *d, struct dice *order, int number)
{
    static const char *const laws[] = {
        "exponential(mean=80 ms)", "120 ms", "lognormal(p50=40 ms, p99=900 ms)",
        "mix(90 % 20 ms, 10 % gamma(mean=1 s, cv=2))", "uniform(10 ms, 300 ms)"};
    char name[] = {(char)('p' + number), '\0'};
    struct bag bag = {0};

    put(&bag, "latency = \"%s\"; ", laws[roll(d, 5)]);
    if (chance(d, 40))
        put(&bag, "error_rate = 0.%02d; ", (int)roll(d, 60));
    if (chance(d, 40))
        put(&bag, "rate_limit = \"%d/s\"; ", 1 + (int)roll(d, 30));
    if (chance(d, 50)) {
        put(&bag, "concurrency_limit = %d; ", 1 + (int)roll(d, 6));
        if (chance(d, 60))
            put(&bag, "queue_limit = %d; ", (int)roll(d, 20));
    }
    if (chance(d, 30))
        put(&bag, "price = \"0.0%d USD\"; ", (int)roll(d, 90));
    put_group(to, name, &bag, order);
}

static void put_retry(struct bag *to, struct dice *d)
{
    if (chance(d, 50))
        put(to, "timeout = \"%d ms\"; ", 20 + (int)roll(d, 500));
    if (chance(d, 20))
        put(to, "deadline = \"%d ms\"; ", 100 + (int)roll(d, 2000));
    if (chance(d, 20))
        put(to, "hedge_after = \"%d ms\"; ", 10 + (int)roll(d, 200));
    if (chance(d, 50)) { /* one throw a line: compilers differ in the order of others */
        int attempts = 1 + (int)roll(d, 4);
        int interval = 10 + (int)roll(d, 200);
        const char *jitter = chance(d, 50) ? "FULL" : "NONE";

        put(to,
            "retry = { max_attempts = %d; interval = \"%d ms\"; backoff_rate = 2.0; "
            "jitter_strategy = \"%s\"; }; ",
            attempts, interval, jitter);
    }
}

static char service_name(struct dice *d, int services)
{
    return (char)('p' + roll(d, (uint64_t)services));
}

/* Steps keep their order; what stands in one does not. */
static void put_journey(struct bag *to, struct dice *d, struct dice *order, int services)
{
    struct text steps = {0};
    int count = 1 + (int)roll(d, 3);

    for (int i = 0; i < count; i++) {
        struct bag bag = {0};
        char *inside;
        if (chance(d, 25)) {
            put(&bag, "wait = \"exponential(mean=%d ms)\"; ", 1 + (int)roll(d, 3000));
        } else {
            put(&bag, "call = \"http.%c\"; ", service_name(d, services));
            put(&bag, "name = \"step%d\"; ", i);
            if (chance(d, 30))
                put(&bag, "on_error = \"ignore\"; ");
            if (chance(d, 30))
                put(&bag, "probability = \"%d %%\"; ", 10 + (int)roll(d, 90));
            put_retry(&bag, d);
        }
        inside = poured(&bag, order);
        text_add(&steps, "%s{ %s}", i > 0 ? ", " : "", inside);
        free(inside);
    }
    put(to, "steps = ( %s ); ", text_of(&steps));
    text_free(&steps);
}

/* Returns whether it is a closed loop. */
static bool put_load(struct bag *to, struct dice *d)
{
    static const char *const arrivals[] = {"poisson", "constant", "gamma(cv=1.5)",
                                           "mmpp(a=1/s for 2 s, b=9/s for 1 s)"};
    int from, to_rate;

    switch (roll(d, 4)) {
    case 0:
        put(to, "users = %d; ", 1 + (int)roll(d, 8));
        return true;
    case 1:
        from = (int)roll(d, 20);
        to_rate = (int)roll(d, 30);
        put(to,
            "phases = ( { name = \"x\"; duration = \"10 s\"; rate = \"%d/s\"; to = "
            "\"%d/s\"; }, { duration = \"5 s\"; rate = \"%d/s\"; } ); ",
            from, to_rate, (int)roll(d, 9));
        break;
    default:
        put(to, "rate = \"%d.5/s\"; ", (int)roll(d, 25));
        break;
    }
    put(to, "arrivals = \"%s\"; ", arrivals[roll(d, 4)]);
    if (chance(d, 30))
        put(to,
            "bursts = ( { name = \"b\"; at = \"7 s\"; requests = %d; within = \"1 s\"; "
            "} ); ",
            1 + (int)roll(d, 99));
    return false;
}

static void put_client(struct bag *to, struct dice *d, struct dice *order, int number,
                       int services)
{
    char name[] = {(char)('a' + number), '\0'};
    struct bag bag = {0};
    bool is_loop;

    is_loop = put_load(&bag, d);
    if (chance(d, 40)) {
        put_journey(&bag, d, order, services);
    } else {
        put(&bag, "target = \"http.%c\"; ", service_name(d, services));
        put_retry(&bag, d);
    }
    if (chance(d, 40) || is_loop) /* a refusal takes time: else the loop turns for ever */
        put(&bag,
            "network = { rtt_to_region = \"%d ms\"; connection_reuse = \"60 %%\"; }; ",
            1 + (int)roll(d, 90));
    put_group(to, name, &bag, order);
}

char *random_scenario(uint64_t seed, uint64_t order_seed, bool unrelated)
{
    struct dice d = {mix64(seed + 1)}, order = {order_seed};
    struct bag clients = {0}, services = {0}, all = {0};
    int service_count = 1 + (int)roll(&d, 4);
    int client_count = 1 + (int)roll(&d, 3);
    const char *warm_up = chance(&d, 30) ? "warm_up = \"2 s\"; " : "";
    const char *drain = chance(&d, 40) ? "drain = \"all\"; " : "";

    put(&all, "run = { duration = \"20 s\"; %s%s};\n", warm_up, drain);
    for (int i = 0; i < service_count; i++)
        put_service(&services, &d, &order, i);
    for (int i = 0; i < client_count; i++)
        put_client(&clients, &d, &order, i, service_count);
    if (unrelated) {
        put(&clients, "z = { target = \"http.z\"; rate = \"3/s\"; };\n");
        put(&services, "z = { latency = \"exponential(mean=1 s)\"; };\n");
    }
    put_group(&all, "client", &clients, &order);
    put_group(&all, "http", &services, &order);
    return poured(&all, &order);
}
