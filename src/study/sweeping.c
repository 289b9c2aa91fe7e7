/* sweeping.c - a grid's points:
 *
 * axes -> points (settings) -> scenarios (loaded, all alike in shape) -> runs -> what is
 * stored of each run, a summary, columns to compare */
#include "study/sweeping.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "study/ahead.h"
#include "study/journal.h"
#include "study/vary.h"

/* ---- one point ---- */

/* Where the settings of each axis were said. */
static void name_origins(const struct sweeping *s, const struct sweep_point *p,
                         const char **origin)
{
    for (size_t a = 0; a < s->sweep.axes; a++)
        for (size_t i = 0; i < s->sweep.axis[a].value[p->at[a]].sets; i++)
            *origin++ = s->origin[a];
}

static struct loading loading_of(struct sweeping *s, const struct sweep_point *p)
{
    const struct loading *base = s->base;
    struct loading l = *base;
    size_t sets = base->sets + p->sets;
    const char **set = arena_get(s->arena, (sets + 1) * sizeof *set),
               **origin = arena_get(s->arena, (sets + 1) * sizeof *origin);

    for (size_t i = 0; i < sets; i++) {
        set[i] = i < base->sets ? base->set[i] : p->set[i - base->sets];
        origin[i] = i < base->sets && base->set_origin ? base->set_origin[i] : NULL;
    }
    name_origins(s, p, origin + base->sets);
    l.set = set;
    l.set_origin = origin;
    l.sets = sets;
    return l;
}

/* The settings of all axes' values together. */
static void put_together(struct sweeping *s, struct sweep_point *p)
{
    const char **set;
    size_t n = 0;

    for (size_t a = 0; a < s->sweep.axes; a++)
        p->sets += s->sweep.axis[a].value[p->at[a]].sets;
    p->set = set = arena_get(s->arena, (p->sets + 1) * sizeof *set);
    for (size_t a = 0; a < s->sweep.axes; a++) {
        const struct sweep_value *v = &s->sweep.axis[a].value[p->at[a]];
        for (size_t i = 0; i < v->sets; i++)
            set[n++] = v->set[i];
    }
}

static void say_which(struct sweeping *s, const struct sweep_point *p)
{
    for (size_t a = 0; a < s->sweep.axes; a++)
        diag_note(s->diag, (struct where){0}, "at %s = %s", s->sweep.axis[a].name,
                  s->sweep.axis[a].value[p->at[a]].label);
}

/* Points can be compared only where they cover the same time. */
static bool is_alike(struct sweeping *s, const struct sweep_point *p)
{
    const struct scenario *base = s->sweep.point[0].scenario;
    const struct run_settings *first = base ? &base->run : NULL, *run = &p->scenario->run;

    if (!base || (run->duration == first->duration && run->period == first->period))
        return true;
    diag_error(s->diag, (struct where){p->scenario->path, 0},
               "points must last equally long: --%s sets it for all of them",
               run->duration != first->duration ? "duration" : "period");
    return false;
}

/* What compares points run by run takes each run for one by itself. */
static bool runs_stand_alone(struct sweeping *s, const struct sweep_point *p)
{
    const char *command = s->sweep.command;

    if (!p->scenario->run.antithetic || strcmp(command, "sweep") == 0 ||
        strcmp(command, "check") == 0)
        return true;
    diag_error(s->diag, (struct where){p->scenario->path, 0},
               "run.antithetic is for run and sweep: %s takes each run by itself",
               command);
    return false;
}

static bool load_point(struct sweeping *s, struct sweep_point *p)
{
    const struct text *said = s->diag->said;
    size_t before = said ? said->length : 0;
    struct loading loading;

    put_together(s, p);
    loading = loading_of(s, p);
    p->scenario = scenario_load(&loading, s->diag);
    if (p->scenario && is_alike(s, p) && runs_stand_alone(s, p) &&
        replicate_fits(p->scenario, s->arena, s->diag)) {
        p->layout = layout_make(p->scenario, s->arena);
        return true;
    }
    if (!said || said->length > before)
        say_which(s, p);
    return false;
}

bool sweeping_add(struct sweeping *s, const size_t *at, size_t *point)
{
    struct sweep *w = &s->sweep;
    size_t n = w->points;

    w->point = arena_room(s->arena, w->point, n, sizeof *w->point);
    s->columns = arena_room(s->arena, s->columns, n, sizeof *s->columns);
    w->point[n] =
        (struct sweep_point){.at = arena_copy(s->arena, at, w->axes * sizeof *at)};
    s->columns[n] = (struct columns){0};
    *point = w->points++;
    return load_point(s, &w->point[n]);
}

/* ---- all points ---- */

/* What is kept for the file is in memory until it is written. */
static bool kept_fits(struct sweeping *s)
{
    const struct sweep_point *first = &s->sweep.point[0];
    double runs = (double)first->scenario->run.replications * (double)s->sweep.points;
    double bytes = runs * 8 * (double)sweep_values(&s->sweep, first->layout);

    if (!s->stores || bytes <= (double)REPLICATE_MOST)
        return true;
    diag_error(s->diag, (struct where){s->base->path, 0},
               "%.0f runs would need a file of %.1f GB, more than 4 GB%s", runs,
               bytes / 0x1p30,
               s->sweep.series ? ": leave out --series, or make run.period longer" : "");
    return false;
}

bool sweeping_try(struct sweeping *s)
{
    size_t *at = arena_get(s->arena, (s->sweep.axes + 1) * sizeof *at), point;
    bool fine = sweeping_add(s, at, &point);

    for (size_t a = 0; a < s->sweep.axes; a++, at[a - 1] = 0) {
        const struct sweep_axis *axis = &s->sweep.axis[a];
        at[a] = axis->range && axis->values > 1 ? axis->values - 1 : 1; /* its ends */
        for (; at[a] < axis->values; at[a]++)
            fine = sweeping_add(s, at, &point) && fine;
    }
    return fine;
}

