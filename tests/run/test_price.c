/* test_price.c - published examples to the cent: Infracost's golden files and AWS's own,
 * as collected with their sources in models/profiles/README.md. */
#include "check.h"
#include "run/price.h"

/* The same by both roads. */
static double usd(const struct price_row *row, double units, bool free_tier)
{
    double one = price_of_month(row, units, free_tier, 0);

    CHECK_NEAR(price_of_month_again(row, units, free_tier, 0), one, 1e-9 * one + 1e-12);
    return one;
}

/* 21 thousand million REST calls a month: four tiers, 3.50 to 1.51 USD a million. */
static void rest_requests_go_through_four_tiers(void)
{
    struct price_tier tier[] = {
        {333e6, 3.50e-6}, {1e9, 2.80e-6}, {20e9, 2.38e-6}, {INFINITY, 1.51e-6}};
    struct price_row row = {.item = "apigateway.rest_request", .tiers = 4, .tier = tier};

    CHECK_NEAR(usd(&row, 21e9, false), 49763.10, 1e-6);
    CHECK_NEAR(usd(&row, 333e6, false), 1165.50, 1e-9);
    CHECK_NEAR(usd(&row, 333e6 + 1, false), 1165.5000028, 1e-9);
}

/* 61.44 thousand million GB-seconds: 6, then 9, then the rest. */
static void gb_seconds_get_cheaper_twice(void)
{
    struct price_tier tier[] = {
        {6e9, 0.0000166667}, {15e9, 0.000015}, {INFINITY, 0.0000133334}};
    struct price_row row = {.item = "lambda.gb_second", .tiers = 3, .tier = tier};

    CHECK_NEAR(usd(&row, 6e9, false), 100000.20, 1e-6);
    CHECK_NEAR(usd(&row, 15e9, false), 235000.20, 1e-6);
    CHECK_NEAR(usd(&row, 61.44e9, false), 100000.20 + 135000.00 + 619203.096, 1e-5);
}

/* The same of arm64: 7.5, then 11.25, then the rest. */
static void gb_seconds_of_arm64_get_cheaper_twice(void)
{
    struct price_tier tier[] = {
        {7.5e9, 0.0000133334}, {18.75e9, 0.0000120001}, {INFINITY, 0.0000106667}};
    struct price_row row = {.item = "lambda.gb_second_arm", .tiers = 3, .tier = tier};

    CHECK_NEAR(usd(&row, 7.5e9, false), 100000.50, 1e-6);
    CHECK_NEAR(usd(&row, 18.75e9, false), 100000.50 + 135001.125, 1e-5);
    CHECK_NEAR(usd(&row, 20e9, false), 235001.625 + 13333.375, 1e-5);
}

/* AWS's own example: a 1 GB version kept for a month of 31 days, restored 74 400 times.
 */
static void snapshots_cost_what_aws_says(void)
{
    struct price_tier cache = {INFINITY, 0.0000015046},
                      restore = {INFINITY, 0.0001397998};
    struct price_row kept = {.item = "cache", .tiers = 1, .tier = &cache};
    struct price_row restored = {.item = "restore", .tiers = 1, .tier = &restore};

    CHECK_NEAR(usd(&kept, 31 * 86400, false), 4.03, 0.005);
    CHECK_NEAR(usd(&restored, 74400, false), 10.40, 0.005);
}

/* 3 M write and 8 M read units, 230 GB for a month, in 2021 and since November 2024. */
static void a_table_on_demand_costs_what_aws_says(void)
{
    static const double PRICE[2][3] = {{1.25e-6, 0.25e-6, 0.25},
                                       {0.625e-6, 0.125e-6, 0.25}};
    static const double USD[2][3] = {{3.75, 2.00, 57.50}, {1.875, 1.00, 57.50}};
    static const double UNITS[3] = {3e6, 8e6, 230};

    for (size_t year = 0; year < 2; year++)
        for (size_t i = 0; i < 3; i++) {
            struct price_tier tier = {INFINITY, PRICE[year][i]};
            struct price_row row = {.item = "dynamodb", .tiers = 1, .tier = &tier};
            CHECK_NEAR(usd(&row, UNITS[i], false), USD[year][i], 1e-9);
        }
}

/* 20 write and 30 read units provisioned for 730 hours: 9.49 and 2.85, in both eras. */
static void provisioned_units_cost_what_aws_says(void)
{
    struct price_tier write = {INFINITY, 0.00065}, read = {INFINITY, 0.00013};
    struct price_row writes = {.tiers = 1, .tier = &write, .free = 18250};
    struct price_row reads = {.tiers = 1, .tier = &read, .free = 18250};

    CHECK_NEAR(usd(&writes, 20 * 730, false), 9.49, 1e-9);
    CHECK_NEAR(usd(&reads, 30 * 730, false), 2.847, 1e-9);
    CHECK_NEAR(usd(&writes, 25 * 730, true), 0, 0); /* 25 units are free */
    CHECK_NEAR(usd(&reads, 30 * 730, true), 5 * 730 * 0.00013, 1e-9);
}

static void the_free_tier_comes_off_the_month_first(void)
{
    struct price_tier tier[] = {{6e9, 0.0000166667}, {INFINITY, 0.000015}};
    struct price_row row = {.item = "gb", .tiers = 2, .tier = tier, .free = 400000};

    CHECK_NEAR(usd(&row, 400000, true), 0, 0);
    CHECK_NEAR(usd(&row, 1400000, true), 16.6667, 1e-9);
    CHECK_NEAR(usd(&row, 1400000, false), 23.33338, 1e-9);
    CHECK_NEAR(price_of_month(&row, 1e6, false, 0.12), 16.6667 * 0.88, 1e-9);
}

FACTS(FACT(rest_requests_go_through_four_tiers), FACT(gb_seconds_get_cheaper_twice),
      FACT(gb_seconds_of_arm64_get_cheaper_twice), FACT(snapshots_cost_what_aws_says),
      FACT(a_table_on_demand_costs_what_aws_says),
      FACT(provisioned_units_cost_what_aws_says),
      FACT(the_free_tier_comes_off_the_month_first))
