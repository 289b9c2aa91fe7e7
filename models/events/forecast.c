/* forecast.c - the calculator's view of a bus. */
#include <math.h>

#include "events/tables.h"
#include "flow/forecast.h"

/* Of a schedule, averaged over four weeks from its first day of 2021 on: those of cron
 * differ from week to week. */
static double scheduled_rate(const struct schedule *schedule)
{
    const int64_t start = 1609459200, all = 28 * INT64_C(86400) * SIM_SECOND;
    int64_t at = -1;
    double times = 0;

    if (schedule->kind == SCHEDULE_RATE)
        return 1e9 / (double)schedule->every;
    if (schedule->kind != SCHEDULE_CRON)
        return 0; /* once */
    while ((at = schedule_next(schedule, start, at)) < all)
        times++;
    return times / ((double)all * 1e-9);
}

static void forecast_invoked(struct forecast *f, const struct resource *self,
                             const struct rule *r, const struct offered *offered)
{
    const struct events_account *account = graph_account(forecast_graph(f), "events");
    struct offered invoked = *offered;

    if (invoked.rate <= 0)
        return;
    invoked.target = &r->target;
    forecast_account_limit(f, self, LIMIT_INVOCATIONS, invoked.rate,
                           account->invocation_rate);
    if (rule_is_to_http(r))
        forecast_usage(f, self, ITEM_HTTP, invoked.rate);
    forecast_call(f, &forecast_graph(f)->resource[r->target.resource], &invoked);
}

/* With the first that comes to the bus, or when nothing does: once.  What schedules make
 * is counted as the bus's, so that what comes next finds that it is. */
static void forecast_schedules(struct forecast *f, const struct resource *self)
{
    const struct events_config *c = self->config;
    const struct rule *r = c->rules.element;

    for (size_t i = 0; i < c->rules.count; i++) {
        const struct offered offered = {
            .rate = scheduled_rate(&r[i].schedule), .items = 1, .sizes = &r[i].item_size};
        forecast_resource(f, self, offered.rate, forecast_mean(f, &c->delivery_latency));
        forecast_invoked(f, self, &r[i], &offered);
    }
}

static double pieces(struct forecast *f, const struct offered *offered)
{
    const struct events_account *account = graph_account(forecast_graph(f), "events");
    const struct forecast_size size = {offered->sizes, 1};

    return forecast_pieces(f, &size, 1, (double)EVENT_PIECE,
                           (double)account->entries_most);
}

/* Who puts events waits for its own answer only. */
struct forecast_time events_forecast(struct forecast *f, const struct resource *self,
                                     const struct offered *offered)
{
    const struct events_account *account = graph_account(forecast_graph(f), "events");
    const struct events_config *c = self->config;
    const struct rule *r = c->rules.element;
    struct offered event = {.rate = offered->rate * fmax(1, offered->items),
                            .items = 1,
                            .keys = offered->keys,
                            .sizes = offered->sizes};
    double events = event.rate;

    if (forecast_of(f, self->index)->rate <= 0)
        forecast_schedules(f, self);
    forecast_account_limit(f, self, LIMIT_PUT, offered->rate, account->put_rate);
    forecast_resource(f, self, events, forecast_mean(f, &c->delivery_latency));
    if (events > 0)
        forecast_usage(f, self, ITEM_EVENT, events * pieces(f, offered));
    for (size_t i = 0; i < c->rules.count; i++) {
        event.rate = events * forecast_mean(f, &r[i].filter_share);
        if (r[i].schedule.kind == SCHEDULE_NONE)
            forecast_invoked(f, self, &r[i], &event);
    }
    return forecast_law(f, &c->latency);
}
