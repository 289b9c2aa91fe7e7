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

struct lane_load {
    double lambda; /* records a second, of one lane */
    double lanes;  /* of a shard */
    double fixed, each, window, most;
    double interval; /* of polls; that a push takes */
    bool fans_out;
};

static struct target target_of(const struct resource *to, const char *action)
{
    struct target target = {.address = to->address, .resource = to->index};

    while (strcmp(to->model->actions[target.action], action) != 0)
        target.action++;
    return target;
}

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
    double all = l->lambda * l->lanes;

    return l->fans_out ? l->interval + real_exp(-all * l->interval) / all : l->interval;
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
    double alone = l->fans_out ? real_exp(-l->lambda * l->lanes * l->interval) : 0;

    if (takes > l->interval)
        return 1 / until_next(l, takes);
    return (pieces_of(l->lambda * l->interval, l->most) + alone / l->lanes) / every;
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

/* Records in a batch of one lane whose batches take so long. */
static double batch_with(const struct lane_load *l, double takes)
{
    if (l->window == 0)
        return l->lambda / at_once(l, takes);
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
    struct target target = target_of(stream, "SubscribeToShard");
    struct offered call = {.items = 1, .target = &target};

    return forecast_probe(f, stream, &call).mean;
}

static struct lane_load load_of(struct forecast *f, const struct resource *self,
                                const struct offered *of, double lanes)
{
    const struct mapping *m = self->config;
    const struct poller_account *account = graph_account(forecast_graph(f), "poller");
    double most = (double)m->batch_size, one = seconds(f, self->owner, of, 1);
    struct lane_load l = {.lambda = of->rate / lanes,
                          .window = (double)m->window / 1e9,
                          .lanes = (double)m->factor,
                          .interval = (double)account->poll_interval / 1e9,
                          .most = most,
                          .fans_out = m->consumer != NULL};

    if (l.fans_out)
        l.interval = push_seconds(f, m);
    l.each = most > 1 ? (seconds(f, self->owner, of, most) - one) / (most - 1) : 0;
    l.fixed = one - l.each;
    return l;
}

/* Reads a second of all shards: the polls, and those that follow a full one. */
static void forecast_reads(struct forecast *f, const struct resource *stream,
                           const struct mapping *m, const struct offered *of,
                           const struct lane_load *l)
{
    double shards = forecast_use(f, stream->limit[0])->size;
    struct target read =
        target_of(stream, m->consumer ? "SubscribeToShard" : "GetRecords");
    struct offered call = {.rate = shards / l->interval,
                           .keys = of->keys,
                           .sizes = of->sizes,
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

struct forecast_time stream_forecast(struct forecast *f, const struct resource *self,
                                     const struct offered *came)
{
    const struct offered all = records_of(came), *of = &all;
    const struct mapping *m = self->config;
    const struct resource *stream = &forecast_graph(f)->resource[m->source.resource];
    double lanes = forecast_use(f, stream->limit[0])->size * (double)m->factor;
    struct lane_load l = load_of(f, self, of, lanes);
    double batch, takes, rate;
    struct offered call;

    if (!of->again)
        forecast_reads(f, stream, m, of, &l);
    if (of->rate <= 0)
        return (struct forecast_time){0};
    batch = batch_of(&l);
    takes = l.fixed + l.each * batch;
    rate = of->rate / batch;
    call = batches(rate, batch, of);
    forecast_call(f, self->owner, &call);
    forecast_limit(f, self->limit[0], rate * takes, lanes);
    forecast_resource(f, self, rate, takes);
    return (struct forecast_time){takes, 0};
}
