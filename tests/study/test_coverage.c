/* test_coverage.c - do 95 % intervals cover 95 %?  (methods.md 8)
 *
 * M/M/1 by Lindley's recursion from a stationary start, so the truths are exact: sojourn
 * times are exponential with mean 1 / (1 - rho).  1 000 repetitions and 93 .. 97 %;
 * LONG=1: 4 000 and 94 .. 96 %, which a true 93 % passes once in 200 times.  Where 1 000
 * are not fast (quantiles, many looks) it is 200 and a band as wide as they are few. */
#include "study/estimate.h"

#include <stdlib.h>

#include "base/sort.h"
#include "check.h"
#include "sim/draw.h"
#include "sim/histogram.h"
#include "sim/real.h"

enum { RUNS = 10 };
#define RHO 0.8

struct queue {
    uint64_t name;
    struct stream stream;
    double wait; /* of the next customer, in mean service times */
};

static double exponential(struct queue *q, double mean)
{
    double u =
        ((double)(mix64(q->stream.a + q->name++ * DRAW_GOLDEN) >> 12) + 0.5) * 0x1p-52;

    return -mean * real_log(u);
}

static void queue_start(struct queue *q, unsigned repetition, unsigned run)
{
    *q = (struct queue){.name = 1};
    q->stream = stream_named(repetition, run, "coverage");
    /* stationary: nobody is there with 1 - rho, else exponential */
    double u = exponential(q, 1);
    q->wait = u < -real_log(RHO) ? 0 : exponential(q, 1 / (1 - RHO));
}

static double sojourn(struct queue *q)
{
    double service = exponential(q, 1), time = q->wait + service;

    q->wait = fmax(0, time - exponential(q, 1 / RHO));
    return time;
}

/* `fast`: so many where all of them are not needed. */
static unsigned repetitions(unsigned fast)
{
    return getenv("LONG") ? 4000 : fast;
}

static double room(unsigned tries)
{
    return tries >= 4000 ? 0.01 : tries >= 1000 ? 0.02 : 0.05;
}

static double said(const char *what, unsigned covered, unsigned tries)
{
    printf("  %s: %.1f %% of %u\n", what, 100.0 * covered / tries, tries);
    return (double)covered / tries;
}

/* The share that covered, against 95 % with room for chance (methods.md 8). */
static void covers(const char *what, unsigned covered, unsigned tries)
{
    CHECK_NEAR(said(what, covered, tries), 0.95, room(tries));
}

static bool holds(const struct estimate *e, double truth)
{
    return e->low <= truth && truth <= e->high;
}

struct sums { /* of one run */
    double mean, slow, n;
    double level; /* customers in the system, averaged over time */
};

/* Uneven lengths, which take the jackknife.  The area under the number in the system is
 * that of the stays of those who came (Little), whose last ones reach over the end. */
static struct sums run_of(unsigned repetition, unsigned run)
{
    /* 5 000 customers cover 93.5 to 94.5 %: what is asked of 4 000 tries needs more */
    unsigned count =
        (getenv("LONG") ? 25000 : 5000) + (repetition * 31 + run * 977) % 3000;
    struct sums sums = {.n = count};
    struct queue q;
    double sum = 0, clock = 0;

    queue_start(&q, repetition, run);
    for (unsigned k = 0; k < count; k++) {
        double service = exponential(&q, 1), gap = exponential(&q, 1 / RHO);
        double time = q.wait + service;
        q.wait = fmax(0, time - gap);
        clock += gap;
        sum += time;
        sums.slow += time > 10;
    }
    sums.mean = sum / count;
    sums.level = sum / clock;
    return sums;
}

static void means_ratios_and_levels_cover(void)
{
    unsigned mean = 0, ratio = 0, level = 0, tries = repetitions(1000);

    for (unsigned i = 0; i < tries; i++) {
        double x[RUNS], slow[RUNS], n[RUNS], at_once[RUNS];
        for (unsigned r = 0; r < RUNS; r++) {
            struct sums sums = run_of(i, r);
            x[r] = sums.mean;
            slow[r] = sums.slow;
            n[r] = sums.n;
            at_once[r] = sums.level;
        }
        struct estimate e = estimate_mean(x, RUNS, 0.05);
        mean += holds(&e, 1 / (1 - RHO));
        e = estimate_share(slow, n, RUNS, 0.05);
        ratio += holds(&e, real_exp(-10 * (1 - RHO)));
        e = estimate_mean(at_once, RUNS, 0.05);
        level += holds(&e, RHO / (1 - RHO));
    }
    covers("mean of replications", mean, tries);
    covers("ratio", ratio, tries);
    covers("level over time", level, tries);
}

