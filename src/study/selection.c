#include "study/selection.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"

/* h^2 of the paper, from eta = ((2 alpha / (k - 1))^(-2 / (n0 - 1)) - 1) / 2. */
static double h_squared(const struct selection *s)
{
    double df = (double)s->first - 1;
    double eta = (pow(2 * s->alpha / (double)(s->rivals - 1), -2 / df) - 1) / 2;

    return 2 * eta * df;
}

/* By how much one may seem worse than the other by chance: W of the paper. */
static double allowance(const struct selection *s, size_t a, size_t b, double n)
{
    double variance = s->variance[a * s->points + b];

    return fmax(0,
                s->zone / (2 * n) * (h_squared(s) * variance / (s->zone * s->zone) - n));
}

/* Of two that are equal where nothing is left to chance the first stays. */
static bool is_worse(const struct selection *s, size_t a, size_t b, const double *mean,
                     double n)
{
    double apart = mean[a] - mean[b], allowed = allowance(s, a, b, n);

    return apart > allowed || (apart == 0 && allowed == 0 && a > b);
}

void selection_begin(struct selection *s)
{
    s->rivals = 0;
    for (size_t i = 0; i < s->points; i++)
        s->rivals += s->in[i];
}

size_t selection_look(struct selection *s, const double *mean, size_t observations)
{
    bool *was = xcalloc(s->points + 1, sizeof *was);
    size_t left = 0;

    for (size_t i = 0; i < s->points; i++)
        was[i] = s->in[i];
    for (size_t i = 0; i < s->points; i++) {
        for (size_t k = 0; was[i] && k < s->points; k++)
            if (was[k] && k != i && is_worse(s, i, k, mean, (double)observations))
                s->in[i] = false;
        left += s->in[i];
    }
    free(was);
    return left;
}
