/* breakdown_reads.h - what the recorder reads of where the clients' time went: of the
 * measured run.
 */
#ifndef BREAKDOWN_READS_H
#define BREAKDOWN_READS_H

#include "flow/breakdown.h"
#include "run/layout.h"

struct breakdown_reads;

struct breakdown_reads *breakdown_reads_new(struct sim *, struct result *);
void breakdown_reads_measure(struct breakdown_reads *); /* the measured run begins */
void breakdown_reads_end(struct breakdown_reads *);

#endif
