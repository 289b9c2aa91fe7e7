/* test_found.c - what a cache finds that keeps an item for a fixed time, against renewal
 * theory (Jung, Berger and Balakrishnan, INFOCOM 2003). */
#include "check.h"
#include "study/calculate.h"
#include "theory/holds.h"

#define HEAD                                                                             \
    "profile = \"aws-2026\"; run = { duration = \"2 h\"; warm_up = \"10 min\"; period "  \
    "= "                                                                                 \
    "\"10 min\"; };\n"
/* Nothing lies between a miss and its answer but a microsecond. */
#define TABLE(dax)                                                                       \
    "dynamodb = { t = { billing_mode = \"PAY_PER_REQUEST\"; latency = \"1 us\"; dax = "  \
    "{ node_type = \"dax.r5.large\"; replication_factor = 1; latency = \"0 s\"; "        \
    "record_ttl = \"60 s\"; query_ttl = \"60 s\"; " dax " }; }; };\n"

static double share_of(const struct trial *t, const char *hits, const char *misses)
{
    double found = trial_value(t, hits, "t", STAT_COUNT);

    return found / (found + trial_value(t, misses, "t", STAT_COUNT));
}

static double items_found(const struct trial *t)
{
    return share_of(t, "dynamodb_item_cache_hits", "dynamodb_item_cache_misses");
}

static double queries_found(const struct trial *t)
{
    return share_of(t, "dynamodb_query_cache_hits", "dynamodb_query_cache_misses");
}

static void found(const char *text, double (*of)(const struct trial *), double share)
{
    const struct wanted wanted[] = {{"found", "", 0, share, of}, {0}};

    holds(text, 10, wanted);
}

/* Each of 1 000 keys 1.2 times in its time to live. */
static void keys_alike_are_found_as_often_as_they_come_in_their_time(void)
{
    found(HEAD TABLE("") "client = { c = { target = \"dynamodb.t\"; action = "
                         "\"GetItem\"; rate = \"20/s\"; key = \"uniform(n=1000)\"; }; };",
          items_found, 1.2 / 2.2);
}

static double zipf_found(double s, int keys, double in_ttl)
{
    double all = 0, share = 0;

    for (int k = 1; k <= keys; k++)
        all += pow(k, -s);
    for (int k = 1; k <= keys; k++) {
        double p = pow(k, -s) / all;
        share += p * (p * in_ttl / (1 + p * in_ttl));
    }
    return share;
}

static void answers_to_uneven_keys_are_found_by_the_share_of_each(void)
{
    found(HEAD TABLE("") "client = { c = { target = \"dynamodb.t\"; action = \"Query\"; "
                         "rate = \"20/s\"; key = \"zipf(s=0.9, n=50000)\"; }; };",
          queries_found, zipf_found(0.9, 50000, 20 * 60));
}

/* Writes at rate w renew an item: it goes when there was none for T, after (e^wT - 1) / w
 * on average, and comes back with the next read or write. */
static void writes_through_the_cache_renew_an_item(void)
{
    double r = 0.02, w = 0.01, there = (exp(w * 60) - 1) / w;

    found(
        HEAD TABLE("") "client = { c = { target = \"dynamodb.t\"; action = "
                       "\"GetItem\"; rate = \"20/s\"; key = \"uniform(n=1000)\"; }; w = "
                       "{ target = \"dynamodb.t\"; action = \"PutItem\"; rate = "
                       "\"10/s\"; key = \"uniform(n=1000)\"; }; };",
        items_found, there / (there + 1 / (r + w)));
}

static void writes_around_it_do_not(void)
{
    found(HEAD TABLE(
              "write_strategy = \"WRITE_AROUND\";") "client = { c = { target = "
                                                    "\"dynamodb.t\"; action = "
                                                    "\"GetItem\"; rate = "
                                                    "\"20/s\"; key = "
                                                    "\"uniform(n=1000)\"; }; w = { "
                                                    "target = \"dynamodb.t\"; action = "
                                                    "\"PutItem\"; rate = \"10/s\"; key = "
                                                    "\"uniform(n=1000)\"; }; };",
          items_found, 1.2 / 2.2);
}

/* The calculator's use of 10 provisioned units by half units: what is missed. */
static void the_calculator_says_the_same(void)
{
    static const char text[] =
        "profile = \"aws-2026\"; run = { duration = \"1 h\"; };"
        "client = { c = { target = \"dynamodb.t\"; action = \"GetItem\"; rate = "
        "\"20/s\"; key = \"request(k)\"; attributes = { k = \"zipf(s=0.9, n=50000)\"; }; "
        "}; };"
        "dynamodb = { t = { read_capacity_units = 10; write_capacity_units = 1; dax = { "
        "node_type = \"dax.r5.large\"; replication_factor = 2; record_ttl = \"60 s\"; "
        "}; }; };";
    double missed = 1 - zipf_found(0.9, 50000, 20 * 60);
    struct arena arena = {0};
    struct trial t;
    struct calculation *told;

    trial_load(&t, text, NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(t.scenario);
    told = calculate(t.scenario, &arena);
    for (size_t i = 0; i < t.scenario->graph.limits; i++) {
        const char *address = t.scenario->graph.limit[i].address;
        const struct forecast_use *use = forecast_use(told->stretch[0].forecast, i);

        if (strcmp(address, "dynamodb.t.read_capacity_units") == 0)
            CHECK_NEAR(use->use, 20 * missed / 2, 1e-4);
        if (strcmp(address, "dynamodb.t.dax.node_type") == 0)
            CHECK_NEAR(use->use, 20 * (1 + 9 * missed) / 2, 1e-3);
    }
    arena_release(&arena);
    trial_free(&t);
}

FACTS(FACT(keys_alike_are_found_as_often_as_they_come_in_their_time),
      FACT(answers_to_uneven_keys_are_found_by_the_share_of_each),
      FACT(writes_through_the_cache_renew_an_item), FACT(writes_around_it_do_not),
      FACT(the_calculator_says_the_same))
