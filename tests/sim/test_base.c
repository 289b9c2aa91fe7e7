/* test_base.c - memory, messages and words. */
#include "check.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/diag.h"
#include "base/memory.h"
#include "base/sort.h"
#include "base/text.h"
#include "sim/draw.h"

/* Are all bytes of the piece `what`? */
static bool is_filled(const unsigned char *piece, size_t size, unsigned char what)
{
    for (size_t b = 0; b < size; b++)
        if (piece[b] != what)
            return false;
    return true;
}

static void pieces_are_zeroed_apart_and_aligned(void)
{
    enum { N = 3000 };
    struct arena arena = {0};
    unsigned char *piece[N] = {0};
    size_t size[N] = {0};

    for (uint64_t i = 0; i < 20 * N; i++) {
        size_t at = mix64(i) % N;
        if (piece[at]) {
            CU_ASSERT_TRUE_FATAL(is_filled(piece[at], size[at], (unsigned char)at));
            arena_put(&arena, piece[at], size[at]);
        }
        size[at] = mix64(i + 1) % (i % 50 ? 700 : 100000);
        piece[at] = arena_get(&arena, size[at]);
        CU_ASSERT_EQUAL((uintptr_t)piece[at] % 16, 0);
        CU_ASSERT_TRUE_FATAL(is_filled(piece[at], size[at], 0));
        memset(piece[at], (int)at, size[at]);
    }
    arena_release(&arena);
    CU_ASSERT_PTR_NULL(arena.blocks);
}

static void an_array_that_doubles_is_copied_whole(void)
{
    struct arena arena = {0};
    size_t room = 1;
    int64_t *all = arena_get(&arena, sizeof *all);

    for (int64_t i = 0; i < 20000; i++) {
        if ((size_t)i == room) {
            int64_t *more = arena_get(&arena, 2 * room * sizeof *all);
            memcpy(more, all, room * sizeof *all);
            arena_put(&arena, all, room * sizeof *all);
            all = more;
            room *= 2;
        }
        all[i] = 3 * i;
    }
    for (int64_t i = 0; i < 20000; i++)
        CU_ASSERT_EQUAL_FATAL(all[i], 3 * i);
    arena_release(&arena);
}

/* Beyond some blocks an arena takes large ones. */
static void pieces_of_a_large_arena_are_whole(void)
{
    enum { PIECES = 40000, WORDS = 67 }; /* 21 MB */
    struct arena arena = {0};
    size_t **piece = arena_get(&arena, PIECES * sizeof *piece);
    bool clean = true, whole = true, lined = true;

    for (size_t i = 0; i < PIECES; i++) {
        piece[i] = arena_get(&arena, WORDS * sizeof **piece);
        lined = lined && (uintptr_t)piece[i] % 64 == 0;
        for (size_t k = 0; k < WORDS; k++) {
            clean = clean && piece[i][k] == 0;
            piece[i][k] = i + k;
        }
    }
    for (size_t i = 0; i < PIECES; i++)
        for (size_t k = 0; k < WORDS; k++)
            whole = whole && piece[i][k] == i + k;
    CU_ASSERT_TRUE(clean && whole && (lined || ARENA_ALONE));
    arena_release(&arena);
}

static void texts_stay_in_the_arena(void)
{
    struct arena arena = {0};
    char *text = arena_text(&arena, "%s[%d].%s", "lambda.reserve.steps", 17, "wait");

    CU_ASSERT_STRING_EQUAL(text, "lambda.reserve.steps[17].wait");
    CU_ASSERT_STRING_EQUAL(arena_copy(&arena, text + 25, 5), "wait");
    arena_release(&arena);
}

static void a_text_grows(void)
{
    struct text text = {0};
    char *all;

    CU_ASSERT_STRING_EQUAL(text_of(&text), "");
    for (int i = 0; i < 1000; i++)
        text_add(&text, "%d,", i);
    CU_ASSERT_EQUAL(text.length, 10 * 2 + 90 * 3 + 900 * 4);
    CU_ASSERT_STRING_EQUAL(text_of(&text) + text.length - 4, "999,");
    all = text_take(&text);
    CU_ASSERT_EQUAL(strlen(all), 3890);
    CU_ASSERT_EQUAL(text.length, 0);
    free(all);
    text_free(&text);
}

/* The message, as printed by one of diag's verbs. */
static void said(const char *wanted, const char *file, int line, const char *what)
{
    char bytes[300] = "";
    struct diag diag = {.out = fmemopen(bytes, sizeof bytes, "w")};

    diag_error(&diag, (struct where){file, line}, "%s: \"%s\" is not a time", "wait",
               what);
    fclose(diag.out);
    CU_ASSERT_STRING_EQUAL(bytes, wanted);
    CU_ASSERT_EQUAL(diag.errors, 1);
}

static void messages_say_where(void)
{
    said("a.cfg:14: error: wait: \"5 parsec\" is not a time\n", "a.cfg", 14, "5 parsec");
    said("--set: error: wait: \"\" is not a time\n", "--set", 0, "");
    said("error: wait: \"x\" is not a time\n", NULL, 0, "x");
}

