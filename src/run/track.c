/* track.c - a meter's numbers, piece by piece:
 *
 *   track_read at every boundary -> track_close at each period's end -> track_end
 *                                -> track_take_batch at each batch's
 */
#include "run/track.h"

#include "run/strides.h"

#include <assert.h>
#include <math.h>
#include <string.h>

enum { P999_NEEDS = 1000 }; /* samples below which a p99.9 says nothing (methods.md 4) */

static const double LEVEL[STATISTICS] = {
    [STAT_P50] = 0.5,  [STAT_P90] = 0.9,    [STAT_P95] = 0.95,
    [STAT_P99] = 0.99, [STAT_P999] = 0.999,
};

/* ---- tallies ---- */

static void tally_add(struct tally *to, const struct tally *more)
{
    if (more->n == 0)
        return;
    if (to->n == 0 || more->min < to->min)
        to->min = more->min;
    if (to->n == 0 || more->max > to->max)
        to->max = more->max;
    to->n += more->n;
    to->last = more->last;
    wide_merge(&to->sum, more->sum);
}

/* ---- reading a meter ---- */

static struct tally read_count(struct track *t)
{
    struct tally piece = {.n = t->meter->count - t->counted};

    t->counted = t->meter->count;
    return piece;
}

static struct tally read_level(struct track *t, sim_time now)
{
    struct meter *m = t->meter;
    struct tally piece = {.n = 1};

    meter_set(m, now, m->level);
    piece.min = m->low;
    piece.max = m->high;
    piece.last = m->level;
    wide_merge(&piece.sum, m->area);
    m->area = (struct wide){0};
    m->low = m->high = m->level;
    return piece;
}

static struct tally read_observed(const struct track *t)
{
    const struct histogram_period *open = &t->meter->seen->open;

    observed_settle(t->meter->seen);
    return (struct tally){
        .n = open->n, .min = open->min, .max = open->max, .sum = open->sum};
}

/* Adds what an open period holds to another. */
static void join_period(struct histogram_period *to, const struct histogram_period *from)
{
    if (from->n == 0)
        return;
    if (to->n == 0 || from->min < to->min)
        to->min = from->min;
    if (to->n == 0 || from->max > to->max)
        to->max = from->max;
    to->lo = to->n == 0 || from->lo < to->lo ? from->lo : to->lo;
    to->hi = to->n == 0 || from->hi > to->hi ? from->hi : to->hi;
    to->n += from->n;
    wide_merge(&to->sum, from->sum);
    for (unsigned bin = from->lo; bin < from->hi; bin++)
        to->count[bin] += from->count[bin];
}

static void bins_to_watches(const struct track *t)
{
    const struct histogram_period *open = &t->meter->seen->open;

    for (const struct watch *w = t->watch; w; w = w->next) {
        double *count = t->result->value + w->window->at + WINDOW_VALUES;
        for (unsigned bin = open->lo; w->window->bins && bin < open->hi; bin++)
            count[bin] += open->count[bin];
    }
}

/* The period's values so far; the meter's own histogram is emptied into the run's. */
static void put_aside(struct track *t, struct sim *sim)
{
    struct observed *seen = t->meter->seen;

    bins_to_watches(t);
    if (!t->open)
        t->open = sim_get(sim, sizeof *t->open);
    join_period(t->open, &seen->open);
    histogram_close(&seen->open, &seen->run);
}

void track_read(struct track *t, struct sim *sim, sim_time now)
{
    struct tally piece = {0};

    switch (t->row->kind) {
    case METRIC_COUNT:
        piece = read_count(t);
        break;
    case METRIC_LEVEL:
        piece = read_level(t, now);
        break;
    case METRIC_OBSERVED:
        piece = read_observed(t);
        if (piece.n > 0)
            put_aside(t, sim);
        break;
    }
    t->total += piece.n;
    tally_add(&t->period, &piece);
    tally_add(&t->stride, &piece);
    tally_add(&t->batch, &piece);
    if (t->measured)
        tally_add(&t->run, &piece);
    for (struct watch *w = t->watch; w; w = w->next)
        tally_add(&w->tally, &piece);
}

static void clear_period(struct histogram_period *p)
{
    if (p->n > 0)
        memset(p->count + p->lo, 0, (p->hi - p->lo) * sizeof *p->count);
    p->n = 0;
    p->lo = p->hi = 0;
    p->sum = (struct wide){0};
}

/* What the run's histogram has lost by being emptied, open windows still need. */
static void empty_run(struct track *t)
{
    struct histogram_run *run = &t->meter->seen->run;
    struct histogram_span used = histogram_used(run);

    for (const struct watch *w = t->watch; w; w = w->next) {
        double *excess =
            t->result->value + w->window->at + WINDOW_VALUES + HISTOGRAM_BINS;
        for (unsigned bin = used.lo; w->window->bins && bin < used.hi; bin++)
            excess[bin] += (double)run->over[bin];
    }
    histogram_clear(run);
}

