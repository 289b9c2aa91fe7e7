#include "study/batches.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "run/objective.h"
#include "run/strides.h"
#include "study/batch_shape.h"
#include "study/estimate.h"
#include "study/summarise.h"
#include "study/verdict.h"

struct fit {           /* whether a metric's batches may stand for replications */
    double relaxation; /* s; NaN: not known */
    double lag1;
    bool long_enough, accepted;
};

struct batching {
    const struct long_run *run;
    struct summary *summary, own; /* of the whole run; of its batches */
    struct batch_shape batch;
    struct harvest *harvest;
    struct fit *fit; /* of each whole-run metric, as in summary->measured */
    double *series;
};

/* ---- the run: how long is its memory? ---- */

static sim_time measured(const struct layout *l)
{
    return l->scenario->run.duration - l->scenario->measured_from;
}

sim_time batches_length(const struct layout *l)
{
    return l->strides == STRIDES_OF_ONE ? measured(l) / BATCHES : 0;
}

bool batches_begin(const struct layout *l, struct batch_log *log)
{
    sim_time length = batches_length(l);

    if (length > 0)
        batch_log_init(log, BATCHES, length);
    return length > 0;
}

/* Periods without a sample say nothing: they stand at the mean.  False: too many do. */
static bool fill_gaps(double *series, size_t count)
{
    double sum = 0;
    size_t n = 0;

    for (size_t k = 0; k < count; k++) {
        n += isfinite(series[k]) != 0;
        sum += isfinite(series[k]) ? series[k] : 0;
    }
    for (size_t k = 0; k < count; k++)
        series[k] = isfinite(series[k]) ? series[k] : sum / (double)n;
    return count > 1 && (double)n >= 0.9 * (double)count;
}

/* What the strides say of a metric, `many` of them at a time; false: too little. */
static bool read_series(const struct batching *b, const struct measured *m, size_t many)
{
    const struct layout *l = b->run->whole->layout;
    size_t row = stride_row_of_metric(l, (size_t)(m->place - l->metric), m->member);

    for (size_t k = 0; k < l->strides / many; k++) {
        double sum = 0, base = 0;
        for (size_t i = 0; i < many; i++) {
            const double *one = harvest_stride(b->run->whole, 0, row, k * many + i);
            sum += one[STRIDE_SUM];
            base += one[STRIDE_BASE];
        }
        b->series[k] = sum / base;
    }
    return fill_gaps(b->series, l->strides / many);
}

/* Of the finest strides that have samples; more than three at a time could not show that
 * a batch is long enough. */
static void fit_series(const struct batching *b, const struct measured *m, struct fit *f)
{
    enum { MANY_MOST = 3 };
    const struct layout *l = b->run->whole->layout;
    size_t many = 1;

    f->relaxation = NAN;
    if (place_is_censored(m->place))
        return;
    while (!read_series(b, m, many))
        if (many++ == MANY_MOST)
            return;
    f->relaxation = estimate_relaxation(b->series, l->strides / many) *
                    stride_seconds(l, 0) * (double)many;
    f->long_enough =
        (double)b->run->length / 1e9 >= BATCH_RELAXATIONS * f->relaxation * (1 - 1e-9);
}

/* ---- its batches, each a run ---- */

static void take_batches(struct batching *b)
{
    struct result result = {b->batch.layout,
                            xcalloc(b->batch.layout->values + 1, sizeof(double))};

    b->harvest = harvest_new(b->batch.layout);
    b->harvest->in_sequence = true;
    result_blank(&result);
    for (size_t i = 0; i < BATCHES; i++) {
        b->run->tell(b->run->ctx, i, &result);
        harvest_add(b->harvest, &result);
    }
    free(result.value);
}

/* ---- what the batches say ---- */

static void fit_batches(const struct batching *b, const struct measured *m, struct fit *f)
{
    const struct variable *v = &b->batch.layout->variable[m->place->summary];
    bool counts = place_row(m->place)->kind == METRIC_COUNT;
    double x[BATCHES];

    harvest_values(b->harvest, v,
                   counts ? m->member : m->member * STATISTICS + STAT_AVERAGE, x);
    f->lag1 = estimate_lag1(x, BATCHES);
    f->accepted = f->long_enough && fabs(f->lag1) <= 2 / sqrt(BATCHES);
}

