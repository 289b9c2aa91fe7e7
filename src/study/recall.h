/* recall.h - the summary of a run again, out of its result file.
 *
 * The scenario is loaded out of the file, each replication's vector is read where
 * replicate.h would have it run, and what follows is the same.
 */
#ifndef RECALL_H
#define RECALL_H

#include "output/store.h"
#include "output/summary.h"

struct recalling {
    const char *path;             /* of the result */
    const char *const *objective; /* judged beside those of the run */
    size_t objectives;
    /* Told of each replication's vector, in order; NULL: nobody. */
    void (*told)(void *ctx, const struct result *);
    void *ctx;
};

struct recalled {
    struct result_file kept;
    struct scenario *scenario, *ran; /* as it is asked now; as it was run, NULL: alike */
    const struct layout *layout, *stored; /* of these */
    struct summary summary;
};

/* False after messages.  Else recalled_release is due, and what is recalled lives as long
 * as the arena and until then. */
bool recall(const struct recalling *, struct arena *, struct recalled *, struct diag *);
void recalled_release(struct recalled *);

#endif
