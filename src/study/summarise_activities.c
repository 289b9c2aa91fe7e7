/* summarise_activities.c - what changed capacities: one replication's list, all counts.
 */
#include "flow/activity.h"
#include "study/summing.h"

/* Of the first replication. */
static double first(struct summing *s, const char *variable, size_t i)
{
    harvest_values(s->harvest, layout_find(s->layout, variable), i, s->x);
    return s->x[0];
}

static void sum_activity(struct summing *s, size_t i)
{
    const struct graph *g = &s->layout->scenario->graph;
    double limit = first(s, "activity_limit", i);
    struct changed_capacity *c = &s->summary->activity[s->summary->activities];

    if (limit < 0)
        return;
    *c = (struct changed_capacity){
        .address = g->limit[(size_t)limit].address,
        .cause = (enum activity_cause)first(s, "activity_cause", i),
        .moved = (enum activity_moved)first(s, "activity_moved", i),
        .outcome = (enum activity_outcome)first(s, "activity_outcome", i),
        .points = (size_t)first(s, "activity_points", i),
        .times = (size_t)first(s, "activity_times", i),
        .at = first(s, "activity_at", i),
        .settled = first(s, "activity_settled", i),
        .from = first(s, "activity_from", i),
        .to = first(s, "activity_to", i)};
    s->summary->activities++;
}

void sum_activities(struct summing *s)
{
    struct summary *to = s->summary;

    if (!s->layout->scenario->has_activities)
        return;
    to->activity = arena_get(s->arena, ACTIVITIES * sizeof *to->activity);
    for (size_t i = 0; i < ACTIVITIES; i++)
        sum_activity(s, i);
    to->changes_first = first(s, "activity_count", 0);
    harvest_values(s->harvest, layout_find(s->layout, "activity_refused"), 0, s->x);
    to->refusals = harvest_mean(s->harvest, s->x, s->alpha);
    harvest_values(s->harvest, layout_find(s->layout, "activity_count"), 0, s->x);
    to->changes = harvest_mean(s->harvest, s->x, s->alpha);
}
