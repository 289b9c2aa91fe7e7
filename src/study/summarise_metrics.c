/* summarise_metrics.c - every metric of every member: over the whole, and by phase. */
#include <string.h>

#include "study/sections.h"
#include "study/summing.h"

static const struct estimate nothing = {.point = NAN, .low = NAN, .high = NAN};

/* ---- metrics over the whole measured run ---- */

/* Seconds in which whole-run counts arose: rates are per second of arrivals. */
static double measured_seconds(const struct scenario *s)
{
    return (double)(s->run.duration - s->measured_from) / 1e9;
}

static void values(struct summing *s, int variable, size_t index, double *x)
{
    harvest_values(s->harvest, &s->layout->variable[variable], index, x);
}

/* Adds the counts of "a+b", of the same member, to `base`; false: there is none. */
static bool add_base(struct summing *s, const struct metric_place *place, size_t member)
{
    size_t count[PLACE_COUNTS];
    size_t n = place_counts(s->layout, place, place_row(place)->base, count);
    double *x = arena_get(s->arena, (s->n + 1) * sizeof *x);

    for (size_t r = 0; r < s->n; r++)
        s->base[r] = 0;
    for (size_t i = 0; i < n; i++) {
        values(s, s->layout->metric[count[i]].summary, member, x);
        for (size_t r = 0; r < s->n; r++)
            s->base[r] += x[r];
    }
    arena_put(s->arena, x, (s->n + 1) * sizeof *x);
    return n > 0;
}

static struct estimate divided(struct estimate e, double by)
{
    e.point /= by;
    e.low /= by;
    e.high /= by;
    return e;
}

static void measure_count(struct summing *s, struct measured *m)
{
    values(s, m->place->summary, m->member, s->x);
    m->is[MEASURE_COUNT] = harvest_mean(s->harvest, s->x, s->alpha);
    m->is[MEASURE_RATE] =
        divided(m->is[MEASURE_COUNT], measured_seconds(s->layout->scenario));
    if (add_base(s, m->place, m->member))
        m->is[MEASURE_SHARE] = harvest_share(s->harvest, s->x, s->base, s->alpha);
}

static size_t statistic(const struct measured *m, enum statistic stat)
{
    return m->member * STATISTICS + stat;
}

static void measure_level(struct summing *s, struct measured *m)
{
    values(s, m->place->summary, statistic(m, STAT_AVERAGE), s->x);
    m->is[MEASURE_MEAN] = harvest_mean(s->harvest, s->x, s->alpha);
    values(s, m->place->summary, statistic(m, STAT_MINIMUM), s->x);
    m->is[MEASURE_MINIMUM] = estimate_maximum(s->x, s->n);
    m->is[MEASURE_MINIMUM].point = m->is[MEASURE_MINIMUM].low;
    values(s, m->place->summary, statistic(m, STAT_MAXIMUM), s->x);
    m->is[MEASURE_MAXIMUM] = estimate_maximum(s->x, s->n);
}

static struct quantile_asked asked(struct summing *s, size_t histogram, size_t q)
{
    return (struct quantile_asked){histogram, window_quantile[q], s->alpha, s->x,
                                   s->base};
}

/* Of a metric without a histogram (bytes ..) the point is the mean of the runs'. */
static void measure_quantiles(struct summing *s, struct measured *m)
{
    size_t metric = (size_t)(m->place - s->layout->metric);

    for (size_t q = 0; q < WINDOW_QUANTILES; q++) {
        struct estimate *e = &m->is[MEASURE_P50 + q];
        values(s, m->place->summary, statistic(m, STAT_COUNT), s->base);
        values(s, m->place->summary, statistic(m, STAT_P50 + (enum statistic)q), s->x);
        if (m->place->histogram < 0) {
            double point = estimate_mean(s->x, s->n, s->alpha).point;
            *e = estimate_quantile(point, &(struct sections){s->x, s->base, s->n},
                                   window_quantile[q], s->alpha);
            if (s->harvest->in_sequence)
                estimate_widen(e, s->x, NULL, s->n);
            *e = harvest_untold(s->harvest, *e);
            continue;
        }
        for (size_t r = 0; r < s->n; r++)
            s->x[r] *= 1e9; /* as the histogram has it */
        struct quantile_asked a =
            asked(s, harvest_of_metric(s->harvest, metric, m->member), q);
        *e = divided(sections_estimate(s->harvest, &a), 1e9);
    }
}

static void measure_observed(struct summing *s, struct measured *m)
{
    measure_level(s, m);
    values(s, m->place->summary, statistic(m, STAT_COUNT), s->base);
    values(s, m->place->summary, statistic(m, STAT_AVERAGE), s->x);
    m->is[MEASURE_COUNT] = harvest_mean(s->harvest, s->base, s->alpha);
    m->is[MEASURE_RATE] =
        divided(m->is[MEASURE_COUNT], measured_seconds(s->layout->scenario));
    for (size_t r = 0; r < s->n; r++)
        s->x[r] = s->base[r] > 0 ? s->x[r] * s->base[r] : 0;
    m->is[MEASURE_MEAN] = harvest_ratio(s->harvest, s->x, s->base, s->alpha);
    measure_quantiles(s, m);
}

