/* check.c - `headroom check FILE...`: what a scenario says and what follows from it. */
#include <math.h>
#include <string.h>

#include "base/sort.h"
#include "cmd/check.h"
#include "cmd/command.h"
#include "cmd/points.h"
#include "output/number.h"
#include "output/report.h"
#include "output/table.h"
#include "study/calculate.h"
#include "study/replicate.h"

#define SHOWN_FROM 0.01 /* limits that are expected to be used less are only counted */

struct checking {
    const struct scenario *scenario;
    const struct calculation *sums;
    struct paper paper;
    struct arena *arena;
    bool all_limits;
};

static void add_bytes(struct text *text, double bytes)
{
    struct scale scale = number_scale(UNIT_BYTES, bytes);

    number_add(text, bytes / scale.unit);
    text_add(text, " %s", scale.name);
}

/* ---- what it is ---- */

static void say_identity(struct checking *k, const struct layout *layout)
{
    const struct scenario *s = k->scenario;
    struct text text = {0};

    if (s->title) {
        paper_ink(&k->paper, INK_BOLD, s->title);
        text_add(&k->paper.text, "\n");
    }
    text_add(&text, "%s %s · %lld replications × ", s->profile.name, s->region,
             (long long)s->run.replications);
    number_add_time(&text, (double)s->run.duration / 1e9);
    text_add(&text, " · seed %lld · ", (long long)s->run.seed);
    if (s->steady)
        text_add(&text, "steady");
    else
        text_add(&text, "terminating: %s", s->why_terminating);
    paper_wrap(&k->paper, text_of(&text), 0, 0);
    text_free(&text);
    text_add(&text, "memory of a replication: ");
    add_bytes(&text, (double)layout_bytes(layout));
    text_add(&text, ", %zu periods of ", layout->periods);
    number_add_time(&text, (double)layout->period / 1e9);
    text_add(&k->paper.text, "%s\n", text_of(&text));
    text_free(&text);
}

static void say_graph(struct checking *k)
{
    const struct graph *g = &k->scenario->graph;

    text_add(&k->paper.text, "\n");
    for (size_t i = 0; i < g->resources; i++) {
        const char **to;
        size_t links = calculate_links(g, &g->resource[i], k->arena, &to);
        const struct model *model = g->resource[i].model;
        const char *retry = links && model->default_retry
                                ? model->default_retry(g, &g->resource[i])
                                : NULL;
        struct text line = {0};
        text_add(&line, "%s", g->resource[i].address);
        for (size_t n = 0; n < links; n++)
            text_add(&line, "%s%s", n ? ", " : " → ", to[n]);
        if (retry) /* language.md D14: of calls that say none */
            text_add(&line, " (AWS calls without retry = ..: %s)", retry);
        paper_wrap(&k->paper, text_of(&line), 0, 4);
        text_free(&line);
    }
}

/* ---- what is to be expected ---- */

static bool has_timeline(const struct scenario *s)
{
    for (size_t i = 0; i < s->marks; i++)
        if (s->mark[i].kind == MARK_TIMELINE)
            return true;
    return false;
}

static void say_stretches(struct checking *k)
{
    struct text line = {0};

    text_add(&line,
             "expected: nothing turned away, or waiting for a limit; no retries, "
             "time-outs, hedges, cold starts%s",
             has_timeline(k->scenario) ? ", timeline" : "");
    text_add(&k->paper.text, "\n");
    paper_wrap(&k->paper, text_of(&line), 0, 4);
    text_free(&line);
    for (size_t i = 0; i < k->sums->stretches; i++) {
        const struct stretch_of_time *t = &k->sums->stretch[i];
        text_add(&k->paper.text, "  %-12s ", t->name);
        number_add_clock(&k->paper.text, (double)t->from / 1e9);
        text_add(&k->paper.text, " - ");
        number_add_clock(&k->paper.text, (double)t->to / 1e9);
        if (t->times > 1)
            text_add(&k->paper.text, ", %zu times with this load", t->times);
        text_add(&k->paper.text, "\n");
    }
}

