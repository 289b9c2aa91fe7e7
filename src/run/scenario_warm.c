/* scenario_warm.c - how resources start (methods.md 2), and for how long that shows.
 */
#include "run/loader.h"

#include "flow/forecast.h"

#define FIRST_LOAD                                                                       \
    (5 * SIM_MINUTE) /* the load of t = 0, where it changes all the time                 \
                      */

/* The load of t = 0: up to where it first changes. */
static struct forecast *first_load(const struct loader *l)
{
    const struct scenario *s = l->scenario;
    struct forecast *f = forecast_new(&s->graph, l->arena);
    sim_time end = s->first_change > 0 ? s->first_change : FIRST_LOAD;

    end = end < FIRST_LOAD ? end : FIRST_LOAD;
    forecast_offer(f, 0, end < s->run.duration ? end : s->run.duration);
    return f;
}

static void start_warm(struct loader *l)
{
    struct scenario *s = l->scenario;
    struct forecast *f = first_load(l);

    s->warm_start = arena_get(l->arena, (s->graph.resources + 1) * sizeof *s->warm_start);
    for (size_t i = 0; i < s->graph.resources; i++) {
        const struct resource *r = &s->graph.resource[i];
        const char *said = r->model->warm ? r->model->warm(f, r, l->arena) : NULL;
        if (said)
            s->warm_start[s->warm_starts++] = (struct warm_start){r->address, said};
    }
}

static void find_memory(struct scenario *s)
{
    for (size_t i = 0; i < s->graph.resources; i++) {
        const struct resource *r = &s->graph.resource[i];
        struct memory m = {.address = r->address};
        if (r->model->memory)
            m.length = r->model->memory(&s->graph, r, &m.what);
        if (m.length > s->memory.length)
            s->memory = m;
    }
}

void loader_warm(struct loader *l)
{
    find_memory(l->scenario);
    if (l->scenario->run.initial == INITIAL_WARM)
        start_warm(l);
}
