/* store_points.c - the file of a sweep: dimension `point` first, then replication.
 *
 * Points may differ in what they have (a limit that only some of them set): a text axis
 * holds what any point has, in the order met, and what a point or a run does not have is
 * NaN. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "output/store.h"
#include "output/store_parts.h"
#include "output/sweep.h"

struct united { /* an axis, of all points */
    const struct axis *first;
    const char **label; /* NULL: numbers, the same at every point */
    size_t count;
};

struct united_variable { /* a variable, of all points */
    const struct variable *first;
    size_t count;
    bool whole; /* every point and run has all of it */
};

struct points {
    const struct sweep *sweep;
    struct arena arena;
    struct h5 *h5;
    struct united *axis;
    struct united_variable *variable;
    size_t axes, variables, replications;
};

/* ---- what is stored ---- */

static bool is_along(const struct variable *v, const char *axis)
{
    for (size_t i = 0; i < v->rank; i++)
        if (strcmp(v->axis[i]->name, axis) == 0)
            return true;
    return false;
}

bool sweep_stores(const struct sweep *s, const struct variable *v)
{
    if (v->hidden)
        return false;
    if (is_along(v, "activity") || is_along(v, "partition")) /* of one run each */
        return false;
    if (is_along(v, "time"))
        return s->series;
    return s->histograms || !is_along(v, "bin") ||
           strncmp(v->name, "client_latency_", 15) == 0;
}

size_t sweep_values(const struct sweep *s, const struct layout *l)
{
    size_t values = 0;

    for (size_t i = 0; i < l->variables; i++)
        values += sweep_stores(s, &l->variable[i]) ? l->variable[i].count : 0;
    return values;
}

/* ---- all points' axes and variables ---- */

static struct united *axis_of(const struct points *p, const char *name)
{
    for (size_t i = 0; i < p->axes; i++)
        if (strcmp(p->axis[i].first->name, name) == 0)
            return &p->axis[i];
    return NULL;
}

static size_t label_at(const struct united *u, const char *label)
{
    size_t i = 0;

    while (i < u->count && strcmp(u->label[i], label) != 0)
        i++;
    return i;
}

static void unite_axis(struct points *p, const struct axis *axis)
{
    struct united *u = axis_of(p, axis->name);

    if (!u) {
        p->axis = arena_room(&p->arena, p->axis, p->axes, sizeof *p->axis);
        u = &p->axis[p->axes++];
        *u = (struct united){.first = axis, .count = axis->label ? 0 : axis->count};
    }
    for (size_t i = 0; axis->label && i < axis->count; i++) {
        if (label_at(u, axis->label[i]) < u->count)
            continue;
        u->label = arena_room(&p->arena, u->label, u->count, sizeof *u->label);
        u->label[u->count++] = axis->label[i];
    }
}

static struct united_variable *variable_of(const struct points *p, const char *name)
{
    for (size_t i = 0; i < p->variables; i++)
        if (strcmp(p->variable[i].first->name, name) == 0)
            return &p->variable[i];
    return NULL;
}

static void unite_layout(struct points *p, const struct layout *l)
{
    for (size_t i = 0; i < l->variables; i++) {
        const struct variable *v = &l->variable[i];
        if (!sweep_stores(p->sweep, v))
            continue;
        for (size_t a = 0; a < v->rank; a++)
            unite_axis(p, v->axis[a]);
        if (variable_of(p, v->name))
            continue;
        p->variable =
            arena_room(&p->arena, p->variable, p->variables, sizeof *p->variable);
        p->variable[p->variables++] = (struct united_variable){.first = v, .count = 1};
    }
}

static bool all_have(const struct points *p, const struct united_variable *s)
{
    for (size_t i = 0; i < p->sweep->points; i++) {
        const struct sweep_point *point = &p->sweep->point[i];
        const struct variable *v = layout_find(point->layout, s->first->name);
        if (!v || v->count != s->count || point->replications != p->replications)
            return false;
    }
    return true;
}

