#include "flow/breakdown.h"

#include <math.h>

void breakdown_add(struct breakdown *b, const struct spent *spent, int64_t latency)
{
    unsigned bin = histogram_bin(latency) / BREAKDOWN_FINE;

    if (!b)
        return;
    b->n[bin]++;
    for (int part = 0; part < TIME_PARTS; part++)
        b->ns[bin][part] += spent->ns[part];
}

double breakdown_mean(const struct breakdown *b, enum part_of_time part, double share)
{
    double n = 0, sum = 0, wanted, left;

    for (unsigned bin = 0; bin < BREAKDOWN_BINS; bin++)
        n += (double)b->n[bin];
    if (n == 0)
        return NAN;
    left = wanted = fmax(n * share, fmin(n, 1));
    for (unsigned bin = BREAKDOWN_BINS; bin-- > 0 && left > 0;) {
        double here = (double)b->n[bin], taken = fmin(here, left);
        if (here > 0)
            sum += (double)b->ns[bin][part] * taken / here;
        left -= taken;
    }
    return sum / wanted;
}
