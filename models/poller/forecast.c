/* forecast.c - the calculator's view of a mapping: how large batches are, and how many
 * pollers it takes.
 *
 * A round of a poller takes a + c b seconds for a batch of b messages.  Without a window
 * a message finds a poller that waits, or there soon is one more: batches are of what was
 * sent together, until there are as many pollers as there may be; then lambda / b rounds
 * a second keep just all of them busy.  With a window each of those it begins with
 * gathers its share.
 */
#include <math.h>

#include "flow/forecast.h"
#include "poller/stream.h"
#include "poller/tables.h"
#include "sim/real.h"

enum { RECEIVE_MOST = 10 }; /* messages */

struct rounds {      /* of all pollers */
    double lambda;   /* messages a second */
    double batch;    /* messages in one */
    double takes;    /* s, from receiving to having deleted */
    double held;     /* s of it until the messages are deleted */
    double function; /* s of it in the function */
    double turn;     /* s a message, of full batches one after another */
    double pollers;
};

struct parties {
    const struct resource *self, *queue, *function;
    struct target receive, delete;
    const struct mapping *mapping;
    const struct poller_account *account;
};

static struct parties parties_of(struct forecast *f, const struct resource *self)
{
    const struct graph *graph = forecast_graph(f);
    const struct mapping *m = self->config;
    const struct resource *queue = &graph->resource[m->source.resource];

    return (struct parties){.self = self,
                            .queue = queue,
                            .function = self->owner,
                            .receive = link_to(queue, "ReceiveMessage"),
                            .delete = link_to(queue, "DeleteMessageBatch"),
                            .mapping = m,
                            .account = graph_account(graph, "poller")};
}

static struct offered batches(double rate, double items, const struct offered *of)
{
    return (struct offered){.rate = rate,
                            .items = items,
                            .is_batch = true,
                            .keys = of->keys,
                            .sizes = of->sizes};
}

static double lambda_of(const struct offered *of)
{
    return of->rate * of->items;
}

/* Of the function, with so many messages in a batch; adds nothing up. */
static double function_seconds(struct forecast *f, const struct parties *who,
                               const struct offered *of, double items)
{
    struct offered batch = batches(lambda_of(of) / items, items, of);

    return forecast_probe(f, who->function, &batch).mean;
}

static double call_seconds(struct forecast *f, const struct parties *who,
                           const struct target *target)
{
    struct offered call = {.items = 1, .target = target};

    return forecast_probe(f, who->queue, &call).mean;
}

static struct rounds rounds_of(struct forecast *f, const struct parties *who,
                               const struct offered *of)
{
    double most = (double)who->mapping->batch_size;
    double window = (double)who->mapping->window / 1e9;
    double one = function_seconds(f, who, of, 1);
    double each = most > 1 ? (function_seconds(f, who, of, most) - one) / (most - 1) : 0;
    double receive = call_seconds(f, who, &who->receive);
    double a = one - each + receive + call_seconds(f, who, &who->delete);
    double limit = (double)poller_most(who->mapping, who->account);
    struct rounds r = {.lambda = lambda_of(of),
                       .pollers = fmin(limit, (double)who->account->initial)};

    r.turn = a / most + each;
    r.batch = fmin(of->items, most) + r.lambda * window / r.pollers;
    r.batch = fmin(r.batch, most);
    if (r.lambda / r.batch * (a + each * r.batch) > limit)
        r.batch =
            limit > r.lambda * each ? r.lambda * a / (limit - r.lambda * each) : most;
    r.batch = fmin(r.batch, most);
    r.function = one - each + each * r.batch;
    r.held = receive + r.function;
    r.takes = a + each * r.batch;
    r.pollers = fmax(r.pollers, fmin(limit, r.lambda / r.batch * r.takes));
    return r;
}

/* Receives a second that bring none.  A poller that has nothing to do is the last of
 * those who wait: the next message for it is as many messages away, a gamma law. */
static double empty_receives(const struct poller_account *account, double waiting,
                             double lambda)
{
    enum { TERMS = 1000 };
    double wait = (double)account->wait / 1e9, sum = 0, beyond = 1, rest;

    if (waiting <= 0)
        return 0;
    if (lambda * wait < 1e-3)
        return waiting / wait;
    for (int k = 1; k < TERMS && beyond > 1e-9; k++) {
        beyond = 1 - real_gamma_p(waiting, lambda * wait * k, &rest);
        sum += beyond;
    }
    return lambda * sum;
}

/* Those that wait in vain are given up, down to the least: after an hour or so. */
static double receives_in_vain(const struct parties *who, const struct rounds *r)
{
    double busy = r->lambda / r->batch * r->takes;
    double vain = empty_receives(who->account, r->pollers - busy, r->lambda / r->batch);
    double least = (double)poller_least(who->mapping, who->account);

    if (vain * 3600 > 1 && r->pollers > least && busy < least)
        vain = empty_receives(who->account, least - busy, r->lambda / r->batch);
    return vain;
}

/* With a window each receive brings what has just come, one by one. */
static double receives_of(const struct mapping *m, double batch)
{
    return m->window > 0 ? batch : ceil(batch / 10);
}

/* Windows that close together leave more behind than those it begins with take at once.
 */
static void more_pollers(struct forecast *f, const struct parties *who,
                         const struct rounds *r)
{
    if (who->mapping->window > 0 && r->lambda * r->function > RECEIVE_MOST)
        forecast_unforeseen(f, who->self,
                            "pollers become more while batches are in the function, and "
                            "each gathers less in its window: more and smaller batches");
}

static struct forecast_time
queue_forecast(struct forecast *f, const struct resource *self, const struct offered *of)
{
    const struct parties who = parties_of(f, self);
    const struct rounds r = rounds_of(f, &who, of);
    double rate = r.lambda / r.batch;
    double gathers = fmin((double)who.mapping->window / 1e9,
                          r.batch * r.pollers / fmax(r.lambda, 1e-9));
    double receives = receives_of(who.mapping, r.batch);
    struct offered call = batches(rate * receives, r.batch / receives, of);

    call.target = &who.receive;
    forecast_call(f, who.queue, &call);
    if (!of->again) {
        call = (struct offered){.rate = receives_in_vain(&who, &r), .items = 1};
        call.target = &who.receive;
        forecast_call(f, who.queue, &call);
    }
    if (rate <= 0)
        return (struct forecast_time){0};
    call = batches(rate, r.batch, of);
    forecast_call(f, who.function, &call);
    call = (struct offered){.rate = rate * ceil(r.batch / 10),
                            .items = r.batch / ceil(r.batch / 10),
                            .held = gathers / 2 + r.held,
                            .turn = r.turn,
                            .keys = of->keys,
                            .target = &who.delete};
    forecast_call(f, who.queue, &call);
    forecast_limit(f, self->limit[0], rate * r.takes,
                   (double)poller_most(who.mapping, who.account));
    forecast_resource(f, self, rate, r.function);
    more_pollers(f, &who, &r);
    return (struct forecast_time){r.takes, 0};
}

struct forecast_time poller_forecast(struct forecast *f, const struct resource *self,
                                     const struct offered *of)
{
    return mapping_reads_stream(self->config) ? stream_forecast(f, self, of)
                                              : queue_forecast(f, self, of);
}
