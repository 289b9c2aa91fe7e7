/* recorder.c - stops, and what is read at each of them. */
#include "run/recorder.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/sort.h"
#include "flow/activity.h"
#include "run/bill.h"
#include "run/breakdown_reads.h"
#include "run/limit_reads.h"
#include "run/partition_reads.h"
#include "run/strides.h"
#include "run/track.h"

struct edge { /* of a window */
    sim_time at;
    size_t window;
};

struct recorder {
    struct sim *sim;
    struct world *world;
    const struct layout *layout;
    struct result *result;
    sim_time origin; /* of its t = 0 on the sim's clock */
    size_t tracks;
    struct track *track;        /* by metric, then member */
    size_t *first_track;        /* of each metric */
    struct edge *begins, *ends; /* of the windows, by time */
    size_t begun, ended;        /* how many of them are past */
    struct watch *watch;        /* one a window */
    struct breakdown_reads *breakdowns;
    struct limit_reads *limits;
    struct partition_reads *partitions;
    size_t stride; /* that is open */
    struct bill *bill;
    size_t stops, next;
    sim_time *stop;            /* rising, each once */
    size_t period;             /* that is open */
    struct batch_log *batches; /* NULL: they are not kept */
};

/* ---- making ---- */

static struct meter *meter_of(const struct recorder *r, const struct metric_place *p,
                              size_t member)
{
    const struct metric *row = place_row(p);

    for (size_t i = 0; i < r->world->graph->resources; i++) {
        const struct resource *res = &r->world->graph->resource[i];
        struct service *s = &r->world->service[i];
        if (res->model != p->model)
            continue;
        if (row->of == OF_ACCOUNT)
            return &s->account->meter[p->row];
        if (row->of == OF_SERVICE && member-- == 0)
            return &s->meter[p->row];
        if (row->of == OF_PART && member >= res->first_part &&
            member < res->first_part + res->parts)
            return &s->part[member - res->first_part].meter[p->row];
    }
    return NULL;
}

static void make_tracks(struct recorder *r)
{
    const struct layout *l = r->layout;

    r->first_track = sim_get(r->sim, (l->metrics + 1) * sizeof *r->first_track);
    for (size_t i = 0; i < l->metrics; i++) {
        r->first_track[i] = r->tracks;
        r->tracks += l->metric[i].members;
    }
    r->track = sim_get(r->sim, (r->tracks + 1) * sizeof *r->track);
    for (size_t i = 0; i < l->metrics; i++)
        for (size_t m = 0; m < l->metric[i].members; m++) {
            struct track *t = &r->track[r->first_track[i] + m];
            *t = (struct track){.layout = l,
                                .result = r->result,
                                .place = &l->metric[i],
                                .row = place_row(&l->metric[i]),
                                .meter = meter_of(r, &l->metric[i], m),
                                .member = m};
        }
}

static struct track *track_of(const struct recorder *r, size_t metric, size_t member)
{
    return &r->track[r->first_track[metric] + member];
}

static void make_watches(struct recorder *r)
{
    const struct layout *l = r->layout;
    size_t count[PLACE_COUNTS];

    r->watch = sim_get(r->sim, (l->windows + 1) * sizeof *r->watch);
    for (size_t i = 0; i < l->windows; i++) {
        struct watch *w = &r->watch[i];
        size_t n = window_counts(l, &l->window[i], count);
        w->window = &l->window[i];
        for (size_t k = 0; k < n; k++)
            w->base[k] = track_of(r, count[k], w->window->member);
    }
}

static int by_edge(const void *a, const void *b)
{
    const struct edge *x = a, *y = b;

    return x->at < y->at ? -1 : x->at > y->at;
}

static void make_edges(struct recorder *r)
{
    size_t n = r->layout->windows;

    r->begins = sim_get(r->sim, (n + 1) * sizeof *r->begins);
    r->ends = sim_get(r->sim, (n + 1) * sizeof *r->ends);
    for (size_t i = 0; i < n; i++) {
        r->begins[i] = (struct edge){r->layout->window[i].from, i};
        r->ends[i] = (struct edge){r->layout->window[i].to, i};
    }
    sort_stable(r->begins, n, sizeof *r->begins, by_edge);
    sort_stable(r->ends, n, sizeof *r->ends, by_edge);
}

static int by_time(const void *a, const void *b)
{
    sim_time x = *(const sim_time *)a, y = *(const sim_time *)b;

    return x < y ? -1 : x > y;
}

static void add_stop(struct recorder *r, sim_time t)
{
    if (t >= 0 && t <= r->layout->covered)
        r->stop[r->stops++] = t;
}

