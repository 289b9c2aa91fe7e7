/* run.c - one replication:
 *
 *   make -> start -> pre-roll -> periods -> drain -> ending -> ledger
 */
#include "run/run.h"

#include "run/ledger.h"
#include "run/recorder.h"
#include "run/timeline.h"
#include "run/world.h"

enum { SLICES = 256 }; /* a run looks up so often at least: progress, interruption */

#define LONGEST_DRAIN (24 * SIM_HOUR) /* of drain = "all" */

struct going {
    struct sim *sim;
    struct world world;
    const struct layout *layout;
    const struct running *how;
    struct ran *ran;
    struct recorder *recorder;
    sim_time slice, done, end; /* on the sim's clock; up to `done` all has fired */
    int64_t *arrived;          /* calls to each service when the slice began */
};

/* ---- going on ---- */

static void slice_begins(struct going *g)
{
    for (size_t i = 0; i < g->world.graph->resources; i++)
        g->arrived[i] = g->world.service[i].traffic.arrived;
}

/* Who was called most since the slice began: a loop of zero delays goes through it. */
static const char *busiest(const struct going *g)
{
    const char *address = NULL;
    int64_t most = -1;

    for (size_t i = 0; i < g->world.graph->resources; i++) {
        int64_t calls = g->world.service[i].traffic.arrived - g->arrived[i];
        if (calls > most) {
            most = calls;
            address = g->world.service[i].address;
        }
    }
    return address;
}

/* Fires all that lies before `t`.  False: stuck or interrupted. */
static bool go_up_to(struct going *g, sim_time t)
{
    const struct running *how = g->how;

    while (g->done < t - 1) {
        g->done = t - 1 - g->done > g->slice ? g->done + g->slice : t - 1;
        slice_begins(g);
        g->ran->events += sim_run(g->sim, g->done);
        if (sim_stalled(g->sim)) {
            g->ran->stuck = busiest(g);
            return false;
        }
        if (how->interrupted && *how->interrupted) {
            g->ran->interrupted = true;
            return false;
        }
        if (how->progress)
            how->progress(how->ctx, g->done, g->end, g->ran->events);
    }
    return true;
}

/* What has not ended is counted, while the last period is still open. */
static void end_services(struct going *g)
{
    for (size_t i = 0; i < g->world.graph->resources; i++) {
        struct service *s = &g->world.service[i];
        if (s->model->ending)
            s->model->ending(g->sim, s);
    }
}

static bool go_through_periods(struct going *g)
{
    sim_time t;

    while ((t = recorder_next(g->recorder)) != SIM_FOREVER) {
        if (!go_up_to(g, g->world.origin + t))
            return false;
        recorder_end_batch(g->recorder, t);
        if (t == g->layout->covered && g->layout->scenario->run.drain != DRAIN_ALL)
            end_services(g);
        recorder_reached(g->recorder, t);
    }
    g->ran->end = g->layout->covered;
    return true;
}

static bool go_until_all_has_ended(struct going *g)
{
    sim_time step = g->layout->period < SIM_SECOND ? g->layout->period : SIM_SECOND;

    while (g->world.open > 0 && g->ran->end < g->layout->covered + LONGEST_DRAIN) {
        g->ran->end += step;
        if (!go_up_to(g, g->world.origin + g->ran->end))
            return false;
        step += step / 8;
    }
    end_services(g);
    return true;
}

static bool go(struct going *g)
{
    if (!go_up_to(g, g->world.origin) || !go_through_periods(g))
        return false;
    if (g->layout->scenario->run.drain == DRAIN_ALL && !go_until_all_has_ended(g))
        return false;
    g->ran->open = g->world.open;
    recorder_end(g->recorder, g->ran->end);
    return true;
}

/* ---- one run ---- */

static void make(struct going *g)
{
    const struct scenario *s = g->layout->scenario;

    g->world = (struct world){.graph = &s->graph,
                              .seed = g->how->seed,
                              .replication = g->how->replication,
                              .antithetic = g->how->antithetic,
                              .origin = s->origin,
                              .start_s = s->run.start_s,
                              .arrivals_end = s->origin + s->run.duration,
                              .trace = g->how->trace,
                              .requests = g->how->requests};
    g->sim = sim_new(&g->world);
    world_make(g->sim, &g->world, g->layout);
    g->done = -1;
    g->end = g->world.origin + g->layout->covered;
    g->slice = g->end / SLICES + 1;
    g->arrived = sim_get(g->sim, (s->graph.resources + 1) * sizeof *g->arrived);
}

static void start(struct going *g)
{
    world_start(g->sim, &g->world);
    timeline_start(g->sim, &g->world, g->layout->scenario);
}

static bool told(const struct going *g, struct diag *d)
{
    const struct ran *ran = g->ran;

    if (ran->stuck)
        diag_failure(d, (struct where){0},
                     "%s: %d events in a row at %.9f s: a loop without delay "
                     "(replication %u)",
                     ran->stuck, SIM_STALL,
                     (double)(sim_now(g->sim) - g->world.origin) / 1e9,
                     g->how->replication);
    return !ran->stuck;
}

bool run_once(const struct layout *layout, const struct running *how,
              struct result *result, struct ran *ran, struct diag *diag)
{
    struct going g = {.layout = layout, .how = how, .ran = ran};
    bool fine;

    *ran = (struct ran){0};
    make(&g);
    g.recorder = recorder_new(g.sim, layout, result, how->batches);
    start(&g);
    fine = go(&g) ? ledger_balances(g.sim, g.recorder, diag) : told(&g, diag);
    sim_free(g.sim);
    return fine;
}