static void what_users_wrote_cannot_steer_the_terminal(void)
{
    said("a.cfg:1: error: wait: \"\\x1b[2Jé\\x0a\" is not a time\n", "a.cfg", 1,
         "\x1b[2Jé\n");
    said("a.cfg:1: error: wait: \"\\xff\\xc0\\xaf\" is not a time\n", "a.cfg", 1,
         "\xff\xc0\xaf");
    said("a.cfg:1: error: wait: \"\\xc2\\x9b\\xe2\\x80\\xae\" is not a time\n", "a.cfg",
         1, "\xc2\x9b\xe2\x80\xae");
    said("a.cfg:1: error: wait: \"\\xed\\xa0\\x80\\xe2\\x82\" is not a time\n", "a.cfg",
         1, "\xed\xa0\x80\xe2\x82");
}

static void classes_of_messages_are_counted_apart(void)
{
    struct diag diag = {0};

    diag_warn(&diag, (struct where){"a", 1}, "w");
    diag_failure(&diag, (struct where){"b", 0}, "f");
    diag_failure(&diag, (struct where){"b", 0}, "f");
    diag_note(&diag, (struct where){"b", 0}, "n");
    CU_ASSERT_EQUAL(diag.warnings, 1);
    CU_ASSERT_EQUAL(diag.failures, 2);
    CU_ASSERT_EQUAL(diag.errors, 0);
}

static const char *const words[] = {
    "memory_size", "timeout", "reserved_concurrent_executions", "runtime", "work",
    "retry",       NULL};

static void a_slip_of_the_pen_is_recognised(void)
{
    CU_ASSERT_STRING_EQUAL(text_nearest("memorysize", words), "memory_size");
    CU_ASSERT_STRING_EQUAL(text_nearest("Memory_Size", words), "memory_size");
    CU_ASSERT_STRING_EQUAL(text_nearest("tiemout", words), "timeout");
    CU_ASSERT_STRING_EQUAL(text_nearest("wrok", words), "work");
    CU_ASSERT_STRING_EQUAL(text_nearest("reserved_concurrency_execution", words),
                           "reserved_concurrent_executions");
}

static void other_words_are_not_guessed_at(void)
{
    char longest[200];

    memset(longest, 'w', sizeof longest);
    longest[199] = '\0';
    CU_ASSERT_PTR_NULL(text_nearest("colour", words));
    CU_ASSERT_PTR_NULL(text_nearest("x", words));
    CU_ASSERT_PTR_NULL(text_nearest("", words));
    CU_ASSERT_PTR_NULL(text_nearest(longest, words));
    CU_ASSERT_TRUE(text_is_one_of("retry", words));
    CU_ASSERT_FALSE(text_is_one_of("retr", words));
}

static void shortened(const char *from, size_t columns, const char *wanted)
{
    struct text text = {0};

    text_add_shortened(&text, from, columns);
    CU_ASSERT_STRING_EQUAL(text_of(&text), wanted);
    CU_ASSERT_TRUE(text_columns(text_of(&text)) <= columns);
    text_free(&text);
}

static void names_are_shortened_in_the_middle(void)
{
    shortened("lambda.reserve", 14, "lambda.reserve");
    shortened("lambda.reserve", 10, "lambd…erve");
    shortened("lambda.reserve", 5, "la…ve");
    shortened("lambda.reserve", 1, "…");
    shortened("lambda.reserve", 0, "");
    shortened("函数预订座位", 7, "函…座位");
    shortened("函数预订座位", 6, "函…位"); /* no half characters */
}

/* The check value of this CRC, and that of nothing. */
static void checksums_are_those_of_zip(void)
{
    CU_ASSERT_EQUAL(text_crc("123456789", 9), 0xcbf43926u);
    CU_ASSERT_EQUAL(text_crc("", 0), 0);
    CU_ASSERT_EQUAL(~text_crc_more(text_crc_more(UINT32_MAX, "1234", 4), "56789", 5),
                    0xcbf43926u);
}

struct card {
    int suit, value;
};

static int by_value(const void *a, const void *b)
{
    const struct card *x = a, *y = b;

    return (x->value > y->value) - (x->value < y->value);
}

static void equals_keep_their_order_when_sorted(void)
{
    for (int n = 0; n < 300; n += 1 + n / 9) {
        struct card card[300];
        for (int i = 0; i < n; i++)
            card[i] = (struct card){i, (int)(mix64((uint64_t)(n * 1000 + i)) % 10)};
        sort_stable(card, (size_t)n, sizeof *card, by_value);
        for (int i = 1; i < n; i++)
            CU_ASSERT_TRUE(
                card[i - 1].value < card[i].value ||
                (card[i - 1].value == card[i].value && card[i - 1].suit < card[i].suit));
    }
}

FACTS(FACT(pieces_are_zeroed_apart_and_aligned),
      FACT(an_array_that_doubles_is_copied_whole),
      FACT(pieces_of_a_large_arena_are_whole), FACT(texts_stay_in_the_arena),
      FACT(a_text_grows), FACT(messages_say_where),
      FACT(what_users_wrote_cannot_steer_the_terminal),
      FACT(classes_of_messages_are_counted_apart), FACT(a_slip_of_the_pen_is_recognised),
      FACT(other_words_are_not_guessed_at), FACT(names_are_shortened_in_the_middle),
      FACT(checksums_are_those_of_zip), FACT(equals_keep_their_order_when_sorted))
