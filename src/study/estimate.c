#include "study/estimate.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

#include "base/memory.h"
#include "base/sort.h"

#include <stdlib.h>

static const struct estimate nothing = {.point = NAN, .low = NAN, .high = NAN};

/* The half width of a t interval: quantile x deviation / sqrt(n). */
static double half_width(double squares, size_t n, double alpha)
{
    if (n < 2)
        return INFINITY;
    double df = (double)(n - 1);
    return gsl_cdf_tdist_Pinv(1 - alpha / 2, df) * sqrt(squares / df / (double)n);
}

static struct estimate around(double point, double half, size_t n)
{
    return (struct estimate){.point = point,
                             .low = point - half,
                             .high = point + half,
                             .exact = n > 1 && half == 0,
                             .n = n};
}

/* Infinite values (still open at the end) make an infinite mean, with no interval. */
struct estimate estimate_mean(const double *x, size_t n, double alpha)
{
    double sum = 0, squares = 0;
    size_t count = 0;
    bool same = true;
    double first = NAN;

    for (size_t i = 0; i < n; i++) {
        if (isnan(x[i]))
            continue;
        if (count++ == 0)
            first = x[i];
        same = same && x[i] == first;
        sum += x[i];
    }
    if (count == 0)
        return nothing;
    if (isinf(sum))
        return (struct estimate){.point = sum, .low = sum, .high = sum, .n = count};
    double mean = same ? first : sum / (double)count;
    for (size_t i = 0; i < n; i++)
        if (!isnan(x[i]))
            squares += (x[i] - mean) * (x[i] - mean);
    return around(mean, half_width(squares, count, alpha), count);
}

/* ---- ratios ---- */

struct pairs { /* replications with a base */
    size_t n;
    double x, base, least, most; /* sums; smallest and largest base */
};

static struct pairs pairs_of(const double *x, const double *base, size_t n)
{
    struct pairs p = {.least = INFINITY};

    for (size_t i = 0; i < n; i++) {
        if (isnan(x[i]) || isnan(base[i]))
            continue;
        p.n++;
        p.x += x[i];
        p.base += base[i];
        p.least = fmin(p.least, base[i]);
        p.most = fmax(p.most, base[i]);
    }
    return p;
}

/* Sum of squares of residuals over the mean base: those of the linearised ratio. */
static double residual_squares(const double *x, const double *base, size_t n,
                               const struct pairs *p)
{
    double squares = 0, ratio = p->x / p->base, mean = p->base / (double)p->n;

    for (size_t i = 0; i < n; i++) {
        if (isnan(x[i]) || isnan(base[i]))
            continue;
        double d = (x[i] - ratio * base[i]) / mean;
        /* x = R base but for the rounding of R is no residual */
        if (fabs(d) > 1e-14 * fabs(ratio))
            squares += d * d;
    }
    return squares;
}

/* Sum of squares of the jackknife's pseudo-values about their mean. */
static double jackknife_squares(const double *x, const double *base, size_t n,
                                const struct pairs *p)
{
    double count = (double)p->n, ratio = p->x / p->base, sum = 0, squares = 0;

    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < n; i++) {
            if (isnan(x[i]) || isnan(base[i]))
                continue;
            double without = (p->x - x[i]) / (p->base - base[i]);
            double value = count * ratio - (count - 1) * without;
            if (pass == 0)
                sum += value;
            else
                squares += (value - sum / count) * (value - sum / count);
        }
    }
    return squares;
}

struct estimate estimate_ratio(const double *x, const double *base, size_t n,
                               double alpha)
{
    struct pairs p = pairs_of(x, base, n);

    if (p.n == 0 || p.base == 0)
        return nothing;
    double squares = residual_squares(x, base, n, &p);
    bool uneven = p.most - p.least > 0.2 * p.base / (double)p.n;
    if (squares > 0 && uneven && p.most < p.base)
        squares = jackknife_squares(x, base, n, &p);
    return around(p.x / p.base, half_width(squares, p.n, alpha), p.n);
}

void estimate_bound(struct estimate *e)
{
    e->low = fmax(e->low, 0);
    if (e->point <= 1)
        e->high = fmin(e->high, 1);
}

