/* layout_windows.c - stretches of time that are recorded by themselves. */
#include <string.h>

#include "run/layout_parts.h"
#include "run/objective.h"

static size_t window_values(const struct window *w)
{
    return WINDOW_VALUES + (w->bins ? 2 * (size_t)HISTOGRAM_BINS : 0);
}

static void add_window(struct making *m, struct window w)
{
    struct layout *l = m->layout;

    w.at = l->values;
    l->values += window_values(&w);
    l->window[l->windows++] = w;
}

static void add_objective_windows(struct making *m)
{
    const struct scenario *s = m->scenario;

    for (size_t i = 0; i < s->objectives + s->wishes; i++) {
        const struct objective *o = &s->objective[i];
        m->layout->objective_window[i] = m->layout->windows;
        for (size_t w = 0; objective_is_recorded(o) && w < o->windows; w++)
            add_window(m, objective_window(o, w));
    }
}

/* A client's metric while one of its phases lasts. */
static void add_phase(struct making *m, const struct mark *phase, size_t metric)
{
    const struct metric_place *p = &m->layout->metric[metric];

    if (!layout_breaks_down(p->model) || place_row(p)->of != OF_SERVICE)
        return;
    for (size_t member = 0; member < p->members; member++)
        if (strcmp(place_member(&m->scenario->graph, p, member, m->arena),
                   phase->owner) == 0)
            add_window(m, (struct window){.metric = metric,
                                          .member = member,
                                          .from = phase->from,
                                          .to = phase->to,
                                          .phase = phase,
                                          .bins = place_row(p)->kind == METRIC_OBSERVED});
}

/* The clients' metrics by phase, so that a ramp and a plateau are told apart. */
static void add_phase_windows(struct making *m)
{
    const struct scenario *s = m->scenario;

    m->layout->phase_window = m->layout->windows;
    for (size_t k = 0; k < s->marks; k++)
        for (size_t i = 0; s->mark[k].kind == MARK_PHASE && i < m->layout->metrics; i++)
            add_phase(m, &s->mark[k], i);
}

void layout_add_windows(struct making *m)
{
    const struct scenario *s = m->scenario;
    struct layout *l = m->layout;
    size_t most = 1, clients = 0;

    for (size_t i = 0; i < s->objectives + s->wishes; i++)
        most += s->objective[i].windows;
    for (size_t i = 0; i < l->metrics; i++)
        clients += layout_breaks_down(l->metric[i].model);
    l->window = arena_get(m->arena, (most + s->marks * clients) * sizeof *l->window);
    l->objective_window = arena_get(m->arena, (s->objectives + s->wishes + 1) *
                                                  sizeof *l->objective_window);
    add_objective_windows(m);
    add_phase_windows(m);
}
