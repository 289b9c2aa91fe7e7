#include "study/column.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/sort.h"
#include "study/estimate.h"
#include "study/sampling.h"

struct taking {
    struct sampling with;
    const struct harvest *harvest;
    const struct layout *layout;
};

/* ---- objectives and wishes ---- */

static const char *left_side(struct taking *t, const struct objective *o)
{
    const char *text = o->text;
    size_t open = strcspn(text, "(<>"), end = open;

    if (text[open] == '(')
        end = open + strcspn(text + open, ")") + 1;
    end += strcspn(text + end, "<>");
    while (end > 0 && text[end - 1] == ' ')
        end--;
    const char *left = arena_text(t->with.arena, "%.*s", (int)end, text);
    return o->during ? arena_text(t->with.arena, "%s during %s", left, o->during) : left;
}

static void take_objective(struct taking *t, size_t i)
{
    const struct objective *o = &t->layout->scenario->objective[i];
    const char *name = isnan(o->value) ? o->text : left_side(t, o);
    struct column *c;

    if (o->windows != 1 || columns_find(t->with.to, name))
        return;
    c = sampling_add(&t->with, name, o->unit);
    if (o->aggregate == AGG_SHARE || o->aggregate == AGG_MEAN) {
        harvest_objective(t->harvest, i, 0, SAMPLED_NUMERATOR, t->with.x);
        harvest_objective(t->harvest, i, 0, SAMPLED_DENOMINATOR, t->with.base);
        if (o->aggregate == AGG_SHARE)
            sampling_share(&t->with, c);
        else
            sampling_ratio(&t->with, c);
        return;
    }
    harvest_objective(t->harvest, i, 0, SAMPLED_VALUE, t->with.x);
    if (o->aggregate != AGG_QUANTILE) {
        sampling_mean(&t->with, c);
        return;
    }
    size_t window = t->layout->objective_window[i];
    harvest_objective(t->harvest, i, 0, SAMPLED_N, t->with.base);
    sampling_quantile(
        &t->with, c, o->q,
        histogram_quantile(
            harvest_histogram(t->harvest, harvest_of_window(t->harvest, window)), o->q));
}

/* ---- clients ---- */

static const struct metric_place *metric_of(const struct layout *l, const char *model,
                                            const char *name)
{
    for (size_t i = 0; i < l->metrics; i++) {
        const struct metric_place *p = &l->metric[i];
        if (strcmp(p->model->name, model) == 0 && place_row(p)->of == OF_SERVICE &&
            strcmp(place_row(p)->name, name) == 0)
            return p;
    }
    return NULL;
}

static void values(struct taking *t, const struct metric_place *p, size_t index,
                   double *x)
{
    harvest_values(t->harvest, &t->layout->variable[p->summary], index, x);
}

/* Sum and count of what was observed, into x and base. */
static void observed(struct taking *t, const struct metric_place *p, size_t member)
{
    values(t, p, member * STATISTICS + STAT_AVERAGE, t->with.x);
    values(t, p, member * STATISTICS + STAT_COUNT, t->with.base);
    for (size_t r = 0; r < t->with.n; r++)
        t->with.x[r] = t->with.base[r] > 0 ? t->with.x[r] * t->with.base[r] * 1e9 : 0;
}

static void take_latency(struct taking *t, const struct metric_place *p, size_t member,
                         const char *address)
{
    const struct sampled_quantile *shown = sampled_quantiles;

    observed(t, p, member);
    const char *mean = arena_text(t->with.arena, "mean(%s.latency)", address);
    if (!columns_find(t->with.to, mean))
        sampling_ratio(&t->with, sampling_add(&t->with, mean, UNIT_TIME));
    for (size_t i = 0; i < SAMPLED_QUANTILES; i++) {
        const char *name =
            arena_text(t->with.arena, "%s(%s.latency)", shown[i].word, address);
        const struct histogram_run *pooled =
            harvest_pooled(t->harvest, (size_t)(p - t->layout->metric), member);
        if (columns_find(t->with.to, name) || !pooled)
            continue;
        values(t, p, member * STATISTICS + shown[i].stat, t->with.x);
        values(t, p, member * STATISTICS + STAT_COUNT, t->with.base);
        for (size_t r = 0; r < t->with.n; r++)
            t->with.x[r] *= 1e9;
        sampling_quantile(&t->with, sampling_add(&t->with, name, UNIT_TIME), shown[i].p,
                          histogram_quantile(pooled, shown[i].p));
    }
}

