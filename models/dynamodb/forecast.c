/* forecast.c - what the calculator says of a table. */
#include <math.h>

#include "dynamodb/tables.h"

static double forecast_latency(struct forecast *f, const struct dynamodb_config *c,
                               const struct dynamodb_account *account, bool write)
{
    if (c->latency.law.kind != LAW_NONE)
        return forecast_mean(f, &c->latency);
    return forecast_mean(f, write ? &account->write_latency : &account->read_latency);
}

/* Units of the mean size; of a law of sizes the mean of the rounded units is larger. */
double dynamodb_forecast(struct forecast *f, const struct resource *self,
                         const struct offered *offered)
{
    const struct dynamodb_config *c = self->config;
    const struct dynamodb_account *account = graph_account(forecast_graph(f), "dynamodb");
    const struct dynamodb_index *index = c->indexes.element;
    const struct dynamodb_request *said =
        offered->target ? offered->target->options : NULL;
    int action = offered->target ? offered->target->action : ACTION_GET_ITEM;
    bool write = dynamodb_action_writes((enum dynamodb_action)action);
    double items = action == ACTION_QUERY ? fmax(1, offered->items) : 1;
    int64_t bytes = (int64_t)(offered->bytes * items);
    double halves =
        write ? (double)dynamodb_write_halves(bytes)
              : (double)dynamodb_read_halves(bytes, said && said->consistent_read);
    double seconds = forecast_latency(f, c, account, write);

    for (size_t i = 0; write && i < c->indexes.count; i++) {
        double entry = index[i].item_size.law.kind == LAW_NONE
                           ? (double)bytes
                           : forecast_mean(f, &index[i].item_size);
        halves += forecast_mean(f, &index[i].index_writes) *
                  (double)dynamodb_write_halves((int64_t)entry);
    }
    forecast_limit(f, self->limit[write ? LIMIT_WRITE : LIMIT_READ],
                   offered->rate * halves / 2,
                   write ? account->table_write_units : account->table_read_units);
    forecast_usage(f, self, write ? ITEM_WRITE_REQUEST_UNIT : ITEM_READ_REQUEST_UNIT,
                   offered->rate * halves / 2);
    forecast_holds(f, self, ITEM_STORAGE, (double)c->table_bytes / 1073741824.0);
    forecast_resource(f, self, offered->rate, seconds);
    return seconds;
}
