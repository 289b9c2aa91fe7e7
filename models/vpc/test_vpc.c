/* test_vpc.c - the ways out of a private network: how long they are, what they carry. */
#include <string.h>

#include "check.h"
#include "room.h"
#include "trial.h"

#define HEAD                                                                             \
    "profile = \"aws-2021-08\"; region = \"us-east-1\"; run = { duration = \"10 s\"; "   \
    "drain = \"all\"; };"                                                                \
    "http = { origin = { latency = \"40 ms\"; response_size = \"7 KB\"; }; };"
/* An API of each kind, by whose name it is reached. */
#define APIS                                                                             \
    "apigateway = { own = { overhead = \"0 s\"; endpoint_configuration = \"PRIVATE\"; "  \
    "vpc_endpoint = \"vpc.main\"; routes = ( { route = \"GET /\"; integration = "        \
    "\"http.origin\"; } ); };"                                                           \
    "near = { overhead = \"0 s\"; endpoint_configuration = \"REGIONAL\"; routes = ( { "  \
    "route = \"GET /\"; integration = \"http.origin\"; } ); };"                          \
    "far = { overhead = \"0 s\"; endpoint_configuration = \"EDGE\"; routes = ( { route " \
    "= \"GET /\"; integration = \"http.origin\"; } ); }; };"
#define VPC(words)                                                                       \
    "vpc = { main = { availability_zones = 3; rtt_to_endpoint = \"1 ms\"; "              \
    "rtt_to_region = \"2 ms\"; " words " }; other = { nat_gateways = 1; }; };"
#define NAT "nat_gateways = 2;"
/* 20 requests of 3 KB. */
#define CLIENT(to, words)                                                                \
    "client = { c = { target = \"" to "\"; arrivals = \"constant\"; rate = \"2/s\"; "    \
    "item_size = \"3 KB\"; network = { " words " }; }; };"
#define INSIDE "vpc = \"vpc.main\";"

static double latency_ms(const char *text)
{
    struct trial t;
    double s;

    trial_make(&t, text);
    s = trial_value(&t, "client_latency", "c", STAT_AVERAGE);
    trial_free(&t);
    return s * 1000;
}

static void by_its_endpoint_a_private_api_is_a_round_trip_away(void)
{
    CHECK_NEAR(latency_ms(HEAD VPC("") APIS CLIENT("apigateway.own", INSIDE)), 41, 1e-9);
    /* TCP and TLS 1.2: three round trips more; with 1.3 two */
    CHECK_NEAR(latency_ms(HEAD VPC("") APIS CLIENT("apigateway.own",
                                                   INSIDE "connection_reuse = 0.0;")),
               44, 1e-9);
    CHECK_NEAR(latency_ms(HEAD VPC("") APIS CLIENT(
                   "apigateway.own", INSIDE "connection_reuse = 0.0; tls = \"1.3\";")),
               43, 1e-9);
}

static void all_else_is_reached_by_nat(void)
{
    CHECK_NEAR(latency_ms(HEAD VPC(NAT) APIS CLIENT("apigateway.near", INSIDE)), 42,
               1e-9);
    CHECK_NEAR(latency_ms(HEAD VPC(NAT) APIS CLIENT("http.origin", INSIDE)), 42, 1e-9);
    /* to a point of presence, through it, and back to the Region */
    CHECK_NEAR(latency_ms(HEAD VPC(NAT) APIS CLIENT("apigateway.far", INSIDE
                                                    "edge_processing = \"1 ms\";")),
               45, 1e-9);
    CHECK_NEAR(
        latency_ms(HEAD VPC(NAT) APIS CLIENT(
            "apigateway.far", INSIDE "edge_processing = \"1 ms\"; connection_reuse = "
                                     "0.0; rtt_to_edge = \"5 ms\";")),
        40 + 4 * 5 + 1 + 2, 1e-9);
    /* what the client says of its way goes before what its network does */
    CHECK_NEAR(latency_ms(HEAD VPC(NAT) APIS CLIENT("apigateway.near",
                                                    INSIDE "rtt_to_region = \"9 ms\";")),
               49, 1e-9);
}

