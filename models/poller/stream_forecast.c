/* stream_forecast.c - what the calculator says of a mapping of a stream: how large
 * batches are, and how many are in the function.
 *
 * Records come to a lane with each poll of its shard, or with each push (enhanced
 * fan-out).  The lane takes what is there when it is free, up to batch_size, so batches
 * grow with the time that the function takes for one, until lambda records a second keep
 * it busy.
 */
#include <math.h>
#include <string.h>

#include "flow/forecast.h"
#include "poller/stream.h"
#include "sim/real.h"

struct lane_load { /* of lanes that are alike */
    double lambda; /* a second, of one lane: what comes to it together .. */
    double per;    /* .. and records in that: of a parcel that is taken apart some */
    double all;    /* the same of a shard, for all its lanes */
    double lanes;  /* of a shard */
    double fixed, each, window, most; /* most: of what comes together, in a batch */
    double interval;                  /* of polls; that a push takes */
    bool fans_out;
};

enum { KINDS = 2 }; /* of lanes */

static struct offered batches(double rate, double items, const struct offered *of)
{
    return (struct offered){.rate = rate,
                            .items = items,
                            .is_batch = true,
                            .keys = of->keys,
                            .sizes = of->sizes};
}

/* Of the function, with so many records in a batch; adds nothing up. */
static double seconds(struct forecast *f, const struct resource *function,
                      const struct offered *of, double items)
{
    struct offered batch = batches(of->rate / items, items, of);

    return forecast_probe(f, function, &batch).mean;
}

/* Batches that a Poisson number of records with this mean makes: pieces begun. */
static double pieces_of(double mean, double most)
{
    enum { TERMS = 1000 };
    double sum = 0, rest, beyond = 1;

    if (mean > 50 * most)
        return mean / most + 0.5;
    for (int k = 0; k < TERMS && beyond > 1e-9; k++) {
        beyond = real_gamma_p(k * most + 1, mean, &rest); /* P(N > k most) */
        sum += beyond;
    }
    return sum;
}

/* How far apart records come to the reader: polls, or pushes one after the other. */
static double apart(const struct lane_load *l)
{
    return l->fans_out ? l->interval + real_exp(-l->all * l->interval) / l->all
                       : l->interval;
}

/* From a batch's going to the next one's first record: what comes while it is in the
 * function waits for its end; a poll comes at any time of its interval, and may bring
 * none. */
static double until_next(const struct lane_load *l, double takes)
{
    double x = takes / l->interval, none = real_exp(-l->lambda * l->interval);

    if (l->fans_out || x > 1) /* none has come yet: the next one, and its poll */
        return takes + real_exp(-l->lambda * takes) *
                           (1 / l->lambda + (l->fans_out ? 0 : l->interval / 2));
    return l->interval * ((1 + x * x) / 2 + none / (1 - none));
}

/* Without a window.  A push brings what has come while the one before was on its way;
 * one record where none has. */
static double at_once(const struct lane_load *l, double takes)
{
    double every = apart(l);
    double alone = l->fans_out ? real_exp(-l->all * l->interval) : 0;

    if (takes > l->interval)
        return 1 / until_next(l, takes);
    return (pieces_of(l->lambda * l->interval, l->most) + alone * l->lambda / l->all) /
           every;
}

/* Mean of a Poisson number, but not more than this. */
static double not_beyond(double mean, double most)
{
    double sum = 0, rest;

    if (mean > 2 * most + 50)
        return most;
    for (double k = 0; k < most && k < mean + 20 * sqrt(mean) + 20; k++)
        sum += real_gamma_p(k + 1, mean, &rest); /* P(N > k) */
    return sum;
}

/* Records in a batch of one lane whose batches take so long: one after the other. */
static double batch_with(const struct lane_load *l, double takes)
{
    if (l->window == 0)
        return l->lambda / fmin(at_once(l, takes), 1 / takes);
    return not_beyond(l->lambda * (l->window + until_next(l, takes)), l->most);
}

/* Where the size of batches and the time that they take agree. */
static double batch_of(const struct lane_load *l)
{
    double batch = 1;

    for (int i = 0; i < 100; i++) {
        double takes = l->fixed + l->each * batch;
        double wanted = fmin(batch_with(l, takes), l->most);
        batch = (batch + fmax(wanted, 1)) / 2;
    }
    return batch;
}

static double push_seconds(struct forecast *f, const struct mapping *m)
{
    const struct resource *stream = &forecast_graph(f)->resource[m->source.resource];
    struct target target = link_to(stream, "SubscribeToShard");
    struct offered call = {.items = 1, .target = &target};

    return forecast_probe(f, stream, &call).mean;
}

