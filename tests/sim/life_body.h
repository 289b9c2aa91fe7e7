/* life_body.h - the text of life_wheel.c and life_heap.c; LIFE is its name.
 * Things schedule, move and cancel each other from inside handlers and
 * between runs, with delays that meet every level of a wheel and many ties.
 */
#include "sim/life.h"

#include "sim/draw.h"
#include "sim/sim.h"

enum { MOST = 384, CROWD = 40000, STEPS = 400 };

struct world {
    struct thing {
        struct event ev;
        struct world *world;
        uint64_t id;
    } * thing;
    uint64_t things; /* 3, 6 .. 384: sets that are always small, that come and go, large;
                        one life in sixteen is of a crowd */
    uint64_t seed, drawn;
    sim_time last;
    struct life life;
};

static uint64_t draw(struct world *w)
{
    return mix64(w->seed + DRAW_GOLDEN * ++w->drawn);
}

static sim_time delay(struct world *w)
{
    switch (draw(w) % 9) {
    case 0:
        return 0;
    case 1:
        return 1;
    case 2:
        return (sim_time)(draw(w) % 64);
    case 3:
        return (sim_time)(draw(w) % 5) * 1000; /* many ties */
    case 4:
        return (sim_time)(draw(w) % 1000000);
    case 5:
        return INT64_C(1) << draw(w) % 40;
    case 6:
        return (INT64_C(1) << draw(w) % 40) - 1;
    case 7:
        return (sim_time)(draw(w) % (300 * (uint64_t)SIM_SECOND));
    default:
        w->life.far++;
        return draw(w) % 4 ? 365 * 24 * SIM_HOUR : (sim_time)(draw(w) % 4);
    }
}

static void fired(struct sim *sim, void *ctx);

static void act(struct sim *sim, struct world *w)
{
    struct thing *t = &w->thing[draw(w) % w->things];
    sim_time d = delay(w);

    if (draw(w) % 3 == 0) {
        sim_cancel(sim, &t->ev);
        return;
    }
    w->life.at_once += d == 0;
    sim_after(sim, &t->ev, d, fired, t);
}

static void fired(struct sim *sim, void *ctx)
{
    struct thing *t = ctx;
    struct world *w = t->world;

    assert(!event_pending(&t->ev));
    w->life.ties += sim_now(sim) == w->last;
    w->last = sim_now(sim);
    w->life.digest = mix64(w->life.digest ^ (uint64_t)w->last ^ t->id << 48);
    if (draw(w) % 4 == 0) {
        w->life.rearmed++;
        sim_after(sim, &t->ev, delay(w) % (1000 * SIM_SECOND), fired, t);
    }
    for (uint64_t n = draw(w) % 3; n > 0; n--)
        act(sim, w);
}

static void foresee(const struct event *ev)
{
    struct thing *t = ev->ctx;

    assert(ev == &t->ev && event_pending(ev) && ev->fn == fired);
    assert(ev->when >= t->world->last);
    t->world->life.foreseen++;
}

/* A crowd comes all at once, now and then, and goes. */
static uint64_t acts(const struct world *w, int step)
{
    return w->things < CROWD || step % 100 > 3 ? 8 : w->things;
}

static void look_at_crowd(const struct sim *sim, struct world *w, int step)
{
    uint64_t pending = acts(w, step) < CROWD ? 0 : sim_events(sim).pending;

    w->life.crowd = pending > w->life.crowd ? pending : w->life.crowd;
}

struct life LIFE(uint64_t seed) {
    struct world w = {.seed = mix64(seed), .last = -1};
    struct sim *sim = sim_new(&w);
    struct sim_events events;

    sim_foresee(sim, foresee);
    w.things = seed % 16 == 0 ? CROWD : UINT64_C(3) << draw(&w) % 8;
    assert(w.things == CROWD || w.things <= MOST);
    w.thing = sim_get(sim, w.things * sizeof *w.thing);
    for (uint64_t i = 0; i < w.things; i++)
        w.thing[i] = (struct thing){.id = i, .world = &w};
    for (int i = 0; i < 20; i++)
        act(sim, &w); /* at time 0 */
    for (int step = 0; step < STEPS && sim_now(sim) < SIM_FOREVER / 4; step++) {
        for (uint64_t i = acts(&w, step); i > 0; i--)
            act(sim, &w); /* between two runs, where no event is */
        look_at_crowd(sim, &w, step);
        sim_run(sim, sim_now(sim) + (draw(&w) % 16 ? delay(&w) : 10000 * SIM_HOUR));
    }
    events = sim_events(sim);
    w.life.fired = events.fired;
    w.life.scheduled = events.scheduled;
    w.life.cancelled = events.cancelled;
    w.life.moved = events.moved;
    w.life.pending = events.pending;
    w.life.end = sim_now(sim);
    sim_free(sim);
    return w.life;
}
