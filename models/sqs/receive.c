/* receive.c - who asks for messages, in the order it is lived:
 *
 *   receive_message -> messages are there: answered -> (visibility time-out) -> back
 *                   -> none: waits, until some come or its time is over
 *   delete_messages: those that are still in the hands of who received them
 *
 * A message that has been received often enough goes to the dead letters when it would
 * be received once more (SQS developer guide, sqs-dead-letter-queues, 2021-08-30).
 */
#include "flow/limit.h"
#include "sqs/queue.h"
#include "sqs/tables.h"

/* ---- the visibility time-out ---- */

static void not_deleted(struct sim *sim, void *ctx)
{
    struct receipt *receipt = ctx;
    struct queue *q = receipt->queue;

    while (!link_is_empty(&receipt->messages))
        queue_return(sim, q, (struct message *)receipt->messages.next);
    sim_put(sim, receipt, sizeof *receipt);
    serve_polls(sim, q);
}

static struct receipt *receipt_new(struct sim *sim, struct queue *q)
{
    struct receipt *receipt = sim_get(sim, sizeof *receipt);

    receipt->queue = q;
    link_init(&receipt->messages);
    sim_after(sim, &receipt->back, q->config->visibility_timeout, not_deleted, receipt);
    return receipt;
}

/* ---- receiving ---- */

/* The names of this delivery: a receive is an execution (methods.md 1). */
static uint64_t try_of(const struct queue *q, const struct message *m)
{
    if (m->receives == 1)
        return m->try;
    return name_try(m->try, name_text(q->self->address), 0, m->receives - 1, 0);
}

static void hand_over(const struct queue *q, struct message *m, struct batch *batch)
{
    batch->item[batch->count++] = (struct item){.root = m->root,
                                                .who = m->who,
                                                .try = try_of(q, m),
                                                .key = m->key,
                                                .bytes = m->bytes,
                                                .kept = m,
                                                .receipt = m->receipt};
    batch->bytes += m->bytes;
}

/* The first one that may be received; the others before it are dead letters. */
static struct message *first_of(struct sim *sim, struct queue *q)
{
    int64_t most = q->config->redrive.max_receive_count;

    struct message *m;

    while ((m = queue_first(q)) && q->dead_letter && m->receives >= most)
        queue_move(sim, q, m);
    return m;
}

/* Fits the payload, or is the first. */
static bool fits(const struct batch *batch, const struct message *m)
{
    return batch->count == 0 || batch->bytes + m->bytes <= batch->bytes_most;
}

static void answer_none(struct sim *sim, struct queue *q, struct call *call)
{
    if (q->fifo)
        limit_take(sim, q->fifo->receive, TOKEN);
    meter_add(&q->self->meter[METRIC_EMPTY_RECEIVES], 1);
    queue_charge(q, 0);
    call_reply(sim, call, CALL_OK, 0);
}

/* Takes what may be received, up to call->items; how long that takes. */
static sim_time take(struct sim *sim, struct queue *q, struct call *call)
{
    struct batch *batch = call->batch;
    const struct item *first = &batch->item[batch->count];
    size_t most = batch->count + call->items;
    struct receipt *receipt = receipt_new(sim, q);
    struct message *m;

    if (q->fifo)
        q->fifo->most = call->items;
    while (batch->count < most && limit_has_room(q->in_flight, 1) &&
           (m = first_of(sim, q)) && fits(batch, m)) {
        queue_receive(sim, q, m, receipt);
        hand_over(q, m, batch);
    }
    if (q->fifo)
        q->fifo->serving = NULL;
    batch->until = receipt->back.when;
    return source_draw(
        sim, &q->receive_latency,
        &(struct work){.root = first->root, .who = first->who, .try = first->try});
}

static void answer(struct sim *sim, struct queue *q, struct call *call)
{
    struct batch *batch = call->batch;
    int64_t before = batch->bytes;
    sim_time takes;

    batch->full = !fits(batch, first_of(sim, q));
    if (batch->full) {
        answer_none(sim, q, call);
        return;
    }
    if (q->fifo)
        limit_take(sim, q->fifo->receive, TOKEN);
    takes = take(sim, q, call);
    batch->left =
        link_is_empty(&q->polls) && queue_first(q) ? q->count[PLACE_VISIBLE] : 0;
    queue_charge(q, batch->bytes - before);
    call_reply(sim, call, CALL_OK, takes);
}

