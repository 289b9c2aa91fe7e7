#include "run/batch_log.h"

#include <assert.h>
#include <stdlib.h>

#include "run/bill.h"
#include "run/breakdown_reads.h"
#include "run/strides.h"
#include "run/track.h"

void batch_log_init(struct batch_log *log, size_t count, sim_time length)
{
    assert(length > 0);
    *log = (struct batch_log){.count = count, .length = length};
    log->batch = arena_get(&log->arena, (count + 1) * sizeof *log->batch);
}

void batch_log_release(struct batch_log *log)
{
    arena_release(&log->arena);
    *log = (struct batch_log){0};
}

sim_time batch_end(const struct batch_log *log, const struct layout *l, size_t i)
{
    return l->scenario->measured_from + (sim_time)(i + 1) * log->length;
}

/* ---- told as a run ---- */

struct telling {
    const struct batched *batch;
    sim_time length;
    struct result *result;
    struct observed *seen; /* a meter's */
};

static const struct track_batch *brought(const struct telling *t, size_t metric,
                                         size_t member)
{
    return &t->batch->track[stride_row_of_metric(t->result->layout, metric, member)];
}

static struct track track_of(const struct telling *t, size_t metric, size_t member)
{
    const struct layout *l = t->result->layout;

    return (struct track){.layout = l,
                          .result = t->result,
                          .place = &l->metric[metric],
                          .row = place_row(&l->metric[metric]),
                          .member = member,
                          .run = brought(t, metric, member)->tally};
}

/* From a meter that had seen nothing before the batch. */
static void tell_metric(const struct telling *t, size_t metric, size_t member)
{
    struct meter meter = {.seen = t->seen};
    struct track track = track_of(t, metric, member);

    track.meter = &meter;
    histogram_clear(&t->seen->run);
    track_return_batch(&track, brought(t, metric, member));
    track_end(&track, t->length);
}

static void tell_window(const struct telling *t, const struct window *w)
{
    size_t count[PLACE_COUNTS], n = window_counts(t->result->layout, w, count);
    struct track track = track_of(t, w->metric, w->member);
    int64_t base = 0;

    for (size_t i = 0; i < n; i++)
        base += brought(t, count[i], w->member)->tally.n;
    watch_batch(&track, w, brought(t, w->metric, w->member), base, t->length);
}

void batch_log_tell(const struct batch_log *log, size_t i, struct result *result)
{
    const struct layout *l = result->layout;
    struct telling t = {.batch = &log->batch[i],
                        .length = log->length,
                        .result = result,
                        .seen = xcalloc(1, sizeof *t.seen)};

    assert(i < log->kept && l->covered == log->length && l->periods == 1);
    for (size_t m = 0; m < l->metrics; m++)
        for (size_t k = 0; k < l->metric[m].members; k++)
            tell_metric(&t, m, k);
    for (size_t w = 0; w < l->windows; w++)
        tell_window(&t, &l->window[w]);
    breakdown_batch_tell(t.batch->breakdown, result);
    bill_batch_tell(t.batch->bill, result);
    free(t.seen);
}
