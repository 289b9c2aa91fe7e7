/* worker.c - who holds which lease:
 *
 *   every two lease_durations a worker looks at the lease table: it takes those that
 *   nobody holds, up to its part of all, else one of the worker that holds most
 *   a worker that is lost renews its leases no more: they are free after lease_duration
 *
 * github awslabs/amazon-kinesis-client, DynamoDBLeaseCoordinator, DynamoDBLeaseTaker,
 * 2018 to 2024.
 */
#include "flow/usage.h"
#include "kcl/fleet.h"

enum { READ_PIECE = 4096 }; /* bytes of a read unit; eventually consistent, half of it */

/* ---- one lease ---- */

static void held(struct sim *sim, struct fleet *fleet, int64_t change)
{
    fleet->held += (size_t)change;
    meter_set(&fleet->self->meter[METRIC_HELD], sim_now(sim), (int64_t)fleet->held);
}

void lease_free(struct sim *sim, struct lease *lease, sim_time from)
{
    if (lease->owner) {
        lease->owner->leases--;
        held(sim, lease->fleet, -1);
    }
    lease->owner = lease->heir = NULL;
    lease->free = from;
}

static void lease_give(struct sim *sim, struct lease *lease, struct worker *to)
{
    lease->owner = to;
    to->leases++;
    held(sim, lease->fleet, 1);
    lease_begins(sim, lease);
}

void lease_pass(struct sim *sim, struct lease *lease, struct worker *to)
{
    lease_free(sim, lease, sim_now(sim));
    if (to->lost) /* meanwhile */
        return;
    usage_add(lease->fleet->self, ITEM_LEASE_WRITE, 1);
    lease_give(sim, lease, to);
}

/* A fleet that has been there: all leases are spread already [A]. */
void workers_share(struct sim *sim, struct fleet *fleet)
{
    size_t i = 0;

    for (struct lease *lease = fleet->lease; lease; lease = lease->other)
        lease_give(sim, lease, fleet->worker[i++ % fleet->workers]);
}

/* ---- a round ---- */

static sim_time round_of(const struct fleet *fleet)
{
    return 2 * (fleet->config->lease_duration + fleet->account->lease_epsilon);
}

static bool is_free(struct sim *sim, const struct lease *lease)
{
    return !lease->owner && lease->free <= sim_now(sim);
}

/* Those who hold a lease, and who looks. */
static size_t workers_seen(const struct worker *me)
{
    const struct fleet *fleet = me->fleet;
    size_t count = me->leases == 0;

    for (size_t i = 0; i < fleet->workers; i++)
        count += fleet->worker[i]->leases > 0;
    return count;
}

/* Leases that are on their way to somebody else count for him. */
static size_t leases_of(const struct worker *w)
{
    size_t count = w->leases;

    for (const struct lease *lease = w->fleet->lease; lease; lease = lease->other)
        if (lease->heir)
            count = count + (lease->heir == w) - (lease->owner == w);
    return count;
}

static size_t part_of(const struct worker *me)
{
    size_t leases = me->fleet->leases, workers = workers_seen(me);

    return workers >= leases ? 1 : (leases + workers - 1) / workers;
}

/* Up to so many of those that nobody holds; returns how many it took. */
static size_t take(struct sim *sim, struct worker *me, size_t wanted)
{
    size_t taken = 0;

    for (struct lease *lease = me->fleet->lease, *other; lease && taken < wanted;
         lease = other) {
        other = lease->other;
        if (!is_free(sim, lease))
            continue;
        lease_pass(sim, lease, me);
        taken++;
    }
    return taken;
}

static const struct worker *most_loaded(const struct fleet *fleet)
{
    const struct worker *most = fleet->worker[0];

    for (size_t i = 1; i < fleet->workers; i++)
        if (leases_of(fleet->worker[i]) > leases_of(most))
            most = fleet->worker[i];
    return most;
}

/* Its owner finishes what it has at hand. */
static void steal(struct sim *sim, struct worker *me, const struct worker *from,
                  size_t count)
{
    for (struct lease *lease = me->fleet->lease; lease && count > 0;
         lease = lease->other) {
        if (lease->owner != from || lease->heir)
            continue;
        count--;
        lease->heir = me;
        if (lease_is_busy(lease) || lease->reading)
            continue;
        sim_cancel(sim, &lease->next);
        lease_pass(sim, lease, me);
    }
}

