/* forecast.c - the calculator's view of a fleet: how large batches are, and how many
 * leases are at work.
 *
 * A lease reads what has come since its last read: idle_time_between_reads ago, or as
 * long as it took to work on that.
 */
#include <math.h>

#include "flow/graph.h"
#include "kcl/tables.h"
#include "sim/real.h"

struct load {
    double leases, lambda; /* records of the stream a second and lease */
    double cycle;          /* s from read to read */
    double batch, takes;   /* records of the stream in a read; s of the steps */
    double busy;           /* reads that bring some, of all */
};

static struct target read_of(const struct kcl_config *c, const struct resource *stream)
{
    return link_to(stream, c->consumer ? "SubscribeToShard" : "GetRecords");
}

/* Of the steps with so many of the stream's records; adds nothing up. */
static double seconds(struct forecast *f, const struct kcl_config *c,
                      const struct offered *of, double records)
{
    const struct forecast_body body = {.items = records * forecast_records(of)};

    return forecast_probe_steps(f, &c->steps, &body).mean;
}

static double read_seconds(struct forecast *f, const struct kcl_config *c)
{
    const struct resource *stream = &forecast_graph(f)->resource[c->stream.resource];
    struct target target = read_of(c, stream);
    struct offered call = {.items = 1, .target = &target};

    return forecast_probe(f, stream, &call).mean;
}

/* Where the time of a batch and the records that it has agree. */
static struct load load_of(struct forecast *f, const struct resource *self,
                           const struct offered *of)
{
    const struct kcl_config *c = self->config;
    const struct resource *stream = &forecast_graph(f)->resource[c->stream.resource];
    struct load l = {.leases = fmax(1, forecast_use(f, stream->limit[0])->size)};
    double most = (double)c->max_records, one = seconds(f, c, of, 1);
    double each = most > 1 ? (seconds(f, c, of, most) - one) / (most - 1) : 0;
    double beside = read_seconds(f, c) + forecast_mean(f, &c->checkpoint_latency);
    double idle = c->consumer ? 0 : (double)c->idle_time / 1e9;

    l.lambda = of->rate / l.leases;
    l.batch = 1;
    for (int i = 0; i < 100; i++) {
        l.takes = one - each + each * l.batch;
        l.cycle = fmax(idle, beside + l.takes);
        if (c->consumer && l.lambda > 0) /* a push waits for its first record */
            l.cycle =
                beside + l.takes + real_exp(-l.lambda * (beside + l.takes)) / l.lambda;
        l.busy = c->consumer ? 1 : 1 - real_exp(-l.lambda * l.cycle);
        l.batch = (l.batch + fmin(most, fmax(1, l.lambda * l.cycle / l.busy))) / 2;
    }
    return l;
}

static void forecast_reads(struct forecast *f, const struct resource *self,
                           const struct offered *of, const struct load *l)
{
    const struct kcl_config *c = self->config;
    const struct resource *stream = &forecast_graph(f)->resource[c->stream.resource];
    struct target target = read_of(c, stream);
    struct offered call = {.rate = l->leases / l->cycle,
                           .keys = of->keys,
                           .sizes = of->sizes,
                           .parcel = of->parcel,
                           .target = &target};

    call.items = of->rate / call.rate;
    forecast_call(f, stream, &call);
}

/* Renewals, checkpoints, and who looks for leases. */
static void forecast_leases(struct forecast *f, const struct resource *self,
                            const struct load *l, double checkpoints)
{
    const struct kcl_config *c = self->config;
    const struct kcl_account *account = graph_account(forecast_graph(f), "kcl");
    double epsilon = (double)account->lease_epsilon / 1e9;
    double duration = (double)c->lease_duration / 1e9;
    double pieces = ceil(l->leases * (double)account->lease_size / 4096);

    forecast_usage(f, self, ITEM_LEASE_WRITE,
                   checkpoints + l->leases / (duration / 3 - epsilon));
    forecast_usage(f, self, ITEM_LEASE_READ,
                   pieces * kcl_items[ITEM_LEASE_READ].scale * (double)c->workers /
                       (2 * (duration + epsilon)));
}

struct forecast_time kcl_forecast(struct forecast *f, const struct resource *self,
                                  const struct offered *came)
{
    const struct kcl_config *c = self->config;
    struct forecast_body body = {0};
    struct offered of = *came;
    struct load l;
    double rate;

    of.rate *= of.items;
    of.items = 1;
    l = load_of(f, self, &of);
    if (!came->again)
        forecast_reads(f, self, &of, &l);
    rate = of.rate / l.batch;
    if (!came->again)
        forecast_leases(f, self, &l, rate);
    if (of.rate <= 0)
        return (struct forecast_time){0};
    body.items = l.batch * forecast_records(&of);
    forecast_steps(f, &c->steps, rate, &body);
    forecast_limit(f, self->limit[0], rate * l.takes, l.leases);
    forecast_resource(f, self, rate, l.takes);
    return (struct forecast_time){l.takes, 0};
}