static void take_clients(struct taking *t)
{
    const struct layout *l = t->layout;
    const struct metric_place *latency = metric_of(l, "client", "latency"),
                              *errors = metric_of(l, "client", "errors"),
                              *requests = metric_of(l, "client", "requests");

    for (size_t m = 0; latency && m < latency->members; m++) {
        const char *address =
            place_member(&l->scenario->graph, latency, m, t->with.arena);
        const char *name = arena_text(t->with.arena, "share(%s.errors)", address);

        take_latency(t, latency, m, address);
        if (!errors || !requests || columns_find(t->with.to, name))
            continue;
        values(t, errors, m, t->with.x);
        values(t, requests, m, t->with.base);
        sampling_share(&t->with, sampling_add(&t->with, name, UNIT_SHARE));
    }
}

/* ---- limits, money ---- */

static void take_limits(struct taking *t)
{
    const struct variable *v = layout_find(t->layout, "limit_rejections_summary");

    for (size_t i = 0; v && i < v->count; i++) {
        double sum = 0;

        harvest_values(t->harvest, v, i, t->with.x);
        for (size_t r = 0; r < t->with.n; r++)
            sum += t->with.x[r];
        sampling_mean(&t->with, sampling_add(&t->with,
                                             arena_text(t->with.arena, "rejections at %s",
                                                        v->axis[0]->label[i]),
                                             UNIT_COUNT));
        if (sum == 0)
            t->with.to->column[t->with.to->count - 1].tail = 0; /* of no interest alone */
    }
}

/* The sum over line items; false: there is no such variable. */
static bool sum_items(struct taking *t, const char *variable)
{
    const struct variable *v = layout_find(t->layout, variable);

    for (size_t r = 0; r < t->with.n; r++)
        t->with.base[r] = 0;
    for (size_t i = 0; v && i < v->count; i++) {
        harvest_values(t->harvest, v, i, t->with.x);
        for (size_t r = 0; r < t->with.n; r++)
            t->with.base[r] += t->with.x[r];
    }
    for (size_t r = 0; r < t->with.n; r++)
        t->with.x[r] = t->with.base[r];
    return v != NULL;
}

static void take_costs(struct taking *t)
{
    static const struct {
        const char *name, *variable;
    } costs[] = {{"cost.run", "cost_run"}, {"cost.month", "cost_month"}};

    for (size_t i = 0; i < 2; i++)
        if (!columns_find(t->with.to, costs[i].name) && sum_items(t, costs[i].variable))
            sampling_mean(&t->with, sampling_add(&t->with, costs[i].name, UNIT_MONEY));
}

/* ---- one function ---- */

/* USD for one unit of a line item, as the month's tiers make it; by replication. */
static void effective_price(struct taking *t, const char *item, double *price)
{
    const struct variable *cost = layout_find(t->layout, "cost_run"),
                          *use = layout_find(t->layout, "usage_run");
    long at = cost ? axis_find(cost->axis[0], item) : -1;

    for (size_t r = 0; r < t->with.n; r++)
        price[r] = 0;
    if (at < 0)
        return;
    harvest_values(t->harvest, cost, (size_t)at, price);
    harvest_values(t->harvest, use, (size_t)at, t->with.x);
    for (size_t r = 0; r < t->with.n; r++)
        price[r] = t->with.x[r] > 0 ? price[r] / t->with.x[r] : 0;
}

static double memory_gb(const struct resource *r, bool *arm)
{
    const struct field *memory = field_find(r->model->fields, "memory_size"),
                       *cpu = field_find(r->model->fields, "architectures");
    const char *config = r->config;

    *arm = cpu && strcmp(cpu->choices[*(const int *)(config + cpu->at)], "arm64") == 0;
    return (double)*(const int64_t *)(config + memory->at) / 0x1p30;
}

/* What its invocations are billed, for a million of them: requests, and memory x billed
 * duration at the effective price. */
