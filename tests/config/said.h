/* said.h - a diag that keeps what it said, for tests of messages. */
#ifndef SAID_H
#define SAID_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/memory.h"
#include "check.h"

struct said {
    struct diag diag;
    struct arena arena;
    char *text;
    size_t length;
};

static inline void said_begin(struct said *said)
{
    *said = (struct said){0};
    said->diag.out = open_memstream(&said->text, &said->length);
}

/* All that has been said since the last time. */
static inline const char *said_all(struct said *said)
{
    char *all;

    fflush(said->diag.out);
    all = arena_get(&said->arena, said->length + 1);
    memcpy(all, said->text, said->length);
    rewind(said->diag.out);
    return all;
}

static inline void said_end(struct said *said)
{
    fclose(said->diag.out);
    free(said->text);
    arena_release(&said->arena);
}

/* Shows both when they differ. */
#define CHECK_SAID(said, wanted) check_said_is(__LINE__, __FILE__, said_all(said), wanted)

static inline void check_said_is(unsigned line, const char *file, const char *got,
                                 const char *wanted)
{
    bool same = strcmp(got, wanted) == 0;

    if (!same)
        printf("  said:   %s\n  wanted: %s\n", got, wanted);
    CU_assertImplementation(same, line, "what was said", file, "", CU_FALSE);
}

#endif
