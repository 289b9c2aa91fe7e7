/* settling.h - what of a steady run has settled, row by row of its strides
 * (run/strides.h), and what an objective is about.
 */
#ifndef SETTLING_H
#define SETTLING_H

#include "study/harvest.h"
#include "study/settle.h"

/* Of a terminating run all has settled.  Of a limit: its use, a tenth of it at least. */
struct settled settling_of_metric(const struct harvest *, size_t metric, size_t member);
struct settled settling_of_limit(const struct harvest *, size_t limit);
/* What the objective is about, in the stretch that it asks for: its own metric, of a
 * share the ratio, of a cost what is paid. */
struct settled settling_of_objective(const struct harvest *, const struct objective *);
/* How long a stride of a settled is: run/strides.h may have finer ones. */
sim_time settling_stride(const struct layout *);

#endif
