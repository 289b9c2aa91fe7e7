/* store.c - a run's file: notes, coordinates, variables, then one unit after the other.
 */
#include "output/store.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "output/store_parts.h"

/* ---- notes ---- */

void store_note_text(struct h5 *h5, const char *name, const char *text)
{
    struct text clean = {0};

    text_add_utf8(&clean, text ? text : "");
    h5_note(h5, name, text_of(&clean));
    text_free(&clean);
}

static void note_scenario(struct h5 *h5, const struct scenario *s)
{
    store_note_text(h5, "title", s->title);
    h5_note_int(h5, "headroom_format", STORE_FORMAT);
    h5_note(h5, "headroom_version", PACKAGE_VERSION);
    store_note_text(h5, "scenario", s->text);
    store_note_text(h5, "overrides", s->overrides);
    store_note_text(h5, "inputs", s->inputs);
    store_note_text(h5, "profile", s->profile.name);
    store_note_text(h5, "region", s->region);
    h5_note(h5, "kind", s->steady ? "steady" : "terminating");
    h5_note(h5, "initial", s->run.initial == INITIAL_WARM ? "warm" : "empty");
    if (s->run.start)
        store_note_text(h5, "start", s->run.start);
}

static void note_run(struct h5 *h5, const struct scenario *s,
                     const struct stored_runs *runs)
{
    h5_note_int(h5, "seed", (int64_t)runs->seed);
    h5_note_int(h5, "replications", (int64_t)runs->count);
    if (s->run.antithetic)
        h5_note_int(h5, "antithetic", 1);
    h5_note_real(h5, "period", (double)s->run.period / 1e9);
    h5_note_real(h5, "duration", (double)s->run.duration / 1e9);
    h5_note_real(h5, "measured_from", (double)s->measured_from / 1e9);
    h5_note_real(h5, "confidence", s->run.confidence);
    if (isfinite(s->run.runs_per_month))
        h5_note_real(h5, "runs_per_month", s->run.runs_per_month);
}

void store_notes(struct h5 *h5, const struct scenario *s, const struct stored_runs *runs)
{
    h5_note(h5, "Conventions", "CF-1.10");
    note_scenario(h5, s);
    note_run(h5, s, runs);
}

/* ---- coordinates ---- */

static void write_axis(struct h5 *h5, const struct axis *axis)
{
    if (axis->label)
        h5_axis_text(h5, axis->name, axis->long_name, axis->label, axis->count);
    else
        h5_axis(h5, axis->name,
                &(struct h5_label){.units = axis->units, .long_name = axis->long_name},
                axis->value, axis->count);
}

static void write_limit_kinds(struct h5 *h5, const struct graph *g)
{
    const struct h5_label label = {.long_name = "a level (so many at once), a rate or a "
                                                "quota (so many in a period of its own)",
                                   .flag_meanings = "level rate quota"};
    int8_t *kind = xcalloc(g->limits + 1, 1);

    for (size_t i = 0; i < g->limits; i++)
        kind[i] = (int8_t)g->limit[i].kind;
    h5_variable(h5, "limit_kind", "limit", H5_I8, &label);
    h5_write(h5, "limit_kind", NULL, 0, kind);
    free(kind);
}

static void write_line_units(struct h5 *h5, const struct layout *l)
{
    const char **units = xcalloc(l->lines + 1, sizeof *units);

    for (size_t i = 0; i < l->lines; i++)
        units[i] = l->line[i].model->items[l->line[i].item].units;
    h5_variable_text(h5, "line_item_units", "line_item", "units of usage", units);
    free(units);
}