static void carries(const char *text, int64_t endpoint, int64_t out, int64_t back)
{
    struct trial t;

    trial_make(&t, text);
    CHECK_NEAR(trial_value(&t, "vpc_bytes_processed", "main", STAT_COUNT),
               (double)endpoint, 0);
    if (out + back > 0) {
        CHECK_NEAR(trial_value(&t, "vpc_bytes_out_to_destination", "main", STAT_COUNT),
                   (double)out, 0);
        CHECK_NEAR(trial_value(&t, "vpc_bytes_in_from_destination", "main", STAT_COUNT),
                   (double)back, 0);
    }
    trial_free(&t);
}

static void each_way_counts_what_goes_through_it(void)
{
    enum { KB = 1024, REQUESTS = 20 };

    carries(HEAD VPC("") APIS CLIENT("apigateway.own", INSIDE), REQUESTS * 10 * KB, 0, 0);
    carries(HEAD VPC(NAT) APIS CLIENT("apigateway.near", INSIDE), 0, REQUESTS * 3 * KB,
            REQUESTS * 7 * KB);
    carries(HEAD VPC(NAT) APIS CLIENT("apigateway.near", "rtt_to_region = \"2 ms\";"), 0,
            0, 0);
}

/* Whoever calls a private API does so by its endpoint: a function too. */
static void a_function_s_calls_go_by_the_endpoint(void)
{
    carries(HEAD VPC("") APIS
            "lambda = { f = { memory_size = \"1769 MB\"; warm_environments = "
            "20; steps = ( { call = \"apigateway.own\"; item_size = \"2 KB\"; } "
            "); }; }; client = { c = { target = \"lambda.f\"; arrivals = "
            "\"constant\"; rate = \"2/s\"; }; };",
            20 * (2 + 7) * 1024, 0, 0);
}

static void what_cannot_be_reached_is_refused(void)
{
    CU_ASSERT_TRUE(room_refuses(
        HEAD VPC("") APIS CLIENT("apigateway.own", "rtt_to_region = \"9 ms\";"),
        "apigateway.own is private: only clients in its VPC reach it, network = { vpc = "
        "\"vpc.main\"; }"));
    CU_ASSERT_TRUE(
        room_refuses(HEAD VPC("") APIS CLIENT("apigateway.own", "vpc = \"vpc.other\";"),
                     "apigateway.own is reached from inside vpc.main, and not from "
                     "vpc.other"));
    CU_ASSERT_TRUE(
        room_refuses(HEAD VPC("") APIS CLIENT("apigateway.near", INSIDE),
                     "apigateway.near is outside vpc.main, which has no NAT: say "
                     "vpc.main.nat_gateways"));
    CU_ASSERT_TRUE(
        room_refuses(HEAD VPC("") APIS CLIENT("apigateway.far", INSIDE), "has no NAT"));
    CU_ASSERT_TRUE(room_refuses(HEAD VPC("")
                                    APIS CLIENT("http.origin", "vpc = \"http.origin\";"),
                                "http.origin is no private network"));
    CU_ASSERT_TRUE(room_refuses(HEAD VPC("") APIS CLIENT("vpc.main", ""),
                                "vpc.main takes no calls"));
    CU_ASSERT_TRUE(room_refuses(HEAD "vpc = { main = { availability_zones = 7; }; };",
                                "availability_zones: 7 is not between 1 and 6"));
}

FACTS(FACT(by_its_endpoint_a_private_api_is_a_round_trip_away),
      FACT(all_else_is_reached_by_nat), FACT(each_way_counts_what_goes_through_it),
      FACT(a_function_s_calls_go_by_the_endpoint),
      FACT(what_cannot_be_reached_is_refused))
