/* layout.c - lists every number of a run: axes, then variables, then hidden windows. */
#include "run/layout.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "flow/call.h"
#include "run/objective.h"

static const char *const STATISTIC[STATISTICS] = {
    "sample_count", "average", "minimum", "maximum", "p50", "p90", "p95", "p99", "p99.9",
};
static const char *const PART[TIME_PARTS] = {
    [TIME_NETWORK] = "network",
    [TIME_GATEWAY] = "gateway",
    [TIME_THROTTLE_WAIT] = "throttle_wait",
    [TIME_COLD_START] = "cold_start",
    [TIME_WORK] = "work",
    [TIME_WAIT] = "wait",
    [TIME_CALL] = "call",
    [TIME_QUEUE] = "queue",
    [TIME_RETRY_DELAY] = "retry_delay",
};
static const char *const PART_STATISTIC[PART_STATISTICS] = {
    [PART_MEAN] = "mean",
    [PART_MEAN_OF_SLOWEST] = "mean_of_slowest_percent",
};

struct making {
    struct layout *layout;
    struct arena *arena;
    const struct scenario *scenario;
    const struct axis *time, *statistic, *bin, *limit, *line, *part, *part_statistic;
};

/* ---- axes ---- */

static struct axis *add_axis(struct making *m, const char *name, size_t count,
                             const char *long_name)
{
    struct axis *axis = &m->layout->axis[m->layout->axes++];

    *axis = (struct axis){.name = name, .count = count, .long_name = long_name};
    return axis;
}

static struct axis *add_labels(struct making *m, const char *name, size_t count,
                               const char *const *label, const char *long_name)
{
    struct axis *axis = add_axis(m, name, count, long_name);

    axis->label = arena_get(m->arena, (count + 1) * sizeof *axis->label);
    for (size_t i = 0; label && i < count; i++)
        axis->label[i] = label[i];
    return axis;
}

/* The model's resources by name. */
static void add_resources(struct making *m, const struct model *model)
{
    const struct graph *g = &m->scenario->graph;
    size_t n = 0;
    struct axis *axis;

    for (size_t i = 0; i < g->resources; i++)
        n += g->resource[i].model == model;
    axis = add_labels(m, model->dimension, n, NULL, model->help);
    n = 0;
    for (size_t i = 0; i < g->resources; i++)
        if (g->resource[i].model == model)
            axis->label[n++] = g->resource[i].name;
}

/* Its parts by their bracketed address: "booking[POST /booking]". */
static void add_parts(struct making *m, const struct model *model)
{
    const struct graph *g = &m->scenario->graph;
    size_t n = 0;
    struct axis *axis;

    for (size_t i = 0; i < g->resources; i++)
        n += g->resource[i].model == model ? g->resource[i].parts : 0;
    if (!model->part_dimension || n == 0)
        return;
    axis = add_labels(
        m, model->part_dimension, n, NULL,
        arena_text(m->arena, "%s of %s", model->part_dimension, model->dimension));
    for (size_t i = 0; i < g->resources; i++) {
        const struct resource *r = &g->resource[i];
        for (size_t p = 0; r->model == model && p < r->parts; p++)
            axis->label[r->first_part + p] =
                arena_text(m->arena, "%s[%s]", r->name, r->part[p]);
    }
}

static void add_time(struct making *m)
{
    struct layout *l = m->layout;
    double *start = arena_get(m->arena, l->periods * sizeof *start);
    struct axis *axis = add_axis(m, "time", l->periods, "start of the period");

    for (size_t i = 0; i < l->periods; i++)
        start[i] = (double)((int64_t)i * l->period) / 1e9;
    axis->value = start;
    axis->units = "s";
    m->time = axis;
}

static void add_bins(struct making *m)
{
    double *low = arena_get(m->arena, HISTOGRAM_BINS * sizeof *low);
    struct axis *axis = add_axis(m, "bin", HISTOGRAM_BINS, "lower edge of the bin");

    for (unsigned i = 0; i < HISTOGRAM_BINS; i++)
        low[i] = (double)histogram_low(i) / 1e9;
    axis->value = low;
    axis->units = "s";
    m->bin = axis;
}

static void add_limits(struct making *m)
{
    const struct graph *g = &m->scenario->graph;
    struct axis *axis;

    if (g->limits == 0)
        return;
    axis = add_labels(m, "limit", g->limits, NULL,
                      "address of the setting that raises the limit");
    for (size_t i = 0; i < g->limits; i++)
        axis->label[i] = g->limit[i].address;
    m->limit = axis;
}