struct quantiles {
    double p95[RUNS], p99[RUNS], n[RUNS];
    struct histogram_run one, all;
};

static void quantile_runs(struct quantiles *q, unsigned repetition, int customers)
{
    q->all = (struct histogram_run){0};
    for (unsigned r = 0; r < RUNS; r++) {
        struct queue queue;
        q->one = (struct histogram_run){0};
        queue_start(&queue, repetition, 100 + r);
        for (int k = 0; k < customers; k++)
            histogram_add(&q->one, (int64_t)(1e6 * sojourn(&queue)));
        q->n[r] = customers;
        q->p95[r] = histogram_quantile(&q->one, 0.95);
        q->p99[r] = histogram_quantile(&q->one, 0.99);
        histogram_merge(&q->all, &q->one);
    }
}

static bool quantile_holds(const struct quantiles *q, const double *each, double p)
{
    struct estimate e = estimate_quantile(histogram_quantile(&q->all, p),
                                          &(struct sections){each, q->n, RUNS}, p, 0.05);

    CU_ASSERT(!e.short_ && !e.refused);
    return holds(&e, 1e6 * -real_log(1 - p) / (1 - RHO));
}

/* p95 and p99 with 300 tail values in each replication, as the rule wants: 94.1 and 93.7
 * % of 4 000; what is asked of so many tries needs 600. */
static void quantiles_cover(void)
{
    struct quantiles *q = calloc(1, sizeof *q);
    unsigned p95 = 0, p99 = 0, tries = repetitions(200);
    int many = getenv("LONG") ? 2 : 1;

    for (unsigned i = 0; i < tries; i++) {
        quantile_runs(q, i, many * 6000);
        p95 += quantile_holds(q, q->p95, 0.95);
        quantile_runs(q, i, many * 30000);
        p99 += quantile_holds(q, q->p99, 0.99);
    }
    covers("p95 by sectioning", p95, tries);
    covers("p99 by sectioning", p99, tries);
    free(q);
}

/* Medians of 10 runs, each with one number: its own longest stay.  97.9 % by the
 * binomial, a truth without a formula: the median of 20 000 runs. */