void track_begin(struct track *t, struct sim *sim, sim_time now)
{
    track_read(t, sim, now);
    t->period = t->run = (struct tally){0};
    t->total = 0;
    if (t->open)
        clear_period(t->open);
    if (t->row->kind == METRIC_OBSERVED)
        empty_run(t);
}

void track_measure(struct track *t)
{
    t->measured = true;
    t->run = t->stride = t->batch = (struct tally){0};
    t->before = t->total;
    if (t->row->kind == METRIC_OBSERVED)
        empty_run(t);
}

/* ---- batches ---- */

/* In the order of the bins. */
static void list_bins(const struct histogram_run *run, struct arena *arena,
                      struct track_batch *to)
{
    struct histogram_span used = histogram_used(run);
    size_t bins = 0;

    for (unsigned bin = used.lo; bin < used.hi; bin++)
        bins += run->count[bin] > 0;
    to->bin = arena_get(arena, bins * sizeof *to->bin);
    for (unsigned bin = used.lo; bin < used.hi; bin++)
        if (run->count[bin] > 0)
            to->bin[to->bins++] =
                (struct track_bin){bin, run->count[bin], run->over[bin]};
}

struct track_batch track_take_batch(struct track *t, struct arena *arena)
{
    struct track_batch batch = {.tally = t->batch};

    t->batch = (struct tally){0};
    if (t->row->kind == METRIC_OBSERVED && batch.tally.n > 0) {
        list_bins(&t->meter->seen->run, arena, &batch);
        empty_run(t);
    }
    return batch;
}

void track_return_batch(struct track *t, const struct track_batch *batch)
{
    struct histogram_run *run = batch->bins > 0 ? &t->meter->seen->run : NULL;
    const struct tally *more = &batch->tally;

    if (!run)
        return;
    if (run->n == 0 || more->min < run->min)
        run->min = more->min;
    if (run->n == 0 || more->max > run->max)
        run->max = more->max;
    run->n += (uint64_t)more->n;
    wide_merge(&run->sum, more->sum);
    for (size_t i = 0; i < batch->bins; i++) {
        run->count[batch->bin[i].at] += batch->bin[i].count;
        run->over[batch->bin[i].at] += batch->bin[i].over;
    }
}

/* ---- writing ---- */

/* Seconds, in whole microseconds; other units as they are. */
static double shown(const struct track *t, double value)
{
    if (strcmp(t->row->units, "s") != 0)
        return value;
    return floor(value / 1e3 + 0.5) / 1e6;
}

static double exact(const struct track *t, double value)
{
    return strcmp(t->row->units, "s") == 0 ? value / 1e9 : value;
}

static void nothing(double *out)
{
    for (size_t i = 0; i < STATISTICS; i++)
        out[i] = NAN;
}

static void write_level(const struct track *t, const struct tally *tally, sim_time length,
                        double *out)
{
    double scale;

    nothing(out);
    if (tally->n == 0 || length <= 0)
        return;
    scale = metric_scale(t->row);
    out[STAT_AVERAGE] = exact(t, wide_value(tally->sum) / (double)length) * scale;
    out[STAT_MINIMUM] = exact(t, (double)tally->min) * scale;
    out[STAT_MAXIMUM] = exact(t, (double)tally->max) * scale;
}

static void write_period(const struct track *t, double *out)
{
    const struct histogram_period *p = t->open;

    nothing(out);
    out[STAT_COUNT] = 0;
    if (!p || p->n == 0)
        return;
    out[STAT_COUNT] = p->n;
    out[STAT_AVERAGE] = shown(t, histogram_period_mean(p));
    out[STAT_MINIMUM] = shown(t, (double)p->min);
    out[STAT_MAXIMUM] = shown(t, (double)p->max);
    for (size_t i = STAT_P50; i < STATISTICS; i++)
        if (i != STAT_P999 || p->n >= P999_NEEDS)
            out[i] = shown(t, histogram_period_quantile(p, LEVEL[i]));
}

void track_close(struct track *t, size_t k, sim_time length)
{
    const struct variable *v = &t->layout->variable[t->place->series];
    size_t each = t->row->kind == METRIC_COUNT ? 1 : STATISTICS;
    double *out = result_at(t->result, v) + (t->member * t->layout->periods + k) * each;

    switch (t->row->kind) {
    case METRIC_COUNT:
        *out = (double)t->period.n * metric_scale(t->row);
        break;
    case METRIC_LEVEL:
        write_level(t, &t->period, length, out);
        break;
    case METRIC_OBSERVED:
        write_period(t, out);
        if (t->open)
            clear_period(t->open);
        break;
    }
    t->period = (struct tally){0};
}

void track_stride(struct track *t, double seconds, double *out)
{
    double scale = metric_scale(t->row), sum = wide_value(t->stride.sum);

    switch (t->row->kind) {
    case METRIC_COUNT:
        out[STRIDE_SUM] = (double)t->stride.n * scale;
        out[STRIDE_BASE] = seconds;
        break;
    case METRIC_LEVEL:
        out[STRIDE_SUM] = exact(t, sum / 1e9) * scale;
        out[STRIDE_BASE] = seconds;
        break;
    case METRIC_OBSERVED:
        out[STRIDE_SUM] = exact(t, sum);
        out[STRIDE_BASE] = (double)t->stride.n;
        break;
    }
    t->stride = (struct tally){0};
}

