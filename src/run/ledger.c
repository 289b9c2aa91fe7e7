/* ledger.c - each equation of methods.md 9 that this graph has rooms for:
 *
 * 1, 2 calls: the flow's counts (flow/ledger.h)   3, 5-8: each room's own audit
 * 4 limits   9, 10 money and output: the recorder's   11 the kernel's events
 */
#include "run/ledger.h"

#include <inttypes.h>

#include "flow/limit.h"

static bool holds(bool fine, struct diag *d, const char *whose, const char *what)
{
    if (!fine)
        diag_failure(d, (struct where){0}, "ledger: %s: %s", whose, what);
    return fine;
}

static bool calls_balance(const struct service *s, struct diag *d)
{
    const struct traffic *t = &s->traffic;
    bool fine;

    fine = holds(traffic_awaited(t) >= 0, d, s->address,
                 "more calls were answered or given up than sent");
    fine &=
        holds(t->arrived <= t->sent, d, s->address, "more calls arrived than were sent");
    fine &= holds(traffic_running(t) >= 0, d, s->address,
                  "more calls were replied to than arrived");
    fine &= holds(t->answered <= t->replied, d, s->address,
                  "more answers came than replies were given");
    fine &= holds(t->late <= t->timed_out, d, s->address,
                  "more work ended late than was given up");
    return fine;
}

static bool world_balances(const struct world *w, struct diag *d)
{
    int64_t held = 0, refused = 0, refusals = 0;
    bool fine = true;

    for (size_t i = 0; i < w->graph->resources; i++) {
        const struct traffic *t = &w->service[i].traffic;
        fine &= calls_balance(&w->service[i], d);
        held += traffic_awaited(t) + t->timed_out - t->late;
        refused += t->refused;
    }
    for (size_t i = 0; i < w->graph->limits; i++)
        refusals += w->limit[i].refusals;
    fine &= holds(held == w->ledger->calls, d, "calls",
                  "sent and not ended differ from those that are held");
    fine &= holds(refused == refusals, d, "limits",
                  "refusals by service and by limit differ");
    fine &= holds(w->ledger->begun == w->ledger->completed + (int64_t)w->open, d,
                  "requests", "begun differ from completed and open");
    return fine;
}

static bool rooms_balance(struct sim *sim, struct world *w, struct diag *d)
{
    int failures = d->failures;

    for (size_t i = 0; i < w->graph->resources; i++)
        if (w->service[i].model->audit)
            w->service[i].model->audit(sim, &w->service[i], d);
    return d->failures == failures;
}

static bool limits_balance(const struct world *w, struct diag *d)
{
    bool fine = true;

    for (size_t i = 0; i < w->graph->limits; i++)
        fine &= limit_audit(&w->limit[i], d);
    return fine;
}

static bool events_balance(const struct sim *sim, struct diag *d)
{
    struct sim_events e = sim_events(sim);

    return holds(e.scheduled == e.fired + e.cancelled + e.pending, d, "events",
                 "scheduled differ from fired, cancelled and pending");
}

bool ledger_balances(struct sim *sim, const struct recorder *recorder, struct diag *d)
{
    struct world *w = world_of(sim);
    bool fine = world_balances(w, d);

    fine &= limits_balance(w, d);
    fine &= rooms_balance(sim, w, d);
    fine &= recorder_audit(recorder, d);
    fine &= events_balance(sim, d);
    return fine;
}