bool sweeping_grid(struct sweeping *s)
{
    size_t *at = arena_get(s->arena, (s->sweep.axes + 1) * sizeof *at), point;
    double points = 1;

    for (size_t a = 0; a < s->sweep.axes; a++)
        points *= (double)s->sweep.axis[a].values;
    if (points > VARY_MOST) {
        diag_error(s->diag, (struct where){0}, "%.0f points are more than %d", points,
                   VARY_MOST);
        return false;
    }
    for (size_t i = 0; i < (size_t)points; i++) {
        size_t rest = i;
        for (size_t a = s->sweep.axes; a-- > 0; rest /= s->sweep.axis[a].values)
            at[a] = rest % s->sweep.axis[a].values;
        if (!sweeping_add(s, at, &point))
            return false;
    }
    s->expected = s->sweep.points;
    return kept_fits(s);
}

/* ---- runs ---- */

struct at_work {
    struct sweeping *sweeping;
    size_t point;
};

static void work_moved(void *ctx, double done, uint64_t events)
{
    const struct at_work *w = ctx;
    const struct sweeping *s = w->sweeping;
    double all = s->expected > w->point ? (double)s->expected : (double)w->point + 1;

    s->moved(s->ctx, ((double)w->point + done) / all, s->events + events);
}

static bool keep_run(void *study, size_t replication, const struct result *result)
{
    const struct at_work *w = study;
    const struct sweep *sweep = &w->sweeping->sweep;
    struct sweep_point *p = &w->sweeping->sweep.point[w->point];
    double *to;

    if (!w->sweeping->stores)
        return true;
    if (replication == p->room) {
        p->room = p->room ? 2 * p->room : 10;
        p->kept = xrealloc(p->kept, p->room, sizeof *p->kept);
    }
    to = p->kept[replication] =
        xcalloc(sweep_values(sweep, p->layout) + 1, sizeof(double));
    for (size_t i = 0; i < p->layout->variables; i++) {
        const struct variable *v = &p->layout->variable[i];
        if (!sweep_stores(sweep, v))
            continue;
        memcpy(to, result_at(result, v), v->count * sizeof *to);
        to += v->count;
    }
    p->replications = replication + 1;
    return true;
}

static void keep_columns(void *study, const struct harvest *harvest, double alpha)
{
    const struct at_work *w = study;
    struct sweeping *s = w->sweeping;

    (void)alpha;
    columns_of(harvest, s->function, s->arena, &s->columns[w->point]);
    if (s->harvested)
        s->harvested(s->asker, w->point, harvest);
}

/* What tune asks of the runs of this point: an alpha of its own, rounds. */
void sweeping_set_terms(const struct sweeping *s, struct run_settings *run)
{
    if (s->parts > 0)
        run->confidence = 1 - (1 - run->confidence) / s->parts;
    if (s->until_decided && !isfinite(run->precision))
        run->precision = 0; /* verdicts, however near to the threshold */
}

static void forget_runs(struct sweep_point *p)
{
    for (size_t r = 0; r < p->replications; r++)
        free(p->kept[r]);
    free(p->kept);
    p->kept = NULL;
    p->replications = p->room = 0;
}

bool sweeping_run(struct sweeping *s, size_t point)
{
    struct sweep_point *p = &s->sweep.point[point];
    struct run_settings *run = &p->scenario->run, before = *run;
    struct at_work work = {s, point};
    struct replicated done;
    struct replicating what = {.layout = p->layout,
                               .alone = -1,
                               .first = s->first,
                               .jobs = s->jobs,
                               .elsewhere = s->elsewhere,
                               .journal = s->journal,
                               .interrupted = s->interrupted,
                               .moved = s->moved ? work_moved : NULL,
                               .ctx = &work,
                               .taken = keep_run,
                               .kept = keep_columns,
                               .study = &work};

    forget_runs(p);
    p->summary = (struct summary){0};
    sweeping_set_terms(s, run);
    p->done = replicate(&what, s->arena, &p->summary, &done, s->diag);
    *run = before;
    p->summary.file = s->sweep.file;
    s->events += done.events;
    s->was_interrupted |= done.interrupted;
    return p->done;
}

/* More hands than one point has runs for: what is run ahead is kept for it, if need be
 * in a file of nobody's. */
static struct journal *journal_of_hands(struct sweeping *s)
{
    bool idle = s->sweep.points > 1 &&
                s->jobs > (unsigned)s->sweep.point[0].scenario->run.replications;

    return idle ? journal_open(&(struct journal_wanted){0}, s->diag) : NULL;
}

static bool run_points(struct sweeping *s)
{
    for (size_t i = 0; i < s->sweep.points; i++)
        if (!sweeping_run(s, i))
            return false;
    return true;
}

bool sweeping_run_all(struct sweeping *s)
{
    const struct sweeping before = *s;
    struct journal *own = s->journal ? NULL : journal_of_hands(s);

    s->journal = s->journal ? s->journal : own;
    ahead_run(s);
    if (s->journal && s->jobs > 1)
        s->moved = NULL; /* what is left takes no time */
    bool fine = run_points(s);
    s->moved = before.moved;
    s->journal = before.journal;
    if (own)
        journal_close(own, true, s->diag);
    return fine;
}

void sweeping_free(struct sweeping *s)
{
    for (size_t i = 0; i < s->sweep.points; i++) {
        forget_runs(&s->sweep.point[i]);
        scenario_free(s->sweep.point[i].scenario);
    }
}
