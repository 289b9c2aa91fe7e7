/* activity.c - the bounded log of changes of capacity. */
#include "flow/activity.h"

static struct activity *find(const struct sim *sim, uint64_t handle)
{
    struct activity_log *log = world_of(sim)->activities;

    if (!log || handle <= log->before || handle > log->before + log->kept)
        return NULL; /* 0, or begun before the log was emptied */
    return &log->of[handle - log->before - 1];
}

uint64_t activity_begins(struct sim *sim, const struct activity *asked)
{
    struct activity_log *log = world_of(sim)->activities;
    struct activity *a;

    if (!log)
        return 0;
    log->made++;
    if (log->kept == ACTIVITIES)
        return 0;
    a = &log->of[log->kept++];
    *a = *asked;
    a->at = a->settled = sim_now(sim);
    a->outcome = ACTIVITY_OPEN;
    a->times = 1;
    return log->before + log->kept;
}

void activity_settled(struct sim *sim, uint64_t handle, int64_t is)
{
    struct activity *a = find(sim, handle);

    if (!a)
        return;
    a->outcome = is == a->to ? ACTIVITY_IN_FORCE : ACTIVITY_OVERTAKEN;
    a->settled = sim_now(sim);
}

/* The last one of the same setting, if it was refused for the same reason. */
static struct activity *repeated(struct activity_log *log, const struct activity *a)
{
    for (struct activity *b = (struct activity *)a; b-- > log->of;)
        if (b->limit == a->limit)
            return b->outcome == ACTIVITY_REFUSED && b->cause == a->cause ? b : NULL;
    return NULL;
}

void activity_refused(struct sim *sim, uint64_t handle)
{
    struct activity_log *log = world_of(sim)->activities;
    struct activity *a = find(sim, handle), *before;

    if (!log)
        return;
    log->refused++;
    if (!a)
        return;
    a->outcome = ACTIVITY_REFUSED;
    a->settled = sim_now(sim);
    before = repeated(log, a);
    if (!before || a != &log->of[log->kept - 1])
        return;
    before->times++;
    log->kept--;
}

void activities_begin(struct sim *sim)
{
    struct activity_log *log = world_of(sim)->activities;

    if (!log)
        return;
    log->before += log->kept;
    log->kept = 0;
    log->made = log->refused = 0;
}
