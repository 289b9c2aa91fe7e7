/* wheel.c - the event set: a hierarchical timing wheel.
 *
 * A time is eleven digits of six bits.  An event hangs in the slot of the
 * highest digit in which its time differs from `base`; where it hangs is a
 * function of (time, base) alone, slots are appended to and moved down in
 * order, so equal times stay first-come by structure.  `base` never passes
 * `now`, because whoever stands at `now` may still schedule there.
 *
 * A slot is a ring of events; where very many wait, a far one is a bundle
 * (bundle.h) behind what is in its ring already.
 *
 * Few events are soonest kept in order: as long as there are, all of them stand
 * in one line, each behind its equals, and nothing hangs in the wheel.  A line
 * that has grown too long is hung; what hangs lines up when few are left.
 *
 * Measured against a binary heap: README.md; the idea's sources are there too.
 */
#include "sim/sim.h"

#include <stdlib.h>

#include "sim/bundle.h"
#include "sim/ring.h"

enum { BITS = 6, SLOTS = 1 << BITS, LEVELS = 11 };
enum { FEW = 8, LONG = 24 };       /* events that make a line; that are one no more */
enum { NEAR = 3 };                 /* levels of rings alone */
enum { FORESEEN = NEAR - 1 };      /* the level whose events are foreseen in a crowd */
enum { FETCHED = 3 * CACHE_LINE }; /* bytes of ctx */
enum { MANY = 16384 }; /* events that do not fit the cache: bundles from here on */

struct wheel {
    struct sim sim; /* must stay first */
    uint64_t base;  /* <= now, <= every pending time */
    bool in_line;   /* all stand in the line, else all hang */
    struct line line;
    uint64_t levels;           /* bit l: occupied[l] != 0 */
    uint64_t occupied[LEVELS]; /* bit i: slot i of level l is not empty */
    struct sim_events events;  /* pending: counted when asked for */
    sim_time watched;          /* the clock at the last look for a stall */
    bool stalled;
    bool many;         /* there were when a slot was entered last */
    unsigned bundles;  /* that are not empty, and one more while there are many */
    struct ring *ring; /* [LEVELS * SLOTS], level after level */
    struct bundle bundle[LEVELS - NEAR][SLOTS];
    struct blocks blocks;
};

static struct wheel *wheel_of(struct sim *sim)
{
    return (struct wheel *)sim;
}

struct sim *sim_new(void *owner)
{
    struct wheel *wheel = xcalloc(1, sizeof *wheel);

    wheel->ring = xcalloc(LEVELS * SLOTS, sizeof *wheel->ring);
    wheel->sim.owner = owner;
    wheel->watched = -1;
    wheel->in_line = true;
    ring_init(&wheel->line.head);
    for (int i = 0; i < LEVELS * SLOTS; i++)
        ring_init(&wheel->ring[i]);
    return &wheel->sim;
}

void sim_free(struct sim *sim)
{
    if (!sim)
        return;
    arena_release(&sim->arena);
    blocks_release(&wheel_of(sim)->blocks);
    free(wheel_of(sim)->ring);
    free(wheel_of(sim));
}

static unsigned lowest(uint64_t bits)
{
    return (unsigned)__builtin_ctzll(bits);
}

static unsigned level_of(uint64_t time, uint64_t base)
{
    return (63u - (unsigned)__builtin_clzll((time ^ base) | 1)) / BITS;
}

static inline struct ring *ring_at(const struct wheel *wheel, unsigned l, unsigned i)
{
    return &wheel->ring[l * SLOTS + i];
}

static struct bundle *bundle_at(struct wheel *wheel, unsigned l, unsigned i)
{
    return &wheel->bundle[l - NEAR][i];
}

/* Whether a slot of this level may have a bundle, or get one. */
static inline bool may_bundle(const struct wheel *wheel, unsigned l)
{
    return l >= NEAR && wheel->bundles > 0;
}

/* Out of line, as all that only crowds need: it would cost every event the saving of
 * registers. */
__attribute__((noinline)) static void
hang_in_bundle(struct wheel *wheel, struct event *ev, unsigned l, unsigned i)
{
    struct bundle *bundle = bundle_at(wheel, l, i);

    wheel->bundles += !bundle->first;
    bundle_add(bundle, &wheel->blocks, l * SLOTS + i, ev);
}

