/* grow_search.c - a threshold in every replication, by galloping and halving on the grid.
 */
#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "study/estimate.h"
#include "study/grow_points.h"

static bool is_closed(const struct bracket *b, size_t ceiling)
{
    return b->high - b->low == 1 || b->low >= (long)ceiling;
}

static void learn(struct grows *g, const struct grow_point *p, long limit,
                  struct bracket *bracket)
{
    for (size_t r = 0; r < grow_runs(g); r++) {
        struct bracket *b = &bracket[r];
        long at = (long)p->at;
        if (!grow_binds(g, p, r, limit))
            b->low = at > b->low && at < b->high ? at : b->low;
        else if (at < b->high)
            b->high = at > b->low ? at : b->low + 1;
    }
}

/* Twice as far as from the multiple that was tried before `at`. */
static long gallop(const struct grows *g, size_t set, long at)
{
    enum { FIRST = 2 };
    long before = -1;

    for (size_t k = 0; k < g->points; k++)
        if (g->point[k].set == set && (long)g->point[k].at < at)
            before = before > (long)g->point[k].at ? before : (long)g->point[k].at;
    return before < 0 ? FIRST : 2 * (at - before);
}

/* Where use that grows with traffic would reach the first limit: cells above `at`.  What
 * is in full use already gives way a little above. */
static long cells_left(const struct grows *g, size_t set, long at)
{
    double step = log1p(g->asked->precision), most = 0;

    for (size_t k = 0; k < g->points; k++) {
        const struct grow_point *p = &g->point[k];
        if ((long)p->at != at || p->runs < grow_runs(g))
            continue;
        for (size_t i = 0; i < g->limits; i++)
            if (grow_counts(g, set, i))
                most = fmax(most, p->peak[i]);
    }
    if (most >= 1)
        return gallop(g, set, at);
    return most > 0 ? (long)ceil(-log(most) / step) : grow_doubling(g);
}

long grow_doubling(const struct grows *g)
{
    return (long)ceil(log(2) / log1p(g->asked->precision));
}

static long within(long at, long low, long high)
{
    return at < low ? low : at > high ? high : at;
}

long grow_next(const struct grows *g, const struct bracket *b, long cells)
{
    long doubling = grow_doubling(g), last = (long)g->multiples - 1;

    if (b->low < 0 && b->high > (long)g->one)
        return (long)g->one;
    if (b->high > last)
        return within(b->low + within(cells, 1, doubling), 0, last);
    if (b->low < 0)
        return within(b->high - doubling, 0, last);
    return (b->low + b->high) / 2;
}

/* The next multiple to be tried for the bracket that is widest; -1: all are closed. */
static long next_of(const struct grows *g, size_t set, size_t ceiling,
                    const struct bracket *bracket)
{
    const struct bracket *widest = NULL;

    for (size_t r = 0; r < grow_runs(g); r++)
        if (!is_closed(&bracket[r], ceiling) &&
            (!widest || bracket[r].high - bracket[r].low > widest->high - widest->low))
            widest = &bracket[r];
    if (!widest)
        return -1;
    return within(grow_next(g, widest, cells_left(g, set, widest->low)), 0,
                  (long)ceiling);
}

bool grow_search(struct grows *g, size_t set, long limit, size_t ceiling,
                 struct bracket *bracket)
{
    long at;

    for (size_t i = 0; i < g->points; i++)
        if (g->point[i].set == set && g->point[i].runs >= grow_runs(g))
            learn(g, &g->point[i], limit, bracket);
    while ((at = next_of(g, set, ceiling, bracket)) >= 0) {
        const struct grow_point *p = grow_run(g, (size_t)at, set, 0);
        if (!p)
            return false;
        learn(g, p, limit, bracket);
    }
    return true;
}

/* Half a cell is what the grid leaves open. */
struct estimate grow_threshold(const struct grows *g, const struct bracket *bracket)
{
    size_t runs = grow_runs(g), never = 0;
    double *x = xcalloc(runs + 1, sizeof *x), half = log1p(g->asked->precision) / 2;
    double alpha = 1 - g->sweeping->sweep.point[0].scenario->run.confidence;
    struct estimate e;

    for (size_t r = 0; r < runs; r++) {
        const struct bracket *b = &bracket[r];
        bool open = b->high == (long)g->multiples;
        never += open;
        x[r] = log(g->multiple[open ? b->low : b->high]);
        if (!open && b->low >= 0)
            x[r] = (x[r] + log(g->multiple[b->low])) / 2;
    }
    e = estimate_mean(x, runs, alpha);
    e.point = exp(e.point);
    e.low = runs < 2 ? (double)NAN : exp(e.low - half);
    e.high = runs < 2 ? (double)NAN : never ? (double)INFINITY : exp(e.high + half);
    e.exact = false;
    if (2 * never > runs)
        e.point = INFINITY;
    free(x);
    return e;
}
