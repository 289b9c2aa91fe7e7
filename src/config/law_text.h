/* law_text.h - laws as scenarios spell them (language.md D7), into sim/law. */
#ifndef LAW_TEXT_H
#define LAW_TEXT_H

#include <stdio.h>

#include "base/memory.h"
#include "config/unit.h"
#include "sim/law.h"

/* A setting that is a law, with what its field table says of it. */
struct dist {
    struct law law; /* kind LAW_NONE: not given; values in ns, bytes, 1 */
    enum unit unit; /* of its values; where UNIT_ANY was asked, the one found: TIME (ns),
                       BYTES, RATE, MONEY, FACTOR for plain numbers, KEY for key laws */
    bool items;     /* the word "items": once for each of the batch; law is constant 1 */
    int64_t at_bytes; /* "LAW at 512 MB": the memory it was measured at; 0: one vCPU */
    bool by_try;      /* scope ATTEMPT: drawn under `try`; else under `who` */
};

/* Names of request attributes, numbered over the whole scenario in order of first
 * mention, so that "request(NAME)" becomes an index. */
struct attributes {
    size_t count;
    const char **name;
    size_t room;
};
size_t attribute_index(struct attributes *all, const char *name, struct arena *arena);

/* What a field allows beside plain laws. */
enum law_allows { LAW_ALLOWS_AT = 1, LAW_ALLOWS_HALVING = 2, LAW_ALLOWS_ITEMS = 4 };

struct shelf;
struct law_reading {
    enum unit unit;
    unsigned allows;
    const char
        *directory; /* where relative paths of empirical(file) start: "" or "a/b/" */
    struct attributes *attributes; /* NULL: request(NAME) is refused */
    struct laws *laws;
    struct arena *arena;
    struct shelf *shelf; /* of empirical(file); or NULL */
    bool *world;         /* set: a file could not be read, which is no mistake; or NULL */
};

/* Fills `dist` (all but by_try); returns NULL, or what is wrong as a clause for a
 * message, e.g. "p99 40 ms is below p50 80 ms" (in the arena). */
const char *law_read(const struct law_reading *how, const char *text, struct dist *dist);

/* All laws with arguments, meaning and an example, as `headroom help laws` prints them.
 */
void law_help(FILE *out);

#endif
