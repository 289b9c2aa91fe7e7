/* test_words.c - numbers, times and tables as people read them. */
#include <stdlib.h>

#include <string.h>

#include "check.h"
#include "output/number.h"
#include "output/paper.h"
#include "output/table.h"

static bool reads(void (*add)(struct text *, double), double value, const char *wanted)
{
    struct text text = {0};

    add(&text, value);
    bool same = strcmp(text_of(&text), wanted) == 0;
    if (!same)
        printf("  %.17g reads \"%s\", not \"%s\"\n", value, text_of(&text), wanted);
    text_free(&text);
    return same;
}

static void numbers_have_three_digits(void)
{
    static const struct {
        double value;
        const char *words;
    } said[] = {
        {0, "0"},
        {7, "7"},
        {0.2071, "0.207"},
        {98.44, "98.4"},
        {623.4, "623"},
        {99.96, "100"},
        {9.996, "10.0"},
        {999.4, "999"},
        {999.6, "1 000"},
        {1020, "1 020"},
        {475500, "475 500"},
        {999499, "999 499"},
        {999600, "1.00 M"},
        {22.66e6, "22.7 M"},
        {3.1e9, "3.10 G"},
        {0.000123, "0.000123"},
        {-4.25, "-4.25"},
        {-1234.5, "-1 234"},
        {2.5e-8, "2.50e-08"},
    };

    for (size_t i = 0; i < sizeof said / sizeof *said; i++)
        CU_ASSERT(reads(number_add, said[i].value, said[i].words));
    CU_ASSERT(reads(number_add, NAN, "–"));
    CU_ASSERT(reads(number_add, INFINITY, "∞"));
}

static void shares_are_percents(void)
{
    CU_ASSERT(reads(number_add_percent, 0.00207, "0.207"));
    CU_ASSERT(reads(number_add_percent, 1, "100"));
    CU_ASSERT(reads(number_add_percent, 0.07, "7")); /* 7.000000000000001 */
}

static void instants_are_clocks(void)
{
    CU_ASSERT(reads(number_add_clock, 2700, "45:00"));
    CU_ASSERT(reads(number_add_clock, 63.9, "1:03"));
    CU_ASSERT(reads(number_add_clock, 5999, "99:59"));
    CU_ASSERT(reads(number_add_clock, 6000, "1:40:00"));
    CU_ASSERT(reads(number_add_clock, -30, "-0:30"));
    CU_ASSERT(reads(number_add_clock, NAN, "–"));
}

static void scales_fit_the_value(void)
{
    CU_ASSERT_STRING_EQUAL(number_scale(UNIT_TIME, 623e6).name, "ms");
    CU_ASSERT_STRING_EQUAL(number_scale(UNIT_TIME, 3.92e9).name, "s");
    CU_ASSERT_STRING_EQUAL(number_scale(UNIT_TIME, 40e3).name, "µs");
    CU_ASSERT_STRING_EQUAL(number_scale(UNIT_TIME, 600e9).name, "min");
    CU_ASSERT_STRING_EQUAL(number_scale(UNIT_BYTES, 3 << 20).name, "MB");
    CHECK_NEAR(number_scale(UNIT_SHARE, 0.3).unit, 0.01, 0);
}

static void tables_stand_in_columns_and_fit(void)
{
    struct text out = {0};
    struct table t;

    table_start(&t);
    table_words(&t, "limit");
    table_words(&t, "peak");
    table_row(&t);
    table_words(&t, "apigateway.booking.throttling_rate_limit");
    table_words(&t, "100 %");
    table_row(&t);
    table_words(&t, "häß·lich");
    table_words(&t, "7 %");
    table_add(&t, &out, 80);
    CU_ASSERT_STRING_EQUAL(text_of(&out),
                           "limit                                      peak\n"
                           "apigateway.booking.throttling_rate_limit  100 %\n"
                           "häß·lich                                    7 %\n");
    text_free(&out);
    table_add(&t, &out, 30);
    CU_ASSERT_STRING_EQUAL(text_of(&out), "limit                     peak\n"
                                          "apigateway.…_rate_limit  100 %\n"
                                          "häß·lich                   7 %\n");
    text_free(&out);
    table_free(&t);
}

static void tables_fold_between_columns(void)
{
    static const char *const words[] = {"mode", "p99 ms", "errors", "USD",   " ",
                                        "even", "123",    "1.5 %",  "1 234", "<",
                                        "day",  "7",      "2 %",    "5",     " "};
    struct text out = {0};
    struct table t;

    table_start(&t);
    for (size_t i = 0; i < 15; i++) {
        if (i == 5 || i == 10)
            table_row(&t);
        table_words(&t, words[i]);
    }
    t.first = t.last = 1;
    table_add(&t, &out, 30); /* 4 + 6 + 6 + 5 + 1 and four gaps of 2 */
    CU_ASSERT_STRING_EQUAL(text_of(&out), "mode  p99 ms  errors    USD\n"
                                          "even     123   1.5 %  1 234  <\n"
                                          "day        7     2 %      5\n");
    text_free(&out);
    table_add(&t, &out, 29);
    CU_ASSERT_STRING_EQUAL(text_of(&out), "mode  p99 ms  errors\n"
                                          "even     123   1.5 %  <\n"
                                          "day        7     2 %\n"
                                          "\n"
                                          "mode    USD\n"
                                          "even  1 234  <\n"
                                          "day       5\n");
    text_free(&out);
    table_add(&t, &out, 5); /* one column at least: no loop without an end */
    CU_ASSERT_PTR_NOT_NULL(strstr(text_of(&out), "\n\nmode  errors\n"));
    text_free(&out);
    table_free(&t);
}

/* 84 values in 42 columns, two to each, most of them at the bottom. */
#define FLAT                                                                             \
    "▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁"                                \
    "▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁"

static void sparklines_keep_their_peak(void)
{
    double value[84] = {0};
    struct paper paper = {.utf8 = true, .columns = 80};

    value[7] = 5;
    for (int i = 76; i < 84; i++)
        value[i] = 2.5;
    paper_spark(&paper, value, 84, 0);
    CU_ASSERT_STRING_EQUAL(text_of(&paper.text), "▁▁▁█" FLAT "▄▄▄▄");
    text_free(&paper.text);
    paper_spark(&paper, value, 84, 10); /* beside another, whose peak is 10 */
    CU_ASSERT_STRING_EQUAL(text_of(&paper.text), "▁▁▁▄" FLAT "▂▂▂▂");
    text_free(&paper.text);
}

FACTS(FACT(numbers_have_three_digits), FACT(shares_are_percents),
      FACT(instants_are_clocks), FACT(scales_fit_the_value),
      FACT(tables_stand_in_columns_and_fit), FACT(tables_fold_between_columns),
      FACT(sparklines_keep_their_peak))
