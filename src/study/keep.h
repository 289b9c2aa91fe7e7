/* keep.h - the units of one layout, against the study's journal: asked for in order,
 * found or kept when they have ended.  Without a journal all are to be run, and none is
 * kept.
 */
#ifndef KEEP_H
#define KEEP_H

#include "study/finished.h"
#include "study/journal.h"

struct keep {
    struct journal *journal; /* NULL: none */
    const struct layout *layout;
    struct unit_names names;
    size_t first, count; /* replications that were asked for last */
    struct asked_unit {
        struct unit_name name;
        bool mine; /* to be run here, not in another shard */
    } * unit;
};

void keep_begin(struct keep *, struct journal *, const struct unit_asked *);
/* Replications first .. end - 1 come next. */
void keep_ask(struct keep *, size_t first, size_t end);
bool keep_is_mine(const struct keep *, size_t replication);
/* Any thread.  False: it is not there, or damaged. */
bool keep_find(const struct keep *, size_t replication, struct finished *);
void keep_add(const struct keep *, size_t replication, const struct finished *);
/* Whether there is only what was run elsewhere. */
bool keep_is_merged(const struct keep *);
/* Whether the results of all units are to be had, or only those of this shard. */
bool keep_is_whole(const struct keep *);
void keep_end(struct keep *);

#endif