static void add_lines(struct making *m)
{
    struct line_place *line;
    size_t n = line_places(m->scenario, m->arena, &line);
    struct axis *axis;

    if (n == 0)
        return;
    axis = add_labels(m, "line_item", n, NULL, "what is paid for");
    for (size_t i = 0; i < n; i++)
        axis->label[i] = arena_text(m->arena, "%s.%s", line[i].model->name,
                                    line[i].model->items[line[i].item].name);
    m->line = axis;
}

bool layout_breaks_down(const struct model *model)
{
    return strcmp(model->name, "client") == 0;
}

static void add_axes(struct making *m)
{
    const struct graph *g = &m->scenario->graph;

    m->layout->axis =
        arena_get(m->arena, (2 * g->accounts + 7) * sizeof *m->layout->axis);
    for (size_t a = 0; a < g->accounts; a++) {
        add_resources(m, g->account[a].model);
        add_parts(m, g->account[a].model);
    }
    add_limits(m);
    add_lines(m);
    add_time(m);
    m->statistic = add_labels(m, "statistic", STATISTICS, STATISTIC, "statistic");
    m->part = add_labels(m, "part", TIME_PARTS, PART, "where the time went");
    m->part_statistic = add_labels(m, "part_statistic", PART_STATISTICS, PART_STATISTIC,
                                   "which requests the mean is over");
    add_bins(m);
}

/* ---- variables ---- */

struct wanted {
    const char *name, *units, *long_name, *cloudwatch, *cell_methods;
    enum stored store;
    const struct axis *axis[VARIABLE_RANK]; /* NULL ones are left out */
};

static int add(struct making *m, struct wanted w)
{
    struct layout *l = m->layout;
    struct variable *v = &l->variable[l->variables];

    *v = (struct variable){.name = w.name,
                           .units = w.units,
                           .long_name = w.long_name,
                           .cloudwatch = w.cloudwatch,
                           .cell_methods = w.cell_methods,
                           .store = w.store,
                           .at = l->values,
                           .count = 1};
    for (size_t i = 0; i < VARIABLE_RANK; i++)
        if (w.axis[i]) {
            v->axis[v->rank++] = w.axis[i];
            v->count *= w.axis[i]->count;
        }
    l->values += v->count;
    return (int)l->variables++;
}

/* "lambda_duration", "apigateway_route_latency", "lambda_account_..". */
static const char *stem(struct making *m, const struct metric_place *place)
{
    const struct metric *row = place_row(place);

    switch (row->of) {
    case OF_SERVICE:
        return arena_text(m->arena, "%s_%s", place->model->name, row->name);
    case OF_PART:
        return arena_text(m->arena, "%s_%s_%s", place->model->name,
                          place->model->part_dimension, row->name);
    case OF_ACCOUNT:
        return arena_text(m->arena, "%s_account_%s", place->model->name, row->name);
    }
    return NULL;
}

static void add_histogram(struct making *m, struct metric_place *place, struct wanted w)
{
    const char *name = w.name, *said = w.long_name;

    w.name = arena_text(m->arena, "%s_histogram", name);
    w.long_name = arena_text(m->arena, "%s: how many in each bin", said);
    w.units = "1";
    w.cell_methods = NULL;
    w.store = STORE_I64;
    w.axis[1] = m->bin;
    w.axis[2] = w.axis[3] = NULL;
    place->histogram = add(m, w);
    w.name = arena_text(m->arena, "%s_histogram_excess", name);
    w.long_name = arena_text(m->arena, "%s: sum above the bin's lower edge", said);
    w.units = "s";
    w.store = STORE_F64;
    place->excess = add(m, w);
}

static void add_metric(struct making *m, struct metric_place *place)
{
    const struct metric *row = place_row(place);
    bool counts = row->kind == METRIC_COUNT;
    struct wanted w = {.name = stem(m, place),
                       .units = row->units,
                       .long_name = row->help,
                       .cloudwatch = row->cloudwatch,
                       .store = counts && metric_scale(row) == 1 ? STORE_I64 : STORE_F64,
                       .cell_methods = counts ? "time: sum" : NULL,
                       .axis = {NULL, m->time, counts ? NULL : m->statistic}};

    place->of = row->of == OF_SERVICE ? layout_axis(m->layout, place->model->dimension)
                : row->of == OF_PART
                    ? layout_axis(m->layout, place->model->part_dimension)
                    : NULL;
    w.axis[0] = place->of;
    place->series = add(m, w);
    w.name = arena_text(m->arena, "%s_summary", w.name);
    w.cell_methods = NULL;
    w.axis[1] = NULL;
    place->summary = add(m, w);
    if (row->kind == METRIC_OBSERVED && strcmp(row->units, "s") == 0) {
        w.name = stem(m, place);
        add_histogram(m, place, w);
    }
}

