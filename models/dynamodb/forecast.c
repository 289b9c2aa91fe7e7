/* forecast.c - what the calculator says of a table. */
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "dynamodb/table.h"

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
        scaling_unforeseen(a->f, a->self, &said->scaling[a->side]);
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

/* ---- units of a request, for one request a second ---- */

enum { KB = 1024 };

struct request {
    const struct offered *offered;
    const struct dynamodb_request *said;
    enum dynamodb_action action;
    double items, each; /* of a call; costed one by one: a page is one */
};

static struct request request_of(const struct offered *offered)
{
    struct request r = {.offered = offered, .action = ACTION_GET_ITEM};

    if (offered->target) {
        r.said = offered->target->options;
        r.action = (enum dynamodb_action)offered->target->action;
    }
    r.items = fmax(1, offered->items);
    r.each = dynamodb_action_scans(r.action) ? 1 : r.items;
    return r;
}

/* A request whose bytes are spread costs more than one of the mean size: every unit
 * begun counts. */
double dynamodb_pieces(const struct forecast *f, const struct dynamodb_account *account,
                       const struct offered *offered, double unit)
{
    struct request r = request_of(offered);
    bool page = dynamodb_action_scans(r.action);
    struct forecast_size size = {offered->sizes, page ? r.items : 1};
    double most = (double)(page ? account->page_size : account->item_most);

    return r.each * forecast_pieces(f, &size, 1, unit, most);
}

static double read_units(const struct asked *a, const struct request *r)
{
    bool twice = dynamodb_action_is_transaction(r->action);
    bool strong = twice || (r->said && r->said->consistent_read);

    return (twice ? 2 : 1) * dynamodb_pieces(a->f, a->account, r->offered, 4 * KB) *
           (strong ? 1 : 0.5);
}

static double write_pieces(const struct asked *a, const struct dist *size,
                           const struct dist *other)
{
    struct forecast_size sizes[] = {{size, 1}, {other, 1}};

    return forecast_pieces(a->f, sizes, 2, KB, (double)a->account->item_most);
}

/* An entry as large as the item, unless the index says so. */
static double entry_units(const struct asked *a, const struct request *r,
                          const struct dist *entry, const struct dist *writes)
{
    const struct dist *size = entry->law.kind == LAW_NONE ? r->offered->sizes : entry;

    return forecast_mean(a->f, writes) * write_pieces(a, size, NULL);
}

/* Units written to the table itself, local indexes included, by a write whose condition
 * holds; of one that fails as the era charges it. */
static double table_units(const struct asked *a, const struct request *r, double fails)
{
    const struct dynamodb_config *c = a->self->config;
    const struct dynamodb_local_index *local = c->locals.element;
    bool larger = a->account->failed_write == FAILED_LARGER;
    const struct dist *before = r->said ? &r->said->size_before : NULL;
    double done = write_pieces(a, r->offered->sizes, before);
    double failed = larger ? done : write_pieces(a, r->offered->sizes, NULL);

    for (size_t i = 0; i < c->locals.count; i++)
        done += entry_units(a, r, &local[i].item_size, &local[i].index_writes);
    return (1 - fails) * done + fails * failed;
}

/* Of latency_of (requests.c): what a query or a batch reads takes its time. */
static struct forecast_time latency(const struct asked *a, const struct offered *offered)
{
    const struct dynamodb_config *c = a->self->config;
    struct request r = request_of(offered);
    bool page = dynamodb_action_scans(r.action);
    struct forecast_size size = {offered->sizes, r.items};
    struct forecast_time time;
    double most = (double)(page ? a->account->page_size : a->account->batch_size);

    if (c->latency.law.kind != LAW_NONE)
        return forecast_law(a->f, &c->latency);
    time = forecast_law(a->f, a->side == SIDE_WRITE ? &a->account->write_latency
                                                    : &a->account->read_latency);
    if (page || r.action == ACTION_BATCH_GET_ITEM)
        time.mean += (forecast_pieces(a->f, &size, 1, 64 * KB, most) - 1) *
                     (double)a->account->latency_per_64_kb * 1e-9;
    return time;
}

/* Units a second by part, [0] the table.  Returns their sum. */
static double units_by_part(const struct asked *a, const struct offered *offered,
                            double units[MOST_INDEXES + 1])
{
    const struct dynamodb_config *c = a->self->config;
    const struct dynamodb_index *index = c->indexes.element;
    struct request r = request_of(offered);
    double fails = r.said ? forecast_mean(a->f, &r.said->condition_failure) : 0, sum;

    if (a->side == SIDE_READ)
        return units[r.said ? r.said->index : 0] = read_units(a, &r);
    sum = units[0] = r.each * (dynamodb_action_is_transaction(r.action) ? 2 : 1) *
                     table_units(a, &r, fails);
    for (size_t i = 0; i < c->indexes.count; i++) {
        units[i + 1] = r.each * (1 - fails) *
                       entry_units(a, &r, &index[i].item_size, &index[i].index_writes);
        sum += units[i + 1];
    }
    return sum;
}

static void refusals_unforeseen(const struct asked *a, const struct offered *offered)
{
    double most = (double)a->account->item_most;

    if (offered->sizes && forecast_mean(a->f, offered->sizes) > most)
        forecast_unforeseen(
            a->f, a->self,
            "items are larger on average than account.dynamodb.item_size, "
            "and refused");
}

struct forecast_time dynamodb_forecast(struct forecast *f, const struct resource *self,
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
    struct forecast_time time =
        forecast_both(dax_forecast(f, self, offered, hits),
                      forecast_maybe(latency(&a, offered), 1 - hits));

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
    forecast_resource(f, self, offered->rate, time.mean);
    refusals_unforeseen(&a, offered);
    return time;
}
