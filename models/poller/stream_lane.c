/* stream_lane.c - batches of a lane, one after the other:
 *
 *   records wait -> the batch is full, or the window over -> in the function
 *   -> throttled: again, later and later, which does not count
 *   -> failed: again from the first record that failed, or in two halves
 *   -> no retry left, or records too old: discarded, on_failure is told
 *   -> done -> the next batch
 *
 * Lambda developer guide, with-kinesis, 2021-08-27 and 2026.
 */
#include "flow/limit.h"
#include "poller/stream.h"

/* What on_failure is told is metadata alone: some hundred bytes. */
enum { TOLD_BYTES = 1024 };

static void answered(struct sim *, struct call *, void *ctx);

static struct stream_poller *poller_of(const struct lane *lane)
{
    return lane->reader->poller;
}

/* ---- waiting ---- */

static struct item *waiting_at(const struct queue_of_items *q, size_t i)
{
    return &q->item[(q->first + i) % q->room];
}

void lane_add(struct sim *sim, struct lane *lane, const struct item *item)
{
    struct queue_of_items *q = &lane->waiting;
    size_t room = q->room > 0 ? 2 * q->room : 16;
    struct item *more;

    if (q->count == q->room) {
        more = sim_get(sim, room * sizeof *more);
        for (size_t i = 0; i < q->count; i++)
            more[i] = *waiting_at(q, i);
        if (q->room > 0)
            sim_put(sim, q->item, q->room * sizeof *q->item);
        *q = (struct queue_of_items){.count = q->count, .room = room, .item = more};
    }
    *waiting_at(q, q->count++) = *item;
}

static void window_over(struct sim *sim, void *ctx)
{
    lane_go(sim, ctx);
}

/* How many of those that wait would be the batch: all that fit. */
static size_t batch_now(const struct lane *lane)
{
    const struct stream_poller *p = poller_of(lane);
    const struct queue_of_items *q = &lane->waiting;
    size_t most = (size_t)p->config->batch_size, n = 0;
    int64_t bytes = 0;

    while (n < q->count && n < most) {
        bytes += waiting_at(q, n)->bytes;
        if (n > 0 && bytes > p->account->payload_most)
            break;
        n++;
    }
    return n;
}

static void take(struct sim *sim, struct lane *lane, size_t count)
{
    struct queue_of_items *q = &lane->waiting;

    if (count > lane->room) {
        if (lane->room > 0)
            sim_put(sim, lane->flight, lane->room * sizeof *lane->flight);
        lane->room = count;
        lane->flight = sim_get(sim, count * sizeof *lane->flight);
    }
    for (size_t i = 0; i < count; i++)
        lane->flight[i] = *waiting_at(q, i);
    q->first = (q->first + count) % q->room;
    q->count -= count;
    lane->taken = count;
    lane->done = 0;
    lane->piece[0] = (struct portion){.count = count};
    lane->pieces = 1;
}

/* Whether the next batch goes now; else the window is open, or there is none. */
static bool is_ready(struct sim *sim, struct lane *lane, size_t count)
{
    const struct mapping *m = poller_of(lane)->config;

    if (lane->waiting.count == 0 || !m->enabled)
        return false;
    if (m->window == 0 || count < lane->waiting.count || (int64_t)count >= m->batch_size)
        return true;
    if (lane->closes == 0)
        lane->closes = sim_now(sim) + m->window;
    if (sim_now(sim) >= lane->closes)
        return true;
    if (!event_pending(&lane->next))
        sim_at(sim, &lane->next, lane->closes, window_over, lane);
    return false;
}

static bool begin_batch(struct sim *sim, struct lane *lane)
{
    size_t count = batch_now(lane);

    if (!is_ready(sim, lane, count))
        return false;
    sim_cancel(sim, &lane->next);
    lane->closes = 0;
    take(sim, lane, count);
    return true;
}

bool lane_is_behind(const struct lane *lane)
{
    bool fails = lane->pieces > 0 && lane->piece[lane->pieces - 1].runs > 0;

    return lane->busy && !fails && !lane->turned_away &&
           (int64_t)lane->waiting.count >= 2 * poller_of(lane)->config->batch_size;
}

/* ---- what is over ---- */

static struct item *front(const struct lane *lane)
{
    return &lane->flight[lane->done];
}

static struct portion *piece_of(struct lane *lane)
{
    return &lane->piece[lane->pieces - 1];
}

