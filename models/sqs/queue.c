/* queue.c - the messages of a queue, from one place to the next:
 *
 *   put -> (delayed) -> visible -> received -> deleted
 *                          ^          |
 *                          +- return -+        visible -> moved: to the dead letters
 *   and, wherever it is not received: expired at the end of its retention
 *
 * SQS developer guide, 2021-08-30 and 2026.
 */
#include "sqs/queue.h"

#include <stddef.h>

#include "flow/limit.h"
#include "sqs/tables.h"

/* The age of the oldest leaves out what was received so often: SQS developer guide,
 * sqs-available-cloudwatch-metrics, 2021-08-30. */
enum { WORN = 3 };

static void delay_over(struct sim *, void *ctx);
static void retention_over(struct sim *, void *ctx);
static void ageing(struct sim *, void *ctx);

#define MESSAGE(link, member)                                                            \
    ((struct message *)((char *)(link)-offsetof(struct message, member)))

static struct sqs_state *state_of(const struct queue *q)
{
    return q->self->account->state;
}

/* ---- levels ---- */

static void count(struct sim *sim, struct queue *q, enum place place, int64_t change)
{
    static const size_t metric[] = {[PLACE_DELAYED] = METRIC_DELAYED,
                                    [PLACE_VISIBLE] = METRIC_VISIBLE,
                                    [PLACE_RECEIVED] = METRIC_NOT_VISIBLE};

    q->count[place] += change;
    meter_set(&q->self->meter[metric[place]], sim_now(sim), q->count[place]);
}

/* In whole seconds, as CloudWatch has it; it grows by itself once a second. */
static void show_age(struct sim *sim, struct queue *q)
{
    struct meter *meter = &q->self->meter[METRIC_OLDEST];
    sim_time now = sim_now(sim), age;

    if (link_is_empty(&q->fresh)) {
        if (meter->level != 0)
            meter_set(meter, now, 0);
        return;
    }
    age = now - MESSAGE(q->fresh.next, aged)->came;
    if (meter->level != age / SIM_SECOND)
        meter_set(meter, now, age / SIM_SECOND);
    if (!event_pending(&q->ageing))
        sim_after(sim, &q->ageing, SIM_SECOND - age % SIM_SECOND, ageing, q);
}

static void ageing(struct sim *sim, void *ctx)
{
    show_age(sim, ctx);
}

/* ---- retention ---- */

static sim_time kept_until(const struct queue *q, const struct message *m)
{
    return m->sent + q->config->retention;
}

static void watch_retention(struct sim *sim, struct queue *q)
{
    sim_time next;

    if (link_is_empty(&q->kept) || event_pending(&q->retention))
        return;
    next = kept_until(q, MESSAGE(q->kept.next, kept));
    sim_at(sim, &q->retention, next > sim_now(sim) ? next : sim_now(sim), retention_over,
           q);
}

/* Nearly always the last: only what is moved here may have been sent earlier. */
static void keep(struct queue *q, struct message *m)
{
    struct link *before = q->kept.prev;

    while (before != &q->kept && MESSAGE(before, kept)->sent > m->sent)
        before = before->prev;
    link_after(before, &m->kept);
}

/* ---- coming and going ---- */

static void leave_place(struct sim *sim, struct queue *q, struct message *m)
{
    link_remove(&m->stands);
    count(sim, q, m->place, -1);
    if (m->place == PLACE_RECEIVED)
        limit_leave(sim, q->in_flight, 1);
    m->of = NULL;
    if (q->fifo)
        fifo_left(sim, q, m);
}

static void forget(struct sim *sim, struct queue *q, struct message *m)
{
    struct sqs_state *state = state_of(q);
    struct root *root = m->root;

    m->receipt = ++state->receipts;
    m->stands.next = (struct link *)state->unused;
    state->unused = m;
    if (root)
        root_drop(sim, root);
}

/* Out of all orders: its place has been left. */
static void leave(struct sim *sim, struct queue *q, struct message *m)
{
    link_remove(&m->aged);
    link_remove(&m->kept);
    if (q->fifo)
        fifo_gone(sim, q, m);
    show_age(sim, q);
}

static void expire(struct sim *sim, struct queue *q, struct message *m)
{
    q->expired++;
    meter_add(&q->self->meter[METRIC_EXPIRED], 1);
    leave_place(sim, q, m);
    leave(sim, q, m);
    forget(sim, q, m);
}

/* What is received just then has until it comes back. */
static void retention_over(struct sim *sim, void *ctx)
{
    struct queue *q = ctx;

    while (!link_is_empty(&q->kept)) {
        struct message *m = MESSAGE(q->kept.next, kept);
        if (kept_until(q, m) > sim_now(sim))
            break;
        if (m->place == PLACE_RECEIVED)
            link_remove(&m->kept);
        else
            expire(sim, q, m);
    }
    watch_retention(sim, q);
}

static void stand(struct sim *sim, struct queue *q, struct message *m)
{
    m->place = PLACE_VISIBLE;
    if (q->fifo)
        fifo_stands(sim, q, m);
    else
        link_add(&q->visible, &m->stands);
    count(sim, q, PLACE_VISIBLE, 1);
}

static void come(struct sim *sim, struct queue *q, struct message *m)
{
    m->came = sim_now(sim);
    if (!q->consumed && m->root) { /* nothing will come of it any more */
        root_drop(sim, m->root);
        m->root = NULL;
    }
    if (q->fifo)
        fifo_came(sim, q, m);
    link_add(m->receives < WORN ? &q->fresh : &q->worn, &m->aged);
    keep(q, m);
    watch_retention(sim, q);
    show_age(sim, q);
}

static struct message *message_new(struct sim *sim, struct queue *q)
{
    struct sqs_state *state = state_of(q);
    struct message *m = state->unused;

