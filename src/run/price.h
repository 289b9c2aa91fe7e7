/* price.h - what a month's use costs: tiers, free tier, discount (language.md D21). */
#ifndef PRICE_H
#define PRICE_H

#include "run/scenario.h"

/* USD for this much use in one month.  NULL row: the units are USD already. */
double price_of_month(const struct price_row *, double units, bool free_tier,
                      double discount);

/* The same by another road, for the ledger: tier by tier from the top. */
double price_of_month_again(const struct price_row *, double units, bool free_tier,
                            double discount);

#endif