/* The first records of the piece are in nobody's hands any more. */
static void let_go(struct sim *sim, struct lane *lane, size_t count)
{
    struct stream_poller *p = poller_of(lane);
    struct portion *piece = piece_of(lane);

    for (size_t i = 0; i < count; i++) {
        struct item *item = &front(lane)[i];
        meter_observe(&p->self->meter[METRIC_AGE], sim_now(sim) - item->root->born);
        item_drop(sim, item);
    }
    lane->done += count;
    lane->reader->held -= count;
    p->held -= count;
    piece->count -= count;
    if (piece->count == 0)
        lane->pieces--;
}

static void told(struct sim *sim, struct call *call, void *ctx)
{
    struct stream_poller *p = ctx;

    (void)sim;
    meter_add(&p->self->meter[call->status == CALL_OK ? METRIC_DELIVERED
                                                      : METRIC_DELIVERY_FAILURES],
              1);
}

static void drop(struct sim *sim, struct lane *lane, size_t count)
{
    struct stream_poller *p = poller_of(lane);
    const struct item *first = front(lane);
    struct work work = {.root = first->root, .who = first->who, .try = first->try};
    struct call *call;

    p->dropped += count;
    meter_add(&p->self->meter[METRIC_DROPPED], (int64_t)count);
    if (p->failed.address) {
        work = work_child(&work, p->on_failure, 0);
        call = call_new(sim, &work);
        call->bytes = TOLD_BYTES;
        call->key = first->key;
        call_send(sim, call, &p->failed, &(struct sending){.done = told, .ctx = p});
    }
    let_go(sim, lane, count);
}

/* Those that the function is not to get, or the stream has not any more. */
static size_t too_old(struct sim *sim, struct lane *lane)
{
    const struct stream_poller *p = poller_of(lane);
    const struct mapping *m = p->config;
    sim_time most = *p->retention;
    size_t n = 0;

    if (m->record_age != ABSENT && m->record_age < most)
        most = m->record_age;
    while (n < piece_of(lane)->count && sim_now(sim) - front(lane)[n].came > most)
        n++;
    return n;
}

/* ---- the function ---- */

static void in_function(struct sim *sim, struct lane *lane, int64_t change)
{
    struct stream_poller *p = poller_of(lane);

    lane->busy = change > 0;
    p->working += change;
    meter_set(&p->self->meter[METRIC_BATCHES_NOW], sim_now(sim), p->working);
    if (change > 0)
        limit_enter(sim, p->places, change);
    else
        limit_leave(sim, p->places, -change);
}

/* In the stream's records, parcels or not. */
static void count_batch(struct sim *sim, const struct lane *lane,
                        const struct portion *piece)
{
    struct meter *meter = poller_of(lane)->self->meter;
    size_t n = piece->count;

    meter_add(&meter[METRIC_BATCHES], 1);
    if (piece->runs > 0)
        meter_add(&meter[METRIC_RETRIES], 1);
    meter_add(&meter[METRIC_INVOKED], (int64_t)n);
    meter_observe(&meter[METRIC_BATCH_SIZE], (int64_t)n);
    meter_observe(&meter[METRIC_ITERATOR_AGE], sim_now(sim) - lane->batch.came);
}

static bool has_parcels(const struct lane *lane, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (front(lane)[i].parcel)
            return true;
    return false;
}

/* The function takes parcels apart: its items are the records in them. */
static void take_apart(struct sim *sim, struct lane *lane, size_t count)
{
    struct batch *batch = &lane->batch, *apart = &lane->apart;

    batch->item = front(lane);
    batch->count = count;
    if (has_parcels(lane, count)) {
        batch_take_apart(sim, apart, front(lane), count);
        batch->item = apart->item;
        batch->count = apart->count;
    }
    batch->room = batch->count;
}

/* Each run has names of its own (methods.md 1): a receive is an execution. */
static void fill_batch(struct sim *sim, struct lane *lane, const struct portion *piece)
{
    struct stream_poller *p = poller_of(lane);
    struct batch *batch = &lane->batch;

    take_apart(sim, lane, piece->count);
    for (size_t i = 0; i < batch->count; i++) {
        struct item *item = &batch->item[i];
        item->failed = false;
        item->try = item->receipt;
        if (piece->runs > 0)
            item->try = name_try(item->receipt, p->site, 0, piece->runs, 0);
    }
    batch->bytes = 0;
    for (size_t i = 0; i < piece->count; i++)
        batch->bytes += front(lane)[i].bytes;
    batch->came = front(lane)[piece->count - 1].came;
}

