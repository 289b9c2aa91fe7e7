/* activities.c - what changed capacities, put into a run's result. */
#include "flow/activity.h"
#include "run/recorder.h"

static double *place(const struct result *result, const char *name)
{
    return result_at(result, layout_find(result->layout, name));
}

static void put(struct result *result, const struct activity *a, size_t i,
                sim_time origin)
{
    const struct graph *graph = &result->layout->scenario->graph;

    place(result, "activity_limit")[i] = (double)(a->limit - graph->limit);
    place(result, "activity_cause")[i] = (double)a->cause;
    place(result, "activity_moved")[i] = (double)a->moved;
    place(result, "activity_outcome")[i] = (double)a->outcome;
    place(result, "activity_points")[i] = (double)a->points;
    place(result, "activity_times")[i] = (double)a->times;
    place(result, "activity_at")[i] = (double)(a->at - origin) / 1e9;
    place(result, "activity_from")[i] = (double)a->from;
    place(result, "activity_to")[i] = (double)a->to;
    if (a->outcome != ACTIVITY_OPEN)
        place(result, "activity_settled")[i] = (double)(a->settled - origin) / 1e9;
}

static void put_none(struct result *result, size_t i)
{
    place(result, "activity_limit")[i] = place(result, "activity_cause")[i] = -1;
    place(result, "activity_moved")[i] = place(result, "activity_outcome")[i] = -1;
}

void result_activities(struct result *result, const struct world *world, sim_time origin)
{
    const struct activity_log *log = world->activities;

    if (!log)
        return;
    *place(result, "activity_count") = (double)log->made;
    *place(result, "activity_refused") = (double)log->refused;
    for (size_t i = 0; i < ACTIVITIES; i++)
        if (i < log->kept)
            put(result, &log->of[i], i, origin);
        else
            put_none(result, i);
}
