#include "study/replicate.h"

#include <assert.h>
#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "output/store.h"
#include "run/run.h"
#include "study/batches.h"
#include "study/estimate.h"
#include "study/jobs.h"
#include "study/look.h"

struct seat { /* what one hand works on */
    double *value;
    char *said; /* its messages, printed when it is taken */
    size_t said_size;
    struct diag diag;
    struct request_log log;
    struct ran ran;
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
    bool in_batches;          /* one steady run: what it cannot say alone, they may */
    struct batch_log batches; /* of it */
    struct diag *diag;
    uint64_t events;
    bool interrupted;
    pthread_mutex_t lock; /* of `done` and `moved` */
};

/* ---- does one replication fit? ---- */

static size_t along_time(const struct layout *l)
{
    size_t values = 0;

    for (size_t i = 0; i < l->variables; i++)
        for (size_t a = 0; a < l->variable[i].rank; a++)
            if (strcmp(l->variable[i].axis[a]->name, "time") == 0)
                values += l->variable[i].count;
    return values;
}

/* Sized by a layout of one period, so that one that does not fit is never made. */
bool replicate_fits(const struct scenario *scenario, struct arena *arena,
                    struct diag *diag)
{
    struct scenario coarse = *scenario;
    sim_time covered = scenario->run.duration;
    char now[40], would[40];

    covered += scenario->run.drain > 0 ? scenario->run.drain : 0;
    coarse.run.period = covered;
    const struct layout *l = layout_make(&coarse, arena);
    double series = 8.0 * (double)along_time(l), most = (double)REPLICATE_MOST;
    double fixed = (double)layout_bytes(l) - series;
    double bytes = fixed + series * ceil((double)covered / (double)scenario->run.period);

    if (bytes <= most)
        return true;
    unit_write(UNIT_TIME, (double)scenario->run.period, now, sizeof now);
    if (fixed + series >= most) {
        diag_error(diag, (struct where){scenario->path, 0},
                   "one replication needs %.1f GB of memory, more than 4 GB, whatever "
                   "run.period is: fewer resources or windows are needed",
                   bytes / 0x1p30);
        return false;
    }
    double period = (double)covered / floor((most - fixed) / series);
    unit_write(UNIT_TIME, ceil(period / 1e9) * 1e9, would, sizeof would);
    diag_error(diag, (struct where){scenario->path, 0},
               "one replication needs %.1f GB of memory, more than 4 GB, with periods of "
               "%s; run.period = \"%s\" would fit",
               bytes / 0x1p30, now, would);
    return false;
}

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
    hand->unit->done = end > 0 ? fmin(1, fmax(0, (double)now / (double)end)) : 0;
    for (size_t i = 0; i < crew->units; i++)
        done += crew->unit[i].done;
    crew->what->moved(crew->what->ctx, ((double)crew->taken + done) / (double)crew->round,
                      crew->events);
    pthread_mutex_unlock(&crew->lock);
}

static bool unit_worked(size_t job, size_t slot, void *ctx)
{
    struct crew_state *crew = ctx;
    struct seat *u = &crew->unit[slot];
    struct hand_ctx hand = {crew, u};
    struct result result = {crew->layout, u->value};
    struct running running = {.seed = (uint64_t)crew->layout->scenario->run.seed,
                              .replication = (unsigned)job,
                              .interrupted = crew->what->interrupted,
                              .progress = crew->what->moved ? unit_moved : NULL,
                              .ctx = &hand};

    u->log = (struct request_log){.every = crew->what->requests};
    running.batches = crew->in_batches ? &crew->batches : NULL;
    running.requests = crew->what->requests ? &u->log : NULL;
    u->diag = (struct diag){.out = open_memstream(&u->said, &u->said_size)};
    u->ran = (struct ran){0};
    bool good = run_once(crew->layout, &running, &result, &u->ran, &u->diag);
    fclose(u->diag.out);
    return good && !u->ran.interrupted;
}

/* ---- results, in order ---- */

static void keep_log(struct crew_state *crew, struct seat *u)
{
    crew->log = xrealloc(crew->log, crew->logs + 1, sizeof *crew->log);
    crew->log[crew->logs++] = u->log;
}

static bool keep_vector(struct crew_state *crew, const struct seat *u)
{
    if (crew->store)
        store_unit(crew->store, crew->harvest->replications,
                   &(struct result){crew->layout, u->value});
    if (!crew->spool || fwrite(u->value, sizeof(double), crew->layout->values,
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

static bool unit_taken(size_t job, size_t slot, bool good, void *ctx)
{
    struct crew_state *crew = ctx;
    struct seat *u = &crew->unit[slot];
    struct result result = {crew->layout, u->value};
    bool fine = good;

    (void)job;
    if (u->said_size)
        fputs(u->said, crew->diag->out);
    free(u->said);
    u->said = NULL;
    crew->diag->errors += u->diag.errors;
    crew->diag->failures += u->diag.failures;
    crew->diag->warnings += u->diag.warnings;
    crew->interrupted |= u->ran.interrupted;
    if (good) {
        fine = keep_vector(crew, u) && tell_taken(crew, &result);
        harvest_add(crew->harvest, &result);
        keep_log(crew, u);
    } else {
        free(u->log.row);
    }
    pthread_mutex_lock(&crew->lock);
    crew->events += u->ran.events;
    crew->taken++;
    u->done = 0;
    pthread_mutex_unlock(&crew->lock);
    return fine;
}

/* ---- rounds ---- */

static void make_units(struct crew_state *crew)
{
    size_t bytes = crew->layout->values * sizeof(double) + 1;
    size_t most = REPLICATE_MOST / bytes, wanted = 2 * (size_t)crew->what->jobs;

    crew->units = wanted < most ? wanted : most ? most : 1;
    crew->unit = xcalloc(crew->units, sizeof *crew->unit);
    for (size_t i = 0; i < crew->units; i++)
        crew->unit[i].value = xcalloc(crew->layout->values + 1, sizeof(double));
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
    return jobs_run(&jobs);
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

    assert(crew->batches.kept == BATCHES);
    batch_log_tell(&crew->batches, i, batch);
    if (crew->store)
        store_batch(crew->store, batch);
}

static bool run_all(struct crew_state *crew, struct arena *arena, struct summary *s)
{
    const struct run_settings *run = &crew->layout->scenario->run;
    double alpha = 1 - run->confidence;
    long alone = crew->what->alone;
    size_t first = alone >= 0 ? (size_t)alone : crew->what->first;
    size_t count = alone >= 0 ? 1 : (size_t)run->replications;

    s->alone = alone;
    if (isfinite(run->precision) && alone < 0)
        return run_rounds(crew, arena, s);
    crew->in_batches =
        count == 1 && alone < 0 && batches_begin(crew->layout, &crew->batches);
    if (!run_round(crew, first, first + count))
        return false;
    look(crew->harvest, alpha, arena, s);
    if (crew->in_batches)
        batches_estimate(&(struct long_run){.whole = crew->harvest,
                                            .length = crew->batches.length,
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
    if (!isfinite(run->precision) || crew->what->alone >= 0)
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
    double *value = crew->unit[0].value;

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
        free(crew->unit[i].value);
        free(crew->unit[i].said);
    }
    free(crew->unit);
    batch_log_release(&crew->batches);
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
    bool fine = begin_file(&crew) && run_all(&crew, arena, summary) && end_file(&crew);
    if (fine && what->kept)
        what->kept(what->study, crew.harvest, 1 - summary->confidence);
    *done = (struct replicated){crew.events, crew.interrupted};
    crew_free(&crew);
    return fine;
}
