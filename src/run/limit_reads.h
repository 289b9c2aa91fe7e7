/* limit_reads.h - what the recorder reads of the limits: a period, a stride, the measured
 * run at a time.
 */
#ifndef LIMIT_READS_H
#define LIMIT_READS_H

#include "run/layout.h"

struct limit_reads;

struct limit_reads *limit_reads_new(struct sim *, const struct layout *, struct result *);
void limit_reads_begin(struct limit_reads *);               /* t = 0 */
void limit_reads_measure(struct limit_reads *, sim_time t); /* the measured run begins */
void limit_reads_period(struct limit_reads *, size_t k);
void limit_reads_stride(struct limit_reads *, size_t k);
void limit_reads_end(struct limit_reads *);

#endif
