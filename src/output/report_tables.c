/* report_tables.c - limits, and the models' own tables: a row that says nothing is left
 * out. */
#include <math.h>
#include <string.h>

#include "output/number.h"
#include "output/report.h"
#include "output/table.h"

#define SHOWN_FROM 0.15 /* limits that were used less are only counted */

/* ---- limits ---- */

static bool is_shown(const struct limit_use *u, const struct reporting *what)
{
    return what->all_limits || u->runs_hit > 0 || u->peak.point >= SHOWN_FROM;
}

/* When it turned the last away; "end": in the last period. */
static void add_until(struct text *cell, const struct summary *s,
                      const struct limit_use *u)
{
    sim_time left = s->layout->covered - (sim_time)(u->last * 1e9);

    if (u->runs_hit == 0)
        text_add(cell, "–");
    else if (left <= s->layout->period)
        text_add(cell, "end");
    else
        number_add_clock(cell, u->last);
}

static void limit_row(struct table *t, const struct summary *s, const struct limit_use *u,
                      bool delays)
{
    struct text cell = {0};

    table_row(t);
    table_words(t, u->address);
    number_add_percent(&cell, nearbyint(u->peak.point * 100) / 100);
    text_add(&cell, " %%");
    table_cell(t, &cell);
    number_add_clock(&cell, u->runs_hit ? u->first : u->peak_at);
    table_cell(t, &cell);
    number_add(&cell, nearbyint(u->rejected.point));
    table_cell(t, &cell);
    if (delays) {
        if (u->delayed.point > 0)
            number_add(&cell, nearbyint(u->delayed.point));
        else
            text_add(&cell, "–");
        table_cell(t, &cell);
    }
    add_until(&cell, s, u);
    table_cell(t, &cell);
}

void report_limits(struct paper *p, const struct reporting *what)
{
    const struct summary *s = what->summary;
    bool delays = false;
    size_t shown = 0;
    struct table t;

    for (size_t i = 0; i < s->limits; i++) {
        shown += is_shown(&s->limit[i], what);
        delays |= s->limit[i].delayed.point > 0;
    }
    if (s->limits == 0)
        return;
    table_start(&t);
    table_words(&t, "limit");
    table_words(&t, "peak");
    table_words(&t, "at");
    table_words(&t, "rejected");
    if (delays)
        table_words(&t, "delayed");
    table_words(&t, "until");
    for (size_t i = 0; i < s->limits; i++)
        if (is_shown(&s->limit[i], what))
            limit_row(&t, s, &s->limit[i], delays);
    text_add(&p->text, "\n");
    if (shown > 0)
        paper_table(p, &t);
    table_free(&t);
    if (shown < s->limits)
        text_add(&p->text, "%zu %sbelow 15 %%: headroom %s %s --limits\n",
                 s->limits - shown, shown ? "more " : "limits, all ",
                 s->stored ? "report" : "run", s->stored ? s->stored : s->file);
}

/* ---- the models' tables ---- */

const struct measured *report_measured(const struct summary *s, const char *metric,
                                       const char *address, const struct mark *phase)
{
    for (size_t i = 0; i < s->measures; i++) {
        const struct measured *m = &s->measured[i];
        if (m->phase == phase && strcmp(place_row(m->place)->name, metric) == 0 &&
            strcmp(m->address, address) == 0)
            return m;
    }
    return NULL;
}

static enum measure quantile_measure(double q)
{
    static const double quantile[] = {0.5, 0.9, 0.95, 0.99, 0.999};

    for (size_t i = 0; i < sizeof quantile / sizeof *quantile; i++)
        if (fabs(q - quantile[i]) < 1e-9)
            return MEASURE_P50 + (enum measure)i;
    return MEASURES;
}

