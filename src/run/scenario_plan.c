/* scenario_plan.c - how long a run is, and whether it is a steady one (methods.md 2).
 *
 * steady       every client has one constant rate or stationary law: warm_up is cut from
 *              the front of the run
 * terminating  anything changes by plan: nothing is cut, and warm_up is a pre-roll of the
 *              first phase before t = 0
 */
#include "run/loader.h"

#include <string.h>

#include "base/sort.h"
#include "base/text.h"
#include "config/shelf.h"

enum { MARKS_MOST = 10000 }; /* of one name that comes again and again */

struct planned { /* a mark as a model says it */
    struct mark mark;
    sim_time every;
};

struct instant {
    sim_time at;
    const char *what; /* "client.shoppers has a burst" */
};

struct plan {
    struct loader *l;
    const struct resource *self;
    struct planned *mark;
    struct instant *change;
    struct wish *given;
    size_t marks, changes, wishes;
    sim_time end;        /* of what is planned; 0: nobody said */
    const char *longest; /* who plans so far */
    bool whole;          /* every resource could be asked */
    struct text inputs;
};

/* ---- what models say ---- */

static void change(struct plan *plan, sim_time at, const char *what)
{
    plan->change =
        arena_room(plan->l->arena, plan->change, plan->changes, sizeof *plan->change);
    plan->change[plan->changes++] = (struct instant){at, what};
}

static void mark(struct plan *plan, const struct mark *made, sim_time every)
{
    plan->mark = arena_room(plan->l->arena, plan->mark, plan->marks, sizeof *plan->mark);
    plan->mark[plan->marks++] = (struct planned){*made, every};
}

void plan_change(struct plan *plan, sim_time at, const char *what)
{
    change(plan, at, arena_text(plan->l->arena, "%s has %s", plan->self->address, what));
}

void plan_mark(struct plan *plan, enum mark_kind kind, const char *name,
               const struct stretch *when)
{
    if (name)
        mark(plan,
             &(struct mark){.name = name,
                            .from = when->from,
                            .to = when->to,
                            .kind = kind,
                            .owner = plan->self->address},
             when->every);
}

int64_t plan_start(const struct plan *plan)
{
    return plan->l->scenario->run.start_s;
}

void plan_end(struct plan *plan, sim_time at)
{
    if (at <= plan->end)
        return;
    plan->end = at;
    plan->longest = plan->self->address;
}

void plan_attribute(struct plan *plan, const char *name)
{
    plan->given =
        arena_room(plan->l->arena, plan->given, plan->wishes, sizeof *plan->given);
    plan->given[plan->wishes++] = (struct wish){name, plan->self->index};
}

void plan_activities(struct plan *plan)
{
    plan->l->scenario->has_activities = true;
}

void plan_input(struct plan *plan, const char *path, uint32_t crc)
{
    text_add(&plan->inputs, "%s %08x\n", path_beside(plan->l->what->path, path),
             (unsigned)crc);
}

/* ---- what follows ---- */

static struct where run_member(const struct loader *l, const char *name)
{
    const struct node *run = node_member(l->root, "run");
    const struct node *member = run ? node_member(run, name) : NULL;

    return member ? member->at : run ? run->at : l->root->at;
}

static void settle_duration(struct plan *plan)
{
    struct loader *l = plan->l;
    struct run_settings *run = &l->scenario->run;
    char planned[40], given[40];

    if (run->duration == ABSENT) {
        run->duration = plan->end;
        if (plan->end == 0 && plan->whole)
            diag_error(l->diag, run_member(l, "duration"),
                       "run.duration: must be given, no client has phases that end");
    } else if (plan->end > run->duration) {
        unit_write(UNIT_TIME, (double)plan->end, planned, sizeof planned);
        unit_write(UNIT_TIME, (double)run->duration, given, sizeof given);
        diag_warn(l->diag, run_member(l, "duration"),
                  "run.duration: the phases of %s last %s, the run ends after %s",
                  plan->longest, planned, given);
    }
}

/* Of a duration on the command line and a warm-up in the file the first is to blame. */
static void refuse_warm_up(const struct loader *l)
{
    const struct run_settings *run = &l->scenario->run;
    struct where warm_up = run_member(l, "warm_up"), at = run_member(l, "duration");
    char length[40], cut[40];

    unit_write(UNIT_TIME, (double)run->duration, length, sizeof length);
    unit_write(UNIT_TIME, (double)run->warm_up, cut, sizeof cut);
    if (at.line == 0 && warm_up.line > 0)
        diag_error(l->diag, at,
                   "run.duration: %s leaves nothing after the warm-up of %s (%s:%d)",
                   length, cut, warm_up.file, warm_up.line);
    else
        diag_error(l->diag, warm_up,
                   "run.warm_up: nothing is left after it: %s of a run of %s", cut,
                   length);
}