static void take_cost(struct taking *t, const struct resource *r, size_t member)
{
    const struct metric_place *billed = metric_of(t->layout, "lambda", "billed_duration"),
                              *invocations =
                                  metric_of(t->layout, "lambda", "invocations");
    double *gb_s = arena_get(t->with.arena, (t->with.n + 1) * sizeof *gb_s),
           *request = arena_get(t->with.arena, (t->with.n + 1) * sizeof *request);
    bool arm;
    double gb = memory_gb(r, &arm);

    effective_price(t, arm ? "lambda.gb_second_arm" : "lambda.gb_second", gb_s);
    effective_price(t, "lambda.request", request);
    observed(t, billed, member);
    values(t, invocations, member, t->with.base);
    for (size_t i = 0; i < t->with.n; i++)
        t->with.x[i] =
            1e6 * (t->with.x[i] / 1e9 * gb * gb_s[i] + t->with.base[i] * request[i]);
    sampling_ratio(&t->with,
                   sampling_add(&t->with, "USD per 1M invocations", UNIT_MONEY));
}

static void take_function(struct taking *t, const char *function)
{
    const struct metric_place *duration = metric_of(t->layout, "lambda", "duration");
    const struct graph *g = &t->layout->scenario->graph;
    const struct resource *r = graph_find(g, function);

    for (size_t m = 0; duration && r && m < duration->members; m++)
        if (strcmp(place_member(g, duration, m, t->with.arena), function) == 0) {
            observed(t, duration, m);
            sampling_ratio(&t->with, sampling_add(&t->with, "mean duration", UNIT_TIME));
            take_cost(t, r, m);
        }
}

void columns_of(const struct harvest *harvest, const char *function, struct arena *arena,
                struct columns *to)
{
    struct taking t = {.harvest = harvest, .layout = harvest->layout};
    const struct scenario *s = harvest->layout->scenario;

    sampling_begin(&t.with, arena, to, harvest->replications);
    if (function)
        take_function(&t, function);
    for (size_t i = 0; i < s->objectives + s->wishes; i++)
        take_objective(&t, i);
    take_clients(&t);
    take_costs(&t);
    take_limits(&t);
}

const struct column *columns_find(const struct columns *c, const char *name)
{
    for (size_t i = 0; i < c->count; i++)
        if (strcmp(c->column[i].name, name) == 0)
            return &c->column[i];
    return NULL;
}

/* ---- differences ---- */

struct spread { /* sums of squares over the runs that both have, or each has */
    double a, b, d;
    size_t n, n_a, n_b; /* of the pairs, of each */
};

static struct spread spread_of(const struct column *a, const struct column *b)
{
    struct spread s = {0};

    for (size_t r = 0; r < a->n && r < b->n; r++) {
        double d = b->off[r] - a->off[r];
        if (isnan(d))
            continue;
        s.a += a->off[r] * a->off[r];
        s.b += b->off[r] * b->off[r];
        s.d += d * d;
        s.n++;
    }
    s.n_a = s.n_b = s.n;
    return s;
}

static double squares_of(const struct column *c, size_t *n)
{
    double sum = 0;

    *n = 0;
    for (size_t r = 0; r < c->n; r++)
        if (!isnan(c->off[r])) {
            sum += c->off[r] * c->off[r];
            ++*n;
        }
    return sum;
}

static struct spread spread_apart(const struct column *a, const struct column *b)
{
    struct spread s = {.d = NAN};

    s.a = squares_of(a, &s.n_a);
    s.b = squares_of(b, &s.n_b);
    s.n = s.n_a < s.n_b ? s.n_a : s.n_b;
    return s;
}

/* Of the mean of a sample, squared. */
static double error_of(double squares, size_t n)
{
    return squares / (double)(n - 1) / (double)n;
}

/* Welch's degrees of freedom for two samples (Welch 1947). */
static double unpaired_df(const struct spread *s)
{
    double a = error_of(s->a, s->n_a), b = error_of(s->b, s->n_b);
    double squares = a * a / (double)(s->n_a - 1) + b * b / (double)(s->n_b - 1);

    return squares > 0 ? (a + b) * (a + b) / squares : 1;
}

