/* forecast.c - the calculator's view of a topic. */
#include <math.h>

#include "flow/forecast.h"
#include "sns/tables.h"

static void forecast_delivered(struct forecast *f, const struct resource *self,
                               const struct subscription *s,
                               const struct offered *messages)
{
    struct offered offered = *messages;

    offered.rate *= forecast_mean(f, &s->filter_share);
    offered.target = &s->endpoint;
    if (offered.rate <= 0)
        return;
    if (subscription_is_http(s))
        forecast_usage(f, self, ITEM_HTTP, offered.rate);
    forecast_call(f, &forecast_graph(f)->resource[s->endpoint.resource], &offered);
}

/* Who publishes waits for its own answer only; what is delivered has no envelope here. */
struct forecast_time sns_forecast(struct forecast *f, const struct resource *self,
                                  const struct offered *offered)
{
    const struct sns_account *account = graph_account(forecast_graph(f), "sns");
    const struct sns_config *c = self->config;
    const struct subscription *s = c->subscriptions.element;
    double count = fmax(1, offered->items);
    const struct forecast_size size = {offered->sizes, count};
    const struct offered message = {.rate = offered->rate * count,
                                    .items = 1,
                                    .keys = offered->keys,
                                    .sizes = offered->sizes};

    if (offered->rate > 0)
        forecast_usage(f, self, ITEM_REQUEST,
                       offered->rate * forecast_pieces(f, &size, 1, (double)REQUEST_PIECE,
                                                       (double)account->message_most));
    forecast_account_limit(f, self, LIMIT_PUBLISH, message.rate, account->publish_rate);
    forecast_resource(f, self, message.rate, forecast_mean(f, &c->delivery_latency));
    for (size_t i = 0; i < c->subscriptions.count; i++)
        forecast_delivered(f, self, &s[i], &message);
    return forecast_law(f, &c->latency);
}
