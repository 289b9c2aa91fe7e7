/* meter.h - numbers watched over a run.
 *
 * A model lists what it measures in a table of metrics and says meter_add, meter_set,
 * meter_observe; it never sees a period.  The recorder closes periods (run/recorder.h).
 */
#ifndef METER_H
#define METER_H

#include <stdbool.h>

#include "sim/histogram.h"
#include "sim/sim.h"

enum metric_kind {
    METRIC_COUNT,    /* things that happened */
    METRIC_LEVEL,    /* something there is so much of: average, minimum, maximum */
    METRIC_OBSERVED, /* a value a thing: count, average, minimum, maximum, percentiles */
};

enum metric_of {
    OF_SERVICE, /* one a resource */
    OF_PART,    /* one a sub-resource: route, request of a journey, index .. */
    OF_ACCOUNT, /* one for the model: stored under the resource name "account" */
};

struct metric {
    const char *name;       /* ours: "concurrent_executions"; NULL ends a table */
    const char *cloudwatch; /* "AWS/Lambda ConcurrentExecutions"; NULL: our own */
    enum metric_kind kind;
    const char *units; /* "1", "s", "By"; values are kept in ns for "s" */
    const char *base;  /* COUNT: what share() divides by, "invocations" or
                          "invocations+throttles"; NULL: no share */
    const char *help;
    enum metric_of of;
    /* NULL: always; else whether a resource ever feeds it */
    bool (*fed)(const void *config);
    /* COUNT, LEVEL: units in one that is counted (0.5: halves); 0: 1.  With a scale the
     * file holds float64. */
    double scale;
    bool backlog; /* LEVEL: of what waits; how long it takes to drain is told */
    /* COUNT: of changes that AWS refuses, what was wrong with them; each is told, because
     * a run then goes on as if nobody had asked. */
    const char *refuses;
};

static inline double metric_scale(const struct metric *m)
{
    return m->scale > 0 ? m->scale : 1;
}

#define METRIC_END                                                                       \
    {                                                                                    \
        .name = NULL                                                                     \
    }

/* Values seen: the last few as they came, then in the open period, and in the run.  What
 * is read first settles (observed_settle): many at once are counted faster. */
enum { OBSERVED_FEW = 30 };
struct observed {
    uint32_t few;
    int64_t value[OBSERVED_FEW];
    struct histogram_period open;
    struct histogram_run run;
};

/* Counts what is not counted yet: to be called before `open` or `run` are read. */
void observed_settle(struct observed *seen);

struct meter {
    int64_t count;            /* COUNT: since the run began */
    int64_t level, low, high; /* LEVEL: now; the extremes of the open period */
    sim_time since;           /* LEVEL: when area was last settled */
    struct wide area;         /* LEVEL: level x ns, of the open period; bytes need it */
    struct observed *seen;    /* OBSERVED */
};

static inline void meter_add(struct meter *m, int64_t n)
{
    m->count += n;
}

static inline void meter_set(struct meter *m, sim_time now, int64_t level)
{
    wide_add_product(&m->area, m->level, now - m->since); /* when it changes */
    m->since = now;
    m->level = level;
    if (level < m->low)
        m->low = level;
    if (level > m->high)
        m->high = level;
}

/* A value of 0 or more, in ns, bytes or things.  A metric that is not kept (seen NULL:
 * its row's `fed` said no) takes it and forgets it. */
static inline void meter_observe(struct meter *m, int64_t value)
{
    struct observed *seen = m->seen;

    assert(value >= 0);
    if (!seen)
        return;
    seen->value[seen->few++] = value;
    if (seen->few == OBSERVED_FEW)
        observed_settle(seen);
}

#endif
