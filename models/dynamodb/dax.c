/* dax.c - the life of a request at the cluster:
 *
 *   dax_refuses -> dax_answers (of each item: found, or on to the table) -> dax_served
 *   -> dax_keeps
 *
 * Reads are spread evenly over the nodes (developer guide, sizing your DAX cluster,
 * read 2026-11) and all nodes hold the same, so one bucket and one cache stand for each
 * of them: a read takes its share of the nodes, a write its whole cost.
 */
#include "dynamodb/dax.h"

#include <math.h>
#include <string.h>

#include "config/node.h"
#include "dynamodb/table.h"
#include "flow/usage.h"

#define LIMIT "dax.node_type"

enum { CACHE_ITEMS, CACHE_QUERIES, CACHE_KINDS }; /* a time to live each */

struct dax {
    struct service *self;
    const struct dax_config *config;
    const struct dax_account *account;
    struct limit *limit;
    struct source latency;
    struct cache cache;
    int64_t second;
    double in_second; /* normalized requests that a node served in this second */
    size_t served;    /* of the call at hand, to be kept once it is answered */
    struct cacheable item[MOST_ITEMS];
};

static enum dynamodb_action action_of(const struct call *call)
{
    return (enum dynamodb_action)call->action;
}

/* Strongly consistent and transactional reads pass through (DAX concepts). */
bool dax_caches(const struct target *target)
{
    enum dynamodb_action action = (enum dynamodb_action)target->action;
    const struct dynamodb_request *said = target->options;

    return !dynamodb_action_writes(action) && !dynamodb_action_is_transaction(action) &&
           !(said && said->consistent_read);
}

/* ---- at load ---- */

void dax_declare(struct catalogue *all, const struct resource *self)
{
    if (dax_given(self->config))
        declare_limit(all, LIMIT_BUCKET, LIMIT);
}

/* Without keys each read would be of an item of its own, and none would be found. */
const char *dax_misplaced(const struct dynamodb_config *c, const struct target *target)
{
    const struct dynamodb_request *said = target->options;
    const struct dynamodb_index *index = c->indexes.element;
    const struct dist *keys = said && said->index
                                  ? &index[said->index - 1].key_distribution
                                  : &c->key_distribution;

    if (!dax_given(c) || keys->law.kind != LAW_NONE || !dax_caches(target) ||
        node_member(target->group, "key"))
        return NULL;
    return "keys decide what dax finds: say key of this call, or key_distribution "
           "of the table or index";
}

bool dax_is_limit(const char *address, const struct resource *self)
{
    size_t length = strlen(self->address);

    return strncmp(address, self->address, length) == 0 &&
           strcmp(address + length, "." LIMIT) == 0;
}

sim_time dax_memory(const struct dynamodb_config *c)
{
    if (!dax_given(c))
        return 0;
    return c->dax.record_ttl > c->dax.query_ttl ? c->dax.record_ttl : c->dax.query_ttl;
}

/* ---- in a run ---- */

struct dax *dax_start(struct sim *sim, const struct table *table)
{
    const struct dax_config *c = &table->config->dax;
    const struct dax_account *account = &table->account->dax;
    sim_time ttl[CACHE_KINDS] = {c->record_ttl, c->query_ttl};
    struct dax *dax;

    if (!dax_given(table->config))
        return NULL;
    dax = sim_get(sim, sizeof *dax);
    dax->self = table->self;
    dax->config = c;
    dax->account = account;
    dax->limit = capacity_limit(sim, table, 0, LIMIT);
    limit_set_bucket(sim, dax->limit, account->node[c->node_type].requests,
                     account->node[c->node_type].requests, 1);
    dax->latency =
        source_of(sim, table->self, "dax.latency",
                  c->latency.law.kind == LAW_NONE ? &account->latency : &c->latency);
    cache_start(
        sim, &dax->cache,
        (int64_t)(account->memory_share * (double)account->node[c->node_type].memory),
        CACHE_KINDS, ttl);
    usage_level(sim, dax->self, ITEM_DAX + (size_t)c->node_type, c->replication_factor);
    return dax;
}

/* NULL: the call goes straight to the table. */
static struct dax *asked(const struct table *table, const struct call *call)
{
    struct dax *dax = table->dax;
    bool around = dax && dax->config->write_strategy == DAX_WRITE_AROUND;

    return around && dynamodb_action_writes(action_of(call)) ? NULL : dax;
}

struct limit *dax_refuses(struct sim *sim, const struct table *table,
                          const struct call *call)
{
    struct dax *dax = asked(table, call);

    if (!dax)
        return NULL;
    dax->served = 0;
    meter_add(&dax->self->meter[METRIC_DAX_REQUESTS], 1);
    if (limit_has_tokens(sim, dax->limit, 1))
        return NULL;
    meter_add(&dax->self->meter[METRIC_DAX_THROTTLED], 1);
    return dax->limit;
}