static void unite(struct points *p)
{
    for (size_t i = 0; i < p->sweep->points; i++) {
        const struct sweep_point *point = &p->sweep->point[i];
        unite_layout(p, point->layout);
        if (point->replications > p->replications)
            p->replications = point->replications;
    }
    for (size_t i = 0; i < p->variables; i++) {
        struct united_variable *s = &p->variable[i];
        for (size_t a = 0; a < s->first->rank; a++)
            s->count *= axis_of(p, s->first->axis[a]->name)->count;
        s->whole = all_have(p, s);
    }
}

/* ---- coordinates ---- */

static void write_axes(struct points *p)
{
    for (size_t i = 0; i < p->axes; i++) {
        const struct axis *axis = p->axis[i].first;
        if (p->axis[i].label)
            h5_axis_text(p->h5, axis->name, axis->long_name, p->axis[i].label,
                         p->axis[i].count);
        else
            h5_axis(
                p->h5, axis->name,
                &(struct h5_label){.units = axis->units, .long_name = axis->long_name},
                axis->value, axis->count);
    }
}

static const struct sweep_value *value_of(const struct sweep *s, size_t point,
                                          size_t axis)
{
    return &s->axis[axis].value[s->point[point].at[axis]];
}

/* What was set, as it is written; of numbers also as numbers. */
static void write_settings(struct points *p)
{
    const struct sweep *s = p->sweep;
    const char **label = xcalloc(s->points + 1, sizeof *label);
    double *value = xcalloc(s->points + 1, sizeof *value);

    for (size_t a = 0; a < s->axes; a++) {
        const struct sweep_axis *axis = &s->axis[a];
        for (size_t i = 0; i < s->points; i++) {
            label[i] = value_of(s, i, a)->label;
            value[i] = value_of(s, i, a)->value;
        }
        h5_variable_text(p->h5, axis->coordinate, "point", axis->name, label);
        if (!axis->units)
            continue;
        const char *name = arena_text(&p->arena, "%s_value", axis->coordinate);
        h5_variable(p->h5, name, "point", H5_F64,
                    &(struct h5_label){.units = axis->units, .long_name = axis->name});
        h5_write(p->h5, name, NULL, 0, value);
    }
    free(label);
    free(value);
}

static const char *coordinates_of(struct points *p)
{
    struct text all = {0};

    for (size_t a = 0; a < p->sweep->axes; a++) {
        const struct sweep_axis *axis = &p->sweep->axis[a];
        text_add(&all, "%s%s", a ? " " : "", axis->coordinate);
        if (axis->units)
            text_add(&all, " %s_value", axis->coordinate);
    }
    const char *made = arena_text(&p->arena, "%s", text_of(&all));
    text_free(&all);
    return made;
}

/* How many runs each point has. */
static void write_counts(struct points *p)
{
    int64_t *runs = xcalloc(p->sweep->points + 1, sizeof *runs);

    for (size_t i = 0; i < p->sweep->points; i++)
        runs[i] = (int64_t)p->sweep->point[i].replications;
    h5_variable(p->h5, "point_replications", "point", H5_I64,
                &(struct h5_label){.long_name = "replications of the point"});
    h5_write(p->h5, "point_replications", NULL, 0, runs);
    free(runs);
}

/* ---- variables ---- */

static void declare(struct points *p, const struct united_variable *s,
                    const char *coordinates)
{
    const struct variable *v = s->first;
    struct text axes = {0};
    const struct h5_label label = {.units = v->units,
                                   .long_name = v->long_name,
                                   .cloudwatch = v->cloudwatch,
                                   .cell_methods = v->cell_methods,
                                   .coordinates = coordinates};

    text_add(&axes, "point replication");
    for (size_t i = 0; i < v->rank; i++)
        text_add(&axes, " %s", v->axis[i]->name);
    h5_variable(p->h5, v->name, text_of(&axes),
                s->whole && v->store == STORE_I64 ? H5_I64 : H5_F64, &label);
    text_free(&axes);
}

