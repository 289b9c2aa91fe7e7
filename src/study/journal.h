/* journal.h - what has been run of a study, on disk: so that after a kill only the rest
 * is run again (--resume), that several machines run a part each (--shard), and that the
 * parts become one (merge).
 *
 * A unit is (point, replication), and known by its name (unit_name.h): whatever asks for
 * units in whatever order - rounds, a bisection, a ladder - finds those that are there.
 */
#ifndef JOURNAL_H
#define JOURNAL_H

#include "base/diag.h"
#include "study/finished.h"
#include "study/unit_name.h"

struct journal;

struct shard {
    unsigned mine, of; /* 1/4 .. 4/4; of 0: nothing is shared out */
};

struct journal_wanted {
    const char *path; /* NULL: a temporary file */
    bool resume;      /* goes on with what is there */
    struct shard shard;
    const char *const *word; /* of the command line, kept for merge */
    size_t words;
};

/* Nothing stands on disk before the first unit has ended.  NULL after a message. */
struct journal *journal_open(const struct journal_wanted *, struct diag *);

/* All parts of one study, to be read.  NULL after messages; *incomplete: only since some
 * part is missing, or has not come to its end. */
struct journal *journal_merged(const char *const *part, size_t parts, bool *incomplete,
                               struct diag *);
/* Of the command line that they came from. */
const char *const *journal_words(const struct journal *, size_t *count);

/* The next unit that is asked for, in an order that is the same in every shard; whether
 * it is to be run here. */
bool journal_ask(struct journal *, const struct unit_name *);
/* Whether the unit that is asked for as number so-and-so is to be. */
bool journal_is_mine(const struct journal *, size_t number);

/* Any thread: what a unit brought; false: it is not there, or damaged.  And kept. */
bool journal_has(struct journal *, const struct unit_name *);
bool journal_get(struct journal *, const struct unit_name *, const struct layout *,
                 struct finished *);
void journal_put(struct journal *, const struct unit_name *, const struct layout *,
                 const struct finished *);

struct shard journal_shard(const struct journal *);
bool journal_is_merged(const struct journal *);
size_t journal_asked(const struct journal *); /* units so far */
size_t journal_kept(const struct journal *);  /* on disk */
/* A unit was asked for that no part has. */
void journal_misses(struct journal *);
bool journal_is_incomplete(const struct journal *);

/* All that will be read of it has been: where the disk was too full for it, it makes room
 * for the result. */
void journal_give_way(struct journal *);

/* The study has come to its end, or not.  Its journal is of no use any more then and is
 * taken away, but a shard's, which is its result.  False after a message. */
bool journal_close(struct journal *, bool ended, struct diag *);

#endif