static void balance(struct sim *sim, struct worker *me, size_t part, size_t wanted)
{
    const struct worker *most = most_loaded(me->fleet);
    size_t has = leases_of(most), over = has > part ? has - part : 0;
    size_t count = over < wanted ? over : wanted;

    if (most == me || has < part + (wanted > 1 ? 0 : 1))
        return;
    if (wanted > 1 && count == 0)
        count = 1;
    if (count > (size_t)me->fleet->account->leases_stolen)
        count = (size_t)me->fleet->account->leases_stolen;
    steal(sim, me, most, count);
}

/* The whole lease table is read. */
static void charge_look(struct fleet *fleet)
{
    int64_t bytes = (int64_t)fleet->leases * fleet->account->lease_size;

    usage_add(fleet->self, ITEM_LEASE_READ, (bytes + READ_PIECE - 1) / READ_PIECE);
}

static void look(struct sim *sim, void *ctx)
{
    struct worker *me = ctx;
    size_t part = part_of(me), has = leases_of(me);

    charge_look(me->fleet);
    if (has < part && take(sim, me, part - has) == 0)
        balance(sim, me, part, part - has);
    sim_after(sim, &me->round, round_of(me->fleet), look, me);
}

/* ---- renewals ---- */

static void renew(struct sim *sim, void *ctx)
{
    struct worker *me = ctx;
    const struct fleet *fleet = me->fleet;
    sim_time wait = fleet->config->lease_duration / 3 - fleet->account->lease_epsilon;

    usage_add(fleet->self, ITEM_LEASE_WRITE, (int64_t)me->leases);
    sim_after(sim, &me->renew, wait, renew, me);
}

/* ---- workers come and go ---- */

static void add_worker(struct sim *sim, struct fleet *fleet)
{
    struct worker **more = fleet->worker;

    if (fleet->workers == fleet->room) {
        size_t before = fleet->room;
        fleet->room = before ? 2 * before : 8;
        more = sim_get(sim, fleet->room * sizeof *more);
        for (size_t i = 0; i < before; i++)
            more[i] = fleet->worker[i];
        if (before)
            sim_put(sim, fleet->worker, before * sizeof *more);
        fleet->worker = more;
    }
    more[fleet->workers] = sim_get(sim, sizeof **more);
    more[fleet->workers++]->fleet = fleet;
}

/* Those of the start have looked at some time within their last round. */
static void first_round(struct sim *sim, struct fleet *fleet, size_t i)
{
    double u = unit_of(draw_bits(&fleet->phases, name_text("worker"), (unsigned)i));
    struct worker *w = fleet->worker[i];

    sim_after(sim, &w->round, (sim_time)(u * (double)round_of(fleet)), look, w);
    sim_after(sim, &w->renew, (sim_time)(u * (double)fleet->config->lease_duration / 3),
              renew, w);
}

void workers_start(struct sim *sim, struct fleet *fleet)
{
    for (int64_t i = 0; i < fleet->config->workers; i++) {
        add_worker(sim, fleet);
        first_round(sim, fleet, (size_t)i);
    }
}

static void lose(struct sim *sim, struct worker *w)
{
    struct fleet *fleet = w->fleet;

    w->lost = true;
    sim_cancel(sim, &w->round);
    sim_cancel(sim, &w->renew);
    for (struct lease *lease = fleet->lease; lease; lease = lease->other) {
        if (lease->heir == w)
            lease->heir = NULL;
        if (lease->owner != w)
            continue;
        lease_stops(sim, lease);
        lease_free(sim, lease, sim_now(sim) + fleet->config->lease_duration);
        meter_add(&fleet->self->meter[METRIC_LOST], 1);
    }
}

/* A new one looks at once; the last ones go, without a word. */
void workers_changed(struct sim *sim, struct fleet *fleet)
{
    size_t wanted = (size_t)fleet->config->workers;

    while (fleet->workers < wanted) {
        add_worker(sim, fleet);
        sim_after(sim, &fleet->worker[fleet->workers - 1]->round, 0, look,
                  fleet->worker[fleet->workers - 1]);
        renew(sim, fleet->worker[fleet->workers - 1]);
    }
    while (fleet->workers > wanted)
        lose(sim, fleet->worker[--fleet->workers]);
}