static inline void mark_taken(struct wheel *wheel, unsigned l, unsigned i)
{
    wheel->occupied[l] |= UINT64_C(1) << i;
    wheel->levels |= UINT64_C(1) << l;
}

/* Which of a level's slots a time lies in. */
static inline unsigned slot_of(sim_time time, unsigned l)
{
    return (unsigned)((uint64_t)time >> (BITS * l)) % SLOTS;
}

/* Behind a bundle that is begun comes nothing into the ring: what is there came first. */
static inline void hang(struct wheel *wheel, struct event *ev)
{
    unsigned l = level_of((uint64_t)ev->when, wheel->base), i = slot_of(ev->when, l);

    if (!(wheel->occupied[l] >> i & 1))
        mark_taken(wheel, l, i);
    if (may_bundle(wheel, l) && (wheel->many || bundle_at(wheel, l, i)->first))
        hang_in_bundle(wheel, ev, l, i);
    else
        ring_add(ring_at(wheel, l, i), ev);
}

static void mark_empty(struct wheel *wheel, unsigned l, unsigned i)
{
    wheel->occupied[l] &= ~(UINT64_C(1) << i);
    if (wheel->occupied[l] == 0)
        wheel->levels &= ~(UINT64_C(1) << l);
}

static bool is_empty(struct wheel *wheel, unsigned l, unsigned i)
{
    const struct ring *head = ring_at(wheel, l, i);

    return head->next == head && !(may_bundle(wheel, l) && bundle_at(wheel, l, i)->first);
}

__attribute__((noinline)) static void unbundle(struct wheel *wheel, struct event *ev)
{
    struct block *block = block_of(ev);
    unsigned l = block->slot / SLOTS, i = block->slot % SLOTS;

    if (!block_lose(ev))
        return;
    bundle_drop(bundle_at(wheel, l, i), &wheel->blocks, block);
    wheel->bundles -= !bundle_at(wheel, l, i)->first;
    if (is_empty(wheel, l, i))
        mark_empty(wheel, l, i);
}

static inline void unhang(struct wheel *wheel, struct event *ev)
{
    struct ring *next = ev->ring.next, *prev = ev->ring.prev;

    if (is_in_bundle(ev)) {
        unbundle(wheel, ev);
        return;
    }
    ring_remove(ev);
    if (next == prev) { /* only the head is left */
        unsigned slot = (unsigned)(next - wheel->ring);
        if (is_empty(wheel, slot / SLOTS, slot % SLOTS))
            mark_empty(wheel, slot / SLOTS, slot % SLOTS);
    }
}

/* ---- the line ---- */

/* Too many for a line: they are hung, in order.  Not in line, nor is its counterpart:
 * what is done once in a while would cost every event the saving of its registers. */
__attribute__((noinline)) static void hang_all(struct wheel *wheel)
{
    struct ring *next, *at = ring_take_all(&wheel->line.head);

    wheel->base = (uint64_t)wheel->sim.now;
    wheel->in_line = false;
    wheel->line.length = 0;
    for (; at; at = next) {
        next = at->next;
        hang(wheel, (struct event *)at);
    }
}

static void line_up_ring(struct wheel *wheel, struct ring *head)
{
    struct ring *next, *at = ring_take_all(head);

    for (; at; at = next) {
        next = at->next;
        line_add(&wheel->line, (struct event *)at);
    }
}

static void line_up_bundle(struct wheel *wheel, struct bundle *b)
{
    wheel->bundles -= b->first != NULL;
    while (b->first) {
        struct block *block = b->first;
        for (unsigned k = 0; k < block->used; k++)
            if (block->event[k])
                line_add(&wheel->line, block->event[k]);
        bundle_drop(b, &wheel->blocks, block);
    }
}

/* Few are left, slot after slot. */
__attribute__((noinline)) static void line_up_all(struct wheel *wheel)
{
    wheel->in_line = true;
    while (wheel->levels) {
        unsigned l = lowest(wheel->levels), i = lowest(wheel->occupied[l]);
        mark_empty(wheel, l, i);
        line_up_ring(wheel, ring_at(wheel, l, i));
        if (may_bundle(wheel, l))
            line_up_bundle(wheel, bundle_at(wheel, l, i));
    }
}