static void send_piece(struct sim *sim, struct lane *lane)
{
    struct stream_poller *p = poller_of(lane);
    const struct item *first = front(lane);
    struct work work;
    struct call *call;

    in_function(sim, lane, 1);
    fill_batch(sim, lane, piece_of(lane));
    if (!lane->turned_away)
        count_batch(sim, lane, piece_of(lane));
    work = (struct work){.root = first->root, .who = first->who, .try = first->try};
    work = work_child(&work, p->site, 0);
    call = call_new(sim, &work);
    call->key = first->key;
    call->bytes = lane->batch.bytes;
    call->batch = &lane->batch;
    call_send(sim, call, &p->invoke, &(struct sending){.done = answered, .ctx = lane});
}

/* The next piece of the batch, or the next batch, without what is too old. */
static void go_on(struct sim *sim, struct lane *lane)
{
    while (lane->pieces > 0 || begin_batch(sim, lane)) {
        size_t old = too_old(sim, lane);
        if (old == 0) {
            send_piece(sim, lane);
            break;
        }
        drop(sim, lane, old);
    }
    reader_goes_on(sim, lane->reader);
}

void lane_go(struct sim *sim, struct lane *lane)
{
    if (!lane->busy)
        go_on(sim, lane);
}

static void done(struct sim *sim, struct lane *lane, size_t count)
{
    poller_of(lane)->done += count;
    let_go(sim, lane, count);
}

static void tried_again(struct sim *sim, void *ctx)
{
    struct lane *lane = ctx;

    in_function(sim, lane, -1);
    go_on(sim, lane);
}

static void again(struct sim *sim, struct lane *lane)
{
    const struct poller_account *account = poller_of(lane)->account;
    struct portion *piece = piece_of(lane);
    sim_time wait = account->retry_interval;

    for (unsigned i = 0; i < piece->waits && wait < account->retry_most; i++)
        wait *= 2;
    piece->waits++;
    sim_after(sim, &lane->next, wait < account->retry_most ? wait : account->retry_most,
              tried_again, lane);
}

/* Which is no retry: each half begins anew with its waits. */
static void split(struct lane *lane)
{
    struct portion *piece = piece_of(lane);
    size_t half = piece->count / 2;
    struct portion first = {
        .count = piece->count - half, .retries = piece->retries, .runs = piece->runs};

    piece->count = half;
    piece->waits = 0;
    assert(lane->pieces < PIECES);
    lane->piece[lane->pieces++] = first;
}

/* All that is left of the piece is to be done again.  With bisection it is cut where the
 * function says, else in two (Lambda developer guide, services-kinesis-batchfailure,
 * 2026): only what cannot be cut any more uses up retries. */
static void piece_failed(struct sim *sim, struct lane *lane, bool cut)
{
    const struct mapping *m = poller_of(lane)->config;
    struct portion *piece = piece_of(lane);

    meter_add(&poller_of(lane)->self->meter[METRIC_FAILED], (int64_t)piece->count);
    piece->runs++;
    if (cut)
        piece->waits = 0;
    if (m->bisects && !cut && piece->count > 1) {
        split(lane);
    } else if (!(m->bisects && cut)) {
        piece->retries++;
        if (m->retry_attempts != ABSENT && piece->retries > m->retry_attempts) {
            drop(sim, lane, piece->count);
            in_function(sim, lane, -1);
            go_on(sim, lane);
            return;
        }
    }
    again(sim, lane);
}

/* What failed of a parcel is told by the number of the stream's record. */
static size_t first_failed(struct lane *lane)
{
    size_t i = 0, count = piece_of(lane)->count;

    if (lane->batch.item != front(lane))
        batch_put_together(&lane->batch, front(lane), count);
    while (i < count && !front(lane)[i].failed)
        i++;
    return i;
}

static void succeeded(struct sim *sim, struct lane *lane)
{
    size_t n = first_failed(lane);

    if (n < piece_of(lane)->count) {
        done(sim, lane, n);
        piece_failed(sim, lane, n > 0);
        return;
    }
    done(sim, lane, n);
    in_function(sim, lane, -1);
    go_on(sim, lane);
}

static void answered(struct sim *sim, struct call *call, void *ctx)
{
    struct lane *lane = ctx;
    struct meter *meter = poller_of(lane)->self->meter;

    lane->turned_away = call->status == CALL_THROTTLED;
    if (lane->turned_away) {
        meter_add(&meter[METRIC_THROTTLES], 1);
        again(sim, lane);
    } else if (call->status == CALL_OK) {
        succeeded(sim, lane);
    } else {
        meter_add(&meter[METRIC_ERRORS], 1);
        piece_failed(sim, lane, false);
    }
}
