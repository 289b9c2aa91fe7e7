/* fuzz_law.c - any text as a law: what is read draws values that do not fall as u rises.
 * The first byte chooses the unit, the second what the field allows. */
#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "config/law_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void draw(const struct law *law)
{
    static const uint64_t bits[] = {0,
                                    UINT64_C(1) << 40,
                                    UINT64_C(1) << 62,
                                    UINT64_C(1) << 63,
                                    UINT64_C(15) << 60,
                                    UINT64_MAX};
    int64_t last = 0;

    for (size_t i = 0; i < sizeof bits / sizeof *bits; i++) {
        if (law_gives_keys(law)) {
            uint64_t keys = law_keys(law), key = law_key(law, bits[i], 7);
            assert(keys == 0 || key < keys);
        } else {
            int64_t drawn = law_draw(law, bits[i]);
            assert(drawn >= last && drawn <= LAW_LONGEST);
            last = drawn;
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    struct attributes attributes = {0};
    struct law_reading how = {.directory = "/nonexistent/", .arena = &arena};
    struct dist dist = {0};
    char *text;

    if (size < 2 || size > 600)
        return 0;
    how.unit = data[0] % (UNIT_ANY + 1);
    how.allows = data[1] & 7;
    how.attributes = data[1] & 8 ? NULL : &attributes;
    how.laws = laws_new(&arena);
    text = arena_get(&arena, size);
    memcpy(text, data + 2, size - 2);
    if (!strstr(text, "empirical(/") && !law_read(&how, text, &dist)) {
        assert(dist.law.kind != LAW_NONE && dist.at_bytes >= 0);
        if (dist.law.kind != LAW_ATTRIBUTE && dist.law.kind != LAW_HALVING)
            draw(&dist.law);
    }
    arena_release(&arena);
    return 0;
}