/* ---- what a node is asked for ---- */

/* For each KB that is begun. */
static double kilobytes(double bytes)
{
    return fmax(1, ceil(bytes / 1024));
}

/* Use of the limit: requests of a second by those a node serves in one. */
static void note_second(struct sim *sim, struct dax *dax, double requests)
{
    int64_t second = sim_now(sim) / SIM_SECOND;

    if (second != dax->second)
        dax->in_second = 0;
    dax->second = second;
    dax->in_second += requests;
    limit_reached(sim, dax->limit, fmin(dax->in_second / limit_value(dax->limit), 1));
}

static void take(struct sim *sim, struct dax *dax, int64_t bytes, double each)
{
    double requests = kilobytes((double)bytes) * each;

    limit_take(sim, dax->limit, (int64_t)ceil(requests * (double)TOKEN));
    note_second(sim, dax, requests);
}

static double of_read(const struct dax *dax, bool found)
{
    return (found ? 1 : dax->account->miss_requests) /
           (double)dax->config->replication_factor;
}

/* ---- the caches ---- */

/* An answer is kept by its question: action, index and key stand for all that it says. */
static struct cacheable cacheable(const struct call *call, const struct cost *cost)
{
    const struct dynamodb_request *said = call->target->options;
    enum dynamodb_action action = action_of(call);
    struct cacheable is = {CACHE_ITEMS, cost->key.hash, cost->bytes};

    if (dynamodb_action_scans(action)) {
        is.kind = CACHE_QUERIES;
        is.key = mix64(is.key + name_nth(action, said ? said->index : 0, 0));
        if (said && said->local)
            is.key = mix64(is.key + name_text(said->index_name));
    }
    if (action == ACTION_DELETE_ITEM)
        is.bytes = 0;
    return is;
}

static void count(struct dax *dax, enum dynamodb_action action, bool found)
{
    size_t row = METRIC_ITEM_CACHE_HITS;

    if (dynamodb_action_scans(action))
        row = action == ACTION_QUERY ? METRIC_QUERY_CACHE_HITS : METRIC_SCAN_CACHE_HITS;
    meter_add(&dax->self->meter[row + !found], 1);
}

bool dax_answers(struct sim *sim, const struct table *table, const struct call *call,
                 const struct cost *cost)
{
    struct dax *dax = asked(table, call);
    struct cacheable is;
    bool found;

    if (!dax)
        return false;
    if (cost->side == SIDE_WRITE) {
        take(sim, dax, cost->bytes, dax->account->write_requests);
        return false;
    }
    if (!dax_caches(call->target)) {
        take(sim, dax, cost->bytes, of_read(dax, false));
        return false;
    }
    is = cacheable(call, cost);
    found = cache_finds(sim, &dax->cache, &is);
    count(dax, action_of(call), found);
    take(sim, dax, cost->bytes, of_read(dax, found));
    return found;
}

bool dax_is_written_through(const struct table *table, const struct call *call)
{
    return dynamodb_action_writes(action_of(call)) && asked(table, call);
}

void dax_served(const struct table *table, const struct call *call,
                const struct cost *cost)
{
    struct dax *dax = asked(table, call);

    if (dax && (dynamodb_action_writes(action_of(call)) || dax_caches(call->target)))
        dax->item[dax->served++] = cacheable(call, cost);
}

void dax_keeps(struct sim *sim, const struct table *table, const struct call *call,
               sim_time delay)
{
    struct dax *dax = asked(table, call);
    int64_t evicted;

    if (!dax || dax->served == 0)
        return;
    evicted = dax->cache.evicted;
    for (size_t i = 0; i < dax->served; i++)
        cache_keeps(sim, &dax->cache, &dax->item[i], sim_now(sim) + delay);
    dax->served = 0;
    meter_add(&dax->self->meter[METRIC_DAX_EVICTED], dax->cache.evicted - evicted);
    meter_set(&dax->self->meter[METRIC_DAX_SIZE], sim_now(sim), dax->cache.held);
}

sim_time dax_takes(struct sim *sim, const struct table *table, const struct call *call)
{
    struct dax *dax = asked(table, call);

    return dax ? source_draw(sim, &dax->latency, &call->work) : 0;
}

void dax_audit(const struct table *table, struct diag *diag)
{
    if (table->dax && !cache_audit(&table->dax->cache))
        diag_failure(diag, (struct where){table->self->address, 0},
                     "what its cache holds is not the sum of its entries");
}
