#include "study/unit_run.h"

#include <math.h>

#include "run/run.h"
#include "study/batches.h"

struct unit_asked unit_asked(const struct layout *layout, uint64_t requests,
                             bool by_itself)
{
    const struct run_settings *run = &layout->scenario->run;
    bool one = run->replications == 1 && !by_itself && !isfinite(run->precision);

    return (struct unit_asked){layout, requests, one && batches_length(layout) > 0};
}

double unit_share(sim_time now, sim_time end)
{
    return end > 0 ? fmin(1, fmax(0, (double)now / (double)end)) : 0;
}

bool unit_run_here(const struct unit_order *order, struct finished *f)
{
    const struct unit_asked *asked = order->asked;
    struct result result = {asked->layout, f->value};
    struct batch_log batches = {0};
    struct running running = {.seed = (uint64_t)asked->layout->scenario->run.seed,
                              .replication = (unsigned)order->replication,
                              .interrupted = order->interrupted,
                              .progress = order->progress,
                              .ctx = order->ctx};
    struct ran ran = {0};
    struct diag diag = {.out = open_memstream(&f->said, &f->said_size)};

    if (asked->layout->scenario->run.antithetic) { /* a pair draws the same numbers */
        running.antithetic = running.replication % 2;
        running.replication /= 2;
    }
    f->log.every = asked->requests;
    running.requests = asked->requests ? &f->log : NULL;
    if (asked->in_batches && batches_begin(asked->layout, &batches))
        running.batches = &batches;
    bool good =
        run_once(asked->layout, &running, &result, &ran, &diag) && !ran.interrupted;
    if (good && asked->in_batches)
        batches_tell(asked->layout, &batches, &f->batches);
    batch_log_release(&batches);
    fclose(diag.out);
    f->events = ran.events;
    f->interrupted = ran.interrupted;
    f->errors = diag.errors;
    f->failures = diag.failures;
    f->warnings = diag.warnings;
    return good;
}

bool unit_run(const struct unit_order *order, struct finished *f)
{
    const struct elsewhere *elsewhere = order->elsewhere;

    return elsewhere ? elsewhere->run(elsewhere->ctx, order, f) : unit_run_here(order, f);
}
