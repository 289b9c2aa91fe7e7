/* dax_forecast.c - what the calculator says of a cluster in front of a table. */
#include <math.h>
#include <string.h>

#include "dynamodb/table.h"

enum { KB = 1024 };

static bool scans(const struct offered *o)
{
    return dynamodb_action_scans((enum dynamodb_action)o->target->action);
}

static const struct law *keys_of(const struct forecast *f,
                                 const struct dynamodb_config *c, const struct offered *o)
{
    const struct dynamodb_request *said = o->target->options;
    const struct dynamodb_index *index = c->indexes.element;

    if (o->keys && o->keys->law.kind != LAW_NONE)
        return forecast_keys(f, o->keys);
    return forecast_keys(f, said && said->index ? &index[said->index - 1].key_distribution
                                                : &c->key_distribution);
}

/* Nothing is evicted, no write prolongs it. */
double dax_hit_ratio(const struct forecast *f, const struct dynamodb_config *c,
                     const struct offered *o)
{
    struct cache_asker asker = {.rate = o->rate};

    if (!dax_given(c) || !o->target || !dax_caches(o->target))
        return 0;
    asker.keys = keys_of(f, c, o);
    asker.rate *= scans(o) ? 1 : fmax(1, o->items);
    asker.ttl = (double)(scans(o) ? c->dax.query_ttl : c->dax.record_ttl) * 1e-9;
    return asker.keys ? cache_found(&asker, &asker, 1, INFINITY) : 0;
}

static bool is_asked(const struct dynamodb_config *c, bool writes)
{
    return dax_given(c) && !(writes && c->dax.write_strategy == DAX_WRITE_AROUND);
}

/* Normalized requests a call of one node. */
static double normalized(const struct dynamodb_config *c, const struct dax_account *a,
                         const struct offered *o, double kb, double hits)
{
    if (dynamodb_action_writes((enum dynamodb_action)o->target->action))
        return kb * a->write_requests;
    return kb * (hits + (1 - hits) * a->miss_requests) /
           (double)c->dax.replication_factor;
}

struct forecast_time dax_forecast(struct forecast *f, const struct resource *self,
                                  const struct offered *o, double hits)
{
    const struct dynamodb_config *c = self->config;
    const struct dynamodb_account *account = graph_account(forecast_graph(f), "dynamodb");
    const struct dax_account *a = &account->dax;
    const struct graph *graph = forecast_graph(f);
    size_t type;

    if (!dax_given(c))
        return (struct forecast_time){0};
    type = (size_t)c->dax.node_type;
    forecast_holds(f, self, ITEM_DAX + type, (double)c->dax.replication_factor);
    if (!o->target ||
        !is_asked(c, dynamodb_action_writes((enum dynamodb_action)o->target->action)))
        return (struct forecast_time){0};
    for (size_t i = 0; i < self->limits; i++)
        if (dax_is_limit(graph->limit[self->limit[i]].address, self))
            forecast_limit(
                f, self->limit[i],
                o->rate * normalized(c, a, o, dynamodb_pieces(f, account, o, KB), hits),
                a->node[type].requests);
    return forecast_law(f, c->dax.latency.law.kind == LAW_NONE ? &a->latency
                                                               : &c->dax.latency);
}
