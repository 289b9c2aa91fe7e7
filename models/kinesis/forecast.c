/* forecast.c - what the calculator says of a stream. */
#include <math.h>

#include "kinesis/stream.h"

/* Shards whose shares are added up key by key; keys so treated, all others evenly. */
enum { SHARDS = 4096, KEYS = 1 << 14 };

struct asked {
    struct forecast *f;
    const struct resource *self;
    const struct kinesis_config *config;
    const struct kinesis_account *account;
    double shards;
};

/* ---- the hottest shard ---- */

/* A key is in the same shard in every run: its hash is its own. */
static double hottest_of(const struct law *law, size_t shards)
{
    double share[SHARDS], rest = 1, most = 0;
    uint64_t keys = law_keys(law), step = UINT64_MAX / shards;

    for (size_t i = 0; i < shards; i++)
        share[i] = 0;
    for (uint64_t key = 0; key < keys && key < KEYS; key++) {
        uint64_t at = record_hash(key + 1, 0) / step;
        double part = law_key_share(law, key);
        share[at < shards ? at : shards - 1] += part;
        rest -= part;
    }
    for (size_t i = 0; i < shards; i++)
        most = fmax(most, share[i]);
    return most + fmax(rest, 0) / (double)shards;
}

/* Its share of all records; without a key, or with one that is not known, all alike. */
static double hottest(const struct asked *a, const struct dist *keys)
{
    const struct law *law = keys ? forecast_keys(a->f, keys) : NULL;

    if (!law || law_keys(law) == 0 || a->shards > SHARDS)
        return 1 / a->shards;
    return hottest_of(law, (size_t)a->shards);
}

/* ---- limits, use and money ---- */

static void use(const struct asked *a, enum stream_limit limit, double amount,
                double size)
{
    size_t place;

    if (kinesis_limit(forecast_graph(a->f), a->self, limit, &place))
        forecast_limit(a->f, a->self->limit[place], amount, size);
}

static double bytes_of(const struct asked *a, const struct offered *o)
{
    return forecast_bytes(a->f, o);
}

/* Pieces that a record is paid for by. */
static double pieces_of(const struct asked *a, const struct offered *o, double unit)
{
    struct forecast_size size = {o->sizes, 1};
    double most = (double)a->account->record_most;

    if (o->parcel.records > 0)
        return forecast_parcel_pieces(&o->parcel, unit);
    return o->sizes ? forecast_pieces(a->f, &size, 1, unit, most) : 1;
}

static double fan_outs_of(const struct asked *a)
{
    const struct graph *graph = forecast_graph(a->f);
    const struct resource *r;
    double count = 0;

    for (size_t i = 0; (r = kinesis_reader(graph, a->self, i)) != NULL; i++)
        count += kinesis_fan_out(r) != NULL;
    return count;
}

static void held(const struct asked *a)
{
    if (a->config->mode == MODE_ON_DEMAND) {
        forecast_holds(a->f, a->self, ITEM_STREAM_HOUR, 1);
        return;
    }
    forecast_holds(a->f, a->self, ITEM_SHARD_HOUR, a->shards);
    forecast_holds(a->f, a->self, ITEM_CONSUMER_SHARD_HOUR, a->shards * fan_outs_of(a));
    if (a->config->retention > INCLUDED_RETENTION)
        forecast_holds(a->f, a->self, ITEM_EXTENDED_SHARD_HOUR, a->shards);
}

/* As charge() of kinesis.c does, in the items' units. */
static void forecast_stored(const struct asked *a, double bytes)
{
    double keeps = (double)a->config->retention, hour = (double)SIM_HOUR;
    double extended = fmin(keeps, (double)EXTENDED_RETENTION);

    if (a->config->mode == MODE_ON_DEMAND && keeps > (double)INCLUDED_RETENTION)
        forecast_usage(a->f, a->self, ITEM_ON_DEMAND_EXTENDED,
                       bytes * (extended - (double)INCLUDED_RETENTION) / hour *
                           kinesis_items[ITEM_ON_DEMAND_EXTENDED].scale);
    if (keeps > (double)EXTENDED_RETENTION)
        forecast_usage(a->f, a->self, ITEM_LONG_TERM,
                       bytes * (keeps - (double)EXTENDED_RETENTION) / hour *
                           kinesis_items[ITEM_LONG_TERM].scale);
}

static void forecast_paid(const struct asked *a, const struct offered *o, double records)
{
    bool on_demand = a->config->mode == MODE_ON_DEMAND;
    size_t item = on_demand ? ITEM_ON_DEMAND_IN : ITEM_PUT_UNIT;
    double pieces =
        pieces_of(a, o, on_demand ? (double)ON_DEMAND_PIECE : (double)PUT_PIECE);

    forecast_usage(a->f, a->self, item, records * pieces * kinesis_items[item].scale);
    forecast_stored(a, records * bytes_of(a, o));
}

/* ---- by action ---- */

static void forecast_put(const struct asked *a, const struct offered *o)
{
    const struct kinesis_account *account = a->account;
    double records = o->rate * o->items, bytes = records * bytes_of(a, o);
    double share = hottest(a, o->keys);
    struct offered all = *o;

    use(a, LIMIT_SHARDS,
        fmax(records / account->write_records, bytes / account->write_bytes), a->shards);
    use(a, LIMIT_WRITE_RECORDS, records * share, account->write_records);
    use(a, LIMIT_WRITE_BYTES, bytes * share / SHOWN_BYTES,
        account->write_bytes / SHOWN_BYTES);
    forecast_paid(a, o, records);
    all.to_each = true;
    forecast_consumed(a->f, a->self, &all);
}

static void forecast_read(const struct asked *a, const struct offered *o, bool fan_out)
{
    const struct kinesis_account *account = a->account;
    bool on_demand = a->config->mode == MODE_ON_DEMAND;
    double bytes = o->rate * o->items * bytes_of(a, o);
    double hot = bytes * hottest(a, o->keys) / SHOWN_BYTES;
    size_t item = fan_out ? (on_demand ? ITEM_ON_DEMAND_CONSUMER_GB : ITEM_CONSUMER_GB)
                          : ITEM_ON_DEMAND_OUT;

    if (fan_out) { /* each has its own, and all get the same */
        use(a, LIMIT_CONSUMER_BYTES, hot / fan_outs_of(a),
            account->consumer_bytes / SHOWN_BYTES);
    } else {
        use(a, LIMIT_READ_CALLS, o->rate / a->shards, account->read_calls);
        use(a, LIMIT_READ_BYTES, hot, account->read_bytes / SHOWN_BYTES);
    }
    if (fan_out || on_demand)
        forecast_usage(a->f, a->self, item, bytes * kinesis_items[item].scale);
}

struct forecast_time kinesis_forecast(struct forecast *f, const struct resource *self,
                                      const struct offered *o)
{
    const struct kinesis_config *c = self->config;
    const struct kinesis_account *account = graph_account(forecast_graph(f), "kinesis");
    const struct asked a = {f, self, c, account, (double)kinesis_shards(c, account)};
    struct forecast_time time;

    held(&a);
    switch (o->target ? o->target->action : ACTION_PUT_RECORD) {
    case ACTION_GET_RECORDS:
        forecast_read(&a, o, false);
        return forecast_law(f, &c->read_latency);
    case ACTION_SUBSCRIBE:
        forecast_read(&a, o, true);
        return forecast_law(f, &c->fan_out_latency);
    default:
        time = forecast_law(f, &c->latency);
        forecast_put(&a, o);
        forecast_resource(f, self, o->rate * o->items, time.mean);
        return time;
    }
}