static struct estimate scaled(struct estimate e, double by)
{
    e.point *= by;
    e.low *= by;
    e.high *= by;
    return e;
}

static void take_metric(struct measured *m, const struct measured *batches, double parts)
{
    for (size_t k = 0; k < MEASURES; k++)
        if (k != MEASURE_MINIMUM && k != MEASURE_MAXIMUM)
            m->is[k] = scaled(batches->is[k], k == MEASURE_COUNT ? parts : 1);
}

/* Of the clients' requests, and of the batches' own cost: each call is paid for. */
static bool cost_is_fit(const struct batching *b)
{
    const struct variable *v = layout_find(b->batch.layout, "cost_run");
    double x[BATCHES], sum[BATCHES] = {0};
    bool fine = v != NULL;

    for (size_t i = 0; fine && i < v->count; i++) {
        harvest_values(b->harvest, v, i, x);
        for (size_t k = 0; k < BATCHES; k++)
            sum[k] += x[k];
    }
    for (size_t i = 0; i < b->own.measures; i++) {
        const struct measured *m = &b->summary->measured[i];
        if (layout_breaks_down(m->place->model) &&
            place_row(m->place)->kind == METRIC_COUNT &&
            strcmp(place_row(m->place)->name, "requests") == 0)
            fine = fine && b->fit[i].accepted;
    }
    return fine && fabs(estimate_lag1(sum, BATCHES)) <= 2 / sqrt(BATCHES);
}

static void take_costs(struct batching *b, double parts)
{
    struct summary *s = b->summary;

    for (size_t i = 0; i < s->lines; i++) {
        s->line[i].use = scaled(b->own.line[i].use, parts);
        s->line[i].run = scaled(b->own.line[i].run, parts);
        s->line[i].month = b->own.line[i].month;
    }
    s->cost_run = scaled(b->own.cost_run, parts);
    s->cost_month = b->own.cost_month;
}

/* ---- objectives ---- */

static const struct fit *fit_of(const struct batching *b, const struct objective *o)
{
    const struct layout *l = b->run->whole->layout;

    for (size_t i = 0; i < b->summary->measures && !b->summary->measured[i].phase; i++)
        if (b->summary->measured[i].place == &l->metric[o->metric] &&
            b->summary->measured[i].member == o->member)
            return &b->fit[i];
    return NULL;
}

static const char *too_short(const struct batching *b, const struct fit *f)
{
    const struct scenario *s = b->run->whole->layout->scenario;
    double wanted =
        (double)s->measured_from + BATCHES * BATCH_RELAXATIONS * f->relaxation * 1e9;
    char time[40];

    if (!(wanted < 1e18))
        return "one run: too few samples to tell how long it remembers; --replications "
               "10, or a longer --duration";
    unit_write(UNIT_TIME, ceil(wanted / 60e9) * 60e9, time, sizeof time);
    return arena_text(
        b->run->arena,
        "one run: a batch is %.2g of 30 relaxation times; --replications 10, "
        "or --duration '%s'",
        (double)b->run->length / 1e9 / f->relaxation, time);
}

static bool is_whole_run(const struct batching *b, const struct objective *o)
{
    return o->every == 0 && o->windows == 1 &&
           o->span[0].from == b->run->whole->layout->scenario->measured_from &&
           o->span[0].to >= b->run->whole->layout->scenario->run.duration;
}

/* Why an objective cannot be judged by batches; NULL: it can. */
static const char *refusal(const struct batching *b, const struct objective *o)
{
    const struct fit *f = fit_of(b, o);

    if (o->aggregate == AGG_COST)
        return b->harvest && cost_is_fit(b)
                   ? NULL
                   : "one run: its batches are too short for money; --replications 10";
    if (!is_whole_run(b, o) || !f)
        return "one run: only what is asked of the whole run is told by batches; "
               "--replications 10";
    if (!f->long_enough)
        return too_short(b, f);
    return f->accepted ? NULL
                       : arena_text(b->run->arena,
                                    "one run: neighbouring batches hang together (%.2f); "
                                    "--replications 10, or a longer run",
                                    f->lag1);
}

/* A quantile wants 300 values beyond it in each batch, or in each of ten groups of them.
 */
