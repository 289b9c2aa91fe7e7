#include "study/jobs_mpi.h"

#include <mpi.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/memory.h"
#include "study/errand.h"

enum tag { TAG_ORDER = 1, TAG_ANSWER, TAG_HOME };

struct ranks {
    int rank, count;
    bool *busy;           /* of each rank */
    pthread_mutex_t lock; /* MPI is called by one thread at a time */
    struct elsewhere elsewhere;
};

/* Open MPI's waiting keeps a core busy, which somebody's run needs. */
static void rest(void)
{
    nanosleep(&(struct timespec){0, 200000}, NULL);
}

static void send(const struct text *bytes, int to, enum tag tag)
{
    MPI_Send(bytes->bytes, (int)bytes->length, MPI_BYTE, to, tag, MPI_COMM_WORLD);
}

/* The next message of that rank, if it is there; its tag, or 0. */
static int received(int from, struct text *bytes)
{
    MPI_Status status;
    int there, count;

    MPI_Iprobe(from, MPI_ANY_TAG, MPI_COMM_WORLD, &there, &status);
    if (!there)
        return 0;
    MPI_Get_count(&status, MPI_BYTE, &count);
    text_free(bytes);
    *bytes =
        (struct text){xcalloc((size_t)count + 1, 1), (size_t)count, (size_t)count + 1};
    MPI_Recv(bytes->bytes, count, MPI_BYTE, from, status.MPI_TAG, MPI_COMM_WORLD,
             MPI_STATUS_IGNORE);
    return status.MPI_TAG;
}

/* ---- rank 0 ---- */

/* A rank with nothing to do; 0: none. */
static int take_free(struct ranks *r)
{
    int found = 0;

    pthread_mutex_lock(&r->lock);
    for (int i = 1; i < r->count && !found; i++)
        if (!r->busy[i])
            found = i;
    if (found)
        r->busy[found] = true;
    pthread_mutex_unlock(&r->lock);
    return found;
}

static void wait_for(struct ranks *r, int rank, struct text *answer)
{
    int tag = 0;

    while (tag != TAG_ANSWER) {
        rest();
        pthread_mutex_lock(&r->lock);
        tag = received(rank, answer);
        if (tag == TAG_ANSWER)
            r->busy[rank] = false;
        pthread_mutex_unlock(&r->lock);
    }
}

static bool run_elsewhere(void *ctx, const struct unit_order *order, struct finished *f)
{
    struct ranks *r = ctx;
    struct text bytes = {0};
    int rank = take_free(r);

    if (!rank)
        return unit_run_here(order, f);
    errand_pack(order, &bytes);
    pthread_mutex_lock(&r->lock);
    send(&bytes, rank, TAG_ORDER);
    pthread_mutex_unlock(&r->lock);
    wait_for(r, rank, &bytes);
    bool good = errand_unpack(order, &bytes, f);
    text_free(&bytes);
    return good;
}

/* ---- the others ---- */

void ranks_serve(struct ranks *r, const char *profiles, volatile const int *interrupted)
{
    struct errands errands = {.profiles = profiles, .interrupted = interrupted};
    struct text order = {0}, answer = {0};
    int tag = 0;

    (void)r;
    while (tag != TAG_HOME) {
        tag = received(0, &order);
        if (tag == 0)
            rest();
        if (tag != TAG_ORDER)
            continue;
        errand_do(&errands, &order, &answer);
        send(&answer, 0, TAG_ANSWER);
        text_free(&answer);
    }
    text_free(&order);
    errands_end(&errands);
}

/* ---- all ---- */

struct ranks *ranks_begin(int *argc, char ***argv)
{
    struct ranks *r = xcalloc(1, sizeof *r);
    int provided;

    MPI_Init_thread(argc, argv, MPI_THREAD_SERIALIZED, &provided);
    if (provided < MPI_THREAD_SERIALIZED) {
        fputs("error: this MPI cannot be called by several threads in turn\n", stderr);
        MPI_Abort(MPI_COMM_WORLD, 1);
    }
    MPI_Comm_rank(MPI_COMM_WORLD, &r->rank);
    MPI_Comm_size(MPI_COMM_WORLD, &r->count);
    r->busy = xcalloc((size_t)r->count, sizeof *r->busy);
    r->elsewhere = (struct elsewhere){run_elsewhere, r};
    pthread_mutex_init(&r->lock, NULL);
    return r;
}

bool ranks_is_first(const struct ranks *r)
{
    return r->rank == 0;
}

unsigned ranks_count(const struct ranks *r)
{
    return (unsigned)r->count;
}

const struct elsewhere *ranks_elsewhere(const struct ranks *r)
{
    return r->count > 1 ? &r->elsewhere : NULL;
}

void ranks_end(struct ranks *r)
{
    const struct text nothing = {0};

    for (int i = 1; r->rank == 0 && i < r->count; i++)
        send(&nothing, i, TAG_HOME);
    MPI_Finalize();
    pthread_mutex_destroy(&r->lock);
    free(r->busy);
    free(r);
}
