/* unit_name.h - what a unit of work (a point's replication) is called: a hash over all
 * that its result depends on - the program's sources, the scenario's text and settings,
 * what it reads, the profile, the replication.  Two units of one name bring the same.
 */
#ifndef UNIT_NAME_H
#define UNIT_NAME_H

#include "base/sha256.h"
#include "run/layout.h"

struct unit_name {
    char hex[33];
};

/* What all replications have in common. */
struct unit_names {
    struct sha256 common;
};

struct unit_asked {
    const struct layout *layout;
    uint64_t requests; /* one in so many is logged; 0: none */
    bool in_batches;   /* of one long run each batch is kept too */
};

void unit_names_begin(struct unit_names *, const struct unit_asked *);
struct unit_name unit_name(const struct unit_names *, size_t replication);

/* The hash over the program's sources; made when it is built. */
extern const char unit_source_hash[];

#endif