static enum measure measure_of(const struct report_column *c)
{
    switch (c->shows) {
    case SHOW_COUNT:
        return MEASURE_COUNT;
    case SHOW_RATE:
        return MEASURE_RATE;
    case SHOW_SHARE:
    case SHOW_RATIO:
        return MEASURE_SHARE;
    case SHOW_MEAN:
        return MEASURE_MEAN;
    case SHOW_MAXIMUM:
        return MEASURE_MAXIMUM;
    case SHOW_QUANTILE:
        return quantile_measure(c->q);
    case SHOW_SETTING:
        break;
    }
    return MEASURES;
}

/* The number of a setting, NaN: not given, or no number. */
static double number_of(const struct field *row, const void *place)
{
    int64_t whole;

    switch (row->kind) {
    case KIND_TIME:
    case KIND_BYTES:
    case KIND_COUNT:
        whole = *(const int64_t *)place;
        return whole == ABSENT ? NAN : (double)whole;
    case KIND_RATE:
    case KIND_SHARE:
    case KIND_FACTOR:
        return *(const double *)place;
    default:
        return NAN;
    }
}

/* A setting as a scenario would write it. */
static void add_setting(struct text *text, const struct resource *r, const char *name)
{
    const struct field *row = field_find(r->model->fields, name);
    const void *place = row ? (const char *)r->config + row->at : NULL;
    char written[80] = "–";

    if (row && row->kind == KIND_CHOICE) {
        text_add(text, "%s", row->choices[*(const int *)place]);
    } else if (row && row->kind == KIND_TEXT) {
        const char *words = *(const char *const *)place;
        text_add(text, "%s", words ? words : "–");
    } else {
        double value = row ? number_of(row, place) : NAN;
        if (!isnan(value))
            unit_write(field_unit(row), value, written, sizeof written);
        text_add(text, "%s", written);
    }
}

static void add_measure(struct text *text, const struct measured *m,
                        const struct report_column *c)
{
    enum measure which = measure_of(c);
    const struct estimate *e = m && which < MEASURES ? &m->is[which] : NULL;

    if (!e || isnan(e->point) || e->refused)
        text_add(text, "–");
    else if (c->shows == SHOW_SHARE)
        number_add_percent(text, e->point);
    else if (c->shows == SHOW_COUNT)
        number_add(text, nearbyint(e->point));
    else
        number_add(text, e->point / (c->unit > 0 ? c->unit : 1));
}

struct line { /* of a model's table */
    const struct resource *resource;
    const char *label, *address;
    const struct mark *phase;
};

static bool says_something(const struct measured *m, const struct report_column *c)
{
    double ratio = m ? m->is[MEASURE_SHARE].point : NAN;

    return c->shows == SHOW_RATIO ? ratio >= 1.005 : m != NULL;
}

/* A column of what no resource measures is left out. */
static bool is_kept(const struct summary *s, const struct model *model,
                    const struct report_column *c)
{
    const struct graph *g = &s->layout->scenario->graph;

    for (size_t i = 0; i < g->resources; i++)
        if (g->resource[i].model == model &&
            says_something(report_measured(s, c->of, g->resource[i].address, NULL), c))
            return true;
    return c->shows == SHOW_SETTING;
}

static void model_head(struct table *t, const struct summary *s,
                       const struct model *model)
{
    table_words(t, model->dimension);
    for (const struct report_column *c = model->columns; c->title; c++)
        if (is_kept(s, model, c))
            table_words(t, c->title);
}

static void model_row(struct table *t, const struct summary *s, const struct line *line)
{
    struct text cell = {0};

    table_row(t);
    table_words(t, line->label);
    for (const struct report_column *c = line->resource->model->columns; c->title; c++) {
        if (!is_kept(s, line->resource->model, c))
            continue;
        if (c->shows != SHOW_SETTING)
            add_measure(&cell, report_measured(s, c->of, line->address, line->phase), c);
        else if (line->address == line->resource->address && !line->phase)
            add_setting(&cell, line->resource, c->of);
        else
            text_add(&cell, " ");
        table_cell(t, &cell);
    }
}