static int compare_instants(const void *a, const void *b)
{
    const struct instant *x = a, *y = b;

    return x->at != y->at ? (x->at > y->at) - (x->at < y->at) : strcmp(x->what, y->what);
}

static void settle_kind(struct plan *plan)
{
    struct loader *l = plan->l;
    struct scenario *s = l->scenario;
    char at[40];

    sort_stable(plan->change, plan->changes, sizeof *plan->change, compare_instants);
    s->steady = plan->changes == 0;
    s->first_change = s->steady ? SIM_FOREVER : plan->change[0].at;
    s->why_terminating = s->steady ? NULL : plan->change[0].what;
    s->origin = s->steady ? 0 : s->run.warm_up;
    s->measured_from = s->steady ? s->run.warm_up : 0;
    if (s->steady && s->run.duration > 0 && s->run.warm_up >= s->run.duration)
        refuse_warm_up(l);
    if (s->steady || plan->change[0].at >= s->run.warm_up)
        return;
    unit_write(UNIT_TIME, (double)plan->change[0].at, at, sizeof at);
    diag_error(l->diag, run_member(l, "warm_up"),
               "run.warm_up: reaches over a change of load: %s at %s", s->why_terminating,
               at);
}

static int compare_marks(const void *a, const void *b)
{
    const struct mark *x = a, *y = b;
    int order = strcmp(x->owner, y->owner);

    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    if (order)
        return order;
    order = strcmp(x->name, y->name);
    return order ? order : (x->to > y->to) - (x->to < y->to);
}

/* How often a mark begins before the run ends. */
static size_t times(const struct planned *p, sim_time end)
{
    sim_time more;

    if (p->mark.from >= end && p->mark.from > 0)
        return 0;
    more = p->every > 0 ? (end - 1 - p->mark.from) / p->every : 0;
    return 1 + (size_t)(more < MARKS_MOST ? more : MARKS_MOST);
}

static void settle_marks(struct plan *plan)
{
    struct scenario *s = plan->l->scenario;
    sim_time end = s->run.duration;
    size_t count = 0;

    for (size_t i = 0; i < plan->marks; i++)
        count += times(&plan->mark[i], end);
    s->mark = arena_get(plan->l->arena, (count + 1) * sizeof *s->mark);
    for (size_t i = 0; i < plan->marks; i++)
        for (size_t k = 0; k < times(&plan->mark[i], end); k++) {
            struct mark *m = &s->mark[s->marks++];

            *m = plan->mark[i].mark;
            m->from += (sim_time)k * plan->mark[i].every;
            m->to += (sim_time)k * plan->mark[i].every;
            if (m->to > end || m->to < m->from)
                m->to = end;
        }
    sort_stable(s->mark, s->marks, sizeof *s->mark, compare_marks);
}

/* Timeline entries change things too. */
static void plan_timeline(struct plan *plan)
{
    const struct list *timeline = &plan->l->head.timeline;
    const struct entry *entry = timeline->element;

    for (size_t i = 0; i < timeline->count; i++) {
        sim_time until = entry[i].until == ABSENT ? SIM_FOREVER : entry[i].until;
        const char *name = entry[i].name;

        if (!name && entry[i].set.count)
            name = entry[i].set.text[0];
        change(plan, entry[i].at, "the timeline has an entry");
        if (name)
            mark(plan,
                 &(struct mark){.name = name,
                                .from = entry[i].at,
                                .to = until,
                                .kind = MARK_TIMELINE,
                                .owner = "timeline"},
                 0);
    }
}

static void warn_of_late_entries(const struct loader *l)
{
    const struct node *timeline = node_member(l->root, "timeline");
    const struct entry *entry = l->head.timeline.element;

    for (size_t i = 0; l->head_sound && i < l->head.timeline.count; i++)
        if (entry[i].at >= l->scenario->run.duration)
            diag_warn(l->diag, node_element(timeline, i)->at,
                      "timeline[%zu]: the run ends before it begins", i);
}

void loader_plan(struct loader *l)
{
    const struct graph *graph = &l->scenario->graph;
    struct plan plan = {.l = l, .whole = true};

    for (size_t i = 0; i < graph->resources; i++) {
        plan.self = &graph->resource[i];
        plan.whole &= l->sound[i];
        if (l->sound[i] && plan.self->model->plan)
            plan.self->model->plan(&plan, plan.self);
    }
    plan_timeline(&plan);
    l->scenario->inputs = arena_text(l->arena, "%s", text_of(&plan.inputs));
    text_free(&plan.inputs);
    settle_duration(&plan);
    warn_of_late_entries(l);
    settle_kind(&plan);
    settle_marks(&plan);
    if (plan.whole) /* else a link or an attribute may be the missing one */
        loader_reach(l, plan.given, plan.wishes);
}