/* Where the time of a client's requests went, and of each kind of request. */
static void add_breakdown(struct making *m, const struct model *model)
{
    const struct axis *of = layout_axis(m->layout, model->dimension);
    const struct axis *parts =
        model->part_dimension ? layout_axis(m->layout, model->part_dimension) : NULL;
    struct wanted w = {.name = arena_text(m->arena, "%s_latency_part", model->name),
                       .units = "s",
                       .long_name = "where the time of answered requests went",
                       .axis = {of, m->part, m->part_statistic}};

    add(m, w);
    if (!parts)
        return;
    w.name =
        arena_text(m->arena, "%s_%s_latency_part", model->name, model->part_dimension);
    w.axis[0] = parts;
    add(m, w);
}

static void add_limit_variables(struct making *m)
{
    const struct axis *l = m->limit, *t = m->time;

    if (!l)
        return;
    add(m, (struct wanted){"limit_rejections",
                           "1",
                           "turned away at the limit",
                           NULL,
                           "time: sum",
                           STORE_I64,
                           {l, t}});
    add(m, (struct wanted){"limit_delayed",
                           "1",
                           "made to wait at the limit",
                           NULL,
                           "time: sum",
                           STORE_I64,
                           {l, t}});
    add(m, (struct wanted){"limit_utilization",
                           "1",
                           "most of the limit that was in use at once",
                           NULL,
                           "time: maximum",
                           STORE_F64,
                           {l, t}});
    add(m, (struct wanted){"limit_value",
                           "1",
                           "the limit at the end of the period (rates: per second)",
                           NULL,
                           "time: point",
                           STORE_F64,
                           {l, t}});
    add(m, (struct wanted){"limit_first",
                           "s",
                           "first rejection or delay after t = 0",
                           NULL,
                           NULL,
                           STORE_F64,
                           {l}});
    add(m, (struct wanted){"limit_rejections_summary",
                           "1",
                           "turned away at the limit",
                           NULL,
                           NULL,
                           STORE_I64,
                           {l}});
    add(m, (struct wanted){"limit_delayed_summary",
                           "1",
                           "made to wait at the limit",
                           NULL,
                           NULL,
                           STORE_I64,
                           {l}});
    add(m, (struct wanted){"limit_utilization_summary",
                           "1",
                           "most of the limit that was in use at once",
                           NULL,
                           NULL,
                           STORE_F64,
                           {l}});
    add(m, (struct wanted){"limit_peak_at",
                           "s",
                           "when most of the limit was in use",
                           NULL,
                           NULL,
                           STORE_F64,
                           {l}});
}

/* A month is known if runs_per_month is given, or every hour is like this one (D21). */
static bool has_month(const struct scenario *s)
{
    return s->steady || isfinite(s->run.runs_per_month);
}

static void add_cost_variables(struct making *m)
{
    const struct axis *l = m->line, *t = m->time;

    if (!l)
        return;
    add(m, (struct wanted){"usage",
                           "1",
                           "use, in the line item's units",
                           NULL,
                           "time: sum",
                           STORE_F64,
                           {l, t}});
    add(m, (struct wanted){"cost",
                           "USD",
                           "use at the month's effective price",
                           NULL,
                           "time: sum",
                           STORE_F64,
                           {l, t}});
    add(m, (struct wanted){"usage_run",
                           "1",
                           "use from t = 0 to the end of the drain",
                           NULL,
                           NULL,
                           STORE_F64,
                           {l}});
    add(m, (struct wanted){"cost_run",
                           "USD",
                           "cost from t = 0 to the end of the drain",
                           NULL,
                           NULL,
                           STORE_F64,
                           {l}});
    if (!has_month(m->scenario))
        return;
    add(m, (struct wanted){"usage_month",
                           "1",
                           "use in a month of such runs",
                           NULL,
                           NULL,
                           STORE_F64,
                           {l}});
    add(m, (struct wanted){"cost_month",
                           "USD",
                           "cost of a month of such runs",
                           NULL,
                           NULL,
                           STORE_F64,
                           {l}});
}

/* ---- windows ---- */

static size_t window_values(const struct window *w)
{
    return WINDOW_VALUES + (w->bins ? 2 * (size_t)HISTOGRAM_BINS : 0);
}

static void add_window(struct making *m, struct window w)
{
    struct layout *l = m->layout;

    w.at = l->values;
    l->values += window_values(&w);
    l->window[l->windows++] = w;
}

