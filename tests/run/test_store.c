/* test_store.c - what was run stands in the file; what cannot be written leaves nothing.
 */
#include "base/sha256.h"
#include "check.h"
#include "output/h5.h"
#include "output/store.h"
#include "output/store_sparse.h"
#include "run/toy.h"
#include "sim/draw.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_NAME "test_store.h5"

static const char *const LEFT_OVER = ".tmp";

static size_t left_overs(void)
{
    DIR *here = opendir(".");
    struct dirent *entry;
    size_t n = 0;

    while ((entry = readdir(here)))
        n += strstr(entry->d_name, FILE_NAME) && strstr(entry->d_name, LEFT_OVER);
    closedir(here);
    return n;
}

/* Three equal replications of the toy. */
static bool write_toy(struct toy *toy, const char *path, struct diag *diag)
{
    struct layout *layout = layout_make(&toy->scenario, &toy->arena);
    struct result result = {layout, toy_run(layout, diag)};
    struct store *store =
        store_create(path, layout, &(struct stored_runs){0, 3, 7}, diag);
    bool fine = store != NULL;

    for (size_t r = 0; store && r < 3; r++)
        store_unit(store, r, &result);
    if (store)
        fine = store_close(store, diag);
    free(result.value);
    return fine;
}

static void what_was_run_stands_in_the_file(void)
{
    struct toy toy;
    struct diag diag = {.out = stderr};
    struct h5_file *file;
    struct h5_shape shape;
    double value[3 * 2 * STATISTICS], number;
    char *text;

    toy_make(&toy);
    CU_ASSERT_FATAL(write_toy(&toy, FILE_NAME, &diag));
    file = h5_open(FILE_NAME, &diag);
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    CU_ASSERT(h5_find(file, "lamp_glow_summary", &shape));
    CU_ASSERT_EQUAL(shape.rank, 3);
    CU_ASSERT_EQUAL(shape.size[2], STATISTICS);
    CU_ASSERT(h5_read(file, "lamp_glow_summary", value));
    CU_ASSERT_EQUAL(value[(2 * 2 + 1) * STATISTICS + STAT_AVERAGE], 0.0055);
    CU_ASSERT(h5_find(file, "lamp_flashes", &shape));
    CU_ASSERT_EQUAL(shape.type, H5_I64);
    text = h5_attribute(file, "lamp_flashes", "cloudwatch");
    CU_ASSERT_STRING_EQUAL(text, "Toy/Lamp Flashes");
    free(text);
    CU_ASSERT(h5_attribute_number(file, NULL, "headroom_format", &number));
    CU_ASSERT_EQUAL(number, STORE_FORMAT);
    h5_shut(file);
    toy_free(&toy);
    unlink(FILE_NAME);
}

static void a_digest_is_of_what_is_said_not_of_how_it_is_stored(void)
{
    struct toy toy;
    struct diag diag = {.out = stderr};
    char one[65], again[65], other[65];

    toy_make(&toy);
    CU_ASSERT_FATAL(write_toy(&toy, FILE_NAME, &diag));
    CU_ASSERT(store_digest(FILE_NAME, one, &diag));
    CU_ASSERT_FATAL(write_toy(&toy, FILE_NAME, &diag));
    CU_ASSERT(store_digest(FILE_NAME, again, &diag));
    CU_ASSERT_STRING_EQUAL(one, again);
    toy.scenario.title = "lamps";
    CU_ASSERT_FATAL(write_toy(&toy, FILE_NAME, &diag));
    CU_ASSERT(store_digest(FILE_NAME, other, &diag));
    CU_ASSERT_STRING_NOT_EQUAL(one, other);
    toy_free(&toy);
    unlink(FILE_NAME);
}

