/* journal_part.h - one file of a journal, and what it says of itself: the program that
 * wrote it, which part of a study it is, whether that has come to its end.
 */
#ifndef JOURNAL_PART_H
#define JOURNAL_PART_H

#include "study/journal.h"
#include "study/journal_file.h"

struct journal_part {
    struct journal_file file;
    char *source;   /* hash over the program's sources */
    char *share;    /* "2/4"; "" of what was not shared out */
    char asked[33]; /* hash over the names of all units; "": it has not come to its end */
    size_t words;   /* of the command line that brought it there */
    char **word;

    struct journal *of; /* the owner's */
};

void journal_part_take(struct journal_part *, const struct record *,
                       const struct text *bytes);
void journal_part_begin(struct journal_part *, const struct journal_wanted *);
void journal_part_end(struct journal_part *, const struct journal_wanted *,
                      const char asked[static 32]);
void journal_part_free(struct journal_part *);

/* Whether what is there can be gone on with. */
bool journal_part_goes_on(const struct journal_part *, struct shard, struct diag *);
/* Whether these can be parts of one study.  False after messages. */
bool journal_parts_are_alike(const struct journal_part *, size_t parts, struct diag *);
/* Whether all are there, and have come to their end; *incomplete: that alone is wrong. */
bool journal_parts_are_all(const struct journal_part *, size_t parts, bool *incomplete,
                           struct diag *);

#endif