struct estimate estimate_share(const double *x, const double *base, size_t n,
                               double alpha)
{
    struct pairs p = pairs_of(x, base, n);
    struct estimate e = estimate_ratio(x, base, n, alpha);
    double singly, any;

    if (isnan(e.point))
        return e;
    estimate_bound(&e);
    if (p.x != 0 && p.x != p.base)
        return e;
    estimate_none_seen(p.base, p.n, &singly, &any);
    e.none = true;
    e.exact = false;
    e.low = p.x == 0 ? 0 : fmax(0, 1 - singly);
    e.high = p.x == 0 ? fmin(1, singly) : 1;
    return e;
}

/* ---- quantiles, maxima, proportions ---- */

struct estimate estimate_quantile(double pooled, const struct sections *by, double p,
                                  double alpha)
{
    double squares = 0, tail = INFINITY;
    size_t count = 0;

    for (size_t i = 0; i < by->n; i++) {
        tail = fmin(tail, by->samples[i] * fmin(p, 1 - p));
        if (isnan(by->q[i]))
            continue;
        count++;
        squares += (by->q[i] - pooled) * (by->q[i] - pooled);
    }
    if (count == 0)
        return nothing;
    struct estimate e = around(pooled, half_width(squares, count, alpha), count);
    e.tail = tail;
    e.refused = tail < TAIL_LEAST && !e.exact;
    e.short_ = tail < TAIL_ENOUGH && !e.exact;
    return e;
}

struct estimate estimate_maximum(const double *x, size_t n)
{
    struct estimate e = nothing;

    for (size_t i = 0; i < n; i++) {
        if (isnan(x[i]))
            continue;
        e.n++;
        e.low = fmin(e.low, x[i]); /* of a NaN and a number: the number */
        e.high = fmax(e.high, x[i]);
    }
    e.point = e.high;
    e.exact = e.n > 1 && e.low == e.high;
    return e;
}

double estimate_maximum_supports(size_t n, double alpha)
{
    return n == 0 ? 0 : pow(alpha, 1 / (double)n);
}

