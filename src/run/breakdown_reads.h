/* breakdown_reads.h - what the recorder reads of where the clients' time went: of the
 * measured run, and of each batch of a long one.
 */
#ifndef BREAKDOWN_READS_H
#define BREAKDOWN_READS_H

#include "flow/breakdown.h"
#include "run/layout.h"

struct breakdown_reads;

struct breakdown_row { /* a bin that holds something */
    unsigned at;
    uint64_t n;
    int64_t ns[TIME_PARTS];
};
struct breakdown_batch { /* what one batch brought to a breakdown */
    size_t rows;
    struct breakdown_row *row;
};

struct breakdown_reads *breakdown_reads_new(struct sim *, struct result *);
void breakdown_reads_measure(struct breakdown_reads *); /* the measured run begins */
/* A batch ends: what it brought is taken out of the breakdowns, into the arena, .. */
struct breakdown_batch *breakdown_reads_batch(struct breakdown_reads *, struct arena *);
/* .. and given back before the run ends. */
void breakdown_reads_return(struct breakdown_reads *, const struct breakdown_batch *);
void breakdown_reads_end(struct breakdown_reads *);

/* A batch's breakdowns into a result of its own. */
void breakdown_batch_tell(const struct breakdown_batch *, struct result *);

#endif
