/* test_selection.c - the procedure KN: its numbers, and how often it is right. */
#include "study/selection.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "check.h"
#include "sim/draw.h"
#include "sim/real.h"

enum { MOST = 10, LOOKS = 4000 };

/* Two, n0 = 10, alpha 0.05: eta = (0.1^(-2/9) - 1) / 2 = 0.334050, h^2 = 18 eta
 * = 6.01290. With a variance of 4 and a zone of 1 the allowance is (24.0516 / n - 1) / 2,
 * and nothing from the 25th observation on. */
static void the_allowance_is_that_of_the_paper(void)
{
    const double variance[] = {0, 4, 4, 0};
    const struct {
        double apart;
        size_t observations, left;
    } rows[] = {{0.7025, 10, 2}, {0.7027, 10, 1}, {0.1012, 20, 2},
                {0.1014, 20, 1}, {1e-9, 25, 1},   {0.5026, 12, 1}};

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        bool in[] = {true, true};
        const double mean[] = {3 + rows[i].apart, 3};
        struct selection s = {.points = 2,
                              .first = 10,
                              .alpha = 0.05,
                              .zone = 1,
                              .variance = variance,
                              .in = in};
        selection_begin(&s);
        CU_ASSERT_EQUAL(s.rivals, 2);
        CU_ASSERT_EQUAL(selection_look(&s, mean, rows[i].observations), rows[i].left);
        CU_ASSERT(in[1]);
        CU_ASSERT_EQUAL(in[0], rows[i].left == 2);
    }
}

/* Runs that say the same of all points leave the first of them. */
static void of_equals_the_first_stays(void)
{
    const double variance[9] = {0};
    bool in[] = {true, true, true};
    const double mean[] = {2, 1, 1};
    struct selection s = {.points = 3,
                          .first = 10,
                          .alpha = 0.05,
                          .zone = 1,
                          .variance = variance,
                          .in = in};

    selection_begin(&s);
    CU_ASSERT_EQUAL(selection_look(&s, mean, 10), 1);
    CU_ASSERT(in[1]);
}

/* Who takes no part drops nobody, however little its mean. */
static void only_rivals_count(void)
{
    const double variance[9] = {0};
    bool in[] = {true, false, true};
    const double mean[] = {2, 1, 3};
    struct selection s = {.points = 3,
                          .first = 10,
                          .alpha = 0.05,
                          .zone = 0.1,
                          .variance = variance,
                          .in = in};

    selection_begin(&s);
    CU_ASSERT_EQUAL(s.rivals, 2);
    CU_ASSERT_EQUAL(selection_look(&s, mean, 10), 1);
    CU_ASSERT(in[0] && !in[1] && !in[2]);
}

/* Normals that share a part: correlation 0.5 between any two. */
struct world {
    size_t points;
    double mean[MOST], deviation[MOST];
    struct stream stream;
};

static double normal(const struct world *w, uint64_t who, uint64_t slot)
{
    return real_normal_quantile(unit_of(draw_bits(&w->stream, who, (unsigned)slot)));
}

static double observation(const struct world *w, size_t point, size_t n)
{
    double shared = normal(w, n, MOST), own = normal(w, n, point);

    return w->mean[point] + w->deviation[point] * sqrt(0.5) * (shared + own);
}

struct trial {
    double sum[MOST], value[MOST][10], variance[MOST * MOST];
    bool in[MOST];
};

static void first_ten(const struct world *w, struct trial *t)
{
    for (size_t i = 0; i < w->points; i++) {
        t->in[i] = true;
        t->sum[i] = 0;
        for (size_t n = 0; n < 10; n++)
            t->sum[i] += t->value[i][n] = observation(w, i, n);
    }
    for (size_t i = 0; i < w->points; i++)
        for (size_t k = 0; k < w->points; k++) {
            double sum = 0, squares = 0;
            for (size_t n = 0; n < 10; n++) {
                double d = t->value[i][n] - t->value[k][n];
                sum += d;
                squares += d * d;
            }
            t->variance[i * w->points + k] = (squares - sum * sum / 10) / 9;
        }
}

/* The one that is left; *observations: of each that was left to the end. */
static size_t select_one(const struct world *w, double zone, size_t *observations)
{
    struct trial t;
    struct selection s = {.points = w->points,
                          .first = 10,
                          .alpha = 0.05,
                          .zone = zone,
                          .variance = t.variance,
                          .in = t.in};
    double mean[MOST];
    size_t n = 10, best = 0;

    first_ten(w, &t);
    selection_begin(&s);
    for (;;) {
        for (size_t i = 0; i < w->points; i++)
            mean[i] = t.sum[i] / (double)n;
        if (selection_look(&s, mean, n) == 1)
            break;
        for (size_t more = 0; more < 5; more++, n++)
            for (size_t i = 0; i < w->points; i++)
                t.sum[i] += observation(w, i, n);
    }
    *observations = n;
    while (!t.in[best])
        best++;
    return best;
}

/* Point 0 is the best by just the zone: the least favourable case. */
static double share_right(struct world *w, double *mean_observations)
{
    size_t right = 0, all = 0;

    for (size_t i = 0; i < LOOKS; i++) {
        size_t n;
        w->stream = stream_named(7, (unsigned)i, "selection");
        right += select_one(w, 1, &n) == 0;
        all += n;
    }
    *mean_observations = (double)all / LOOKS;
    return (double)right / LOOKS;
}

/* At least 95 %, less three standard errors of 4 000 trials (0.0034 each). */
static void it_errs_no_more_than_it_says(void)
{
    for (size_t points = 2; points <= MOST; points += 4)
        for (double deviation = 2; deviation < 8; deviation += 3) {
            struct world w = {.points = points};
            double n;
            for (size_t i = 0; i < points; i++) {
                w.mean[i] = i > 0;
                w.deviation[i] = deviation * (i % 2 ? 1 : 1.3);
            }
            double share = share_right(&w, &n);
            CU_ASSERT(share > 0.95 - 3 * 0.0034);
            CU_ASSERT(n > 10);
        }
}

/* Where all but one are far off, few observations do. */
static void what_is_clear_is_seen_early(void)
{
    struct world w = {.points = 6}, near = {.points = 6};
    double clear, unclear;

    for (size_t i = 0; i < 6; i++) {
        w.mean[i] = i ? 6 : 0;
        near.mean[i] = i ? 1 : 0;
        w.deviation[i] = near.deviation[i] = 4;
    }
    CU_ASSERT(share_right(&w, &clear) > 0.99);
    share_right(&near, &unclear);
    CU_ASSERT(clear < 0.5 * unclear);
}

FACTS(FACT(the_allowance_is_that_of_the_paper), FACT(of_equals_the_first_stays),
      FACT(only_rivals_count), FACT(it_errs_no_more_than_it_says),
      FACT(what_is_clear_is_seen_early))
