/* test_held.c - what is held is charged by its time, in a run and by the calculator. */
#include "check.h"
#include "study/calculate.h"
#include "trial.h"

static void costs_a_month(const char *text, double usd)
{
    struct arena arena = {0};
    struct trial t;
    double sum = 0;

    trial_make(&t, text);
    CU_ASSERT_TRUE_FATAL(t.ran_well);
    for (size_t i = 0; i < layout_find(t.layout, "cost_month")->count; i++)
        sum += trial_array(&t, "cost_month")[i];
    CHECK_NEAR(sum / usd, 1, 1e-3);
    CHECK_NEAR(calculate(t.scenario, &arena)->month / usd, 1, 1e-3);
    arena_release(&arena);
    trial_free(&t);
}

/* 0.25 USD a GB-month; one call an hour costs next to nothing. */
static void a_table_of_1000_gb_costs_250_usd_a_month(void)
{
    costs_a_month(
        "profile = \"aws-2026\"; run = { duration = \"2 h\"; }; client = { c = { "
        "target = \"dynamodb.t\"; action = \"GetItem\"; rate = \"3/h\"; }; e = { "
        "like = \"c\"; }; }; dynamodb = { t = { billing_mode = "
        "\"PAY_PER_REQUEST\"; table_size = \"1000 GB\"; }; };",
        250);
}

/* 4 GB x 730 h x 0.0000015046 USD. */
static void a_snapshot_of_4_gb_costs_16_usd_a_month(void)
{
    costs_a_month(
        "profile = \"aws-2026\"; run = { duration = \"2 h\"; }; client = { c = { "
        "target = \"lambda.f\"; arrivals = \"constant\"; rate = \"0.01/h\"; }; }; "
        "lambda = { f = { runtime = \"python3.12\"; memory_size = \"4 GB\"; "
        "snap_start = \"PublishedVersions\"; steps = ( { wait = \"1 ms\"; } ); }; };",
        4 * 730 * 3600 * 0.0000015046);
}

/* 3 nodes x 730 h x 0.255 USD, and a table that nobody writes to. */
static void three_nodes_of_dax_cost_558_usd_a_month(void)
{
    costs_a_month(
        "profile = \"aws-2026\"; run = { duration = \"2 h\"; }; client = { c = { "
        "target = \"dynamodb.t\"; action = \"GetItem\"; rate = \"3/h\"; key = "
        "\"uniform(n=9)\"; }; }; dynamodb = { t = { billing_mode = "
        "\"PAY_PER_REQUEST\"; dax = { node_type = \"dax.r5.large\"; "
        "replication_factor = 3; }; }; };",
        3 * 730 * 0.255);
}

/* A cache of 6.1 GB, an endpoint in 3 zones, 2 NAT gateways: by the hour. */
static void a_cache_an_endpoint_and_nat_cost_234_usd_a_month(void)
{
    costs_a_month(
        "profile = \"aws-2021-08\"; run = { duration = \"2 h\"; }; client = { c = { "
        "target = \"apigateway.a\"; rate = \"3/h\"; key = \"uniform(n=9)\"; item_size = "
        "\"1 KB\"; network = { vpc = \"vpc.v\"; }; }; }; http = { h = { latency = \"1 "
        "ms\"; }; }; apigateway = { a = { endpoint_configuration = \"PRIVATE\"; "
        "vpc_endpoint = \"vpc.v\"; cache_cluster_size = \"6.1 GB\"; routes = ( { route = "
        "\"GET /\"; integration = \"http.h\"; } ); }; }; vpc = { v = { "
        "availability_zones = 3; nat_gateways = 2; }; };",
        730 * (0.200 + 3 * 0.01 + 2 * 0.045));
}

FACTS(FACT(a_table_of_1000_gb_costs_250_usd_a_month),
      FACT(a_snapshot_of_4_gb_costs_16_usd_a_month),
      FACT(three_nodes_of_dax_cost_558_usd_a_month),
      FACT(a_cache_an_endpoint_and_nat_cost_234_usd_a_month))
