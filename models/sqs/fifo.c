/* fifo.c - groups of a FIFO queue, each in its order, one receiver at a time.
 *
 * A group whose messages are received gives out no more of them until they are deleted or
 * come back; a receive takes as many of one group as there are, then of the next
 * (SQS developer guide, FIFO-queues-understanding-logic, 2021-08-30).  What a sender
 * repeats within five minutes is taken once (FIFO-queues-exactly-once-processing).
 */
#include "sqs/fifo.h"

#include <stddef.h>

#include "flow/limit.h"
#include "sqs/queue.h"
#include "sqs/tables.h"

#define REMEMBERED (300 * SIM_SECOND)

struct sent {           /* a message's name, as long as it is remembered */
    struct keyed keyed; /* first */
    struct link recent;
    sim_time at;
};

#define SENT(link) ((struct sent *)((char *)(link)-offsetof(struct sent, recent)))
#define GROUP(link) ((struct group *)((char *)(link)-offsetof(struct group, ready)))

static void rate(struct sim *sim, struct queue *q, struct limit *limit)
{
    double per_s = sqs_rate(q->config, q->account);

    limit_set_bucket(sim, limit, per_s, per_s, 1);
}

void fifo_start(struct sim *sim, struct queue *q)
{
    struct fifo *f = sim_get(sim, sizeof *f);

    q->fifo = f;
    link_init(&f->ready);
    link_init(&f->recent);
    f->send = q->self->limit[LIMIT_SEND];
    f->receive = q->self->limit[LIMIT_RECEIVE];
    f->delete = q->self->limit[LIMIT_DELETE];
    f->group = q->self->limit[LIMIT_GROUP];
    limit_set_level(sim, f->group, 1);
    rate(sim, q, f->send);
    rate(sim, q, f->receive);
    rate(sim, q, f->delete);
}

/* ---- what was sent already ---- */

static void forget(struct sim *sim, void *ctx)
{
    struct fifo *f = ((struct queue *)ctx)->fifo;

    while (!link_is_empty(&f->recent)) {
        struct sent *first = SENT(f->recent.next);
        if (first->at + REMEMBERED > sim_now(sim)) {
            sim_at(sim, &f->forget, first->at + REMEMBERED, forget, ctx);
            return;
        }
        link_remove(&first->recent);
        keys_remove(&f->sent, &first->keyed);
        sim_put(sim, first, sizeof *first);
    }
}

bool fifo_knows(struct sim *sim, struct queue *q, uint64_t who)
{
    struct fifo *f = q->fifo;
    struct sent *sent;

    if (keys_find(&f->sent, who)) {
        meter_add(&q->self->meter[METRIC_DEDUPLICATED], 1);
        return true;
    }
    sent = sim_get(sim, sizeof *sent);
    sent->keyed.key = who;
    sent->at = sim_now(sim);
    keys_add(sim, &f->sent, &sent->keyed);
    link_add(&f->recent, &sent->recent);
    if (!event_pending(&f->forget))
        sim_after(sim, &f->forget, REMEMBERED, forget, q);
    return false;
}

/* ---- groups ---- */

/* Ready: it has visible messages, and none of it is received. */
static void settle(struct fifo *f, struct group *g)
{
    bool ready = !link_is_empty(&g->visible) && g->received == 0;

    if (ready && link_is_empty(&g->ready))
        link_add(&f->ready, &g->ready);
    else if (!ready)
        link_remove(&g->ready);
}

void fifo_came(struct sim *sim, struct queue *q, struct message *m)
{
    struct fifo *f = q->fifo;
    struct group *g = (struct group *)keys_find(&f->groups, m->key);

    if (!g) {
        g = sim_get(sim, sizeof *g);
        g->keyed.key = m->key;
        link_init(&g->ready);
        link_init(&g->visible);
        keys_add(sim, &f->groups, &g->keyed);
    }
    g->here++;
    m->group = g;
    m->order = ++f->order;
}

void fifo_gone(struct sim *sim, struct queue *q, struct message *m)
{
    struct group *g = m->group;

    m->group = NULL;
    if (--g->here > 0)
        return;
    link_remove(&g->ready);
    keys_remove(&q->fifo->groups, &g->keyed);
    if (q->fifo->serving == g)
        q->fifo->serving = NULL;
    sim_put(sim, g, sizeof *g);
}

/* Of a group that somebody has a batch of: two more are there, and so is a receiver, who
 * must not have them yet. */
static void held_up(struct sim *sim, struct queue *q, const struct group *g)
{
    const struct fifo *f = q->fifo;
    double use = (double)g->visibles / (double)(2 * f->most);

    limit_reached(sim, f->group, use < 1 ? use : 1);
    if (use >= 1 && !link_is_empty(&q->polls))
        limit_delayed(sim, f->group, 1);
}

void fifo_stands(struct sim *sim, struct queue *q, struct message *m)
{
    struct link *before = &m->group->visible;

    /* What comes back was there before all that waits; what is new, after. */
    if (!link_is_empty(before) && ((struct message *)before->prev)->order < m->order)
        before = before->prev;
    while (before->next != &m->group->visible &&
           ((struct message *)before->next)->order < m->order)
        before = before->next;
    link_after(before, &m->stands);
    m->group->visibles++;
    if (m->group->received > 0)
        held_up(sim, q, m->group);
    settle(q->fifo, m->group);
}

static void locked(struct sim *sim, struct queue *q, int64_t change)
{
    q->fifo->locked += change;
    meter_set(&q->self->meter[METRIC_GROUPS], sim_now(sim), q->fifo->locked);
}

void fifo_left(struct sim *sim, struct queue *q, struct message *m)
{
    m->group->visibles -= m->place == PLACE_VISIBLE;
    if (m->place == PLACE_RECEIVED && --m->group->received == 0)
        locked(sim, q, -1);
    settle(q->fifo, m->group);
}

void fifo_received(struct sim *sim, struct queue *q, struct message *m)
{
    if (++m->group->received == 1)
        locked(sim, q, 1);
    q->fifo->serving = m->group;
    limit_passed(q->fifo->group);
    settle(q->fifo, m->group);
}

struct message *fifo_first(const struct queue *q)
{
    const struct fifo *f = q->fifo;

    if (f->serving && !link_is_empty(&f->serving->visible))
        return (struct message *)f->serving->visible.next;
    if (link_is_empty(&f->ready))
        return NULL;
    return (struct message *)GROUP(f->ready.next)->visible.next;
}
