/* models_body.h - the text of on_wheel.c and on_heap.c. */
#include "event_sets.h"

#include <stdlib.h>

#include "sim/draw.h"
#include "sim/law.h"
#include "sim/meter.h"
#include "sim/sim.h"

/* ---- hold: as many events as are pending, each re-armed as it fires ---- */

struct holder {
    struct event ev;
    struct hold *hold;
    char rest[16]; /* so that events lie as in real objects */
};

struct hold {
    enum spread spread;
    uint64_t state;
};

static sim_time increment(struct hold *hold)
{
    uint64_t r = mix64(hold->state += DRAW_GOLDEN);

    switch (hold->spread) {
    case BIMODAL:
        return (r % 2 ? 5 * SIM_MS : 15 * SIM_SECOND) + (sim_time)(r >> 8 & 0xfffff);
    case FOUR_VALUES:
        return (sim_time)(1 + r % 4) * SIM_MS;
    case RARE_15_MIN:
        return r % 1000 ? (sim_time)((r >> 16) % (2 * SIM_MS)) : 15 * SIM_MINUTE;
    case UNIFORM_2S:
        break;
    }
    return (sim_time)(r % (2 * SIM_SECOND));
}

static void held(struct sim *sim, void *ctx)
{
    struct holder *h = ctx;

    sim_after(sim, &h->ev, increment(h->hold), held, h);
}

struct timing HOLD(uint64_t pending, enum spread spread, uint64_t holds) {
    struct hold hold = {.spread = spread};
    struct sim *sim = sim_new(&hold);
    struct holder *holder = calloc(pending, sizeof *holder);
    uint64_t fired = 0;
    struct timing t = {0};

    for (uint64_t i = 0; i < pending; i++) {
        holder[i].hold = &hold;
        held(sim, &holder[i]);
    }
    /* about a thousand events a run, whatever the spread */
    sim_time step = 1 + (spread == UNIFORM_2S || spread == BIMODAL
                             ? 1000 * SIM_SECOND / (sim_time)pending
                             : 1000 * SIM_MS / (sim_time)pending);
    while (fired < 2 * pending)
        fired += sim_run(sim, sim_now(sim) + step);
    t.seconds = -cpu_seconds();
    while (t.events < (double)holds)
        t.events += (double)sim_run(sim, sim_now(sim) + step);
    t.seconds += cpu_seconds();
    t.answer = (double)sim_now(sim);
    free(holder);
    sim_free(sim);
    return t;
}

/* ---- M/M/c ----
 *
 * A draw is a function of its name, so the next gap and the next work are drawn before
 * they are needed: when an event is scheduled its time is there, and the processor goes
 * on without waiting for a name to be mixed and a logarithm to be taken. */

struct server {
    struct event busy;
    struct queue *queue;
    struct server *next; /* of the idle */
    sim_time since;      /* when its customer came */
};

struct queue {
    struct event arrival;
    struct stream gap, work;
    struct law gaps, works;
    uint64_t kind, came, begun, gone, last;
    sim_time next_gap, next_work;
    struct server *idle;
    sim_time *waiting; /* when they came: a ring of `room`, a power of two */
    uint64_t room;
    double area;
    sim_time changed;
    struct meter sojourn;
    struct observed seen;
};

/* Customers in the system, integrated over time. */
static void settle(struct sim *sim, struct queue *q)
{
    q->area += (double)(int64_t)(q->came - q->gone) * (double)(sim_now(sim) - q->changed);
    q->changed = sim_now(sim);
}

static sim_time draw(const struct queue *q, const struct law *law,
                     const struct stream *stream, uint64_t k)
{
    return law_draw(law, draw_bits(stream, name_nth(q->kind, k, 0), 0));
}

static void served(struct sim *sim, void *ctx);

static void serve(struct sim *sim, struct queue *q, struct server *s, sim_time since)
{
    s->since = since;
    sim_after(sim, &s->busy, q->next_work, served, s);
    q->next_work = draw(q, &q->works, &q->work, ++q->begun);
}

static void served(struct sim *sim, void *ctx)
{
    struct server *s = ctx;
    struct queue *q = s->queue;

    settle(sim, q);
    q->gone++;
    meter_observe(&q->sojourn, sim_now(sim) - s->since);
    if (q->begun < q->came) {
        serve(sim, q, s, q->waiting[q->begun & (q->room - 1)]);
        return;
    }
    s->next = q->idle;
    q->idle = s;
}

static void make_room(struct queue *q)
{
    sim_time *more = calloc(2 * q->room, sizeof *more);

    for (uint64_t i = q->begun; i < q->came; i++)
        more[i & (2 * q->room - 1)] = q->waiting[i & (q->room - 1)];
    free(q->waiting);
    q->waiting = more;
    q->room *= 2;
}

static void arrived(struct sim *sim, void *ctx)
{
    struct queue *q = ctx;
    struct server *s = q->idle;

    settle(sim, q);
    if (q->came - q->begun == q->room)
        make_room(q);
    q->waiting[q->came & (q->room - 1)] = sim_now(sim);
    q->came++;
    if (s) {
        q->idle = s->next;
        serve(sim, q, s, sim_now(sim));
    }
    if (q->came < q->last)
        sim_after(sim, &q->arrival, q->next_gap, arrived, q);
    q->next_gap = draw(q, &q->gaps, &q->gap, q->came);
}

struct timing QUEUE(unsigned servers, uint64_t customers) {
    struct queue *q = calloc(1, sizeof *q);
    struct server *server = calloc(servers, sizeof *server);
    struct sim *sim = sim_new(q);
    struct timing t = {.seconds = -cpu_seconds()};

    q->sojourn.seen = &q->seen;
    q->gap = stream_named(1, 0, "client.bench/gap");
    q->work = stream_named(1, 0, "bench/work");
    q->kind = name_kind(name_text("client.bench"), "arrival");
    law_exponential(&q->gaps, (double)SIM_SECOND / (0.9 * servers));
    law_exponential(&q->works, (double)SIM_SECOND);
    q->room = 1024;
    q->waiting = calloc(q->room, sizeof *q->waiting);
    q->last = customers;
    q->next_gap = draw(q, &q->gaps, &q->gap, 0);
    q->next_work = draw(q, &q->works, &q->work, 0);
    for (unsigned i = 0; i < servers; i++) {
        server[i] = (struct server){.queue = q, .next = q->idle};
        q->idle = &server[i];
    }
    sim_at(sim, &q->arrival, 0, arrived, q);
    t.events = (double)sim_run(sim, SIM_FOREVER);
    t.seconds += cpu_seconds();
    t.answer = q->area / (double)q->changed;
    free(q->waiting);
    free(server);
    free(q);
    sim_free(sim);
    return t;
}
