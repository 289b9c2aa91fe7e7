/* cpu.c - the curve from memory to time. */
#include "lambda/cpu.h"

#include <math.h>

/* fmin would be a call. */
static double lesser(double a, double b)
{
    return a < b ? a : b;
}

/* Time of one unit of work (its time at one vCPU) where `vcpus` are there. */
static double pace(struct cpu_use use, double vcpus)
{
    double alone = lesser(lesser(1, use.threads), vcpus);

    return use.serial / alone + (1 - use.serial) / lesser(use.threads, vcpus);
}

static double vcpus_of(int64_t memory_bytes, int64_t knee_bytes)
{
    return (double)memory_bytes / (double)knee_bytes;
}

double cpu_time(const struct cpu *cpu, struct cpu_use use, double drawn, int64_t at_bytes)
{
    double there = at_bytes ? pace(use, vcpus_of(at_bytes, cpu->knee_bytes)) : 1;

    return drawn / there * pace(use, vcpus_of(cpu->memory_bytes, cpu->knee_bytes));
}

double cpu_time_in_periods(const struct cpu *cpu, struct cpu_use use, double one_vcpu,
                           double period, double phase)
{
    double held = cpu_time(cpu, use, one_vcpu, 0);
    double free = one_vcpu * pace(use, INFINITY);
    double quota = period * free / held, rest = period * (1 - phase), left, whole;

    if (free >= held)
        return held;
    left = free - fmin(quota, rest);
    if (left <= 0)
        return free;
    whole = ceil(left / quota) - 1;
    return rest + whole * period + (left - whole * quota);
}
