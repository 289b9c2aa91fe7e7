/* heap.c - a binary heap ordered by (time, number): the wheel's oracle behind
 * the same header, and what bench/ measures the wheel against.  An event's
 * ring.next holds 1 + its place, so that it can be cancelled.
 */
#include "sim/heap_names.h"

#include "sim/sim.h"

#include <stdlib.h>

struct entry {
    sim_time when;
    uint64_t number;
    struct event *ev;
};

struct heap {
    struct sim sim; /* must stay first */
    uint64_t next;  /* number of the next event scheduled */
    struct entry *entry;
    size_t count, room;
    struct sim_events events;
    sim_time watched;
    bool stalled;
};

struct sim *sim_new(void *owner)
{
    struct heap *heap = xcalloc(1, sizeof *heap);

    heap->sim.owner = owner;
    heap->watched = -1;
    return &heap->sim;
}

void sim_free(struct sim *sim)
{
    struct heap *heap = (struct heap *)sim;

    arena_release(&sim->arena);
    free(heap->entry);
    free(heap);
}

static bool earlier(struct entry a, struct entry b)
{
    return a.when < b.when || (a.when == b.when && a.number < b.number);
}

static void place(struct heap *heap, size_t at, struct entry e)
{
    heap->entry[at] = e;
    e.ev->ring.next = (struct ring *)(uintptr_t)(at + 1);
}

static void up(struct heap *heap, size_t at, struct entry e)
{
    for (; at > 0 && earlier(e, heap->entry[(at - 1) / 2]); at = (at - 1) / 2)
        place(heap, at, heap->entry[(at - 1) / 2]);
    place(heap, at, e);
}

static void down(struct heap *heap, size_t at, struct entry e)
{
    for (;;) {
        size_t child = 2 * at + 1;
        if (child >= heap->count)
            break;
        if (child + 1 < heap->count &&
            earlier(heap->entry[child + 1], heap->entry[child]))
            child++;
        if (!earlier(heap->entry[child], e))
            break;
        place(heap, at, heap->entry[child]);
        at = child;
    }
    place(heap, at, e);
}

static void take(struct heap *heap, size_t at)
{
    struct entry last = heap->entry[heap->count - 1];

    heap->entry[at].ev->ring.next = NULL;
    heap->count--;
    if (at == heap->count)
        return;
    if (at > 0 && earlier(last, heap->entry[(at - 1) / 2]))
        up(heap, at, last);
    else
        down(heap, at, last);
}

static void take_out(struct heap *heap, struct event *ev)
{
    take(heap, (size_t)(uintptr_t)ev->ring.next - 1);
}

void sim_at(struct sim *sim, struct event *ev, sim_time when, event_fn *fn, void *ctx)
{
    struct heap *heap = (struct heap *)sim;

    assert(when >= sim->now);
    if (event_pending(ev)) {
        take_out(heap, ev);
        heap->events.moved++;
    } else {
        heap->events.scheduled++;
    }
    if (heap->count == heap->room) {
        heap->room = heap->room ? 2 * heap->room : 64;
        heap->entry = xrealloc(heap->entry, heap->room, sizeof *heap->entry);
    }
    ev->when = when;
    ev->fn = fn;
    ev->ctx = ctx;
    heap->count++;
    up(heap, heap->count - 1, (struct entry){when, heap->next++, ev});
}

void sim_cancel(struct sim *sim, struct event *ev)
{
    struct heap *heap = (struct heap *)sim;

    if (!event_pending(ev))
        return;
    take_out(heap, ev);
    heap->events.cancelled++;
}

uint64_t sim_run(struct sim *sim, sim_time until)
{
    struct heap *heap = (struct heap *)sim;
    uint64_t before = heap->events.fired;

    while (!heap->stalled && heap->count && heap->entry[0].when <= until) {
        struct event *ev = heap->entry[0].ev;
        sim->now = ev->when;
        take(heap, 0);
        ev->fn(sim, ev->ctx);
        if (++heap->events.fired % SIM_STALL == 0) {
            heap->stalled = sim->now == heap->watched;
            heap->watched = sim->now;
        }
    }
    if (!heap->stalled && sim->now < until)
        sim->now = until;
    return heap->events.fired - before;
}

bool sim_stalled(const struct sim *sim)
{
    return ((const struct heap *)sim)->stalled;
}

struct sim_events sim_events(const struct sim *sim)
{
    const struct heap *heap = (const struct heap *)sim;
    struct sim_events events = heap->events;

    events.pending = heap->count;
    return events;
}
