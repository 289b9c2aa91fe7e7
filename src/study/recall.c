#include "study/recall.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "study/batches.h"
#include "study/look.h"

struct recall {
    const struct recalling *what;
    struct recalled *to;
    struct arena *arena;
    struct diag *diag;
    struct harvest *harvest;
    bool batches_read;
};

/* ---- the scenario ---- */

static bool load(struct recall *r)
{
    struct result_file *kept = &r->to->kept;
    const struct where at = {kept->path, 0};
    struct scenario *s = r->to->scenario = scenario_load(&kept->loading, r->diag);

    if (!s) {
        diag_note(r->diag, at, "so says the scenario in it, which headroom %s could run",
                  kept->version);
        return false;
    }
    if (strcmp(s->inputs, kept->inputs) != 0) {
        diag_error(r->diag, at,
                   "too large to be kept in it, an input of its scenario has changed "
                   "since: it was\n%s",
                   kept->inputs);
        return false;
    }
    r->to->layout = layout_make(s, r->arena);
    return store_fits(kept, r->to->layout);
}

/* ---- its runs ---- */

static bool take_runs(struct recall *r)
{
    struct result result = {r->to->layout,
                            xcalloc(r->to->layout->values + 1, sizeof(double))};
    bool fine = true;

    for (size_t i = 0; fine && i < r->to->kept.runs.count; i++) {
        fine = store_read(&r->to->kept, i, &result);
        if (!fine)
            break;
        harvest_add(r->harvest, &result);
        if (r->what->told)
            r->what->told(r->what->ctx, &result);
    }
    free(result.value);
    return fine;
}

static void batch_told(void *ctx, size_t i, struct result *batch)
{
    struct recall *r = ctx;

    r->batches_read = r->batches_read && store_read_batch(&r->to->kept, i, batch);
}

/* Of how many looks this is the last. */
static size_t looks_of(size_t replications)
{
    size_t looks = 1;

    for (size_t n = FIRST_LOOK; n < replications && n < LAST_LOOK; n *= 2)
        looks++;
    return looks;
}

static bool sum_up(struct recall *r)
{
    const struct stored_runs *runs = &r->to->kept.runs;
    const struct run_settings *run = &r->to->scenario->run;
    struct summary *s = &r->to->summary;
    double alpha = 1 - run->confidence;
    bool precise = isfinite(run->precision) && !runs->alone;
    sim_time length =
        runs->count == 1 && !runs->alone ? batches_length(r->to->layout) : 0;

    s->alone = runs->alone ? (long)runs->first : -1;
    s->looks = precise ? looks_of(runs->count) - 1 : 0;
    look(r->harvest, precise ? alpha / LOOKS : alpha, r->arena, s);
    s->precise = precise;
    s->reached = precise && look_is_enough(s, run->precision);
    r->batches_read = true;
    if (length > 0 && !precise)
        batches_estimate(&(struct long_run){.whole = r->harvest,
                                            .length = length,
                                            .tell = batch_told,
                                            .ctx = r,
                                            .alpha = alpha,
                                            .arena = r->arena},
                         s);
    return r->batches_read;
}

bool recall(const struct recalling *what, struct arena *arena, struct recalled *to,
            struct diag *diag)
{
    struct recall r = {.what = what, .to = to, .arena = arena, .diag = diag};
    bool fine;

    *to = (struct recalled){0};
    if (!store_open(what->path, arena, &to->kept, diag))
        return false;
    fine = load(&r);
    if (fine) {
        r.harvest = harvest_new(to->layout);
        fine = take_runs(&r) && sum_up(&r);
        harvest_free(r.harvest);
    }
    if (!fine) {
        recalled_release(to);
        return false;
    }
    to->summary.file = to->kept.loading.path;
    to->summary.stored = what->path;
    to->summary.set = to->kept.loading.set;
    to->summary.sets = to->kept.loading.sets;
    return true;
}

void recalled_release(struct recalled *r)
{
    scenario_free(r->scenario);
    store_shut(&r->kept);
}