/* run.initial = "warm": what each room makes of it. */
static void say_warm_start(struct checking *k)
{
    const struct scenario *s = k->scenario;

    if (s->run.initial != INITIAL_WARM)
        return;
    text_add(&k->paper.text, "\nstarts warm, as if the load of t = 0 had been there for "
                             "long:\n");
    for (size_t i = 0; i < s->warm_starts; i++) {
        struct text line = {0};
        text_add(&line, "%s: %s", s->warm_start[i].address, s->warm_start[i].text);
        paper_wrap(&k->paper, text_of(&line), 0, 4);
        text_free(&line);
    }
}

enum expected { CALLS_PER_SECOND, AT_ONCE };

static void resource_row(struct checking *k, struct table *t, size_t resource,
                         enum expected what)
{
    struct text cell = {0};
    const struct forecast_at *first = forecast_of(k->sums->stretch[0].forecast, resource);
    const struct resource *r = &k->scenario->graph.resource[resource];

    table_row(t);
    text_add(&cell, "%s%s", r->address, first->cyclic ? " (cyclic)" : "");
    if (r->model->offers && r->parts > 1) /* a run counts its requests */
        text_add(&cell, " (journeys)");
    table_cell(t, &cell);
    for (size_t i = 0; i < k->sums->stretches; i++) {
        const struct forecast_at *at =
            forecast_of(k->sums->stretch[i].forecast, resource);
        number_add(&cell, what == AT_ONCE ? at->at_once : at->rate);
        table_cell(t, &cell);
    }
}

static void say_resources(struct checking *k, enum expected what)
{
    struct table t;

    table_start(&t);
    table_words(&t, what == AT_ONCE ? "at once (Little)" : "calls/s");
    for (size_t i = 0; i < k->sums->stretches; i++)
        table_words(&t, k->sums->stretch[i].name);
    for (size_t i = 0; i < k->scenario->graph.resources; i++)
        if (!k->scenario->graph.resource[i].model->ways) /* nobody calls a network */
            resource_row(k, &t, i, what);
    text_add(&k->paper.text, "\n");
    table_add(&t, &k->paper.text, k->paper.columns);
    table_free(&t);
}

/* Of the first stretch in which it is so. */
static const char *unforeseen(const struct calculation *sums, size_t resource)
{
    for (size_t i = 0; i < sums->stretches; i++) {
        const char *what = forecast_of(sums->stretch[i].forecast, resource)->unforeseen;
        if (what)
            return what;
    }
    return NULL;
}

static void say_unforeseen(struct checking *k)
{
    const struct graph *g = &k->scenario->graph;

    for (size_t i = 0; i < g->resources; i++) {
        const char *what = unforeseen(k->sums, i);
        struct text line = {0};
        if (!what)
            continue;
        text_add(&line, "not foreseen: %s: %s", g->resource[i].address, what);
        paper_wrap(&k->paper, text_of(&line), 0, 4);
        text_free(&line);
    }
}

struct ranked {
    size_t limit;
    double use;
};

static int compare_ranked(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    double u = isnan(x->use) ? -1 : x->use, v = isnan(y->use) ? -1 : y->use;

    return (u < v) - (u > v);
}

static void limit_row(struct checking *k, struct table *t, size_t limit)
{
    const struct limit_name *name = &k->scenario->graph.limit[limit];
    struct text cell = {0};
    bool foreseen = !isnan(calculate_use(k->sums, limit));
    double size = 0;

    for (size_t i = 0; i < k->sums->stretches; i++)
        size = fmax(size, forecast_use(k->sums->stretch[i].forecast, limit)->size);
    table_row(t);
    table_words(t, name->address);
    if (foreseen) {
        number_add(&cell, size);
        if (name->kind == LIMIT_BUCKET)
            report_rate_unit(&cell, name->unit);
    } else {
        text_add(&cell, "–");
    }
    table_cell(t, &cell);
    for (size_t i = 0; i < k->sums->stretches; i++) {
        double use = forecast_utilization(k->sums->stretch[i].forecast, limit);
        if (isfinite(use))
            text_add(&cell, "%.*f %%", use < 0.1, 100 * use);
        else
            text_add(&cell, isnan(use) ? "–" : "none left");
        table_cell(t, &cell);
    }
}

