/* roster.c - a row of places, with words of bits above it. */
#include "sim/roster.h"

#include <assert.h>

enum { LEAST = ROSTER_WORD };

static size_t words_at(size_t room, unsigned level)
{
    size_t words = room >> (ROSTER_BITS * (level + 1));

    return words ? words : 1;
}

static unsigned depth_of(size_t room)
{
    unsigned depth = 1;

    while (room >> (ROSTER_BITS * depth) > 1)
        depth++;
    return depth;
}

static uint64_t bit_of(size_t place)
{
    return UINT64_C(1) << place % ROSTER_WORD;
}

static void mark(const struct roster *r, size_t place)
{
    for (unsigned l = 0; l < r->depth; l++) {
        uint64_t *word = &r->word[l][place / ROSTER_WORD], before = *word;
        *word = before | bit_of(place);
        if (before)
            return; /* what is above knows already */
        place /= ROSTER_WORD;
    }
}

static void unmark(const struct roster *r, size_t place)
{
    for (unsigned l = 0; l < r->depth; l++) {
        uint64_t *word = &r->word[l][place / ROSTER_WORD];
        *word &= ~bit_of(place);
        if (*word)
            return;
        place /= ROSTER_WORD;
    }
}

/* ---- the row is full ---- */

static void release(struct arena *arena, struct roster *r)
{
    if (r->room == 0)
        return;
    arena_put(arena, r->at, r->room * sizeof(struct member *));
    for (unsigned l = 0; l < r->depth; l++)
        arena_put(arena, r->word[l], words_at(r->room, l) * sizeof(uint64_t));
}

/* Everybody moves up, into a row that is at least half empty afterwards: so that of all
 * who join each pays for a constant number of moves. */
static void close_up(struct arena *arena, struct roster *r)
{
    struct roster row = {.members = r->members, .present = r->present};

    row.room = r->room ? r->room : LEAST;
    if (2 * r->members > row.room)
        row.room *= 2;
    row.depth = depth_of(row.room);
    assert(row.depth <= ROSTER_DEPTH);
    row.at = arena_get(arena, row.room * sizeof(struct member *));
    for (unsigned l = 0; l < row.depth; l++)
        row.word[l] = arena_get(arena, words_at(row.room, l) * sizeof(uint64_t));
    for (size_t i = 0; i < r->next; i++) {
        struct member *m = r->at[i];
        if (!m)
            continue;
        m->place = (uint32_t)row.next;
        row.at[row.next++] = m;
        if (m->present)
            mark(&row, m->place);
    }
    release(arena, r);
    *r = row;
}

/* ---- members ---- */

void roster_join(struct arena *arena, struct roster *r, struct member *m)
{
    if (r->next == r->room)
        close_up(arena, r);
    m->place = (uint32_t)r->next;
    m->present = false;
    r->at[r->next++] = m;
    r->members++;
}

void roster_leave(struct roster *r, struct member *m)
{
    if (m->present)
        roster_go(r, m);
    r->at[m->place] = NULL;
    r->members--;
}

void roster_come(struct roster *r, struct member *m)
{
    assert(!m->present);
    m->present = true;
    r->present++;
    mark(r, m->place);
}

void roster_go(struct roster *r, struct member *m)
{
    assert(m->present);
    m->present = false;
    r->present--;
    unmark(r, m->place);
}

struct member *roster_newest(const struct roster *r)
{
    size_t at = 0;

    if (r->present == 0)
        return NULL;
    for (unsigned l = r->depth; l-- > 0;)
        at = at << ROSTER_BITS | (63u ^ (unsigned)__builtin_clzll(r->word[l][at]));
    return r->at[at];
}
