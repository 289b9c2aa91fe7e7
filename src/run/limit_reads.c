/* limit_reads.c - a limit's peak starts again wherever something is read, so what is read
 * over a longer time keeps the largest so far (`open`). */
#include "run/limit_reads.h"

#include <math.h>

#include "flow/limit.h"
#include "run/strides.h"
#include "run/world.h"

enum open { OPEN_PERIOD, OPEN_STRIDE, OPENS };

struct limit_track { /* counts as of the last period's end, and of the measured run's
                        start */
    int64_t rejections, delays, passes;
    int64_t rejections_before, delays_before;
    double peak[OPENS]; /* of what is open, up to the last reading */
    double worst;       /* share of a period's requests */
};

struct limit_reads {
    struct sim *sim;
    struct world *world;
    const struct layout *layout;
    struct result *result;
    size_t limits;
    struct limit_track *track;
};

struct limit_reads *limit_reads_new(struct sim *sim, const struct layout *l,
                                    struct result *result)
{
    struct limit_reads *r = sim_get(sim, sizeof *r);

    *r = (struct limit_reads){
        .sim = sim, .world = world_of(sim), .layout = l, .result = result};
    r->limits = r->world->graph->limits;
    r->track = sim_get(sim, (r->limits + 1) * sizeof *r->track);
    return r;
}

static double *place(const struct limit_reads *r, const char *name)
{
    return result_at(r->result, layout_find(r->layout, name));
}

/* The largest use of what is open, which ends here; a new one begins. */
static double end_peak(struct limit_reads *r, size_t i, enum open which)
{
    struct limit *limit = &r->world->limit[i];
    double *peak = r->track[i].peak, ended;

    for (size_t k = 0; k < OPENS; k++)
        peak[k] = fmax(peak[k], limit->peak);
    ended = peak[which];
    peak[which] = 0;
    limit_next_period(r->sim, limit);
    return ended;
}

void limit_reads_begin(struct limit_reads *r)
{
    for (size_t i = 0; i < r->limits; i++) {
        struct limit *limit = &r->world->limit[i];
        r->track[i].rejections = limit->rejections;
        r->track[i].delays = limit->delays;
        r->track[i].passes = limit->passes;
        limit->first = limit->last = -1;
        limit_next_period(r->sim, limit);
    }
}

void limit_reads_measure(struct limit_reads *r, sim_time t)
{
    for (size_t i = 0; i < r->limits; i++) {
        struct limit *limit = &r->world->limit[i];
        r->track[i].rejections_before = limit->rejections;
        r->track[i].delays_before = limit->delays;
        r->track[i].worst = 0;
        end_peak(r, i, OPEN_STRIDE);
        limit->first = limit->last = -1;
        limit->run_peak = limit->peak;
        limit->run_peak_at = limit->peak > 0 ? t : -1;
        limit->run_peak_value = limit_value(limit);
    }
}

/* Of what came to it in the period that ends; what waited got in later, or has not yet.
 */
static double share_held_up(const struct limit *limit, const struct limit_track *before)
{
    double rejected = (double)(limit->rejections - before->rejections);
    double delayed = (double)(limit->delays - before->delays);
    double came = rejected + (double)(limit->passes - before->passes);

    return rejected + delayed > 0 ? fmin((rejected + delayed) / came, 1) : 0;
}

void limit_reads_period(struct limit_reads *r, size_t k)
{
    size_t periods = r->layout->periods;
    double *rejections, *delayed, *utilization, *value;

    if (r->limits == 0)
        return;
    rejections = place(r, "limit_rejections") + k;
    delayed = place(r, "limit_delayed") + k;
    utilization = place(r, "limit_utilization") + k;
    value = place(r, "limit_value") + k;
    for (size_t i = 0; i < r->limits; i++) {
        const struct limit *limit = &r->world->limit[i];
        struct limit_track *track = &r->track[i];
        double pace = limit_pace(r->sim, limit); /* of no stride: it settles slowly */
        rejections[i * periods] = (double)(limit->rejections - track->rejections);
        delayed[i * periods] = (double)(limit->delays - track->delays);
        utilization[i * periods] = fmax(end_peak(r, i, OPEN_PERIOD), pace);
        value[i * periods] = limit_value(limit);
        track->worst = fmax(track->worst, share_held_up(limit, track));
        track->rejections = limit->rejections;
        track->delays = limit->delays;
        track->passes = limit->passes;
    }
}

void limit_reads_stride(struct limit_reads *r, size_t k)
{
    size_t first = stride_row_of_limit(r->layout, 0);

    for (size_t i = 0; i < r->limits; i++) {
        double *to = stride_at(r->result, first + i, k);
        to[STRIDE_SUM] = end_peak(r, i, OPEN_STRIDE);
        to[STRIDE_BASE] = 1;
    }
}

static void put(const struct limit_reads *r, const char *name, size_t i, double value)
{
    place(r, name)[i] = value;
}

/* The key behind its rejections. */
static void put_culprit(const struct limit_reads *r, const struct limit *limit, size_t i)
{
    if (!limit->culprit.given || limit->rejections == 0)
        return;
    put(r, "limit_key", i, (double)limit->culprit.key);
    put(r, "limit_key_share", i,
        (double)limit->culprit.rejections / (double)limit->rejections);
    put(r, "limit_key_rate", i, limit->culprit.asked_per_s);
}

static double after(const struct limit_reads *r, sim_time t)
{
    return t < 0 ? NAN : (double)(t - r->layout->scenario->origin) / 1e9;
}

void limit_reads_end(struct limit_reads *r)
{
    for (size_t i = 0; i < r->limits; i++) {
        const struct limit *limit = &r->world->limit[i];
        const struct limit_track *track = &r->track[i];
        put(r, "limit_first", i, after(r, limit->first));
        put(r, "limit_first_value", i, limit->first < 0 ? NAN : limit->first_value);
        put(r, "limit_last", i, after(r, limit->last));
        put(r, "limit_rejections_summary", i,
            (double)(limit->rejections - track->rejections_before));
        put(r, "limit_delayed_summary", i,
            (double)(limit->delays - track->delays_before));
        put(r, "limit_utilization_summary", i, limit->run_peak);
        put(r, "limit_worst_share", i, track->worst);
        put(r, "limit_peak_at", i, after(r, limit->run_peak_at));
        put(r, "limit_peak_value", i,
            limit->run_peak_at < 0 ? NAN : limit->run_peak_value);
        put_culprit(r, limit, i);
    }
}
