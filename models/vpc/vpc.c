/* vpc.c - a private network: it is there and is paid for; what goes through it is
 * somebody else's call, which tells it (flow/ways.h).
 *
 * Its interface endpoint is there as soon as an API names it in `vpc_endpoint`: one for
 * all private APIs, with an address in each availability zone.
 */
#include "vpc/vpc.h"

#include <string.h>

#include "flow/forecast.h"
#include "flow/usage.h"
#include "vpc/tables.h"

/* ---- at load ---- */

static bool has_endpoint(const struct graph *graph, const struct resource *self)
{
    for (size_t i = 0; i < graph->resources; i++) {
        const struct target *to = resource_setting(&graph->resource[i], "vpc_endpoint");
        if (to && to->address && strcmp(to->address, self->address) == 0)
            return true;
    }
    return false;
}

static bool has_way(const struct graph *graph, const struct resource *self, enum way way)
{
    return way == WAY_NAT ? vpc_has_nat(self->config) : has_endpoint(graph, self);
}

static const struct dist *vpc_round_trip(const struct graph *graph,
                                         const struct resource *self, enum way way)
{
    const struct vpc_config *c = self->config;
    const struct vpc_account *account = graph_account(graph, "vpc");

    if (!has_way(graph, self, way))
        return NULL;
    return c->round_trip[way].law.kind == LAW_NONE ? &account->round_trip[way]
                                                   : &c->round_trip[way];
}

static bool reads_account(const struct occasion *o, enum way way)
{
    const struct vpc_config *c = o->self->config;

    return c->round_trip[way].law.kind == LAW_NONE && has_way(o->graph, o->self, way);
}

static bool reads_endpoint(const struct occasion *o)
{
    return reads_account(o, WAY_ENDPOINT);
}

static bool reads_nat(const struct occasion *o)
{
    return reads_account(o, WAY_NAT);
}

static const struct needed vpc_needed[] = {
    {"account.vpc.rtt_to_endpoint", reads_endpoint},
    {"account.vpc.rtt_to_region", reads_nat},
    NEEDED_END,
};

/* ---- the calculator ---- */

static double endpoints(const struct graph *graph, const struct resource *self)
{
    const struct vpc_config *c = self->config;

    return has_endpoint(graph, self) ? (double)c->zones : 0;
}

static struct forecast_time vpc_forecast(struct forecast *f, const struct resource *self,
                                         const struct offered *nothing)
{
    const struct vpc_config *c = self->config;

    (void)nothing; /* it is not called */
    forecast_holds(f, self, ITEM_ENDPOINT_HOUR, endpoints(forecast_graph(f), self));
    forecast_holds(f, self, ITEM_NAT_HOUR, (double)c->nat_gateways);
    return (struct forecast_time){0};
}

static void vpc_foreseen(struct forecast *f, const struct resource *self, enum way way,
                         double bytes_per_s)
{
    size_t item = way == WAY_NAT ? ITEM_NAT_GB : ITEM_ENDPOINT_GB;

    forecast_usage(f, self, item, bytes_per_s * vpc_items[item].scale);
}

/* ---- in a run ---- */

static void *vpc_start(struct sim *sim, struct service *self)
{
    const struct vpc_config *c = self->config;

    usage_level(sim, self, ITEM_ENDPOINT_HOUR,
                (int64_t)endpoints(world_of(sim)->graph, self->resource));
    usage_level(sim, self, ITEM_NAT_HOUR, c->nat_gateways);
    return NULL;
}

static void vpc_carried(struct service *self, enum way way, int64_t out, int64_t back)
{
    if (way == WAY_ENDPOINT) {
        meter_add(&self->meter[METRIC_ENDPOINT_BYTES], out + back);
        usage_add(self, ITEM_ENDPOINT_GB, out + back);
        return;
    }
    meter_add(&self->meter[METRIC_NAT_OUT], out);
    meter_add(&self->meter[METRIC_NAT_BACK], back);
    usage_add(self, ITEM_NAT_GB, out + back);
}

/* Each byte that went through is paid for. */
static void vpc_audit(struct sim *sim, struct service *self, struct diag *diag)
{
    const struct meter *meter = self->meter;
    int64_t nat = meter[METRIC_NAT_OUT].count + meter[METRIC_NAT_BACK].count;

    (void)sim;
    if (self->usage[ITEM_ENDPOINT_GB].count != meter[METRIC_ENDPOINT_BYTES].count ||
        self->usage[ITEM_NAT_GB].count != nat)
        diag_failure(diag, self->resource->at,
                     "%s: bytes carried are not those that are paid for", self->address);
}

static const struct ways vpc_ways = {
    .round_trip = vpc_round_trip,
    .carried = vpc_carried,
    .foreseen = vpc_foreseen,
};

const struct model vpc_model = {
    .name = "vpc",
    .dimension = "vpc",
    .also = "vpcs private_network subnet subnets",
    .help = "Amazon VPC: a private network, by its ways to APIs",
    .fields = vpc_fields,
    .account_fields = vpc_account_fields,
    .config_size = sizeof(struct vpc_config),
    .account_size = sizeof(struct vpc_account),
    .metrics = vpc_metrics,
    .items = vpc_items,
    .needed = vpc_needed,
    .ways = &vpc_ways,
    .forecast = vpc_forecast,
    .start = vpc_start,
    .audit = vpc_audit,
};
