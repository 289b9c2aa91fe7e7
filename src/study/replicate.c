#include "study/replicate.h"

#include <assert.h>
#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "output/store.h"
#include "study/batches.h"
#include "study/estimate.h"
#include "study/jobs.h"
#include "study/keep.h"
#include "study/look.h"
#include "study/unit_run.h"

struct seat { /* what one hand works on */
    struct finished brings;
    double done; /* 0 .. 1 */
};

struct crew_state {
    const struct replicating *what;
    const struct layout *layout;
    struct seat *unit;
    size_t units, round, taken; /* of this round */
    struct harvest *harvest;
    struct store *store;     /* NULL: none, or the spool */
    FILE *spool;             /* vectors, while it is not known how many there will be */
    struct request_log *log; /* of each replication */
    size_t logs;
    struct unit_asked asked; /* of each unit */
    struct sparse told;      /* of one steady run: what it cannot say, its batches may */
    struct keep keep;
    struct diag *diag;
    uint64_t events;
    bool interrupted;
    pthread_mutex_t lock; /* of `done` and `moved` */
};

/* ---- a hand at work ---- */

struct hand_ctx {
    struct crew_state *crew;
    struct seat *unit;
};

static void unit_moved(void *ctx, sim_time now, sim_time end, uint64_t events)
{
    struct hand_ctx *hand = ctx;
    struct crew_state *crew = hand->crew;
    double done = 0;

    (void)events;
    pthread_mutex_lock(&crew->lock);
    hand->unit->done = unit_share(now, end);
    for (size_t i = 0; i < crew->units; i++)
        done += crew->unit[i].done;
    crew->what->moved(crew->what->ctx, ((double)crew->taken + done) / (double)crew->round,
                      crew->events);
    pthread_mutex_unlock(&crew->lock);
}

/* All there is of a study that other machines ran. */
static bool missing(const struct crew_state *crew, struct finished *brings, size_t job)
{
    struct diag diag = {.out = open_memstream(&brings->said, &brings->said_size)};

    diag_error(&diag, (struct where){crew->layout->scenario->path, 0},
               "run %zu is in none of the parts: the scenario, what it reads or its "
               "profile has changed since they were made",
               job);
    fclose(diag.out);
    brings->errors = diag.errors;
    journal_misses(crew->what->journal);
    return false;
}

static bool unit_worked(size_t job, size_t slot, void *ctx)
{
    struct crew_state *crew = ctx;
    struct finished *brings = &crew->unit[slot].brings;
    struct hand_ctx hand = {crew, &crew->unit[slot]};
    struct unit_order order = {.asked = &crew->asked,
                               .replication = job,
                               .interrupted = crew->what->interrupted,
                               .progress = crew->what->moved ? unit_moved : NULL,
                               .ctx = &hand,
                               .elsewhere = crew->what->elsewhere};

    if (!keep_is_mine(&crew->keep, job) || keep_find(&crew->keep, job, brings))
        return true;
    finished_free(brings);
    if (keep_is_merged(&crew->keep))
        return missing(crew, brings, job);
    if (!unit_run(&order, brings))
        return false;
    keep_add(&crew->keep, job, brings);
    return true;
}

/* ---- results, in order ---- */

/* What stays of a unit beside its vector goes to the crew. */
static void keep_rest(struct crew_state *crew, struct finished *brings)
{
    crew->log = xrealloc(crew->log, crew->logs + 1, sizeof *crew->log);
    crew->log[crew->logs++] = brings->log;
    brings->log.row = NULL;
    if (crew->asked.in_batches) {
        crew->told = brings->batches;
        brings->batches = (struct sparse){0};
    }
}

static bool keep_vector(struct crew_state *crew, const struct seat *u)
{
    if (crew->store)
        store_unit(crew->store, crew->harvest->replications,
                   &(struct result){crew->layout, u->brings.value});
    if (!crew->spool || fwrite(u->brings.value, sizeof(double), crew->layout->values,
                               crew->spool) == crew->layout->values)
        return true;
    diag_failure(crew->diag, (struct where){0}, "a temporary file: %s", strerror(errno));
    return false;
}

