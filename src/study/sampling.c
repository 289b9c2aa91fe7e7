#include "study/sampling.h"

#include <math.h>

#include "study/estimate.h"

const struct sampled_quantile sampled_quantiles[SAMPLED_QUANTILES] = {
    {STAT_P50, "p50", 0.5}, {STAT_P95, "p95", 0.95}, {STAT_P99, "p99", 0.99}};

void sampling_begin(struct sampling *t, struct arena *arena, struct columns *to, size_t n)
{
    *to = (struct columns){0};
    *t = (struct sampling){.arena = arena, .to = to, .n = n};
    t->x = arena_get(arena, (n + 1) * sizeof *t->x);
    t->base = arena_get(arena, (n + 1) * sizeof *t->base);
}

struct column *sampling_add(struct sampling *t, const char *name, enum unit unit)
{
    struct columns *c = t->to;

    c->column = arena_room(t->arena, c->column, c->count, sizeof *c->column);
    c->column[c->count] =
        (struct column){.name = name,
                        .unit = unit,
                        .n = t->n,
                        .point = NAN,
                        .tail = INFINITY,
                        .off = arena_get(t->arena, (t->n + 1) * sizeof(double))};
    return &c->column[c->count++];
}

void sampling_mean(struct sampling *t, struct column *c)
{
    double sum = 0, count = 0;

    for (size_t r = 0; r < t->n; r++)
        if (!isnan(t->x[r])) {
            sum += t->x[r];
            count++;
        }
    c->point = count > 0 ? sum / count : NAN;
    for (size_t r = 0; r < t->n; r++)
        c->off[r] = t->x[r] - c->point;
}

/* Residuals of the linearised ratio, as estimate_ratio has them. */
void sampling_ratio(struct sampling *t, struct column *c)
{
    double x = 0, base = 0;

    c->kind = COLUMN_RATIO;
    for (size_t r = 0; r < t->n; r++) {
        x += isnan(t->x[r]) ? 0 : t->x[r];
        base += isnan(t->base[r]) ? 0 : t->base[r];
    }
    c->point = base > 0 ? x / base : NAN;
    for (size_t r = 0; r < t->n; r++)
        c->off[r] = (t->x[r] - c->point * t->base[r]) / (base / (double)t->n);
}

/* As estimate_share has it. */
void sampling_share(struct sampling *t, struct column *c)
{
    struct estimate e = estimate_share(t->x, t->base, t->n, 0.05);

    sampling_ratio(t, c);
    c->unseen = e.none ? e.high - e.low : 0;
}

/* x: the runs' quantiles, base: how many values each had. */
void sampling_quantile(struct sampling *t, struct column *c, double p, double pooled)
{
    c->kind = COLUMN_QUANTILE;
    c->point = pooled;
    for (size_t r = 0; r < t->n; r++) {
        c->off[r] = t->x[r] - pooled;
        c->tail = fmin(c->tail, t->base[r] * fmin(p, 1 - p));
    }
}