/* As if each shard had its part of all. */
static struct lane_load any_lane(struct forecast *f, const struct resource *self,
                                 double all)
{
    const struct mapping *m = self->config;
    const struct poller_account *account = graph_account(forecast_graph(f), "poller");
    struct lane_load l = {.lambda = all / (double)m->factor,
                          .per = 1,
                          .all = all,
                          .lanes = (double)m->factor,
                          .window = (double)m->window / 1e9,
                          .interval = (double)account->poll_interval / 1e9,
                          .most = (double)m->batch_size,
                          .fans_out = m->consumer != NULL};

    if (l.fans_out)
        l.interval = push_seconds(f, m);
    return l;
}

static void time_of(struct forecast *f, const struct resource *self,
                    const struct offered *of, struct lane_load *l)
{
    double one = seconds(f, self->owner, of, l->per);

    if (l->most > 1)
        l->each = (seconds(f, self->owner, of, l->most * l->per) - one) / (l->most - 1);
    l->fixed = one - l->each;
}

/* Lambda takes parcels apart: most lanes get some of each. */
static void take_apart(struct lane_load *l, const struct forecast_parcel *p)
{
    double some = 1 - real_exp(-p->records / l->lanes);

    if (l->lanes <= 1)
        some = 1;
    l->lambda = l->all * some;
    l->per = p->records / (l->lanes * some);
    l->most = fmax(1, l->most / l->per);
}

/* Aggregated records have one key, all of them, and so one lane of their shard; records
 * that are alone go to all.  Returns how many kinds of lanes there are. */
static size_t kinds_of(struct forecast *f, const struct resource *self,
                       const struct offered *of, double shards, struct lane_load *l)
{
    const struct poller_account *account = graph_account(forecast_graph(f), "poller");
    const struct forecast_parcel *p = &of->parcel;
    double alone;

    l[0] = l[1] = any_lane(f, self, of->rate / shards);
    if (p->records <= 1)
        return 1;
    if (l->fans_out && account->takes_apart) {
        take_apart(l, p);
        return 1;
    }
    alone = p->alone / l->lanes;
    l[0].lambda = l->all * (1 - p->alone + alone);
    l[0].per = (p->records - p->alone + alone) / (1 - p->alone + alone);
    l[1].lambda = l->all * alone;
    l[1].lanes = l->lanes - 1;
    l[0].lanes = 1;
    return l[1].lanes > 0 && l[1].lambda > 1e-6 ? 2 : 1;
}

/* Reads a second of all shards: the polls, and those that follow a full one. */
static void forecast_reads(struct forecast *f, const struct resource *stream,
                           const struct mapping *m, const struct offered *of,
                           const struct lane_load *l)
{
    double shards = forecast_use(f, stream->limit[0])->size;
    struct target read = link_to(stream, m->consumer ? "SubscribeToShard" : "GetRecords");
    struct offered call = {.rate = shards / l->interval,
                           .keys = of->keys,
                           .sizes = of->sizes,
                           .parcel = of->parcel,
                           .target = &read};

    if (l->fans_out && of->rate > 0)
        call.rate = shards / apart(l);
    call.items = of->rate > 0 ? of->rate / call.rate : 0;
    forecast_call(f, stream, &call);
}

/* One by one, however they were sent. */
static struct offered records_of(const struct offered *came)
{
    struct offered all = *came;

    all.rate *= all.items;
    all.items = 1;
    return all;
}

/* Batches of these lanes; returns how many are in the function. */
static double forecast_lanes(struct forecast *f, const struct resource *self,
                             const struct offered *of, double shards, struct lane_load *l)
{
    double batch, takes, rate;
    struct offered call;

    time_of(f, self, of, l);
    batch = batch_of(l);
    takes = l->fixed + l->each * batch;
    rate = l->lambda * l->lanes * shards / batch;
    call = batches(rate, batch * l->per, of);
    forecast_call(f, self->owner, &call);
    forecast_resource(f, self, rate, takes);
    return rate * takes;
}

struct forecast_time stream_forecast(struct forecast *f, const struct resource *self,
                                     const struct offered *came)
{
    const struct mapping *m = self->config;
    const struct offered all = records_of(came), *of = &all;
    const struct resource *stream = &forecast_graph(f)->resource[m->source.resource];
    double shards = forecast_use(f, stream->limit[0])->size, at_once = 0;
    struct lane_load l[KINDS];
    size_t kinds = kinds_of(f, self, of, shards, l);

    if (!of->again)
        forecast_reads(f, stream, m, of, l);
    for (size_t i = 0; i < kinds && of->rate > 0; i++)
        at_once += forecast_lanes(f, self, of, shards, &l[i]);
    if (of->rate > 0)
        forecast_limit(f, self->limit[0], at_once, shards * (double)m->factor);
    return (struct forecast_time){0}; /* nobody waits for it */
}
