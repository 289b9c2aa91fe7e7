/* jobs.h - many runs at once.
 *
 * Hands (threads) work on jobs in any order, each into a slot of its own; one at a time
 * and in the order of the jobs the results are taken.  So whoever takes them (a file's
 * writer, a sum) sees the same sequence for any number of hands, and at most `slots`
 * results exist at once.
 */
#ifndef JOBS_H
#define JOBS_H

#include <stdbool.h>
#include <stddef.h>

/* Does `job` into `slot`, in any thread; false: it failed. */
typedef bool work_fn(size_t job, size_t slot, void *ctx);

/* Takes what lies in `slot`: jobs in order, never two at once, in any thread.  `good` is
 * what the work said.  False: stop; nothing further is begun or taken. */
typedef bool take_fn(size_t job, size_t slot, bool good, void *ctx);

struct jobs {
    size_t first, end; /* jobs first .. end - 1 */
    unsigned threads;  /* hands, at least 1 */
    size_t slots;      /* at least 1; fewer than hands idles some of them */
    work_fn *work;
    take_fn *take;
    void *ctx;
};

/* Whether every take said true.  A job that failed is taken like any other; what comes
 * behind it may have been begun, and is taken only if its take said true. */
bool jobs_run(const struct jobs *);

/* How many processors this process may use. */
unsigned jobs_processors(void);

#endif
