#include "theory/holds.h"

#include <stdlib.h>

#include "check.h"
#include "study/estimate.h"

enum { WANTED = 8 };

/* `make check-long` sets it. */
static bool is_long(void)
{
    return getenv("LONG") != NULL;
}

/* Too slow to decide anything: one replication shows what sanitizers look for. */
static bool is_sanitized(void)
{
    return getenv("SANITIZED") != NULL;
}

static double value_of(const struct trial *t, const struct wanted *w)
{
    return w->of ? w->of(t) : trial_value(t, w->variable, w->label, w->statistic);
}

static void judge(const struct wanted *w, const double *x, size_t n)
{
    struct estimate e = estimate_mean(x, n, 0.001);
    double half = (e.high - e.low) / 2;
    bool wide = w->narrow > 0 && (w->narrow < 0.01 || !is_long());
    double most = (wide ? w->narrow : 0.01) * w->value;
    bool covers = e.low - w->known <= w->value && w->value <= e.high + w->known;
    bool good = covers && half <= most;

    printf("  %-28s %.6g +- %.2g, wanted %.6g%s\n", w->variable, e.point, half, w->value,
           good ? "" : " !");
    CU_ASSERT_TRUE(covers);
    CU_ASSERT_TRUE(half <= most);
}

void holds(const char *scenario, size_t replications, const struct wanted *wanted)
{
    double *x[WANTED];
    struct trial t;
    size_t n = 0;

    replications = is_sanitized() ? 1 : is_long() ? 8 * replications : replications;
    trial_load(&t, scenario, NULL);
    if (!t.scenario)
        fputs(t.said, stdout);
    CU_ASSERT_PTR_NOT_NULL_FATAL(t.scenario);
    while (wanted[n].value > 0)
        x[n++] = xcalloc(replications, sizeof(double));
    CU_ASSERT_TRUE_FATAL(n <= WANTED);
    for (size_t r = 0; r < replications; r++) {
        trial_run(&t, 1, (unsigned)r);
        CU_ASSERT_TRUE_FATAL(t.ran_well);
        for (size_t i = 0; i < n; i++)
            x[i][r] = value_of(&t, &wanted[i]);
    }
    for (size_t i = 0; i < n; i++) {
        if (!is_sanitized())
            judge(&wanted[i], x[i], replications);
        free(x[i]);
    }
    trial_free(&t);
}

double share_above(const struct trial *t, const char *variable, size_t member, int64_t ns)
{
    static const char end[] = "_histogram";
    struct histogram_run *h = xcalloc(1, sizeof *h);
    double share = NAN;

    for (size_t i = 0; i < t->layout->metrics; i++) {
        const struct metric_place *p = &t->layout->metric[i];
        const char *name =
            p->histogram >= 0 ? t->layout->variable[p->histogram].name : "";
        size_t n = strlen(variable);
        if (strncmp(name, variable, n) == 0 && strcmp(name + n, end) == 0) {
            result_histogram(&t->result, p, member, h);
            share = histogram_above(h, ns) / (double)h->n;
        }
    }
    free(h);
    return share;
}