static uint64_t pending(const struct wheel *wheel)
{
    const struct sim_events *e = &wheel->events;

    return e->scheduled - e->fired - e->cancelled;
}

/* ---- either ---- */

static void put(struct wheel *wheel, struct event *ev)
{
    if (!wheel->in_line) {
        hang(wheel, ev);
        return;
    }
    line_add(&wheel->line, ev);
    if (wheel->line.length > LONG)
        hang_all(wheel);
}

static void take_out(struct wheel *wheel, struct event *ev)
{
    if (!wheel->in_line) {
        unhang(wheel, ev);
        return;
    }
    line_remove(&wheel->line, ev);
}

/* ---- the next one ---- */

/* What moves down fires soon: its handler will look at the beginning of what it works on.
 * Where it hangs is its digit of the level below, unless that is 0. */
static inline void move_down(struct wheel *wheel, struct event *ev, unsigned below)
{
    unsigned i = slot_of(ev->when, below);

    fetch_ahead(ev->ctx, FETCHED);
    if (i > 0 && !may_bundle(wheel, below)) {
        mark_taken(wheel, below, i);
        ring_add(ring_at(wheel, below, i), ev);
    } else {
        hang(wheel, ev);
    }
}

/* Of a crowd, a slot of the last rings holds some tens of events: far enough ahead of
 * them to fetch more, near enough for it to be there still when they fire. */
__attribute__((noinline)) static void foresee(const struct sim *sim,
                                              const struct ring *head)
{
    for (const struct ring *at = head->next; at != head; at = at->next)
        sim->foresee((const struct event *)at);
}

/* Events lie anywhere in memory, so a walk along a ring waits for each; a second look,
 * from the end backwards until it meets what has moved, fetches the later half meanwhile.
 */
static inline void enter_ring(struct wheel *wheel, struct ring *head, unsigned below)
{
    struct ring *back = head->prev, *next, *at = ring_take_all(head);

    for (; at; at = next) {
        next = at->next;
        if (back) { /* else it has moved into a bundle */
            back = back->prev;
            __builtin_prefetch(back);
        }
        move_down(wheel, (struct event *)at, below);
    }
}

__attribute__((noinline)) static void enter_bundle(struct wheel *wheel, struct bundle *b,
                                                   unsigned below)
{
    struct block *next, *block = b->first;

    wheel->bundles -= block != NULL;
    *b = (struct bundle){0};
    for (; block; block = next) {
        next = block->next;
        for (unsigned k = 0; k < FETCH_AHEAD && k < block->used; k++)
            __builtin_prefetch(block->event[k]);
        for (unsigned k = 0; k < block->used; k++) {
            if (k + FETCH_AHEAD < block->used)
                __builtin_prefetch(block->event[k + FETCH_AHEAD]);
            if (block->event[k])
                move_down(wheel, block->event[k], below);
        }
        block_put(&wheel->blocks, block);
    }
}

/* Enters slot i of level l: what hangs there moves down, in order. */
static inline void enter(struct wheel *wheel, unsigned l, unsigned i, uint64_t start)
{
    mark_empty(wheel, l, i);
    wheel->base = start;
    if (wheel->many && l == FORESEEN && wheel->sim.foresee)
        foresee(&wheel->sim, ring_at(wheel, l, i));
    enter_ring(wheel, ring_at(wheel, l, i), l - 1);
    if (may_bundle(wheel, l))
        enter_bundle(wheel, bundle_at(wheel, l, i), l - 1);
}

/* When slot i of level l begins: base with the digits below l cleared. */
static uint64_t start_of(const struct wheel *wheel, unsigned l, unsigned i)
{
    unsigned above = BITS * (l + 1);

    return (above < 64 ? wheel->base >> above << above : 0) | (uint64_t)i << (BITS * l);
}

/* The first of a slot where all are equal, or one is alone (in a ring); else NULL. */
static inline struct event *next_of(struct wheel *wheel, unsigned l, unsigned i)
{
    struct ring *head = ring_at(wheel, l, i), *first = head->next;

    if (l > 0 && first->next != head)
        return NULL;
    if (may_bundle(wheel, l) && bundle_at(wheel, l, i)->first)
        return NULL;
    return (struct event *)first;
}

