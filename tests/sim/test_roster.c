/* test_roster.c - the newest who is present, against a plain list. */
#include "check.h"

#include <stdio.h>
#include <stdlib.h>

#include "sim/draw.h"
#include "sim/roster.h"

enum { MOST = 9000 };

struct guest {
    struct member member;
    uint64_t number; /* of joining */
};

/* The newest present one, by looking at all. */
static struct member *looked_for(struct guest **guest, size_t n)
{
    struct guest *newest = NULL;

    for (size_t i = 0; i < n; i++)
        if (guest[i]->member.present && (!newest || guest[i]->number > newest->number))
            newest = guest[i];
    return newest ? &newest->member : NULL;
}

static size_t count(struct guest **guest, size_t n)
{
    size_t present = 0;

    for (size_t i = 0; i < n; i++)
        present += guest[i]->member.present;
    return present;
}

static void a_newest_is_the_one_that_a_search_finds(void)
{
    struct arena arena = {0};
    struct roster roster = {0};
    struct guest **guest = xcalloc(MOST, sizeof *guest);
    uint64_t joined = 0, seed = 20261125;
    size_t n = 0;

    printf("seed %llu ", (unsigned long long)seed);
    for (uint64_t i = 0; i < 120000; i++) {
        uint64_t bits = mix64(seed + i), what = bits % 16;
        size_t at = n ? (bits >> 8) % n : 0;
        bool grows = i / 20000 % 2 == 0; /* rows fill, empty and are closed up */

        if (n == 0 || (what < (grows ? 6 : 2) && n < MOST)) {
            guest[n] = arena_get(&arena, sizeof **guest);
            guest[n]->number = joined++;
            roster_join(&arena, &roster, &guest[n++]->member);
        } else if (what < 8) {
            roster_leave(&roster, &guest[at]->member);
            arena_put(&arena, guest[at], sizeof **guest);
            guest[at] = guest[--n];
        } else if (guest[at]->member.present) {
            roster_go(&roster, &guest[at]->member);
        } else {
            roster_come(&roster, &guest[at]->member);
        }
        if (i % 61 == 0 || n < 70) {
            CU_ASSERT_PTR_EQUAL_FATAL(roster_newest(&roster), looked_for(guest, n));
            CU_ASSERT_EQUAL_FATAL(roster.present, count(guest, n));
        }
    }
    CU_ASSERT_EQUAL(roster.members, n);
    CU_ASSERT_TRUE(joined > 30000);
    arena_release(&arena);
    free(guest);
}

/* A row that is used for long does not grow with how many have joined. */
static void a_row_has_room_for_those_who_are_there(void)
{
    struct arena arena = {0};
    struct roster roster = {0};
    struct guest guest[150] = {0};

    for (size_t i = 0; i < 150; i++)
        roster_join(&arena, &roster, &guest[i].member);
    for (size_t i = 0; i < 100000; i++) {
        struct member *m = &guest[mix64(i) % 150].member;
        roster_leave(&roster, m);
        roster_join(&arena, &roster, m);
        roster_come(&roster, m);
        CU_ASSERT_PTR_EQUAL_FATAL(roster_newest(&roster), m);
    }
    CU_ASSERT_EQUAL(roster.room, 512);
    arena_release(&arena);
}

FACTS(FACT(a_newest_is_the_one_that_a_search_finds),
      FACT(a_row_has_room_for_those_who_are_there))