static void refilled(struct sim *sim, void *ctx)
{
    serve_polls(sim, ctx);
}

/* Of a FIFO queue so many receives a second: the next one waits for its turn. */
static bool has_turn(struct sim *sim, struct queue *q)
{
    struct fifo *f = q->fifo;

    if (!f || limit_has_tokens(sim, f->receive, TOKEN))
        return true;
    limit_delayed(sim, f->receive, 1);
    if (!event_pending(&f->refill))
        sim_after(sim, &f->refill, limit_wait(sim, f->receive, TOKEN), refilled, q);
    return false;
}

/* Whether a receive would find one: too many in flight, and it waits. */
static bool may_receive(struct sim *sim, struct queue *q)
{
    if (!first_of(sim, q))
        return false;
    if (limit_has_room(q->in_flight, 1))
        return has_turn(sim, q);
    limit_delayed(sim, q->in_flight, 1);
    return false;
}

static struct call *waits_no_more(struct sim *sim, struct poll *poll)
{
    struct call *call = poll->call;

    link_remove(&poll->waits);
    sim_put(sim, poll, sizeof *poll);
    return call;
}

static void waited_in_vain(struct sim *sim, void *ctx)
{
    struct queue *q = ((struct poll *)ctx)->queue;

    answer_none(sim, q, waits_no_more(sim, ctx));
}

void serve_polls(struct sim *sim, struct queue *q)
{
    while (!link_is_empty(&q->polls) && may_receive(sim, q)) {
        struct poll *poll = (struct poll *)q->polls.next;
        sim_cancel(sim, &poll->ends);
        answer(sim, q, waits_no_more(sim, poll));
    }
}

void receive_message(struct sim *sim, struct queue *q, struct call *call)
{
    sim_time waits = call->batch->waits;
    struct poll *poll;

    call->batch->left = 0;
    call->batch->full = false;
    if (may_receive(sim, q)) {
        answer(sim, q, call);
        return;
    }
    if (waits <= 0) {
        answer_none(sim, q, call);
        return;
    }
    poll = sim_get(sim, sizeof *poll);
    poll->queue = q;
    poll->call = call;
    link_add(&q->polls, &poll->waits);
    sim_after(sim, &poll->ends, waits, waited_in_vain, poll);
}

/* ---- deleting ---- */

/* By the receipt that was given out last, even after its time: who has an older one
 * deletes nothing (SQS API reference, DeleteMessage, 2021-08 and 2026). */
static void delete_one(struct sim *sim, struct queue *q, const struct item *item)
{
    struct message *m = item->kept;
    struct receipt *receipt;

    if (item->failed || m->receipt != item->receipt)
        return;
    receipt = m->of;
    queue_delete(sim, q, m);
    if (receipt && link_is_empty(&receipt->messages)) {
        sim_cancel(sim, &receipt->back);
        sim_put(sim, receipt, sizeof *receipt);
    }
}

/* Of a FIFO queue so many deletes a second: who is too fast waits. */
static sim_time wait_to_delete(struct sim *sim, struct queue *q)
{
    sim_time waits;

    if (!q->fifo)
        return 0;
    waits = limit_wait(sim, q->fifo->delete, TOKEN);
    if (waits > 0)
        limit_delayed(sim, q->fifo->delete, 1);
    limit_take(sim, q->fifo->delete, TOKEN);
    return waits;
}

void delete_messages(struct sim *sim, struct queue *q, struct call *call)
{
    sim_time waits = wait_to_delete(sim, q);

    queue_charge(q, 0);
    for (size_t i = 0; i < call->batch->count; i++)
        delete_one(sim, q, &call->batch->item[i]);
    call_reply(sim, call, CALL_OK, waits + source_draw(sim, &q->latency, &call->work));
    serve_polls(sim, q); /* there is room in flight */
}