static void sha256_is_that_of_the_standard(void)
{
    struct sha256 sum;
    char hex[65], a[1000];

    sha256_begin(&sum);
    sha256_add(&sum, "abc", 3);
    sha256_end(&sum, hex);
    CU_ASSERT_STRING_EQUAL(
        hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    memset(a, 'a', sizeof a);
    sha256_begin(&sum);
    for (int i = 0; i < 1000; i++)
        sha256_add(&sum, a, sizeof a);
    sha256_end(&sum, hex); /* FIPS 180-2's million letters */
    CU_ASSERT_STRING_EQUAL(
        hex, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

static void what_is_written_over_stays_whole_until_the_end(void)
{
    struct toy toy;
    struct diag diag = {.out = stderr};
    struct layout *layout;
    struct store *store;
    struct stat before, now;

    toy_make(&toy);
    CU_ASSERT_FATAL(write_toy(&toy, FILE_NAME, &diag));
    CU_ASSERT_EQUAL(stat(FILE_NAME, &before), 0);
    layout = layout_make(&toy.scenario, &toy.arena);
    store = store_create(FILE_NAME, layout, &(struct stored_runs){0, 1, 7}, &diag);
    CU_ASSERT_PTR_NOT_NULL_FATAL(store);
    CU_ASSERT_EQUAL(left_overs(), 1);
    store_abandon(store);
    CU_ASSERT_EQUAL(stat(FILE_NAME, &now), 0);
    CU_ASSERT_EQUAL(now.st_ino, before.st_ino);
    CU_ASSERT_EQUAL(left_overs(), 0);
    toy_free(&toy);
    unlink(FILE_NAME);
}

static void a_place_that_cannot_be_written_is_told_before_the_run(void)
{
    struct toy toy;
    struct diag diag = {.out = NULL};
    struct layout *layout;

    toy_make(&toy);
    layout = layout_make(&toy.scenario, &toy.arena);
    CU_ASSERT_PTR_NULL(
        store_create("no/such/place.h5", layout, &(struct stored_runs){0, 1, 7}, &diag));
    CU_ASSERT_EQUAL(diag.failures, 1);
    CU_ASSERT_EQUAL(diag.errors, 0);
    toy_free(&toy);
}

/* A limit on the size of files stands for a full disk: the write comes back short. */
static void a_full_disk_leaves_nothing_under_either_name(void)
{
    struct toy toy;
    struct diag diag = {.out = NULL};
    struct rlimit old, tight;

    toy_make(&toy);
    signal(SIGXFSZ, SIG_IGN);
    CU_ASSERT_EQUAL_FATAL(getrlimit(RLIMIT_FSIZE, &old), 0);
    tight = old;
    tight.rlim_cur = 10000;
    CU_ASSERT_EQUAL_FATAL(setrlimit(RLIMIT_FSIZE, &tight), 0);
    CU_ASSERT_FALSE(write_toy(&toy, FILE_NAME, &diag));
    CU_ASSERT_EQUAL(setrlimit(RLIMIT_FSIZE, &old), 0);
    CU_ASSERT_EQUAL(diag.failures, 1);
    CU_ASSERT_EQUAL(left_overs(), 0);
    CU_ASSERT_NOT_EQUAL(access(FILE_NAME, F_OK), 0);
    toy_free(&toy);
}

static void a_name_that_is_a_directory_is_not_replaced(void)
{
    struct toy toy;
    struct diag diag = {.out = NULL};

    toy_make(&toy);
    CU_ASSERT_EQUAL_FATAL(mkdir(FILE_NAME, 0777), 0);
    CU_ASSERT_FALSE(write_toy(&toy, FILE_NAME, &diag));
    CU_ASSERT_EQUAL(diag.failures, 1);
    CU_ASSERT_EQUAL(left_overs(), 0);
    rmdir(FILE_NAME);
    toy_free(&toy);
}

static void a_file_that_is_no_hdf5_is_the_users_mistake(void)
{
    struct diag diag = {.out = NULL};
    char digest[65];
    FILE *file = fopen(FILE_NAME, "w");

    fputs("not at all\n", file);
    fclose(file);
    CU_ASSERT_FALSE(store_digest(FILE_NAME, digest, &diag));
    CU_ASSERT_EQUAL(diag.errors, 1);
    unlink(FILE_NAME);
    CU_ASSERT_FALSE(store_digest(FILE_NAME, digest, &diag));
    CU_ASSERT_EQUAL(diag.failures, 1);
}

/* Pairs that repeat, zeros of either sign, what is no number; a row of nothing. */
static void rows_that_are_mostly_the_same_come_back_to_the_bit(void)
{
    enum { LONG = 9, ROWS = 3 };
    static const double row[ROWS][LONG] = {{1, 0.25, 2, 0.25, 2, 0.25, -0.0, NAN, NAN},
                                           {0},
                                           {0, 0, 0, 5, 0, 5, 0, 0, 1e300}};
    struct sparse out = {.length = LONG}, in;
    struct diag diag = {.out = stderr};
    struct h5 *h5 = h5_create(FILE_NAME, &diag);
    struct h5_file *file;
    double back[LONG];

    CU_ASSERT_PTR_NOT_NULL_FATAL(h5);
    for (size_t i = 0; i < ROWS; i++)
        sparse_add(&out, row[i]);
    CU_ASSERT_EQUAL(out.count, 8 + 0 + 4);
    sparse_write(h5, "rows", "of a test", &out);
    CU_ASSERT_FATAL(h5_close(h5, &diag));
    file = h5_open(FILE_NAME, &diag);
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    CU_ASSERT_FATAL(sparse_read(file, "rows", &in));
    CU_ASSERT_EQUAL(in.length, LONG);
    for (size_t i = 0; i < ROWS; i++) {
        CU_ASSERT(sparse_row(&in, i, back));
        CU_ASSERT_EQUAL(memcmp(back, row[i], sizeof back), 0);
    }
    CU_ASSERT_FALSE(sparse_row(&in, ROWS, back));
    in.place[1] = 0; /* before the one before it */
    CU_ASSERT_FALSE(sparse_row(&in, 0, back));
    sparse_free(&in);
    CU_ASSERT_FALSE(sparse_read(file, "columns", &in));
    sparse_free(&in);
    sparse_free(&out);
    h5_shut(file);
    unlink(FILE_NAME);
}

/* Of few values, so that much of it goes on, and stops. */
static void any_row_comes_back_to_the_bit(void)
{
    enum { LONG = 40, ROWS = 500 };
    static const double values[] = {0, 0, 0, 1, 2, NAN, -0.0};
    double row[ROWS][LONG], back[LONG];
    struct sparse s = {.length = LONG};

    for (uint64_t i = 0; i < ROWS; i++) {
        for (uint64_t k = 0; k < LONG; k++) {
            uint64_t chance = mix64(i * LONG + k);
            row[i][k] =
                k >= 2 && chance % 4 > i % 4 ? row[i][k - 2] : values[chance / 4 % 7];
        }
        sparse_add(&s, row[i]);
    }
    CU_ASSERT_TRUE(sparse_is_sound(&s));
    CU_ASSERT_TRUE(s.count < ROWS * LONG / 2);
    for (size_t i = 0; i < ROWS; i++) {
        CU_ASSERT_TRUE(sparse_row(&s, i, back));
        CU_ASSERT_EQUAL(memcmp(back, row[i], sizeof back), 0);
    }
    sparse_free(&s);
}

FACTS(FACT(what_was_run_stands_in_the_file),
      FACT(rows_that_are_mostly_the_same_come_back_to_the_bit),
      FACT(any_row_comes_back_to_the_bit),
      FACT(a_digest_is_of_what_is_said_not_of_how_it_is_stored),
      FACT(sha256_is_that_of_the_standard),
      FACT(what_is_written_over_stays_whole_until_the_end),
      FACT(a_place_that_cannot_be_written_is_told_before_the_run),
      FACT(a_full_disk_leaves_nothing_under_either_name),
      FACT(a_name_that_is_a_directory_is_not_replaced),
      FACT(a_file_that_is_no_hdf5_is_the_users_mistake))
