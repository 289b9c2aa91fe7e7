/* layout.c - lists every number of a run: axes, then variables, then hidden windows. */
#include "run/layout_parts.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/sort.h"
#include "flow/activity.h"
#include "flow/call.h"
#include "run/strides.h"

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
    struct layout *l = m->layout;
    struct axis *axis;

    l->lines = line_places(m->scenario, m->arena, &l->line);
    if (l->lines == 0)
        return;
    axis = add_labels(m, "line_item", l->lines, NULL, "what is paid for");
    for (size_t i = 0; i < l->lines; i++)
        axis->label[i] = line_name(&l->line[i], m->arena);
    m->line = axis;
}

static const struct axis *add_numbers(struct making *m, const char *name, size_t count,
                                      const char *long_name)
{
    double *number = arena_get(m->arena, count * sizeof *number);
    struct axis *axis = add_axis(m, name, count, long_name);

    for (size_t i = 0; i < count; i++)
        number[i] = (double)i;
    axis->value = number;
    axis->units = "1";
    return axis;
}

static void add_axes(struct making *m)
{
    const struct graph *g = &m->scenario->graph;

    m->layout->axis =
        arena_get(m->arena, (2 * g->accounts + 9) * sizeof *m->layout->axis);
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
    if (m->scenario->has_activities)
        m->activity = add_numbers(m, "activity", ACTIVITIES,
                                  "changes of capacity, the first of the run");
    if (m->scenario->run.partitions > 0)
        m->partition =
            add_numbers(m, "partition", (size_t)m->scenario->run.partitions + 1,
                        "partitions by their beginning; the last: all others");
}

static int by_name(const void *a, const void *b)
{
    const struct variable *const *x = a, *const *y = b;

    return strcmp((*x)->name, (*y)->name);
}

static void sort_names(struct layout *l, struct arena *arena)
{
    l->by_name = arena_get(arena, (l->variables + 1) * sizeof *l->by_name);
    for (size_t i = 0; i < l->variables; i++)
        l->by_name[i] = &l->variable[i];
    sort_stable(l->by_name, l->variables, sizeof *l->by_name, by_name);
}

/* ---- all of it ---- */

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
    layout_add_variables(&m);
    layout_add_windows(&m);
    l->strides = strides_of(scenario);
    l->stride_values = l->values;
    l->values += stride_rows(l) * l->strides * STRIDE_VALUES;
    sort_names(l, arena);
    return l;
}

/* ---- looking up ---- */

bool layout_breaks_down(const struct model *model)
{
    return strcmp(model->name, "client") == 0;
}

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
    const struct variable wanted = {.name = name}, *key = &wanted, **found;

    found = bsearch(&key, l->by_name, l->variables, sizeof *l->by_name, by_name);
    return found ? *found : NULL;
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
