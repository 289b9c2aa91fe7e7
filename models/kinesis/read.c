/* read.c - who reads a stream:
 *
 *   list_shards: those whose parents this consumer is through with
 *   get_records -> (calls and bytes of the shard, shared by all) -> what is there, or
 * none subscribe_to_shard -> waits for records; each comes after its own delay, as far as
 *                         the consumer's own bytes go
 *
 * Kinesis developer guide, building-consumers and service-sizes-and-limits, 2021-08 and
 * 2026.
 */
#include "flow/usage.h"
#include "kinesis/stream.h"

/* The caller is the consumer whose own root the call has; `key` is 1 + the shard.
 * s->consumers: it is none. */
static size_t consumer_of(const struct kinesis *s, const struct call *call)
{
    size_t i = 0;

    while (i < s->consumers && s->consumer[i].who != call->work.root->client)
        i++;
    return i;
}

static struct cursor *cursor_of(const struct kinesis *s, const struct call *call)
{
    return &s->ever[call->key - 1]->cursor[consumer_of(s, call)];
}

static bool has_ended(const struct cursor *c)
{
    return !c->next && !c->shard->open;
}

/* ---- shards ---- */

/* A shard's records come after those of all that had its keys before. */
static bool is_through_with_parents(const struct kinesis *s, size_t consumer,
                                    const struct shard *shard)
{
    for (size_t i = 0; i < shard->ordinal; i++) {
        const struct shard *before = s->ever[i];
        if (!before->open && !before->cursor[consumer].done &&
            before->low <= shard->high && before->high >= shard->low)
            return false;
    }
    return true;
}

/* An answer's items are shards: `who` names it by its range (methods.md 1). */
static void list_new(struct sim *sim, struct kinesis *s, size_t consumer,
                     struct batch *batch)
{
    for (size_t i = 0; i < s->all; i++) {
        struct cursor *c = &s->ever[i]->cursor[consumer];
        if (c->listed || !is_through_with_parents(s, consumer, c->shard))
            continue;
        c->listed = true;
        batch_make_room(sim, batch);
        batch->item[batch->count++] = (struct item){
            .who = name_nth(c->shard->low, c->shard->high, 0), .key = i + 1};
    }
}

/* To a producer: where each open shard's keys begin (`receipt`), in that order. */
static void list_open(struct sim *sim, struct kinesis *s, struct batch *batch)
{
    for (size_t i = 0; i < s->shards; i++) {
        batch_make_room(sim, batch);
        batch->item[batch->count++] =
            (struct item){.key = s->open[i]->ordinal + 1, .receipt = s->open[i]->low};
    }
}

void list_shards(struct sim *sim, struct kinesis *s, struct call *call)
{
    size_t consumer = consumer_of(s, call);

    if (call->key)
        s->ever[call->key - 1]->cursor[consumer].done = true;
    if (consumer < s->consumers)
        list_new(sim, s, consumer, call->batch);
    else
        list_open(sim, s, call->batch);
    call_reply(sim, call, CALL_OK, 0);
}

/* ---- GetRecords ---- */

static void charge(const struct kinesis *s, int64_t bytes, bool fans_out)
{
    bool on_demand = s->config->mode == MODE_ON_DEMAND;

    if (fans_out)
        usage_add(s->self, on_demand ? ITEM_ON_DEMAND_CONSUMER_GB : ITEM_CONSUMER_GB,
                  bytes);
    else if (on_demand)
        usage_add(s->self, ITEM_ON_DEMAND_OUT, bytes);
}

static struct limit *refuses(struct sim *sim, struct shard *shard)
{
    const struct kinesis *s = shard->stream;

    if (!limit_has_tokens(sim, &shard->read_calls, TOKEN))
        return s->limit[LIMIT_READ_CALLS];
    if (sim_now(sim) < shard->read_again || !limit_has_tokens(sim, &shard->read_bytes, 1))
        return s->limit[LIMIT_READ_BYTES];
    return NULL;
}

static void show_use(struct sim *sim, struct limit *limit, const struct limit *bucket)
{
    double left = (double)bucket->tokens / (double)bucket->depth;

    limit_reached(sim, limit, left < 0 ? 1 : 1 - left);
}

/* A read larger than a second's bytes locks the shard for all that it takes of them, 5 s
 * for 10 MB (service-sizes-and-limits), though its bucket had been full. */
static void take(struct sim *sim, struct shard *shard, int64_t bytes)
{
    const struct kinesis *s = shard->stream;

    limit_take(sim, &shard->read_calls, TOKEN);
    limit_take(sim, &shard->read_bytes, bytes * BYTE_TOKEN);
    limit_passed(s->limit[LIMIT_READ_CALLS]);
    limit_passed(s->limit[LIMIT_READ_BYTES]);
    show_use(sim, s->limit[LIMIT_READ_CALLS], &shard->read_calls);
    show_use(sim, s->limit[LIMIT_READ_BYTES], &shard->read_bytes);
    if ((double)bytes > s->account->read_bytes)
        shard->read_again =
            sim_now(sim) + (sim_time)((double)bytes / s->account->read_bytes * 1e9);
}