/* Where element `index` of a point's variable lies in the one of all points. */
static size_t place_in(const struct points *p, const struct variable *v, size_t index)
{
    size_t place = 0, inner = 1;

    for (size_t a = v->rank; a-- > 0;) {
        const struct axis *axis = v->axis[a];
        const struct united *u = axis_of(p, axis->name);
        size_t at = index % axis->count;
        place += inner * (u->label ? label_at(u, axis->label[at]) : at);
        inner *= u->count;
        index /= axis->count;
    }
    return place;
}

struct moving { /* one variable of one point */
    const struct variable *v;
    const size_t *place; /* NULL: as it is */
    const double *from;
};

static void write_run(struct points *p, const struct united_variable *s,
                      const struct moving *m, const size_t *first)
{
    double *value = xcalloc(s->count + 1, sizeof *value);
    int64_t *whole = (int64_t *)(void *)value;

    for (size_t i = 0; i < s->count; i++)
        value[i] = NAN;
    for (size_t i = 0; i < m->v->count; i++)
        value[m->place ? m->place[i] : i] = m->from[i];
    for (size_t i = 0; s->whole && m->v->store == STORE_I64 && i < s->count; i++)
        whole[i] = (int64_t)value[i];
    h5_write(p->h5, m->v->name, first, 2, value);
    free(value);
}

static void write_variable(struct points *p, size_t point, const struct variable *v,
                           size_t at)
{
    const struct sweep_point *from = &p->sweep->point[point];
    const struct united_variable *s = variable_of(p, v->name);
    size_t *place = xcalloc(v->count + 1, sizeof *place);

    for (size_t i = 0; i < v->count; i++)
        place[i] = place_in(p, v, i);
    for (size_t r = 0; r < from->replications; r++)
        write_run(p, s, &(struct moving){v, place, from->kept[r] + at},
                  (size_t[]){point, r});
    free(place);
}

static void write_point(struct points *p, size_t point)
{
    const struct layout *l = p->sweep->point[point].layout;
    size_t at = 0;

    for (size_t i = 0; i < l->variables; i++) {
        if (!sweep_stores(p->sweep, &l->variable[i]))
            continue;
        write_variable(p, point, &l->variable[i], at);
        at += l->variable[i].count;
    }
}

/* ---- the file ---- */

/* Of all points: each one's own are along `point`. */
static const char *overrides_of(struct points *p)
{
    struct text all = {0};

    for (size_t i = 0; i < p->sweep->sets; i++)
        text_add(&all, "%s\n", p->sweep->set[i]);
    const char *made = arena_text(&p->arena, "%s", text_of(&all));
    text_free(&all);
    return made;
}

static void write_all(struct points *p)
{
    struct scenario shared = *p->sweep->point[0].scenario;
    const struct stored_runs runs = {0, p->replications, (uint64_t)shared.run.seed};
    const char *coordinates = coordinates_of(p);

    shared.overrides = overrides_of(p);
    store_notes(p->h5, &shared, &runs);
    h5_note(p->h5, "command", p->sweep->command);
    h5_axis_int(p->h5, "point", "point of the study, numbered from 0", 0,
                p->sweep->points);
    h5_axis_int(p->h5, "replication", "replication, numbered from 0: paired by number", 0,
                p->replications);
    write_axes(p);
    write_settings(p);
    write_counts(p);
    for (size_t i = 0; i < p->variables; i++)
        declare(p, &p->variable[i], coordinates);
    for (size_t i = 0; i < p->sweep->points; i++)
        write_point(p, i);
}

bool sweep_store(const struct sweep *sweep, const struct said *said, const char *path,
                 struct diag *diag)
{
    struct points p = {.sweep = sweep, .h5 = h5_create(path, diag)};
    bool fine = false;

    if (p.h5) {
        unite(&p);
        write_all(&p);
        said_write(h5_tail(p.h5), said);
        fine = h5_close(p.h5, diag);
    }
    arena_release(&p.arena);
    return fine;
}
