#include "study/look.h"

#include <math.h>

#include "study/settling.h"
#include "study/summarise.h"
#include "study/verdict.h"

/* Of a steady run whose metric never settles nothing is decided (methods.md 2); what else
 * the run is about may have. */
static void void_unsettled(const struct harvest *h, struct judged *j, struct arena *arena)
{
    const struct objective *o = j->objective;
    struct settled settled = settling_of_objective(h, o);

    j->unsettled = !settled.steady;
    if (settled.steady)
        return;
    j->verdict = VERDICT_UNDECIDED;
    j->why = arena_text(arena, "no steady state was found: it %s by %.0f %% of its mean",
                        settled.drift > 0 ? "rises" : "falls", fabs(settled.drift) * 100);
}

void look(const struct harvest *harvest, double alpha, struct arena *arena,
          struct summary *s)
{
    const struct scenario *scenario = harvest->layout->scenario;

    *s = (struct summary){.alone = s->alone, .looks = s->looks + 1};
    s->objectives = scenario->objectives;
    s->judged = arena_get(arena, (s->objectives + 1) * sizeof *s->judged);
    for (size_t i = 0; i < s->objectives; i++) {
        verdict_of(harvest, i, alpha, &s->judged[i], arena);
        void_unsettled(harvest, &s->judged[i], arena);
        s->met += s->judged[i].verdict == VERDICT_MET;
        s->missed += s->judged[i].verdict == VERDICT_MISSED;
        s->undecided += s->judged[i].verdict == VERDICT_UNDECIDED;
    }
    s->wishes = scenario->wishes;
    s->wished = arena_get(arena, (s->wishes + 1) * sizeof *s->wished);
    for (size_t i = 0; i < s->wishes; i++)
        verdict_of(harvest, s->objectives + i, alpha, &s->wished[i], arena);
    summarise(harvest, alpha, arena, s);
}

bool look_is_enough(const struct summary *s, double precision)
{
    bool enough = true;

    for (size_t i = 0; i < s->objectives; i++)
        enough &= verdict_is_final(&s->judged[i], precision);
    for (size_t i = 0; s->objectives == 0 && i < s->measures; i++) {
        const struct measured *m = &s->measured[i];
        if (!m->phase && layout_breaks_down(m->place->model) &&
            place_row(m->place)->kind == METRIC_OBSERVED)
            enough &= verdict_is_precise(&m->is[MEASURE_MEAN], 0, precision);
    }
    return enough &&
           (s->objectives > 0 || verdict_is_precise(&s->cost_run, 0, precision));
}