/* As many as are asked for, and may come in one answer; one at least. */
static int64_t fill(struct sim *sim, struct cursor *c, const struct call *call)
{
    const struct kinesis_account *account = c->shard->stream->account;
    int64_t most =
        call->items < account->get_records_most ? call->items : account->get_records_most;
    int64_t before = call->batch->bytes;

    for (int64_t i = 0; i < most && c->next; i++) {
        int64_t bytes = call->batch->bytes - before + c->next->bytes;
        if (i > 0 && bytes > account->get_bytes_most)
            break;
        log_hand_over(sim, c, call->batch);
    }
    return call->batch->bytes - before;
}

static void count_get(struct sim *sim, const struct kinesis *s, const struct batch *batch,
                      size_t from, int64_t bytes)
{
    struct meter *meter = s->self->meter;
    sim_time age =
        batch->count > from ? sim_now(sim) - batch->item[batch->count - 1].came : 0;

    meter_add(&meter[METRIC_GETS], 1);
    meter_add(&meter[METRIC_GET_RECORDS], (int64_t)(batch->count - from));
    meter_add(&meter[METRIC_GET_BYTES], bytes);
    meter_observe(&meter[METRIC_ITERATOR_AGE], age);
    charge(s, bytes, false);
}

void get_records(struct sim *sim, struct kinesis *s, struct call *call)
{
    struct cursor *c = cursor_of(s, call);
    struct batch *batch = call->batch;
    struct limit *limit = refuses(sim, c->shard);
    size_t from = batch->count;
    const struct item *first;
    sim_time takes = 0;
    int64_t bytes;

    if (limit) {
        limit_reached(sim, limit, 1);
        meter_add(&s->self->meter[METRIC_READ_EXCEEDED], 1);
        call_refuse(sim, call, limit, 0);
        return;
    }
    bytes = fill(sim, c, call);
    take(sim, c->shard, bytes);
    count_get(sim, s, batch, from, bytes);
    batch->left = c->waiting;
    batch->ended = has_ended(c);
    if (batch->count > from) { /* an empty poll draws nothing */
        first = &batch->item[from];
        takes = source_draw(
            sim, &s->read_latency,
            &(struct work){.root = first->root, .who = first->who, .try = first->try});
    }
    call_reply(sim, call, CALL_OK, takes);
}

/* ---- enhanced fan-out ---- */

/* What is there, as far as the bytes go; it is on its way for a while, named by the first
 * (methods.md 1), and the next push begins when it is over. */
static void answer_push(struct sim *sim, struct cursor *c)
{
    struct kinesis *s = c->shard->stream;
    struct call *call = c->call;
    struct batch *batch = call->batch;
    sim_time takes = 0;

    for (uint32_t i = 0;
         i < call->items && c->next && limit_has_tokens(sim, &c->bytes, 1); i++) {
        limit_take(sim, &c->bytes, c->next->bytes * BYTE_TOKEN);
        limit_passed(s->limit[LIMIT_CONSUMER_BYTES]);
        log_hand_over(sim, c, batch);
    }
    if (batch->count > 0) {
        const struct item *first = &batch->item[0];
        takes = source_draw(
            sim, &s->fan_out_latency,
            &(struct work){.root = first->root, .who = first->who, .try = first->try});
    }
    meter_add(&s->self->meter[METRIC_PUSHED_RECORDS], (int64_t)batch->count);
    meter_add(&s->self->meter[METRIC_PUSHED_BYTES], batch->bytes);
    show_use(sim, s->limit[LIMIT_CONSUMER_BYTES], &c->bytes);
    charge(s, batch->bytes, true);
    batch->left = c->waiting;
    batch->ended = has_ended(c);
    c->call = NULL;
    call_reply(sim, call, CALL_OK, takes);
}

/* All that has come at one instant goes together. */
static void push(struct sim *sim, void *ctx)
{
    struct cursor *c = ctx;
    sim_time wait = limit_wait(sim, &c->bytes, 1);

    if (!c->call)
        return;
    if (c->next && wait > 0) {
        limit_delayed(sim, c->shard->stream->limit[LIMIT_CONSUMER_BYTES], 1);
        sim_after(sim, &c->push, wait, push, c);
    } else {
        answer_push(sim, c);
    }
}

static void push_soon(struct sim *sim, struct cursor *c)
{
    if (c->call && !event_pending(&c->push) && (c->next || has_ended(c)))
        sim_after(sim, &c->push, 0, push, c);
}

/* One push at a time: the next subscription comes when it has arrived. */
void subscribe_to_shard(struct sim *sim, struct kinesis *s, struct call *call)
{
    struct cursor *c = cursor_of(s, call);

    c->call = call;
    push_soon(sim, c);
}

void shard_pushes(struct sim *sim, struct shard *shard)
{
    for (size_t i = 0; i < shard->stream->consumers; i++)
        push_soon(sim, &shard->cursor[i]);
}