/* Times and names of phases, bursts and timeline entries: charts annotate themselves. */
static void write_marks(struct h5 *h5, const struct layout *l)
{
    const struct scenario *s = l->scenario;
    const struct h5_label kinds = {.long_name = "what it is a mark of",
                                   .flag_meanings = "phase burst timeline"};
    const char **name = xcalloc(s->marks, sizeof *name);
    const char **owner = xcalloc(s->marks, sizeof *owner);
    double *from = xcalloc(s->marks, sizeof *from), *to = xcalloc(s->marks, sizeof *to);
    int8_t *kind = xcalloc(s->marks, 1);

    for (size_t i = 0; i < s->marks; i++) {
        const struct mark *m = &s->mark[i];
        name[i] = m->name;
        owner[i] = m->owner;
        from[i] = (double)m->from / 1e9;
        to[i] = (double)(m->to < l->covered ? m->to : l->covered) / 1e9;
        kind[i] = (int8_t)m->kind;
    }
    h5_axis_text(h5, "mark", "phases, bursts and timeline entries", name, s->marks);
    h5_variable(h5, "mark_start", "mark", H5_F64,
                &(struct h5_label){.units = "s", .long_name = "start, after t = 0"});
    h5_write(h5, "mark_start", NULL, 0, from);
    h5_variable(h5, "mark_end", "mark", H5_F64,
                &(struct h5_label){.units = "s", .long_name = "end, after t = 0"});
    h5_write(h5, "mark_end", NULL, 0, to);
    h5_variable(h5, "mark_kind", "mark", H5_I8, &kinds);
    h5_write(h5, "mark_kind", NULL, 0, kind);
    h5_variable_text(h5, "mark_owner", "mark", "whose it is", owner);
    free(name);
    free(owner);
    free(from);
    free(to);
    free(kind);
}

static void write_coordinates(struct h5 *h5, const struct layout *l,
                              const struct stored_runs *runs)
{
    h5_axis_int(h5, "replication", "replication, numbered from 0", runs->first,
                runs->count);
    for (size_t i = 0; i < l->axes; i++)
        write_axis(h5, &l->axis[i]);
    if (l->scenario->marks > 0)
        write_marks(h5, l);
    if (layout_axis(l, "limit"))
        write_limit_kinds(h5, &l->scenario->graph);
    if (layout_axis(l, "line_item"))
        write_line_units(h5, l);
}

/* ---- variables ---- */

static void declare(struct h5 *h5, const struct variable *v)
{
    struct text axes = {0};
    const struct h5_label label = {.units = v->units,
                                   .long_name = v->long_name,
                                   .cloudwatch = v->cloudwatch,
                                   .cell_methods = v->cell_methods,
                                   .flag_meanings = v->flag_meanings};

    text_add(&axes, "replication");
    for (size_t i = 0; i < v->rank; i++)
        text_add(&axes, " %s", v->axis[i]->name);
    h5_variable(h5, v->name, text_of(&axes), v->store == STORE_I64 ? H5_I64 : H5_F64,
                &label);
    text_free(&axes);
}

struct store *store_create(const char *path, const struct layout *l,
                           const struct stored_runs *runs, struct diag *diag)
{
    struct h5 *h5 = h5_create(path, diag);
    struct store *store;
    size_t most = 1;

    if (!h5)
        return NULL;
    store_notes(h5, l->scenario, runs);
    write_coordinates(h5, l, runs);
    for (size_t i = 0; i < l->variables; i++) {
        if (!l->variable[i].hidden)
            declare(h5, &l->variable[i]);
        if (l->variable[i].count > most)
            most = l->variable[i].count;
    }
    store = xcalloc(1, sizeof *store);
    *store = (struct store){.h5 = h5,
                            .layout = l,
                            .whole = xcalloc(most, sizeof(int64_t)),
                            .first = runs->first,
                            .alone = runs->alone};
    return store;
}

void store_unit(struct store *store, size_t place, const struct result *result)
{
    for (size_t i = 0; i < store->layout->variables; i++) {
        const struct variable *v = &store->layout->variable[i];
        const double *value = result_at(result, v);
        if (v->hidden)
            continue;
        for (size_t k = 0; v->store == STORE_I64 && k < v->count; k++)
            store->whole[k] = (int64_t)value[k];
        h5_write(store->h5, v->name, &place, 1,
                 v->store == STORE_I64 ? (const void *)store->whole : value);
    }
    assert(place == store->hidden.rows || !store->layout->scenario->loaded.shelf);
    store_keep(store, result);
}

static void end(struct store *store)
{
    sparse_free(&store->hidden);
    free(store->whole);
    free(store);
}

bool store_close(struct store *store, struct diag *diag)
{
    bool fine;

    store_kept(store);
    fine = h5_close(store->h5, diag);
    end(store);
    return fine;
}

void store_abandon(struct store *store)
{
    h5_abandon(store->h5);
    end(store);
}
