/* fuzz_load.c - any text as a load test: of Artillery, of k6 (options or a script), or as
 * metrics of CloudWatch; behind a zero byte a template that it may be of.  What is
 * imported alone and is no template (fuzz_template.c) is a scenario that loads, twice the
 * same, and every refusal says why.
 */
#define _GNU_SOURCE /* memfd_create, memmem */
#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "config/read_libconfig.h"
#include "import/import.h"
#include "run/scenario.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool take(const struct import_wanted *wanted, struct arena *arena,
                 struct imported *imported)
{
    struct diag diag = {0};
    bool fine = import_files(wanted, arena, &diag, imported);

    assert(fine ? diag.errors + diag.failures == 0 : diag.errors + diag.failures > 0);
    return fine;
}

/* Longer runs and larger numbers than the settings take are the reader's to refuse. */
static void loads(const struct text *scenario)
{
    struct diag diag = {.out = stderr};
    char path[32];
    int file = memfd_create("scenario", 0);
    struct loading what = {.path = path, .profile_directory = getenv("PROFILES")};
    struct scenario *loaded;

    assert(file >= 0 &&
           write(file, text_of(scenario), scenario->length) == (ssize_t)scenario->length);
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    loaded = scenario_load(&what, &diag);
    assert(loaded);
    scenario_free(loaded);
    close(file);
}

/* What a template says is taken as it is: "python6.12" is for `headroom check` to refuse.
 */
static bool may_be_template(const struct import_wanted *wanted)
{
    return memmem(wanted->source[0].text, wanted->source[0].length, "Resources", 9) !=
           NULL;
}

static void try(const struct import_wanted *wanted)
{
    struct arena arena = {0}, again = {0};
    struct imported first, second;
    struct diag diag = {0};

    if (take(wanted, &arena, &first)) {
        assert(take(wanted, &again, &second));
        assert(strcmp(text_of(&first.scenario), text_of(&second.scenario)) == 0);
        assert(read_libconfig_text(text_of(&first.scenario), first.scenario.length,
                                   "/nonexistent/s.cfg", &arena, &diag));
        if (wanted->sources == 1 && !may_be_template(wanted))
            loads(&first.scenario);
        text_free(&second.scenario);
    }
    text_free(&first.scenario);
    arena_release(&arena);
    arena_release(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = {"/nonexistent/x.json", "/nonexistent/x.yaml",
                                        "/nonexistent/x.js", "/nonexistent/y.yml"};
    static const struct node nothing = {.kind = NODE_GROUP};
    struct import_source source[2] = {{.text = (const char *)data + 1},
                                      {.path = "/nonexistent/t.yaml"}};
    struct import_wanted wanted = {.source = source, .sources = 1, .given = &nothing};
    const char *zero;

    if (size == 0 || size > 20000)
        return 0;
    source[0].length = size - 1;
    source[0].path = names[data[0] & 3];
    zero = memchr(source[0].text, '\0', size - 1);
    if (zero) {
        source[1].text = zero + 1;
        source[1].length = size - 1 - (size_t)(zero + 1 - source[0].text);
        source[0].length = (size_t)(zero - source[0].text);
        wanted.sources = 2;
    }
    try(&wanted);
    return 0;
}
