/* ring.h - events linked through themselves, for wheel.c: rings with a head, which is
 * linked to itself when nothing else is there, and a line, which is one in order of time.
 */
#ifndef RING_H
#define RING_H

#include "sim/sim.h"

static inline void ring_init(struct ring *head)
{
    head->next = head->prev = head;
}

static inline void ring_add(struct ring *head, struct event *ev)
{
    struct ring *last = head->prev;

    ev->ring.next = head;
    last->next = &ev->ring; /* between the two, else they are written as one vector */
    ev->ring.prev = last;
    head->prev = &ev->ring;
}

static inline void ring_remove(struct event *ev)
{
    ev->ring.next->prev = ev->ring.prev;
    ev->ring.prev->next = ev->ring.next;
    ev->ring.next = NULL;
}

/* Takes the first out; true: it was the last one. */
static inline bool ring_pop(struct ring *head)
{
    struct ring *first = head->next, *next = first->next;

    head->next = next;
    next->prev = head;
    first->next = NULL;
    return next == head;
}

/* Empties it: what was in it, in order, up to NULL. */
static inline struct ring *ring_take_all(struct ring *head)
{
    struct ring *first = head->next;

    if (first == head)
        return NULL;
    head->prev->next = NULL;
    ring_init(head);
    return first;
}

static inline uint64_t ring_count(const struct ring *head)
{
    uint64_t n = 0;

    for (const struct ring *at = head->next; at != head; at = at->next)
        n++;
    return n;
}

/* ---- a line ---- */

struct line {
    struct ring head;
    unsigned length;
};

/* Its place is behind all that are not due later: looked for from the end. */
static inline void line_add(struct line *line, struct event *ev)
{
    struct ring *before = line->head.prev;

    while (before != &line->head && ((struct event *)before)->when > ev->when)
        before = before->prev;
    ev->ring.prev = before;
    ev->ring.next = before->next;
    before->next->prev = &ev->ring;
    before->next = &ev->ring;
    line->length++;
}

static inline void line_remove(struct line *line, struct event *ev)
{
    ring_remove(ev);
    line->length--;
}

#endif