    if (!m) {
        m = sim_get(sim, sizeof *m);
        m->receipt = ++state->receipts;
        return m;
    }
    state->unused = (struct message *)m->stands.next;
    *m = (struct message){.receipt = m->receipt};
    return m;
}

static void delay_over(struct sim *sim, void *ctx)
{
    struct queue *q = ctx;
    struct message *m;

    while (!link_is_empty(&q->delayed)) {
        m = (struct message *)q->delayed.next;
        if (m->due > sim_now(sim)) {
            sim_at(sim, &q->delay, m->due, delay_over, q);
            break;
        }
        leave_place(sim, q, m);
        stand(sim, q, m);
    }
    serve_polls(sim, q);
}

/* The delay may have become shorter: then it is not the last to be due. */
static void put_off(struct sim *sim, struct queue *q, struct message *m)
{
    struct link *before = q->delayed.prev;

    m->due = sim_now(sim) + q->config->delay;
    m->place = PLACE_DELAYED;
    while (before != &q->delayed && ((struct message *)before)->due > m->due)
        before = before->prev;
    link_after(before, &m->stands);
    count(sim, q, PLACE_DELAYED, 1);
    m = (struct message *)q->delayed.next;
    if (event_pending(&q->delay) && q->delay.when > m->due)
        sim_cancel(sim, &q->delay);
    if (!event_pending(&q->delay))
        sim_at(sim, &q->delay, m->due, delay_over, q);
}

void queue_put(struct sim *sim, struct queue *q, const struct work *work, uint64_t key,
               int64_t bytes)
{
    struct message *m;

    if (q->fifo && fifo_knows(sim, q, work->who))
        return;
    m = message_new(sim, q);
    m->root = work->root;
    m->who = work->who;
    m->try = work->try;
    m->key = key;
    m->bytes = bytes;
    m->sent = sim_now(sim);
    root_hold(m->root);
    q->sent++;
    meter_add(&q->self->meter[METRIC_SENT], 1);
    meter_observe(&q->self->meter[METRIC_SENT_SIZE], bytes);
    come(sim, q, m);
    if (q->config->delay > 0)
        put_off(sim, q, m);
    else
        stand(sim, q, m);
}

void queue_fill(struct sim *sim, struct queue *q)
{
    uint64_t name = name_text("backlog");

    for (int64_t i = 0; i < q->config->backlog; i++) {
        struct message *m = message_new(sim, q);
        m->who = m->try = name_nth(name_text(q->self->address), name, (unsigned)i);
        m->root = root_new(sim, q->self, m->who, (uint64_t)i, sim_now(sim));
        m->bytes = source_draw(sim, &q->backlog_size,
                               &(struct work){.root = m->root, .who = m->who});
        m->sent = sim_now(sim);
        q->began++;
        come(sim, q, m);
        stand(sim, q, m);
    }
}

void queue_receive(struct sim *sim, struct queue *q, struct message *m,
                   struct receipt *receipt)
{
    leave_place(sim, q, m);
    m->place = PLACE_RECEIVED;
    m->of = receipt;
    link_add(&receipt->messages, &m->stands);
    limit_enter(sim, q->in_flight, 1);
    count(sim, q, PLACE_RECEIVED, 1);
    if (q->fifo)
        fifo_received(sim, q, m);
    m->receipt = ++state_of(q)->receipts;
    if (++m->receives == 1)
        meter_observe(&q->self->meter[METRIC_QUEUE_TIME], sim_now(sim) - m->came);
    if (m->receives == WORN) {
        link_remove(&m->aged);
        link_add(&q->worn, &m->aged);
        show_age(sim, q);
    }
    meter_add(&q->self->meter[METRIC_RECEIVED], 1);
}

void queue_move(struct sim *sim, struct queue *q, struct message *m)
{
    struct queue *to = q->dead_letter;

    leave_place(sim, q, m);
    leave(sim, q, m);
    q->moved_out++;
    meter_add(&q->self->meter[METRIC_MOVED], 1);
    to->moved_in++;
    meter_add(&to->self->meter[METRIC_SENT], 1);
    m->receives = 0;
    m->receipt = ++state_of(q)->receipts;
    come(sim, to, m);
    stand(sim, to, m);
    serve_polls(sim, to);
}

void queue_delete(struct sim *sim, struct queue *q, struct message *m)
{
    q->deleted++;
    meter_add(&q->self->meter[METRIC_DELETED], 1);
    meter_observe(&q->self->meter[METRIC_AGE], sim_now(sim) - m->root->born);
    leave_place(sim, q, m);
    leave(sim, q, m);
    forget(sim, q, m);
}

void queue_return(struct sim *sim, struct queue *q, struct message *m)
{
    meter_add(&q->self->meter[METRIC_RETURNED], 1);
    leave_place(sim, q, m);
    stand(sim, q, m);
    if (kept_until(q, m) <= sim_now(sim))
        expire(sim, q, m);
}

struct message *queue_first(const struct queue *q)
{
    if (q->fifo)
        return fifo_first(q);
    return link_is_empty(&q->visible) ? NULL : (struct message *)q->visible.next;
}

/* ---- start and changes ---- */

void queue_start(struct sim *sim, struct queue *q)
{
    link_init(&q->delayed);
    link_init(&q->visible);
    link_init(&q->polls);
    link_init(&q->fresh);
    link_init(&q->worn);
    link_init(&q->kept);
    limit_set_level(sim, q->in_flight, sqs_in_flight_most(q->config, q->account));
    if (q->config->is_fifo)
        fifo_start(sim, q);
}

void queue_changed(struct sim *sim, struct queue *q)
{
    if (event_pending(&q->retention))
        sim_cancel(sim, &q->retention);
    watch_retention(sim, q);
}