/* What is measured of this line in this column; NaN: nothing, or a setting. */
static double value_of(const struct summary *s, const struct line *line,
                       const struct report_column *c)
{
    enum measure which = measure_of(c);
    const struct measured *m = NULL;

    if (which < MEASURES)
        m = report_measured(s, c->of, line->address, line->phase);
    return m && !m->is[which].refused ? m->is[which].point : NAN;
}

static bool says_nothing(const struct summary *s, const struct line *line)
{
    for (const struct report_column *c = line->resource->model->columns; c->title; c++) {
        double value = value_of(s, line, c);
        if (!isnan(value) && value != 0)
            return false;
        /* what is answered in a phase may have come before it */
        if (line->phase && c->shows == SHOW_COUNT && value == 0)
            return true;
    }
    return true;
}

/* ---- phases: one that is repeated has one row, of its worst time ---- */

static bool is_phase_of(const struct mark *mark, const struct resource *r)
{
    return mark->kind == MARK_PHASE && strcmp(mark->owner, r->address) == 0;
}

/* Shares first (errors), then what took longest, then how much there was. */
static bool is_worse(const struct summary *s, const struct line *a, const struct line *b)
{
    static const enum report_shows order[] = {SHOW_SHARE, SHOW_QUANTILE, SHOW_COUNT};

    for (size_t k = 0; k < sizeof order / sizeof *order; k++)
        for (const struct report_column *c = a->resource->model->columns; c->title; c++) {
            double x = value_of(s, a, c), y = value_of(s, b, c);
            bool last = c->shows != SHOW_QUANTILE || c[1].shows != SHOW_QUANTILE;
            if (c->shows == order[k] && last && x != y && !(isnan(x) && isnan(y)))
                return isnan(y) || x > y;
        }
    return false;
}

static bool came_before(const struct scenario *c, size_t mark, const struct resource *r)
{
    for (size_t i = 0; i < mark; i++)
        if (is_phase_of(&c->mark[i], r) &&
            strcmp(c->mark[i].name, c->mark[mark].name) == 0)
            return true;
    return false;
}

/* Of all times of the phase that begins with this mark: which, and how many. */
static struct line worst_time(const struct summary *s, const struct resource *r,
                              size_t first, size_t *times)
{
    const struct scenario *c = s->layout->scenario;
    struct line worst = {r, NULL, r->address, &c->mark[first]};

    *times = 1;
    for (size_t i = first + 1; i < c->marks; i++) {
        struct line other = {r, NULL, r->address, &c->mark[i]};
        if (!is_phase_of(&c->mark[i], r) ||
            strcmp(c->mark[i].name, worst.phase->name) != 0)
            continue;
        ++*times;
        if (is_worse(s, &other, &worst))
            worst = other;
    }
    return worst;
}

/* How many times the phase came. */
static size_t phase_row(struct table *t, const struct summary *s,
                        const struct resource *r, size_t first)
{
    struct text label = {0};
    size_t times;
    struct line line = worst_time(s, r, first, &times);

    if (says_nothing(s, &line))
        return 0;
    text_add(&label, "  in %s", line.phase->name);
    if (times > 1)
        text_add(&label, " × %zu", times);
    line.label = text_of(&label);
    model_row(t, s, &line);
    text_free(&label);
    return times;
}

static size_t phases_of(const struct summary *s, const struct resource *r)
{
    const struct scenario *c = s->layout->scenario;
    size_t n = 0;

    for (size_t i = 0; i < c->marks; i++)
        n += is_phase_of(&c->mark[i], r);
    return n;
}

/* The most times that any of them came. */
static size_t phase_rows(struct table *t, const struct summary *s,
                         const struct resource *r)
{
    const struct scenario *c = s->layout->scenario;
    size_t most = 0;

    for (size_t i = 0; phases_of(s, r) > 1 && i < c->marks; i++)
        if (is_phase_of(&c->mark[i], r) && !came_before(c, i, r)) {
            size_t times = phase_row(t, s, r, i);
            most = times > most ? times : most;
        }
    return most;
}