static void make_stops(struct recorder *r)
{
    const struct layout *l = r->layout;
    size_t n = 0, batches = r->batches ? r->batches->count : 0;

    r->stop = sim_get(r->sim, (l->periods + 2 * l->windows + l->strides + batches + 5) *
                                  sizeof *r->stop);
    for (size_t k = 0; k < l->periods; k++)
        add_stop(r, (sim_time)k * l->period);
    for (size_t k = 0; k < l->strides; k++)
        add_stop(r, stride_from(l, k + 1));
    for (size_t k = 0; k < batches; k++)
        add_stop(r, batch_end(r->batches, l, k));
    for (size_t i = 0; i < l->windows; i++) {
        add_stop(r, l->window[i].from);
        add_stop(r, l->window[i].to);
    }
    add_stop(r, l->scenario->measured_from);
    add_stop(r, l->scenario->run.duration);
    add_stop(r, l->covered);
    sort_stable(r->stop, r->stops, sizeof *r->stop, by_time);
    for (size_t i = 0; i < r->stops; i++)
        if (n == 0 || r->stop[i] != r->stop[n - 1])
            r->stop[n++] = r->stop[i];
    r->stops = n;
}

struct recorder *recorder_new(struct sim *sim, const struct layout *l,
                              struct result *result, struct batch_log *batches)
{
    struct recorder *r = sim_get(sim, sizeof *r);

    *r = (struct recorder){.sim = sim,
                           .world = world_of(sim),
                           .layout = l,
                           .result = result,
                           .origin = l->scenario->origin,
                           .batches = batches};
    result_blank(result);
    make_tracks(r);
    make_watches(r);
    make_edges(r);
    make_stops(r);
    r->breakdowns = breakdown_reads_new(sim, result);
    r->limits = limit_reads_new(sim, l, result);
    r->partitions = partition_reads_new(sim, l, result);
    r->bill = bill_new(sim, l, result);
    return r;
}

sim_time recorder_next(const struct recorder *r)
{
    return r->next < r->stops ? r->stop[r->next] : SIM_FOREVER;
}

/* ---- stops ---- */

static void read_all(struct recorder *r, sim_time t)
{
    for (size_t i = 0; i < r->tracks; i++)
        track_read(&r->track[i], r->sim, r->origin + t);
}

static void close_period(struct recorder *r, sim_time t)
{
    sim_time from = (sim_time)r->period * r->layout->period;

    read_all(r, t);
    for (size_t i = 0; i < r->tracks; i++)
        track_close(&r->track[i], r->period, t - from);
    limit_reads_period(r->limits, r->period);
    partition_reads_period(r->partitions, r->period);
    bill_period(r->bill, r->period, t);
    r->period++;
}

static void close_stride(struct recorder *r, sim_time t)
{
    double seconds = stride_seconds(r->layout, r->stride);

    read_all(r, t);
    for (size_t i = 0; i < r->tracks; i++)
        track_stride(&r->track[i], seconds, stride_at(r->result, i, r->stride));
    limit_reads_stride(r->limits, r->stride);
    bill_stride(r->bill, r->stride, t);
    r->stride++;
}

static void measured_run_begins(struct recorder *r, sim_time t)
{
    read_all(r, t);
    for (size_t i = 0; i < r->tracks; i++)
        track_measure(&r->track[i]);
    limit_reads_measure(r->limits, t);
    breakdown_reads_measure(r->breakdowns);
    bill_measure(r->bill, t);
}

/* What there is so much of is averaged up to here; counts and times go on to the end. */
static void duration_is_over(struct recorder *r, sim_time t)
{
    read_all(r, t);
    for (size_t i = 0; i < r->tracks; i++)
        if (r->track[i].row->kind == METRIC_LEVEL)
            r->track[i].measured = false;
    bill_duration(r->bill, t);
}

static bool is_period_end(const struct recorder *r, sim_time t)
{
    return t > 0 && r->period < r->layout->periods &&
           (t == r->layout->covered ||
            t == (sim_time)(r->period + 1) * r->layout->period);
}

static void end_windows(struct recorder *r, sim_time t)
{
    for (; r->ended < r->layout->windows && r->ends[r->ended].at <= t; r->ended++) {
        struct watch *w = &r->watch[r->ends[r->ended].window];
        if (!w->track)
            continue;
        track_read(w->track, r->sim, r->origin + t);
        watch_end(w, t);
    }
}

static void begin_windows(struct recorder *r, sim_time t)
{
    for (; r->begun < r->layout->windows && r->begins[r->begun].at <= t; r->begun++) {
        size_t i = r->begins[r->begun].window;
        const struct window *w = &r->layout->window[i];
        struct track *track = track_of(r, w->metric, w->member);
        if (w->to <= t)
            continue;
        track_read(track, r->sim, r->origin + t);
        watch_begin(&r->watch[i], track, t);
    }
}

