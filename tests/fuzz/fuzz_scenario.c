/* fuzz_scenario.c - any text as a scenario: read, and if libconfig takes it loaded with
 * all rooms and the newest profile.  Every refusal says why. */
#define _GNU_SOURCE /* memfd_create */
#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "config/read_libconfig.h"
#include "run/scenario.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void load(const uint8_t *data, size_t size)
{
    struct diag diag = {0};
    char path[32];
    int file = memfd_create("scenario", 0);
    struct loading what = {.path = path, .profile_directory = getenv("PROFILES")};
    struct scenario *scenario;

    assert(file >= 0 && write(file, data, size) == (ssize_t)size);
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    scenario = scenario_load(&what, &diag);
    assert(scenario ? diag.errors + diag.failures == 0 : diag.errors + diag.failures > 0);
    if (scenario)
        scenario_free(scenario);
    close(file);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    struct diag diag = {0};
    const struct node *root;

    if (size > 20000)
        return 0;
    root = read_libconfig_text((const char *)data, size, "/nonexistent/x.cfg", &arena,
                               &diag);
    assert(root || diag.errors + diag.failures > 0);
    arena_release(&arena);
    if (root && diag.errors == 0)
        load(data, size);
    return 0;
}
