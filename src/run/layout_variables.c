/* layout_variables.c - each metric's series, summary and histogram; where the time went;
 * limits; use and cost. */
#include <math.h>
#include <string.h>

#include "run/layout_parts.h"

int layout_add(struct making *m, struct wanted w)
{
    struct layout *l = m->layout;
    struct variable *v = &l->variable[l->variables];

    *v = (struct variable){.name = w.name,
                           .units = w.units,
                           .long_name = w.long_name,
                           .cloudwatch = w.cloudwatch,
                           .cell_methods = w.cell_methods,
                           .flag_meanings = w.flags,
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
    place->histogram = layout_add(m, w);
    w.name = arena_text(m->arena, "%s_histogram_excess", name);
    w.long_name = arena_text(m->arena, "%s: sum above the bin's lower edge", said);
    w.units = "s";
    w.store = STORE_F64;
    place->excess = layout_add(m, w);
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
    place->series = layout_add(m, w);
    w.name = arena_text(m->arena, "%s_summary", w.name);
    w.cell_methods = NULL;
    w.axis[1] = NULL;
    place->summary = layout_add(m, w);
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

    layout_add(m, w);
    if (!parts)
        return;
    w.name =
        arena_text(m->arena, "%s_%s_latency_part", model->name, model->part_dimension);
    w.axis[0] = parts;
    layout_add(m, w);
}

struct row { /* a variable along one axis, and along time too or not */
    const char *name, *units, *long_name, *cell_methods;
    enum stored stored;
    bool timed;
    const char *flags;
};

static const struct row LIMITS[] = {
    {"limit_rejections", "1", "turned away at the limit", "time: sum", STORE_I64, true},
    {"limit_delayed", "1", "made to wait at the limit", "time: sum", STORE_I64, true},
    {"limit_utilization", "1", "most of the limit that was in use at once",
     "time: maximum", STORE_F64, true},
    {"limit_value", "1", "the limit at the end of the period (rates: per second)",
     "time: point", STORE_F64, true},
    {"limit_first", "s", "first rejection or delay of the measured run", NULL, STORE_F64,
     false},
    {"limit_first_value", "1", "the limit then (rates: per second)", NULL, STORE_F64,
     false},
    {"limit_last", "s", "last rejection or delay", NULL, STORE_F64, false},
    {"limit_rejections_summary", "1", "turned away at the limit", NULL, STORE_I64, false},
    {"limit_delayed_summary", "1", "made to wait at the limit", NULL, STORE_I64, false},
    {"limit_utilization_summary", "1", "most of the limit that was in use at once", NULL,
     STORE_F64, false},
    {"limit_worst_share", "1",
     "largest share of its requests turned away or delayed in a period", NULL, STORE_F64,
     false},
    {"limit_peak_at", "s", "when most of the limit was in use", NULL, STORE_F64, false},
    {"limit_peak_value", "1", "the limit then (rates: per second)", NULL, STORE_F64,
     false},
    {"limit_key", "1", "key behind most of the rejections, where the limit knows of keys",
     NULL, STORE_F64, false},
    {"limit_key_share", "1", "at least this share of the rejections is of that key", NULL,
     STORE_F64, false},
    {"limit_key_rate", "s-1",
     "what that key asked for, from its first rejection to its last", NULL, STORE_F64,
     false},
};

static const struct row COSTS[] = {
    {"usage", "1", "use, in the line item's units", "time: sum", STORE_F64, true},
    {"cost", "USD", "use at the month's effective price", "time: sum", STORE_F64, true},
    {"usage_run", "1", "use from t = 0 to the end of the drain", NULL, STORE_F64, false},
    {"cost_run", "USD", "cost from t = 0 to the end of the drain", NULL, STORE_F64,
     false},
};

static const struct row MONTH[] = {
    {"usage_month", "1", "use in a month of such runs", NULL, STORE_F64, false},
    {"cost_month", "USD", "cost of a month of such runs", NULL, STORE_F64, false},
};

static void add_rows(struct making *m, const struct axis *along, const struct row *row,
                     size_t rows)
{
    for (size_t i = 0; along && i < rows; i++)
        layout_add(m, (struct wanted){.name = row[i].name,
                                      .units = row[i].units,
                                      .long_name = row[i].long_name,
                                      .cell_methods = row[i].cell_methods,
                                      .flags = row[i].flags,
                                      .store = row[i].stored,
                                      .axis = {along, row[i].timed ? m->time : NULL}});
}

/* Codes are those of flow/activity.h; -1, and no time: there were not so many. */
static const struct row ACTIVITY[] = {
    {"activity_limit", "1", "whose capacity: place along limit", NULL, STORE_I64},
    {"activity_cause", "1", "why", NULL, STORE_I64,
     .flags = "high_alarm low_alarm schedule bounds timeline"},
    {"activity_moved", "1", "what was to change", NULL, STORE_I64,
     .flags = "capacity min_capacity max_capacity"},
    {"activity_outcome", "1", "what came of it", NULL, STORE_I64,
     .flags = "under_way in_force refused overtaken"},
    {"activity_points", "1", "minutes that the alarm looked at, 0: no alarm", NULL,
     STORE_I64},
    {"activity_times", "1", "how often in a row it was refused; else 1", NULL, STORE_I64},
    {"activity_at", "s", "when it was decided, after t = 0", NULL, STORE_F64},
    {"activity_settled", "s", "when it was in force or refused, after t = 0", NULL,
     STORE_F64},
    {"activity_from", "1", "the value that was in force", NULL, STORE_F64},
    {"activity_to", "1", "the value asked for", NULL, STORE_F64},
};

static void add_activity(struct making *m)
{
    add_rows(m, m->activity, ACTIVITY, sizeof ACTIVITY / sizeof *ACTIVITY);
    layout_add(m, (struct wanted){.name = "activity_count",
                                  .units = "1",
                                  .long_name = "changes of capacity that were decided",
                                  .store = STORE_I64});
    layout_add(m, (struct wanted){.name = "activity_refused",
                                  .units = "1",
                                  .long_name = "those of them that were refused",
                                  .store = STORE_I64});
}

/* A month is known if runs_per_month is given, or every hour is like this one (D21). */
static bool has_month(const struct scenario *s)
{
    return s->steady || isfinite(s->run.runs_per_month);
}

void layout_add_variables(struct making *m)
{
    const struct graph *g = &m->scenario->graph;
    struct layout *l = m->layout;

    l->metrics = metric_places(g, m->arena, &l->metric);
    l->variable = arena_get(
        m->arena, (4 * l->metrics + (2 + 2 * PARTITION_VARIABLES) * g->accounts + 40) *
                      sizeof *l->variable);
    for (size_t i = 0; i < l->metrics; i++)
        add_metric(m, &l->metric[i]);
    for (size_t a = 0; a < g->accounts; a++)
        if (layout_breaks_down(g->account[a].model))
            add_breakdown(m, g->account[a].model);
    add_rows(m, m->limit, LIMITS, sizeof LIMITS / sizeof *LIMITS);
    add_rows(m, m->line, COSTS, sizeof COSTS / sizeof *COSTS);
    if (has_month(m->scenario))
        add_rows(m, m->line, MONTH, sizeof MONTH / sizeof *MONTH);
    if (m->activity)
        add_activity(m);
    if (m->partition)
        layout_add_partitions(m);
}