static double longest_of_run(unsigned repetition, unsigned run)
{
    struct queue q;
    double most = 0;

    queue_start(&q, repetition, run);
    for (int k = 0; k < 100; k++)
        most = fmax(most, sojourn(&q));
    return most;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static void medians_of_runs_cover(void)
{
    enum { MANY = 20001 };
    double *all = calloc(MANY, sizeof *all);
    unsigned median = 0, tries = repetitions(1000);

    for (unsigned i = 0; i < MANY; i++)
        all[i] = longest_of_run(i, 5000);
    sort_stable(all, MANY, sizeof *all, compare);
    for (unsigned i = 0; i < tries; i++) {
        double x[RUNS];
        for (unsigned r = 0; r < RUNS; r++)
            x[r] = longest_of_run(i, 6000 + r);
        struct estimate e = estimate_order(x, RUNS, 0.5, 0.05);
        median += holds(&e, all[MANY / 2]);
    }
    CHECK_NEAR(said("median of runs", median, tries), 0.9785, room(tries));
    free(all);
}

/* One run in 30 batches of 30 relaxation times (1 / (1 - sqrt rho)^2 services each), and
 * those whose batch means hang together are refused (methods.md 5).  Of 29 000
 * others 93.96 and 94.44 % cover as if they were apart, 94.88 and 95.40 % wider by what
 * they lean on each other (rho .9: 94.5 and 95.1, .5: 94.8 and 95.3). */
static void batches_of_one_run_cover(void)
{
    enum { BATCHES = 30, SERVICES = 90 };
    const int each = (int)(30 * SERVICES * RHO);
    unsigned mean = 0, ratio = 0, told = 0, tries = repetitions(1000);

    for (unsigned i = 0; i < tries; i++) {
        double x[BATCHES], slow[BATCHES], n[BATCHES];
        struct queue q;
        queue_start(&q, i, 3000);
        for (unsigned b = 0; b < BATCHES; b++) {
            x[b] = slow[b] = 0;
            n[b] = each;
            for (int k = 0; k < each; k++) {
                double time = sojourn(&q);
                x[b] += time / each;
                slow[b] += time > 10;
            }
        }
        if (fabs(estimate_lag1(x, BATCHES)) > 2 / sqrt(BATCHES))
            continue;
        told++;
        struct estimate e = estimate_mean(x, BATCHES, 0.05);
        estimate_widen(&e, x, NULL, BATCHES);
        mean += holds(&e, 1 / (1 - RHO));
        e = estimate_share(slow, n, BATCHES, 0.05);
        estimate_widen(&e, slow, n, BATCHES);
        ratio += holds(&e, real_exp(-10 * (1 - RHO)));
    }
    CU_ASSERT(told > 0.9 * tries);
    CHECK_NEAR(said("mean by batches", mean, told), 0.95, room(tries));
    CHECK_NEAR(said("ratio by batches", ratio, told), 0.95, room(tries));
}

static double mean_of_run(unsigned repetition, unsigned run)
{
    struct queue q;
    double sum = 0;

    queue_start(&q, repetition, run);
    for (int k = 0; k < 5000; k++)
        sum += sojourn(&q);
    return sum / 5000;
}

/* Looks at r = 10, 20, 40, 80, 160, each at alpha / 5, until +-10 %: at least 94 %. */
static void stopping_at_fixed_looks_covers(void)
{
    unsigned covered = 0, tries = repetitions(200);
    enum { MOST = 160, LOOKS = 5 };

    for (unsigned i = 0; i < tries; i++) {
        double x[MOST];
        struct estimate e = {0};
        unsigned r = 0;
        for (unsigned look = 10; look <= MOST; look *= 2) {
            for (; r < look; r++)
                x[r] = mean_of_run(i, 1000 + r);
            e = estimate_mean(x, r, 0.05 / LOOKS);
            if (e.high - e.point <= 0.1 / 1.1 * fabs(e.point))
                break;
        }
        covered += holds(&e, 1 / (1 - RHO));
    }
    printf("  sequential mean: %.1f %% of %u\n", 100.0 * covered / tries, tries);
    CU_ASSERT(covered >= (0.95 - room(tries)) * tries);
}

/* A threshold that is the truth itself is neither met nor missed: whoever decides errs.
 */
static void verdicts_err_rarely(void)
{
    unsigned wrong = 0, tries = repetitions(100);
    enum { MOST = 160, LOOKS = 5 };

    for (unsigned i = 0; i < tries; i++) {
        double x[MOST];
        bool decided = false;
        unsigned r = 0;
        for (unsigned look = 10; look <= MOST && !decided; look *= 2) {
            for (; r < look; r++)
                x[r] = mean_of_run(i, 2000 + r);
            struct estimate e = estimate_mean(x, r, 0.05 / LOOKS);
            decided = !holds(&e, 1 / (1 - RHO));
        }
        wrong += decided;
    }
    printf("  verdicts that err: %.1f %% of %u\n", 100.0 * wrong / tries, tries);
    /* 5 %, and three deviations of so many tries */
    CU_ASSERT(wrong <= (0.05 + 3 * sqrt(0.05 * 0.95 / tries)) * tries);
}

/* Below the preconditions there is no number to be wrong. */
static void too_few_tail_values_are_refused(void)
{
    double q[RUNS], n[RUNS];
    struct histogram_run *one = calloc(1, sizeof *one);

    for (unsigned r = 0; r < RUNS; r++) {
        struct queue queue;
        *one = (struct histogram_run){0};
        queue_start(&queue, 5, r);
        for (int k = 0; k < 1000; k++) /* 10 tail values cover 74 - 78 % */
            histogram_add(one, (int64_t)(1e6 * sojourn(&queue)));
        n[r] = 1000;
        q[r] = histogram_quantile(one, 0.99);
    }
    CU_ASSERT(
        estimate_quantile(q[0], &(struct sections){q, n, RUNS}, 0.99, 0.05).refused);
    CU_ASSERT(
        !estimate_quantile(q[0], &(struct sections){q, n, RUNS}, 0.5, 0.05).refused);
    free(one);
}

FACTS(FACT(means_ratios_and_levels_cover), FACT(quantiles_cover),
      FACT(medians_of_runs_cover), FACT(batches_of_one_run_cover),
      FACT(stopping_at_fixed_looks_covers), FACT(verdicts_err_rarely),
      FACT(too_few_tail_values_are_refused))