/* What it means that the calculator sees more than a limit has. */
static void say_binding(struct checking *k, const struct ranked *rank, size_t limits)
{
    const struct limit_name *name = k->scenario->graph.limit;
    struct text line = {0};
    bool turns_away = false;

    for (size_t i = 0; i < limits && rank[i].use > 1; i++)
        turns_away |= !name[rank[i].limit].spills_to;
    if (turns_away)
        text_add(&k->paper.text,
                 "above 100 %% a limit binds: it turns work away, or what "
                 "its depth lends is used up\n");
    for (size_t i = 0; i < limits && rank[i].use > 1; i++) {
        const struct limit_name *full = &name[rank[i].limit];
        if (!full->spills_to)
            continue;
        text_add(&line,
                 "%s: what is above 100 %% is not turned away: it spills over to %s",
                 full->address, full->spills_to);
        paper_wrap(&k->paper, text_of(&line), 0, 4);
        text_free(&line);
    }
}

static void say_limits(struct checking *k)
{
    size_t limits = k->scenario->graph.limits, shown = 0;
    struct ranked *rank = arena_get(k->arena, (limits + 1) * sizeof *rank);
    struct table t;

    for (size_t i = 0; i < limits; i++)
        rank[i] = (struct ranked){i, calculate_use(k->sums, i)};
    sort_stable(rank, limits, sizeof *rank, compare_ranked);
    table_start(&t);
    table_words(&t, "limit");
    table_words(&t, "size");
    for (size_t i = 0; i < k->sums->stretches; i++)
        table_words(&t, k->sums->stretch[i].name);
    for (size_t i = 0; i < limits; i++)
        if (k->all_limits || rank[i].use >= SHOWN_FROM) {
            limit_row(k, &t, rank[i].limit);
            shown++;
        }
    text_add(&k->paper.text, "\n");
    if (shown > 0)
        table_add(&t, &k->paper.text, k->paper.columns);
    table_free(&t);
    say_binding(k, rank, limits);
    if (shown < limits)
        text_add(&k->paper.text, "%zu %sbelow 1 %% or not foreseeable (--limits)\n",
                 limits - shown, shown ? "more " : "limits, all ");
}

static void cost_row(struct table *t, const char *name, double run, double month)
{
    struct text cell = {0};

    table_row(t);
    table_words(t, name);
    number_add(&cell, run);
    table_cell(t, &cell);
    number_add(&cell, month);
    table_cell(t, &cell);
}

static void say_costs(struct checking *k)
{
    const struct run_settings *run = &k->scenario->run;
    struct text head = {0};
    struct table t;

    if (!(k->sums->run > 0))
        return;
    table_start(&t);
    table_words(&t, "cost, expected");
    table_words(&t, "a run, USD");
    if (isfinite(run->runs_per_month)) {
        number_add(&head, run->runs_per_month);
        text_add(&head, " runs a month");
    } else {
        text_add(&head, k->scenario->steady ? "730 h like this one" : "a month");
    }
    table_cell(&t, &head);
    for (size_t i = 0; i < k->sums->costs; i++)
        if (k->sums->cost[i].run > 0)
            cost_row(&t, k->sums->cost[i].model, k->sums->cost[i].run,
                     k->sums->cost[i].month);
    cost_row(&t, "total", k->sums->run, k->sums->month);
    text_add(&k->paper.text, "\n");
    table_add(&t, &k->paper.text, k->paper.columns);
    table_free(&t);
    if (k->scenario->prices_of)
        text_add(&k->paper.text, "at the prices of %s: none of %s are known\n",
                 k->scenario->prices_of, k->scenario->region);
}

