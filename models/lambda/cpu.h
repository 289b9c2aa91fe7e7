/* cpu.h - how long work takes at a memory size.
 *
 * An environment has memory / knee vCPUs: in proportion to its memory (Lambda developer
 * guide: 1 769 MB is one vCPU on x86_64; arm64 was measured to bend later: README.md).
 */
#ifndef LAMBDA_CPU_H
#define LAMBDA_CPU_H

#include <stdint.h>

struct cpu { /* what an environment has */
    int64_t memory_bytes, knee_bytes;
};

struct cpu_use { /* what a piece of work can do with it */
    double threads;
    double serial; /* share of it that one thread does while the others wait (Amdahl) */
};

#define CPU_ONE_THREAD                                                                   \
    (struct cpu_use)                                                                     \
    {                                                                                    \
        .threads = 1                                                                     \
    }

/* ns that `drawn` ns of work take, measured at `at_bytes` (0: one full vCPU, or as many
 * as it can use where it has threads). */
double cpu_time(const struct cpu *, struct cpu_use, double drawn, int64_t at_bytes);

/* The same where the share is held in quota periods: work runs as if nothing held it
 * until the period's share is used up, then waits for the next one.  `phase`, in (0,1),
 * is where in a period it begins. */
double cpu_time_in_periods(const struct cpu *, struct cpu_use, double one_vcpu,
                           double period, double phase);

#endif
