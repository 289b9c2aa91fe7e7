#include "study/batch_shape.h"

#include <stdlib.h>

#include "base/memory.h"
#include "run/objective.h"
#include "study/batches.h"

/* An objective about the whole run, told of one batch: what adds up is a part of it. */
static void shorten_objectives(struct scenario *s, struct arena *arena)
{
    struct objective *all = arena_get(arena, (s->objectives + 1) * sizeof *all);

    for (size_t i = 0; i < s->objectives; i++) {
        all[i] = s->objective[i];
        all[i].windows = 1;
        all[i].span = arena_get(arena, sizeof *all[i].span);
        *all[i].span = (struct span){0, SIM_FOREVER};
        if (all[i].aggregate == AGG_SUM ||
            (all[i].aggregate == AGG_COST && all[i].cost == COST_RUN))
            all[i].value /= BATCHES;
    }
    s->objective = all;
}

/* Of limits, partitions, changes of capacity and a steady state no batch is asked. */
void batch_shape_of(struct batch_shape *b, const struct layout *whole, sim_time length,
                    struct arena *arena)
{
    b->scenario = *whole->scenario;
    b->scenario.measured_from = 0;
    b->scenario.marks = b->scenario.wishes = 0;
    b->scenario.graph.limits = 0;
    b->scenario.has_activities = false;
    b->scenario.run.partitions = 0;
    b->scenario.run.duration = b->scenario.run.period = length;
    b->scenario.run.warm_up = b->scenario.run.drain = 0;
    b->scenario.run.replications = BATCHES;
    shorten_objectives(&b->scenario, arena);
    b->layout = layout_make(&b->scenario, arena);
    b->layout->strides = 0;
}

void batches_tell(const struct layout *whole, const struct batch_log *log,
                  struct sparse *told)
{
    struct arena arena = {0};
    struct batch_shape shape;
    struct result result;

    batch_shape_of(&shape, whole, log->length, &arena);
    result =
        (struct result){shape.layout, xcalloc(shape.layout->values + 1, sizeof(double))};
    result_blank(&result);
    *told = (struct sparse){.length = shape.layout->values};
    for (size_t i = 0; i < log->kept; i++) {
        batch_log_tell(log, i, &result);
        sparse_add(told, result.value);
    }
    free(result.value);
    arena_release(&arena);
}