static bool is_batch_end(const struct recorder *r, sim_time t)
{
    const struct batch_log *log = r->batches;

    return log && log->kept < log->count && t == batch_end(log, r->layout, log->kept);
}

void recorder_end_batch(struct recorder *r, sim_time t)
{
    struct batch_log *log = r->batches;
    struct batched *b;

    if (!is_batch_end(r, t))
        return;
    b = &log->batch[log->kept++];
    read_all(r, t);
    b->track = arena_get(&log->arena, (r->tracks + 1) * sizeof *b->track);
    for (size_t i = 0; i < r->tracks; i++)
        b->track[i] = track_take_batch(&r->track[i], &log->arena);
    b->breakdown = breakdown_reads_batch(r->breakdowns, &log->arena);
    b->bill = bill_batch(r->bill, &log->arena, t);
}

void recorder_reached(struct recorder *r, sim_time t)
{
    assert(t == recorder_next(r));
    r->next++;
    if (t == 0) {
        for (size_t i = 0; i < r->tracks; i++)
            track_begin(&r->track[i], r->sim, r->origin);
        limit_reads_begin(r->limits);
        partition_reads_begin(r->partitions);
        activities_begin(r->sim);
        bill_begin(r->bill);
    }
    if (is_period_end(r, t))
        close_period(r, t);
    end_windows(r, t);
    if (r->stride < r->layout->strides && t == stride_from(r->layout, r->stride + 1))
        close_stride(r, t);
    if (t == r->layout->scenario->run.duration)
        duration_is_over(r, t);
    if (t == r->layout->scenario->measured_from)
        measured_run_begins(r, t);
    begin_windows(r, t);
}

/* ---- the end ---- */

/* What was taken out of the run's sums is a part of them. */
static void return_batches(struct recorder *r)
{
    for (size_t k = 0; r->batches && k < r->batches->kept; k++) {
        const struct batched *b = &r->batches->batch[k];
        for (size_t i = 0; i < r->tracks; i++)
            track_return_batch(&r->track[i], &b->track[i]);
        breakdown_reads_return(r->breakdowns, b->breakdown);
    }
}

void recorder_end(struct recorder *r, sim_time t)
{
    const struct scenario *s = r->layout->scenario;

    read_all(r, t);
    for (size_t i = 0; i < r->layout->windows; i++)
        if (r->watch[i].track && r->layout->window[i].to > r->layout->covered)
            watch_end(&r->watch[i], t);
    return_batches(r);
    for (size_t i = 0; i < r->tracks; i++)
        track_end(&r->track[i], s->run.duration - s->measured_from);
    limit_reads_end(r->limits);
    partition_reads_end(r->partitions);
    breakdown_reads_end(r->breakdowns);
    result_activities(r->result, r->world, r->origin);
    bill_end(r->bill, t);
}

/* ---- the ledger's ---- */

static double sum_of(const double *value, size_t n, size_t each)
{
    double sum = 0;

    for (size_t i = 0; i < n; i++)
        sum += value[i * each];
    return sum;
}

static bool audit_track(const struct recorder *r, const struct track *t, struct diag *d)
{
    const struct variable *v = r->layout->variable;
    const struct metric_place *p = t->place;
    size_t each = t->row->kind == METRIC_COUNT ? 1 : STATISTICS;
    size_t periods = r->layout->periods;
    double series = sum_of(
        result_at(r->result, &v[p->series]) + t->member * periods * each, periods, each);
    double run = result_at(r->result, &v[p->summary])[t->member * each];
    double bins = run;
    double rest = (double)t->period.n * metric_scale(t->row); /* of the drain */
    double before = (double)t->before * metric_scale(t->row);

    if (p->histogram >= 0)
        bins = sum_of(result_at(r->result, &v[p->histogram]) + t->member * HISTOGRAM_BINS,
                      HISTOGRAM_BINS, 1);
    if (series + rest == before + run && bins == run)
        return true;
    diag_failure(d, (struct where){0},
                 "ledger: %s of %s: periods bring %.0f, the run %.0f, its histogram %.0f",
                 v[p->series].name,
                 place_member(r->world->graph, p, t->member, sim_arena(r->sim)),
                 series + rest - before, run, bins);
    return false;
}

bool recorder_audit(const struct recorder *r, struct diag *d)
{
    bool fine = bill_audit(r->bill, d);

    fine &= partition_reads_audit(r->partitions, d);
    for (size_t i = 0; i < r->tracks; i++)
        if (r->track[i].row->kind != METRIC_LEVEL)
            fine &= audit_track(r, &r->track[i], d);
    return fine;
}