static bool tell_taken(struct crew_state *crew, const struct result *result)
{
    const struct replicating *what = crew->what;

    return !what->taken || what->taken(what->study, crew->harvest->replications, result);
}

static void say_messages(struct crew_state *crew, const struct finished *brings)
{
    if (brings->said_size)
        fputs(brings->said, crew->diag->out);
    crew->diag->errors += brings->errors;
    crew->diag->failures += brings->failures;
    crew->diag->warnings += brings->warnings;
}

static bool take_result(struct crew_state *crew, struct seat *u)
{
    struct result result = {crew->layout, u->brings.value};
    bool fine = keep_vector(crew, u) && tell_taken(crew, &result);

    harvest_add(crew->harvest, &result);
    keep_rest(crew, &u->brings);
    return fine;
}

static bool unit_taken(size_t job, size_t slot, bool good, void *ctx)
{
    struct crew_state *crew = ctx;
    struct seat *u = &crew->unit[slot];
    bool fine = good;

    (void)job;
    say_messages(crew, &u->brings);
    crew->interrupted |= u->brings.interrupted;
    if (good && keep_is_whole(&crew->keep))
        fine = take_result(crew, u);
    pthread_mutex_lock(&crew->lock);
    crew->events += u->brings.events;
    crew->taken++;
    u->done = 0;
    pthread_mutex_unlock(&crew->lock);
    finished_free(&u->brings);
    return fine;
}

/* ---- rounds ---- */

static void make_units(struct crew_state *crew)
{
    crew->units = replicate_at_once(crew->layout->values, crew->what->jobs);
    crew->unit = xcalloc(crew->units, sizeof *crew->unit);
    for (size_t i = 0; i < crew->units; i++)
        crew->unit[i].brings.value = xcalloc(crew->layout->values + 1, sizeof(double));
}

static bool is_precise(const struct crew_state *crew)
{
    return isfinite(crew->layout->scenario->run.precision) && crew->what->alone < 0;
}

static bool run_round(struct crew_state *crew, size_t first, size_t end)
{
    struct jobs jobs = {.first = first,
                        .end = end,
                        .threads = crew->what->jobs,
                        .slots = crew->units,
                        .work = unit_worked,
                        .take = unit_taken,
                        .ctx = crew};

    crew->round = end - first;
    crew->taken = 0;
    keep_ask(&crew->keep, first, end);
    return jobs_run(&jobs);
}

/* How many runs there will be is known only to who has seen them all. */
static bool can_look(const struct crew_state *crew)
{
    if (keep_is_whole(&crew->keep))
        return true;
    diag_error(crew->diag, (struct where){crew->layout->scenario->path, 0},
               "--shard shares out a fixed number of runs: give -r N, not a precision");
    return false;
}

static bool run_rounds(struct crew_state *crew, struct arena *arena, struct summary *s)
{
    const struct run_settings *run = &crew->layout->scenario->run;
    double alpha = 1 - run->confidence;

    s->reached = false;
    for (size_t from = 0, to = FIRST_LOOK; !s->reached && to <= LAST_LOOK;
         from = to, to *= 2) {
        if (!run_round(crew, crew->what->first + from, crew->what->first + to))
            return false;
        look(crew->harvest, alpha / LOOKS, arena, s);
        s->reached = look_is_enough(s, run->precision);
    }
    s->precise = true;
    return true;
}

static void batch_told(void *ctx, size_t i, struct result *batch)
{
    struct crew_state *crew = ctx;

    assert(crew->told.length == batch->layout->values);
    sparse_row(&crew->told, i, batch->value);
    if (crew->store)
        store_batches(crew->store, &crew->told);
}

