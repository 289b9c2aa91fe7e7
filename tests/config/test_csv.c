/* Columns of numbers: traces and measured values. */
#include <unistd.h>

#include "config/csv.h"
#include "said.h"

static const char path[] = "csv_test.csv";

static const char *read_text(struct arena *arena, const char *text, struct csv *csv,
                             bool *world)
{
    FILE *out = fopen(path, "w");
    const char *wrong;

    CU_ASSERT_FATAL(out != NULL);
    fputs(text, out);
    fclose(out);
    wrong = csv_read(path, arena, csv, world);
    unlink(path);
    return wrong;
}

static void refuses(const char *text, const char *wanted)
{
    struct arena arena = {0};
    struct csv csv = {0};
    bool world = true;
    const char *wrong = read_text(&arena, text, &csv, &world);

    CU_ASSERT_PTR_NOT_NULL_FATAL(wrong);
    if (strcmp(wrong, wanted) != 0)
        printf("  said:   %s\n  wanted: %s\n", wrong, wanted);
    CU_ASSERT_STRING_EQUAL(wrong, wanted);
    CU_ASSERT(!world);
    arena_release(&arena);
}

static void columns_have_names_and_values(void)
{
    struct arena arena = {0};
    struct csv csv = {0};

    CU_ASSERT_PTR_NULL(read_text(&arena,
                                 "\xef\xbb\xbf"
                                 "arrival_s, \"size, in B\",who\r\n\r\n"
                                 "0.25,1e3, x \r\n0.5 , -7 ,\"y\"\n",
                                 &csv, NULL));
    CU_ASSERT_EQUAL(csv.columns, 3);
    CU_ASSERT_EQUAL(csv.rows, 2);
    CU_ASSERT_EQUAL(csv_column(&csv, "size, in B"), 1);
    CU_ASSERT_EQUAL(csv_column(&csv, "size"), 3);
    CHECK_NEAR(csv.value[0][1], 0.5, 0);
    CHECK_NEAR(csv.value[1][0], 1000, 0);
    CHECK_NEAR(csv.value[1][1], -7, 0);
    CU_ASSERT_PTR_NULL(csv.wrong[1]);
    CU_ASSERT_STRING_EQUAL(csv.wrong[2], "csv_test.csv:3: \"x\" is not a number");
    CU_ASSERT(isnan(csv.value[2][0]));
    arena_release(&arena);
}

static void texts_may_stand_for_numbers(void)
{
    struct arena arena = {0};
    struct csv csv = {.texts_too = true};

    CU_ASSERT_PTR_NULL(read_text(&arena, "who\nx\ny\nx\n3\n", &csv, NULL));
    CU_ASSERT_PTR_NULL(csv.wrong[0]);
    CU_ASSERT(csv.value[0][0] == csv.value[0][2]);
    CU_ASSERT(csv.value[0][0] != csv.value[0][1]);
    CHECK_NEAR(csv.value[0][3], 3, 0);
    arena_release(&arena);
}

static void many_rows_are_kept_in_order(void)
{
    struct arena arena = {0};
    struct csv csv = {0};
    FILE *out = fopen(path, "w");

    CU_ASSERT_FATAL(out != NULL);
    fputs("n,square\n", out);
    for (int i = 0; i < 5000; i++)
        fprintf(out, "%d,%d\n", i, i * i);
    fclose(out);
    CU_ASSERT_PTR_NULL(csv_read(path, &arena, &csv, NULL));
    unlink(path);
    CU_ASSERT_EQUAL(csv.rows, 5000);
    CHECK_NEAR(csv.value[0][4999], 4999, 0);
    CHECK_NEAR(csv.value[1][70], 4900, 0);
    arena_release(&arena);
}

static void what_is_no_table_is_refused_with_its_line(void)
{
    refuses("", "csv_test.csv has no rows");
    refuses("a,b\n", "csv_test.csv has no rows");
    refuses("a,b\n1,2\n\n3\n", "csv_test.csv:4: fewer than the header's 2 values");
    refuses("a,b\n1,2,3\n", "csv_test.csv:2: more than the header's 2 values");
    refuses("a,a\n1,2\n", "csv_test.csv:1: two columns are named a");
    refuses("a,\n1,2\n", "csv_test.csv:1: a column has no name");
}

static void numbers_are_decimal_and_finite(void)
{
    static const char *const bad[] = {"nan", "inf", "0x10", "1e999", "", "1 2", "5 ms"};
    struct arena arena = {0};

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct csv csv = {0};
        CU_ASSERT_PTR_NULL(
            read_text(&arena, arena_text(&arena, "a,b\n%s,1\n", bad[i]), &csv, NULL));
        CU_ASSERT_PTR_NOT_NULL(csv.wrong[0]);
    }
    arena_release(&arena);
}

static void binary_bytes_are_refused(void)
{
    struct arena arena = {0};
    struct csv csv = {0};
    FILE *out = fopen(path, "w");

    CU_ASSERT_FATAL(out != NULL);
    fwrite("a,b\n1,\0\n", 1, 8, out);
    fclose(out);
    CU_ASSERT_STRING_EQUAL(csv_read(path, &arena, &csv, NULL),
                           "csv_test.csv:2: not a line of text");
    unlink(path);
    arena_release(&arena);
}

static void a_file_that_cannot_be_read_is_the_worlds_failure(void)
{
    struct arena arena = {0};
    struct csv csv = {0};
    bool world = false;

    CU_ASSERT_STRING_EQUAL(csv_read("not/there.csv", &arena, &csv, &world),
                           "cannot read not/there.csv: No such file or directory");
    CU_ASSERT(world);
    world = false;
    CU_ASSERT_STRING_EQUAL(csv_read(".", &arena, &csv, &world),
                           "cannot read .: Is a directory");
    CU_ASSERT(world);
    arena_release(&arena);
}

FACTS(FACT(columns_have_names_and_values), FACT(texts_may_stand_for_numbers),
      FACT(many_rows_are_kept_in_order), FACT(what_is_no_table_is_refused_with_its_line),
      FACT(numbers_are_decimal_and_finite), FACT(binary_bytes_are_refused),
      FACT(a_file_that_cannot_be_read_is_the_worlds_failure))