/* So that may_bundle, which each scheduling asks, reads one member: two that are written
 * apart and read as one word make it wait for both. */
static void set_many(struct wheel *wheel, bool many)
{
    wheel->bundles += many;
    wheel->bundles -= wheel->many;
    wheel->many = many;
}

/* The first event that hangs, if it is due by `until`, taken out.  A slot is entered only
 * once it has begun by `until`, else base would pass now.  NULL too when few are left,
 * who have then lined up. */
static struct event *take_hung(struct wheel *wheel, sim_time until)
{
    while (wheel->levels) {
        unsigned l = lowest(wheel->levels), i = lowest(wheel->occupied[l]);
        struct event *ev = next_of(wheel, l, i);
        uint64_t start;
        if (ev) {
            if (ev->when > until)
                return NULL;
            if (ring_pop(ring_at(wheel, l, i)))
                mark_empty(wheel, l, i);
            wheel->base = (uint64_t)ev->when;
            return ev;
        }
        set_many(wheel, pending(wheel) >= MANY);
        if (pending(wheel) <= FEW) {
            line_up_all(wheel);
            return NULL;
        }
        start = start_of(wheel, l, i);
        if (start > (uint64_t)until)
            return NULL;
        enter(wheel, l, i, start);
    }
    return NULL;
}

/* The first event due by `until`, taken out; NULL if there is none. */
static struct event *take_first(struct wheel *wheel, sim_time until)
{
    struct event *ev;

    if (!wheel->in_line) {
        ev = take_hung(wheel, until);
        if (ev || !wheel->in_line)
            return ev;
    }
    ev = (struct event *)wheel->line.head.next;
    if (wheel->line.length == 0 || ev->when > until)
        return NULL;
    line_remove(&wheel->line, ev);
    return ev;
}

__attribute__((noinline)) static void move(struct wheel *wheel, struct event *ev)
{
    take_out(wheel, ev);
    wheel->events.moved++;
    put(wheel, ev);
}

void sim_at(struct sim *sim, struct event *ev, sim_time when, event_fn *fn, void *ctx)
{
    struct wheel *wheel = wheel_of(sim);

    assert(when >= sim->now);
    ev->when = when;
    ev->fn = fn;
    ev->ctx = ctx;
    if (event_pending(ev)) {
        move(wheel, ev);
    } else {
        wheel->events.scheduled++;
        put(wheel, ev);
    }
}

void sim_cancel(struct sim *sim, struct event *ev)
{
    struct wheel *wheel = wheel_of(sim);

    if (!event_pending(ev))
        return;
    wheel->events.cancelled++;
    take_out(wheel, ev);
}

static bool clock_stands(struct wheel *wheel)
{
    wheel->stalled = wheel->sim.now == wheel->watched;
    wheel->watched = wheel->sim.now;
    return wheel->stalled;
}

uint64_t sim_run(struct sim *sim, sim_time until)
{
    struct wheel *wheel = wheel_of(sim);
    uint64_t before = wheel->events.fired;
    struct event *ev;

    if (wheel->stalled)
        return 0;
    while ((ev = take_first(wheel, until))) {
        sim->now = ev->when;
        ev->fn(sim, ev->ctx);
        if (++wheel->events.fired % SIM_STALL == 0 && clock_stands(wheel))
            return wheel->events.fired - before;
    }
    if (sim->now < until)
        sim->now = until;
    return wheel->events.fired - before;
}

bool sim_stalled(const struct sim *sim)
{
    return ((const struct wheel *)sim)->stalled;
}

struct sim_events sim_events(const struct sim *sim)
{
    const struct wheel *wheel = (const struct wheel *)sim;
    struct sim_events events = wheel->events;

    events.pending = ring_count(&wheel->line.head);
    for (int i = 0; i < LEVELS * SLOTS; i++)
        events.pending += ring_count(&wheel->ring[i]);
    for (int i = 0; i < (LEVELS - NEAR) * SLOTS; i++)
        events.pending += bundle_count(&wheel->bundle[i / SLOTS][i % SLOTS]);
    return events;
}
