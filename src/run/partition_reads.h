/* partition_reads.h - what partitions did, put into a run's result: run.partitions. */
#ifndef PARTITION_READS_H
#define PARTITION_READS_H

#include "run/layout.h"

struct partition_reads;

struct partition_reads *partition_reads_new(struct sim *, const struct layout *,
                                            struct result *);
void partition_reads_begin(struct partition_reads *);            /* t = 0 */
void partition_reads_period(struct partition_reads *, size_t k); /* its end */
void partition_reads_end(struct partition_reads *);
/* In each period they add up to what the whole did (methods.md 9.7). */
bool partition_reads_audit(const struct partition_reads *, struct diag *);

#endif