static void start_measure(struct measured *m)
{
    for (size_t i = 0; i < MEASURES; i++)
        m->is[i] = nothing;
}

static void measure_whole(struct summing *s)
{
    const struct layout *l = s->layout;

    for (size_t i = 0; i < l->metrics; i++)
        for (size_t member = 0; member < l->metric[i].members; member++) {
            struct measured *m = &s->summary->measured[s->summary->measures++];
            *m = (struct measured){.place = &l->metric[i], .member = member};
            m->address = place_member(&l->scenario->graph, m->place, member, s->arena);
            start_measure(m);
            if (place_row(m->place)->kind == METRIC_COUNT)
                measure_count(s, m);
            else if (place_row(m->place)->kind == METRIC_LEVEL)
                measure_level(s, m);
            else
                measure_observed(s, m);
        }
}

/* ---- by phase ---- */

static double ns_of(const struct metric_place *place)
{
    return strcmp(place_row(place)->units, "s") == 0 ? 1e9 : 1;
}

static void phase_observed(struct summing *s, size_t w, struct measured *m)
{
    const struct histogram_run *pooled = s->harvest->window_pooled[w];
    double unit = ns_of(m->place);

    harvest_window(s->harvest, w, WINDOW_COUNT, s->base);
    m->is[MEASURE_COUNT] = harvest_mean(s->harvest, s->base, s->alpha);
    harvest_window(s->harvest, w, WINDOW_SUM, s->x);
    m->is[MEASURE_MEAN] =
        divided(harvest_ratio(s->harvest, s->x, s->base, s->alpha), unit);
    harvest_window(s->harvest, w, WINDOW_MAXIMUM, s->x);
    m->is[MEASURE_MAXIMUM] = divided(estimate_maximum(s->x, s->n), unit);
    for (size_t q = 0; pooled && q < WINDOW_QUANTILES; q++) {
        struct quantile_asked a = asked(s, harvest_of_window(s->harvest, w), q);
        harvest_window(s->harvest, w, WINDOW_COUNT, s->base);
        harvest_window_quantile(s->harvest, w, q, s->x);
        m->is[MEASURE_P50 + q] = divided(sections_estimate(s->harvest, &a), unit);
    }
}

static void phase_count(struct summing *s, size_t w, struct measured *m)
{
    const struct window *window = &s->layout->window[w];
    sim_time end = s->layout->scenario->run.duration;
    double seconds = (double)((window->to < end ? window->to : end) - window->from) / 1e9;

    harvest_window(s->harvest, w, WINDOW_COUNT, s->x);
    harvest_window(s->harvest, w, WINDOW_BASE, s->base);
    m->is[MEASURE_COUNT] = harvest_mean(s->harvest, s->x, s->alpha);
    m->is[MEASURE_RATE] = divided(m->is[MEASURE_COUNT], seconds);
    if (place_row(m->place)->base)
        m->is[MEASURE_SHARE] = harvest_share(s->harvest, s->x, s->base, s->alpha);
}

static void phase_level(struct summing *s, size_t w, struct measured *m)
{
    harvest_window(s->harvest, w, WINDOW_SUM, s->x);
    harvest_window(s->harvest, w, WINDOW_SECONDS, s->base);
    m->is[MEASURE_MEAN] = harvest_ratio(s->harvest, s->x, s->base, s->alpha);
    harvest_window(s->harvest, w, WINDOW_MAXIMUM, s->x);
    m->is[MEASURE_MAXIMUM] = estimate_maximum(s->x, s->n);
}

static void measure_phases(struct summing *s)
{
    const struct layout *l = s->layout;

    for (size_t w = l->phase_window; w < l->windows; w++) {
        struct measured *m = &s->summary->measured[s->summary->measures++];
        *m = (struct measured){.place = &l->metric[l->window[w].metric],
                               .member = l->window[w].member,
                               .phase = l->window[w].phase};
        m->address = place_member(&l->scenario->graph, m->place, m->member, s->arena);
        start_measure(m);
        if (place_row(m->place)->kind == METRIC_COUNT)
            phase_count(s, w, m);
        else if (place_row(m->place)->kind == METRIC_LEVEL)
            phase_level(s, w, m);
        else
            phase_observed(s, w, m);
    }
}

void sum_metrics(struct summing *s)
{
    size_t most = s->layout->windows;

    for (size_t i = 0; i < s->layout->metrics; i++)
        most += s->layout->metric[i].members;
    s->summary->measured = arena_get(s->arena, (most + 1) * sizeof *s->summary->measured);
    measure_whole(s);
    measure_phases(s);
}