static void add_objective_windows(struct making *m)
{
    const struct scenario *s = m->scenario;

    for (size_t i = 0; i < s->objectives; i++) {
        const struct objective *o = &s->objective[i];
        m->layout->objective_window[i] = m->layout->windows;
        for (size_t w = 0; objective_is_recorded(o) && w < o->windows; w++)
            add_window(m, objective_window(o, w));
    }
}

/* The clients' metrics by phase, so that a ramp and a plateau are told apart. */
static void add_phase_windows(struct making *m)
{
    const struct scenario *s = m->scenario;

    m->layout->phase_window = m->layout->windows;
    for (size_t k = 0; k < s->marks; k++)
        for (size_t i = 0; s->mark[k].kind == MARK_PHASE && i < m->layout->metrics; i++) {
            const struct metric_place *p = &m->layout->metric[i];
            if (!layout_breaks_down(p->model) || place_row(p)->of != OF_SERVICE)
                continue;
            for (size_t member = 0; member < p->members; member++)
                if (strcmp(place_member(&s->graph, p, member, m->arena),
                           s->mark[k].owner) == 0)
                    add_window(m, (struct window){.metric = i,
                                                  .member = member,
                                                  .from = s->mark[k].from,
                                                  .to = s->mark[k].to,
                                                  .phase = &s->mark[k],
                                                  .bins = place_row(p)->kind ==
                                                          METRIC_OBSERVED});
        }
}

static void add_windows(struct making *m)
{
    const struct scenario *s = m->scenario;
    struct layout *l = m->layout;
    size_t most = 1, clients = 0;

    for (size_t i = 0; i < s->objectives; i++)
        most += s->objective[i].windows;
    for (size_t i = 0; i < l->metrics; i++)
        clients += layout_breaks_down(l->metric[i].model);
    l->window = arena_get(m->arena, (most + s->marks * clients) * sizeof *l->window);
    l->objective_window =
        arena_get(m->arena, (s->objectives + 1) * sizeof *l->objective_window);
    add_objective_windows(m);
    add_phase_windows(m);
}

static void add_variables(struct making *m)
{
    const struct graph *g = &m->scenario->graph;
    struct layout *l = m->layout;

    l->metrics = metric_places(g, m->arena, &l->metric);
    l->variable = arena_get(m->arena, (4 * l->metrics + 2 * g->accounts + 20) *
                                          sizeof *l->variable);
    for (size_t i = 0; i < l->metrics; i++)
        add_metric(m, &l->metric[i]);
    for (size_t a = 0; a < g->accounts; a++)
        if (layout_breaks_down(g->account[a].model))
            add_breakdown(m, g->account[a].model);
    add_limit_variables(m);
    add_cost_variables(m);
}

struct layout *layout_make(const struct scenario *scenario, struct arena *arena)
{
    struct layout *l = arena_get(arena, sizeof *l);
    const struct run_settings *run = &scenario->run;
    struct making m = {.layout = l, .arena = arena, .scenario = scenario};

    assert(run->period > 0 && run->duration > 0);
    l->scenario = scenario;
    l->period = run->period;
    l->covered = run->duration + (run->drain > 0 ? run->drain : 0);
    l->periods = (size_t)((l->covered + l->period - 1) / l->period);
    add_axes(&m);
    add_variables(&m);
    add_windows(&m);
    return l;
}

/* ---- looking up ---- */

size_t layout_bytes(const struct layout *l)
{
    size_t seen = 0;

    for (size_t i = 0; i < l->metrics; i++)
        if (place_row(&l->metric[i])->kind == METRIC_OBSERVED)
            seen += l->metric[i].members;
    return l->values * sizeof(double) + seen * sizeof(struct observed);
}

const struct variable *layout_find(const struct layout *l, const char *name)
{
    for (size_t i = 0; i < l->variables; i++)
        if (strcmp(l->variable[i].name, name) == 0)
            return &l->variable[i];
    return NULL;
}

const struct axis *layout_axis(const struct layout *l, const char *name)
{
    for (size_t i = 0; i < l->axes; i++)
        if (strcmp(l->axis[i].name, name) == 0)
            return &l->axis[i];
    return NULL;
}

long axis_find(const struct axis *axis, const char *label)
{
    for (size_t i = 0; axis->label && i < axis->count; i++)
        if (strcmp(axis->label[i], label) == 0)
            return (long)i;
    return -1;
}

double *result_at(const struct result *result, const struct variable *v)
{
    return result->value + v->at;
}
