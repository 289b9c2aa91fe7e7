#include "study/ahead.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>

#include "study/jobs.h"
#include "study/journal.h"
#include "study/look.h"
#include "study/unit_run.h"

struct ahead_point {
    struct unit_asked asked;
    struct unit_names names;
    size_t first; /* of all units, its first one */
};

struct ahead {
    struct sweeping *sweeping;
    struct ahead_point *point;
    size_t units;
    double *moving; /* of each slot: how far its unit is, 0 .. 1 */
    size_t slots, done;
    uint64_t events;
    pthread_mutex_t lock;
};

struct ahead_hand {
    struct ahead *ahead;
    size_t slot;
};

/* ---- which units ---- */

/* Of rounds the first is sure to be asked for; in a part of a study they are refused. */
static size_t runs_of(const struct run_settings *run, struct shard shard)
{
    if (!isfinite(run->precision))
        return (size_t)run->replications;
    return shard.of > 0 ? 0 : FIRST_LOOK;
}

static void list_units(struct ahead *a)
{
    struct sweeping *s = a->sweeping;
    size_t values = 0; /* of the largest result */

    a->point = xcalloc(s->sweep.points + 1, sizeof *a->point);
    for (size_t i = 0; i < s->sweep.points; i++) {
        struct sweep_point *p = &s->sweep.point[i];
        struct run_settings before = p->scenario->run;
        sweeping_set_terms(s, &p->scenario->run);
        a->point[i].first = a->units;
        a->point[i].asked = unit_asked(p->layout, 0, false);
        unit_names_begin(&a->point[i].names, &a->point[i].asked);
        a->units += runs_of(&p->scenario->run, journal_shard(s->journal));
        values = p->layout->values > values ? p->layout->values : values;
        p->scenario->run = before;
    }
    a->slots = replicate_at_once(values, s->jobs);
    a->moving = xcalloc(a->slots, sizeof *a->moving);
}

static const struct ahead_point *point_of(const struct ahead *a, size_t unit)
{
    size_t low = 0, high = a->sweeping->sweep.points;

    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (a->point[middle].first <= unit)
            low = middle;
        else
            high = middle;
    }
    return &a->point[low];
}

/* ---- a hand at work ---- */

static void tell(struct ahead *a)
{
    const struct sweeping *s = a->sweeping;
    double done = (double)a->done;

    for (size_t i = 0; i < a->slots; i++)
        done += a->moving[i];
    s->moved(s->ctx, done / (double)a->units, s->events + a->events);
}

static void unit_moved(void *ctx, sim_time now, sim_time end, uint64_t events)
{
    const struct ahead_hand *hand = ctx;
    struct ahead *a = hand->ahead;

    (void)events;
    pthread_mutex_lock(&a->lock);
    a->moving[hand->slot] = unit_share(now, end);
    tell(a);
    pthread_mutex_unlock(&a->lock);
}

static bool run_unit(struct ahead *a, const struct unit_order *order,
                     const struct unit_name *name)
{
    const struct layout *layout = order->asked->layout;
    struct finished brings = {.value = xcalloc(layout->values + 1, sizeof(double))};
    bool good = unit_run(order, &brings);

    if (good)
        journal_put(a->sweeping->journal, name, layout, &brings);
    pthread_mutex_lock(&a->lock);
    a->events += brings.events;
    pthread_mutex_unlock(&a->lock);
    finished_free(&brings);
    free(brings.value);
    return good;
}

static bool unit_worked(size_t unit, size_t slot, void *ctx)
{
    struct ahead *a = ctx;
    struct journal *journal = a->sweeping->journal;
    struct ahead_hand hand = {a, slot};
    const struct ahead_point *p = point_of(a, unit);
    struct unit_order order = {.asked = &p->asked,
                               .replication = a->sweeping->first + unit - p->first,
                               .interrupted = a->sweeping->interrupted,
                               .progress = a->sweeping->moved ? unit_moved : NULL,
                               .ctx = &hand,
                               .elsewhere = a->sweeping->elsewhere};
    struct unit_name name = unit_name(&p->names, order.replication);

    return !journal_is_mine(journal, journal_asked(journal) + unit) ||
           journal_has(journal, &name) || run_unit(a, &order, &name);
}

static bool unit_taken(size_t unit, size_t slot, bool good, void *ctx)
{
    struct ahead *a = ctx;

    (void)unit;
    pthread_mutex_lock(&a->lock);
    a->moving[slot] = 0;
    a->done++;
    pthread_mutex_unlock(&a->lock);
    return good;
}

void ahead_run(struct sweeping *s)
{
    struct ahead a = {.sweeping = s};
    struct jobs jobs = {
        .threads = s->jobs, .work = unit_worked, .take = unit_taken, .ctx = &a};

    if (!s->journal || journal_is_merged(s->journal) || s->jobs < 2)
        return;
    pthread_mutex_init(&a.lock, NULL);
    list_units(&a);
    jobs.end = a.units;
    jobs.slots = a.slots;
    jobs_run(&jobs);
    pthread_mutex_destroy(&a.lock);
    free(a.moving);
    free(a.point);
}
