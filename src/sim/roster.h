/* roster.h - members in the order in which they joined, each of them present or away.
 *
 * The newest of those present is found in a time that does not grow with how many there
 * are, and anybody may come, go and leave at the same cost: an environment of a function
 * is taken newest first and may expire at any place of the row.
 *
 * A place in the row is a bit, set while its holder is present; above every 64 words is a
 * word that says which of them are not empty, and so on up to one word.  Places of those
 * who have left are closed up when the row is full.
 */
#ifndef ROSTER_H
#define ROSTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/memory.h"

enum { ROSTER_BITS = 6, ROSTER_WORD = 1 << ROSTER_BITS, ROSTER_DEPTH = 5 };

struct member { /* embedded; all zero: has not joined */
    uint32_t place;
    bool present;
};

struct roster {         /* all zero: empty */
    size_t members;     /* joined and not left */
    size_t present;     /* of them */
    size_t next;        /* the first place never held */
    size_t room;        /* places: 64^depth or less, a power of two */
    unsigned depth;     /* of words above the places */
    struct member **at; /* by place; NULL: has left */
    uint64_t *word[ROSTER_DEPTH];
};

/* As the newest of all, away. */
void roster_join(struct arena *, struct roster *, struct member *);
void roster_leave(struct roster *, struct member *);
void roster_come(struct roster *, struct member *);  /* was away */
void roster_go(struct roster *, struct member *);    /* was present */
struct member *roster_newest(const struct roster *); /* of those present; NULL: none */

#endif
