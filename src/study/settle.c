/* settle.c - a cut, then two contrasts (weighted sums of strides) against their chance:
 * the start's mean less that of the rest, and a straight line through the rest. */
#include "study/settle.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "study/estimate.h"

enum {
    KEPT_LEAST = 5,  /* strides */
    RUNS_ENOUGH = 10 /* to judge by what they differ by */
};
#define CHANCE 1e-3 /* that either contrast finds what is not there */
#define MATTERS 0.1 /* of the mean */

struct looking {
    const struct paths *paths;
    size_t count;
    double *value;  /* of each stride, over all runs */
    double *base;   /* the same, a run */
    double *weight; /* of each stride, of the contrast that is looked at */
    double *rest;   /* what a stride differs from the model by */
    double mean;    /* of all */
};

/* ---- the series ---- */

static void pool(struct looking *l, size_t k)
{
    const struct paths *p = l->paths;
    double sum = 0, base = 0;

    for (size_t i = 0; i < p->runs; i++) {
        sum += p->sum[i * p->count + k];
        base += p->base[i * p->count + k];
    }
    l->base[k] = base / (double)p->runs;
    l->value[k] = sum / base;
}

/* Strides without a sample stand at the mean.  False: too many are, or there are too few
 * of any. */
static bool fill(struct looking *l)
{
    double sum = 0;
    size_t n = 0;

    for (size_t k = 0; k < l->count; k++) {
        pool(l, k);
        n += isfinite(l->value[k]) != 0;
        sum += isfinite(l->value[k]) ? l->value[k] : 0;
    }
    l->mean = sum / (double)n;
    for (size_t k = 0; k < l->count; k++)
        l->value[k] = isfinite(l->value[k]) ? l->value[k] : l->mean;
    return l->count > 2 * KEPT_LEAST && 10 * n >= 9 * l->count;
}

size_t settle_mser(const double *x, size_t count)
{
    double best = INFINITY, sum = 0, squares = 0;
    size_t cut = 0;

    for (size_t kept = 1; kept <= count; kept++) {
        double value = x[count - kept] - x[count - 1];
        sum += value;
        squares += value * value;
        double k = (double)kept, score = (squares - sum * sum / k) / (k * k);
        if (kept >= KEPT_LEAST && score <= best) {
            best = score;
            cut = count - kept;
        }
    }
    return cut;
}

/* ---- a contrast and its chance ---- */

static double contrast(const struct looking *l)
{
    double sum = 0;

    for (size_t k = 0; k < l->count; k++)
        sum += l->weight[k] * l->value[k];
    return sum;
}

/* How far it may lie from 0 by chance, by what each run says of it. */
static double chance_of_runs(const struct looking *l)
{
    const struct paths *p = l->paths;
    double squares = 0, df = (double)(p->runs - 1);

    for (size_t i = 0; i < p->runs; i++) {
        double off = 0;
        for (size_t k = 0; k < l->count; k++) {
            size_t at = i * p->count + k;
            if (l->base[k] > 0 && l->weight[k] != 0)
                off +=
                    l->weight[k] * (p->sum[at] - l->value[k] * p->base[at]) / l->base[k];
        }
        squares += off * off;
    }
    return gsl_cdf_tdist_Pinv(1 - CHANCE / 2, df) * sqrt(squares / df / (double)p->runs);
}

/* The same by what the strides from `from` on leave over (`rest`): `fitted` numbers were
 * fitted to them. */
static double chance_of_strides(const struct looking *l, size_t from, double fitted)
{
    double n = (double)(l->count - from), squares = 0, weights = 0;
    double memory = estimate_relaxation(l->rest + from, l->count - from);

    for (size_t k = 0; k < l->count; k++) {
        weights += l->weight[k] * l->weight[k];
        squares += k >= from ? l->rest[k] * l->rest[k] : 0;
    }
    double df = fmax(1, n / memory - fitted);
    return gsl_cdf_tdist_Pinv(1 - CHANCE / 2, df) *
           sqrt(squares / (n - fitted) * memory * weights);
}

static bool stands_out(const struct looking *l, size_t from, double fitted)
{
    double chance = l->paths->runs >= RUNS_ENOUGH ? chance_of_runs(l)
                                                  : chance_of_strides(l, from, fitted);

    return fabs(contrast(l)) > chance + 1e-12 * fabs(l->mean);
}

static double mean_from(const struct looking *l, size_t from)
{
    double sum = 0;

    for (size_t k = from; k < l->count; k++)
        sum += l->value[k];
    return sum / (double)(l->count - from);
}

/* Whether the mean of the first `at` differs from that of the rest. */
static bool start_differs(struct looking *l, size_t at)
{
    double mean = mean_from(l, at);

    if (at == 0)
        return false;
    for (size_t k = 0; k < l->count; k++) {
        l->weight[k] = k < at ? -1 / (double)at : 1 / (double)(l->count - at);
        l->rest[k] = l->value[k] - mean;
    }
    return stands_out(l, at, 1);
}

/* By how much a line through the strides from `from` on rises over them; 0: by chance. */
static double drift(struct looking *l, size_t from)
{
    double n = (double)(l->count - from), middle = (n - 1) / 2, mean = mean_from(l, from);
    double width = n * (n * n - 1) / 12, slope;

    for (size_t k = 0; k < l->count; k++)
        l->weight[k] = k < from ? 0 : ((double)(k - from) - middle) / width;
    slope = contrast(l);
    for (size_t k = from; k < l->count; k++)
        l->rest[k] = l->value[k] - mean - slope * ((double)(k - from) - middle);
    return stands_out(l, from, 2) ? slope * (n - 1) : 0;
}

/* ---- all of it ---- */

/* By how much of its mean it rises from `from` on; 0: by chance, or too little. */
static double matters(struct looking *l, size_t from)
{
    double mean = fabs(mean_from(l, from)), rise = drift(l, from);

    return fabs(rise) > fmax(MATTERS * mean, l->paths->little) ? rise / mean : 0;
}

static struct settled look(struct looking *l)
{
    struct settled s = {.steady = true};
    size_t cut = settle_mser(l->value, l->count);

    while ((s.drift = matters(l, s.cut)) != 0)
        if (2 * ++s.cut > l->count)
            return (struct settled){.steady = false, .drift = s.drift};
    if (2 * cut <= l->count && start_differs(l, cut) && cut > s.cut)
        s.cut = cut;
    return s;
}

struct settled settle(const struct paths *p)
{
    size_t n = p->count;
    double *room = xcalloc(4 * n + 1, sizeof *room);
    struct looking l = {p, n, room, room + n, room + 2 * n, room + 3 * n, 0};
    struct settled s = fill(&l) ? look(&l) : (struct settled){.steady = true};

    free(room);
    return s;
}
