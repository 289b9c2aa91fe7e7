/* test_rows.c - the rows of all rooms' tables, by the names that others use for them. */
#include <string.h>

#include "base/text.h"
#include "check.h"
#include "registry.h"
#include "run/scenario.h"

static const char *word_of(const char *words, size_t i, char *word, size_t room)
{
    for (words += strspn(words, " "); *words && i > 0; i--) {
        words += strcspn(words, " ");
        words += strspn(words, " ");
    }
    snprintf(word, room, "%.*s", (int)strcspn(words, " "), words);
    return *word ? word : NULL;
}

/* How many rows, in line ones too, others call so. */
static size_t rows_called(const struct field *table, const char *name)
{
    size_t n = 0;

    for (const struct field *row = table; row->name; row++)
        n += row->kind == KIND_INLINE ? rows_called(row->of, name)
                                      : row->also && text_is_among(name, row->also);
    return n;
}

/* A word for two things, or for a thing that has another name of its own, helps nobody.
 */
static void check_words(const struct field *whole, const struct field *table)
{
    char word[80];

    for (const struct field *row = table; row->name; row++) {
        if (row->kind == KIND_INLINE)
            check_words(whole, row->of);
        for (size_t i = 0; row->also && word_of(row->also, i, word, sizeof word); i++) {
            bool fine = !field_find(whole, word) && rows_called(whole, word) == 1;
            if (!fine)
                printf("  %s of %s\n", word, row->name);
            CU_ASSERT_TRUE(fine);
        }
    }
}

static void what_others_say_means_one_row(void)
{
    const struct model *model;
    size_t tables = 0;

    for (size_t i = 0; (model = model_at(i)); i++, tables++)
        check_words(model->fields, model->fields);
    check_words(run_fields, run_fields);
    CU_ASSERT_TRUE(tables >= 5);
}

static void what_others_say_is_found(void)
{
    struct arena arena = {0};
    const struct field *fields = model_find("client")->fields;

    CU_ASSERT_STRING_EQUAL(field_place(&arena, fields, "rps"), "rate");
    CU_ASSERT_STRING_EQUAL(field_place(&arena, fields, "think_time"), "steps.wait");
    CU_ASSERT_STRING_EQUAL(field_place(&arena, fields, "rtt_to_edge"),
                           "network.rtt_to_edge");
    CU_ASSERT_PTR_NULL(field_place(&arena, fields, "gsi"));
    fields = model_find("lambda")->fields;
    CU_ASSERT_STRING_EQUAL(field_place(&arena, fields, "memorysize"), "memory_size");
    CU_ASSERT_STRING_EQUAL(model_meant("functions"), "lambda");
    CU_ASSERT_STRING_EQUAL(model_meant("dynamo_db"), "dynamodb");
    CU_ASSERT_PTR_NULL(model_meant("mainframe"));
    arena_release(&arena);
}

FACTS(FACT(what_others_say_means_one_row), FACT(what_others_say_is_found))
