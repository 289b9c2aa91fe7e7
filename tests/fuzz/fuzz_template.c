/* fuzz_template.c - any text as a template: JSON, or YAML where the first byte is odd.
 * What is imported is a scenario that libconfig takes, twice the same, and every refusal
 * says why.
 */
#include <assert.h>
#include <stdint.h>

#include "config/read_libconfig.h"
#include "import/import.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool take(const struct import_wanted *wanted, struct arena *arena,
                 struct imported *imported)
{
    struct diag diag = {0};
    bool fine = import_files(wanted, arena, &diag, imported);

    assert(fine ? diag.errors + diag.failures == 0 : diag.errors + diag.failures > 0);
    return fine;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct node nothing = {.kind = NODE_GROUP};
    struct import_source source = {.text = (const char *)data + 1};
    const struct import_wanted wanted = {
        .source = &source, .sources = 1, .given = &nothing};
    struct arena arena = {0}, again = {0};
    struct imported first, second;
    struct diag diag = {0};

    if (size == 0 || size > 20000)
        return 0;
    source.length = size - 1;
    source.path = data[0] & 1 ? "/nonexistent/x.yaml" : "/nonexistent/x.json";
    if (take(&wanted, &arena, &first)) {
        assert(take(&wanted, &again, &second));
        assert(strcmp(text_of(&first.scenario), text_of(&second.scenario)) == 0);
        assert(read_libconfig_text(text_of(&first.scenario), first.scenario.length,
                                   "/nonexistent/s.cfg", &arena, &diag));
        text_free(&second.scenario);
    }
    text_free(&first.scenario);
    arena_release(&arena);
    arena_release(&again);
    return 0;
}
