/* check.h - what `headroom check` has found out, for its page and its document. */
#ifndef CHECK_H
#define CHECK_H

#include <stdio.h>

#include "output/json.h"
#include "study/calculate.h"

struct checked {
    const struct scenario *scenario;
    const struct calculation *sums;
    struct arena *arena;
};

void check_json(FILE *, enum form, const struct checked *);

#endif
