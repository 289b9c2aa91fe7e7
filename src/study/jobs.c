/* jobs.c - a crew of hands around one row of slots:
 *
 *   begin (a slot is free) -> work -> finished -> take (in order) -> the slot is free
 *
 * Job j lives in slot j mod slots, so the window of jobs that may be begun moves with
 * what has been taken. */
#define _GNU_SOURCE /* sched_getaffinity */
#include "study/jobs.h"

#include <pthread.h>
#include <sched.h>
#include <stdlib.h>

#include "base/memory.h"

enum slot_state { SLOT_FREE, SLOT_GOOD, SLOT_FAILED };

struct crew {
    const struct jobs *jobs;
    pthread_mutex_t lock;
    pthread_cond_t moved; /* something was taken, or all is over */
    size_t next, taken;   /* next job to begin, next job to take */
    bool taking, stopped;
    enum slot_state *slot;
};

/* The next job for a hand, once there is a slot for it; false: nothing is left. */
static bool job_begun(struct crew *crew, size_t *job)
{
    const struct jobs *jobs = crew->jobs;

    while (!crew->stopped && crew->next < jobs->end &&
           crew->next >= crew->taken + jobs->slots)
        pthread_cond_wait(&crew->moved, &crew->lock);
    if (crew->stopped || crew->next >= jobs->end)
        return false;
    *job = crew->next++;
    return true;
}

/* Takes what is ready; the lock is free while it does, `taking` keeps others away. */
static void take_ready(struct crew *crew)
{
    const struct jobs *jobs = crew->jobs;

    if (crew->taking)
        return;
    crew->taking = true;
    while (!crew->stopped && crew->taken < jobs->end) {
        size_t job = crew->taken, at = job % jobs->slots;
        enum slot_state state = crew->slot[at];

        if (state == SLOT_FREE)
            break;
        pthread_mutex_unlock(&crew->lock);
        bool go_on = jobs->take(job, at, state == SLOT_GOOD, jobs->ctx);
        pthread_mutex_lock(&crew->lock);
        crew->slot[at] = SLOT_FREE;
        crew->taken++;
        crew->stopped = !go_on;
        pthread_cond_broadcast(&crew->moved);
    }
    crew->taking = false;
}

static void *hand(void *ctx)
{
    struct crew *crew = ctx;
    const struct jobs *jobs = crew->jobs;
    size_t job;

    pthread_mutex_lock(&crew->lock);
    while (job_begun(crew, &job)) {
        pthread_mutex_unlock(&crew->lock);
        bool good = jobs->work(job, job % jobs->slots, jobs->ctx);
        pthread_mutex_lock(&crew->lock);
        crew->slot[job % jobs->slots] = good ? SLOT_GOOD : SLOT_FAILED;
        take_ready(crew);
    }
    pthread_mutex_unlock(&crew->lock);
    return NULL;
}

bool jobs_run(const struct jobs *jobs)
{
    struct crew crew = {.jobs = jobs, .next = jobs->first, .taken = jobs->first};
    pthread_t *others = xcalloc(jobs->threads, sizeof *others);
    unsigned hired = 0;

    crew.slot = xcalloc(jobs->slots, sizeof *crew.slot);
    pthread_mutex_init(&crew.lock, NULL);
    pthread_cond_init(&crew.moved, NULL);
    while (hired + 1 < jobs->threads && hired + 1 < jobs->end - jobs->first &&
           pthread_create(&others[hired], NULL, hand, &crew) == 0)
        hired++;
    hand(&crew); /* this thread is a hand too */
    while (hired > 0)
        pthread_join(others[--hired], NULL);
    pthread_cond_destroy(&crew.moved);
    pthread_mutex_destroy(&crew.lock);
    free(crew.slot);
    free(others);
    return !crew.stopped;
}

unsigned jobs_processors(void)
{
    cpu_set_t set;

    if (sched_getaffinity(0, sizeof set, &set) != 0)
        return 1;
    int count = CPU_COUNT(&set);
    return count < 1 ? 1 : (unsigned)count;
}
