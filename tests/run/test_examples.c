/* test_examples.c - the ten acceptance scenarios of the language, where they are at hand
 * (../shared/design/examples beside the source): those whose rooms exist load, the others
 * are refused with what is not built yet, and with nothing else. */
#include "loaded.h"

static const struct {
    const char *name;
    const char *later; /* what its first refusal is about; NULL: it loads */
} examples[] = {
    {"a-airline-booking", NULL},       {"b-airline-load-test", NULL},
    {"c-order-pipeline", NULL},        {"d-clickstream", NULL},
    {"e-dynamodb-hot-key", NULL},      {"f-fan-out", NULL},
    {"g-nightly-batch", NULL},         {"h-retry-storm", NULL},
    {"i-edge-regional-private", NULL}, {"j-memory-and-provisioned", NULL},
};

static bool all_are_later(const char *said)
{
    bool all = true;

    while (*said) {
        const char *end = strchr(said, '\n');
        const char *later = strstr(said, "not built yet");
        const char *note = strstr(said, ": note: "); /* advice */

        if ((!later || later > end) && (!note || note > end)) {
            printf("  %.*s\n", (int)(end - said), said);
            all = false;
        }
        said = end + 1;
    }
    return all;
}

static void each_loads_or_names_what_is_missing(void)
{
    char path[4096];

    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
        struct loaded l;

        snprintf(path, sizeof path, "%s/../shared/design/examples/%s.cfg",
                 getenv("SRCDIR"), examples[i].name);
        if (access(path, R_OK) != 0) {
            printf("  skipped, not there: %s\n", path);
            continue;
        }
        load_file(&l, path, NULL);
        CU_ASSERT_EQUAL(l.scenario == NULL, examples[i].later != NULL);
        CU_ASSERT_TRUE(all_are_later(l.said));
        if (examples[i].later)
            CU_ASSERT_PTR_NOT_NULL(strstr(l.said, examples[i].later));
        loaded_free(&l);
    }
}

FACTS(FACT(each_loads_or_names_what_is_missing))