static void set_interval(struct difference *d, const struct spread *s, double alpha)
{
    double df = d->unpaired ? unpaired_df(s) : (double)s->n - 1;
    double error = sqrt(d->unpaired ? error_of(s->a, s->n_a) + error_of(s->b, s->n_b)
                                    : error_of(s->d, s->n));
    double half = gsl_cdf_tdist_Pinv(1 - alpha / 2, df) * error;

    d->low = d->point - half;
    d->high = d->point + half;
    d->exact = error == 0;
    d->p = error > 0         ? 2 * gsl_cdf_tdist_Q(fabs(d->point) / error, df)
           : d->point == 0.0 ? 1
                             : 0;
}

/* Where a share was of none or of all, every run says the same, which is no certainty:
 * the interval reaches as far as 3 in so many would. */
static void widen(struct difference *d, const struct column *a, const struct column *b)
{
    bool none_a = a->point == 0, none_b = b->point == 0;

    d->low -= (none_a ? a->unseen : 0) + (none_b ? 0 : b->unseen);
    d->high += (none_a ? 0 : a->unseen) + (none_b ? b->unseen : 0);
    d->exact = d->exact && a->unseen == 0 && b->unseen == 0;
    d->none = a->unseen > 0 && b->unseen > 0;
}

static bool below_bucket(const struct column *a, const struct column *b, double point)
{
    double most = fmax(fabs(a->point), fabs(b->point));

    /* 2^7 buckets an octave: none is wider than 1/128 of its lower edge */
    return a->kind == COLUMN_QUANTILE && point != 0 && fabs(point) < most / 128;
}

/* What needs no interval. */
static struct difference begin_difference(const struct column *a, const struct column *b,
                                          const struct spread *s)
{
    double tail = fmin(a->tail, b->tail);
    struct difference d = {.point = b->point - a->point,
                           .low = -INFINITY,
                           .high = INFINITY,
                           .p = 1,
                           .reduction = NAN,
                           .n = s->n};

    d.below = below_bucket(a, b, d.point);
    if (a->kind == COLUMN_QUANTILE) {
        d.refused = tail < TAIL_LEAST;
        d.short_ = tail < TAIL_ENOUGH;
    }
    return d;
}

/* Rounding of the points is no spread. */
static double noise_of(const struct column *a, const struct column *b, size_t n)
{
    return 1e-24 * (double)n * (a->point * a->point + b->point * b->point);
}

struct difference column_difference(const struct column *a, const struct column *b,
                                    double alpha)
{
    struct spread s = spread_of(a, b);
    struct difference d = begin_difference(a, b, &s);
    double noise = noise_of(a, b, s.n);

    if (s.n < 2 || isnan(d.point))
        return d;
    s.d = s.d > noise ? s.d : 0;
    d.reduction = s.d > 0 ? (s.a + s.b) / s.d : s.a + s.b > noise ? INFINITY : NAN;
    d.unpaired = d.reduction < 1;
    set_interval(&d, &s, alpha);
    widen(&d, a, b);
    return d;
}

struct difference column_difference_apart(const struct column *a, const struct column *b,
                                          double alpha)
{
    struct spread s = spread_apart(a, b);
    struct difference d = begin_difference(a, b, &s);
    double noise = noise_of(a, b, s.n);

    d.unpaired = true;
    if (s.n < 2 || isnan(d.point))
        return d;
    s.a = s.a > noise ? s.a : 0;
    s.b = s.b > noise ? s.b : 0;
    set_interval(&d, &s, alpha);
    widen(&d, a, b);
    return d;
}

struct ranked {
    struct difference *d;
};

static int compare_p(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;

    return x->d->p < y->d->p ? -1 : x->d->p > y->d->p;
}

void differences_judge(struct difference *d, size_t count, double alpha)
{
    struct ranked *rank = xcalloc(count + 1, sizeof *rank);
    bool still = true;

    for (size_t i = 0; i < count; i++)
        rank[i].d = &d[i];
    sort_stable(rank, count, sizeof *rank, compare_p);
    for (size_t i = 0; i < count; i++) {
        still = still && rank[i].d->p <= alpha / (double)(count - i);
        rank[i].d->differs = still && !rank[i].d->refused;
    }
    free(rank);
}
