/* log.c - the records of a shard, from being put to having been read:
 *
 *   put -> stands in the shard -> read by one consumer after the other -> gone
 *                              -> gone at the end of its retention, read or not
 *
 * Nobody goes back, so what all have read need not stand there any longer.  Who reads a
 * record holds its root from then on.
 */
#include "kinesis/stream.h"

static void retention_over(struct sim *, void *ctx);

static void waiting(struct sim *sim, struct kinesis *s, int64_t change)
{
    s->waiting += change;
    meter_set(&s->self->meter[METRIC_WAITING], sim_now(sim), s->waiting);
}

static void watch(struct sim *sim, struct shard *shard)
{
    sim_time until;

    if (!shard->first || event_pending(&shard->retention))
        return;
    until = shard->first->came + shard->stream->config->retention;
    sim_at(sim, &shard->retention, until > sim_now(sim) ? until : sim_now(sim),
           retention_over, shard);
}

/* ---- putting ---- */

static uint32_t offer(struct shard *shard, struct record *r, bool backlog)
{
    uint32_t readers = 0;

    for (size_t i = 0; i < shard->stream->consumers; i++) {
        struct cursor *c = &shard->cursor[i];
        if (backlog && c->of->from_latest)
            continue;
        readers++;
        c->waiting++;
        if (!c->next)
            c->next = r;
    }
    return readers;
}

static void forget(struct sim *sim, struct shard *shard, struct record *r)
{
    struct kinesis *s = shard->stream;
    struct item item = {.root = r->root, .parcel = r->parcel};

    meter_observe(&s->self->meter[METRIC_AGE], sim_now(sim) - item.root->born);
    sim_put(sim, r, sizeof *r);
    item_drop(sim, &item);
}

void log_put(struct sim *sim, struct shard *shard, const struct record *record,
             bool backlog)
{
    struct kinesis *s = shard->stream;
    struct record *r = sim_get(sim, sizeof *r);

    *r = *record;
    r->came = sim_now(sim);
    item_hold(&(struct item){.root = r->root, .parcel = r->parcel});
    r->readers = offer(shard, r, backlog);
    if (r->readers == 0) { /* nothing will ever come of it */
        s->unread++;
        forget(sim, shard, r);
        return;
    }
    if (shard->last)
        shard->last->next = r;
    else
        shard->first = r;
    shard->last = r;
    waiting(sim, s, 1);
    watch(sim, shard);
}

/* Named, held and sized as if somebody had put them (methods.md 1). */
void log_fill(struct sim *sim, struct kinesis *s)
{
    uint64_t name = name_text("backlog");

    for (int64_t i = 0; i < s->config->backlog; i++) {
        uint64_t who = name_nth(name_text(s->self->address), name, (unsigned)i);
        struct record r = {.who = who, .try = who};

        r.root = root_new(sim, s->self, who, (uint64_t)i, sim_now(sim));
        r.bytes = source_draw(sim, &s->backlog_size,
                              &(struct work){.root = r.root, .who = who, .try = who});
        s->began++;
        log_put(sim, shard_of_key(s, record_hash(0, who)), &r, true);
        root_drop(sim, r.root);
    }
}

/* ---- reading ---- */

/* Out of the shard: always the first ones, since all read in one order. */
static void leave(struct sim *sim, struct shard *shard)
{
    while (shard->first && shard->first->readers == 0) {
        struct record *r = shard->first;
        shard->first = r->next;
        if (!r->next)
            shard->last = NULL;
        shard->stream->read++;
        waiting(sim, shard->stream, -1);
        forget(sim, shard, r);
    }
}

void log_hand_over(struct sim *sim, struct cursor *c, struct batch *batch)
{
    struct record *r = c->next;

    batch_make_room(sim, batch);
    batch->item[batch->count] = (struct item){.root = r->root,
                                              .who = r->who,
                                              .try = r->try,
                                              .key = r->key,
                                              .bytes = r->bytes,
                                              .parcel = r->parcel,
                                              .receipt = r->try,
                                              .came = r->came};
    item_hold(&batch->item[batch->count++]);
    batch->bytes += r->bytes;
    c->next = r->next;
    c->waiting--;
    r->readers--;
    leave(sim, c->shard);
}

/* ---- retention ---- */

static void expire(struct sim *sim, struct shard *shard)
{
    struct kinesis *s = shard->stream;
    struct record *r = shard->first;

    for (size_t i = 0; i < s->consumers; i++)
        if (shard->cursor[i].next == r) {
            shard->cursor[i].next = r->next;
            shard->cursor[i].waiting--;
        }
    shard->first = r->next;
    if (!r->next)
        shard->last = NULL;
    s->expired++;
    meter_add(&s->self->meter[METRIC_EXPIRED], 1);
    waiting(sim, s, -1);
    forget(sim, shard, r);
}

static void retention_over(struct sim *sim, void *ctx)
{
    struct shard *shard = ctx;
    sim_time keeps = shard->stream->config->retention;

    while (shard->first && shard->first->came + keeps <= sim_now(sim))
        expire(sim, shard);
    watch(sim, shard);
}

void log_retention_changed(struct sim *sim, struct kinesis *s)
{
    for (size_t i = 0; i < s->all; i++) {
        sim_cancel(sim, &s->ever[i]->retention);
        watch(sim, s->ever[i]);
    }
}
