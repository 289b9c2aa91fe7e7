#include "study/sections.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"

/* ---- a replication's histogram, where it is small ---- */

enum { SPARSE_MOST = 30000 }; /* values: 300 beyond the p99 need no help */

struct sparse {
    uint64_t n;
    int64_t min, max;
    size_t bins;
    struct bin {
        unsigned at;
        uint64_t count, over;
    } bin[];
};

struct sparse *sparse_of(const struct histogram_run *h)
{
    struct histogram_span used = histogram_used(h);
    size_t bins = 0;
    struct sparse *s;

    if (h->n > SPARSE_MOST)
        return NULL;
    for (unsigned i = used.lo; i < used.hi; i++)
        bins += h->count[i] > 0;
    s = xcalloc(1, sizeof *s + bins * sizeof *s->bin);
    s->n = h->n;
    s->min = h->min;
    s->max = h->max;
    for (unsigned i = used.lo; i < used.hi; i++)
        if (h->count[i] > 0)
            s->bin[s->bins++] = (struct bin){i, h->count[i], h->over[i]};
    return s;
}

static void sparse_add(const struct sparse *s, struct histogram_run *to)
{
    if (s->n == 0)
        return;
    to->min = to->n == 0 || s->min < to->min ? s->min : to->min;
    to->max = to->n == 0 || s->max > to->max ? s->max : to->max;
    to->n += s->n;
    for (size_t i = 0; i < s->bins; i++) {
        to->count[s->bin[i].at] += s->bin[i].count;
        to->over[s->bin[i].at] += s->bin[i].over;
    }
}

/* ---- groups of replications ---- */

static const struct sparse *sparse_at(const struct harvest *h, size_t replication,
                                      size_t histogram)
{
    return h->sparse[replication * harvest_histograms(h) + histogram];
}

/* Group i of `groups` has the replications from .. next group's from - 1. */
static size_t group_from(const struct harvest *h, size_t i, size_t groups)
{
    return i * h->replications / groups;
}

static double group_samples(const struct harvest *h, size_t histogram, size_t i,
                            size_t groups)
{
    double n = 0;

    for (size_t r = group_from(h, i, groups); r < group_from(h, i + 1, groups); r++)
        n += (double)sparse_at(h, r, histogram)->n;
    return n;
}

/* `sum` is worked on; it is empty, and afterwards again. */
static double group_quantile(const struct harvest *h, const struct quantile_asked *a,
                             const size_t range[2], struct histogram_run *sum)
{
    double q;

    for (size_t r = range[0]; r < range[1]; r++)
        sparse_add(sparse_at(h, r, a->histogram), sum);
    q = histogram_quantile(sum, a->p);
    histogram_clear(sum);
    return q;
}

static bool is_enough(const struct harvest *h, size_t histogram, double p, size_t groups)
{
    for (size_t i = 0; i < groups; i++)
        if (group_samples(h, histogram, i, groups) * fmin(p, 1 - p) < TAIL_ENOUGH)
            return false;
    return true;
}

/* Fills x and base with those of each group; returns how many, 0: it cannot be done. */
static size_t find_groups(const struct harvest *h, const struct quantile_asked *a)
{
    size_t groups = h->replications / 2;
    struct histogram_run *sum;

    if (!h->sparing || groups < SECTIONS_LEAST)
        return 0;
    for (size_t r = 0; r < h->replications; r++)
        if (!sparse_at(h, r, a->histogram))
            return 0;
    while (groups > SECTIONS_LEAST && !is_enough(h, a->histogram, a->p, groups))
        groups--;
    sum = xcalloc(1, sizeof *sum);
    for (size_t i = 0; i < groups; i++) {
        size_t range[2] = {group_from(h, i, groups), group_from(h, i + 1, groups)};
        a->base[i] = group_samples(h, a->histogram, i, groups);
        a->x[i] = group_quantile(h, a, range, sum);
    }
    free(sum);
    return groups;
}

struct estimate sections_estimate(const struct harvest *h, const struct quantile_asked *a)
{
    const struct histogram_run *pooled = harvest_histogram(h, a->histogram);
    struct sections by = {a->x, a->base, h->replications};
    double point = histogram_quantile(pooled, a->p);
    struct estimate e = estimate_quantile(point, &by, a->p, a->alpha);

    if (e.short_ && (by.n = find_groups(h, a)) > 0)
        e = estimate_quantile(point, &by, a->p, a->alpha);
    if (h->in_sequence)
        estimate_widen(&e, a->x, NULL, by.n);
    /* all values of all runs are one and the same: there is no tail to be short of */
    if (pooled->n > 0 && pooled->min == pooled->max)
        e.refused = e.short_ = false;
    return harvest_untold(h, e);
}