static int compare_values(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* The ranks, from 1, that hold the quantile with 1 - alpha: 0 and n + 1 where n is too
 * small for that end. */
static void ranks(size_t n, double p, double alpha, size_t rank[2])
{
    rank[0] = 0;
    rank[1] = n + 1;
    while (rank[0] < n &&
           gsl_cdf_binomial_P((unsigned)rank[0], p, (unsigned)n) <= alpha / 2)
        rank[0]++;
    while (rank[1] > 1 &&
           gsl_cdf_binomial_Q((unsigned)(rank[1] - 2), p, (unsigned)n) <= alpha / 2)
        rank[1]--;
}

/* Between two of them: in the middle. */
static double ranked(const double *sorted, size_t n, double p)
{
    double rank = p * (double)n;
    size_t at = (size_t)ceil(rank);

    at = at > 0 ? at - 1 : 0;
    return rank == (double)(at + 1) && at + 1 < n ? (sorted[at] + sorted[at + 1]) / 2
                                                  : sorted[at];
}

struct estimate estimate_order(const double *x, size_t n, double p, double alpha)
{
    struct estimate e = nothing;
    double *sorted = xcalloc(n + 1, sizeof *sorted);
    size_t rank[2];

    for (size_t i = 0; i < n; i++)
        if (!isnan(x[i]))
            sorted[e.n++] = x[i];
    sort_stable(sorted, e.n, sizeof *sorted, compare_values);
    if (e.n > 0) {
        ranks(e.n, p, alpha, rank);
        e.point = ranked(sorted, e.n, p);
        e.low = rank[0] > 0 ? sorted[rank[0] - 1] : -INFINITY;
        e.high = rank[1] <= e.n ? sorted[rank[1] - 1] : INFINITY;
        e.exact = e.n > 1 && sorted[0] == sorted[e.n - 1];
    }
    free(sorted);
    return e;
}

/* Poisson: exp(-3) = .05; and a share of runs whose nth power is .05. */
void estimate_none_seen(double base, size_t n, double *singly, double *any)
{
    *singly = base > 0 ? 3.0 / base : 1;
    *any = n == 0 ? 1 : 1 - pow(0.05, 1 / (double)n);
}

struct estimate estimate_proportion(size_t k, size_t n, double alpha)
{
    double hits = (double)k, misses = (double)(n - k);

    if (n == 0)
        return nothing;
    return (struct estimate){
        .point = hits / (double)n,
        .low = k == 0 ? 0 : gsl_cdf_beta_Pinv(alpha / 2, hits, misses + 1),
        .high = k == n ? 1 : gsl_cdf_beta_Pinv(1 - alpha / 2, hits + 1, misses),
        .n = n};
}

/* ---- one long run ---- */

/* Four sums, so that one addition need not wait for the last. */
static double lagged(const double *x, size_t n, double mean, size_t lag)
{
    double sum[4] = {0};
    size_t i = 0;

    for (; i + lag + 3 < n; i += 4)
        for (size_t k = 0; k < 4; k++)
            sum[k] += (x[i + k] - mean) * (x[i + k + lag] - mean);
    for (; i + lag < n; i++)
        sum[0] += (x[i] - mean) * (x[i + lag] - mean);
    return sum[0] + sum[1] + sum[2] + sum[3];
}

static double plain_mean(const double *x, size_t n)
{
    double sum = 0;

    for (size_t i = 0; i < n; i++)
        sum += x[i];
    return sum / (double)n;
}

double estimate_lag1(const double *x, size_t n)
{
    double mean = plain_mean(x, n), squares = lagged(x, n, mean, 0);

    return squares > 0 ? lagged(x, n, mean, 1) / squares : 0;
}

void estimate_widen(struct estimate *e, const double *x, const double *base, size_t n)
{
    double *rest = xcalloc(n + 1, sizeof *rest), r;

    for (size_t i = 0; i < n; i++) {
        rest[i] = x[i] - e->point * (base ? base[i] : 1);
        rest[i] = isfinite(rest[i]) ? rest[i] : 0; /* it had no sample */
    }
    r = estimate_lag1(rest, n);
    free(rest);
    if (e->none || !(r > 0))
        return;
    e->low = e->point - (e->point - e->low) * sqrt((1 + r) / (1 - r));
    e->high = e->point + (e->high - e->point) * sqrt((1 + r) / (1 - r));
}

/* Summed up to five times what it sums to (Sokal 1989): beyond that there is but noise.
 */
double estimate_relaxation(const double *x, size_t n)
{
    enum { WINDOW = 5 };
    double mean = plain_mean(x, n), squares = lagged(x, n, mean, 0), time = 0.5;

    for (size_t lag = 1; squares > 0 && lag < n / 2 && (double)lag < WINDOW * time; lag++)
        time += lagged(x, n, mean, lag) / squares;
    return fmax(1, 2 * time);
}

/* ---- antithetic pairs ---- */

size_t estimate_pairs(const double *x, size_t n, double *y)
{
    for (size_t i = 0; i < n / 2; i++) {
        double a = x[2 * i], b = x[2 * i + 1];
        y[i] = isnan(a) ? b : isnan(b) ? a : (a + b) / 2;
    }
    return n / 2;
}

/* Variance of the mean of n numbers that ought to be around 0. */
static double mean_varies(const double *x, size_t n)
{
    double sum = 0;
    size_t k = 0;

    for (size_t i = 0; i < n; i++)
        if (!isnan(x[i])) {
            sum += x[i] * x[i];
            k++;
        }
    return k > 1 ? sum / (double)(k - 1) / (double)k : 0;
}

double estimate_reduction(const double *x, const double *base, size_t n, double point)
{
    double *off = xcalloc(2 * n + 1, sizeof *off);
    double apart, paired;

    for (size_t i = 0; i < n; i++)
        off[i] = x[i] - point * (base ? base[i] : 1);
    apart = mean_varies(off, n);
    paired = mean_varies(off + n, estimate_pairs(off, n, off + n));
    free(off);
    return paired > 0 ? apart / paired : 0;
}
