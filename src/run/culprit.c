/* culprit.c - the key behind a limit's rejections, put into a run's result. */
#include "flow/limit.h"
#include "run/recorder.h"

static void put(struct result *result, const char *name, size_t i, double value)
{
    result_at(result, layout_find(result->layout, name))[i] = value;
}

void result_culprit(struct result *result, const struct limit *limit, size_t i)
{
    if (!limit->culprit.given || limit->rejections == 0)
        return;
    put(result, "limit_key", i, (double)limit->culprit.key);
    put(result, "limit_key_share", i,
        (double)limit->culprit.rejections / (double)limit->rejections);
    put(result, "limit_key_rate", i, limit->culprit.asked_per_s);
}