static bool run_all(struct crew_state *crew, struct arena *arena, struct summary *s)
{
    const struct run_settings *run = &crew->layout->scenario->run;
    double alpha = 1 - run->confidence;
    long alone = crew->what->alone;
    size_t first = alone >= 0 ? (size_t)alone : crew->what->first;
    size_t count = alone >= 0 ? 1 : (size_t)run->replications;

    s->alone = alone;
    if (is_precise(crew))
        return can_look(crew) && run_rounds(crew, arena, s);
    if (!run_round(crew, first, first + count))
        return false;
    if (!keep_is_whole(&crew->keep))
        return true;
    look(crew->harvest, alpha, arena, s);
    if (crew->asked.in_batches)
        batches_estimate(&(struct long_run){.whole = crew->harvest,
                                            .length = batches_length(crew->layout),
                                            .tell = batch_told,
                                            .ctx = crew,
                                            .alpha = alpha,
                                            .arena = arena},
                         s);
    return true;
}

/* ---- the file ---- */

static bool open_store(struct crew_state *crew, size_t replications)
{
    const struct replicating *what = crew->what;
    const struct stored_runs runs = {
        what->alone >= 0 ? (size_t)what->alone : 0, replications,
        (uint64_t)crew->layout->scenario->run.seed, what->alone >= 0};

    crew->store = store_create(what->output, crew->layout, &runs, crew->diag);
    return crew->store != NULL;
}

static bool begin_file(struct crew_state *crew)
{
    const struct run_settings *run = &crew->layout->scenario->run;

    if (!crew->what->output)
        return true;
    if (!is_precise(crew))
        return open_store(crew, crew->what->alone >= 0 ? 1 : (size_t)run->replications);
    crew->spool = tmpfile();
    if (!crew->spool)
        diag_failure(crew->diag, (struct where){0}, "a temporary file: %s",
                     strerror(errno));
    return crew->spool != NULL;
}

/* How many there are is known now. */
static bool unspool(struct crew_state *crew)
{
    size_t count = crew->layout->values;
    double *value = crew->unit[0].brings.value;

    if (!open_store(crew, crew->harvest->replications))
        return false;
    rewind(crew->spool);
    for (size_t r = 0; r < crew->harvest->replications; r++) {
        if (fread(value, sizeof *value, count, crew->spool) != count) {
            diag_failure(crew->diag, (struct where){0}, "a temporary file: %s",
                         ferror(crew->spool) ? strerror(errno) : "it is too short");
            return false;
        }
        store_unit(crew->store, r, &(struct result){crew->layout, value});
    }
    return true;
}

static bool end_file(struct crew_state *crew)
{
    struct store *store;

    if (crew->spool && !unspool(crew))
        return false;
    if (!crew->store)
        return true;
    if (crew->what->requests)
        store_requests(crew->store, crew->log, crew->logs);
    store = crew->store;
    crew->store = NULL;
    return store_close(store, crew->diag);
}

static void crew_free(struct crew_state *crew)
{
    if (crew->store)
        store_abandon(crew->store);
    if (crew->spool)
        fclose(crew->spool);
    for (size_t i = 0; i < crew->logs; i++)
        free(crew->log[i].row);
    free(crew->log);
    for (size_t i = 0; i < crew->units; i++) {
        finished_free(&crew->unit[i].brings);
        free(crew->unit[i].brings.value);
    }
    free(crew->unit);
    sparse_free(&crew->told);
    keep_end(&crew->keep);
    harvest_free(crew->harvest);
    pthread_mutex_destroy(&crew->lock);
}

bool replicate(const struct replicating *what, struct arena *arena,
               struct summary *summary, struct replicated *done, struct diag *diag)
{
    struct crew_state crew = {.what = what, .layout = what->layout, .diag = diag};

    pthread_mutex_init(&crew.lock, NULL);
    crew.harvest = harvest_new(what->layout);
    make_units(&crew);
    crew.asked = unit_asked(what->layout, what->requests, what->alone >= 0);
    keep_begin(&crew.keep, what->journal, &crew.asked);
    bool fine = begin_file(&crew) && run_all(&crew, arena, summary) && end_file(&crew);
    if (fine && what->kept && keep_is_whole(&crew.keep))
        what->kept(what->study, crew.harvest, 1 - summary->confidence);
    *done = (struct replicated){crew.events, crew.interrupted};
    crew_free(&crew);
    return fine;
}
