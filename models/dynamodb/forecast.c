/* forecast.c - what the calculator says of a table. */
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "dynamodb/table.h"

static double forecast_latency(struct forecast *f, const struct dynamodb_config *c,
                               const struct dynamodb_account *account, bool write)
{
    if (c->latency.law.kind != LAW_NONE)
        return forecast_mean(f, &c->latency);
    return forecast_mean(f, write ? &account->write_latency : &account->read_latency);
}

struct asked { /* of one table, by one caller; halves a second */
    struct forecast *f;
    const struct resource *self;
    const struct dynamodb_account *account;
    enum side side;
};

/* The place of a bucket's limit in the graph; false: there is none. */
static bool place_of(const struct asked *a, size_t part, enum bucket bucket,
                     size_t *place)
{
    const struct dynamodb_config *c = a->self->config;
    const struct dynamodb_index *index = c->indexes.element;
    const char *word = capacity_word(c, a->account, part, bucket, a->side);
    struct text name = {0};
    bool found = false;

    if (!word)
        return false;
    text_add(&name, "%s.", a->self->address);
    if (part)
        text_add(&name, "global_secondary_indexes[%s].", index[part - 1].name);
    text_add(&name, "%s", word);
    for (size_t i = 0; i < a->self->limits && !found; i++) {
        *place = a->self->limit[i];
        found = strcmp(forecast_graph(a->f)->limit[*place].address, text_of(&name)) == 0;
    }
    text_free(&name);
    return found;
}

/* Where capacity settles under all that was offered so far. */
static double settled(const struct asked *a, size_t part, size_t place)
{
    const struct dynamodb_throughput *said = capacity_said(a->self->config, part);

    return (double)scaling_settles_at(&said->scaling[a->side], said->units[a->side],
                                      forecast_use(a->f, place)->use);
}

static void forecast_part(const struct asked *a, size_t part, double units)
{
    const struct dynamodb_throughput *said = capacity_said(a->self->config, part);
    double quota[SIDES] = {a->account->table_read_units, a->account->table_write_units};
    double weight, size;
    size_t place;

    if (place_of(a, part, BUCKET_PROVISIONED, &place)) {
        forecast_limit(a->f, place, units, 1);
        forecast_limit(a->f, place, 0, settled(a, part, place));
    }
    if (place_of(a, part, BUCKET_MAXIMUM, &place))
        forecast_limit(a->f, place, units, (double)said->most[a->side]);
    if (place_of(a, part, BUCKET_GROWTH, &place)) {
        size = growth_initial(a->self->config, a->account, part, a->side, &weight);
        forecast_limit(a->f, place, units * weight, size);
    }
    if (place_of(a, part, BUCKET_QUOTA, &place))
        forecast_limit(a->f, place, units, quota[a->side]);
}

/* Provisioned units are paid for, used or not: what holds now, counted once. */
static void forecast_unit_hours(const struct asked *a)
{
    const struct dynamodb_config *c = a->self->config;
    size_t item = a->side == SIDE_READ ? ITEM_READ_CAPACITY_UNIT_HOUR
                                       : ITEM_WRITE_CAPACITY_UNIT_HOUR;
    double units = 0;
    size_t place;

    for (size_t part = 0; part <= c->indexes.count; part++)
        if (place_of(a, part, BUCKET_PROVISIONED, &place))
            units += settled(a, part, place);
    forecast_holds(a->f, a->self, item, units);
}

/* Halves written to local indexes for a write of this size: the table's. */
static double local_halves(const struct asked *a, double bytes)
{
    const struct dynamodb_config *c = a->self->config;
    const struct dynamodb_local_index *local = c->locals.element;
    double halves = 0;

    for (size_t i = 0; i < c->locals.count; i++) {
        double entry = local[i].item_size.law.kind == LAW_NONE
                           ? bytes
                           : forecast_mean(a->f, &local[i].item_size);
        halves += forecast_mean(a->f, &local[i].index_writes) *
                  (double)dynamodb_write_halves((int64_t)entry);
    }
    return halves;
}

/* Units a second by part for one request a second, [0] the table; of the mean size: of a
 * law of sizes the mean of the rounded units is larger.  Returns their sum. */
static double units_by_part(const struct asked *a, const struct offered *offered,
                            double units[MOST_INDEXES + 1])
{
    const struct dynamodb_config *c = a->self->config;
    const struct dynamodb_index *index = c->indexes.element;
    const struct dynamodb_request *said =
        offered->target ? offered->target->options : NULL;
    int action = offered->target ? offered->target->action : ACTION_GET_ITEM;
    bool page = dynamodb_action_scans((enum dynamodb_action)action);
    bool twice = dynamodb_action_is_transaction((enum dynamodb_action)action);
    double items = fmax(1, offered->items), each = page ? 1 : items;
    double most = fmin(offered->bytes * items, (double)a->account->page_size);
    int64_t bytes = (int64_t)(page ? most : offered->bytes);
    double sum, factor = each * (twice ? 2 : 1);

    if (a->side == SIDE_READ) {
        bool strong = twice || (said && said->consistent_read);
        sum = factor * (double)dynamodb_read_halves(bytes, strong) / 2;
        units[said ? said->index : 0] = sum;
        return sum;
    }
    sum = units[0] =
        factor * ((double)dynamodb_write_halves(bytes) + local_halves(a, (double)bytes)) /
        2;
    for (size_t i = 0; i < c->indexes.count; i++) {
        double entry = index[i].item_size.law.kind == LAW_NONE
                           ? (double)bytes
                           : forecast_mean(a->f, &index[i].item_size);
        units[i + 1] = each * forecast_mean(a->f, &index[i].index_writes) *
                       (double)dynamodb_write_halves((int64_t)entry) / 2;
        sum += units[i + 1];
    }
    return sum;
}

double dynamodb_forecast(struct forecast *f, const struct resource *self,
                         const struct offered *offered)
{
    const struct dynamodb_config *c = self->config;
    const struct dynamodb_account *account = graph_account(forecast_graph(f), "dynamodb");
    int action = offered->target ? offered->target->action : ACTION_GET_ITEM;
    bool write = dynamodb_action_writes((enum dynamodb_action)action);
    struct asked a = {f, self, account, write ? SIDE_WRITE : SIDE_READ};
    double units[MOST_INDEXES + 1] = {0};
    double sum = units_by_part(&a, offered, units);
    double hits = dax_hit_ratio(f, c, offered), asked = offered->rate * (1 - hits);
    double seconds = dax_forecast(f, self, offered, hits) +
                     (1 - hits) * forecast_latency(f, c, account, write);

    if (account->quota_with_indexes && c->billing_mode == BILLING_PAY_PER_REQUEST) {
        size_t place;
        if (place_of(&a, 0, BUCKET_QUOTA, &place)) /* the indexes' on top */
            forecast_limit(f, place, asked * (sum - units[0]),
                           write ? account->table_write_units
                                 : account->table_read_units);
    }
    for (size_t part = 0; part <= c->indexes.count; part++)
        forecast_part(&a, part, asked * units[part]);
    if (c->billing_mode == BILLING_PROVISIONED)
        for (a.side = SIDE_READ; a.side < SIDES; a.side++)
            forecast_unit_hours(&a);
    else
        forecast_usage(f, self, write ? ITEM_WRITE_REQUEST_UNIT : ITEM_READ_REQUEST_UNIT,
                       asked * sum);
    forecast_holds(f, self, ITEM_STORAGE, (double)c->table_bytes / 1073741824.0);
    forecast_resource(f, self, offered->rate, seconds);
    return seconds;
}
