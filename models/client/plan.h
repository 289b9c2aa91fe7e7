/* plan.h - what the loader and the calculator learn of a client. */
#ifndef CLIENT_PLAN_H
#define CLIENT_PLAN_H

#include "client/client.h"
#include "flow/forecast.h"
#include "flow/plan.h"

void client_plan(struct plan *, const struct resource *self);
void client_declare(struct catalogue *, const struct resource *self);
void client_check(const struct graph *, const struct resource *self, struct diag *);
void client_offers(const struct resource *self, sim_time from, sim_time to,
                   struct offered *);
struct forecast_time client_forecast(struct forecast *, const struct resource *self,
                                     const struct offered *);

const struct law *client_attribute_law(const struct resource *self, size_t index);
double client_attribute_mean(const struct graph *, const struct resource *self,
                             size_t index);

#endif
