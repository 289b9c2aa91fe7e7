/* vary.h - `--vary ADDRESS=V,V | LO..HI | LO..HI:STEP | LO..HI:xK` (language.md D35). */
#ifndef VARY_H
#define VARY_H

#include "output/sweep.h"

enum { VARY_MOST = 10000 }; /* points */

/* False after a message.  Values with units may say them once, at the end. */
bool vary_read(const char *text, struct where, struct arena *, struct sweep_axis *,
               struct diag *);

/* Whether a setting may be an axis: not one that changes the shape of the result. */
bool vary_allowed(const char *set, struct where, struct arena *, struct diag *);

/* Whether it may be set in one scenario and not in the one that it is compared with. */
bool vary_may_differ(const char *set, struct where, struct arena *, struct diag *);

/* "lambda.orders.memory_size" -> "lambda_orders_memory_size" */
const char *vary_coordinate(const char *name, struct arena *);

#endif