static void write_run(const struct track *t, double *out)
{
    const struct histogram_run *h = &t->meter->seen->run;

    nothing(out);
    out[STAT_COUNT] = (double)h->n;
    if (h->n == 0)
        return;
    out[STAT_AVERAGE] = exact(t, histogram_mean(h));
    out[STAT_MINIMUM] = exact(t, (double)h->min);
    out[STAT_MAXIMUM] = exact(t, (double)h->max);
    for (size_t i = STAT_P50; i < STATISTICS; i++)
        if (i != STAT_P999 || h->n >= P999_NEEDS)
            out[i] = shown(t, histogram_quantile(h, LEVEL[i]));
}

static void write_bins(const struct track *t)
{
    const struct variable *v = t->layout->variable;
    const struct histogram_run *h = &t->meter->seen->run;
    struct histogram_span used = histogram_used(h);
    double *count, *excess;

    if (t->place->histogram < 0)
        return;
    count = result_at(t->result, &v[t->place->histogram]) + t->member * HISTOGRAM_BINS;
    excess = result_at(t->result, &v[t->place->excess]) + t->member * HISTOGRAM_BINS;
    memset(count, 0, HISTOGRAM_BINS * sizeof *count);
    memset(excess, 0, HISTOGRAM_BINS * sizeof *excess);
    for (unsigned bin = used.lo; bin < used.hi; bin++) {
        count[bin] = (double)h->count[bin];
        excess[bin] = (double)h->over[bin] / 1e9;
    }
}

void track_end(struct track *t, sim_time length)
{
    const struct variable *v = &t->layout->variable[t->place->summary];
    size_t each = t->row->kind == METRIC_COUNT ? 1 : STATISTICS;
    double *out = result_at(t->result, v) + t->member * each;

    switch (t->row->kind) {
    case METRIC_COUNT:
        *out = (double)t->run.n * metric_scale(t->row);
        break;
    case METRIC_LEVEL:
        write_level(t, &t->run, length, out);
        break;
    case METRIC_OBSERVED:
        write_run(t, out);
        write_bins(t);
        break;
    }
}

/* ---- windows ---- */

static int64_t base_now(const struct watch *w)
{
    int64_t n = 0;

    for (size_t i = 0; i < sizeof w->base / sizeof *w->base && w->base[i]; i++)
        n += w->base[i]->row->kind == METRIC_OBSERVED ? 0 : w->base[i]->meter->count;
    return n;
}

static void add_excess(const struct watch *w, double sign)
{
    const struct track *t = w->track;
    struct histogram_span used;
    double *excess = t->result->value + w->window->at + WINDOW_VALUES + HISTOGRAM_BINS;

    if (!w->window->bins)
        return;
    used = histogram_used(&t->meter->seen->run);
    for (unsigned bin = used.lo; bin < used.hi; bin++)
        excess[bin] += sign * (double)t->meter->seen->run.over[bin];
}

void watch_begin(struct watch *w, struct track *t, sim_time now)
{
    w->track = t;
    w->from = now;
    w->base_before = base_now(w);
    w->next = t->watch;
    t->watch = w;
    add_excess(w, -1);
}

static void write_window(const struct track *t, const struct tally *seen, int64_t base,
                         sim_time length, double *out)
{
    bool level = t->row->kind == METRIC_LEVEL;
    double scale = level ? metric_scale(t->row) : 1;

    out[WINDOW_COUNT] = level ? 0 : (double)seen->n * metric_scale(t->row);
    out[WINDOW_BASE] = (double)base;
    out[WINDOW_SUM] = wide_value(seen->sum) / (level ? 1e9 : 1) * scale;
    out[WINDOW_MINIMUM] = seen->n > 0 ? (double)seen->min * scale : NAN;
    out[WINDOW_MAXIMUM] = seen->n > 0 ? (double)seen->max * scale : NAN;
    out[WINDOW_LAST] = level ? (double)seen->last * scale : NAN;
    out[WINDOW_SECONDS] = (double)length / 1e9;
}

void watch_end(struct watch *w, sim_time now)
{
    struct track *t = w->track;
    struct watch **at = &t->watch;

    while (*at != w)
        at = &(*at)->next;
    *at = w->next;
    add_excess(w, 1);
    write_window(t, &w->tally, base_now(w) - w->base_before, now - w->from,
                 t->result->value + w->window->at);
}

void watch_batch(const struct track *t, const struct window *w,
                 const struct track_batch *batch, int64_t base, sim_time length)
{
    double *out = t->result->value + w->at, *count = out + WINDOW_VALUES;

    write_window(t, &batch->tally, base, length, out);
    if (w->bins)
        memset(count, 0, 2 * HISTOGRAM_BINS * sizeof *count);
    for (size_t i = 0; w->bins && i < batch->bins; i++) {
        count[batch->bin[i].at] = (double)batch->bin[i].count;
        count[HISTOGRAM_BINS + batch->bin[i].at] = (double)batch->bin[i].over;
    }
}
