#include "study/drains.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"

static bool is_first_of_its_name(const struct scenario *s, size_t mark)
{
    for (size_t i = 0; i < mark; i++)
        if (s->mark[i].kind == MARK_BURST &&
            strcmp(s->mark[i].name, s->mark[mark].name) == 0 &&
            strcmp(s->mark[i].owner, s->mark[mark].owner) == 0)
            return false;
    return s->mark[mark].kind == MARK_BURST;
}

size_t drains_find(const struct layout *l, struct drain **drains)
{
    const struct scenario *s = l->scenario;
    size_t n = 0, most = 1, bursts = 0;

    for (size_t k = 0; k < s->marks; k++)
        bursts += is_first_of_its_name(s, k);
    for (size_t i = 0; i < l->metrics; i++)
        most += place_row(&l->metric[i])->backlog ? bursts * l->metric[i].members : 0;
    *drains = xcalloc(most, sizeof **drains);
    for (size_t k = 0; bursts > 0 && k < s->marks; k++)
        for (size_t i = 0; is_first_of_its_name(s, k) && i < l->metrics; i++)
            for (size_t m = 0;
                 place_row(&l->metric[i])->backlog && m < l->metric[i].members; m++)
                (*drains)[n++] = (struct drain){i, m, &s->mark[k]};
    return n;
}

/* The level's statistics in period k. */
static const double *period(const struct result *result, const struct drain *d, size_t k)
{
    const struct layout *l = result->layout;
    const struct variable *v = &l->variable[l->metric[d->metric].series];

    return result_at(result, v) + (d->member * l->periods + k) * STATISTICS;
}

/* A load without chance has the same level in every period, but for the first one, which
 * began empty: what is so little above the mean is no backlog. */
#define ALIKE 1.01

/* Its mean before the burst, one at least. */
static double usual(const struct result *result, const struct drain *d)
{
    size_t before = (size_t)(d->burst->from / result->layout->period);
    double sum = 0;

    for (size_t k = 0; k < before; k++)
        sum += period(result, d, k)[STAT_AVERAGE];
    return before > 0 ? fmax(1, ALIKE * sum / (double)before) : 1;
}

double drain_time(const struct result *result, const struct drain *d)
{
    const struct layout *l = result->layout;
    size_t first = (size_t)(d->burst->from / l->period);
    size_t k = (size_t)(d->burst->to / l->period);
    double enough = usual(result, d), most = 0;

    for (size_t i = first; i < l->periods; i++)
        most = fmax(most, period(result, d, i)[STAT_MAXIMUM]);
    if (most <= enough)
        return 0;
    while (k < l->periods && period(result, d, k)[STAT_AVERAGE] > enough)
        k++;
    if (k >= l->periods)
        return INFINITY;
    return fmax(0, (double)((sim_time)k * l->period - d->burst->to) / 1e9);
}