static const char *too_few(const struct batching *b, double tail)
{
    const struct scenario *s = b->run->whole->layout->scenario;
    double wanted = (double)s->measured_from + (double)measured(b->run->whole->layout) *
                                                   TAIL_ENOUGH / fmax(tail, 1e-9);
    char time[40];

    if (!(wanted < 1e18))
        return "one run: no tail values at all";
    unit_write(UNIT_TIME, ceil(wanted / 60e9) * 60e9, time, sizeof time);
    return arena_text(b->run->arena,
                      "one run: %.0f tail values in a section of its batches; "
                      "--duration '%s' gives 300",
                      tail, time);
}

static void judge_batches(struct batching *b, size_t i)
{
    struct judged *j = &b->summary->judged[i];
    const struct objective *whole = j->objective;
    double by = whole->value / b->batch.scenario.objective[i].value;

    verdict_of(b->harvest, i, b->run->alpha, j, b->run->arena);
    if (isfinite(by))
        j->observed = scaled(j->observed, by);
    if (j->observed.refused)
        j->why = too_few(b, j->observed.tail);
    j->objective = whole;
    j->worst = whole->span[0].from;
}

static void judge(struct batching *b)
{
    struct summary *s = b->summary;

    s->met = s->missed = s->undecided = 0;
    for (size_t i = 0; i < s->objectives; i++) {
        struct judged *j = &s->judged[i];
        bool told = j->by_run || j->unsettled;
        const char *why = told ? NULL : refusal(b, j->objective);
        if (why) {
            j->verdict = VERDICT_UNDECIDED;
            j->why = why;
        } else if (!told) {
            judge_batches(b, i);
        }
        s->met += j->verdict == VERDICT_MET;
        s->missed += j->verdict == VERDICT_MISSED;
        s->undecided += j->verdict == VERDICT_UNDECIDED;
    }
}

/* ---- all of it ---- */

static void take_all(struct batching *b)
{
    struct summary *s = b->summary;
    double parts = (double)measured(b->run->whole->layout) / (double)b->run->length;

    summarise(b->harvest, b->run->alpha, b->run->arena, &b->own);
    for (size_t i = 0; i < b->own.measures; i++) {
        fit_batches(b, &s->measured[i], &b->fit[i]);
        if (b->fit[i].accepted)
            take_metric(&s->measured[i], &b->own.measured[i], parts);
    }
    for (size_t i = 0; i < s->breakdowns; i++)
        for (size_t k = 0; k < b->own.measures; k++)
            if (b->fit[k].accepted && place_row(s->measured[k].place)->of != OF_ACCOUNT &&
                strcmp(place_row(s->measured[k].place)->name, "latency") == 0 &&
                strcmp(s->measured[k].address, s->breakdown[i].address) == 0)
                s->breakdown[i] = b->own.breakdown[i];
    if (cost_is_fit(b))
        take_costs(b, parts);
}

/* How many metrics there are, and how many of them the batches tell. */
static void count_fits(struct batching *b)
{
    struct batch_means *means = &b->summary->batches;
    double slowest = 0;

    for (size_t i = 0; i < b->summary->measures && !b->summary->measured[i].phase; i++) {
        means->metrics++;
        means->told += b->fit[i].accepted;
        if (b->fit[i].relaxation > slowest) {
            slowest = b->fit[i].relaxation;
            means->slowest = &b->summary->measured[i];
        }
    }
    means->relaxation = slowest;
}

static bool any_long_enough(struct batching *b)
{
    bool any = false;

    for (size_t i = 0; i < b->summary->measures; i++) {
        if (b->summary->measured[i].phase)
            break;
        fit_series(b, &b->summary->measured[i], &b->fit[i]);
        any |= b->fit[i].long_enough;
    }
    return any;
}

void batches_estimate(const struct long_run *run, struct summary *summary)
{
    struct batching b = {.run = run, .summary = summary};

    b.fit = arena_get(run->arena, (summary->measures + 1) * sizeof *b.fit);
    b.series =
        arena_get(run->arena, (run->whole->layout->strides + 1) * sizeof *b.series);
    summary->batches = (struct batch_means){.count = BATCHES, .length = run->length};
    if (any_long_enough(&b)) {
        batch_shape_of(&b.batch, run->whole->layout, run->length, run->arena);
        take_batches(&b);
        take_all(&b);
    }
    judge(&b);
    count_fits(&b);
    harvest_free(b.harvest);
}
