/* forecast.c - the calculator's view of a queue. */
#include <math.h>

#include "flow/forecast.h"
#include "sqs/tables.h"

/* Of a call with so many messages of such a size; no size: one piece. */
static double pieces(struct forecast *f, const struct offered *offered)
{
    const struct sqs_account *account = graph_account(forecast_graph(f), "sqs");

    if (!offered->sizes)
        return 1;
    return forecast_pieces(
        f, &(struct forecast_size){offered->sizes, fmax(1, offered->items)}, 1,
        (double)REQUEST_PIECE, (double)account->batch_most);
}

/* What is sent goes on to who consumes it; who sends does not wait for that. */
static void forecast_sent(struct forecast *f, const struct resource *self,
                          const struct offered *offered)
{
    const struct sqs_config *c = self->config;
    const struct sqs_account *account = graph_account(forecast_graph(f), "sqs");
    int64_t most = c->message_most == ABSENT ? account->message_most : c->message_most;

    if (offered->sizes && forecast_mean(f, offered->sizes) > (double)most)
        forecast_unforeseen(f, self,
                            "messages are larger on average than it takes, and refused");
    forecast_resource(f, self, offered->rate * offered->items, (double)c->delay / 1e9);
    forecast_consumed(f, self, offered);
}

enum { KEYS = 1 << 14 }; /* the hottest is among the first, in all laws of keys */

/* Its share of what is sent; without a key all messages are of one group, of keys that
 * are not known there may be any number. */
static double hottest(struct forecast *f, const struct dist *keys)
{
    const struct law *law = keys ? forecast_keys(f, keys) : NULL;
    double most = 0;

    if (!keys || keys->law.kind == LAW_NONE)
        return 1;
    for (uint64_t key = 0; law && key < law_keys(law) && key < KEYS; key++)
        most = fmax(most, law_key_share(law, key));
    return most;
}

static void forecast_deleted(struct forecast *f, const struct resource *self,
                             const struct offered *offered)
{
    const struct sqs_config *c = self->config;
    const struct sqs_account *account = graph_account(forecast_graph(f), "sqs");
    double held = offered->rate * offered->items * offered->held;

    forecast_limit(f, self->limit[0], held, (double)sqs_in_flight_most(c, account));
    forecast_within(f, self, held);
    if (c->is_fifo)
        forecast_limit(f, self->limit[LIMIT_GROUP],
                       offered->rate * offered->items * hottest(f, offered->keys) *
                           offered->turn,
                       1);
}

static void forecast_rates(struct forecast *f, const struct resource *self,
                           const struct offered *offered)
{
    static const size_t limit[] = {[ACTION_SEND] = LIMIT_SEND,
                                   [ACTION_SEND_BATCH] = LIMIT_SEND,
                                   [ACTION_RECEIVE] = LIMIT_RECEIVE,
                                   [ACTION_DELETE] = LIMIT_DELETE};
    const struct sqs_account *account = graph_account(forecast_graph(f), "sqs");
    const struct sqs_config *c = self->config;
    int action = offered->target ? offered->target->action : ACTION_SEND;

    if (c->is_fifo)
        forecast_limit(f, self->limit[limit[action]], offered->rate,
                       sqs_rate(c, account));
}

struct forecast_time sqs_forecast(struct forecast *f, const struct resource *self,
                                  const struct offered *offered)
{
    const struct sqs_config *c = self->config;

    if (offered->rate > 0)
        forecast_usage(f, self, c->is_fifo ? ITEM_FIFO_REQUEST : ITEM_REQUEST,
                       offered->rate * pieces(f, offered));
    forecast_rates(f, self, offered);
    switch (offered->target ? offered->target->action : ACTION_SEND) {
    case ACTION_RECEIVE:
        return forecast_law(f, &c->receive_latency);
    case ACTION_DELETE:
        forecast_deleted(f, self, offered);
        break;
    default:
        forecast_sent(f, self, offered);
    }
    return forecast_law(f, &c->latency);
}