/* ---- what it rests on ---- */

static void say_assumptions(struct checking *k)
{
    const struct scenario *s = k->scenario;

    text_add(&k->paper.text, "\nassumed, not measured by AWS: %zu value%s\n",
             s->assumptions, s->assumptions == 1 ? "" : "s");
    for (size_t i = 0; i < s->assumptions; i++) {
        const struct assumption *a = &s->assumption[i];
        struct text line = {0};
        text_add(&line, "[A] %s = %s", a->address, a->text ? a->text : "");
        if (a->source)
            text_add(&line, " (%s)", a->source);
        paper_wrap(&k->paper, text_of(&line), 0, 4);
        text_free(&line);
    }
    for (size_t i = 0; i < s->objectives; i++)
        text_add(&k->paper.text, "%sobjective  %s\n", i ? "" : "\n",
                 s->objective[i].text);
}

/* Of a study: what it varies. */
static void say_axes(struct checking *k, const struct options *options)
{
    struct text line = {0};

    if (!options->vary.count)
        return;
    text_add(&line, "axes, each value loaded:");
    for (size_t i = 0; i < options->vary.count; i++) {
        const struct axis_given *given = &options->vary.axis[i];
        const struct node *name = given->named ? node_member(given->named, "name") : NULL;
        text_add(&line, "%s %s", i ? " ·" : "",
                 given->text ? given->text
                 : name      ? name->text
                             : "");
    }
    text_add(&k->paper.text, "\n");
    paper_wrap(&k->paper, text_of(&line), 0, 4);
    text_free(&line);
}

static void say_all(struct checking *k, const struct options *options)
{
    say_identity(k, layout_make(k->scenario, k->arena));
    say_graph(k);
    say_stretches(k);
    say_resources(k, CALLS_PER_SECOND);
    say_resources(k, AT_ONCE);
    say_unforeseen(k);
    say_limits(k);
    say_warm_start(k);
    say_costs(k);
    say_assumptions(k);
    say_axes(k, options);
    text_add(&k->paper.text, "\nnext   headroom run %s\n", k->scenario->path);
}

static void print_page(struct checking *k, const struct options *options,
                       const struct surroundings *around)
{
    k->paper = paper_for(options, around);
    say_all(k, options);
    paper_print(&k->paper, around->out);
    text_free(&k->paper.text);
}

static bool check_one(const char *path, const struct options *options,
                      const struct surroundings *around, struct diag *diag)
{
    struct scenario *scenario = load_scenario(path, NULL, options, around, diag);
    struct checking k = {.scenario = scenario, .arena = options->arena};
    bool fits = scenario && replicate_fits(scenario, options->arena, diag);
    enum form form;

    if (fits && options->vary.count && !studying_check(options, around, diag->said)) {
        diag->errors++; /* told already */
        fits = false;
    }
    if (fits) {
        k.sums = calculate(scenario, options->arena);
        k.all_limits = options->value[OPTION_LIMITS] != NULL;
        if (options_want_document(options, &form))
            check_json(around->out, form,
                       &(struct checked){scenario, k.sums, options->arena});
        else
            print_page(&k, options, around);
    }
    if (scenario)
        scenario_free(scenario);
    return fits;
}

int check_command(const struct options *options, const struct surroundings *around)
{
    struct text told = {0};
    struct diag diag = {.out = around->err, .said = &told};
    bool said = false;
    enum form form;

    for (size_t i = 0; i < options->arguments; i++) {
        if (said && !options_want_document(options, &form))
            fputs("\n", around->out);
        said = check_one(options->argument[i], options, around, &diag);
    }
    text_free(&told);
    return outcome_of(&diag);
}
