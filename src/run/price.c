/* price.c - the only place where use is multiplied with money. */
#include "run/price.h"

#include <math.h>

double price_of_month(const struct price_row *row, double units, bool free_tier,
                      double discount)
{
    double usd = 0, from = 0;

    if (!row)
        return units * (1 - discount);
    if (free_tier)
        units = fmax(units - row->free, 0);
    for (size_t i = 0; i < row->tiers && units > from; i++) {
        usd += (fmin(units, row->tier[i].up_to) - from) * row->tier[i].price;
        from = row->tier[i].up_to;
    }
    return usd * (1 - discount);
}

double price_of_month_again(const struct price_row *row, double units, bool free_tier,
                            double discount)
{
    double usd = 0, left;

    if (!row)
        return units - units * discount;
    left = free_tier && row->free > 0 ? fmax(units - row->free, 0) : units;
    for (size_t i = row->tiers; i-- > 0;) {
        double from = i > 0 ? row->tier[i - 1].up_to : 0;
        if (left <= from)
            continue;
        usd += (left - from) * row->tier[i].price;
        left = from;
    }
    return usd - usd * discount;
}
