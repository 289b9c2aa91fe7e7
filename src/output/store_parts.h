/* store_parts.h - what the parts of a store share; private to store*.c. */
#ifndef STORE_PARTS_H
#define STORE_PARTS_H

#include "output/h5.h"
#include "output/store_sparse.h"
#include "run/layout.h"

struct store {
    struct h5 *h5;
    const struct layout *layout;
    int64_t *whole;               /* of the variable being written */
    size_t first;                 /* replication */
    bool alone;                   /* it was asked for by its number */
    struct sparse hidden;         /* for `headroom report` */
    const struct sparse *batches; /* or NULL; the caller's */
};

struct source_texts {
    const char *const *text;
    size_t count;
};

struct stored_runs;
/* Readers refuse attributes that are not UTF-8: each stray byte is shown as U+FFFD. */
void store_note_text(struct h5 *, const char *name, const char *text);
/* Where in a vector the values begin that are no variable of the file. */
size_t store_hidden_from(const struct layout *);
/* What of a replication is no variable of the file, in order; all of it at the end. */
void store_keep(struct store *, const struct result *);
void store_kept(struct store *);
/* The notes of the root: the scenario, the runs. */
void store_notes(struct h5 *, const struct scenario *, const struct stored_runs *);

#endif
