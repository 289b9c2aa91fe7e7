#include "study/recall.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "study/batches.h"
#include "study/look.h"
#include "study/rejudge.h"

struct recall {
    const struct recalling *what;
    struct recalled *to;
    struct arena *arena;
    struct diag *diag;
    struct harvest *harvest;
    bool batches_read;
};

/* ---- the scenario ---- */

/* The run's objectives, then those that it did not know. */
static struct loading with_more(const struct recall *r)
{
    struct loading all = r->to->kept.loading;
    const char **text =
        arena_get(r->arena, (all.objectives + r->what->objectives + 1) * sizeof *text);

    for (size_t i = 0; !all.no_objectives && i < all.objectives; i++)
        text[i] = all.objective[i];
    all.objectives = all.no_objectives ? 0 : all.objectives;
    for (size_t i = 0; i < r->what->objectives; i++)
        text[all.objectives++] = r->what->objective[i];
    all.objective = text;
    all.no_own_objectives = all.no_objectives; /* only those of now */
    all.no_objectives = false;
    return all;
}

static bool is_one_long_run(const struct recalled *to)
{
    return to->kept.runs.count == 1 && !to->kept.runs.alone &&
           batches_length(to->stored) > 0;
}

static bool ask_more(struct recall *r)
{
    struct recalled *to = r->to;
    struct loading all;

    if (r->what->objectives == 0)
        return true;
    if (is_one_long_run(to)) {
        diag_error(r->diag, (struct where){to->kept.path, 0},
                   "one long run is judged by its batches, which know of no other "
                   "objective: run it again with --objective");
        return false;
    }
    all = with_more(r);
    to->ran = to->scenario;
    to->scenario = scenario_load(&all, r->diag);
    if (!to->scenario)
        return false;
    to->layout = layout_make(to->scenario, r->arena);
    return rejudge_can(to->layout, to->stored, r->diag);
}

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
    r->to->layout = r->to->stored = layout_make(s, r->arena);
    return store_fits(kept, r->to->stored) && ask_more(r);
}

/* ---- its runs ---- */

static bool take_runs(struct recall *r)
{
    const struct layout *stored = r->to->stored, *asked = r->to->layout;
    struct result ran = {stored, xcalloc(stored->values + 1, sizeof(double))};
    struct result result = ran;
    bool fine = true;

    if (asked != stored)
        result = (struct result){asked, xcalloc(asked->values + 1, sizeof(double))};

    for (size_t i = 0; fine && i < r->to->kept.runs.count; i++) {
        fine = store_read(&r->to->kept, i, &ran);
        if (!fine)
            break;
        if (asked != stored)
            rejudge(&ran, &result);
        harvest_add(r->harvest, &result);
        if (r->what->told)
            r->what->told(r->what->ctx, &result);
    }
    if (asked != stored)
        free(result.value);
    free(ran.value);
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
    bool in_batches = is_one_long_run(r->to) && !precise;

    s->alone = runs->alone ? (long)runs->first : -1;
    s->looks = precise ? looks_of(runs->count) - 1 : 0;
    look(r->harvest, precise ? alpha / LOOKS : alpha, r->arena, s);
    s->precise = precise;
    s->reached = precise && look_is_enough(s, run->precision);
    r->batches_read = true;
    if (in_batches)
        batches_estimate(&(struct long_run){.whole = r->harvest,
                                            .length = batches_length(r->to->layout),
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
    scenario_free(r->ran);
    store_shut(&r->kept);
}
