/* sweep.c - which numbers of a point are shown. */
#include "output/sweep.h"

#include <math.h>
#include <string.h>

enum { OF_CLIENT = 4 }; /* p50 p95 p99 errors */

const struct sweep_value *sweep_value_of(const struct sweep *s, size_t point, size_t axis)
{
    return &s->axis[axis].value[s->point[point].at[axis]];
}

static const struct measured *client_at(const struct summary *s, size_t i,
                                        const char *metric)
{
    for (size_t k = 0; k < s->measures; k++) {
        const struct measured *m = &s->measured[k];
        if (!m->phase && layout_breaks_down(m->place->model) &&
            place_row(m->place)->of == OF_SERVICE &&
            strcmp(place_row(m->place)->name, metric) == 0 && i-- == 0)
            return m;
    }
    return NULL;
}

/* Clients are shown where nothing else was asked for. */
static size_t clients(const struct summary *s)
{
    size_t n = 0;

    while (s->objectives + s->wishes == 0 && n < 2 && client_at(s, n, "latency"))
        n++;
    return n;
}

/* Whether the whole cost was asked for by name. */
static bool asks_cost(const struct summary *s)
{
    for (size_t i = 0; i < s->objectives + s->wishes; i++) {
        const struct judged *j =
            i < s->objectives ? &s->judged[i] : &s->wished[i - s->objectives];
        if (j->objective->aggregate == AGG_COST && j->objective->cost != COST_PER_MILLION)
            return true;
    }
    return false;
}

size_t sweep_columns(const struct sweep *s)
{
    const struct summary *first = &s->point[0].summary;

    return first->objectives + first->wishes + OF_CLIENT * clients(first) +
           !asks_cost(first);
}

static struct sweep_shown client_cell(const struct summary *s, size_t k)
{
    static const enum measure measure[] = {MEASURE_P50, MEASURE_P95, MEASURE_P99,
                                           MEASURE_SHARE};
    static const char *const title[] = {"p50 latency", "p95 latency", "p99 latency",
                                        "errors"};
    bool errors = k % OF_CLIENT == OF_CLIENT - 1;
    const struct measured *m = client_at(s, k / OF_CLIENT, errors ? "errors" : "latency");
    struct sweep_shown shown = {.title = title[k % OF_CLIENT],
                                .unit = errors ? UNIT_SHARE : UNIT_TIME,
                                .is = {.point = NAN, .low = NAN, .high = NAN}};

    if (!m)
        return shown;
    shown.is = m->is[measure[k % OF_CLIENT]];
    shown.is.point *= errors ? 1 : 1e9;
    shown.is.low *= errors ? 1 : 1e9;
    shown.is.high *= errors ? 1 : 1e9;
    return shown;
}

struct sweep_shown sweep_cell(const struct sweep *sweep, size_t point, size_t column)
{
    const struct summary *s = &sweep->point[point].summary;
    bool month = isfinite(s->cost_month.point);
    const struct judged *j;

    if (column < s->objectives + s->wishes) {
        j = column < s->objectives ? &s->judged[column]
                                   : &s->wished[column - s->objectives];
        return (struct sweep_shown){.title = j->objective->text,
                                    .unit = j->objective->unit,
                                    .is = j->observed,
                                    .judged = column < s->objectives ? j : NULL};
    }
    column -= s->objectives + s->wishes;
    if (column < OF_CLIENT * clients(s))
        return client_cell(s, column);
    return (struct sweep_shown){.title = month ? "cost.month" : "cost.run",
                                .unit = UNIT_MONEY,
                                .is = month ? s->cost_month : s->cost_run};
}

void sweep_verdicts(const struct sweep *s, size_t *met, size_t *missed, size_t *undecided)
{
    *met = *missed = *undecided = 0;
    for (size_t i = 0; i < s->points; i++) {
        const struct summary *one = &s->point[i].summary;
        *missed += one->missed > 0;
        *undecided += one->missed == 0 && one->undecided > 0;
        *met += one->missed + one->undecided == 0;
    }
}