static void part_rows(struct table *t, const struct summary *s, const struct resource *r,
                      struct text *idle)
{
    for (size_t i = 0; r->parts > 1 && i < r->parts; i++) {
        struct text label = {0}, address = {0};
        struct line line = {.resource = r};
        text_add(&label, "  %s", r->part[i]);
        text_add(&address, "%s[%s]", r->address, r->part[i]);
        line.label = text_of(&label);
        line.address = text_of(&address);
        if (says_nothing(s, &line))
            text_add(idle, "%s%s[%s]", idle->length ? ", " : "", r->name, r->part[i]);
        else
            model_row(t, s, &line);
        text_free(&label);
        text_free(&address);
    }
}

/* Whether any column is of what this resource itself can do. */
static bool is_measured(const struct summary *s, const struct resource *r)
{
    for (const struct report_column *c = r->model->columns; c->title; c++) {
        const struct measured *m = report_measured(s, c->of, r->address, NULL);
        if (c->shows == SHOW_SETTING ||
            (m && (!place_row(m->place)->fed || place_row(m->place)->fed(r->config))))
            return true;
    }
    return false;
}

static size_t resource_rows(struct table *t, const struct summary *s,
                            const struct resource *r, struct text *idle)
{
    struct line line = {r, r->name, r->address, NULL};

    if (!is_measured(s, r))
        return 0;
    if (says_nothing(s, &line)) {
        text_add(idle, "%s%s", idle->length ? ", " : "", r->name);
        return 0;
    }
    model_row(t, s, &line);
    part_rows(t, s, r, idle);
    return phase_rows(t, s, r);
}

/* What nothing came to is named, without a row of noughts. */
static void add_idle(struct paper *p, const struct model *model, const struct text *idle)
{
    struct text line = {0};

    if (idle->length == 0)
        return;
    text_add(&line, "idle %s: %s", model->dimension, text_of(idle));
    paper_wrap(p, text_of(&line), 0, 2);
    text_free(&line);
}

/* A model may have none: of APIs only their caches are told. */
static void add_table(struct paper *p, struct table *t, bool more)
{
    bool has_rows = t->rows > 1;

    if (has_rows || more)
        text_add(&p->text, "\n");
    if (has_rows)
        paper_table(p, t);
}

static void model_table(struct paper *p, const struct summary *s,
                        const struct model *model)
{
    const struct graph *g = &s->layout->scenario->graph;
    struct text idle = {0};
    bool repeated = false;
    struct table t;

    table_start(&t);
    model_head(&t, s, model);
    for (size_t i = 0; i < g->resources; i++)
        if (g->resource[i].model == model) {
            size_t times = resource_rows(&t, s, &g->resource[i], &idle);
            repeated |= times > 1;
        }
    add_table(p, &t, idle.length > 0);
    if (repeated)
        text_add(&p->text, "× N: the worst of N times; all of them: -f json\n");
    add_idle(p, model, &idle);
    text_free(&idle);
    table_free(&t);
    report_capacities(p, s, model);
    for (size_t i = 0; model->caused && i < g->resources; i++)
        if (g->resource[i].model == model)
            report_causes(p, s, &g->resource[i]);
    for (size_t i = 0; layout_breaks_down(model) && i < g->resources; i++)
        if (g->resource[i].model == model)
            report_times(p, s, &g->resource[i]);
}

/* Who waited comes first, then who was waited for. */
void report_models(struct paper *p, const struct summary *s)
{
    const struct graph *g = &s->layout->scenario->graph;

    for (int clients = 1; clients >= 0; clients--)
        for (size_t a = 0; a < g->accounts; a++) {
            const struct model *model = g->account[a].model;
            if (model->columns && layout_breaks_down(model) == clients)
                model_table(p, s, model);
        }
}
