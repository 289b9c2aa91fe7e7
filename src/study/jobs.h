/* jobs.h - many runs at once.  Each job writes only its own place and results are consumed
 * in order, so the answer does not depend on how many hands did the work. */
#ifndef JOBS_H
#define JOBS_H

#include <stdbool.h>
#include <stddef.h>

/* Does job `job`; false: stop all. */
typedef bool job_fn(size_t job, void *ctx);

bool jobs_run(size_t jobs, unsigned threads, job_fn *, void *ctx);

#endif
