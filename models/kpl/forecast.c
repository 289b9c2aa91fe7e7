/* forecast.c - the calculator's view of a producer: how many records go together.
 *
 * Of a Poisson stream of lambda records a second to one shard from one host a parcel is
 * the first record and those that come within record_max_buffered_time, or as many as
 * fit.
 */
#include <math.h>

#include "flow/graph.h"
#include "kpl/tables.h"
#include "sim/real.h"

struct load {
    double rate;   /* user records a second, of all hosts */
    double lambda; /* .. of one host to one shard; without aggregation of one host */
    double lanes;  /* of all hosts */
    double size, variance; /* bytes of a record, compressed */
    double most;           /* records that fit into a parcel; of a call without one */
};

struct count {                  /* of records in a parcel */
    double mean, square, alone; /* alone: P(there is one) */
};

static double shards_of(struct forecast *f, const struct kpl_config *c)
{
    const struct resource *stream = &forecast_graph(f)->resource[c->stream.resource];
    const int64_t *count = resource_setting(stream, "shard_count");
    const struct offered nothing = {.items = 1};

    if (count && *count != ABSENT)
        return (double)*count;
    forecast_call(f, stream, &nothing); /* on demand: so that it says how many it has */
    return fmax(1, forecast_use(f, stream->limit[0])->size);
}

/* Renewals before the size is full: M / mean + (cv^2 - 1) / 2. */
static double fitting(const struct kpl_config *c, const struct kpl_account *account,
                      const struct load *l)
{
    double each = l->size + (double)account->record_overhead;
    double room = (double)(c->aggregation_size - account->aggregate_overhead);

    return fmax(1, room / each + (l->variance / (each * each) - 1) / 2);
}

static struct load load_of(struct forecast *f, const struct resource *self,
                           const struct offered *o)
{
    const struct kpl_config *c = self->config;
    const struct kpl_account *account = graph_account(forecast_graph(f), "kpl");
    struct forecast_time size =
        o->sizes ? forecast_law(f, o->sizes) : (struct forecast_time){0};
    double ratio = c->compression_ratio;
    struct load l = {.rate = o->rate * o->items,
                     .size = size.mean * ratio,
                     .variance = size.variance * ratio * ratio,
                     .lanes = (double)c->hosts};

    l.most = (double)c->collection_count;
    if (c->aggregates) {
        l.lanes *= shards_of(f, c);
        l.most = fitting(c, account, &l);
    }
    l.lambda = l.rate / l.lanes;
    return l;
}

/* 1 + a Poisson number of this mean, but not more than `most`, which may be a fraction.
 */
static struct count counted(double mean, double most)
{
    struct count n = {1, 1, real_exp(-mean)};
    double rest;

    if (mean > 2 * most + 50)
        return (struct count){most, most * most, 0};
    for (double k = 1; k < most && k < mean + 20 * sqrt(mean) + 20; k++) {
        double more = real_gamma_p(k, mean, &rest); /* P(Poisson >= k) */
        double whole = fmin(1, most - k);           /* of the record that fits in part */
        n.mean += more * whole;
        n.square += more * whole * (2 * k + 1);
    }
    if (most <= 1)
        n.alone = 1;
    return n;
}

/* Of an average parcel; what is alone is none, and has no more bytes than its own. */
static struct forecast_parcel parcel_of(const struct kpl_config *c,
                                        const struct kpl_account *account,
                                        const struct load *l, const struct count *n)
{
    double each = l->size + (double)account->record_overhead;
    double spread = fmax(0, n->square - n->mean * n->mean);

    return (struct forecast_parcel){
        .records = n->mean,
        .bytes = n->mean * l->size +
                 (1 - n->alone) * (double)account->aggregate_overhead +
                 (n->mean - n->alone) * (double)account->record_overhead,
        .most = (double)(n->alone < 1 ? c->aggregation_size : account->record_most),
        .alone = n->alone,
        .variance = spread * each * each + n->mean * l->variance,
    };
}

/* Until what is collected of full parcels goes: its first deadline has come, or it is
 * enough. */
static double collects(const struct kpl_config *c, const struct kpl_account *account,
                       const struct load *l)
{
    double time = (double)c->buffered_time / 1e9;
    double closed = l->rate / (double)c->hosts / l->most; /* a second and host */

    if (!c->aggregates)
        return 0;
    time = fmin(time, ((double)c->collection_count - 1) / closed);
    return fmin(time, (double)account->shard_collection / (l->lambda * fmax(1, l->size)));
}

/* How long a record waits for others: the first for all of the time.  Parcels that are
 * full before wait together, but for the open one: half of half its time more. */
static double waits(const struct kpl_config *c, const struct kpl_account *account,
                    const struct load *l)
{
    double time = (double)c->buffered_time / 1e9, others = l->lambda * time;
    double full = l->lambda > 0 ? (l->most - 1) / l->lambda : time;
    double together = full < time ? collects(c, account, l) : 0;

    if (full >= time)
        return time * (1 + others / 2) / (1 + others);
    return together > full ? together / 2 + full / 4 : full / 2;
}

static void limits(struct forecast *f, const struct resource *self, const struct load *l,
                   const struct forecast_parcel *parcel)
{
    const struct kpl_config *c = self->config;
    const struct kpl_account *account = graph_account(forecast_graph(f), "kpl");
    double records = l->lambda / parcel->records;
    double bytes = records * parcel->bytes / account->shard_bytes;
    double rate = fmax(records, bytes * account->shard_records);

    forecast_limit(f, self->limit[LIMIT_RATE], c->aggregates ? rate : 0,
                   c->rate_limit * account->shard_records);
    forecast_limit(f, self->limit[LIMIT_CPU],
                   l->rate * forecast_mean(f, &c->compression_work), (double)c->hosts);
}

static struct offered records_of(const struct offered *o, const struct load *l,
                                 const struct forecast_parcel *parcel)
{
    return (struct offered){.rate = l->rate / parcel->records,
                            .items = 1,
                            .keys = o->keys,
                            .sizes = o->sizes,
                            .parcel = *parcel};
}

struct forecast_time kpl_forecast(struct forecast *f, const struct resource *self,
                                  const struct offered *o)
{
    const struct kpl_config *c = self->config;
    const struct kpl_account *account = graph_account(forecast_graph(f), "kpl");
    const struct resource *stream = &forecast_graph(f)->resource[c->stream.resource];
    struct load l = load_of(f, self, o);
    struct count n = {1, 1, 1};
    struct forecast_parcel parcel;
    struct forecast_time time;
    struct offered records;

    if (c->aggregates)
        n = counted(l.lambda * (double)c->buffered_time / 1e9, l.most);
    parcel = parcel_of(c, account, &l, &n);
    limits(f, self, &l, &parcel);
    records = records_of(o, &l, &parcel);
    time = forecast_call(f, stream, &records);
    time.mean += waits(c, account, &l) + forecast_mean(f, &c->compression_work);
    forecast_resource(f, self, l.rate, time.mean);
    return time;
}
